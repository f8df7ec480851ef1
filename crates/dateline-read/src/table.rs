//! Tables with a header, their columns separated by commas, semicolons or tabs.

use crate::articles::{Fault, refused};
use crate::encoding::{decode, guessed, other_encoding};
use crate::fields::{self, Record};
use crate::input::{Bytes, Input};
use crate::json::utf8;
use crate::{Article, Item, Options, Place, Stream, Trouble};
use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::UTF_8;
use serde_json::Value;
use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads a table whose columns are separated by `delimiter`, or by what its header uses more often.
pub(crate) fn read(input: Input, delimiter: u8, options: Arc<Options>) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let mut source = utf8(input);
    let delimiter = separator(source.fill_buf()?, delimiter);
    let mut before = 0;
    if let Some(named) = named_separator(source.fill_buf()?) {
        source.consume(named);
        before = 1;
    }
    // Of two characters that end a line, the csv crate counts the second to the row below.
    before += u64::from(source.fill_buf()?.split(|&b| b == b'\n').next().is_some_and(|line| line.ends_with(b"\r")));
    let allowed = Arc::new(AtomicU64::new(options.limits.whole as u64));
    let metered = Metered { source, given: 0, allowed: allowed.clone(), most: options.limits.whole };
    let mut rows = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(metered);
    let header = header(&mut rows, &place)?;
    Ok(Box::new(Rows { rows, header, place, options, allowed, before, ended: false }))
}

/// The length of a first line `sep=;`, which Excel reads and writes.
fn named_separator(head: &[u8]) -> Option<usize> {
    let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    head[mark..].starts_with(b"sep=").then(|| head.iter().position(|&b| b == b'\n').map(|at| at + 1)).flatten()
}

fn separator(head: &[u8], usual: u8) -> u8 {
    let mark = if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    if let [b's', b'e', b'p', b'=', named, ..] = head[mark..] {
        return named;
    }
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |d: u8| line.iter().filter(|&&b| b == d).count();
    let others = [b',', b'\t', b';', b'|'];
    others.into_iter().filter(|&d| count(d) > count(usual)).max_by_key(|&d| count(d)).unwrap_or(usual)
}

fn header(rows: &mut Reader<Metered>, place: &Place) -> Result<Vec<String>, Trouble> {
    let names = rows.byte_headers().map_err(|e| Trouble::unreadable(place.line(1), e.to_string()))?;
    let header: Vec<String> = names.iter().map(|n| decode(n, None).0.into_owned()).collect();
    match header.len() {
        0 => Err(Trouble::unreadable(place.clone(), "an empty table")),
        _ => Ok(header),
    }
}

struct Rows {
    rows: Reader<Metered>,
    header: Vec<String>,
    place: Place,
    options: Arc<Options>,
    allowed: Arc<AtomicU64>,
    /// What is added to the csv crate's line numbers.
    before: u64,
    ended: bool,
}

impl Rows {
    fn article(&self, row: &ByteRecord, place: Place) -> Item {
        if row.len() > self.header.len() {
            let cause = format!("{} fields, but the header has {}", row.len(), self.header.len());
            return Err(Trouble::unreadable(place, cause).hint("a field that holds separators or quotes must stand in quotes"));
        }
        let (cells, told) = cells(row);
        let fields = named(&self.header, &cells);
        let name = place.to_string();
        let mut incoming = fields::article(&fields, &name, &self.options)
            .map_err(|cause| Trouble::unreadable(place.clone(), cause).hint("name the column: --map text=COLUMN"))?;
        if incoming.document.text.trim().is_empty() {
            return Err(Trouble::unreadable(place, "no text in this row"));
        }
        incoming.diagnostics.splice(0..0, told);
        Ok(Article::new(incoming, place))
    }
}

/// The cells as text; if one of them is no UTF-8, all are read in the encoding guessed for the row.
fn cells(row: &ByteRecord) -> (Vec<Value>, Option<dateline::record::Diagnostic>) {
    let other = other_encoding(row.as_slice());
    let encoding = other.unwrap_or(UTF_8);
    let cell = |bytes: &[u8]| Value::String(encoding.decode_without_bom_handling(bytes).0.into_owned());
    (row.iter().map(cell).collect(), other.map(guessed))
}

pub(crate) fn named<'a>(header: &[String], cells: &'a [Value]) -> Record<'a> {
    let mut record = Record::new();
    for (name, cell) in header.iter().zip(cells) {
        record.entry(fields::plain_path(name)).or_insert(cell);
    }
    record
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let mut row = ByteRecord::new();
        self.allowed.store(self.rows.position().byte() + self.options.limits.whole as u64, Ordering::Relaxed);
        let line = self.rows.position().line() + self.before;
        match self.rows.read_byte_record(&mut row) {
            Ok(false) => None,
            Ok(true) => {
                let line = row.position().map_or(line, |p| p.line() + self.before);
                Some(self.article(&row, self.place.line(line)))
            }
            Err(e) => {
                self.ended = true;
                let place = self.place.line(line);
                let io = if let csv::ErrorKind::Io(io) = e.kind() { Some(refused(&place, io)) } else { None };
                Some(Err(io.unwrap_or_else(|| Trouble::unreadable(place, e.to_string()))))
            }
        }
    }
}

/// Fails where a row grows beyond what is allowed, as behind a quote that is never closed.
struct Metered {
    source: Bytes,
    given: u64,
    allowed: Arc<AtomicU64>,
    most: usize,
}

impl Read for Metered {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given > self.allowed.load(Ordering::Relaxed) {
            return Err(io::Error::other(format!("a row longer than {} MiB: a quote may not be closed", self.most >> 20)));
        }
        let n = self.source.read(out)?;
        self.given += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Limits, Options};

    fn read(bytes: &[u8], options: &Options) -> Vec<String> {
        let items = Articles::of_bytes("a.csv", bytes, options);
        let shown = |a: crate::Article| format!("{} {:?} {}", a.place, a.document.title.unwrap_or_default(), a.document.text);
        items.map(|item| item.map_or_else(|t| t.to_string(), shown)).collect()
    }

    #[test]
    fn separators_and_quotes() {
        let want = ["a.csv:2 \"T\" Envoys, \"all\"\nmet.", "a.csv:4 \"U\" No."];
        for d in [',', ';', '\t', '|'] {
            let table = format!("title{d}text\r\nT{d}\"Envoys, \"\"all\"\"\nmet.\"\r\nU{d}No.\r\n");
            assert_eq!(read(table.as_bytes(), &Options::default()), want, "{d}");
        }
        assert_eq!(read(b"\xEF\xBB\xBFsep=;\ntitle;text\nT;X.\n", &Options::default())[0], "a.csv:3 \"T\" X.");
    }

    #[test]
    fn media_cloud_rows_have_headlines_only() {
        let table = "id,indexed_date,language,media_name,media_url,publish_date,title,url\n7,2024-05-03 01:02:03,en,daily.example,daily.example,2024-05-02,Envoys meet,https://daily.example/7\n";
        let article = Articles::of_bytes("m.csv", table, &Options::default()).next().expect("a row").expect("an article");
        assert_eq!((article.document.id.as_str(), article.document.publisher.as_deref()), ("7", Some("daily.example")));
        assert_eq!(article.document.date, Some(jiff::civil::date(2024, 5, 2)));
        assert_eq!(article.diagnostics[0].code, "headline-only");
    }

    #[test]
    fn bad_rows_are_told_and_the_others_read() {
        let got = read(b"title,text\nT,One.\na,b,c\n,\nV,Caf\xE9 d\xE9j\xE0 vu.\n", &Options::default());
        assert!(got[1].starts_with("a.csv:3: 3 fields, but the header has 2") && got[2].starts_with("a.csv:4: no text"), "{got:?}");
        assert_eq!(got[3], "a.csv:5 \"V\" Café déjà vu.");
    }

    #[test]
    fn a_quote_that_is_never_closed_is_bounded() {
        let options = Options { limits: Limits { whole: 1 << 20, ..Limits::default() }, ..Options::default() };
        let table = format!("title,text\nT,\"{}", "x ".repeat(3 << 20));
        let got = read(table.as_bytes(), &options);
        assert!(got.len() == 1 && got[0].contains("a row longer than 1 MiB"), "{got:?}");
    }
}
