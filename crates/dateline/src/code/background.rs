//! What is told as background: acts of long ago whose own words give no day.
//!
//! "In 2019 the US backed the opposition leader. Dozens of governments imposed sanctions." The second sentence goes
//! on where the first is, in time too. A past perfect in an article's own voice looks back.

use super::event::HISTORY_DAYS;
use super::when::precision;
use super::{Basis, Coding, Draft, Event, Resolved, Status, When};
use crate::clause::{Clause, Relation, Tense};
use crate::time::Kind as TimeKind;
use std::collections::BTreeMap;

/// How many sentences a day of long ago holds for.
const REACH: u32 = 2;

/// Gives undated acts the time of the background that they are told in, or marks them as background.
pub(super) fn mark(stage: &Resolved, k: &Coding, sentences: &[u32], told: &[Draft], events: &mut [Event]) {
    let scenes = scenes(stage, sentences);
    for (d, e) in told.iter().zip(events) {
        let dated = e.when.as_ref().is_some_and(|w| w.basis == Basis::Text);
        if e.status != Status::Actual || dated {
            continue;
        }
        let clause = verb_of(stage, &d.found.clause);
        let before = scenes.range(e.sentence.saturating_sub(REACH)..e.sentence).next_back();
        match before.and_then(|(_, when)| when.clone()).filter(|_| goes_on(stage, k, clause)) {
            Some(when) => (e.when, e.status) = (Some(when), Status::Historical),
            None if looks_back(stage, k, clause) || follows(stage, clause) => (e.when, e.status) = (None, Status::Historical),
            None => {}
        }
    }
}

/// By sentence, the day of long ago that it is about, or none if its time is of late.
fn scenes(stage: &Resolved, sentences: &[u32]) -> BTreeMap<u32, Option<When>> {
    let mut scenes = BTreeMap::new();
    let Some(day) = stage.input.date else { return scenes };
    for t in stage.times.iter().filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time)) {
        let (Some(from), Some(to)) = (t.from, t.to.or(t.from)) else { continue };
        let past = i64::from((day - to).get_days()) > HISTORY_DAYS;
        let span = Some(crate::record::Span { start: t.start, end: t.end });
        let when =
            past.then(|| When { from: Some(from), to: Some(to), precision: precision(Some(from), Some(to)), basis: Basis::Text, span });
        scenes.insert(sentences[t.tokens.start], when);
    }
    scenes
}

/// The verb that carries a noun's tense.
fn verb_of<'a>(stage: &'a Resolved, c: &'a Clause) -> &'a Clause {
    stage.clauses.headed_by(c.head).or_else(|| c.governor.map(|g| &stage.clauses.all[g as usize])).unwrap_or(c)
}

/// Plain past tense in the article's own voice, with no time of its own.
fn goes_on(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    c.tense == Tense::Past && !is_said(stage, k, c) && !has_time(stage, c)
}

/// "Had accused", "previously accused".
fn looks_back(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let adverb = stage.doc.children(c.head).any(|w| k.lexicon.background.contains(stage.doc.lower(w)));
    let pluperfect = c.tense == Tense::Past && c.perfect;
    (adverb || is_habit(stage, k, c) || pluperfect && !is_said(stage, k, c) && c.relation != Relation::Adverbial) && !has_time(stage, c)
}

/// "After the election in 2018 …, they imposed sanctions", "since the invasion of 2022 B has sent tanks": what came
/// after something of long ago is itself of long ago.
fn follows(stage: &Resolved, c: &Clause) -> bool {
    let Some(day) = stage.input.date else { return false };
    let doc = stage.doc;
    let opens = |k: usize| match doc.dep(k) {
        "advcl" => doc.children(k).any(|m| doc.dep(m) == "mark" && matches!(doc.lower(m), "after" | "since")),
        "prep" => matches!(doc.lower(k), "after" | "since" | "following"),
        _ => false,
    };
    let old = |t: &crate::time::Time| {
        let end = t.to.or(t.from).filter(|_| matches!(t.kind, TimeKind::Date | TimeKind::Time));
        end.is_some_and(|to| i64::from((day - to).get_days()) > HISTORY_DAYS)
    };
    let dated = |k: usize| {
        let tree = doc.subtree(k);
        let from = stage.times.partition_point(|t| t.tokens.start < tree.start);
        stage.times[from..].iter().take_while(|t| t.tokens.start < tree.end).any(old)
    };
    matches!(c.tense, Tense::Past | Tense::Present)
        && (c.tense == Tense::Past || c.perfect)
        && doc.children(c.head).any(|k| opens(k) && dated(k))
}

/// "Has regularly struck", "has in recent years hit": told of a long time, not of an act of these days.
fn is_habit(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let perfect = c.perfect && c.tense == Tense::Present;
    let plural = |o: &crate::clause::Oblique| {
        matches!(stage.doc.lower(o.prep), "in" | "over" | "for" | "during")
            && matches!(stage.doc.lower(o.object), "years" | "months" | "decades")
    };
    let often = stage.doc.children(c.head).any(|w| k.lexicon.habit.contains(stage.doc.lower(w)));
    perfect && (often || c.obliques.iter().any(plural))
}

fn is_said(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let mut at = c;
    for _ in 0..6 {
        let Some(g) = at.governor.map(|g| &stage.clauses.all[g as usize]) else { return false };
        if at.relation == Relation::Content && k.lexicon.saying.contains(stage.doc.lemma(g.head)) {
            // "Had said that it had": what was said long ago is of long ago too.
            return !(g.perfect && g.tense == Tense::Past);
        }
        at = g;
    }
    false
}

fn has_time(stage: &Resolved, c: &Clause) -> bool {
    let own = stage.clauses.index_of(c.head);
    let tree = stage.doc.subtree(c.head);
    let from = stage.times.partition_point(|t| t.tokens.end <= tree.start);
    let inside = stage.times[from..].iter().take_while(|t| t.tokens.start < tree.end);
    inside.filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time)).any(|t| stage.clauses.index_of(t.tokens.start) == own)
}
