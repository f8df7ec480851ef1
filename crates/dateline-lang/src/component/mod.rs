//! The components of a pipeline: how each is written flat, opened, and run over a batch.

mod parsers;
mod sentencizer;
mod taggers;

use std::ops::Range;
use std::path::Path;

use parsers::{Ner, Parser};
use sentencizer::Sentencizer;
use serde_json::Value as Json;
use taggers::Tagger;

use crate::attribute_ruler::AttributeRuler;
use crate::batch::Batch;
use crate::config::Config;
use crate::doc::Labels;
use crate::error::{self, Error};
use crate::flat::{Flat, Writer};
use crate::lemmatizer::Lemmatizer;
use crate::lexicon::Lexicon;
use crate::nn::layers::write_linear_for_many;
use crate::nn::model::Node;
use crate::nn::tok2vec::{self, Tok2Vec};
use crate::parse::transition::{Rows, Scorer};
use crate::pipeline::{Buffers, Pipeline, Workspace};

pub(crate) struct Component {
    name: String,
    pub(crate) kind: Kind,
    source: Source,
}

pub(crate) enum Kind {
    Tok2Vec(Box<Tok2Vec>),
    Tagger(Tagger),
    Sentencizer(Sentencizer),
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
            "tagger" | "morphologizer" => copy("cfg")?,
            "sentencizer" => {
                let bytes = error::read(&path.with_extension("json"))?;
                writer.put(&format!("{name}.cfg"), &bytes);
                return Ok(());
            }
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
            "morphologizer" => Kind::Tagger(Tagger::open_morphologizer(flat, name, flag("overwrite"), &path, labels)?),
            "senter" => Kind::Tagger(Tagger::open_senter(flat, name, flag("overwrite"))?),
            "sentencizer" => Kind::Sentencizer(Sentencizer::open(flat, name, &path)?),
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
                tagger.annotate(batch, &guesses);
            }
            Kind::Sentencizer(sentencizer) => sentencizer.run(batch),
            Kind::Parser(parser) => {
                let (feed, rows) = self.feed(number, batch, pipeline, space);
                let (heads, deps) = parser.arcs(feed, rows);
                parser.annotate(batch, heads, deps);
            }
            Kind::Ner(ner) => {
                let (feed, rows) = self.feed(number, batch, pipeline, space);
                let found = ner.entities(feed, rows);
                parsers::annotate_entities(batch, found);
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
            Kind::Tagger(tagger) => Some(tagger.input_width()),
            Kind::Parser(parser) => Some(parser.input_width()),
            Kind::Ner(ner) => Some(ner.input_width()),
            Kind::Tok2Vec(_) | Kind::Sentencizer(_) | Kind::AttributeRuler(_) | Kind::Lemmatizer(_) => None,
        }
    }
}
