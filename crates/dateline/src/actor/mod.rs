//! Actors: mentions resolved to state, sector and person as of the document's date, and chained.

use crate::clause::Clauses;
use crate::document::Document;
use crate::knowledge::{Files, KnowledgeError};
use crate::record::ActorRef;
use dateline_lang::Doc;
use serde::Serialize;
use std::ops::Range;

/// What an actor is, as far as the text and the knowledge tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Entity {
    /// Standard name: `Vladimir Putin`, `United States`, `Hamas`, `protesters`.
    pub name: String,
    /// CAMEO-style code, such as `RUSGOV`.
    pub code: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// PLOVER sectors, the primary one first; none for a bare country.
    pub sectors: Vec<String>,
    pub wikidata: Option<String>,
    pub kind: EntityKind,
    /// Name taken from a role word ("protesters"), not a proper name.
    pub generic: bool,
    /// Office as of the date, such as `president`.
    pub office: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum EntityKind {
    State,
    Person,
    Organisation,
    #[default]
    Group,
}

/// One mention: a noun phrase or pronoun that stands for an actor, or for several.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The whole phrase with determiners, titles and apposed name: "his Chinese counterpart Xi Jinping".
    pub tokens: Range<usize>,
    /// Syntactic head of the phrase.
    pub head: usize,
    /// Chains (indices into [`Resolution::chains`]); more than one for "the two leaders".
    pub chains: Vec<usize>,
    /// Other readings of an ambiguous name that the text does not settle; then `chains` is one open chain.
    pub candidates: Vec<Entity>,
}

/// All mentions of a document and the entities they chain to.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// In order of their first token; they may nest ("Russian President" holds "Russian").
    pub mentions: Vec<Mention>,
    pub chains: Vec<Entity>,
    /// Start and end of each token in code points, for [`Resolution::refs`].
    pub(crate) offsets: Vec<(u32, u32)>,
}

impl Resolution {
    /// The mention whose head is this token; the longest if several.
    pub fn at_head(&self, token: usize) -> Option<&Mention> {
        self.mentions.iter().filter(|m| m.head == token).max_by_key(|m| m.tokens.len())
    }

    /// The records of a mention: one for each actor that it stands for.
    pub fn refs<'a>(&'a self, m: &'a Mention) -> impl Iterator<Item = ActorRef> + 'a {
        let (start, end) = (self.offsets[m.tokens.start].0, self.offsets[m.tokens.end - 1].1);
        m.chains.iter().map(move |&chain| {
            let e = &self.chains[chain];
            ActorRef {
                start,
                end,
                chain: chain as u32,
                name: e.name.clone(),
                code: e.code.clone(),
                country: e.country.clone(),
                sector: e.sectors.first().cloned(),
                sectors: e.sectors.clone(),
                wikidata: e.wikidata.clone(),
            }
        })
    }
}

/// The compiled files of `knowledge/actors`.
#[derive(Debug, Default)]
pub struct Actors {}

impl Actors {
    pub fn parse(_files: &Files) -> Result<Self, KnowledgeError> {
        Ok(Actors {})
    }
}

/// Finds, resolves and chains the actors of a document.
pub fn resolve(_doc: &Doc, _clauses: &Clauses, _input: &Document, _actors: &Actors) -> Resolution {
    Resolution::default()
}
