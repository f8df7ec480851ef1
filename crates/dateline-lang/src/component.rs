//! The components of a pipeline: how each is written flat, opened, and run over a batch.

use std::ops::Range;
use std::path::Path;

use serde_json::Value as Json;

use crate::attribute_ruler::AttributeRuler;
use crate::batch::Batch;
use crate::config::Config;
use crate::doc::{Iob, Label, Labels};
use crate::error::{self, Error};
use crate::flat::{Flat, Writer};
use crate::lemmatizer::Lemmatizer;
use crate::lexicon::Lexicon;
use crate::nn::kernel::{MatMul, Packed, padded};
use crate::nn::layers::write_linear_for_many;
use crate::nn::model::Node;
use crate::nn::tok2vec::{self, Tok2Vec};
use crate::parse::arc_eager::{self, ArcEager};
use crate::parse::nonproj::Decorated;
use crate::parse::transition::{Moves, Rows, Scorer, read_moves};
use crate::parse::{ner, tree};
use crate::pipeline::{Buffers, Pipeline, Workspace};

pub(crate) struct Component {
    name: String,
    pub(crate) kind: Kind,
    source: Source,
}

pub(crate) enum Kind {
    Tok2Vec(Box<Tok2Vec>),
    Tagger(Tagger),
    Senter(Tagger),
    Parser(Box<Parser>),
    Ner(Box<Ner>),
    AttributeRuler(AttributeRuler),
    Lemmatizer(Box<Lemmatizer>),
}

/// Where a component's token vectors come from.
enum Source {
    /// It needs none.
    None,
    /// The component's own network.
    Own(Box<Tok2Vec>),
    /// The shared network, which is the component of this number.
    Shared(usize),
}

pub(crate) struct Tagger {
    output: Packed,
    labels: Vec<Label>,
    overwrite: bool,
}

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

/// The architectures that can be run.
const ARCHITECTURES: [&str; 15] = [
    "spacy.Tok2Vec.v1",
    "spacy.Tok2Vec.v2",
    "spacy.HashEmbedCNN.v1",
    "spacy.HashEmbedCNN.v2",
    "spacy.MultiHashEmbed.v1",
    "spacy.MultiHashEmbed.v2",
    "spacy.MaxoutWindowEncoder.v1",
    "spacy.MaxoutWindowEncoder.v2",
    "spacy.MishWindowEncoder.v1",
    "spacy.MishWindowEncoder.v2",
    "spacy.Tok2VecListener.v1",
    "spacy.Tagger.v1",
    "spacy.Tagger.v2",
    "spacy.TransitionBasedParser.v1",
    "spacy.TransitionBasedParser.v2",
];

/// Tokens whose vectors are computed at a time.
const BLOCK: usize = 256;
/// The shared vectors of larger batches are not kept, but computed for each component anew.
const KEPT_TOKENS: usize = 1 << 14;

impl Component {
    /// Writes a component's folder as sections below its name.
    pub(crate) fn write(writer: &mut Writer, folder: &Path, name: &str, config: &Config) -> Result<(), Error> {
        let section = format!("components.{name}");
        if let Some(bad) = config.architectures(&section).find(|a| !ARCHITECTURES.contains(a)) {
            return Err(Error::unsupported(name, format!("the architecture `{bad}`")));
        }
        let path = folder.join(name);
        let mut copy = |part: &str| error::read(&path.join(part)).map(|bytes| writer.put(&format!("{name}.{part}"), &bytes));
        match config.str(&section, "factory") {
            "tok2vec" | "senter" => {}
            "tagger" => copy("cfg")?,
            "parser" | "ner" => {
                copy("cfg")?;
                copy("moves")?;
            }
            "attribute_ruler" => return copy("patterns"),
            "lemmatizer" => return Lemmatizer::write(writer, &path, name),
            other => return Err(Error::unsupported(name, format!("the factory `{other}`"))),
        }
        let model_path = path.join("model");
        let bytes = error::read(&model_path)?;
        write_model(writer, &Node::read(&bytes, &model_path)?, name)
    }

    pub(crate) fn open(flat: &Flat, folder: &Path, name: &str, config: &Config, labels: &mut Labels) -> Result<Self, Error> {
        let section = format!("components.{name}");
        let path = folder.join(name);
        let own = Tok2Vec::open(flat, &format!("{name}.tok2vec"));
        let flag = |key: &str| config.flag(&section, key);
        let kind = match config.str(&section, "factory") {
            "tok2vec" => {
                let tok2vec = own.ok_or_else(|| Error::unsupported(name, "a model without a trained `tok2vec` layer"))?;
                return Ok(Component { name: name.to_owned(), kind: Kind::Tok2Vec(Box::new(tok2vec)), source: Source::None });
            }
            "tagger" => Kind::Tagger(Tagger::open(flat, name, flag("overwrite"), &path, labels)?),
            "senter" => Kind::Senter(Tagger::with_labels(flat, name, flag("overwrite"), vec![0, 1])?),
            "parser" => Kind::Parser(Box::new(Parser::open(flat, name, &path, labels)?)),
            "ner" => Kind::Ner(Box::new(Ner::open(flat, name, &path, labels)?)),
            "attribute_ruler" => {
                let patterns = flat.bytes(&format!("{name}.patterns"));
                Kind::AttributeRuler(AttributeRuler::read(patterns, &path.join("patterns"), name, labels)?)
            }
            _ => {
                let (mode, language) = (config.str(&section, "mode"), config.str("nlp", "lang"));
                Kind::Lemmatizer(Box::new(Lemmatizer::open(flat, name, mode, language, flag("overwrite"))?))
            }
        };
        let source = match own {
            Some(own) => Source::Own(Box::new(own)),
            None if kind.width().is_some() => Source::Shared(usize::MAX),
            None => Source::None,
        };
        Ok(Component { name: name.to_owned(), kind, source })
    }

    /// Lets components that listen know which they listen to: the last before them.
    pub(crate) fn connect(mut components: Vec<Component>) -> Result<Vec<Component>, Error> {
        let mut shared = None;
        for (number, component) in components.iter_mut().enumerate() {
            if let Kind::Tok2Vec(tok2vec) = &component.kind {
                shared = Some((number, tok2vec.stride));
            }
            let given = match &mut component.source {
                Source::None => continue,
                Source::Own(own) => Some(own.stride),
                Source::Shared(upstream) => shared.map(|(number, stride)| {
                    *upstream = number;
                    stride
                }),
            };
            if given != component.kind.width() {
                return Err(Error::unsupported(&component.name, "token vectors that no `tok2vec` component before it gives"));
            }
        }
        Ok(components)
    }

    pub(crate) fn run(&self, number: usize, batch: &mut Batch, pipeline: &Pipeline, space: &mut Workspace) {
        match &self.kind {
            Kind::Tok2Vec(tok2vec) => keep_shared(tok2vec, number, batch, pipeline, space),
            Kind::Tagger(tagger) => {
                let guesses = tagger.guesses(self.feed(number, batch, pipeline, space).0);
                tagger.tag(batch, &guesses);
            }
            Kind::Senter(senter) => {
                let guesses = senter.guesses(self.feed(number, batch, pipeline, space).0);
                senter.split_sentences(batch, &guesses);
            }
            Kind::Parser(parser) => {
                let (feed, rows) = self.feed(number, batch, pipeline, space);
                let (heads, deps) = parser.arcs(feed, rows);
                parser.annotate(batch, heads, deps);
            }
            Kind::Ner(ner) => {
                let (feed, rows) = self.feed(number, batch, pipeline, space);
                let found = ner.entities(feed, rows);
                annotate_entities(batch, found);
            }
            Kind::AttributeRuler(ruler) => ruler.run(batch, pipeline, &space.lexicon, &mut space.rulers[number]),
            Kind::Lemmatizer(lemmatizer) => lemmatizer.run(batch, &pipeline.labels, &mut space.lemmas),
        }
    }

    /// What the component needs to see the batch's tokens as vectors.
    fn feed<'a>(&'a self, number: usize, batch: &'a Batch, pipeline: &'a Pipeline, space: &'a mut Workspace) -> (Feed<'a>, &'a mut Rows) {
        let (tok2vec, number) = match &self.source {
            Source::Own(own) => (Some(&**own), number),
            Source::Shared(shared) => (pipeline.tok2vec(*shared), *shared),
            Source::None => (None, number),
        };
        let kept = matches!(self.source, Source::Shared(_)) && space.kept_tokens == batch.len();
        let feed = Feed {
            tok2vec,
            kept: if kept { &space.kept } else { &[] },
            batch,
            pipeline,
            lexicon: &space.lexicon,
            memory: &mut space.tok2vecs[number],
            buffers: &mut space.buffers,
        };
        (feed, &mut space.rows)
    }
}

/// A batch's tokens as vectors.
struct Feed<'a> {
    tok2vec: Option<&'a Tok2Vec>,
    /// All vectors, if they are kept.
    kept: &'a [f32],
    batch: &'a Batch,
    pipeline: &'a Pipeline,
    lexicon: &'a Lexicon,
    memory: &'a mut tok2vec::Memory,
    buffers: &'a mut Buffers,
}

impl Feed<'_> {
    /// The vectors of a range of tokens, row after row, and memory to use with them.
    fn vectors(&mut self, range: Range<usize>) -> (&[f32], &mut Vec<f32>) {
        let Buffers { vectors, scores, pieces } = &mut *self.buffers;
        let Some(tok2vec) = self.tok2vec else { return (&[], scores) };
        if !self.kept.is_empty() {
            return (&self.kept[range.start * tok2vec.stride..range.end * tok2vec.stride], scores);
        }
        vectors.resize(range.len() * tok2vec.stride, 0.0);
        self.batch.pieces(range, pieces);
        let view = self.pipeline.view(self.batch, self.lexicon);
        tok2vec.forward(self.pipeline.level, pieces, &view, &self.pipeline.vectors, self.memory, vectors);
        (vectors, scores)
    }
}

fn blocks(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).step_by(BLOCK).map(move |start| start..(start + BLOCK).min(count))
}

/// Runs the shared network, and keeps its vectors unless they are too many.
fn keep_shared(tok2vec: &Tok2Vec, number: usize, batch: &Batch, pipeline: &Pipeline, space: &mut Workspace) {
    space.kept_tokens = 0;
    if batch.len() > KEPT_TOKENS {
        return;
    }
    space.kept.resize(batch.len() * tok2vec.stride, 0.0);
    let view = pipeline.view(batch, &space.lexicon);
    for range in blocks(batch.len()) {
        batch.pieces(range.clone(), &mut space.buffers.pieces);
        let out = &mut space.kept[range.start * tok2vec.stride..range.end * tok2vec.stride];
        tok2vec.forward(pipeline.level, &space.buffers.pieces, &view, &pipeline.vectors, &mut space.tok2vecs[number], out);
    }
    space.kept_tokens = batch.len();
}

/// Writes a component's network: its own token vectors, if it has some, and what comes after.
fn write_model(writer: &mut Writer, model: &Node, name: &str) -> Result<(), Error> {
    let is_parser = model.name == "parser_model";
    let front = if is_parser { model.children.first().unwrap_or(model) } else { model };
    if front.first("tok2vec-listener").is_none() {
        Tok2Vec::write(writer, &format!("{name}.tok2vec"), front, name)?;
    }
    if is_parser {
        return Scorer::write(writer, model, name);
    }
    match model.first("softmax") {
        Some(softmax) => write_linear_for_many(writer, &format!("{name}.output"), softmax, name),
        None => Ok(()),
    }
}

fn read_json(bytes: &[u8], path: &Path) -> Result<Json, Error> {
    serde_json::from_slice(bytes).map_err(|e| Error::unreadable(path, e))
}

impl Kind {
    /// The width of the token vectors that it takes, if it takes any.
    fn width(&self) -> Option<usize> {
        match self {
            Kind::Tagger(tagger) | Kind::Senter(tagger) => Some(tagger.output.inputs),
            Kind::Parser(parser) => Some(parser.scorer.input_width()),
            Kind::Ner(ner) => Some(ner.scorer.input_width()),
            Kind::Tok2Vec(_) | Kind::AttributeRuler(_) | Kind::Lemmatizer(_) => None,
        }
    }
}

impl Tagger {
    fn open(flat: &Flat, name: &str, overwrite: bool, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        let cfg = read_json(flat.bytes(&format!("{name}.cfg")), &path.join("cfg"))?;
        let names = cfg["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
        let labels = names.iter().filter_map(Json::as_str).map(|l| labels.add(l)).collect();
        Self::with_labels(flat, name, overwrite, labels)
    }

    fn with_labels(flat: &Flat, name: &str, overwrite: bool, labels: Vec<Label>) -> Result<Self, Error> {
        let output = Packed::open(flat, &format!("{name}.output")).filter(|o| o.stride() == padded(labels.len()));
        let output = output.ok_or_else(|| Error::unsupported(name, format!("a model that does not fit its {} labels", labels.len())))?;
        Ok(Tagger { output, labels, overwrite })
    }

    /// The number of the best label of every token.
    fn guesses(&self, mut feed: Feed) -> Vec<usize> {
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

    fn tag(&self, batch: &mut Batch, guesses: &[usize]) {
        for (doc, range) in batch.docs.iter_mut().zip(&batch.ranges) {
            for (analysis, &guess) in doc.analyses.iter_mut().zip(&guesses[range.clone()]) {
                if analysis.tag == 0 || self.overwrite {
                    analysis.tag = self.labels[guess];
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

impl Parser {
    fn open(flat: &Flat, name: &str, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        refuse_beam(flat, name, path)?;
        let bytes = flat.bytes(&format!("{name}.moves"));
        let moves = read_moves(bytes, &path.join("moves"), labels, |kind, _| kind <= arc_eager::BREAK)?;
        let decorated = Decorated::new(moves.iter().map(|m| m.label), labels);
        let scorer = open_scorer(flat, name, moves.len())?;
        let subtok = labels.find("subtok");
        Ok(Parser { scorer, moves: Moves::new(moves), decorated, root: labels.add("ROOT"), subtok })
    }

    /// Heads, counted from each document's start, and labels.
    fn arcs(&self, mut feed: Feed, rows: &mut Rows) -> (Vec<u32>, Vec<Label>) {
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

    fn annotate(&self, batch: &mut Batch, mut heads: Vec<u32>, mut deps: Vec<Label>) {
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
    fn open(flat: &Flat, name: &str, path: &Path, labels: &mut Labels) -> Result<Self, Error> {
        refuse_beam(flat, name, path)?;
        let keep = |kind: u8, label: &str| kind != 0 && (kind != ner::OUT || label.is_empty());
        let moves = read_moves(flat.bytes(&format!("{name}.moves")), &path.join("moves"), labels, keep)?;
        Ok(Ner { scorer: open_scorer(flat, name, moves.len())?, moves: Moves::new(moves) })
    }

    /// The entities, as ranges of the batch's tokens.
    fn entities(&self, mut feed: Feed, rows: &mut Rows) -> Vec<(Range<usize>, Label)> {
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

fn annotate_entities(batch: &mut Batch, found: Vec<(Range<usize>, Label)>) {
    for (range, label) in found {
        let (doc, first) = batch.place(range.start);
        for (i, analysis) in batch.docs[doc].analyses[first..first + range.len()].iter_mut().enumerate() {
            (analysis.ent, analysis.iob) = (label, if i == 0 { Iob::Begin } else { Iob::In });
        }
    }
}
