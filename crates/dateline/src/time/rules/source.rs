//! A rule file as it is written, and where in it a fault is.

use super::Only;
use crate::knowledge::{KnowledgeError, line_of};
use crate::time::Kind;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) level: u8,
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) rule: Vec<Spanned<RuleText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub(super) name: String,
    pub(super) pattern: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) patterns: Vec<Spanned<String>>,
    pub(super) value: Spanned<String>,
    pub(super) makes: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<Spanned<String>>,
    #[serde(rename = "mod")]
    pub(super) modifier: Option<String>,
    #[serde(default)]
    pub(super) only: Only,
    #[serde(default)]
    pub(super) part: bool,
    #[serde(default)]
    pub(super) capital: bool,
    #[serde(default)]
    pub(super) noun: bool,
    #[serde(default)]
    pub(super) ahead: bool,
    #[serde(default)]
    pub(super) free: bool,
    #[serde(default)]
    pub(super) examples: Vec<Spanned<ExampleText>>,
    #[serde(default)]
    pub(super) never: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleText {
    pub(super) text: String,
    pub(super) words: String,
    pub(super) value: String,
    pub(super) date: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    #[serde(rename = "mod")]
    pub(super) modifier: Option<String>,
}

/// A file's path and text, to say where a fault is.
pub(super) struct Source<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl Source<'_> {
    pub(super) fn fault(&self, span: Range<usize>, cause: impl ToString, hint: &str) -> KnowledgeError {
        KnowledgeError { file: self.path.to_owned(), line: self.line(span), cause: cause.to_string(), hint: hint.to_owned() }
    }

    pub(super) fn line(&self, span: Range<usize>) -> usize {
        line_of(self.text, span.start)
    }

    /// The place of a word in the file, for faults of tables that keep none.
    pub(super) fn find(&self, word: &str) -> Range<usize> {
        let at = self.text.find(word).unwrap_or(0);
        at..at
    }

    pub(super) fn toml<'t, T: Deserialize<'t>>(&'t self) -> Result<T, KnowledgeError> {
        let span = |e: &toml::de::Error| e.span().unwrap_or(0..0);
        toml::from_str(self.text).map_err(|e| self.fault(span(&e), e.message(), "see knowledge/time/README.md for the keys of this file"))
    }
}

pub(super) fn kind_named(name: &str) -> Option<Kind> {
    Some(match name {
        "DATE" => Kind::Date,
        "TIME" => Kind::Time,
        "DURATION" => Kind::Duration,
        "SET" => Kind::Set,
        _ => return None,
    })
}
