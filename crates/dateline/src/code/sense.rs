//! Objects that turn the sense of a rule's words or stand before its place: "attacked the plan", "released files",
//! "killed soldiers in Mandera".

use super::draft::Coder;
use super::matching::{Content, Match};
use super::roles::distinct;
use crate::clause::{Kind, Relation, prepositional_objects};
use crate::record::ActorRef;

impl Coder<'_> {
    /// "Attacked the plan" is no attack.
    pub(super) fn strikes_nothing(&self, m: &Match) -> bool {
        let book = self.scene.book;
        let immaterial = |&t: &usize| book.sides.immaterial.contains(self.scene.doc.lemma(t));
        book.type_of(m.rule).name == "ASSAULT" && m.clause.kind == Kind::Verb && !m.target.is_empty() && m.target.iter().all(immaterial)
    }

    /// "Released files", "abandoned the fight": the object turns the sense of the verb.
    pub(super) fn is_turned(&self, m: &Match) -> bool {
        let doc = self.scene.doc;
        let (name, lists) = (&self.scene.book.rules[m.rule].name, &self.scene.book.sides.no_act);
        let verb = lists.get(&format!("{name} {}", doc.lemma(m.clause.head)));
        let words: Vec<_> = lists.get(name).into_iter().chain(verb).collect();
        let content = m.content.map(|c| match self.act_of(m.rule, c) {
            Content::Clause(i) => self.scene.clauses.all[i as usize].head,
            Content::Noun(n) => n,
        });
        let of = |prep: usize| m.clause.kind == Kind::Noun || matches!(doc.lower(prep), "of" | "about");
        let around = m.clause.obliques.iter().filter(|o| of(o.prep)).map(|o| o.object);
        // "A pause *on tariffs*": what the object that the pattern names is about.
        let hangs = |k: &usize| doc.dep(*k) == "prep" && matches!(doc.lower(*k), "on" | "of");
        let named = m.used.iter().filter(|u| m.clause.patients.contains(u)).flat_map(|&u| doc.children(u).filter(hangs));
        // "A *scathing* attack": what stands before the object that the pattern names.
        let before = |k: &usize| matches!(doc.dep(*k), "amod" | "compound" | "nmod");
        let objects_words = m.used.iter().filter(|u| m.clause.patients.contains(u)).flat_map(|&u| doc.children(u).filter(before));
        let about = named.flat_map(|k| prepositional_objects(doc, k)).map(|(_, o)| o);
        let mut objects = m
            .clause
            .patients
            .iter()
            .chain(&m.clause.attributes)
            .chain(&m.clause.modifiers)
            .chain(&m.target)
            .copied()
            .chain(content)
            .chain(around)
            .chain(about)
            .chain(objects_words);
        !words.is_empty() && objects.any(|o| words.iter().any(|w| w.contains(doc.lemma(o))))
    }

    /// "Debated a petition, … calling for …": who asks is whoever wrote it, not who deals with it.
    pub(super) fn is_of_document(&self, m: &Match) -> bool {
        let (c, doc, sides) = (&m.clause, self.scene.doc, &self.scene.book.sides);
        let participle = c.relation == Relation::Adverbial && c.inherited && doc.tag(c.head) == "VBG";
        let Some(g) = c.governor.filter(|_| participle).map(|g| &self.scene.clauses.all[g as usize]) else { return false };
        let document = |&p: &usize| sides.documents.contains(doc.lemma(p)) && p < c.head;
        self.scene.book.type_of(m.rule).name == "REQUEST" && g.patients.iter().any(document) && !sides.issuing.contains(doc.lemma(g.head))
    }

    /// "Georgian uprising: The council votes …": the name of what the sentence belongs to, no report of it.
    pub(super) fn is_topic(&self, m: &Match) -> bool {
        let (doc, head) = (self.scene.doc, m.clause.head);
        let named = m.clause.kind == Kind::Noun && head + 1 < doc.len() && doc.lower(head + 1) == ":";
        let start = doc.sentence_of(head).start;
        named
            && (start..head)
                .all(|i| matches!(doc.pos(i), "ADJ" | "NOUN" | "PROPN" | "NUM" | "DET" | "PART" | "PUNCT") || doc.tag(i) == "VBG")
    }

    /// "Killed three soldiers in Mandera": whom, before where.
    pub(super) fn whom_before_where(&self, m: &Match, place: Vec<ActorRef>) -> Vec<ActorRef> {
        let patients = &m.clause.patients;
        if m.clause.kind != Kind::Verb || m.target.iter().any(|t| patients.contains(t)) {
            return place;
        }
        // People whose country is only guessed are of where they are killed.
        let astray = |w: &ActorRef| self.roles.is_guessed_civilian(w) && place.iter().all(|t| t.country != w.country);
        let whom = if m.pattern.contains(" X ") {
            self.roles.target(patients, false)
        } else {
            let people = patients.iter().filter(|p| !self.scene.book.metonyms.contains(self.scene.doc.lemma(**p)));
            distinct(people.flat_map(|&p| self.roles.direct(p)).filter(|w| !astray(w)).collect())
        };
        if whom.iter().any(|w| w.country.is_some() || self.roles.is_stateless(w)) {
            return whom;
        }
        // "She was killed in a German court": it is done to her, not to the land.
        let doc = self.scene.doc;
        let somebody =
            |p: &usize| matches!(doc.lower(*p), "he" | "she" | "him" | "her") || doc.pos(*p) == "PROPN" && doc.ent(*p) == "PERSON";
        if patients.iter().any(somebody) { self.roles.person(patients) } else { place }
    }
}
