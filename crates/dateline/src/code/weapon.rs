//! Whose weapon it is: who fires, lays or sends it, and what stands before a struck building.

use super::matching::Scene;
use crate::clause::Clause;

impl Scene<'_> {
    /// "The *UN headquarters* bombing": what stands before a building tells whose it is, and that was struck.
    pub(super) fn is_struck(&self, noun: &Clause, word: usize) -> bool {
        let building = |w: &usize| self.book.sides.struck.contains(self.doc.lemma(*w));
        noun.modifiers.iter().any(|m| *m >= word && building(m) && self.doc.dep(*m) == "compound")
    }

    /// "A mine *laid* by rebels", "rockets *fired* by troops": how a weapon was used.
    pub(super) fn put_to_use(&self, weapon: usize) -> impl Iterator<Item = usize> + '_ {
        let verb = |k: usize| self.book.sides.laying.contains(self.doc.lemma(k));
        let used = move |&k: &usize| self.doc.tag(k) == "VBN" && matches!(self.doc.dep(k), "acl" | "relcl") && verb(k);
        self.doc.children(weapon).filter(used)
    }

    /// "Killed by fire *from Syrian forces*", "hit by a mine laid by rebels": whoever fires or lays it.
    pub(super) fn gunners(&self, agent: usize) -> Vec<usize> {
        let by = |k: usize| {
            self.doc.children(k).filter(|&a| self.doc.dep(a) == "agent" || self.doc.dep(a) == "prep" && self.doc.lower(a) == "by")
        };
        let users = self.put_to_use(agent).flat_map(by);
        let users: Vec<usize> = users.flat_map(|a| crate::clause::prepositional_objects(self.doc, a)).map(|(_, o)| o).collect();
        if !users.is_empty() && self.doc.pos(agent) == "NOUN" {
            return users;
        }
        let from = |k: &usize| self.doc.dep(*k) == "prep" && self.doc.lower(*k) == "from";
        let prep = self.doc.children(agent).find(from).filter(|_| matches!(self.doc.lemma(agent), "fire" | "gunfire" | "shelling"));
        let whose = prep.map(|k| crate::clause::prepositional_objects(self.doc, k).into_iter().map(|(_, o)| o).collect());
        whose.filter(|w: &Vec<usize>| !w.is_empty()).unwrap_or_else(|| vec![agent])
    }
}
