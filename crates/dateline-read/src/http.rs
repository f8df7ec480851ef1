//! A web server's answer as archives keep it: status, headers, and a body that may be in chunks and compressed.

use crate::input::{Input, guarded};
use crate::{Kind, Limits, Place};
use httparse::{ParserConfig, Response, Status};
use std::io::{self, Cursor, Read};

/// An answer that holds something.
pub(crate) struct Answer {
    /// Its `Content-Type`.
    pub kind: String,
    /// Its `Date`.
    pub date: Option<String>,
    pub body: Vec<u8>,
}

/// The most headers of one answer.
const MOST_HEADERS: usize = 256;

/// Takes an answer apart and unpacks its body.
///
/// # Errors
/// Whether and why it holds nothing to read.
pub(crate) fn answer(bytes: Vec<u8>, limits: &Limits) -> Result<Answer, (Kind, String)> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = Response::new(&mut fields);
    let mut config = ParserConfig::default();
    config.allow_obsolete_multiline_headers_in_responses(true).allow_spaces_after_header_name_in_responses(true);
    config.ignore_invalid_headers_in_responses(true);
    let start = match config.parse_response(&mut response, &bytes) {
        Ok(Status::Complete(start)) => start,
        Ok(Status::Partial) => return Err((Kind::Unreadable, "a server's answer whose headers have no end".to_owned())),
        Err(e) => return Err((Kind::Unreadable, format!("no server's answer: {e}"))),
    };
    if response.code != Some(200) {
        return Err((Kind::NoArticle, format!("the server answered {}", response.code.unwrap_or_default())));
    }
    let get = |name: &str| {
        let field = response.headers.iter().find(|h| h.name.eq_ignore_ascii_case(name));
        field.map(|h| String::from_utf8_lossy(h.value).trim().to_owned())
    };
    let (kind, date, packing) = (get("content-type").unwrap_or_default(), get("date"), get("content-encoding"));
    let chunked = get("transfer-encoding").is_some_and(|t| t.to_ascii_lowercase().contains("chunked"));
    let mut body = bytes;
    body.drain(..start);
    let body = if chunked { unchunked(&body).unwrap_or(body) } else { body };
    let body = unpacked(body, packing.as_deref(), limits).map_err(|e| (Kind::Unreadable, format!("a damaged body: {e}")))?;
    Ok(Answer { kind, date, body })
}

/// The chunks put together; none if the body is not in chunks, as many archives keep it.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let end = rest.iter().take(200).position(|&b| b == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if length == 0 {
            return Some(out);
        }
        // A last chunk that is cut off gives what there is of it.
        out.extend_from_slice(&rest[..length.min(rest.len())]);
        rest = rest.get(length..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

fn unpacked(body: Vec<u8>, packing: Option<&str>, limits: &Limits) -> io::Result<Vec<u8>> {
    let packing = packing.unwrap_or_default().to_ascii_lowercase();
    let reader: Box<dyn Read + Send> = match packing.as_str() {
        "br" if !body.starts_with(b"<") => guarded(body, limits, |r| Box::new(brotli_decompressor::Decompressor::new(r, 4096))),
        "deflate" if body.first().is_some_and(|b| b & 15 == 8) => guarded(body, limits, |r| Box::new(flate2::read::ZlibDecoder::new(r))),
        _ => Box::new(Cursor::new(body)),
    };
    let input = Input::of_stream(Place::default(), reader)?.unpack(limits)?;
    input.whole(limits.whole)?.ok_or_else(|| io::Error::other(format!("longer than {} MiB", limits.whole >> 20)))
}
