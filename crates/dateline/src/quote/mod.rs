//! Quotes: who said which words to whom, and who reported it.

use crate::actor::Resolution;
use crate::clause::Clauses;
use crate::knowledge::{Files, KnowledgeError};
use crate::record::ActorRef;
use crate::time::Time;
use dateline_lang::Doc;
use serde::Serialize;
use std::ops::Range;

/// Quoted words; the span holds the words without their quotation marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    #[serde(skip)]
    pub tokens: Range<usize>,
    pub start: u32,
    pub end: u32,
    pub kind: QuoteKind,
    /// The words that name the speaker; `name`, `country` and `sector` where they resolve.
    pub speaker: Option<Speaker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressee: Option<ActorRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<String>,
    /// Account and day of a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<jiff::civil::Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    Direct,
    Indirect,
    Post,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    pub start: u32,
    pub end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<u32>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
}

/// The compiled cue words of `knowledge/lexicon`.
#[derive(Debug, Default)]
pub struct Cues {}

impl Cues {
    pub fn parse(_files: &Files) -> Result<Self, KnowledgeError> {
        Ok(Cues {})
    }
}

/// Finds the quotes of a document and their speakers.
pub fn resolve(_doc: &Doc, _clauses: &Clauses, _actors: &Resolution, _times: &[Time], _cues: &Cues) -> Vec<Quote> {
    Vec::new()
}
