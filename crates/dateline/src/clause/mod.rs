//! Clauses: the parse made simple once, for all that follows.
//!
//! A clause is a predicate with its agents, patients, recipients and prepositional roles, its
//! complements, voice, tense, modality and negation, and the clause that governs it. Passives,
//! control, raising, conjunction, relatives and participles are resolved here, so that rules stay
//! short: in "troops sent by Moscow to seize the town" `seize` has the agent `troops`.
//!
//! Verbs make clauses in [`build`]; a noun that stands for a clause ("Russia's invasion of
//! Ukraine") is read on demand by [`Clauses::nominal`], since only the codebook knows which do.

mod lexicon;
mod noun;
mod passive;
mod reality;
mod relative;
mod share;
mod syntax;
mod turns;
mod verb;

pub use lexicon::Lexicon;
pub use reality::Reality;
pub use syntax::{before_hyphen, conjuncts, holds, is_nominal, noun_phrase, objects_under, prepositional_objects, titled, verb_lemma};

use dateline_lang::Doc;
use std::ops::Range;

/// Tense of the finite verb that carries the clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tense {
    Past,
    Present,
    Future,
    /// Infinitives, participles and nouns have none of their own.
    #[default]
    None,
}

/// What the head of a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Verb,
    Noun,
}

/// How a clause hangs on the clause above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Relation {
    /// A main clause.
    #[default]
    Root,
    /// Content with its own subject: "said that …", "demanded that …".
    Content,
    /// Infinitive or participle complement: "refused to go", "kept shelling".
    Infinitive,
    /// Complement of a preposition: "accused of killing", "after visiting".
    Prepositional,
    /// Adverbial clause: "if …", "when …", "to hold talks" (purpose), "saying …".
    Adverbial,
    /// Relative clause on a noun.
    Relative,
    /// Participle or infinitive on a noun: "a missile fired by …", "a plan to attack".
    Modifier,
    /// Conjoined with the clause above.
    Conjunct,
}

/// A role introduced by a preposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition's token.
    pub prep: usize,
    /// Head of its object.
    pub object: usize,
}

/// One predicate and what hangs on it. All fields of type `usize` are token indices; roles are the
/// heads of their noun phrases, one for each conjunct.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clause {
    /// The verb, or the event noun.
    pub head: usize,
    pub kind: Kind,
    pub particle: Option<usize>,
    pub agents: Vec<usize>,
    pub patients: Vec<usize>,
    pub recipients: Vec<usize>,
    /// Predicative noun or adjective: "is *ready*", "was named *envoy*".
    pub attributes: Vec<usize>,
    pub obliques: Vec<Oblique>,
    /// Of a noun: its possessors ("Russia's invasion").
    pub possessors: Vec<usize>,
    /// Of a noun: adjectives and nouns before it ("Israeli strike").
    pub modifiers: Vec<usize>,
    /// Clauses that complete this one, as indices into [`Clauses::all`].
    pub complements: Vec<u32>,
    /// The clause above and how this one hangs on it.
    pub governor: Option<u32>,
    pub relation: Relation,
    /// Word that opens a subordinate clause: "that", "if", "after".
    pub mark: Option<usize>,
    pub tense: Tense,
    pub perfect: bool,
    pub progressive: bool,
    pub passive: bool,
    pub infinitive: bool,
    pub modal: Option<usize>,
    pub negation: Option<usize>,
    pub question: bool,
    /// The agents were inherited from another clause, not stated in this one.
    pub inherited: bool,
}

/// The clauses of a document, in order of their heads.
#[derive(Debug, Clone, Default)]
pub struct Clauses {
    pub all: Vec<Clause>,
    /// For each token, the verb clause that it belongs to (its nearest governing predicate).
    pub of_token: Vec<Option<u32>>,
}

impl Clauses {
    /// The verb clause a token belongs to.
    pub fn of(&self, token: usize) -> Option<&Clause> {
        self.index_of(token).map(|c| &self.all[c as usize])
    }

    /// Index into `all` of the verb clause a token belongs to.
    pub fn index_of(&self, token: usize) -> Option<u32> {
        self.of_token.get(token).copied().flatten()
    }

    /// The clause whose head is this token.
    pub fn headed_by(&self, token: usize) -> Option<&Clause> {
        self.of(token).filter(|c| c.head == token)
    }

    /// Indices of the clauses whose heads are among these tokens.
    pub fn among(&self, tokens: &Range<usize>) -> Range<u32> {
        let before = |token: usize| self.all.partition_point(|c| c.head < token) as u32;
        before(tokens.start)..before(tokens.end)
    }

    /// Reads a noun as a clause of its own.
    pub fn nominal(&self, doc: &Doc, noun: usize) -> Clause {
        noun::read(doc, self, noun)
    }
}

/// Builds the verb clauses of a document from its parse.
pub fn build(doc: &Doc, lexicon: &Lexicon) -> Clauses {
    verb::build(doc, lexicon)
}
