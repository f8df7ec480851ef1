//! Phoenix and what PETRARCH2 writes: one row a pair of actors, no line of names.

use super::codes::{self, Coded};
use super::{Sheet, Whole, digits, or_empty};
use crate::error::Result;
use crate::read::EventActor;
use std::collections::BTreeMap;

pub const COLUMNS: &[&str] = &[
    "EventID",
    "Date",
    "Year",
    "Month",
    "Day",
    "SourceActorFull",
    "SourceActorEntity",
    "SourceActorRole",
    "SourceActorAttribute",
    "TargetActorFull",
    "TargetActorEntity",
    "TargetActorRole",
    "TargetActorAttribute",
    "EventCode",
    "EventRootCode",
    "PentaClass",
    "GoldsteinScore",
    "Issues",
    "Lat",
    "Lon",
    "LocationName",
    "StateName",
    "CountryCode",
    "SentenceID",
    "URLs",
    "NewsSources",
];

pub const PETRARCH2: &[&str] = &["date", "source", "target", "CAMEO", "issues", "ids", "url", "StorySource"];

pub fn rows(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let e = &w.event;
    let cameo = e.cameo.as_deref().unwrap_or("");
    let day = digits(w.day().unwrap_or(""));
    let part = |from: usize, to: usize| day.get(from..to).unwrap_or("").to_owned();
    let province = e.place.as_deref().filter(|_| e.place_kind.as_deref() == Some("admin")).unwrap_or("");
    let pairs = w.pairs();
    for pair in &pairs {
        let mut cells = vec![format!("{day}_{}", w.number(pair.n)), day.clone(), part(0, 4), part(4, 6), part(6, 8)];
        cells.extend(side(pair.source));
        cells.extend(side(pair.target));
        cells.extend([cameo.to_owned(), codes::root(cameo).to_owned(), codes::phoenix_penta(cameo).to_string()]);
        cells.extend([codes::goldstein(cameo).to_string(), issues(w), or_empty(e.lat), or_empty(e.lon)]);
        cells.extend([e.place.clone().unwrap_or_default(), province.to_owned(), e.country.clone().unwrap_or_default()]);
        cells.extend([sentences(w), urls(w), sources(w)]);
        sheet.row(&cells)?;
    }
    Ok(pairs.len() as u64)
}

/// Full code, entity (country or group), role, what else is known.
fn side(actor: Option<&EventActor>) -> [String; 4] {
    let Some(a) = actor else { return ["---", "---", "", ""].map(str::to_owned) };
    let coded: Coded = codes::coded(a);
    let entity = [&coded.country, &coded.group].into_iter().find(|s| !s.is_empty()).cloned();
    let role = coded.types.first().copied().unwrap_or("");
    let rest = coded.types.get(1..).unwrap_or(&[]).join(";");
    [coded.code(), entity.unwrap_or_else(|| "---".into()), role.to_owned(), rest]
}

pub fn petrarch2(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let day = digits(w.day().unwrap_or(""));
    let code = |a: Option<&EventActor>| a.map_or("---".to_owned(), |a| codes::coded(a).code());
    let pairs = w.pairs();
    for pair in &pairs {
        let cameo = w.event.cameo.clone().unwrap_or_default();
        sheet.row(&[day.clone(), code(pair.source), code(pair.target), cameo, issues(w), sentences(w), urls(w), sources(w)])?;
    }
    Ok(pairs.len() as u64)
}

/// `CONTEXT,n;…`: how many reports give it is not kept, so each counts once.
fn issues(w: &Whole) -> String {
    let counted: BTreeMap<String, u32> = w.event.contexts.iter().map(|c| (c.to_uppercase(), 1)).collect();
    counted.iter().map(|(c, n)| format!("{c},{n}")).collect::<Vec<_>>().join(";")
}

/// Document and sentence of every report, counted from 1.
fn sentences(w: &Whole) -> String {
    w.reports.iter().map(|r| format!("{}_{}", r.document.id, r.sentence + 1)).collect::<Vec<_>>().join(";")
}

fn urls(w: &Whole) -> String {
    each(w.reports.iter().filter_map(|r| r.document.url.as_deref()))
}

fn sources(w: &Whole) -> String {
    each(w.reports.iter().filter_map(|r| r.document.publisher.as_deref()))
}

/// Each value once, in order; a `;` inside one would part it.
fn each<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let mut seen = Vec::<String>::new();
    for value in values.map(|v| v.replace(';', "%3B")) {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen.join(";")
}
