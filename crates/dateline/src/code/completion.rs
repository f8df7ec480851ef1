//! Sides that a clause leaves out and the article makes clear elsewhere.
//!
//! "Hamas attacked Sderot. *The attack* killed four." The second sentence tells the same act: the noun takes
//! its sides from the telling before it. "Twenty people were killed in Gaza" has the doer that every other
//! attack on Gaza in the article has, if it is one and the same. Nothing is taken from world knowledge, and
//! what stays open stays incomplete.

use super::codebook::Need;
use super::roles::Roles;
use super::{Coding, Draft, Resolved};
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Reality, Relation};
use crate::record::ActorRef;
use std::collections::HashMap;

/// How many sentences back a noun looks for the act that it takes up.
const SENTENCES: u32 = 4;
/// How many drafts around one are looked at: a bound on time, far above what an article holds.
const WINDOW: usize = 150;

/// Completes drafts from each other, in two rounds: what one round finds helps the next.
pub(super) fn complete(stage: &Resolved, k: &Coding, sentences: &[u32], drafts: &mut [Draft]) {
    let roles = Roles { stage, book: k.book };
    for _ in 0..2 {
        let by_head: HashMap<usize, usize> = drafts.iter().enumerate().map(|(i, d)| (d.found.clause.head, i)).collect();
        for i in 0..drafts.len() {
            let open = Open { stage, k, roles: &roles, sentences, drafts, by_head: &by_head, at: i };
            if let Some((source, target)) = open.fill() {
                let d = &mut drafts[i];
                (d.source, d.target, d.inferred) = (source, target, true);
                let need = k.book.rules[d.found.rule].rule.target;
                d.complete = !d.source.is_empty() && (need != Need::Required || !d.target.is_empty());
            }
        }
    }
    for i in 0..drafts.len() {
        let by_head = HashMap::new();
        let open = Open { stage, k, roles: &roles, sentences, drafts, by_head: &by_head, at: i };
        if let Some(country) = open.country_of_victims() {
            drafts[i].target.iter_mut().filter(|t| roles.is_guessed_civilian(t)).for_each(|t| roles.settle_in(t, &country));
        }
    }
}

/// One draft among all.
struct Open<'a> {
    stage: &'a Resolved<'a>,
    k: &'a Coding<'a>,
    roles: &'a Roles<'a>,
    sentences: &'a [u32],
    drafts: &'a [Draft],
    by_head: &'a HashMap<usize, usize>,
    at: usize,
}

type Sides = (Vec<ActorRef>, Vec<ActorRef>);

impl Open<'_> {
    fn fill(&self) -> Option<Sides> {
        let d = self.draft();
        if d.complete && !d.target.is_empty() {
            return None;
        }
        match self.kind(d) {
            "ASSAULT" => self.violence(),
            "COERCE" if d.source.is_empty() && !d.target.is_empty() => self.authority(),
            "CONSULT" => self.talks(),
            "ACCUSE" if d.target.is_empty() && !d.source.is_empty() => self.blamed().map(|t| (d.source.clone(), t)),
            "REQUEST" | "THREATEN" if d.target.is_empty() && !d.source.is_empty() => self.partner().map(|t| (d.source.clone(), t)),
            "REJECT" if d.target.is_empty() && !d.source.is_empty() => self.asker().map(|t| (d.source.clone(), t)),
            _ => None,
        }
    }

    fn draft(&self) -> &Draft {
        &self.drafts[self.at]
    }

    fn kind(&self, d: &Draft) -> &str {
        &self.k.book.type_of(d.found.rule).name
    }

    fn violence(&self) -> Option<Sides> {
        let d = self.draft();
        match (d.source.is_empty(), d.target.is_empty()) {
            (true, false) => self.known_doer(),
            (false, true) => self.known_target(),
            (true, true) => self.echo(),
            _ => None,
        }
    }

    /// "Two activists were arrested": in their own country, its state does that. The text must name the state.
    fn authority(&self) -> Option<Sides> {
        let d = self.draft();
        let c = &d.found.clause;
        if c.kind != Kind::Verb || !c.passive || !c.agents.is_empty() || !self.is_fact(d) {
            return None;
        }
        let inner = |a: &ActorRef| !matches!(a.sector.as_deref(), None | Some("GOV" | "MIL" | "UAF" | "IGO"));
        let country = d.target.iter().find(|a| inner(a))?.country.clone()?;
        let abroad =
            c.obliques.iter().filter_map(|o| self.roles.place_at(o.object)).any(|p| p.country.as_ref().is_some_and(|c| *c != country));
        if abroad {
            return None;
        }
        let chains = &self.stage.actors.chains;
        let rank = |e: &crate::actor::Entity| match e.sectors.first().map(String::as_str) {
            Some("COP") => 0,
            Some("GOV") if e.kind != EntityKind::Person => 1,
            None if e.kind == EntityKind::State => 2,
            _ => 9,
        };
        let mine = chains.iter().enumerate().filter(|(_, e)| e.country.as_ref() == Some(&country) && rank(e) < 9);
        let (chain, _) = mine.min_by_key(|(i, e)| (rank(e), *i))?;
        Some((vec![self.roles.chain(chain as u32)?], d.target.clone()))
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

    /// Who did it, where the clause has only whom it was done to.
    fn known_doer(&self) -> Option<Sides> {
        let d = self.draft();
        let c = &d.found.clause;
        if !self.is_agentless(c) || !self.is_fact(d) {
            return None;
        }
        let named = self.named_act(c);
        if let Some(act) = named.filter(|a| !a.source.is_empty()) {
            return Some((act.source.clone(), d.target.clone()));
        }
        if self.has_other_cause(c) {
            return None;
        }
        let alike: Vec<&Draft> = self.around().filter(|o| !o.source.is_empty() && shares_country(&o.target, &d.target)).collect();
        let unique = all_same(alike.iter().map(|o| &o.source));
        let nearest = || alike.iter().copied().rfind(|o| o.found.clause.head < c.head && self.close(o)).map(|o| &o.source);
        let source = unique.or_else(nearest)?;
        Some((source.clone(), d.target.clone()))
    }

    /// Whom it was done to, where the clause has only the doer: "fired 50 rockets".
    fn known_target(&self) -> Option<Sides> {
        let d = self.draft();
        if !self.is_fact(d) {
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
        let strikers = || all_same(self.around().filter(|o| !o.source.is_empty() && same(&o.target, &d.source)).map(|o| &o.source));
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
        let own = d.target.iter().any(|t| t.country.as_ref() == Some(&mine) && self.roles.is_guessed_civilian(t));
        let armed = d.source.iter().all(|s| matches!(s.sector.as_deref(), None | Some("MIL" | "REB" | "UAF" | "GOV")));
        if !own || !armed {
            return None;
        }
        let foreign =
            |side: &[ActorRef]| side.iter().find(|a| a.country.as_ref().is_some_and(|c| *c != mine)).and_then(|a| a.country.clone());
        let struck = self.around().filter(|o| same(&o.source, &d.source)).filter_map(|o| foreign(&o.target));
        let strikers = self.around().filter(|o| same(&o.target, &d.source)).filter_map(|o| foreign(&o.source));
        let mut all: Vec<String> = struck.chain(strikers).collect();
        all.sort_unstable();
        all.dedup();
        <[String; 1]>::try_from(all).ok().map(|[one]| one)
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
        let words: Vec<usize> = d
            .content
            .into_iter()
            .chain(c.patients.iter().copied())
            .chain(over.map(|o| o.object))
            .chain(d.found.target.iter().copied())
            .collect();
        let acts = words.iter().filter_map(|w| self.by_head.get(w)).map(|&i| &self.drafts[i]);
        let own = acts.map(|a| &a.source).find(|s| !s.is_empty() && !same(s, &d.source));
        if let Some(doer) = own {
            return Some(doer.clone());
        }
        let taken_up = words.iter().any(|&w| self.k.book.sides.anaphors.contains(self.stage.doc.lemma(w)));
        if !taken_up {
            return self.partner();
        }
        let hostile = |o: &&Draft| self.k.book.type_of(o.found.rule).quad == 4 && !o.source.is_empty() && !same(&o.source, &d.source);
        let mut earlier = self.earlier().filter(|o| hostile(o) && self.near(o));
        earlier.next().map(|o| o.source.clone())
    }

    /// "Rejected the proposal": the one who made it.
    fn asker(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let words = d.content.into_iter().chain(d.found.clause.patients.iter().copied());
        let proposal = words.into_iter().any(|w| {
            matches!(
                self.stage.doc.lemma(w),
                "proposal"
                    | "idea"
                    | "offer"
                    | "call"
                    | "request"
                    | "demand"
                    | "suggestion"
                    | "appeal"
                    | "accusation"
                    | "allegation"
                    | "charge"
                    | "claim"
                    | "ultimatum"
            )
        });
        let asks =
            |o: &&Draft| matches!(self.kind(o), "REQUEST" | "ACCUSE" | "AGREE") && !o.source.is_empty() && !same(&o.source, &d.source);
        proposal.then(|| self.earlier().find(|o| asks(o) && self.near(o)).map(|o| o.source.clone()))?
    }

    /// Drafts before this one, the nearest first.
    fn earlier(&self) -> impl Iterator<Item = &Draft> {
        self.drafts[..self.at].iter().rev().take(WINDOW)
    }

    /// The same with this one's type.
    fn before(&self) -> impl Iterator<Item = &Draft> {
        self.earlier().filter(|o| self.kind(o) == self.kind(self.draft()))
    }

    /// Complete drafts of this one's type that are told as facts, before and after it, in order.
    fn around(&self) -> impl Iterator<Item = &Draft> {
        let (from, to) = (self.at.saturating_sub(WINDOW), (self.at + WINDOW).min(self.drafts.len()));
        let others = self.drafts[from..to].iter().filter(|o| o.complete && !o.inferred);
        others.filter(|o| self.kind(o) == self.kind(self.draft()) && self.is_fact(o))
    }

    fn is_fact(&self, d: &Draft) -> bool {
        self.stage.clauses.reality(self.stage.doc, self.k.lexicon, &d.found.clause, None) == Reality::Fact
    }

    fn sentence(&self, d: &Draft) -> u32 {
        self.sentences[d.found.clause.head]
    }

    fn near(&self, o: &Draft) -> bool {
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
        let act = |&a: &usize| self.by_head.contains_key(&a) || self.k.book.sides.anaphors.contains(self.stage.doc.lemma(a));
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
        let inside = c
            .obliques
            .iter()
            .filter(|o| matches!(self.stage.doc.lower(o.prep), "in" | "during" | "by" | "after" | "following" | "from" | "with"));
        let nouns = c.agents.iter().copied().chain(inside.map(|o| o.object));
        nouns.filter_map(|n| self.by_head.get(&n)).map(|&i| &self.drafts[i]).find(|o| self.kind(o) == self.kind(self.draft()))
    }

    /// "Killed in a crash": what the words name as the cause is no act of anybody.
    fn has_other_cause(&self, c: &Clause) -> bool {
        let doc = self.stage.doc;
        let causes = c.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "in" | "by" | "after" | "when" | "from" | "during"));
        causes.map(|o| o.object).any(|o| {
            let lemma = doc.lemma(o);
            let known = self.k.book.sides.anaphors.contains(lemma) || self.by_head.contains_key(&o);
            let scene = doc.pos(o) != "NOUN" || self.stage.times.iter().any(|t| t.tokens.contains(&o)) || self.roles.place_at(o).is_some();
            !known && !scene && CAUSES.contains(&lemma)
        })
    }

    fn is_person(&self, head: usize) -> bool {
        matches!(self.stage.doc.ent(head), "PERSON" | "ORG" | "NORP" | "GPE") || !self.roles.direct(head).is_empty()
    }
}

/// What kills without a doer.
const CAUSES: &[&str] = &[
    "crash",
    "accident",
    "collision",
    "earthquake",
    "quake",
    "flood",
    "storm",
    "hurricane",
    "cyclone",
    "fire",
    "disaster",
    "avalanche",
    "landslide",
    "outbreak",
    "epidemic",
    "disease",
    "pandemic",
    "stampede",
    "crush",
    "collapse",
    "eruption",
    "tsunami",
    "wildfire",
    "famine",
];

fn same(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter()
        .any(|x| b.iter().any(|y| x.chain == y.chain || x.country.is_some() && x.country == y.country && state_like(x) && state_like(y)))
}

fn state_like(a: &ActorRef) -> bool {
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
