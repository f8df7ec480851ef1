//! JSON Lines: one article a line, `{"id","date","text"}` and optionally `title`, `publisher`, `url`.

use super::fields::{Fields, from_fields};
use super::{Incoming, MAX_BYTES};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::io::{self, BufRead, Read};

/// A line that holds no document, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}\n  hint: {hint}")]
pub struct BadLine {
    pub cause: String,
    pub hint: &'static str,
}

const HINT: &str = r#"each line is one article: {"id": "a1", "date": "2021-12-15", "text": "…"}"#;

#[derive(Deserialize)]
struct Raw {
    id: Option<serde_json::Value>,
    date: Option<Words>,
    text: Words,
    title: Option<Words>,
    publisher: Option<Words>,
    url: Option<Words>,
}

/// Reads one line. `id` is the line's name where it gives none; `fallback` the date where neither
/// the line nor the head of its text gives one. Unknown fields are ignored.
///
/// # Errors
/// A line that is no JSON object, or has no string `text`.
pub fn json_line(line: &[u8], id: &str, fallback: Option<Date>) -> Result<Incoming, BadLine> {
    let decoded = String::from_utf8_lossy(line);
    if !decoded.trim_start().starts_with('{') {
        return Err(BadLine { cause: "no JSON object".into(), hint: HINT });
    }
    let raw: Raw = serde_json::from_str(&decoded).map_err(refuse)?;
    let words = |f: Option<Words>| f.map(|w| w.0);
    let fields = Fields {
        id: raw.id.and_then(name).unwrap_or_else(|| id.to_owned()),
        date: words(raw.date),
        text: raw.text.0,
        title: words(raw.title),
        publisher: words(raw.publisher),
        url: words(raw.url),
    };
    Ok(from_fields(fields, fallback))
}

fn name(id: serde_json::Value) -> Option<String> {
    match id {
        serde_json::Value::String(s) => Some(s),
        serde_json::Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

fn refuse(e: serde_json::Error) -> BadLine {
    let said = e.to_string();
    let cause = said.split(" at line ").next().unwrap_or(&said);
    BadLine { cause: format!("column {}: {cause}", e.column()), hint: HINT }
}

/// A JSON string. An escaped surrogate without its partner, as some programs write, is one U+FFFD.
struct Words(String);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_bytes(WordsVisitor).map(Words)
    }
}

struct WordsVisitor;

impl Visitor<'_> for WordsVisitor {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, s: &str) -> Result<String, E> {
        Ok(s.to_owned())
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<String, E> {
        match std::str::from_utf8(bytes) {
            Ok(s) => Ok(s.to_owned()),
            Err(_) => Ok(without_surrogates(bytes)),
        }
    }
}

/// Decodes UTF-8 in which surrogates stand as three bytes each (ED A0..BF xx).
fn without_surrogates(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut skip = 0;
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [0xED] => (skip, out) = (2, out + "\u{FFFD}"),
            _ if skip > 0 && chunk.valid().is_empty() => skip -= 1,
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    out
}

/// The lines of a stream, each with its number from 1. A line longer than [`MAX_BYTES`] is skipped
/// in bounded memory and given as an error; empty lines are passed over.
pub struct Lines<R> {
    source: R,
    number: usize,
}

/// A line's number, and its bytes or why they are not given.
pub type NumberedLine = (usize, Result<Vec<u8>, BadLine>);

impl<R: BufRead> Lines<R> {
    pub fn new(source: R) -> Self {
        Lines { source, number: 0 }
    }

    /// The next line with its number, or none at the end.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn next_line(&mut self) -> io::Result<Option<NumberedLine>> {
        loop {
            let mut line = Vec::new();
            let limit = MAX_BYTES as u64 + 1;
            if self.source.by_ref().take(limit).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if line.len() as u64 == limit && line.last() != Some(&b'\n') {
                self.source.skip_until(b'\n')?;
                return Ok(Some((self.number, Err(too_long()))));
            }
            let mark = if self.number == 1 && line.starts_with(super::decode::UTF8_BOM) { 3 } else { 0 };
            if !line[mark..].trim_ascii().is_empty() {
                line.drain(..mark);
                return Ok(Some((self.number, Ok(line))));
            }
        }
    }
}

/// The fault of a line or file longer than [`MAX_BYTES`].
pub fn too_long() -> BadLine {
    BadLine { cause: format!("longer than {} MiB", MAX_BYTES >> 20), hint: "split it into several articles" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn read(line: &str) -> Incoming {
        json_line(line.as_bytes(), "n1", Some(date(2000, 1, 1))).expect("well formed")
    }

    #[test]
    fn fields() {
        let d =
            read(r#"{"id": 5, "date": "2021-12-15T10:00:00Z", "text": "Envoys met.", "title": null, "url": "u", "more": [1]}"#).document;
        assert_eq!((d.id.as_str(), d.date, d.title, d.url.as_deref()), ("5", Some(date(2021, 12, 15)), None, Some("u")));
        let d = read(r#"{"text": "date 2021-12-15 Envoys met."}"#).document;
        assert_eq!((d.id.as_str(), d.date), ("n1", Some(date(2021, 12, 15))));
        assert_eq!(read(r#"{"text": ""}"#).document.date, Some(date(2000, 1, 1)));
    }

    #[test]
    fn lone_surrogates_are_one_code_point_each() {
        let incoming = read(r#"{"text": "a\ud83d b\udfff\ud800\"c \ud83d\ude00"}"#);
        assert_eq!(incoming.document.text, "a\u{FFFD} b\u{FFFD}\u{FFFD}\"c 😀");
        assert_eq!(incoming.diagnostics[0].start, Some(1));
    }

    #[test]
    fn bad_lines_say_why() {
        for (line, cause) in [
            ("{\"id\": 1}", "missing field `text`"),
            ("{\"text\": 3}", "expected a string"),
            ("[1]", "no JSON object"),
            ("{\"text\": \"x\"", "EOF while parsing"),
            ("nonsense", "no JSON object"),
        ] {
            let bad = json_line(line.as_bytes(), "1", None).expect_err(line);
            assert!(bad.cause.contains(cause), "{line}: {bad}");
        }
    }

    #[test]
    fn an_unreadable_date_is_told() {
        let incoming = read(r#"{"date": "soon", "text": "x"}"#);
        assert_eq!(incoming.diagnostics[0].code, "unreadable-date");
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_passed_over() {
        let mut lines = Lines::new("\u{FEFF}{}\n\n \r\n{}".as_bytes());
        let mut seen = Vec::new();
        while let Some((n, line)) = lines.next_line().expect("memory never fails") {
            seen.push((n, line.expect("short")));
        }
        assert_eq!(seen, [(1, b"{}\n".to_vec()), (4, b"{}".to_vec())]);
    }
}
