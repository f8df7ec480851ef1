//! JSON Lines, and JSON: an object, a list of them, or an object that holds such a list.

use crate::articles::refused;
use crate::encoding::{decode, utf16};
use crate::fields::{article, record};
use crate::input::{Bytes, Input};
use crate::text::too_long;
use crate::{Article, Item, Options, Place, Stream, Trouble};
use dateline::read::Lines;
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufReader};
use std::sync::Arc;

/// Whether a text opens with a line that is a whole JSON object, or with an object that goes on
/// behind what has been seen without a break of line.
pub(crate) fn opens_lines(head: &str) -> bool {
    let (line, whole) = head.split_once('\n').map_or((head, false), |(line, _)| (line, true));
    opens_object(line) && (!whole || balanced(line))
}

/// Whether a text opens an object or a list of objects.
pub(crate) fn opens(head: &str) -> bool {
    let list = head.strip_prefix('[').map(str::trim_start).is_some_and(|rest| rest.starts_with('{') || rest.starts_with(']'));
    list || opens_object(head)
}

fn opens_object(head: &str) -> bool {
    head.strip_prefix('{').map(str::trim_start).is_some_and(|rest| rest.starts_with('"') || rest.starts_with('}'))
}

fn balanced(line: &str) -> bool {
    let mut span = Span::default();
    line.bytes().any(|b| span.closes(b))
}

/// The bytes of a stream as UTF-8, where a byte order mark or nulls say that it is UTF-16.
pub(crate) fn utf8(input: Input) -> Bytes {
    let unmarked = utf16(&input.head).filter(|_| encoding_rs::Encoding::for_bom(&input.head).is_none());
    let marked = input.head.starts_with(b"\xFF\xFE") || input.head.starts_with(b"\xFE\xFF");
    if unmarked.is_none() && !marked {
        return input.stream();
    }
    Box::new(BufReader::new(DecodeReaderBytesBuilder::new().encoding(unmarked).build(input.stream())))
}

/// The articles of JSON Lines.
pub(crate) fn lines(input: Input, options: Arc<Options>) -> Stream {
    let place = input.place.clone();
    let mut lines = Lines::new(utf8(input));
    let mut ended = false;
    Box::new(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        match lines.next_line() {
            Ok(None) => None,
            Ok(Some((number, Ok(line)))) => Some(one_line(&line, place.line(number as u64), &options)),
            Ok(Some((number, Err(bad)))) => Some(Err(Trouble::unreadable(place.line(number as u64), bad.cause).hint(bad.hint))),
            Err(e) => {
                ended = true;
                Some(Err(refused(&place, &e)))
            }
        }
    }))
}

const HINT: &str = r#"each line is one article: {"id": "a1", "date": "2021-12-15", "text": "…"}"#;

fn one_line(line: &[u8], place: Place, options: &Options) -> Item {
    let (words, told) = decode(line, None);
    let object = object(&words).map_err(|cause| Trouble::unreadable(place.clone(), cause).hint(HINT))?;
    let mut article = of_object(&object, place, options)?;
    article.diagnostics.splice(0..0, told);
    Ok(article)
}

/// The most values that are read of one object: each takes far more memory than its few bytes.
const MOST_VALUES: usize = 4_000_000;

fn object(words: &str) -> Result<Map<String, Value>, String> {
    if !words.trim_start().starts_with('{') {
        return Err("no JSON object".to_owned());
    }
    if words.bytes().filter(|b| matches!(b, b',' | b'[' | b'{' | b':')).count() > MOST_VALUES {
        return Err(format!("more than {MOST_VALUES} values in one object"));
    }
    serde_json::from_str(&without_lone_surrogates(words)).map_err(|e| {
        let said = e.to_string();
        format!("column {}: {}", e.column(), said.split(" at line ").next().unwrap_or(&said))
    })
}

fn of_object(object: &Map<String, Value>, place: Place, options: &Options) -> Item {
    let name = place.to_string();
    match article(&record(object), &name, options) {
        Ok(incoming) => Ok(Article::new(incoming, place)),
        Err(cause) => Err(Trouble::unreadable(place, cause).hint("name the field: --map text=FIELD")),
    }
}

/// Some programs write half of an escaped pair (`\ud83d` alone), which is no JSON: it becomes `\ufffd`.
fn without_lone_surrogates(words: &str) -> Cow<'_, str> {
    if !words.contains("\\ud") && !words.contains("\\uD") {
        return Cow::Borrowed(words);
    }
    let bytes = words.as_bytes();
    let mut out = String::with_capacity(words.len());
    let (mut at, mut done) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let wide = match (surrogate(bytes, at), surrogate(bytes, at + 6)) {
            (None, _) => 2,
            (Some(Half::High), Some(Half::Low)) => 12,
            (Some(_), _) => {
                out.push_str(&words[done..at]);
                out.push_str("\\ufffd");
                done = at + 6;
                6
            }
        };
        at += wide;
    }
    out.push_str(&words[done..]);
    Cow::Owned(out)
}

#[derive(PartialEq)]
enum Half {
    High,
    Low,
}

/// Which half of a pair is escaped at a place.
fn surrogate(bytes: &[u8], at: usize) -> Option<Half> {
    let escape = bytes.get(at..at + 6)?;
    if !escape.starts_with(b"\\u") || !escape[2..].iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    match escape[2..4].to_ascii_lowercase().as_slice() {
        [b'd', b'8' | b'9' | b'a' | b'b'] => Some(Half::High),
        [b'd', b'c' | b'd' | b'e' | b'f'] => Some(Half::Low),
        _ => None,
    }
}

/// Follows an object to its end.
#[derive(Default)]
struct Span {
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Span {
    /// Takes the next byte; true if the object ends with it.
    fn closes(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.quoted => self.escaped = true,
            b'"' => self.quoted = !self.quoted,
            _ if self.quoted => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

/// The articles of a JSON file. A list is read object by object, however long it is.
pub(crate) fn whole(input: Input, options: Arc<Options>) -> Stream {
    let place = input.place.clone();
    Box::new(Objects { source: utf8(input), place, options, line: 1, in_list: false, waiting: VecDeque::new(), ended: false })
}

struct Objects {
    source: Bytes,
    place: Place,
    options: Arc<Options>,
    line: u64,
    in_list: bool,
    /// Articles of an object that holds a list.
    waiting: VecDeque<Item>,
    ended: bool,
}

impl Objects {
    /// The next byte that is no blank, left in the source.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = self.source.fill_buf()?;
            let blank = buffer.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, b',' | 0xEF | 0xBB | 0xBF)).count();
            self.line += buffer[..blank].iter().filter(|&&b| b == b'\n').count() as u64;
            let (next, end) = (buffer.get(blank).copied(), buffer.is_empty());
            self.source.consume(blank);
            if next.is_some() || end {
                return Ok(next);
            }
        }
    }

    /// The bytes of the object that begins here; none if it is too long, and then it is passed.
    fn take(&mut self) -> io::Result<(Option<Vec<u8>>, bool)> {
        let (mut bytes, mut span, mut fits, mut closed) = (Vec::new(), Span::default(), true, false);
        while !closed {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let end = buffer.iter().position(|&b| span.closes(b));
            closed = end.is_some();
            let taken = end.map_or(buffer.len(), |e| e + 1);
            fits &= bytes.len() + taken <= self.options.limits.whole;
            if fits {
                bytes.extend_from_slice(&buffer[..taken]);
            }
            self.line += buffer[..taken].iter().filter(|&&b| b == b'\n').count() as u64;
            self.source.consume(taken);
        }
        Ok((fits.then_some(bytes), closed))
    }

    fn advance(&mut self) -> io::Result<Option<Item>> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(None) };
            match byte {
                b'[' if !self.in_list => self.in_list = true,
                b']' if self.in_list => self.in_list = false,
                b'{' => return self.object().map(Some),
                _ => {
                    self.ended = true;
                    let cause = format!("no JSON object begins with {:?}", char::from(byte));
                    return Ok(Some(Err(Trouble::unreadable(self.place.line(self.line), cause))));
                }
            }
            self.source.consume(1);
        }
    }

    fn object(&mut self) -> io::Result<Item> {
        let place = self.place.line(self.line);
        let (bytes, closed) = self.take()?;
        let Some(bytes) = bytes else {
            let cause = format!("longer than {} MiB", self.options.limits.whole >> 20);
            return Ok(Err(too_long(Trouble::unreadable(place, cause))));
        };
        if !closed {
            return Ok(Err(Trouble::unreadable(place, "the file ends in the middle of the object that begins here")));
        }
        let (words, _) = decode(&bytes, None);
        Ok(match object(&words) {
            Ok(object) => self.articles(object, place),
            Err(cause) => Err(Trouble::unreadable(place, cause)),
        })
    }

    /// The article of an object, or the first of the list that it holds.
    fn articles(&mut self, object: Map<String, Value>, place: Place) -> Item {
        let item = of_object(&object, place, &self.options);
        let headline = |a: &Article| a.diagnostics.iter().any(|d| d.code == "headline-only");
        if self.in_list || item.as_ref().is_ok_and(|a| !headline(a)) {
            return item;
        }
        let Some(list) = longest_list(&object, 3) else { return item };
        let objects = list.iter().filter_map(Value::as_object).enumerate();
        self.waiting = objects.map(|(i, o)| of_object(o, self.place.article(i as u64 + 1), &self.options)).collect();
        self.waiting.pop_front().unwrap_or(item)
    }
}

/// The longest list of objects in an object, at most `depth` objects down.
fn longest_list(object: &Map<String, Value>, depth: usize) -> Option<&Vec<Value>> {
    let lists = object.values().filter_map(|value| match value {
        Value::Array(items) if items.first().is_some_and(Value::is_object) => Some(items),
        Value::Object(inner) if depth > 0 => longest_list(inner, depth - 1),
        _ => None,
    });
    lists.max_by_key(|items| items.len())
}

impl Iterator for Objects {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if let Some(item) = self.waiting.pop_front() {
            return Some(item);
        }
        if self.ended {
            return None;
        }
        self.advance().unwrap_or_else(|e| {
            self.ended = true;
            Some(Err(refused(&self.place, &e)))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Options};

    fn read(name: &str, json: &str) -> Vec<String> {
        let items = Articles::of_bytes(name, json, &Options::default());
        items.map(|item| item.map_or_else(|t| t.to_string(), |a| format!("{}={}", a.place, a.document.text))).collect()
    }

    #[test]
    fn lists_objects_and_objects_that_hold_lists() {
        assert_eq!(read("a", "[{\"text\": \"A.\"},\n {\"text\": \"B {\\\"\"}]"), ["a:1=A.", "a:2=B {\""]);
        assert_eq!(read("a", "{\n\"text\": \"A.\"\n}\n{\n\"text\": \"B.\"}"), ["a:1=A.", "a:4=B."]);
        assert_eq!(read("a", "{\n\"status\": \"ok\", \"articles\": [{\"content\": \"A.\"}, {\"content\": \"B.\"}]}"), ["a#1=A.", "a#2=B."]);
        assert_eq!(read("a.json", "[]"), ["a.json: no article in it"]);
    }

    #[test]
    fn broken_json_says_where() {
        assert_eq!(
            read("a", "[{\"text\": \"A.\"},\n {\"text\": \"B"),
            ["a:1=A.", "a:2: the file ends in the middle of the object that begins here"]
        );
        assert!(read("a", "[{\"text\" \"A.\"},\n {\"text\": \"B.\"}]")[0].starts_with("a:1: column 9: expected"));
        assert_eq!(read("a.json", "[{\"text\": \"A.\"}, 7]")[1], "a.json:1: no JSON object begins with '7'");
    }

    #[test]
    fn lone_surrogates_are_one_code_point_each() {
        let text = r#"{"text": "a\ud83d b\udfff\ud800\"c \ud83d\ude00 \\ud83d"}"#;
        assert_eq!(read("a", text), ["a:1=a\u{FFFD} b\u{FFFD}\u{FFFD}\"c 😀 \\ud83d"]);
    }

    #[test]
    fn lines_in_utf_16() {
        let bytes: Vec<u8> = "{\"text\": \"A.\"}\n{\"text\": \"B.\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let texts: Vec<String> =
            Articles::of_bytes("a", bytes, &Options::default()).map(|i| i.expect("an article").document.text).collect();
        assert_eq!(texts, ["A.", "B."]);
    }
}
