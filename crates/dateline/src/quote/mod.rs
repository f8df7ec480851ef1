//! Quotes: who said which words to whom, and who reported it.

mod attribution;
mod cues;
mod direct;
mod indirect;
mod marks;
mod names;
mod page;
mod post;

pub use cues::Cues;

use crate::actor::Resolution;
use crate::clause::Clauses;
use crate::record::ActorRef;
use crate::time::Time;
use attribution::{Context, Stretch};
use dateline_lang::Doc;
use jiff::civil::Date;
use names::Names;
use page::Page;
use serde::Serialize;
use std::ops::Range;

/// Quoted words; the span holds the words without their quotation marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    #[serde(skip)]
    pub tokens: Range<usize>,
    pub start: u32,
    pub end: u32,
    pub kind: QuoteKind,
    /// The words that name the speaker; `name`, `country` and `sector` where they resolve.
    pub speaker: Option<Speaker>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addressee: Option<ActorRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<String>,
    /// Account and day of a post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    Direct,
    Indirect,
    Post,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    pub start: u32,
    pub end: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<u32>,
    pub name: String,
    pub country: Option<String>,
    pub sector: Option<String>,
}

/// A quote before its names are resolved. Spans are code points.
#[derive(Debug, Clone)]
struct Draft {
    span: Range<usize>,
    kind: QuoteKind,
    speaker: Option<Range<usize>>,
    /// Head of the noun that hears.
    addressee: Option<usize>,
    reported_by: Option<Range<usize>>,
    handle: Option<String>,
    date: Option<Date>,
    /// A cue of its own says who speaks.
    cued: bool,
}

/// Finds the quotes of a document and their speakers, in order of their first word.
///
/// Direct quotes and posts never overlap; an indirect quote may hold a short direct one.
pub fn resolve(doc: &Doc, clauses: &Clauses, actors: &Resolution, _times: &[Time], cues: &Cues) -> Vec<Quote> {
    let page = Page::new(doc);
    let cx = Context { page: &page, clauses, cues };
    let stretches: Vec<Stretch> = marks::find(&page.chars, cues.doubled_apostrophes).into_iter().map(|m| Stretch::new(&page, m)).collect();
    let mut drafts = post::find(&page);
    drafts.extend(direct::find(&cx, &stretches, &drafts));
    drafts.sort_by_key(|d| d.span.start);
    drafts.extend(indirect::find(&cx, &drafts));
    drafts.sort_by_key(|d| d.span.start);
    let names = Names::new(&page, actors);
    drafts.into_iter().map(|d| names.quote(d)).collect()
}
