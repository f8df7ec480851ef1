//! Records as people and programs want them.

mod csv;
mod excerpt;
pub mod table;
pub mod wrap;

pub use excerpt::Excerpts;

use crate::args::OutputArg;
use clap::ColorChoice;
use dateline::code::Status;
use dateline::{Document, Record};
use std::io::{self, IsTerminal};

/// Turns records into bytes; shared between threads.
pub enum Writer {
    Jsonl,
    Csv,
    Table(table::Style),
}

impl Writer {
    pub fn new(output: OutputArg, color: ColorChoice) -> Self {
        match output {
            OutputArg::Jsonl => Writer::Jsonl,
            OutputArg::Csv => Writer::Csv,
            OutputArg::Table => Writer::Table(style(color)),
        }
    }

    /// What comes before the first record.
    pub fn head(&self) -> Vec<u8> {
        match self {
            Writer::Csv => csv::head(),
            _ => Vec::new(),
        }
    }

    /// One document's record.
    pub fn render(&self, document: &Document, record: &Record) -> Vec<u8> {
        match self {
            Writer::Jsonl => json_line(record),
            Writer::Csv => csv::rows(document, record),
            Writer::Table(style) => table::render(document, record, style).into_bytes(),
        }
    }

    /// What of a record's diagnostics the output itself has no room for.
    pub fn warnings(&self, record: &Record) -> String {
        let line = |d: &dateline::record::Diagnostic| format!("{}: {}", record.id, d.message);
        match self {
            Writer::Csv => record.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n"),
            _ => String::new(),
        }
    }
}

fn json_line(record: &Record) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).expect("records hold nothing that JSON can't");
    line.push(b'\n');
    line
}

/// A status as the contract spells it.
fn status(status: Status) -> &'static str {
    match status {
        Status::Actual => "actual",
        Status::Historical => "historical",
        Status::Future => "future",
        Status::Hypothetical => "hypothetical",
        Status::Negated => "negated",
    }
}

/// Colours by `--color`, else by the terminal and `NO_COLOR`; the terminal's width, else 100.
pub fn style(color: ColorChoice) -> table::Style {
    let colored = match color {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let seen = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
    let width = seen.map_or(100, |(w, _)| usize::from(w.0));
    table::Style { colored, width: width.max(72) }
}

/// Text that can't steer a terminal: control characters become blanks or U+FFFD, and characters that
/// turn the direction of writing are taken out. Line breaks stay.
pub fn harmless(s: &str) -> String {
    s.chars().filter_map(harmless_char).collect()
}

fn harmless_char(c: char) -> Option<char> {
    match c {
        '\n' => Some('\n'),
        '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    }
}

/// A document with one event, for the tests of the writers.
#[cfg(test)]
fn sample() -> (Document, Record) {
    use dateline::code::{Basis, Event, When};
    use dateline::record::{ActorRef, Span};
    let day = jiff::civil::date(2024, 4, 30);
    let text = "Envoys from Iran and Iraq met on Tuesday in Basra.".to_owned();
    let actor = |start, end, name: &str, code: &str, country: &str| ActorRef {
        start,
        end,
        chain: start,
        name: name.into(),
        code: code.into(),
        country: Some(country.into()),
        sector: Some("GOV".into()),
        sectors: vec!["GOV".into()],
        wikidata: None,
    };
    let place = dateline::place::Place {
        tokens: 9..10,
        start: 44,
        end: 49,
        name: "Basra".into(),
        kind: dateline::place::PlaceKind::City,
        country: Some("IRQ".into()),
        lat: Some(30.5),
        lon: Some(47.8),
        geonames: Some(99532),
        role: Default::default(),
    };
    let event = Event {
        id: "e1".into(),
        kind: "CONSULT".into(),
        mode: Some("visit".into()),
        contexts: vec!["diplomatic".into()],
        quad: 1,
        score: 4.0,
        cameo: Some("042".into()),
        status: Status::Actual,
        source: vec![actor(12, 16, "Iran", "IRNGOV", "IRN")],
        target: vec![actor(21, 25, "Iraq", "IRQGOV", "IRQ")],
        trigger: Span { start: 26, end: 29 },
        also: Vec::new(),
        sentence: 0,
        when: Some(When { from: Some(day), to: Some(day), precision: "day", basis: Basis::Text, span: Some(Span { start: 30, end: 40 }) }),
        place: Some(place),
        claimed_by: Vec::new(),
        reason: None,
        rule: "consult.meet".into(),
        confidence: 0.9,
    };
    let date = Some(jiff::civil::date(2024, 5, 2));
    let document = Document { id: "a1".into(), date, text, title: Some("Talks".into()), ..Document::default() };
    let record = Record {
        id: "a1".into(),
        date,
        language: "en",
        knowledge: "0".into(),
        diagnostics: Vec::new(),
        sentences: vec![(0, 50)],
        times: Vec::new(),
        places: Vec::new(),
        actors: Vec::new(),
        quotes: Vec::new(),
        events: vec![event],
        commitments: Vec::new(),
        tokens: None,
    };
    (document, record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_neutralised() {
        assert_eq!(harmless("a\x1b[31mb\x07\tc\nd\u{9b}2J\u{202E}e"), "a\u{FFFD}[31mb\u{FFFD} c\nd\u{FFFD}2Je");
    }
}
