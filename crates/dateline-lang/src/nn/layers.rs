//! The layers that the architectures are made of: from a model's nodes to the flat form, and back.

use super::kernel::{Finish, LayerNorm, MAX_GROUP, MatMul, Packed, Source, maxout_rows, padded, plain_rows};
use super::model::{Array, Node};
use super::simd::Level;
use crate::error::Error;
use crate::flat::{Flat, Writer};

/// Vectors in a group of a linear layer that many rows go through.
const MANY_ROWS: usize = 4;

/// A dense layer with maxout or mish, then layer norm where there is one.
#[derive(Debug)]
pub(crate) struct Dense {
    linear: Packed,
    after: After,
}

/// A dense layer as a model file has it.
pub(crate) struct DenseNode<'n> {
    pub(crate) weights: &'n Array,
    pub(crate) bias: &'n [f32],
    pub(crate) outputs: usize,
    pub(crate) pieces: usize,
    pub(crate) columns: usize,
    pub(crate) mish: bool,
    norm: Option<(&'n [f32], &'n [f32])>,
}

impl<'n> DenseNode<'n> {
    /// The `maxout` or `mish` layer in a node, and its `layernorm`.
    pub(crate) fn find(node: &'n Node, component: &str) -> Result<Self, Error> {
        let maxout = node.first("maxout");
        let dense = maxout.or_else(|| node.first("mish")).ok_or_else(|| missing(component, "maxout"))?;
        let (Some(weights), Some(bias)) = (dense.param("W"), dense.param("b")) else { return Err(missing(component, dense.name)) };
        let pieces = if maxout.is_some() { weights.shape.get(1).copied().unwrap_or(1) } else { 1 };
        if pieces > MAX_GROUP {
            return Err(Error::unsupported(component, format!("{pieces} maxout pieces; {MAX_GROUP} is the limit")));
        }
        let norm = node.first("layernorm").and_then(|n| Some((n.param("G")?.data.as_slice(), n.param("b")?.data.as_slice())));
        let columns = weights.shape.last().copied().unwrap_or(0);
        Ok(DenseNode { weights, bias: &bias.data, outputs: weights.rows(), pieces, columns, mish: maxout.is_none(), norm })
    }

    /// Writes the whole layer; the inputs are parts of this width, each padded.
    pub(crate) fn write(&self, writer: &mut Writer, name: &str, part: usize) {
        let source = Source { weights: &self.weights.data, columns: self.columns, bias: self.bias, part };
        let vectors = maxout_rows(self.outputs, self.pieces);
        let group = if self.pieces == 1 { MANY_ROWS } else { self.pieces };
        Packed::write(writer, name, &source, &vectors, group, self.pieces > 1);
        self.write_after(writer, name);
    }

    /// Writes what comes after the matrix.
    pub(crate) fn write_after(&self, writer: &mut Writer, name: &str) {
        writer.put(&format!("{name}.mish"), &[u32::from(self.mish)]);
        if let Some((gain, shift)) = self.norm {
            LayerNorm::write(writer, &format!("{name}.norm"), gain, shift);
        }
    }
}

/// The activation and norm after a dense layer's matrix.
#[derive(Debug)]
pub(crate) struct After {
    mish: bool,
    norm: Option<LayerNorm>,
}

impl After {
    pub(crate) fn open(flat: &Flat, name: &str) -> Self {
        let mish = flat.get::<u32>(&format!("{name}.mish")).first() == Some(&1);
        After { mish, norm: LayerNorm::open(flat, &format!("{name}.norm")) }
    }

    /// Finishes rows, `stride` wide, and brings them where they go.
    pub(crate) fn run(&self, level: Level, rows: &mut [f32], stride: usize, to: Target) {
        if self.mish {
            rows.iter_mut().for_each(|x| *x = mish(*x));
        }
        let Target { to, targets, add } = to;
        level.run(Finish { norm: self.norm.as_ref(), rows, stride, targets, to, add });
    }
}

impl Dense {
    pub(crate) fn open(flat: &Flat, name: &str) -> Option<Self> {
        Some(Dense { linear: Packed::open(flat, name)?, after: After::open(flat, name) })
    }

    /// The width of a row that comes out, padding included.
    pub(crate) fn stride(&self) -> usize {
        self.linear.stride()
    }

    /// Runs rows of `x`, named by where they start, through the layer.
    pub(crate) fn forward(&self, level: Level, x: &[f32], rows: &[u32], to: Target, scratch: &mut Vec<f32>) {
        run_rows(level, &self.linear, x, rows, scratch);
        self.after.run(level, scratch, self.stride(), to);
    }

    /// The same where input and output lie in the same memory: `x += layer(x)`.
    pub(crate) fn forward_residual(&self, level: Level, x: &mut [f32], rows: &[u32], targets: &[u32], scratch: &mut Vec<f32>) {
        run_rows(level, &self.linear, x, rows, scratch);
        self.after.run(level, scratch, self.stride(), Target { to: x, targets, add: true });
    }
}

/// Where rows go: each to its place in `to`, which it replaces or is added to.
pub(crate) struct Target<'a> {
    pub(crate) to: &'a mut [f32],
    pub(crate) targets: &'a [u32],
    pub(crate) add: bool,
}

fn mish(x: f32) -> f32 {
    if x >= 20.0 { x } else { x * x.exp().ln_1p().tanh() }
}

/// Writes a plain linear layer (`linear`, `softmax`) with `group` vectors to a group.
pub(crate) fn write_linear(writer: &mut Writer, name: &str, node: &Node, group: usize, component: &str) -> Result<(), Error> {
    let weights = node.param("W").ok_or_else(|| missing(component, node.name))?;
    let columns = weights.shape.last().copied().unwrap_or(0);
    let bias = node.param("b").map_or(&[][..], |b| &b.data);
    let source = Source { weights: &weights.data, columns, bias, part: columns };
    Packed::write(writer, name, &source, &plain_rows(weights.rows()), group, false);
    Ok(())
}

/// Writes a linear layer that many rows go through.
pub(crate) fn write_linear_for_many(writer: &mut Writer, name: &str, node: &Node, component: &str) -> Result<(), Error> {
    write_linear(writer, name, node, MANY_ROWS, component)
}

/// Rows of `width` values, each padded.
pub(crate) fn padded_rows(data: &[f32], width: usize) -> Vec<f32> {
    let mut rows = Vec::with_capacity(data.len() / width.max(1) * padded(width));
    for row in data.chunks(width.max(1)) {
        rows.extend_from_slice(row);
        rows.resize(rows.len().next_multiple_of(padded(width)), 0.0);
    }
    rows
}

/// The error for a layer that is not in the file or has no weights.
pub(crate) fn missing(component: &str, layer: &str) -> Error {
    Error::unsupported(component, format!("a model without a trained `{layer}` layer"))
}

/// Runs a task over rows that follow each other.
pub(crate) fn run_rows(level: Level, packed: &Packed, x: &[f32], rows: &[u32], out: &mut Vec<f32>) {
    out.resize(rows.len() * packed.stride(), 0.0);
    level.run(MatMul { packed, x, rows, out });
}
