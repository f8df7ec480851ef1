//! Makes the events of a store from its reports: a function of the reports and the pins alone.
//!
//! All is computed anew and written in one transaction, so the same articles give the same events in
//! whatever order and however often interrupted they were added.

use crate::error::{At, Result};
use crate::merge::{Told, summary};
use crate::prepare::unblob;
use crate::write::Writer;
use dateline::link::{self, Article, Fate, Interval, Linked, Party, Pin, Promise, Reality, Spot};
use rusqlite::{Connection, Row, params};
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

/// What a linking made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LinkReport {
    pub reports: usize,
    pub events: usize,
    pub commitments: usize,
    /// Commitments that a later report decided.
    pub decided: usize,
}

impl Writer {
    /// Whether there are documents or pins that the events don't know of yet.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn needs_linking(&self) -> Result<bool> {
        let linked: Option<String> =
            rusqlite::OptionalExtension::optional(self.db.query_row("SELECT value FROM meta WHERE key = 'linked'", [], |row| row.get(0)))
                .at(&self.path)?;
        Ok(linked.as_deref() != Some(mark(&self.db).at(&self.path)?.as_str()))
    }

    /// Groups the reports to events and finds what became of the commitments.
    ///
    /// # Errors
    /// Another writer at work, or a full disk: then the events stay as they were.
    pub fn relink(&mut self) -> Result<LinkReport> {
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).at(&self.path)?;
        let report = relink(&tx).at(&self.path)?;
        tx.commit().at(&self.path)?;
        Ok(report)
    }
}

/// How far below the threshold a pair may lie to be worth a look.
const MISS: f32 = 0.2;

impl crate::Reader {
    /// Pairs of reports of different events that were weighed and not joined, the likeliest first: what a person might pin.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn misses(&self, limit: usize) -> Result<Vec<MissRow>> {
        let told = load(&self.db).at(&self.path)?;
        let event = "SELECT r.id, e.id FROM reports r JOIN events e ON e.event = r.event";
        let events: HashMap<String, String> = self.all(event, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let tellings: Vec<link::Telling> = told.iter().map(|t| t.telling.clone()).collect();
        let rarity = link::rarity(&tellings);
        let miss = |(a, b): (usize, usize)| {
            let weighed = link::weigh(&tellings[a], &tellings[b], &rarity).filter(|w| w.total >= link::THRESHOLD - MISS)?;
            let (event, with_event) = (events.get(&told[a].id)?.clone(), events.get(&told[b].id)?.clone());
            let score = f64::from((weighed.total * 1000.0).round()) / 1000.0;
            let (report, with) = (told[a].id.clone(), told[b].id.clone());
            (event != with_event).then(|| MissRow { event, with_event, report, with, score, why: weighed.to_string() })
        };
        let mut rows: Vec<MissRow> = link::pairs(&tellings).into_iter().filter_map(miss).collect();
        rows.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| (&x.report, &x.with).cmp(&(&y.report, &y.with))));
        rows.truncate(if limit == 0 { usize::MAX } else { limit });
        Ok(rows)
    }
}

/// Two reports that linking kept apart.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct MissRow {
    pub event: String,
    pub with_event: String,
    pub report: String,
    pub with: String,
    /// 0 to 1.
    pub score: f64,
    /// As of a merge.
    pub why: String,
}

/// What the events are made of, in short: changes with every document, re-coding and pin.
fn mark(db: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT (SELECT count(*) || ' ' || coalesce(sum(version), 0) || ' ' || count(origin) FROM documents) || ' ' || \
               (SELECT count(*) || ' ' || coalesce(group_concat(a || b || decision), '') FROM pins)";
    db.query_row(sql, [], |row| row.get(0))
}

fn relink(db: &Connection) -> rusqlite::Result<LinkReport> {
    let origins = write_origins(db)?;
    let told = load(db)?;
    let tellings: Vec<link::Telling> = told.iter().map(|t| t.telling.clone()).collect();
    let linked = link::link(&tellings, &pins(db)?);
    write_events(db, &told, &linked, &origins)?;
    let (commitments, decided) = write_fates(db, &told, &tellings)?;
    db.execute("INSERT OR REPLACE INTO meta VALUES ('linked', ?1)", [mark(db)?])?;
    Ok(LinkReport { reports: told.len(), events: linked.groups.len(), commitments, decided })
}

/// 16 hex digits behind a letter.
pub(crate) fn number(id: &str) -> u64 {
    id.get(1..).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or(0)
}

fn days(date: Option<String>) -> Option<i32> {
    let date = jiff::civil::Date::from_str(&date?).ok()?;
    Some((date - jiff::civil::date(1970, 1, 1)).get_days())
}

/// The origin of every document, written where it changed.
fn write_origins(db: &Connection) -> rusqlite::Result<HashMap<u64, u64>> {
    let mut statement = db.prepare("SELECT id, date, signature, origin, doc FROM documents ORDER BY doc")?;
    let rows = statement.query_map([], |row| {
        let bytes: Vec<u8> = row.get(2)?;
        let mut signature = [0u16; link::SIGNATURE];
        signature.iter_mut().zip(bytes.as_chunks::<2>().0).for_each(|(s, b)| *s = u16::from_le_bytes(*b));
        let article = Article { id: number(&row.get::<_, String>(0)?), published: days(row.get(1)?), signature };
        Ok((article, row.get::<_, Option<String>>(3)?, row.get::<_, i64>(4)?))
    })?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let articles: Vec<Article> = rows.iter().map(|r| r.0.clone()).collect();
    let origins = link::origins(&articles);
    let mut update = db.prepare("UPDATE documents SET origin = ?2 WHERE doc = ?1")?;
    for ((_, old, doc), origin) in rows.iter().zip(&origins) {
        let new = format!("d{origin:016x}");
        if old.as_deref() != Some(new.as_str()) {
            update.execute(params![doc, new])?;
        }
    }
    Ok(articles.iter().zip(origins).map(|(a, o)| (a.id, o)).collect())
}

/// Every report as linking sees it, in order of the ids.
fn load(db: &Connection) -> rusqlite::Result<Vec<Told>> {
    let mut parties = sides(db)?;
    let sql = "SELECT r.report, r.id, d.id, d.date, r.\"type\", r.mode, r.quad, r.status, r.date_from, r.date_to, r.basis, r.place, \
               r.place_kind, r.country, r.lat, r.lon, r.features, r.killed, r.contexts, r.score, r.cameo, r.precision, r.geonames, \
               r.injured, r.confidence, r.act FROM reports r JOIN documents d ON d.doc = r.doc ORDER BY r.id";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let key: i64 = row.get(0)?;
        let (source, target) = parties.remove(&key).unwrap_or_default();
        told(row, key, source, target)
    })?;
    rows.collect()
}

type Side = Vec<(i64, Party)>;

/// The actors of every report: source and target, each with its key.
fn sides(db: &Connection) -> rusqlite::Result<HashMap<i64, (Side, Side)>> {
    let sql = "SELECT a.report, a.role, x.actor, x.name, x.code, x.country, x.sector FROM report_actors a JOIN actors x ON x.actor = a.actor \
               ORDER BY a.report, a.role, a.n";
    let mut out: HashMap<i64, (Side, Side)> = HashMap::new();
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let party = Party { name: row.get(3)?, code: row.get(4)?, country: row.get(5)?, sector: row.get(6)? };
        let (source, target) = out.entry(row.get(0)?).or_default();
        let side = if row.get_ref(1)?.as_str()? == "source" { source } else { target };
        side.push((row.get(2)?, party));
    }
    Ok(out)
}

fn told(row: &Row, key: i64, source: Side, target: Side) -> rusqlite::Result<Told> {
    let status: String = row.get(7)?;
    let reality = match status.as_str() {
        "future" => Reality::Ahead,
        "hypothetical" => Reality::Possible,
        "negated" => Reality::Denied,
        _ => Reality::Done,
    };
    let stated = row.get_ref(10)?.as_str_or_null().ok().flatten() == Some("text");
    let (date_from, date_to): (Option<String>, Option<String>) = (row.get(8)?, row.get(9)?);
    let when = days(date_from.clone()).zip(days(date_to.clone())).map(|(from, to)| Interval { from, to, stated });
    let (name, kind): (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
    let (lat, lon): (Option<f64>, Option<f64>) = (row.get(14)?, row.get(15)?);
    let country: Option<String> = row.get(13)?;
    let place = name.clone().map(|name| Spot {
        name,
        town: kind.as_deref() == Some("city"),
        land: kind.as_deref() == Some("country"),
        country: country.clone(),
        at: lat.zip(lon),
    });
    let published: Option<String> = row.get(3)?;
    let id: String = row.get(1)?;
    let telling = link::Telling {
        id: number(&id),
        doc: number(&row.get::<_, String>(2)?),
        published: days(published.clone()),
        kind: row.get(4)?,
        mode: row.get(5)?,
        quad: row.get(6)?,
        reality,
        source: source.iter().map(|s| s.1.clone()).collect(),
        target: target.iter().map(|s| s.1.clone()).collect(),
        when,
        place,
        words: unblob(&row.get::<_, Vec<u8>>(16)?),
        killed: row.get(17)?,
        act: link::words(row.get_ref(25)?.as_str()?),
        harm: link::harm(row.get_ref(25)?.as_str()?),
    };
    Ok(Told {
        key,
        id,
        published,
        status,
        date_from,
        date_to,
        precision: row.get(21)?,
        contexts: row.get(18)?,
        score: row.get(19)?,
        cameo: row.get(20)?,
        place_kind: kind,
        geonames: row.get(22)?,
        injured: row.get(23)?,
        confidence: row.get(24)?,
        source: source.into_iter().map(|s| s.0).collect(),
        target: target.into_iter().map(|s| s.0).collect(),
        telling,
    })
}

fn pins(db: &Connection) -> rusqlite::Result<Vec<Pin>> {
    let mut statement = db.prepare("SELECT a, b, decision FROM pins ORDER BY a, b")?;
    let rows = statement.query_map([], |row| {
        let (a, b): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(Pin { a: number(&a), b: number(&b), same: row.get_ref(2)?.as_str()? == "same" })
    })?;
    rows.collect()
}

fn write_events(db: &Connection, told: &[Told], linked: &Linked, origins: &HashMap<u64, u64>) -> rusqlite::Result<()> {
    db.execute_batch("DELETE FROM disagreements; DELETE FROM dyads; DELETE FROM event_actors; DELETE FROM merges; DELETE FROM events;")?;
    let mut event_of = vec![0i64; told.len()];
    let mut groups: Vec<(String, &Vec<usize>)> = linked.groups.iter().map(|g| (event_id(told, g), g)).collect();
    groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut point = db.prepare("UPDATE reports SET event = ?2, origin = ?3 WHERE report = ?1")?;
    for (n, (id, group)) in groups.iter().enumerate() {
        let key = n as i64 + 1;
        let members: Vec<&Told> = group.iter().map(|&i| &told[i]).collect();
        let tellings: Vec<&link::Telling> = members.iter().map(|t| &t.telling).collect();
        let of_document: Vec<u64> = tellings.iter().map(|t| origins.get(&t.doc).copied().unwrap_or(t.doc)).collect();
        let origins = link::tellings_origins(&tellings, &of_document);
        summary(&members, &origins).write(db, key, id)?;
        for ((&i, t), origin) in group.iter().zip(&members).zip(&origins) {
            event_of[i] = key;
            point.execute(params![t.key, key, format!("d{origin:016x}")])?;
        }
    }
    let mut merge = db.prepare("INSERT OR IGNORE INTO merges VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for m in &linked.merges {
        let (a, b) = if told[m.a].id <= told[m.b].id { (m.a, m.b) } else { (m.b, m.a) };
        let score = (f64::from(m.score) * 1000.0).round() / 1000.0;
        merge.execute(params![event_of[a], told[a].id, told[b].id, score, m.why])?;
    }
    db.execute_batch(
        "INSERT OR IGNORE INTO dyads SELECT s.country, t.country, a.event FROM event_actors a JOIN actors s ON s.actor = a.actor \
         JOIN event_actors b ON b.event = a.event AND b.role = 'target' JOIN actors t ON t.actor = b.actor \
         WHERE a.role = 'source' AND s.country IS NOT NULL AND t.country IS NOT NULL;",
    )
}

/// An event is named after the report that was published first.
fn event_id(told: &[Told], group: &[usize]) -> String {
    let first = group.iter().map(|&i| &told[i]).min_by_key(|t| (t.published.is_none(), &t.published, &t.id));
    first.map_or_else(String::new, |t| format!("e{}", &t.id[1..]))
}

struct Bound {
    key: i64,
    promise: Promise,
}

fn promises(db: &Connection) -> rusqlite::Result<Vec<Bound>> {
    let mut parties: HashMap<i64, (Vec<Party>, Vec<Party>)> = HashMap::new();
    let sql = "SELECT a.commitment, a.role, x.name, x.code, x.country, x.sector FROM commitment_actors a JOIN actors x ON x.actor = a.actor \
               ORDER BY a.commitment, a.role, a.n";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let party = Party { name: row.get(2)?, code: row.get(3)?, country: row.get(4)?, sector: row.get(5)? };
        let (by, to) = parties.entry(row.get(0)?).or_default();
        if row.get_ref(1)?.as_str()? == "by" { by.push(party) } else { to.push(party) }
    }
    let sql = "SELECT c.commitment, d.id, c.will, c.\"type\", c.features, c.made, c.due_from, c.due_to, c.act, c.condition FROM commitments c \
               JOIN documents d ON d.doc = c.doc ORDER BY c.id";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let key: i64 = row.get(0)?;
        let (by, to) = parties.remove(&key).unwrap_or_default();
        let promise = Promise {
            doc: number(&row.get::<_, String>(1)?),
            by,
            to,
            will: row.get(2)?,
            kind: row.get(3)?,
            words: unblob(&row.get::<_, Vec<u8>>(4)?),
            made: days(row.get(5)?),
            due: days(row.get(6)?).zip(days(row.get(7)?)),
            by_then: link::deadline(row.get_ref(8)?.as_str()?),
            conditional: row.get::<_, Option<String>>(9)?.is_some() || link::conditional(row.get_ref(8)?.as_str()?),
        };
        Ok(Bound { key, promise })
    })?;
    rows.collect()
}

/// How many commitments there are, and how many of them a report decided.
fn write_fates(db: &Connection, told: &[Told], tellings: &[link::Telling]) -> rusqlite::Result<(usize, usize)> {
    let bound = promises(db)?;
    let promises: Vec<Promise> = bound.iter().map(|b| b.promise.clone()).collect();
    let mut by_promise: BTreeMap<usize, Vec<Fate>> = BTreeMap::new();
    link::fates(&promises, tellings).into_iter().for_each(|f| by_promise.entry(f.promise).or_default().push(f));
    db.execute("DELETE FROM evidence", [])?;
    db.execute("UPDATE commitments SET state = 'open', state_date = NULL, state_confidence = NULL", [])?;
    db.execute(
        "UPDATE commitments SET state = 'overdue', state_date = due_to WHERE will = 1 AND due_to < (SELECT max(date) FROM documents)",
        [],
    )?;
    let mut evidence = db.prepare("INSERT OR IGNORE INTO evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut state = db.prepare("UPDATE commitments SET state = ?2, state_date = ?3, state_confidence = ?4 WHERE commitment = ?1")?;
    for (n, fates) in &by_promise {
        let key = bound[*n].key;
        for f in fates {
            let t = &told[f.telling];
            evidence.execute(params![key, t.id, f.state, t.published, rounded(f.confidence), f.why])?;
        }
        // The surest report decides; of equally sure ones the first.
        let best = fates
            .iter()
            .max_by(|a, b| a.confidence.total_cmp(&b.confidence).then_with(|| told[b.telling].published.cmp(&told[a.telling].published)));
        if let Some(f) = best {
            state.execute(params![key, f.state, told[f.telling].published, rounded(f.confidence)])?;
        }
    }
    Ok((bound.len(), by_promise.len()))
}

fn rounded(x: f32) -> f64 {
    (f64::from(x) * 1000.0).round() / 1000.0
}
