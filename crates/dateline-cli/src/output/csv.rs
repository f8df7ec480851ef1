//! One row an event, lists joined with `;`.

use super::excerpt::Excerpts;
use dateline::code::Event;
use dateline::record::ActorRef;
use dateline::{Document, Record};
use serde::Serialize;

#[derive(Default, Serialize)]
struct Row<'a> {
    document: &'a str,
    date: String,
    publisher: &'a str,
    url: &'a str,
    event: &'a str,
    r#type: &'a str,
    mode: &'a str,
    status: String,
    quad: u8,
    score: f32,
    cameo: &'a str,
    contexts: String,
    source: String,
    source_code: String,
    source_country: String,
    source_sector: String,
    target: String,
    target_code: String,
    target_country: String,
    target_sector: String,
    from: String,
    to: String,
    precision: &'a str,
    r#where: &'a str,
    where_country: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames: Option<u32>,
    claimed_by: String,
    trigger: &'a str,
    sentence: &'a str,
    rule: &'a str,
    confidence: f32,
}

/// The line of column names.
pub fn head() -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(Row::default()).expect("memory never fails");
    let mut bytes = writer.into_inner().expect("memory never fails");
    let line = bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |i| i + 1);
    bytes.truncate(line);
    bytes
}

/// A document's events, without column names.
pub fn rows(document: &Document, record: &Record) -> Vec<u8> {
    if record.events.is_empty() {
        return Vec::new();
    }
    let excerpts = Excerpts::new(&document.text);
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for event in &record.events {
        writer.serialize(row(document, record, event, &excerpts)).expect("memory never fails");
    }
    writer.into_inner().expect("memory never fails")
}

fn row<'a>(document: &'a Document, record: &'a Record, event: &'a Event, excerpts: &Excerpts<'a>) -> Row<'a> {
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    let (start, end) = record.sentences.get(event.sentence as usize).copied().unwrap_or_default();
    let (when, place) = (event.when.as_ref(), event.place.as_ref());
    Row {
        document: &record.id,
        date: day(record.date),
        publisher: document.publisher.as_deref().unwrap_or(""),
        url: document.url.as_deref().unwrap_or(""),
        event: &event.id,
        r#type: &event.kind,
        mode: event.mode.as_deref().unwrap_or(""),
        status: super::status(event.status).to_owned(),
        quad: event.quad,
        score: event.score,
        cameo: event.cameo.as_deref().unwrap_or(""),
        contexts: event.contexts.join(";"),
        source: listed(&event.source, |a| &a.name),
        source_code: listed(&event.source, |a| &a.code),
        source_country: listed(&event.source, |a| a.country.as_deref().unwrap_or("")),
        source_sector: listed(&event.source, |a| a.sector.as_deref().unwrap_or("")),
        target: listed(&event.target, |a| &a.name),
        target_code: listed(&event.target, |a| &a.code),
        target_country: listed(&event.target, |a| a.country.as_deref().unwrap_or("")),
        target_sector: listed(&event.target, |a| a.sector.as_deref().unwrap_or("")),
        from: day(when.and_then(|w| w.from)),
        to: day(when.and_then(|w| w.to)),
        precision: when.map_or("", |w| w.precision),
        r#where: place.map_or("", |p| &p.name),
        where_country: place.and_then(|p| p.country.as_deref()).unwrap_or(""),
        lat: place.and_then(|p| p.lat),
        lon: place.and_then(|p| p.lon),
        geonames: place.and_then(|p| p.geonames),
        claimed_by: event.claimed_by.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(";"),
        trigger: excerpts.span(event.trigger),
        sentence: excerpts.words(start, end),
        rule: &event.rule,
        confidence: event.confidence,
    }
}

fn listed(actors: &[ActorRef], field: impl Fn(&ActorRef) -> &str) -> String {
    actors.iter().map(field).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_names_every_column_once() {
        let head = String::from_utf8(head()).expect("ASCII");
        let names: std::collections::BTreeSet<&str> = head.trim_end().split(',').collect();
        assert_eq!(names.len(), head.trim_end().split(',').count());
        assert!(head.starts_with("document,date,") && head.ends_with(",confidence\n"));
    }

    #[test]
    fn rows_have_the_heads_columns() {
        let (document, record) = crate::output::sample();
        let all = [head(), rows(&document, &record)].concat();
        let mut reader = csv::Reader::from_reader(all.as_slice());
        let row: std::collections::HashMap<String, String> = reader.deserialize().next().expect("one row").expect("well formed");
        assert_eq!((row["type"].as_str(), row["source"].as_str(), row["target_code"].as_str()), ("CONSULT", "Iran", "IRQGOV"));
        assert_eq!((row["trigger"].as_str(), row["from"].as_str(), row["where"].as_str()), ("met", "2024-04-30", "Basra"));
    }
}
