//! Whom an act strikes, where its clause tells it by a plain word for a place or by what the act is for: "shelled the town",
//! "an offensive to dismantle the militia".

use super::completion::SENTENCES;
use super::draft::{Coder, is_own_state};
use super::matching::Match;
use super::roles::distinct;
use crate::clause::{Clause, Relation, conjuncts};
use crate::place::{Place, PlaceKind, Role};
use crate::record::ActorRef;

impl Coder<'_> {
    /// Whom an act strikes by the place of its clause, by a word for a place told before, or by its aim.
    pub(super) fn told_around(&self, m: &Match, source: &[ActorRef]) -> Vec<ActorRef> {
        let book = self.scene.book;
        let place = book.rules[m.rule].rule.place_target && !m.target.is_empty();
        let here = if place { self.state_of_place(&m.clause) } else { Vec::new() };
        if !here.is_empty() {
            return here;
        }
        let reached = matches!(book.type_of(m.rule).name.as_str(), "ASSAULT" | "COERCE");
        let ground = if place && reached { self.ground_taken_up(m, source) } else { Vec::new() };
        let armed = matches!(book.type_of(m.rule).name.as_str(), "ASSAULT" | "THREATEN");
        if ground.is_empty() && armed { self.aimed_at(m) } else { ground }
    }

    /// "Rebels reached Kidal. Troops shelled *the town*": the state of the town named last.
    fn ground_taken_up(&self, m: &Match, source: &[ActorRef]) -> Vec<ActorRef> {
        let places = m.target.iter().filter_map(|&t| self.place_meant(t));
        let states = distinct(places.filter_map(|p| self.roles.state_of(p)).collect());
        if states.iter().any(|s| is_own_state(s, source)) { Vec::new() } else { states }
    }

    /// The place that "the town", "this region" takes up: the last one of its kind in the sentences just before.
    fn place_meant(&self, word: usize) -> Option<&Place> {
        let doc = self.scene.doc;
        let sides = &self.scene.book.sides;
        let (town, region) = (sides.towns.contains(doc.lemma(word)), sides.regions.contains(doc.lemma(word)));
        let bare = |k: usize| doc.dep(k) == "det" && matches!(doc.lower(k), "the" | "this" | "that");
        let told =
            doc.tag(word) == "NN" && (town || region) && doc.children(word).any(bare) && doc.children(word).all(|k| bare(k) || k > word);
        // "The town of Kidal" names its own, "the town that they hold" another.
        let plain = doc.children(word).all(|k| !matches!(doc.dep(k), "prep" | "relcl" | "acl" | "appos"));
        if !told || !plain {
            return None;
        }
        let fits = |p: &&Place| p.role == Role::Text && p.kind != PlaceKind::Country && (!town || p.kind == PlaceKind::City);
        let places = &self.roles.stage.places[..self.roles.stage.places.partition_point(|p| p.tokens.end <= word)];
        let mut from = doc.sentence_of(word).start;
        for _ in 0..SENTENCES / 2 {
            from = doc.sentence_of(from.saturating_sub(1)).start;
        }
        places.iter().rev().take_while(|p| p.tokens.start >= from).find(fits)
    }

    /// "Threatened an offensive *to dismantle* the militia": whom the act is told to be against.
    fn aimed_at(&self, m: &Match) -> Vec<ActorRef> {
        let scene = &self.scene;
        let (doc, book) = (scene.doc, scene.book);
        let violent = |n: &usize| book.noun(doc.lemma(*n)).any(|e| book.type_of(e.rule).name == "ASSAULT");
        let nouns = m.used.iter().copied().chain([m.clause.head]).filter(|n| doc.pos(*n) == "NOUN").filter(violent);
        // The parser hangs the aim on the noun or on the verb.
        let heads: Vec<usize> = nouns.flat_map(|n| [n, m.clause.head]).collect();
        let aims = heads.into_iter().flat_map(|n| doc.children(n)).filter_map(|k| scene.clauses.headed_by(k));
        let aim = |c: &&Clause| matches!(c.relation, Relation::Modifier | Relation::Adverbial | Relation::Infinitive) && c.infinitive;
        let undoes = aims.filter(aim).filter(|c| book.sides.undoing.contains(doc.lemma(c.head)));
        let whom = undoes.flat_map(|c| c.patients.iter()).flat_map(|&p| conjuncts(doc, p));
        distinct(whom.flat_map(|p| self.roles.direct(p)).collect())
    }
}
