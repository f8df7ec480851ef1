//! The input files as one stream of documents, with the account of what became of each article.

use crate::args::{InputArgs, ReportArg};
use anyhow::{Context, Result};
use dateline::read::Incoming;
use dateline_read::{Articles, Kind, Options, Outcome, Place, Report};
use dateline_store::document_id;
use serde::Serialize;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A document, or what stands in its place that can't be read.
pub enum Item {
    Document(Incoming),
    /// Says where (file, and line if it has lines) and why.
    Fault(String),
}

impl Item {
    /// Bytes of text, for the memory bound.
    pub fn weight(&self) -> usize {
        match self {
            Item::Document(incoming) => incoming.document.text.len(),
            Item::Fault(_) => 0,
        }
    }
}

/// The documents of several files, in order; every article is entered in the account.
pub struct Sources {
    articles: Articles,
    account: Account,
}

impl Sources {
    /// `-` is standard input.
    pub fn new(files: impl IntoIterator<Item = PathBuf>, options: &Options, account: Account) -> Self {
        Sources { articles: Articles::of_files(files, options), account }
    }
}

impl Iterator for Sources {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let item = self.articles.next()?;
            self.account.enter(&item);
            match item {
                Ok(a) => return Some(Item::Document(Incoming { document: a.document, diagnostics: a.diagnostics })),
                Err(trouble) if trouble.kind == Kind::Unreadable => return Some(Item::Fault(trouble.to_string())),
                Err(_) => {}
            }
        }
    }
}

/// How the reader is to read, from the command line.
pub fn options(args: &InputArgs) -> Options {
    let order = args.date_order.map(Into::into);
    Options { format: args.format.0, map: args.map.clone(), date: args.date, date_order: order, ..Options::default() }
}

/// What became of every article, shared by who reads and who prints.
#[derive(Clone, Default)]
pub struct Account(Arc<Mutex<Books>>);

#[derive(Default)]
struct Books {
    report: Report,
    /// Ids of the articles that the store has already.
    stored: Arc<HashSet<String>>,
    file: Option<BufWriter<File>>,
    fault: Option<std::io::Error>,
}

#[derive(Serialize)]
struct Entry<'a> {
    place: String,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl Account {
    /// An account that also writes a line of JSON an article, if a file is named.
    ///
    /// # Errors
    /// The file can't be made.
    pub fn open(report: &ReportArg) -> Result<Self> {
        Self::of_store(report, Arc::default())
    }

    /// The same, where the articles with these ids are in a store already.
    ///
    /// # Errors
    /// The file can't be made.
    pub fn of_store(report: &ReportArg, stored: Arc<HashSet<String>>) -> Result<Self> {
        let made = |path: &PathBuf| File::create(path).with_context(|| path.display().to_string());
        let file = report.report.as_ref().map(made).transpose()?.map(BufWriter::new);
        Ok(Account(Arc::new(Mutex::new(Books { file, stored, ..Books::default() }))))
    }

    fn enter(&self, item: &dateline_read::Item) {
        let mut books = self.books();
        let outcome = books.outcome(item);
        let (place, id) = match item {
            Ok(article) => (&article.place, Some(article.document.id.as_str())),
            Err(trouble) => (&trouble.place, None),
        };
        if let Err(e) = books.write(place, id, &outcome) {
            books.fault.get_or_insert(e);
        }
    }

    /// The table for people, where there is more to say than that one article was read.
    ///
    /// # Errors
    /// The report could not be written.
    pub fn close(&self) -> Result<Option<String>> {
        let mut books = self.books();
        if let Some(e) = books.fault.take() {
            return Err(e).context("the report could not be written");
        }
        books.file.as_mut().map(Write::flush).transpose().context("the report could not be written")?;
        Ok((books.report.total().total() > 1).then(|| books.report.to_string()))
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn outcome(&mut self, item: &dateline_read::Item) -> Outcome {
        match item {
            Ok(a) if !self.stored.is_empty() && self.stored.contains(&document_id(&a.document)) => {
                let known = Outcome::Duplicate { of: "the store".into() };
                self.report.count(&a.place, &known);
                known
            }
            _ => self.report.note(item),
        }
    }

    fn write(&mut self, place: &Place, id: Option<&str>, outcome: &Outcome) -> std::io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let entry = Entry { place: place.to_string(), outcome: outcome.name(), id, why: outcome.why() };
        serde_json::to_writer(&mut *file, &entry)?;
        file.write_all(b"\n")
    }
}
