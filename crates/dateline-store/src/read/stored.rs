//! Documents as they were added, with the record that was made of them: for coding anew, and for comparing.

use super::Reader;
use crate::error::Result;
use crate::prepare;
use crate::write::Version;
use dateline::Document;
use rusqlite::Row;
use serde::Serialize;
use serde_json::value::RawValue;
use std::io::Write;
use std::str::FromStr;

/// A document with its record.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    /// Counts up in the order of adding.
    pub key: i64,
    /// Hash of all that the document is made of.
    pub id: String,
    pub document: Document,
    /// The record as `dateline code --output jsonl` prints it.
    pub record: String,
}

/// What of a document can be shared where its text can't: a line of `dateline export --without-text`.
#[derive(Debug, Serialize)]
struct Shared<'a> {
    document: &'a str,
    name: &'a str,
    date: Option<String>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
    /// Bytes of the text that are its dateline.
    head: usize,
    /// SHA-256 of the text in UTF-8.
    text_hash: &'a str,
    /// SHA-256 of the title in UTF-8.
    title_hash: Option<String>,
    record: &'a RawValue,
}

/// The first line of that export.
#[derive(Debug, Serialize)]
struct Head<'a> {
    dateline: &'static str,
    format: u32,
    documents: u64,
    versions: &'a [Version],
}

/// Names that first line.
pub const WITHOUT_TEXT: &str = "records without texts";

/// How many documents are read at once.
const PAGE: i64 = 256;

impl Reader {
    /// Up to 256 documents behind this key (0 for the first), in order of adding.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn stored(&self, after: i64) -> Result<Vec<StoredDocument>> {
        let sql = "SELECT d.doc, d.id, d.name, d.date, d.title, d.publisher, d.url, d.text, d.head, x.json FROM documents d \
                   JOIN records x ON x.doc = d.doc WHERE d.doc > ? ORDER BY d.doc LIMIT ?";
        self.all(sql, &[after.into(), PAGE.into()], stored)
    }

    /// Everything that coded documents of this store.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn versions(&self) -> Result<Vec<Version>> {
        let sql = "SELECT engine, knowledge, model FROM versions WHERE version IN (SELECT version FROM documents) ORDER BY 1, 2, 3";
        self.all(sql, &[], |row| Ok(Version { engine: row.get(0)?, knowledge: row.get(1)?, model: row.get(2)? }))
    }

    /// Writes records, offsets, hashes and versions, as lines of JSON, without texts and titles.
    ///
    /// # Errors
    /// A fault of the file, or of the output.
    pub fn export_without_text(&self, out: &mut dyn Write) -> Result<u64> {
        let documents = self.one("SELECT count(*) FROM documents", &[], |row| row.get(0))?.unwrap_or(0);
        self.line(out, &Head { dateline: WITHOUT_TEXT, format: 1, documents, versions: &self.versions()? })?;
        let mut after = 0;
        loop {
            let page = self.stored(after)?;
            let Some(last) = page.last() else { break };
            after = last.key;
            page.iter().try_for_each(|d| self.share(out, d))?;
        }
        out.flush().map_err(|cause| self.unwritten(cause))?;
        Ok(documents)
    }

    fn share(&self, out: &mut dyn Write, d: &StoredDocument) -> Result<()> {
        let record: &RawValue = serde_json::from_str(&d.record).map_err(|e| crate::Error::Query(format!("{}: its record: {e}", d.id)))?;
        let shared = Shared {
            document: &d.id,
            name: &d.document.id,
            date: d.document.date.map(|d| d.to_string()),
            publisher: d.document.publisher.as_deref(),
            url: d.document.url.as_deref(),
            head: d.document.head,
            text_hash: &prepare::text_hash(&d.document.text),
            title_hash: d.document.title.as_deref().map(prepare::text_hash),
            record,
        };
        self.line(out, &shared)
    }

    fn line(&self, out: &mut dyn Write, value: &impl Serialize) -> Result<()> {
        let json = serde_json::to_string(value).expect("texts and numbers are JSON");
        writeln!(out, "{json}").map_err(|cause| self.unwritten(cause))
    }

    fn unwritten(&self, cause: std::io::Error) -> crate::Error {
        crate::Error::Output { path: self.path.clone(), cause }
    }
}

fn stored(row: &Row) -> rusqlite::Result<StoredDocument> {
    let date: Option<String> = row.get(3)?;
    let document = Document {
        id: row.get(2)?,
        date: date.and_then(|d| jiff::civil::Date::from_str(&d).ok()),
        title: row.get(4)?,
        publisher: row.get(5)?,
        url: row.get(6)?,
        text: row.get(7)?,
        head: usize::try_from(row.get::<_, i64>(8)?).unwrap_or(0),
    };
    Ok(StoredDocument { key: row.get(0)?, id: row.get(1)?, document, record: row.get(9)? })
}
