//! Whom violence strikes, where the words tell a place: whoever holds it, and whoever the same sentence says is harmed there.

use super::completion::{LONGEST, Open, WINDOW};
use super::doer::is_through;
use super::draft::{Coder, Draft};
use super::matching::Match;
use super::roles::{Roles, civil, distinct};
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Relation};
use crate::place::PlaceKind;
use crate::record::ActorRef;

impl Coder<'_> {
    /// "Attacked B, a town held by the militia": those who hold it are struck, and not the state of the place.
    pub(super) fn occupiers(&self, m: &Match) -> Option<Vec<ActorRef>> {
        let violent = self.scene.book.type_of(m.rule).quad == 4;
        let places = m.target.iter().filter(|&&t| self.roles.is_ground(t));
        Some(distinct(places.flat_map(|&t| self.roles.occupier(t)).collect())).filter(|o| violent && !o.is_empty())
    }
}

impl Roles<'_> {
    /// Whether a word is a place smaller than a country, or a plain noun, and nobody who acts.
    fn is_ground(&self, head: usize) -> bool {
        let country = self.place_at(head).is_some_and(|p| p.kind == PlaceKind::Country);
        let chain = |a: &ActorRef| self.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.kind == EntityKind::State);
        !country && self.direct(head).iter().all(|a| a.sector.is_none() && chain(a))
    }

    /// Who holds a place, told on its name or on what stands beside it: "B, *held by the militia*", "B, the last *that the
    /// militia holds*".
    fn occupier(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        // "The town, *the last* held by B": the parser may hang such words on the verb.
        let loose = doc.children(doc.head(head)).filter(|&k| k > head && doc.dep(k) == "npadvmod");
        let beside = doc.children(head).filter(|&k| k > head && doc.dep(k) == "appos").chain(loose);
        let told = std::iter::once(head).chain(beside).flat_map(|n| doc.children(n));
        let told = told.filter(|&k| matches!(doc.dep(k), "acl" | "relcl")).filter_map(|k| self.stage.clauses.headed_by(k));
        let holding = told.filter(|c| c.negation.is_none() && self.book.sides.holding.contains(doc.lemma(c.head)));
        let holders = holding.filter(|c| c.passive || c.patients.contains(&doc.head(c.head))).flat_map(|c| c.agents.iter());
        holders.flat_map(|&a| self.direct(a)).collect()
    }

    /// Whether a side is no more than a place's state, named by the place: "struck *Homs*".
    fn is_where(&self, a: &ActorRef) -> bool {
        let tokens = self.stage.doc.tokens();
        let words = tokens.partition_point(|t| t.start < a.start)..tokens.partition_point(|t| t.end <= a.end);
        let place = |w: usize| self.place_at(w).is_some_and(|p| p.kind != PlaceKind::Country);
        a.sector.is_none() && a.country.is_some() && words.take(LONGEST).any(place)
    }
}

impl Open<'_> {
    /// "Bombed B, killing two fighters of the militia", "killed in an ambush in B": whom the same sentence says is harmed by
    /// an act that else strikes a mere place.
    pub(super) fn harmed(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        if self.kind(d) != "ASSAULT" || !d.complete || d.target.is_empty() || !d.target.iter().all(|t| self.roles.is_where(t)) {
            return None;
        }
        let c = &d.found.clause;
        let others = self.near_acts().filter(|o| self.comes_of(c, &o.found.clause) || self.comes_of(&o.found.clause, c));
        let told = others.map(|o| &o.target).find(|t| self.are_people(t, d)).cloned();
        told.or_else(|| Some(self.dead(c)).filter(|t| self.are_people(t, d)))
    }

    fn near_acts(&self) -> impl Iterator<Item = &Draft> {
        let here = self.sentence(self.draft());
        let from = self.drafts[..self.at].iter().rev().take(WINDOW).take_while(move |o| self.sentence(o) == here);
        let others = from.chain(self.drafts[self.at + 1..].iter().take(WINDOW).take_while(move |o| self.sentence(o) == here));
        others.filter(|o| self.kind(o) == "ASSAULT")
    }

    fn are_people(&self, target: &[ActorRef], d: &Draft) -> bool {
        // People of no country have been given that of the doer.
        let own = |t: &ActorRef| d.source.iter().any(|s| s.chain == t.chain || s.country == t.country && civil(t));
        !target.is_empty() && target.iter().all(|t| t.sector.is_some() && !own(t))
    }

    /// Whether one act is told as what another one does: "bombed B, *killing* four", "*killed* in a raid", "the raid *killed*".
    fn comes_of(&self, act: &Clause, harm: &Clause) -> bool {
        let governed = || harm.governor.is_some_and(|g| self.stage.clauses.all[g as usize].head == act.head);
        match act.kind {
            Kind::Verb => matches!(harm.relation, Relation::Adverbial | Relation::Conjunct) && harm.inherited && governed(),
            Kind::Noun => harm.kind == Kind::Verb && self.takes_place_in(harm, act.head),
        }
    }

    fn takes_place_in(&self, c: &Clause, noun: usize) -> bool {
        let doc = self.stage.doc;
        // "Died following a raid": the parser takes the preposition for a verb.
        let following = doc.dep(noun) == "dobj" && doc.lower(doc.head(noun)) == "following" && doc.head(doc.head(noun)) == c.head;
        c.agents.contains(&noun) || c.obliques.iter().any(|o| o.object == noun && is_through(doc, o)) || following
    }

    /// "Two rebels *died* in a strike on B"
    fn dead(&self, act: &Clause) -> Vec<ActorRef> {
        let all = &self.stage.clauses.all;
        let dies = |c: &&Clause| {
            let verb = self.k.book.sides.dying.contains(self.stage.doc.lemma(c.head));
            verb && c.negation.is_none() && self.takes_place_in(c, act.head)
        };
        let above = act.governor.map(|g| &all[g as usize]);
        let above = above.into_iter().chain(above.and_then(|g| g.governor).map(|g| &all[g as usize]));
        above.filter(dies).flat_map(|c| c.agents.iter()).flat_map(|&a| self.roles.direct(a)).collect()
    }
}
