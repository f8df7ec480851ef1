//! What a store answers, laid out for people: each line is followed by the words behind it.

use crate::output::harmless;
use crate::output::table::{Cells, DIM, HEADING, Style, columns, line, shorten};
use crate::output::wrap::{Mark, marked};
use dateline_store::{CommitmentRow, EventActor, EventRow, MergeRow, MissRow, Reader, ReportRow};

/// Events one a line, the best telling of each below it, and how many told it.
///
/// # Errors
/// A fault of the store.
pub fn events(store: &Reader, rows: &[EventRow], style: &Style) -> dateline_store::Result<String> {
    let cells: Vec<Cells> = rows.iter().map(event_cells).collect();
    let widths = columns(&cells, style.width);
    let mut out = String::new();
    for (event, row) in rows.iter().zip(&cells) {
        out += &line(event.quad, row, &widths, style);
        if let Some(report) = best(store, &event.id)? {
            out += &telling(&report, style);
        }
        out += &note(&counts(event), style);
    }
    Ok(out)
}

/// Commitments: who, when, what; then what became of it, with the report that shows it.
pub fn commitments(rows: &[CommitmentRow], style: &Style) -> String {
    rows.iter().map(|c| commitment(c, style)).collect()
}

/// Pairs of reports that were joined, the least sure first, with the words of both.
///
/// # Errors
/// A fault of the store.
pub fn merges(store: &Reader, rows: &[MergeRow], style: &Style) -> dateline_store::Result<String> {
    let mut out = String::new();
    for m in rows {
        out += &head(&m.event, m.score, &m.why, style);
        out += &pair(store, [(&m.event, &m.report), (&m.event, &m.with)], style)?;
    }
    Ok(out)
}

/// Pairs of reports that were kept apart, with the words of both.
///
/// # Errors
/// A fault of the store.
pub fn misses(store: &Reader, rows: &[MissRow], style: &Style) -> dateline_store::Result<String> {
    let mut out = String::new();
    for m in rows {
        out += &head(&format!("{} and {}", m.event, m.with_event), m.score, &m.why, style);
        out += &pair(store, [(&m.event, &m.report), (&m.with_event, &m.with)], style)?;
    }
    Ok(out)
}

fn head(events: &str, score: f64, why: &str, style: &Style) -> String {
    style.paint(HEADING, &shorten(&format!("{events}  {score:.2}  {why}"), style.width)) + "\n"
}

/// The words of two reports, each named by its event and its own id.
fn pair(store: &Reader, reports: [(&String, &String); 2], style: &Style) -> dateline_store::Result<String> {
    let mut out = String::new();
    for (event, id) in reports {
        let found = store.event(event)?.and_then(|e| e.reports.into_iter().find(|r| r.id == *id));
        if let Some(report) = found {
            out += &telling(&report, style);
            out += &note(&format!("{}  {}  {}", report.id, published(&report), report.document_name), style);
        }
    }
    Ok(out)
}

fn best(store: &Reader, event: &str) -> dateline_store::Result<Option<ReportRow>> {
    let reports = store.event(event)?.map(|e| e.reports).unwrap_or_default();
    Ok(reports.into_iter().reduce(|best, r| if r.confidence > best.confidence { r } else { best }))
}

fn event_cells(event: &EventRow) -> Cells {
    let kind = event.mode.as_ref().map_or(event.kind.clone(), |m| format!("{}/{m}", event.kind));
    let place = event.place.clone().unwrap_or_default();
    [when(event), kind, actors(&event.source), actors(&event.target), event.status.clone(), place].map(|cell| on_a_line(&cell))
}

/// As precise as it is known; the day of publication, marked as such, where the words give none.
fn when(event: &EventRow) -> String {
    let cut = match event.precision.as_deref() {
        Some("year") => 4,
        Some("month") => 7,
        _ => 10,
    };
    match (&event.from, &event.to) {
        (Some(from), Some(to)) if cut == 10 && from != to => format!("{from}…{}", to.get(5..).unwrap_or(to)),
        (Some(day), _) | (None, Some(day)) => day.get(..cut).unwrap_or(day).to_owned(),
        (None, None) => event.first_published.as_ref().map_or_else(|| "undated".to_owned(), |day| format!("~{day}")),
    }
}

fn actors(actors: &[EventActor]) -> String {
    let shown = |a: &EventActor| match (a.name.is_empty(), a.code.is_empty() || a.code == a.name) {
        (true, _) => a.code.clone(),
        (false, true) => a.name.clone(),
        (false, false) => format!("{} [{}]", a.name, a.code),
    };
    if actors.is_empty() { "-".to_owned() } else { actors.iter().map(shown).collect::<Vec<_>>().join(", ") }
}

/// The sentence of a report with its trigger marked.
fn telling(report: &ReportRow, style: &Style) -> String {
    let start = report.sentence.map_or(0, |s| s[0]);
    marked(&report.words, start, &[(report.trigger[0], report.trigger[1], Mark::Trigger)], style)
}

fn counts(event: &EventRow) -> String {
    let of = |n: u32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut parts = vec![of(event.reports, "report")];
    if event.reports > 1 {
        parts.push(of(event.origins, "origin"));
    }
    if event.disagreements > 0 {
        parts.push(of(event.disagreements, "disagreement"));
    }
    parts.extend(event.killed.map(|n| format!("{n} killed")));
    parts.extend(event.injured.map(|n| format!("{n} injured")));
    format!("{}  {}", event.id, parts.join(", "))
}

fn commitment(c: &CommitmentRow, style: &Style) -> String {
    let made = c.made.as_deref().unwrap_or("undated");
    let verb = if c.will { "will" } else { "will not" };
    let mut head = format!("{made}  {} {verb}: {}", actors(&c.by), c.act);
    if !c.to.is_empty() {
        head += &format!(" → {}", actors(&c.to));
    }
    let mut fate = c.state.clone();
    fate += &c.state_date.as_ref().map_or_else(String::new, |d| format!(" {d}"));
    fate += &c.state_confidence.map_or_else(String::new, |n| format!(" ({n:.2})"));
    for (label, value) in [("due", &c.due_to), ("if", &c.condition), ("because", &c.reason)] {
        fate += &value.as_ref().filter(|v| v.as_str() != label).map_or_else(String::new, |v| format!(" · {label} {v}"));
    }
    let mut out = style.paint(HEADING, &shorten(&on_a_line(&head), style.width)) + "\n";
    out += &note(&format!("{fate} · {}", c.document_name), style);
    for evidence in &c.evidence {
        let date = evidence.date.as_deref().unwrap_or("undated");
        out += &note(&format!("{} on {date} ({}): {}", evidence.state, evidence.why, evidence.words), style);
    }
    out
}

fn published(report: &ReportRow) -> &str {
    report.published.as_deref().unwrap_or("undated")
}

/// A dimmed line below its head.
fn note(text: &str, style: &Style) -> String {
    style.paint(DIM, &format!("    {}", shorten(&on_a_line(text), style.width.saturating_sub(4)))) + "\n"
}

fn on_a_line(text: &str) -> String {
    harmless(text).replace('\n', " ")
}
