//! Whether an act has a side in public life.
//!
//! A storm, a crash and a quarrel kill too, and a mother is proud of her son: the words are those of political
//! events, the sides are not.

use super::{Coding, Draft, Resolved};
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Relation};
use crate::record::ActorRef;

/// Whether an act has a side in public life, and a source that can do such a thing.
pub(super) fn is_political(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let kind = &k.book.type_of(d.found.rule).name;
    let private = |a: &ActorRef| is_private(k, a);
    let with_mode = d.mode.as_ref().map(|m| format!("{kind}/{m}"));
    let public_source = sides.public_source.contains(kind) || with_mode.is_some_and(|m| sides.public_source.contains(&m));
    let among = !sides.among_private.contains(kind) && d.source.iter().chain(&d.target).all(private);
    let violent = kind == "ASSAULT";
    !(among
        || public_source && d.source.iter().all(private)
        || violent && (is_mishap(stage, k, &d.found.clause) || is_crime(stage, k, d))
        || is_testimony(stage, k, d))
}

fn is_private(k: &Coding, a: &ActorRef) -> bool {
    match a.sector.as_deref() {
        Some(sector) => k.book.sides.private.contains(sector),
        None => a.country.is_none() && a.wikidata.is_none(),
    }
}

/// "The typhoon killed 53", "a plane crashes, killing all on board": nobody does it.
fn is_mishap(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    let force = |&a: &usize| {
        let named = || doc.children(a).filter(|&w| doc.dep(w) == "compound").any(|w| k.book.sides.causes.contains(&doc.lower(w).to_owned()));
        k.book.sides.causes.contains(doc.lemma(a)) || doc.pos(a) == "PROPN" && named()
    };
    let above = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let follows = c.inherited && matches!(c.relation, Relation::Adverbial | Relation::Conjunct | Relation::Prepositional);
    let mishap = |g: &Clause| g.patients.is_empty() && k.book.sides.mishaps.contains(doc.lemma(g.head));
    c.kind == Kind::Verb && (c.agents.iter().any(force) || above.is_some_and(|g| follows && mishap(g)))
}

/// One man's violence against private people, with no word of a political side.
fn is_crime(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let alone = d.source.iter().all(|s| sides.lone.contains(&s.name));
    // A place only says where: "killed seven people in Ohio".
    let nobody = d.target.iter().all(|t| is_private(k, t) || t.sector.is_none());
    let motive = k.book.contexts.of(stage.doc, d.found.clause.head).iter().any(|c| sides.motives.contains(*c));
    alone && nobody && !motive
}

/// "“They lied to me,” she said": what a private person tells of others is no act of politics.
fn is_testimony(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let verbal = matches!(k.book.type_of(d.found.rule).quad, 1 | 3);
    let [source] = d.source.as_slice() else { return false };
    let person = stage.actors.chains.get(source.chain as usize).is_some_and(|e| e.kind == EntityKind::Person && e.office.is_none());
    let private = source.sector.as_deref().is_none_or(|s| s == "CVL") && source.wikidata.is_none();
    verbal && d.found.spoken && person && private
}
