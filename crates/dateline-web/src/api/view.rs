//! The shapes of answers that differ from the store's own rows.

use crate::state::App;
use dateline_store::web::{PairRow, Quads, WordsRow};
use dateline_store::{CommitmentRow, EventActor, EventRow, ReportRow, SeriesRow};
use serde::Serialize;
use std::collections::BTreeMap;

/// A page of a list; `next` is the `after` of the following page.
#[derive(Serialize)]
pub struct Page<T> {
    pub total: u64,
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn new(total: u64, offset: u64, items: Vec<T>) -> Self {
        let end = offset + items.len() as u64;
        Page { total, next: (end < total && !items.is_empty()).then(|| end.to_string()), items }
    }
}

/// One side of an event: a link to an actor.
#[derive(Serialize, Clone)]
pub struct Side {
    pub code: String,
    pub name: String,
    pub country: Option<String>,
}

/// A state is linked by its code and whoever has a name of its own by that name, whole, for many share a code;
/// "forces" or "people" are linked by what they are: the forces of one state have one code.
pub fn side(a: &EventActor) -> Side {
    let state = a.sector.is_none() && a.country.as_deref() == Some(a.code.as_str());
    let own = a.name.chars().next().is_some_and(char::is_uppercase);
    let code = if a.code.is_empty() || (own && !state) { format!("\"{}\"", a.name) } else { a.code.clone() };
    Side { code, name: a.name.clone(), country: a.country.clone() }
}

pub fn sides(actors: &[EventActor]) -> Vec<Side> {
    actors.iter().map(side).collect()
}

/// The sectors of PLOVER in words.
const SECTORS: &[(&str, &str)] = &[
    ("AGR", "farmers"),
    ("BUS", "business"),
    ("COP", "police"),
    ("CRM", "criminals"),
    ("CVL", "civilians"),
    ("EDU", "education"),
    ("ELI", "elites"),
    ("EUR", "European bodies"),
    ("GOV", "government"),
    ("IGO", "international organizations"),
    ("ISM", "Islamist groups"),
    ("JRN", "journalists"),
    ("JUD", "judiciary"),
    ("LAB", "labour"),
    ("LEG", "legislature"),
    ("MED", "medical workers"),
    ("MIL", "military"),
    ("NGO", "non-governmental organizations"),
    ("OPP", "opposition"),
    ("PRE", "peoples and regions"),
    ("PRM", "paramilitaries"),
    ("PTY", "parties"),
    ("REB", "rebels"),
    ("REF", "refugees"),
    ("REL", "religious groups"),
    ("SOC", "civil society"),
    ("SPY", "intelligence services"),
    ("UAF", "unaligned armed forces"),
    ("UNK", "unknown"),
    ("UNO", "United Nations"),
];

/// A sector in words; a code that we don't know stays as it is.
pub fn sector(code: &str) -> &str {
    SECTORS.binary_search_by_key(&code, |s| s.0).map_or(code, |i| SECTORS[i].1)
}

/// A state, a sector, or a sector of a state (`RUSMIL`) in words; a name between quotation marks as itself.
pub fn named(app: &App, code: &str) -> Side {
    let state = |c: &str| app.states.get(c).cloned();
    let split = code.split_at_checked(3).filter(|(c, s)| s.len() == 3 && app.states.contains_key(*c));
    let (name, country) = match split {
        Some((c, s)) => (format!("{}: {}", state(c).unwrap_or_default(), sector(s)), Some(c.to_owned())),
        None => (state(code).unwrap_or_else(|| sector(code.trim_matches('"')).to_owned()), state(code).map(|_| code.to_owned())),
    };
    Side { code: code.to_owned(), name, country }
}

#[derive(Serialize)]
pub struct Place {
    name: String,
    kind: String,
    country: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
}

/// A row of a list of events.
#[derive(Serialize)]
pub struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    quad: u8,
    score: f64,
    status: String,
    from: Option<String>,
    to: Option<String>,
    precision: Option<String>,
    source: Vec<Side>,
    target: Vec<Side>,
    place: Option<Place>,
    confidence: f64,
    reports: u32,
    origins: u32,
    disputed: bool,
    words: Option<WordsRow>,
}

pub fn event(e: EventRow, words: Option<WordsRow>) -> Event {
    let (kind, country, lat, lon) = (e.place_kind, e.country, e.lat, e.lon);
    Event {
        source: sides(&e.source),
        target: sides(&e.target),
        place: e.place.map(|name| Place { name, kind: kind.unwrap_or_else(|| "city".into()), country, lat, lon }),
        id: e.id,
        kind: e.kind,
        mode: e.mode,
        quad: e.quad,
        score: e.score,
        status: e.status,
        from: e.from,
        to: e.to,
        precision: e.precision,
        confidence: e.confidence,
        reports: e.reports,
        origins: e.origins,
        disputed: e.disagreements > 0,
        words,
    }
}

/// A telling of an event; `origin` numbers the independent origins.
#[derive(Serialize)]
pub struct Report {
    pub record: String,
    document: String,
    title: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    origin: usize,
    mode: Option<String>,
    status: String,
    from: Option<String>,
    to: Option<String>,
    place: Option<String>,
    killed: Option<i64>,
    injured: Option<i64>,
    source: Vec<Side>,
    target: Vec<Side>,
    confidence: f64,
    rule: String,
    words: WordsRow,
}

pub fn report(r: ReportRow, origin: usize) -> Report {
    let from = r.sentence.map_or(0, |s| s[0]);
    Report {
        words: WordsRow {
            document: r.document.clone(),
            title: None,
            publisher: None,
            date: None,
            text: r.words,
            start: r.trigger[0].saturating_sub(from),
            end: r.trigger[1].saturating_sub(from),
        },
        source: sides(&r.source),
        target: sides(&r.target),
        record: r.id,
        document: r.document,
        title: r.title,
        publisher: r.publisher,
        date: r.published,
        origin,
        mode: r.mode,
        status: r.status,
        from: r.from,
        to: r.to,
        place: r.place,
        killed: r.killed,
        injured: r.injured,
        confidence: r.confidence,
        rule: r.rule,
    }
}

/// Events of a month by class.
#[derive(Serialize)]
pub struct Month {
    pub period: String,
    pub quads: Quads,
    pub score: f64,
}

/// Rows by month and class to one entry a month.
pub fn months(rows: &[SeriesRow]) -> Vec<Month> {
    let mut found: BTreeMap<&str, (Quads, f64)> = BTreeMap::new();
    for row in rows {
        let [Some(month), Some(quad)] = row.keys.as_slice() else { continue };
        let entry = found.entry(month).or_default();
        if let Some(n) = quad.parse::<usize>().ok().and_then(|q| entry.0.get_mut(q.wrapping_sub(1))) {
            *n += row.events;
        }
        entry.1 += row.score * row.events as f64;
    }
    let month = |(period, (quads, sum)): (&str, (Quads, f64))| Month {
        period: period.to_owned(),
        quads,
        score: sum / quads.iter().sum::<u64>().max(1) as f64,
    };
    found.into_iter().map(month).collect()
}

#[derive(Serialize)]
pub struct Dyad {
    a: Side,
    b: Side,
    quads: Quads,
    score: f64,
}

pub fn dyad(app: &App, p: PairRow) -> Dyad {
    Dyad { a: named(app, &p.a), b: named(app, &p.b), quads: p.quads, score: p.score }
}

#[derive(Serialize)]
pub struct Commitment {
    id: String,
    document: String,
    by: Vec<Side>,
    to: Vec<Side>,
    will: bool,
    act: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    made: Option<String>,
    due_from: Option<String>,
    due_to: Option<String>,
    condition: Option<String>,
    state: String,
    words: Option<WordsRow>,
    evidence: Vec<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    document: String,
    text: String,
    date: Option<String>,
    state: String,
    confidence: f64,
}

pub fn commitment(c: CommitmentRow, words: Option<WordsRow>) -> Commitment {
    let evidence = |v: dateline_store::EvidenceRow| Evidence {
        document: v.document,
        text: v.words,
        date: v.date,
        state: v.state,
        confidence: v.confidence,
    };
    Commitment {
        by: sides(&c.by),
        to: sides(&c.to),
        evidence: c.evidence.into_iter().map(evidence).collect(),
        id: c.id,
        document: c.document,
        will: c.will,
        act: c.act,
        kind: c.kind,
        made: c.made,
        due_from: c.due_from,
        due_to: c.due_to,
        condition: c.condition,
        state: c.state,
        words,
    }
}
