//! Measures each stage of the flow on one thread: its share, tokens and documents per second.
//!
//! `cargo run --release -p dateline --example stages -- MODEL PLACES.idx NEWS.jsonl [ROUNDS]`
//!
//! A line of the file is `{"text", "date"?}`. Prints one line of JSON: seconds a stage, for the quickest of the rounds
//! (3 unless given), how many documents and tokens there were, and how long the loading took.

use dateline::place::Gazetteer;
use dateline::{Document, Engine, Knowledge, actor, clause, code, commitment, place, quote, read, time};
use dateline_lang::Pipeline;
use std::path::Path;
use std::time::Instant;

const STAGES: [&str; 8] = ["language", "clause", "time", "actor", "place", "quote", "code", "commitment"];

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
fn round(engine: &Engine, documents: &[Document]) -> ([f64; 8], usize) {
    let (mut seconds, mut tokens) = ([0.0; 8], 0);
    for document in documents {
        let mut clock = Clock { seconds: &mut seconds, stage: 0, at: Instant::now() };
        tokens += one(engine, document, &mut clock);
    }
    (seconds, tokens)
}

/// Adds the time since the last call to the next stage.
struct Clock<'a> {
    seconds: &'a mut [f64; 8],
    stage: usize,
    at: Instant,
}

impl Clock<'_> {
    fn lap<T>(&mut self, made: T) -> T {
        let now = Instant::now();
        self.seconds[self.stage] += (now - self.at).as_secs_f64();
        (self.stage, self.at) = (self.stage + 1, now);
        made
    }
}

/// The flow as the engine goes it, with a lap after each stage.
fn one(engine: &Engine, input: &Document, clock: &mut Clock) -> usize {
    let k = &engine.knowledge;
    let doc = clock.lap(engine.pipeline.parse_paragraphs(&input.text, input.head));
    let clauses = clock.lap(clause::build(&doc, &k.clause));
    let times = clock.lap(time::resolve(&doc, &clauses, input.date, &k.time));
    let actors = clock.lap(actor::resolve(&doc, &clauses, input, &k.actor));
    let places = clock.lap(place::resolve(&doc, &clauses, &actors, input, &k.place, engine.gazetteer.as_ref()));
    let quotes = clock.lap(quote::resolve(&doc, &clauses, &actors, &times, &k.quote));
    let stage = code::Resolved { doc: &doc, clauses: &clauses, times: &times, actors: &actors, places: &places, quotes: &quotes, input };
    let coding = code::Coding { book: &k.codebook, lexicon: &k.clause };
    let coded = clock.lap(code::code(&stage, &coding));
    std::hint::black_box(clock.lap(commitment::find(&stage, &coded, &coding)));
    doc.len()
}
