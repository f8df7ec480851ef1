//! `openapi.json` against what the server answers: no path, field or type more or less.

use super::{Site, part};
use serde_json::{Value, json};

/// What is wrong with a value under a schema, with the path to it; empty if nothing is.
fn faults(value: &Value, schema: &Value, api: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return faults(value, &api["components"]["schemas"][name], api, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let tried: Vec<Vec<String>> = any.iter().map(|s| faults(value, s, api, at)).collect();
        return if tried.iter().any(Vec::is_empty) { Vec::new() } else { tried.into_iter().next().unwrap_or_default() };
    }
    if !fits(value, &schema["type"]) {
        return vec![format!("{at}: {value} is no {}", schema["type"])];
    }
    match value {
        Value::Array(items) => {
            let wanted = schema["minItems"].as_u64().is_none_or(|n| items.len() as u64 == n);
            let short = (!wanted).then(|| format!("{at}: {} items", items.len()));
            let inside = items.iter().flat_map(|v| faults(v, &schema["items"], api, &format!("{at}[]")));
            short.into_iter().chain(inside).collect()
        }
        Value::Object(fields) => {
            let properties = schema["properties"].as_object();
            let missing =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|r| !fields.contains_key(*r));
            let missing = missing.map(|r| format!("{at}.{r}: missing"));
            let field = |(k, v): (&String, &Value)| match (properties.and_then(|p| p.get(k)), &schema["additionalProperties"]) {
                (Some(s), _) | (None, s @ Value::Object(_)) => faults(v, s, api, &format!("{at}.{k}")),
                (None, Value::Bool(false)) => vec![format!("{at}.{k}: not documented")],
                _ => Vec::new(),
            };
            missing.chain(fields.iter().flat_map(field)).collect()
        }
        _ => schema["enum"]
            .as_array()
            .filter(|e| !e.contains(value))
            .map(|e| format!("{at}: {value} is none of {e:?}"))
            .into_iter()
            .collect(),
    }
}

fn fits(value: &Value, kind: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|k| fits(value, k)),
        Value::String(kind) => match kind.as_str() {
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            "array" => value.is_array(),
            _ => value.is_object(),
        },
        _ => true,
    }
}

/// One address or body for every operation that gives JSON, in an order in which each finds what it needs.
async fn operations(site: &Site) -> Vec<(&'static str, String, Option<Value>)> {
    let event = site.biggest().await;
    let id = event["id"].as_str().expect("an id").to_owned();
    let whole = site.json(&format!("/api/events/{id}")).await;
    let first = whole["reports"][0]["record"].clone();
    let document = whole["reports"][0]["document"].as_str().expect("a document").to_owned();
    let other = site.json("/api/events?limit=50").await["items"]
        .as_array()
        .expect("events")
        .iter()
        .find(|e| e["id"] != id.as_str())
        .expect("another")["id"]
        .clone();
    let get = |pattern: &'static str, path: String| (pattern, path, None);
    let plain = |path: &'static str| (path, path.to_owned(), None);
    vec![
        plain("/api/about"),
        get("/api/events", "/api/events?limit=500".into()),
        get("/api/events/{id}", format!("/api/events/{id}")),
        plain("/api/series"),
        plain("/api/map"),
        plain("/api/dyads"),
        get("/api/dyads/{a}/{b}", "/api/dyads/SVK/HUN".into()),
        plain("/api/actors"),
        get("/api/actors/{code}", "/api/actors/ROU".into()),
        get("/api/actors/{code}", format!("/api/actors/{}", part(event["source"][0]["code"].as_str().expect("a code")))),
        plain("/api/articles"),
        get("/api/articles", "/api/articles?q=bridge".into()),
        get("/api/articles/{id}", format!("/api/articles/{document}")),
        plain("/api/commitments"),
        plain("/api/codebook"),
        ("/api/code", "/api/code".into(), Some(json!({"name": "x.txt", "text": "Paris, May 2, 2031. France sent aid to Chad on Monday."}))),
        ("/api/explain", "/api/explain".into(), Some(json!({"text": "France sent aid to Chad on Monday.", "on": "2031-05-02"}))),
        get("/api/review/sample", "/api/review/sample?reviewer=a".into()),
        ("/api/review", "/api/review".into(), Some(json!({"record": first, "reviewer": "a", "verdict": "accept"}))),
        plain("/api/review/summary"),
        ("/api/review/undo", "/api/review/undo".into(), Some(json!({"record": first, "reviewer": "a"}))),
        ("/api/events/{id}/split", format!("/api/events/{id}/split"), Some(json!({"records": [first]}))),
        ("/api/events/{id}/merge", format!("/api/events/{}/merge", other.as_str().expect("an id")), Some(json!({"with": id}))),
    ]
}

#[tokio::test]
async fn every_path_answers_as_documented() {
    let Some(site) = Site::open(true) else { return };
    let api = site.json("/api/openapi.json").await;
    let mut tried = std::collections::BTreeSet::new();
    for (pattern, path, body) in operations(&site).await {
        let (method, reply) = match &body {
            Some(body) => ("post", site.post(&path, body).await),
            None => ("get", site.get(&path).await),
        };
        assert_eq!(reply.status, 200, "{path}: {}", reply.text());
        let schema = &api["paths"][pattern][method]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {pattern} has no schema");
        let found = faults(&reply.json(), schema, &api, pattern);
        assert!(found.is_empty(), "{path}\n{}", found.join("\n"));
        tried.insert(pattern);
    }
    let files = ["/api/export/{file}", "/api/review/gold.tsv", "/api/review/verdicts.jsonl", "/api/openapi.json"];
    for path in api["paths"].as_object().expect("paths").keys().filter(|p| !files.contains(&p.as_str())) {
        assert!(tried.contains(path.as_str()), "{path} is documented and not tried");
    }
    let wrong = site.get("/api/events?quad=x").await;
    assert_eq!(wrong.status, 400);
    let schema = &api["components"]["responses"]["Error"]["content"]["application/json"]["schema"];
    assert_eq!(faults(&wrong.json(), schema, &api, "error"), Vec::<String>::new());
}

/// The same filters mean the same in every view and every download.
#[tokio::test]
async fn filters_agree_everywhere() {
    let Some(site) = Site::open(false) else { return };
    let whole = site.json("/api/events").await["total"].as_u64().expect("a number");
    let mut narrowed = 0;
    for filter in [
        "actor=SVK",
        "source=ROU",
        "target=MDA",
        "dyad=SVK-HUN",
        "type=CONSULT",
        "quad=1,2",
        "status=actual",
        "from=2031-03-01",
        "to=2031-03-31",
        "country=SVK",
        "place=Bratislava",
        "q=bridge",
        "min=0.8",
        "origins=2",
        "bbox=10,40,30,60",
        "mode=aerial",
        "publisher=Danube%20Herald",
    ] {
        let events = site.json(&format!("/api/events?limit=500&{filter}")).await["total"].as_u64().expect("a number");
        let months = site.json(&format!("/api/series?{filter}")).await;
        let counted: u64 =
            months.as_array().expect("months").iter().flat_map(|m| m["quads"].as_array().expect("four")).filter_map(Value::as_u64).sum();
        assert_eq!(counted, events, "series and events differ under {filter}");
        let csv = site.get(&format!("/api/export/events.csv?{filter}")).await.text();
        assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count() as u64, events, "events.csv under {filter}");
        let jsonl = site.get(&format!("/api/export/events.jsonl?{filter}")).await.text();
        assert_eq!(jsonl.lines().count() as u64, events, "events.jsonl under {filter}");
        let geo: Value = serde_json::from_str(&site.get(&format!("/api/export/events.geojson?{filter}")).await.text()).expect("GeoJSON");
        assert!(geo["features"].as_array().expect("features").len() as u64 <= events, "events.geojson under {filter}");
        narrowed += u64::from(events > 0 && events < whole);
    }
    assert!(narrowed >= 12, "only {narrowed} filters took some of the {whole} events and not all");
}

#[tokio::test]
async fn downloads_are_what_they_say() {
    let Some(site) = Site::open(false) else { return };
    for view in ["events", "series", "map", "dyads", "commitments"] {
        let parquet = site.get(&format!("/api/export/{view}.parquet")).await;
        assert!(parquet.body.starts_with(b"PAR1") && parquet.body.ends_with(b"PAR1"), "{view}.parquet");
        let lines = site.get(&format!("/api/export/{view}.jsonl")).await.text().lines().count();
        let csv = site.get(&format!("/api/export/{view}.csv")).await;
        let mut rows = csv::Reader::from_reader(csv.body.as_slice());
        assert!(csv.headers["content-disposition"].to_str().expect("text").contains(&format!("{view}.csv")));
        let read = <parquet::file::serialized_reader::SerializedFileReader<_> as TryFrom<&std::path::Path>>::try_from;
        let file = site.folder.path().join(format!("{view}.parquet"));
        std::fs::write(&file, &parquet.body).expect("written");
        let read = read(&file).expect("a Parquet file");
        let count = parquet::file::reader::FileReader::metadata(&read).file_metadata().num_rows();
        let rows = rows.records().collect::<Result<Vec<_>, _>>().expect("rows of one width").len();
        assert!(rows > 0 && rows == lines && count == i64::try_from(rows).expect("few"), "{view}: {rows} {lines} {count}");
    }
    let map: Value = site.json("/api/export/map.geojson").await;
    assert_eq!(map["type"], "FeatureCollection");
    assert_eq!(site.get("/api/export/../../etc/passwd").await.status, 404);
    assert_eq!(site.get("/api/export/events.exe").await.status, 400);
}
