//! Training: the same corpus, seed and machine give the same bytes.

use super::feature::{AROUND_SLOTS, Features, SLOTS};
use super::name::is_around;
use super::net::{Labels, Model, Net, Table, Trust, slots, softmax};
use super::vector::Words;
use std::collections::{BTreeMap, HashMap};

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub seed: u64,
    /// Times that each example is seen.
    pub epochs: usize,
    /// Units of the hidden layer.
    pub hidden: usize,
    /// Networks that vote.
    pub nets: usize,
    /// Names that fewer examples have are left out.
    pub least: u32,
    /// Step size.
    pub rate: f32,
    /// Share of the names that is hidden from the network each time.
    pub dropout: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 1, epochs: 12, hidden: 112, nets: 1, least: 3, rate: 0.03, dropout: 0.4 }
    }
}

/// A labelled pair as the network sees it.
#[derive(Debug, Clone)]
pub struct Sample {
    pub features: Features,
    /// Group and class, as in [`Labels`].
    pub classes: Vec<(usize, usize)>,
    pub weight: f32,
    /// Whether the rule that fits, if there is one, gives the example's type.
    pub right: bool,
}

/// The same of the words around the mentions, of names and of vectors: sentences end in all sorts of ways.
const AROUND: f32 = 0.7;
const AROUND_VECTORS: f32 = 0.5;

/// Share of the hidden layer's units that is silent each time: a wide layer that half sleeps is better than two narrow ones that vote.
const SILENT: f32 = 0.5;

/// A rule is sure if it was right in this share of its cases, two more counted, one of them wrong.
const SURE: f32 = 0.9;

/// Trains a model; its confidence is as yet uncalibrated.
pub fn train(samples: &[Sample], labels: &Labels, words: &Words, settings: Settings) -> Model {
    let names = frequent(samples, settings.least);
    let inputs: Vec<Input> = samples.iter().map(|s| Input::new(s, &names, words)).collect();
    let seeds = (0..settings.nets as u64).map(|n| settings.seed.wrapping_add(n));
    let nets = std::thread::scope(|scope| {
        let (inputs, names) = (&inputs, &names);
        let running: Vec<_> =
            seeds.map(|seed| scope.spawn(move || one(inputs, names.len(), labels, words.width(), Settings { seed, ..settings }))).collect();
        running.into_iter().map(|t| t.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    Model { labels: labels.clone(), temperature: 1.0, trust: Trust::PLAIN, sure: sure(samples), names, nets }
}

/// The rules that may speak before the model, by how often their type is right.
fn sure(samples: &[Sample]) -> Vec<(String, f32)> {
    let mut counts: BTreeMap<&str, (f32, f32)> = BTreeMap::new();
    for s in samples {
        let Some(said) = &s.features.said else { continue };
        let (right, all) = counts.entry(&said.rule).or_default();
        *right += f32::from(u8::from(s.right));
        *all += 1.0;
    }
    let share = |(rule, (right, all)): (&str, (f32, f32))| (rule.to_owned(), (right + 1.0) / (all + 2.0));
    counts.into_iter().map(share).filter(|&(_, share)| share >= SURE).collect()
}

fn frequent(samples: &[Sample], least: u32) -> Vec<u64> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    samples.iter().flat_map(|s| &s.features.names).for_each(|&n| *counts.entry(n).or_default() += 1);
    let mut names: Vec<u64> = counts.into_iter().filter(|&(_, c)| c >= least).map(|(n, _)| n).collect();
    names.sort_unstable();
    names
}

/// An example ready for the network.
struct Input<'a> {
    /// Rows, and whether each is of the words around.
    names: Vec<(usize, bool)>,
    slots: Vec<(usize, Vec<f32>)>,
    classes: &'a [(usize, usize)],
    weight: f32,
}

impl<'a> Input<'a> {
    fn new(s: &'a Sample, names: &[u64], words: &Words) -> Self {
        let known = s.features.names.iter().filter_map(|n| Some((names.binary_search(n).ok()?, is_around(*n)))).collect();
        Input { names: known, slots: slots(&s.features, words), classes: &s.classes, weight: s.weight }
    }
}

/// A table of weights with the sum of their squared gradients (AdaGrad).
struct Weights {
    columns: usize,
    values: Vec<f32>,
    squares: Vec<f32>,
    rate: f32,
}

impl Weights {
    fn new(rows: usize, columns: usize, spread: f32, rate: f32, random: &mut Random) -> Self {
        let values = (0..rows * columns).map(|_| spread * (2.0 * random.share() - 1.0)).collect();
        Weights { columns, values, squares: vec![1e-3; rows * columns], rate }
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn add(&self, row: usize, weight: f32, sum: &mut [f32]) {
        sum.iter_mut().zip(self.row(row)).for_each(|(s, v)| *s += weight * v);
    }

    /// A step against `weight * gradient`.
    fn step(&mut self, row: usize, weight: f32, gradient: &[f32]) {
        let range = row * self.columns..(row + 1) * self.columns;
        let rate = self.rate;
        for ((v, q), g) in self.values[range.clone()].iter_mut().zip(&mut self.squares[range]).zip(gradient) {
            let g = weight * g;
            *q += g * g;
            *v -= rate * g / q.sqrt();
        }
    }

    fn table(&self) -> Table {
        Table::from_floats(&self.values, self.columns)
    }
}

/// The network while it learns.
struct Learner<'a> {
    labels: &'a Labels,
    width: usize,
    dense: Weights,
    embed: Weights,
    direct: Weights,
    out: Weights,
    bias: Weights,
    out_bias: Weights,
}

fn one(inputs: &[Input], names: usize, labels: &Labels, width: usize, s: Settings) -> Net {
    let mut random = Random(s.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (h, types, outs) = (s.hidden, labels.range(0).len(), labels.len());
    let r = &mut random;
    let mut learner = Learner {
        labels,
        width,
        dense: Weights::new(SLOTS * width, h, 0.25 / (width as f32).sqrt() * 3.0, s.rate * 0.5, r),
        embed: Weights::new(names, h, 0.02, s.rate, r),
        direct: Weights::new(names, types, 0.0, s.rate, r),
        out: Weights::new(h, outs, 0.25, s.rate, r),
        bias: Weights::new(1, h, 0.05, s.rate, r),
        out_bias: Weights::new(1, outs, 0.0, s.rate, r),
    };
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    for epoch in 0..s.epochs {
        random.shuffle(&mut order);
        let decay = 1.0 - 0.8 * epoch as f32 / s.epochs as f32;
        learner.set_rate(s.rate * decay);
        order.iter().for_each(|&i| learner.learn(&inputs[i], s.dropout, &mut random));
    }
    Net {
        dense: learner.dense.table(),
        embed: learner.embed.table(),
        direct: learner.direct.table(),
        out: learner.out.table(),
        bias: learner.bias.values,
        out_bias: learner.out_bias.values,
    }
}

impl Learner<'_> {
    fn set_rate(&mut self, rate: f32) {
        self.dense.rate = rate * 0.5;
        for w in [&mut self.embed, &mut self.direct, &mut self.out, &mut self.bias, &mut self.out_bias] {
            w.rate = rate;
        }
    }

    /// One step on one example, with a part of it hidden.
    fn learn(&mut self, input: &Input, dropout: f32, random: &mut Random) {
        let hidden_share = |around: bool| if around { dropout.max(AROUND) } else { dropout };
        let kept = input.names.iter().filter(|(_, around)| random.share() >= hidden_share(*around));
        let names: Vec<(usize, f32)> = kept.map(|&(n, around)| (n, 1.0 / (1.0 - hidden_share(around)))).collect();
        let vector_share = |slot: usize| if AROUND_SLOTS.contains(&slot) { AROUND_VECTORS } else { dropout * 0.3 };
        let slots: Vec<&(usize, Vec<f32>)> = input.slots.iter().filter(|(slot, _)| random.share() >= vector_share(*slot)).collect();
        let mut hidden = self.bias.values.clone();
        for (slot, vector) in &slots {
            vector.iter().enumerate().for_each(|(i, &x)| self.dense.add(slot * self.width + i, x, &mut hidden));
        }
        names.iter().for_each(|&(n, keep)| self.embed.add(n, keep, &mut hidden));
        let live: Vec<f32> = hidden.iter().map(|&h| if h > 0.0 && random.share() >= SILENT { 1.0 / (1.0 - SILENT) } else { 0.0 }).collect();
        let mut logits = self.out_bias.values.clone();
        hidden.iter().zip(&live).enumerate().filter(|(_, (_, l))| **l > 0.0).for_each(|(i, (&h, &l))| self.out.add(i, h * l, &mut logits));
        names.iter().for_each(|&(n, keep)| self.direct.add(n, keep, &mut logits));
        let gradient = self.error(input, &logits);
        self.back(&names, &slots, &hidden, &live, &gradient);
    }

    /// The outputs' errors.
    fn error(&self, input: &Input, logits: &[f32]) -> Vec<f32> {
        let mut gradient = vec![0.0; logits.len()];
        for &(group, class) in input.classes {
            let range = self.labels.range(group);
            let shares = softmax(&logits[range.clone()], 1.0);
            let weight = input.weight * if group == 0 { 1.0 } else { 0.3 };
            for (k, share) in shares.iter().enumerate() {
                gradient[range.start + k] = weight * (share - if k == class { 0.97 } else { 0.03 / (shares.len().max(2) - 1) as f32 });
            }
        }
        gradient
    }

    fn back(&mut self, names: &[(usize, f32)], slots: &[&(usize, Vec<f32>)], hidden: &[f32], live: &[f32], gradient: &[f32]) {
        let down: Vec<f32> = (0..hidden.len())
            .map(|i| if live[i] > 0.0 { live[i] * self.out.row(i).iter().zip(gradient).map(|(w, g)| w * g).sum::<f32>() } else { 0.0 })
            .collect();
        for i in (0..hidden.len()).filter(|&i| live[i] > 0.0) {
            self.out.step(i, hidden[i] * live[i], gradient);
        }
        self.out_bias.step(0, 1.0, gradient);
        self.bias.step(0, 1.0, &down);
        for (slot, vector) in slots {
            vector.iter().enumerate().for_each(|(i, &x)| self.dense.step(slot * self.width + i, x, &down));
        }
        let types = self.labels.range(0);
        for &(n, keep) in names {
            self.embed.step(n, keep, &down);
            self.direct.step(n, keep, &gradient[types.clone()]);
        }
    }
}

/// A small generator of numbers that look random (xorshift64*).
pub(super) struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 to below 1.
    pub(super) fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}
