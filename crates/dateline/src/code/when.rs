//! When an act takes place: the day that its own words give, else the day of the news.

use super::{Basis, Resolved, When};
use crate::clause::{Clause, Kind, Reality, Relation, Tense};
use crate::record::Span;
use crate::time::{Kind as TimeKind, Time};
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// The time that the act's own words give; the document's day for news told without one.
pub(super) fn when(stage: &Resolved, c: &Clause, reality: Reality) -> Option<When> {
    let dated = |t: &&Time| matches!(t.kind, TimeKind::Date | TimeKind::Time) && t.from.is_some();
    // Of the times that may be the act's, the one nearest in the text: "visited A in June and B this month".
    let gap = |t: &Time| t.tokens.start.abs_diff(c.head);
    let attached = stage.times.iter().filter(dated).filter(|t| distance(stage, c, t).is_some()).min_by_key(|t| gap(t));
    let best =
        attached.or_else(|| aside(stage, c).and_then(|words| stage.times.iter().filter(dated).rfind(|t| words.contains(&t.tokens.start))));
    let best = best.or_else(|| shared_time(stage, c, 0));
    if let Some(t) = best {
        let (from, to) = (t.from, t.to.or(t.from));
        return Some(When {
            from,
            to,
            precision: precision(from, to),
            basis: Basis::Text,
            span: Some(Span { start: t.start, end: t.end }),
        });
    }
    let date = stage.input.date.filter(|_| reality == Reality::Fact)?;
    Some(When { from: Some(date), to: Some(date), precision: "day", basis: Basis::Document, span: None })
}

/// "In July one man was killed and eight were hurt after a drone came down": the day before the first verb
/// holds for what is joined to it and for what led to it.
fn shared_time<'a>(stage: &'a Resolved, c: &Clause, depth: usize) -> Option<&'a Time> {
    let joined_to = c.governor.filter(|_| c.kind == Kind::Verb && depth < 3)?;
    let g = &stage.clauses.all[joined_to as usize];
    let led_to = c.mark.is_some_and(|m| matches!(stage.doc.lower(m), "after" | "when" | "as"));
    let past = c.tense == Tense::Past || c.tense == Tense::None && !c.infinitive;
    if !past || !(c.relation == Relation::Conjunct || c.relation == Relation::Adverbial && led_to) {
        return None;
    }
    let dated = |t: &&Time| matches!(t.kind, TimeKind::Date | TimeKind::Time) && t.from.is_some();
    let first = stage.doc.subtree(g.head).start;
    let from = stage.times.partition_point(|t| t.tokens.start < first);
    let before = stage.times[from..].iter().take_while(|t| t.tokens.start < g.head);
    before.filter(dated).find(|t| distance(stage, g, t).is_some()).or_else(|| shared_time(stage, g, depth + 1))
}

/// The words just before a purpose infinitive that is not the first: what stands there in "visited
/// Geneva to meet A and *New Delhi this month* to meet B" belongs to it, whatever the parse says.
pub(super) fn aside(stage: &Resolved, c: &Clause) -> Option<Range<usize>> {
    let g = &stage.clauses.all[c.governor? as usize];
    let second = c.kind == Kind::Verb && c.infinitive && g.infinitive && c.head > g.head && c.relation == Relation::Adverbial;
    second.then(|| c.head.saturating_sub(6).max(g.head)..c.head)
}

/// How far a time is from an act in the tree: on its own phrase, on its clause, on the verb that
/// carries the noun; none if it belongs to something else.
fn distance(stage: &Resolved, c: &Clause, t: &Time) -> Option<usize> {
    let doc = stage.doc;
    let first = t.tokens.clone().find(|&i| !t.tokens.contains(&doc.head(i)) || doc.head(i) == i).unwrap_or(t.tokens.start);
    let mut at = first;
    for step in 0..8 {
        if at == c.head {
            return Some(step);
        }
        let up = doc.head(at);
        if at != first && is_of_another(doc, c, at) || at == first && names_thing(doc, c, at) {
            return None;
        }
        // A time inside a subordinate clause or another noun's phrase is that one's.
        let crosses = stage.clauses.headed_by(at).is_some() && at != c.head && !passes_time(doc, at, up);
        if crosses || up == at {
            return None;
        }
        at = up;
        let carries = c.kind == Kind::Noun && c.governor.is_some_and(|g| stage.clauses.all[g as usize].head == at);
        if carries {
            return Some(step + 3);
        }
    }
    None
}

/// "Sentenced for a *killing* in 2012", "an inquiry into *meddling* in 2016": the day is of that other matter.
fn is_of_another(doc: &dateline_lang::Doc, c: &Clause, noun: usize) -> bool {
    let prep = doc.head(noun);
    let matter = matches!(doc.lower(prep), "for" | "into" | "over" | "about" | "following" | "since" | "despite" | "amid");
    noun != c.head && doc.pos(noun) == "NOUN" && doc.dep(noun) == "pobj" && matter
}

/// "The *2015* deal", "the *2012* case": a year before a noun is a part of its name.
fn names_thing(doc: &dateline_lang::Doc, c: &Clause, time: usize) -> bool {
    let noun = doc.head(time);
    let prep = doc.head(noun);
    let scene = doc.dep(noun) == "pobj" && matches!(doc.lower(prep), "in" | "at" | "during" | "on" | "after") && doc.head(prep) == c.head;
    noun != c.head
        && time < noun
        && matches!(doc.dep(time), "nummod" | "compound" | "amod" | "nmod")
        && doc.pos(noun) != "NUM"
        && !scene
        && doc.tag(time) == "CD"
}

/// Purpose infinitives hand their times to the verb they serve: "flew in to meet B on Friday".
fn passes_time(doc: &dateline_lang::Doc, at: usize, up: usize) -> bool {
    matches!(doc.dep(at), "xcomp" | "advcl") && at > up && doc.tag(at) == "VB"
}

pub(super) fn precision(from: Option<Date>, to: Option<Date>) -> &'static str {
    let (Some(a), Some(b)) = (from, to) else { return "range" };
    match (b - a).get_days() {
        0 => "day",
        1..=7 => "week",
        8..=31 => "month",
        32..=92 => "quarter",
        93..=366 => "year",
        367..=3660 => "decade",
        _ => "range",
    }
}

/// Whether two times may be one: they overlap, or one of them is only the document's day.
pub(super) fn compatible(a: Option<&When>, b: Option<&When>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    if a.basis == Basis::Document || b.basis == Basis::Document {
        let (Some(x), Some(y)) = (a.from, b.from) else { return true };
        return (x - y).abs().get_days() <= 7;
    }
    let (Some(a1), Some(a2), Some(b1), Some(b2)) = (a.from, a.to, b.from, b.to) else { return true };
    a1 <= b2.saturating_add(1.day()) && b1 <= a2.saturating_add(1.day())
}
