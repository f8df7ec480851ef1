//! Events for people: one a line, and below it the sentence with its words marked.

use super::excerpt::Excerpts;
use super::harmless;
use super::wrap::{Mark, marked};
use anstyle::{AnsiColor, Style as Ansi};
use dateline::code::{Event, When};
use dateline::record::ActorRef;
use dateline::{Document, Record};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a table is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub colored: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Style {
    /// `text` in a colour, where there are colours.
    pub fn paint(&self, ansi: Ansi, text: &str) -> String {
        if self.colored && !text.is_empty() { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }
}

pub const HEADING: Ansi = Ansi::new().bold();
pub const DIM: Ansi = Ansi::new().dimmed();
const WARN: Ansi = AnsiColor::Yellow.on_default();
const GAP: usize = 2;

/// One document: a heading, its diagnostics, its events.
pub fn render(document: &Document, record: &Record, style: &Style) -> String {
    let mut out = style.paint(HEADING, &shorten(&heading(document, record), style.width)) + "\n";
    for d in &record.diagnostics {
        out += &style.paint(WARN, &shorten(&format!("! {}", harmless(&d.message)), style.width));
        out.push('\n');
    }
    let rows: Vec<Cells> = record.events.iter().map(cells).collect();
    let widths = columns(&rows, style.width);
    let excerpts = Excerpts::new(if rows.is_empty() { "" } else { &document.text });
    for (event, row) in record.events.iter().zip(&rows) {
        out += &line(event.quad, row, &widths, style);
        out += &sentence(event, record, &excerpts, style);
    }
    if rows.is_empty() {
        out += &(style.paint(DIM, "no events") + "\n");
    }
    out + "\n"
}

fn heading(document: &Document, record: &Record) -> String {
    let date = record.date.map_or("undated".to_owned(), |d| d.to_string());
    let parts = [Some(record.id.clone()), Some(date), document.title.clone()];
    harmless(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")).replace('\n', " ")
}

/// When, what, who, whom, status, where.
pub type Cells = [String; 6];

fn cells(event: &Event) -> Cells {
    let kind = event.mode.as_ref().map_or(event.kind.clone(), |m| format!("{}/{m}", event.kind));
    let place = event.place.as_ref().map(|p| p.name.clone()).unwrap_or_default();
    [when(event.when.as_ref()), kind, actors(&event.source), actors(&event.target), super::status(event.status).to_owned(), place]
        .map(|cell| harmless(&cell).replace('\n', " "))
}

/// A day as it is; a longer time by its first and last day.
fn when(when: Option<&When>) -> String {
    match when.map(|w| (w.from, w.to, w.precision)) {
        Some((Some(from), _, "year")) => from.strftime("%Y").to_string(),
        Some((Some(from), _, "month")) => from.strftime("%Y-%m").to_string(),
        Some((Some(from), Some(to), _)) if from != to => format!("{from}…{}", to.strftime("%m-%d")),
        Some((Some(from), ..)) => from.to_string(),
        Some((None, Some(to), _)) => format!("…{to}"),
        _ => "undated".to_owned(),
    }
}

fn actors(actors: &[ActorRef]) -> String {
    let shown = |a: &ActorRef| match (a.name.is_empty(), a.code.is_empty() || a.code == a.name) {
        (true, _) => a.code.clone(),
        (false, true) => a.name.clone(),
        (false, false) => format!("{} [{}]", a.name, a.code),
    };
    if actors.is_empty() { "-".to_owned() } else { actors.iter().map(shown).collect::<Vec<_>>().join(", ") }
}

/// Each column as wide as its widest cell; where that is too much, who and whom give way.
pub fn columns(rows: &[Cells], width: usize) -> [usize; 6] {
    let mut widths = std::array::from_fn(|i| rows.iter().map(|r| r[i].width()).max().unwrap_or(0));
    for (column, part) in [(0, 5), (1, 4), (5, 8)] {
        widths[column] = widths[column].min((width / part).max(10));
    }
    let spare = width.saturating_sub(widths[0] + widths[1] + widths[4] + widths[5] + 5 * GAP + 2);
    let half = (spare / 2).max(3);
    let (who, whom) = (widths[2], widths[3]);
    if who + whom > spare {
        widths[2] = who.min(half.max(spare.saturating_sub(whom)));
        widths[3] = whom.min(half.max(spare.saturating_sub(widths[2])));
    }
    widths
}

/// One event's cells in columns, its type green for cooperation and red for conflict.
pub fn line(quad: u8, row: &Cells, widths: &[usize; 6], style: &Style) -> String {
    let kind = match quad {
        1 | 2 => AnsiColor::Green.on_default(),
        _ => AnsiColor::Red.on_default(),
    };
    let plain = Ansi::new();
    let colors = [plain, kind.bold(), Mark::Actor.ansi(), Mark::Actor.ansi(), DIM, plain];
    let mut out = String::new();
    for (i, cell) in row.iter().enumerate() {
        let cell = shorten(cell, widths[i]);
        let pad = " ".repeat(widths[i].saturating_sub(cell.width()));
        let gap = if i == 3 { "→ " } else { "" };
        out += &format!("{gap}{}{pad}{}", style.paint(colors[i], &cell), " ".repeat(GAP));
    }
    out.truncate(out.trim_end().len());
    out + "\n"
}

fn sentence(event: &Event, record: &Record, excerpts: &Excerpts, style: &Style) -> String {
    let Some(&(start, end)) = record.sentences.get(event.sentence as usize) else { return String::new() };
    let actors = event.source.iter().chain(&event.target).map(|a| (a.start, a.end, Mark::Actor));
    let when = event.when.as_ref().and_then(|w| w.span).map(|s| (s.start, s.end, Mark::Setting));
    let place = event.place.as_ref().map(|p| (p.start, p.end, Mark::Setting));
    let trigger = [(event.trigger.start, event.trigger.end, Mark::Trigger)];
    let marks: Vec<_> = actors.chain(when).chain(place).chain(trigger).filter(|m| m.0 >= start && m.1 <= end).collect();
    let (from, to) = window(start, end, event.trigger.start);
    marked(excerpts.words(from, to), from, &marks, style)
}

/// The part of a sentence that is shown: all of it, or what lies near the trigger.
fn window(start: u32, end: u32, trigger: u32) -> (u32, u32) {
    const MOST: u32 = 800;
    if end.saturating_sub(start) <= MOST {
        return (start, end);
    }
    let from = trigger.saturating_sub(MOST / 2).max(start);
    (from, end.min(from + MOST))
}

/// At most `width` columns, the last one `…` where something is left out.
pub fn shorten(s: &str, width: usize) -> String {
    if s.width() <= width {
        return s.to_owned();
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used < width
    };
    s.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { colored: false, width: 80 };

    #[test]
    fn an_event_is_one_line_and_its_sentence() {
        let (document, record) = crate::output::sample();
        let want = "a1 · 2024-05-02 · Talks\n\
                    2024-04-30  CONSULT/visit  Iran [IRNGOV]  → Iraq [IRQGOV]  actual  Basra\n    \
                    Envoys from _Iran_ and _Iraq_ *met* _on Tuesday_ in _Basra_.\n\n";
        assert_eq!(render(&document, &record, &PLAIN), want);
    }

    #[test]
    fn colours_only_where_asked_for() {
        let (document, record) = crate::output::sample();
        let out = render(&document, &record, &Style { colored: true, width: 80 });
        assert!(out.contains("\x1b["));
        assert!(!render(&document, &record, &PLAIN).contains('\x1b'));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let (document, mut record) = crate::output::sample();
        record.events[0].source[0].name = "外务省外务省外务省外务省外务省外务省外务省".into();
        record.events[0].target[0].name = "a very long name of a very large body of men".into();
        for width in [72, 80, 120] {
            let out = render(&document, &record, &Style { colored: false, width });
            assert!(out.lines().all(|l| l.width() <= width), "{width}:\n{out}");
        }
    }

    #[test]
    fn hostile_names_cant_steer_the_terminal() {
        let (mut document, mut record) = crate::output::sample();
        document.title = Some("\x1b]0;owned\x07".into());
        record.events[0].source[0].name = "\x1b[2J\nX".into();
        document.text = document.text.replace("Envoys", "\x1b[31m!");
        let out = render(&document, &record, &PLAIN);
        assert!(!out.contains(['\x1b', '\x07']), "{out:?}");
    }
}
