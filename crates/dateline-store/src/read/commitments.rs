//! Commitments: who promised what, and what became of it.

use super::lists::actor;
use super::{EventActor, Reader, text};
use crate::error::Result;
use crate::filter::{Where, actor_condition, day};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

/// Conditions on commitments; those left empty ask nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CommitmentFilter {
    /// Who is bound: a country, a code, or words of a name.
    pub by: Option<String>,
    /// To whom.
    pub to: Option<String>,
    /// `open`, `kept`, `broken`, `withdrawn`, `overdue`.
    pub state: Vec<String>,
    /// PLOVER types of what is promised.
    pub types: Vec<String>,
    /// False for what they said they will not do.
    pub will: Option<bool>,
    /// Made on or after, on or before this day.
    pub from: Option<String>,
    pub until: Option<String>,
    /// Due on or before this day.
    pub due: Option<String>,
    /// Words in the articles, in the full-text syntax of SQLite.
    pub text: Option<String>,
    /// The latest first, instead of the earliest.
    pub newest: bool,
    /// At most so many rows; 0 for all.
    pub limit: u64,
    pub offset: u64,
}

/// A report that bears on a commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceRow {
    pub report: String,
    pub document: String,
    /// `kept`, `broken` or `withdrawn`.
    pub state: String,
    pub date: Option<String>,
    pub confidence: f64,
    pub why: String,
    pub words: String,
}

/// One commitment and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitmentRow {
    pub id: String,
    pub by: Vec<EventActor>,
    pub to: Vec<EventActor>,
    pub will: bool,
    /// The words of what is promised, and their code points in the document's text.
    pub act: String,
    pub span: [u32; 2],
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub made: Option<String>,
    pub due_from: Option<String>,
    pub due_to: Option<String>,
    pub condition: Option<String>,
    pub reason: Option<String>,
    /// `open`, `kept`, `broken`, `withdrawn` or `overdue` as of the store's newest document.
    pub state: String,
    pub state_date: Option<String>,
    pub state_confidence: Option<f64>,
    pub evidence: Vec<EvidenceRow>,
    pub document: String,
    pub document_name: String,
    pub publisher: Option<String>,
    #[serde(skip)]
    key: i64,
}

impl CommitmentFilter {
    fn conditions(&self) -> Result<Where> {
        let mut w = Where::default();
        for (role, wanted) in [("by", &self.by), ("to", &self.to)] {
            let Some(wanted) = wanted else { continue };
            let (sql, values) = actor_condition(wanted);
            w.add(
                format!(
                    "c.commitment IN (SELECT commitment FROM commitment_actors WHERE role = '{role}' AND actor IN \
                     (SELECT actor FROM actors WHERE {sql}))"
                ),
                values,
            );
        }
        w.among("c.state", &self.state);
        w.among("c.\"type\"", &self.types.iter().map(|t| t.to_uppercase()).collect::<Vec<_>>());
        w.parts.extend(self.will.map(|will| format!("c.will = {}", i32::from(will))));
        if let Some(from) = &self.from {
            w.add("c.made >= ?", [Value::Text(day(from, false)?)]);
        }
        if let Some(until) = &self.until {
            w.add("c.made <= ?", [Value::Text(day(until, true)?)]);
        }
        if let Some(due) = &self.due {
            w.add("c.due_to <= ?", [Value::Text(day(due, true)?)]);
        }
        if let Some(words) = &self.text {
            w.add("c.doc IN (SELECT rowid FROM search WHERE search MATCH ?)", [text(words)]);
        }
        Ok(w)
    }
}

fn commitment(row: &rusqlite::Row) -> rusqlite::Result<CommitmentRow> {
    Ok(CommitmentRow {
        key: row.get(0)?,
        id: row.get(1)?,
        by: Vec::new(),
        to: Vec::new(),
        will: row.get(2)?,
        act: row.get(3)?,
        span: [row.get(4)?, row.get(5)?],
        kind: row.get(6)?,
        made: row.get(7)?,
        due_from: row.get(8)?,
        due_to: row.get(9)?,
        condition: row.get(10)?,
        reason: row.get(11)?,
        state: row.get(12)?,
        state_date: row.get(13)?,
        state_confidence: row.get(14)?,
        evidence: Vec::new(),
        document: row.get(15)?,
        document_name: row.get(16)?,
        publisher: row.get(17)?,
    })
}

impl Reader {
    /// Commitments that fit, by the day they were made.
    ///
    /// # Errors
    /// A filter that can't be read, or a fault of the file.
    pub fn commitments(&self, filter: &CommitmentFilter) -> Result<Vec<CommitmentRow>> {
        let w = filter.conditions()?;
        let sql = format!(
            "SELECT c.commitment, c.id, c.will, c.act, c.act_start, c.act_end, c.\"type\", c.made, c.due_from, c.due_to, c.condition, \
             c.reason, c.state, c.state_date, c.state_confidence, d.id, d.name, d.publisher \
             FROM commitments c JOIN documents d ON d.doc = c.doc WHERE {} ORDER BY c.made {}, c.id {}",
            w.sql(),
            if filter.newest { "DESC" } else { "ASC" },
            w.paged(filter.limit, filter.offset)
        );
        let mut rows = self.all(&sql, &w.values, commitment)?;
        rows.iter_mut().try_for_each(|row| self.fill_commitment(row))?;
        Ok(rows)
    }

    fn fill_commitment(&self, c: &mut CommitmentRow) -> Result<()> {
        let sql = "SELECT a.role, x.name, x.code, x.country, x.sector, x.sectors, x.wikidata \
                   FROM commitment_actors a JOIN actors x ON x.actor = a.actor WHERE a.commitment = ? ORDER BY a.role, a.n";
        for (role, actor) in self.all(sql, &[c.key.into()], |row| Ok((row.get::<_, String>(0)?, actor(row, 1)?)))? {
            if role == "by" { c.by.push(actor) } else { c.to.push(actor) }
        }
        let sql = "SELECT v.report, d.id, v.state, v.date, v.confidence, v.why, substr(d.text, s.\"start\" + 1, s.\"end\" - s.\"start\") \
                   FROM evidence v JOIN reports r ON r.id = v.report JOIN documents d ON d.doc = r.doc \
                   LEFT JOIN sentences s ON s.doc = r.doc AND s.n = r.sentence WHERE v.commitment = ? ORDER BY v.date, v.report";
        c.evidence = self.all(sql, &[c.key.into()], |row| {
            Ok(EvidenceRow {
                report: row.get(0)?,
                document: row.get(1)?,
                state: row.get(2)?,
                date: row.get(3)?,
                confidence: row.get(4)?,
                why: row.get(5)?,
                words: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            })
        })?;
        Ok(())
    }
}
