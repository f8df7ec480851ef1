//! What is told as background: acts of long ago whose own words give no day.
//!
//! "In 2019 the US backed the opposition leader. Dozens of governments imposed sanctions." The second sentence goes
//! on where the first is, in time too. A past perfect in an article's own voice looks back.

use super::{Basis, Coding, Draft, Event, Resolved, Status, When};
use crate::clause::{Clause, Relation, Tense};

/// How many sentences a day of long ago holds for.
const REACH: u32 = 2;

/// Gives undated acts the time of the background that they are told in, or marks them as background.
pub(super) fn mark(stage: &Resolved, k: &Coding, told: &[Draft], events: &mut [Event]) {
    let mut scene: Option<(u32, When)> = None;
    for (d, e) in told.iter().zip(events) {
        let dated = e.when.as_ref().filter(|w| w.basis == Basis::Text);
        match (e.status, dated) {
            (Status::Historical, Some(w)) => scene = Some((e.sentence, w.clone())),
            (Status::Actual, Some(_)) => scene = None,
            (Status::Actual, None) => {
                let clause = verb_of(stage, &d.found.clause);
                let shared = scene.as_ref().filter(|(s, _)| e.sentence - s <= REACH && goes_on(stage, k, clause));
                if let Some((at, when)) = shared.cloned() {
                    (e.when, e.status) = (Some(when.clone()), Status::Historical);
                    scene = Some((at.max(e.sentence.saturating_sub(1)), when));
                } else if looks_back(stage, k, clause) {
                    (e.when, e.status) = (None, Status::Historical);
                }
            }
            _ => {}
        }
    }
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
    (adverb || pluperfect && !is_said(stage, k, c) && c.relation != Relation::Adverbial) && !has_time(stage, c)
}

fn is_said(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let mut at = c;
    for _ in 0..6 {
        let Some(g) = at.governor.map(|g| &stage.clauses.all[g as usize]) else { return false };
        if at.relation == Relation::Content && k.lexicon.saying.contains(stage.doc.lemma(g.head)) {
            return true;
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
    inside
        .filter(|t| matches!(t.kind, crate::time::Kind::Date | crate::time::Kind::Time))
        .any(|t| stage.clauses.index_of(t.tokens.start) == own)
}
