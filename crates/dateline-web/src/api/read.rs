//! Questions to the store. Each answer is kept until the store changes.

use super::{Asked, fault, json, view};
use crate::ask::{Ask, some, words};
use crate::error::ApiError;
use crate::state::App;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use dateline_store::{CommitmentFilter, EventRow, Filter, Group, Reader};
use serde::Serialize;
use serde_json::json as js;
use std::collections::HashMap;
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Response, ApiError>;

/// The longest stretch of an article's text that the page shows, in code points.
const SHOWN: usize = 400_000;
const POINTS: u64 = 50_000;

/// Answers the address by a question to the store.
async fn reply<T: Serialize + Send + 'static>(
    app: &Arc<App>,
    uri: &OriginalUri,
    question: impl FnOnce(&App, &Reader) -> Result<T, ApiError> + Send + 'static,
) -> Answer {
    app.answer(uri.to_string(), question).await.map(json)
}

pub async fn about(State(app): Shared, uri: OriginalUri) -> Answer {
    // Whether the engine is there is learnt after the start: it is part of the key.
    let key = format!("{} {}", uri.path(), app.can_code());
    let answer = app.answer(key, |app, reader| {
        let s = reader.summary().map_err(fault)?;
        let book = super::code::book();
        let types: Vec<_> =
            book.iter().map(|t| js!({"name": t.name, "quad": t.quad, "modes": t.modes.keys().collect::<Vec<_>>()})).collect();
        Ok(js!({
            "store": app.store.file_name().map(|n| n.to_string_lossy()), "documents": s.documents, "records": s.reports, "events": s.events,
            "commitments": s.commitments, "first": s.first, "last": s.last, "version": env!("CARGO_PKG_VERSION"),
            "knowledge": s.versions.last().map(|v| v[1].clone()).unwrap_or_default(), "unlinked": s.unlinked,
            "review": app.reviewing(), "coder": app.can_code(), "max_paste": crate::MAX_PASTE, "types": types,
        }))
    });
    answer.await.map(json)
}

fn with_words(reader: &Reader, rows: Vec<EventRow>) -> Result<Vec<view::Event>, ApiError> {
    let words = reader.words_of_events(&rows).map_err(fault)?;
    Ok(rows.into_iter().zip(words).map(|(e, w)| view::event(e, w)).collect())
}

pub async fn events(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let filter = ask.filter()?;
    reply(&app, &uri, move |_, reader| {
        let page = reader.events(&filter).map_err(fault)?;
        Ok(view::Page::new(page.total, filter.offset, with_words(reader, page.rows)?))
    })
    .await
}

pub async fn event(State(app): Shared, uri: OriginalUri, Path(id): Path<String>) -> Answer {
    reply(&app, &uri, move |_, reader| {
        let found = reader.event(&id).map_err(fault)?.ok_or_else(|| ApiError::missing("event", &id))?;
        let origin = |document: &str| found.origins.iter().position(|o| o.iter().any(|d| d == document)).unwrap_or(0);
        let reports: Vec<_> = found.reports.iter().cloned().map(|r| { let o = origin(&r.document); view::report(r, o) }).collect();
        let merges: Vec<_> = found.merges.iter().map(|m| js!({
            "id": format!("{} {}", m.report, m.with), "action": format!("joined with score {:.2}", m.score), "reason": m.why,
            "pinned": m.why.starts_with("pinned"), "made": null,
        })).collect();
        let mut fields: Vec<(String, Vec<serde_json::Value>)> = Vec::new();
        for v in &found.disagreements {
            let value = js!({"value": v.value, "records": v.reports});
            match fields.last_mut().filter(|f| f.0 == v.field) {
                Some(field) => field.1.push(value),
                None => fields.push((v.field.clone(), vec![value])),
            }
        }
        let disagreements: Vec<_> = fields.into_iter().map(|(field, values)| js!({"field": field, "values": values})).collect();
        let similar = with_words(reader, alike(reader, &found.event)?)?;
        Ok(js!({"event": view::event(found.event, None), "reports": reports, "disagreements": disagreements, "merges": merges, "similar": similar}))
    })
    .await
}

/// Other events of the same type and countries within a month.
fn alike(reader: &Reader, e: &EventRow) -> Result<Vec<EventRow>, ApiError> {
    let country = |side: &[dateline_store::EventActor]| side.iter().find_map(|a| a.country.clone());
    let Some((source, day)) = country(&e.source).zip(e.from.as_deref().and_then(|d| d.parse::<jiff::civil::Date>().ok())) else {
        return Ok(Vec::new());
    };
    let month = jiff::Span::new().days(31);
    let filter = Filter {
        types: vec![e.kind.clone()],
        source: vec![source],
        target: country(&e.target).into_iter().collect(),
        from: day.checked_sub(month).ok().map(|d| d.to_string()),
        to: day.checked_add(month).ok().map(|d| d.to_string()),
        limit: 7,
        ..Filter::default()
    };
    let rows = reader.events(&filter).map_err(fault)?.rows;
    Ok(rows.into_iter().filter(|r| r.id != e.id).take(6).collect())
}

fn by_month(reader: &Reader, filter: Filter) -> Result<Vec<view::Month>, ApiError> {
    let rows = reader.series(&Filter { limit: 0, offset: 0, ..filter }, &[Group::Month, Group::Quad]).map_err(fault)?;
    Ok(view::months(&rows))
}

pub async fn series(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let filter = ask.filter()?;
    reply(&app, &uri, move |_, reader| by_month(reader, filter)).await
}

pub async fn map(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let filter = ask.filter()?;
    reply(&app, &uri, move |_, reader| reader.points(&filter, POINTS).map_err(fault)).await
}

pub async fn dyads(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let filter = ask.filter()?;
    reply(&app, &uri, move |app, reader| {
        let pairs = reader.pairs(&filter, filter.limit).map_err(fault)?;
        Ok(pairs.into_iter().map(|p| view::dyad(app, p)).collect::<Vec<_>>())
    })
    .await
}

/// Counts by type of two filters side by side.
fn types(reader: &Reader, left: Filter, right: Filter, names: [&str; 2]) -> Result<Vec<serde_json::Value>, ApiError> {
    let count = |filter: Filter| reader.series(&Filter { limit: 0, offset: 0, ..filter }, &[Group::Quad, Group::Type]).map_err(fault);
    let mut found: std::collections::BTreeMap<(String, String), [u64; 2]> = std::collections::BTreeMap::new();
    for (i, rows) in [count(left)?, count(right)?].into_iter().enumerate() {
        for row in rows {
            let [Some(quad), Some(kind)] = row.keys.as_slice() else { continue };
            found.entry((quad.clone(), kind.clone())).or_default()[i] += row.events;
        }
    }
    let row = |((quad, kind), n): ((String, String), [u64; 2])| js!({"type": kind, "quad": quad.parse::<u8>().unwrap_or(1), names[0]: n[0], names[1]: n[1]});
    Ok(found.into_iter().map(row).collect())
}

fn promised(reader: &Reader, filter: &CommitmentFilter) -> Result<Vec<view::Commitment>, ApiError> {
    let rows = reader.commitments(filter).map_err(fault)?;
    rows.into_iter()
        .map(|c| {
            let words = reader.words_of_commitment(&c.id).map_err(fault)?;
            Ok(view::commitment(c, words))
        })
        .collect()
}

/// The actor that a code or a name stands for, if any event has it.
fn who(app: &App, reader: &Reader, code: &str) -> Result<view::Side, ApiError> {
    let side = view::named(app, code);
    if app.states.contains_key(code) {
        return Ok(side);
    }
    let found = reader.actors(Some(code), 1, 0).map_err(fault)?;
    let row = found.first().ok_or_else(|| ApiError::missing("actor", code))?;
    let country = side.country.or_else(|| row.actor.country.clone());
    Ok(view::Side { country, ..side })
}

pub async fn dyad(State(app): Shared, uri: OriginalUri, Path((a, b)): Path<(String, String)>, Asked(ask): Asked<Ask>) -> Answer {
    let filter = ask.filter()?;
    reply(&app, &uri, move |app, reader| {
        let directed = |from: &str, to: &str| Filter { source: vec![from.into()], target: vec![to.into()], ..filter.clone() };
        let commitments = CommitmentFilter { by: Some(a.clone()), to: Some(b.clone()), limit: 20, ..CommitmentFilter::default() };
        let returned = CommitmentFilter { by: Some(b.clone()), to: Some(a.clone()), ..commitments.clone() };
        let mut commitments = promised(reader, &commitments)?;
        commitments.extend(promised(reader, &returned)?);
        Ok(js!({
            "a": who(app, reader, &a)?, "b": who(app, reader, &b)?,
            "forth": by_month(reader, directed(&a, &b))?, "back": by_month(reader, directed(&b, &a))?,
            "types": types(reader, directed(&a, &b), directed(&b, &a), ["forth", "back"])?, "commitments": commitments,
        }))
    })
    .await
}

pub async fn actors(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let (wanted, limit, offset) = (some(&ask.q), ask.limit(100), ask.offset()?);
    reply(&app, &uri, move |_, reader| {
        let rows = reader.actors(wanted.as_deref(), limit, offset).map_err(fault)?;
        let row = |r: &dateline_store::ActorRow| {
            let s = view::side(&r.actor);
            js!({"code": s.code, "name": s.name, "country": s.country, "sector": r.actor.sector.as_deref().map(view::sector), "events": r.as_source + r.as_target})
        };
        let total = reader.actors_count(wanted.as_deref()).map_err(fault)?;
        Ok(view::Page::new(total, offset, rows.iter().map(row).collect()))
    })
    .await
}

pub async fn actor(State(app): Shared, uri: OriginalUri, Path(code): Path<String>, Asked(ask): Asked<Ask>) -> Answer {
    let mut filter = ask.filter()?;
    reply(&app, &uri, move |app, reader| {
        let who = who(app, reader, &code)?;
        let first = reader.actors(Some(&code), 1, 0).map_err(fault)?.into_iter().next();
        let partners = reader.partners(&code, &filter, 12).map_err(fault)?;
        filter.actor.push(code.clone());
        let side = |source: bool| {
            let mut f = filter.clone();
            if source { &mut f.source } else { &mut f.target }.push(code.clone());
            f
        };
        let by = CommitmentFilter { by: Some(code.clone()), limit: 30, ..CommitmentFilter::default() };
        // What holds of one actor holds of the page only where it is about one.
        let own = |a: &dateline_store::ActorRow| (a.actor.sector.as_deref().map(view::sector).map(str::to_owned), a.actor.wikidata.clone());
        let (sector, wikidata) = first.as_ref().filter(|_| code.starts_with('"')).map(own).unwrap_or_default();
        Ok(js!({
            "code": code, "name": who.name, "country": who.country, "sector": sector, "wikidata": wikidata,
            "events": reader.count(&filter).map_err(fault)?, "names": reader.names(&code, 25).map_err(fault)?,
            "months": by_month(reader, filter.clone())?, "partners": partners.into_iter().map(|p| view::dyad(app, p)).collect::<Vec<_>>(),
            "types": types(reader, side(true), side(false), ["as_source", "as_target"])?, "commitments": promised(reader, &by)?,
        }))
    })
    .await
}

pub async fn articles(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let (query, publisher, limit, offset) = (words(&ask.q), some(&ask.publisher), ask.limit(30), ask.offset()?);
    reply(&app, &uri, move |_, reader| {
        let row = |d: &dateline_store::DocumentRow, snippet: &str| {
            js!({"id": d.id, "title": d.title, "name": d.name, "date": d.date, "publisher": d.publisher, "snippet": snippet, "events": d.reports})
        };
        let (total, items): (u64, Vec<_>) = match &query {
            Some(q) => {
                let hits = reader.search(q, limit, offset).map_err(fault)?;
                (reader.search_count(q).map_err(fault)?, hits.iter().map(|h| row(&h.document, &h.snippet)).collect())
            }
            None => {
                let rows = reader.documents(publisher.as_deref(), limit, offset).map_err(fault)?;
                let listed = |d: &dateline_store::DocumentRow| Ok(row(d, &reader.beginning(&d.id).map_err(fault)?));
                (reader.documents_count(publisher.as_deref()).map_err(fault)?, rows.iter().map(listed).collect::<Result<_, ApiError>>()?)
            }
        };
        Ok(view::Page::new(total, offset, items))
    })
    .await
}

pub async fn article(State(app): Shared, uri: OriginalUri, Path(id): Path<String>) -> Answer {
    reply(&app, &uri, move |_, reader| {
        let d = reader.document(&id).map_err(fault)?.ok_or_else(|| ApiError::missing("article", &id))?;
        let events: HashMap<_, _> = d.tellings.iter().filter_map(|t| Some((t.report.local.clone(), t.event.clone()?))).collect();
        let rules = super::code::rules(d.tellings.iter().map(|t| t.report.rule.as_str()));
        let shown: String = d.text.chars().take(SHOWN).collect();
        let truncated = shown.len() < d.text.len();
        Ok(js!({
            "id": d.row.id, "title": d.row.title, "name": d.row.name, "date": d.row.date, "publisher": d.row.publisher, "url": d.row.url,
            "text": shown, "truncated": truncated, "record": d.record, "rules": rules, "events": events,
        }))
    })
    .await
}

pub async fn commitments(State(app): Shared, uri: OriginalUri, Asked(ask): Asked<Ask>) -> Answer {
    let filter = CommitmentFilter {
        by: some(&ask.by),
        state: crate::ask::list(&ask.state),
        from: some(&ask.from),
        until: some(&ask.to),
        text: words(&ask.q),
        newest: ask.order != "date",
        limit: ask.limit(60),
        offset: ask.offset()?,
        ..CommitmentFilter::default()
    };
    reply(&app, &uri, move |_, reader| {
        let states: HashMap<_, _> = reader.commitment_states(filter.by.as_deref()).map_err(fault)?.into_iter().collect();
        let total = states.iter().filter(|(s, _)| filter.state.is_empty() || filter.state.contains(s)).map(|(_, n)| n).sum();
        let page = view::Page::new(total, filter.offset, promised(reader, &filter)?);
        Ok(js!({"total": page.total, "items": page.items, "next": page.next, "states": states}))
    })
    .await
}
