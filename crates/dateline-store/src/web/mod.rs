//! Questions that the page asks beside those of the command line: the map, pairs with their balance, an
//! actor's partners, and the words behind lists.

mod pins;
mod review;

pub use review::{Judged, Reviews, Verdict};

use crate::error::Result;
use crate::filter::{Filter, Where, actor_condition};
use crate::read::{EventRow, Reader, text};
use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;

/// Counts by class: verbal cooperation, material cooperation, verbal conflict, material conflict.
pub type Quads = [u64; 4];

/// Events of one place: a point, or a region, area or country as a whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointRow {
    pub name: String,
    /// `city`, `admin`, `country` or `area`.
    pub kind: String,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub quads: Quads,
}

/// Two countries, or an actor and a partner, with what is between them in both directions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairRow {
    pub a: String,
    pub b: String,
    pub quads: Quads,
    /// Mean PLOVER intensity.
    pub score: f64,
}

/// A name under which an actor stands in events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NameRow {
    pub name: String,
    pub first: Option<String>,
    pub last: Option<String>,
    pub mentions: u64,
}

/// A sentence, and which of its code points are meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WordsRow {
    pub document: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub text: String,
    pub start: u32,
    pub end: u32,
}

const QUADS: &str = "sum(e.quad = 1), sum(e.quad = 2), sum(e.quad = 3), sum(e.quad = 4)";

fn quads(row: &Row, first: usize) -> rusqlite::Result<Quads> {
    Ok([row.get(first)?, row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?])
}

/// A sentence around two offsets of the document, which become the sentence's own.
fn words(row: &Row) -> rusqlite::Result<WordsRow> {
    let (from, start, end): (u32, u32, u32) = (row.get::<_, Option<u32>>(5)?.unwrap_or(0), row.get(6)?, row.get(7)?);
    Ok(WordsRow {
        document: row.get(0)?,
        title: row.get(1)?,
        publisher: row.get(2)?,
        date: row.get(3)?,
        text: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        start: start.saturating_sub(from),
        end: end.saturating_sub(from),
    })
}

impl Reader {
    /// Stops the query that this reader runs, from another thread; it ends with an error.
    pub fn stopper(&self) -> impl Fn() + Send + Sync + 'static {
        let handle = self.db.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// A number that changes when another connection changes the file.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn change(&self) -> Result<i64> {
        Ok(self.one("PRAGMA data_version", &[], |row| row.get(0))?.unwrap_or(0))
    }

    /// The places of the events that fit, those of most events first, at most `limit`.
    ///
    /// # Errors
    /// A filter that can't be read, or a fault of the file.
    pub fn points(&self, filter: &Filter, limit: u64) -> Result<Vec<PointRow>> {
        let w = filter.conditions()?;
        let sql = format!(
            "SELECT e.place, e.place_kind, e.country, e.lat, e.lon, {QUADS} FROM events e WHERE {} AND e.place IS NOT NULL \
             GROUP BY 1, 2, 3, 4, 5 ORDER BY count(*) DESC, 1 {}",
            w.sql(),
            w.paged(limit, 0)
        );
        self.all(&sql, &w.values, |row| {
            Ok(PointRow {
                name: row.get(0)?,
                kind: row.get::<_, Option<String>>(1)?.unwrap_or_else(|| "city".into()),
                country: row.get(2)?,
                lat: row.get(3)?,
                lon: row.get(4)?,
                quads: quads(row, 5)?,
            })
        })
    }

    /// Pairs of countries with what went both ways, those of most events first; a country with itself is left out.
    ///
    /// # Errors
    /// As [`Reader::points`].
    pub fn pairs(&self, filter: &Filter, limit: u64) -> Result<Vec<PairRow>> {
        let w = filter.conditions()?;
        let sql = format!(
            "SELECT min(d.source, d.target), max(d.source, d.target), {QUADS}, avg(e.score) FROM dyads d JOIN events e ON e.event = d.event \
             WHERE d.source <> d.target AND {} \
             AND (d.source < d.target OR NOT EXISTS (SELECT 1 FROM dyads o WHERE o.source = d.target AND o.target = d.source AND o.event = d.event)) \
             GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2 {}",
            w.sql(),
            w.paged(limit, 0)
        );
        self.all(&sql, &w.values, |row| Ok(PairRow { a: row.get(0)?, b: row.get(1)?, quads: quads(row, 2)?, score: row.get(6)? }))
    }

    /// With whom an actor (a country, a code, or words of a name) has to do: countries, or codes of those that have none.
    ///
    /// # Errors
    /// As [`Reader::points`].
    pub fn partners(&self, actor: &str, filter: &Filter, limit: u64) -> Result<Vec<PairRow>> {
        let w = filter.conditions()?;
        let (who, mut values) = actor_condition(actor);
        let sql = format!(
            "SELECT o.partner, {QUADS}, avg(e.score) FROM events e JOIN ( \
               SELECT DISTINCT m.event, coalesce(y.country, y.code) AS partner FROM event_actors m \
               JOIN event_actors t ON t.event = m.event AND t.role <> m.role JOIN actors y ON y.actor = t.actor \
               WHERE m.actor IN (SELECT actor FROM actors WHERE {who})) o ON o.event = e.event \
             WHERE o.partner NOT IN ('', ?) AND {} GROUP BY 1 ORDER BY count(*) DESC, 1 {}",
            w.sql(),
            w.paged(limit, 0)
        );
        values.push(text(actor));
        values.extend(w.values);
        let make = |row: &Row| Ok(PairRow { a: actor.to_owned(), b: row.get(0)?, quads: quads(row, 1)?, score: row.get(5)? });
        self.all(&sql, &values, make)
    }

    /// The names of an actor in events, with the first and last day of publication.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn names(&self, actor: &str, limit: u64) -> Result<Vec<NameRow>> {
        let (who, values) = actor_condition(actor);
        let sql = format!(
            "SELECT x.name, min(e.first_published), max(e.last_published), count(*) FROM event_actors a JOIN actors x ON x.actor = a.actor \
             JOIN events e ON e.event = a.event WHERE a.actor IN (SELECT actor FROM actors WHERE {who}) \
             GROUP BY 1 ORDER BY 4 DESC, 1 {}",
            Where::default().paged(limit, 0)
        );
        self.all(&sql, &values, |row| Ok(NameRow { name: row.get(0)?, first: row.get(1)?, last: row.get(2)?, mentions: row.get(3)? }))
    }

    /// The sentence of each event's first report, in the order of the events.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn words_of_events(&self, events: &[EventRow]) -> Result<Vec<Option<WordsRow>>> {
        let sql = "SELECT d.id, d.title, d.publisher, d.date, substr(d.text, s.\"start\" + 1, s.\"end\" - s.\"start\"), s.\"start\", \
                   r.trigger_start, r.trigger_end FROM reports r JOIN documents d ON d.doc = r.doc \
                   LEFT JOIN sentences s ON s.doc = r.doc AND s.n = r.sentence WHERE r.event = ? ORDER BY d.date, r.id LIMIT 1";
        events.iter().map(|e| self.one(sql, &[Value::Integer(e.key)], words)).collect()
    }

    /// The sentence of a commitment, by its id.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn words_of_commitment(&self, id: &str) -> Result<Option<WordsRow>> {
        let sql = "SELECT d.id, d.title, d.publisher, d.date, substr(d.text, s.\"start\" + 1, s.\"end\" - s.\"start\"), s.\"start\", \
                   c.act_start, c.act_end FROM commitments c JOIN documents d ON d.doc = c.doc \
                   LEFT JOIN sentences s ON s.doc = c.doc AND s.\"start\" <= c.act_start AND s.\"end\" >= c.act_end WHERE c.id = ? LIMIT 1";
        self.one(sql, &[text(id)], words)
    }

    /// How many commitments are in each state; of one who is bound, if one is named.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn commitment_states(&self, by: Option<&str>) -> Result<Vec<(String, u64)>> {
        let mut w = Where::default();
        if let Some(by) = by {
            let (who, values) = actor_condition(by);
            let bound = format!("role = 'by' AND actor IN (SELECT actor FROM actors WHERE {who})");
            w.add(format!("commitment IN (SELECT commitment FROM commitment_actors WHERE {bound})"), values);
        }
        let sql = format!("SELECT state, count(*) FROM commitments WHERE {} GROUP BY 1 ORDER BY 1", w.sql());
        self.all(&sql, &w.values, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// How many documents hold these words.
    ///
    /// # Errors
    /// As [`Reader::search`].
    pub fn search_count(&self, query: &str) -> Result<u64> {
        Ok(self.one("SELECT count(*) FROM search WHERE search MATCH ?", &[text(query)], |row| row.get(0))?.unwrap_or(0))
    }

    /// Records by type: type, class, how many.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn record_types(&self) -> Result<Vec<(String, u8, u64)>> {
        let sql = "SELECT \"type\", quad, count(*) FROM reports GROUP BY 1, 2 ORDER BY 2, 1";
        self.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// The next record of a type whose id comes after `after`, and is not in `but`: ids are hashes, so this draws at random.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn next_record(&self, kind: &str, after: &str, but: &std::collections::HashSet<String>) -> Result<Option<RecordRow>> {
        let sql = "SELECT r.id, d.id, r.local FROM reports r JOIN documents d ON d.doc = r.doc WHERE r.id > ? AND r.\"type\" = ? ORDER BY r.id LIMIT 1";
        let mut after = after.to_owned();
        loop {
            let make = |row: &Row| Ok(RecordRow { id: row.get(0)?, document: row.get(1)?, local: row.get(2)? });
            match self.one(sql, &[text(&after), text(kind)], make)? {
                Some(row) if but.contains(&row.id) => after = row.id,
                found => return Ok(found),
            }
        }
    }

    /// The event that a record is a report of.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn event_of_record(&self, id: &str) -> Result<Option<String>> {
        self.one("SELECT e.id FROM reports r JOIN events e ON e.event = r.event WHERE r.id = ?", &[text(id)], |row| row.get(0))
    }

    /// How many actors of events a word means; without one, all.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn actors_count(&self, wanted: Option<&str>) -> Result<u64> {
        let (who, values) = wanted.map_or_else(|| ("1".into(), Vec::new()), actor_condition);
        let sql = format!("SELECT count(*) FROM actors WHERE {who} AND actor IN (SELECT actor FROM event_actors)");
        Ok(self.one(&sql, &values, |row| row.get(0))?.unwrap_or(0))
    }

    /// How many documents there are, of one publisher if one is named.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn documents_count(&self, publisher: Option<&str>) -> Result<u64> {
        let sql = "SELECT count(*) FROM documents WHERE ?1 IS NULL OR publisher = ?1";
        let publisher = publisher.map_or(Value::Null, text);
        Ok(self.one(sql, &[publisher], |row| row.get(0))?.unwrap_or(0))
    }

    /// How the text of a document begins: at most 160 code points.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn beginning(&self, id: &str) -> Result<String> {
        Ok(self.one("SELECT substr(text, 1, 160) FROM documents WHERE id = ?", &[text(id)], |row| row.get(0))?.unwrap_or_default())
    }

    /// Where a record is, by its id.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn record(&self, id: &str) -> Result<Option<RecordRow>> {
        let sql = "SELECT r.id, d.id, r.local FROM reports r JOIN documents d ON d.doc = r.doc WHERE r.id = ?";
        self.one(sql, &[text(id)], |row| Ok(RecordRow { id: row.get(0)?, document: row.get(1)?, local: row.get(2)? }))
    }
}

/// Where a record is: its id, its document, and its id within the document's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    pub id: String,
    pub document: String,
    pub local: String,
}
