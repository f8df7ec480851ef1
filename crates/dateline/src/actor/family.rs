//! A family name or an acronym alone: who of the text, or of the knowledge, is called so.

use super::chain::{MENTIONS, SENTENCES, Weaver};
use super::fold;
use super::lexicon::{code_of, country_code};
use super::mentions::Found;
use super::np::{Key, Nature, Reading};
use super::{Entity, EntityKind};

/// Two actors of different countries.
fn different(a: &Entity, b: &Entity) -> bool {
    matches!((&a.country, &b.country), (Some(a), Some(b)) if a != b)
}

impl Weaver<'_, '_> {
    /// An acronym that the knowledge lacks: the body whose initials it is.
    pub(super) fn abbreviated(&self, r: &Reading) -> Option<usize> {
        let unknown = matches!(r.key, Key::Organisation(_) | Key::Named(_)) && fold::upper(&r.entity.name);
        unknown.then(|| self.by_initials.get(&fold::hash(&r.entity.name)).copied()).flatten()
    }

    /// A family name alone: who bears it in the text, else whom the knowledge knows.
    pub(super) fn family(&mut self, f: &Found, name: u64, known: Option<&Reading>) -> (Vec<usize>, Vec<Entity>) {
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
    pub(super) fn bearers(&self, f: &Found, name: u64, known: Option<&Reading>) -> Vec<usize> {
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
    pub(super) fn open(&mut self, name: u64, bearers: &[usize]) -> (Vec<usize>, Vec<Entity>) {
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
}
