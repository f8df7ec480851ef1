//! `dateline events`, `commitments`, `search`, `sql`, `merges`: questions to a store.

use super::people;
use crate::args::{AskOutput, CommitmentsArgs, EventsArgs, FilterArgs, MergesArgs, SearchArgs, SqlArgs};
use crate::output::{self, harmless};
use anyhow::Result;
use dateline_store::{CommitmentFilter, Filter, Group, Order, Reader, Writer};
use serde_json::{Map, Value, json};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Rows as one flat table: names of the columns, and values.
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// Distinct events that fit, or counts of them.
pub fn events(args: &EventsArgs) -> Result<ExitCode> {
    let store = open(&args.store)?;
    let limit = limit(args.limit, args.shown.output, args.by.is_empty());
    let order = if args.newest { Order::Newest } else { Order::Date };
    let filter = Filter { order, limit, ..filter(&args.filter)? };
    if args.by.is_empty() {
        let page = store.events(&filter)?;
        if page.total == 0 {
            explain_nothing(&store, &args.filter)?;
        }
        if args.shown.output == AskOutput::Geojson {
            return geojson(&page.rows.iter().map(|r| json!(r)).collect::<Vec<_>>());
        }
        if args.shown.output == AskOutput::Table {
            let rest = page.total.saturating_sub(page.rows.len() as u64);
            let more = if rest > 0 { format!("… and {rest} more: --limit 0 shows all\n") } else { String::new() };
            return say(&(people::events(&store, &page.rows, &output::style(args.shown.color))? + &more));
        }
        return write(args.shown.output, flat(page.rows.iter().map(|r| json!(r))));
    }
    let groups: Vec<Group> = args.by.iter().map(|g| g.parse()).collect::<Result<_, _>>()?;
    let mut columns: Vec<String> = groups.iter().map(|g| g.name().to_owned()).collect();
    columns.extend(["events", "reports", "origins", "score", "killed"].map(str::to_owned));
    let counts = store.series(&filter, &groups)?;
    if counts.is_empty() {
        explain_nothing(&store, &args.filter)?;
    }
    let rows = counts.into_iter().map(|r| {
        let mut row: Vec<Value> = r.keys.iter().map(|k| json!(k)).collect();
        row.extend([json!(r.events), json!(r.reports), json!(r.origins), json!((r.score * 1000.0).round() / 1000.0), json!(r.killed)]);
        row
    });
    write(args.shown.output, Rows { columns, rows: rows.collect() })
}

/// Says that no event fits, and which of the words asked for the store has never seen.
fn explain_nothing(store: &Reader, asked: &FilterArgs) -> Result<()> {
    use dateline_store::Value as Sql;
    eprintln!("dateline: no event fits");
    let types: Vec<String> = asked.types.iter().map(|t| t.to_uppercase()).collect();
    for (column, words) in [("type", &types), ("mode", &asked.mode), ("status", &asked.status)] {
        let sql = format!("SELECT DISTINCT \"{column}\" FROM events WHERE \"{column}\" IS NOT NULL ORDER BY 1");
        let known: Vec<String> =
            store.sql(&sql, 0)?.rows.into_iter().flatten().filter_map(|v| if let Sql::Text(t) = v { Some(t) } else { None }).collect();
        for word in words.iter().filter(|w| !known.contains(w)) {
            eprintln!("  none has the {column} {}; there are {}", harmless(word), known.join(", "));
        }
    }
    Ok(())
}

pub(super) fn open(path: &std::path::Path) -> Result<Reader> {
    let store = Reader::open(path)?;
    let unlinked = store.summary()?.unlinked;
    if unlinked > 0 {
        eprintln!("dateline: {unlinked} documents are not linked to events yet: run dateline add {} to finish", path.display());
    }
    Ok(store)
}

/// The rows of a table for people, each with its words, that are shown unasked.
const SHOWN: u64 = 50;

fn limit(asked: Option<u64>, output: AskOutput, with_words: bool) -> u64 {
    asked.unwrap_or(if output == AskOutput::Table && with_words { SHOWN } else { 0 })
}

/// Conditions from the command line.
pub(super) fn filter(a: &FilterArgs) -> Result<Filter> {
    let bbox = a.bbox.as_deref().map(|b| {
        let parts: Vec<f64> = b.split(',').filter_map(|p| p.trim().parse().ok()).collect();
        <[f64; 4]>::try_from(parts).map_err(|_| anyhow::anyhow!("{b}: a box is west,south,east,north in degrees, such as 22,44,40,52"))
    });
    Ok(Filter {
        actor: a.actor.clone(),
        source: a.source.clone(),
        target: a.target.clone(),
        dyad: a.dyad.clone(),
        types: a.types.clone(),
        modes: a.mode.clone(),
        quad: a.quad.clone(),
        status: a.status.clone(),
        from: a.from.clone(),
        to: a.to.clone(),
        place: a.place.clone(),
        bbox: bbox.transpose()?,
        text: a.text.clone(),
        publisher: a.publisher.clone(),
        confidence: a.confidence,
        origins: a.origins,
        ..Filter::default()
    })
}

/// Commitments and what became of them.
pub fn commitments(args: &CommitmentsArgs) -> Result<ExitCode> {
    let mut state = args.state.clone();
    if args.open {
        state.extend(["open".to_owned(), "overdue".to_owned()]);
    }
    let limit = limit(args.limit, args.shown.output, true);
    let filter = CommitmentFilter { by: args.by.clone(), to: args.to.clone(), state, limit, ..CommitmentFilter::default() };
    let rows = open(&args.store)?.commitments(&filter)?;
    if args.shown.output == AskOutput::Table {
        return say(&people::commitments(&rows, &output::style(args.shown.color)));
    }
    write(args.shown.output, flat(rows.iter().map(|r| json!(r))))
}

/// Documents with these words.
pub fn search(args: &SearchArgs) -> Result<ExitCode> {
    let mut hits = open(&args.store)?.search(&args.words.join(" "), args.limit, 0)?;
    hits.iter_mut().for_each(|h| h.snippet = h.snippet.replace(['\u{E000}', '\u{E001}'], "*"));
    write(args.shown.output, flat(hits.iter().map(|r| json!(r))))
}

/// Anybody's own SQL, read-only.
pub fn sql(args: &SqlArgs) -> Result<ExitCode> {
    use dateline_store::Value as Sql;
    let table = Reader::open(&args.store)?.sql(&args.statement, 0)?;
    let value = |v: Sql| match v {
        Sql::Null => Value::Null,
        Sql::Integer(i) => json!(i),
        Sql::Real(r) => json!(r),
        Sql::Text(t) => json!(t),
        Sql::Blob(b) => json!(b.iter().map(|b| format!("{b:02x}")).collect::<String>()),
    };
    let rows = table.rows.into_iter().map(|row| row.into_iter().map(value).collect()).collect();
    write(args.shown.output, Rows { columns: table.columns, rows })
}

/// Lists merges, or decides on two reports and links anew.
pub fn merges(args: &MergesArgs) -> Result<ExitCode> {
    for (pair, same) in [(&args.pin, true), (&args.undo, false)] {
        let [a, b] = pair.as_slice() else { continue };
        let mut writer = Writer::open(&args.store)?;
        writer.pin(a, b, same, "")?;
        let linked = writer.relink()?;
        eprintln!("{} reports are {} events", linked.reports, linked.events);
        writer.close()?;
        return Ok(ExitCode::SUCCESS);
    }
    let store = open(&args.store)?;
    if args.misses {
        let rows = store.misses(usize::try_from(args.limit)?)?;
        if args.shown.output == AskOutput::Table {
            return say(&people::misses(&store, &rows, &output::style(args.shown.color))?);
        }
        return write(args.shown.output, flat(rows.iter().map(|r| json!(r))));
    }
    let rows = store.merges(args.event.as_deref(), args.limit, 0)?;
    if args.shown.output == AskOutput::Table {
        return say(&people::merges(&store, &rows, &output::style(args.shown.color))?);
    }
    write(args.shown.output, flat(rows.iter().map(|r| json!(r))))
}

fn say(text: &str) -> Result<ExitCode> {
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Objects as rows: lists of actors become their names and codes, other lists are joined.
fn flat(objects: impl Iterator<Item = Value>) -> Rows {
    let mut columns: Vec<String> = Vec::new();
    let objects: Vec<Map<String, Value>> = objects.map(|o| o.as_object().map(flattened).unwrap_or_default()).collect();
    for key in objects.iter().flat_map(Map::keys) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    let rows = objects.into_iter().map(|mut o| columns.iter().map(|c| o.remove(c).unwrap_or(Value::Null)).collect()).collect();
    Rows { columns, rows }
}

fn flattened(object: &Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in object {
        let actors = value.as_array().filter(|_| matches!(key.as_str(), "source" | "target" | "by" | "to"));
        match (actors, value) {
            (Some(list), _) => {
                let join = |field: &str| list.iter().map(|a| a[field].as_str().unwrap_or("")).collect::<Vec<_>>().join(";");
                out.insert(key.clone(), json!(join("name")));
                out.insert(format!("{key}_code"), json!(join("code")));
            }
            (None, Value::Array(list)) if list.iter().all(Value::is_string) => {
                out.insert(key.clone(), json!(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(";")));
            }
            _ => {
                out.insert(key.clone(), value.clone());
            }
        }
    }
    out
}

fn plain(v: &Value) -> String {
    match v {
        Value::Null => String::new(),
        Value::String(s) => s.clone(),
        v => v.to_string(),
    }
}

fn write(output: AskOutput, rows: Rows) -> Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match output {
        AskOutput::Jsonl => {
            for row in rows.rows {
                let object: Map<String, Value> = rows.columns.iter().cloned().zip(row).collect();
                writeln!(out, "{}", Value::Object(object))?;
            }
        }
        AskOutput::Csv => {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record(&rows.columns)?;
            for row in &rows.rows {
                csv.write_record(row.iter().map(plain))?;
            }
            csv.flush()?;
        }
        AskOutput::Table => table(&mut out, &rows)?,
        AskOutput::Parquet if io::stdout().is_terminal() => {
            anyhow::bail!("Parquet is for programs\n  hint: send it to a file: -o parquet > events.parquet")
        }
        AskOutput::Parquet => out.write_all(&dateline_store::parquet(&rows.columns, &rows.rows)?)?,
        AskOutput::Geojson => anyhow::bail!("only events themselves go to a map: leave out --by"),
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Widest cell of a table.
const CELL: usize = 48;

/// Columns for people; those that are empty in every row are left out.
fn table(out: &mut impl Write, rows: &Rows) -> io::Result<()> {
    let cell = |v: &Value| -> String {
        let s: String = harmless(&plain(v)).replace('\n', " ");
        if s.chars().count() > CELL { s.chars().take(CELL - 1).chain(['…']).collect() } else { s }
    };
    let cells: Vec<Vec<String>> = rows.rows.iter().map(|r| r.iter().map(cell).collect()).collect();
    let shown: Vec<usize> =
        (0..rows.columns.len()).filter(|&c| cells.is_empty() || cells.iter().any(|r| !matches!(r[c].as_str(), "" | "[]"))).collect();
    let wide = |s: &str| unicode_width::UnicodeWidthStr::width(s);
    let widths: Vec<usize> =
        shown.iter().map(|&c| cells.iter().map(|r| wide(&r[c])).chain([wide(&rows.columns[c])]).max().unwrap_or(0)).collect();
    let mut line = |row: &[String]| {
        let padded = shown.iter().zip(&widths).map(|(&c, &w)| format!("{}{}", row[c], " ".repeat(w - wide(&row[c]))));
        writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    line(&rows.columns)?;
    cells.iter().try_for_each(|r| line(r))
}

fn geojson(events: &[Value]) -> Result<ExitCode> {
    let features: Vec<Value> = events
        .iter()
        .filter(|e| e["lat"].is_number())
        .map(|e| json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [e["lon"], e["lat"]]}, "properties": e}))
        .collect();
    writeln!(io::stdout().lock(), "{}", json!({"type": "FeatureCollection", "features": features}))?;
    Ok(ExitCode::SUCCESS)
}
