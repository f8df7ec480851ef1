//! The stream of articles of many files and folders, each opened when its turn comes.

use crate::format::{Family, Format, detect};
use crate::input::Input;
use crate::{Item, Options, Place, Stream, Trouble, feed, html, json, newsml, parquet, rtf, table, text, warc, zip};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// The articles of several files and folders, in order; folders by the names of their files.
///
/// ```
/// let options = dateline_read::Options::default();
/// let mut articles = dateline_read::Articles::of_files(["no-such-file"], &options);
/// assert!(articles.next().unwrap().unwrap_err().to_string().starts_with("no-such-file: "));
/// ```
pub struct Articles {
    waiting: VecDeque<PathBuf>,
    current: Option<Stream>,
    options: Arc<Options>,
}

impl Articles {
    /// Reads files, folders and everything in them, and standard input for `-`.
    pub fn of_files<P: Into<PathBuf>>(files: impl IntoIterator<Item = P>, options: &Options) -> Self {
        let waiting = files.into_iter().map(Into::into).collect();
        Articles { waiting, current: None, options: Arc::new(options.clone()) }
    }

    /// Reads what is in memory; `name` is its file name in places.
    pub fn of_bytes(name: &str, bytes: impl Into<Vec<u8>>, options: &Options) -> Self {
        Self::of_reader(name, io::Cursor::new(bytes.into()), options)
    }

    /// Reads a stream; `name` is its file name in places.
    pub fn of_reader(name: &str, reader: impl Read + Send + 'static, options: &Options) -> Self {
        let mut articles = Self::of_files::<PathBuf>([], options);
        articles.current = Some(opened(Input::of_stream(Place::file(name), Box::new(reader)), name, &articles.options));
        articles
    }

    fn start(&self, path: &Path) -> Stream {
        if path == Path::new("-") {
            let stdin = Input::of_stream(Place::file("stdin"), Box::new(io::stdin()));
            return opened(stdin, "stdin", &self.options);
        }
        if path.is_dir() {
            let hidden = |e: &walkdir::DirEntry| e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.');
            let files = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter().filter_entry(move |e| !hidden(e));
            let options = self.options.clone();
            return Box::new(files.flat_map(move |entry| found(entry, &options)));
        }
        open_file(path, &self.options)
    }
}

fn found(entry: walkdir::Result<walkdir::DirEntry>, options: &Arc<Options>) -> Stream {
    match entry {
        Ok(entry) if entry.file_type().is_dir() => Box::new(std::iter::empty()),
        Ok(entry) => open_file(entry.path(), options),
        Err(e) => {
            let name = e.path().map_or_else(String::new, |p| p.display().to_string());
            let cause = e.io_error().map_or_else(|| "a folder that leads back into itself".to_owned(), ToString::to_string);
            one(Trouble::unreadable(Place::file(name), cause))
        }
    }
}

fn open_file(path: &Path, options: &Arc<Options>) -> Stream {
    let name = path.display().to_string();
    opened(File::open(path).and_then(|f| Input::of_file(Place::file(name.as_str()), f)), &name, options)
}

fn opened(input: io::Result<Input>, name: &str, options: &Arc<Options>) -> Stream {
    match input {
        Ok(input) => dispatch(input, options, 0),
        Err(e) => one(refused(&Place::file(name), &e)),
    }
}

/// The articles of one input, whatever it holds; `nesting` archives lie around it.
pub(crate) fn dispatch(input: Input, options: &Arc<Options>, nesting: usize) -> Stream {
    let place = input.place.clone();
    let empty = input.head.is_empty();
    match read(input, options, nesting) {
        Ok(stream) if empty => stream,
        Ok(stream) => Box::new(Told { stream, place: Some(place) }),
        Err(Fault::Io(e)) => one(refused(&place, &e)),
        Err(Fault::Trouble(trouble)) => one(trouble),
    }
}

/// A stream that says so where it ends before it gave anything: a table with nothing but a header, an empty list.
struct Told {
    stream: Stream,
    /// Until something was given.
    place: Option<Place>,
}

impl Iterator for Told {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let item = self.stream.next();
        let place = self.place.take();
        item.or_else(|| place.map(|p| Err(Trouble::no_article(p, "no article in it"))))
    }
}

/// Why an input gives no stream.
pub(crate) enum Fault {
    Io(io::Error),
    Trouble(Trouble),
}

impl From<io::Error> for Fault {
    fn from(e: io::Error) -> Self {
        Fault::Io(e)
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Fault::Trouble(trouble)
    }
}

fn read(input: Input, options: &Arc<Options>, nesting: usize) -> Result<Stream, Fault> {
    let input = input.unpack(&options.limits)?;
    let place = input.place.clone();
    let family = detect(&input.place, &input.head, options.format).map_err(|cause| Trouble::unreadable(place.clone(), cause))?;
    Ok(match family {
        Family::Zip if nesting >= options.limits.nesting => {
            return Err(Trouble::unreadable(place, "archives in archives, deeper than are opened").into());
        }
        Family::Zip => zip::read(zip::open(input, options)?, place, options, nesting)?,
        Family::Of(format) => match format {
            Format::Text => text::read(input, options)?,
            Format::Jsonl => json::lines(input, options.clone()),
            Format::Json => json::whole(input, options.clone()),
            Format::Csv => table::read(input, b',', options.clone())?,
            Format::Tsv => table::read(input, b'\t', options.clone())?,
            Format::Html => html::read(input, options)?,
            Format::Rtf => rtf::read(input, options)?,
            // Bundles come as texts; as pages, RTF and DOCX they are told by what they are.
            Format::Nexis | Format::Factiva | Format::ProQuest => text::read(input, options)?,
            Format::Parquet => parquet::read(input, options.clone())?,
            Format::Feed => feed::read(input, options)?,
            Format::NewsMl => newsml::read(input, options)?,
            Format::Warc => warc::read(input, options.clone(), nesting),
        },
    })
}

/// The trouble of an input that can't be read at all.
pub(crate) fn refused(place: &Place, e: &io::Error) -> Trouble {
    Trouble::unreadable(place.clone(), e.to_string())
}

pub(crate) fn one(trouble: Trouble) -> Stream {
    Box::new(std::iter::once(Err(trouble)))
}

impl Iterator for Articles {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            let path = self.waiting.pop_front()?;
            self.current = Some(self.start(&path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn a_file_without_articles_is_told_once() {
        for (name, bytes) in [("head.csv", "title,date,text\n"), ("list.json", "[]"), ("blank.jsonl", "\n\n")] {
            let got: Vec<Item> = Articles::of_bytes(name, bytes, &Options::default()).collect();
            let [Err(trouble)] = got.as_slice() else { panic!("{name}: {got:?}") };
            assert!(trouble.kind == Kind::NoArticle && trouble.to_string().starts_with(name), "{trouble}");
        }
        assert_eq!(Articles::of_bytes("one.json", "[{\"text\": \"Envoys met.\"}]", &Options::default()).count(), 1);
    }
}
