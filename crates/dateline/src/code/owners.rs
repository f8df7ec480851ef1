//! Who stands behind a thing: the owner of a weapon, the author of a document, the state of a place.

use super::roles::Roles;
use crate::actor::{Entity, EntityKind};
use crate::clause::{before_hyphen, holds, objects_under};
use crate::place::{Place, Role};
use crate::record::ActorRef;

/// Actors that the words imply and no mention names.
#[derive(Clone, Copy)]
pub(super) enum Unlisted {
    /// The state of a place.
    State,
    /// The crowd of an act.
    Crowd,
}

impl Roles<'_> {
    /// "British instructors", "Israeli bulldozers": people and things of a nation act for it.
    pub(super) fn nationals(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let sides = &self.book.sides;
        let lemma = doc.lemma(head);
        // "Turkish F-16s"
        let coded =
            doc.tag(head).starts_with("NN") && doc.lower(head).ends_with('s') && doc.lower(head).contains(|c: char| c.is_ascii_digit());
        if !matches!(doc.tag(head), "NNS" | "NNPS") && !coded || sides.apolitical.contains(lemma) || sides.immaterial.contains(lemma) {
            return Vec::new();
        }
        let nation =
            |k: &usize| (doc.ent(*k) == "NORP" || coded && doc.tag(*k) == "JJ") && matches!(doc.dep(*k), "amod" | "compound") && *k < head;
        doc.children(head).filter(nation).flat_map(|k| self.direct(k)).filter(|a| a.country.is_some()).collect()
    }

    /// Who has a weapon or commands a troop: an actor in the phrase itself, else its owner.
    pub fn holder(&self, head: usize) -> Vec<ActorRef> {
        let own = self.direct(head);
        if own.is_empty() { self.owner(head) } else { own }
    }

    /// The possessor, nationality or maker of a thing: "Hezbollah targets", "a missile fired by the group".
    pub(super) fn owner(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        if self.book.sides.apolitical.contains(doc.lemma(head)) {
            return Vec::new();
        }
        let before = doc.children(head).filter(|&k| k < head && matches!(doc.dep(k), "poss" | "amod" | "compound" | "nmod"));
        // "rebel-held towns"
        let holder = |k: usize| before_hyphen(doc, k).filter(|_| holds(doc.lower(k))).unwrap_or(k);
        let mut found: Vec<ActorRef> = before.flat_map(|k| self.direct(holder(k))).collect();
        // "The Kurdish-held town of Afrin": Kurds of the land that it lies in.
        if let Some(land) = self.land_inside(head) {
            found.iter_mut().filter(|a| self.is_stateless(a)).for_each(|a| self.settle_in(a, &land));
        }
        if !found.is_empty() {
            return found;
        }
        if self.book.sides.documents.contains(doc.lemma(head)) {
            return self.issuer(head);
        }
        // "Paul Quinn, jailed by B": nobody owns a person.
        if doc.ent(head) == "PERSON" {
            return Vec::new();
        }
        let frame = self.stage.clauses.nominal(doc, head);
        let by = frame.obliques.iter().filter(|o| doc.lower(o.prep) == "by").map(|o| o.object);
        let made: Vec<ActorRef> = frame.agents.iter().copied().chain(by).flat_map(|a| self.direct(a)).collect();
        if made.is_empty() { self.sender(head) } else { made }
    }

    /// "Drones that *Peru* had launched": whoever sends a weapon strikes with it.
    fn sender(&self, thing: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let sends = |c: &&crate::clause::Clause| {
            !c.passive
                && c.patients.contains(&thing)
                && matches!(doc.lemma(c.head), "launch" | "fire" | "send" | "fly" | "drop" | "plant" | "lob" | "throw" | "hurl")
        };
        let clauses = doc.children(thing).filter(|&k| doc.dep(k) == "relcl").filter_map(|k| self.stage.clauses.headed_by(k));
        clauses.filter(sends).flat_map(|c| c.agents.iter().copied()).flat_map(|a| self.direct(a)).collect()
    }

    /// The country of a place that a phrase names: "the town of *Afrin*".
    fn land_inside(&self, head: usize) -> Option<String> {
        let inside = objects_under(self.stage.doc, head, |p| matches!(p, "of" | "in" | "near"));
        inside.into_iter().find_map(|o| self.place_at(o)?.country.clone())
    }

    /// Whose words a document has: "a statement by A", "A adopted a resolution demanding …".
    fn issuer(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let frame = self.stage.clauses.nominal(doc, head);
        let by = frame.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "by" | "from") && doc.head(o.prep) == head);
        let named: Vec<ActorRef> = by.flat_map(|o| self.direct(o.object)).collect();
        if !named.is_empty() {
            return named;
        }
        let verb = self.stage.clauses.of(doc.head(head)).filter(|g| g.patients.contains(&head) && !g.inherited);
        let issues = |g: &&crate::clause::Clause| self.book.sides.issuing.contains(doc.lemma(g.head));
        verb.filter(issues).map(|g| g.agents.iter().flat_map(|&a| self.direct(a)).collect()).unwrap_or_default()
    }

    /// An actor or place inside the phrase: "people in *Lebanon*", "targets of the *militia*".
    pub(super) fn within(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let is_inside = |p: &str| matches!(p, "of" | "in" | "from" | "near" | "at" | "inside" | "against");
        for o in objects_under(doc, head, is_inside) {
            // "Shops in several countries" are no state.
            let mut found = self.direct(o);
            found.retain(|a| !self.is_stateless(a) || a.sector.is_none());
            if !found.is_empty() {
                return found;
            }
            if let Some(state) = self.place_at(o).and_then(|p| self.state_of(p)) {
                return vec![state];
            }
        }
        Vec::new()
    }

    /// The place whose name this token ends or heads.
    pub fn place_at(&self, head: usize) -> Option<&Place> {
        let i = self.stage.places.partition_point(|p| p.tokens.end <= head);
        self.stage.places[i..].iter().take(4).find(|p| p.tokens.contains(&head) && p.role == Role::Text)
    }

    /// The chain of a country's bare state, where the text names it.
    pub(super) fn state_chain(&self, country: &str) -> Option<u32> {
        let state = |e: &Entity| e.kind == EntityKind::State && e.country.as_deref() == Some(country) && e.sectors.is_empty();
        self.stage.actors.chains.iter().position(state).map(|c| c as u32)
    }

    /// The chain of an actor that no mention stands for: one past all that the text has, by its kind.
    pub(super) fn unlisted(&self, kind: Unlisted) -> u32 {
        self.stage.actors.chains.len() as u32 + kind as u32
    }

    /// The state that a place belongs to, as an actor, with the place's words.
    pub fn state_of(&self, p: &Place) -> Option<ActorRef> {
        let country = p.country.clone()?;
        let chain = self.state_chain(&country);
        let name = chain.map_or_else(|| p.name.clone(), |c| self.stage.actors.chains[c as usize].name.clone());
        let chain = chain.unwrap_or_else(|| self.unlisted(Unlisted::State));
        Some(ActorRef {
            start: p.start,
            end: p.end,
            chain,
            name,
            code: country.clone(),
            country: Some(country),
            sector: None,
            sectors: Vec::new(),
            wikidata: None,
        })
    }
}
