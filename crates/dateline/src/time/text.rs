//! A document's text as the patterns see it: words, numbers and signs, each with the token it lies in.
//!
//! Finer than the language stage's tokens: `mid-1990s` is `mid`, `-`, `1990`, `s`. A period stays with `a.m.`,
//! a thousands comma and a decimal point stay with their number, an ending stays with its ordinal (`21st`).

use super::vocab::{UNKNOWN, Vocab};
use dateline_lang::Doc;

/// What the stage needs of a token of the language stage.
pub(crate) struct Token<'a> {
    pub byte_start: u32,
    pub byte_end: u32,
    pub tag: &'a str,
    pub lemma: &'a str,
    pub dep: &'a str,
    pub head: usize,
    pub ent: &'a str,
    pub sent_start: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Word,
    /// Digits, with the value; `digits` of the atom counts them, 0 where a comma or point stands among them.
    Number(f64),
    /// Digits with an ordinal's ending.
    Ordinal(f64),
    Sign,
}

/// One word, number or sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    pub kind: Kind,
    /// Index in the vocabulary of the rules; `UNKNOWN` for most words of a text.
    pub word: u32,
    /// No blank between it and the atom before.
    pub glued: bool,
    /// A blank line lies before it.
    pub apart: bool,
    pub capital: bool,
    pub digits: u8,
    /// In code points.
    pub start: u32,
    pub end: u32,
    pub byte_start: u32,
    pub byte_end: u32,
    /// The token of the language stage.
    pub token: u32,
}

pub(crate) struct Text<'a> {
    pub src: &'a str,
    pub atoms: Vec<Atom>,
    pub tokens: Vec<Token<'a>>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(doc: &'a Doc, vocab: &Vocab) -> Self {
        let token = |(i, t): (usize, &dateline_lang::Token)| Token {
            byte_start: t.byte_start,
            byte_end: t.byte_end,
            tag: doc.tag(i),
            lemma: doc.lemma(i),
            dep: doc.dep(i),
            head: t.head as usize,
            ent: doc.ent(i),
            sent_start: t.sent_start,
        };
        Self::of(doc.text(), doc.tokens().iter().enumerate().map(token).collect(), vocab)
    }

    /// Cuts each token into atoms. A token's bytes must lie in `src`, in order.
    pub(crate) fn of(src: &'a str, tokens: Vec<Token<'a>>, vocab: &Vocab) -> Self {
        let mut cut = Cutter { src, vocab, atoms: Vec::with_capacity(tokens.len() * 5 / 4), token: 0, lower: String::new() };
        let mut at = 0;
        let mut chars = 0;
        // Tokens may split what the patterns want whole (`p.m` and `.`), so the cutter reads the text and the tokens follow it.
        while at < src.len() {
            while tokens.get(cut.token + 1).is_some_and(|t| t.byte_start as usize <= at) {
                cut.token += 1;
            }
            let used = cut.step(at, chars);
            chars += src[at..at + used].chars().count();
            at += used;
        }
        let atoms = cut.atoms;
        Text { src, atoms, tokens }
    }

    pub(crate) fn word(&self, atom: usize) -> &'a str {
        let a = &self.atoms[atom];
        &self.src[a.byte_start as usize..a.byte_end as usize]
    }

    pub(crate) fn token_of(&self, atom: usize) -> Option<&Token<'a>> {
        self.tokens.get(self.atoms[atom].token as usize)
    }

    pub(crate) fn tag(&self, atom: usize) -> &'a str {
        self.token_of(atom).map_or("", |t| t.tag)
    }

    pub(crate) fn ent(&self, atom: usize) -> &'a str {
        self.token_of(atom).map_or("", |t| t.ent)
    }

    /// The tokens of the sentence that holds a token, as far as they are within `reach` of it.
    pub(crate) fn sentence(&self, token: usize, reach: usize) -> &[Token<'a>] {
        let first = token.saturating_sub(reach).min(self.tokens.len());
        let last = (token + 1 + reach).min(self.tokens.len());
        let start = (first..=token).rev().find(|t| self.tokens.get(*t).is_some_and(|t| t.sent_start)).unwrap_or(first);
        let end = (token + 1..last).find(|t| self.tokens[*t].sent_start).unwrap_or(last);
        &self.tokens[start.min(end)..end]
    }
}

struct Cutter<'s, 'v> {
    src: &'s str,
    vocab: &'v Vocab,
    atoms: Vec<Atom>,
    token: usize,
    lower: String,
}

fn run(bytes: &str, ok: impl Fn(char) -> bool) -> usize {
    bytes.find(|c| !ok(c)).unwrap_or(bytes.len())
}

impl Cutter<'_, '_> {
    /// Reads one atom, or white space, at byte `at`; gives how many bytes it took.
    fn step(&mut self, at: usize, chars: usize) -> usize {
        let rest = &self.src[at..];
        let Some(first) = rest.chars().next() else { return 1 };
        if first.is_whitespace() {
            return run(rest, char::is_whitespace);
        }
        let (len, kind, digits) = if first.is_ascii_digit() {
            number(rest, self.src[..at].ends_with('.') && self.atoms.last().is_some_and(|a| a.byte_end as usize == at))
        } else if first.is_alphabetic() {
            (word_len(rest), Kind::Word, 0)
        } else {
            (sign_len(rest, first), Kind::Sign, 0)
        };
        self.push(at, chars, len, kind, digits, first);
        len
    }

    fn push(&mut self, at: usize, chars: usize, len: usize, kind: Kind, digits: u8, first: char) {
        let text = &self.src[at..at + len];
        let before = self.atoms.last().map_or(0, |a| a.byte_end as usize);
        let gap = &self.src[before..at];
        let word = match kind {
            Kind::Number(_) | Kind::Ordinal(_) => UNKNOWN,
            _ => self.look_up(text),
        };
        let width = if text.is_ascii() { len } else { text.chars().count() };
        self.atoms.push(Atom {
            kind,
            word,
            glued: gap.is_empty() && !self.atoms.is_empty(),
            apart: self.atoms.is_empty() || gap.bytes().filter(|b| *b == b'\n').count() > 1,
            capital: first.is_uppercase(),
            digits,
            start: chars as u32,
            end: (chars + width) as u32,
            byte_start: at as u32,
            byte_end: (at + len) as u32,
            token: self.token as u32,
        });
    }

    fn look_up(&mut self, text: &str) -> u32 {
        if text.len() > 24 {
            return UNKNOWN;
        }
        self.lower.clear();
        for c in text.chars() {
            match c {
                '\u{2019}' | '\u{2018}' | '`' => self.lower.push('\''),
                '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => self.lower.push('-'),
                c => self.lower.extend(c.to_lowercase()),
            }
        }
        self.vocab.get(&self.lower)
    }
}

/// Letters; inner periods of `a.m.` and the apostrophe of `o'clock` and `'s` belong to the word.
fn word_len(rest: &str) -> usize {
    let letters = run(rest, char::is_alphabetic);
    let bytes = rest.as_bytes();
    if letters == 1 && bytes.get(1) == Some(&b'.') {
        let mut end = 2;
        while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && bytes.get(end + 1) == Some(&b'.') {
            end += 2;
        }
        // `p.m` without its last period, and only one letter more: not the start of a word.
        if bytes.get(end).is_some_and(u8::is_ascii_alphabetic) && !bytes.get(end + 1).is_some_and(|b| b.is_ascii_alphanumeric()) {
            end += 1;
        }
        return if end > 2 { end } else { 1 };
    }
    if rest[..letters].eq_ignore_ascii_case("o") {
        for mark in ["'clock", "\u{2019}clock"] {
            if rest[1..].len() >= mark.len() && rest.is_char_boundary(1 + mark.len()) && rest[1..1 + mark.len()].eq_ignore_ascii_case(mark)
            {
                return 1 + mark.len();
            }
        }
    }
    letters
}

/// A sign; an apostrophe takes a following `s` that ends a word.
fn sign_len(rest: &str, first: char) -> usize {
    let len = first.len_utf8();
    let tail = &rest[len..];
    if matches!(first, '\'' | '\u{2019}') && tail.starts_with(['s', 'S']) && !tail[1..].starts_with(char::is_alphanumeric) {
        return len + 1;
    }
    len
}

/// Digits with thousands commas or one decimal point (none in `15.12.2021`), or with an ordinal's ending.
fn number(rest: &str, after_point: bool) -> (usize, Kind, u8) {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = digits(0);
    let first = end;
    while first <= 3 && bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
        end += 4;
    }
    let point = !after_point && bytes.get(end) == Some(&b'.') && digits(end + 1) > 0;
    if point {
        let more = end + 1 + digits(end + 1);
        if !(bytes.get(more) == Some(&b'.') && digits(more + 1) > 0) {
            end = more;
        }
    }
    let plain: String = rest[..end.min(40)].chars().filter(|c| *c != ',').collect();
    let value = plain.parse().unwrap_or(0.0);
    if end == first {
        let tail = &rest[end..];
        let suffix = run(tail, char::is_alphabetic);
        if first <= 3 && ["st", "nd", "rd", "th"].iter().any(|s| tail[..suffix].eq_ignore_ascii_case(s)) {
            return (end + suffix, Kind::Ordinal(value), first as u8);
        }
        return (end, Kind::Number(value), first.min(255) as u8);
    }
    (end, Kind::Number(value), 0)
}

/// The words that a phrase of a knowledge file is cut into, in lower case, as a text's would be.
pub(crate) fn words_of(phrase: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = phrase[at..].chars().next() {
        let rest = &phrase[at..];
        let len = match first {
            c if c.is_whitespace() => run(rest, char::is_whitespace),
            c if c.is_ascii_digit() => number(rest, false).0,
            c if c.is_alphabetic() => word_len(rest),
            c => sign_len(rest, c),
        };
        if !first.is_whitespace() {
            words.push(rest[..len].to_lowercase());
        }
        at += len;
    }
    words
}
