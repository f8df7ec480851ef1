//! The model of relations beside the rules: it proposes records where no rule spoke.
//!
//! A clause with a plain actor on each side that no rule took up is shown to the model; what it is very sure of becomes
//! a record with the rule `model`. It speaks only where it is asked for; docs/model.md tells what it brings.

use super::roles::Roles;
use super::{Coding, Draft, Event, Match, Resolved, event, public, told};
use crate::clause::{Clause, Kind};
use crate::record::ActorRef;
use crate::relate::{self, Features, Guess, Hit, Mentioned, Relations};
use std::collections::HashSet;

/// How sure the model must be to make a record on its own.
const PROPOSES: f32 = 0.95;

/// A record of the model's own in the making.
struct Proposal {
    draft: Draft,
    confidence: f32,
}

/// What the model makes of clauses that no rule took up.
fn proposals(stage: &Resolved, k: &Coding, drafts: &[Draft]) -> Vec<Proposal> {
    let Some(relations) = k.relations else { return Vec::new() };
    let taken = if k.model_alone() { HashSet::new() } else { taken(stage, drafts) };
    let free = stage.clauses.all.iter().filter(|c| c.kind == Kind::Verb && !taken.contains(&c.head) && !is_saying(stage, k, c));
    free.filter_map(|c| proposal(stage, k, relations, drafts, c)).collect()
}

/// Adds the model's records to those of the rules.
pub(super) fn add(stage: &Resolved, k: &Coding, drafts: &[Draft], sentences: &[u32], told: &mut Vec<Draft>, events: &mut Vec<Event>) {
    for p in proposals(stage, k, drafts) {
        let event = sign(stage, k, &p, event::finish(stage, k, p.draft.clone(), sentences));
        let at = told.partition_point(|d| d.found.clause.head <= p.draft.found.clause.head);
        told.insert(at, p.draft);
        events.insert(at, event);
    }
}

/// Makes the finished event of a proposal say who made it.
fn sign(stage: &Resolved, k: &Coding, p: &Proposal, mut e: Event) -> Event {
    let kind = k.book.type_of(p.draft.found.rule);
    let mode = p.draft.mode.as_ref().and_then(|m| kind.modes.get(m));
    e.rule = "model".into();
    e.confidence = p.confidence;
    e.cameo = mode.and_then(|m| m.cameo.clone()).or_else(|| kind.cameo.clone());
    e.contexts = k.book.contexts.of(stage.doc, p.draft.found.clause.head).into_iter().map(str::to_owned).collect();
    e
}

/// Predicates that a rule has taken up, and those just above and below them.
fn taken(stage: &Resolved, drafts: &[Draft]) -> HashSet<usize> {
    let mut taken = HashSet::new();
    for d in drafts.iter().filter(|d| d.complete) {
        let head = d.found.clause.head;
        taken.extend([head, stage.doc.head(head)]);
        taken.extend(d.content.into_iter().chain(d.said));
        taken.extend(&d.found.used);
        taken.extend(d.found.clause.complements.iter().map(|&i| stage.clauses.all[i as usize].head));
        taken.extend(d.found.clause.governor.map(|g| stage.clauses.all[g as usize].head));
        // "They held *talks*": the verb that carries an act's noun tells no other.
        taken.extend(stage.clauses.of(head).map(|c| c.head));
    }
    taken
}

/// Saying is no event.
fn is_saying(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let lemma = stage.doc.lemma(c.head);
    k.lexicon.saying.contains(lemma) || k.lexicon.plain_saying.contains(lemma)
}

fn proposal(stage: &Resolved, k: &Coding, relations: &Relations, drafts: &[Draft], c: &Clause) -> Option<Proposal> {
    let (source, target) = sides(stage, k, c)?;
    let guess = ask(stage, k, relations, drafts, &source, &target).filter(|g| g.confidence >= PROPOSES)?;
    let rule = k.book.rules.iter().position(|r| k.book.types[r.kind].name == guess.kind)?;
    let found = Match {
        rule,
        pattern: String::new(),
        clause: c.clone(),
        source: Vec::new(),
        target: Vec::new(),
        content: None,
        used: Vec::new(),
        loose: Vec::new(),
        specificity: 0,
        spoken: false,
    };
    let draft = Draft {
        found,
        source: vec![source],
        target: vec![target],
        mode: guess.mode,
        content: None,
        said: None,
        complete: true,
        inferred: false,
    };
    let silent = public::not_political(stage, k, &draft).or_else(|| told::untold(stage, k, &draft));
    silent.is_none().then_some(Proposal { draft, confidence: guess.confidence })
}

/// The plain actors on the two sides of a clause: who does it, and the first that it is done to or with.
fn sides(stage: &Resolved, k: &Coding, c: &Clause) -> Option<(ActorRef, ActorRef)> {
    let roles = Roles { stage, book: k.book };
    let plain = |&h: &usize| roles.direct(h).into_iter().find(|a| !roles.is_generic(a) || a.country.is_some());
    let source = c.agents.iter().find_map(plain)?;
    let reached = |o: &&crate::clause::Oblique| {
        matches!(stage.doc.lower(o.prep), "to" | "with" | "against" | "for" | "on" | "from" | "at" | "toward" | "towards")
    };
    let heads: Vec<usize> =
        c.recipients.iter().chain(&c.patients).copied().chain(c.obliques.iter().filter(reached).map(|o| o.object)).collect();
    let target = heads.iter().filter_map(plain).find(|t| t.chain != source.chain)?;
    Some((source, target))
}

/// What the model says of two actors.
fn ask(stage: &Resolved, k: &Coding, relations: &Relations, drafts: &[Draft], source: &ActorRef, target: &ActorRef) -> Option<Guess> {
    let (s, t) = (mention(stage, source)?, mention(stage, target)?);
    let sentence = stage.doc.sentence_of(s.head);
    let near = drafts.iter().filter(|d| sentence.contains(&d.found.clause.head));
    let hits: Vec<Hit> = near.map(|d| Hit::of(d, |a| (a.chain == source.chain, a.chain == target.chain))).collect();
    let features: Features = relate::features_of(stage.doc, stage.clauses, k, relations, (s, t), &hits);
    Some(relations.guess(&features, false))
}

fn mention(stage: &Resolved, a: &ActorRef) -> Option<Mentioned> {
    let all = &stage.actors.mentions;
    let start = |m: &crate::actor::Mention| stage.doc.token(m.tokens.start).start;
    let here = all[all.partition_point(|m| start(m) < a.start)..].iter().take_while(|m| start(m) == a.start);
    let found = here.into_iter().find(|m| stage.doc.token(m.tokens.end - 1).end == a.end)?;
    Some(Mentioned { head: found.head, tokens: found.tokens.clone() })
}
