//! The layers that the architectures are made of, taken from a model's nodes.

use super::kernel::{self, Packed};
use super::model::Node;
use crate::error::Error;

/// A dense layer with maxout or mish, then layer norm where there is one.
#[derive(Debug)]
pub(crate) struct Dense {
    linear: Packed,
    mish: bool,
    norm: Option<(Vec<f32>, Vec<f32>)>,
}

impl Dense {
    /// From the `maxout` or `mish` layer in a node, and its `layernorm`.
    pub(crate) fn read(node: &Node, component: &str) -> Result<Self, Error> {
        let maxout = node.first("maxout");
        let dense = maxout.or_else(|| node.first("mish")).ok_or_else(|| missing(component, "maxout"))?;
        let weights = dense.param("W").ok_or_else(|| missing(component, "maxout"))?;
        let pieces = if maxout.is_some() { weights.shape.get(1).copied().unwrap_or(1) } else { 1 };
        let norm = node.first("layernorm").and_then(|n| Some((n.param("G")?.data.clone(), n.param("b")?.data.clone())));
        Ok(Dense { linear: Packed::from_arrays(weights, dense.param("b"), pieces), mish: maxout.is_none(), norm })
    }

    pub(crate) fn width(&self) -> usize {
        self.linear.outputs
    }

    pub(crate) fn inputs(&self) -> usize {
        self.linear.inputs
    }

    /// The width of a row of `out` in `forward`.
    pub(crate) fn stride(&self) -> usize {
        self.linear.stride()
    }

    /// Rows of `out` are `stride()` wide, of which `width()` are meant.
    pub(crate) fn forward(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        self.linear.forward(x, x_stride, rows, out);
        for row in out.chunks_exact_mut(self.stride()).take(rows) {
            let row = &mut row[..self.linear.outputs];
            if self.mish {
                row.iter_mut().for_each(|x| *x = mish(*x));
            }
            if let Some((gain, shift)) = &self.norm {
                kernel::layer_norm(row, gain, shift);
            }
        }
    }
}

fn mish(x: f32) -> f32 {
    if x >= 20.0 { x } else { x * x.exp().ln_1p().tanh() }
}

/// A plain linear layer (`linear`, `softmax`).
pub(crate) fn linear(node: &Node, component: &str) -> Result<Packed, Error> {
    let weights = node.param("W").ok_or_else(|| missing(component, node.name))?;
    Ok(Packed::from_arrays(weights, node.param("b"), 1))
}

/// The error for a layer that is not in the file or has no weights.
pub(crate) fn missing(component: &str, layer: &str) -> Error {
    Error::unsupported(component, format!("a model without a trained `{layer}` layer"))
}
