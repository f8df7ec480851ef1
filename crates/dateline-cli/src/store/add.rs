//! `dateline add`: files in, a store that keeps them and links their events.

use crate::args::{AddArgs, EngineArgs};
use crate::ordered::{self, STOP, Sink};
use crate::source::{self, Account, Item, Sources};
use crate::{code, locate, output};
use anyhow::{Context, Result, anyhow};
use dateline::Engine;
use dateline::read::Incoming;
use dateline_store::{Prepared, Version, Writer, document_id};
use indicatif::ProgressBar;
use std::collections::HashSet;
use std::io;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Documents and bytes of text that are written in one transaction.
const BATCH: usize = 512;
const BATCH_BYTES: u64 = 8 << 20;

/// Adds the files and links. Failure if something could not be read.
pub fn run(args: &AddArgs) -> Result<ExitCode> {
    // Never dropped: taking the knowledge apart piece by piece would only delay the end of the program.
    let engine = ManuallyDrop::new(locate::engine(&args.engine)?);
    let mut writer = Writer::open(&args.store)?;
    writer.set_version(&version(&engine, &args.engine)?)?;
    let known = Arc::new(writer.known().clone());
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed))?;
    let account = Account::of_store(&args.report, known.clone())?;
    let mut batch = Batch {
        writer,
        account: account.clone(),
        pending: Vec::new(),
        bytes: 0,
        bar: code::progress(&args.files),
        tally: Tally::default(),
        failed: None,
    };
    let sources = Sources::new(args.files.clone(), &source::options(&args.input), account);
    let work = |item| answer(&engine, &known, item);
    let done = ordered::map(sources, code::threads(args.threads), Item::weight, work, &mut batch);
    batch.finish(done)
}

/// What codes the documents.
pub(super) fn version(engine: &Engine, args: &EngineArgs) -> Result<Version> {
    let model = locate::model(args.model.as_deref())?;
    let name = model.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Ok(Version { engine: env!("CARGO_PKG_VERSION").into(), knowledge: engine.knowledge.version.clone(), model: name })
}

enum Answer {
    Ready(Box<Prepared>, u64),
    Known(u64),
    Unreadable(String),
}

fn answer(engine: &Engine, known: &HashSet<String>, item: Item) -> Answer {
    let weight = item.weight() as u64;
    let incoming = match item {
        Item::Document(incoming) => incoming,
        Item::Fault(said) => return Answer::Unreadable(said),
    };
    if known.contains(&document_id(&incoming.document)) {
        return Answer::Known(weight);
    }
    let name = incoming.document.id.clone();
    // One document that trips over a fault of ours must not take the others with it.
    match catch_unwind(AssertUnwindSafe(|| prepared(engine, incoming))) {
        Ok(prepared) => Answer::Ready(Box::new(prepared), weight),
        Err(_) => Answer::Unreadable(format!("{name}: a fault in Dateline (told above): this document is left out; please report it")),
    }
}

fn prepared(engine: &Engine, incoming: Incoming) -> Prepared {
    let record = code::code(engine, dateline::Layers::default(), &incoming);
    Prepared::new(incoming.document, record)
}

#[derive(Default)]
struct Tally {
    new: usize,
    known: usize,
    unreadable: usize,
}

/// Documents on their way into the store.
struct Batch {
    writer: Writer,
    account: Account,
    pending: Vec<Prepared>,
    bytes: u64,
    bar: ProgressBar,
    tally: Tally,
    failed: Option<dateline_store::Error>,
}

impl Batch {
    fn flush(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let fresh = match self.writer.add(&self.pending) {
            Ok(fresh) => fresh,
            Err(e) => {
                self.failed = Some(e);
                return Err(io::Error::other("the store can't be written"));
            }
        };
        self.pending.clear();
        let new = fresh.iter().filter(|new| **new).count();
        self.tally.new += new;
        self.tally.known += fresh.len() - new;
        self.bytes = 0;
        Ok(())
    }

    fn finish(mut self, done: io::Result<()>) -> Result<ExitCode> {
        let done = done.and_then(|()| self.flush());
        self.bar.finish_and_clear();
        let stopped = STOP.load(Ordering::Relaxed);
        let path = self.writer.path().display().to_string();
        self.report()?;
        if let Some(e) = self.failed {
            return Err(e.into());
        }
        done.with_context(|| path.clone())?;
        if stopped {
            eprintln!("dateline: stopped between two batches; run the same command again to go on");
            return Ok(ExitCode::from(130));
        }
        if self.writer.needs_linking()? {
            let l = self.writer.relink()?;
            eprintln!(
                "{} reports are {} events; {} commitments, {} decided by later reports",
                l.reports, l.events, l.commitments, l.decided
            );
        }
        let unreadable = self.tally.unreadable;
        self.writer.close().map_err(|e| anyhow!(e))?;
        Ok(if unreadable == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn report(&self) -> Result<()> {
        if let Some(table) = self.account.close()? {
            eprintln!("{}", output::harmless(table.trim_end()));
        }
        let Tally { new, known, .. } = self.tally;
        eprintln!("{new} new in the store, {known} in it already");
        Ok(())
    }
}

impl Sink<Answer> for Batch {
    fn put(&mut self, answer: Answer) -> io::Result<()> {
        match answer {
            Answer::Ready(prepared, weight) => {
                self.bar.inc(weight);
                self.bytes += weight;
                self.pending.push(*prepared);
            }
            Answer::Known(weight) => {
                self.bar.inc(weight);
                self.tally.known += 1;
            }
            Answer::Unreadable(said) => {
                self.tally.unreadable += 1;
                self.bar.suspend(|| eprintln!("{}", output::harmless(&said)));
            }
        }
        if self.pending.len() >= BATCH || self.bytes >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }
}
