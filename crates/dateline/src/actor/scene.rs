//! What the scene tells of a mention's country: the head of the sentence, the noun phrase itself, who acts upon it, earlier words.

use super::EntityKind;
use super::chain::{MENTIONS, Weaver};
use super::country::OF_STATE;
use super::fold;
use super::lexicon::{Country, NONE, code_of, country_code};
use super::mentions::Found;
use super::np::{Key, Nature, Reading};

impl Weaver<'_, '_> {
    /// Whom police or a court act upon, and of whom nothing is told, is one of their country's people.
    pub(super) fn judge(&mut self, f: &Found, chains: &[usize]) {
        let [c] = *chains else { return };
        let stranger = self.threads[c].unknown && self.threads[c].nature == Nature::Person && self.out.chains[c].country.is_none();
        let Some(bench) = self.bench(f.head).filter(|_| stranger) else { return };
        let e = &mut self.out.chains[c];
        if e.sectors.is_empty() {
            e.sectors.push("CVL".into());
        }
        e.country = super::lexicon::country_text(bench);
        e.code = code_of(bench, &e.sectors);
    }

    /// The country of the police or court that acts upon a noun: they judge their own.
    fn bench(&self, head: usize) -> Option<Country> {
        let doc = self.text.doc;
        let mut at = head;
        for _ in 0..4 {
            let up = doc.head(at);
            if !matches!(doc.dep(at), "dobj" | "nsubjpass" | "pobj" | "prep" | "dative" | "oprd") || up == at {
                return None;
            }
            at = up;
            let seized = doc.pos(at) == "NOUN" && self.text.actors.cues.seizures.contains(doc.lemma(at));
            if seized || matches!(doc.pos(at), "VERB" | "AUX") {
                break;
            }
        }
        if self.text.actors.cues.seizures.contains(doc.lemma(at)) && doc.pos(at) == "NOUN" {
            let mut beside = self.text.near_children(at).filter(|c| matches!(doc.dep(*c), "compound" | "poss" | "amod") && *c < at);
            return beside.find_map(|c| self.lands.benches.get(&c).copied()).or_else(|| self.bench_beside(at));
        }
        let doer = self.text.near_children(at).filter(|c| *c != head).find_map(|c| match doc.dep(c) {
            "nsubj" => Some(c),
            "agent" => self.text.near_children(c).find(|o| doc.dep(*o) == "pobj"),
            _ => None,
        })?;
        let told = self.past.iter().rev().take(MENTIONS).find(|p| p.head == doer).map(|p| &self.out.chains[p.chains[0]]);
        let court = told.filter(|e| e.sectors.first().is_some_and(|s| matches!(s.as_str(), "COP" | "JUD")));
        let country = court.and_then(|e| e.country.as_deref()).map(country_code);
        country.or_else(|| self.lands.benches.get(&doer).copied()).filter(|_| matches!(doc.pos(at), "VERB" | "AUX"))
    }

    /// The country of the police or court told of last beside a noun: "the police killing of".
    fn bench_beside(&self, noun: usize) -> Option<Country> {
        let doc = self.text.doc;
        let p = self.past.iter().rev().take(12).find(|p| doc.head(p.head) == noun && p.head < noun)?;
        let e = &self.out.chains[p.chains[0]];
        let court = e.sectors.first().is_some_and(|s| matches!(s.as_str(), "COP" | "JUD"));
        e.country.as_deref().map(country_code).filter(|_| court)
    }

    /// The country named at the head of the sentence: "In Lima, congress voted".
    pub(super) fn fronted(&self, f: &Found) -> Option<Country> {
        let doc = self.text.doc;
        let here = self.text.sentence[f.head];
        let verb = self.deed_of_subject(f.head)?;
        let before = |token: usize| {
            let mut at = token;
            for _ in 0..6 {
                let up = doc.head(at);
                if doc.dep(at) == "prep" && up == verb {
                    return at < f.tokens.start;
                }
                if up == at || matches!(doc.pos(up), "VERB" | "AUX") {
                    return false;
                }
                at = up;
            }
            false
        };
        let mut lands: Vec<Country> = self.lands.sites.get(&here)?.iter().filter(|(_, t)| before(*t)).map(|(c, _)| *c).collect();
        lands.dedup();
        if let [one] = lands[..] { Some(one) } else { None }
    }

    fn deed_of_subject(&self, head: usize) -> Option<usize> {
        let doc = self.text.doc;
        matches!(doc.dep(head), "nsubj" | "nsubjpass").then(|| doc.head(head))
    }

    /// The country of those whom the text has called by the same word, where they are all of one: "the rebels", "the regime".
    pub(super) fn called_before(&self, f: &Found, r: &Reading) -> Country {
        const ONE_TO_A_TEXT: &[&str] = &["REB", "OPP", "GOV", "LEG"];
        let sector = r.entity.sectors.first().map_or("", String::as_str);
        if !ONE_TO_A_TEXT.contains(&sector) || r.nature == Nature::Person || f.fresh || self.abroad(f) {
            return NONE;
        }
        let word = fold::hash_last(&r.entity.name);
        let alike = self
            .out
            .chains
            .iter()
            .rev()
            .take(400)
            .filter(|e| e.generic && e.sectors.first() == r.entity.sectors.first() && fold::hash_last(&e.name) == word);
        let mut lands: Vec<Country> = alike.filter_map(|e| e.country.as_deref()).map(country_code).collect();
        lands.sort_unstable();
        lands.dedup();
        if let [one] = lands[..] { one } else { NONE }
    }

    /// Of the bodies that bear a name, the one of the country in play.
    pub(super) fn namesake(&self, f: &Found, r: &mut Reading) {
        let bodies = super::lands::namesakes(self.text, f.head);
        if bodies.len() < 2 || !matches!(r.key, Key::Body(_)) {
            return;
        }
        let here = self.text.sentence[f.head];
        let told = |s: u32| self.lands.named.get(&s).cloned().unwrap_or_default();
        let near: Vec<Country> = (here.saturating_sub(2)..=here).flat_map(told).collect();
        let all: Vec<Country> = self.lands.tally.keys().copied().collect();
        let levels = [self.fronted(f).into_iter().collect(), vec![self.focus], told(here), near, all];
        let of = |level: &Vec<Country>| {
            let mut those = bodies.iter().copied().filter(|b| level.contains(&self.text.actors.bodies[*b as usize].country));
            those.next().filter(|_| those.next().is_none())
        };
        let Some(b) = levels.iter().find_map(of) else { return };
        let x = &self.text.actors.bodies[b as usize];
        r.entity = super::np::entity(x.name.clone(), x.country, &x.sectors, EntityKind::Organisation);
        r.key = Key::Body(b);
    }

    /// Where the noun phrase itself says that somebody is: "the civilians and rebels in the suburbs of Damascus".
    pub(super) fn own_sites(&self, f: &Found) -> Vec<Country> {
        let doc = self.text.doc;
        let below = |token: usize| {
            let mut at = token;
            for _ in 0..8 {
                let up = doc.head(at);
                if up == f.head && at > f.head {
                    return true;
                }
                if up == at || matches!(doc.pos(up), "VERB" | "AUX") {
                    return false;
                }
                at = up;
            }
            false
        };
        let mut sites = Vec::new();
        for &(c, token) in self.lands.sites.get(&self.text.sentence[f.head]).into_iter().flatten().take(40) {
            if below(token) && !sites.contains(&c) {
                sites.push(c);
            }
        }
        sites
    }

    /// "Its neighbour", "US allies": another than whom the words beside it name, and who it is they don't tell.
    pub(super) fn is_anothers(&self, f: &Found, r: &Reading) -> bool {
        let word = r.role.map_or("", |x| self.text.actors.roles[x as usize].word.as_str());
        if !self.text.actors.cues.others.contains(word) || r.people.is_some() || !r.entity.generic {
            return false;
        }
        let Some(owner) = f.owner else { return r.entity.country.is_some() && r.entity.kind != EntityKind::Person };
        let political = |c: &usize| {
            let e = &self.out.chains[*c];
            matches!(e.kind, EntityKind::State | EntityKind::Organisation)
                || e.sectors.first().is_some_and(|s| OF_STATE.contains(&s.as_str()))
        };
        r.entity.country.is_none() && self.owners(owner).iter().any(political)
    }

    /// Of the countries that a people lives in, the one where most of the text happens.
    pub(super) fn home(&self, people: u16) -> Country {
        let told = |c: &Country| self.lands.sited.get(c).copied().unwrap_or(0);
        let mut among = self.text.actors.regions[people as usize].among.clone();
        among.sort_by_key(|c| std::cmp::Reverse(told(c)));
        if let [first, second, ..] = among[..]
            && told(&first) > 1
            && told(&first) > 2 * told(&second)
        {
            return first;
        }
        let named = |c: &Country| self.lands.tally.get(c).copied().unwrap_or(0);
        among.sort_by_key(|c| std::cmp::Reverse(named(c)));
        match among[..] {
            [first, second, ..] if told(&first) > 0 && named(&first) > 3 && named(&first) > 2 * named(&second) => first,
            _ => NONE,
        }
    }
}
