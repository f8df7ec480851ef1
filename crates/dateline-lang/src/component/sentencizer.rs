//! The sentencizer: a sentence ends with certain marks, and what punctuation follows them.

use std::collections::HashSet;
use std::path::Path;

use super::read_json;
use crate::batch::Batch;
use crate::error::Error;
use crate::flat::Flat;
use crate::lexeme::Flag;

pub(crate) struct Sentencizer {
    marks: HashSet<Box<str>>,
    overwrite: bool,
}

impl Sentencizer {
    pub(super) fn open(flat: &Flat, name: &str, path: &Path) -> Result<Self, Error> {
        let path = path.with_extension("json");
        let cfg = read_json(flat.bytes(&format!("{name}.cfg")), &path)?;
        let marks = cfg["punct_chars"].as_array().ok_or_else(|| Error::unreadable(&path, "no `punct_chars`"))?;
        let marks = marks.iter().filter_map(|m| m.as_str().map(Box::from)).collect();
        Ok(Sentencizer { marks, overwrite: cfg["overwrite"].as_bool().unwrap_or(false) })
    }

    pub(super) fn run(&self, batch: &mut Batch) {
        for (doc, range) in batch.docs.iter().zip(&batch.ranges) {
            let mut ended = false;
            for (i, start) in batch.sent_starts[range.clone()].iter_mut().enumerate() {
                let word = doc.word(i);
                let mark = self.marks.contains(word);
                let opens = i == 0 || ended && !mark && !Flag::Punct.holds(word);
                ended = (ended || mark) && !(opens && i > 0);
                if *start == 0 || self.overwrite {
                    *start = if opens { 1 } else { -1 };
                }
            }
        }
    }
}
