//! Readers: bytes to [`Document`]s.
//!
//! ```
//! use dateline::read;
//!
//! let file = b"date 2021-12-15 Talks resumed on Monday.\r\n";
//! let incoming = read::text(file, "talks", None);
//! assert_eq!(incoming.document.date, Some(jiff::civil::date(2021, 12, 15)));
//! assert_eq!(incoming.document.text.chars().count(), file.len());
//! ```
//!
//! A reader never drops or adds a code point: what is no news text (front matter, a byte order
//! mark, a null) becomes as many blanks, so that a record's offsets fit the file as it lies on disk.

mod date;
mod decode;
mod fields;
mod jsonl;
mod text;

pub use date::parse_date;
pub use fields::{Fields, from_fields};
pub use jsonl::{BadLine, Lines, json_line, too_long};
pub use text::text;

use crate::Document;
use crate::record::Diagnostic;

/// One document, and what its reader noticed about it.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    pub document: Document,
    pub diagnostics: Vec<Diagnostic>,
}

/// The longest file or line that callers should read as one document, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article in plain text.
    Text,
    /// JSON Lines, one article a line.
    Jsonl,
}

impl Format {
    /// Tells the format from the file's name, else from its first bytes: a first line that opens a
    /// JSON object is JSON Lines, all else is text.
    pub fn detect(name: &str, head: &[u8]) -> Format {
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
        match ending.as_deref() {
            Some("jsonl" | "ndjson") => Format::Jsonl,
            Some("txt" | "text" | "md") => Format::Text,
            _ => Self::sniff(head),
        }
    }

    fn sniff(head: &[u8]) -> Format {
        let head = head.strip_prefix(decode::UTF8_BOM).unwrap_or(head).trim_ascii_start();
        let opens_object = head.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""));
        if opens_object { Format::Jsonl } else { Format::Text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formats_are_told_from_name_then_contents() {
        assert_eq!(Format::detect("news.jsonl", b"hello"), Format::Jsonl);
        assert_eq!(Format::detect("news.TXT", b"{\"id\":1}"), Format::Text);
        assert_eq!(Format::detect("-", b"\xEF\xBB\xBF\n{ \"id\":1}"), Format::Jsonl);
        assert_eq!(Format::detect("-", b"{curly} news"), Format::Text);
        assert_eq!(Format::detect("-", b""), Format::Text);
    }

    proptest! {
        /// The text keeps the decoded file's code points one for one, and what a diagnostic points at lies in it.
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let incoming = text(&bytes, "x", None);
            let count = incoming.document.text.chars().count();
            if !bytes.starts_with(b"\xFF\xFE") && !bytes.starts_with(b"\xFE\xFF") {
                prop_assert_eq!(count, String::from_utf8_lossy(&bytes).chars().count());
            }
            prop_assert!(incoming.diagnostics.iter().all(|d| d.start.is_none_or(|s| (s as usize) < count)));
        }

        #[test]
        fn any_headed_text_is_read(head in "(---\n)?([A-Za-z]{1,9}: ?[^\n]{0,20}\n){0,3}(---\n)?", body in any::<String>()) {
            let whole = head + &body;
            let incoming = text(whole.as_bytes(), "x", None);
            prop_assert_eq!(incoming.document.text.chars().count(), whole.chars().count());
        }

        #[test]
        fn any_json_line_is_read_or_refused(line in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = json_line(&line, "1", None);
        }

        #[test]
        fn any_text_travels_through_json(content in any::<String>()) {
            let line = serde_json::json!({"id": 7, "text": content}).to_string();
            let incoming = json_line(line.as_bytes(), "1", None).expect("well formed");
            prop_assert_eq!(incoming.document.text.chars().count(), content.chars().count());
        }
    }
}
