//! Factiva: as articles are shown, or with the code of each field.
//!
//! ```text
//! Envoys meet                          HD  Envoys meet
//! 7 words                              WC  7 words
//! 15 December 2021                     PD  15 December 2021
//! The Daily                            SN  The Daily
//! DAILY                                LP  Envoys met in the old hall on Monday.
//! English                              TD  They left.
//! (c) 2021 The Daily
//! Envoys met in the old hall on Monday.
//! Document DAILY00020211215ehcf000x1   AN  Document DAILY00020211215ehcf000x1
//! ```

use super::{Piece, dated, is_code, paragraphs};
use crate::line::Line;
use dateline::read::Fields;
use std::collections::HashMap;

/// Whether a line ends an article: `Document` and its number, behind a code or not.
pub(super) fn is_end(line: &str) -> bool {
    number(line).is_some()
}

fn number(line: &str) -> Option<&str> {
    let line = field(line).filter(|(code, _)| *code == "AN").map_or(line, |(_, words)| words);
    let number = line.trim().strip_prefix("Document ")?;
    let plain = number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_lowercase() || b.is_ascii_digit());
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (plain && (18..=40).contains(&number.len()) && digits >= 8 && number.starts_with(|c: char| c.is_ascii_uppercase())).then_some(number)
}

pub(super) fn pieces(lines: &[Line]) -> Vec<&[Line]> {
    lines.split_inclusive(|l| is_end(&l.text)).collect()
}

pub(super) fn article(lines: &[Line]) -> Result<Piece, String> {
    let id = lines.last().and_then(|l| number(&l.text)).ok_or("no article: words on the search, or an article that is cut off")?;
    let coded = lines.iter().filter(|l| field(&l.text).is_some()).count() >= 4;
    let mut fields = if coded { of_codes(lines) } else { as_shown(lines).ok_or("no article: no count of words in its head")? };
    fields.id = id.to_owned();
    Ok(Piece { fields, cut: false })
}

/// The code of a field and what it holds, `HD Envoys meet`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (code, words) = line.split_once(['\t', ' ']).unwrap_or((line, ""));
    const CODES: [&str; 30] = [
        "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CO", "IN", "NS", "RE", "IPC",
        "IPD", "PUB", "AN", "ART", "CT", "RF", "DLN", "CLM", "CX",
    ];
    (is_code(code) && CODES.contains(&code)).then_some((code, words.trim()))
}

fn of_codes(lines: &[Line]) -> Fields {
    let mut fields: HashMap<&str, Vec<Line>> = HashMap::new();
    let mut last = "";
    for line in lines {
        let (code, words) = field(&line.text).unwrap_or((last, &line.text));
        fields.entry(code).or_default().push(Line { text: words.to_owned(), heading: false });
        last = code;
    }
    let said = |code: &str| fields.get(code).map(|l| super::paragraphs(&l.iter().collect::<Vec<_>>())).filter(|t| !t.is_empty());
    let parts: Vec<String> = ["LP", "TD"].iter().filter_map(|c| said(c)).collect();
    Fields {
        date: said("PD").and_then(|d| dated(&d)),
        text: parts.join("\n\n"),
        title: said("HD").map(|t| t.replace("\n\n", " ")),
        publisher: said("SN"),
        ..Fields::default()
    }
}

fn as_shown(lines: &[Line]) -> Option<Fields> {
    let lines: Vec<&Line> = lines[..lines.len().saturating_sub(1)].iter().collect();
    let words = lines.iter().take(40).position(|l| is_count(&l.text))?;
    let above: Vec<&&Line> = lines[..words].iter().filter(|l| !l.text.is_empty() && !l.text.starts_with("By ")).collect();
    let title = above.iter().find(|l| l.heading).or_else(|| above.iter().max_by_key(|l| l.text.len())).map(|l| l.text.clone());
    let date_at = (words + 1..lines.len().min(words + 6)).find(|&i| dated(&lines[i].text).is_some());
    let behind = date_at.map_or(words + 1, |i| i + 1);
    let publisher_at = (behind..lines.len().min(behind + 4)).find(|&i| !lines[i].text.is_empty() && !is_clock(&lines[i].text));
    let head = publisher_at.map_or(behind, |i| i + 1);
    let window = head..lines.len().min(head + 14);
    let copyright = window.clone().find(|&i| is_copyright(&lines[i].text));
    let language = || window.clone().find(|&i| is_language(&lines[i].text));
    let body = copyright.or_else(language).map_or(head, |i| i + 1);
    Some(Fields {
        date: date_at.and_then(|i| dated(&lines[i].text)),
        text: paragraphs(&lines[body..]),
        title,
        publisher: publisher_at.map(|i| lines[i].text.clone()),
        ..Fields::default()
    })
}

fn is_count(line: &str) -> bool {
    let number = line.trim().strip_suffix(" words");
    number.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b','))
}

fn is_clock(line: &str) -> bool {
    line.len() < 12 && line.contains(':') && line.starts_with(|c: char| c.is_ascii_digit())
}

fn is_copyright(line: &str) -> bool {
    ["Copyright", "(c)", "(C)", "©"].iter().any(|c| line.starts_with(c)) && line.len() < 300
}

fn is_language(line: &str) -> bool {
    ["English", "French", "German", "Spanish", "Russian", "Arabic", "Chinese", "Portuguese", "Italian"].contains(&line)
}
