//! One event out of its reports: the values that most independent origins give, and those that disagree.

use dateline::link::Telling;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// A report with all that its event takes over.
pub(crate) struct Told {
    pub key: i64,
    pub id: String,
    pub published: Option<String>,
    pub status: String,
    pub date_from: Option<String>,
    pub date_to: Option<String>,
    pub precision: Option<String>,
    pub contexts: String,
    pub score: f64,
    pub cameo: Option<String>,
    pub place_kind: Option<String>,
    pub geonames: Option<i64>,
    pub injured: Option<u32>,
    pub confidence: f64,
    /// Keys of the actors.
    pub source: Vec<i64>,
    pub target: Vec<i64>,
    pub telling: Telling,
}

/// An event, ready to be written.
pub(crate) struct Summary<'a> {
    /// Gives type, mode, score and status.
    lead: &'a Told,
    /// Gives the time.
    timed: &'a Told,
    placed: Option<&'a Told>,
    contexts: BTreeSet<&'a str>,
    killed: Option<u32>,
    injured: Option<u32>,
    source: Vec<i64>,
    target: Vec<i64>,
    reports: usize,
    documents: usize,
    origins: usize,
    confidence: f64,
    first: Option<&'a str>,
    last: Option<&'a str>,
    /// Field, value, key of the report.
    disagreements: Vec<(&'static str, String, i64)>,
}

/// Makes one event of its reports; `origins` are those of the reports.
pub(crate) fn summary<'a>(members: &[&'a Told], origins: &[u64]) -> Summary<'a> {
    let mut sorted: Vec<(&'a Told, u64)> = members.iter().copied().zip(origins.iter().copied()).collect();
    sorted.sort_unstable_by(|a, b| {
        (a.0.published.is_none(), &a.0.published, &a.0.id).cmp(&(b.0.published.is_none(), &b.0.published, &b.0.id))
    });
    let first = sorted[0].0;
    let lead = voted(&sorted, |t| t.telling.mode.clone().map(|m| (m, 0))).unwrap_or(first);
    let timed = voted(&sorted, |t| Some((format!("{:?}{:?}", t.date_from, t.date_to), exactness(t)))).unwrap_or(first);
    let placed = voted(&sorted, |t| t.telling.place.as_ref().map(|p| (p.name.clone(), u8::from(p.town) + u8::from(!p.land))));
    let newest = |f: &dyn Fn(&Told) -> Option<u32>| sorted.iter().rev().find_map(|(t, _)| f(t));
    let documents: BTreeSet<u64> = members.iter().map(|t| t.telling.doc).collect();
    let distinct: BTreeSet<u64> = origins.iter().copied().collect();
    let published: Vec<&'a str> = sorted.iter().filter_map(|(t, _)| t.published.as_deref()).collect();
    Summary {
        lead,
        timed,
        placed,
        contexts: members.iter().flat_map(|t| t.contexts.split(';')).filter(|c| !c.is_empty()).collect(),
        killed: newest(&|t| t.telling.killed),
        injured: newest(&|t| t.injured),
        source: fullest(&sorted, |t| &t.source),
        target: fullest(&sorted, |t| &t.target),
        reports: members.len(),
        documents: documents.len(),
        origins: distinct.len(),
        confidence: confidence(&sorted),
        first: published.first().copied(),
        last: published.last().copied(),
        disagreements: disagreements(&sorted),
    }
}

/// Exact days beat periods, and what the text says beats the day of publication.
fn exactness(t: &Told) -> u8 {
    let stated = t.telling.when.is_some_and(|w| w.stated);
    let exact = t.precision.as_deref() == Some("day");
    u8::from(exact) + u8::from(exact && stated) + u8::from(t.telling.when.is_some())
}

/// The first report with the value that most origins give, the most exact kind of value first.
fn voted<'a>(sorted: &[(&'a Told, u64)], value: impl Fn(&Told) -> Option<(String, u8)>) -> Option<&'a Told> {
    let mut votes: BTreeMap<(u8, String), BTreeSet<u64>> = BTreeMap::new();
    for (t, origin) in sorted {
        if let Some((v, exact)) = value(t) {
            votes.entry((exact, v)).or_default().insert(*origin);
        }
    }
    let best = votes.iter().max_by_key(|((exact, v), who)| (*exact, who.len(), std::cmp::Reverse(v.clone())))?.0.clone();
    sorted.iter().map(|(t, _)| *t).find(|t| value(t).is_some_and(|(v, exact)| (exact, v) == best))
}

/// The actors of the report that names most of them.
fn fullest<'a>(sorted: &[(&'a Told, u64)], side: impl Fn(&'a Told) -> &'a Vec<i64>) -> Vec<i64> {
    let mut best: &[i64] = &[];
    for (t, _) in sorted {
        if side(t).len() > best.len() {
            best = side(t);
        }
    }
    best.to_vec()
}

/// One minus the chance that the best report of every origin is wrong.
fn confidence(sorted: &[(&Told, u64)]) -> f64 {
    let mut best: BTreeMap<u64, f64> = BTreeMap::new();
    for (t, origin) in sorted {
        let c = best.entry(*origin).or_default();
        *c = c.max(t.confidence);
    }
    let wrong: f64 = best.values().map(|c| 1.0 - c).product();
    ((1.0 - wrong).min(0.99) * 1000.0).round() / 1000.0
}

/// What a report says of one field of its event.
type Value<'a> = &'a dyn Fn(&Told) -> Option<String>;

/// The values of every field that has more than one.
fn disagreements(sorted: &[(&Told, u64)]) -> Vec<(&'static str, String, i64)> {
    let stated_day =
        |t: &Told| (t.telling.when.is_some_and(|w| w.stated) && t.precision.as_deref() == Some("day")).then(|| t.date_from.clone())?;
    // A country beside one of its towns is no disagreement.
    let town = |t: &Told| t.telling.place.as_ref().filter(|p| p.town).map(|p| p.name.clone());
    let fields: [(&'static str, Value); 5] = [
        ("date", &stated_day),
        ("place", &town),
        ("killed", &|t| t.telling.killed.map(|n| n.to_string())),
        ("injured", &|t| t.injured.map(|n| n.to_string())),
        ("mode", &|t| t.telling.mode.clone()),
    ];
    let mut out = Vec::new();
    for (field, value) in fields {
        let given: Vec<(String, i64)> = sorted.iter().filter_map(|(t, _)| Some((value(t)?, t.key))).collect();
        if given.iter().any(|(v, _)| *v != given[0].0) {
            out.extend(given.into_iter().map(|(v, key)| (field, v, key)));
        }
    }
    out
}

impl Summary<'_> {
    pub fn write(&self, db: &Connection, key: i64, id: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO events (event, id, \"type\", mode, contexts, quad, score, cameo, status, date_from, date_to, precision, month, \
                   source, source_codes, target, target_codes, place, place_kind, country, lat, lon, geonames, killed, injured, reports, \
                   documents, origins, disagreements, first_published, last_published, confidence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, \
                   ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)";
        let (lead, timed) = (self.lead, self.timed);
        let spot = self.placed.and_then(|t| t.telling.place.as_ref());
        let fields: BTreeSet<&str> = self.disagreements.iter().map(|d| d.0).collect();
        let (source, source_codes) = named(db, &self.source)?;
        let (target, target_codes) = named(db, &self.target)?;
        db.prepare_cached(sql)?.execute(params![
            key,
            id,
            lead.telling.kind,
            lead.telling.mode,
            self.contexts.iter().copied().collect::<Vec<_>>().join(";"),
            lead.telling.quad,
            lead.score,
            lead.cameo,
            lead.status,
            timed.date_from,
            timed.date_to,
            timed.precision,
            month(timed),
            source,
            source_codes,
            target,
            target_codes,
            spot.map(|p| &p.name),
            self.placed.and_then(|t| t.place_kind.as_ref()),
            spot.and_then(|p| p.country.as_ref()),
            spot.and_then(|p| p.at).map(|at| at.0),
            spot.and_then(|p| p.at).map(|at| at.1),
            self.placed.and_then(|t| t.geonames),
            self.killed,
            self.injured,
            self.reports as i64,
            self.documents as i64,
            self.origins as i64,
            fields.len() as i64,
            self.first,
            self.last,
            self.confidence
        ])?;
        let mut side = db.prepare_cached("INSERT INTO event_actors VALUES (?1, ?2, ?3, ?4)")?;
        for (role, list) in [("source", &self.source), ("target", &self.target)] {
            for (n, actor) in list.iter().enumerate() {
                side.execute(params![key, role, n as i64, actor])?;
            }
        }
        let mut value = db.prepare_cached("INSERT OR IGNORE INTO disagreements VALUES (?1, ?2, ?3, ?4)")?;
        for (field, v, report) in &self.disagreements {
            value.execute(params![key, field, v, report])?;
        }
        Ok(())
    }
}

/// The month that holds both days of the time.
fn month(t: &Told) -> Option<String> {
    let month = |d: &Option<String>| d.as_ref().and_then(|d| d.rsplit_once('-')).map(|(month, _)| month.to_owned());
    month(&t.date_from).filter(|m| Some(m) == month(&t.date_to).as_ref())
}

/// Names and codes of actors, each joined.
fn named(db: &Connection, actors: &[i64]) -> rusqlite::Result<(String, String)> {
    let mut statement = db.prepare_cached("SELECT name, code FROM actors WHERE actor = ?1")?;
    let mut names = (Vec::new(), Vec::new());
    for actor in actors {
        let (name, code): (String, String) = statement.query_row([actor], |row| Ok((row.get(0)?, row.get(1)?)))?;
        names.0.push(name);
        names.1.push(code);
    }
    Ok((names.0.join(";"), names.1.join(";")))
}
