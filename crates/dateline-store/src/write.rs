//! The one writer of a store: batches of documents, each all or nothing.

use crate::error::{At, Error, Result};
use crate::prepare::{self, Prepared};
use crate::schema;
use dateline::record::ActorRef;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What codes the documents; part of every record's provenance.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Version {
    pub engine: String,
    pub knowledge: String,
    pub model: String,
}

/// A store opened for writing.
pub struct Writer {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
    version: Option<i64>,
    known: HashSet<String>,
    /// Keys of the actors written or looked up so far.
    actors: HashMap<String, i64>,
}

impl Writer {
    /// Opens a store, and makes it if it is not there.
    ///
    /// # Errors
    /// A file that is no store of ours, another writer at work, or a full disk.
    pub fn open(path: &Path) -> Result<Writer> {
        let db = schema::open_write(path)?;
        let known = db.prepare("SELECT id FROM documents").and_then(|mut s| s.query_map([], |row| row.get(0))?.collect()).at(path)?;
        Ok(Writer { db, path: path.to_owned(), version: None, known, actors: HashMap::new() })
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The ids of all documents that the store has.
    pub fn known(&self) -> &HashSet<String> {
        &self.known
    }

    /// Names what codes the documents that follow.
    ///
    /// # Errors
    /// Another writer at work, or a full disk.
    pub fn set_version(&mut self, v: &Version) -> Result<()> {
        let (e, k, m) = (&v.engine, &v.knowledge, &v.model);
        self.db.execute("INSERT OR IGNORE INTO versions (engine, knowledge, model) VALUES (?1, ?2, ?3)", [e, k, m]).at(&self.path)?;
        let sql = "SELECT version FROM versions WHERE engine = ?1 AND knowledge = ?2 AND model = ?3";
        self.version = Some(self.db.query_row(sql, [e, k, m], |row| row.get(0)).at(&self.path)?);
        Ok(())
    }

    /// Writes documents in one transaction; those that the store has already are left out. Gives for each whether it was new.
    ///
    /// # Errors
    /// Another writer at work, or a full disk: then none of them is written.
    pub fn add(&mut self, batch: &[Prepared]) -> Result<Vec<bool>> {
        let Some(version) = self.version else {
            return Err(Error::Query("a writer must be told what codes the documents".into()));
        };
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).at(&self.path)?;
        let mut fresh = Vec::new();
        let mut batch_ids = HashSet::new();
        let done = (|| {
            for p in batch {
                let new = !self.known.contains(&p.id) && !batch_ids.contains(&p.id) && !stored(&tx, &p.id)?;
                if new {
                    insert(&tx, p, version, &mut self.actors)?;
                    batch_ids.insert(p.id.clone());
                }
                fresh.push(new);
            }
            tx.commit()
        })();
        if done.is_err() {
            // Keys of actors that were rolled back are no keys.
            self.actors.clear();
        }
        done.at(&self.path)?;
        self.known.extend(batch_ids);
        Ok(fresh)
    }

    /// Replaces the record of a document that the store has, by the same text coded anew.
    ///
    /// # Errors
    /// As [`Writer::add`].
    pub fn replace(&mut self, batch: &[Prepared]) -> Result<()> {
        let Some(version) = self.version else {
            return Err(Error::Query("a writer must be told what codes the documents".into()));
        };
        let tx = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).at(&self.path)?;
        let done = (|| {
            for p in batch {
                let doc: i64 = tx.query_row("SELECT doc FROM documents WHERE id = ?1", [&p.id], |row| row.get(0))?;
                clear(&tx, doc)?;
                tx.execute("UPDATE documents SET version = ?2, origin = NULL WHERE doc = ?1", [doc, version])?;
                insert_record(&tx, doc, p, &mut self.actors)?;
            }
            tx.commit()
        })();
        if done.is_err() {
            self.actors.clear();
        }
        done.at(&self.path)
    }

    /// Ends the writing: the log is folded into the file, so that it can be copied.
    ///
    /// # Errors
    /// A full disk.
    pub fn close(self) -> Result<()> {
        self.db.execute_batch("PRAGMA optimize;").at(&self.path)?;
        // A reader at work keeps the log open; it is folded in later then.
        let _ = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(())
    }
}

/// Another program may have added it since this writer was opened.
fn stored(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT 1 FROM documents WHERE id = ?1")?.exists([id])
}

fn insert(db: &Connection, p: &Prepared, version: i64, actors: &mut HashMap<String, i64>) -> rusqlite::Result<()> {
    let d = &p.document;
    let sql = "INSERT INTO documents (id, name, date, title, publisher, url, text, text_hash, head, version, signature) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let date = d.date.map(|d| d.to_string());
    db.prepare_cached(sql)?.execute(params![
        p.id,
        d.id,
        date,
        d.title,
        d.publisher,
        d.url,
        d.text,
        p.text_hash,
        d.head as i64,
        version,
        p.signature
    ])?;
    let doc = db.last_insert_rowid();
    db.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![doc, d.title, d.text])?;
    insert_record(db, doc, p, actors)
}

/// Takes out what a record put into the tables.
fn clear(db: &Connection, doc: i64) -> rusqlite::Result<()> {
    for sql in [
        "DELETE FROM sentences WHERE doc = ?1",
        "DELETE FROM records WHERE doc = ?1",
        "DELETE FROM mentions WHERE doc = ?1",
        "DELETE FROM quotes WHERE doc = ?1",
        "DELETE FROM report_actors WHERE report IN (SELECT report FROM reports WHERE doc = ?1)",
        "DELETE FROM disagreements WHERE report IN (SELECT report FROM reports WHERE doc = ?1)",
        "DELETE FROM reports WHERE doc = ?1",
        "DELETE FROM evidence WHERE commitment IN (SELECT commitment FROM commitments WHERE doc = ?1)",
        "DELETE FROM commitment_actors WHERE commitment IN (SELECT commitment FROM commitments WHERE doc = ?1)",
        "DELETE FROM commitments WHERE doc = ?1",
    ] {
        db.prepare_cached(sql)?.execute([doc])?;
    }
    Ok(())
}

fn insert_record(db: &Connection, doc: i64, p: &Prepared, actors: &mut HashMap<String, i64>) -> rusqlite::Result<()> {
    let r = &p.record;
    db.prepare_cached("INSERT INTO records VALUES (?1, ?2)")?.execute(params![doc, p.json])?;
    let mut sentence = db.prepare_cached("INSERT INTO sentences VALUES (?1, ?2, ?3, ?4)")?;
    for (n, (start, end)) in r.sentences.iter().enumerate() {
        sentence.execute(params![doc, n as i64, start, end])?;
    }
    let mut mention = db.prepare_cached("INSERT INTO mentions VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (n, a) in r.actors.iter().enumerate() {
        mention.execute(params![doc, n as i64, a.start, a.end, a.chain, actor(db, a, actors)?])?;
    }
    let mut quote = db.prepare_cached("INSERT INTO quotes VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (n, q) in r.quotes.iter().enumerate() {
        let s = q.speaker.as_ref();
        let kind = match q.kind {
            dateline::quote::QuoteKind::Direct => "direct",
            dateline::quote::QuoteKind::Indirect => "indirect",
            dateline::quote::QuoteKind::Post => "post",
        };
        let (name, country) = (s.map(|s| &s.name), s.and_then(|s| s.country.as_ref()));
        quote.execute(params![doc, n as i64, q.start, q.end, kind, name, country, s.and_then(|s| s.sector.as_ref())])?;
    }
    insert_reports(db, doc, p, actors)?;
    insert_commitments(db, doc, p, actors)
}

fn insert_reports(db: &Connection, doc: i64, p: &Prepared, actors: &mut HashMap<String, i64>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO reports (id, doc, local, sentence, \"type\", mode, contexts, quad, score, cameo, status, trigger_start, \
               trigger_end, date_from, date_to, precision, basis, place, place_kind, country, lat, lon, geonames, killed, injured, \
               claimed_by, rule, confidence, features, act) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
               ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)";
    for (e, t) in p.record.events.iter().zip(&p.reports) {
        let (when, place) = (e.when.as_ref(), e.place.as_ref());
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        let claims: Vec<&str> = e.claimed_by.iter().map(|c| c.name.as_str()).collect();
        db.prepare_cached(sql)?.execute(params![
            t.id,
            doc,
            e.id,
            e.sentence,
            e.kind,
            e.mode,
            e.contexts.join(";"),
            e.quad,
            plain(e.score),
            e.cameo,
            prepare::status(e.status),
            e.trigger.start,
            e.trigger.end,
            day(when.and_then(|w| w.from)),
            day(when.and_then(|w| w.to.or(w.from))),
            when.map(|w| w.precision),
            when.map(|w| if w.basis == dateline::code::Basis::Text { "text" } else { "document" }),
            place.map(|p| &p.name),
            place.map(|p| kind(p.kind)),
            place.and_then(|p| p.country.as_ref()),
            place.and_then(|p| p.lat),
            place.and_then(|p| p.lon),
            place.and_then(|p| p.geonames),
            t.toll.killed,
            t.toll.injured,
            serde_json::to_string(&claims).expect("texts are JSON"),
            e.rule,
            plain(e.confidence),
            t.features,
            t.act
        ])?;
        let report = db.last_insert_rowid();
        let mut side = db.prepare_cached("INSERT INTO report_actors VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (role, list) in [("source", &e.source), ("target", &e.target)] {
            for (n, a) in list.iter().enumerate() {
                side.execute(params![report, role, n as i64, actor(db, a, actors)?, a.start, a.end])?;
            }
        }
    }
    Ok(())
}

fn insert_commitments(db: &Connection, doc: i64, p: &Prepared, actors: &mut HashMap<String, i64>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO commitments (id, doc, local, will, act_start, act_end, act, \"type\", made, due_from, due_to, condition, \
               reason, report, features, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 'open')";
    for (c, t) in p.record.commitments.iter().zip(&p.promises) {
        let day = |d: jiff::civil::Date| d.to_string();
        let report = c.event.as_ref().and_then(|id| p.record.events.iter().position(|e| e.id == *id)).map(|i| &p.reports[i].id);
        db.prepare_cached(sql)?.execute(params![
            t.id,
            doc,
            c.id,
            c.will,
            c.act.start,
            c.act.end,
            t.act,
            c.act.kind,
            c.made.map(day),
            c.due.as_ref().map(|d| day(d.from)),
            c.due.as_ref().map(|d| day(d.to)),
            t.condition,
            t.reason,
            report,
            t.features
        ])?;
        let commitment = db.last_insert_rowid();
        let mut side = db.prepare_cached("INSERT INTO commitment_actors VALUES (?1, ?2, ?3, ?4)")?;
        for (role, list) in [("by", &c.by), ("to", &c.to)] {
            for (n, a) in list.iter().enumerate() {
                side.execute(params![commitment, role, n as i64, actor(db, a, actors)?])?;
            }
        }
    }
    Ok(())
}

fn kind(kind: dateline::place::PlaceKind) -> &'static str {
    use dateline::place::PlaceKind;
    match kind {
        PlaceKind::City => "city",
        PlaceKind::Admin => "admin",
        PlaceKind::Country => "country",
        PlaceKind::Area => "area",
    }
}

/// A short number as it is written in JSON, not as its nearest long one: 0.8, not 0.800000011920929.
fn plain(x: f32) -> f64 {
    x.to_string().parse().unwrap_or(f64::from(x))
}

/// The key of an actor, written if it is new.
fn actor(db: &Connection, a: &ActorRef, known: &mut HashMap<String, i64>) -> rusqlite::Result<i64> {
    let identity = prepare::identity(a);
    if let Some(&key) = known.get(&identity) {
        return Ok(key);
    }
    let sql = "INSERT OR IGNORE INTO actors (name, code, country, sector, sectors, wikidata, identity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.prepare_cached(sql)?.execute(params![a.name, a.code, a.country, a.sector, a.sectors.join(";"), a.wikidata, identity])?;
    let key = db.prepare_cached("SELECT actor FROM actors WHERE identity = ?1")?.query_row([&identity], |row| row.get(0))?;
    known.insert(identity, key);
    Ok(key)
}

impl Writer {
    /// Notes a person's decision on two reports; it holds from the next linking on.
    ///
    /// # Errors
    /// [`Error::Query`] for a report that the store has not; another writer at work, or a full disk.
    pub fn pin(&mut self, a: &str, b: &str, same: bool, note: &str) -> Result<()> {
        for id in [a, b] {
            let there = self.db.prepare_cached("SELECT 1 FROM reports WHERE id = ?1").and_then(|mut s| s.exists([id])).at(&self.path)?;
            if !there {
                return Err(Error::Query(format!("{id}: no such report\n  hint: dateline merges STORE lists their ids")));
            }
        }
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let decision = if same { "same" } else { "different" };
        self.db.execute("INSERT OR REPLACE INTO pins VALUES (?1, ?2, ?3, ?4)", [a, b, decision, note]).at(&self.path)?;
        Ok(())
    }
}
