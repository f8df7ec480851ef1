//! The entity recogniser: each word begins, continues, ends or is an entity, or is outside.

use std::ops::Range;

use super::transition::{Move, Moves, Rows, Scorer, Scores};
use crate::doc::Label;
use crate::nn::simd::{Isa, Task};

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

/// The documents of a batch, whose entities are to be found one after the other.
pub(crate) struct Recognise<'a> {
    pub(crate) scorer: &'a Scorer,
    pub(crate) moves: &'a Moves,
    pub(crate) docs: &'a [Range<usize>],
    /// Of all tokens of the batch.
    pub(crate) tokens: &'a [Context],
    pub(crate) rows: &'a mut Rows,
    /// Computes rows for a range of tokens.
    pub(crate) fill: &'a mut dyn FnMut(Range<usize>, &mut [f32]),
    /// Where the entities go, as ranges of the batch's tokens with label, in order.
    pub(crate) found: &'a mut Vec<(Range<usize>, Label)>,
}

impl Task for Recognise<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let mut scores = Scores::default();
        let mut features = vec![-1; self.scorer.features];
        for doc in self.docs {
            let mut open: Option<(usize, Label)> = None;
            for at in doc.clone() {
                self.rows.ensure(at, self.tokens.len(), self.fill);
                fill(&mut features, at - doc.start, open.map(|o| o.0 - doc.start));
                self.scorer.score(isa, self.rows, doc.start, &features, &mut scores);
                let next = self.tokens[..doc.end].get(at + 1);
                let Some(chosen) = best(self.moves, &scores.scores, self.tokens[at], next, open.map(|o| o.1)) else { break };
                match chosen.kind {
                    BEGIN => open = Some((at, chosen.label)),
                    UNIT => self.found.push((at..at + 1, chosen.label)),
                    LAST => self.found.extend(open.take().map(|(start, label)| (start..at + 1, label))),
                    _ => {}
                }
            }
        }
    }
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

/// The best move that is allowed: no entity begins on white space or runs over a sentence's end.
#[inline(always)]
fn best(moves: &Moves, scores: &[f32], token: Context, next: Option<&Context>, open: Option<Label>) -> Option<Move> {
    let goes_on = next.is_some_and(|t| !t.sent_start);
    let allowed = |kind: u8| match kind {
        BEGIN => open.is_none() && goes_on && !token.is_space,
        IN => open.is_some() && goes_on,
        LAST => open.is_some(),
        UNIT => open.is_none() && !token.is_space,
        OUT => open.is_none(),
        _ => false,
    };
    let admits = |m: Move| match m.kind {
        IN | LAST => open == Some(m.label),
        BEGIN | UNIT => m.label != 0,
        _ => true,
    };
    moves.best(scores, allowed, admits)
}
