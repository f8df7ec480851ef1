//! Documents in the making: texts that go through the components together, their tokens counted
//! through.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::doc::{Analysis, Doc, Iob, Labels, Token, Word};
use crate::lexeme::{Lexeme, Norms};
use crate::lexicon::{KeyMap, Lexicon, UNKNOWN, lower_case};
use crate::nn::embed;
use crate::nn::tok2vec::{Piece, Tokens};
use crate::parse::arc_eager::SentStart;
use crate::tokenizer::{Span, Tokenizer};

pub(crate) struct Batch {
    pub(crate) docs: Vec<Doc>,
    /// Each document's tokens.
    pub(crate) ranges: Vec<Range<usize>>,
    /// Of all tokens: the word's number in the lexicon, or `UNKNOWN`.
    pub(crate) words: Vec<u32>,
    pub(crate) spacy: Vec<bool>,
    pub(crate) is_space: Vec<bool>,
    pub(crate) sent_starts: Vec<SentStart>,
    /// Norms that exceptions set on words of no number.
    norms: KeyMap<u64>,
}

impl Batch {
    pub(crate) fn new() -> Self {
        Batch {
            docs: Vec::new(),
            ranges: Vec::new(),
            words: Vec::new(),
            spacy: Vec::new(),
            is_space: Vec::new(),
            sent_starts: Vec::new(),
            norms: KeyMap::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Tokenizes a text and adds it.
    pub(crate) fn add(&mut self, text: &str, labels: &Arc<Labels>, lexicon: &mut Lexicon, tokenizer: &Tokenizer, norms: &Norms) {
        let first = self.len();
        let (mut spans, mut words) = (Vec::new(), Vec::new());
        tokenizer.tokenize(text, lexicon, norms, &mut spans, &mut words);
        self.words.append(&mut words);
        let mut doc = Doc::new(text, labels.clone());
        doc.tokens.reserve_exact(spans.len());
        doc.analyses.reserve_exact(spans.len());
        let mut position = Position { ascii: text.is_ascii(), byte: 0, chars: 0 };
        let mut lower = String::new();
        for (i, span) in spans.iter().enumerate() {
            let word = self.words[first + i];
            let text = &text[span.start as usize..span.end as usize];
            let known = word != UNKNOWN;
            let lower = if known { lexicon.lower(word) } else { lower_of(text, &mut lower) };
            let lower = lower.map_or(Word::text(span.start, span.end), |lower| doc.keep(lower));
            doc.tokens.push(position.token(&doc.text, span, i as u32));
            doc.analyses.push(Analysis::at(i as u32, lower));
            self.spacy.push(span.spacy);
            self.is_space.push(if known { lexicon.entry(word).lexeme.is_space } else { crate::lexeme::Flag::Space.holds(text) });
            if !known && span.norm != 0 {
                self.norms.insert((first + i) as u64, span.norm);
            }
        }
        self.sent_starts.resize(self.len(), 0);
        if let Some(start) = self.sent_starts.get_mut(first) {
            *start = 1;
        }
        self.ranges.push(first..self.len());
        self.docs.push(doc);
    }

    /// The number of the document that a token is in, and the token's in it.
    pub(crate) fn place(&self, token: usize) -> (usize, usize) {
        let doc = self.ranges.partition_point(|r| r.end <= token);
        (doc, token - self.ranges[doc].start)
    }

    /// The parts of documents that a range of tokens is made of.
    pub(crate) fn pieces(&self, range: Range<usize>, pieces: &mut Vec<Piece>) {
        pieces.clear();
        let first = self.ranges.partition_point(|r| r.end <= range.start);
        for doc in self.ranges[first..].iter().take_while(|r| r.start < range.end).filter(|r| !r.is_empty()) {
            let (start, end) = (doc.start.max(range.start), doc.end.min(range.end));
            pieces.push(Piece { doc_start: doc.start, doc_end: doc.end, start, end });
        }
    }

    pub(crate) fn text(&self, token: usize) -> &str {
        let (doc, i) = self.place(token);
        self.docs[doc].word(i)
    }

    /// A token's word with its attributes.
    pub(crate) fn lexeme<'a>(&'a self, token: usize, lexicon: &'a Lexicon, norms: &Norms) -> Cow<'a, Lexeme> {
        let word = self.words[token];
        if word != UNKNOWN {
            return Cow::Borrowed(&lexicon.entry(word).lexeme);
        }
        let (doc, i) = self.place(token);
        let mut lexeme = Lexeme::new(self.docs[doc].word(i), self.docs[doc].lower(i), norms);
        lexeme.norm = self.norms.get(&(token as u64)).copied().unwrap_or(lexeme.norm);
        Cow::Owned(lexeme)
    }
}

fn lower_of<'a>(text: &str, lower: &'a mut String) -> Option<&'a str> {
    lower_case(text, lower);
    (lower != text).then_some(lower.as_str())
}

/// A batch with what is needed to look its words up.
pub(crate) struct View<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) norms: &'a Norms,
}

impl Tokens for View<'_> {
    fn key(&self, token: usize) -> Option<u32> {
        let word = self.batch.words[token];
        (word != UNKNOWN).then(|| word << 1 | u32::from(self.batch.spacy[token]))
    }

    fn word(&self, token: usize) -> embed::Word<'_> {
        let lexeme = self.batch.lexeme(token, self.lexicon, self.norms);
        embed::Word { text: self.batch.text(token), lexeme, spacy: self.batch.spacy[token] }
    }
}

/// Byte and code-point position, moved together.
struct Position {
    ascii: bool,
    byte: u32,
    chars: u32,
}

impl Position {
    fn token(&mut self, text: &str, span: &Span, i: u32) -> Token {
        let start = self.advance(text, span.start);
        let end = self.advance(text, span.end);
        Token { start, end, byte_start: span.start, byte_end: span.end, head: i, sent_start: false }
    }

    fn advance(&mut self, text: &str, byte: u32) -> u32 {
        if self.ascii {
            return byte;
        }
        let passed = &text.as_bytes()[self.byte as usize..byte as usize];
        self.chars += passed.iter().filter(|&&b| b & 0xc0 != 0x80).count() as u32;
        self.byte = byte;
        self.chars
    }
}

impl Analysis {
    fn at(i: u32, lower: Word) -> Self {
        Analysis { lower, lemma: Word::NONE, tag: 0, pos: 0, morph: 0, dep: 0, ent: 0, iob: Iob::Out, left_edge: i, right_edge: i }
    }
}
