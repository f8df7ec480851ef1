//! The words that attribute speech, from `knowledge/lexicon/quote.toml`.

use crate::knowledge::{Files, KnowledgeError, parse_toml};
use dateline_lang::Doc;
use serde::Deserialize;
use std::collections::HashSet;

const FILE: &str = "lexicon/quote.toml";

/// The compiled cue words: verbs and nouns by lemma, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cues {
    /// Verbs whose words are quoted: "said, “…”".
    pub saying: HashSet<String>,
    /// Verbs of `saying` whose object hears the words: "told Xi".
    pub addressing: HashSet<String>,
    /// Verbs that quote a fragment as a name or judgement: "called it “…”".
    pub naming: HashSet<String>,
    /// Verbs of `saying` and beyond whose "that" clause is somebody's words or claim: "warned that …".
    pub claiming: HashSet<String>,
    /// Verbs by which an outlet passes on words: "…, reported The Guardian".
    pub reporting: HashSet<String>,
    /// Nouns for what bears a title in marks: "her book, “…”".
    pub works: HashSet<String>,
    /// Whether two apostrophes are a double quotation mark: ''We go,'' she said.
    pub doubled_apostrophes: bool,
    /// Nouns for what holds somebody's words: "in a statement: “…”".
    pub messages: HashSet<String>,
}

impl Cues {
    /// Reads `knowledge/lexicon/quote.toml`.
    ///
    /// # Errors
    /// Where the file is missing or has other fields, with its line.
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        parse_toml(files, FILE)
    }

    pub(super) fn is_saying(&self, doc: &Doc, i: usize) -> bool {
        matches!(doc.pos(i), "VERB" | "AUX" | "NOUN" | "PROPN") && is_verb_form(doc, i) && self.saying.contains(doc.lemma(i))
            || self.saying_form(doc.lower(i)) && doc.pos(i) == "VERB"
    }

    /// Known forms of the commonest verbs, for words that the tagger or lemmatizer misread.
    fn saying_form(&self, lower: &str) -> bool {
        matches!(lower, "said" | "says" | "told" | "wrote" | "added" | "tweeted" | "asked")
    }

    pub(super) fn is_addressing(&self, doc: &Doc, i: usize) -> bool {
        self.addressing.contains(doc.lemma(i)) || doc.lower(i) == "told"
    }

    pub(super) fn is_naming(&self, doc: &Doc, i: usize) -> bool {
        self.naming.contains(doc.lemma(i))
    }

    pub(super) fn is_claiming(&self, doc: &Doc, i: usize) -> bool {
        self.claiming.contains(doc.lemma(i)) || self.saying.contains(doc.lemma(i))
    }

    pub(super) fn is_reporting(&self, doc: &Doc, i: usize) -> bool {
        self.reporting.contains(doc.lemma(i))
    }

    pub(super) fn is_work(&self, doc: &Doc, i: usize) -> bool {
        matches!(doc.pos(i), "NOUN" | "PROPN") && self.works.contains(doc.lemma(i))
    }

    pub(super) fn is_message(&self, doc: &Doc, i: usize) -> bool {
        matches!(doc.pos(i), "NOUN" | "PROPN") && (self.messages.contains(doc.lemma(i)) || self.messages.contains(doc.lower(i)))
    }
}

fn is_verb_form(doc: &Doc, i: usize) -> bool {
    doc.tag(i).starts_with("VB")
}
