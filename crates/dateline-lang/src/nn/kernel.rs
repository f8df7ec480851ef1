//! Matrix kernels. Weights are packed once into vectors of sixteen outputs, and the vectors into
//! groups, so that the inner loop runs down the inputs with all of a group's sums in registers.

use super::simd::{Isa, LANES, Lanes, Task};
use crate::flat::{Flat, Slice, Writer};

/// The greatest number of vectors in a group.
pub(crate) const MAX_GROUP: usize = 8;

/// A linear layer in packed form: `[group][input][vector][lane]`.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    weights: Slice<f32>,
    /// `[vector][lane]`.
    bias: Slice<f32>,
    /// Inputs of a row, padding included.
    pub(crate) inputs: usize,
    /// Vectors of sixteen outputs.
    vectors: usize,
    /// Vectors in a group; the last group may have fewer.
    group: usize,
    /// Whether only the greatest of a group's vectors is given (maxout).
    maxout: bool,
}

/// Which of a matrix's rows make up a vector's lanes.
pub(crate) type LaneRows = [Option<usize>; LANES];

/// A matrix to be packed.
pub(crate) struct Source<'a> {
    /// Row by row, `columns` wide.
    pub(crate) weights: &'a [f32],
    pub(crate) columns: usize,
    /// One for each row, or none at all.
    pub(crate) bias: &'a [f32],
    /// The width of the parts that the columns fall into, each of which is padded on its own.
    pub(crate) part: usize,
}

/// The rows of outputs `0..count`, sixteen to a vector.
pub(crate) fn plain_rows(count: usize) -> Vec<LaneRows> {
    (0..count.div_ceil(LANES)).map(|v| std::array::from_fn(|l| Some(v * LANES + l).filter(|&row| row < count))).collect()
}

/// Rows `output * pieces + piece`, the pieces of sixteen outputs after each other.
pub(crate) fn maxout_rows(outputs: usize, pieces: usize) -> Vec<LaneRows> {
    let vector = |panel: usize, piece: usize| -> LaneRows {
        std::array::from_fn(|l| Some(panel * LANES + l).filter(|&o| o < outputs).map(|o| o * pieces + piece))
    };
    (0..outputs.div_ceil(LANES)).flat_map(|panel| (0..pieces).map(move |piece| vector(panel, piece))).collect()
}

impl Packed {
    /// Packs a matrix into sections below `name`.
    pub(crate) fn write(writer: &mut Writer, name: &str, source: &Source, vectors: &[LaneRows], group: usize, maxout: bool) {
        let columns = padded_columns(source);
        let mut weights = Vec::with_capacity(vectors.len() * LANES * columns.len());
        for group in vectors.chunks(group) {
            for &column in &columns {
                let weight =
                    |row: &Option<usize>| row.zip(column).map_or(0.0, |(row, column)| source.weights[row * source.columns + column]);
                weights.extend(group.iter().flatten().map(weight));
            }
        }
        let bias = |row: &Option<usize>| row.and_then(|row| source.bias.get(row).copied()).unwrap_or(0.0);
        let bias: Vec<f32> = vectors.iter().flatten().map(bias).collect();
        writer.put(&format!("{name}.weights"), &weights);
        writer.put(&format!("{name}.bias"), &bias);
        writer.put(&format!("{name}.shape"), &[columns.len() as u32, vectors.len() as u32, group as u32, u32::from(maxout)]);
    }

    /// `None` where there is no such section or it does not fit its shape.
    pub(crate) fn open(flat: &Flat, name: &str) -> Option<Self> {
        let shape = flat.get::<u32>(&format!("{name}.shape"));
        let &[inputs, vectors, group, maxout] = &*shape else { return None };
        let (weights, bias) = (flat.get(&format!("{name}.weights")), flat.get(&format!("{name}.bias")));
        let packed =
            Packed { weights, bias, inputs: inputs as usize, vectors: vectors as usize, group: group as usize, maxout: maxout == 1 };
        let fits = packed.weights.len() == packed.vectors * packed.inputs * LANES && packed.bias.len() == packed.vectors * LANES;
        (fits && (1..=MAX_GROUP).contains(&packed.group)).then_some(packed)
    }

    /// The width of a row that is written.
    pub(crate) fn stride(&self) -> usize {
        if self.maxout { self.vectors / self.group * LANES } else { self.vectors * LANES }
    }

    /// All the values that are computed, before the greatest is taken.
    pub(crate) fn width(&self) -> usize {
        self.vectors * LANES
    }
}

/// The width of a row of `width` values once padded to whole vectors.
pub(crate) fn padded(width: usize) -> usize {
    width.next_multiple_of(LANES)
}

/// For each padded input, the column it stands for.
fn padded_columns(source: &Source) -> Vec<Option<usize>> {
    let parts = source.columns / source.part.max(1);
    let within = |part: usize| (0..padded(source.part)).map(move |i| Some(i).filter(|&i| i < source.part).map(|i| part * source.part + i));
    (0..parts).flat_map(within).collect()
}

/// `weights · x + bias` for many rows, or the greatest of a group's vectors.
pub(crate) struct MatMul<'a> {
    pub(crate) packed: &'a Packed,
    pub(crate) x: &'a [f32],
    /// Where each row starts in `x`.
    pub(crate) rows: &'a [u32],
    /// Row after row, `packed.stride()` wide.
    pub(crate) out: &'a mut [f32],
}

impl Task for MatMul<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let packed = self.packed;
        assert!(self.out.len() >= self.rows.len() * packed.stride());
        assert!(self.rows.iter().all(|&start| start as usize + packed.inputs <= self.x.len()));
        let (weights, bias) = (packed.weights.as_chunks().0, packed.bias.as_chunks().0);
        let mut first = 0;
        while first < packed.vectors {
            let size = packed.group.min(packed.vectors - first);
            let (mut rows, mut out) = (self.rows, &mut *self.out);
            let group = Group {
                weights: &weights[first * packed.inputs..][..size * packed.inputs],
                bias: &bias[first..first + size],
                column: if packed.maxout { first / packed.group * LANES } else { first * LANES },
                stride: packed.stride(),
            };
            if I::TALL {
                let done = tall_rows(isa, &group, packed.maxout, self.x, rows, out);
                (rows, out) = (&rows[done..], &mut out[done * group.stride..]);
            }
            match (size, packed.maxout) {
                (1, _) => all_rows::<I, 1, false>(isa, &group, self.x, rows, out),
                (2, true) => all_rows::<I, 2, true>(isa, &group, self.x, rows, out),
                (3, true) => all_rows::<I, 3, true>(isa, &group, self.x, rows, out),
                (2, false) => all_rows::<I, 2, false>(isa, &group, self.x, rows, out),
                (3, false) => all_rows::<I, 3, false>(isa, &group, self.x, rows, out),
                (4, false) => all_rows::<I, 4, false>(isa, &group, self.x, rows, out),
                _ => any_group(isa, &group, packed.maxout, self.x, rows, out),
            }
            first += size;
        }
    }
}

/// A group's part of a packed layer, and where its outputs go.
struct Group<'a> {
    weights: &'a [Lanes],
    bias: &'a [Lanes],
    column: usize,
    stride: usize,
}

#[inline(always)]
fn all_rows<I: Isa, const G: usize, const MAX: bool>(isa: I, group: &Group, x: &[f32], rows: &[u32], out: &mut [f32]) {
    let mut done = 0;
    while done < rows.len() {
        let (rows, out) = (&rows[done..], &mut out[done * group.stride + group.column..]);
        done += match rows.len() {
            8.. if I::WIDE && G <= 3 => tile::<I, G, MAX, 8>(isa, group, x, rows, out),
            6.. if I::WIDE => tile::<I, G, MAX, 6>(isa, group, x, rows, out),
            4.. if I::WIDE => tile::<I, G, MAX, 4>(isa, group, x, rows, out),
            2.. => tile::<I, G, MAX, 2>(isa, group, x, rows, out),
            _ => tile::<I, G, MAX, 1>(isa, group, x, rows, out),
        };
    }
}

/// Rows of a tall tile: their sums of one vector fill the registers of an instruction set with few of them.
const TALL_ROWS: usize = 6;

/// Vector by vector, so that a vector's weights stay in the nearest cache while all rows pass by; gives how many rows
/// are done, which leaves less than a tile.
#[inline(always)]
fn tall_rows<I: Isa>(isa: I, group: &Group, max: bool, x: &[f32], rows: &[u32], out: &mut [f32]) -> usize {
    let tiles = rows.as_chunks::<TALL_ROWS>().0;
    for vector in 0..group.bias.len() {
        for (t, rows) in tiles.iter().enumerate() {
            let sums = tall_tile(isa, group, vector, x, rows);
            let column = group.column + if max { 0 } else { vector * LANES };
            for (r, &sum) in sums.iter().enumerate() {
                let at = (t * TALL_ROWS + r) * group.stride + column;
                let to = &mut out[at..].as_chunks_mut().0[0];
                isa.store(if max && vector > 0 { isa.max(isa.load(to), sum) } else { sum }, to);
            }
        }
    }
    tiles.len() * TALL_ROWS
}

/// One vector of a group for a tile of rows. The caller has checked that the rows lie inside `x`.
#[inline(always)]
fn tall_tile<I: Isa>(isa: I, group: &Group, vector: usize, x: &[f32], rows: &[u32; TALL_ROWS]) -> [I::V; TALL_ROWS] {
    let weights = group.weights.chunks_exact(group.bias.len());
    let mut sums = [isa.load(&group.bias[vector]); TALL_ROWS];
    let mut starts = [std::ptr::null::<f32>(); TALL_ROWS];
    for (start, row) in starts.iter_mut().zip(rows) {
        *start = x[*row as usize..][..weights.len()].as_ptr();
    }
    for (i, w) in weights.enumerate() {
        let w = isa.load(&w[vector]);
        for (sum, start) in sums.iter_mut().zip(starts) {
            // SAFETY: `start` is that of a slice of `weights.len()` floats, and `i` is below that.
            *sum = isa.fma(isa.splat(unsafe { *start.add(i) }), w, *sum);
        }
    }
    sums
}

/// `R` rows of a group of `G` vectors. The caller has checked that the rows lie inside `x`.
#[inline(always)]
fn tile<I: Isa, const G: usize, const MAX: bool, const R: usize>(isa: I, group: &Group, x: &[f32], rows: &[u32], out: &mut [f32]) -> usize {
    let weights = group.weights.as_chunks::<G>().0;
    let mut sums = [[isa.splat(0.0); G]; R];
    for row in &mut sums {
        for (sum, bias) in row.iter_mut().zip(group.bias) {
            *sum = isa.load(bias);
        }
    }
    let mut starts = [std::ptr::null::<f32>(); R];
    for (start, row) in starts.iter_mut().zip(rows) {
        *start = x[*row as usize..][..weights.len()].as_ptr();
    }
    for (i, w) in weights.iter().enumerate() {
        let mut v = [isa.splat(0.0); G];
        for (v, w) in v.iter_mut().zip(w) {
            *v = isa.load(w);
        }
        for (row, start) in sums.iter_mut().zip(starts) {
            // SAFETY: `start` is that of a slice of `weights.len()` floats, and `i` is below that.
            let input = isa.splat(unsafe { *start.add(i) });
            for (sum, v) in row.iter_mut().zip(v) {
                *sum = isa.fma(input, v, *sum);
            }
        }
    }
    for (row, out) in sums.iter().zip(out.chunks_mut(group.stride)) {
        give(isa, row, MAX, out);
    }
    R
}

#[inline(always)]
fn give<I: Isa>(isa: I, sums: &[I::V], max: bool, out: &mut [f32]) {
    let out = out.as_chunks_mut().0;
    if max {
        let mut best = sums[0];
        for &sum in &sums[1..] {
            best = isa.max(best, sum);
        }
        return isa.store(best, &mut out[0]);
    }
    for (&sum, out) in sums.iter().zip(out) {
        isa.store(sum, out);
    }
}

/// A group of any size, row by row.
#[inline(always)]
fn any_group<I: Isa>(isa: I, group: &Group, max: bool, x: &[f32], rows: &[u32], out: &mut [f32]) {
    for (i, &row) in rows.iter().enumerate() {
        let out = &mut out[i * group.stride + group.column..];
        let x = &x[row as usize..];
        match group.bias.len() {
            8 => give(isa, &one_row::<I, 8>(isa, group, x), max, out),
            7 => give(isa, &one_row::<I, 7>(isa, group, x), max, out),
            6 => give(isa, &one_row::<I, 6>(isa, group, x), max, out),
            5 => give(isa, &one_row::<I, 5>(isa, group, x), max, out),
            _ => give(isa, &one_row::<I, 4>(isa, group, x), max, out),
        }
    }
}

/// One row of a group of `G` vectors.
#[inline(always)]
fn one_row<I: Isa, const G: usize>(isa: I, group: &Group, x: &[f32]) -> [I::V; G] {
    let mut sums = [isa.splat(0.0); G];
    for (sum, bias) in sums.iter_mut().zip(group.bias) {
        *sum = isa.load(bias);
    }
    for (w, &x) in group.weights.as_chunks::<G>().0.iter().zip(x) {
        let input = isa.splat(x);
        for (sum, w) in sums.iter_mut().zip(w) {
            *sum = isa.fma(input, isa.load(w), *sum);
        }
    }
    sums
}

/// Layer norm (or none) of rows as they come from a `MatMul`, which are then added to their
/// targets, or put there.
pub(crate) struct Finish<'a> {
    pub(crate) norm: Option<&'a LayerNorm>,
    /// Row after row, `stride` wide.
    pub(crate) rows: &'a mut [f32],
    pub(crate) stride: usize,
    /// Where in `to` each row goes.
    pub(crate) targets: &'a [u32],
    pub(crate) to: &'a mut [f32],
    pub(crate) add: bool,
}

impl Task for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        for (row, &target) in self.rows.chunks_exact_mut(self.stride).zip(self.targets) {
            let row = row.as_chunks_mut().0;
            if let Some(norm) = self.norm {
                norm.apply(isa, row);
            }
            let to = self.to[target as usize..][..self.stride].as_chunks_mut().0;
            for (to, row) in to.iter_mut().zip(row) {
                let row = isa.load(row);
                isa.store(if self.add { isa.add(isa.load(to), row) } else { row }, to);
            }
        }
    }
}

/// thinc's layer norm: zero mean, unit variance, then scale and shift.
#[derive(Debug)]
pub(crate) struct LayerNorm {
    /// Padded with zeros.
    gain: Slice<f32>,
    shift: Slice<f32>,
    width: usize,
    /// Ones for the lanes of the last vector that are meant.
    last: Lanes,
}

impl LayerNorm {
    pub(crate) fn write(writer: &mut Writer, name: &str, gain: &[f32], shift: &[f32]) {
        for (part, values) in [("gain", gain), ("shift", shift)] {
            let mut values = values.to_vec();
            values.resize(padded(values.len()), 0.0);
            writer.put(&format!("{name}.{part}"), &values);
        }
        writer.put(&format!("{name}.width"), &[gain.len() as u32]);
    }

    pub(crate) fn open(flat: &Flat, name: &str) -> Option<Self> {
        let width = *flat.get::<u32>(&format!("{name}.width")).first()? as usize;
        let (gain, shift) = (flat.get(&format!("{name}.gain")), flat.get(&format!("{name}.shift")));
        let used = width - (padded(width) - LANES);
        let last = std::array::from_fn(|l| if l < used { 1.0 } else { 0.0 });
        (gain.len() == padded(width) && shift.len() == padded(width)).then_some(LayerNorm { gain, shift, width, last })
    }

    #[inline(always)]
    pub(crate) fn apply<I: Isa>(&self, isa: I, row: &mut [Lanes]) {
        let n = self.width as f32;
        let mut sum = isa.splat(0.0);
        for x in row.iter() {
            sum = isa.add(sum, isa.load(x));
        }
        let mean = isa.splat(-isa.sum(sum) / n);
        let (last, rest) = row.split_last_mut().expect("a row has some vector");
        let mut squares = isa.splat(0.0);
        for x in rest.iter_mut() {
            let d = isa.add(isa.load(x), mean);
            squares = isa.fma(d, d, squares);
            isa.store(d, x);
        }
        let d = isa.mul(isa.add(isa.load(last), mean), isa.load(&self.last));
        isa.store(d, last);
        squares = isa.fma(d, d, squares);
        let scale = isa.splat(1.0 / (isa.sum(squares) / n + 1e-8).sqrt());
        let (gain, shift) = (self.gain.as_chunks().0, self.shift.as_chunks().0);
        for ((x, gain), shift) in row.iter_mut().zip(gain).zip(shift) {
            isa.store(isa.fma(isa.mul(isa.load(x), scale), isa.load(gain), isa.load(shift)), x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::simd::Level;
    use super::*;

    fn noise(n: usize) -> Vec<f32> {
        (0..n as u64).map(|i| (crate::hash::murmur2_64(&i.to_le_bytes(), 3) % 2000) as f32 / 1000.0 - 1.0).collect()
    }

    /// The same by the definition: rows of `x` padded to whole vectors.
    fn plain(weights: &[f32], bias: &[f32], columns: usize, x: &[f32]) -> Vec<f32> {
        let dot = |row: &[f32]| row.iter().zip(x).map(|(a, b)| a * b).sum::<f32>();
        weights.chunks(columns).zip(bias).map(|(row, b)| dot(row) + b).collect()
    }

    fn check(outputs: usize, pieces: usize, columns: usize, group: usize, rows: usize) {
        let (weights, bias) = (noise(outputs * pieces * columns), noise(outputs * pieces));
        let source = Source { weights: &weights, columns, bias: &bias, part: columns };
        let maxout = pieces > 1;
        let vectors = if maxout { maxout_rows(outputs, pieces) } else { plain_rows(outputs) };
        let mut writer = Writer::new();
        Packed::write(&mut writer, "w", &source, &vectors, group, maxout);
        let packed = Packed::open(&writer.into_flat(), "w").unwrap();
        let x = noise((rows + 1) * packed.inputs);
        let starts: Vec<u32> = (0..rows as u32).map(|r| r * packed.inputs as u32).collect();
        for level in Level::available() {
            let mut out = vec![0.0; rows * packed.stride()];
            level.run(MatMul { packed: &packed, x: &x, rows: &starts, out: &mut out });
            for (row, got) in out.chunks(packed.stride()).enumerate() {
                let all = plain(&weights, &bias, columns, &x[row * packed.inputs..]);
                let want: Vec<f32> = all.chunks(pieces).map(|p| p.iter().copied().fold(f32::MIN, f32::max)).collect();
                assert!(got.iter().zip(&want).all(|(g, w)| (g - w).abs() < 1e-3), "{level:?} {outputs} {pieces} {columns} row {row}");
            }
        }
    }

    #[test]
    fn packed_products_are_the_plain_ones() {
        for (outputs, pieces, columns, group) in
            [(96, 3, 48, 3), (20, 2, 33, 2), (50, 1, 96, 4), (107, 1, 64, 8), (16, 5, 7, 5), (70, 1, 5, 4)]
        {
            for rows in [1, 3, 19] {
                check(outputs, pieces, columns, group, rows);
            }
        }
    }

    #[test]
    fn layer_norm_ignores_padding() {
        for width in [16, 20, 96] {
            let (gain, shift, x) = (noise(width), noise(width + 1)[1..].to_vec(), noise(width + 2)[2..].to_vec());
            let mut writer = Writer::new();
            LayerNorm::write(&mut writer, "n", &gain, &shift);
            let norm = LayerNorm::open(&writer.into_flat(), "n").unwrap();
            let mean = x.iter().sum::<f32>() / width as f32;
            let variance = x.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / width as f32 + 1e-8;
            for level in Level::available() {
                let mut row = x.clone();
                row.resize(padded(width), 0.0);
                let mut to = vec![1.0; padded(width)];
                let stride = padded(width);
                level.run(Finish { norm: Some(&norm), rows: &mut row, stride, targets: &[0], to: &mut to, add: true });
                for i in 0..width {
                    let want = 1.0 + (x[i] - mean) / variance.sqrt() * gain[i] + shift[i];
                    assert!((to[i] - want).abs() < 1e-4, "{level:?} {width} {i}");
                }
            }
        }
    }
}
