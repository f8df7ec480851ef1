//! Grouped counts: events by month, dyad, type and more.

use super::Reader;
use crate::error::{Error, Result};
use crate::filter::Filter;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What events are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Day,
    Month,
    Year,
    Type,
    Mode,
    Quad,
    Status,
    /// Place of the event: ISO 3166 country.
    Country,
    /// Country of the source and country of the target, `USA>CHN`; an event of several pairs counts under each.
    Dyad,
    Source,
    Target,
}

/// Every group by its name.
pub const GROUPS: &[(&str, Group)] = &[
    ("day", Group::Day),
    ("month", Group::Month),
    ("year", Group::Year),
    ("type", Group::Type),
    ("mode", Group::Mode),
    ("quad", Group::Quad),
    ("status", Group::Status),
    ("country", Group::Country),
    ("dyad", Group::Dyad),
    ("source", Group::Source),
    ("target", Group::Target),
];

impl FromStr for Group {
    type Err = Error;

    fn from_str(s: &str) -> Result<Group> {
        let known = GROUPS.iter().find(|(name, _)| *name == s).map(|(_, group)| *group);
        known.ok_or_else(|| {
            let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
            Error::Query(format!("{s}: events can be counted by {}", names.join(", ")))
        })
    }
}

impl Group {
    /// The name of the group's column.
    pub fn name(self) -> &'static str {
        GROUPS.iter().find(|(_, group)| *group == self).map_or("", |(name, _)| name)
    }

    fn column(self) -> &'static str {
        match self {
            Group::Day => "CASE e.precision WHEN 'day' THEN e.date_from END",
            Group::Month => "e.month",
            Group::Year => "CASE WHEN substr(e.date_from, 1, 4) = substr(e.date_to, 1, 4) THEN substr(e.date_from, 1, 4) END",
            Group::Type => "e.\"type\"",
            Group::Mode => "e.mode",
            Group::Quad => "e.quad",
            Group::Status => "e.status",
            Group::Country => "e.country",
            Group::Dyad => "d.source || '>' || d.target",
            Group::Source => "d.source",
            Group::Target => "d.target",
        }
    }

    fn of_countries(self) -> bool {
        matches!(self, Group::Dyad | Group::Source | Group::Target)
    }
}

/// The events of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesRow {
    /// A value for each group asked for; none where the events have none (no place; a date wider than a month).
    pub keys: Vec<Option<String>>,
    pub events: u64,
    pub reports: u64,
    pub origins: u64,
    /// Mean PLOVER intensity.
    pub score: f64,
    pub killed: Option<i64>,
}

impl Reader {
    /// Counts of the events that fit, by groups, in the order of the groups' values.
    ///
    /// An event with several actors of one side counts once for each country pair under `dyad`, and once
    /// for each country under `source` or `target`.
    ///
    /// # Errors
    /// A filter that can't be read, or a fault of the file.
    pub fn series(&self, filter: &Filter, groups: &[Group]) -> Result<Vec<SeriesRow>> {
        if groups.is_empty() {
            return Err(Error::Query("name what to count by, such as month".into()));
        }
        let mut w = filter.conditions()?;
        let keys: Vec<String> = groups.iter().map(|g| format!("CAST({} AS TEXT)", g.column())).collect();
        let order: Vec<String> = (1..=groups.len()).map(|i| i.to_string()).collect();
        let from = if groups.iter().any(|g| g.of_countries()) { joined(filter, groups, &mut w) } else { "events e".to_owned() };
        let sql = format!(
            "SELECT {}, count(*), sum(e.reports), sum(e.origins), avg(e.score), sum(e.killed) FROM {from} WHERE {} GROUP BY {} ORDER BY {} {}",
            keys.join(", "),
            w.sql(),
            order.join(", "),
            order.join(", "),
            w.paged(filter.limit, filter.offset)
        );
        let n = groups.len();
        self.all(&sql, &w.values, |row| {
            Ok(SeriesRow {
                keys: (0..n).map(|i| row.get(i)).collect::<rusqlite::Result<_>>()?,
                events: row.get(n)?,
                reports: row.get(n + 1)?,
                origins: row.get(n + 2)?,
                score: row.get(n + 3)?,
                killed: row.get(n + 4)?,
            })
        })
    }
}

/// Events with their pairs of countries; one row an event and source (or target) where only that is asked for.
fn joined(filter: &Filter, groups: &[Group], w: &mut crate::filter::Where) -> String {
    let has = |g: Group| groups.contains(&g);
    if has(Group::Dyad) || (has(Group::Source) && has(Group::Target)) {
        // A filter on a dyad counts that dyad alone, not the other pairs of the same events.
        if let Some((a, b)) = filter.dyad.as_deref().and_then(|d| d.split_once(['>', '-'])) {
            let text = |s: &str| rusqlite::types::Value::Text(s.trim().to_uppercase());
            let either = filter.dyad.as_deref().is_some_and(|d| !d.contains('>'));
            match either {
                true => w.add("((d.source = ? AND d.target = ?) OR (d.source = ? AND d.target = ?))", [text(a), text(b), text(b), text(a)]),
                false => w.add("d.source = ? AND d.target = ?", [text(a), text(b)]),
            }
        }
        return "events e JOIN dyads d ON d.event = e.event".into();
    }
    let (side, role) = if has(Group::Source) { ("source", "source") } else { ("target", "target") };
    format!(
        "events e JOIN (SELECT DISTINCT a.event, x.country AS {side} FROM event_actors a JOIN actors x ON x.actor = a.actor \
         WHERE a.role = '{role}' AND x.country IS NOT NULL) d ON d.event = e.event"
    )
}
