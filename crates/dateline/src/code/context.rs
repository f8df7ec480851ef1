//! The contexts of events: what an act is about, told by the words around it.
//!
//! `knowledge/codebook/contexts.toml` gives each context its words. An event has a context if one of its
//! words stands in the stretch of the sentence that the act belongs to: clauses above and below it
//! count, a clause merely joined to it by "and" does not. A rule can name contexts of its own.
//!
//! ```toml
//! [[context]]
//! name = "health"
//! definition = "Medicine, disease, care for the sick."
//! words = ["vaccine", "public health"]
//! yes = ["China sent vaccines to Brazil."]
//! no = ["China sent tents to Brazil."]
//! ```

use crate::image;
use crate::knowledge::{Files, KnowledgeError, line_of, parse_toml_text};
use dateline_lang::Doc;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use toml::Spanned;

/// Where the contexts are.
pub const FILE: &str = "codebook/contexts.toml";

/// How far from the act words are looked for, in tokens.
const REACH: usize = 50;
/// How many heads are climbed to see what a word belongs to.
const CLIMB: usize = 40;

/// One context as its file defines it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    pub name: String,
    pub definition: String,
    /// Words or phrases by lemma or as they are written, in lower case.
    #[serde(serialize_with = "image::left_out")]
    pub words: Vec<Spanned<String>>,
    /// Sentences all of whose events have this context; there is at least one.
    #[serde(default, serialize_with = "image::left_out")]
    pub yes: Vec<Spanned<String>>,
    /// Near misses: sentences with events of which none has it.
    #[serde(default, serialize_with = "image::left_out")]
    pub no: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextFile {
    #[serde(default)]
    context: Vec<Context>,
}

/// The contexts, found by the first word of each phrase.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Contexts {
    pub all: Vec<Context>,
    /// First word to the words that follow it and the context's index.
    phrases: HashMap<String, Vec<(Vec<String>, usize)>>,
}

impl Contexts {
    /// Reads the file; without one no event has a context but those of its rule.
    pub(super) fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let text = files.get(FILE).unwrap_or_default();
        let mut contexts = Contexts { all: parse_toml_text::<ContextFile>(FILE, text)?.context, ..Contexts::default() };
        for (i, context) in contexts.all.iter().enumerate() {
            for phrase in &context.words {
                let mut words = phrase.get_ref().split_whitespace().map(str::to_owned);
                let first = words.next().filter(|_| *phrase.get_ref() == phrase.get_ref().to_lowercase());
                let first = first.ok_or_else(|| KnowledgeError {
                    file: FILE.into(),
                    line: line_of(text, phrase.span().start),
                    cause: format!("`{}` is no word in lower case", phrase.get_ref()),
                    hint: "write words and phrases by their lemma, in lower case".into(),
                })?;
                contexts.phrases.entry(first).or_default().push((words.collect(), i));
            }
        }
        Ok(contexts)
    }

    /// Names of the contexts of the act with this head, in the order of the file.
    pub fn of(&self, doc: &Doc, head: usize) -> Vec<&str> {
        let own = path(doc, head);
        let mut found = vec![false; self.all.len()];
        for i in head.saturating_sub(REACH)..(head + REACH).min(doc.len()) {
            let hits: Vec<usize> = self.starting_at(doc, i).collect();
            if hits.iter().any(|&c| !found[c]) && belongs(doc, i, &own) {
                hits.into_iter().for_each(|c| found[c] = true);
            }
        }
        self.all.iter().zip(found).filter(|(_, f)| *f).map(|(c, _)| c.name.as_str()).collect()
    }

    fn starting_at<'a>(&'a self, doc: &'a Doc, i: usize) -> impl Iterator<Item = usize> + 'a {
        let phrases =
            self.phrases.get(doc.lower(i)).into_iter().chain(self.phrases.get(doc.lemma(i)).filter(|_| doc.lemma(i) != doc.lower(i)));
        let follows = move |rest: &[String]| rest.iter().enumerate().all(|(k, w)| i + 1 + k < doc.len() && is(doc, i + 1 + k, w));
        phrases.flatten().filter(move |(rest, _)| follows(rest)).map(|(_, c)| *c)
    }
}

fn is(doc: &Doc, i: usize, word: &str) -> bool {
    doc.lower(i) == word || doc.lemma(i) == word
}

/// A verb that is only joined to the one above it: "signed a deal *and sent* troops".
fn is_joined(doc: &Doc, i: usize) -> bool {
    matches!(doc.dep(i), "conj" | "parataxis") && matches!(doc.pos(i), "VERB" | "AUX")
}

/// The act and what it hangs on, up to its sentence's root or to a verb that it is joined to.
fn path(doc: &Doc, head: usize) -> Vec<usize> {
    let mut path = vec![head];
    let mut at = head;
    while path.len() < CLIMB && doc.head(at) != at && !is_joined(doc, at) {
        at = doc.head(at);
        path.push(at);
    }
    path
}

/// Whether a word hangs on the act or on what the act hangs on, with no joined verb between.
fn belongs(doc: &Doc, word: usize, own: &[usize]) -> bool {
    let mut at = word;
    for _ in 0..CLIMB {
        if own.contains(&at) {
            return true;
        }
        if is_joined(doc, at) || doc.head(at) == at {
            return false;
        }
        at = doc.head(at);
    }
    false
}
