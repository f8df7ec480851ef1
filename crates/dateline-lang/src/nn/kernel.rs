//! Matrix kernels. Weights are packed once into panels of sixteen outputs, so that the inner loop
//! runs down a panel with all its sums in registers; the best instruction set that the processor
//! has is chosen at run time.

use super::model::Array;

/// Outputs in a panel.
pub(crate) const LANES: usize = 16;

/// A linear layer with `PIECES` maxout pieces, packed as `[panel][input][piece][lane]`; outputs are
/// padded with zeros to a multiple of `LANES`.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    weights: Vec<f32>,
    /// `[panel][piece][lane]`.
    bias: Vec<f32>,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) pieces: usize,
}

impl Packed {
    /// From `weights[output][piece][input]` and `bias[output][piece]`.
    pub(crate) fn new(weights: &[f32], bias: &[f32], outputs: usize, pieces: usize, inputs: usize) -> Self {
        let panels = outputs.div_ceil(LANES);
        let mut packed = Packed {
            weights: vec![0.0; panels * inputs * pieces * LANES],
            bias: vec![0.0; panels * pieces * LANES],
            inputs,
            outputs,
            pieces,
        };
        for output in 0..outputs {
            let (panel, lane) = (output / LANES, output % LANES);
            for piece in 0..pieces {
                let row = (output * pieces + piece) * inputs;
                for input in 0..inputs {
                    packed.weights[((panel * inputs + input) * pieces + piece) * LANES + lane] = weights[row + input];
                }
                packed.bias[(panel * pieces + piece) * LANES + lane] = bias.get(output * pieces + piece).copied().unwrap_or(0.0);
            }
        }
        packed
    }

    pub(crate) fn from_arrays(weights: &Array, bias: Option<&Array>, pieces: usize) -> Self {
        let outputs = weights.rows();
        let inputs = weights.shape.last().copied().unwrap_or(0);
        Packed::new(&weights.data, bias.map_or(&[], |b| &b.data), outputs, pieces, inputs)
    }

    /// Outputs with their padding: the width of a row that `forward` writes.
    pub(crate) fn stride(&self) -> usize {
        self.outputs.next_multiple_of(LANES)
    }

    /// For each of `rows` rows, the greatest of the pieces' `weights · x + bias`. Row `r` of the
    /// input is `x[r * x_stride..][..inputs]`; rows of `out` are `stride()` wide.
    pub(crate) fn forward(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        assert!(rows == 0 || x.len() >= (rows - 1) * x_stride + self.inputs);
        assert!(out.len() >= rows * self.stride());
        match self.pieces {
            1 => self.forward_pieces::<1>(x, x_stride, rows, out),
            2 => self.forward_pieces::<2>(x, x_stride, rows, out),
            3 => self.forward_pieces::<3>(x, x_stride, rows, out),
            _ => self.forward_any(x, x_stride, rows, out),
        }
    }

    fn forward_pieces<const P: usize>(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        let stride = self.stride();
        for (panel, (weights, bias)) in self.panels().enumerate() {
            let mut row = 0;
            while row < rows {
                let left = rows - row;
                let x = &x[row * x_stride..];
                let out = &mut out[row * stride + panel * LANES..];
                row += match left {
                    4.. => block::<P, 4>(weights, bias, x, x_stride, out, stride),
                    2.. => block::<P, 2>(weights, bias, x, x_stride, out, stride),
                    _ => block::<P, 1>(weights, bias, x, x_stride, out, stride),
                };
            }
        }
    }

    fn panels(&self) -> impl Iterator<Item = (&[f32], &[f32])> {
        self.weights.chunks_exact(self.inputs * self.pieces * LANES).zip(self.bias.chunks_exact(self.pieces * LANES))
    }

    /// Any number of pieces, one row at a time.
    fn forward_any(&self, x: &[f32], x_stride: usize, rows: usize, out: &mut [f32]) {
        let stride = self.stride();
        for (panel, (weights, bias)) in self.panels().enumerate() {
            for row in 0..rows {
                let mut sums = bias.to_vec();
                for (input, w) in x[row * x_stride..][..self.inputs].iter().zip(weights.chunks_exact(self.pieces * LANES)) {
                    sums.iter_mut().zip(w).for_each(|(s, w)| *s += input * w);
                }
                let out = &mut out[row * stride + panel * LANES..][..LANES];
                for (lane, out) in out.iter_mut().enumerate() {
                    *out = (0..self.pieces).map(|p| sums[p * LANES + lane]).fold(f32::NEG_INFINITY, f32::max);
                }
            }
        }
    }
}

#[inline(always)]
fn block<const P: usize, const R: usize>(
    weights: &[f32],
    bias: &[f32],
    x: &[f32],
    x_stride: usize,
    out: &mut [f32],
    stride: usize,
) -> usize {
    let inputs = weights.len() / (P * LANES);
    let (bias, _) = bias.as_chunks::<LANES>();
    let mut sums = [[[0.0f32; LANES]; P]; R];
    for row in &mut sums {
        row.copy_from_slice(&bias[..P]);
    }
    let (weights, _) = weights.as_chunks::<LANES>();
    let rows: [&[f32]; R] = std::array::from_fn(|r| &x[r * x_stride..][..inputs]);
    for i in 0..inputs {
        let w: &[[f32; LANES]] = &weights[i * P..][..P];
        for r in 0..R {
            let v = rows[r][i];
            for p in 0..P {
                for l in 0..LANES {
                    sums[r][p][l] += v * w[p][l];
                }
            }
        }
    }
    for r in 0..R {
        let out = &mut out[r * stride..][..LANES];
        for l in 0..LANES {
            out[l] = (1..P).fold(sums[r][0][l], |best, p| if sums[r][p][l] > best { sums[r][p][l] } else { best });
        }
    }
    R
}

/// thinc's layer norm of one row: zero mean, unit variance, then scale and shift.
pub(crate) fn layer_norm(row: &mut [f32], gain: &[f32], shift: &[f32]) {
    let n = row.len() as f32;
    let mean = row.iter().sum::<f32>() / n;
    let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / n + 1e-8;
    let scale = variance.powf(-0.5);
    for ((x, g), b) in row.iter_mut().zip(gain).zip(shift) {
        *x = (*x - mean) * scale * g + b;
    }
}
