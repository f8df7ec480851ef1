//! Events with all their reports, a chunk at a time.

use crate::error::Result;
use crate::filter::Filter;
use crate::prepare::{cut, starts};
use crate::read::{EventActor, EventRow, Reader};
use rusqlite::types::Value;
use std::collections::HashMap;
use std::rc::Rc;

/// Events that are held in memory at once.
pub const CHUNK: usize = 500;

/// An actor where a report names it.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub start: u32,
    pub end: u32,
}

/// Sources and targets.
type Sides = (Vec<Named>, Vec<Named>);

/// A report as exports need it.
#[derive(Debug, Clone)]
pub struct Teller {
    /// Its id within the document's record.
    pub local: String,
    pub sentence: u32,
    pub trigger: [u32; 2],
    pub confidence: f64,
    pub source: Vec<Named>,
    pub target: Vec<Named>,
    pub document: Rc<Paper>,
}

/// What exports need of a document.
#[derive(Debug)]
pub struct Paper {
    pub id: String,
    pub name: String,
    pub date: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// Code points of the text.
    pub length: u32,
    pub engine: String,
    pub story: Option<Story>,
}

/// The text and record of a document.
#[derive(Debug)]
pub struct Story {
    text: String,
    starts: Vec<usize>,
    pub record: serde_json::Value,
}

impl Story {
    pub fn words(&self, start: u32, end: u32) -> &str {
        cut(&self.text, &self.starts, start, end)
    }
}

/// An event with its reports, by day of publication.
#[derive(Debug)]
pub struct Whole {
    pub event: EventRow,
    pub reports: Vec<Teller>,
}

impl Whole {
    /// The surest report, the first of several.
    pub fn lead(&self) -> Option<&Teller> {
        self.reports.iter().reduce(|best, r| if r.confidence > best.confidence { r } else { best })
    }
}

impl Reader {
    /// Keys of the events that fit, in the filter's order and bounds.
    pub(crate) fn event_keys(&self, filter: &Filter) -> Result<Vec<i64>> {
        let w = filter.conditions()?;
        let sql = format!(
            "SELECT e.event FROM events e WHERE {} ORDER BY {} {}",
            w.sql(),
            filter.order.sql(),
            w.paged(filter.limit, filter.offset)
        );
        self.all(&sql, &w.values, |row| row.get(0))
    }

    /// The events of these keys, in this order, with their reports; with texts and records if asked for.
    pub(crate) fn wholes(&self, keys: &[i64], stories: bool) -> Result<Vec<Whole>> {
        let events = self.events_by_key(keys)?;
        let mut reports = self.tellers(keys, stories)?;
        Ok(events.into_iter().map(|event| Whole { reports: reports.remove(&event.key).unwrap_or_default(), event }).collect())
    }

    fn tellers(&self, keys: &[i64], stories: bool) -> Result<HashMap<i64, Vec<Teller>>> {
        let marks = vec!["?"; keys.len()].join(", ");
        let values: Vec<Value> = keys.iter().map(|&k| Value::Integer(k)).collect();
        let papers = self.papers(&marks, &values, stories)?;
        let mut sides = self.named(&marks, &values)?;
        let sql = format!(
            "SELECT r.report, r.event, r.doc, r.local, r.sentence, r.trigger_start, r.trigger_end, r.confidence FROM reports r \
             JOIN documents d ON d.doc = r.doc WHERE r.event IN ({marks}) ORDER BY d.date IS NULL, d.date, r.id"
        );
        let rows = self.all(&sql, &values, |row| {
            let (source, target) = sides.remove(&row.get::<_, i64>(0)?).unwrap_or_default();
            let Some(document) = papers.get(&row.get::<_, i64>(2)?).cloned() else { return Ok(None) };
            let teller = Teller {
                local: row.get(3)?,
                sentence: row.get(4)?,
                trigger: [row.get(5)?, row.get(6)?],
                confidence: row.get(7)?,
                source,
                target,
                document,
            };
            Ok(Some((row.get::<_, i64>(1)?, teller)))
        })?;
        let mut out: HashMap<i64, Vec<Teller>> = HashMap::new();
        rows.into_iter().flatten().for_each(|(event, teller)| out.entry(event).or_default().push(teller));
        Ok(out)
    }

    fn papers(&self, marks: &str, values: &[Value], stories: bool) -> Result<HashMap<i64, Rc<Paper>>> {
        let more = if stories { "d.text, (SELECT json FROM records x WHERE x.doc = d.doc)" } else { "NULL, NULL" };
        let sql = format!(
            "SELECT d.doc, d.id, d.name, d.date, d.publisher, d.url, length(d.text), v.engine || '-' || v.knowledge, {more} \
             FROM documents d JOIN versions v ON v.version = d.version \
             WHERE d.doc IN (SELECT doc FROM reports WHERE event IN ({marks}))"
        );
        let rows = self.all(&sql, values, |row| {
            let text: Option<String> = row.get(8)?;
            let json: Option<String> = row.get(9)?;
            let story = |text: String| Story {
                starts: starts(&text),
                text,
                record: json.and_then(|j| serde_json::from_str(&j).ok()).unwrap_or_default(),
            };
            let paper = Paper {
                id: row.get(1)?,
                name: row.get(2)?,
                date: row.get(3)?,
                publisher: row.get(4)?,
                url: row.get(5)?,
                length: row.get(6)?,
                engine: row.get(7)?,
                story: text.map(story),
            };
            Ok((row.get::<_, i64>(0)?, Rc::new(paper)))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The actors of every report: sources and targets.
    fn named(&self, marks: &str, values: &[Value]) -> Result<HashMap<i64, Sides>> {
        let sql = format!(
            "SELECT a.report, a.role, x.name, a.\"start\", a.\"end\" FROM report_actors a JOIN actors x ON x.actor = a.actor \
             WHERE a.report IN (SELECT report FROM reports WHERE event IN ({marks})) ORDER BY a.report, a.role, a.n"
        );
        let make = |row: &rusqlite::Row| {
            let named = Named { name: row.get(2)?, start: row.get(3)?, end: row.get(4)? };
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, named))
        };
        let mut out: HashMap<i64, Sides> = HashMap::new();
        for (report, role, named) in self.all(&sql, values, make)? {
            let (source, target) = out.entry(report).or_default();
            if role == "source" { source.push(named) } else { target.push(named) }
        }
        Ok(out)
    }
}

/// Where a report names an actor: by its name, else the first on that side.
pub fn mention<'a>(side: &'a [Named], actor: Option<&EventActor>) -> Option<&'a Named> {
    let actor = actor?;
    side.iter().find(|n| n.name == actor.name).or_else(|| side.first())
}
