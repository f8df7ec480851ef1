//! States that a text calls by what they are: "the country", "that nation", "the two countries".

use super::chain::{MENTIONS, Past, SENTENCES, Weaver};
use super::lexicon::{Country, NONE, country_code};
use super::mentions::Found;
use super::{Entity, EntityKind};

impl Weaver<'_, '_> {
    /// "the two countries": the two that the sentences before name, if they are two.
    pub(super) fn both_states(&mut self, f: &Found) -> Vec<usize> {
        let countries = self.two_named(f, |e| e.kind == EntityKind::State).or_else(|| self.two_named(f, |_| true));
        countries.into_iter().flatten().filter_map(|c| self.state_chain(c)).collect()
    }

    /// Two countries in the nearest sentences that name two, in order of the text.
    fn two_named(&self, f: &Found, counts: impl Fn(&Entity) -> bool) -> Option<Vec<Country>> {
        let here = self.text.sentence[f.head];
        let mut countries: Vec<Country> = Vec::new();
        let mut sentence = here;
        for p in self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= SENTENCES) {
            if p.sentence != sentence && countries.len() >= 2 {
                break;
            }
            sentence = p.sentence;
            let of = p.chains.iter().map(|c| &self.out.chains[*c]).filter(|e| counts(e));
            for country in of.map(|e| country_code(e.country.as_deref().unwrap_or(""))) {
                if country != NONE && !countries.contains(&country) {
                    countries.push(country);
                }
            }
        }
        countries.reverse();
        (countries.len() == 2).then_some(countries)
    }

    pub(super) fn state_chain(&mut self, country: Country) -> Option<usize> {
        let s = self.text.actors.state_by_code(country)?;
        Some(self.join(super::np::state(self.text.actors, s, false), false))
    }

    /// "His country", "our nation": the state of him whom the pronoun stands for, or of who speaks.
    pub(super) fn homeland(&mut self, f: &Found) -> Option<usize> {
        let owner = f.owner?;
        let ours = matches!(self.text.doc.lower(owner), "our" | "my");
        let told = || self.past.iter().rev().take(8).find(|p| p.head == owner).map(|p| p.chains.clone());
        let whose = if ours { self.speaker(f.head) } else { told()? };
        let [one] = whose[..] else { return None };
        let country = self.out.chains[one].country.as_deref().map(country_code)?;
        self.state_chain(country)
    }

    /// "The US withdrew from the country": another than the state that does it. "Across the country" may be its own.
    fn other_side(&self, f: &Found, p: &Past) -> bool {
        let doc = self.text.doc;
        let within = doc.dep(f.head) == "pobj"
            && matches!(
                doc.lower(doc.head(f.head)),
                "in" | "across" | "throughout" | "around" | "within" | "inside" | "of" | "over" | "for"
            );
        let state = p.chains.iter().all(|c| self.out.chains[*c].kind == EntityKind::State);
        let subject = matches!(doc.dep(f.head), "nsubj" | "nsubjpass" | "poss");
        state && !within && !subject && self.fellow(f.head, p)
    }

    /// Whether the words before "country" tell what it is like: "the war-torn country", "the small, rich nation".
    fn is_described(&self, f: &Found) -> bool {
        let doc = self.text.doc;
        let before: Vec<usize> =
            self.text.near_children(f.head).filter(|c| *c < f.head && matches!(doc.dep(*c), "amod" | "compound" | "nmod")).collect();
        let plain = |c: &usize| {
            doc.dep(*c) == "amod"
                && matches!(doc.tag(*c), "JJ" | "VBN")
                && self.text.hit(*c).is_none()
                && !self.text.actors.cues.elsewhere.contains(doc.lower(*c))
        };
        !before.is_empty() && before.iter().all(plain)
    }

    /// "the Asian country": the last state named that lies there; "the country": the last one, or the one in play.
    pub(super) fn country(&mut self, f: &Found, region: u64) -> Vec<usize> {
        let states = &self.text.actors.states;
        let lies = |c: Country| {
            let state = self.text.actors.state_by_code(c).map(|s| &states[s as usize]);
            state.is_some_and(|s| region == 0 || s.regions.contains(&region))
        };
        let known_region = region == 0 || states.iter().any(|s| s.regions.contains(&region));
        // "The small, rich nation" is one told of; "the neighbouring country" is another.
        let told = known_region || self.is_described(f);
        let region = if known_region { region } else { 0 };
        let lies = |c: Country| region == 0 || lies(c);
        if !told {
            return Vec::new();
        }
        let here = self.text.sentence[f.head];
        let of = |p: &Past| {
            p.chains.iter().map(|c| country_code(self.out.chains[*c].country.as_deref().unwrap_or(""))).find(|c| *c != NONE && lies(*c))
        };
        let recent = || self.past.iter().rev().take(MENTIONS);
        let others: Vec<Vec<usize>> = recent().take(12).filter(|p| self.other_side(f, p)).map(|p| p.chains.clone()).collect();
        // "They put a ban on the small, rich nation": not on themselves.
        let object = told && !known_region && !matches!(self.text.doc.dep(f.head), "nsubj" | "nsubjpass" | "poss");
        let acts = |p: &Past| object && p.sentence == here && self.is_subject(p);
        let near = || recent().take_while(|p| here - p.sentence <= 2).filter(|p| !others.contains(&p.chains) && !acts(p));
        let governs = |e: &Entity| e.generic && e.name == "government" && e.country.is_some();
        let state = |p: &&Past| p.chains.iter().all(|c| self.out.chains[*c].kind == EntityKind::State || governs(&self.out.chains[*c]));
        let plain = |p: &&Past| !self.modifies(p);
        // A region tells which: any mention of a state there will do. Without one, a state that only colours a noun will not.
        let found = if region == 0 {
            // "That nation" points at the one just named, "the nation" at the one told of.
            let pointed = self.text.near_children(f.head).any(|c| self.text.doc.lower(c) == "that");
            let doer = near().filter(|p| !pointed && p.sentence == here && p.subject).filter(state).find_map(of);
            let any = || near().filter(state).filter(plain).find_map(of).or_else(|| near().filter(plain).find_map(of));
            doer.or_else(any).or_else(|| near().find_map(of))
        } else {
            near().filter(state).find_map(of).or_else(|| recent().find_map(of))
        };
        let focus = (region == 0 && self.focus != NONE && found.is_none()).then_some(self.focus);
        found.or(focus).and_then(|c| self.state_chain(c)).into_iter().collect()
    }
}
