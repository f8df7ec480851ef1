//! Sides that a clause leaves out and the article makes clear elsewhere.
//!
//! "Hamas attacked Sderot. *The attack* killed four." The second sentence tells the same act: the noun takes
//! its sides from the telling before it. "Twenty people were killed in Gaza" has the doer that every other
//! attack on Gaza in the article has, if it is one and the same. Nothing is taken from world knowledge, and
//! what stays open stays incomplete.

use super::codebook::{Need, Own};
use super::roles::{Roles, civil};
use super::{Coding, Draft, Resolved};
use crate::clause::{Clause, Kind, Oblique, Reality, Relation};
use crate::record::ActorRef;
use std::collections::HashMap;

/// How many sentences back a noun looks for the act that it takes up.
const SENTENCES: u32 = 4;
/// How many drafts around one are looked at: a bound on time, far above what an article holds.
const WINDOW: usize = 150;

/// How many records of conflict make a foe.
const ENOUGH: usize = 2;
/// How many words of a clause are looked through for names.
pub(super) const LONGEST: usize = 80;

/// Completes drafts from each other, in two rounds: what one round finds helps the next.
pub(super) fn complete(stage: &Resolved, k: &Coding, sentences: &[u32], drafts: &mut [Draft]) {
    let roles = Roles { stage, book: k.book };
    let fact = |d: &Draft| stage.clauses.reality(stage.doc, k.lexicon, &d.found.clause, None) == Reality::Fact;
    let facts: Vec<bool> = drafts.iter().map(fact).collect();
    let by_head: HashMap<usize, usize> = drafts.iter().enumerate().map(|(i, d)| (d.found.clause.head, i)).collect();
    for _ in 0..2 {
        for i in 0..drafts.len() {
            let open = Open { stage, k, roles: &roles, sentences, drafts, by_head: &by_head, facts: &facts, at: i };
            if let Some((source, target)) = open.fill() {
                let d = &mut drafts[i];
                (d.source, d.target, d.inferred) = (source, target, true);
                let need = k.book.rules[d.found.rule].rule.target;
                d.complete = !d.source.is_empty() && (need != Need::Required || !d.target.is_empty());
            }
        }
    }
    for i in 0..drafts.len() {
        let open = Open { stage, k, roles: &roles, sentences, drafts, by_head: &by_head, facts: &facts, at: i };
        if let Some(country) = open.country_of_victims() {
            let open = |t: &ActorRef| roles.is_guessed_civilian(t) || t.country.is_none() && civil(t) && roles.is_generic(t);
            drafts[i].target.iter_mut().filter(|t| open(t)).for_each(|t| roles.settle_in(t, &country));
        } else if let Some(country) = open.country_of_accused() {
            let nobodys = |t: &ActorRef| t.country.is_none() && roles.is_generic(t);
            drafts[i].target.iter_mut().filter(|t| nobodys(t)).for_each(|t| roles.settle_in(t, &country));
        }
    }
}

/// One draft among all.
pub(super) struct Open<'a> {
    pub(super) stage: &'a Resolved<'a>,
    pub(super) k: &'a Coding<'a>,
    pub(super) roles: &'a Roles<'a>,
    sentences: &'a [u32],
    drafts: &'a [Draft],
    by_head: &'a HashMap<usize, usize>,
    /// Which drafts are told as facts.
    facts: &'a [bool],
    pub(super) at: usize,
}

pub(super) type Sides = (Vec<ActorRef>, Vec<ActorRef>);

impl<'a> Open<'a> {
    fn fill(&self) -> Option<Sides> {
        let d = self.draft();
        if d.complete && !d.target.is_empty() {
            return None;
        }
        match self.kind(d) {
            "ASSAULT" => self.violence(),
            "COERCE" | "SANCTION" | "RETREAT" | "ACCUSE" if d.source.is_empty() => self.authority(),
            "CONSULT" => self.talks(),
            "ACCUSE" | "REQUEST" | "THREATEN" | "REJECT" | "CONCEDE" if d.target.is_empty() && !d.source.is_empty() => {
                self.addressed().map(|t| (d.source.clone(), t))
            }
            _ => None,
        }
    }

    /// Whom words of conflict are meant for, where their clause does not say so.
    fn addressed(&self) -> Option<Vec<ActorRef>> {
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
        let violent = words.iter().any(|&w| self.takes_up(w) && self.k.book.nouns.contains_key(self.stage.doc.lemma(w)));
        let within = |o: &&Draft| if violent { self.near(o) } else { self.close(o) };
        let nearest = self.earlier().filter(hostile).find(within).map(|o| &o.source);
        // Far from any telling, "the attack" is the last one told.
        let last = || self.earlier().filter(hostile).find(|o| self.kind(o) == "ASSAULT").map(|o| &o.source);
        if violent { nearest.or_else(last).cloned() } else { nearest.cloned() }
    }

    fn takes_up(&self, word: usize) -> bool {
        self.k.book.sides.anaphors.contains(self.stage.doc.lemma(word))
    }

    /// The one that the speaker is at odds with all through the article, if it is one and the words name nobody else.
    fn opponent(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let permission = |&p: &usize| self.k.book.sides.permissions.contains(self.stage.doc.lemma(p));
        if !self.is_fact(self.at) || d.found.clause.patients.iter().any(permission) || self.names_stranger() {
            return None;
        }
        let foe_of = |o: &'a Draft| match (same(&o.source, &d.source), same(&o.target, &d.source)) {
            (true, false) => Some((o, &o.target)),
            (false, true) => Some((o, &o.source)),
            _ => None,
        };
        let foes: Vec<_> = self.conflicts().filter_map(foe_of).filter(|(_, f)| f.iter().any(|a| a.country.is_some())).collect();
        let foe = all_same(foes.iter().map(|(_, f)| *f))?;
        let linked = self.links().filter(|o| shares_side(o, &d.source) && shares_side(o, foe)).count();
        let sure = linked >= ENOUGH || foes.iter().any(|(o, _)| self.close(o));
        let public = foe.iter().any(|f| f.country.is_some() && !civil(f));
        (sure && public && !self.names_another(foe)).then(|| foe.clone())
    }

    /// Whether the words are meant for somebody that the clause names and nobody knows: "asked the rest of Europe".
    fn names_stranger(&self) -> bool {
        let d = self.draft();
        let doc = self.stage.doc;
        let named = |w: usize| doc.pos(w) == "PROPN" || matches!(doc.ent(w), "GPE" | "LOC" | "NORP" | "ORG" | "PERSON");
        let to = d.found.clause.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "to" | "on" | "upon")).map(|o| o.object);
        let addressed = d.found.target.iter().copied().chain(d.found.clause.recipients.iter().copied()).chain(to);
        addressed.filter(|&t| !self.takes_up(t)).any(|t| doc.subtree(t).take(LONGEST).any(named))
    }

    /// Complete drafts of any kind around this one.
    fn links(&self) -> impl Iterator<Item = &'a Draft> {
        let (from, to) = (self.at.saturating_sub(WINDOW), (self.at + WINDOW).min(self.drafts.len()));
        let drafts: &'a [Draft] = self.drafts;
        drafts[from..to].iter().filter(|o| o.complete && !o.inferred)
    }

    /// Whether the clause names anybody but its source and those.
    fn names_another(&self, foe: &[ActorRef]) -> bool {
        let d = self.draft();
        let words = self.stage.doc.subtree(d.found.clause.head).take(LONGEST);
        let named = words.map(|w| self.roles.direct(w));
        named.into_iter().any(|a| !a.is_empty() && !shares_country(&a, &d.source) && !shares_country(&a, foe))
    }

    /// Complete drafts of conflict around this one.
    fn conflicts(&self) -> impl Iterator<Item = &'a Draft> {
        self.links().filter(|o| matches!(self.k.book.type_of(o.found.rule).quad, 3 | 4))
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.drafts[self.at]
    }

    pub(super) fn kind(&self, d: &Draft) -> &str {
        &self.k.book.type_of(d.found.rule).name
    }

    fn violence(&self) -> Option<Sides> {
        let d = self.draft();
        match (d.source.is_empty(), d.target.is_empty()) {
            (true, false) => self.known_doer(),
            (false, true) => self.known_target(),
            (true, true) => self.echo().or_else(|| self.casualties()),
            _ => None,
        }
    }

    /// "Summoned the envoy and lodged a protest": the second is done to the same.
    fn partner(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let c = &d.found.clause;
        let g = c.governor.filter(|_| matches!(c.relation, Relation::Conjunct | Relation::Adverbial))?;
        let other = &self.drafts[*self.by_head.get(&self.stage.clauses.all[g as usize].head)?];
        let fits = other.complete && same(&other.source, &d.source) && self.k.book.type_of(other.found.rule).quad == 3;
        (fits && !other.target.is_empty()).then(|| other.target.clone())
    }

    /// A noun that takes up an act told before has its sides.
    fn echo(&self) -> Option<Sides> {
        let d = self.draft();
        if d.found.clause.kind != Kind::Noun || !self.is_definite(d.found.clause.head) {
            return None;
        }
        let told = self.before().find(|o| self.near(o) && !o.source.is_empty() && !o.target.is_empty())?;
        Some((told.source.clone(), told.target.clone()))
    }

    /// "One man was killed after a drone came down": somebody who is nobody's is the victim of the act that is named.
    fn casualties(&self) -> Option<Sides> {
        let c = &self.draft().found.clause;
        let passive = c.kind == Kind::Verb && c.passive && c.agents.is_empty() && !c.patients.is_empty();
        let act = self.named_act(c).filter(|a| passive && self.is_fact(self.at) && !a.source.is_empty() && !a.target.is_empty())?;
        Some((act.source.clone(), act.target.clone()))
    }

    /// Who did it, where the clause has only whom it was done to.
    fn known_doer(&self) -> Option<Sides> {
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
        if let Some(doer) = self.doer_named(c) {
            return Some((doer, d.target.clone())).filter(|(s, t)| !same(s, t));
        }
        if self.has_other_cause(c) {
            return None;
        }
        if let Some(group) = self.claimant() {
            return Some((group, d.target.clone()));
        }
        // "The uprising", "their campaign" may be anybody's; "the attack" takes up one that is told.
        if c.kind == Kind::Noun && !self.takes_up(c.head) && !self.is_fight(d) {
            return None;
        }
        let alike: Vec<&Draft> = self.around().filter(|o| !o.source.is_empty() && shares_country(&o.target, &d.target)).collect();
        let unique = all_same(alike.iter().map(|o| &o.source));
        let nearest = || alike.iter().copied().rfind(|o| o.found.clause.head < c.head && self.close(o)).map(|o| &o.source);
        let source = unique.or_else(nearest)?;
        Some((source.clone(), d.target.clone()))
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
    fn claims_it(&self, c: &Clause) -> Option<Vec<ActorRef>> {
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

    /// Whom it was done to, where the clause has only the doer: "fired 50 rockets".
    fn known_target(&self) -> Option<Sides> {
        let d = self.draft();
        if !self.is_fact(self.at) {
            return None;
        }
        let c = &d.found.clause;
        if c.kind == Kind::Noun
            && self.is_definite(c.head)
            && let Some(told) =
                self.before().find(|o| self.near(o) && !o.target.is_empty() && (o.source.is_empty() || same(&o.source, &d.source)))
        {
            return Some((d.source.clone(), told.target.clone()));
        }
        // An object that is somebody unknown is not somebody else.
        if c.kind == Kind::Verb && c.patients.iter().any(|&p| self.is_person(p)) {
            return None;
        }
        let struck = all_same(self.around().filter(|o| !o.target.is_empty() && same(&o.source, &d.source)).map(|o| &o.target));
        // A woman whom police shoot does not strike at them.
        let private = d.source.iter().all(|s| super::public::is_private(self.k, s));
        let strikers = || {
            let hit_back = self.around().filter(|o| !private && !o.source.is_empty() && same(&o.target, &d.source));
            all_same(hit_back.map(|o| &o.source))
        };
        let target = struck.or_else(strikers).filter(|t| !same(t, &d.source))?;
        Some((d.source.clone(), target.clone()))
    }

    /// "Hamas killed six hostages": people whose state nothing tells, killed by their own side as it seems,
    /// belong to the one that this side fights in the article.
    fn country_of_victims(&self) -> Option<String> {
        let d = self.draft();
        if self.kind(d) != "ASSAULT" || !d.complete {
            return None;
        }
        let mine = d.source.first()?.country.clone()?;
        let own = d.target.iter().any(|t| self.is_anybodys(t) || t.country.as_ref() == Some(&mine) && self.roles.is_guessed_civilian(t));
        let armed = d.source.iter().all(|s| matches!(s.sector.as_deref(), None | Some("MIL" | "REB" | "UAF" | "GOV")));
        if !own || !armed {
            return None;
        }
        let foreign =
            |side: &[ActorRef]| side.iter().find(|a| a.country.as_ref().is_some_and(|c| *c != mine)).and_then(|a| a.country.clone());
        let struck = self.conflicts().filter(|o| same(&o.source, &d.source)).filter_map(|o| foreign(&o.target));
        let strikers = self.conflicts().filter(|o| same(&o.target, &d.source)).filter_map(|o| foreign(&o.source));
        let mut all: Vec<String> = struck.chain(strikers).collect();
        all.sort_unstable();
        all.dedup();
        <[String; 1]>::try_from(all).ok().map(|[one]| one)
    }

    /// A group of people of no country.
    fn is_anybodys(&self, a: &ActorRef) -> bool {
        a.country.is_none() && civil(a) && self.roles.is_generic(a)
    }

    /// "A South Korean court jailed the former president": whom courts, police and governments arrest, try and
    /// charge, and whose country nothing tells, is of theirs.
    fn country_of_accused(&self) -> Option<String> {
        let d = self.draft();
        let at_home = matches!(
            (self.kind(d), d.mode.as_deref()),
            ("COERCE", Some("arrest" | "censor")) | ("SANCTION", Some("convict")) | ("ACCUSE", Some("investigate"))
        );
        let source = d.source.first()?;
        let institution = matches!(source.sector.as_deref(), Some("JUD" | "COP" | "GOV" | "LEG") | None);
        source.country.clone().filter(|_| at_home && institution)
    }

    /// "The talks", "the meeting": those that were told of before.
    fn talks(&self) -> Option<Sides> {
        let d = self.draft();
        let c = &d.found.clause;
        if c.kind != Kind::Noun || !self.is_definite(c.head) || !d.found.target.is_empty() {
            return None;
        }
        let fits = |o: &&Draft| {
            let both = !o.source.is_empty() && !o.target.is_empty();
            both && self.near(o) && (d.source.is_empty() || same(&o.source, &d.source) || same(&o.target, &d.source))
        };
        self.before().find(fits).map(|o| (o.source.clone(), o.target.clone()))
    }

    /// "Condemned the attack", "called the incident a provocation": the one who did it.
    fn blamed(&self) -> Option<Vec<ActorRef>> {
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
    fn asker(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let words = d.content.into_iter().chain(d.found.clause.patients.iter().copied());
        // "Said it did not attack": whoever said that it did.
        if self.k.book.rules[d.found.rule].rule.own == Some(Own::Denial) {
            let accuses = |o: &&Draft| self.kind(o) == "ACCUSE" && !o.source.is_empty() && same(&o.target, &d.source);
            return self.earlier().find(|o| accuses(o) && self.near(o)).map(|o| o.source.clone());
        }
        let proposal = words.into_iter().any(|w| self.k.book.sides.proposals.contains(self.stage.doc.lemma(w)));
        let asks =
            |o: &&Draft| matches!(self.kind(o), "REQUEST" | "ACCUSE" | "AGREE") && !o.source.is_empty() && !same(&o.source, &d.source);
        proposal.then(|| self.earlier().find(|o| asks(o) && self.near(o)).map(|o| o.source.clone()))?
    }

    /// Drafts before this one, the nearest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &Draft> {
        self.drafts[..self.at].iter().rev().take(WINDOW)
    }

    /// The same with this one's type.
    fn before(&self) -> impl Iterator<Item = &Draft> {
        self.earlier().filter(|o| self.kind(o) == self.kind(self.draft()))
    }

    /// Complete drafts of this one's type that are told as facts, before and after it, in order.
    fn around(&self) -> impl Iterator<Item = &Draft> {
        let (from, to) = (self.at.saturating_sub(WINDOW), (self.at + WINDOW).min(self.drafts.len()));
        let told = move |&i: &usize| self.drafts[i].complete && !self.drafts[i].inferred && self.is_fact(i);
        let others = (from..to).filter(told).map(|i| &self.drafts[i]);
        others.filter(|o| self.kind(o) == self.kind(self.draft()))
    }

    pub(super) fn is_fact(&self, at: usize) -> bool {
        self.facts[at]
    }

    fn sentence(&self, d: &Draft) -> u32 {
        self.sentences[d.found.clause.head]
    }

    pub(super) fn near(&self, o: &Draft) -> bool {
        self.sentence(self.draft()).abs_diff(self.sentence(o)) <= SENTENCES
    }

    fn close(&self, o: &Draft) -> bool {
        self.sentence(self.draft()).abs_diff(self.sentence(o)) <= 1
    }

    /// "The attack", "this killing", "Sunday's strike", bare "talks".
    fn is_definite(&self, noun: usize) -> bool {
        let doc = self.stage.doc;
        let word = |k: usize| match doc.dep(k) {
            "det" => matches!(doc.lower(k), "the" | "this" | "that" | "these" | "those" | "both"),
            "poss" => self.roles.direct(k).is_empty(),
            _ => false,
        };
        let bare = doc.tag(noun) == "NNS" && !doc.children(noun).any(|k| matches!(doc.dep(k), "det" | "poss" | "nummod"));
        doc.children(noun).any(word) || bare && matches!(doc.lemma(noun), "talk" | "negotiation")
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
    fn named_act(&self, c: &Clause) -> Option<&Draft> {
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
        let through = |o: &&Oblique| matches!(doc.lower(o.prep), "in" | "during" | "by" | "after" | "following" | "from");
        let violent = |noun: &usize| {
            let entries = self.k.book.nouns.get(doc.lemma(*noun)).map_or(&[][..], Vec::as_slice);
            entries.iter().any(|e| self.k.book.type_of(e.rule).name == "ASSAULT")
        };
        let nouns = c.obliques.iter().filter(through).map(|o| o.object).chain(c.agents.iter().copied()).filter(violent);
        let doers = nouns.map(|n| {
            let frame = self.stage.clauses.nominal(doc, n);
            let by = frame.obliques.iter().filter(|o| doc.lower(o.prep) == "by").map(|o| o.object);
            let heads: Vec<usize> = frame.possessors.iter().copied().chain(by).chain(frame.modifiers.iter().copied()).collect();
            self.roles.source(&heads, true)
        });
        doers.into_iter().find(|s| !s.is_empty())
    }

    /// "A strike on *a market*, which killed four": no market kills, the act that it hangs on does.
    fn act_on(&self, noun: usize) -> Option<usize> {
        let doc = self.stage.doc;
        let up = doc.head(doc.head(noun));
        let thing = doc.dep(noun) == "pobj" && doc.pos(noun) == "NOUN" && self.roles.direct(noun).is_empty();
        self.by_head.contains_key(&up).then_some(up).filter(|_| thing && doc.pos(up) == "NOUN")
    }

    /// "Killed *after a missile landed*": whether a subordinate clause tells of what led to it.
    fn opens_cause(&self, clause: usize) -> bool {
        let doc = self.stage.doc;
        doc.children(clause).any(|m| doc.dep(m) == "mark" && matches!(doc.lower(m), "after" | "when" | "as"))
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

    fn is_person(&self, head: usize) -> bool {
        matches!(self.stage.doc.ent(head), "PERSON" | "ORG" | "NORP" | "GPE") || !self.roles.direct(head).is_empty()
    }
}

pub(super) fn same(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter()
        .any(|x| b.iter().any(|y| x.chain == y.chain || x.country.is_some() && x.country == y.country && state_like(x) && state_like(y)))
}

/// Whether one side of an act is these.
fn shares_side(o: &Draft, who: &[ActorRef]) -> bool {
    same(&o.source, who) || same(&o.target, who)
}

pub(super) fn state_like(a: &ActorRef) -> bool {
    matches!(a.sector.as_deref(), None | Some("GOV" | "MIL"))
}

fn shares_country(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.chain == y.chain || x.country.is_some() && x.country == y.country))
}

/// The one that all are, if they are one.
fn all_same<'a>(mut sides: impl Iterator<Item = &'a Vec<ActorRef>>) -> Option<&'a Vec<ActorRef>> {
    let first = sides.next()?;
    sides.all(|s| same(first, s)).then_some(first)
}
