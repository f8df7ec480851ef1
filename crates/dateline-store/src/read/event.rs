//! One event with everything behind it: its reports, origins, disagreements, merges.

use super::lists::actor;
use super::{EventActor, EventRow, Reader};
use crate::error::Result;
use rusqlite::types::Value;
use serde::Serialize;

/// One telling of an event in one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportRow {
    pub id: String,
    pub document: String,
    pub document_name: String,
    pub title: Option<String>,
    pub published: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// Reports of one origin are copies of one telling; the id of the earliest document of them.
    pub origin: Option<String>,
    /// Code points of the sentence in the document's text, and its words.
    pub sentence: Option<[u32; 2]>,
    pub words: String,
    /// Code points of the trigger in the document's text.
    pub trigger: [u32; 2],
    pub status: String,
    pub mode: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub precision: Option<String>,
    /// `text`, or `document` where the day of publication stands in.
    pub basis: Option<String>,
    pub place: Option<String>,
    pub place_kind: Option<String>,
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub killed: Option<i64>,
    pub injured: Option<i64>,
    pub claimed_by: Vec<String>,
    pub rule: String,
    pub confidence: f64,
    pub source: Vec<EventActor>,
    pub target: Vec<EventActor>,
    /// Which of the document's own events it is (`e1`).
    pub local: String,
    #[serde(skip)]
    key: i64,
}

/// A value that reports of one event give for a field on which they disagree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueRow {
    /// `date`, `place`, `killed`, `injured` or `mode`.
    pub field: String,
    pub value: String,
    /// Ids of the reports that give it.
    pub reports: Vec<String>,
}

/// Why two reports are one event.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MergeRow {
    pub event: String,
    pub report: String,
    pub with: String,
    /// 0 to 1; 1 for a pin.
    pub score: f64,
    /// What speaks for it: `actors 1.0, time 0.8, place 1.0, words 0.4`, or `pinned`.
    pub why: String,
}

/// An event with everything behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventDetail {
    #[serde(flatten)]
    pub event: EventRow,
    /// By day of publication.
    #[serde(rename = "tellings")]
    pub reports: Vec<ReportRow>,
    /// The documents of each independent origin.
    #[serde(rename = "origin_groups")]
    pub origins: Vec<Vec<String>>,
    /// All values of the fields on which the reports disagree.
    #[serde(rename = "values")]
    pub disagreements: Vec<ValueRow>,
    pub merges: Vec<MergeRow>,
}

const REPORT: &str = "SELECT r.report, r.id, d.id, d.name, d.title, d.date, d.publisher, d.url, r.origin, s.\"start\", s.\"end\", \
     substr(d.text, s.\"start\" + 1, s.\"end\" - s.\"start\"), r.trigger_start, r.trigger_end, r.status, r.mode, r.date_from, r.date_to, \
     r.precision, r.basis, r.place, r.place_kind, r.country, r.lat, r.lon, r.killed, r.injured, r.claimed_by, r.rule, r.confidence, r.local \
     FROM reports r JOIN documents d ON d.doc = r.doc LEFT JOIN sentences s ON s.doc = r.doc AND s.n = r.sentence";

fn report(row: &rusqlite::Row) -> rusqlite::Result<ReportRow> {
    let claims: String = row.get(27)?;
    let sentence: (Option<u32>, Option<u32>) = (row.get(9)?, row.get(10)?);
    Ok(ReportRow {
        key: row.get(0)?,
        id: row.get(1)?,
        document: row.get(2)?,
        document_name: row.get(3)?,
        title: row.get(4)?,
        published: row.get(5)?,
        publisher: row.get(6)?,
        url: row.get(7)?,
        origin: row.get(8)?,
        sentence: sentence.0.zip(sentence.1).map(|(a, b)| [a, b]),
        words: row.get::<_, Option<String>>(11)?.unwrap_or_default(),
        trigger: [row.get(12)?, row.get(13)?],
        status: row.get(14)?,
        mode: row.get(15)?,
        from: row.get(16)?,
        to: row.get(17)?,
        precision: row.get(18)?,
        basis: row.get(19)?,
        place: row.get(20)?,
        place_kind: row.get(21)?,
        country: row.get(22)?,
        lat: row.get(23)?,
        lon: row.get(24)?,
        killed: row.get(25)?,
        injured: row.get(26)?,
        claimed_by: serde_json::from_str(&claims).unwrap_or_default(),
        rule: row.get(28)?,
        confidence: row.get(29)?,
        local: row.get(30)?,
        source: Vec::new(),
        target: Vec::new(),
    })
}

impl Reader {
    /// One event by its id, with everything behind it; none if there is no such event.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn event(&self, id: &str) -> Result<Option<EventDetail>> {
        let Some(event) = self.event_by_id(id)? else { return Ok(None) };
        let reports = self.reports("r.event = ?", event.key)?;
        let mut origins = std::collections::BTreeMap::<String, Vec<String>>::new();
        for r in &reports {
            let members = origins.entry(r.origin.clone().unwrap_or_else(|| r.document.clone())).or_default();
            if !members.contains(&r.document) {
                members.push(r.document.clone());
            }
        }
        let disagreements = self.disagreements(event.key)?;
        let merges = self.merges(Some(id), 0, 0)?;
        Ok(Some(EventDetail { event, reports, origins: origins.into_values().collect(), disagreements, merges }))
    }

    /// Reports under a condition on `reports r` with one key.
    pub(super) fn reports(&self, condition: &str, key: i64) -> Result<Vec<ReportRow>> {
        let sql = format!("{REPORT} WHERE {condition} ORDER BY d.date, r.id");
        let mut reports = self.all(&sql, &[Value::Integer(key)], report)?;
        let sql = "SELECT a.role, x.name, x.code, x.country, x.sector, x.sectors, x.wikidata \
                   FROM report_actors a JOIN actors x ON x.actor = a.actor WHERE a.report = ? ORDER BY a.role, a.n";
        for report in &mut reports {
            for (role, actor) in self.all(sql, &[Value::Integer(report.key)], |row| Ok((row.get::<_, String>(0)?, actor(row, 1)?)))? {
                if role == "source" { report.source.push(actor) } else { report.target.push(actor) }
            }
        }
        Ok(reports)
    }

    fn disagreements(&self, event: i64) -> Result<Vec<ValueRow>> {
        let sql = "SELECT x.field, x.value, r.id FROM disagreements x JOIN reports r ON r.report = x.report \
                   WHERE x.event = ? ORDER BY x.field, x.value, r.id";
        let mut values: Vec<ValueRow> = Vec::new();
        for (field, value, report) in self
            .all(sql, &[Value::Integer(event)], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?
        {
            match values.last_mut().filter(|v| v.field == field && v.value == value) {
                Some(last) => last.reports.push(report),
                None => values.push(ValueRow { field, value, reports: vec![report] }),
            }
        }
        Ok(values)
    }

    /// The merges of one event or of all, the least sure first; a limit of 0 for all.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn merges(&self, event: Option<&str>, limit: u64, offset: u64) -> Result<Vec<MergeRow>> {
        let mut w = crate::filter::Where::default();
        if let Some(id) = event {
            w.add("e.id = ?", [super::text(id)]);
        }
        let sql = format!(
            "SELECT e.id, m.report, m.\"with\", m.score, m.why FROM merges m JOIN events e ON e.event = m.event WHERE {} \
             ORDER BY m.score, m.report, m.\"with\" {}",
            w.sql(),
            w.paged(limit, offset)
        );
        let make = |row: &rusqlite::Row| {
            Ok(MergeRow { event: row.get(0)?, report: row.get(1)?, with: row.get(2)?, score: row.get(3)?, why: row.get(4)? })
        };
        self.all(&sql, &w.values, make)
    }
}
