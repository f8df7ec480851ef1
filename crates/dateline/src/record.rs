//! What comes out: one document record, as JSON. The field names are a stable contract.
//! All offsets are Unicode code points of the document's text, end exclusive.

use crate::Knowledge;
use crate::code::{Event, Resolved};
use crate::commitment::Commitment;
use dateline_lang::Doc;
use serde::Serialize;

/// A stretch of the text, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// Something the reader should know about a document that was coded all the same.
#[derive(Debug, Clone, Serialize)]
pub struct Diagnostic {
    pub code: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
}

/// An actor as an event, quote or commitment names it: the mention and what it resolves to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorRef {
    pub start: u32,
    pub end: u32,
    /// Mentions of one actor share their chain within a document.
    pub chain: u32,
    pub name: String,
    /// CAMEO-style code: country, then primary sector, such as `RUSGOV`; an organisation's own code.
    pub code: String,
    /// ISO 3166 alpha-3, or null for international bodies and unknown ones.
    pub country: Option<String>,
    pub sector: Option<String>,
    pub sectors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
}

impl ActorRef {
    /// Writes the code anew after its country or sector has changed.
    pub(crate) fn recode(&mut self) {
        self.code = self.country.clone().unwrap_or_default() + self.sector.as_deref().unwrap_or_default();
    }
}

/// The record of one document.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    pub id: String,
    pub date: Option<jiff::civil::Date>,
    pub language: &'static str,
    /// Version of the knowledge that made the records.
    pub knowledge: String,
    pub diagnostics: Vec<Diagnostic>,
    pub sentences: Vec<(u32, u32)>,
    pub times: Vec<crate::time::Time>,
    pub places: Vec<crate::place::Place>,
    pub actors: Vec<ActorRef>,
    pub quotes: Vec<crate::quote::Quote>,
    pub events: Vec<Event>,
    pub commitments: Vec<Commitment>,
    /// Present when the `tokens` layer is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<TokenRecord>>,
}

/// A token of the `tokens` layer.
#[derive(Debug, Clone, Serialize)]
pub struct TokenRecord {
    pub start: u32,
    pub end: u32,
    pub tag: String,
    pub lemma: String,
    pub dep: String,
    /// Where the head token starts.
    pub head: u32,
    pub ent: String,
    pub sent: bool,
}

/// The tokens layer of an analysed text.
pub(crate) fn tokens(doc: &Doc) -> Vec<TokenRecord> {
    let entity = |i| match doc.ent_iob(i) {
        iob @ ('B' | 'I') => format!("{iob}-{}", doc.ent(i)),
        _ => "O".to_owned(),
    };
    let record = |(i, t): (usize, &dateline_lang::Token)| TokenRecord {
        start: t.start,
        end: t.end,
        tag: doc.tag(i).to_owned(),
        lemma: doc.lemma(i).to_owned(),
        dep: doc.dep(i).to_owned(),
        head: doc.token(doc.head(i)).start,
        ent: entity(i),
        sent: t.sent_start,
    };
    doc.tokens().iter().enumerate().map(record).collect()
}

impl Record {
    pub(crate) fn new(stage: &Resolved, events: &[Event], commitments: Vec<Commitment>, k: &Knowledge) -> Self {
        let doc = stage.doc;
        let sentences = doc.sentences().map(|s| (doc.token(s.start).start, doc.token(s.end - 1).end)).collect();
        let mut diagnostics = Vec::new();
        if stage.input.date.is_none() {
            let message = "no date found: relative times and offices are not resolved; give --date or a dateline".into();
            diagnostics.push(Diagnostic { code: "undated", message, start: None });
        }
        Record {
            id: stage.input.id.clone(),
            date: stage.input.date,
            language: "en",
            knowledge: k.version.clone(),
            diagnostics,
            sentences,
            times: stage.times.to_vec(),
            places: stage.places.to_vec(),
            actors: stage.actors.mentions.iter().flat_map(|m| stage.actors.refs(m)).collect(),
            quotes: stage.quotes.to_vec(),
            events: events.to_vec(),
            commitments,
            tokens: None,
        }
    }
}
