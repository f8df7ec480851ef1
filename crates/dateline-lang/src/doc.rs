//! The analysed text: tokens and the tree over them.

use std::ops::Range;
use std::sync::Arc;

/// One token. Offsets are into the document's text; `start..end` counts Unicode code points,
/// `byte_start..byte_end` counts bytes. White space between tokens belongs to none, as in spaCy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub byte_start: u32,
    pub byte_end: u32,
    /// Index of the head token; a root's is its own.
    pub head: u32,
    pub sent_start: bool,
}

/// The strings that tags, labels and the like are numbers of; 0 is the empty string.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    names: Vec<Box<str>>,
}

/// A number in `Labels`.
pub(crate) type Label = u16;

impl Labels {
    pub(crate) fn new() -> Self {
        Labels { names: vec![Box::from("")] }
    }

    /// The number of a name, which is added if it is new.
    pub(crate) fn add(&mut self, name: &str) -> Label {
        let at = self.names.iter().position(|n| **n == *name).unwrap_or_else(|| {
            self.names.push(Box::from(name));
            self.names.len() - 1
        });
        u16::try_from(at).expect("a pipeline has far fewer than 65,536 labels")
    }

    pub(crate) fn find(&self, name: &str) -> Option<Label> {
        self.names.iter().position(|n| **n == *name).map(|at| at as Label)
    }

    pub(crate) fn name(&self, label: Label) -> &str {
        &self.names[usize::from(label)]
    }
}

/// Where a word is kept: bytes of the text, or of the document's own store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    start: u32,
    /// The lowest bit tells the store from the text.
    length: u32,
}

impl Word {
    /// The empty word.
    pub(crate) const NONE: Word = Word { start: 0, length: 0 };

    pub(crate) fn text(start: u32, end: u32) -> Self {
        Word { start, length: (end - start) << 1 }
    }

    fn stored(start: u32, end: u32) -> Self {
        Word { start, length: (end - start) << 1 | 1 }
    }

    /// The same word where its text begins `text` bytes and its store `store` bytes further on.
    pub(crate) fn shifted(self, text: u32, store: u32) -> Self {
        let by = if self.length & 1 == 1 { store } else { text };
        if self == Word::NONE { self } else { Word { start: self.start + by, ..self } }
    }
}

/// What the components say of a token, beside its place.
#[derive(Debug, Clone)]
pub(crate) struct Analysis {
    pub(crate) lower: Word,
    pub(crate) lemma: Word,
    pub(crate) tag: Label,
    pub(crate) pos: Label,
    pub(crate) morph: Label,
    pub(crate) dep: Label,
    pub(crate) ent: Label,
    pub(crate) iob: Iob,
    /// First and last token of the subtree.
    pub(crate) left_edge: u32,
    pub(crate) right_edge: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Iob {
    #[default]
    Out,
    Begin,
    In,
}

/// A text with its tokens. Everything is reached by token index, `0..len()`, at once and without
/// allocation.
///
/// ```no_run
/// let pipeline = dateline_lang::Pipeline::load("models/en_core_web_sm".as_ref())?;
/// let doc = pipeline.parse("Ministers met in Geneva.");
/// assert_eq!(doc.lemma(1), "meet");
/// assert_eq!(doc.dep(0), "nsubj");
/// assert_eq!(doc.head(0), 1);
/// # Ok::<(), dateline_lang::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Doc {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) analyses: Vec<Analysis>,
    pub(crate) store: String,
    pub(crate) labels: Arc<Labels>,
}

impl Doc {
    pub(crate) fn new(text: &str, labels: Arc<Labels>) -> Self {
        Doc { text: text.to_owned(), tokens: Vec::new(), analyses: Vec::new(), store: String::new(), labels }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many tokens there are, white-space tokens included.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub fn token(&self, i: usize) -> &Token {
        &self.tokens[i]
    }

    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The token's exact words.
    pub fn word(&self, i: usize) -> &str {
        let t = &self.tokens[i];
        &self.text[t.byte_start as usize..t.byte_end as usize]
    }

    /// The token in lower case (`LOWER`, not `NORM`).
    pub fn lower(&self, i: usize) -> &str {
        self.resolve(self.analyses[i].lower)
    }

    /// The base form; empty where the pipeline has no lemmatizer.
    pub fn lemma(&self, i: usize) -> &str {
        self.resolve(self.analyses[i].lemma)
    }

    /// Fine-grained (Penn Treebank) tag, such as `VBD`.
    pub fn tag(&self, i: usize) -> &str {
        self.labels.name(self.analyses[i].tag)
    }

    /// Coarse (Universal Dependencies) part of speech, such as `VERB`.
    pub fn pos(&self, i: usize) -> &str {
        self.labels.name(self.analyses[i].pos)
    }

    /// Morphology in UD notation, such as `Number=Sing|Person=3`; empty where the ruler sets none.
    pub fn morph(&self, i: usize) -> &str {
        self.labels.name(self.analyses[i].morph)
    }

    /// Dependency label, such as `nsubj`; a root's is `ROOT`.
    pub fn dep(&self, i: usize) -> &str {
        self.labels.name(self.analyses[i].dep)
    }

    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Entity label, such as `GPE`; empty outside entities.
    pub fn ent(&self, i: usize) -> &str {
        self.labels.name(self.analyses[i].ent)
    }

    /// `B`, `I` or `O`.
    pub fn ent_iob(&self, i: usize) -> char {
        match self.analyses[i].iob {
            Iob::Begin => 'B',
            Iob::In => 'I',
            Iob::Out => 'O',
        }
    }

    /// Entities as token ranges, in order; `ent` of the first token is the label.
    pub fn entities(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut i = 0;
        std::iter::from_fn(move || {
            while i < self.len() && self.ent_iob(i) != 'B' {
                i += 1;
            }
            let start = (i < self.len()).then_some(i)?;
            i += 1;
            while i < self.len() && self.ent_iob(i) == 'I' {
                i += 1;
            }
            Some(start..i)
        })
    }

    /// Sentences as token ranges, in order; together they cover all tokens.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start >= self.len() {
                return None;
            }
            let end = (start + 1..self.len()).find(|&i| self.tokens[i].sent_start).unwrap_or(self.len());
            let range = start..end;
            start = end;
            Some(range)
        })
    }

    /// The sentence that a token is in, as a token range.
    pub fn sentence_of(&self, token: usize) -> Range<usize> {
        let starts = |i: &usize| self.tokens[*i].sent_start;
        let first = (0..=token).rev().find(starts).unwrap_or(0);
        let end = (token + 1..self.len()).find(starts).unwrap_or(self.len());
        first..end
    }

    /// Direct children of a token, left to right.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let edges = self.subtree(i);
        edges.filter(move |&c| c != i && self.head(c) == i)
    }

    /// The smallest token range that holds a token and all its descendants.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        let a = &self.analyses[i];
        a.left_edge as usize..a.right_edge as usize + 1
    }

    fn resolve(&self, word: Word) -> &str {
        let from = if word.length & 1 == 0 { &self.text } else { &self.store };
        &from[word.start as usize..][..word.length as usize >> 1]
    }

    /// Keeps a word that is not in the text.
    pub(crate) fn keep(&mut self, word: &str) -> Word {
        let start = self.store.len() as u32;
        self.store.push_str(word);
        Word::stored(start, self.store.len() as u32)
    }
}
