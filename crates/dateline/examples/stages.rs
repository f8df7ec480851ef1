//! Measures each stage of the flow on one thread: its share, tokens and documents per second.
//!
//! `cargo run --release -p dateline --example stages -- MODEL PLACES.idx NEWS.jsonl [ROUNDS]`
//!
//! A line of the file is `{"text", "date"?}`. Prints one line of JSON: seconds a stage, for the quickest of the rounds
//! (3 unless given), how many documents and tokens there were, and how long the loading took.

use dateline::place::Gazetteer;
use dateline::{Document, Engine, Knowledge, STAGES, read};
use dateline_lang::Pipeline;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, places, news, rest @ ..] = args.as_slice() else { return Err("usage: stages MODEL PLACES.idx NEWS.jsonl [ROUNDS]".into()) };
    let start = Instant::now();
    let engine = Engine {
        pipeline: Pipeline::load(Path::new(model))?,
        knowledge: Knowledge::embedded()?,
        gazetteer: Some(Gazetteer::open(Path::new(places))?),
    };
    let load = start.elapsed().as_secs_f64();
    let documents: Vec<Document> = std::fs::read_to_string(news)?
        .lines()
        .enumerate()
        .map(|(i, line)| read::json_line(line.as_bytes(), &format!("{news}:{}", i + 1), None).map(|d| d.document))
        .collect::<Result<_, _>>()
        .map_err(|e| e.to_string())?;
    let rounds = rest.first().map_or(Ok(3), |n| n.parse())?;
    let measured = (0..rounds).map(|_| round(&engine, &documents));
    let best = measured.min_by(|a, b| a.0.iter().sum::<f64>().total_cmp(&b.0.iter().sum()));
    let (seconds, tokens) = best.ok_or("no rounds")?;
    let stages: serde_json::Map<String, serde_json::Value> = STAGES.iter().map(|s| s.to_string()).zip(seconds.map(Into::into)).collect();
    println!("{}", serde_json::json!({"load": load, "documents": documents.len(), "tokens": tokens, "stages": stages}));
    Ok(())
}

/// Seconds a stage over all documents, and how many tokens these have.
fn round(engine: &Engine, documents: &[Document]) -> ([f64; STAGES.len()], usize) {
    let (mut seconds, mut tokens) = ([0.0; STAGES.len()], 0);
    for document in documents {
        let (mut stage, mut at) = (0, Instant::now());
        tokens += engine.measure(document, |_| {
            let now = Instant::now();
            seconds[stage] += (now - at).as_secs_f64();
            (stage, at) = (stage + 1, now);
        });
    }
    (seconds, tokens)
}
