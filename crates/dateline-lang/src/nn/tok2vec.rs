//! `Tok2Vec`: embeddings of words, then residual convolutions over a window of tokens.
//!
//! Work is done in blocks of pieces of documents. A piece brings along as many tokens on either
//! side as the convolutions see, so that it comes out as if the document were whole.

use super::embed::{self, Embed, Types};
use super::kernel::{LaneRows, Packed, Source, maxout_rows};
use super::layers::{After, Dense, DenseNode, Target, missing};
use super::model::Node;
use super::simd::{Isa, Lanes, Level, Task};
use crate::error::Error;
use crate::flat::{Flat, Slice, Writer};
use crate::vectors::Vectors;

#[derive(Debug)]
pub(crate) struct Tok2Vec {
    embed: Embed,
    first: Option<First>,
    layers: Vec<Layer>,
    /// Rows of zeros that stand before and after a document.
    pad: usize,
    /// The width of a vector that comes out, padding included.
    pub(crate) stride: usize,
}

/// The first convolution, whose products come with the embedding.
#[derive(Debug)]
struct First {
    /// From an embedding to `[position][panel][piece][lane]`.
    products: Packed,
    /// `[panel][piece][lane]`.
    bias: Slice<f32>,
    after: After,
    window: usize,
    pieces: usize,
}

#[derive(Debug)]
struct Layer {
    dense: Dense,
    window: usize,
}

/// Tokens `start..end` of the document `doc_start..doc_end`; all are numbers in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) doc_start: usize,
    pub(crate) doc_end: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The tokens of a batch.
pub(crate) trait Tokens {
    /// A number that stands for the token's word and for whether a space follows, if it has one.
    fn key(&self, token: usize) -> Option<u32>;
    fn word(&self, token: usize) -> embed::Word<'_>;
}

/// What a `Tok2Vec` needs of a thread: its cache, and memory that is used again and again.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    types: Option<Types>,
    embed: embed::Scratch,
    /// For each row of the block, the slot of its word.
    slots: Vec<u32>,
    x: Vec<f32>,
    y: Vec<f32>,
    rows: Vec<u32>,
    targets: Vec<u32>,
}

impl Memory {
    /// Forgets the words, whose keys no longer hold.
    pub(crate) fn clear(&mut self) {
        if let Some(types) = &mut self.types {
            types.clear();
        }
    }
}

/// Layers that a `Tok2Vec` may be made of.
const KNOWN: [&str; 15] = [
    "extract_features",
    "list2ragged",
    "ints-getitem",
    "hashembed",
    "maxout",
    "mish",
    "layernorm",
    "dropout",
    "ragged2list",
    "expand_window",
    "static_vectors",
    "noop",
    "list2array",
    "linear",
    "softmax",
];

impl Tok2Vec {
    /// Writes the `Tok2Vec` in a node as sections below `name`.
    pub(crate) fn write(writer: &mut Writer, name: &str, node: &Node, component: &str) -> Result<(), Error> {
        let mut leaves = Vec::new();
        node.leaves(&mut leaves);
        if let Some(unknown) = leaves.iter().find(|leaf| !KNOWN.contains(&leaf.name)) {
            return Err(Error::unsupported(component, format!("a `{}` layer", unknown.name)));
        }
        let (embed, encode) = halves(node).ok_or_else(|| missing(component, "tok2vec"))?;
        let width = Embed::write(writer, &format!("{name}.embed"), embed, component)?;
        let mut residuals = Vec::new();
        collect_residuals(encode, &mut residuals);
        let mut windows = Vec::new();
        for (i, node) in residuals.into_iter().enumerate() {
            let window = node.first("expand_window").and_then(|n| n.attr("window_size").uint()).unwrap_or(0) as usize;
            let dense = DenseNode::find(node, component)?;
            if dense.columns != width * (2 * window + 1) || dense.outputs != width {
                return Err(missing(component, "expand_window"));
            }
            let name = format!("{name}.layer{i}");
            if i == 0 {
                write_products(writer, &name, &dense, window)
            } else {
                dense.write(writer, &name, width)
            }
            windows.push(window as u32);
        }
        writer.put(&format!("{name}.windows"), &windows);
        // The padding is a setting of the encoder, or in the first version of what holds it.
        let pad = encode.attr("pad").uint().or_else(|| node.holder(encode.index)?.attr("pad").uint());
        writer.put(&format!("{name}.pad"), &[pad.unwrap_or(0) as u32]);
        Ok(())
    }

    pub(crate) fn open(flat: &Flat, name: &str) -> Option<Self> {
        let embed = Embed::open(flat, &format!("{name}.embed"))?;
        let (mut first, mut layers) = (None, Vec::new());
        for (i, &window) in flat.get::<u32>(&format!("{name}.windows")).iter().enumerate() {
            let name = format!("{name}.layer{i}");
            if i > 0 {
                layers.push(Layer { dense: Dense::open(flat, &name)?, window: window as usize });
                continue;
            }
            let products = Packed::open(flat, &name)?;
            let pieces = *flat.get::<u32>(&format!("{name}.pieces")).first()? as usize;
            let bias = flat.get(&format!("{name}.shared_bias"));
            first = Some(First { products, bias, after: After::open(flat, &name), window: window as usize, pieces });
        }
        let pad = *flat.get::<u32>(&format!("{name}.pad")).first()? as usize;
        let stride = embed.stride();
        Some(Tok2Vec { embed, first, layers, pad, stride })
    }

    /// How far, in tokens, a token's vector depends on others.
    fn reach(&self) -> usize {
        self.first.as_ref().map_or(0, |f| f.window) + self.layers.iter().map(|l| l.window).sum::<usize>()
    }

    /// The vectors of the pieces' tokens, row after row of `stride` floats.
    pub(crate) fn forward(
        &self,
        level: Level,
        pieces: &[Piece],
        tokens: &impl Tokens,
        vectors: &Vectors,
        memory: &mut Memory,
        out: &mut [f32],
    ) {
        let reach = self.reach();
        self.find_slots(level, pieces, tokens, vectors, memory, reach);
        let Memory { types, slots, x, y, rows, targets, .. } = memory;
        let Some(types) = types else { return };
        x.clear();
        x.resize(slots.len() * self.stride, 0.0);
        let mut left = reach;
        if let Some(first) = &self.first {
            left -= first.window;
            self.list_rows(pieces, reach, left, 0, rows, targets);
            y.resize(targets.len() * self.stride, 0.0);
            level.run(Gather { first, types, stride: self.stride, slots, targets, x, out: y });
            first.after.run(level, y, self.stride, Target { to: x, targets, add: true });
        }
        for layer in &self.layers {
            left -= layer.window;
            self.list_rows(pieces, reach, left, layer.window, rows, targets);
            layer.dense.forward_residual(level, x, rows, targets, y);
        }
        if self.first.is_some() {
            self.list_rows(pieces, reach, 0, 0, rows, targets);
            for (out, &row) in out.chunks_exact_mut(self.stride).zip(targets.iter()) {
                out.copy_from_slice(&x[row as usize..][..self.stride]);
            }
        } else {
            for (out, &slot) in out.chunks_exact_mut(self.stride).zip(slots.iter()) {
                out.copy_from_slice(&types.slot(slot)[..self.stride]);
            }
        }
    }

    /// The slots of all rows' words, which are computed where they are not cached.
    fn find_slots(&self, level: Level, pieces: &[Piece], tokens: &impl Tokens, vectors: &Vectors, memory: &mut Memory, reach: usize) {
        let products = self.first.as_ref().map(|f| &f.products);
        let types = memory.types.get_or_insert_with(|| Types::new(self.stride + products.map_or(0, Packed::width)));
        types.begin();
        memory.slots.clear();
        let mut missing = Vec::new();
        for token in pieces.iter().flat_map(|p| p.rows(reach)) {
            let Some(token) = token else {
                memory.slots.push(0);
                continue;
            };
            let key = tokens.key(token).map(|key| if self.embed.sees_space { key } else { key & !1 });
            let slot = key.and_then(|key| types.find(key)).unwrap_or_else(|| {
                let slot = types.take(key);
                missing.push((slot, tokens.word(token)));
                slot
            });
            memory.slots.push(slot);
        }
        types.fill(level, &self.embed, products, &missing, vectors, &mut memory.embed);
    }

    /// The rows, at most `left` away from their piece, that a layer computes: where each begins
    /// (`targets`), and where its window does (`rows`).
    fn list_rows(&self, pieces: &[Piece], reach: usize, left: usize, window: usize, rows: &mut Vec<u32>, targets: &mut Vec<u32>) {
        rows.clear();
        targets.clear();
        let mut base = 0;
        for piece in pieces {
            let count = piece.end - piece.start + 2 * reach;
            // Row `i` is that of token `piece.start + i - reach`; rows more than `pad` away from
            // the document do not exist.
            let first = (reach - left).max((piece.doc_start + reach).saturating_sub(piece.start + self.pad));
            let last = (count - (reach - left)).min(piece.doc_end + self.pad + reach - piece.start);
            for row in base + first..base + last {
                targets.push((row * self.stride) as u32);
                rows.push(((row - window) * self.stride) as u32);
            }
            base += count;
        }
    }
}

impl Piece {
    /// The tokens from `reach` before to `reach` after; none where the document has none.
    fn rows(self, reach: usize) -> impl Iterator<Item = Option<usize>> {
        let inside = move |token: usize| token.checked_sub(reach).filter(|t| (self.doc_start..self.doc_end).contains(t));
        (self.start..self.end + 2 * reach).map(inside)
    }
}

/// Sums the words' products and takes the greatest piece; puts the embeddings into `x`.
struct Gather<'a> {
    first: &'a First,
    types: &'a Types,
    stride: usize,
    slots: &'a [u32],
    targets: &'a [u32],
    x: &'a mut [f32],
    out: &'a mut [f32],
}

impl Task for Gather<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let window = self.first.window;
        for (&target, out) in self.targets.iter().zip(self.out.chunks_exact_mut(self.stride)) {
            let row = target as usize / self.stride;
            let around = &self.slots[row - window..][..2 * window + 1];
            self.x[target as usize..][..self.stride].copy_from_slice(&self.types.slot(self.slots[row])[..self.stride]);
            let products = |position: usize| {
                let per_position = self.stride * self.first.pieces;
                let all = &self.types.slot(around[position])[self.stride..];
                all[position * per_position..][..per_position].as_chunks().0
            };
            match around.len() {
                3 => self.first.sum(isa, [products(0), products(1), products(2)], out),
                5 => self.first.sum(isa, [products(0), products(1), products(2), products(3), products(4)], out),
                n => self.first.sum(isa, (0..n).map(products).collect::<Vec<_>>(), out),
            }
        }
    }
}

impl First {
    /// A row: of each output's pieces, the greatest sum of bias and products.
    #[inline(always)]
    fn sum<'p, I: Isa>(&self, isa: I, products: impl AsRef<[&'p [Lanes]]>, out: &mut [f32]) {
        let pieces = self.pieces;
        let bias = self.bias.as_chunks().0;
        for (panel, out) in out.as_chunks_mut().0.iter_mut().enumerate() {
            let mut best = isa.splat(f32::NEG_INFINITY);
            for vector in panel * pieces..(panel + 1) * pieces {
                let mut sum = isa.load(&bias[vector]);
                for products in products.as_ref() {
                    sum = isa.add(sum, isa.load(&products[vector]));
                }
                best = isa.max(best, sum);
            }
            isa.store(best, out);
        }
    }
}

/// Writes the first convolution as one layer for each position of the window.
fn write_products(writer: &mut Writer, name: &str, dense: &DenseNode, window: usize) {
    let (width, positions) = (dense.outputs, 2 * window + 1);
    let rows = width * dense.pieces;
    let mut weights = Vec::with_capacity(rows * dense.columns);
    for position in 0..positions {
        for row in 0..rows {
            weights.extend_from_slice(&dense.weights.data[row * dense.columns + position * width..][..width]);
        }
    }
    let one = maxout_rows(width, dense.pieces);
    let shifted = |position: usize| one.iter().map(move |lanes| lanes.map(|row| row.map(|row| row + position * rows)));
    let vectors: Vec<LaneRows> = (0..positions).flat_map(shifted).collect();
    let source = Source { weights: &weights, columns: width, bias: &[], part: width };
    Packed::write(writer, name, &source, &vectors, 4, false);
    let bias_of = |row: Option<usize>| row.map_or(0.0, |row| dense.bias[row]);
    let bias: Vec<f32> = one.iter().flat_map(|lanes| lanes.map(bias_of)).collect();
    writer.put(&format!("{name}.shared_bias"), &bias);
    writer.put(&format!("{name}.pieces"), &[dense.pieces as u32]);
    dense.write_after(writer, name);
}

/// The embedding and the encoding half.
fn halves<'n, 'a>(node: &'n Node<'a>) -> Option<(&'n Node<'a>, &'n Node<'a>)> {
    if let (Some(embed), Some(encode)) = (node.reference("embed"), node.reference("encode")) {
        return Some((node.by_index(embed)?, node.by_index(encode)?));
    }
    node.children.iter().find_map(halves)
}

fn collect_residuals<'n, 'a>(node: &'n Node<'a>, found: &mut Vec<&'n Node<'a>>) {
    if node.name.starts_with("residual(") && node.children.len() == 1 {
        return found.push(node);
    }
    node.children.iter().for_each(|child| collect_residuals(child, found));
}
