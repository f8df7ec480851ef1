//! `dateline code`: documents in, records out, in order.

use crate::args::{CodeArgs, LayerArg};
use crate::ordered::{self, STOP, Sink};
use crate::output::Writer;
use crate::source::{self, Account, Item, Sources};
use crate::{locate, output};
use anyhow::{Result, bail};
use dateline::read::Incoming;
use dateline::{Engine, Layers, Record};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::{process, thread};

/// Codes the files and writes to standard output; failure if one of the documents could not be coded.
pub fn run(args: &CodeArgs) -> Result<ExitCode> {
    let files = match args.files.as_slice() {
        [] if io::stdin().is_terminal() => bail!("nothing to read: name files, or - for standard input (see dateline code --help)"),
        [] => vec![PathBuf::from("-")],
        files => files.to_vec(),
    };
    // Never dropped: taking the knowledge apart piece by piece would only delay the end of the program.
    let engine = ManuallyDrop::new(locate::engine(&args.engine)?);
    let writer = Writer::new(args.output, args.color);
    let layers = Layers { tokens: args.layers.contains(&LayerArg::Tokens) };
    stop_on_interrupt()?;
    let mut out = Out::new(progress(&files));
    out.put(Answer { bytes: writer.head(), ..Answer::default() })?;
    let work = |item| answer(&engine, layers, &writer, item);
    let account = Account::open(&args.report)?;
    let sources = Sources::new(files, &source::options(&args.input), account.clone());
    ordered::map(sources, threads(args.threads), Item::weight, work, &mut out)?;
    if let Some(table) = account.close()? {
        out.say(table.trim_end());
    }
    Ok(out.finish())
}

pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// What is written for one item: records to standard output, faults to standard error.
#[derive(Default)]
struct Answer {
    bytes: Vec<u8>,
    said: String,
    failed: bool,
    weight: u64,
}

fn answer(engine: &Engine, layers: Layers, writer: &Writer, item: Item) -> Answer {
    let weight = item.weight() as u64;
    let incoming = match item {
        Item::Document(incoming) => incoming,
        Item::Fault(said) => return Answer { said, failed: true, ..Answer::default() },
    };
    // One document that trips over a fault of ours must not take the others with it.
    let coded = catch_unwind(AssertUnwindSafe(|| {
        let record = code(engine, layers, &incoming);
        (writer.render(&incoming.document, &record), writer.warnings(&record))
    }));
    match coded {
        Ok((bytes, said)) => Answer { bytes, said, failed: false, weight },
        Err(_) => {
            let said = format!("{}: a fault in Dateline (told above): this document is left out; please report it", incoming.document.id);
            Answer { said, failed: true, weight, ..Answer::default() }
        }
    }
}

/// The record of one document, with what its reader noticed.
pub fn code(engine: &Engine, layers: Layers, incoming: &Incoming) -> Record {
    let mut record = engine.analyse_layers(&incoming.document, layers);
    record.diagnostics.splice(0..0, incoming.diagnostics.iter().cloned());
    record
}

/// Standard output by whole records, with the progress bar and the tally of failures.
struct Out {
    buffer: Vec<u8>,
    bar: ProgressBar,
    failed: usize,
}

/// Written out when it has grown to this, or when nothing more is at hand.
const BUFFER: usize = 64 << 10;

impl Out {
    fn new(bar: ProgressBar) -> Self {
        Out { buffer: Vec::with_capacity(BUFFER * 2), bar, failed: 0 }
    }

    fn finish(self) -> ExitCode {
        self.bar.finish_and_clear();
        match (STOP.load(Ordering::Relaxed), self.failed) {
            (true, _) => ExitCode::from(130),
            (false, 0) => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }

    fn say(&self, words: &str) {
        self.bar.suspend(|| eprintln!("{}", output::harmless(words)));
    }
}

impl Sink<Answer> for Out {
    fn put(&mut self, answer: Answer) -> io::Result<()> {
        self.buffer.extend_from_slice(&answer.bytes);
        if !answer.said.is_empty() {
            self.say(&answer.said);
        }
        self.failed += usize::from(answer.failed);
        self.bar.inc(answer.weight);
        if self.buffer.len() >= BUFFER { self.idle() } else { Ok(()) }
    }

    fn idle(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(&self.buffer)?;
        self.buffer.clear();
        out.flush()
    }
}

/// A bar over the bytes of the files, for a person who waits while records go elsewhere.
pub fn progress(files: &[PathBuf]) -> ProgressBar {
    if !io::stderr().is_terminal() || io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let sizes: Option<u64> = files.iter().map(|f| f.metadata().ok().filter(|m| m.is_file()).map(|m| m.len())).sum();
    let template = if sizes.is_some() { "{bar:30} {percent}%  {bytes_per_sec}  {eta}" } else { "{spinner} {bytes}  {bytes_per_sec}" };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(sizes, ProgressDrawTarget::stderr()).with_style(style)
}

/// On Ctrl-C no further document is begun and those in hand are written. If that takes more than
/// two seconds (or input never comes), the program ends between two records; a second Ctrl-C does so at once.
fn stop_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        if !STOP.swap(true, Ordering::Relaxed) {
            thread::sleep(Duration::from_secs(2));
        }
        let _whole_records = io::stdout().lock();
        process::exit(130);
    })?;
    Ok(())
}
