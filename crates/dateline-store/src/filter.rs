//! Which events are asked for, and their translation to SQL.
//!
//! ```
//! use dateline_store::Filter;
//! let filter = Filter { dyad: Some("USA-CHN".into()), types: vec!["CONSULT".into()], limit: 20, ..Filter::default() };
//! ```

use crate::error::{Error, Result};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

/// Conditions on events; those left empty ask nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Actors on either side, all of them: an ISO 3166 country (`RUS`), a code (`RUSGOV`), or words of a name.
    pub actor: Vec<String>,
    /// Actors that act (any of them).
    pub source: Vec<String>,
    /// Actors that are acted upon (any of them).
    pub target: Vec<String>,
    /// Two countries: `USA-CHN` in either direction, `USA>CHN` in this one.
    pub dyad: Option<String>,
    /// PLOVER types: `CONSULT`.
    pub types: Vec<String>,
    pub modes: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: Vec<u8>,
    /// `actual`, `historical`, `future`, `hypothetical`, `negated`.
    pub status: Vec<String>,
    /// Events that may have taken place on or after this day (`2024-05-02`; a month or a year is its first day).
    pub from: Option<String>,
    /// Events that may have taken place on or before this day (a month or a year is its last day).
    pub to: Option<String>,
    /// A place's name, or an ISO 3166 country.
    pub place: Option<String>,
    /// The ISO 3166 country of the place.
    pub country: Option<String>,
    /// West, south, east, north in degrees; an east below the west crosses the date line.
    pub bbox: Option<[f64; 4]>,
    /// Words in the articles, in the full-text syntax of SQLite (`"peace talks" OR ceasefire`).
    pub text: Option<String>,
    /// A publisher, exactly.
    pub publisher: Option<String>,
    /// At least so sure.
    pub confidence: Option<f64>,
    /// At least so many independent tellings.
    pub origins: Option<u32>,
    /// Sort order of lists.
    pub order: Order,
    /// At most so many rows; 0 for all.
    pub limit: u64,
    pub offset: u64,
}

/// The order of lists of events; ties are broken by the events' ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Oldest first.
    #[default]
    Date,
    /// Newest first.
    Newest,
    /// Most reports first.
    Reports,
    /// Surest first.
    Confidence,
    /// Last told first.
    Told,
}

impl Order {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Order::Date => "e.date_from, e.id",
            Order::Newest => "e.date_from DESC, e.id",
            Order::Reports => "e.reports DESC, e.id",
            Order::Told => "e.last_published DESC, e.date_from DESC, e.id",
            Order::Confidence => "e.confidence DESC, e.id",
        }
    }
}

/// Conditions with the values that they are bound to.
#[derive(Debug, Default)]
pub(crate) struct Where {
    pub parts: Vec<String>,
    pub values: Vec<Value>,
}

impl Where {
    pub fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.parts.push(sql.into());
        self.values.extend(values);
    }

    /// `column IN (…)`, or nothing for an empty list.
    pub fn among<T: Into<Value> + Clone>(&mut self, column: &str, wanted: &[T]) {
        if !wanted.is_empty() {
            let marks = vec!["?"; wanted.len()].join(", ");
            self.add(format!("{column} IN ({marks})"), wanted.iter().cloned().map(Into::into));
        }
    }

    /// The conditions after `WHERE`.
    pub fn sql(&self) -> String {
        if self.parts.is_empty() { "1".to_owned() } else { self.parts.join(" AND ") }
    }

    pub fn paged(&self, limit: u64, offset: u64) -> String {
        let limit = if limit == 0 { -1 } else { i64::try_from(limit).unwrap_or(i64::MAX) };
        format!("LIMIT {limit} OFFSET {}", i64::try_from(offset).unwrap_or(i64::MAX))
    }
}

/// `actors` rows that a word of the command line means: a country, a code, a part of a name, or between quotation marks the whole name.
pub(crate) fn actor_condition(wanted: &str) -> (String, Vec<Value>) {
    let text = |s: String| Value::Text(s);
    let wanted = wanted.trim();
    if let Some(name) = wanted.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
        return ("name = ?".into(), vec![text(name.into())]);
    }
    let code = wanted.len() >= 3 && wanted.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    match (code, wanted.len()) {
        (true, 3) => ("(country = ? OR code = ?)".into(), vec![text(wanted.into()), text(wanted.into())]),
        (true, _) => ("code = ?".into(), vec![text(wanted.into())]),
        _ => {
            let escaped = wanted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            ("name LIKE ? ESCAPE '\\'".into(), vec![text(format!("%{escaped}%"))])
        }
    }
}

impl Filter {
    /// The conditions on `events e`.
    ///
    /// # Errors
    /// [`Error::Query`] for a dyad, a date or a box that can't be read.
    pub(crate) fn conditions(&self) -> Result<Where> {
        let mut w = Where::default();
        self.add_actors(&mut w)?;
        let upper = |list: &[String]| list.iter().map(|t| t.to_uppercase()).collect::<Vec<_>>();
        w.among("e.\"type\"", &upper(&self.types));
        w.among("e.mode", &self.modes);
        w.among("e.quad", &self.quad.iter().map(|&q| i64::from(q)).collect::<Vec<_>>());
        w.among("e.status", &self.status);
        self.add_dates(&mut w)?;
        self.add_places(&mut w)?;
        self.add_documents(&mut w);
        w.parts.extend(self.confidence.map(|c| format!("e.confidence >= {c}")));
        w.parts.extend(self.origins.map(|o| format!("e.origins >= {o}")));
        Ok(w)
    }

    fn add_actors(&self, w: &mut Where) -> Result<()> {
        for actor in &self.actor {
            let (sql, values) = actor_condition(actor);
            w.add(format!("e.event IN (SELECT event FROM event_actors WHERE actor IN (SELECT actor FROM actors WHERE {sql}))"), values);
        }
        for (role, wanted) in [("source", &self.source), ("target", &self.target)] {
            if wanted.is_empty() {
                continue;
            }
            let (sql, values): (Vec<_>, Vec<_>) = wanted.iter().map(|a| actor_condition(a)).unzip();
            let any = sql.join(" OR ");
            w.add(
                format!(
                    "e.event IN (SELECT event FROM event_actors WHERE role = '{role}' AND actor IN (SELECT actor FROM actors WHERE {any}))"
                ),
                values.into_iter().flatten(),
            );
        }
        if let Some(dyad) = &self.dyad {
            add_dyad(w, dyad)?;
        }
        Ok(())
    }

    fn add_dates(&self, w: &mut Where) -> Result<()> {
        if let Some(from) = &self.from {
            w.add("e.date_to >= ?", [Value::Text(day(from, false)?)]);
        }
        if let Some(to) = &self.to {
            w.add("e.date_from <= ?", [Value::Text(day(to, true)?)]);
        }
        Ok(())
    }

    fn add_places(&self, w: &mut Where) -> Result<()> {
        if let Some(place) = &self.place {
            let iso = place.len() == 3 && place.bytes().all(|b| b.is_ascii_uppercase());
            let column = if iso { "e.country = ?" } else { "e.place = ? COLLATE NOCASE" };
            w.add(column, [Value::Text(place.clone())]);
        }
        if let Some(country) = &self.country {
            w.add("e.country = ?", [Value::Text(country.clone())]);
        }
        let Some([west, south, east, north]) = self.bbox else { return Ok(()) };
        if ![west, south, east, north].iter().all(|x| x.is_finite()) || south > north {
            return Err(Error::Query("a box is west,south,east,north in degrees, such as 22,44,40,52".into()));
        }
        let across = if west <= east { "AND" } else { "OR" };
        let real = |x: f64| Value::Real(x);
        w.add(format!("e.lat BETWEEN ? AND ? AND (e.lon >= ? {across} e.lon <= ?)"), [real(south), real(north), real(west), real(east)]);
        Ok(())
    }

    fn add_documents(&self, w: &mut Where) {
        if let Some(text) = &self.text {
            w.add(
                "e.event IN (SELECT event FROM reports WHERE doc IN (SELECT rowid FROM search WHERE search MATCH ?))",
                [Value::Text(text.clone())],
            );
        }
        if let Some(publisher) = &self.publisher {
            w.add(
                "e.event IN (SELECT event FROM reports WHERE doc IN (SELECT doc FROM documents WHERE publisher = ?))",
                [Value::Text(publisher.clone())],
            );
        }
    }
}

fn add_dyad(w: &mut Where, dyad: &str) -> Result<()> {
    let text = |s: &str| Value::Text(s.trim().to_uppercase());
    if let Some((a, b)) = dyad.split_once('>') {
        w.add("e.event IN (SELECT event FROM dyads WHERE source = ? AND target = ?)", [text(a), text(b)]);
        return Ok(());
    }
    let Some((a, b)) = dyad.split_once('-') else {
        return Err(Error::Query(format!("{dyad}: a dyad is two countries, USA-CHN in either direction or USA>CHN in this one")));
    };
    w.add(
        "e.event IN (SELECT event FROM dyads WHERE source = ? AND target = ? UNION SELECT event FROM dyads WHERE source = ? AND target = ?)",
        [text(a), text(b), text(b), text(a)],
    );
    Ok(())
}

/// A day, or the first or last day of a month or year.
pub(crate) fn day(written: &str, last: bool) -> Result<String> {
    let fault = || Error::Query(format!("{written}: no such day: write it as 2024-05-02, 2024-05 or 2024"));
    let parts: Vec<i16> = written.split('-').map(|p| p.parse().map_err(|_| fault())).collect::<Result<_>>()?;
    let date =
        |y: i16, m: i16, d: i16| jiff::civil::Date::new(y, i8::try_from(m).unwrap_or(0), i8::try_from(d).unwrap_or(0)).map_err(|_| fault());
    let date = match (parts.as_slice(), last) {
        (&[y], false) => date(y, 1, 1)?,
        (&[y], true) => date(y, 12, 31)?,
        (&[y, m], false) => date(y, m, 1)?,
        (&[y, m], true) => date(y, m, 1)?.last_of_month(),
        (&[y, m, d], _) => date(y, m, d)?,
        _ => return Err(fault()),
    };
    Ok(date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_years_are_intervals() {
        assert_eq!(day("2024-02", true).expect("a month"), "2024-02-29");
        assert_eq!(day("2024", false).expect("a year"), "2024-01-01");
        assert!(day("2024-13", false).is_err() && day("May", true).is_err() && day("", true).is_err());
    }

    #[test]
    fn an_empty_filter_asks_nothing() {
        let w = Filter::default().conditions().expect("nothing is wrong with it");
        assert_eq!((w.sql().as_str(), w.values.len()), ("1", 0));
    }
}
