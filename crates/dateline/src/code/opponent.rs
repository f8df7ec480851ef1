//! Whom words of conflict are meant for, where their clause does not say so.

use super::Draft;
use super::codebook::Own;
use super::completion::{LONGEST, Open, all_same, same, shares_country, shares_side};
use super::roles::civil;
use crate::clause::{Kind, Relation};
use crate::record::ActorRef;

/// How many records of conflict make a foe.
const ENOUGH: usize = 2;

impl<'a> Open<'a> {
    /// Whom words of conflict are meant for, where their clause does not say so.
    pub(super) fn addressed(&self) -> Option<Vec<ActorRef>> {
        let own = match self.kind(self.draft()) {
            "ACCUSE" => self.blamed(),
            "REJECT" => self.asker(),
            "REQUEST" => self.partner().or_else(|| self.culprit()).or_else(|| self.warring()),
            _ => self.partner().or_else(|| self.culprit()),
        };
        own.or_else(|| self.opponent())
    }

    /// "Called for a ceasefire": asked of the two who fight in the article.
    fn warring(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let c = &d.found.clause;
        let words = d.content.into_iter().chain(c.patients.iter().copied()).chain(c.obliques.iter().map(|o| o.object));
        let peace = words.into_iter().any(|w| self.k.book.sides.peace.contains(self.stage.doc.lemma(w)));
        let mut fights = self.links().filter(|o| peace && self.kind(o) == "ASSAULT" && !o.target.is_empty());
        let first = fights.next()?;
        let alike = |o: &Draft| {
            shares_country(&o.source, &first.source) && shares_country(&o.target, &first.target)
                || shares_country(&o.source, &first.target) && shares_country(&o.target, &first.source)
        };
        let (one, other) = (first.source.first()?, first.target.first()?);
        let sides = one.country.is_some() && other.country.is_some() && one.country != other.country;
        let neutral = !shares_country(&d.source, &first.source) && !shares_country(&d.source, &first.target);
        (sides && neutral && fights.all(alike)).then(|| vec![one.clone(), other.clone()])
    }

    /// "Called for an inquiry into the strike": the one who did the act that the demand is about.
    fn culprit(&self) -> Option<Vec<ActorRef>> {
        let words = self.stage.doc.subtree(self.draft().content?).take(LONGEST);
        let act = |w: &usize| self.by_head.get(w).is_some_and(|&i| self.k.book.type_of(self.drafts[i].found.rule).quad == 4);
        let words: Vec<usize> = words.filter(|w| act(w) || self.takes_up(*w)).collect();
        self.doer_of(&words)
    }

    /// Whose act these words name, or take up from before.
    fn doer_of(&self, words: &[usize]) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let acts = words.iter().filter_map(|w| self.by_head.get(w)).map(|&i| &self.drafts[i]);
        let own = acts.map(|a| &a.source).find(|s| !s.is_empty() && !same(s, &d.source));
        if let Some(doer) = own {
            return Some(doer.clone());
        }
        if !words.iter().any(|&w| self.takes_up(w)) {
            return None;
        }
        let hostile = |o: &&Draft| self.k.book.type_of(o.found.rule).quad == 4 && !o.source.is_empty() && !same(&o.source, &d.source);
        // "The decision", "this": what was told just before; "the attack" may be further back.
        let violent = words.iter().any(|&w| self.takes_up(w) && self.k.book.is_noun(self.stage.doc.lemma(w)));
        let within = |o: &&Draft| if violent { self.near(o) } else { self.close(o) };
        let nearest = self.earlier().filter(hostile).find(within);
        // "A struck B, and C struck D. E condemned the attack": nobody knows which.
        if nearest.is_some_and(|n| self.is_one_of_two(n, words)) {
            return None;
        }
        let nearest = nearest.map(|o| &o.source);
        // Far from any telling, "the attack" is the last one told.
        let last = || self.earlier().filter(hostile).find(|o| self.kind(o) == "ASSAULT").map(|o| &o.source);
        if violent { nearest.or_else(last).cloned() } else { nearest.cloned() }
    }

    /// Whether the sentence of an act tells another one of violence by somebody else, and the words do not say which is meant.
    fn is_one_of_two(&self, act: &Draft, words: &[usize]) -> bool {
        let doc = self.stage.doc;
        let violent = |o: &&Draft| self.kind(o) == "ASSAULT" && self.sentence(o) == self.sentence(act) && !o.source.is_empty();
        let other = |o: &Draft| !same(&o.source, &act.source) && !same(&o.source, &self.draft().source);
        // "The bombing" is that of the one who bombed.
        let named = |o: &Draft| words.iter().any(|&w| doc.lower(w).starts_with(doc.lemma(o.found.clause.head)));
        self.kind(act) == "ASSAULT" && !named(act) && self.earlier().filter(violent).any(other)
    }

    /// The one that the speaker is at odds with all through the article, if it is one and the words name nobody else.
    fn opponent(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let permission = |&p: &usize| self.k.book.sides.permissions.contains(self.stage.doc.lemma(p));
        if !self.is_fact(self.at) || d.found.clause.patients.iter().any(permission) || self.names_stranger() {
            return None;
        }
        // Whoever refuses or gives way answers what has just been told; a foe of later sentences has asked for nothing.
        let answers = matches!(self.kind(d), "REJECT" | "CONCEDE");
        let here = self.sentence(d);
        let told = |o: &&Draft| !answers || self.sentence(o) <= here && self.near(o);
        let enough = if answers { 2 * ENOUGH } else { ENOUGH };
        let foe_of = |o: &'a Draft| match (same(&o.source, &d.source), same(&o.target, &d.source)) {
            (true, false) => Some((o, &o.target)),
            (false, true) => Some((o, &o.source)),
            _ => None,
        };
        let foes: Vec<_> =
            self.conflicts().filter(told).filter_map(foe_of).filter(|(_, f)| f.iter().any(|a| a.country.is_some())).collect();
        let foe = all_same(foes.iter().map(|(_, f)| *f))?;
        let linked = self.links().filter(|o| shares_side(o, &d.source) && shares_side(o, foe)).count();
        let sure = linked >= enough && foes.iter().any(|(o, _)| self.near(o)) || foes.iter().any(|(o, _)| self.close(o));
        let public = foe.iter().any(|f| f.country.is_some() && !civil(f));
        (sure && public && !self.names_another(foe)).then(|| foe.clone())
    }

    /// Whether the words are meant for somebody that the clause names and nobody knows: "asked the rest of Europe".
    fn names_stranger(&self) -> bool {
        let d = self.draft();
        let doc = self.stage.doc;
        let named = |w: usize| doc.pos(w) == "PROPN" || matches!(doc.ent(w), "GPE" | "LOC" | "NORP" | "ORG" | "PERSON");
        let to = d.found.clause.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "to" | "on" | "upon")).map(|o| o.object);
        // "Lobbied coalition partners": the object of asking and warning is whom it is said to, known or not.
        let asked = matches!(self.kind(d), "REQUEST" | "THREATEN") && d.found.clause.kind == Kind::Verb;
        if asked && d.found.target.iter().any(|&t| doc.pos(t) == "NOUN" && !self.takes_up(t)) {
            return true;
        }
        let addressed = d.found.target.iter().copied().chain(d.found.clause.recipients.iter().copied()).chain(to);
        addressed.filter(|&t| !self.takes_up(t)).any(|t| doc.subtree(t).take(LONGEST).any(named))
    }

    /// Whether the clause names anybody but its source and those.
    fn names_another(&self, foe: &[ActorRef]) -> bool {
        let d = self.draft();
        let words = self.stage.doc.subtree(d.found.clause.head).take(LONGEST);
        let named = words.map(|w| self.roles.direct(w));
        named.into_iter().any(|a| !a.is_empty() && !shares_country(&a, &d.source) && !shares_country(&a, foe))
    }

    /// "Summoned the envoy and lodged a protest": the second is done to the same.
    pub(super) fn partner(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let c = &d.found.clause;
        let g = c.governor.filter(|_| matches!(c.relation, Relation::Conjunct | Relation::Adverbial))?;
        let other = &self.drafts[*self.by_head.get(&self.stage.clauses.all[g as usize].head)?];
        let fits = other.complete && same(&other.source, &d.source) && self.k.book.type_of(other.found.rule).quad == 3;
        (fits && !other.target.is_empty()).then(|| other.target.clone())
    }

    /// "Condemned the attack", "called the incident a provocation": the one who did it.
    pub(super) fn blamed(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let c = &d.found.clause;
        let over =
            c.obliques.iter().filter(|o| matches!(self.stage.doc.lower(o.prep), "about" | "over" | "at" | "for" | "as" | "of" | "to"));
        let subjects = d.content.and_then(|w| self.stage.clauses.headed_by(w)).map_or(&[][..], |inner| &inner.agents[..]);
        let words: Vec<usize> = d
            .content
            .into_iter()
            .chain(subjects.iter().copied())
            .chain(c.patients.iter().copied())
            .chain(over.map(|o| o.object))
            .chain(d.found.target.iter().copied())
            .collect();
        self.doer_of(&words).or_else(|| self.partner())
    }

    /// "Rejected the proposal": the one who made it.
    pub(super) fn asker(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let words = d.content.into_iter().chain(d.found.clause.patients.iter().copied());
        // "Said it did not attack": whoever said that it did.
        let doc = self.stage.doc;
        let denies = d.found.clause.kind == Kind::Verb && matches!(doc.lemma(d.found.clause.head), "deny" | "refute" | "rebut");
        if denies || self.k.book.rules[d.found.rule].rule.own == Some(Own::Denial) {
            let accuses = |o: &&Draft| self.kind(o) == "ACCUSE" && !o.source.is_empty() && same(&o.target, &d.source);
            return self.earlier().find(|o| accuses(o) && self.near(o)).map(|o| o.source.clone());
        }
        // "A accused B, but B rejected *this*": whoever has just accused, asked or threatened the one who says no.
        let taken_up =
            d.found.clause.patients.iter().any(|&p| doc.pos(p) == "PRON" && matches!(doc.lower(p), "this" | "that" | "it" | "them"));
        if taken_up && d.found.clause.kind == Kind::Verb {
            let put_to = |o: &&Draft| matches!(self.kind(o), "ACCUSE" | "REQUEST" | "THREATEN" | "AGREE") && same(&o.target, &d.source);
            let other = |o: &&Draft| o.complete && !o.source.is_empty() && !same(&o.source, &d.source) && self.close(o);
            return self.earlier().filter(put_to).find(other).map(|o| o.source.clone());
        }
        let put = |w: &usize| self.k.book.sides.proposals.contains(self.stage.doc.lemma(*w));
        let word = words.into_iter().find(put)?;
        // A charge is put by whoever accuses the one who denies it, a proposal by whoever asks him or nobody in particular.
        let charge = matches!(self.stage.doc.lemma(word), "accusation" | "allegation" | "charge" | "claim");
        let asks = |o: &&Draft| match self.kind(o) {
            "ACCUSE" => charge && same(&o.target, &d.source),
            "REQUEST" | "AGREE" => !charge && (o.target.is_empty() || same(&o.target, &d.source)),
            _ => false,
        };
        let other = |o: &&Draft| !o.source.is_empty() && !same(&o.source, &d.source) && self.near(o);
        self.earlier().filter(asks).find(other).map(|o| o.source.clone()).or_else(|| self.maker_of(word))
    }

    /// "A declared that B had fled, but the *claim* was disputed": whoever said so just before.
    fn maker_of(&self, word: usize) -> Option<Vec<ActorRef>> {
        let doc = self.stage.doc;
        let claim = matches!(doc.lemma(word), "claim" | "assertion" | "allegation" | "accusation" | "suggestion" | "report");
        let takes_up = doc.children(word).any(|k| doc.dep(k) == "det" && matches!(doc.lower(k), "the" | "that" | "this" | "those"));
        let open = doc.children(word).all(|k| !matches!(doc.dep(k), "prep" | "acl" | "relcl"));
        let sentence = doc.sentence_of(word);
        let mut before = self.stage.clauses.among(&(sentence.start..word)).map(|i| &self.stage.clauses.all[i as usize]);
        let says = |c: &&crate::clause::Clause| self.k.lexicon.saying.contains(doc.lemma(c.head)) && !c.complements.is_empty();
        let said = before.rfind(says).filter(|_| claim && takes_up && open)?;
        Some(self.roles.source(&said.agents, false)).filter(|s| !s.is_empty() && !same(s, &self.draft().source))
    }
}
