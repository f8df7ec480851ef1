//! Every name and role word in one trie over folded words, so that the number of names costs nothing per token.

use super::fold;
use super::lexicon::Sense;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes are hashes already.
#[derive(Default)]
pub(super) struct Pass(u64);

impl Hasher for Pass {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n ^ (n >> 32);
    }
}

pub(super) type Map<V> = HashMap<u64, V, BuildHasherDefault<Pass>>;

/// A name in the trie, and how it must be written to count.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Entry {
    sense: Sense,
    /// Bit i: the i-th word begins upper case. Lower-case words are free.
    capitals: u16,
    /// All letters upper case: "US" is no "us".
    acronym: bool,
    next: u32,
}

/// The trie.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Names {
    edges: Map<u32>,
    /// First entry of each node; `u32::MAX` for none.
    nodes: Vec<u32>,
    entries: Vec<Entry>,
}

impl Default for Names {
    fn default() -> Self {
        Names { edges: Map::default(), nodes: vec![u32::MAX], entries: Vec::new() }
    }
}

/// Words of names that are written in either case.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "Van"
            | "Von"
            | "De"
            | "Den"
            | "Der"
            | "Di"
            | "Da"
            | "Do"
            | "Dos"
            | "Du"
            | "Del"
            | "La"
            | "Le"
            | "Al"
            | "El"
            | "As"
            | "An"
            | "Bin"
            | "Ibn"
            | "Ben"
            | "Ould"
            | "Of"
    )
}

/// Whether a word of a name must begin upper case to count.
pub(super) fn begins_upper(word: &str) -> bool {
    fold::capitalised(word) && !is_particle(word)
}

fn mix(node: u32, word: u64) -> u64 {
    (word ^ u64::from(node).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

impl Names {
    /// An empty trie with room for so many words of names.
    pub fn with_capacity(words: usize) -> Self {
        let mut names = Names::default();
        names.edges.reserve(words);
        names.nodes.reserve(words);
        names.entries.reserve(words);
        names
    }

    /// Adds a name. `free` names may be written in any case.
    pub fn add(&mut self, name: &str, sense: Sense, free: bool) {
        // "The Hindu" and "The Hill" are what they are by their article; "the Kremlin" and "The Washington Post" are not.
        let article = name.strip_prefix("the ").or(name.strip_prefix("The ").filter(|rest| rest.contains(' ')));
        let name = article.unwrap_or(name);
        let acronym = !free && name.len() <= 7 && fold::upper(name) && !name.contains(' ');
        self.enter(fold::words(name).map(|word| (fold::hash(word), !free && begins_upper(word))), sense, acronym);
    }

    /// Adds a name by its words' folded hashes, each with whether it must begin upper case.
    pub fn enter(&mut self, words: impl Iterator<Item = (u64, bool)>, sense: Sense, acronym: bool) {
        let (mut node, mut capitals, mut n) = (0u32, 0u16, 0);
        for (hash, upper) in words {
            let fresh = self.nodes.len() as u32;
            node = *self.edges.entry(mix(node, hash)).or_insert(fresh);
            if node == fresh {
                self.nodes.push(u32::MAX);
            }
            capitals |= u16::from(upper) << n.min(15);
            n += 1;
        }
        if n == 0 {
            return;
        }
        let mut at = self.nodes[node as usize];
        while at != u32::MAX {
            let known = &mut self.entries[at as usize];
            if known.sense == sense {
                known.acronym &= acronym;
                known.capitals &= capitals;
                return;
            }
            at = self.entries[at as usize].next;
        }
        self.entries.push(Entry { sense, capitals, acronym, next: self.nodes[node as usize] });
        self.nodes[node as usize] = self.entries.len() as u32 - 1;
    }

    /// The longest name that begins with these words: how many tokens it takes, and its entries.
    /// `word(i)` gives the i-th token's text and folded hash, hash 0 for hyphens, apostrophes and possessive endings.
    pub fn longest<'t>(&self, word: impl Fn(usize) -> Option<(&'t str, u64)>) -> Option<(usize, u32)> {
        let (mut node, mut best, mut skipped) = (0u32, None, 0);
        let mut texts: [&str; 16] = [""; 16];
        let mut n = 0;
        for i in 0..24 {
            let Some((text, hash)) = word(i) else { break };
            if hash == 0 {
                skipped += 1;
                if n == 0 || skipped > 1 || !matches!(text, "-" | "–" | "'s" | "’s" | "'" | "’" | "/" | "." | "(" | ")") {
                    break;
                }
                continue;
            }
            skipped = 0;
            let Some(&next) = self.edges.get(&mix(node, hash)) else { break };
            node = next;
            texts[n.min(15)] = text;
            n += 1;
            let first = self.nodes[node as usize];
            if first != u32::MAX && self.senses(first, &texts[..n.min(16)]).next().is_some() {
                best = Some((i + 1, first));
            }
        }
        best
    }

    /// The entries from `first` on that are written as these words are; where an acronym is, none that is written otherwise.
    pub fn senses<'a>(&'a self, first: u32, texts: &'a [&'a str]) -> impl Iterator<Item = Sense> + 'a {
        let capitals = matches!(texts, [one] if fold::upper(one));
        let acronyms =
            capitals && std::iter::successors(self.entries.get(first as usize), |e| self.entries.get(e.next as usize)).any(|e| e.acronym);
        let mut at = first;
        std::iter::from_fn(move || {
            while at != u32::MAX {
                let e = &self.entries[at as usize];
                at = e.next;
                if acronyms && !e.acronym {
                    continue;
                }
                let fits = |(i, t): (usize, &&str)| e.capitals >> i.min(15) & 1 == 0 || fold::capitalised(t);
                if texts.iter().enumerate().all(fits) && (!e.acronym || !texts.iter().any(|t| t.chars().any(char::is_lowercase))) {
                    return Some(e.sense);
                }
            }
            None
        })
    }
}
