//! Loads a pipeline's folder and runs its components over texts.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::attribute_ruler::AttributeRuler;
use crate::config::Config;
use crate::doc::{Analysis, Doc, Iob, Label, Labels, Token, Word};
use crate::error::{self, Error};
use crate::lemmatizer::Lemmatizer;
use crate::lexeme::{Lexeme, Norms};
use crate::matcher::Tokens;
use crate::msgpack;
use crate::nn::kernel::Packed;
use crate::nn::layers::linear;
use crate::nn::model::Node;
use crate::nn::tok2vec::{Input, Tok2Vec};
use crate::parse::arc_eager::{self, SentStart};
use crate::parse::nonproj::Decorated;
use crate::parse::transition::{Move, Precomputed, Scorer, read_moves};
use crate::parse::{ner, tree};
use crate::tokenizer::{Span, Tokenizer};
use crate::vectors::Vectors;

/// A loaded pipeline: immutable, shared between threads.
pub struct Pipeline {
    tokenizer: Tokenizer,
    norms: Norms,
    vectors: Vectors,
    labels: Arc<Labels>,
    components: Vec<Component>,
}

enum Component {
    Tok2Vec(Box<Tok2Vec>),
    Tagger(Box<Tagger>),
    Senter(Box<Tagger>),
    Parser(Box<Parser>),
    Ner(Box<Ner>),
    AttributeRuler(AttributeRuler),
    Lemmatizer(Box<Lemmatizer>),
}

struct Tagger {
    tok2vec: Option<Tok2Vec>,
    output: Packed,
    labels: Vec<Label>,
    overwrite: bool,
}

struct Parser {
    tok2vec: Option<Tok2Vec>,
    scorer: Scorer,
    moves: Vec<Move>,
    decorated: Decorated,
    root: Label,
    subtok: Label,
}

struct Ner {
    tok2vec: Option<Tok2Vec>,
    scorer: Scorer,
    moves: Vec<Move>,
}

/// The architectures that can be run.
const ARCHITECTURES: [&str; 17] = [
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
    "spacy.HashEmbed.v1",
    "spacy.FeatureExtractor.v1",
];

impl Pipeline {
    /// Loads the pipeline whose `config.cfg` lies in `folder`.
    ///
    /// # Errors
    /// A file that is missing or broken, and a component or architecture that cannot be run; the
    /// message names it.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let path = folder.join("config.cfg");
        let text = std::fs::read_to_string(&path).map_err(|e| Error::unreadable(&path, e))?;
        let config = Config::parse(&text, &path)?;
        let mut labels = Labels::new();
        let disabled = config.strings("nlp", "disabled");
        let names = config.strings("nlp", "pipeline");
        let names = names.iter().filter(|name| !disabled.contains(name));
        let components = names.map(|name| Component::read(folder, name, &config, &mut labels)).collect::<Result<_, _>>()?;
        let tokenizer_path = folder.join("tokenizer");
        let bytes = error::read(&tokenizer_path)?;
        Ok(Pipeline {
            tokenizer: Tokenizer::new(&msgpack::parse(&bytes, &tokenizer_path)?, &tokenizer_path)?,
            norms: read_norms(&folder.join("vocab"))?,
            vectors: Vectors::read(&folder.join("vocab"))?,
            labels: Arc::new(labels),
            components,
        })
    }

    /// Analyses one text. Any string is accepted.
    pub fn parse(&self, text: &str) -> Doc {
        let mut work = self.start(text);
        for component in &self.components {
            component.run(&mut work, self);
        }
        for (token, &start) in work.doc.tokens.iter_mut().zip(&work.sent_starts) {
            token.sent_start = start == 1;
        }
        work.doc
    }

    fn start(&self, text: &str) -> Work {
        let mut spans = Vec::new();
        self.tokenizer.tokenize(text, &mut spans);
        let mut work = Work { doc: Doc::new(text, self.labels.clone()), ..Work::empty(self.labels.clone()) };
        let mut chars = Position::default();
        let mut lower = String::new();
        for span in &spans {
            self.add(&mut work, span, &mut chars, &mut lower);
        }
        if let Some(first) = work.sent_starts.first_mut() {
            *first = 1;
        }
        work
    }

    fn add(&self, work: &mut Work, span: &Span, chars: &mut Position, lower: &mut String) {
        let doc = &mut work.doc;
        let i = doc.tokens.len() as u32;
        let word = &doc.text[span.start as usize..span.end as usize];
        lower_case(word, lower);
        let lexeme = Lexeme::new(word, lower, &self.norms);
        let token = Token {
            start: chars.advance(&doc.text, span.start),
            end: chars.advance(&doc.text, span.end),
            byte_start: span.start,
            byte_end: span.end,
            head: i,
            sent_start: false,
        };
        let lower = if lower == word { Word::Text(span.start, span.end) } else { doc.keep(lower) };
        doc.tokens.push(token);
        doc.analyses.push(Analysis::at(i, lower));
        work.norms.push(if span.norm == 0 { lexeme.norm } else { span.norm });
        work.lexemes.push(lexeme);
        work.spacy.push(span.spacy);
        work.sent_starts.push(0);
    }
}

/// A document in the making.
struct Work {
    doc: Doc,
    lexemes: Vec<Lexeme>,
    norms: Vec<u64>,
    spacy: Vec<bool>,
    sent_starts: Vec<SentStart>,
    /// The shared token vectors, and their width.
    tensor: (Vec<f32>, usize),
}

impl Work {
    fn empty(labels: Arc<Labels>) -> Self {
        Work {
            doc: Doc::new("", labels),
            lexemes: Vec::new(),
            norms: Vec::new(),
            spacy: Vec::new(),
            sent_starts: Vec::new(),
            tensor: (Vec::new(), 0),
        }
    }

    /// A component's token vectors: its own, or else the shared ones.
    fn vectors(&self, own: Option<&Tok2Vec>, pipeline: &Pipeline) -> (Vec<f32>, usize) {
        let Some(tok2vec) = own else { return self.tensor.clone() };
        let input = |i: usize| Input { text: self.doc.word(i), lexeme: &self.lexemes[i], norm: self.norms[i], spacy: self.spacy[i] };
        let mut out = Vec::new();
        tok2vec.forward((0..self.doc.len()).map(input), &pipeline.vectors, &mut out);
        (out, tok2vec.width)
    }
}

/// Byte and code-point position, moved together.
#[derive(Default)]
struct Position {
    byte: u32,
    chars: u32,
}

impl Position {
    fn advance(&mut self, text: &str, byte: u32) -> u32 {
        self.chars += text[self.byte as usize..byte as usize].chars().count() as u32;
        self.byte = byte;
        self.chars
    }
}

impl Analysis {
    fn at(i: u32, lower: Word) -> Self {
        Analysis { lower, lemma: Word::NONE, tag: 0, pos: 0, morph: 0, dep: 0, ent: 0, iob: Iob::Out, left_edge: i, right_edge: i }
    }
}

fn lower_case(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase());
    }
}

fn read_norms(vocab: &Path) -> Result<Norms, Error> {
    let path = vocab.join("lookups.bin");
    if !path.exists() {
        return Ok(Norms::new(std::iter::empty()));
    }
    let bytes = error::read(&path)?;
    let file = msgpack::parse(&bytes, &path)?;
    let table = file.get("lexeme_norm").pairs().iter();
    Ok(Norms::new(table.filter_map(|(k, v)| Some((k.uint()?, crate::hash::string_id(v.text()?))))))
}

fn read_json(path: &Path) -> Result<Json, Error> {
    serde_json::from_slice(&error::read(path)?).map_err(|e| Error::unreadable(path, e))
}

impl Component {
    fn read(folder: &Path, name: &str, config: &Config, labels: &mut Labels) -> Result<Self, Error> {
        let section = format!("components.{name}");
        let path = folder.join(name);
        if let Some(bad) = config.architectures(&section).find(|a| !ARCHITECTURES.contains(a)) {
            return Err(Error::unsupported(name, format!("the architecture `{bad}`")));
        }
        let factory = config.str(&section, "factory");
        match factory {
            "tok2vec" => with_model(&path, |node| Ok(Component::Tok2Vec(Box::new(Tok2Vec::read(node, name)?)))),
            "tagger" => Tagger::read(&path, name, config, labels).map(|t| Component::Tagger(Box::new(t))),
            "senter" => Tagger::read_senter(&path, name, config).map(|t| Component::Senter(Box::new(t))),
            "parser" => Parser::read(&path, name, labels).map(|p| Component::Parser(Box::new(p))),
            "ner" => Ner::read(&path, name, labels).map(|n| Component::Ner(Box::new(n))),
            "attribute_ruler" => AttributeRuler::read(&path, name, labels).map(Component::AttributeRuler),
            "lemmatizer" => {
                let (mode, language) = (config.str(&section, "mode"), config.str("nlp", "lang"));
                let overwrite = config.flag(&section, "overwrite");
                Lemmatizer::read(&path, name, mode, language, overwrite).map(|l| Component::Lemmatizer(Box::new(l)))
            }
            _ => Err(Error::unsupported(name, format!("the factory `{factory}`"))),
        }
    }

    fn run(&self, work: &mut Work, pipeline: &Pipeline) {
        if work.doc.is_empty() {
            return;
        }
        match self {
            Component::Tok2Vec(tok2vec) => work.tensor = work.vectors(Some(tok2vec), pipeline),
            Component::Tagger(tagger) => tagger.tag(work, pipeline),
            Component::Senter(senter) => senter.split_sentences(work, pipeline),
            Component::Parser(parser) => parser.run(work, pipeline),
            Component::Ner(ner) => ner.run(work, pipeline),
            Component::AttributeRuler(ruler) => {
                let tokens = Tokens { doc: &work.doc, lexemes: &work.lexemes, norms: &work.norms, spacy: &work.spacy };
                let matches = ruler.matches(&tokens);
                ruler.apply(&mut work.doc, &matches);
            }
            Component::Lemmatizer(lemmatizer) => lemmatize(lemmatizer, &mut work.doc),
        }
    }
}

fn lemmatize(lemmatizer: &Lemmatizer, doc: &mut Doc) {
    let mut lemma = String::new();
    for i in 0..doc.len() {
        if lemmatizer.overwrite || doc.analyses[i].lemma == Word::NONE {
            lemmatizer.lemma(doc.word(i), doc.lower(i), doc.pos(i), doc.morph(i), &mut lemma);
            doc.analyses[i].lemma = doc.keep(&lemma);
        }
    }
}

fn with_model<T>(folder: &Path, build: impl FnOnce(&Node) -> Result<T, Error>) -> Result<T, Error> {
    let path = folder.join("model");
    let bytes = error::read(&path)?;
    build(&Node::read(&bytes, &path)?)
}

/// The component's own `Tok2Vec`; none where it listens to the shared one.
fn own_tok2vec(model: &Node, name: &str) -> Result<Option<Tok2Vec>, Error> {
    let part = if model.name == "parser_model" { model.children.first().unwrap_or(model) } else { model };
    if part.first("tok2vec-listener").is_some() { Ok(None) } else { Tok2Vec::read(part, name).map(Some) }
}

impl Tagger {
    fn read(path: &Path, name: &str, config: &Config, labels: &mut Labels) -> Result<Self, Error> {
        let cfg = read_json(&path.join("cfg"))?;
        let names = cfg["labels"].as_array().map(Vec::as_slice).unwrap_or_default();
        let labels = names.iter().filter_map(Json::as_str).map(|l| labels.add(l)).collect();
        Self::with_labels(path, name, config, labels)
    }

    fn read_senter(path: &Path, name: &str, config: &Config) -> Result<Self, Error> {
        Self::with_labels(path, name, config, vec![0, 1])
    }

    fn with_labels(path: &Path, name: &str, config: &Config, labels: Vec<Label>) -> Result<Self, Error> {
        with_model(path, |model| {
            let softmax = model.first("softmax").ok_or_else(|| Error::unsupported(name, "a model without a softmax layer"))?;
            let output = linear(softmax, name)?;
            if output.outputs != labels.len() {
                return Err(Error::unsupported(name, format!("a model that does not fit its {} labels", labels.len())));
            }
            let overwrite = config.flag(&format!("components.{name}"), "overwrite");
            Ok(Tagger { tok2vec: own_tok2vec(model, name)?, output, labels, overwrite })
        })
    }

    fn guesses(&self, work: &Work, pipeline: &Pipeline) -> Vec<usize> {
        let (vectors, width) = work.vectors(self.tok2vec.as_ref(), pipeline);
        let stride = self.output.stride();
        let mut scores = vec![0.0; work.doc.len() * stride];
        self.output.forward(&vectors, width, work.doc.len(), &mut scores);
        scores.chunks_exact(stride).map(|row| argmax(&row[..self.labels.len()])).collect()
    }

    fn tag(&self, work: &mut Work, pipeline: &Pipeline) {
        for (i, guess) in self.guesses(work, pipeline).into_iter().enumerate() {
            let tag = &mut work.doc.analyses[i].tag;
            if *tag == 0 || self.overwrite {
                *tag = self.labels[guess];
            }
        }
    }

    fn split_sentences(&self, work: &mut Work, pipeline: &Pipeline) {
        for (i, guess) in self.guesses(work, pipeline).into_iter().enumerate() {
            if work.sent_starts[i] == 0 || self.overwrite {
                work.sent_starts[i] = if guess == 1 { 1 } else { -1 };
            }
        }
    }
}

fn argmax(scores: &[f32]) -> usize {
    scores.iter().enumerate().fold(0, |best, (i, score)| if *score > scores[best] { i } else { best })
}

impl Parser {
    fn read(path: &Path, name: &str, labels: &mut Labels) -> Result<Self, Error> {
        let moves = read_moves(&path.join("moves"), labels, |kind, _| kind <= arc_eager::BREAK)?;
        let decorated = Decorated::new(moves.iter().map(|m| m.label), labels);
        with_model(path, |model| {
            Ok(Parser {
                tok2vec: own_tok2vec(model, name)?,
                scorer: Scorer::read(model, moves.len(), name)?,
                moves,
                decorated,
                root: labels.add("ROOT"),
                subtok: labels.add("subtok"),
            })
        })
    }

    fn run(&self, work: &mut Work, pipeline: &Pipeline) {
        let (vectors, width) = work.vectors(self.tok2vec.as_ref(), pipeline);
        let mut computed = Precomputed::default();
        self.scorer.precompute(&vectors, width, &mut computed);
        let (mut heads, mut deps) = arc_eager::parse(&self.scorer, &self.moves, Some(self.subtok), &computed, &work.sent_starts);
        for (_, dep) in deps.iter_mut().enumerate().filter(|&(i, _)| heads[i] as usize == i) {
            *dep = self.root;
        }
        let mut edges = tree::edges(&heads);
        if self.decorated.undo(&mut heads, &mut deps, &edges, |i| work.lexemes[i].is_space) {
            edges = tree::edges(&heads);
        }
        let starts = tree::sentence_starts(&heads, &edges);
        for i in 0..heads.len() {
            work.doc.tokens[i].head = heads[i];
            let analysis = &mut work.doc.analyses[i];
            (analysis.dep, analysis.left_edge, analysis.right_edge) = (deps[i], edges.left[i], edges.right[i]);
            work.sent_starts[i] = if starts[i] { 1 } else { -1 };
        }
    }
}

impl Ner {
    fn read(path: &Path, name: &str, labels: &mut Labels) -> Result<Self, Error> {
        let keep = |kind: u8, label: &str| kind != 0 && (kind != ner::OUT || label.is_empty());
        let moves = read_moves(&path.join("moves"), labels, keep)?;
        with_model(path, |model| Ok(Ner { tok2vec: own_tok2vec(model, name)?, scorer: Scorer::read(model, moves.len(), name)?, moves }))
    }

    fn run(&self, work: &mut Work, pipeline: &Pipeline) {
        let (vectors, width) = work.vectors(self.tok2vec.as_ref(), pipeline);
        let mut computed = Precomputed::default();
        self.scorer.precompute(&vectors, width, &mut computed);
        let context = |(lexeme, &start): (&Lexeme, &SentStart)| ner::Context { sent_start: start == 1, is_space: lexeme.is_space };
        let tokens: Vec<_> = work.lexemes.iter().zip(&work.sent_starts).map(context).collect();
        for (range, label) in ner::recognise(&self.scorer, &self.moves, &computed, &tokens) {
            for i in range.clone() {
                work.doc.analyses[i].ent = label;
                work.doc.analyses[i].iob = if i == range.start { Iob::Begin } else { Iob::In };
            }
        }
    }
}
