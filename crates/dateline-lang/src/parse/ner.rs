//! The entity recogniser: each word begins, continues, ends or is an entity, or is outside.

use std::ops::Range;

use super::transition::{Move, Precomputed, Scorer, Scores};
use crate::doc::Label;

pub(crate) const BEGIN: u8 = 1;
pub(crate) const IN: u8 = 2;
pub(crate) const LAST: u8 = 3;
pub(crate) const UNIT: u8 = 4;
pub(crate) const OUT: u8 = 5;

/// What the recogniser asks of a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) sent_start: bool,
    pub(crate) is_space: bool,
}

/// The entities, as token ranges with label, in order.
pub(crate) fn recognise(scorer: &Scorer, moves: &[Move], computed: &Precomputed, tokens: &[Context]) -> Vec<(Range<usize>, Label)> {
    let mut entities = Vec::new();
    let mut open: Option<(usize, Label)> = None;
    let mut scores = Scores::default();
    let mut features = vec![-1; scorer.features];
    for at in 0..tokens.len() {
        fill(&mut features, at, open.map(|o| o.0));
        scorer.score(computed, &features, &mut scores);
        let Some(chosen) = best(moves, &scores.scores, tokens, at, open.map(|o| o.1)) else { break };
        match chosen.kind {
            BEGIN => open = Some((at, chosen.label)),
            UNIT => entities.push((at..at + 1, chosen.label)),
            LAST => entities.extend(open.take().map(|(start, label)| (start..at + 1, label))),
            _ => {}
        }
    }
    entities
}

/// Three features (word, first and last word of the open entity) or six (word, the entity's first five).
fn fill(features: &mut [i32], at: usize, open: Option<usize>) {
    features.fill(-1);
    features[0] = at as i32;
    let Some(start) = open else { return };
    if features.len() == 3 {
        features[1] = start as i32;
        features[2] = at as i32 - 1;
    } else {
        features[1..].iter_mut().zip(start..at).for_each(|(f, i)| *f = i as i32);
    }
}

/// The allowed move of the highest score, the first of equals.
fn best(moves: &[Move], scores: &[f32], tokens: &[Context], at: usize, open: Option<Label>) -> Option<Move> {
    let next = tokens.get(at + 1);
    let goes_on = next.is_some_and(|t| !t.sent_start);
    let space = tokens[at].is_space;
    let allowed = |m: &Move| match m.kind {
        BEGIN => open.is_none() && goes_on && !space && m.label != 0,
        IN => open == Some(m.label) && goes_on,
        LAST => open == Some(m.label),
        UNIT => open.is_none() && !space && m.label != 0,
        OUT => open.is_none(),
        _ => false,
    };
    let mut best: Option<(f32, Move)> = None;
    for (candidate, &score) in moves.iter().zip(scores) {
        if best.is_none_or(|b| score > b.0) && allowed(candidate) {
            best = Some((score, *candidate));
        }
    }
    best.map(|b| b.1)
}
