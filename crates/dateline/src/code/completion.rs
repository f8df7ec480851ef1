//! Sides that a clause leaves out and the article makes clear elsewhere.
//!
//! "Hamas attacked Sderot. *The attack* killed four." The second sentence tells the same act: the noun takes
//! its sides from the telling before it. "Twenty people were killed in Gaza" has the doer that every other
//! attack on Gaza in the article has, if it is one and the same. Nothing is taken from world knowledge, and
//! what stays open stays incomplete.

use super::codebook::Need;
use super::roles::{Roles, civil};
use super::{Coding, Draft, Resolved};
use crate::actor::EntityKind;
use crate::clause::{Kind, Reality};
use crate::place::PlaceKind;
use crate::record::ActorRef;
use std::collections::HashMap;

/// How many sentences back a noun looks for the act that it takes up.
pub(super) const SENTENCES: u32 = 4;
/// How many drafts around one are looked at: a bound on time, far above what an article holds.
pub(super) const WINDOW: usize = 150;

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
            if let Some((source, mut target)) = open.fill() {
                target.retain(|t| source.iter().all(|s| s.chain != t.chain));
                // "Two officers and two of its fighters were killed": its own are not whom it struck.
                let own = |t: &ActorRef| source.iter().any(|s| s.country.is_some() && s.country == t.country && s.sector == t.sector);
                if k.book.type_of(drafts[i].found.rule).name == "ASSAULT" && target.iter().any(|t| !own(t)) {
                    target.retain(|t| !own(t));
                }
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
            // Police and courts judge their own as a rule; whom a state holds may be a foreigner.
            let bench = drafts[i].source.iter().all(|s| matches!(s.sector.as_deref(), Some("COP" | "JUD")));
            let nobodys = |t: &ActorRef| t.country.is_none() && (roles.is_generic(t) || bench && is_stranger(&roles, t));
            drafts[i].target.iter_mut().filter(|t| nobodys(t)).for_each(|t| roles.settle_in(t, &country));
        }
    }
    for i in 0..drafts.len() {
        let open = Open { stage, k, roles: &roles, sentences, drafts, by_head: &by_head, facts: &facts, at: i };
        if let Some(harmed) = open.harmed() {
            drafts[i].target = harmed;
        }
    }
    for d in drafts.iter_mut().filter(|d| k.book.type_of(d.found.rule).name == "CONSULT") {
        let (source, target) = (&mut d.source, &mut d.target);
        part(&roles, source, target);
        part(&roles, target, source);
    }
}

/// A person of whom no more than the name is known.
fn is_stranger(roles: &Roles, a: &ActorRef) -> bool {
    let plain = matches!(a.sector.as_deref(), None | Some("CVL" | "UNK"));
    plain && a.wikidata.is_none() && roles.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.kind == EntityKind::Person)
}

/// "Officials met Chad": nameless officials whom only the text around them puts into a land are not of the land they deal with.
fn part(roles: &Roles, people: &mut [ActorRef], others: &[ActorRef]) {
    let deals = |p: &ActorRef| others.iter().any(|o| o.country == p.country && o.sectors.is_empty() && !roles.is_generic(o));
    for p in people.iter_mut().filter(|p| p.country.is_some() && roles.is_generic(p) && !civil(p) && roles.is_guessed(p)) {
        if deals(p) {
            p.country = None;
            p.recode();
        }
    }
}

/// One draft among all.
pub(super) struct Open<'a> {
    pub(super) stage: &'a Resolved<'a>,
    pub(super) k: &'a Coding<'a>,
    pub(super) roles: &'a Roles<'a>,
    sentences: &'a [u32],
    pub(super) drafts: &'a [Draft],
    pub(super) by_head: &'a HashMap<usize, usize>,
    /// Which drafts are told as facts.
    facts: &'a [bool],
    pub(super) at: usize,
}

pub(super) type Sides = (Vec<ActorRef>, Vec<ActorRef>);

impl<'a> Open<'a> {
    pub(super) fn fill(&self) -> Option<Sides> {
        let d = self.draft();
        if d.complete && !d.target.is_empty() {
            return None;
        }
        match self.kind(d) {
            "ASSAULT" => self.violence(),
            "COERCE" | "SANCTION" | "RETREAT" | "ACCUSE" | "CONCEDE" if d.source.is_empty() => self.authority(),
            "CONSULT" => self.talks(),
            "ACCUSE" | "REQUEST" | "THREATEN" | "REJECT" | "CONCEDE" if d.target.is_empty() && !d.source.is_empty() => {
                self.addressed().map(|t| (d.source.clone(), t))
            }
            _ => None,
        }
    }

    pub(super) fn takes_up(&self, word: usize) -> bool {
        self.k.book.sides.anaphors.contains(self.stage.doc.lemma(word))
    }

    /// Complete drafts of any kind around this one.
    pub(super) fn links(&self) -> impl Iterator<Item = &'a Draft> {
        let (from, to) = (self.at.saturating_sub(WINDOW), (self.at + WINDOW).min(self.drafts.len()));
        let drafts: &'a [Draft] = self.drafts;
        drafts[from..to].iter().filter(|o| o.complete && !o.inferred)
    }

    /// Complete drafts of conflict around this one.
    pub(super) fn conflicts(&self) -> impl Iterator<Item = &'a Draft> {
        self.links().filter(|o| matches!(self.k.book.type_of(o.found.rule).quad, 3 | 4))
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.drafts[self.at]
    }

    pub(super) fn kind(&self, d: &Draft) -> &str {
        &self.k.book.type_of(d.found.rule).name
    }

    pub(super) fn violence(&self) -> Option<Sides> {
        let d = self.draft();
        match (d.source.is_empty(), d.target.is_empty()) {
            (true, false) => self.known_doer(),
            (false, true) => self.known_target(),
            (true, true) if self.is_answered(&d.found.clause) => None,
            (true, true) => self.echo().or_else(|| self.casualties()),
            _ => None,
        }
    }

    /// A noun that takes up an act told before has its sides.
    pub(super) fn echo(&self) -> Option<Sides> {
        let d = self.draft();
        if d.found.clause.kind != Kind::Noun || !self.is_definite(d.found.clause.head) {
            return None;
        }
        let told = self.before().find(|o| self.near(o) && !o.source.is_empty() && !o.target.is_empty())?;
        Some((told.source.clone(), told.target.clone()))
    }

    /// "One man was killed after a drone came down": somebody who is nobody's is the victim of the act that is named.
    pub(super) fn casualties(&self) -> Option<Sides> {
        let c = &self.draft().found.clause;
        let passive = c.kind == Kind::Verb && c.passive && c.agents.is_empty() && !c.patients.is_empty();
        let act = self.named_act(c).filter(|a| passive && self.is_fact(self.at) && !a.source.is_empty() && !a.target.is_empty())?;
        Some((act.source.clone(), act.target.clone()))
    }

    /// Whom it was done to, where the clause has only the doer: "fired 50 rockets".
    pub(super) fn known_target(&self) -> Option<Sides> {
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
        let struck: Vec<&Draft> = self.around().filter(|o| !o.target.is_empty() && same(&o.source, &d.source)).collect();
        let struck = self.agreed(&struck, |o| &o.target);
        // A woman whom police shoot does not strike at them.
        let private = d.source.iter().all(|s| super::public::is_private(self.k, s));
        let strikers = || {
            let hit_back = self.around().filter(|o| !private && !o.source.is_empty() && same(&o.target, &d.source));
            let hit_back: Vec<&Draft> = hit_back.collect();
            self.agreed(&hit_back, |o| &o.source)
        };
        let target = struck.or_else(strikers).filter(|t| !same(t, &d.source))?;
        Some((d.source.clone(), target.clone()))
    }

    /// The one side that tellings agree on, one of them near.
    pub(super) fn agreed<'d>(&self, tellings: &[&'d Draft], side: impl Fn(&'d Draft) -> &'d Vec<ActorRef>) -> Option<&'d Vec<ActorRef>> {
        all_same(tellings.iter().map(|o| side(o))).filter(|_| tellings.iter().any(|o| self.near(o)))
    }

    /// "Hamas killed six hostages": people whose state nothing tells, killed by their own side as it seems,
    /// belong to the one that this side fights in the article.
    pub(super) fn country_of_victims(&self) -> Option<String> {
        let d = self.draft();
        if self.kind(d) != "ASSAULT" || !d.complete {
            return None;
        }
        let mine = d.source.first()?.country.clone()?;
        let own = d.target.iter().any(|t| self.is_anybodys(t) || t.country.as_ref() == Some(&mine) && self.roles.is_guessed_civilian(t));
        // "Civilians in a suburb of its capital" are where they are told to be.
        let words = self.stage.doc.subtree(d.found.clause.head).take(LONGEST);
        let home = words.filter_map(|w| self.roles.place_at(w)).any(|p| p.country.as_ref() == Some(&mine) && p.kind != PlaceKind::Country);
        let armed = d.source.iter().all(|s| matches!(s.sector.as_deref(), None | Some("MIL" | "REB" | "UAF" | "GOV")));
        if !own || !armed || home {
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
    pub(super) fn is_anybodys(&self, a: &ActorRef) -> bool {
        a.country.is_none() && civil(a) && self.roles.is_generic(a)
    }

    /// "A South Korean court jailed the former president": whom courts, police and governments arrest, try and
    /// charge, and whose country nothing tells, is of theirs.
    pub(super) fn country_of_accused(&self) -> Option<String> {
        let d = self.draft();
        let at_home = matches!(
            (self.kind(d), d.mode.as_deref()),
            ("COERCE", Some("arrest" | "censor")) | ("SANCTION", Some("convict")) | ("ACCUSE", Some("investigate"))
        );
        let source = d.source.first()?;
        // Police strike at home too: "shot by officers".
        let at_home = at_home || self.kind(d) == "ASSAULT" && source.sector.as_deref() == Some("COP");
        let institution = matches!(source.sector.as_deref(), Some("JUD" | "COP" | "GOV" | "LEG") | None);
        source.country.clone().filter(|_| at_home && institution)
    }

    /// "The talks", "the meeting": those that were told of before.
    pub(super) fn talks(&self) -> Option<Sides> {
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

    /// Drafts before this one, the nearest first.
    pub(super) fn earlier(&self) -> impl Iterator<Item = &Draft> {
        self.drafts[..self.at].iter().rev().take(WINDOW)
    }

    /// The same with this one's type.
    pub(super) fn before(&self) -> impl Iterator<Item = &Draft> {
        self.earlier().filter(|o| self.kind(o) == self.kind(self.draft()))
    }

    /// Complete drafts of this one's type that are told as facts, before and after it, in order.
    pub(super) fn around(&self) -> impl Iterator<Item = &Draft> {
        let (from, to) = (self.at.saturating_sub(WINDOW), (self.at + WINDOW).min(self.drafts.len()));
        let told = move |&i: &usize| self.drafts[i].complete && !self.drafts[i].inferred && self.is_fact(i);
        let others = (from..to).filter(told).map(|i| &self.drafts[i]);
        others.filter(|o| self.kind(o) == self.kind(self.draft()))
    }

    pub(super) fn is_fact(&self, at: usize) -> bool {
        self.facts[at]
    }

    pub(super) fn sentence(&self, d: &Draft) -> u32 {
        self.sentences[d.found.clause.head]
    }

    pub(super) fn near(&self, o: &Draft) -> bool {
        self.sentence(self.draft()).abs_diff(self.sentence(o)) <= SENTENCES
    }

    pub(super) fn close(&self, o: &Draft) -> bool {
        self.sentence(self.draft()).abs_diff(self.sentence(o)) <= 1
    }

    /// "The attack", "this killing", "Sunday's strike", bare "talks".
    pub(super) fn is_definite(&self, noun: usize) -> bool {
        let doc = self.stage.doc;
        let word = |k: usize| match doc.dep(k) {
            "det" => matches!(doc.lower(k), "the" | "this" | "that" | "these" | "those" | "both"),
            "poss" => self.roles.direct(k).is_empty(),
            _ => false,
        };
        let bare = doc.tag(noun) == "NNS" && !doc.children(noun).any(|k| matches!(doc.dep(k), "det" | "poss" | "nummod"));
        doc.children(noun).any(word) || bare && matches!(doc.lemma(noun), "talk" | "negotiation")
    }

    pub(super) fn is_person(&self, head: usize) -> bool {
        matches!(self.stage.doc.ent(head), "PERSON" | "ORG" | "NORP" | "GPE") || !self.roles.direct(head).is_empty()
    }
}

pub(super) fn same(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter()
        .any(|x| b.iter().any(|y| x.chain == y.chain || x.country.is_some() && x.country == y.country && state_like(x) && state_like(y)))
}

/// Whether one side of an act is these.
pub(super) fn shares_side(o: &Draft, who: &[ActorRef]) -> bool {
    same(&o.source, who) || same(&o.target, who)
}

pub(super) fn state_like(a: &ActorRef) -> bool {
    matches!(a.sector.as_deref(), None | Some("GOV" | "MIL"))
}

pub(super) fn shares_country(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.chain == y.chain || x.country.is_some() && x.country == y.country))
}

/// The one that all are, if they are one.
pub(super) fn all_same<'a>(mut sides: impl Iterator<Item = &'a Vec<ActorRef>>) -> Option<&'a Vec<ActorRef>> {
    let first = sides.next()?;
    sides.all(|s| same(first, s)).then_some(first)
}
