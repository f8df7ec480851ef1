//! The dependency parser and the entity recogniser as components.

use std::ops::Range;
use std::path::Path;

use super::{Feed, read_json};
use crate::batch::Batch;
use crate::doc::{Iob, Label, Labels};
use crate::error::Error;
use crate::flat::Flat;
use crate::parse::arc_eager::{self, ArcEager};
use crate::parse::nonproj::Decorated;
use crate::parse::transition::{Moves, Rows, Scorer, read_moves};
use crate::parse::{ner, tree};

pub(crate) struct Parser {
    scorer: Scorer,
    moves: Moves,
    decorated: Decorated,
    root: Label,
    subtok: Option<Label>,
}

pub(crate) struct Ner {
    scorer: Scorer,
    moves: Moves,
}

impl Parser {
    pub(super) fn open(flat: &Flat, name: &str, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        refuse_beam(flat, name, path)?;
        let bytes = flat.bytes(&format!("{name}.moves"));
        let moves = read_moves(bytes, &path.join("moves"), labels, |kind, _| kind <= arc_eager::BREAK)?;
        let decorated = Decorated::new(moves.iter().map(|m| m.label), labels);
        let scorer = open_scorer(flat, name, moves.len())?;
        let subtok = labels.find("subtok");
        Ok(Parser { scorer, moves: Moves::new(moves), decorated, root: labels.add("ROOT"), subtok })
    }

    pub(super) fn input_width(&self) -> usize {
        self.scorer.input_width()
    }

    /// Heads, counted from each document's start, and labels.
    pub(super) fn arcs(&self, mut feed: Feed, rows: &mut Rows) -> (Vec<u32>, Vec<Label>) {
        let batch = feed.batch;
        let level = feed.pipeline.level;
        rows.reset(batch.len(), self.scorer.row_width());
        let (mut heads, mut labels) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
        let mut fill = |range: Range<usize>, out: &mut [f32]| {
            let (vectors, scratch) = feed.vectors(range);
            self.scorer.precompute(level, vectors, scratch, out);
        };
        level.run(ArcEager {
            scorer: &self.scorer,
            moves: &self.moves,
            subtok: self.subtok,
            docs: &batch.ranges,
            sent_starts: &batch.sent_starts,
            rows,
            fill: &mut fill,
            heads: &mut heads,
            labels: &mut labels,
        });
        (heads, labels)
    }

    pub(super) fn annotate(&self, batch: &mut Batch, mut heads: Vec<u32>, mut deps: Vec<Label>) {
        for (doc, range) in batch.docs.iter_mut().zip(&batch.ranges) {
            let (heads, deps) = (&mut heads[range.clone()], &mut deps[range.clone()]);
            for (i, dep) in deps.iter_mut().enumerate() {
                *dep = if heads[i] as usize == i { self.root } else { *dep };
            }
            let mut edges = tree::edges(heads);
            if self.decorated.undo(heads, deps, &edges, |i| batch.is_space[range.start + i]) {
                edges = tree::edges(heads);
            }
            let starts = tree::sentence_starts(heads, &edges);
            for (i, (token, analysis)) in doc.tokens.iter_mut().zip(&mut doc.analyses).enumerate() {
                token.head = heads[i];
                (analysis.dep, analysis.left_edge, analysis.right_edge) = (deps[i], edges.left[i], edges.right[i]);
                batch.sent_starts[range.start + i] = if starts[i] { 1 } else { -1 };
            }
        }
    }
}

fn open_scorer(flat: &Flat, name: &str, moves: usize) -> Result<Scorer, Error> {
    Scorer::open(flat, name, moves).ok_or_else(|| Error::unsupported(name, format!("a model that does not fit its {moves} moves")))
}

/// Beam search gives other results than the greedy search that is run here.
fn refuse_beam(flat: &Flat, name: &str, path: &Path) -> Result<(), Error> {
    let cfg = read_json(flat.bytes(&format!("{name}.cfg")), &path.join("cfg"))?;
    match cfg["beam_width"].as_i64() {
        Some(width) if width > 1 => Err(Error::unsupported(name, format!("beam search (beam_width = {width})"))),
        _ => Ok(()),
    }
}

impl Ner {
    pub(super) fn open(flat: &Flat, name: &str, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        refuse_beam(flat, name, path)?;
        let keep = |kind: u8, label: &str| kind != 0 && (kind != ner::OUT || label.is_empty());
        let moves = read_moves(flat.bytes(&format!("{name}.moves")), &path.join("moves"), labels, keep)?;
        Ok(Ner { scorer: open_scorer(flat, name, moves.len())?, moves: Moves::new(moves) })
    }

    pub(super) fn input_width(&self) -> usize {
        self.scorer.input_width()
    }

    /// The entities, as ranges of the batch's tokens.
    pub(super) fn entities(&self, mut feed: Feed, rows: &mut Rows) -> Vec<(Range<usize>, Label)> {
        let batch = feed.batch;
        let level = feed.pipeline.level;
        rows.reset(batch.len(), self.scorer.row_width());
        let context = |(&is_space, &start): (&bool, &i8)| ner::Context { sent_start: start == 1, is_space };
        let tokens: Vec<ner::Context> = batch.is_space.iter().zip(&batch.sent_starts).map(context).collect();
        let mut found = Vec::new();
        let mut fill = |range: Range<usize>, out: &mut [f32]| {
            let (vectors, scratch) = feed.vectors(range);
            self.scorer.precompute(level, vectors, scratch, out);
        };
        let (scorer, moves, docs) = (&self.scorer, &self.moves, batch.ranges.as_slice());
        level.run(ner::Recognise { scorer, moves, docs, tokens: &tokens, rows, fill: &mut fill, found: &mut found });
        found
    }
}

pub(super) fn annotate_entities(batch: &mut Batch, found: Vec<(Range<usize>, Label)>) {
    for (range, label) in found {
        let (doc, first) = batch.place(range.start);
        for (i, analysis) in batch.docs[doc].analyses[first..first + range.len()].iter_mut().enumerate() {
            (analysis.ent, analysis.iob) = (label, if i == 0 { Iob::Begin } else { Iob::In });
        }
    }
}
