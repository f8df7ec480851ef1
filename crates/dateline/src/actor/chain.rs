//! Chains the mentions of a document: names and their parts, pronouns, "the president", "his counterpart", "the two leaders".

use super::fold;
use super::lexicon::{Country, NONE, Sense, code_of, country_code};
use super::mentions::{Found, Kind, Of, Pronoun, Text, worth};
use super::np::{Key, Nature, Reading};
use super::{Entity, EntityKind, Mention, Resolution};
use std::collections::HashMap;
use std::ops::Range;

/// What is known of a chain beyond its entity.
struct Thread {
    nature: Nature,
    female: Option<bool>,
    office: Option<u16>,
    deputy: bool,
    /// A named person, body or state, no mere role word.
    named: bool,
}

/// A mention as later ones look back at it.
struct Past {
    mention: usize,
    chains: Vec<usize>,
    head: usize,
    sentence: u32,
    subject: bool,
    pronoun: bool,
    /// Chained with "and" to the one before.
    coordinated: bool,
}

struct Weaver<'t, 'a> {
    text: &'t Text<'a>,
    out: Resolution,
    threads: Vec<Thread>,
    by_key: HashMap<Key, usize>,
    /// Persons named in the text, by each word of their names.
    by_name: HashMap<u64, usize>,
    past: Vec<Past>,
    /// The country that the text is about, if one stands out.
    focus: Country,
    /// Countries named in each sentence.
    local: HashMap<u32, Vec<Country>>,
}

/// How far back a pronoun looks, in sentences and in mentions.
const SENTENCES: u32 = 3;
const MENTIONS: usize = 60;

/// Gives each found phrase its chains.
pub(super) fn weave(text: &Text, found: &[Found]) -> Resolution {
    let (focus, local) = countries(text, found);
    let out = Resolution {
        offsets: (0..text.doc.len()).map(|i| (text.doc.token(i).start, text.doc.token(i).end)).collect(),
        ..Resolution::default()
    };
    let mut w = Weaver { text, out, threads: Vec::new(), by_key: HashMap::new(), by_name: HashMap::new(), past: Vec::new(), focus, local };
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

/// The country that most mentions belong to, and the countries of each sentence.
fn countries(text: &Text, found: &[Found]) -> (Country, HashMap<u32, Vec<Country>>) {
    let mut tally: HashMap<Country, u32> = HashMap::new();
    let mut local: HashMap<u32, Vec<Country>> = HashMap::new();
    let mut add = |token: usize, c: Country, weight: u32| {
        if c != NONE {
            *tally.entry(c).or_default() += weight;
            let here = local.entry(text.sentence[token]).or_default();
            if !here.contains(&c) {
                here.push(c);
            }
        }
    };
    for f in found {
        if let Kind::Plain(r) | Kind::Family(_, Some(r)) = &f.kind {
            let weight = if matches!(r.key, Key::State(_) | Key::Government(_)) { 3 } else { 1 };
            add(f.head, country_code(r.entity.country.as_deref().unwrap_or("")), weight);
        }
    }
    for h in &text.hits {
        for s in &h.senses {
            match s {
                Sense::Capital(s) => add(h.range.start, text.actors.states[*s as usize].code, 2),
                Sense::Town(c) => add(h.range.start, *c, 2),
                _ => {}
            }
        }
    }
    let total: u32 = tally.values().sum();
    let top = tally.iter().max_by_key(|(c, n)| (**n, std::cmp::Reverse(**c))).map(|(c, n)| (*c, *n));
    let focus = top.filter(|(_, n)| 2 * n > total && *n > 1).map_or(NONE, |(c, _)| c);
    (focus, local)
}

impl Weaver<'_, '_> {
    fn resolve(&mut self, f: &Found) -> (Vec<usize>, Vec<Entity>) {
        match &f.kind {
            Kind::Plain(r) => {
                let candidates = r.candidates.clone();
                (self.plain(f, (**r).clone()), candidates)
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
    fn join(&mut self, r: Reading, fresh: bool) -> usize {
        if let Some(&chain) = self.by_key.get(&r.key)
            && !fresh
        {
            self.enrich(chain, &r);
            return chain;
        }
        let chain = self.out.chains.len();
        self.by_key.insert(r.key.clone(), chain);
        if r.entity.kind == EntityKind::Person && !r.entity.generic && r.candidates.is_empty() {
            for word in fold::words(&r.entity.name) {
                self.by_name.insert(fold::hash(word), chain);
            }
        }
        self.threads.push(Thread { nature: r.nature, female: r.female, office: r.office, deputy: r.deputy, named: !r.entity.generic });
        self.out.chains.push(r.entity);
        chain
    }

    /// A later mention tells what an earlier one left open.
    fn enrich(&mut self, chain: usize, r: &Reading) {
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

    /// A role without a country is of the one that its sentence, or the whole text, is about.
    fn place_in_country(&self, f: &Found, r: &mut Reading) {
        const PLACELESS: &[&str] = &["ELI", "EDU", "JRN", "NGO", "IGO", "UNO", "BUS", "UNK", "PRE", "UAF"];
        let placeless = r.entity.sectors.first().is_none_or(|s| PLACELESS.contains(&s.as_str()));
        if !r.entity.generic || r.entity.country.is_some() || placeless {
            return;
        }
        let here = self.local.get(&self.text.sentence[f.head]).map_or(&[][..], Vec::as_slice);
        let country = match here {
            [one] => *one,
            [] => self.focus,
            several if several.contains(&self.focus) => self.focus,
            _ => NONE,
        };
        self.set_country(r, country);
    }

    /// "the group", "the company", "the American official": the last one named that this may be.
    fn told_before(&self, f: &Found, r: &Reading) -> Option<usize> {
        let role = &self.text.actors.roles[r.role? as usize];
        let word = role.word.rsplit(' ').next().unwrap_or_default();
        let wanted: &[&str] = match word {
            "outlet" | "newspaper" | "broadcaster" | "agency" | "daily" | "channel" | "tabloid" | "magazine" | "paper" | "publication"
            | "station" | "network" => &["JRN"],
            "company" | "firm" | "bank" | "airline" | "corporation" | "carrier" | "manufacturer" | "conglomerate" | "giant" => &["BUS"],
            "party" => &["PTY", "OPP"],
            "group" | "movement" | "organization" | "organisation" | "militia" | "faction" => {
                &["REB", "UAF", "PRM", "NGO", "PTY", "CRM", "SOC", "IGO", "OPP", "ISM", "REL"]
            }
            "bloc" | "alliance" | "body" => &["IGO"],
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
        (r.nature == Nature::Person).then(|| recent.filter_map(|p| p.chains.iter().copied().find(|c| of_trade(*c))).next()).flatten()
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

    /// "the country's military", "his government": of the country that the owner is of.
    fn owned(&self, f: &Found, r: &mut Reading) {
        let Some(owner) = f.owner.filter(|_| r.entity.country.is_none() && r.entity.generic) else { return };
        let by_order = |p: &&Past| p.head == owner;
        let Some(p) = self.past.iter().rev().take(8).find(by_order) else { return };
        let country = p.chains.iter().find_map(|c| self.out.chains[*c].country.as_deref()).map_or(NONE, country_code);
        self.set_country(r, country);
    }

    fn set_country(&self, r: &mut Reading, country: Country) {
        r.entity.country = super::lexicon::country_text(country);
        r.entity.code = code_of(country, &r.entity.sectors);
        if let Key::Generic(h, _) = r.key {
            r.key = Key::Generic(h, country);
        }
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

    fn family(&mut self, _f: &Found, name: u64, known: Option<&Reading>) -> (Vec<usize>, Vec<Entity>) {
        if let Some(&chain) = self.by_name.get(&name) {
            let other = known.is_some_and(|r| {
                matches!((&r.entity.country, &self.out.chains[chain].country), (Some(a), Some(b)) if a != b) && r.office.is_some()
            });
            if !other {
                if let Some(r) = known.filter(|r| !matches!(r.key, Key::Person(_))) {
                    self.enrich(chain, r);
                }
                return (vec![chain], Vec::new());
            }
        }
        let Some(r) = known else { return (Vec::new(), Vec::new()) };
        let chain = self.join(r.clone(), false);
        self.by_name.entry(name).or_insert(chain);
        (vec![chain], r.candidates.clone())
    }

    /// The last `n` different chains that fit, in order of the text.
    fn latest(&self, f: &Found, n: usize, fits: impl Fn(&Thread, &Entity) -> bool) -> Vec<usize> {
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

    fn both_states(&mut self, f: &Found) -> Vec<usize> {
        let states = self.latest(f, 2, |_, e| e.kind == EntityKind::State && e.country.is_some());
        let different = states.len() == 2 && self.out.chains[states[0]].country != self.out.chains[states[1]].country;
        if different {
            return states;
        }
        let mut countries: Vec<Country> = Vec::new();
        for p in self.past.iter().rev().take(MENTIONS) {
            for &c in &p.chains {
                let country = country_code(self.out.chains[c].country.as_deref().unwrap_or(""));
                if country != NONE && !countries.contains(&country) && countries.len() < 2 {
                    countries.push(country);
                }
            }
        }
        if countries.len() < 2 {
            return Vec::new();
        }
        countries.reverse();
        countries.into_iter().filter_map(|c| self.state_chain(c)).collect()
    }

    fn state_chain(&mut self, country: Country) -> Option<usize> {
        let s = self.text.actors.state_by_code(country)?;
        Some(self.join(super::np::state(self.text.actors, s, false), false))
    }

    /// "the Asian country": the last state named that lies there; "the country": the last one, or the one in play.
    fn country(&mut self, f: &Found, region: u64) -> Vec<usize> {
        let states = &self.text.actors.states;
        let lies = |c: Country| {
            let state = self.text.actors.state_by_code(c).map(|s| &states[s as usize]);
            state.is_some_and(|s| region == 0 || s.regions.contains(&region))
        };
        let known_region = region == 0 || states.iter().any(|s| s.regions.contains(&region));
        let here = self.text.sentence[f.head];
        let modifier = |p: &Past| matches!(self.text.doc.dep(p.head), "amod" | "compound" | "nmod");
        let of = |p: &Past| {
            p.chains.iter().map(|c| country_code(self.out.chains[*c].country.as_deref().unwrap_or(""))).find(|c| *c != NONE && lies(*c))
        };
        let recent = || self.past.iter().rev().take(MENTIONS);
        let state = |p: &&Past| p.chains.iter().all(|c| self.out.chains[*c].kind == EntityKind::State);
        let near = |p: &&Past| here - p.sentence <= 2;
        // A region tells which: any mention of a state there will do. Without one, a state that only colours a noun will not.
        let plainly = recent().filter(near).filter(|p| if region == 0 { !modifier(p) } else { state(p) }).find_map(of);
        let found = plainly.or_else(|| recent().find_map(of));
        if !known_region {
            return Vec::new();
        }
        let focus = (region == 0 && self.focus != NONE && found.is_none()).then_some(self.focus);
        found.or(focus).and_then(|c| self.state_chain(c)).into_iter().collect()
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

    /// The actor that a pronoun goes back to: near, of its number and gender, a subject rather than not, and no fellow
    /// argument of the same verb.
    fn pronoun(&self, f: &Found, p: Pronoun) -> Vec<usize> {
        let doc = self.text.doc;
        let here = self.text.sentence[f.head];
        let possessive = doc.tag(f.head) == "PRP$";
        let subject = matches!(doc.dep(f.head), "nsubj" | "nsubjpass");
        let verb = doc.head(f.head);
        let mut best: Option<(i32, &Past)> = None;
        for (back, q) in self.past.iter().rev().take(MENTIONS).enumerate() {
            if here - q.sentence > SENTENCES {
                break;
            }
            if !self.agrees(q, p)
                || !possessive && doc.head(q.head) == verb && q.head != verb && q.sentence == here
                || verb == q.head && !possessive
            {
                continue;
            }
            if possessive && verb == q.head || self.out.mentions[q.mention].tokens.contains(&f.head) {
                continue;
            }
            let mut score = 40 - 12 * (here - q.sentence) as i32 - back as i32;
            score += if q.subject { 14 } else { 0 } + if q.pronoun { 6 } else { 0 } + if q.subject && subject { 6 } else { 0 };
            score += if q.chains.iter().any(|c| self.threads[*c].named) { 8 } else { 0 };
            score += if possessive && q.sentence == here && q.subject { 6 } else { 0 };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, q));
            }
        }
        let Some((_, chosen)) = best else { return Vec::new() };
        if p == Pronoun::They { self.with_coordinated(chosen) } else { chosen.chains.clone() }
    }

    fn agrees(&self, q: &Past, p: Pronoun) -> bool {
        if p == Pronoun::They && q.chains.len() > 1 {
            return true;
        }
        q.chains.len() == 1 && q.chains.iter().all(|c| self.chain_agrees(*c, q, p))
    }

    /// An armed group or gang: "it" and "they" alike.
    fn acts_as_many(&self, c: usize) -> bool {
        let first = self.out.chains[c].sectors.first().map_or("", String::as_str);
        self.threads[c].named && self.threads[c].nature == Nature::Thing && matches!(first, "REB" | "UAF" | "PRM" | "CRM")
    }

    fn chain_agrees(&self, c: usize, q: &Past, p: Pronoun) -> bool {
        let t = &self.threads[c];
        let adjective = matches!(self.text.doc.dep(q.head), "amod" | "compound" | "nmod");
        match p {
            Pronoun::He => t.nature == Nature::Person && t.female != Some(true),
            Pronoun::She => t.nature == Nature::Person && t.female != Some(false),
            Pronoun::It => t.nature == Nature::Thing && !adjective,
            Pronoun::They => {
                !adjective
                    && (t.nature == Nature::Plural
                        || q.coordinated
                        || self.acts_as_many(c)
                        || t.nature == Nature::Thing && q.subject && t.named && self.out.chains[c].kind == EntityKind::Organisation)
            }
        }
    }

    /// "the UK, the US and Australia ... they": all of them.
    fn with_coordinated(&self, q: &Past) -> Vec<usize> {
        let mut chains = q.chains.clone();
        let doc = self.text.doc;
        let mut at = q.head;
        let mut steps = 0;
        while doc.dep(at) == "conj" && doc.head(at) != at && steps < 12 {
            at = doc.head(at);
            steps += 1;
        }
        let linked = |h: usize| {
            let (mut h, mut n) = (h, 0);
            while doc.dep(h) == "conj" && h != at && n < 12 {
                h = doc.head(h);
                n += 1;
            }
            h == at
        };
        for p in
            self.past.iter().rev().take(MENTIONS).filter(|p| p.sentence == q.sentence && p.head != q.head && !p.pronoun && linked(p.head))
        {
            for c in &p.chains {
                if !chains.contains(c) {
                    chains.push(*c);
                }
            }
        }
        chains.sort_unstable();
        chains
    }
}
