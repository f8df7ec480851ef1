//! Downloads: the lists of the page as CSV, JSON Lines, Parquet or GeoJSON, under the same filters.

use super::{Asked, fault};
use crate::ask::{Ask, list, some, words};
use crate::error::ApiError;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dateline_store::{CommitmentFilter, EventActor, Filter, Group, Reader};
use serde_json::{Map, Value, json as js};
use std::sync::Arc;

/// Rows of one download.
const MOST: u64 = 250_000;

/// Rows with one set of columns; a cell is a text, a number or null.
struct Sheet {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

pub async fn export(State(app): State<Arc<App>>, Path(file): Path<String>, Asked(ask): Asked<Ask>) -> Result<Response, ApiError> {
    let (view, format) = file.split_once('.').unwrap_or((&file, ""));
    let known = ["events", "series", "map", "dyads", "commitments"].iter().find(|v| **v == view);
    let view = *known.ok_or_else(|| ApiError::bad("no such download", "events, series, map, dyads or commitments"))?;
    let kind = match format {
        "csv" => "text/csv; charset=utf-8",
        "jsonl" => "application/jsonl",
        "parquet" => "application/vnd.apache.parquet",
        "geojson" if view == "events" || view == "map" => "application/geo+json",
        _ => return Err(ApiError::bad("no such format", "csv, jsonl or parquet; events and map also geojson")),
    };
    let format = format.to_owned();
    let bytes = app.ask(move |_, reader| write(&sheet(reader, view, &ask)?, &format)).await?;
    let name = format!("attachment; filename=\"{file}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

fn sheet(reader: &Reader, view: &str, ask: &Ask) -> Result<Sheet, ApiError> {
    let filter = Filter { limit: MOST, offset: 0, ..ask.filter()? };
    match view {
        "events" => events(reader, &filter),
        "series" => series(reader, &filter),
        "map" => points(reader, &filter),
        "dyads" => dyads(reader, &filter),
        _ => commitments(reader, ask),
    }
}

fn joined(actors: &[EventActor], part: impl Fn(&EventActor) -> &str) -> Value {
    Value::String(actors.iter().map(part).collect::<Vec<_>>().join(";"))
}

fn events(reader: &Reader, filter: &Filter) -> Result<Sheet, ApiError> {
    let columns = vec![
        "id",
        "type",
        "mode",
        "quad",
        "score",
        "cameo",
        "status",
        "from",
        "to",
        "precision",
        "source",
        "source_codes",
        "target",
        "target_codes",
        "place",
        "place_kind",
        "country",
        "lat",
        "lon",
        "killed",
        "injured",
        "reports",
        "documents",
        "origins",
        "disagreements",
        "confidence",
    ];
    let row = |e: dateline_store::EventRow| {
        vec![
            js!(e.id),
            js!(e.kind),
            js!(e.mode),
            js!(e.quad),
            js!(e.score),
            js!(e.cameo),
            js!(e.status),
            js!(e.from),
            js!(e.to),
            js!(e.precision),
            joined(&e.source, |a| &a.name),
            joined(&e.source, |a| &a.code),
            joined(&e.target, |a| &a.name),
            joined(&e.target, |a| &a.code),
            js!(e.place),
            js!(e.place_kind),
            js!(e.country),
            js!(e.lat),
            js!(e.lon),
            js!(e.killed),
            js!(e.injured),
            js!(e.reports),
            js!(e.documents),
            js!(e.origins),
            js!(e.disagreements),
            js!(e.confidence),
        ]
    };
    let rows = reader.events(filter).map_err(fault)?.rows;
    Ok(Sheet { columns, rows: rows.into_iter().map(row).collect() })
}

fn series(reader: &Reader, filter: &Filter) -> Result<Sheet, ApiError> {
    let rows = reader.series(filter, &[Group::Month, Group::Type]).map_err(fault)?;
    let row = |r: dateline_store::SeriesRow| {
        vec![js!(r.keys[0]), js!(r.keys[1]), js!(r.events), js!(r.reports), js!(r.origins), js!(r.score), js!(r.killed)]
    };
    Ok(Sheet {
        columns: vec!["month", "type", "events", "reports", "origins", "score", "killed"],
        rows: rows.into_iter().map(row).collect(),
    })
}

fn points(reader: &Reader, filter: &Filter) -> Result<Sheet, ApiError> {
    let rows = reader.points(filter, MOST).map_err(fault)?;
    let row = |p: dateline_store::web::PointRow| {
        vec![
            js!(p.name),
            js!(p.kind),
            js!(p.country),
            js!(p.lat),
            js!(p.lon),
            js!(p.quads[0]),
            js!(p.quads[1]),
            js!(p.quads[2]),
            js!(p.quads[3]),
        ]
    };
    let columns = vec![
        "place",
        "place_kind",
        "country",
        "lat",
        "lon",
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
    ];
    Ok(Sheet { columns, rows: rows.into_iter().map(row).collect() })
}

fn dyads(reader: &Reader, filter: &Filter) -> Result<Sheet, ApiError> {
    let rows = reader.pairs(filter, MOST).map_err(fault)?;
    let row = |p: dateline_store::web::PairRow| {
        vec![js!(p.a), js!(p.b), js!(p.quads[0]), js!(p.quads[1]), js!(p.quads[2]), js!(p.quads[3]), js!(p.score)]
    };
    let columns = vec!["a", "b", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "score"];
    Ok(Sheet { columns, rows: rows.into_iter().map(row).collect() })
}

fn commitments(reader: &Reader, ask: &Ask) -> Result<Sheet, ApiError> {
    let filter =
        CommitmentFilter { by: some(&ask.by), state: list(&ask.state), text: words(&ask.q), limit: MOST, ..CommitmentFilter::default() };
    let row = |c: dateline_store::CommitmentRow| {
        let will = if c.will { "will" } else { "will not" };
        vec![
            js!(c.id),
            js!(c.document),
            joined(&c.by, |a| &a.name),
            joined(&c.by, |a| &a.code),
            joined(&c.to, |a| &a.name),
            js!(will),
            js!(c.act),
            js!(c.kind),
            js!(c.made),
            js!(c.due_from),
            js!(c.due_to),
            js!(c.condition),
            js!(c.state),
            js!(c.state_date),
            js!(c.state_confidence),
        ]
    };
    let columns = vec![
        "id",
        "document",
        "by",
        "by_codes",
        "to",
        "will",
        "act",
        "type",
        "made",
        "due_from",
        "due_to",
        "condition",
        "state",
        "state_date",
        "state_confidence",
    ];
    Ok(Sheet { columns, rows: reader.commitments(&filter).map_err(fault)?.into_iter().map(row).collect() })
}

fn write(sheet: &Sheet, format: &str) -> Result<Vec<u8>, ApiError> {
    match format {
        "csv" => csv(sheet),
        "jsonl" => jsonl(sheet),
        "parquet" => dateline_store::parquet(&sheet.columns, &sheet.rows).map_err(ApiError::inside),
        _ => geojson(sheet),
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe in front.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn csv(sheet: &Sheet) -> Result<Vec<u8>, ApiError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&sheet.columns).map_err(ApiError::inside)?;
    for row in &sheet.rows {
        let cell = |v: &Value| match v {
            Value::Null => String::new(),
            Value::String(s) => harmless(s),
            other => other.to_string(),
        };
        out.write_record(row.iter().map(cell)).map_err(ApiError::inside)?;
    }
    out.into_inner().map_err(ApiError::inside)
}

fn object(sheet: &Sheet, row: &[Value]) -> Map<String, Value> {
    sheet.columns.iter().map(|c| (*c).to_owned()).zip(row.iter().cloned()).collect()
}

fn jsonl(sheet: &Sheet) -> Result<Vec<u8>, ApiError> {
    let mut out = Vec::new();
    for row in &sheet.rows {
        serde_json::to_writer(&mut out, &object(sheet, row)).map_err(ApiError::inside)?;
        out.push(b'\n');
    }
    Ok(out)
}

/// Points of what has coordinates; `place_kind` tells which of them stand for a whole region or country.
fn geojson(sheet: &Sheet) -> Result<Vec<u8>, ApiError> {
    let feature = |row: &Vec<Value>| {
        let mut properties = object(sheet, row);
        let (lat, lon) = (properties.remove("lat")?.as_f64()?, properties.remove("lon")?.as_f64()?);
        Some(js!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}))
    };
    let features: Vec<Value> = sheet.rows.iter().filter_map(feature).collect();
    serde_json::to_vec(&js!({"type": "FeatureCollection", "features": features})).map_err(ApiError::inside)
}
