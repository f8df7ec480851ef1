//! Bytes to text, lossily: each run of bytes that is no UTF-8 becomes U+FFFD, and is told.

use crate::record::Diagnostic;

pub(super) const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Decodes UTF-8, or UTF-16 where a byte order mark says so. A UTF-8 mark counts as one code point
/// (a blank), because most readers keep it; a UTF-16 mark counts as none. Nulls become blanks.
pub(super) fn decode(bytes: &[u8]) -> (String, Vec<Diagnostic>) {
    let (mut text, bad) = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    };
    let mark = text.starts_with('\u{FEFF}');
    if mark || text.contains('\0') {
        text = text.chars().enumerate().map(|(i, c)| if c == '\0' || (mark && i == 0) { ' ' } else { c }).collect();
    }
    (text, bad.into_iter().collect())
}

/// How many places were undecodable and where the first is, in code points.
#[derive(Default)]
struct Bad {
    count: usize,
    first: u32,
}

impl Bad {
    fn note(&mut self, at: u32) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }

    fn into_iter(self) -> impl Iterator<Item = Diagnostic> {
        (self.count > 0).then(|| invalid(self.count, self.first)).into_iter()
    }
}

/// The diagnostic for undecodable bytes, the first of them at code point `first`.
pub(super) fn invalid(count: usize, first: u32) -> Diagnostic {
    let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
    let message = format!("not valid UTF-8 in {places}, the first at code point {first}: read as U+FFFD");
    Diagnostic { code: "invalid-utf8", message, start: Some(first) }
}

fn utf8(bytes: &[u8]) -> (String, Bad) {
    let mut text = String::with_capacity(bytes.len());
    let (mut bad, mut at) = (Bad::default(), 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            at += chunk.valid().chars().count() as u32;
            bad.note(at);
            text.push(char::REPLACEMENT_CHARACTER);
            at += 1;
        }
    }
    (text, bad)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Bad) {
    let pairs = bytes.chunks_exact(2);
    let torn = !pairs.remainder().is_empty();
    let (mut text, mut bad) = (String::with_capacity(bytes.len()), Bad::default());
    let units = pairs.map(|p| unit([p[0], p[1]]));
    for (at, c) in char::decode_utf16(units).chain(torn.then_some(Ok(char::REPLACEMENT_CHARACTER))).enumerate() {
        if c.is_err() {
            bad.note(at as u32);
        }
        text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (text, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str, first_bad: Option<u32>) {
        let (got, diagnostics) = decode(bytes);
        assert_eq!(got, text);
        assert_eq!(diagnostics.first().and_then(|d| d.start), first_bad);
    }

    #[test]
    fn undecodable_bytes_are_told_where() {
        check("größer".as_bytes(), "größer", None);
        check(b"caf\xE9 noir \xE9t\xE9", "caf\u{FFFD} noir \u{FFFD}t\u{FFFD}", Some(3));
        check("\u{FEFF}a\0b".as_bytes(), " a b", None);
        check(b"\xFF\xFEh\0i\0", "hi", None);
        check(b"\xFE\xFF\0h\xD8\0", "h\u{FFFD}", Some(1));
        check(b"\xFF\xFEh\0i", "h\u{FFFD}", None);
    }
}
