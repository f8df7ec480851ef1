//! Word vectors: a table of signed bytes, looked up by word.

use super::Fault;
const MAGIC: &[u8] = b"DLWV1\n";

/// Vectors of frequent words, of length about 1. `scripts/word_vectors.py` tells how they are made.
#[derive(Debug)]
pub struct Words {
    width: usize,
    /// All words one after the other, in byte order, and where each begins.
    text: String,
    starts: Vec<u32>,
    scale: Vec<f32>,
    table: Vec<i8>,
}

impl Words {
    /// The table that is compiled in.
    ///
    /// # Errors
    /// None that a build which passed its tests can meet.
    pub fn built_in() -> Result<Self, Fault> {
        Self::read(include_bytes!("../../../../trained/words.vec"))
    }

    /// Reads the file that `scripts/word_vectors.py` writes.
    ///
    /// # Errors
    /// Bytes that are no such file.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        Self::parse(bytes).ok_or_else(|| Fault::new("the word vectors are broken", "make them again with scripts/word_vectors.py"))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.strip_prefix(MAGIC)?;
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (count, width) = (number(0)?, number(4)?);
        let rest = bytes.get(8..)?;
        let ends = rest.iter().enumerate().filter(|&(_, &b)| b == b'\n').take(count).map(|(i, _)| i as u32 + 1);
        let starts: Vec<u32> = std::iter::once(0).chain(ends).collect();
        let (text, rest) = rest.split_at_checked(*starts.last()? as usize)?;
        let text = String::from_utf8(text.to_vec()).ok()?;
        let (scale, table) = rest.split_at_checked(width * 4)?;
        let scale = scale.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect();
        let table: Vec<i8> = table.iter().map(|&b| b as i8).collect();
        let whole = starts.len() == count + 1 && table.len() == count.checked_mul(width)?;
        whole.then_some(Words { width, text, starts, scale, table })
    }

    /// Numbers in each vector.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many words there are.
    pub(super) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of a word in lower case.
    pub fn row(&self, word: &str) -> Option<u32> {
        let at = |row: usize| &self.text[self.starts[row] as usize..self.starts[row + 1] as usize - 1];
        let (mut low, mut high) = (0, self.starts.len() - 1);
        while low < high {
            let middle = low.midpoint(high);
            match at(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
            }
        }
        None
    }

    /// The vector of a row, of length one.
    pub fn unit(&self, row: u32) -> Vec<f32> {
        let mut v = vec![0.0; self.width];
        self.add(row, 1.0, &mut v);
        let length = v.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-9);
        v.iter_mut().for_each(|x| *x /= length);
        v
    }

    /// Adds `weight` times the vector of a row to `sum`.
    pub fn add(&self, row: u32, weight: f32, sum: &mut [f32]) {
        let at = row as usize * self.width;
        for ((x, &v), &s) in sum.iter_mut().zip(&self.table[at..at + self.width]).zip(&self.scale) {
            *x += weight * s * f32::from(v);
        }
    }
}
