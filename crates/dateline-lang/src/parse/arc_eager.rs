//! The dependency parser: arc-eager transitions, a move that breaks sentences, and re-shifting of
//! words that would be left without a head.

use std::ops::Range;

use super::transition::{Move, Moves, Rows, Scorer, Scores};
use crate::doc::Label;
use crate::nn::simd::{Isa, Task};

pub(crate) const SHIFT: u8 = 0;
pub(crate) const REDUCE: u8 = 1;
pub(crate) const LEFT: u8 = 2;
pub(crate) const RIGHT: u8 = 3;
pub(crate) const BREAK: u8 = 4;
const KINDS: usize = 5;

/// Where no token is.
const NONE: i32 = -1;

/// Whether a token may, must or must not open a sentence, as earlier components set it.
pub(crate) type SentStart = i8;

/// The documents of a batch, to be parsed one after the other.
pub(crate) struct ArcEager<'a> {
    pub(crate) scorer: &'a Scorer,
    pub(crate) moves: &'a Moves,
    /// The label of arcs that join parts of a word, if the parser has it.
    pub(crate) subtok: Option<Label>,
    pub(crate) docs: &'a [Range<usize>],
    /// Of all tokens of the batch.
    pub(crate) sent_starts: &'a [SentStart],
    pub(crate) rows: &'a mut Rows,
    /// Computes rows for a range of tokens.
    pub(crate) fill: &'a mut dyn FnMut(Range<usize>, &mut [f32]),
    /// Where heads (counted from the document's start, its own for a root) and labels go.
    pub(crate) heads: &'a mut Vec<u32>,
    pub(crate) labels: &'a mut Vec<Label>,
}

impl Task for ArcEager<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let mut scores = Scores::default();
        let mut tokens = vec![NONE; self.scorer.features];
        for doc in self.docs {
            let mut state = State::new(&self.sent_starts[doc.clone()]);
            while !state.is_final() {
                self.rows.ensure(doc.start + state.front(), self.sent_starts.len(), self.fill);
                state.features(&mut tokens);
                self.scorer.score(isa, self.rows, doc.start, &tokens, &mut scores);
                match state.best(self.moves, self.subtok, &scores.scores) {
                    Some(best) => state.apply(best),
                    None => break,
                }
            }
            state.finish(self.heads, self.labels);
        }
    }
}

struct State<'a> {
    sent_starts: &'a [SentStart],
    breaks: Vec<bool>,
    stack: Vec<i32>,
    /// Words put back, the next one last.
    rebuffer: Vec<i32>,
    next: i32,
    heads: Vec<i32>,
    labels: Vec<Label>,
    unshiftable: Vec<bool>,
    /// A token's latest left and right dependent, and each dependent's elder sibling on that side.
    left: Vec<i32>,
    right: Vec<i32>,
    elder: Vec<i32>,
}

impl<'a> State<'a> {
    fn new(sent_starts: &'a [SentStart]) -> Self {
        let n = sent_starts.len();
        State {
            sent_starts,
            breaks: vec![false; n],
            stack: Vec::new(),
            rebuffer: Vec::new(),
            next: 0,
            heads: vec![NONE; n],
            labels: vec![0; n],
            unshiftable: vec![false; n],
            left: vec![NONE; n],
            right: vec![NONE; n],
            elder: vec![NONE; n],
        }
    }

    fn len(&self) -> i32 {
        self.heads.len() as i32
    }

    fn s(&self, i: usize) -> i32 {
        self.stack.len().checked_sub(i + 1).map_or(NONE, |at| self.stack[at])
    }

    fn b(&self, i: usize) -> i32 {
        match self.rebuffer.len().checked_sub(i + 1) {
            Some(at) => self.rebuffer[at],
            None => {
                let at = self.next + (i - self.rebuffer.len()) as i32;
                if at < self.len() { at } else { NONE }
            }
        }
    }

    fn buffer_len(&self) -> i32 {
        self.len() - self.next + self.rebuffer.len() as i32
    }

    /// The last token that the features can see.
    fn front(&self) -> usize {
        (self.next as usize + 1).min(self.heads.len() - 1)
    }

    fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_len() == 0
    }

    /// The `nth` (1 or 2) latest dependent on a side.
    fn dependent(&self, side: &[i32], head: i32, nth: u32) -> i32 {
        let mut at = usize::try_from(head).map_or(NONE, |head| side[head]);
        for _ in 1..nth {
            at = usize::try_from(at).map_or(NONE, |at| self.elder[at]);
        }
        at
    }

    fn features(&self, out: &mut [i32]) {
        let (b0, s0, s1) = (self.b(0), self.s(0), self.s(1));
        out[..5].copy_from_slice(&[b0, self.b(1), s0, s1, self.s(2)]);
        let l = |head, nth| self.dependent(&self.left, head, nth);
        let r = |head, nth| self.dependent(&self.right, head, nth);
        match out.len() {
            8 => out[5..].copy_from_slice(&[l(b0, 1), l(s0, 1), r(s0, 1)]),
            _ => out[5..].copy_from_slice(&[l(s0, 1), r(s0, 1), l(b0, 1), r(s0, 2), l(s1, 1), l(s1, 2), r(s1, 1), r(s1, 2)]),
        }
    }

    fn is_sent_start(&self, token: i32) -> bool {
        usize::try_from(token).is_ok_and(|t| self.sent_starts[t] == 1 || self.breaks[t])
    }

    fn cannot_sent_start(&self, token: i32) -> bool {
        usize::try_from(token).is_ok_and(|t| self.sent_starts[t] == -1)
    }

    /// Which kinds of move are allowed.
    fn valid(&self) -> [bool; KINDS] {
        let (depth, left) = (self.stack.len(), self.buffer_len());
        let (b0, b1) = (self.b(0), self.b(1));
        let starts = self.is_sent_start(b0);
        let arc = depth > 0 && left > 0 && !starts;
        let shiftable = usize::try_from(b0).is_ok_and(|b| !self.unshiftable[b]);
        [
            depth == 0 || left >= 2 && !starts && shiftable,
            depth > 0 && (left == 0 || depth > 1 || !self.cannot_sent_start(b0)),
            arc,
            arc,
            left >= 2 && b1 == b0 + 1 && !self.is_sent_start(b1) && !self.cannot_sent_start(b1),
        ]
    }

    #[inline(always)]
    fn best(&self, moves: &Moves, subtok: Option<Label>, scores: &[f32]) -> Option<Move> {
        let valid = self.valid();
        let apart = self.s(0) != self.b(0) - 1;
        let joins = |m: Move| matches!(m.kind, LEFT | RIGHT) && Some(m.label) == subtok;
        moves.best(scores, |kind| valid[usize::from(kind)], |m| !(apart && joins(m)))
    }

    fn apply(&mut self, chosen: Move) {
        let (s0, b0) = (self.s(0), self.b(0));
        match chosen.kind {
            SHIFT => self.push(),
            REDUCE => self.reduce(s0),
            LEFT => {
                self.attach(s0, b0, chosen.label);
                self.unshiftable[b0 as usize] = false;
                self.stack.pop();
            }
            RIGHT => {
                self.attach(b0, s0, chosen.label);
                self.push();
            }
            _ => {
                let b1 = self.b(1) as usize;
                self.breaks[b1] = true;
            }
        }
    }

    fn push(&mut self) {
        let word = self.rebuffer.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(word);
    }

    fn reduce(&mut self, s0: i32) {
        self.stack.pop();
        if self.heads[s0 as usize] < 0 && !self.stack.is_empty() {
            self.unshiftable[s0 as usize] = true;
            self.rebuffer.push(s0);
        }
    }

    fn attach(&mut self, child: i32, head: i32, label: Label) {
        self.detach(child);
        let side = if head > child { &mut self.left } else { &mut self.right };
        self.elder[child as usize] = std::mem::replace(&mut side[head as usize], child);
        self.heads[child as usize] = head;
        self.labels[child as usize] = label;
    }

    fn detach(&mut self, child: i32) {
        let head = self.heads[child as usize];
        if head < 0 {
            return;
        }
        let side = if head > child { &mut self.left } else { &mut self.right };
        let elder = self.elder[child as usize];
        if side[head as usize] == child {
            side[head as usize] = elder;
            return;
        }
        let mut at = side[head as usize];
        while at >= 0 && self.elder[at as usize] != child {
            at = self.elder[at as usize];
        }
        if at >= 0 {
            self.elder[at as usize] = elder;
        }
    }

    fn finish(self, heads: &mut Vec<u32>, labels: &mut Vec<Label>) {
        heads.extend(self.heads.iter().enumerate().map(|(i, &h)| u32::try_from(h).unwrap_or(i as u32)));
        labels.extend_from_slice(&self.labels);
    }
}
