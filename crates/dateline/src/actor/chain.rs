//! Chains the mentions of a document: names and their parts, pronouns, "the president", "his counterpart", "the two leaders".

use super::fold;
use super::lands::{Lands, countries};
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
    /// All mentions in order of their first tokens.
    pub found: &'t [Found],
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
        found,
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
    for f in found.iter().filter(|f| crate::clause::titled(text.doc, f.head).is_none()) {
        let (chains, candidates) = w.resolve(f);
        if chains.is_empty() {
            continue;
        }
        w.judge(f, &chains);
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
            Kind::Both(Of::Persons) => (self.two_persons(f), Vec::new()),
            Kind::Both(Of::Either) => (self.pair(f).unwrap_or_default(), Vec::new()),
            Kind::Several(n) => (self.as_many(f, *n), Vec::new()),
            Kind::Both(Of::States) => (self.both_states(f), Vec::new()),
            Kind::Country(region) => (self.country(f, *region), Vec::new()),
            Kind::Homeland => (self.homeland(f).into_iter().collect(), Vec::new()),
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
        self.namesake(f, &mut r);
        if self.is_anothers(f, &r) {
            return Vec::new();
        }
        if let Some(chains) = self.outpost(f, &r).or_else(|| self.bands(f, &r)) {
            return chains;
        }
        if f.definite
            && let Some(chain) = self.told_before(f, &r)
        {
            return vec![chain];
        }
        self.owned(f, &mut r);
        self.lent_before(f, &mut r);
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

    /// The sectors of the subject of a sentence: what its counterparts are too.
    fn trade_beside(&self, f: &Found) -> Option<Vec<String>> {
        let here = self.text.sentence[f.head];
        let subject = self.past.iter().rev().take(30).find(|p| p.sentence == here && p.subject)?;
        let sectors = subject.chains.first().map(|c| self.out.chains[*c].sectors.clone())?;
        (!sectors.is_empty()).then_some(sectors)
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
            } else if let Some(sectors) = self.trade_beside(f) {
                // "Police officers met their French counterparts"
                reading.entity.code = code_of(country_code(reading.entity.country.as_deref().unwrap_or("")), &sectors);
                reading.entity.sectors = sectors;
            }
            reading.office = office.map(|(o, _)| o);
            if country != NONE {
                chains.push(self.join(reading, false));
            }
        }
        chains
    }
}
