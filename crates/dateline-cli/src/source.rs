//! The input files as one stream of documents, read as they are needed.

use dateline::read::{self, BadLine, Format, Incoming, Lines};
use jiff::civil::Date;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

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

type Stream = Box<dyn BufRead + Send>;

/// The documents of several files, in order.
pub struct Sources {
    files: VecDeque<PathBuf>,
    format: Option<Format>,
    date: Option<Date>,
    lines: Option<(String, Lines<Stream>)>,
}

impl Sources {
    /// `-` is standard input. Without a format, each file's own is detected.
    pub fn new(files: impl IntoIterator<Item = PathBuf>, format: Option<Format>, date: Option<Date>) -> Self {
        Sources { files: files.into_iter().collect(), format, date, lines: None }
    }

    fn next_line(&mut self) -> Option<Item> {
        let (name, lines) = self.lines.as_mut()?;
        let read = match lines.next_line() {
            Ok(Some((number, line))) => Ok((number, line)),
            Ok(None) => Err(None),
            Err(e) => Err(Some(Item::Fault(format!("{name}: {e}")))),
        };
        match read {
            Ok((number, line)) => {
                let place = format!("{name}:{number}");
                let document = line.and_then(|l| read::json_line(&l, &place, self.date));
                Some(document.map_or_else(|bad| fault(&place, &bad), Item::Document))
            }
            Err(end) => {
                self.lines = None;
                end
            }
        }
    }

    fn open(&mut self, file: &Path) -> Option<Item> {
        let name = if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() };
        match self.start(file, &name) {
            Ok(item) => item,
            Err(e) if e.kind() == io::ErrorKind::IsADirectory => {
                Some(Item::Fault(format!("{name}: a folder\n  hint: name the files in it: {name}/*.txt")))
            }
            Err(e) => Some(Item::Fault(format!("{name}: {e}"))),
        }
    }

    /// A text file's document, or none after `lines` has been set.
    fn start(&mut self, file: &Path, name: &str) -> io::Result<Option<Item>> {
        let mut stream: Stream = match name {
            "stdin" => Box::new(BufReader::new(io::stdin())),
            _ => Box::new(BufReader::with_capacity(64 << 10, File::open(file)?)),
        };
        let format = match self.format {
            Some(format) => format,
            None => Format::detect(name, stream.fill_buf()?),
        };
        if format == Format::Jsonl {
            self.lines = Some((name.to_owned(), Lines::new(stream)));
            return Ok(None);
        }
        let mut bytes = Vec::new();
        stream.take(read::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > read::MAX_BYTES {
            return Ok(Some(fault(name, &read::too_long())));
        }
        Ok(Some(Item::Document(read::text(&bytes, name, self.date))))
    }
}

fn fault(place: &str, bad: &BadLine) -> Item {
    Item::Fault(format!("{place}: {bad}"))
}

impl Iterator for Sources {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.next_line() {
                return Some(item);
            }
            let file = self.files.pop_front()?;
            if let Some(item) = self.open(&file) {
                return Some(item);
            }
        }
    }
}
