//! The codebook, and texts coded on the spot: nothing of them is kept.

use super::json;
use crate::MAX_PASTE;
use crate::error::ApiError;
use crate::state::App;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dateline::code::{Codebook, codebook::TypeFile};
use dateline::knowledge::Files;
use dateline::read::{self, Format, Incoming};
use dateline::{Document, Engine};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value, json as js};
use std::sync::{Arc, LazyLock};

/// The codebook compiled in; files of `--knowledge` are not shown.
static BOOK: LazyLock<Option<Codebook>> = LazyLock::new(|| Codebook::parse(&Files::embedded()).ok());

/// Articles of a pasted JSON Lines file that are coded.
const MOST: usize = 20;
const LONGEST_SENTENCE: usize = 4000;

/// The types, in the order of the codebook.
pub fn book() -> &'static [TypeFile] {
    BOOK.as_ref().map_or(&[], |b| &b.types)
}

/// What the rules of these names are, for "why".
pub fn rules<'a>(names: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let Some(book) = BOOK.as_ref() else { return Map::new() };
    let told = |name: &str| {
        let r = book.rules.iter().find(|r| r.name == name)?;
        let patterns: Vec<&String> = r.rule.verbs.iter().chain(&r.rule.nouns).collect();
        Some((name.to_owned(), js!({"name": r.name, "why": r.rule.why, "file": r.file, "line": r.line, "patterns": patterns})))
    };
    names.filter_map(told).collect()
}

pub async fn codebook() -> Response {
    static PAGE: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(js!(all_types()).to_string()));
    json(PAGE.clone())
}

fn all_types() -> Vec<Value> {
    let Some(book) = BOOK.as_ref() else { return Vec::new() };
    let rule = |r: &dateline::code::codebook::CompiledRule| {
        let yes: Vec<String> = r.rule.yes.iter().map(|e| e.get_ref().clone()).collect();
        let no: Vec<String> = r.rule.no.iter().map(|e| e.get_ref().clone()).collect();
        js!({"name": r.name, "mode": r.rule.mode, "why": r.rule.why, "file": r.file, "line": r.line,
             "verbs": r.rule.verbs, "nouns": r.rule.nouns, "yes": yes, "no": no})
    };
    let kind = |(i, t): (usize, &TypeFile)| {
        let modes: Vec<_> =
            t.modes.iter().map(|(n, m)| js!({"name": n, "definition": m.definition, "score": m.score, "cameo": m.cameo})).collect();
        let rules: Vec<_> = book.rules.iter().filter(|r| r.kind == i).map(rule).collect();
        js!({"name": t.name, "definition": t.definition, "include": t.include, "exclude": t.exclude, "quad": t.quad, "score": t.score,
             "cameo": t.cameo, "modes": modes, "rules": rules})
    };
    book.types.iter().enumerate().map(kind).collect()
}

/// A text to code: pasted, or a dropped file with its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    name: String,
    text: String,
    date: Option<String>,
    title: Option<String>,
}

fn day(written: Option<&str>) -> Result<Option<Date>, ApiError> {
    let parse = |d: &str| d.parse().map_err(|_| ApiError::bad(format!("`{d}` is no day"), "write it as 2024-05-02"));
    written.filter(|d| !d.is_empty()).map(parse).transpose()
}

fn check_size(text: &str, most: usize) -> Result<(), ApiError> {
    if text.len() > most {
        let hint = format!("at most {most} bytes here; `dateline code` takes any file");
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "the text is too long", hint));
    }
    if text.trim().is_empty() {
        return Err(ApiError::bad("there is no text", "paste an article, or drop a file"));
    }
    Ok(())
}

/// The documents of a sheet, read as `dateline code` reads a file.
fn documents(sheet: &Sheet, date: Option<Date>) -> Result<Vec<Incoming>, ApiError> {
    if Format::detect(&sheet.name, sheet.text.as_bytes()) != Format::Jsonl {
        return Ok(vec![read::text(sheet.text.as_bytes(), &sheet.name, date)]);
    }
    let lines = sheet.text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()).take(MOST);
    let read = |(i, line): (usize, &str)| {
        let place = format!("{}:{}", sheet.name, i + 1);
        read::json_line(line.as_bytes(), &place, date)
            .map_err(|e| ApiError::bad(format!("{place}: {e}"), "one article a line: {\"id\", \"date\", \"text\"}"))
    };
    lines.map(read).collect()
}

fn coded(engine: &Engine, mut incoming: Incoming, title: Option<&str>) -> Result<Value, String> {
    if incoming.document.title.is_none() {
        incoming.document.title = title.filter(|t| !t.is_empty()).map(str::to_owned);
    }
    let d = &incoming.document;
    let mut record = engine.analyse(d);
    record.diagnostics.extend(incoming.diagnostics.iter().cloned());
    let rules = rules(record.events.iter().map(|e| e.rule.as_str()));
    let record = serde_json::to_value(&record).map_err(|e| e.to_string())?;
    Ok(
        js!({"id": d.id, "title": d.title, "name": d.id, "date": d.date, "publisher": d.publisher, "url": d.url, "text": d.text, "truncated": false,
            "record": record, "rules": rules, "events": {}}),
    )
}

pub async fn code(
    State(app): State<Arc<App>>,
    sheet: Result<Json<Sheet>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(sheet) = sheet.map_err(|e| ApiError::new(e.status(), e.body_text(), "see /api/openapi.json"))?;
    check_size(&sheet.text, MAX_PASTE)?;
    let documents = documents(&sheet, day(sheet.date.as_deref())?)?;
    let work =
        move |engine: &Engine| documents.into_iter().map(|d| coded(engine, d, sheet.title.as_deref())).collect::<Result<Vec<_>, _>>();
    let articles = app.code(work).await?.map_err(ApiError::inside)?;
    Ok(Json(articles).into_response())
}

/// A sentence to explain.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    text: String,
    on: Option<String>,
}

pub async fn explain(
    State(app): State<Arc<App>>,
    said: Result<Json<Sentence>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(said) = said.map_err(|e| ApiError::new(e.status(), e.body_text(), "see /api/openapi.json"))?;
    check_size(&said.text, LONGEST_SENTENCE)?;
    let document = Document { date: day(said.on.as_deref())?, text: said.text, ..Document::default() };
    let text = app.code(move |engine| dateline::explain::explain(engine, &document)).await?;
    Ok(Json(js!({"text": text})).into_response())
}
