//! Actors: mentions resolved to state, sector and person as of the document's date, and chained.
//!
//! ```
//! use dateline::{actor, knowledge::Files};
//! let actors = actor::Actors::parse(&Files::embedded()).unwrap();
//! let on = "2021-12-15".parse().ok();
//! let e = actor::phrase("Russian deputy foreign minister Sergei Ryabkov", on, &actors);
//! assert_eq!((e.name.as_str(), e.code.as_str()), ("Sergei Ryabkov", "RUSGOV"));
//! assert_eq!(actor::phrase("the Chinese president", on, &actors).name, "Xi Jinping");
//! ```
//!
//! One scan finds every known name and role word (`scan`); a noun phrase is read from its head and the words
//! beside it (`np`), persons as of the day (`people`).

mod apposition;
mod before;
mod beside;
mod chain;
mod check;
mod colour;
mod command;
mod compile;
mod country;
mod cues;
mod family;
mod fold;
mod lands;
mod lexicon;
mod mentions;
mod named;
mod names;
mod np;
mod pair;
mod people;
mod person;
mod phrase;
mod pronoun;
mod quoted;
mod role;
mod same;
mod scan;
mod scene;
mod special;
mod spelling;
mod states;
mod table;
mod text;

pub use check::{check, check_phrases};
pub use lexicon::Actors;

use crate::clause::Clauses;
use crate::document::Document;
use crate::record::ActorRef;
use dateline_lang::Doc;
use jiff::civil::Date;
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
    /// A people without a state of its own, or states that no name tells apart: of no one country.
    #[serde(skip)]
    pub(crate) stateless: bool,
    /// Which person of the knowledge it is.
    #[serde(skip)]
    pub(crate) person: Option<u32>,
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
    /// For each token the mention to give for it, plus one; 0 for none.
    by_token: Vec<u32>,
    /// For each chain its first mention.
    first: Vec<u32>,
}

impl Resolution {
    /// The mention whose head is this token, the longest if several; else the one that has the token in its name
    /// or role word.
    pub fn at_head(&self, token: usize) -> Option<&Mention> {
        let index = self.by_token.get(token).copied()?.checked_sub(1)?;
        self.mentions.get(index as usize)
    }

    /// Two actors of which nothing else is known, chains 0 and 1, by the tokens and heads of their mentions.
    pub fn of_two(doc: &Doc, first: &[(Range<usize>, usize)], second: &[(Range<usize>, usize)]) -> Self {
        let marked = first.iter().map(|m| (m, 0)).chain(second.iter().map(|m| (m, 1)));
        let mention = |((tokens, head), chain): (&(Range<usize>, usize), usize)| Mention {
            tokens: tokens.clone(),
            head: *head,
            chains: vec![chain],
            candidates: Vec::new(),
        };
        let mut mentions: Vec<Mention> = marked.filter(|((tokens, _), _)| !tokens.is_empty()).map(mention).collect();
        mentions.sort_by_key(|m| m.tokens.start);
        let known =
            |name: &str| Entity { name: name.into(), country: Some(name.into()), kind: EntityKind::Organisation, ..Entity::default() };
        let offsets = doc.tokens().iter().map(|t| (t.start, t.end)).collect();
        let cores = mentions.iter().map(|m| m.tokens.clone()).collect();
        let mut all =
            Resolution { mentions, chains: vec![known("source"), known("target")], offsets, by_token: Vec::new(), first: Vec::new() };
        all.index(doc.len(), cores);
        all
    }

    /// Fills the indexes of [`Resolution::at_head`] and [`Resolution::first_ref`]. `cores` are the names and role words, one for each mention.
    fn index(&mut self, tokens: usize, cores: Vec<Range<usize>>) {
        self.by_token = vec![0; tokens];
        self.first = vec![u32::MAX; self.chains.len()];
        for (i, m) in self.mentions.iter().enumerate().rev() {
            m.chains.iter().for_each(|&c| self.first[c] = i as u32);
        }
        for (i, core) in cores.into_iter().enumerate() {
            for token in core {
                if self.by_token[token] == 0 {
                    self.by_token[token] = i as u32 + 1;
                }
            }
        }
        let mut longest = vec![0; tokens];
        for (i, m) in self.mentions.iter().enumerate() {
            if m.tokens.len() > longest[m.head] {
                longest[m.head] = m.tokens.len();
                self.by_token[m.head] = i as u32 + 1;
            }
        }
    }

    /// An actor by its chain, at its first mention.
    pub fn first_ref(&self, chain: u32) -> Option<ActorRef> {
        let m = self.mentions.get(*self.first.get(chain as usize)? as usize)?;
        self.refs(m).find(|r| r.chain == chain)
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

/// A date as a number: 20211215.
fn day_number(date: Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

impl Actors {
    /// The sectors that a former holder of an office had in office: on that day or, if `or_last`, in the last office before it.
    pub(crate) fn sectors_in_office(&self, who: &Entity, day: Date, or_last: bool) -> Option<Vec<String>> {
        self.people.sectors_in_office(who.person?, day_number(day), or_last)
    }
}

/// What a phrase stands for on a day, such as "Russian deputy foreign minister"; needs no text around it.
/// Without a date, people are taken to hold their last office.
pub fn phrase(text: &str, date: Option<Date>, actors: &Actors) -> Entity {
    phrase::read_phrase(actors, text, date.map(day_number))
}

/// Finds, resolves and chains the actors of a document. Offices are judged as of the document's date.
pub fn resolve(doc: &Doc, _clauses: &Clauses, input: &Document, actors: &Actors) -> Resolution {
    let text = text::Text::new(doc, actors, input.date.map(day_number));
    let found = mentions::find(&text);
    chain::weave(&text, &found)
}
