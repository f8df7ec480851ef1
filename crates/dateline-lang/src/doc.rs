//! The analysed text: tokens and the tree over them.

use std::ops::Range;

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

/// A text with its tokens. Everything is reached by token index, `0..len()`.
#[derive(Debug, Clone)]
pub struct Doc {
    text: String,
    tokens: Vec<Token>,
}

impl Doc {
    pub(crate) fn untagged(text: &str) -> Self {
        Doc { text: text.to_owned(), tokens: Vec::new() }
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
    pub fn lower(&self, _i: usize) -> &str {
        ""
    }

    pub fn lemma(&self, _i: usize) -> &str {
        ""
    }

    /// Fine-grained (Penn Treebank) tag, such as `VBD`.
    pub fn tag(&self, _i: usize) -> &str {
        ""
    }

    /// Coarse (Universal Dependencies) part of speech, such as `VERB`.
    pub fn pos(&self, _i: usize) -> &str {
        ""
    }

    /// Morphology in UD notation, such as `Number=Sing|Person=3`; empty where the ruler sets none.
    pub fn morph(&self, _i: usize) -> &str {
        ""
    }

    /// Dependency label, such as `nsubj`; a root's is `ROOT`.
    pub fn dep(&self, _i: usize) -> &str {
        ""
    }

    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Entity label, such as `GPE`; empty outside entities.
    pub fn ent(&self, _i: usize) -> &str {
        ""
    }

    /// `B`, `I` or `O`.
    pub fn ent_iob(&self, _i: usize) -> char {
        'O'
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

    /// Direct children of a token, left to right.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let edges = self.subtree(i);
        edges.filter(move |&c| c != i && self.head(c) == i)
    }

    /// The smallest token range that holds a token and all its descendants.
    pub fn subtree(&self, i: usize) -> Range<usize> {
        i..i + 1
    }
}
