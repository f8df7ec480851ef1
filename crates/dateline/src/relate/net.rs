//! The network: names of features and word vectors to a hidden layer, and that to groups of classes.

use super::Fault;
use super::feature::{Features, SLOTS};
use super::vector::Words;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the outputs stand for. Group 0 is the types, group 1 the statuses, group 2 + i the modes of type i.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    pub groups: Vec<Vec<String>>,
    /// The quad class of each type, 0 for none; empty where a type has none that is known.
    #[serde(default)]
    pub quads: Vec<u8>,
}

impl Labels {
    /// The outputs of a group.
    pub fn range(&self, group: usize) -> Range<usize> {
        let start: usize = self.groups.iter().take(group).map(Vec::len).sum();
        start..start + self.groups.get(group).map_or(0, Vec::len)
    }

    /// How many outputs there are.
    pub fn len(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a label in its group.
    pub fn find(&self, group: usize, label: &str) -> Option<usize> {
        self.groups.get(group)?.iter().position(|l| l == label)
    }
}

/// Rows of signed bytes with a scale for each column.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub columns: usize,
    scale: Vec<f32>,
    bytes: Vec<i8>,
}

impl Table {
    /// Rounds a table of floats.
    pub fn from_floats(values: &[f32], columns: usize) -> Self {
        let mut scale = vec![1e-12_f32; columns];
        for row in values.chunks_exact(columns) {
            scale.iter_mut().zip(row).for_each(|(s, v)| *s = s.max(v.abs() / 127.0));
        }
        let bytes = values.iter().enumerate().map(|(i, v)| (v / scale[i % columns]).round() as i8).collect();
        Table { columns, scale, bytes }
    }

    /// Adds `weight` times a row to `sum`, scales aside.
    fn add(&self, row: usize, weight: f32, sum: &mut [f32]) {
        let row = &self.bytes[row * self.columns..(row + 1) * self.columns];
        sum.iter_mut().zip(row).for_each(|(x, &v)| *x += weight * f32::from(v));
    }

    fn scale_to(&self, sum: &[f32], out: &mut [f32]) {
        out.iter_mut().zip(sum).zip(&self.scale).for_each(|((o, x), s)| *o += x * s);
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.scale.iter().for_each(|s| out.extend(s.to_le_bytes()));
        out.extend(self.bytes.iter().map(|&b| b as u8));
    }

    fn take(bytes: &mut &[u8], rows: usize, columns: usize) -> Option<Self> {
        let scale = floats(bytes, columns)?;
        let (table, rest) = bytes.split_at_checked(rows.checked_mul(columns)?)?;
        *bytes = rest;
        Some(Table { columns, scale, bytes: table.iter().map(|&b| b as i8).collect() })
    }
}

fn floats(bytes: &mut &[u8], count: usize) -> Option<Vec<f32>> {
    let (head, rest) = bytes.split_at_checked(count.checked_mul(4)?)?;
    *bytes = rest;
    Some(head.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect())
}

/// One trained network.
#[derive(Debug, Clone)]
pub struct Net {
    /// Word vectors in their slots to the hidden layer: `SLOTS * width` rows.
    pub dense: Table,
    /// Names to the hidden layer.
    pub embed: Table,
    /// Names straight to the types.
    pub direct: Table,
    /// Hidden layer to all outputs.
    pub out: Table,
    pub bias: Vec<f32>,
    pub out_bias: Vec<f32>,
}

impl Net {
    /// The outputs before any normalisation are added to `logits`; `known` are rows of names.
    fn run(&self, known: &[usize], slots: &[(usize, Vec<f32>)], logits: &mut [f32]) {
        let mut hidden = self.bias.clone();
        let mut sum = vec![0.0; hidden.len()];
        for (slot, vector) in slots {
            vector.iter().enumerate().for_each(|(i, &x)| self.dense.add(slot * vector.len() + i, x, &mut sum));
        }
        self.dense.scale_to(&sum, &mut hidden);
        sum.fill(0.0);
        known.iter().for_each(|&row| self.embed.add(row, 1.0, &mut sum));
        self.embed.scale_to(&sum, &mut hidden);
        let mut straight = vec![0.0; self.direct.columns];
        known.iter().for_each(|&row| self.direct.add(row, 1.0, &mut straight));
        self.direct.scale_to(&straight, logits);
        let mut outs = vec![0.0; logits.len()];
        hidden.iter().enumerate().filter(|(_, h)| **h > 0.0).for_each(|(i, &h)| self.out.add(i, h, &mut outs));
        self.out.scale_to(&outs, logits);
        logits.iter_mut().zip(&self.out_bias).for_each(|(l, b)| *l += b);
    }
}

/// From the share of the best type to how often it is right: a line through their log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    pub slope: f32,
    pub shift: f32,
}

impl Default for Trust {
    fn default() -> Self {
        Trust::PLAIN
    }
}

impl Trust {
    /// A share taken at its word.
    pub const PLAIN: Trust = Trust { slope: 1.0, shift: 0.0 };

    /// How often a best type with this share is right.
    pub fn confidence(&self, share: f32) -> f32 {
        let share = share.clamp(1e-4, 1.0 - 1e-4);
        let odds = self.slope * (share / (1.0 - share)).ln() + self.shift;
        1.0 / (1.0 + (-odds).exp())
    }
}

/// A trained model: a few networks that vote, and how to read their confidence.
#[derive(Debug, Clone)]
pub struct Model {
    pub labels: Labels,
    /// Divides the types' logits, so that shares are how often each type is right.
    pub temperature: f32,
    /// Makes the best type's share a confidence.
    pub trust: Trust,
    /// The codebook's rules that were right on the training corpus at least nine times in ten, with that share.
    pub sure: Vec<(String, f32)>,
    /// Sorted numbers of the names that were met in training; the row of each is its place.
    pub names: Vec<u64>,
    pub nets: Vec<Net>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    labels: Labels,
    temperature: f32,
    #[serde(default)]
    trust: Trust,
    #[serde(default)]
    sure: Vec<(String, f32)>,
    names: usize,
    nets: usize,
    hidden: usize,
    width: usize,
}

const MAGIC: &[u8] = b"DLREL1\n";

impl Model {
    /// The outputs of the networks, averaged.
    pub fn logits(&self, f: &Features, words: &Words) -> Vec<f32> {
        let known: Vec<usize> = f.names.iter().filter_map(|n| self.names.binary_search(n).ok()).collect();
        let slots = slots(f, words);
        let mut logits = vec![0.0; self.labels.len()];
        self.nets.iter().for_each(|net| net.run(&known, &slots, &mut logits));
        logits.iter_mut().for_each(|l| *l /= self.nets.len().max(1) as f32);
        logits
    }

    /// How likely each class of a group is.
    pub fn shares(&self, logits: &[f32], group: usize) -> Vec<f32> {
        let temperature = if group == 0 { self.temperature } else { 1.0 };
        softmax(&logits[self.labels.range(group)], temperature)
    }

    /// How often a rule is right, if it is one of the sure ones.
    pub fn trusted(&self, rule: &str) -> Option<f32> {
        self.sure.iter().find(|(name, _)| name == rule).map(|&(_, share)| share)
    }

    /// The file's bytes.
    pub fn write(&self) -> Vec<u8> {
        let width = self.nets.first().map_or(0, |n| n.dense.bytes.len() / n.dense.columns.max(1) / SLOTS);
        let header = Header {
            labels: self.labels.clone(),
            temperature: self.temperature,
            trust: self.trust,
            sure: self.sure.clone(),
            names: self.names.len(),
            nets: self.nets.len(),
            hidden: self.nets.first().map_or(0, |n| n.bias.len()),
            width,
        };
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut out = MAGIC.to_vec();
        out.extend((header.len() as u32).to_le_bytes());
        out.extend(header);
        self.names.iter().for_each(|n| out.extend(n.to_le_bytes()));
        for net in &self.nets {
            [&net.dense, &net.embed, &net.direct, &net.out].iter().for_each(|t| t.write(&mut out));
            net.bias.iter().chain(&net.out_bias).for_each(|b| out.extend(b.to_le_bytes()));
        }
        out
    }

    /// Reads a file that `dateline train` wrote.
    ///
    /// # Errors
    /// Bytes that are no such file, or one for other word vectors.
    pub fn read(bytes: &[u8], words: &Words) -> Result<Self, Fault> {
        let model = Self::parse(bytes, words.width());
        model.ok_or_else(|| Fault::new("the model of relations is broken or of another version", "make it again with `dateline train`"))
    }

    fn parse(bytes: &[u8], width: usize) -> Option<Self> {
        let bytes = bytes.strip_prefix(MAGIC)?;
        let (length, bytes) = bytes.split_at_checked(4)?;
        let (header, mut bytes) = bytes.split_at_checked(u32::from_le_bytes(length.try_into().ok()?) as usize)?;
        let h: Header = serde_json::from_slice(header).ok()?;
        let (names, rest) = bytes.split_at_checked(h.names.checked_mul(8)?)?;
        bytes = rest;
        let names: Vec<u64> = names.as_chunks::<8>().0.iter().map(|c| u64::from_le_bytes(*c)).collect();
        let (types, outs) = (h.labels.range(0).len(), h.labels.len());
        let mut nets = Vec::new();
        for _ in 0..h.nets {
            nets.push(Net {
                dense: Table::take(&mut bytes, SLOTS * width, h.hidden)?,
                embed: Table::take(&mut bytes, h.names, h.hidden)?,
                direct: Table::take(&mut bytes, h.names, types)?,
                out: Table::take(&mut bytes, h.hidden, outs)?,
                bias: floats(&mut bytes, h.hidden)?,
                out_bias: floats(&mut bytes, outs)?,
            });
        }
        let sound = bytes.is_empty() && h.width == width && h.labels.groups.len() == types + 2 && !nets.is_empty();
        sound.then_some(Model { labels: h.labels, temperature: h.temperature, trust: h.trust, sure: h.sure, names, nets })
    }
}

/// The word vectors of a pair, summed in their slots.
pub(super) fn slots(f: &Features, words: &Words) -> Vec<(usize, Vec<f32>)> {
    let mut slots: Vec<(usize, Vec<f32>)> = Vec::new();
    for &(slot, row, weight) in &f.words {
        let slot = usize::from(slot);
        if !slots.iter().any(|(s, _)| *s == slot) {
            slots.push((slot, vec![0.0; words.width()]));
        }
        slots.iter_mut().filter(|(s, _)| *s == slot).for_each(|(_, v)| words.add(row, weight, v));
    }
    slots
}

/// Shares that sum to one.
pub(super) fn softmax(logits: &[f32], temperature: f32) -> Vec<f32> {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let all: Vec<f32> = logits.iter().map(|l| ((l - top) / temperature).exp()).collect();
    let sum: f32 = all.iter().sum();
    all.iter().map(|e| e / sum).collect()
}
