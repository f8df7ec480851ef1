//! What a draft still lacks to be an event: status, time, place, who claims it, why.

use super::dated::{aside, decision_time, is_of_background, when};
use super::roles::Roles;
use super::told::{is_over, reality};
use super::{Basis, Claim, Coding, Draft, Event, Resolved, Status, When};
use crate::clause::{Clause, Kind, Reality, Relation, Tense, objects_under};
use crate::place::Place;
use crate::record::{ActorRef, Span};
use std::ops::Range;

/// Told as background: more than this many days before the document.
pub(super) const HISTORY_DAYS: i64 = 31;

pub(super) fn finish(stage: &Resolved, k: &Coding, d: Draft, sentences: &[u32]) -> Event {
    let rule = &k.book.rules[d.found.rule];
    let kind = k.book.type_of(d.found.rule);
    let mode = d.mode.as_deref().and_then(|m| kind.modes.get(m));
    let clause = &d.found.clause;
    let reality = reality(stage, k, &d);
    // Words have a place only where the text says that they were said there; deeds also where they struck.
    let deed = kind.quad.is_multiple_of(2) || kind.name == "CONSULT";
    let roles = Roles { stage, book: k.book };
    // "Tariffs on China": whom a measure strikes is no place where it was taken.
    let struck = |p: &Place| matches!(kind.name.as_str(), "SANCTION" | "COERCE") && d.found.target.iter().any(|t| p.tokens.contains(t));
    let place = place_of(&roles, clause, deed).filter(|p| !struck(p));
    // "The 2003 decision to invade": what was decided that long ago came about then.
    let decided = decision_time(stage, k, clause).filter(|_| reality == Reality::Future);
    let reality = if decided.is_some() || is_over(stage, k, clause, reality) { Reality::Fact } else { reality };
    // A measure is taken when it is decreed, whenever it begins: "imposes tariffs from next month".
    let spoken = matches!(kind.quad, 1 | 3) && kind.name != "CONSULT" || matches!(kind.name.as_str(), "SANCTION" | "COERCE");
    let when = decided.or_else(|| when(stage, k, clause, reality, spoken));
    // "Foreign ministers gathered in Brussels": they come from elsewhere.
    let meeting = kind.name == "CONSULT";
    let locate = |mut actors: Vec<ActorRef>, victims: bool| {
        let at_home = actors.iter_mut().filter(|a| !meeting || super::roles::civil(a));
        roles.locate(at_home, place.as_ref(), victims);
        actors
    };
    let contexts = contexts(stage, k, &d);
    let (source, target) = (locate(d.source, false), locate(d.target, kind.quad == 4));
    Event {
        id: String::new(),
        kind: kind.name.clone(),
        mode: d.mode.clone(),
        contexts,
        quad: kind.quad,
        score: mode.and_then(|m| m.score).unwrap_or(kind.score),
        cameo: rule.rule.cameo.clone().or_else(|| mode.and_then(|m| m.cameo.clone())).or_else(|| kind.cameo.clone()),
        status: status(stage, clause, reality, when.as_ref()),
        source,
        target,
        trigger: span(stage, d.said.map_or_else(|| trigger(stage, k, &d.found), |w| said(stage, w))),
        also: Vec::new(),
        sentence: sentences[clause.head],
        when,
        place,
        claimed_by: claims(stage, k, clause),
        reason: reason(stage, clause),
        rule: rule.name.clone(),
        confidence: if d.inferred { rule.rule.confidence * 0.75 } else { rule.rule.confidence },
    }
}

/// What the rule says that the act is about, then what the words around it say.
fn contexts(stage: &Resolved, k: &Coding, d: &Draft) -> Vec<String> {
    let mut names = k.book.rules[d.found.rule].rule.contexts.clone();
    let more = k.book.contexts.of(stage.doc, d.found.clause.head).into_iter().map(str::to_owned);
    names.extend(more.filter(|n| !k.book.rules[d.found.rule].rule.contexts.contains(n)));
    names
}

fn span(stage: &Resolved, tokens: Range<usize>) -> Span {
    Span { start: stage.doc.token(tokens.start).start, end: stage.doc.token(tokens.end - 1).end }
}

/// The predicate with its particle and the act that the rule names as its object close after it ("imposed new sanctions"), or the
/// event noun.
fn trigger(stage: &Resolved, k: &Coding, found: &super::Match) -> Range<usize> {
    let c = &found.clause;
    // "is in contact with": the noun or adjective says what is done.
    if matches!(stage.doc.lemma(c.head), "be" | "remain" | "stay")
        && let Some((first, last)) = predicate(c, &found.used)
        && last - first < 8
    {
        return first..last + 1;
    }
    let particle = c.particle.filter(|&p| p == c.head + 1);
    let act = |u: &usize| k.book.is_noun(stage.doc.lemma(*u)) && !found.target.contains(u);
    let near = |u: &usize| *u > c.head && *u - c.head <= 5 && c.patients.contains(u) && act(u);
    let object = found.used.iter().copied().filter(near).max();
    match c.kind {
        Kind::Verb => c.head..object.or(particle).unwrap_or(c.head) + 1,
        Kind::Noun => c.head..c.head + 1,
    }
}

/// The first and the last word of those that a pattern names beside the subject.
fn predicate(c: &Clause, used: &[usize]) -> Option<(usize, usize)> {
    let beside = || used.iter().copied().filter(|u| !c.agents.contains(u));
    beside().min().zip(beside().max())
}

/// What is said, with its auxiliaries: "will not send".
fn said(stage: &Resolved, word: usize) -> Range<usize> {
    let modal = stage.clauses.headed_by(word).and_then(|c| c.modal);
    modal.filter(|&m| m < word && word - m <= 4).unwrap_or(word)..word + 1
}

fn status(stage: &Resolved, c: &Clause, reality: Reality, when: Option<&When>) -> Status {
    match reality {
        Reality::Negated => Status::Negated,
        Reality::Hypothetical => Status::Hypothetical,
        Reality::Future => Status::Future,
        Reality::Fact => match when {
            Some(w) if is_of_background(stage, w, c) => Status::Historical,
            // "Promised to set it up in January": the day is of what was promised.
            Some(w)
                if w.basis == Basis::Text
                    && !(c.kind == Kind::Verb && c.tense == Tense::Past)
                    && w.from.zip(stage.input.date).is_some_and(|(f, doc)| f > doc) =>
            {
                Status::Future
            }
            _ => Status::Actual,
        },
    }
}

/// The place that the act's own words give.
pub(super) fn place_of(roles: &Roles, c: &Clause, deed: bool) -> Option<Place> {
    let stage = roles.stage;
    let doc = stage.doc;
    let here = |o: &&crate::clause::Oblique| {
        matches!(
            doc.lower(o.prep),
            "in" | "at"
                | "near"
                | "inside"
                | "outside"
                | "across"
                | "around"
                | "on"
                | "to"
                | "into"
                | "within"
                | "off"
                | "along"
                | "from"
                | "over"
        )
    };
    let own = c.obliques.iter().filter(here).filter_map(|o| roles.place_at(o.object));
    let carrier = c.governor.filter(|_| c.kind == Kind::Noun).map(|g| &stage.clauses.all[g as usize]);
    let carried = carrier
        .into_iter()
        .flat_map(|g| g.obliques.iter())
        .filter(|o| matches!(doc.lower(o.prep), "in" | "at" | "near"))
        .filter_map(|o| roles.place_at(o.object));
    let means = c
        .agents
        .iter()
        .flat_map(|&a| objects_under(doc, a, |p| matches!(p, "in" | "at" | "near" | "on")))
        .filter_map(|o| roles.place_at(o));
    let patients = c.patients.iter().filter_map(|&p| roles.place_at(p));
    let inside =
        c.patients.iter().flat_map(|&p| objects_under(doc, p, |p| matches!(p, "in" | "at" | "near"))).filter_map(|o| roles.place_at(o));
    let beside = aside(stage, c).and_then(|words| stage.places_in(&words).last());
    let found = beside.into_iter().chain(own).chain(carried).chain(inside.chain(patients).chain(means).filter(|_| deed)).next();
    found.or_else(|| deed.then(|| nested_place(stage, c)).flatten()).or_else(|| deed.then(|| host_place(roles, c)).flatten()).cloned()
}

/// A place deeper in the act's phrase: "in an attack on the consulate in Karachi".
fn nested_place<'a>(stage: &'a Resolved, c: &Clause) -> Option<&'a Place> {
    let own = stage.clauses.index_of(c.head)?;
    let tree = stage.doc.subtree(c.head);
    stage.places_in(&(c.head..tree.end)).iter().filter(|p| stage.clauses.index_of(p.tokens.start) == Some(own)).find(|p| {
        let last = p.tokens.end - 1;
        stage.doc.dep(last) == "pobj" && matches!(stage.doc.lower(stage.doc.head(last)), "in" | "at" | "near" | "outside" | "across")
    })
}

/// "Struck Odesa, killing seven": the participle is where its clause is.
fn host_place<'a>(roles: &'a Roles<'a>, c: &Clause) -> Option<&'a Place> {
    let clauses = &roles.stage.clauses.all;
    let participle = c.kind == Kind::Verb && matches!(c.relation, Relation::Adverbial | Relation::Conjunct) && !c.infinitive;
    let g = &clauses[c.governor.filter(|_| participle && c.tense == Tense::None || c.relation == Relation::Conjunct)? as usize];
    let heads = g.obliques.iter().map(|o| o.object).chain(g.patients.iter().copied());
    heads.filter_map(|h| roles.place_at(h)).next()
}

/// Everybody whose words the clause is: speakers of the clauses above, "according to B".
fn claims(stage: &Resolved, k: &Coding, c: &Clause) -> Vec<Claim> {
    let mut out = Vec::new();
    let mut at = c;
    for _ in 0..8 {
        according_to(stage, at, &mut out);
        let Some(g) = at.governor.map(|g| &stage.clauses.all[g as usize]) else { break };
        if at.relation == Relation::Content && k.lexicon.saying.contains(stage.doc.lemma(g.head)) {
            out.extend(g.agents.iter().map(|&a| claim(stage, a)));
        }
        at = g;
    }
    out.dedup();
    out
}

fn according_to(stage: &Resolved, c: &Clause, out: &mut Vec<Claim>) {
    let doc = stage.doc;
    for prep in doc.children(c.head).filter(|&p| doc.lower(p) == "according") {
        out.extend(crate::clause::prepositional_objects(doc, prep).into_iter().map(|(_, o)| claim(stage, o)));
    }
    if let Some(adverb) = doc.children(c.head).find(|&a| matches!(doc.lower(a), "reportedly" | "allegedly" | "apparently")) {
        let t = doc.token(adverb);
        out.push(Claim { name: doc.word(adverb).to_owned(), start: t.start, end: t.end });
    }
}

fn claim(stage: &Resolved, head: usize) -> Claim {
    if let Some(r) = stage.actors.at_head(head).and_then(|m| stage.actors.refs(m).next()) {
        return Claim { name: r.name, start: r.start, end: r.end };
    }
    let words = crate::clause::noun_phrase(stage.doc, head);
    let Span { start, end } = span(stage, words.clone());
    let bytes = stage.doc.token(words.start).byte_start as usize..stage.doc.token(words.end - 1).byte_end as usize;
    Claim { name: stage.doc.text()[bytes].to_owned(), start, end }
}

/// "over human rights abuses", "because of …", "for …ing": the stated reason.
fn reason(stage: &Resolved, c: &Clause) -> Option<Span> {
    let doc = stage.doc;
    let gives = |o: &&crate::clause::Oblique| matches!(doc.lower(o.prep), "over" | "because") || doc.lower(doc.head(o.prep)) == "because";
    let object = c.obliques.iter().find(gives)?.object;
    (!stage.is_time(object)).then(|| span(stage, doc.subtree(object)))
}
