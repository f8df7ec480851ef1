//! Bytes to text where nothing sure says how they are encoded.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dateline::record::Diagnostic;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// How much of a text the guess is made from.
const SAMPLE: usize = 1 << 20;

/// Decodes a text. A byte order mark decides, else UTF-8 if the bytes are UTF-8 in the main, else
/// what the file `declared` if that fits, else a guess, which is told.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> (Cow<'a, str>, Option<Diagnostic>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[mark..]).0, None);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !looks_like_utf16(bytes) => return (Cow::Borrowed(text), None),
        _ => {}
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes())).filter(|e| *e != UTF_8);
    if let Some(encoding) = declared.filter(|_| mostly_utf8(bytes) == Some(false)) {
        let (text, _, bad) = encoding.decode(bytes);
        if !bad {
            return (text, None);
        }
    }
    let encoding = other_encoding(bytes).unwrap_or(UTF_8);
    let told = (encoding != UTF_8).then(|| guessed(encoding));
    (encoding.decode_without_bom_handling(bytes).0, told)
}

/// The encoding of bytes that are neither UTF-8 in the main nor bear a byte order mark.
pub(crate) fn other_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if Encoding::for_bom(bytes).is_some() {
        return None;
    }
    utf16(sample).or_else(|| (mostly_utf8(bytes) == Some(false)).then(|| guess(bytes)))
}

/// The diagnostic for a text whose encoding was guessed.
pub(crate) fn guessed(encoding: &'static Encoding) -> Diagnostic {
    Diagnostic { code: "encoding", message: format!("not UTF-8: read as {}", encoding.name()), start: None }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // Plain ASCII tells nothing: the sample begins with the first other byte.
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(SAMPLE / 2);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[first..bytes.len().min(first + SAMPLE)], true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether as many characters beyond ASCII are good UTF-8 as are not; none if all are good.
fn mostly_utf8(bytes: &[u8]) -> Option<bool> {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        // As many characters as the guess needs; a long text need not be counted to its end.
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (bad > 0).then_some(good >= bad)
}

fn looks_like_utf16(bytes: &[u8]) -> bool {
    utf16(&bytes[..bytes.len().min(SAMPLE)]).is_some()
}

/// UTF-16 without a mark: of English text, every other byte is null.
pub(crate) fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    let nulls = |at: usize| sample.iter().skip(at).step_by(2).filter(|&&b| b == 0).count();
    let (high, low) = (nulls(0), nulls(1));
    match () {
        () if pairs < 4 => None,
        () if low * 10 >= pairs * 7 && high * 20 <= pairs => Some(UTF_16LE),
        () if high * 10 >= pairs * 7 && low * 20 <= pairs => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, want: &str) {
        assert_eq!(decode(bytes, declared).0, want);
    }

    #[test]
    fn encodings_are_told_from_the_bytes() {
        check("größer".as_bytes(), Some("iso-8859-1"), "größer");
        check(b"\xEF\xBB\xBFa", None, "a");
        check(b"\xFF\xFEh\0i\0", None, "hi");
        check(b"h\0e\0l\0l\0o\0", None, "hello");
        check(b"\0h\0e\0l\0l\0o", None, "hello");
        check(b"caf\xE9 \xE9t\xE9", Some("latin1"), "café été");
        check("“Правда” сообщила".as_bytes(), None, "“Правда” сообщила");
        check(b"\xCF\xF0\xE0\xE2\xE4\xE0", Some("windows-1251"), "Правда");
    }

    #[test]
    fn a_guess_is_told() {
        let (text, told) = decode(b"The caf\xE9 in Orl\xE9ans, said the pr\xE9fet, was \x93closed\x94.", None);
        assert_eq!(text, "The café in Orléans, said the préfet, was “closed”.");
        assert_eq!(told.expect("a guess").code, "encoding");
    }

    #[test]
    fn a_few_bad_bytes_leave_utf8_what_it_is() {
        let (text, told) = decode(b"\xE2\x80\x94 caf\xE9", None);
        assert_eq!((text.as_ref(), told.is_none()), ("— caf\u{FFFD}", true));
    }
}
