//! A loaded pipeline: its folder made flat, opened, and run over texts.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::attribute_ruler;
use crate::batch::{Batch, View};
use crate::component::{Component, Kind};
use crate::config::Config;
use crate::doc::{Doc, Labels};
use crate::error::{self, Error};
use crate::flat::{Flat, Writer};
use crate::lemmatizer;
use crate::lexeme::Norms;
use crate::lexicon::Lexicon;
use crate::msgpack;
use crate::nn::simd::Level;
use crate::nn::tok2vec::{self, Tok2Vec};
use crate::parse::transition::Rows;
use crate::tokenizer::Tokenizer;
use crate::vectors::Vectors;

/// A loaded pipeline: immutable, shared between threads.
///
/// ```no_run
/// use dateline_lang::Pipeline;
/// let pipeline = Pipeline::load("models/en_core_web_sm".as_ref())?;
/// for doc in pipeline.parse_batch(&["Kyiv fell silent.", "Talks resumed."]) {
///     println!("{} {}", doc.word(0), doc.tag(0));
/// }
/// # Ok::<(), dateline_lang::Error>(())
/// ```
pub struct Pipeline {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) norms: Norms,
    pub(crate) vectors: Vectors,
    pub(crate) labels: Arc<Labels>,
    components: Vec<Component>,
    pub(crate) level: Level,
    /// Work spaces that are not in use. Each thread that parses takes one.
    spaces: Mutex<Vec<Workspace>>,
}

/// What a thread keeps from one text to the next: caches, and memory that is used again.
#[derive(Default)]
pub(crate) struct Workspace {
    pub(crate) lexicon: Lexicon,
    /// One for each component.
    pub(crate) tok2vecs: Vec<tok2vec::Memory>,
    pub(crate) rulers: Vec<attribute_ruler::Memory>,
    pub(crate) lemmas: lemmatizer::Memory,
    pub(crate) rows: Rows,
    /// The shared vectors of the batch's tokens, and how many tokens these are: 0 if they are not
    /// kept.
    pub(crate) kept: Vec<f32>,
    pub(crate) kept_tokens: usize,
    pub(crate) buffers: Buffers,
}

/// Memory for a block of tokens.
#[derive(Default)]
pub(crate) struct Buffers {
    pub(crate) vectors: Vec<f32>,
    pub(crate) scores: Vec<f32>,
    pub(crate) pieces: Vec<tok2vec::Piece>,
}

/// The name of the flat file in a pipeline's folder.
const FLAT_FILE: &str = "dateline.bin";
/// Bytes of text that are worked on together.
const BATCH_BYTES: usize = 16 << 10;

impl Pipeline {
    /// Loads the pipeline whose `config.cfg` lies in `folder`: from its flat file (see `convert`)
    /// where there is one and it is up to date, else from spaCy's own files.
    ///
    /// # Errors
    /// A file that is missing or broken, and a component or architecture that cannot be run; the
    /// message names it.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        if let Some(flat) = Flat::map(&folder.join(FLAT_FILE)).filter(|flat| is_current(flat, folder)) {
            return Self::open(flat, folder);
        }
        Self::open(flatten(folder)?.into_flat(), folder)
    }

    /// Writes the flat file `dateline.bin` into a pipeline's folder, with which it loads in a few
    /// milliseconds. It is passed over when any of the folder's other files changes.
    ///
    /// # Errors
    /// As `load`; and a folder that cannot be written to.
    pub fn convert(folder: &Path) -> Result<PathBuf, Error> {
        let path = folder.join(FLAT_FILE);
        flatten(folder)?.save(&path)?;
        Ok(path)
    }

    /// Analyses one text. Any string is accepted.
    pub fn parse(&self, text: &str) -> Doc {
        self.parse_batch(&[text]).swap_remove(0)
    }

    /// Analyses texts, which go through the network together: faster than one by one where they
    /// are short. Gives one document for each, in order.
    pub fn parse_batch(&self, texts: &[&str]) -> Vec<Doc> {
        let mut space = self.spaces.lock().ok().and_then(|mut spaces| spaces.pop()).unwrap_or_default();
        let mut docs = Vec::with_capacity(texts.len());
        let mut rest = texts;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = |text: &&&str| {
                bytes += text.len();
                bytes <= BATCH_BYTES
            };
            let count = rest.iter().take_while(fits).count().max(1);
            docs.extend(self.run(&rest[..count], &mut space));
            rest = &rest[count..];
        }
        if let Ok(mut spaces) = self.spaces.lock() {
            spaces.push(space);
        }
        docs
    }

    fn open(flat: Flat, folder: &Path) -> Result<Self, Error> {
        let config = Config::parse(flat.text("config"), &folder.join("config.cfg"))?;
        let mut labels = Labels::new();
        let names = enabled(&config);
        let components = names.iter().map(|name| Component::open(&flat, folder, name, &config, &mut labels));
        let components = Component::connect(components.collect::<Result<_, _>>()?)?;
        Ok(Pipeline {
            tokenizer: Tokenizer::open(&flat)?,
            norms: Norms::open(&flat),
            vectors: Vectors::open(&flat),
            labels: Arc::new(labels),
            components,
            level: Level::best(),
            spaces: Mutex::default(),
        })
    }

    fn run(&self, texts: &[&str], space: &mut Workspace) -> Vec<Doc> {
        self.prepare(space);
        let mut batch = Batch::new();
        for text in texts {
            batch.add(text, &self.labels, &mut space.lexicon, &self.tokenizer, &self.norms);
        }
        space.kept_tokens = 0;
        if batch.len() > 0 {
            for (number, component) in self.components.iter().enumerate() {
                component.run(number, &mut batch, self, space);
            }
        }
        for (doc, range) in batch.docs.iter_mut().zip(&batch.ranges) {
            for (token, start) in doc.tokens.iter_mut().zip(&batch.sent_starts[range.clone()]) {
                token.sent_start = *start == 1;
            }
        }
        batch.docs
    }

    /// Makes a work space fit for the next batch.
    fn prepare(&self, space: &mut Workspace) {
        space.tok2vecs.resize_with(self.components.len(), Default::default);
        space.rulers.resize_with(self.components.len(), Default::default);
        if space.lexicon.renew() {
            space.tok2vecs.iter_mut().for_each(tok2vec::Memory::clear);
            space.rulers.iter_mut().for_each(attribute_ruler::Memory::clear);
            space.lemmas.clear();
        }
    }

    /// The shared network that is the component of this number.
    pub(crate) fn tok2vec(&self, number: usize) -> Option<&Tok2Vec> {
        match &self.components.get(number)?.kind {
            Kind::Tok2Vec(tok2vec) => Some(tok2vec),
            _ => None,
        }
    }

    pub(crate) fn view<'a>(&'a self, batch: &'a Batch, lexicon: &'a Lexicon) -> View<'a> {
        View { batch, lexicon, norms: &self.norms }
    }
}

/// The components in the order they run.
fn enabled(config: &Config) -> Vec<String> {
    let disabled = config.strings("nlp", "disabled");
    config.strings("nlp", "pipeline").into_iter().filter(|name| !disabled.contains(name)).collect()
}

/// Turns a folder into its flat form.
fn flatten(folder: &Path) -> Result<Writer, Error> {
    let path = folder.join("config.cfg");
    let text = std::fs::read_to_string(&path).map_err(|e| Error::unreadable(&path, e))?;
    let config = Config::parse(&text, &path)?;
    let mut writer = Writer::new();
    writer.put("config", text.as_bytes());
    writer.put("stamp", stamp(folder, &config).as_bytes());
    Tokenizer::write(&mut writer, &folder.join("tokenizer"))?;
    write_norms(&mut writer, &folder.join("vocab"))?;
    Vectors::write(&mut writer, &folder.join("vocab"))?;
    for name in enabled(&config) {
        Component::write(&mut writer, folder, &name, &config)?;
    }
    Ok(writer)
}

fn write_norms(writer: &mut Writer, vocab: &Path) -> Result<(), Error> {
    let path = vocab.join("lookups.bin");
    let bytes = if path.exists() { error::read(&path)? } else { vec![0x80] };
    let file = msgpack::parse(&bytes, &path)?;
    let table = file.get("lexeme_norm").pairs().iter();
    Norms::write(writer, table.filter_map(|(k, v)| Some((k.uint()?, crate::hash::string_id(v.text()?)))));
    Ok(())
}

fn is_current(flat: &Flat, folder: &Path) -> bool {
    let path = folder.join("config.cfg");
    std::fs::read_to_string(&path).is_ok_and(|text| text == flat.text("config"))
        && Config::parse(flat.text("config"), &path).is_ok_and(|config| stamp(folder, &config) == flat.text("stamp"))
}

/// Size and time of change of every file that a flat form is made from.
fn stamp(folder: &Path, config: &Config) -> String {
    let mut paths: Vec<PathBuf> = ["tokenizer", "vocab/lookups.bin", "vocab/vectors", "vocab/key2row"].map(PathBuf::from).into();
    let parts = ["model", "cfg", "moves", "patterns", "lookups/lookups.bin"];
    for name in enabled(config) {
        paths.extend(parts.map(|part| Path::new(&name).join(part)));
        paths.push(Path::new(&name).with_extension("json"));
    }
    let mut stamp = String::new();
    for path in paths {
        let Ok(data) = std::fs::metadata(folder.join(&path)) else { continue };
        let changed = data.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        stamp += &format!("{} {} {:?}\n", path.display(), data.len(), changed.map(|t| t.as_nanos()));
    }
    stamp
}
