//! Whose a nominal act is that takes place in the course of another: "said during a call with B", "at a summit".

use super::draft::{Coder, MAX_NESTING};
use crate::clause::Clause;
use crate::record::ActorRef;

impl Coder<'_> {
    /// "Said at a Nato summit": the meeting is with the body that the noun is of.
    pub(super) fn at_a_summit(&self, c: &Clause, source: Vec<ActorRef>) -> (Vec<ActorRef>, Vec<ActorRef>) {
        let body = |s: &ActorRef| s.country.is_none() && s.sectors.iter().any(|x| x == "IGO");
        let guests = if source.iter().all(body) && !source.is_empty() { self.inherited_source(c) } else { Vec::new() };
        if guests.is_empty() { (source, Vec::new()) } else { (guests, source) }
    }

    /// "said during a call with B": the call is the speaker's.
    pub(super) fn inherited_source(&self, c: &Clause) -> Vec<ActorRef> {
        let Some(g) = self.host(c) else { return Vec::new() };
        let first = self.roles.source(if g.passive { &g.patients } else { &g.agents }, false);
        // "The plan was agreed by A and B at a summit"
        let first = if first.is_empty() && g.passive { self.roles.source(&g.agents, false) } else { first };
        // "A's decision was prompted by a call with B"
        let owners = || {
            let subjects = if g.passive { &g.patients } else { &g.agents };
            let decided = subjects.iter().filter(|&&s| self.scene.lexicon.deciding.contains(self.scene.doc.lemma(s)));
            let poss = decided.flat_map(|&s| self.scene.doc.children(s)).filter(|&k| self.scene.doc.dep(k) == "poss");
            self.roles.source(&poss.collect::<Vec<_>>(), false)
        };
        if first.is_empty() { owners() } else { first }
    }

    /// "told B during a call": the call is with whom it was told to.
    pub(super) fn inherited_target(&self, c: &Clause) -> Vec<ActorRef> {
        let Some(g) = self.host(c) else { return Vec::new() };
        let to = g.obliques.iter().filter(|o| matches!(self.scene.doc.lower(o.prep), "to" | "with")).map(|o| o.object);
        let heads: Vec<usize> = g
            .recipients
            .iter()
            .copied()
            .chain(to)
            .chain(g.patients.iter().copied().filter(|_| !g.passive))
            .filter(|&h| h != c.head)
            .collect();
        heads.iter().map(|&h| self.roles.direct(h)).find(|r| !r.is_empty()).unwrap_or_default()
    }

    /// The clause in whose course a nominal act takes place ("during", "at", "in", "after" it).
    fn host(&self, c: &Clause) -> Option<&Clause> {
        let doc = self.scene.doc;
        let g = &self.scene.clauses.all[c.governor? as usize];
        let mut prep = doc.head(c.head);
        // Nouns on the way may have no owner: "in the conflict over the build-up near B".
        for _ in 0..MAX_NESTING {
            let noun = doc.head(prep);
            let plain = doc.dep(prep) == "prep" && noun != g.head && doc.pos(noun) == "NOUN" && doc.lower(prep) != "of";
            if !plain || doc.children(noun).any(|k| doc.dep(k) == "poss") {
                break;
            }
            // "Strikes in retaliation for the attack": what is answered is another's.
            if super::doer::is_answer(doc, noun) {
                return None;
            }
            prep = doc.head(noun);
        }
        // "Spoke *ahead of* talks with B"
        let ahead = doc.lower(prep) == "of" && doc.lower(doc.head(prep)) == "ahead" && doc.head(doc.head(prep)) == g.head;
        if ahead {
            return Some(g);
        }
        let adjoined = doc.head(prep) == g.head
            && matches!(doc.dep(prep), "prep" | "agent")
            && matches!(
                doc.lower(prep),
                "during" | "at" | "in" | "after" | "following" | "for" | "on" | "via" | "by" | "before" | "over" | "amid"
            );
        adjoined.then_some(g)
    }
}
