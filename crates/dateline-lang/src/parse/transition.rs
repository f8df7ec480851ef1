//! What parser and entity recogniser share: the network that scores moves, and the list of moves.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value as Json;

use crate::doc::{Label, Labels};
use crate::error::Error;
use crate::flat::{Flat, Slice, Writer};
use crate::msgpack;
use crate::nn::kernel::{LaneRows, MAX_GROUP, MatMul, Packed, Source, padded};
use crate::nn::layers::{missing, run_rows, write_linear, write_linear_for_many};
use crate::nn::model::{Array, Node};
use crate::nn::simd::{Isa, LANES, Lanes, Level, Task};

/// The part of a `TransitionBasedParser` after its token vectors.
#[derive(Debug)]
pub(crate) struct Scorer {
    reduce: Packed,
    /// All features' weights: `[feature][piece][hidden]`.
    lower: Packed,
    /// For each feature, its summand where no token fills it: `[feature][piece][hidden]`.
    pad: Slice<f32>,
    /// `[piece][hidden]`.
    bias: Slice<f32>,
    upper: Option<Packed>,
    pub(crate) features: usize,
    pieces: usize,
    /// Units of the hidden layer, padded.
    hidden: usize,
}

/// Sizes of the first layer.
struct Sizes {
    hidden: usize,
    pieces: usize,
}

impl Scorer {
    /// Writes the model's layers as sections below `component`.
    pub(crate) fn write(writer: &mut Writer, model: &Node, component: &str) -> Result<(), Error> {
        let reduce = model.children.first().and_then(last_linear).ok_or_else(|| missing(component, "linear"))?;
        let lower = model.first("precomputable_affine").ok_or_else(|| missing(component, "precomputable_affine"))?;
        let (Some(weights), Some(bias), Some(pad)) = (lower.param("W"), lower.param("b"), lower.param("pad")) else {
            return Err(missing(component, "precomputable_affine"));
        };
        let &[features, hidden, pieces, inputs] = weights.shape.as_slice() else {
            return Err(missing(component, "precomputable_affine"));
        };
        let sizes = Sizes { hidden, pieces };
        write_linear_for_many(writer, &format!("{component}.reduce"), reduce, component)?;
        let source = Source { weights: &weights.data, columns: inputs, bias: &[], part: inputs };
        Packed::write(writer, &format!("{component}.lower"), &source, &sizes.rows(features), 4, false);
        writer.put(&format!("{component}.pad"), &sizes.arrange(pad, features));
        writer.put(&format!("{component}.bias"), &sizes.arrange(bias, 1));
        writer.put(&format!("{component}.sizes"), &[features as u32, pieces as u32, padded(hidden) as u32, hidden as u32]);
        if let Some(upper) = model.children.get(2).filter(|n| n.name == "linear") {
            write_linear(writer, &format!("{component}.upper"), upper, MAX_GROUP, component)?;
            writer.put(&format!("{component}.classes"), &[upper.param("W").map_or(0, Array::rows) as u32]);
        }
        Ok(())
    }

    /// `None` where the sections are broken or do not fit the number of moves.
    pub(crate) fn open(flat: &Flat, component: &str, moves: usize) -> Option<Self> {
        let part = |part: &str| format!("{component}.{part}");
        let &[features, pieces, hidden, classes] = &*flat.get::<u32>(&part("sizes")) else { return None };
        let scorer = Scorer {
            reduce: Packed::open(flat, &part("reduce"))?,
            lower: Packed::open(flat, &part("lower"))?,
            pad: flat.get(&part("pad")),
            bias: flat.get(&part("bias")),
            upper: Packed::open(flat, &part("upper")),
            features: features as usize,
            pieces: pieces as usize,
            hidden: hidden as usize,
        };
        let classes = flat.get::<u32>(&part("classes")).first().copied().unwrap_or(classes);
        let width = scorer.width();
        let sizes_fit =
            scorer.bias.len() == width && scorer.pad.len() == scorer.features * width && scorer.lower.stride() == scorer.pad.len();
        let inputs_fit = scorer.upper.as_ref().is_none_or(|u| u.inputs == scorer.hidden) && scorer.lower.inputs == scorer.reduce.stride();
        (sizes_fit && inputs_fit && scorer.features <= MAX_FEATURES && classes as usize == moves).then_some(scorer)
    }

    /// Summands of one feature.
    fn width(&self) -> usize {
        self.hidden * self.pieces
    }

    /// The width of a token's row, all features.
    pub(crate) fn row_width(&self) -> usize {
        self.lower.stride()
    }

    /// The width of a token vector, padding included.
    pub(crate) fn input_width(&self) -> usize {
        self.reduce.inputs
    }

    /// The first layer for every token and feature; rows of token vectors are as the layer's input
    /// is padded.
    pub(crate) fn precompute(&self, level: Level, vectors: &[f32], scratch: &mut Vec<f32>, out: &mut [f32]) {
        let count = out.len() / self.row_width();
        let starts = |stride: usize| (0..count).map(|i| (i * stride) as u32).collect::<Vec<_>>();
        run_rows(level, &self.reduce, vectors, &starts(self.reduce.inputs), scratch);
        level.run(MatMul { packed: &self.lower, x: scratch, rows: &starts(self.reduce.stride()), out });
    }
}

impl Sizes {
    fn row(&self, feature: usize, piece: usize, unit: usize) -> Option<usize> {
        (unit < self.hidden).then(|| (feature * self.hidden + unit) * self.pieces + piece)
    }

    /// Rows in the order `[feature][piece][hidden]`, the hidden units padded.
    fn rows(&self, features: usize) -> Vec<LaneRows> {
        let units = (0..padded(self.hidden) / LANES).map(|panel| panel * LANES);
        let vector = |f, p, first: usize| -> LaneRows { std::array::from_fn(|l| self.row(f, p, first + l)) };
        (0..features)
            .flat_map(|f| (0..self.pieces).map(move |p| (f, p)))
            .flat_map(|(f, p)| units.clone().map(move |first| (f, p, first)))
            .map(|(f, p, first)| vector(f, p, first))
            .collect()
    }

    fn arrange(&self, array: &Array, features: usize) -> Vec<f32> {
        self.rows(features).iter().flatten().map(|row| row.map_or(0.0, |row| array.data[row])).collect()
    }
}

fn last_linear<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    node.children.iter().rev().find(|child| child.name == "linear")
}

/// The rows of the tokens last asked for. A token that lies further back than `KEPT` counts as
/// absent: the documented limit of what a state can see.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    data: Vec<f32>,
    /// Rows that fit; a power of two.
    kept: usize,
    width: usize,
    /// One past the last token whose row is there.
    end: usize,
}

/// Tokens whose rows are computed at a time.
const BLOCK: usize = 256;
/// The most features a state has.
const MAX_FEATURES: usize = 16;
/// Rows that are kept.
const KEPT: usize = 2048;

impl Rows {
    /// For a batch of `tokens` tokens.
    pub(crate) fn reset(&mut self, tokens: usize, width: usize) {
        self.kept = tokens.next_power_of_two().clamp(BLOCK, KEPT);
        self.width = width;
        self.end = 0;
        self.data.resize(self.data.len().max(self.kept * width), 0.0);
    }

    /// Computes rows with `fill` until `token`'s is there; blocks end at `last` and lie at
    /// multiples of `BLOCK`.
    #[inline]
    pub(crate) fn ensure(&mut self, token: usize, last: usize, fill: &mut dyn FnMut(std::ops::Range<usize>, &mut [f32])) {
        while self.end <= token && self.end < last {
            let next = ((self.end / BLOCK + 1) * BLOCK).min(last);
            let first = self.end & (self.kept - 1);
            fill(self.end..next, &mut self.data[first * self.width..][..(next - self.end) * self.width]);
            self.end = next;
        }
    }

    #[inline(always)]
    fn get(&self, token: usize) -> Option<&[f32]> {
        (token + self.kept >= self.end).then(|| &self.data[(token & (self.kept - 1)) * self.width..][..self.width])
    }
}

/// Scratch for one state's scores.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    hidden: Vec<f32>,
    pub(crate) scores: Vec<f32>,
}

impl Scorer {
    /// The scores of all moves where the features are these tokens (-1 for none), counted from
    /// `offset` on.
    #[inline(always)]
    pub(crate) fn score<I: Isa>(&self, isa: I, rows: &Rows, offset: usize, tokens: &[i32], out: &mut Scores) {
        let width = self.width();
        out.hidden.resize(width, 0.0);
        let mut summands: [&[Lanes]; MAX_FEATURES] = [&[]; MAX_FEATURES];
        for (f, (&token, summand)) in tokens.iter().zip(&mut summands).enumerate() {
            let row = usize::try_from(token).ok().and_then(|token| rows.get(offset + token)).unwrap_or(&self.pad);
            *summand = row[f * width..][..width].as_chunks().0;
        }
        let summands = &summands[..tokens.len()];
        let sums = out.hidden.as_chunks_mut().0;
        for (i, (sum, bias)) in sums.iter_mut().zip(self.bias.as_chunks().0).enumerate() {
            let mut total = isa.load(bias);
            for summand in summands {
                total = isa.add(total, isa.load(&summand[i]));
            }
            isa.store(total, sum);
        }
        let (first, rest) = sums.split_at_mut(self.hidden / LANES);
        for piece in rest.chunks_exact(self.hidden / LANES) {
            for (best, piece) in first.iter_mut().zip(piece) {
                isa.store(isa.max(isa.load(best), isa.load(piece)), best);
            }
        }
        match &self.upper {
            Some(upper) => {
                out.scores.resize(upper.stride(), 0.0);
                MatMul { packed: upper, x: &out.hidden, rows: &[0], out: &mut out.scores }.run(isa);
            }
            None => out.scores.clone_from(&out.hidden),
        }
    }
}

/// A move's number of kind, and its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Move {
    pub(crate) kind: u8,
    pub(crate) label: Label,
}

/// A component's moves in the order of the network's outputs, and where each kind lies.
#[derive(Debug)]
pub(crate) struct Moves {
    all: Vec<Move>,
    runs: Vec<(u8, std::ops::Range<usize>)>,
}

impl Moves {
    pub(crate) fn new(all: Vec<Move>) -> Self {
        let mut runs: Vec<(u8, std::ops::Range<usize>)> = Vec::new();
        for (i, found) in all.iter().enumerate() {
            match runs.last_mut().filter(|run| run.0 == found.kind) {
                Some(run) => run.1.end = i + 1,
                None => runs.push((found.kind, i..i + 1)),
            }
        }
        Moves { all, runs }
    }

    /// The move of the highest score, the first of equals, among those of an allowed kind that
    /// `admits` does not refuse.
    #[inline(always)]
    pub(crate) fn best(&self, scores: &[f32], allowed: impl Fn(u8) -> bool, admits: impl Fn(Move) -> bool) -> Option<Move> {
        let mut best = None;
        let mut highest = f32::NEG_INFINITY;
        for (_, run) in self.runs.iter().filter(|run| allowed(run.0)) {
            for (&candidate, &score) in self.all[run.clone()].iter().zip(&scores[run.clone()]) {
                if (score > highest || best.is_none()) && admits(candidate) {
                    (best, highest) = (Some(candidate), score);
                }
            }
        }
        best
    }
}

/// The moves of a component's `moves` file, in the order of the network's outputs: by kind, then by
/// falling frequency; labels that were added later (with negative frequency) come last.
pub(crate) fn read_moves(bytes: &[u8], path: &Path, labels: &mut Labels, keep: fn(u8, &str) -> bool) -> Result<Vec<Move>, Error> {
    let file = msgpack::parse(bytes, path)?;
    let table: Json = serde_json::from_str(file.get("moves").text().unwrap_or_default()).map_err(|e| Error::unreadable(path, e))?;
    let mut kinds: Vec<(u8, Vec<(i64, &str)>)> = Vec::new();
    for (kind, counts) in table.as_object().into_iter().flatten() {
        let kind = kind.parse().map_err(|e| Error::unreadable(path, e))?;
        let counts = counts.as_object().into_iter().flatten();
        let mut counts: Vec<(i64, &str)> = counts.map(|(label, n)| (n.as_i64().unwrap_or(0), label.as_str())).collect();
        counts.sort_unstable();
        counts.reverse();
        kinds.push((kind, counts));
    }
    kinds.sort_by_key(|k| k.0);
    let frequent = kinds.iter().flat_map(|(kind, counts)| counts.iter().filter(|c| c.0 >= 0).map(|c| (*kind, c.1)));
    let mut later: Vec<(i64, &str)> = kinds.iter().flat_map(|k| &k.1).filter(|c| c.0 < 0).copied().collect();
    later.sort_unstable();
    let has = |counts: &[(i64, &str)], label: &str| counts.iter().any(|c| c.0 < 0 && c.1 == label);
    let kinds_of = |&(_, label)| kinds.iter().filter(move |k| has(&k.1, label)).map(move |k| (k.0, label));
    let later = later.iter().rev().flat_map(kinds_of);
    let mut moves = Vec::new();
    let mut seen = HashMap::new();
    for (kind, name) in frequent.chain(later).filter(|&(kind, name)| keep(kind, name)) {
        let found = Move { kind, label: labels.add(name) };
        if seen.insert(found, ()).is_none() {
            moves.push(found);
        }
    }
    Ok(moves)
}
