//! The words that steer whom a mention stands for, from `knowledge/lexicon/actors.toml`.

use crate::knowledge::{Files, KnowledgeError};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

const FILE: &str = "lexicon/actors.toml";

/// Lists of words, named as in the file, where each says what it is for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Cues {
    /// Last words of names of things, contests and creeds, which the recogniser takes for somebody.
    pub things: HashSet<String>,
    /// Last words of names of papers: laws, treaties, deals.
    pub papers: HashSet<String>,
    /// People as buyers, wards and kin, who only tell of what kind a thing is where they stand before one: "the youth mode".
    pub kinds: HashSet<String>,
    /// Titles written before a name that tell another sector than the word alone does.
    pub titles: HashMap<String, String>,
    /// Words for somebody that mean a thing behind these words: "a chemical agent".
    pub not_persons: HashMap<String, HashSet<String>>,
    /// Bodies that are called by the last word of their name: "the court".
    pub bodies: HashSet<String>,
    /// Words for a state and its parts: who leads them is of the state.
    pub realms: HashSet<String>,
    /// Words for those on another's side or against it, who are never of his country for that: "its neighbour", "US allies".
    pub others: HashSet<String>,
    /// Words for two who do something together: "the duo".
    pub pairs: HashSet<String>,
    /// Words for states, which act together without a name: "many countries".
    pub states: HashSet<String>,
    /// What tells one country from the one that the text is about: "the neighbouring country".
    pub elsewhere: HashSet<String>,
    /// Rooms of a body, which act for it: "its Cairo office".
    pub outposts: HashSet<String>,
    /// Plain words for several armed people, which "these" makes those just told of.
    pub bands: HashSet<String>,
    /// Whom a state sends abroad: where they are is not whose they are.
    pub abroad: HashSet<String>,
    /// What is owned, made and sold of arms, as against what is done with them: "its missile programme".
    pub arsenals: HashSet<String>,
    /// What police do to somebody, as a noun: "the police killing of Roe".
    pub seizures: HashSet<String>,
    /// Persons of history whose family name alone means them, long after they left office: "Khrushchev".
    pub renowned: HashSet<String>,
    /// What somebody does who is in another's service: "a guard *working* for the embassy".
    pub serving: HashSet<String>,
}

impl Cues {
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        if files.get(FILE).is_none() { Ok(Cues::default()) } else { crate::knowledge::parse_toml(files, FILE) }
    }
}
