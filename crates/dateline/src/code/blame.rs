//! Whom blame and praise of a deed are meant for: whoever did it, and never whom it was done to.

use super::draft::Coder;
use super::matching::Match;
use super::roles::distinct;
use crate::clause::Kind;
use crate::record::ActorRef;

impl Coder<'_> {
    /// Whose words a document has: "a report criticising B".
    pub(super) fn authors(&self, m: &Match) -> Vec<ActorRef> {
        let book = self.scene.book;
        let words = matches!(book.type_of(m.rule).name.as_str(), "ACCUSE" | "REQUEST" | "SUPPORT");
        let written = |s: &&usize| words && m.clause.kind == Kind::Verb && book.sides.documents.contains(self.scene.doc.lemma(**s));
        distinct(m.source.iter().filter(written).flat_map(|&s| self.roles.owner(s)).collect())
    }

    /// Whom it is done to; where the words judge, what they name may be a deed: "denounced *the arrest of a poet*".
    pub(super) fn answerable(&mut self, m: &Match, depth: usize) -> Vec<ActorRef> {
        let book = self.scene.book;
        let place = book.rules[m.rule].rule.place_target;
        if !matches!(book.type_of(m.rule).name.as_str(), "ACCUSE" | "SUPPORT" | "PROTEST") {
            return self.roles.target(&m.target, place);
        }
        let mut found = Vec::new();
        for &t in &m.target {
            let doer = self.deed_doer(t, depth);
            found.extend(doer.unwrap_or_else(|| self.roles.target(&[t], place)));
        }
        distinct(found)
    }

    /// Who did the deed that a noun names, as far as its own words tell; nothing where it names none.
    fn deed_doer(&mut self, noun: usize, depth: usize) -> Option<Vec<ActorRef>> {
        let doc = self.scene.doc;
        if doc.pos(noun) != "NOUN" || !self.roles.direct(noun).is_empty() {
            return None;
        }
        // "The treatment of prisoners": they did not do it.
        if self.scene.book.sides.undergone.contains(doc.lemma(noun)) {
            let of = doc.children(noun).any(|k| doc.dep(k) == "prep" && doc.lower(k) == "of");
            let possessed = doc.children(noun).any(|k| doc.dep(k) == "poss");
            return Some(if of || !possessed { self.roles.owner(noun) } else { Vec::new() });
        }
        let act = self.best(noun, depth + 1)?;
        let kind = self.scene.book.type_of(act.found.rule);
        let done = kind.quad == 4 || matches!(kind.name.as_str(), "RETREAT" | "CONCEDE");
        // "The release of the hostages"
        let of = || doc.children(noun).any(|k| doc.dep(k) == "prep" && doc.lower(k) == "of");
        let suffered = !act.target.is_empty() || !act.found.target.is_empty() || kind.quad == 2 && of();
        (done && suffered && kind.name != "PROTEST").then(|| act.source.clone())
    }
}
