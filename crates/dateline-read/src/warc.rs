//! Web archives: the pages among the records of a WARC, such as those of CC-News.
//!
//! A record is a block of headers, an empty line, and as many bytes as `Content-Length` says; those of a
//! response are the server's answer with headers of its own. Damage is told, and the next record looked for.

use crate::articles::{dispatch, refused};
use crate::html::{self, Around};
use crate::http::{self, Answer};
use crate::input::{Bytes, Input};
use crate::sniff::{Opening, opening};
use crate::{Article, Item, Kind, Options, Place, Stream, Trouble};
use dateline::read::{parse_date, text};
use std::collections::{HashMap, VecDeque};
use std::io::{self, Cursor, Read};
use std::sync::Arc;

/// The longest block of headers, in bytes.
const HEADERS: u64 = 64 << 10;

/// Every record of an archive, as an article or as the reason why it is none.
pub(crate) fn read(input: Input, options: Arc<Options>, nesting: usize) -> Stream {
    let place = input.place.clone();
    Box::new(Records { source: input.stream(), place, options, nesting, number: 0, waiting: VecDeque::new(), ended: false })
}

struct Records {
    source: Bytes,
    place: Place,
    options: Arc<Options>,
    nesting: usize,
    number: u64,
    /// Articles of a record that holds several.
    waiting: VecDeque<Item>,
    ended: bool,
}

type Headers = HashMap<String, String>;

impl Records {
    fn here(&self) -> Place {
        self.place.article(self.number)
    }

    /// A line without its break; none at the end of the archive.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let n = io::BufRead::read_until(&mut (&mut self.source).take(HEADERS), b'\n', &mut line)?;
        line.truncate(line.trim_ascii_end().len());
        Ok((n > 0).then_some(line))
    }

    fn advance(&mut self) -> io::Result<Option<Item>> {
        let mut passed = 0;
        loop {
            let Some(line) = self.line()? else {
                return Ok((passed > 0).then(|| Err(self.damage(passed))));
            };
            match line.starts_with(b"WARC/") {
                false => passed += line.len(),
                true if passed == 0 => {
                    self.number += 1;
                    return self.record().map(Some);
                }
                true => {
                    self.waiting.push_back(Err(self.damage(passed)));
                    self.number += 1;
                    let item = self.record()?;
                    self.waiting.push_back(item);
                    return Ok(self.waiting.pop_front());
                }
            }
        }
    }

    fn damage(&self, passed: usize) -> Trouble {
        let cause = format!("a damaged archive: {passed} bytes behind record {} are no record", self.number);
        Trouble::unreadable(self.place.clone(), cause)
    }

    fn headers(&mut self) -> io::Result<Option<Headers>> {
        let (mut headers, mut left) = (Headers::new(), HEADERS as usize);
        loop {
            let Some(line) = self.line()? else { return Ok(None) };
            if line.is_empty() {
                return Ok(Some(headers));
            }
            let Some(rest) = left.checked_sub(line.len() + 1) else { return Ok(None) };
            left = rest;
            let line = String::from_utf8_lossy(&line);
            if let Some((name, value)) = line.split_once(':') {
                headers.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
            }
        }
    }

    fn record(&mut self) -> io::Result<Item> {
        let place = self.here();
        let Some(headers) = self.headers()? else {
            return Ok(Err(Trouble::unreadable(place, "a damaged archive: the headers of this record have no end")));
        };
        let Some(length) = headers.get("content-length").and_then(|l| l.parse::<u64>().ok()) else {
            return Ok(Err(Trouble::unreadable(place, "a damaged archive: this record has no Content-Length")));
        };
        let kind = headers.get("warc-type").map_or("", String::as_str);
        let reason = none_in(kind);
        if reason.is_none() && length > self.options.limits.whole as u64 {
            self.pass(length)?;
            return Ok(Err(Trouble::unreadable(place, format!("a record longer than {} MiB", self.options.limits.whole >> 20))));
        }
        if let Some(reason) = reason {
            let passed = self.pass(length)?;
            return Ok(Err(if passed < length { cut(place) } else { Trouble::no_article(place, reason) }));
        }
        let mut body = Vec::new();
        (&mut self.source).take(length).read_to_end(&mut body)?;
        Ok(if (body.len() as u64) < length { Err(cut(place)) } else { self.article(kind, &headers, body, place) })
    }

    fn pass(&mut self, length: u64) -> io::Result<u64> {
        io::copy(&mut (&mut self.source).take(length), &mut io::sink())
    }

    fn article(&mut self, kind: &str, headers: &Headers, body: Vec<u8>, place: Place) -> Item {
        let found = match kind {
            "response" => http::answer(body, &self.options.limits),
            _ => Ok(Answer { kind: headers.get("content-type").cloned().unwrap_or_default(), date: None, body }),
        };
        let answer = found.map_err(|(kind, cause)| Trouble { kind, ..Trouble::unreadable(place.clone(), cause) })?;
        let url = headers.get("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned());
        let fetched = headers.get("warc-date").or(answer.date.as_ref()).and_then(|d| parse_date(d));
        let around = Around { id: place.to_string(), url, fetched };
        let media = answer.kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match (media.as_str(), opening(&answer.body[..answer.body.len().min(4096)], None)) {
            (_, Some(Opening::Feed | Opening::NewsMl)) => self.several(answer.body, around.url.as_deref(), place),
            ("text/html" | "application/xhtml+xml" | "", Some(Opening::Html)) | ("text/html" | "application/xhtml+xml", _) => {
                self.page(&answer, &around, place)
            }
            ("text/plain", _) if !around.url.as_deref().is_some_and(|u| u.ends_with("/robots.txt")) => {
                Ok(plain(&answer, around, place, &self.options))
            }
            ("", _) => Err(Trouble::no_article(place, "no page")),
            (media, _) => Err(Trouble::no_article(place, format!("no page, but {media}"))),
        }
    }

    fn page(&self, answer: &Answer, around: &Around, place: Place) -> Item {
        let declared = html::charset(answer.kind.as_bytes()).or_else(|| html::charset(&answer.body));
        let (words, told) = crate::encoding::decode(&answer.body, declared.as_deref());
        let mut incoming = html::page(&words, around, &self.options)
            .map_err(|(kind, cause)| Trouble { kind, ..Trouble::unreadable(place.clone(), cause) })?;
        incoming.diagnostics.splice(0..0, told);
        Ok(Article::new(incoming, place))
    }

    /// The articles of a feed.
    fn several(&mut self, body: Vec<u8>, url: Option<&str>, place: Place) -> Item {
        let inside = self.place.member(url.unwrap_or("feed"));
        if self.nesting >= self.options.limits.nesting {
            return Err(Trouble::unreadable(place, "archives in archives, deeper than are opened"));
        }
        match Input::of_stream(inside, Box::new(Cursor::new(body))) {
            Ok(input) => self.waiting.extend(dispatch(input, &self.options, self.nesting + 1)),
            Err(e) => return Err(refused(&place, &e)),
        }
        self.waiting.pop_front().unwrap_or_else(|| Err(Trouble::no_article(place, "a feed without articles")))
    }
}

/// A text such as Common Crawl's WET files hold.
fn plain(answer: &Answer, around: Around, place: Place, options: &Options) -> Article {
    let (words, told) = crate::encoding::decode(&answer.body, html::charset(answer.kind.as_bytes()).as_deref());
    let mut incoming = text(words.as_bytes(), &around.id, options.date.or(around.fetched));
    incoming.diagnostics.splice(0..0, told);
    incoming.document.publisher = incoming.document.publisher.or_else(|| around.url.as_deref().and_then(html::host));
    incoming.document.url = incoming.document.url.or(around.url);
    Article::new(incoming, place)
}

fn cut(place: Place) -> Trouble {
    Trouble::unreadable(place, "the archive ends in the middle of this record")
}

/// Why a record of this kind holds no article.
fn none_in(kind: &str) -> Option<String> {
    let reason = match kind {
        "response" | "resource" | "conversion" => return None,
        "warcinfo" => "words on the archive itself",
        "request" => "a request",
        "metadata" => "words on another record",
        "revisit" => "a page that has not changed since it was fetched before",
        "continuation" => "a record in pieces, which is not put together",
        _ => return Some(format!("a record of the kind {kind:?}")),
    };
    Some(reason.to_owned())
}

impl Iterator for Records {
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
            Some(Err(Trouble { kind: Kind::Unreadable, ..refused(&self.here(), &e) }))
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Options};

    const PAGE: &str = "<!doctype html><title>Talks</title><p>Envoys met in the old hall on Monday, and left it on Tuesday.</p>";

    fn record(kind: &str, uri: &str, body: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2021-12-16T00:00:00Z\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    }

    fn response(headers: &str, body: &str) -> String {
        record(
            "response",
            "https://daily.example/talks",
            &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n{body}"),
        )
    }

    fn read(warc: &str) -> Vec<String> {
        let shown = |a: crate::Article| {
            let codes: Vec<_> = a.diagnostics.iter().map(|d| d.code).collect();
            format!("{} {:?} {:?} {} {codes:?}", a.place, a.document.date, a.document.publisher, a.document.text)
        };
        Articles::of_bytes("a.warc", warc, &Options::default()).map(|i| i.map_or_else(|t| t.to_string(), shown)).collect()
    }

    #[test]
    fn pages_are_read_and_all_else_is_told() {
        let rss = "<rss><channel><item><title>A</title><description>Envoys met.</description><pubDate>Wed, 15 Dec 2021 10:00:00 GMT</pubDate></item></channel></rss>";
        let warc = record("warcinfo", "", "software: x")
            + &record("request", "https://a.example", "GET /")
            + &response("", PAGE)
            + &record("response", "https://a.example/x", "HTTP/1.1 404 Not Found\r\n\r\nno")
            + &record("response", "https://a.example/x.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nno")
            + &record("response", "https://a.example/rss", &format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n{rss}"));
        let got = read(&warc);
        assert_eq!(got[..2], ["a.warc#1: words on the archive itself", "a.warc#2: a request"]);
        assert_eq!(
            got[2],
            "a.warc#3 Some(2021-12-16) Some(\"daily.example\") Envoys met in the old hall on Monday, and left it on Tuesday. [\"date-of-fetch\"]"
        );
        assert!(got[3].contains("404") && got[4] == "a.warc#5: no page, but image/png", "{got:?}");
        assert_eq!(got.len(), 6);
    }

    #[test]
    fn chunks_are_put_together() {
        let (one, two) = PAGE.split_at(40);
        let chunked = format!("{:x}\r\n{one}\r\n{:X};a=b\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
        assert!(read(&response("Transfer-Encoding: chunked\r\n", &chunked))[0].contains("Monday, and left it on Tuesday. ["));
        assert!(
            read(&response("Transfer-Encoding: chunked\r\n", PAGE))[0].contains("Monday, and left it on Tuesday. ["),
            "put together already"
        );
    }

    #[test]
    fn damage_is_told_and_passed() {
        let whole = response("", PAGE);
        let got = read(&format!("{whole}{}{whole}", "garbage\r\nin between\r\n"));
        assert!(got.len() == 3 && got[1].contains("17 bytes behind record 1"), "{got:?}");
        let cut = &whole[..whole.len() - 30];
        assert_eq!(read(&format!("{whole}{cut}"))[1], "a.warc#2: the archive ends in the middle of this record");
        assert!(read("WARC/1.0\r\nWARC-Type: response\r\n\r\n")[0].contains("no Content-Length"));
        assert!(read("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999\r\n\r\na")[0].contains("longer than 64 MiB"));
        assert!(read("WARC/1.0\r\nWARC-Type")[0].contains("have no end"));
    }
}
