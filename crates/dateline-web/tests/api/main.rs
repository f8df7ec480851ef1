//! The whole server without a network: its contract, its limits, its reviews.

mod contract;
mod review;
mod safety;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use dateline::place::Gazetteer;
use dateline::read::{self, Incoming};
use dateline::{Engine, Knowledge};
use dateline_store::{Prepared, Version, Writer};
use dateline_web::{App, Guard, router};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const HOST: &str = "localhost:8421";
/// Merged wire stories, tolls that disagree, promises and what became of them.
const BATCHES: &[&str] = &["wire", "visits", "toll", "promises", "independent"];

/// A server over a store in a temporary folder.
struct Site {
    folder: TempDir,
    router: Router,
}

struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn engine() -> Option<Engine> {
    let models = Path::new(ROOT).join("models");
    if !models.join("en_core_web_sm").is_dir() {
        println!("skipped: no models/en_core_web_sm (make model gets it)");
        return None;
    }
    let pipeline = dateline_lang::Pipeline::load(&models.join("en_core_web_sm")).expect("a whole model");
    let gazetteer = Some(models.join("places.idx")).filter(|p| p.is_file()).map(|p| Gazetteer::open(&p).expect("a whole index"));
    Some(Engine { pipeline, knowledge: Knowledge::embedded().expect("sound knowledge"), gazetteer })
}

fn articles(batch: &str) -> Vec<Incoming> {
    let file = Path::new(ROOT).join(format!("crates/dateline-cli/tests/store/batches/{batch}.jsonl"));
    let text = std::fs::read_to_string(&file).expect("a batch");
    text.lines().map(|l| read::json_line(l.as_bytes(), batch, None).expect("an article")).collect()
}

/// Texts that would like to be more than texts.
fn hostile() -> Vec<Incoming> {
    let texts = [
        "<script>window.hacked=1</script> French President Anne Martin met German Chancellor Karl Huber in Paris on Tuesday.",
        "The Polish government condemned the \u{202e}attack\u{202c} by the Russian army on Friday. \u{0}\u{7}",
        "=HYPERLINK(\"https://evil.example\") France sent aid to Chad on Monday.",
    ];
    let line = |(i, t): (usize, &&str)| {
        serde_json::json!({"id": format!("../../h{i}\"'<"), "date": "2031-05-01", "title": "<img src=x onerror=alert(1)>", "text": t, "url": "javascript:alert(1)", "publisher": "=1+1"}).to_string()
    };
    texts.iter().enumerate().map(line).map(|l| read::json_line(l.as_bytes(), "hostile", None).expect("an article")).collect()
}

fn filled(store: &Path, engine: &Engine) {
    let incoming: Vec<Incoming> = BATCHES.iter().flat_map(|b| articles(b)).chain(hostile()).collect();
    let mut writer = Writer::open(store).expect("a store");
    let version = Version { engine: "test".into(), knowledge: engine.knowledge.version.clone(), model: "en_core_web_sm".into() };
    writer.set_version(&version).expect("a version");
    let prepared = |i: Incoming| {
        let record = engine.analyse(&i.document);
        Prepared::new(i.document, record)
    };
    writer.add(&incoming.into_iter().map(prepared).collect::<Vec<_>>()).expect("added");
    writer.relink().expect("linked");
}

impl Site {
    /// None where there is no model.
    fn open(review: bool) -> Option<Site> {
        Site::guarded(review, None)
    }

    fn guarded(review: bool, token: Option<&str>) -> Option<Site> {
        let engine = engine()?;
        let folder = TempDir::new().expect("a temporary folder");
        let store = folder.path().join("s.db");
        filled(&store, &engine);
        let engine = std::sync::Mutex::new(Some(engine));
        let load = move || engine.lock().expect("unpoisoned").take().ok_or_else(|| "loaded before".to_owned());
        let app = App::open(&store, review, Box::new(load)).expect("a store");
        let address = if token.is_some() { "0.0.0.0:8421" } else { "127.0.0.1:8421" };
        let names = vec!["localhost".to_owned()];
        let guard = Guard::new(address.parse().expect("an address"), &names, token.map(str::to_owned));
        Some(Site { folder, router: router(Arc::new(app), guard) })
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("s.db")
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let answer = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).header(header::HOST, HOST).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, body: &Value) -> Reply {
        let request = Request::post(path).header(header::HOST, HOST).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// The JSON of a path that must answer.
    async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
        reply.json()
    }

    /// The event with the most reports.
    async fn biggest(&self) -> Value {
        self.json("/api/events?order=reports&limit=1").await["items"][0].clone()
    }
}

/// A part of a path, encoded.
fn part(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
