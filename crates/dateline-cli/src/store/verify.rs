//! `dateline verify`: somebody else's records, made again from one's own copy of the texts.

use super::compare::{Tally, changes, essence};
use super::{add, recode};
use crate::args::VerifyArgs;
use crate::ordered::{self, Sink};
use crate::source::{self, Account, Item, Sources};
use crate::{code, locate, output};
use anyhow::{Context, Result, bail};
use dateline::{Engine, Layers};
use dateline_store::{Version, WITHOUT_TEXT, text_hash};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, StdoutLock, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;

/// Codes the texts that are found in the export and compares; failure if a record differs or is missing.
pub fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let engine = ManuallyDrop::new(locate::engine(&args.engine)?);
    let shared = Shared::read(&args.records)?;
    let here = add::version(&engine, &args.engine)?;
    for there in shared.versions.iter().filter(|v| **v != here) {
        eprintln!("dateline: the records were made by Dateline {} with knowledge {} and {};", there.engine, there.knowledge, there.model);
        eprintln!("this is Dateline {} with knowledge {} and {}: differences may come from that", here.engine, here.knowledge, here.model);
    }
    let account = Account::open(&args.report)?;
    let sources = Sources::new(args.files.clone(), &source::options(&args.input), account);
    let mut told = Told {
        out: io::stdout().lock(),
        seen: vec![false; shared.entries.len()],
        same: 0,
        differ: 0,
        strange: 0,
        unread: 0,
        tally: Tally::new(),
    };
    let work = |item| check(&engine, &shared, item);
    ordered::map(sources, code::threads(args.threads), Item::weight, work, &mut told)?;
    told.out.flush()?;
    let missing = told.seen.iter().filter(|seen| !**seen).count();
    let Told { same, differ, strange, unread, tally, .. } = told;
    eprintln!(
        "{} articles in the export: {same} made again the same, {differ} differ, {missing} not among your texts",
        shared.entries.len()
    );
    if strange + unread > 0 {
        eprintln!("{strange} of your texts are not in the export, {unread} unreadable");
    }
    if differ > 0 {
        eprint!("{}", recode::account(&tally, differ, shared.entries.len() as u64));
    }
    Ok(if differ == 0 && missing == 0 && unread == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One line of the export, but for its record.
#[derive(Deserialize)]
struct Line {
    name: String,
    date: Option<jiff::civil::Date>,
    publisher: Option<String>,
    url: Option<String>,
    head: usize,
    text_hash: String,
    record: Value,
}

#[derive(Deserialize)]
struct Head {
    dateline: String,
    format: u32,
    versions: Vec<Version>,
}

/// Where a record lies in the export, and its hash: the records themselves stay on the disk.
struct Entry {
    at: u64,
    length: usize,
    hash: [u8; 32],
}

struct Shared {
    path: PathBuf,
    file: Mutex<File>,
    versions: Vec<Version>,
    entries: Vec<Entry>,
    by_text: HashMap<String, Vec<usize>>,
}

/// The longest line that is read.
const LINE: u64 = 256 << 20;

impl Shared {
    fn read(path: &Path) -> Result<Shared> {
        let name = path.display();
        let file = File::open(path).with_context(|| name.to_string())?;
        let mut reader = BufReader::new(file.try_clone().with_context(|| name.to_string())?);
        let mut line = Vec::new();
        let mut at = read_line(&mut reader, &mut line).with_context(|| name.to_string())? as u64;
        let head = serde_json::from_slice::<Head>(&line).ok().filter(|h| h.dateline == WITHOUT_TEXT);
        let Some(head) = head else {
            bail!("{name}:1: this is no export of records\n  hint: dateline export STORE --without-text > records.jsonl makes one");
        };
        if head.format != 1 {
            bail!("{name}:1: written by a newer Dateline (format {})\n  hint: update Dateline", head.format);
        }
        let (mut entries, mut by_text) = (Vec::new(), HashMap::<String, Vec<usize>>::new());
        for number in 2.. {
            let length = read_line(&mut reader, &mut line).with_context(|| format!("{name}:{number}"))?;
            if length == 0 {
                break;
            }
            let parsed: Line = serde_json::from_slice(&line).with_context(|| format!("{name}:{number}: the line is damaged"))?;
            by_text.entry(parsed.text_hash).or_default().push(entries.len());
            entries.push(Entry { at, length, hash: Sha256::digest(essence(&parsed.record)).into() });
            at += length as u64;
        }
        Ok(Shared { path: path.to_owned(), file: Mutex::new(file), versions: head.versions, entries, by_text })
    }

    fn line(&self, entry: &Entry) -> Result<Line> {
        let mut bytes = vec![0; entry.length];
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(entry.at)).and_then(|_| file.read_exact(&mut bytes)).with_context(|| self.path.display().to_string())?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    let length = reader.take(LINE).read_until(b'\n', line)?;
    if length as u64 == LINE { Err(io::Error::other("the line is longer than 256 MiB")) } else { Ok(length) }
}

/// What became of one of the texts.
enum Answer {
    Strange,
    Unread(String),
    Same(usize),
    Differs(usize, String, Vec<(super::compare::Change, String)>),
}

fn check(engine: &Engine, shared: &Shared, item: Item) -> Answer {
    let mut incoming = match item {
        Item::Document(incoming) => incoming,
        Item::Fault(said) => return Answer::Unread(said),
    };
    let Some(found) = shared.by_text.get(&text_hash(&incoming.document.text)) else { return Answer::Strange };
    // Of several entries with this text, the one of the same day.
    let lines: Vec<(usize, Line)> = found.iter().filter_map(|&n| Some((n, shared.line(&shared.entries[n]).ok()?))).collect();
    let day = incoming.document.date;
    let Some((n, line)) = lines.iter().find(|(_, l)| l.date == day).or_else(|| lines.first()) else { return Answer::Strange };
    // The record hangs on these too; a copy of the text may lack them.
    incoming.document.date = line.date;
    incoming.document.head = line.head.min(incoming.document.text.len());
    incoming.document.publisher.clone_from(&line.publisher);
    incoming.document.url.clone_from(&line.url);
    let new = recode::value(&code::code(engine, Layers::default(), &incoming));
    if <[u8; 32]>::from(Sha256::digest(essence(&new))) == shared.entries[*n].hash {
        return Answer::Same(*n);
    }
    let excerpts = output::Excerpts::new(&incoming.document.text);
    let with_words = |c: super::compare::Change| (recode::words(&excerpts, &c.record), c);
    let found = changes(&line.record, &new).into_iter().map(with_words).map(|(w, c)| (c, w)).collect();
    Answer::Differs(*n, line.name.clone(), found)
}

struct Told {
    out: StdoutLock<'static>,
    seen: Vec<bool>,
    same: usize,
    differ: u64,
    strange: usize,
    unread: usize,
    tally: Tally,
}

impl Sink<Answer> for Told {
    fn put(&mut self, answer: Answer) -> io::Result<()> {
        match answer {
            Answer::Strange => self.strange += 1,
            Answer::Unread(said) => {
                self.unread += 1;
                eprintln!("{}", output::harmless(&said));
            }
            Answer::Same(n) => {
                self.same += usize::from(!self.seen[n]);
                self.seen[n] = true;
            }
            Answer::Differs(n, name, found) => {
                self.differ += u64::from(!self.seen[n]);
                self.seen[n] = true;
                writeln!(self.out, "{}", output::harmless(&name))?;
                for (change, words) in found {
                    *self.tally.entry((change.layer, change.fate)).or_default() += 1;
                    writeln!(self.out, "{}", output::harmless(&format!("  {}  “{words}”", change.line()).replace('\n', " ")))?;
                }
            }
        }
        Ok(())
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
