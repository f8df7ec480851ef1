//! What parser and entity recogniser share: the network that scores moves, and the list of moves.

use std::path::Path;

use serde_json::Value as Json;

use crate::doc::{Label, Labels};
use crate::error::{self, Error};
use crate::msgpack;
use crate::nn::kernel::Packed;
use crate::nn::layers::{linear, missing};
use crate::nn::model::{Array, Node};

/// The part of a `TransitionBasedParser` after its token vectors.
#[derive(Debug)]
pub(crate) struct Scorer {
    reduce: Packed,
    /// All features' weights; rows are `[feature][piece][hidden]`.
    lower: Packed,
    /// For each feature, its summand where no token fills it: `[feature][piece][hidden]`.
    pad: Vec<f32>,
    /// `[piece][hidden]`.
    bias: Vec<f32>,
    upper: Option<Packed>,
    pub(crate) features: usize,
    hidden: usize,
    pieces: usize,
}

/// Per token and feature, the summand of the hidden layer.
#[derive(Debug, Default)]
pub(crate) struct Precomputed {
    rows: Vec<f32>,
    stride: usize,
}

/// Scratch for one state's scores.
#[derive(Debug, Default)]
pub(crate) struct Scores {
    hidden: Vec<f32>,
    pub(crate) scores: Vec<f32>,
}

impl Scorer {
    pub(crate) fn read(model: &Node, classes: usize, component: &str) -> Result<Self, Error> {
        let reduce = model.children.first().and_then(last_linear).ok_or_else(|| missing(component, "linear"))?;
        let lower = model.first("precomputable_affine").ok_or_else(|| missing(component, "precomputable_affine"))?;
        let (Some(weights), Some(bias), Some(pad)) = (lower.param("W"), lower.param("b"), lower.param("pad")) else {
            return Err(missing(component, "precomputable_affine"));
        };
        let &[features, hidden, pieces, inputs] = weights.shape.as_slice() else {
            return Err(missing(component, "precomputable_affine"));
        };
        let upper = match model.children.get(2).filter(|n| n.name == "linear") {
            Some(node) => Some(linear(node, component)?),
            None => None,
        };
        if upper.as_ref().map_or(hidden, |u| u.outputs) != classes {
            return Err(Error::unsupported(component, format!("a model that does not fit its {classes} moves")));
        }
        let weights = pieces_first(weights, features, hidden, pieces, inputs);
        Ok(Scorer {
            reduce: linear(reduce, component)?,
            lower: Packed::new(&weights, &[], features * hidden * pieces, 1, inputs),
            pad: pieces_first(pad, features, hidden, pieces, 1),
            bias: pieces_first(bias, 1, hidden, pieces, 1),
            upper,
            features,
            hidden,
            pieces,
        })
    }

    /// The first layer for every token and feature.
    pub(crate) fn precompute(&self, tokvecs: &[f32], width: usize, out: &mut Precomputed) {
        let tokens = tokvecs.len() / width;
        let stride = self.reduce.stride();
        let mut reduced = vec![0.0; tokens * stride];
        self.reduce.forward(tokvecs, width, tokens, &mut reduced);
        out.stride = self.lower.stride();
        out.rows.clear();
        out.rows.resize(tokens * out.stride, 0.0);
        self.lower.forward(&reduced, stride, tokens, &mut out.rows);
    }

    /// The scores of all moves where the features are these tokens (-1 for none).
    pub(crate) fn score(&self, computed: &Precomputed, tokens: &[i32], out: &mut Scores) {
        let width = self.hidden * self.pieces;
        let mut sums = self.bias.clone();
        for (f, &token) in tokens.iter().enumerate() {
            let summand = match usize::try_from(token) {
                Ok(token) => &computed.rows[token * computed.stride + f * width..][..width],
                Err(_) => &self.pad[f * width..][..width],
            };
            sums.iter_mut().zip(summand).for_each(|(s, x)| *s += x);
        }
        out.hidden.clear();
        out.hidden.extend_from_slice(&sums[..self.hidden]);
        for piece in sums.chunks_exact(self.hidden).skip(1) {
            out.hidden.iter_mut().zip(piece).for_each(|(h, x)| *h = h.max(*x));
        }
        match &self.upper {
            Some(upper) => {
                out.scores.resize(upper.stride(), 0.0);
                upper.forward(&out.hidden, 0, 1, &mut out.scores);
            }
            None => out.scores.clone_from(&out.hidden),
        }
    }
}

fn last_linear<'n, 'a>(node: &'n Node<'a>) -> Option<&'n Node<'a>> {
    node.children.iter().rev().find(|child| child.name == "linear")
}

/// Reorders `[feature][hidden][piece][input]` to `[feature][piece][hidden][input]`.
fn pieces_first(array: &Array, features: usize, hidden: usize, pieces: usize, inputs: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(array.data.len());
    for f in 0..features {
        for p in 0..pieces {
            for h in 0..hidden {
                out.extend_from_slice(&array.data[((f * hidden + h) * pieces + p) * inputs..][..inputs]);
            }
        }
    }
    out
}

/// A move's number of kind, and its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) kind: u8,
    pub(crate) label: Label,
}

/// The moves of a component's `moves` file, in the order of the network's outputs: by kind, then by
/// falling frequency; labels that were added later (with negative frequency) come last.
pub(crate) fn read_moves(path: &Path, labels: &mut Labels, keep: fn(u8, &str) -> bool) -> Result<Vec<Move>, Error> {
    let bytes = error::read(path)?;
    let file = msgpack::parse(&bytes, path)?;
    let table: Json = serde_json::from_str(file.get("moves").text().unwrap_or_default()).map_err(|e| Error::unreadable(path, e))?;
    let mut kinds: Vec<(u8, Vec<(i64, &str)>)> = Vec::new();
    for (kind, counts) in table.as_object().into_iter().flatten() {
        let kind = kind.parse().map_err(|e| Error::unreadable(path, e))?;
        let mut counts: Vec<(i64, &str)> =
            counts.as_object().into_iter().flatten().map(|(label, n)| (n.as_i64().unwrap_or(0), label.as_str())).collect();
        counts.sort_unstable();
        counts.reverse();
        kinds.push((kind, counts));
    }
    kinds.sort_by_key(|k| k.0);
    let mut moves: Vec<Move> = Vec::new();
    let mut add = |kind: u8, name: &str| {
        let found = Move { kind, label: labels.add(name) };
        if keep(kind, name) && !moves.contains(&found) {
            moves.push(found);
        }
    };
    let mut later: Vec<(i64, &str)> = Vec::new();
    for (kind, counts) in &kinds {
        for &(count, label) in counts {
            if count < 0 { later.push((count, label)) } else { add(*kind, label) }
        }
    }
    later.sort_unstable();
    for (_, label) in later.into_iter().rev() {
        for (kind, counts) in &kinds {
            if counts.iter().any(|c| c.1 == label && c.0 < 0) {
                add(*kind, label);
            }
        }
    }
    Ok(moves)
}
