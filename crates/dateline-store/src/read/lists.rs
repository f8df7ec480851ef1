//! Lists: events, actors, dyads; and what the store holds in all.

use super::{Reader, listed};
use crate::error::Result;
use crate::filter::{Filter, Where, actor_condition};
use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;
use std::collections::HashMap;

/// A stretch of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// How many there are without the paging.
    pub total: u64,
    pub rows: Vec<T>,
}

/// An actor of an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventActor {
    pub name: String,
    pub code: String,
    pub country: Option<String>,
    pub sector: Option<String>,
    pub sectors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
}

/// One distinct event; where its reports disagree, the value that most of the best of them give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRow {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub mode: Option<String>,
    pub contexts: Vec<String>,
    pub quad: u8,
    pub score: f64,
    pub cameo: Option<String>,
    pub status: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub precision: Option<String>,
    pub source: Vec<EventActor>,
    pub target: Vec<EventActor>,
    pub place: Option<String>,
    pub place_kind: Option<String>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub geonames: Option<i64>,
    pub killed: Option<i64>,
    pub injured: Option<i64>,
    /// How many reports tell it, in how many documents, from how many independent origins.
    pub reports: u32,
    pub documents: u32,
    pub origins: u32,
    /// How many of date, place, killed, injured and mode its reports disagree on.
    pub disagreements: u32,
    pub first_published: Option<String>,
    pub last_published: Option<String>,
    pub confidence: f64,
    #[serde(skip)]
    pub(crate) key: i64,
}

/// An actor with the number of its events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActorRow {
    #[serde(flatten)]
    pub actor: EventActor,
    pub as_source: u64,
    pub as_target: u64,
}

/// Two countries with the number of events from the first to the second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DyadRow {
    pub source: String,
    pub target: String,
    pub events: u64,
    /// Mean PLOVER intensity.
    pub score: f64,
}

/// What a store holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub documents: u64,
    pub undated: u64,
    pub reports: u64,
    pub events: u64,
    pub commitments: u64,
    /// First and last day of publication.
    pub first: Option<String>,
    pub last: Option<String>,
    /// Engine, knowledge and model of all that was coded.
    pub versions: Vec<[String; 3]>,
    /// Documents whose reports are not linked to events yet (an add was cut off; the next one links them).
    pub unlinked: u64,
}

const EVENT: &str = "SELECT e.event, e.id, e.\"type\", e.mode, e.contexts, e.quad, e.score, e.cameo, e.status, e.date_from, e.date_to, \
     e.precision, e.place, e.place_kind, e.country, e.lat, e.lon, e.geonames, e.killed, e.injured, e.reports, e.documents, e.origins, \
     e.disagreements, e.first_published, e.last_published, e.confidence FROM events e";

pub(super) fn event_row(row: &Row) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        key: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        mode: row.get(3)?,
        contexts: listed(&row.get::<_, String>(4)?),
        quad: row.get(5)?,
        score: row.get(6)?,
        cameo: row.get(7)?,
        status: row.get(8)?,
        from: row.get(9)?,
        to: row.get(10)?,
        precision: row.get(11)?,
        source: Vec::new(),
        target: Vec::new(),
        place: row.get(12)?,
        place_kind: row.get(13)?,
        country: row.get(14)?,
        lat: row.get(15)?,
        lon: row.get(16)?,
        geonames: row.get(17)?,
        killed: row.get(18)?,
        injured: row.get(19)?,
        reports: row.get(20)?,
        documents: row.get(21)?,
        origins: row.get(22)?,
        disagreements: row.get(23)?,
        first_published: row.get(24)?,
        last_published: row.get(25)?,
        confidence: row.get(26)?,
    })
}

pub(super) fn actor(row: &Row, first: usize) -> rusqlite::Result<EventActor> {
    Ok(EventActor {
        name: row.get(first)?,
        code: row.get(first + 1)?,
        country: row.get(first + 2)?,
        sector: row.get(first + 3)?,
        sectors: listed(&row.get::<_, String>(first + 4)?),
        wikidata: row.get(first + 5)?,
    })
}

impl Reader {
    /// Events that fit, in the filter's order.
    ///
    /// # Errors
    /// A filter that can't be read, or a fault of the file.
    pub fn events(&self, filter: &Filter) -> Result<Page<EventRow>> {
        let w = filter.conditions()?;
        let sql = format!("{EVENT} WHERE {} ORDER BY {} {}", w.sql(), filter.order.sql(), w.paged(filter.limit, filter.offset));
        let mut rows = self.all(&sql, &w.values, event_row)?;
        self.fill_actors(&mut rows)?;
        let whole = filter.offset == 0 && (filter.limit == 0 || (rows.len() as u64) < filter.limit);
        let total = if whole { rows.len() as u64 } else { self.count(filter)? };
        Ok(Page { total, rows })
    }

    /// How many events fit; paging is ignored.
    ///
    /// # Errors
    /// As [`Reader::events`].
    pub fn count(&self, filter: &Filter) -> Result<u64> {
        let w = filter.conditions()?;
        let sql = format!("SELECT count(*) FROM events e WHERE {}", w.sql());
        Ok(self.one(&sql, &w.values, |row| row.get(0))?.unwrap_or(0))
    }

    pub(super) fn event_by_id(&self, id: &str) -> Result<Option<EventRow>> {
        let mut rows = self.all(&format!("{EVENT} WHERE e.id = ?"), &[super::text(id)], event_row)?;
        self.fill_actors(&mut rows)?;
        Ok(rows.pop())
    }

    /// Events of these keys, at most 500, in this order.
    pub(crate) fn events_by_key(&self, keys: &[i64]) -> Result<Vec<EventRow>> {
        let marks = vec!["?"; keys.len()].join(", ");
        let values: Vec<Value> = keys.iter().map(|&k| Value::Integer(k)).collect();
        let mut rows = self.all(&format!("{EVENT} WHERE e.event IN ({marks})"), &values, event_row)?;
        self.fill_actors(&mut rows)?;
        let order: HashMap<i64, usize> = keys.iter().enumerate().map(|(i, &k)| (k, i)).collect();
        rows.sort_by_key(|r| order.get(&r.key).copied());
        Ok(rows)
    }

    fn fill_actors(&self, rows: &mut [EventRow]) -> Result<()> {
        let places: HashMap<i64, usize> = rows.iter().enumerate().map(|(i, r)| (r.key, i)).collect();
        let keys: Vec<i64> = rows.iter().map(|r| r.key).collect();
        for keys in keys.chunks(500) {
            let marks = vec!["?"; keys.len()].join(", ");
            let sql = format!(
                "SELECT a.event, a.role, x.name, x.code, x.country, x.sector, x.sectors, x.wikidata \
                 FROM event_actors a JOIN actors x ON x.actor = a.actor WHERE a.event IN ({marks}) ORDER BY a.event, a.role, a.n"
            );
            let values: Vec<Value> = keys.iter().map(|&k| Value::Integer(k)).collect();
            let sides = self.all(&sql, &values, |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, actor(row, 2)?)))?;
            for (key, role, actor) in sides {
                let Some(row) = places.get(&key).and_then(|&i| rows.get_mut(i)) else { continue };
                if role == "source" { row.source.push(actor) } else { row.target.push(actor) }
            }
        }
        Ok(())
    }

    /// Actors of events, those of most events first; `wanted` is a country, a code or words of a name.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn actors(&self, wanted: Option<&str>, limit: u64, offset: u64) -> Result<Vec<ActorRow>> {
        let mut w = Where::default();
        if let Some(wanted) = wanted {
            let (sql, values) = actor_condition(wanted);
            w.add(sql, values);
        }
        let sql = format!(
            "SELECT x.name, x.code, x.country, x.sector, x.sectors, x.wikidata, \
             sum(a.role = 'source') AS as_source, sum(a.role = 'target') AS as_target \
             FROM actors x JOIN event_actors a ON a.actor = x.actor WHERE {} \
             GROUP BY x.actor ORDER BY count(*) DESC, x.name, x.code {}",
            w.sql(),
            w.paged(limit, offset)
        );
        self.all(&sql, &w.values, |row| Ok(ActorRow { actor: actor(row, 0)?, as_source: row.get(6)?, as_target: row.get(7)? }))
    }

    /// Pairs of countries among the events that fit, those of most events first; the filter pages them.
    ///
    /// # Errors
    /// As [`Reader::events`].
    pub fn dyads(&self, filter: &Filter) -> Result<Vec<DyadRow>> {
        let w = filter.conditions()?;
        let sql = format!(
            "SELECT d.source, d.target, count(*), avg(e.score) FROM dyads d JOIN events e ON e.event = d.event WHERE {} \
             GROUP BY d.source, d.target ORDER BY count(*) DESC, d.source, d.target {}",
            w.sql(),
            w.paged(filter.limit, filter.offset)
        );
        let make = |row: &Row| Ok(DyadRow { source: row.get(0)?, target: row.get(1)?, events: row.get(2)?, score: row.get(3)? });
        self.all(&sql, &w.values, make)
    }

    /// What the store holds in all.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn summary(&self) -> Result<Summary> {
        let count = |sql: &str| Ok(self.one(sql, &[], |row| row.get::<_, u64>(0))?.unwrap_or(0));
        let dates = self.one("SELECT min(date), max(date) FROM documents", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (first, last) = dates.unwrap_or_default();
        let versions = "SELECT engine, knowledge, model FROM versions ORDER BY engine, knowledge, model";
        Ok(Summary {
            documents: count("SELECT count(*) FROM documents")?,
            undated: count("SELECT count(*) FROM documents WHERE date IS NULL")?,
            reports: count("SELECT count(*) FROM reports")?,
            events: count("SELECT count(*) FROM events")?,
            commitments: count("SELECT count(*) FROM commitments")?,
            first,
            last,
            versions: self.all(versions, &[], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?,
            unlinked: count("SELECT count(*) FROM documents WHERE origin IS NULL")?,
        })
    }
}
