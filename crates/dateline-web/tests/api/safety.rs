//! What the server must not do, whoever asks.

use super::{HOST, Site};
use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;
use std::time::Instant;

#[tokio::test]
async fn every_answer_forbids_inline_scripts_and_frames() {
    let Some(site) = Site::open(false) else { return };
    for path in ["/", "/article/x", "/assets/page.js", "/api/about", "/api/nothing", "/assets/../Cargo.toml", "/api/export/events.csv"] {
        let reply = site.get(path).await;
        let policy = reply.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
    }
    assert_eq!(site.get("/assets/../Cargo.toml").await.status, 404);
    assert!(site.get("/etc/passwd").await.text().contains("<div id=\"app\">"), "any other path is the page, never a file");
}

#[tokio::test]
async fn nothing_is_written_without_review() {
    let Some(site) = Site::open(false) else { return };
    let before = std::fs::read(site.store()).expect("the store");
    let id = site.biggest().await["id"].as_str().expect("an id").to_owned();
    let verdict = json!({"record": "r", "reviewer": "a", "verdict": "accept"});
    for (path, body) in [
        ("/api/review".to_owned(), verdict),
        ("/api/review/undo".to_owned(), json!({"record": "r", "reviewer": "a"})),
        (format!("/api/events/{id}/merge"), json!({"with": id})),
        (format!("/api/events/{id}/split"), json!({"records": ["r"]})),
    ] {
        assert_eq!(site.post(&path, &body).await.status, 403, "{path}");
    }
    for path in ["/api/review/sample?reviewer=a", "/api/review/summary", "/api/review/gold.tsv", "/api/review/verdicts.jsonl"] {
        assert_eq!(site.get(path).await.status, 403, "{path}");
    }
    assert_eq!(std::fs::read(site.store()).expect("the store"), before);
    let left: Vec<String> = std::fs::read_dir(site.folder.path())
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.iter().all(|f| !f.contains("reviews")), "{left:?}");
}

#[tokio::test]
async fn a_token_stands_before_everything() {
    let Some(site) = Site::guarded(true, Some("0123456789abcdef")) else { return };
    for path in ["/", "/assets/page.js", "/api/about", "/api/export/events.csv", "/?token=wrong"] {
        assert_eq!(site.get(path).await.status, 401, "{path}");
    }
    let entered = site.get("/?token=0123456789abcdef").await;
    let cookie = entered.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(entered.status == 303 && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let with = |name, value: &str| {
        Request::get("/api/about").header(header::HOST, HOST).header(name, value).body(Body::empty()).expect("a request")
    };
    assert_eq!(site.send(with(header::COOKIE, cookie.split(';').next().expect("a pair"))).await.status, 200);
    assert_eq!(site.send(with(header::AUTHORIZATION, "Bearer 0123456789abcdef")).await.status, 200);
    assert_eq!(site.send(with(header::AUTHORIZATION, "Bearer 0123456789abcdee")).await.status, 401);
}

#[tokio::test]
async fn sizes_are_limited_and_said() {
    let Some(site) = Site::open(false) else { return };
    let long = "A word. ".repeat(dateline_web::MAX_PASTE / 8 + 1);
    let reply = site.post("/api/code", &json!({"name": "x", "text": long})).await;
    assert!(reply.status == 413 && reply.text().contains("at most 262144 bytes"), "{}", reply.text());
    let huge = "A word. ".repeat(dateline_web::MAX_PASTE);
    assert_eq!(site.post("/api/code", &json!({"name": "x", "text": huge})).await.status, 413);
    assert_eq!(site.post("/api/explain", &json!({"text": "x".repeat(4001)})).await.status, 413);
    assert_eq!(site.get(&format!("/api/events?q={}", "x".repeat(501))).await.status, 400);
    assert_eq!(
        site.get("/api/events?limit=100000").await.json()["items"].as_array().expect("items").len(),
        site.get("/api/events?limit=500").await.json()["items"].as_array().expect("items").len()
    );
    assert_eq!(site.get("/api/events?unknown=1").await.status, 400);
}

/// Filters go into queries as values, whatever they hold.
#[tokio::test]
async fn filters_are_values_and_never_sql() {
    let Some(site) = Site::open(false) else { return };
    let whole = site.json("/api/about").await;
    for evil in
        ["%27%20OR%201=1%20--", "%22);DROP%20TABLE%20events;--", "%00", "%25", "NEAR(%22", "*", "%E2%80%AE", "a%20AND%20(", "%22%22"]
    {
        for field in
            ["q", "actor", "source", "place", "country", "publisher", "type", "mode", "status", "dyad", "from", "min", "bbox", "after"]
        {
            let status = site.get(&format!("/api/events?{field}={evil}")).await.status.as_u16();
            assert!(status == 200 || status == 400, "{field}={evil}: {status}");
        }
        for path in ["actors", "articles", "events"] {
            let status = site.get(&format!("/api/{path}/{evil}")).await.status.as_u16();
            assert!(matches!(status, 200 | 400 | 404), "{path}/{evil}: {status}");
        }
        assert!(site.json(&format!("/api/actors?q={evil}")).await["items"].is_array());
    }
    assert_eq!(site.json("/api/about").await, whole);
}

/// A thousand at once: each gets an answer or a clear "busy", and the server is well afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_answered_or_told_to_wait() {
    let Some(site) = Site::open(false) else { return };
    let site = std::sync::Arc::new(site);
    let ask = |i: usize| {
        let site = site.clone();
        tokio::spawn(async move { site.get(&format!("/api/events?limit=3&after={i}")).await.status.as_u16() })
    };
    let asked: Vec<_> = (0..1000).map(ask).collect();
    let mut seen = std::collections::BTreeMap::new();
    for answer in asked {
        *seen.entry(answer.await.expect("no panic")).or_insert(0) += 1;
    }
    assert!(seen.keys().all(|s| *s == 200 || *s == 503) && seen[&200] >= 512, "{seen:?}");
    assert_eq!(site.get("/api/about").await.status, 200);
}

#[tokio::test]
async fn hostile_texts_are_coded_in_time() {
    let Some(site) = Site::open(false) else { return };
    let texts = [
        "x".repeat(200_000),
        "\u{202e}\u{0}\u{1b}[31m".repeat(9_000),
        "((((".repeat(30_000),
        "and ".repeat(40_000),
        "<script>alert(1)</script>".repeat(4_000),
    ];
    for text in texts {
        let start = Instant::now();
        let reply = site.post("/api/code", &json!({"name": "h.txt", "text": text})).await;
        assert!(reply.status == 200 || reply.status == 413, "{}: {}", reply.status, reply.text().chars().take(200).collect::<String>());
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn what_a_spreadsheet_would_run_is_defused() {
    let Some(site) = Site::open(false) else { return };
    let csv = site.get("/api/export/events.csv").await.text();
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        for cell in row.expect("a row").iter().filter(|c| c.parse::<f64>().is_err()) {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}
