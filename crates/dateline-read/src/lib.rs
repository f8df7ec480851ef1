//! Reads news as people hold it (text, JSON, tables, pages, feeds, archives, exports of news
//! databases) to dated [`Document`](dateline::Document)s.
//!
//! ```
//! use dateline_read::{Articles, Options};
//!
//! let csv = "title,published_at,body\nTalks,2021-12-15,Envoys met on Monday.\n";
//! let mut articles = Articles::of_bytes("talks.csv", csv, &Options::default());
//! let article = articles.next().unwrap().unwrap();
//! assert_eq!(article.document.date, Some(jiff::civil::date(2021, 12, 15)));
//! assert_eq!(article.document.text, "Envoys met on Monday.");
//! assert_eq!(article.place.to_string(), "talks.csv:2");
//! ```
//!
//! [`Articles`] is a stream: an [`Article`] or a [`Trouble`] each time, in the order of the input,
//! so that nothing is dropped in silence. A [`Report`] counts what became of them. The format is
//! told from the contents ([`Options::format`] forces one), and compressed files are opened.
//!
//! Memory is bounded whatever the input is; see [`Limits`]. No input makes a panic.

mod articles;
mod bundle;
mod date;
mod docx;
mod encoding;
mod feed;
mod fields;
mod format;
mod html;
mod http;
mod input;
mod json;
mod line;
mod newsml;
mod parquet;
mod report;
mod rtf;
mod sniff;
mod table;
mod text;
mod warc;
mod xml;
mod zip;

pub use articles::Articles;
pub use fields::FieldMap;
pub use format::Format;
pub use report::{Outcome, Report, Tally};

use dateline::Document;
use dateline::read::Incoming;
use dateline::record::Diagnostic;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// One article, what its reader noticed about it, and where it stood.
#[derive(Debug, Clone)]
pub struct Article {
    pub document: Document,
    pub diagnostics: Vec<Diagnostic>,
    pub place: Place,
}

impl Article {
    pub(crate) fn new(incoming: Incoming, place: Place) -> Self {
        Article { document: incoming.document, diagnostics: incoming.diagnostics, place }
    }
}

/// Where something stands in the input. Shown as `file:line`, or `file#3` for the third article of
/// a file without lines; a member of an archive as `archive/member`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub file: Arc<str>,
    /// The path inside an archive.
    pub member: Option<Arc<str>>,
    /// From 1.
    pub line: Option<u64>,
    /// From 1.
    pub article: Option<u64>,
}

impl Place {
    /// A whole file.
    pub fn file(name: impl Into<Arc<str>>) -> Self {
        Place { file: name.into(), ..Place::default() }
    }

    pub(crate) fn line(&self, line: u64) -> Self {
        Place { line: Some(line), ..self.clone() }
    }

    pub(crate) fn article(&self, article: u64) -> Self {
        Place { article: Some(article), ..self.clone() }
    }

    pub(crate) fn member(&self, name: &str) -> Self {
        let member = self.member.as_ref().map_or_else(|| name.to_owned(), |outer| format!("{outer}/{name}"));
        Place { member: Some(member.into()), ..self.clone() }
    }

    /// The file and member without line or number.
    pub fn whole(&self) -> String {
        Place { line: None, article: None, ..self.clone() }.to_string()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(member) = &self.member {
            write!(f, "/{member}")?;
        }
        match (self.line, self.article) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(article)) => write!(f, "#{article}"),
            (None, None) => Ok(()),
        }
    }
}

/// Something in the input that gives no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {cause}{}", hint.map(|h| format!("\n  hint: {h}")).unwrap_or_default())]
pub struct Trouble {
    pub place: Place,
    pub kind: Kind,
    pub cause: String,
    pub hint: Option<&'static str>,
}

/// Whether an article was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It should have been an article.
    Unreadable,
    /// It holds no article by its nature: a request in a WARC, a picture, an empty folder.
    NoArticle,
}

impl Trouble {
    pub(crate) fn unreadable(place: Place, cause: impl Into<String>) -> Self {
        Trouble { place, kind: Kind::Unreadable, cause: bounded(cause.into()), hint: None }
    }

    pub(crate) fn no_article(place: Place, cause: impl Into<String>) -> Self {
        Trouble { place, kind: Kind::NoArticle, cause: bounded(cause.into()), hint: None }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Trouble { hint: Some(hint), ..self }
    }
}

/// The longest cause, in bytes: some repeat what a damaged file holds.
const LONGEST_CAUSE: usize = 400;

fn bounded(cause: String) -> String {
    if cause.len() <= LONGEST_CAUSE {
        return cause;
    }
    let end = (0..=LONGEST_CAUSE).rev().find(|&i| cause.is_char_boundary(i)).unwrap_or_default();
    format!("{} …", &cause[..end])
}

/// What the stream gives.
pub type Item = Result<Article, Trouble>;

pub(crate) type Stream = Box<dyn Iterator<Item = Item> + Send>;

/// How to read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// None tells it from the contents of each file.
    pub format: Option<Format>,
    /// Which fields of JSON, tables and Parquet hold what, before the common names.
    pub map: FieldMap,
    /// Of documents that give no date; the year of datelines without one.
    pub date: Option<Date>,
    /// How dates such as 03/04/2021 are meant; those that can only be meant one way need none.
    pub date_order: Option<DateOrder>,
    pub limits: Limits,
}

/// What stands first in dates written in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What guards against files made to exhaust the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest article, and the longest file of those formats that are read whole, in bytes.
    pub whole: usize,
    /// How many times longer than itself a compressed file may become, counted from `whole` on.
    pub ratio: u64,
    /// How many archives may lie in one another.
    pub nesting: usize,
    /// How many elements of HTML may lie in one another.
    pub depth: usize,
    /// The longest archive or Parquet file that is kept in a temporary file, in bytes.
    pub spool: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { whole: dateline::read::MAX_BYTES, ratio: 250, nesting: 4, depth: 1000, spool: 8 << 30 }
    }
}
