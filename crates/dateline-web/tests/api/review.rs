//! What people decide: verdicts, and which reports are one event.

use super::Site;
use dateline_store::Writer;
use serde_json::{Value, json};

fn records(event: &Value) -> Vec<String> {
    event["reports"].as_array().expect("reports").iter().map(|r| r["record"].as_str().expect("an id").to_owned()).collect()
}

/// The event of a record, whatever its id is by now.
async fn event_with(site: &Site, record: &str) -> Value {
    for e in site.json("/api/events?limit=500").await["items"].as_array().expect("events") {
        let event = site.json(&format!("/api/events/{}", e["id"].as_str().expect("an id"))).await;
        if records(&event).iter().any(|r| r == record) {
            return event;
        }
    }
    panic!("no event has {record}");
}

#[tokio::test]
async fn splits_and_merges_take_effect_and_outlive_linking() {
    let Some(site) = Site::open(true) else { return };
    let id = site.biggest().await["id"].as_str().expect("an id").to_owned();
    let before = records(&site.json(&format!("/api/events/{id}")).await);
    assert!(before.len() >= 3, "{before:?}");
    let split = site.post(&format!("/api/events/{id}/split"), &json!({"records": [before[0]]})).await.json();
    let alone = split["event"].as_str().expect("an event").to_owned();
    assert_eq!(records(&site.json(&format!("/api/events/{alone}")).await), before[..1]);
    let rest = event_with(&site, &before[1]).await;
    assert_eq!(records(&rest).len(), before.len() - 1);
    // A later linking of the whole store changes nothing of it.
    Writer::open(&site.store()).and_then(|mut w| w.relink()).expect("linked");
    let outside = Site::json(&site, "/api/about").await;
    assert_eq!(outside["unlinked"], 0);
    assert_eq!(records(&event_with(&site, &before[0]).await), before[..1]);
    let rest = rest["event"]["id"].as_str().expect("an id").to_owned();
    let merged = site.post(&format!("/api/events/{alone}/merge"), &json!({"with": rest})).await.json();
    let merged = site.json(&format!("/api/events/{}", merged["event"].as_str().expect("an event"))).await;
    assert_eq!(records(&merged).len(), before.len());
    assert!(merged["merges"].as_array().expect("merges").iter().any(|m| m["pinned"] == true), "{}", merged["merges"]);
    for (path, body) in [("split", json!({"records": []})), ("split", json!({"records": before})), ("merge", json!({"with": "nothing"}))] {
        let id = merged["event"]["id"].as_str().expect("an id");
        let status = site.post(&format!("/api/events/{id}/{path}"), &body).await.status.as_u16();
        assert!(status == 400 || status == 404, "{path} {body}: {status}");
    }
}

async fn judge(site: &Site, sample: &Value, reviewer: &str, verdict: &str, correction: Value) {
    let body = json!({"record": sample["record"], "reviewer": reviewer, "verdict": verdict, "correction": correction});
    let reply = site.post("/api/review", &body).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

#[tokio::test]
async fn verdicts_give_precision_agreement_and_gold() {
    let Some(site) = Site::open(true) else { return };
    let mut judged = Vec::new();
    for verdict in ["accept", "correct", "reject", "accept"] {
        let sample = site.json("/api/review/sample?reviewer=ada").await["sample"].clone();
        assert!(sample.is_object() && !judged.contains(&sample["record"]), "records are drawn once");
        let side = |s: &str| json!([sample["event"][s][0]["start"], sample["event"][s][0]["end"]]);
        let target = if sample["event"]["target"][0].is_object() { side("target") } else { json!([0, 1]) };
        let correction = if verdict == "correct" {
            json!({"type": "COERCE", "mode": null, "status": "actual", "source": side("source"), "target": target})
        } else {
            Value::Null
        };
        judge(&site, &sample, "ada", verdict, correction).await;
        judged.push(sample["record"].clone());
    }
    let types: std::collections::BTreeSet<String> = site
        .get("/api/review/verdicts.jsonl")
        .await
        .text()
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).expect("JSON")["type"].to_string())
        .collect();
    assert!(types.len() > 1, "all types are drawn evenly: {types:?}");
    for (i, verdict) in ["accept", "reject", "reject", "accept"].iter().enumerate() {
        let sample = site.json("/api/review/sample?reviewer=bo&second=1").await["sample"].clone();
        assert!(judged.contains(&sample["record"]), "the second reviewer gets what the first has judged ({i})");
        let at = judged.iter().position(|r| *r == sample["record"]).expect("judged");
        judge(&site, &sample, "bo", if at == 0 || at == 3 { "accept" } else { verdict }, Value::Null).await;
    }
    assert!(site.json("/api/review/sample?reviewer=bo&second=1").await["sample"].is_null());
    let summary = site.json("/api/review/summary").await;
    assert_eq!(summary["agreement"]["both"], 4);
    assert!(summary["agreement"]["same"].as_u64().expect("a number") >= 2, "{}", summary["agreement"]);
    let counted: u64 = summary["types"].as_array().expect("types").iter().filter_map(|t| t["judged"].as_u64()).sum();
    assert_eq!(counted, 4);
    for t in summary["types"].as_array().expect("types").iter().filter(|t| t["judged"] != 0) {
        let [low, p, high] = ["low", "precision", "high"].map(|f| t[f].as_f64().expect("a number"));
        assert!(0.0 <= low && low <= p && p <= high && high <= 1.0 && low < high, "{t}");
    }
    let gold = site.get("/api/review/gold.tsv").await.text();
    let mut lines = gold.lines();
    let corpus = std::fs::read_to_string(std::path::Path::new(super::ROOT).join("corpus/aid.tsv")).expect("the corpus");
    assert_eq!(lines.next(), corpus.lines().find(|l| !l.starts_with('#')), "gold has the columns of the corpus");
    let read: Vec<Vec<&str>> = lines.map(|l| l.split('\t').collect()).collect();
    assert!(!read.is_empty());
    for line in read {
        assert_eq!(line.len(), 4, "{line:?}");
        assert!(line[3].contains("<s>") && line[3].contains("</t>"), "{line:?}");
    }
    let undone = site.post("/api/review/undo", &json!({"record": judged[0], "reviewer": "ada"})).await;
    assert_eq!(undone.status, 200);
    assert_eq!(site.json("/api/review/summary").await["agreement"]["both"], 3);
}

#[tokio::test]
async fn a_correction_must_be_of_the_codebook() {
    let Some(site) = Site::open(true) else { return };
    let sample = site.json("/api/review/sample?reviewer=ada").await["sample"].clone();
    for correction in [
        Value::Null,
        json!({"type": "NOTHING", "mode": null, "status": "actual", "source": [0, 1], "target": [2, 3]}),
        json!({"type": "AID", "mode": "aerial", "status": "actual", "source": [0, 1], "target": [2, 3]}),
    ] {
        let body = json!({"record": sample["record"], "reviewer": "ada", "verdict": "correct", "correction": correction});
        assert_eq!(site.post("/api/review", &body).await.status, 400, "{body}");
    }
    for reviewer in ["", "   ", &"x".repeat(61)] {
        let body = json!({"record": sample["record"], "reviewer": reviewer, "verdict": "accept"});
        assert_eq!(site.post("/api/review", &body).await.status, 400);
    }
}
