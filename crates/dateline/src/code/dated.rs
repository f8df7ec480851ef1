//! The time of an act: the one that its own words give, or that of a clause which tells when it was.
//!
//! A year that describes a noun is that noun's: "sentenced for the 2012 attack". What ends another clause's
//! story is as old as that one: "a 2013 sit-in, which ended with police killing several".

use super::event::HISTORY_DAYS;
use super::pattern::Role;
use super::{Basis, Coding, Resolved, When};
use crate::clause::{Clause, Kind, Reality, Relation, Tense};
use crate::record::Span;
use crate::time::{Kind as TimeKind, Time};
use dateline_lang::Doc;
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// How many clauses up a time is looked for.
const MAX_DEPTH: usize = 3;

/// The time that the act's own words give; the document's day for news told without one.
/// What is `spoken` is done at once; a day to come is that of what is said.
pub(super) fn when(stage: &Resolved, k: &Coding, c: &Clause, reality: Reality, spoken: bool) -> Option<When> {
    // Of the times that may be the act's, the one nearest in the text: "visited A in June and B this month".
    let gap = |t: &Time| t.tokens.start.abs_diff(c.head);
    let sentence = stage.doc.sentence_of(c.head);
    // "Has been convicted for the raid in 1995": a present perfect takes no day of long ago, so that one is another's.
    // Nor does a present: "apologises for the raid in 1995", "on a visit to B".
    let odd = |t: &Time| is_of_now(stage, c, t) && (t.modifier.is_none() || !c.perfect) && is_old(stage, t);
    // "Is extradited ahead of a hearing on 3 July": the day of what comes later.
    let later = |t: &Time| (c.head..t.tokens.start).any(|i| stage.doc.lower(i) == "ahead" && stage.doc.lower(i + 1) == "of");
    let own = dated(stage, &sentence).filter(|t| !odd(t) && !later(t) && distance(stage, k, c, t).is_some()).min_by_key(|t| gap(t));
    let best = own.or_else(|| aside(stage, c).and_then(|words| dated(stage, &words).next_back()));
    let best = best.or_else(|| shared_time(stage, k, c, 0)).or_else(|| time_of_twin(stage, k, c));
    // What is told in the past tense has no day to come: the time is that of what was promised or planned.
    let ahead = |t: &Time| t.from.zip(stage.input.date).is_some_and(|(from, day)| from > day);
    let past = reality == Reality::Fact && (spoken || tense(stage, c) == Tense::Past);
    if let Some(t) = best.filter(|t| !(past && ahead(t))) {
        return Some(as_told(t));
    }
    let date = stage.input.date.filter(|_| reality == Reality::Fact)?;
    Some(When { from: Some(date), to: Some(date), precision: "day", basis: Basis::Document, span: None })
}

/// Whether an act is told in the present, by its own verb or by the one that carries it and the time.
fn is_of_now(stage: &Resolved, c: &Clause, t: &Time) -> bool {
    let verb = |c: &Clause| c.kind == Kind::Verb && c.tense == Tense::Present;
    let governor = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let participle =
        c.kind == Kind::Verb && c.relation == Relation::Adverbial && c.tense == Tense::None && c.mark.is_none() && !c.infinitive;
    let outside = c.kind == Kind::Noun && !stage.doc.subtree(c.head).contains(&t.tokens.start);
    verb(c) || (participle || outside) && governor.is_some_and(verb)
}

/// The day of long ago of a decision to do something: "his 2003 decision to invade".
pub(super) fn decision_time(stage: &Resolved, k: &Coding, c: &Clause) -> Option<When> {
    let noun = stage.doc.head(c.head);
    let decided = c.infinitive && c.relation == Relation::Modifier && k.lexicon.deciding.contains(stage.doc.lemma(noun));
    let plan = stage.doc.lemma(noun) == "plan";
    let of_it = |t: &Time| stage.doc.head(first_of(stage.doc, t)) == noun || !plan && distance(stage, k, c, t).is_some();
    let t = dated(stage, &stage.doc.subtree(noun)).find(|t| decided && is_old(stage, t) && of_it(t))?;
    Some(as_told(t))
}

/// A time of the text as that of an act.
fn as_told(t: &Time) -> When {
    let (from, to) = (t.from, t.to.or(t.from));
    let span = Some(Span { start: t.start, end: t.end });
    When { from, to, precision: precision(from, to), basis: Basis::Text, span }
}

/// The tense of a verb, or of the verb in whose course an act takes place: "promised at a meeting".
fn tense(stage: &Resolved, c: &Clause) -> Tense {
    let prep = stage.doc.head(c.head);
    let host = c
        .governor
        .map(|g| &stage.clauses.all[g as usize])
        .filter(|g| stage.doc.head(prep) == g.head && matches!(stage.doc.lower(prep), "at" | "in" | "during" | "after"));
    if c.kind == Kind::Verb { c.tense } else { host.map_or(Tense::None, |g| g.tense) }
}

/// Times among these words that may be those of an act: not "since 2011", which only says from when on.
fn dated<'a>(stage: &Resolved<'a>, words: &Range<usize>) -> impl DoubleEndedIterator<Item = &'a Time> + use<'a> {
    let doc = stage.doc;
    let opens = |t: &Time| doc.lower(doc.head(first_of(doc, t)));
    stage
        .times_in(words)
        .iter()
        .filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time) && t.from.is_some())
        .filter(move |t| !matches!(opens(t), "since" | "until" | "till" | "than" | "like"))
}

/// Whether a time is long enough before the document to make its act background.
pub(super) fn is_old(stage: &Resolved, t: &Time) -> bool {
    let Some((day, to)) = stage.input.date.zip(t.to.or(t.from)) else { return false };
    let begun = t.from.filter(|&from| t.modifier.as_deref() == Some("START") && from <= day && day <= to);
    begun.map_or_else(|| is_past(day, to), |from| is_half_past(day, from))
}

fn is_past(day: Date, to: Date) -> bool {
    i64::from((day - to).get_days()) > HISTORY_DAYS
}

/// "Earlier this year" lies, for all one knows, half-way back to its beginning.
fn is_half_past(day: Date, from: Date) -> bool {
    i64::from((day - from).get_days() / 2) > HISTORY_DAYS
}

/// Whether the day that an act was told with is that of background.
pub(super) fn is_of_background(stage: &Resolved, when: &When, c: &Clause) -> bool {
    let (Some(day), Some(from), Some(to)) = (stage.input.date, when.from, when.to.or(when.from)) else { return false };
    let at = when.span.map_or(0, |s| stage.times.partition_point(|t| t.start < s.start));
    let told = stage.times.get(at).filter(|t| when.span.is_some_and(|s| s.start == t.start));
    // "Sent more troops this year", told in the past tense.
    let this_year = when.precision == "year" && from <= day && day <= to && c.tense == Tense::Past && !c.perfect;
    let old = || told.is_some_and(|t| is_old(stage, t)) || is_past(day, to) || this_year && is_half_past(day, from);
    when.basis == Basis::Text && old()
}

/// The time of the clause above, where that is this one's too: of verbs joined to it ("in July one was killed and
/// eight were hurt"), of what led to it ("left in 2008 after friends were arrested"), of infinitives and participles
/// that it takes ("last year they began firing"), of what was said that long ago, and of a relative's antecedent.
fn shared_time<'a>(stage: &'a Resolved, k: &Coding, c: &Clause, depth: usize) -> Option<&'a Time> {
    let g = &stage.clauses.all[c.governor.filter(|_| c.kind == Kind::Verb && depth < MAX_DEPTH)? as usize];
    let participle = c.tense == Tense::None && !c.infinitive;
    if c.relation == Relation::Relative {
        return antecedent_time(stage, k, c);
    }
    let led_to = c.mark.is_some_and(|m| matches!(stage.doc.lower(m), "after" | "when" | "as"));
    let told = c.tense == Tense::Past || participle;
    let (shares, old) = match c.relation {
        Relation::Conjunct => (told, true),
        // "Went to trouble in 1953 to keep A in line, ousting its government": the aim lies between the two.
        Relation::Adverbial => {
            (led_to && told || participle && c.mark.is_none() || c.infinitive && depth > 0 && g.tense == Tense::Past, true)
        }
        Relation::Infinitive => (participle || c.infinitive && g.tense == Tense::Past, false),
        Relation::Prepositional => (participle, true),
        Relation::Content => (c.tense == Tense::Past && k.lexicon.saying.contains(stage.doc.lemma(g.head)), true),
        _ => (false, false),
    };
    if !shares {
        return None;
    }
    let start = stage.doc.subtree(g.head).start;
    let inside = |until: usize| dated(stage, &(start..until)).filter(move |t| distance(stage, k, g, t).is_some());
    // A day after the verb above is that verb's alone; a time of long ago goes on.
    let first = inside(g.head).find(|t| c.relation == Relation::Conjunct || led_to || !old || is_old(stage, t));
    let found = first.or_else(|| inside(c.head.max(g.head)).find(|t| !old || is_old(stage, t)));
    found.or_else(|| shared_time(stage, k, g, depth + 1))
}

/// "*Beat* and arrested two men last week": verbs side by side share what follows both.
fn time_of_twin<'a>(stage: &'a Resolved, k: &Coding, c: &Clause) -> Option<&'a Time> {
    let doc = stage.doc;
    let twin = doc.children(c.head).find(|&w| doc.dep(w) == "conj" && w == c.head + 2 && doc.pos(w) == "VERB")?;
    let twin = stage.clauses.headed_by(twin).filter(|_| c.kind == Kind::Verb)?;
    dated(stage, &(twin.head..doc.subtree(twin.head).end)).find(|t| distance(stage, k, twin, t).is_some())
}

/// "A 2013 sit-in, which ended with …": what the antecedent itself did was then; "11 months ago, when B invaded".
fn antecedent_time<'a>(stage: &'a Resolved, k: &Coding, c: &Clause) -> Option<&'a Time> {
    let noun = stage.doc.head(c.head);
    let told = c.tense == Tense::Past && !c.perfect;
    let at_it = told && c.mark.is_some_and(|m| stage.doc.lower(m) == "when");
    let itself = at_it || told && c.agents.contains(&noun) && owns_time(stage, k, noun);
    let of_noun = |t: &&Time| {
        let first = first_of(stage.doc, t);
        let above = stage.doc.head(first);
        t.tokens.contains(&noun) || above == noun || stage.doc.dep(above) == "prep" && stage.doc.head(above) == noun
    };
    dated(stage, &stage.doc.sentence_of(c.head)).filter(|_| itself).find(of_noun)
}

/// The words just before a purpose infinitive that is not the first: what stands there in "visited
/// Geneva to meet A and *New Delhi this month* to meet B" belongs to it, whatever the parse says.
pub(super) fn aside(stage: &Resolved, c: &Clause) -> Option<Range<usize>> {
    let g = &stage.clauses.all[c.governor? as usize];
    let second = c.kind == Kind::Verb && c.infinitive && g.infinitive && c.head > g.head && c.relation == Relation::Adverbial;
    second.then(|| c.head.saturating_sub(6).max(g.head)..c.head)
}

/// The word of a time that the rest of it hangs on.
fn first_of(doc: &Doc, t: &Time) -> usize {
    t.tokens.clone().find(|&i| !t.tokens.contains(&doc.head(i)) || doc.head(i) == i).unwrap_or(t.tokens.start)
}

/// How far a time is from an act in the tree: on its own phrase, on its clause, on the verb that
/// carries the noun; none if it belongs to something else.
pub(super) fn distance(stage: &Resolved, k: &Coding, c: &Clause, t: &Time) -> Option<usize> {
    let doc = stage.doc;
    let first = first_of(doc, t);
    let mut at = first;
    for step in 0..8 {
        if at == c.head {
            return Some(step);
        }
        let up = doc.head(at);
        if at != first && is_of_another(doc, c, at) {
            return None;
        }
        // "In September Turkey persuaded B": the parser takes the subject for a part of the date, or the month for one of the subject.
        let hangs = |w: usize| doc.dep(w) == "prep" && doc.head(w) == c.head;
        let astray =
            doc.dep(up) == "pobj" && hangs(doc.head(up)) || first > 0 && at == first && doc.dep(at) == "compound" && hangs(first - 1);
        if c.kind == Kind::Verb && up != c.head && c.agents.contains(&up) && astray {
            return Some(step + 2);
        }
        // A time inside a subordinate clause or another noun's phrase is that one's.
        let crosses = stage.clauses.headed_by(at).is_some() && at != c.head && !passes_time(stage, k, c, at, up);
        if crosses || up == at || up != c.head && !t.tokens.contains(&up) && is_nouns(stage, k, c, t, at, up) {
            return None;
        }
        at = up;
        // "A repeat of the raid last March"
        let bears = c.kind == Kind::Noun && k.lexicon.bearing.contains(doc.lemma(at)) && doc.lower(doc.head(c.head)) == "of";
        if bears && doc.head(doc.head(c.head)) == at {
            return Some(step + 1);
        }
        let carries = c.kind == Kind::Noun && c.governor.is_some_and(|g| stage.clauses.all[g as usize].head == at);
        if carries {
            return Some(step + 3);
        }
    }
    None
}

/// Purpose infinitives hand their times to the verb they serve: "flew in to meet B on Friday", but not what is promised
/// or asked: "agreed to meet B this year". So do participles to the event noun that they are said of: "a truce agreed last
/// year", "talks that began last year".
fn passes_time(stage: &Resolved, k: &Coding, c: &Clause, at: usize, up: usize) -> bool {
    let doc = stage.doc;
    let begins = || {
        let verb = stage.clauses.headed_by(at).filter(|v| v.relation == Relation::Relative && v.tense == Tense::Past);
        verb.is_some_and(|v| v.agents.contains(&c.head) && (k.lexicon.erupting.contains(doc.lemma(at)) || doc.lemma(at) == "end"))
    };
    let said_of = c.kind == Kind::Noun && up == c.head && (doc.dep(at) == "acl" && doc.tag(at) == "VBN" || begins());
    let promised = || doc.dep(at) == "xcomp" && k.book.verb(doc.lemma(up)).any(|e| e.pattern.has(Role::Content));
    said_of || matches!(doc.dep(at), "xcomp" | "advcl") && at > up && doc.tag(at) == "VB" && !promised()
}

/// Whether a time on its way from `at` to the noun `up` is that noun's: it describes it ("the 2012 case"), or it is
/// of long ago and the noun is an event of its own ("convicted over the coup in 2016", but not "killed in a raid in 2016").
fn is_nouns(stage: &Resolved, k: &Coding, c: &Clause, t: &Time, at: usize, up: usize) -> bool {
    let doc = stage.doc;
    if !matches!(doc.pos(up), "NOUN" | "PROPN") {
        return false;
    }
    let described = matches!(doc.dep(at), "compound" | "amod" | "nmod" | "nummod" | "poss") && at < up;
    let above = doc.head(up);
    let same = above == c.head && matches!(doc.dep(up), "dobj" | "nsubj" | "nsubjpass" | "attr")
        || doc.head(above) == c.head && matches!(doc.lower(above), "in" | "during" | "at" | "by" | "with");
    let during = doc.head(above) == c.head && matches!(doc.lower(above), "in" | "during");
    described && !(during && owns_time(stage, k, up)) || !same && is_old(stage, t) && owns_time(stage, k, up)
}

/// A noun for something that has its own time: an act, a plan, a disaster.
fn owns_time(stage: &Resolved, k: &Coding, noun: usize) -> bool {
    let lemma = stage.doc.lemma(noun);
    let (book, lexicon) = (k.book, k.lexicon);
    book.is_noun(lemma)
        || book.sides.anaphors.contains(lemma)
        || book.sides.causes.contains(lemma)
        || book.sides.happenings.contains(lemma)
        || lexicon.future.nouns.contains(lemma)
        || lexicon.hypothetical.nouns.contains(lemma)
}

/// "Sentenced for a *killing* in 2012", "an inquiry into *meddling* in 2016": the day is of that other matter.
fn is_of_another(doc: &Doc, c: &Clause, noun: usize) -> bool {
    let prep = doc.head(noun);
    let matter = matches!(doc.lower(prep), "for" | "into" | "over" | "about" | "following" | "since" | "despite" | "amid");
    noun != c.head && doc.pos(noun) == "NOUN" && doc.dep(noun) == "pobj" && matter
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
