//! One act told several times in an article is one record.

use super::codebook::Need;
use super::dated::compatible;
use super::{Coding, Event, Resolved, Status};
use crate::actor::EntityKind;
use crate::record::ActorRef;

/// How many sentences apart two tellings with different numbers are two acts.
const FAR: u32 = 3;

/// Merges tellings, numbers the records, and keeps their order.
pub(super) fn merge(stage: &Resolved, k: &Coding, events: Vec<Event>) -> Vec<Event> {
    let mut kept: Vec<Event> = Vec::new();
    for e in events {
        match kept.iter_mut().find(|known| same(stage, known, &e)) {
            Some(known) => absorb(stage, known, e),
            None => kept.push(e),
        }
    }
    kept.retain(|e| !e.target.is_empty() || !wants_target(k, e));
    for (i, e) in kept.iter_mut().enumerate() {
        e.id = format!("e{}", i + 1);
    }
    kept
}

fn wants_target(k: &Coding, e: &Event) -> bool {
    k.book.rules.iter().any(|r| r.name == e.rule && r.rule.target == Need::Wanted)
}

fn same(stage: &Resolved, a: &Event, b: &Event) -> bool {
    a.kind == b.kind
        && (a.mode == b.mode || a.mode.is_none() || b.mode.is_none() || a.kind == "CONSULT" && a.place.is_none() && b.place.is_none())
        && status_meets(a.status, b.status)
        && is_background(a) == is_background(b)
        && sides_meet(a, b)
        && !are_two(stage, a, b)
        && compatible(a.when.as_ref(), b.when.as_ref())
        && places_meet(a, b)
        && words_meet(stage, a, b)
        && !(a.quad == 4 && a.sentence.abs_diff(b.sentence) > FAR && numbers_differ(stage, a, b))
        && !(a.sentence != b.sentence && (is_journey(a) && is_encounter(stage, b) || is_journey(b) && is_encounter(stage, a)))
}

/// What is told as planned in the heading and as done in the text is one act; a denied one is another.
fn status_meets(a: Status, b: Status) -> bool {
    let real = |s| matches!(s, Status::Actual | Status::Historical);
    a == b || (real(a) && real(b))
}

fn head_of(stage: &Resolved, e: &Event) -> usize {
    stage.doc.tokens().partition_point(|t| t.end <= e.trigger.start).min(stage.doc.len() - 1)
}

/// "Fired hundreds of rockets" and, much further down, "fired 50 rockets": two attacks.
fn numbers_differ(stage: &Resolved, a: &Event, b: &Event) -> bool {
    let doc = stage.doc;
    let number = |e: &Event| {
        let objects = doc.children(head_of(stage, e)).filter(|&k| matches!(doc.dep(k), "dobj" | "nsubjpass"));
        objects
            .flat_map(|o| doc.children(o).chain([o]))
            .find(|&k| matches!(doc.dep(k), "nummod") || doc.pos(k) == "NUM" || is_count(doc, k))
    };
    let words = |e: &Event| number(e).map(|k| doc.lower(k));
    words(a).zip(words(b)).is_some_and(|(x, y)| x != y)
}

fn is_count(doc: &dateline_lang::Doc, k: usize) -> bool {
    matches!(doc.lower(k), "dozens" | "hundreds" | "thousands" | "scores")
}

/// A journey to a country, with nobody named who was seen there.
fn is_journey(e: &Event) -> bool {
    e.kind == "CONSULT" && e.mode.as_deref() == Some("visit") && e.target.iter().all(|t| t.sectors.is_empty())
}

/// "Met with the minister": a meeting of its own in the course of a journey.
fn is_encounter(stage: &Resolved, e: &Event) -> bool {
    let head = head_of(stage, e);
    let named = |t: &ActorRef| stage.actors.chains.get(t.chain as usize).is_some_and(|c| c.kind == EntityKind::Person && !c.generic);
    e.kind == "CONSULT" && e.mode.is_none() && stage.doc.pos(head) == "VERB" && e.target.iter().any(named)
}

/// Told as of long ago without a day: none of the acts of these days.
fn is_background(e: &Event) -> bool {
    e.status == Status::Historical && e.when.is_none()
}

/// Two people of one office under names of their own: "A called for calm" and "B's call".
fn are_two(stage: &Resolved, a: &Event, b: &Event) -> bool {
    let named = |x: &ActorRef| stage.actors.chains.get(x.chain as usize).is_some_and(|e| e.kind == EntityKind::Person && !e.generic);
    let apart = |x: &ActorRef| b.source.iter().all(|y| named(y) && y.chain != x.chain);
    matches!(a.quad, 1 | 3) && !b.source.is_empty() && a.source.iter().all(|x| named(x) && apart(x))
}

fn sides_meet(a: &Event, b: &Event) -> bool {
    let straight = meet(&a.source, &b.source) && (meet(&a.target, &b.target) || a.target.is_empty() || b.target.is_empty());
    // "One man was killed and two soldiers were hurt": one attack.
    let one_attack = a.kind == "ASSAULT" && a.sentence == b.sentence && meet(&a.source, &b.source) && one_country(&a.target, &b.target);
    straight
        || one_attack
        || (matches!(a.kind.as_str(), "CONSULT" | "COOPERATE") && meet(&a.source, &b.target) && meet(&a.target, &b.source))
}

fn meet(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.chain == y.chain && x.country == y.country || alike(x, y)))
}

fn one_country(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.country.is_some() && x.country == y.country))
}

/// A state and its government or forces, told by another name.
fn alike(x: &ActorRef, y: &ActorRef) -> bool {
    x.country.is_some() && x.country == y.country && (x.sectors.is_empty() || y.sectors.is_empty() || x.sector == y.sector)
}

fn places_meet(a: &Event, b: &Event) -> bool {
    match (&a.place, &b.place) {
        (Some(x), Some(y)) => {
            x.name == y.name
                || (x.country == y.country
                    && (matches!(x.kind, crate::place::PlaceKind::Country) || matches!(y.kind, crate::place::PlaceKind::Country)))
        }
        _ => true,
    }
}

/// Speech acts are told apart by their words; meetings and deeds by who, when and where.
fn words_meet(stage: &Resolved, a: &Event, b: &Event) -> bool {
    let stem = |e: &Event| -> String { stage.doc.lemma(head_of(stage, e)).chars().take(4).flat_map(char::to_lowercase).collect() };
    // “Stop it,” and “they must stop it”: bidden in the same words' breath.
    if (a.rule.ends_with("/bid") || b.rule.ends_with("/bid")) && a.sentence.abs_diff(b.sentence) <= 1 {
        return true;
    }
    // "Called for a truce, urging both to hold their fire": told twice in one breath.
    if a.sentence == b.sentence && a.kind == b.kind && is_in_one_breath(stage, a, b) {
        return true;
    }
    // "confirmed that he will attend" and "pledged his presence": one promise to one partner.
    if a.kind == "AGREE" && (a.rule.contains("/say-") || b.rule.contains("/say-")) {
        return true;
    }
    match a.quad {
        1 | 3 if a.kind != "CONSULT" => stem(a) == stem(b),
        _ => true,
    }
}

/// Whether the later of two tellings is a participle on the verb of the first.
fn is_in_one_breath(stage: &Resolved, a: &Event, b: &Event) -> bool {
    let (first, then) = (head_of(stage, a), head_of(stage, b));
    let doc = stage.doc;
    matches!(a.kind.as_str(), "ACCUSE" | "REQUEST" | "SUPPORT")
        && doc.dep(then) == "advcl"
        && doc.tag(then) == "VBG"
        && doc.head(then) == first
        && a.target.is_empty() == b.target.is_empty()
}

/// "A US official arrived …": the telling that names him says who it was.
fn name(kept: &mut Vec<ActorRef>, other: &[ActorRef], generic: impl Fn(&ActorRef) -> bool) {
    for k in kept.iter_mut().filter(|k| generic(k)) {
        if let Some(o) = other.iter().find(|o| !generic(o) && o.country == k.country && o.sector == k.sector) {
            *k = o.clone();
        }
    }
    let mut seen = std::collections::HashSet::new();
    kept.retain(|k| seen.insert(k.chain));
}

/// "An attack in Kaduna, killing a trader and his sons": the people are whom it is done to, the country is only where.
fn is_of_people(kept: &Event, other: &Event) -> bool {
    let place = kept.place.as_ref().and_then(|p| p.country.as_ref());
    let only_where = |t: &ActorRef| t.sector.is_none() && t.country.is_some() && t.country.as_ref() == place;
    let people = |t: &ActorRef| t.sector.is_some() && t.country.as_ref() == place;
    let deed = kept.kind == "ASSAULT" && kept.sentence == other.sentence;
    deed && !other.target.is_empty() && kept.target.iter().all(only_where) && other.target.iter().all(people)
}

fn absorb(stage: &Resolved, kept: &mut Event, other: Event) {
    let generic = |a: &ActorRef| stage.actors.chains.get(a.chain as usize).is_none_or(|e| e.generic);
    name(&mut kept.source, &other.source, generic);
    name(&mut kept.target, &other.target, generic);
    let people = is_of_people(kept, &other);
    kept.also.push(other.trigger);
    kept.mode = kept.mode.take().or(other.mode);
    if kept.target.is_empty() || people {
        kept.target = other.target;
    }
    if kept.when.as_ref().is_none_or(|w| w.basis == super::Basis::Document) && other.when.is_some() {
        kept.when = other.when;
        kept.status = other.status;
    }
    kept.place = kept.place.take().or(other.place);
    kept.reason = kept.reason.or(other.reason);
    for c in other.claimed_by {
        if !kept.claimed_by.contains(&c) {
            kept.claimed_by.push(c);
        }
    }
}
