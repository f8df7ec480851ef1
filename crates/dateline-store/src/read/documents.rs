//! Documents: one with its whole record, and what the full-text index finds.

use super::{Reader, ReportRow, text};
use crate::error::Result;
use crate::filter::Where;
use rusqlite::Row;
use serde::Serialize;
use serde_json::Value as Json;

/// A document without its text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentRow {
    /// Hash of all that the document is made of.
    pub id: String,
    /// What its file called it.
    pub name: String,
    pub date: Option<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub origin: Option<String>,
    /// Number of reports of events in it.
    pub reports: u32,
}

/// A sentence: code points of the text, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sentence {
    pub start: u32,
    pub end: u32,
}

/// A document with its text and everything that was made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DocumentDetail {
    #[serde(flatten)]
    pub row: DocumentRow,
    pub text: String,
    pub sentences: Vec<Sentence>,
    /// The record as `dateline code --output jsonl` prints it.
    pub record: Json,
    /// The reports with the ids of their events, in order of the text.
    pub tellings: Vec<Telling>,
    pub engine: String,
    pub knowledge: String,
    pub model: String,
}

/// A report and the event that it tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Telling {
    pub event: Option<String>,
    #[serde(flatten)]
    pub report: ReportRow,
}

/// A document that the full-text index finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    #[serde(flatten)]
    pub document: DocumentRow,
    /// The best stretch of the text, with the words found between U+E000 and U+E001 (private use: in no text's way).
    pub snippet: String,
}

const DOCUMENT: &str = "d.id, d.name, d.date, d.title, d.publisher, d.url, d.origin, (SELECT count(*) FROM reports r WHERE r.doc = d.doc)";

fn document(row: &Row) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.get(0)?,
        name: row.get(1)?,
        date: row.get(2)?,
        title: row.get(3)?,
        publisher: row.get(4)?,
        url: row.get(5)?,
        origin: row.get(6)?,
        reports: row.get(7)?,
    })
}

impl Reader {
    /// One document by its id, else the first of that name; none if there is no such document.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn document(&self, wanted: &str) -> Result<Option<DocumentDetail>> {
        let sql = format!(
            "SELECT {DOCUMENT}, d.text, x.json, v.engine, v.knowledge, v.model, d.doc FROM documents d \
             JOIN records x ON x.doc = d.doc JOIN versions v ON v.version = d.version \
             WHERE d.id = ?1 OR d.name = ?1 ORDER BY d.id = ?1 DESC, d.id LIMIT 1"
        );
        let found = self.one(&sql, &[text(wanted)], |row| {
            let record: String = row.get(9)?;
            let detail = DocumentDetail {
                row: document(row)?,
                text: row.get(8)?,
                sentences: Vec::new(),
                record: serde_json::from_str(&record).unwrap_or(Json::Null),
                tellings: Vec::new(),
                engine: row.get(10)?,
                knowledge: row.get(11)?,
                model: row.get(12)?,
            };
            Ok((row.get::<_, i64>(13)?, detail))
        })?;
        let Some((doc, mut detail)) = found else { return Ok(None) };
        let sentences = "SELECT \"start\", \"end\" FROM sentences WHERE doc = ? ORDER BY n";
        detail.sentences = self.all(sentences, &[doc.into()], |row| Ok(Sentence { start: row.get(0)?, end: row.get(1)? }))?;
        detail.tellings = self.tellings(doc)?;
        Ok(Some(detail))
    }

    fn tellings(&self, doc: i64) -> Result<Vec<Telling>> {
        let sql = "SELECT r.id, e.id FROM reports r JOIN events e ON e.event = r.event WHERE r.doc = ?";
        let pairs = self.all(sql, &[doc.into()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let events: std::collections::HashMap<_, _> = pairs.into_iter().collect();
        let mut reports = self.reports("r.doc = ?", doc)?;
        reports.sort_by_key(|r| r.trigger);
        Ok(reports.into_iter().map(|report| Telling { event: events.get(&report.id).cloned(), report }).collect())
    }

    /// Documents by day of publication, newest first; of one publisher if one is named.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn documents(&self, publisher: Option<&str>, limit: u64, offset: u64) -> Result<Vec<DocumentRow>> {
        let mut w = Where::default();
        if let Some(publisher) = publisher {
            w.add("d.publisher = ?", [text(publisher)]);
        }
        let sql = format!("SELECT {DOCUMENT} FROM documents d WHERE {} ORDER BY d.date DESC, d.id {}", w.sql(), w.paged(limit, offset));
        self.all(&sql, &w.values, document)
    }

    /// Publishers with the number of their documents, the largest first.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn publishers(&self) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT publisher, count(*) FROM documents WHERE publisher IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1";
        self.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Documents with these words, the best first. The query is in the full-text syntax of SQLite.
    ///
    /// # Errors
    /// [`crate::Error::Query`] for words that can't be read, or a fault of the file.
    pub fn search(&self, query: &str, limit: u64, offset: u64) -> Result<Vec<Hit>> {
        let sql = format!(
            "SELECT {DOCUMENT}, snippet(search, -1, char(0xE000), char(0xE001), '…', 24) FROM search JOIN documents d ON d.doc = search.rowid \
             WHERE search MATCH ? ORDER BY search.rank, d.id {}",
            Where::default().paged(limit, offset)
        );
        self.all(&sql, &[text(query)], |row| Ok(Hit { document: document(row)?, snippet: row.get(8)? }))
    }
}
