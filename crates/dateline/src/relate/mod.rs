//! The relation of two mentions: a small model trained on the labelled sentences of `corpus/`.
//!
//! Rules miss the long tail of words. The model reads what the parse says of a pair of mentions
//! (predicates between them, what completes these, words around; `site` and `feature`), with the
//! codebook's nearest words (`kin`) and word vectors for words it never met (`vector`), and gives type, mode, status and a calibrated
//! confidence (`net`). `train` makes it from labelled sentences, `corpus` reads them, `evaluate`
//! measures.

pub mod corpus;
mod evaluate;
mod feature;
mod kin;
mod name;
mod net;
mod rules;
mod site;
mod train;
mod vector;

pub use corpus::Example;
pub use evaluate::{Report, Scored, calibrate, plot, score};
pub use feature::{Features, Said};
pub use kin::Kin;
pub use net::{Labels, Model, Trust};
pub use rules::{Fit, Hit};
pub use train::{Sample, Settings, train};
pub use vector::Words;

use crate::Knowledge;
use crate::clause::{self, Clauses};
use crate::code::{Codebook, Coding};
use dateline_lang::{Doc, Pipeline};
use feature::Reader;
use std::sync::OnceLock;

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

/// Who answers. The rules and the model together do, unless it is to be measured what each brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Voice {
    /// A rule where it is sure, else the model.
    #[default]
    Both,
    /// The rules alone, sure or not.
    Rules,
    /// The model alone, which still hears what the rules say.
    Model,
}

/// The model with the word vectors that it reads.
#[derive(Debug)]
pub struct Relations {
    pub words: Words,
    pub model: Model,
    pub voice: Voice,
    kin: OnceLock<Kin>,
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
        Ok(Relations::new(words, model))
    }

    /// A model with the word vectors that it was trained with.
    pub fn new(words: Words, model: Model) -> Self {
        Relations { words, model, voice: Voice::default(), kin: OnceLock::new() }
    }

    /// The codebook's words among the word vectors; those of the first codebook asked with stay.
    pub fn kin(&self, book: &Codebook) -> &Kin {
        self.kin.get_or_init(|| Kin::new(book, &self.words))
    }

    /// The likeliest relation by a pair's features; with `event`, the likeliest that is an event.
    pub fn guess(&self, features: &Features, event: bool) -> Guess {
        let labels = &self.model.labels;
        let logits = self.model.logits(features, &self.words);
        let shares = self.model.shares(&logits, 0);
        let none = labels.find(0, NONE);
        let class = best(&shares, &labels.quads, if event { none } else { None });
        let first = |group: usize| {
            let shares = self.model.shares(&logits, group);
            let top = (0..shares.len()).max_by(|&a, &b| shares[a].total_cmp(&shares[b]))?;
            labels.groups.get(group)?.get(top).filter(|l| *l != "-").cloned()
        };
        Guess {
            class,
            kind: labels.groups.first().and_then(|g| g.get(class)).cloned().unwrap_or_default(),
            mode: first(class + 2),
            status: first(1),
            confidence: self.model.trust.confidence(shares.get(class).copied().unwrap_or(0.0)),
            none: none.map_or(0.0, |n| shares[n]),
            rule: None,
        }
    }

    /// The relation of a pair: by the codebook where the one rule that fits is sure, else by the model.
    pub fn answer(&self, features: &Features, event: bool) -> Guess {
        let guess = self.guess(features, event);
        match (self.voice, &features.said) {
            (Voice::Both, Some(said)) => self.ruled(said, &guess).unwrap_or(guess),
            (Voice::Rules, Some(said)) => {
                let confidence = self.model.trusted(&said.rule).unwrap_or(0.0);
                Guess { kind: said.kind.clone(), mode: said.mode.clone(), confidence, rule: Some(said.rule.clone()), ..guess }
            }
            (Voice::Rules, None) => Guess { kind: String::new(), mode: None, status: None, confidence: 0.0, ..guess },
            _ => guess,
        }
    }

    /// What a sure rule makes of the model's guess.
    fn ruled(&self, said: &Said, guess: &Guess) -> Option<Guess> {
        let (class, confidence) = (self.model.labels.find(0, &said.kind)?, self.model.trusted(&said.rule)?);
        let mode = said.mode.clone().or_else(|| guess.mode.clone().filter(|_| guess.class == class));
        Some(Guess { class, kind: said.kind.clone(), mode, confidence, rule: Some(said.rule.clone()), ..guess.clone() })
    }
}

/// The likeliest type. If the one for "no event" is left out, first the likelier of conflict and cooperation is taken, then
/// its likelier quad class, then the type, as far as the types' quad classes are known.
fn best(shares: &[f32], quads: &[u8], out: Option<usize>) -> usize {
    let sum = |fits: &dyn Fn(u8) -> bool| -> f32 { quads.iter().zip(shares).filter(|&(&q, _)| fits(q)).map(|(_, s)| s).sum() };
    let conflict = sum(&|q| q > 2) > sum(&|q| q == 1 || q == 2);
    let halves: [u8; 2] = if conflict { [3, 4] } else { [1, 2] };
    let quad = if sum(&|q| q == halves[0]) >= sum(&|q| q == halves[1]) { halves[0] } else { halves[1] };
    let stepwise = out.is_some() && !quads.is_empty();
    let fits = |&i: &usize| Some(i) != out && (!stepwise || quads.get(i) == Some(&quad));
    (0..shares.len()).filter(fits).max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0)
}

/// An analysed text and the knowledge to read it by.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub doc: &'a Doc,
    pub clauses: &'a Clauses,
    pub knowledge: &'a Knowledge,
}

/// The features of a pair in an analysed text; none in a text without tokens.
pub fn features(reading: Reading, words: &Words, kin: &Kin, pair: &Pair) -> Option<Features> {
    let site = site::find(reading.doc, pair)?;
    let hits = rules::hits(&reading, pair);
    Some(Reader::new(reading, words, kin, &hits).read(&site))
}

/// A mention by its tokens and the head of its phrase.
pub use site::Side as Mentioned;

/// The features of two actors of a document that is being coded; `hits` are the rules that fit in their sentence.
pub(crate) fn features_of(
    doc: &Doc,
    clauses: &Clauses,
    coding: &Coding,
    relations: &Relations,
    (source, target): (Mentioned, Mentioned),
    hits: &[Hit],
) -> Features {
    let (words, kin) = (&relations.words, relations.kin(coding.book));
    let reader = Reader { doc, clauses, lexicon: coding.lexicon, book: coding.book, words, kin, hits };
    reader.read(&site::between(doc, source, target))
}

/// The features of labelled sentences, in order; none for a text without tokens.
pub fn read_all(pairs: &[&Pair], pipeline: &Pipeline, knowledge: &Knowledge, words: &Words) -> Vec<Option<Features>> {
    let kin = Kin::new(&knowledge.codebook, words);
    let read = |pairs: &[&Pair]| -> Vec<Option<Features>> {
        let texts: Vec<&str> = pairs.iter().map(|p| p.text.as_str()).collect();
        let docs = pipeline.parse_batch(&texts);
        let one = |(doc, pair): (&Doc, &&Pair)| {
            let clauses = clause::build(doc, &knowledge.clause);
            features(Reading { doc, clauses: &clauses, knowledge }, words, &kin, pair)
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

/// All labels of a corpus, in alphabetical order, and the types' quad classes if the codebook knows all of them.
pub fn labels(examples: &[Example], book: &Codebook) -> Labels {
    let sorted = |all: &mut dyn Iterator<Item = String>| {
        let set: std::collections::BTreeSet<String> = all.collect();
        set.into_iter().collect::<Vec<String>>()
    };
    let or_dash = |x: &Option<String>| x.clone().unwrap_or_else(|| "-".into());
    let types = sorted(&mut examples.iter().map(|e| e.kind.clone()));
    let statuses = sorted(&mut examples.iter().filter_map(|e| e.status.clone()));
    let told = |e: &&Example| e.mode.as_deref() != Some(corpus::UNTOLD);
    let modes = types.iter().map(|t| sorted(&mut examples.iter().filter(|e| e.kind == *t).filter(told).map(|e| or_dash(&e.mode))));
    let modes: Vec<Vec<String>> = modes.collect();
    let quad = |t: &String| if t == NONE { Some(0) } else { book.types.iter().find(|x| x.name == *t).map(|x| x.quad) };
    let quads = types.iter().map(quad).collect::<Option<Vec<u8>>>().unwrap_or_default();
    Labels { groups: [types, statuses].into_iter().chain(modes).collect(), quads }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelier_half_is_taken_before_the_type() {
        // Three types and no event; together the two cooperations are likelier than the one conflict.
        let (shares, quads) = ([0.35, 0.2, 0.25, 0.2], [3, 2, 2, 0]);
        assert_eq!(best(&shares, &quads, Some(3)), 2);
        assert_eq!(best(&shares, &[], Some(3)), 0, "quad classes that nobody knows tell nothing");
        assert_eq!(best(&shares, &quads, None), 0, "where no event is an answer too, types stand for themselves");
        assert_eq!(best(&[], &[], None), 0);
    }

    #[test]
    fn who_is_asked_answers() {
        let mut relations = Relations::built_in().expect("a sound model");
        let said = Said { rule: "AID/of-no-corpus".into(), kind: "AID".into(), mode: None };
        let (told, silent) = (Features { said: Some(said), ..Features::default() }, Features::default());
        assert_eq!(relations.answer(&told, true).rule, None, "a rule that is not sure leaves the answer to the model");
        relations.voice = Voice::Rules;
        let answer = relations.answer(&told, true);
        assert_eq!((answer.kind.as_str(), answer.rule.as_deref()), ("AID", Some("AID/of-no-corpus")));
        assert_eq!(relations.answer(&silent, true).kind, "", "no rule, no answer");
        let sure = relations.model.sure.first().expect("sure rules").0.clone();
        let kind = sure.split('/').next().unwrap_or_default().to_owned();
        let told = Features { said: Some(Said { rule: sure.clone(), kind: kind.clone(), mode: None }), ..Features::default() };
        relations.voice = Voice::Both;
        assert_eq!((relations.answer(&told, true).rule, relations.answer(&told, true).kind), (Some(sure), kind));
        relations.voice = Voice::Model;
        assert_eq!(relations.answer(&told, true).rule, None);
    }

    #[test]
    fn a_mode_that_was_not_labelled_is_no_label() {
        let lines = "AID\t?\tactual\t<s>A</s> fed <t>B</t>.\nAID\t-\tactual\t<s>A</s> paid <t>B</t>.\n";
        let (examples, _) = corpus::read("x.tsv", lines);
        let labels = labels(&examples, &Codebook::default());
        assert_eq!(labels.groups, [vec!["AID".to_owned()], vec!["actual".into()], vec!["-".into()]]);
        let classes = |e: &Example| sample(e, Features::default(), &labels, 1.0).expect("a known type").classes;
        assert_eq!((classes(&examples[0]).len(), classes(&examples[1]).len()), (2, 3));
    }
}
