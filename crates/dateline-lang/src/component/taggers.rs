//! Components that choose one label for each token: tagger, morphologizer, sentence recogniser.

use std::path::Path;

use serde_json::Value as Json;

use super::{Feed, blocks, read_json};
use crate::attribute_ruler::normal_morph;
use crate::batch::Batch;
use crate::doc::{Label, Labels};
use crate::error::Error;
use crate::flat::Flat;
use crate::nn::kernel::{MatMul, Packed, padded};
use crate::symbols::symbol_name;

pub(crate) struct Tagger {
    output: Packed,
    labels: TokenLabels,
    overwrite: bool,
}

/// What the network's outputs stand for.
enum TokenLabels {
    Tags(Vec<Label>),
    /// Morphology and part of speech.
    Morphs(Vec<(Label, Label)>),
    /// Whether the token opens a sentence: no, yes.
    SentStarts,
}

impl TokenLabels {
    fn len(&self) -> usize {
        match self {
            TokenLabels::Tags(tags) => tags.len(),
            TokenLabels::Morphs(morphs) => morphs.len(),
            TokenLabels::SentStarts => 2,
        }
    }
}

impl Tagger {
    pub(super) fn open(flat: &Flat, name: &str, overwrite: bool, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        let cfg = read_json(flat.bytes(&format!("{name}.cfg")), &path.join("cfg"))?;
        let names = cfg["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
        let tags = names.iter().filter_map(Json::as_str).map(|l| labels.add(l)).collect();
        Self::with_labels(flat, name, overwrite, TokenLabels::Tags(tags))
    }

    pub(super) fn open_morphologizer(flat: &Flat, name: &str, overwrite: bool, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        let bytes = flat.bytes(&format!("{name}.cfg"));
        let cfg = read_json(bytes, &path.join("cfg"))?;
        if cfg["extend"].as_bool() == Some(true) {
            return Err(Error::unsupported(name, "the setting `extend = true`"));
        }
        let pos = |label: &str| cfg["labels_pos"][label].as_u64().and_then(symbol_name).unwrap_or_default();
        let morph = |label: &str| normal_morph(cfg["labels_morph"][label].as_str().unwrap_or_default());
        let order = cfg_order(bytes, &path.join("cfg"))?;
        let morphs = order.iter().map(|label| (labels.add(&morph(label)), labels.add(pos(label)))).collect();
        Self::with_labels(flat, name, overwrite, TokenLabels::Morphs(morphs))
    }

    pub(super) fn open_senter(flat: &Flat, name: &str, overwrite: bool) -> Result<Self, Error> {
        Self::with_labels(flat, name, overwrite, TokenLabels::SentStarts)
    }

    fn with_labels(flat: &Flat, name: &str, overwrite: bool, labels: TokenLabels) -> Result<Self, Error> {
        let output = Packed::open(flat, &format!("{name}.output")).filter(|o| o.stride() == padded(labels.len()));
        let output = output.ok_or_else(|| Error::unsupported(name, format!("a model that does not fit its {} labels", labels.len())))?;
        Ok(Tagger { output, labels, overwrite })
    }

    pub(super) fn input_width(&self) -> usize {
        self.output.inputs
    }

    /// The number of the best label of every token.
    pub(super) fn guesses(&self, mut feed: Feed) -> Vec<usize> {
        let mut guesses = Vec::with_capacity(feed.batch.len());
        let level = feed.pipeline.level;
        for range in blocks(feed.batch.len()) {
            let rows: Vec<u32> = (0..range.len()).map(|i| (i * self.output.inputs) as u32).collect();
            let (vectors, scores) = feed.vectors(range);
            scores.resize(rows.len() * self.output.stride(), 0.0);
            level.run(MatMul { packed: &self.output, x: vectors, rows: &rows, out: scores });
            guesses.extend(scores.chunks_exact(self.output.stride()).map(|row| argmax(&row[..self.labels.len()])));
        }
        guesses
    }

    pub(super) fn annotate(&self, batch: &mut Batch, guesses: &[usize]) {
        if matches!(self.labels, TokenLabels::SentStarts) {
            return self.split_sentences(batch, guesses);
        }
        for (doc, range) in batch.docs.iter_mut().zip(&batch.ranges) {
            for (analysis, &guess) in doc.analyses.iter_mut().zip(&guesses[range.clone()]) {
                let set = |field: &mut Label, label: Label| *field = if *field == 0 || self.overwrite { label } else { *field };
                match &self.labels {
                    TokenLabels::Tags(tags) => set(&mut analysis.tag, tags[guess]),
                    TokenLabels::Morphs(morphs) => {
                        set(&mut analysis.morph, morphs[guess].0);
                        set(&mut analysis.pos, morphs[guess].1);
                    }
                    TokenLabels::SentStarts => {}
                }
            }
        }
    }

    fn split_sentences(&self, batch: &mut Batch, guesses: &[usize]) {
        for (start, &guess) in batch.sent_starts.iter_mut().zip(guesses) {
            if *start == 0 || self.overwrite {
                *start = if guess == 1 { 1 } else { -1 };
            }
        }
    }
}

fn argmax(scores: &[f32]) -> usize {
    scores.iter().enumerate().fold(0, |best, (i, score)| if *score > scores[best] { i } else { best })
}

/// The keys of `labels_morph` in the order of the file, which is that of the network's outputs.
fn cfg_order(cfg: &[u8], path: &Path) -> Result<Vec<String>, Error> {
    #[derive(serde::Deserialize)]
    struct Cfg {
        labels_morph: Keys,
    }
    let cfg: Cfg = serde_json::from_slice(cfg).map_err(|e| Error::unreadable(path, e))?;
    Ok(cfg.labels_morph.0)
}

/// An object's keys, in order.
struct Keys(Vec<String>);

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Keys;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}
