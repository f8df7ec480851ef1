//! What a file holds, told from its first bytes, and from its name where these leave it open.

use crate::sniff::{Opening, opening};
use crate::{Place, fields, json};
use std::fmt;
use std::str::FromStr;

/// A format that can be forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article in plain text.
    Text,
    /// JSON Lines: an article a line.
    Jsonl,
    /// One JSON object or a list of them, or an object that holds such a list.
    Json,
    /// A table with a header.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A page.
    Html,
    /// RSS or Atom.
    Feed,
    /// NewsML-G2 or NITF.
    NewsMl,
    /// A web archive.
    Warc,
    /// A table with columns that hold texts.
    Parquet,
    /// Rich text.
    Rtf,
    /// What Nexis exports, in a text, RTF or a Word document.
    Nexis,
    /// What Factiva exports, in a text, RTF or a page.
    Factiva,
    /// What ProQuest exports, in a text.
    ProQuest,
}

impl Format {
    /// Every format with its name on the command line and what it is.
    pub const ALL: [(Format, &'static str, &'static str); 14] = [
        (Format::Text, "text", "one article a file"),
        (Format::Jsonl, "jsonl", "JSON Lines: an article a line"),
        (Format::Json, "json", "a JSON object, a list of them, or an object that holds one"),
        (Format::Csv, "csv", "a table with a header"),
        (Format::Tsv, "tsv", "a table with a header and tabs"),
        (Format::Html, "html", "a page: its main text, title, date and publisher"),
        (Format::Feed, "feed", "RSS or Atom: an article an item"),
        (Format::NewsMl, "newsml", "NewsML-G2 or NITF"),
        (Format::Warc, "warc", "a web archive, such as CC-News: its pages"),
        (Format::Parquet, "parquet", "a table with columns that hold texts"),
        (Format::Rtf, "rtf", "rich text"),
        (Format::Nexis, "nexis", "Nexis Uni's exports in text, RTF or DOCX"),
        (Format::Factiva, "factiva", "Factiva's exports in text, RTF or HTML"),
        (Format::ProQuest, "proquest", "ProQuest's exports in text, RTF, DOCX or HTML"),
    ];
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(format, ..)| format == self).map_or("", |(_, name, _)| name))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|(_, n, _)| n.eq_ignore_ascii_case(name));
        known.map(|(format, ..)| *format).ok_or_else(|| format!("no such format: {name}"))
    }
}

/// A format, or an archive of files with formats of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Zip,
    Of(Format),
}

/// Tells what an input holds.
///
/// # Errors
/// Why it can't be read, where it is known to be no news (a picture, a program).
pub(crate) fn detect(place: &Place, head: &[u8], forced: Option<Format>) -> Result<Family, String> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Family::Zip);
    }
    let ending = ending(place);
    let opening = opening(head, ending.as_deref());
    match (forced, opening) {
        // Of a database's exports it is said who made them, not what they are written in.
        (Some(Format::Nexis | Format::Factiva | Format::ProQuest), Some(opening)) => return known(opening),
        (Some(format), _) => return Ok(Family::Of(format)),
        (None, Some(opening)) => return known(opening),
        (None, None) => {}
    }
    match alien(head) {
        Some(what) => Err(what.to_owned()),
        None => Ok(Family::Of(of_text(ending.as_deref(), head))),
    }
}

fn known(opening: Opening) -> Result<Family, String> {
    let format = match opening {
        Opening::Html => Format::Html,
        Opening::Feed => Format::Feed,
        Opening::NewsMl => Format::NewsMl,
        Opening::Rtf => Format::Rtf,
        Opening::Warc => Format::Warc,
        Opening::Parquet => Format::Parquet,
        Opening::OtherXml(root) => return Err(format!("XML with the root element <{root}>, which is no news format that is known")),
    };
    Ok(Family::Of(format))
}

/// The ending of the file's name, without that of its compression.
fn ending(place: &Place) -> Option<String> {
    let name = place.member.as_deref().unwrap_or(&place.file).to_ascii_lowercase();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.rsplit_once('.').map(|(_, e)| e.to_owned())
}

/// Files that hold no text that is read.
fn alien(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 10] = [
        (b"%PDF-", "a PDF, which is not read: export text, DOCX or RTF instead"),
        (b"\xD0\xCF\x11\xE0", "an old Word or Excel file, which is not read: save it as DOCX or CSV"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"7z\xBC\xAF", "a 7z archive, which is not read: unpack it or use ZIP"),
        (b"Rar!", "a RAR archive, which is not read: unpack it or use ZIP"),
        (b"BZh", "compressed with bzip2, which is not read: use gzip or zstd"),
        (b"\xFD7zXZ", "compressed with xz, which is not read: use gzip or zstd"),
        (b"SQLite format 3\0", "an SQLite file"),
    ];
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what);
    known.or_else(|| is_binary(head).then_some("no text, and no format that is known"))
}

/// Whether control characters that no text has are frequent. UTF-16 is text.
fn is_binary(head: &[u8]) -> bool {
    let odd = head.iter().filter(|&&b| b < 9 || (14..27).contains(&b) || (28..32).contains(&b)).count();
    odd * 10 > head.len() && !head.starts_with(b"\xFF\xFE") && !head.starts_with(b"\xFE\xFF") && crate::encoding::utf16(head).is_none()
}

fn of_text(ending: Option<&str>, head: &[u8]) -> Format {
    let (head, _) = crate::encoding::decode(head, None);
    let head = head.trim_start_matches(['\u{FEFF}', ' ', '\r', '\n', '\t']);
    if json::opens_lines(head) {
        return Format::Jsonl;
    }
    if json::opens(head) {
        return Format::Json;
    }
    match ending {
        Some("jsonl" | "ndjson") => Format::Jsonl,
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some("tsv" | "tab") => Format::Tsv,
        Some("txt" | "text" | "md") => Format::Text,
        _ => table(head).unwrap_or(Format::Text),
    }
}

/// A first line of column names, at least two of which are known, and a row below it.
fn table(head: &str) -> Option<Format> {
    let (line, rows) = head.split_once('\n').filter(|(l, _)| l.len() < 10_000)?;
    let known = |d: char| if rows.contains(d) { line.split(d).filter(|n| fields::is_known(n.trim().trim_matches('"'))).count() } else { 0 };
    match (known(','), known('\t'), known(';')) {
        (comma, tab, semicolon) if comma.max(tab).max(semicolon) < 2 => None,
        (comma, tab, _) if tab > comma => Some(Format::Tsv),
        _ => Some(Format::Csv),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, head: &[u8], want: Format) {
        assert_eq!(detect(&Place::file(name), head, None), Ok(Family::Of(want)), "{name}");
    }

    #[test]
    fn contents_come_first() {
        check("news.txt", b"{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2", Format::Jsonl);
        check("-", b"\xEF\xBB\xBF\n{ \"id\":1}", Format::Jsonl);
        check("-", b"{\n \"id\": 1,\n", Format::Json);
        check("-", b"[\n {\"id\": 1,\n", Format::Json);
        check("-", b"{curly} news", Format::Text);
        check("-", b"", Format::Text);
        check("-", b"title,publish_date,url\na,b,c\n", Format::Csv);
        check("-", b"title;date;text\na;b;c", Format::Csv);
        check("-", b"Title\tDate\tText\na\tb\tc", Format::Tsv);
        check("-", b"Date, title, and text: a story\n", Format::Text);
        check("broken.jsonl", b"hello", Format::Jsonl);
        check("-", "date 2021-12-15 Envoys met.".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice(), Format::Text);
    }

    #[test]
    fn what_is_no_news_is_refused() {
        for head in [&b"%PDF-1.7"[..], b"\x89PNG\r\n", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0"] {
            assert!(detect(&Place::file("x"), head, None).is_err());
        }
    }

    #[test]
    fn names_are_read_back() {
        for (format, name, _) in Format::ALL {
            assert_eq!((name.parse(), format.to_string().as_str()), (Ok(format), name));
        }
    }
}
