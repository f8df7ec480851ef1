//! Clauses: the parse made simple once, for all that follows.
//!
//! A clause is a predicate (a verb, an event noun, or a light verb with its noun) with its agent,
//! patient, recipient and prepositional roles, its complement, voice, tense, negation, modality,
//! and the chain of who says so.

use crate::knowledge::{Files, KnowledgeError};
use dateline_lang::Doc;

/// Tense of the finite verb that carries the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tense {
    Past,
    #[default]
    Present,
    Future,
    /// Infinitives, participles and nouns have none of their own.
    None,
}

/// One predicate and what hangs on it. All fields of type `usize` are token indices.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clause {
    /// The verb, or the event noun.
    pub head: usize,
    pub tense: Tense,
}

/// The clauses of a document.
#[derive(Debug, Clone, Default)]
pub struct Clauses {
    pub all: Vec<Clause>,
    /// For each token, the clause that it belongs to (its nearest governing predicate).
    pub of_token: Vec<Option<u32>>,
}

impl Clauses {
    /// The clause a token belongs to.
    pub fn of(&self, token: usize) -> Option<&Clause> {
        self.of_token.get(token).copied().flatten().map(|c| &self.all[c as usize])
    }
}

/// The words the clause layer knows: light verbs, event nouns, modal and implicative verbs.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    pub fn parse(_files: &Files) -> Result<Self, KnowledgeError> {
        Ok(Lexicon {})
    }
}

/// Builds the clauses of a document from its parse.
pub fn build(_doc: &Doc, _lexicon: &Lexicon) -> Clauses {
    Clauses::default()
}
