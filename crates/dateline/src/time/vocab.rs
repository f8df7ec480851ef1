//! The words that rules know, numbered, so that a text's words are looked up once.

use std::collections::HashMap;

/// The number of every word that no rule knows.
pub(crate) const UNKNOWN: u32 = 0;

#[derive(Debug, Default)]
pub(crate) struct Vocab {
    words: HashMap<String, u32>,
}

impl Vocab {
    /// The word's number, given now if it has none.
    pub(crate) fn add(&mut self, word: &str) -> u32 {
        let next = self.words.len() as u32 + 1;
        *self.words.entry(word.to_owned()).or_insert(next)
    }

    pub(crate) fn get(&self, word: &str) -> u32 {
        self.words.get(word).copied().unwrap_or(UNKNOWN)
    }

    /// One more than the largest number given.
    pub(crate) fn len(&self) -> usize {
        self.words.len() + 1
    }
}
