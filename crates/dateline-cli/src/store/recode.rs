//! `dateline diff`: what other knowledge makes of the articles of a store.

use super::add::version;
use super::ask;
use super::compare::{Change, Fate, Tally, changes};
use crate::args::{DiffArgs, DiffOutput};
use crate::ordered::{self, STOP, Sink};
use crate::{code, locate, output};
use anyhow::Result;
use dateline::read::Incoming;
use dateline::{Engine, Layers};
use dateline_store::{Prepared, Reader, StoredDocument, Writer};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Documents that are replaced in one transaction.
const BATCH: usize = 512;

/// Codes every article of the store anew and tells the differences; with `--apply` the store takes them over.
pub fn run(args: &DiffArgs) -> Result<ExitCode> {
    let engine = ManuallyDrop::new(locate::engine(&args.engine)?);
    let version = version(&engine, &args.engine)?;
    let store = ask::open(&args.store)?;
    let documents = store.summary()?.documents;
    let before = store.versions()?;
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed))?;
    let writer = args.apply.then(|| Writer::open(&args.store)).transpose()?;
    let mut sink = Shown {
        args,
        writer,
        pending: Vec::new(),
        tally: Tally::new(),
        changed: 0,
        failed: None,
        out: BufWriter::new(io::stdout().lock()),
    };
    if let Some(writer) = &mut sink.writer {
        writer.set_version(&version)?;
    }
    let work = |stored| Answer::of(&engine, stored, args.apply);
    let threads = code::threads(args.threads);
    let done = ordered::map(Stored::new(store), threads, |s| s.document.text.len() + s.record.len(), work, &mut sink);
    let done = done.and_then(|()| sink.flush());
    if let Some(e) = sink.failed.take() {
        return Err(e.into());
    }
    done?;
    sink.out.flush()?;
    for old in before.iter().filter(|v| **v != version) {
        eprintln!("coded by Dateline {} with knowledge {} and {};", old.engine, old.knowledge, old.model);
    }
    eprintln!("now by Dateline {} with knowledge {} and {}", version.engine, version.knowledge, version.model);
    eprint!("{}", account(&sink.tally, sink.changed, documents));
    sink.finish()
}

/// What changed in all, layer by layer.
pub fn account(tally: &Tally, changed: u64, documents: u64) -> String {
    let mut said = format!("{changed} of {documents} articles differ\n");
    for layer in super::compare::LAYERS {
        let n = |fate| tally.get(&(*layer, fate)).copied().unwrap_or(0);
        let counts = [n(Fate::Added), n(Fate::Lost), n(Fate::Changed)];
        if counts != [0; 3] {
            said += &format!("{layer}: {} added, {} lost, {} changed\n", counts[0], counts[1], counts[2]);
        }
    }
    said
}

/// The documents of a store, page by page.
struct Stored {
    store: Reader,
    page: VecDeque<StoredDocument>,
    after: i64,
    fault: bool,
}

impl Stored {
    fn new(store: Reader) -> Self {
        Stored { store, page: VecDeque::new(), after: 0, fault: false }
    }
}

impl Iterator for Stored {
    type Item = StoredDocument;

    fn next(&mut self) -> Option<StoredDocument> {
        if self.page.is_empty() && !self.fault {
            match self.store.stored(self.after) {
                Ok(page) => self.page.extend(page),
                Err(e) => {
                    eprintln!("dateline: {e}");
                    self.fault = true;
                }
            }
        }
        let next = self.page.pop_front()?;
        self.after = next.key;
        Some(next)
    }
}

/// A document coded anew.
struct Answer {
    id: String,
    name: String,
    changes: Vec<Change>,
    /// The words that each change stands on.
    words: Vec<String>,
    prepared: Option<Box<Prepared>>,
}

impl Answer {
    fn of(engine: &Engine, stored: StoredDocument, apply: bool) -> Answer {
        let old: Value = serde_json::from_str(&stored.record).unwrap_or_default();
        let incoming = Incoming { document: stored.document, diagnostics: Vec::new() };
        let record = code::code(engine, Layers::default(), &incoming);
        let new = value(&record);
        let changes = changes(&old, &new);
        let excerpts = output::Excerpts::new(&incoming.document.text);
        let words = changes.iter().map(|c| words(&excerpts, &c.record)).collect();
        let name = incoming.document.id.clone();
        let prepared = apply.then(|| Box::new(Prepared::new(incoming.document, record)));
        Answer { id: stored.id, name, changes, words, prepared }
    }
}

/// A record as it is read back from JSON: short numbers stay short.
pub fn value(record: &dateline::Record) -> Value {
    serde_json::to_string(record).ok().and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// The words that a record stands on.
pub fn words(excerpts: &output::Excerpts, record: &Value) -> String {
    let span = [&record["trigger"], &record["act"], record].into_iter().find(|v| v["start"].is_u64());
    let at = |v: &Value, field: &str| v[field].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    span.map_or_else(String::new, |v| excerpts.words(at(v, "start"), at(v, "end")).to_owned())
}

/// Prints the changes and, if asked to, writes them into the store.
struct Shown<'a> {
    args: &'a DiffArgs,
    writer: Option<Writer>,
    pending: Vec<Prepared>,
    tally: Tally,
    changed: u64,
    failed: Option<dateline_store::Error>,
    out: BufWriter<StdoutLock<'static>>,
}

impl Shown<'_> {
    fn print(&mut self, a: &Answer) -> io::Result<()> {
        let all = self.args.all;
        let shown = |c: &&(&Change, &String)| all || matches!(c.0.layer, "events" | "commitments");
        let pairs: Vec<(&Change, &String)> = a.changes.iter().zip(&a.words).collect();
        let shown: Vec<_> = pairs.iter().filter(shown).collect();
        if self.args.output == DiffOutput::Jsonl {
            for (change, words) in shown {
                let mut line = json!({"document": a.id, "name": a.name, "words": words});
                line.as_object_mut().into_iter().for_each(|o| o.extend(change.json().as_object().cloned().unwrap_or_default()));
                writeln!(self.out, "{line}")?;
            }
            return Ok(());
        }
        if !shown.is_empty() {
            writeln!(self.out, "{}", output::harmless(&a.name))?;
        }
        for (change, words) in shown {
            let line = format!("  {}  “{words}”", change.line()).replace('\n', " ");
            writeln!(self.out, "{}", output::harmless(&line))?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let pending = std::mem::take(&mut self.pending);
        writer.replace(&pending).map_err(|e| {
            self.failed = Some(e);
            io::Error::other("the store can't be written")
        })
    }

    fn finish(self) -> Result<ExitCode> {
        let stopped = STOP.load(Ordering::Relaxed);
        if let Some(mut writer) = self.writer {
            let linked = writer.relink()?;
            eprintln!("{} reports are {} events now", linked.reports, linked.events);
            writer.close()?;
        }
        Ok(if stopped { ExitCode::from(130) } else { ExitCode::SUCCESS })
    }
}

impl Sink<Answer> for Shown<'_> {
    fn put(&mut self, answer: Answer) -> io::Result<()> {
        self.changed += u64::from(!answer.changes.is_empty());
        answer.changes.iter().for_each(|c| *self.tally.entry((c.layer, c.fate)).or_default() += 1);
        self.print(&answer)?;
        self.pending.extend(answer.prepared.map(|p| *p));
        if self.pending.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }
}
