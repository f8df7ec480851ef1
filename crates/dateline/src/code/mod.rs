//! The coder: acts and operators of the codebook matched on clauses give event records.
//!
//! `matching` fits patterns to clauses, `draft` decides which matches become records (an operator
//! takes in the act inside it), `roles` turns words to actors, `event` adds status, time, place and
//! who claims it, `propose` asks the model of relations, `merge` makes several tellings of one act one record, and `office`
//! puts former rulers back into office for what they did then.

mod authority;
mod background;
mod blame;
pub mod check;
pub mod codebook;
mod completion;
mod content;
pub mod context;
mod dated;
mod doer;
mod draft;
mod event;
mod ground;
mod host;
mod implied;
pub mod manual;
mod matching;
mod merge;
mod office;
mod opponent;
mod own;
mod owners;
mod pattern;
mod propose;
mod public;
mod roles;
mod sense;
mod settle;
mod speech;
mod told;
mod validate;
mod victims;
mod weapon;

pub use codebook::{Codebook, CompiledRule, Mode, Rule, TypeFile};
pub use draft::{Draft, drafts};
pub use matching::{Content, Match};
pub use pattern::Pattern;
pub use settle::Silence;

use crate::actor::{Actors, Resolution};
use crate::clause::{Clauses, Lexicon};
use crate::document::Document;
use crate::place::Place;
use crate::quote::Quote;
use crate::record::{ActorRef, Span};
use crate::relate::{Relations, Voice};
use crate::time::Time;
use dateline_lang::Doc;
use jiff::civil::Date;
use serde::Serialize;
use std::ops::Range;

/// Everything that the earlier stages found out about one document.
pub struct Resolved<'a> {
    pub doc: &'a Doc,
    pub clauses: &'a Clauses,
    pub times: &'a [Time],
    pub actors: &'a Resolution,
    pub places: &'a [Place],
    pub quotes: &'a [Quote],
    pub input: &'a Document,
}

impl<'a> Resolved<'a> {
    /// The times that begin within these tokens.
    pub(crate) fn times_in(&self, words: &Range<usize>) -> &'a [Time] {
        within(self.times, words, |t| t.tokens.start)
    }

    /// The places that begin within these tokens.
    pub(crate) fn places_in(&self, words: &Range<usize>) -> &'a [Place] {
        within(self.places, words, |p| p.tokens.start)
    }

    /// Whether a token is part of a time.
    pub(crate) fn is_time(&self, token: usize) -> bool {
        let after = self.times.partition_point(|t| t.tokens.start <= token);
        after > 0 && self.times[after - 1].tokens.contains(&token)
    }
}

/// The part of a list in order of `start` that begins within these tokens.
fn within<'a, T>(all: &'a [T], words: &Range<usize>, start: impl Fn(&T) -> usize) -> &'a [T] {
    let first = all.partition_point(|x| start(x) < words.start);
    let count = all[first..].partition_point(|x| start(x) < words.end);
    &all[first..first + count]
}

/// One event record; see the contract in `docs/records.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub contexts: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// PLOVER intensity, −10 to 10.
    pub score: f32,
    pub cameo: Option<String>,
    pub status: Status,
    pub source: Vec<ActorRef>,
    pub target: Vec<ActorRef>,
    pub trigger: Span,
    /// Other tellings of the same act.
    pub also: Vec<Span>,
    /// Index into the record's sentences.
    pub sentence: u32,
    pub when: Option<When>,
    #[serde(rename = "where")]
    pub place: Option<Place>,
    pub claimed_by: Vec<Claim>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Span>,
    pub rule: String,
    pub confidence: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Actual,
    Historical,
    Future,
    Hypothetical,
    Negated,
}

/// When an event took or takes place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct When {
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// `day`, `week`, `month`, `quarter`, `year`, `decade`, `range`.
    pub precision: &'static str,
    pub basis: Basis,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub span: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    Text,
    Document,
}

/// Who says that the event took place; the publisher's own voice is not listed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    pub name: String,
    pub start: u32,
    pub end: u32,
}

/// Codes the events of a document, in order of their triggers.
pub fn code(stage: &Resolved, knowledge: &Coding) -> Coded {
    let sentences = sentences(stage.doc);
    let mut drafts = drafts(stage, knowledge);
    completion::complete(stage, knowledge, &sentences, &mut drafts);
    let silent = settle::silences(stage, knowledge, &drafts);
    let mut told: Vec<Draft> = drafts.iter().zip(&silent).filter(|(_, why)| why.is_none()).map(|(d, _)| d.clone()).collect();
    let mut events: Vec<Event> = told.iter().map(|d| event::finish(stage, knowledge, d.clone(), &sentences)).collect();
    if knowledge.model_alone() {
        told.clear();
        events.clear();
    }
    propose::add(stage, knowledge, &drafts, &sentences, &mut told, &mut events);
    background::mark(stage, knowledge, &sentences, &told, &mut events);
    let mut events = merge::merge(stage, knowledge, events);
    office::mark(stage, knowledge, &mut events);
    Coded { events, drafts, silent }
}

/// For each token the number of its sentence.
fn sentences(doc: &Doc) -> Vec<u32> {
    let mut sentence = 0;
    let number = |(i, t): (usize, &dateline_lang::Token)| {
        sentence += u32::from(i > 0 && t.sent_start);
        sentence
    };
    doc.tokens().iter().enumerate().map(number).collect()
}

/// The events, and the drafts behind them, from which commitments are read.
pub struct Coded {
    pub events: Vec<Event>,
    pub drafts: Vec<Draft>,
    /// For each draft, why it makes no record.
    pub silent: Vec<Silence>,
}

/// The knowledge that coding needs.
#[derive(Clone, Copy)]
pub struct Coding<'a> {
    pub book: &'a Codebook,
    pub lexicon: &'a Lexicon,
    pub actors: &'a Actors,
    /// The model of relations; without it the rules alone speak.
    pub relations: Option<&'a Relations>,
}

impl Coding<'_> {
    /// Whether the model speaks for the rules too.
    fn model_alone(&self) -> bool {
        self.relations.is_some_and(|r| r.voice == Voice::Model)
    }
}
