//! A thread's memory of the words and chunks it has met, so that each is analysed once. It is
//! bounded: when it is full, new words are worked out again each time, until `renew` empties it.

use std::hash::{BuildHasherDefault, Hasher};

use crate::hash::murmur2_64;
use crate::lexeme::{Lexeme, Norms};
use crate::tokenizer::{Span, Tokenizer};

/// The number of a word that is not kept.
pub(crate) const UNKNOWN: u32 = u32::MAX;

/// Words, chunks and bytes that are kept at most.
const MAX_WORDS: usize = 1 << 15;
const MAX_CHUNKS: usize = 1 << 15;
const MAX_BYTES: usize = 1 << 21;
/// Longer words and chunks are not kept.
const MAX_LENGTH: usize = 128;

pub(crate) struct Entry {
    pub(crate) lexeme: Lexeme,
    text: (u32, u32),
    /// Equal to `text` where that is in lower case.
    lower: (u32, u32),
    /// The exceptions that begin with this word once affixes are split off.
    pub(crate) broken: Option<u32>,
    norm: u64,
    hash: u64,
}

#[derive(Default)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    words: Table,
    chunks: Vec<Chunk>,
    by_chunk: Table,
    parts: Vec<Part>,
    arena: String,
    scratch: String,
    full: bool,
}

struct Chunk {
    text: (u32, u32),
    parts: (u32, u32),
    hash: u64,
}

/// A token of a chunk: its word and its width in bytes.
#[derive(Clone, Copy)]
struct Part {
    word: u32,
    width: u32,
}

impl Lexicon {
    /// Empties the memory if it ran full; tells whether it did. Numbers of words hold no longer.
    pub(crate) fn renew(&mut self) -> bool {
        if self.full {
            *self = Lexicon { scratch: std::mem::take(&mut self.scratch), ..Lexicon::default() };
            return true;
        }
        false
    }

    pub(crate) fn entry(&self, word: u32) -> &Entry {
        &self.entries[word as usize]
    }

    /// The word in lower case; none where that is the word itself.
    pub(crate) fn lower(&self, word: u32) -> Option<&str> {
        let entry = self.entry(word);
        (entry.lower != entry.text).then(|| self.slice(entry.lower))
    }

    fn slice(&self, range: (u32, u32)) -> &str {
        &self.arena[range.0 as usize..range.1 as usize]
    }

    /// The number of a word with the norm that an exception gives it (0 for none).
    pub(crate) fn word(&mut self, text: &str, norm: u64, norms: &Norms, tokenizer: &Tokenizer) -> u32 {
        if text.len() > MAX_LENGTH {
            return UNKNOWN;
        }
        let hash = murmur2_64(text.as_bytes(), norm);
        let (entries, arena) = (&self.entries, &self.arena);
        let same = |e: &Entry| e.norm == norm && arena[e.text.0 as usize..e.text.1 as usize] == *text;
        if let Some(found) = self.words.find(hash, |n| entries[n].hash == hash && same(&entries[n])) {
            return found as u32;
        }
        if self.entries.len() == MAX_WORDS || self.arena.len() > MAX_BYTES {
            self.full = true;
            return UNKNOWN;
        }
        let mut lower = std::mem::take(&mut self.scratch);
        lower_case(text, &mut lower);
        let mut lexeme = Lexeme::new(text, &lower, norms);
        lexeme.norm = if norm == 0 { lexeme.norm } else { norm };
        let text_at = self.keep(text);
        let lower_at = if lower == text { text_at } else { self.keep(&lower) };
        self.scratch = lower;
        let broken = tokenizer.broken_start(text);
        self.entries.push(Entry { lexeme, text: text_at, lower: lower_at, broken, norm, hash });
        let entries = &self.entries;
        self.words.insert(entries.len() - 1, |n| entries[n].hash);
        entries.len() as u32 - 1
    }

    fn keep(&mut self, text: &str) -> (u32, u32) {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        (start, self.arena.len() as u32)
    }

    /// Appends the tokens of a chunk (the text from `start` on) and their words' numbers.
    pub(crate) fn chunk(
        &mut self,
        chunk: &str,
        start: u32,
        tokenizer: &Tokenizer,
        norms: &Norms,
        spans: &mut Vec<Span>,
        words: &mut Vec<u32>,
    ) {
        let hash = murmur2_64(chunk.as_bytes(), 0);
        let (chunks, arena) = (&self.chunks, &self.arena);
        let same = |c: &Chunk| c.hash == hash && arena[c.text.0 as usize..c.text.1 as usize] == *chunk;
        if let Some(found) = self.by_chunk.find(hash, |n| same(&chunks[n])) {
            let (first, last) = self.chunks[found].parts;
            let mut at = start;
            for part in &self.parts[first as usize..last as usize] {
                spans.push(Span { start: at, end: at + part.width, norm: 0, spacy: false });
                words.push(part.word);
                at += part.width;
            }
            return;
        }
        let first = spans.len();
        tokenizer.split_chunk(chunk, start, spans);
        for span in &spans[first..] {
            words.push(self.word(&chunk[(span.start - start) as usize..(span.end - start) as usize], span.norm, norms, tokenizer));
        }
        self.keep_chunk(chunk, hash, &spans[first..], &words[words.len() - (spans.len() - first)..]);
    }

    fn keep_chunk(&mut self, chunk: &str, hash: u64, spans: &[Span], words: &[u32]) {
        if chunk.len() > MAX_LENGTH || words.contains(&UNKNOWN) {
            return;
        }
        if self.chunks.len() == MAX_CHUNKS || self.arena.len() > MAX_BYTES {
            self.full = true;
            return;
        }
        let first = self.parts.len() as u32;
        self.parts.extend(spans.iter().zip(words).map(|(s, &word)| Part { word, width: s.end - s.start }));
        let text = match words {
            &[word] => self.entry(word).text,
            _ => self.keep(chunk),
        };
        self.chunks.push(Chunk { text, parts: (first, self.parts.len() as u32), hash });
        let chunks = &self.chunks;
        self.by_chunk.insert(chunks.len() - 1, |n| chunks[n].hash);
    }
}

/// Python's `str.lower`.
pub(crate) fn lower_case(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase());
    }
}

/// Numbers by hash: open addressing, at most half full. Whoever keeps the items tells them apart.
#[derive(Default)]
struct Table {
    /// Number plus one.
    slots: Vec<u32>,
    count: usize,
}

impl Table {
    #[inline]
    fn find(&self, hash: u64, same: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        while let Some(number) = self.slots[at].checked_sub(1) {
            if same(number as usize) {
                return Some(number as usize);
            }
            at = (at + 1) & mask;
        }
        None
    }

    fn insert(&mut self, number: usize, hash: impl Fn(usize) -> u64) {
        self.count += 1;
        if 2 * self.count > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![0; (old.len() * 2).max(1024)];
            old.into_iter().filter(|&slot| slot != 0).for_each(|slot| self.place(slot, hash(slot as usize - 1)));
        }
        self.place(number as u32 + 1, hash(number));
    }

    fn place(&mut self, slot: u32, hash: u64) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}

/// Hashes one 64-bit key that is already spread out or small.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = murmur2_64(bytes, self.0);
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

/// A map from small numeric keys.
pub(crate) type KeyMap<V> = std::collections::HashMap<u64, V, BuildHasherDefault<KeyHasher>>;
