//! The words the clause layer knows, from `knowledge/lexicon/clause.toml`.

use crate::knowledge::{Files, KnowledgeError};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

const FILE: &str = "lexicon/clause.toml";

/// Words that steer the reading of clauses; verbs and nouns by lemma.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Verbs whose infinitive is done by their subject though they have an object: "promised B to go".
    pub subject_control: HashSet<String>,
    /// Verbs whose "of/for/with …ing" is done by their object: "accused B of killing".
    pub object_of: HashSet<String>,
    /// Verbs of punishing: what follows "for" was done by whom they punish.
    pub punishing: HashSet<String>,
    /// Nouns for what somebody gets for a deed: "a *sentence* for killing B".
    pub penalties: HashSet<String>,
    /// Verbs for what is done before an arrest by whoever arrests: "arrested B after *storming* the house".
    pub searching: HashSet<String>,
    /// Verbs of speech whose condition is part of what is said, beside those of saying and vowing: "*offers* help if".
    pub conditional: HashSet<String>,
    /// Verbs of saying whose content keeps its own status.
    pub saying: HashSet<String>,
    /// Verbs of holding forth, which open a report of it: "*Speaking* in Riga, he …".
    pub speaking: HashSet<String>,
    /// Verbs for how a speaker goes on or stands while speaking: "he said, *pointing* to a map".
    pub remarking: HashSet<String>,
    /// Verbs that say no more of their noun than that it takes place: "hold talks", "launch an attack".
    pub light: HashSet<String>,
    /// Verbs whose subject is whom their object is done to: "*suffered* attacks".
    #[serde(default)]
    pub undergoing: HashSet<String>,
    /// Verbs whose subject noun takes place: "talks began", "the strike killed".
    pub occurring: HashSet<String>,
    /// Nouns for what is got up by somebody, whose "by" names that one: "a *rally* by students".
    #[serde(default)]
    pub gatherings: HashSet<String>,
    /// Nouns for the ground of a deed: "jailed on *charges* of fraud by a court".
    #[serde(default)]
    pub grounds: HashSet<String>,
    /// Nouns whose "by" tells how much or how: "by a *majority*".
    #[serde(default)]
    pub measures: HashSet<String>,
    /// Verbs of what a power has done to somebody: "had the editor *arrested*".
    #[serde(default)]
    pub ordered: HashSet<String>,
    /// Verbs that do what their "with" says: "responded *with* an attack".
    #[serde(default)]
    pub doing_with: HashSet<String>,
    /// Verbs that do what their "in" says: "took part *in* talks".
    #[serde(default)]
    pub doing_in: HashSet<String>,
    /// Nouns whose infinitive is announced by them: "the *decision* to withdraw".
    #[serde(default)]
    pub deciding: HashSet<String>,
    /// Verbs whose infinitive is as real as they are: "manages to", "begins to".
    pub implicative: HashSet<String>,
    /// Verbs of going, whose aim is told as reached when the journey is: "flew in to meet B".
    pub motion: HashSet<String>,
    /// Verbs whose "to" or "in" takes place: "*led* to an attack".
    pub leading: HashSet<String>,
    /// Verbs of states of mind and being, which nobody is asked for: "should be concerned", "should know".
    pub stative: HashSet<String>,
    /// Verbs of speech that, joined to what somebody said, are the speaker's: "said that … and *vowed* to".
    pub vowing: HashSet<String>,
    /// Verbs for the start of what is else a state: "fighting *erupted*".
    pub erupting: HashSet<String>,
    /// Verbs of saying that tell nothing of what the saying does: "say", "add".
    pub plain_saying: HashSet<String>,
    /// Verbs and nouns of trying, whose infinitive is what they are about: "is *trying* to block".
    pub trying: HashSet<String>,
    /// Verbs that only say how far an act is: "vowed to *continue* shelling".
    pub aspects: HashSet<String>,
    /// Verbs whose imperative asks for no act: "*think* of your children".
    pub idle: HashSet<String>,
    /// Nouns that are as real as what they hang on, and hand it down: "the threat of a *wave* of attacks".
    #[serde(default)]
    pub bearing: HashSet<String>,
    /// Adjectives of an act that is told as background: "*previous* talks".
    #[serde(default)]
    pub bygone: HashSet<String>,
    /// Verbs whose object is only thought of where they are: "would not tolerate an invasion".
    pub letting: HashSet<String>,
    /// Nouns for what is written and comes into force: "a *resolution* authorising force".
    #[serde(default)]
    pub enacted: HashSet<String>,
    /// Adverbs of what is told as background: "*previously* accused".
    #[serde(default)]
    pub background: HashSet<String>,
    /// Adverbs of a past perfect that is told in passing: "had *earlier* denied it".
    #[serde(default)]
    pub asides: HashSet<String>,
    /// Adverbs of habit: "has *regularly* struck".
    #[serde(default)]
    pub habit: HashSet<String>,
    pub future: Words,
    pub hypothetical: Words,
    pub negated: Words,
    /// Modal verb to status: `will = "future"`.
    pub modals: BTreeMap<String, String>,
}

/// The words of one status.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// Their infinitive, participle or clause has this status.
    pub verbs: HashSet<String>,
    /// Their finite clause has this status: "*fears* that Iran attacks".
    pub verbs_of_content: HashSet<String>,
    /// Their object or prepositional noun has this status: "called for a *ceasefire*".
    pub verbs_of_nouns: HashSet<String>,
    /// Predicates with "be": "is *ready* to".
    pub predicates: HashSet<String>,
    /// What hangs on these nouns by "of", "for", "to": "the *threat* of an attack".
    pub nouns: HashSet<String>,
    /// Adjectives before an event noun: "a *possible* strike".
    pub adjectives: HashSet<String>,
    /// Prepositions before an event noun: "*ahead* of talks".
    pub prepositions: HashSet<String>,
    /// Words that open a clause: "*if*".
    pub marks: HashSet<String>,
    /// Adverbs on the predicate: "*possibly*".
    pub adverbs: HashSet<String>,
}

impl Lexicon {
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        crate::knowledge::parse_toml(files, FILE)
    }

    /// Whether a verb does what a noun after this preposition says: "responded with an attack".
    pub fn carries_by(&self, verb: &str, prep: &str) -> bool {
        match prep {
            "with" => self.doing_with.contains(verb),
            "in" => self.doing_in.contains(verb),
            _ => false,
        }
    }
}
