//! Numbers, ordinals and years, in figures and in words.

use super::{Classes, NumberWord, Value};
use crate::time::text::{Kind, Text};
use crate::time::vocab::UNKNOWN;

impl Classes {
    fn number_word(&self, text: &Text, at: usize) -> Option<NumberWord> {
        let atom = text.atoms.get(at)?;
        if atom.word == UNKNOWN { None } else { self.numbers.get(&atom.word).copied() }
    }

    fn is(&self, text: &Text, at: usize, word: u32) -> bool {
        text.atoms.get(at).is_some_and(|a| a.word == word)
    }

    /// A number at an atom: how many atoms it takes, and its value.
    pub(super) fn number<'r>(&self, text: &Text, at: usize) -> Option<(usize, Value<'r>)> {
        if let Kind::Number(n) = text.atoms[at].kind {
            let fraction = self.fraction(text, at + 1).filter(|_| n < 1000.0);
            return Some(fraction.map_or((1, Value::Number(n)), |(len, f)| (1 + len, Value::Number(n + f))));
        }
        let w = &self.words;
        let first = text.atoms[at].word;
        if first == w.half && (self.is(text, at + 1, w.a) || self.is(text, at + 1, w.an)) {
            return Some((2, Value::Number(0.5)));
        }
        // `a couple of`, `a few`, `a hundred`, `a half`
        if first == w.a || first == w.an {
            if self.is(text, at + 1, w.half) {
                return Some((2, Value::Number(0.5)));
            }
            return match self.number_word(text, at + 1)? {
                NumberWord::Vague => Some((2 + self.of(text, at + 2), Value::Vague)),
                NumberWord::Times(2.0) => Some((2 + self.of(text, at + 2), Value::Number(2.0))),
                NumberWord::Times(_) => self.spelled(text, at + 1).map(|(len, n)| (1 + len, Value::Number(n))),
                NumberWord::Value(_) => None,
            };
        }
        match self.number_word(text, at)? {
            NumberWord::Vague => Some((1 + self.of(text, at + 1), Value::Vague)),
            NumberWord::Times(n) if n != 2.0 => None,
            _ => {
                let (len, n) = self.spelled(text, at)?;
                let half = self.is(text, at + len, w.and) && self.is(text, at + len + 1, w.a) && self.is(text, at + len + 2, w.half);
                Some(if half { (len + 3, Value::Number(n + 0.5)) } else { (len, Value::Number(n)) })
            }
        }
    }

    fn of(&self, text: &Text, at: usize) -> usize {
        usize::from(self.is(text, at, self.words.of))
    }

    /// `1/2`, as in `5 1/2`.
    fn fraction(&self, text: &Text, at: usize) -> Option<(usize, f64)> {
        let (a, slash, b) = (text.atoms.get(at)?, text.atoms.get(at + 1)?, text.atoms.get(at + 2)?);
        match (a.kind, b.kind) {
            (Kind::Number(x), Kind::Number(y)) if slash.word == self.words.slash && slash.glued && b.glued && x < y && y < 10.0 => {
                Some((3, x / y))
            }
            _ => None,
        }
    }

    /// A number in words: `two hundred and thirty-four`.
    fn spelled(&self, text: &Text, at: usize) -> Option<(usize, f64)> {
        let (mut pos, mut total, mut group, mut low) = (at, 0.0, 0.0, f64::MAX);
        let mut end = at;
        // No number takes more words; the bound keeps texts of nothing but `thousand` linear.
        while let Some(word) = self.number_word(text, pos).filter(|_| pos < at + 12) {
            match word {
                // `two days` is read from `twenty two days`, but `nineteen ninety` is no sum.
                NumberWord::Value(n) if n < low && (low == f64::MAX || n < 10.0 && low >= 20.0 || low >= 100.0) => {
                    group += n;
                    low = n;
                }
                NumberWord::Times(n) if n == 100.0 && group < 100.0 => {
                    group = if group == 0.0 { 100.0 } else { group * 100.0 };
                    low = 100.0;
                }
                NumberWord::Times(n) => {
                    total += n * if group == 0.0 { 1.0 } else { group };
                    (group, low) = (0.0, n.max(100.0));
                }
                _ => break,
            }
            pos += 1;
            end = pos;
            let joined = self.is(text, pos, self.words.hyphen) || self.is(text, pos, self.words.and) && (100.0..f64::MAX).contains(&low);
            if joined && matches!(self.number_word(text, pos + 1), Some(NumberWord::Value(n)) if n < low) {
                pos += 1;
            }
        }
        (end > at).then_some((end - at, total + group))
    }

    /// An ordinal: `21st`, `third`, `twenty-first`.
    pub(super) fn ordinal<'r>(&self, text: &Text, at: usize) -> Option<(usize, Value<'r>)> {
        if let Kind::Ordinal(n) = text.atoms[at].kind {
            return Some((1, Value::Number(n)));
        }
        let word = text.atoms[at].word;
        if word == UNKNOWN {
            return None;
        }
        if let Some(n) = self.ordinals.get(&word) {
            return Some((1, Value::Number(*n)));
        }
        let NumberWord::Value(tens) = self.number_word(text, at)? else { return None };
        let next = at + 1 + usize::from(self.is(text, at + 1, self.words.hyphen));
        let unit = self.ordinals.get(&text.atoms.get(next)?.word).filter(|n| **n < 10.0 && tens >= 20.0)?;
        Some((next + 1 - at, Value::Number(tens + unit)))
    }

    /// A year: four digits, or spoken as `nineteen ninety-eight`, `nineteen oh five`, `nineteen hundred`.
    pub(super) fn year<'r>(&self, text: &Text, at: usize) -> Option<(usize, Value<'r>)> {
        let atom = text.atoms[at];
        if let Kind::Number(n) = atom.kind {
            return (atom.digits == 4 && (1000.0..2100.0).contains(&n)).then_some((1, Value::Number(n)));
        }
        let Some(NumberWord::Value(century)) = self.number_word(text, at) else { return None };
        if !(15.0..=20.0).contains(&century) {
            return None;
        }
        let number = |at| match self.number_word(text, at) {
            Some(NumberWord::Value(n)) => Some(n),
            _ => None,
        };
        let next = number(at + 1).filter(|n| *n >= 10.0);
        if self.is(text, at + 1, self.words.oh) {
            return number(at + 2).filter(|n| *n < 10.0).map(|n| (3, Value::Number(century * 100.0 + n)));
        }
        let tens = next?;
        let skip = at + 2 + usize::from(self.is(text, at + 2, self.words.hyphen));
        let unit = number(skip).filter(|n| *n < 10.0 && tens >= 20.0);
        let (end, low) = unit.map_or((at + 2, tens), |n| (skip + 1, tens + n));
        Some((end - at, Value::Number(century * 100.0 + low)))
    }
}
