//! Who did it, where a clause has only whom it was done to: "killed in *a strike*", "*the attack* killed".

use super::Draft;
use super::completion::{Open, SENTENCES, Sides, WINDOW, all_same, same, shares_country};
use super::roles::civil;
use crate::clause::{Clause, Kind, Oblique, Relation};
use crate::record::ActorRef;
use dateline_lang::Doc;

/// How many tellings make it sure that one side alone strikes the other, however far off they are.
const MANY: usize = 4;

impl Open<'_> {
    /// Who did it, where the clause has only whom it was done to.
    pub(super) fn known_doer(&self) -> Option<Sides> {
        let d = self.draft();
        let c = &d.found.clause;
        if !self.is_agentless(c) || !self.is_fact(self.at) {
            return None;
        }
        if let Some(group) = self.claims_it(c) {
            return Some((group, d.target.clone()));
        }
        let named = self.named_act(c);
        if let Some(act) = named.filter(|a| !a.source.is_empty()) {
            return Some((act.source.clone(), self.victims_of(act)));
        }
        if let Some(other) = named.filter(|a| !a.target.is_empty() && a.found.clause.kind == Kind::Noun && self.is_fight(a)) {
            return Some((other.target.clone(), d.target.clone())).filter(|(s, t)| !same(s, t));
        }
        if let Some(doer) = self.doer_named(c).or_else(|| self.shooters(c)) {
            return Some((doer, d.target.clone())).filter(|(s, t)| !same(s, t));
        }
        if self.has_other_cause(c) || self.is_answered(c) {
            return None;
        }
        if let Some(group) = self.claimant() {
            return Some((group, d.target.clone()));
        }
        // "The uprising", "their campaign" may be anybody's; "the attack" takes up one that is told.
        if c.kind == Kind::Noun && !self.takes_up(c.head) && !self.is_fight(d) {
            return None;
        }
        // "Last year's invasion" is none of those that the article tells of.
        if c.possessors.iter().any(|&p| self.stage.is_time(p) && matches!(self.stage.doc.lower(p), "year" | "month" | "decade" | "century"))
        {
            return None;
        }
        // Whoever strikes others does not strike his own, and what is told far off may be another matter.
        let other = |o: &&Draft| !o.source.is_empty() && !same(&o.source, &d.target);
        let alike: Vec<&Draft> = self.around().filter(|o| shares_country(&o.target, &d.target)).filter(other).collect();
        let many = || all_same(alike.iter().map(|o| &o.source)).filter(|_| alike.len() >= MANY);
        let unique = self.agreed(&alike, |o| &o.source).or_else(many);
        let nearest = || alike.iter().copied().rfind(|o| o.found.clause.head < c.head && self.close(o)).map(|o| &o.source);
        let source = unique.or_else(nearest)?;
        Some((source.clone(), d.target.clone()))
    }

    /// "In retaliation for Sunday's attack, which killed two": it is another's than what is told beside it.
    pub(super) fn is_answered(&self, c: &Clause) -> bool {
        let doc = self.stage.doc;
        let answered = |act: usize| {
            let prep = doc.head(act);
            doc.dep(act) == "pobj" && matches!(doc.lower(prep), "for" | "to") && is_answer(doc, doc.head(prep))
        };
        std::iter::once(c.head).chain(c.agents.iter().copied()).any(answered)
    }

    /// "People were killed in a strike on Odesa": they are of the country that was struck.
    fn victims_of(&self, act: &Draft) -> Vec<ActorRef> {
        let mut victims = self.draft().target.clone();
        if let Some(country) = act.target.iter().find_map(|t| t.country.clone()) {
            let open = |t: &ActorRef| t.country.is_none() && civil(t) || self.roles.is_guessed_civilian(t);
            victims.iter_mut().filter(|t| open(t)).for_each(|t| self.roles.settle_in(t, &country));
        }
        victims
    }

    /// "Killed in a *gunfight with police*"
    fn is_fight(&self, act: &Draft) -> bool {
        act.found.pattern.contains("with|against T") || act.found.pattern.contains("with T")
    }

    /// "The group has claimed responsibility for several, including *an attack* on a base"
    pub(super) fn claims_it(&self, c: &Clause) -> Option<Vec<ActorRef>> {
        let g = &self.stage.clauses.all[c.governor.filter(|_| c.kind == Kind::Noun)? as usize];
        let claims = g.patients.iter().any(|&p| self.stage.doc.lemma(p) == "responsibility");
        Some(self.roles.source(&g.agents, false)).filter(|s| claims && !s.is_empty())
    }

    /// Who claims responsibility for an attack told just before: "The group claimed responsibility."
    fn claimant(&self) -> Option<Vec<ActorRef>> {
        let here = self.sentence(self.draft());
        let after = self.drafts[self.at..].iter().take(WINDOW).take_while(|o| self.sentence(o) <= here + SENTENCES);
        let claim = after.filter(|o| o.found.pattern.starts_with("claim responsibility") && !o.source.is_empty());
        claim.map(|o| o.source.clone()).next()
    }

    /// A passive or a noun without a doer, or one whose doer is itself an act ("the strike killed four").
    fn is_agentless(&self, c: &Clause) -> bool {
        let act = |&a: &usize| self.by_head.contains_key(&a) || self.takes_up(a) || self.act_on(a).is_some();
        match c.kind {
            Kind::Verb => (c.passive && c.agents.is_empty()) || (!c.agents.is_empty() && c.agents.iter().all(act)),
            Kind::Noun => {
                c.possessors.iter().all(|&p| self.roles.direct(p).is_empty())
                    && !self.draft().found.source.iter().any(|&s| self.is_person(s))
            }
        }
    }

    /// The act of the same kind that the clause names: "killed in *a strike*", "*the strike* killed".
    pub(super) fn named_act(&self, c: &Clause) -> Option<&Draft> {
        let clauses = &self.stage.clauses.all;
        // "One was killed and two were hurt in an attack": what stands with the last verb holds for all.
        let joined =
            self.stage.doc.children(c.head).filter(|&k| self.stage.doc.dep(k) == "conj").filter_map(|k| self.stage.clauses.headed_by(k));
        let first = c.governor.filter(|_| c.relation == Relation::Conjunct).map(|g| &clauses[g as usize]);
        let siblings: Vec<_> = joined.chain(first).collect();
        let others: Vec<_> = siblings.iter().flat_map(|j| j.obliques.iter()).collect();
        let inside = c
            .obliques
            .iter()
            .chain(others)
            .filter(|o| matches!(self.stage.doc.lower(o.prep), "in" | "during" | "by" | "after" | "following" | "from" | "with"));
        let heads = std::iter::once(c.head).chain(siblings.iter().map(|j| j.head));
        let led_to = heads.flat_map(|h| self.stage.doc.children(h)).filter(|&k| self.stage.doc.dep(k) == "advcl" && self.opens_cause(k));
        let struck = c.agents.iter().filter_map(|&a| self.act_on(a));
        let nouns = c.agents.iter().copied().chain(struck).chain(inside.map(|o| o.object)).chain(led_to).chain(self.seen_by(c));
        nouns.filter_map(|n| self.by_head.get(&n)).map(|&i| &self.drafts[i]).find(|o| self.kind(o) == self.kind(self.draft()))
    }

    /// "Killed in *Israel's offensive*", "in *a Russian attack*": the noun is an act without a target of its own, and
    /// names its doer.
    fn doer_named(&self, c: &Clause) -> Option<Vec<ActorRef>> {
        let doc = self.stage.doc;
        let book = self.k.book;
        let violent = |noun: &usize| book.noun(doc.lemma(*noun)).any(|e| book.type_of(e.rule).name == "ASSAULT");
        let nouns = c.obliques.iter().filter(|o| is_through(doc, o)).map(|o| o.object).chain(c.agents.iter().copied()).filter(violent);
        let doers = nouns.map(|n| {
            let frame = self.stage.clauses.nominal(doc, n);
            let by = frame.obliques.iter().filter(|o| doc.lower(o.prep) == "by").map(|o| o.object);
            let heads: Vec<usize> = frame.possessors.iter().copied().chain(by).chain(frame.modifiers.iter().copied()).collect();
            self.roles.source(&heads, true)
        });
        doers.into_iter().find(|s| !s.is_empty())
    }

    /// "Killed when *soldiers opened fire*": those who bear arms in the clause that tells how, where no rule fits it.
    fn shooters(&self, c: &Clause) -> Option<Vec<ActorRef>> {
        let doc = self.stage.doc;
        let sides = &self.k.book.sides;
        let how = doc.children(c.head).filter(|&k| doc.dep(k) == "advcl" && self.opens_cause(k));
        let violent = |g: &&Clause| {
            let fire = g.patients.iter().any(|&p| doc.lemma(p) == "fire") && matches!(doc.lemma(g.head), "open" | "return" | "exchange");
            !g.passive && g.negation.is_none() && (fire || sides.striking.contains(doc.lemma(g.head)))
        };
        let armed = |s: &ActorRef| s.sector.as_ref().is_some_and(|x| sides.armed.contains(x));
        let clauses = how.filter_map(|k| self.stage.clauses.headed_by(k)).filter(violent);
        let doers = clauses.map(|g| self.roles.source(&g.agents, false)).find(|s| !s.is_empty())?;
        doers.iter().all(armed).then_some(doers)
    }

    /// "A strike on *a market*, which killed four": no market kills, the act that it hangs on does.
    pub(super) fn act_on(&self, noun: usize) -> Option<usize> {
        let doc = self.stage.doc;
        let up = doc.head(doc.head(noun));
        let thing = doc.dep(noun) == "pobj" && doc.pos(noun) == "NOUN" && self.roles.direct(noun).is_empty();
        self.by_head.contains_key(&up).then_some(up).filter(|_| thing && doc.pos(up) == "NOUN")
    }

    /// "Killed *after a missile landed*": whether a subordinate clause tells of what led to it.
    fn opens_cause(&self, clause: usize) -> bool {
        let doc = self.stage.doc;
        doc.children(clause).any(|m| matches!(doc.dep(m), "mark" | "advmod") && matches!(doc.lower(m), "after" | "when" | "as"))
    }

    /// "*The attack* saw 40 people killed"
    fn seen_by(&self, c: &Clause) -> Vec<usize> {
        let governor = c.governor.map(|g| &self.stage.clauses.all[g as usize]);
        let sees = |g: &&Clause| matches!(self.stage.doc.lemma(g.head), "see" | "leave");
        governor.filter(sees).map(|g| g.agents.clone()).unwrap_or_default()
    }

    /// "Killed in a crash": what the words name as the cause is no act of anybody.
    fn has_other_cause(&self, c: &Clause) -> bool {
        let doc = self.stage.doc;
        let causes = c.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "in" | "by" | "after" | "when" | "from" | "during"));
        causes.map(|o| o.object).any(|o| {
            let lemma = doc.lemma(o);
            let known = self.k.book.sides.anaphors.contains(lemma) || self.by_head.contains_key(&o);
            let scene = doc.pos(o) != "NOUN" || self.stage.is_time(o) || self.roles.place_at(o).is_some();
            !known && !scene && self.k.book.sides.causes.contains(lemma)
        })
    }
}

/// "In *retaliation* for": words for an act that answers another's.
pub(super) fn is_answer(doc: &Doc, noun: usize) -> bool {
    matches!(doc.lemma(noun), "retaliation" | "response" | "revenge" | "reprisal" | "retribution" | "answer" | "reaction")
}

/// "Killed *in* a raid", "hurt *by* a bomb": whether a preposition names what did it.
pub(super) fn is_through(doc: &Doc, o: &Oblique) -> bool {
    matches!(doc.lower(o.prep), "in" | "during" | "by" | "after" | "following" | "from")
}
