//! The words that rules know, numbered, so that a text's words are looked up once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a: much faster than the standard library's hasher on short words and small numbers. The keys of the maps are
/// the rules' own, so a hostile text cannot make them collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0 ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(crate) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<Fnv>>;

/// The number of every word that no rule knows.
pub(crate) const UNKNOWN: u32 = 0;

#[derive(Debug, Default)]
pub(crate) struct Vocab {
    words: FastMap<String, u32>,
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
