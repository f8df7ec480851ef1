//! What spaCy knows of a word regardless of context: the attributes that the network embeds and
//! that rules ask for.

use crate::flat::{Flat, Slice, Writer};
use crate::hash::string_id;
use crate::unicode;

/// A token attribute that a hash embedding can take as its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attr {
    Orth,
    Lower,
    Norm,
    Prefix,
    Suffix,
    Shape,
    /// Whether a space follows the token.
    Spacy,
    Length,
    Flag(Flag),
}

/// A yes-or-no attribute of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    Alpha,
    Ascii,
    Digit,
    Lower,
    Punct,
    Space,
    Title,
    Upper,
    Currency,
    Bracket,
    Quote,
    LeftPunct,
    RightPunct,
}

impl Attr {
    pub(crate) fn named(name: &str) -> Option<Attr> {
        Some(match name {
            "ORTH" | "TEXT" => Attr::Orth,
            "LOWER" => Attr::Lower,
            "NORM" => Attr::Norm,
            "PREFIX" => Attr::Prefix,
            "SUFFIX" => Attr::Suffix,
            "SHAPE" => Attr::Shape,
            "SPACY" => Attr::Spacy,
            "LENGTH" => Attr::Length,
            _ => Attr::Flag(Flag::named(name)?),
        })
    }
}

impl Flag {
    pub(crate) fn named(name: &str) -> Option<Flag> {
        Some(match name {
            "IS_ALPHA" => Flag::Alpha,
            "IS_ASCII" => Flag::Ascii,
            "IS_DIGIT" => Flag::Digit,
            "IS_LOWER" => Flag::Lower,
            "IS_PUNCT" => Flag::Punct,
            "IS_SPACE" => Flag::Space,
            "IS_TITLE" => Flag::Title,
            "IS_UPPER" => Flag::Upper,
            "IS_CURRENCY" => Flag::Currency,
            "IS_BRACKET" => Flag::Bracket,
            "IS_QUOTE" => Flag::Quote,
            "IS_LEFT_PUNCT" => Flag::LeftPunct,
            "IS_RIGHT_PUNCT" => Flag::RightPunct,
            _ => return None,
        })
    }

    pub(crate) fn holds(self, text: &str) -> bool {
        const QUOTES: [&str; 19] = ["\"", "'", "`", "«", "»", "‘", "’", "‚", "‛", "“", "”", "„", "‟", "‹", "›", "❮", "❯", "''", "``"];
        const LEFT: [&str; 16] = ["(", "[", "{", "<", "\"", "'", "«", "‘", "‚", "‛", "“", "„", "‟", "‹", "❮", "``"];
        const RIGHT: [&str; 12] = [")", "]", "}", ">", "\"", "'", "»", "’", "”", "›", "❯", "''"];
        match self {
            Flag::Alpha => unicode::all(text, unicode::is_alpha),
            Flag::Ascii => text.is_ascii(),
            Flag::Digit => unicode::all(text, unicode::is_digit),
            Flag::Lower => unicode::is_cased_as(text, false),
            Flag::Punct => unicode::all(text, unicode::is_punct),
            Flag::Space => unicode::all(text, unicode::is_space),
            Flag::Title => unicode::is_title(text),
            Flag::Upper => unicode::is_cased_as(text, true),
            Flag::Currency => unicode::all(text, unicode::is_currency),
            Flag::Bracket => ["(", ")", "[", "]", "{", "}", "<", ">"].contains(&text),
            Flag::Quote => QUOTES.contains(&text),
            Flag::LeftPunct => LEFT.contains(&text),
            Flag::RightPunct => RIGHT.contains(&text),
        }
    }
}

/// Norms that spaCy gives in every language.
const BASE_NORMS: &[(&str, &[&str])] = &[
    ("'s", &["'s", "'S", "’s", "’S"]),
    ("'", &["’", "‘", "´", "`"]),
    ("\"", &["”", "“", "''", "``", "´´", "„", "»", "«", "‘‘", "’’"]),
    ("?", &["？"]),
    ("!", &["！"]),
    (",", &["，"]),
    (";", &["；"]),
    (":", &["："]),
    (".", &["。", "।"]),
    ("...", &["…"]),
    ("-", &["—", "–", "--", "---", "——"]),
    ("$", &["€", "£", "¥", "฿", "US$", "C$", "A$", "₺", "₹", "৳", "₩", "Mex$", "₣", "E£"]),
];

/// The words whose norm is not just their lower case. Keys and values are string numbers.
#[derive(Debug, Default)]
pub(crate) struct Norms {
    /// Sorted; the norm of each is at the same place in `norms`.
    words: Slice<u64>,
    norms: Slice<u64>,
}

impl Norms {
    /// Writes the pipeline's own table on top of the base norms.
    pub(crate) fn write(writer: &mut Writer, table: impl Iterator<Item = (u64, u64)>) {
        let base = BASE_NORMS.iter().flat_map(|(norm, words)| words.iter().map(|w| (string_id(w), string_id(norm))));
        let all: std::collections::BTreeMap<u64, u64> = base.chain(table).collect();
        writer.put("norms.words", &all.keys().copied().collect::<Vec<_>>());
        writer.put("norms.norms", &all.values().copied().collect::<Vec<_>>());
    }

    pub(crate) fn open(flat: &Flat) -> Self {
        Norms { words: flat.get("norms.words"), norms: flat.get("norms.norms") }
    }

    pub(crate) fn of(&self, orth: u64, lower: u64) -> u64 {
        self.words.binary_search(&orth).ok().and_then(|at| self.norms.get(at).copied()).unwrap_or(lower)
    }
}

/// A word's attributes, as the numbers that enter the embeddings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexeme {
    pub(crate) orth: u64,
    pub(crate) lower: u64,
    pub(crate) norm: u64,
    pub(crate) prefix: u64,
    pub(crate) suffix: u64,
    pub(crate) shape: u64,
    pub(crate) is_space: bool,
}

impl Lexeme {
    pub(crate) fn new(text: &str, lower: &str, norms: &Norms) -> Self {
        let mut shape = String::new();
        unicode::word_shape(text, &mut shape);
        let first = text.chars().next().map_or(0, char::len_utf8);
        let last_three = text.char_indices().nth_back(2).map_or(0, |(i, _)| i);
        let (orth, lower) = (string_id(text), string_id(lower));
        Lexeme {
            orth,
            lower,
            norm: norms.of(orth, lower),
            prefix: string_id(&text[..first]),
            suffix: string_id(&text[last_three..]),
            shape: string_id(&shape),
            is_space: Flag::Space.holds(text),
        }
    }

    /// The key that an attribute gives to a hash embedding.
    pub(crate) fn key(&self, attr: Attr, text: &str, spacy: bool) -> u64 {
        match attr {
            Attr::Orth => self.orth,
            Attr::Lower => self.lower,
            Attr::Norm => self.norm,
            Attr::Prefix => self.prefix,
            Attr::Suffix => self.suffix,
            Attr::Shape => self.shape,
            Attr::Spacy => u64::from(spacy),
            Attr::Length => text.chars().count() as u64,
            Attr::Flag(Flag::Space) => u64::from(self.is_space),
            Attr::Flag(flag) => u64::from(flag.holds(text)),
        }
    }
}
