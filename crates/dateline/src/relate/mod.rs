//! The relation of two mentions: a small model trained on the labelled sentences of `corpus/`.
//!
//! Rules miss the long tail of words. The model reads what the parse says of a pair of mentions
//! (predicates between them, what completes these, words around; `site` and `feature`), with word
//! vectors for words it never met (`vector`), and gives type, mode, status and a calibrated
//! confidence (`net`). `train` makes it from labelled sentences, `corpus` reads them, `evaluate`
//! measures.

pub mod corpus;
mod evaluate;
mod feature;
mod net;
mod rules;
mod site;
mod train;
mod vector;

pub use corpus::Example;
pub use evaluate::{Report, Scored, calibrate, plot, score};
pub use feature::{Features, Said};
pub use net::{Labels, Model, Trust};
pub use rules::{Fit, Hit};
pub use train::{Sample, Settings, train};
pub use vector::Words;

use crate::Knowledge;
use crate::clause::{self, Clauses};
use crate::code::Coding;
use dateline_lang::{Doc, Pipeline};
use feature::Reader;

/// The label of pairs that no event links.
pub const NONE: &str = "NONE";

/// A text with its marked mentions, as stretches of code points, end exclusive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Pair {
    pub text: String,
    pub source: Vec<(u32, u32)>,
    pub target: Vec<(u32, u32)>,
}

/// What is wrong with a file, for the person who made it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{cause}\n  hint: {hint}")]
pub struct Fault {
    pub cause: String,
    pub hint: String,
}

impl Fault {
    pub(crate) fn new(cause: impl Into<String>, hint: impl Into<String>) -> Self {
        Fault { cause: cause.into(), hint: hint.into() }
    }
}

/// What the model says of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Index into the model's types.
    pub class: usize,
    pub kind: String,
    pub mode: Option<String>,
    pub status: Option<String>,
    /// How often such a guess is right, 0 to 1.
    pub confidence: f32,
    /// How likely it is that no event links the two.
    pub none: f32,
    /// The codebook's rule that says so; none where the model does.
    pub rule: Option<String>,
}

/// The model with the word vectors that it reads.
#[derive(Debug)]
pub struct Relations {
    pub words: Words,
    pub model: Model,
}

impl Relations {
    /// The model that is compiled in.
    ///
    /// # Errors
    /// None that a build which passed its tests can meet.
    pub fn built_in() -> Result<Self, Fault> {
        Self::read(include_bytes!("../../../../trained/relate.bin"))
    }

    /// A model that `dateline train` wrote.
    ///
    /// # Errors
    /// Bytes that are no such file.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let words = Words::built_in()?;
        let model = Model::read(bytes, &words)?;
        Ok(Relations { words, model })
    }

    /// The likeliest relation by a pair's features; with `event`, the likeliest that is an event.
    pub fn guess(&self, features: &Features, event: bool) -> Guess {
        let labels = &self.model.labels;
        let logits = self.model.logits(features, &self.words);
        let shares = self.model.shares(&logits, 0);
        let none = labels.find(0, NONE);
        let fits = |i: &usize| !event || Some(*i) != none;
        let class = (0..shares.len()).filter(fits).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0);
        let best = |group: usize| {
            let shares = self.model.shares(&logits, group);
            let top = (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b]))?;
            labels.groups.get(group)?.get(top).filter(|l| *l != "-").cloned()
        };
        Guess {
            class,
            kind: labels.groups.first().and_then(|g| g.get(class)).cloned().unwrap_or_default(),
            mode: best(class + 2),
            status: best(1),
            confidence: self.model.trust.confidence(shares.get(class).copied().unwrap_or(0.0)),
            none: none.map_or(0.0, |n| shares[n]),
            rule: None,
        }
    }

    /// The relation of a pair: by the codebook where the one rule that fits is sure, else by the model.
    pub fn answer(&self, features: &Features, event: bool) -> Guess {
        let guess = self.guess(features, event);
        let Some(said) = &features.said else { return guess };
        let (Some(class), Some(confidence)) = (self.model.labels.find(0, &said.kind), self.model.trusted(&said.rule)) else { return guess };
        let mode = said.mode.clone().or(guess.mode.filter(|_| guess.class == class));
        Guess { class, kind: said.kind.clone(), mode, confidence, rule: Some(said.rule.clone()), ..guess }
    }
}

/// An analysed text and the knowledge to read it by.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub doc: &'a Doc,
    pub clauses: &'a Clauses,
    pub knowledge: &'a Knowledge,
}

/// The features of a pair in an analysed text; none in a text without tokens.
pub fn features(reading: Reading, words: &Words, pair: &Pair) -> Option<Features> {
    let site = site::find(reading.doc, pair)?;
    let hits = rules::hits(&reading, pair);
    Some(Reader::new(reading, words, &hits).read(&site))
}

/// A mention by its tokens and the head of its phrase.
pub use site::Side as Mentioned;

/// The features of two actors of a document that is being coded; `hits` are the rules that fit in their sentence.
pub(crate) fn features_of(
    doc: &Doc,
    clauses: &Clauses,
    coding: &Coding,
    words: &Words,
    (source, target): (Mentioned, Mentioned),
    hits: &[Hit],
) -> Features {
    let reader = Reader { doc, clauses, lexicon: coding.lexicon, book: coding.book, words, hits };
    reader.read(&site::between(doc, source, target))
}

/// The features of labelled sentences, in order; none for a text without tokens.
pub fn read_all(pairs: &[&Pair], pipeline: &Pipeline, knowledge: &Knowledge, words: &Words) -> Vec<Option<Features>> {
    let read = |pairs: &[&Pair]| -> Vec<Option<Features>> {
        let texts: Vec<&str> = pairs.iter().map(|p| p.text.as_str()).collect();
        let docs = pipeline.parse_batch(&texts);
        let one = |(doc, pair): (&Doc, &&Pair)| {
            let clauses = clause::build(doc, &knowledge.clause);
            features(Reading { doc, clauses: &clauses, knowledge }, words, pair)
        };
        docs.iter().zip(pairs).map(one).collect()
    };
    let (first, second) = pairs.split_at(pairs.len() / 2);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| read(first));
        let rest = read(second);
        let mut all = running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        all.extend(rest);
        all
    })
}

/// All labels of a corpus, in alphabetical order.
pub fn labels(examples: &[Example]) -> Labels {
    let sorted = |all: &mut dyn Iterator<Item = String>| {
        let set: std::collections::BTreeSet<String> = all.collect();
        set.into_iter().collect::<Vec<String>>()
    };
    let or_dash = |x: &Option<String>| x.clone().unwrap_or_else(|| "-".into());
    let types = sorted(&mut examples.iter().map(|e| e.kind.clone()));
    let statuses = sorted(&mut examples.iter().filter_map(|e| e.status.clone()));
    let modes = types.iter().map(|t| sorted(&mut examples.iter().filter(|e| e.kind == *t).map(|e| or_dash(&e.mode))));
    let modes: Vec<Vec<String>> = modes.collect();
    Labels { groups: [types, statuses].into_iter().chain(modes).collect() }
}

/// A labelled sentence with its features, as training takes it.
pub fn sample(e: &Example, features: Features, labels: &Labels, weight: f32) -> Option<Sample> {
    let class = labels.find(0, &e.kind)?;
    let mode = labels.find(class + 2, e.mode.as_deref().unwrap_or("-"));
    let status = e.status.as_deref().and_then(|s| labels.find(1, s));
    let classes = [Some((0, class)), status.map(|s| (1, s)), mode.map(|m| (class + 2, m))];
    let right = features.said.as_ref().is_some_and(|said| said.kind == e.kind);
    Some(Sample { features, classes: classes.into_iter().flatten().collect(), weight, right })
}
