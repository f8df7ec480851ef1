//! Chains the mentions of a document: names and their parts, pronouns, "the president", "his counterpart", "the two leaders".

use super::country::{Lands, countries};
use super::fold;
use super::lexicon::{Country, NONE, code_of, country_code};
use super::mentions::{Found, Kind, Of, worth};
use super::np::{Key, Nature, Reading};
use super::quoted::Quotations;
use super::text::{Text, initials};
use super::{Entity, EntityKind, Mention, Resolution};
use std::collections::HashMap;
use std::ops::Range;

/// What is known of a chain beyond its entity.
pub(super) struct Thread {
    pub nature: Nature,
    pub female: Option<bool>,
    pub office: Option<u16>,
    pub deputy: bool,
    /// A named person, body or state, no mere role word.
    pub named: bool,
    /// A name that the knowledge lacks.
    pub unknown: bool,
}

/// A mention as later ones look back at it.
pub(super) struct Past {
    pub mention: usize,
    pub chains: Vec<usize>,
    pub head: usize,
    pub sentence: u32,
    pub subject: bool,
    pub pronoun: bool,
    /// Chained with "and" to the one before.
    pub coordinated: bool,
}

pub(super) struct Weaver<'t, 'a> {
    pub text: &'t Text<'a>,
    pub out: Resolution,
    pub threads: Vec<Thread>,
    pub by_key: HashMap<Key, usize>,
    /// Persons named in the text so far, by each word of their names; true for the last word.
    pub by_name: HashMap<u64, Vec<(usize, bool)>>,
    /// Persons whom the whole text names in full, by their last word.
    pub full: HashMap<u64, Vec<&'t Reading>>,
    /// Bodies named in the text so far, by their initials.
    pub by_initials: HashMap<u64, usize>,
    pub past: Vec<Past>,
    /// The country that the text is about, if one stands out.
    pub focus: Country,
    pub lands: Lands,
    pub quotations: Quotations,
}

/// How far back a pronoun looks, in sentences and in mentions.
pub(super) const SENTENCES: u32 = 3;
pub(super) const MENTIONS: usize = 60;

/// Gives each found phrase its chains.
pub(super) fn weave<'t>(text: &'t Text, found: &'t [Found]) -> Resolution {
    let (focus, lands) = countries(text, found);
    let out = Resolution {
        offsets: (0..text.doc.len()).map(|i| (text.doc.token(i).start, text.doc.token(i).end)).collect(),
        ..Resolution::default()
    };
    let mut w = Weaver {
        text,
        out,
        threads: Vec::new(),
        by_key: HashMap::new(),
        by_name: HashMap::new(),
        full: in_full(found),
        by_initials: HashMap::new(),
        past: Vec::new(),
        focus,
        lands,
        quotations: Quotations::new(text.doc),
    };
    for f in found {
        let (chains, candidates) = w.resolve(f);
        if chains.is_empty() {
            continue;
        }
        w.remember(f, &chains);
        w.out.mentions.push(Mention { tokens: f.tokens.clone(), head: f.head, chains, candidates });
    }
    w.out.index(text.doc.len(), found_cores(found, &w.out.mentions));
    w.out
}

/// The persons named in two words or more, by the last.
fn in_full(found: &[Found]) -> HashMap<u64, Vec<&Reading>> {
    let mut full: HashMap<u64, Vec<&Reading>> = HashMap::new();
    for f in found {
        let Kind::Plain(r) = &f.kind else { continue };
        let named = matches!(r.key, Key::Person(_) | Key::Named(_)) && !r.entity.generic && r.candidates.is_empty() && !f.title;
        let words: Vec<&str> = fold::words(&r.entity.name).collect();
        if let (true, [_, .., last]) = (named, &words[..]) {
            let same = full.entry(fold::hash(last)).or_default();
            if same.len() < 4 && same.iter().all(|s| s.key != r.key) {
                same.push(r);
            }
        }
    }
    full
}

fn found_cores(found: &[Found], mentions: &[Mention]) -> Vec<Range<usize>> {
    let mut at = 0;
    let same = |f: &Found, m: &Mention| f.head == m.head && f.tokens == m.tokens;
    mentions
        .iter()
        .map(|m| {
            while !same(&found[at], m) {
                at += 1;
            }
            at += 1;
            found[at - 1].core.clone()
        })
        .collect()
}

/// Two actors of different countries.
fn different(a: &Entity, b: &Entity) -> bool {
    matches!((&a.country, &b.country), (Some(a), Some(b)) if a != b)
}

impl Weaver<'_, '_> {
    fn resolve(&mut self, f: &Found) -> (Vec<usize>, Vec<Entity>) {
        match &f.kind {
            Kind::Plain(r) => {
                let candidates = r.candidates.clone();
                let mut r = (**r).clone();
                r.female = r.female.or(f.female);
                (self.plain(f, r), candidates)
            }
            Kind::Family(name, known) => self.family(f, *name, known.as_deref()),
            Kind::Pronoun(p) => (self.pronoun(f, *p), Vec::new()),
            Kind::Counterpart(r) => (self.counterpart(f, r), Vec::new()),
            Kind::Both(Of::Persons) => {
                (self.latest(f, 2, |t, e| t.nature == Nature::Person && t.named && e.kind == EntityKind::Person), Vec::new())
            }
            Kind::Both(Of::States) => (self.both_states(f), Vec::new()),
            Kind::Country(region) => (self.country(f, *region), Vec::new()),
        }
    }

    fn remember(&mut self, f: &Found, chains: &[usize]) {
        let dep = self.text.doc.dep(f.head);
        self.past.push(Past {
            mention: self.out.mentions.len(),
            chains: chains.to_vec(),
            head: f.head,
            sentence: self.text.sentence[f.head],
            subject: matches!(dep, "nsubj" | "nsubjpass"),
            pronoun: matches!(f.kind, Kind::Pronoun(_)),
            coordinated: dep == "conj",
        });
    }

    /// A chain for a reading that begins one or joins the one with its key.
    pub(super) fn join(&mut self, r: Reading, fresh: bool) -> usize {
        if let Some(&chain) = self.by_key.get(&r.key)
            && !fresh
        {
            self.enrich(chain, &r);
            return chain;
        }
        let chain = self.out.chains.len();
        self.by_key.insert(r.key.clone(), chain);
        if r.entity.kind == EntityKind::Person && !r.entity.generic && r.candidates.is_empty() {
            let words: Vec<&str> = fold::words(&r.entity.name).collect();
            for (i, word) in words.iter().enumerate() {
                self.by_name.entry(fold::hash(word)).or_default().push((chain, i + 1 == words.len()));
            }
        }
        if let (EntityKind::Organisation, false) = (r.entity.kind, r.entity.generic)
            && let Some(short) = initials(fold::words(&r.entity.name))
        {
            self.by_initials.entry(short).or_insert(chain);
        }
        let unknown = matches!(r.key, Key::Named(_) | Key::Organisation(_));
        self.threads.push(Thread {
            nature: r.nature,
            female: r.female,
            office: r.office,
            deputy: r.deputy,
            named: !r.entity.generic,
            unknown,
        });
        self.out.chains.push(r.entity);
        chain
    }

    /// A later mention tells what an earlier one left open.
    pub(super) fn enrich(&mut self, chain: usize, r: &Reading) {
        let (e, t) = (&mut self.out.chains[chain], &mut self.threads[chain]);
        if e.country.is_none() {
            e.country.clone_from(&r.entity.country);
        }
        if e.sectors.is_empty() {
            e.sectors.clone_from(&r.entity.sectors);
        }
        e.code = code_of(country_code(e.country.as_deref().unwrap_or("")), &e.sectors);
        t.office = t.office.or(r.office);
        t.female = t.female.or(r.female);
        t.deputy |= r.deputy;
    }

    fn plain(&mut self, f: &Found, mut r: Reading) -> Vec<usize> {
        match self.same_as(f, &r) {
            Some(Some(chain)) => return vec![chain],
            Some(None) => return Vec::new(),
            None => {}
        }
        if let Some(chain) = self.abbreviated(&r) {
            return vec![chain];
        }
        if f.definite
            && let Some(chain) = self.told_before(f, &r)
        {
            return vec![chain];
        }
        self.owned(f, &mut r);
        if let (Some(o), true) = (r.office, r.entity.generic)
            && let Some(chain) = self.called_so(f, o, &r)
        {
            return vec![chain];
        }
        if f.definite
            && let Some(chain) = self.same_word(f, &r)
        {
            return vec![chain];
        }
        self.place_in_country(f, &mut r);
        if let (Some(o), true) = (r.office, r.entity.generic)
            && let Some(chain) = self.holder(f, o, &r)
        {
            return vec![chain];
        }
        if !worth(&r) {
            return Vec::new();
        }
        let more = std::mem::take(&mut r.more);
        let fresh = f.fresh && r.entity.generic;
        let mut chains = vec![self.join(r.clone(), fresh)];
        for country in more {
            let mut other = r.clone();
            other.entity.country = super::lexicon::country_text(country);
            other.entity.code = code_of(country, &other.entity.sectors);
            other.key = match other.key {
                Key::Generic(h, _) => Key::Generic(h, country),
                Key::Government(_) => Key::Government(country),
                other => other,
            };
            chains.push(self.join(other, false));
        }
        chains
    }

    /// "the group", "the company", "the American official": the last one named that this may be.
    fn told_before(&self, f: &Found, r: &Reading) -> Option<usize> {
        if r.nature == Nature::Plural {
            return None;
        }
        let role = &self.text.actors.roles[r.role? as usize];
        let word = role.word.rsplit(' ').next().unwrap_or_default();
        let wanted: &[&str] = match word {
            "outlet" | "newspaper" | "broadcaster" | "agency" | "daily" | "channel" | "tabloid" | "magazine" | "paper" | "publication"
            | "station" | "network" => &["JRN"],
            "company" | "firm" | "bank" | "airline" | "corporation" | "carrier" | "manufacturer" | "conglomerate" | "giant" => &["BUS"],
            "party" => &["PTY", "OPP"],
            "group" | "movement" | "militia" | "faction" => &["REB", "UAF", "PRM", "NGO", "PTY", "CRM", "SOC", "OPP", "ISM", "REL"],
            "organization" | "organisation" => &["REB", "UAF", "PRM", "NGO", "PTY", "CRM", "SOC", "IGO", "OPP", "ISM", "REL"],
            "bloc" | "alliance" | "body" => &["IGO"],
            "coalition" => return self.coalition_before(),
            "cartel" | "gang" => &["CRM"],
            "union" => &["LAB", "EUR"],
            "charity" => &["NGO"],
            "ministry" | "department" | "commission" | "court" | "university" | "watchdog" => &[],
            "official" | "diplomat" | "leader" | "politician" | "lawmaker" | "senator" | "envoy" | "spokesman" | "spokeswoman"
            | "commander" | "general" | "judge" | "minister" => {
                return self.person_before(f, r);
            }
            _ => return None,
        };
        let named = |c: usize| self.threads[c].named && self.out.chains[c].kind == EntityKind::Organisation;
        let same_country = |c: usize| r.entity.country.is_none() || r.entity.country == self.out.chains[c].country;
        let fits = |c: usize| named(c) && same_country(c) && self.out.chains[c].sectors.iter().any(|s| wanted.contains(&s.as_str()));
        self.past.iter().rev().take(MENTIONS).find_map(|p| p.chains.iter().copied().find(|c| fits(*c)))
    }

    /// "the coalition": the one that the text has named so.
    fn coalition_before(&self) -> Option<usize> {
        let so = |c: &usize| self.threads[*c].named && self.out.chains[*c].name.to_lowercase().ends_with("coalition");
        self.past.iter().rev().take(200).find_map(|p| p.chains.iter().copied().find(so))
    }

    /// "the senior American official": the last American of that trade.
    fn person_before(&self, f: &Found, r: &Reading) -> Option<usize> {
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
    fn same_word(&self, f: &Found, r: &Reading) -> Option<usize> {
        if !r.entity.generic || r.entity.country.is_some() || r.role.is_none() {
            return None;
        }
        let last = |name: &str| fold::hash(name.rsplit(' ').next().unwrap_or(name));
        let word = last(&r.entity.name);
        let here = self.text.sentence[f.head];
        let recent = self.past.iter().rev().take(MENTIONS).filter(|p| here - p.sentence <= 6);
        let same = |c: &usize| !self.threads[*c].named && self.threads[*c].nature == r.nature && last(&self.out.chains[*c].name) == word;
        recent.filter(|p| p.chains.len() == 1).find_map(|p| p.chains.iter().copied().find(same))
    }

    /// "the prime minister": who was called so in the text.
    fn called_so(&self, f: &Found, office: u16, r: &Reading) -> Option<usize> {
        if r.nature != Nature::Person || r.deputy || f.fresh || r.past {
            return None;
        }
        let family = |o: u16| &self.text.actors.offices[o as usize].family;
        let country = r.entity.country.as_deref();
        let named_so = |c: &usize| {
            let t = &self.threads[*c];
            let same = t.office.is_some_and(|o| family(o) == family(office));
            same && t.named && !t.deputy && (country.is_none() || self.out.chains[*c].country.as_deref() == country)
        };
        self.past.iter().rev().take(200).find_map(|p| p.chains.iter().copied().find(named_so))
    }

    /// "the president" of whom the text has not told: the holder in the country in play.
    fn holder(&mut self, f: &Found, office: u16, r: &Reading) -> Option<usize> {
        if r.nature != Nature::Person || r.deputy || f.fresh || r.past {
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

    /// An acronym that the knowledge lacks: the body whose initials it is.
    fn abbreviated(&self, r: &Reading) -> Option<usize> {
        let unknown = matches!(r.key, Key::Organisation(_) | Key::Named(_)) && fold::upper(&r.entity.name);
        unknown.then(|| self.by_initials.get(&fold::hash(&r.entity.name)).copied()).flatten()
    }

    /// A family name alone: who bears it in the text, else whom the knowledge knows.
    fn family(&mut self, f: &Found, name: u64, known: Option<&Reading>) -> (Vec<usize>, Vec<Entity>) {
        let bearers = self.bearers(f, name, known);
        if let [chain] = bearers[..] {
            if let Some(r) = known.filter(|r| !matches!(r.key, Key::Person(_))) {
                self.enrich(chain, r);
            }
            return (vec![chain], Vec::new());
        }
        if bearers.len() > 1 {
            return self.open(name, &bearers);
        }
        let later = self.full.get(&name).filter(|all| all.len() == 1).map(|all| all[0].clone());
        let elsewhere = |r: &Reading| known.is_some_and(|k| k.office.is_some() && different(&k.entity, &r.entity));
        if let Some(r) = later.filter(|r| !elsewhere(r) && f.female.is_none_or(|g| r.female != Some(!g))) {
            return (vec![self.join(r, false)], Vec::new());
        }
        let Some(r) = known else { return (Vec::new(), Vec::new()) };
        let mut r = r.clone();
        r.female = r.female.or(f.female);
        let candidates = r.candidates.clone();
        let chain = self.join(r, false);
        self.by_name.entry(name).or_default().push((chain, true));
        (vec![chain], candidates)
    }

    /// Who has been called by this name: by the last word of it before any other, the one told of last where the others are far.
    fn bearers(&self, f: &Found, name: u64, known: Option<&Reading>) -> Vec<usize> {
        let all = self.by_name.get(&name).map_or(&[][..], Vec::as_slice);
        let all = &all[all.len().saturating_sub(40)..];
        let fits = |c: usize| {
            // A title says which bearer of the name is meant, the name alone doesn't.
            let titled = f.tokens.start < f.core.start;
            let elsewhere = titled && known.is_some_and(|k| k.office.is_some() && different(&k.entity, &self.out.chains[c]));
            !elsewhere && f.female.is_none_or(|g| self.threads[c].female != Some(!g))
        };
        let mut chains: Vec<usize> = Vec::new();
        let by_last = all.iter().any(|(c, last)| *last && fits(*c));
        for (c, _) in all.iter().filter(|(c, last)| fits(*c) && (*last || !by_last)) {
            if !chains.contains(c) {
                chains.push(*c);
            }
        }
        if chains.len() > 1 {
            let here = self.text.sentence[f.head];
            let recent = self.past.iter().rev().take(MENTIONS).filter(|p| here - p.sentence <= SENTENCES);
            let near: Vec<usize> = recent.flat_map(|p| p.chains.iter().copied()).filter(|c| chains.contains(c)).collect();
            if let Some(first) = near.first().filter(|c| near.iter().all(|n| n == *c)) {
                return vec![*first];
            }
        }
        chains
    }

    /// A name that several bear: open, with all of them as candidates.
    fn open(&mut self, name: u64, bearers: &[usize]) -> (Vec<usize>, Vec<Entity>) {
        let candidates: Vec<Entity> = bearers.iter().map(|c| self.out.chains[*c].clone()).collect();
        let last = fold::words(&candidates[0].name).last().unwrap_or_default().to_owned();
        let shared = |same: fn(&Entity, &Entity) -> bool| candidates.windows(2).all(|w| same(&w[0], &w[1]));
        let mut e = Entity { name: last, kind: EntityKind::Person, ..Entity::default() };
        if shared(|a, b| a.country == b.country) {
            e.country.clone_from(&candidates[0].country);
        }
        e.code = code_of(country_code(e.country.as_deref().unwrap_or("")), &[]);
        let reading = Reading { candidates: candidates.clone(), ..super::np::plain(e, Key::Open(name), Nature::Person) };
        (vec![self.join(reading, false)], candidates)
    }

    /// The last `n` different chains that fit, in order of the text.
    pub(super) fn latest(&self, f: &Found, n: usize, fits: impl Fn(&Thread, &Entity) -> bool) -> Vec<usize> {
        let here = self.text.sentence[f.head];
        let mut chains = Vec::new();
        for p in self.past.iter().rev().take(MENTIONS).filter(|p| here - p.sentence <= 6) {
            for &c in p.chains.iter().rev() {
                if !chains.contains(&c) && fits(&self.threads[c], &self.out.chains[c]) && chains.len() < n {
                    chains.push(c);
                }
            }
        }
        chains.reverse();
        if chains.len() == n { chains } else { Vec::new() }
    }

    /// "his Chinese counterpart": who holds the same office there.
    fn counterpart(&mut self, f: &Found, r: &Reading) -> Vec<usize> {
        if r.role.is_none_or(|x| self.text.actors.roles[x as usize].word != "counterpart")
            || r.entity.kind == EntityKind::Person && !r.entity.generic
        {
            return vec![self.join(r.clone(), false)];
        }
        let here = self.text.sentence[f.head];
        let office = self
            .past
            .iter()
            .rev()
            .take(30)
            .filter(|p| here - p.sentence <= 1)
            .flat_map(|p| p.chains.iter())
            .find_map(|c| self.threads[*c].office.map(|o| (o, *c)));
        let first = country_code(r.entity.country.as_deref().unwrap_or(""));
        let countries = std::iter::once(first).chain(r.more.iter().copied());
        let mut chains = Vec::new();
        for country in countries {
            let person = office
                .and_then(|(o, _)| self.text.actors.people.holder(country, &self.text.actors.offices[o as usize].offices, self.text.day?));
            let mut reading = r.clone();
            reading.more = Vec::new();
            if let Some(p) = person.filter(|_| office.is_some_and(|(_, c)| !self.threads[c].deputy)) {
                reading.entity = self.text.actors.people.entity(p, self.text.day);
                reading.key = Key::Person(p);
                reading.female = self.text.actors.people.persons[p as usize].female;
            } else if let Some((_, c)) = office {
                reading.entity.sectors.clone_from(&self.out.chains[c].sectors);
                reading.entity.country = super::lexicon::country_text(country);
                reading.entity.code = code_of(country, &reading.entity.sectors);
                reading.key = Key::Generic(fold::hash("counterpart"), country);
            }
            reading.office = office.map(|(o, _)| o);
            if country != NONE {
                chains.push(self.join(reading, false));
            }
        }
        chains
    }
}
