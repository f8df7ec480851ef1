//! Nexis Uni and its forerunners.
//!
//! ```text
//! Envoys meet                     1 of 20 DOCUMENTS
//! The Daily (London)              The Daily (London)
//! December 15, 2021 Wednesday     December 15, 2021 Wednesday
//! Copyright 2021 The Daily        Envoys meet
//! Length: 7 words                 LENGTH: 7 words
//! Body
//! Envoys met in the old hall on Monday.
//! Load-Date: December 16, 2021    LOAD-DATE: December 16, 2021
//! End of Document
//! ```

use super::{Piece, dated, labelled, paragraphs};
use crate::line::Line;
use dateline::read::Fields;

/// Whether a line is one that only such bundles have.
pub(super) fn marks(line: &str) -> bool {
    is_end(line) || is_number(line)
}

fn is_end(line: &str) -> bool {
    line.trim() == "End of Document"
}

/// `3 of 20 DOCUMENTS`.
fn is_number(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let number = |w: Option<&str>| w.is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
    number(words.next())
        && words.next() == Some("of")
        && number(words.next())
        && matches!(words.next(), Some("DOCUMENTS" | "DOCUMENT"))
        && words.next().is_none()
}

pub(super) fn pieces(lines: &[Line]) -> Vec<&[Line]> {
    if lines.iter().any(|l| is_end(&l.text)) {
        return lines.split(|l| is_end(&l.text)).collect();
    }
    let starts: Vec<usize> = (0..lines.len()).filter(|&i| is_number(&lines[i].text)).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let before = starts.first().map_or(0, |&s| s);
    let head = (before > 0).then(|| &lines[..before]);
    head.into_iter().chain(starts.iter().zip(ends).map(|(&s, e)| &lines[s..e])).collect()
}

/// Labels of what stands before the text, and behind it.
const BEFORE: [&str; 14] = [
    "section",
    "length",
    "byline",
    "highlight",
    "dateline",
    "series",
    "edition",
    "distribution",
    "headline",
    "correction appended",
    "graphic",
    "author",
    "by",
    "city",
];
const BEHIND: [&str; 16] = [
    "load-date",
    "language",
    "publication-type",
    "journal code",
    "journal-code",
    "subject",
    "industry",
    "company",
    "organization",
    "person",
    "geographic",
    "document-type",
    "publication type",
    "acc-no",
    "update",
    "type",
];
const BEHIND_ALONE: [&str; 4] = ["Classification", "Graphic", "Notes", "Correction"];

pub(super) fn article(lines: &[Line]) -> Result<Piece, String> {
    let none = || "a cover page or another page without an article".to_owned();
    let numbered = lines.iter().find(|l| !l.text.is_empty()).is_some_and(|l| is_number(&l.text));
    let mark = lines.iter().position(|l| opens(&l.text)).ok_or_else(none)?;
    let date_at = (0..mark).rev().take(12).find(|&i| dated(&lines[i].text).is_some());
    let date_at = date_at.or_else(|| (0..lines.len().min(30)).find(|&i| dated(&lines[i].text).is_some()));
    let body_at = lines
        .iter()
        .position(|l| l.text == "Body" || l.text == "BODY" || l.text == "BODY:")
        .map_or_else(|| head_end(lines, mark), |i| i + 1);
    let end = (body_at..lines.len()).find(|&i| closes(&lines[i].text)).unwrap_or(lines.len());
    let (title, publisher) = names(lines, date_at, mark, numbered);
    let text = paragraphs(&lines[body_at.min(end)..end].iter().collect::<Vec<_>>());
    let date = date_at.and_then(|i| dated(&lines[i].text));
    Ok(Piece { fields: Fields { date, text, title, publisher, ..Fields::default() }, cut: false })
}

/// Whether a line belongs to the block that heads the text.
fn opens(line: &str) -> bool {
    line == "Body" || line.starts_with("Copyright ") || BEFORE.iter().take(5).any(|l| labelled(line, l).is_some())
}

fn closes(line: &str) -> bool {
    BEHIND_ALONE.contains(&line)
        || BEHIND.iter().any(|l| labelled(line, l).is_some())
        || (line.starts_with("Copyright ") && line.len() < 120)
}

/// Behind the last of the labels that stand before a text without one of its own.
fn head_end(lines: &[Line], mark: usize) -> usize {
    let is_head = |line: &str| {
        line.is_empty()
            || opens(line)
            || BEFORE.iter().any(|l| labelled(line, l).is_some())
            || line.eq_ignore_ascii_case("all rights reserved")
    };
    let labels = (mark..lines.len().min(mark + 40)).take_while(|&i| {
        is_head(&lines[i].text) || (i > 0 && !lines[i - 1].text.is_empty() && is_head(&lines[i - 1].text) && lines[i].text.len() < 60)
    });
    labels.filter(|&i| !lines[i].text.is_empty()).last().map_or(mark, |i| i + 1)
}

/// Title and publication: above the date, or on both sides of it.
fn names(lines: &[Line], date_at: Option<usize>, mark: usize, numbered: bool) -> (Option<String>, Option<String>) {
    let Some(at) = date_at else { return (None, None) };
    let above: Vec<&Line> = lines[..at].iter().filter(|l| !l.text.is_empty() && !is_number(&l.text)).collect();
    let publisher = above.last().map(|l| l.text.clone());
    if numbered {
        let below = lines[at + 1..mark.max(at + 1)].iter().map(|l| l.text.as_str()).filter(|t| !t.is_empty() && !t.ends_with("Edition"));
        let labelled_one = lines.iter().find_map(|l| labelled(&l.text, "headline"));
        return (labelled_one.or_else(|| below.clone().next()).map(str::to_owned), publisher);
    }
    let heading = above.iter().rev().skip(1).take(4).find(|l| l.heading);
    let title = heading.or_else(|| above.iter().rev().nth(1)).map(|l| l.text.clone());
    (title, publisher)
}
