//! Words that go back to somebody whom the text has told of: "the group", "the official", "the ministry", "the president".

use super::EntityKind;
use super::chain::{MENTIONS, Past, Weaver};
use super::fold;
use super::lexicon::{Sense, country_code};
use super::mentions::Found;
use super::np::{Key, Nature, Reading};

/// Sectors of those who fight without being a state's.
const ARMED: &[&str] = &["REB", "UAF", "PRM"];

/// Persons who are called by their trade when they are told of again.
const PERSONS: &[&str] = &[
    "official",
    "diplomat",
    "leader",
    "politician",
    "lawmaker",
    "senator",
    "envoy",
    "spokesman",
    "spokeswoman",
    "commander",
    "general",
    "judge",
    "minister",
];

/// The sectors of the bodies that a word may go back to.
pub(super) fn kinds(word: &str) -> Option<&'static [&'static str]> {
    Some(match word {
        "outlet" | "newspaper" | "broadcaster" | "agency" | "daily" | "channel" | "tabloid" | "magazine" | "paper" | "publication"
        | "station" | "network" => &["JRN"],
        "company" | "firm" | "bank" | "airline" | "corporation" | "carrier" | "manufacturer" | "conglomerate" | "giant" => &["BUS"],
        "party" => &["PTY", "OPP"],
        "group" | "movement" | "militia" | "faction" => &["REB", "UAF", "PRM", "NGO", "PTY", "CRM", "SOC", "OPP", "ISM", "REL"],
        "organization" | "organisation" => &["REB", "UAF", "PRM", "NGO", "PTY", "CRM", "SOC", "IGO", "OPP", "ISM", "REL"],
        "bloc" | "alliance" | "body" => &["IGO"],
        "cartel" | "gang" => &["CRM"],
        "union" => &["LAB", "EUR"],
        "charity" => &["NGO"],
        _ => return None,
    })
}

/// Whether a title is one of a state's or of many states', by its sectors: no chancellor of a university.
fn is_of_state(r: &Reading) -> bool {
    let state = |s: &String| super::country::OF_STATE.contains(&s.as_str()) || matches!(s.as_str(), "IGO" | "OPP" | "PTY" | "ELI");
    r.entity.sectors.is_empty() || r.entity.sectors.iter().any(state)
}

/// A house of prayer, which is no group.
fn is_building(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    matches!(last, "Mosque" | "Church" | "Cathedral" | "Temple" | "Synagogue" | "Monastery" | "Shrine" | "Chapel")
}

impl Weaver<'_, '_> {
    /// "the group", "the company", "the American official": the last one named that this may be.
    pub(super) fn told_before(&self, f: &Found, r: &Reading) -> Option<usize> {
        if r.nature == Nature::Plural {
            return self.armed_before(f, r);
        }
        let role = &self.text.actors.roles[r.role? as usize];
        let word = role.word.rsplit(' ').next().unwrap_or_default();
        if word == "coalition" {
            return self.coalition_before();
        }
        let wanted = match kinds(word) {
            Some(kinds) => kinds,
            None if self.text.actors.cues.bodies.contains(word) => return self.body_before(f, r, word),
            None if PERSONS.contains(&word) => return self.person_before(f, r),
            None => return None,
        };
        // Who speaks calls others so.
        let speaker = self.speaker(f.head);
        let named = |c: usize| self.threads[c].named && self.out.chains[c].kind == EntityKind::Organisation && !speaker.contains(&c);
        let named = |c: usize| named(c) && (wanted.contains(&"JRN") || !is_building(&self.out.chains[c].name));
        let same_country = |c: usize| r.entity.country.is_none() || r.entity.country == self.out.chains[c].country;
        let fits = |c: usize| named(c) && same_country(c) && self.out.chains[c].sectors.iter().any(|s| wanted.contains(&s.as_str()));
        let own = self.own_words(f);
        let another = |c: usize| own.iter().any(|w| !fold::words(&self.out.chains[c].name).any(|x| fold::hash(x) == *w));
        let recent = self.past.iter().rev().take(MENTIONS).filter(|p| !self.fellow(f.head, p));
        recent.flat_map(|p| p.chains.iter().copied()).find(|c| fits(*c) && !another(*c))
    }

    /// "The court" after "the International Court of Sport" or "a court": the last one named so, where it is a name.
    fn body_before(&self, f: &Found, r: &Reading, word: &str) -> Option<usize> {
        let here = self.text.sentence[f.head];
        let word = fold::hash(word);
        let called = |c: &usize| fold::words(&self.out.chains[*c].name).any(|w| fold::hash(w) == word);
        let recent = self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= 2).filter(|p| !self.fellow(f.head, p));
        let last = recent.flat_map(|p| p.chains.iter().copied()).find(called)?;
        let e = &self.out.chains[last];
        let same = self.threads[last].named && (r.entity.country.is_none() || r.entity.country == e.country);
        (same && e.kind == EntityKind::Organisation && f.tokens.len() <= 2).then_some(last)
    }

    /// The proper names before the head that are of no state: "Labor" in "the Israeli Labor party".
    fn own_words(&self, f: &Found) -> Vec<u64> {
        let doc = self.text.doc;
        let bloc = |b: &u32| super::role::is_international(self.text.actors, *b);
        let whole = |s: &Sense| match s {
            Sense::State(_) | Sense::Adjective(_) | Sense::Capital(_) => true,
            Sense::Body(b) => bloc(b),
            _ => false,
        };
        let land = |i: usize| self.text.hit(i).is_some_and(|h| h.has(whole));
        let proper = |i: &usize| doc.tag(*i).starts_with("NNP") && self.text.words.hash[*i] != 0 && !land(*i);
        (f.tokens.start..f.core.start)
            .filter(proper)
            .filter(|i| doc.dep(*i) != "poss" && doc.head(*i) == f.head)
            .map(|i| self.text.words.hash[i])
            .collect()
    }

    /// "The network's Cairo office": whoever it belongs to acts and suffers by it.
    pub(super) fn outpost(&self, f: &Found, r: &Reading) -> Option<Vec<usize>> {
        let word = &self.text.actors.roles[r.role? as usize].word;
        let owner = f.owner.filter(|_| self.text.actors.cues.outposts.contains(word))?;
        let [c] = self.owners(owner)[..] else { return None };
        let e = &self.out.chains[c];
        (self.threads[c].named && e.kind == EntityKind::Organisation && !e.sectors.is_empty()).then(|| vec![c])
    }

    /// "These groups", "those fighters": the several armed ones told of last.
    pub(super) fn bands(&self, f: &Found, r: &Reading) -> Option<Vec<usize>> {
        let word = &self.text.actors.roles[r.role? as usize].word;
        let pointed = matches!(self.text.doc.lower(f.tokens.start), "these" | "those" | "such") && r.nature == Nature::Plural;
        if !pointed || !self.text.actors.cues.bands.contains(word) || r.entity.country.is_some() || r.people.is_some() {
            return None;
        }
        let here = self.text.sentence[f.head];
        let armed = |c: &usize| self.out.chains[*c].sectors.first().is_some_and(|s| ARMED.contains(&s.as_str()));
        let several = |p: &&Past| p.coordinated || p.chains.len() > 1 || p.chains.iter().all(|c| self.threads[*c].nature == Nature::Plural);
        let recent = self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= 2);
        let those = recent.filter(|p| !self.modifies(p) && !self.fellow(f.head, p)).find(|p| p.chains.iter().all(armed) && several(p))?;
        Some(self.with_coordinated(those))
    }

    /// "The militants", "the terrorists": the one armed group that the last sentences name.
    fn armed_before(&self, f: &Found, r: &Reading) -> Option<usize> {
        let word = &self.text.actors.roles[r.role? as usize].word;
        let bare = r.entity.country.is_none() && r.people.is_none() && f.tokens.len() == 2;
        let armed = |s: &String| matches!(s.as_str(), "REB" | "UAF" | "PRM");
        let so =
            |w: &str| matches!(w, "militant" | "terrorist" | "insurgent" | "jihadist" | "extremist" | "rebel" | "guerrilla" | "islamist");
        if !bare || !so(word) {
            return None;
        }
        let here = self.text.sentence[f.head];
        let named = |c: &usize| {
            let e = &self.out.chains[*c];
            self.threads[*c].named && e.kind == EntityKind::Organisation && e.sectors.first().is_some_and(armed)
        };
        let recent = self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= 2);
        // "Insurgents linked to B seized the town": those who act may be they, and not B.
        let other = |c: &usize| !self.threads[*c].named && self.out.chains[*c].sectors.first().is_some_and(armed);
        let (mut groups, mut others) = (Vec::new(), false);
        for p in recent {
            groups.extend(p.chains.iter().copied().filter(named));
            others |= p.subject && p.chains.iter().any(other);
        }
        groups.sort_unstable();
        groups.dedup();
        <[usize; 1]>::try_from(groups).ok().filter(|_| !others).map(|[one]| one)
    }

    /// "the coalition": the one that the text has named so.
    pub(super) fn coalition_before(&self) -> Option<usize> {
        let so = |c: &usize| self.threads[*c].named && self.out.chains[*c].name.to_lowercase().ends_with("coalition");
        self.past.iter().rev().take(200).find_map(|p| p.chains.iter().copied().find(so))
    }

    /// "the senior American official": the last American of that trade.
    pub(super) fn person_before(&self, f: &Found, r: &Reading) -> Option<usize> {
        let here = self.text.sentence[f.head];
        let of_trade = |c: usize| {
            let e = &self.out.chains[c];
            let sector = r.entity.sectors.first();
            self.threads[c].named
                && e.kind == EntityKind::Person
                && self.threads[c].nature == Nature::Person
                && (r.entity.country.is_none() || e.country == r.entity.country)
                && (sector.is_none() || e.sectors.iter().any(|s| Some(s) == sector))
        };
        let recent = self.past.iter().rev().take(MENTIONS).filter(|p| here - p.sentence <= 4);
        let telling = r.entity.country.is_some() || !r.entity.sectors.is_empty();
        (r.nature == Nature::Person && telling)
            .then(|| recent.filter_map(|p| p.chains.iter().copied().find(|c| of_trade(*c))).next())
            .flatten()
    }

    /// "the ministry" after "the foreign ministry", "the engineers" after "Chinese engineers".
    pub(super) fn same_word(&self, f: &Found, r: &Reading) -> Option<usize> {
        if !r.entity.generic || r.entity.country.is_some() || r.role.is_none() {
            return None;
        }
        let word = fold::hash_last(&r.entity.name);
        let here = self.text.sentence[f.head];
        let recent = self.past.iter().rev().take(MENTIONS).filter(|p| here - p.sentence <= 6 && !self.fellow(f.head, p));
        let called = |c: &usize| fold::hash_last(&self.out.chains[*c].name) == word;
        let same = |c: &usize| !self.threads[*c].named && self.threads[*c].nature == r.nature && called(c);
        recent.filter(|p| p.chains.len() == 1).find_map(|p| p.chains.iter().copied().find(same))
    }

    /// "the prime minister": who was called so in the text.
    pub(super) fn called_so(&self, f: &Found, office: u16, r: &Reading) -> Option<usize> {
        if r.nature != Nature::Person || r.deputy || f.fresh || r.past || !is_of_state(r) {
            return None;
        }
        let family = |o: u16| &self.text.actors.offices[o as usize].family;
        let country = r.entity.country.as_deref();
        let named_so = |c: &usize| {
            let t = &self.threads[*c];
            let same = t.office.is_some_and(|o| family(o) == family(office));
            same && t.named && !t.deputy && (country.is_none() || self.out.chains[*c].country.as_deref() == country)
        };
        let all = || self.past.iter().rev().take(200);
        let last = all().find(|p| p.chains.iter().any(named_so))?;
        let here = self.text.sentence[f.head];
        // A foreign one told of in passing is not "the president" where the text is about a country whose own it has named.
        let home = |c: &usize| self.out.chains[*c].country.as_deref().map(country_code) == Some(self.focus);
        let passing = country.is_none() && !(last.subject && here - last.sentence <= 1) && !last.chains.iter().any(home);
        let own = all().filter(|_| passing).find_map(|p| p.chains.iter().copied().find(|c| named_so(c) && home(c)));
        own.or_else(|| last.chains.iter().copied().find(named_so))
    }

    /// "the president" of whom the text has not told: the holder in the country in play.
    pub(super) fn holder(&mut self, f: &Found, office: u16, r: &Reading) -> Option<usize> {
        if r.nature != Nature::Person || r.deputy || f.fresh || r.past || !is_of_state(r) {
            return None;
        }
        if let Some(chain) = self.called_so(f, office, r) {
            return Some(chain);
        }
        let x = &self.text.actors.offices[office as usize];
        if matches!(x.family.as_str(), "minister" | "local" | "leader" | "ambassador") {
            return None;
        }
        let person = self.text.actors.people.holder(country_code(r.entity.country.as_deref()?), &x.offices, self.text.day?)?;
        let entity = self.text.actors.people.entity(person, self.text.day);
        let female = self.text.actors.people.persons[person as usize].female;
        let reading = Reading { entity, key: Key::Person(person), female, ..r.clone() };
        Some(self.join(reading, false))
    }
}
