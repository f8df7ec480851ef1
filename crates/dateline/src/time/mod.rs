//! Times: TIMEX3 values counted from the document's date, with an interval.

use crate::clause::Clauses;
use crate::knowledge::{Files, KnowledgeError};
use dateline_lang::Doc;
use jiff::civil::Date;
use serde::Serialize;
use std::ops::Range;

/// A time expression. `value` and `mod` are TIMEX3's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Time {
    #[serde(skip)]
    pub tokens: Range<usize>,
    pub start: u32,
    pub end: u32,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub value: String,
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// First and last day of the interval that the value names; none for durations, sets and vague times.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    Date,
    Time,
    Duration,
    Set,
}

/// The compiled rules of `knowledge/time`.
#[derive(Debug, Default)]
pub struct Rules {}

impl Rules {
    pub fn parse(_files: &Files) -> Result<Self, KnowledgeError> {
        Ok(Rules {})
    }
}

/// Finds and resolves the times of a document, in order. Without `date`, relative ones stay unresolved.
pub fn resolve(_doc: &Doc, _clauses: &Clauses, _date: Option<Date>, _rules: &Rules) -> Vec<Time> {
    Vec::new()
}
