//! Hash embeddings of a token's attributes, mixed by a maxout layer, and the cache of what they
//! give: it depends on the word alone, and so do the three (or more) products that the first
//! convolution makes of it.

use std::borrow::Cow;

use super::kernel::{Packed, padded};
use super::layers::{Dense, DenseNode, Target, missing, padded_rows, run_rows, write_linear_for_many};
use super::model::Node;
use super::simd::Level;
use crate::error::Error;
use crate::flat::{Flat, Slice, Writer};
use crate::hash::embedding_keys;
use crate::lexeme::{Attr, Lexeme};
use crate::vectors::Vectors;

#[derive(Debug)]
struct HashTable {
    attr: Attr,
    seed: u32,
    /// Padded rows.
    rows: Slice<f32>,
}

/// From words to vectors without context.
#[derive(Debug)]
pub(crate) struct Embed {
    tables: Vec<HashTable>,
    /// The padded width of each table's rows.
    part: usize,
    /// The projection of the static vectors.
    statics: Option<Packed>,
    mix: Option<Dense>,
    /// Whether one of the attributes is whether a space follows.
    pub(crate) sees_space: bool,
}

/// A word to be embedded.
pub(crate) struct Word<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexeme: Cow<'a, Lexeme>,
    pub(crate) spacy: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Scratch {
    parts: Vec<f32>,
    static_out: Vec<f32>,
    mixed: Vec<f32>,
}

impl Embed {
    /// Writes the embedding half of a `Tok2Vec`; gives the width of its vectors.
    pub(crate) fn write(writer: &mut Writer, name: &str, embed: &Node, component: &str) -> Result<usize, Error> {
        let columns = embed.first("extract_features").map(|n| n.attr("columns").items()).unwrap_or_default();
        let mut nodes = Vec::new();
        embed.find_all("hashembed", &mut nodes);
        let mut width = 0;
        let mut attributes = String::new();
        for (i, node) in nodes.iter().enumerate() {
            let column = columns.get(node.attr("column").uint().unwrap_or(i as u64) as usize);
            let attr = column.and_then(|c| c.text()).unwrap_or_default();
            if Attr::named(attr).is_none() {
                return Err(Error::unsupported(component, format!("an embedding of the attribute `{attr}`")));
            }
            let rows = node.param("E").ok_or_else(|| missing(component, "hashembed"))?;
            width = rows.shape.last().copied().unwrap_or(0);
            attributes += &format!("{attr} {}\n", node.attr("seed").uint().unwrap_or(0));
            writer.put(&format!("{name}.table{i}"), &padded_rows(&rows.data, width));
        }
        writer.put(&format!("{name}.tables"), attributes.as_bytes());
        writer.put(&format!("{name}.part"), &[padded(width) as u32]);
        if let Some(statics) = embed.first("static_vectors") {
            write_linear_for_many(writer, &format!("{name}.statics"), statics, component)?;
        }
        if embed.first("maxout").is_none() {
            return Ok(width * nodes.len());
        }
        let mix = DenseNode::find(embed, component)?;
        mix.write(writer, &format!("{name}.mix"), width);
        Ok(mix.outputs)
    }

    pub(crate) fn open(flat: &Flat, name: &str) -> Option<Self> {
        let part = *flat.get::<u32>(&format!("{name}.part")).first()? as usize;
        let mut tables = Vec::new();
        for (i, line) in flat.text(&format!("{name}.tables")).lines().enumerate() {
            let (attr, seed) = line.split_once(' ')?;
            let rows: Slice<f32> = flat.get(&format!("{name}.table{i}"));
            tables.push(HashTable { attr: Attr::named(attr)?, seed: seed.parse().ok()?, rows });
        }
        let sees_space = tables.iter().any(|t| t.attr == Attr::Spacy);
        let statics = Packed::open(flat, &format!("{name}.statics"));
        let mix = Dense::open(flat, &format!("{name}.mix"));
        tables.iter().all(|t| part > 0 && t.rows.len() >= part).then_some(Embed { tables, part, statics, mix, sees_space })
    }

    /// The width of a vector that comes out, padding included.
    pub(crate) fn stride(&self) -> usize {
        self.mix.as_ref().map_or(self.parts() * self.part, Dense::stride)
    }

    fn parts(&self) -> usize {
        self.tables.len() + usize::from(self.statics.is_some())
    }

    /// The words' vectors, row after row.
    fn forward<'s>(&self, level: Level, words: &[(u32, Word)], vectors: &Vectors, scratch: &'s mut Scratch) -> &'s [f32] {
        let width = self.parts() * self.part;
        scratch.parts.clear();
        scratch.parts.resize(words.len() * width, 0.0);
        for ((_, word), row) in words.iter().zip(scratch.parts.chunks_exact_mut(width)) {
            for (table, part) in self.tables.iter().zip(row.chunks_exact_mut(self.part)) {
                table.add(word.lexeme.key(table.attr, word.text, word.spacy), part);
            }
        }
        if let Some(project) = &self.statics {
            let at = self.tables.len() * self.part;
            for ((_, word), row) in words.iter().zip(scratch.parts.chunks_exact_mut(width)) {
                let Some(vector) = vectors.get(word.lexeme.orth).filter(|v| v.len() == project.inputs) else { continue };
                run_rows(level, project, vector, &[0], &mut scratch.static_out);
                row[at..].copy_from_slice(&scratch.static_out);
            }
        }
        let Some(mix) = &self.mix else { return &scratch.parts };
        let starts: Vec<u32> = (0..words.len() as u32).map(|i| i * width as u32).collect();
        let targets: Vec<u32> = (0..words.len() as u32).map(|i| i * mix.stride() as u32).collect();
        scratch.mixed.resize(words.len() * mix.stride(), 0.0);
        let to = Target { to: &mut scratch.mixed, targets: &targets, add: false };
        mix.forward(level, &scratch.parts, &starts, to, &mut scratch.static_out);
        &scratch.mixed
    }
}

impl HashTable {
    fn add(&self, key: u64, out: &mut [f32]) {
        let rows = self.rows.len() / out.len();
        for hash in embedding_keys(key, self.seed) {
            let row = &self.rows[hash as usize % rows * out.len()..][..out.len()];
            out.iter_mut().zip(row).for_each(|(o, r)| *o += r);
        }
    }
}

/// What is kept of a word: its vector, then the products of the first convolution.
///
/// Slot 0 is all zeros and stands for what lies outside a document. Slots in use since `begin` are
/// never given to another word.
#[derive(Debug, Default)]
pub(crate) struct Types {
    /// By key, the slot; 0 for none.
    index: Vec<u32>,
    /// By slot.
    keys: Vec<Option<u32>>,
    last_use: Vec<u32>,
    used: Vec<bool>,
    /// The slots' floats, by page, so that the cache grows without being moved.
    pages: Vec<Box<[f32]>>,
    width: usize,
    products: Vec<f32>,
    /// Counts the blocks.
    now: u32,
    hand: usize,
}

/// Bytes that a network's cache may take.
const CACHE_BYTES: usize = 14 << 20;
/// Slots there are at least, so that a block always finds some.
const MIN_SLOTS: usize = 1024;
/// Slots that memory is taken for at a time.
const PAGE_SLOTS: usize = 64;

impl Types {
    /// For slots of `width` floats.
    pub(crate) fn new(width: usize) -> Self {
        let mut types = Types { width, ..Types::default() };
        types.clear();
        types
    }

    /// Forgets all words.
    pub(crate) fn clear(&mut self) {
        self.index.clear();
        (self.keys, self.last_use, self.used) = (vec![None], vec![0], vec![false]);
        self.pages.clear();
        self.add_page();
        (self.now, self.hand) = (0, 1);
    }

    /// A new block begins: slots of earlier ones may be given away.
    pub(crate) fn begin(&mut self) {
        self.now += 1;
    }

    /// The slot of a key if it is there.
    pub(crate) fn find(&mut self, key: u32) -> Option<u32> {
        let slot = self.index.get(key as usize).copied().filter(|&slot| slot != 0)?;
        self.last_use[slot as usize] = self.now;
        self.used[slot as usize] = true;
        Some(slot)
    }

    /// A slot to be filled, found under the key from now on; without key, only this once.
    pub(crate) fn take(&mut self, key: Option<u32>) -> u32 {
        let slot = self.free_slot();
        if let Some(old) = self.keys[slot].take() {
            self.index[old as usize] = 0;
        }
        if let Some(key) = key {
            if self.index.len() <= key as usize {
                self.index.resize((key as usize + 1).next_power_of_two(), 0);
            }
            self.index[key as usize] = slot as u32;
        }
        (self.keys[slot], self.last_use[slot], self.used[slot]) = (key, self.now, true);
        slot as u32
    }

    /// A new slot, or one that was not used of late.
    fn free_slot(&mut self) -> usize {
        let most = (CACHE_BYTES / 4 / self.width.max(1)).max(MIN_SLOTS);
        if self.keys.len() < most {
            self.keys.push(None);
            self.last_use.push(0);
            self.used.push(false);
            if self.keys.len() > self.pages.len() * PAGE_SLOTS {
                self.add_page();
            }
            return self.keys.len() - 1;
        }
        loop {
            self.hand = if self.hand + 1 < self.keys.len() { self.hand + 1 } else { 1 };
            let recent = self.last_use[self.hand] == self.now;
            if !std::mem::take(&mut self.used[self.hand]) && !recent {
                return self.hand;
            }
        }
    }

    fn add_page(&mut self) {
        self.pages.push(vec![0.0; PAGE_SLOTS * self.width].into());
    }

    pub(crate) fn slot(&self, slot: u32) -> &[f32] {
        let slot = slot as usize;
        &self.pages[slot / PAGE_SLOTS][slot % PAGE_SLOTS * self.width..][..self.width]
    }

    fn slot_mut(&mut self, slot: u32) -> &mut [f32] {
        let slot = slot as usize;
        &mut self.pages[slot / PAGE_SLOTS][slot % PAGE_SLOTS * self.width..][..self.width]
    }

    /// Computes the words' vectors, and of these their products, into their slots.
    pub(crate) fn fill(
        &mut self,
        level: Level,
        embed: &Embed,
        products: Option<&Packed>,
        words: &[(u32, Word)],
        vectors: &Vectors,
        scratch: &mut Scratch,
    ) {
        let stride = embed.stride();
        for words in words.chunks(64) {
            let rows = embed.forward(level, words, vectors, scratch);
            for ((slot, _), row) in words.iter().zip(rows.chunks_exact(stride)) {
                self.slot_mut(*slot)[..stride].copy_from_slice(row);
            }
            let Some(products) = products else { continue };
            let starts: Vec<u32> = (0..words.len() as u32).map(|i| i * stride as u32).collect();
            let mut out = std::mem::take(&mut self.products);
            run_rows(level, products, rows, &starts, &mut out);
            for ((slot, _), row) in words.iter().zip(out.chunks_exact(products.stride())) {
                self.slot_mut(*slot)[stride..][..row.len()].copy_from_slice(row);
            }
            self.products = out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_in_use_are_not_given_away() {
        let mut types = Types::new(CACHE_BYTES / 4 / MIN_SLOTS);
        types.begin();
        let first: Vec<u32> = (0..MIN_SLOTS as u32 - 1).map(|key| types.take(Some(key))).collect();
        types.begin();
        assert_eq!(types.find(5), Some(first[5]));
        let new: Vec<u32> = (2000..2900).map(|key| types.take(Some(key))).collect();
        assert!(!new.contains(&first[5]) && !new.contains(&0));
        assert_eq!(types.find(5), Some(first[5]));
        assert_eq!(types.find(2899), Some(new[899]));
        let kept = (0..MIN_SLOTS as u32 - 1).filter(|&key| types.find(key).is_some()).count();
        assert_eq!(kept, MIN_SLOTS - 1 - 900);
    }
}
