//! Static word vectors: `vocab/vectors` (a numpy file) and `vocab/key2row`.

use std::path::Path;

use crate::error::{self, Error};
use crate::flat::{Flat, Slice, Writer};
use crate::msgpack;

/// Vectors by string number; empty in pipelines without.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    width: usize,
    data: Slice<f32>,
    /// Sorted; the row of each is at the same place in `rows`.
    keys: Slice<u64>,
    rows: Slice<u32>,
}

impl Vectors {
    /// Writes the vectors of a `vocab` folder, each padded with zeros to whole vector loads.
    pub(crate) fn write(writer: &mut Writer, vocab: &Path) -> Result<(), Error> {
        let (data_path, rows_path, mode_path) = (vocab.join("vectors"), vocab.join("key2row"), vocab.join("vectors.cfg"));
        if !data_path.exists() {
            return Ok(());
        }
        let mode = std::fs::read_to_string(&mode_path).unwrap_or_default();
        let mode: serde_json::Value = serde_json::from_str(&mode).unwrap_or_default();
        if mode["mode"].as_str().is_some_and(|m| m != "default") {
            return Err(Error::unsupported("vocab", format!("`{}` vectors", mode["mode"].as_str().unwrap_or_default())));
        }
        let file = error::read(&data_path)?;
        let (width, data) = npy(&file).ok_or_else(|| Error::unreadable(&data_path, "no numpy file of 32-bit floats"))?;
        let bytes = error::read(&rows_path)?;
        let rows = msgpack::parse(&bytes, &rows_path)?;
        let mut rows: Vec<(u64, u32)> = rows.pairs().iter().filter_map(|(k, v)| Some((k.uint()?, u32::try_from(v.int()?).ok()?))).collect();
        rows.sort_unstable();
        writer.put("vectors.width", &[crate::nn::kernel::padded(width) as u32]);
        writer.put("vectors.data", &crate::nn::layers::padded_rows(&data, width));
        writer.put("vectors.keys", &rows.iter().map(|r| r.0).collect::<Vec<_>>());
        writer.put("vectors.rows", &rows.iter().map(|r| r.1).collect::<Vec<_>>());
        Ok(())
    }

    pub(crate) fn open(flat: &Flat) -> Self {
        Vectors {
            width: flat.get::<u32>("vectors.width").first().map_or(0, |&w| w as usize),
            data: flat.get("vectors.data"),
            keys: flat.get("vectors.keys"),
            rows: flat.get("vectors.rows"),
        }
    }

    pub(crate) fn get(&self, orth: u64) -> Option<&[f32]> {
        let row = *self.rows.get(self.keys.binary_search(&orth).ok()?)? as usize;
        self.data.get(row * self.width..(row + 1) * self.width)
    }
}

/// Width of a row and the values of a two-dimensional numpy file.
fn npy(bytes: &[u8]) -> Option<(usize, Vec<f32>)> {
    let version = *bytes.strip_prefix(b"\x93NUMPY")?.first()?;
    let (start, length) = match version {
        1 => (10, usize::from(u16::from_le_bytes(bytes.get(8..10)?.try_into().ok()?))),
        _ => (12, u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?) as usize),
    };
    let header = std::str::from_utf8(bytes.get(start..start + length)?).ok()?;
    if !header.contains("'<f4'") || header.contains("'fortran_order': True") {
        return None;
    }
    let shape = header.split_once("'shape': (")?.1.split_once(')')?.0;
    let mut shape = shape.split(',').filter_map(|n| n.trim().parse::<usize>().ok());
    let (rows, width) = (shape.next()?, shape.next()?);
    let data: Vec<f32> = bytes[start + length..].as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    (data.len() == rows * width).then_some((width, data))
}
