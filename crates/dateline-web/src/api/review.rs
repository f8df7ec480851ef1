//! Judging records, and merging and splitting events: only with `--review`.

use super::{Asked, fault};
use crate::error::ApiError;
use crate::state::App;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use dateline_store::web::{Judged, Verdict};
use dateline_store::{DocumentDetail, Reader};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json as js};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

type Shared = State<Arc<App>>;
type Answer = Result<Response, ApiError>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// Reviewers' names, in bytes.
const LONGEST_NAME: usize = 60;
/// Reports that one request may pin.
const MOST_PINS: usize = 2000;

fn body<T>(given: Body<T>) -> Result<T, ApiError> {
    given.map(|Json(t)| t).map_err(|e| ApiError::new(e.status(), e.body_text(), "see /api/openapi.json"))
}

fn name_of(reviewer: &str) -> Result<String, ApiError> {
    let name: String = reviewer.trim().chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Err(ApiError::bad("a reviewer needs a name", format!("give initials, at most {LONGEST_NAME} bytes")));
    }
    Ok(name)
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct SampleAsk {
    #[serde(rename = "type")]
    kind: String,
    reviewer: String,
    /// `1`: records that another reviewer has judged.
    second: String,
    /// Id of the record that is passed over.
    after: String,
}

pub async fn sample(State(app): Shared, Asked(ask): Asked<SampleAsk>) -> Answer {
    let reviewer = name_of(&ask.reviewer)?;
    let all = app.reviews()?.all().map_err(fault)?;
    let sample = app.ask(move |_, reader| draw(reader, &ask, &reviewer, &all)).await?;
    Ok(Json(js!({"sample": sample})).into_response())
}

/// The next record to judge: of the type asked for, else of the type judged least by this reviewer.
fn draw(reader: &Reader, ask: &SampleAsk, reviewer: &str, all: &[Judged]) -> Result<Option<Value>, ApiError> {
    let mine: HashSet<String> = all.iter().filter(|j| j.reviewer == reviewer).map(|j| j.record.clone()).collect();
    let mut types: Vec<(usize, String, u64)> = Vec::new();
    for (kind, _, n) in reader.record_types().map_err(fault)? {
        let judged = all.iter().filter(|j| j.reviewer == reviewer && j.kind == kind).count();
        if (ask.kind.is_empty() || ask.kind == kind) && judged < usize::try_from(n).unwrap_or(usize::MAX) {
            types.push((judged, kind, n));
        }
    }
    types.sort();
    for (judged, kind, n) in types {
        let left = n - judged as u64;
        let found = if ask.second == "1" {
            let other =
                all.iter().filter(|j| j.kind == kind && j.reviewer != reviewer && !mine.contains(&j.record) && j.record > ask.after);
            match other.map(|j| &j.record).min() {
                Some(id) => reader.record(id).map_err(fault)?,
                None => None,
            }
        } else {
            reader.next_record(&kind, &ask.after, &mine).map_err(fault)?
        };
        let Some(record) = found else { continue };
        let Some(document) = reader.document(&record.document).map_err(fault)? else { continue };
        if let Some(shown) = in_context(&document, &record.id, &record.local, left) {
            return Ok(Some(shown));
        }
    }
    Ok(None)
}

/// Code points `[start, end)` of a text.
fn cut(text: &str, start: u64, end: u64) -> String {
    text.chars().skip(usize::try_from(start).unwrap_or(0)).take(usize::try_from(end.saturating_sub(start)).unwrap_or(0)).collect()
}

/// The event of a document's record, and the code points of its sentence.
fn event_of<'a>(document: &'a DocumentDetail, local: &str) -> Option<(&'a Value, u64, u64)> {
    let event = document.record["events"].as_array()?.iter().find(|e| e["id"] == local)?;
    let sentence = &document.record["sentences"][usize::try_from(event["sentence"].as_u64()?).ok()?];
    Some((event, sentence[0].as_u64()?, sentence[1].as_u64()?))
}

fn in_context(d: &DocumentDetail, record: &str, local: &str, left: u64) -> Option<Value> {
    let (event, start, end) = event_of(d, local)?;
    let within = |a: &&Value| a["start"].as_u64().is_some_and(|s| s >= start) && a["end"].as_u64().is_some_and(|e| e <= end);
    let actors: Vec<&Value> = d.record["actors"].as_array().map(|a| a.iter().filter(within).collect()).unwrap_or_default();
    Some(js!({
        "record": record, "document": d.row.id, "title": d.row.title, "publisher": d.row.publisher,
        "date": d.row.date, "sentence": cut(&d.text, start, end), "offset": start, "before": cut(&d.text, start.saturating_sub(300), start),
        "after": cut(&d.text, end, end + 300), "event": event, "actors": actors, "left": left,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judgement {
    record: String,
    reviewer: String,
    verdict: Verdict,
    correction: Option<Correction>,
}

/// What a record should have been; the sides are code points of the document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    #[serde(rename = "type")]
    kind: String,
    mode: Option<String>,
    status: String,
    source: [u64; 2],
    target: [u64; 2],
}

pub async fn judge(State(app): Shared, given: Body<Judgement>) -> Answer {
    let judgement = body(given)?;
    drop(app.reviews()?);
    let judged = app.ask(move |_, reader| judged(reader, &judgement)).await?;
    app.reviews()?.put(&judged).map_err(fault)?;
    Ok(Json(js!({"said": "kept"})).into_response())
}

fn judged(reader: &Reader, j: &Judgement) -> Result<Judged, ApiError> {
    let reviewer = name_of(&j.reviewer)?;
    let missing = || ApiError::missing("record", &j.record);
    let record = reader.record(&j.record).map_err(fault)?.ok_or_else(missing)?;
    let document = reader.document(&record.document).map_err(fault)?.ok_or_else(missing)?;
    let (event, start, end) = event_of(&document, &record.local).ok_or_else(missing)?;
    let span = |a: &Value| Some([a["start"].as_u64()?, a["end"].as_u64()?]);
    let first = |side: &str| event[side].as_array().and_then(|a| span(a.first()?)).unwrap_or_default();
    let said = |field: &str| event[field].as_str().unwrap_or("-").to_owned();
    let machine = Correction {
        kind: said("type"),
        mode: event["mode"].as_str().map(str::to_owned),
        status: said("status"),
        source: first("source"),
        target: first("target"),
    };
    let none = || Correction {
        kind: "NONE".into(),
        mode: None,
        status: "-".into(),
        ..Correction { source: machine.source, target: machine.target, kind: String::new(), mode: None, status: String::new() }
    };
    let given = match (j.verdict, &j.correction) {
        (Verdict::Accept, _) => &machine,
        (Verdict::Reject, _) => &none(),
        (Verdict::Correct, Some(c)) => check(c)?,
        (Verdict::Correct, None) => return Err(ApiError::bad("a correction is missing", "send type, mode, status, source and target")),
    };
    Ok(Judged {
        record: record.id,
        reviewer,
        verdict: j.verdict,
        kind: machine.kind.clone(),
        truth: given.kind.clone(),
        gold: gold_line(&cut(&document.text, start, end), start, given),
        document: record.document,
        made: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    })
}

/// A type, mode and status of the codebook.
fn check(c: &Correction) -> Result<&Correction, ApiError> {
    let kind = super::code::book().iter().find(|t| t.name == c.kind);
    let fits = kind.is_some_and(|t| c.mode.as_ref().is_none_or(|m| t.modes.contains_key(m)));
    let status = ["actual", "historical", "future", "hypothetical", "negated"].contains(&c.status.as_str());
    if fits && status { Ok(c) } else { Err(ApiError::bad("no such type, mode or status", "take them from /api/codebook")) }
}

/// A line of the corpus, or nothing where the two sides are not apart within the sentence.
fn gold_line(sentence: &str, offset: u64, c: &Correction) -> String {
    let points: Vec<char> = sentence.chars().map(|x| if x.is_control() || x == '\u{2028}' { ' ' } else { x }).collect();
    let local = |[a, b]: [u64; 2]| Some((usize::try_from(a.checked_sub(offset)?).ok()?, usize::try_from(b.checked_sub(offset)?).ok()?));
    let (Some(s), Some(t)) = (local(c.source), local(c.target)) else { return String::new() };
    let apart = s.1 <= t.0 || t.1 <= s.0;
    if !apart || s.0 >= s.1 || t.0 >= t.1 || s.1.max(t.1) > points.len() || points.contains(&'<') {
        return String::new();
    }
    let text = |a: usize, b: usize| points[a..b].iter().collect::<String>();
    let marked = |(a, b): (usize, usize), tag: &str| format!("<{tag}>{}</{tag}>", text(a, b));
    let (first, second, tags) = if s.0 < t.0 { (s, t, ["s", "t"]) } else { (t, s, ["t", "s"]) };
    let whole =
        [text(0, first.0), marked(first, tags[0]), text(first.1, second.0), marked(second, tags[1]), text(second.1, points.len())].concat();
    format!("{}\t{}\t{}\t{}", c.kind, c.mode.as_deref().unwrap_or("-"), c.status, whole.trim())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undo {
    record: String,
    reviewer: String,
}

pub async fn undo(State(app): Shared, given: Body<Undo>) -> Answer {
    let undo = body(given)?;
    let taken = app.reviews()?.take_back(&undo.record, &name_of(&undo.reviewer)?).map_err(fault)?;
    if taken { Ok(Json(js!({"said": "taken back"})).into_response()) } else { Err(ApiError::missing("verdict on", &undo.record)) }
}

pub async fn summary(State(app): Shared) -> Answer {
    let all = app.reviews()?.all().map_err(fault)?;
    let types = app.ask(|_, reader| reader.record_types().map_err(fault)).await?;
    Ok(Json(summarise(&types, &all)).into_response())
}

#[derive(Serialize)]
struct TypeSummary {
    #[serde(rename = "type")]
    kind: String,
    quad: u8,
    machine: u64,
    judged: usize,
    right: f64,
    precision: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    corrected: Option<f64>,
}

fn summarise(types: &[(String, u8, u64)], all: &[Judged]) -> Value {
    let mut by_record: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for j in all {
        by_record.entry(&j.record).or_default().push(j);
    }
    // Of each machine type: records judged, right ones, and what they are in truth; several verdicts on a record share its weight.
    let mut found: HashMap<&str, (usize, f64, HashMap<&str, f64>)> = HashMap::new();
    for verdicts in by_record.values() {
        let share = 1.0 / verdicts.len() as f64;
        let entry = found.entry(&verdicts[0].kind).or_default();
        entry.0 += 1;
        for v in verdicts {
            entry.1 += if v.verdict == Verdict::Accept { share } else { 0.0 };
            *entry.2.entry(&v.truth).or_default() += share;
        }
    }
    let corrected = |kind: &str| {
        let part = |(machine, _, n): &(String, u8, u64)| {
            let (judged, _, truth) = found.get(machine.as_str())?;
            Some(*n as f64 * truth.get(kind).copied().unwrap_or(0.0) / *judged as f64)
        };
        found.contains_key(kind).then(|| types.iter().filter_map(part).sum())
    };
    let row = |(kind, quad, machine): &(String, u8, u64)| {
        let (judged, right) = found.get(kind.as_str()).map_or((0, 0.0), |f| (f.0, f.1));
        let interval = (judged > 0).then(|| wilson(right, judged as f64));
        TypeSummary {
            kind: kind.clone(),
            quad: *quad,
            machine: *machine,
            judged,
            right,
            precision: (judged > 0).then(|| right / judged as f64),
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            corrected: corrected(kind),
        }
    };
    let mut reviewers: BTreeMap<&str, usize> = BTreeMap::new();
    for j in all {
        *reviewers.entry(&j.reviewer).or_default() += 1;
    }
    let reviewers: Vec<_> = reviewers.iter().map(|(name, n)| js!({"name": name, "judged": n})).collect();
    let pairs: Vec<_> = by_record.values().filter(|v| v.len() > 1).map(|v| (v[0].verdict, v[1].verdict)).collect();
    js!({"types": types.iter().map(row).collect::<Vec<_>>(), "reviewers": reviewers, "agreement": agreement(&pairs)})
}

/// Wilson's 95 % interval of a share.
fn wilson(right: f64, n: f64) -> (f64, f64) {
    let (z, p) = (1.959_964, right / n);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// How often two verdicts are the same, and Cohen's kappa: that beyond chance.
fn agreement(pairs: &[(Verdict, Verdict)]) -> Value {
    let n = pairs.len() as f64;
    let same = pairs.iter().filter(|(a, b)| a == b).count();
    if pairs.is_empty() {
        return js!({"both": 0, "same": 0, "share": null, "kappa": null});
    }
    let share = same as f64 / n;
    let chance: f64 = [Verdict::Accept, Verdict::Correct, Verdict::Reject]
        .map(|v| pairs.iter().filter(|p| p.0 == v).count() as f64 / n * (pairs.iter().filter(|p| p.1 == v).count() as f64 / n))
        .iter()
        .sum();
    let kappa = (chance < 1.0).then(|| (share - chance) / (1.0 - chance));
    js!({"both": pairs.len(), "same": same, "share": share, "kappa": kappa})
}

fn file(kind: &'static str, name: &str, contents: String) -> Response {
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))], contents)
        .into_response()
}

/// The verdicts as lines of the corpus; of several on one record, those that agree are one line, others are left out.
pub async fn gold(State(app): Shared) -> Answer {
    let all = app.reviews()?.all().map_err(fault)?;
    let mut by_record: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for j in &all {
        by_record.entry(&j.record).or_default().insert(&j.gold);
    }
    let lines: HashSet<&str> = by_record.values().filter(|g| g.len() == 1).flatten().copied().filter(|g| !g.is_empty()).collect();
    let mut lines: Vec<&str> = lines.into_iter().collect();
    lines.sort_unstable();
    let body: String = ["type\tmode\tstatus\ttext"].into_iter().chain(lines).flat_map(|l| [l, "\n"]).collect();
    Ok(file("text/tab-separated-values; charset=utf-8", "gold.tsv", body))
}

pub async fn verdicts(State(app): Shared) -> Answer {
    let all = app.reviews()?.all().map_err(fault)?;
    let lines = all.iter().map(|j| serde_json::to_string(j).map(|l| l + "\n")).collect::<Result<String, _>>().map_err(ApiError::inside)?;
    Ok(file("application/jsonl", "verdicts.jsonl", lines))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct With {
    with: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    records: Vec<String>,
}

fn reports(reader: &Reader, event: &str) -> Result<Vec<String>, ApiError> {
    let found = reader.event(event).map_err(fault)?.ok_or_else(|| ApiError::missing("event", event))?;
    Ok(found.reports.into_iter().map(|r| r.id).collect())
}

/// Keeps what a person decided of two groups of reports, links anew, and says which event the first report is in now.
async fn decide(app: &Arc<App>, left: Vec<String>, right: Vec<String>, same: bool) -> Answer {
    if left.len() * right.len() > MOST_PINS {
        return Err(ApiError::bad("too many reports at once", format!("at most {MOST_PINS} pairs; `dateline merges` has no such limit")));
    }
    let record = left.first().or(right.first()).cloned().unwrap_or_default();
    let note = if same { "merged on the page" } else { "split on the page" };
    app.change(move |writer| {
        writer.decide(&left, &right, same, note)?;
        writer.relink().map(drop)
    })
    .await?;
    let wanted = record.clone();
    let event = app.ask(move |_, reader| reader.event_of_record(&wanted).map_err(fault)).await?;
    let said =
        if same { "The two are one event now, and stay so." } else { "The marked reports are an event of their own now, and stay so." };
    Ok(Json(js!({"said": said, "event": event.ok_or_else(|| ApiError::missing("record", &record))?})).into_response())
}

pub async fn merge(State(app): Shared, Path(id): Path<String>, given: Body<With>) -> Answer {
    drop(app.reviews()?);
    let other = body(given)?.with;
    if other == id {
        return Err(ApiError::bad("an event can't be merged with itself", "name another event"));
    }
    let (left, right) = app.ask(move |_, reader| Ok((reports(reader, &id)?, reports(reader, &other)?))).await?;
    decide(&app, left, right, true).await
}

pub async fn split(State(app): Shared, Path(id): Path<String>, given: Body<Split>) -> Answer {
    drop(app.reviews()?);
    let off: HashSet<String> = body(given)?.records.into_iter().collect();
    let (off, rest): (Vec<_>, Vec<_>) = app.ask(move |_, r| Ok(reports(r, &id)?.into_iter().partition(|x| off.contains(x)))).await?;
    if off.is_empty() || rest.is_empty() {
        return Err(ApiError::bad("nothing to split", "mark some of the reports, not all"));
    }
    decide(&app, off, rest, false).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(source: [u64; 2], target: [u64; 2]) -> Correction {
        Correction { kind: "CONSULT".into(), mode: None, status: "actual".into(), source, target }
    }

    #[test]
    fn gold_lines_mark_the_sides_in_either_order() {
        let line = gold_line("Ava met Bo\nthere.", 100, &correction([100, 103], [108, 110]));
        assert_eq!(line, "CONSULT\t-\tactual\t<s>Ava</s> met <t>Bo</t> there.");
        let line = gold_line("Ava met Bo.", 100, &correction([108, 110], [100, 103]));
        assert_eq!(line, "CONSULT\t-\tactual\t<t>Ava</t> met <s>Bo</s>.");
        for (source, target) in [([0, 3], [108, 110]), ([100, 103], [102, 110]), ([100, 103], [108, 150]), ([100, 100], [108, 110])] {
            assert_eq!(gold_line("Ava met Bo.", 100, &correction(source, target)), "");
        }
    }

    #[test]
    fn intervals_are_wilsons() {
        let (low, high) = wilson(8.0, 10.0);
        assert!((low - 0.4902).abs() < 1e-3 && (high - 0.9433).abs() < 1e-3, "{low} {high}");
        assert!(wilson(0.0, 5.0).0 < 1e-12);
    }

    #[test]
    fn kappa_is_agreement_beyond_chance() {
        use Verdict::{Accept, Reject};
        let told = agreement(&[(Accept, Accept), (Accept, Reject), (Reject, Reject), (Reject, Reject)]);
        assert!((told["kappa"].as_f64().expect("a number") - 0.5).abs() < 1e-9, "{told}");
        assert!(agreement(&[(Accept, Accept)])["kappa"].is_null());
    }

    #[test]
    fn counts_are_corrected_by_what_records_are_in_truth() {
        let types = [("CONSULT".to_owned(), 1, 100), ("ACCUSE".to_owned(), 3, 50)];
        let judged = |record: &str, kind: &str, truth: &str, verdict| Judged {
            record: record.into(),
            reviewer: "a".into(),
            verdict,
            kind: kind.into(),
            truth: truth.into(),
            gold: String::new(),
            document: String::new(),
            made: String::new(),
        };
        let all = [
            judged("1", "CONSULT", "CONSULT", Verdict::Accept),
            judged("2", "CONSULT", "ACCUSE", Verdict::Correct),
            judged("3", "ACCUSE", "ACCUSE", Verdict::Accept),
        ];
        let told = summarise(&types, &all);
        assert_eq!(told["types"][0]["corrected"], 50.0);
        assert_eq!(told["types"][1]["corrected"], 100.0);
        assert_eq!(told["types"][0]["precision"], 0.5);
    }
}
