//! One article in plain text: its head gives date, title and publisher.

use super::Incoming;
use super::date::{Day, day_prefix, parse_date};
use super::decode::decode;
use crate::Document;
use crate::record::Diagnostic;
use jiff::civil::Date;

/// How many of the first lines can carry the date.
const HEAD_LINES: usize = 6;

/// Reads one plain-text article. Its date is, in this order: that of its front matter, that of a
/// dateline (`date 2021-12-15 …`, `MOSCOW, Dec 15 (Agency) —`, a line with nothing but a date), or
/// `fallback`, which also tells the year of a dateline without one.
pub fn text(bytes: &[u8], id: &str, fallback: Option<Date>) -> Incoming {
    let (mut text, mut diagnostics) = decode(bytes);
    let mut document = Document { id: id.to_owned(), ..Document::default() };
    if let Some(end) = front_matter(&text, &mut document, &mut diagnostics) {
        text = blank(&text, end);
    }
    document.date = document.date.or_else(|| dated_head(&text, fallback, &mut diagnostics)).or(fallback);
    document.head = head_length(&text);
    document.text = text;
    Incoming { document, diagnostics }
}

/// The date that a text's own head gives, for documents that come without one.
pub(super) fn dated_head(text: &str, near: Option<Date>, diagnostics: &mut Vec<Diagnostic>) -> Option<Date> {
    let lines = text.split('\n').map(str::trim).filter(|l| !l.is_empty()).take(HEAD_LINES).enumerate();
    let day = lines.filter_map(|(i, line)| dated_line(line, i == 0)).next()?;
    let date = day.resolve(near);
    if date.is_none() {
        let message = format!("the dateline ({}-{:02}) gives no year: give --date", day.month, day.day);
        diagnostics.push(Diagnostic { code: "dateline-without-year", message, start: None });
    }
    date
}

/// How many bytes of a text are the dateline that opens it: `date 2021-12-15 `, `KYIV, Ukraine (Agency) — `.
pub(super) fn head_length(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].split('\n').next().unwrap_or_default();
    let story = after_date(line).or_else(|| agency_head(line).map(|(_, story)| story));
    story.map(str::trim_start).filter(|s| !s.is_empty()).map_or(0, |s| start + line.len() - s.len())
}

/// What follows a date that opens a line which goes on, `date 2021-12-15 …`.
fn after_date(line: &str) -> Option<&str> {
    let (day, rest) = labelled_date(line)?;
    let rest = rest.trim_start_matches([',', ' ', ':', '|', '-', '–', '—']);
    (day.year.is_some() && opens_sentence(rest)).then_some(rest)
}

fn opens_sentence(s: &str) -> bool {
    s.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '“' | '‘' | '\''))
}

/// The date of a line at the head of a report; `first` if nothing but blanks is before it.
fn dated_line(line: &str, first: bool) -> Option<Day> {
    opening_date(line, first).or_else(|| agency_dateline(line))
}

/// A line that opens with a date: `date 2021-12-15 …`, `Published: 15 December 2021`. Only the first
/// line may go on behind it, and only where a year makes it sure.
fn opening_date(line: &str, first: bool) -> Option<Day> {
    let (day, rest) = labelled_date(line)?;
    let rest = rest.trim_start_matches([',', ' ', '|', '-', '–', '—']);
    let alone = rest.is_empty() || is_clock(rest);
    (alone || first && day.year.is_some()).then_some(day)
}

/// The date that opens a line, behind a label or not, and what follows it.
fn labelled_date(line: &str) -> Option<(Day, &str)> {
    let labels = ["date", "dated", "published on", "published", "posted on", "posted", "updated"];
    let label = labels.iter().find(|l| line.get(..l.len()).is_some_and(|head| head.eq_ignore_ascii_case(l)));
    let after = label.map_or(line, |l| line[l.len()..].trim_start_matches(':').trim_start());
    day_prefix(after)
}

fn is_clock(s: &str) -> bool {
    s.len() < 24 && s.starts_with(|c: char| c.is_ascii_digit() || c == 'T') && s.contains(':')
}

/// `MOSCOW, Dec 15 (Agency) —`, `KYIV, Ukraine, 3 February 2022 -`, `PARIS (Agency) Dec. 12 —`: the date
/// between a city in capitals and the dash.
fn agency_dateline(line: &str) -> Option<Day> {
    let (head, _) = agency_head(line)?;
    let starts = head.char_indices().filter(|&(i, c)| c.is_alphanumeric() && head[..i].ends_with([' ', ',', '(', ')']));
    starts.filter_map(|(i, _)| day_prefix(&head[i..])).map(|(day, _)| day).next()
}

/// The head of a line that opens with a city in capitals and a dash, and the story behind the dash.
fn agency_head(line: &str) -> Option<(&str, &str)> {
    let head = &line[..line.char_indices().nth(100).map_or(line.len(), |(i, _)| i)];
    let dashes = [" — ", " – ", " - ", " -- ", "— ", "– ", "—"];
    let (dash, width) = dashes.iter().filter_map(|d| Some((head.find(d)?, d.len()))).min_by_key(|&(at, _)| at)?;
    let head = &head[..dash];
    let city = head.split([',', '(']).next()?.trim();
    let capitals = city.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !city.chars().any(char::is_lowercase);
    let story = line[dash + width..].trim_start();
    (capitals && opens_sentence(story)).then_some((head, story))
}

/// Takes the fields of a front matter into `document` and gives the byte behind it: lines
/// `Key: value` between two lines `---`, or before the first empty line if one of them is `Date:`.
fn front_matter(text: &str, document: &mut Document, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let body = text.trim_start_matches([' ', '\r', '\n']);
    let (fields, end) = fenced(body).or_else(|| headers(body))?;
    for (key, value) in fields {
        take_field(document, &key.to_ascii_lowercase(), value.trim(), diagnostics);
    }
    Some(text.len() - body.len() + end)
}

type Fields<'a> = Vec<(&'a str, &'a str)>;

fn fenced(body: &str) -> Option<(Fields<'_>, usize)> {
    let mut end = 0;
    let mut fields = Vec::new();
    for (i, line) in body.split_inclusive('\n').enumerate().take(100) {
        end += line.len();
        let fence = matches!(line.trim_end(), "---" | "...");
        match (i, fence) {
            (0, false) => return None,
            (0, true) => {}
            (_, true) => return Some((fields, end)),
            _ => fields.extend(line.split_once(':')),
        }
    }
    None
}

fn headers(body: &str) -> Option<(Fields<'_>, usize)> {
    let mut end = 0;
    let mut fields: Fields = Vec::new();
    for line in body.split_inclusive('\n').take(30) {
        if line.trim().is_empty() {
            let dated = fields.iter().any(|(k, _)| k.eq_ignore_ascii_case("date"));
            return dated.then_some((fields, end));
        }
        let (key, value) = line.split_once(": ")?;
        if key.is_empty() || key.len() > 24 || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return None;
        }
        fields.push((key, value));
        end += line.len();
    }
    None
}

fn take_field(document: &mut Document, key: &str, value: &str, diagnostics: &mut Vec<Diagnostic>) {
    let words = value.trim_matches(['"', '\'']);
    if words.is_empty() {
        return;
    }
    match key.trim() {
        "date" | "published" => {
            document.date = parse_date(value);
            if document.date.is_none() {
                diagnostics.push(unreadable_date(value));
            }
        }
        "title" | "headline" => document.title = Some(words.to_owned()),
        "publisher" | "source" => document.publisher = Some(words.to_owned()),
        "url" | "link" => document.url = Some(words.to_owned()),
        "id" => document.id = words.to_owned(),
        _ => {}
    }
}

/// The diagnostic for a date that is there and can't be read.
pub(super) fn unreadable_date(value: &str) -> Diagnostic {
    let shown: String = value.chars().take(40).collect();
    let message = format!("can't read the date {shown:?}: write it as 2021-12-15");
    Diagnostic { code: "unreadable-date", message, start: None }
}

/// The text with everything before byte `end` turned to blanks, line breaks kept.
fn blank(text: &str, end: usize) -> String {
    let (head, rest) = text.split_at(end);
    head.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).chain(rest.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn dated(content: &str, fallback: Option<Date>, want: Option<Date>) {
        assert_eq!(text(content.as_bytes(), "x", fallback).document.date, want, "{content:?}");
    }

    #[test]
    fn datelines() {
        let want = Some(date(2021, 12, 15));
        for head in [
            " date 2021-12-15 Envoys met.",
            "2021-12-15\n\nEnvoys met.",
            "2021-12-15: Envoys met.",
            "Date: 2021-12-15\nEnvoys met.",
            "Envoys meet again\nBy A. Writer\nDec. 15, 2021\n\nEnvoys met.",
            "Envoys meet again\nPublished: Wednesday, 15 December 2021, 10:20 GMT\n\nEnvoys met.",
            "MOSCOW, Dec 15, 2021 (Agency) — Envoys met.",
            "MOSCOW, Dec. 15, 2021 - Envoys met.",
            "NEW YORK (Agency) 15 December 2021 -- Envoys met.",
            "Envoys meet again\n\nKYIV, Ukraine, Dec 15 2021 — Envoys met.",
            "\u{FEFF}\r\ndate 2021-12-15\r\nEnvoys met.",
        ] {
            dated(head, None, want);
        }
    }

    #[test]
    fn a_dateline_without_a_year_takes_it_from_the_option() {
        dated("MOSCOW, Dec 15 (Agency) — Envoys met.", Some(date(2021, 12, 16)), Some(date(2021, 12, 15)));
        dated("MOSCOW, Dec 30 (Agency) — Envoys met.", Some(date(2022, 1, 1)), Some(date(2021, 12, 30)));
        let incoming = text("MOSCOW, Dec 15 (Agency) — Envoys met.".as_bytes(), "x", None);
        assert_eq!(incoming.document.date, None);
        assert_eq!(incoming.diagnostics[0].code, "dateline-without-year");
    }

    #[test]
    fn the_story_begins_behind_the_dateline() {
        for (content, story) in [
            (" date 2021-12-15 Envoys met.", "Envoys met."),
            ("2021-12-15: Envoys met.", "Envoys met."),
            ("KYIV, Ukraine (Agency) — “Envoys” met — twice.", "“Envoys” met — twice."),
            ("---\nDate: 2021-12-15\n---\nBOGOTÁ – Envoys met.", "Envoys met."),
            ("GENEVA, June 13, 2022 (Agency)  -- Envoys met.\nPARIS — No.", "Envoys met.\nPARIS — No."),
        ] {
            let d = text(content.as_bytes(), "x", None).document;
            assert_eq!(&d.text[d.head..], story);
        }
        for content in
            ["Envoys met — twice.", "NATO - which met on Friday - is united.", "UN — No.", "On 15 December 2021 Envoys met.", "PARIS —", ""]
        {
            assert_eq!(text(content.as_bytes(), "x", None).document.head, 0, "{content}");
        }
    }

    #[test]
    fn dates_in_the_story_are_not_the_documents() {
        let fallback = Some(date(2022, 1, 1));
        for story in [
            "Envoys met on 15 December 2021 in Vienna.",
            "On Dec. 15, 2021 envoys met.",
            "May 3 was a hard day.\n",
            "The UN — founded on Oct 24, 1945 — met.",
            "NATO - which met on Dec 15 2021 - is united.",
            "2021 was a hard year.",
            "Envoys meet\n15 December 2021 was the day they chose.\n",
        ] {
            dated(story, fallback, fallback);
        }
    }

    #[test]
    fn front_matter_is_read_and_blanked() {
        let content =
            "---\r\nTitle: \"Envoys meet\"\r\nDate: 15 December 2021\r\nPublisher: The Daily: Late Edition\r\nid: 7\r\n---\r\nEnvoys met.";
        let d = text(content.as_bytes(), "x", None).document;
        assert_eq!(d.date, Some(date(2021, 12, 15)));
        assert_eq!(
            (d.title.as_deref(), d.publisher.as_deref(), d.id.as_str()),
            (Some("Envoys meet"), Some("The Daily: Late Edition"), "7")
        );
        assert_eq!(d.text.trim_start(), "Envoys met.");
        assert_eq!(d.text.chars().count(), content.chars().count());
    }

    #[test]
    fn headers_without_fences_need_a_date() {
        let d = text(b"Title: Envoys meet\nDate: 2021-12-15\n\nEnvoys met.", "x", None).document;
        assert_eq!((d.title.as_deref(), d.text.trim_start()), (Some("Envoys meet"), "Envoys met."));
        let story = "Analysis: no end to war\n\nEnvoys met.";
        assert_eq!(text(story.as_bytes(), "x", None).document.text, story);
    }

    #[test]
    fn a_date_that_cant_be_read_is_told() {
        let incoming = text(b"---\nDate: the ides\n---\nBrutus met Cassius.", "x", Some(date(2021, 3, 15)));
        assert_eq!(incoming.diagnostics[0].code, "unreadable-date");
        assert_eq!(incoming.document.date, Some(date(2021, 3, 15)));
    }
}
