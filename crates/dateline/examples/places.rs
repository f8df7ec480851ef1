//! Reads JSON Lines of `{"id","text","publisher","url"}` and writes the places of each: the stage alone, for scoring.
//!
//! `cargo run --release --example places -- MODEL_FOLDER places.idx < in.jsonl > out.jsonl`;
//! with `--build cities500.json places.idx` it compiles the index.

use dateline::actor::Resolution;
use dateline::clause;
use dateline::knowledge::Files;
use dateline::place::{self, Gazetteer, Places};
use dateline::{Document, clause::Lexicon};
use dateline_lang::Pipeline;
use std::io::{BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--build", cities, out] => Ok(place::index::build(Path::new(cities), Path::new(out))?),
        ["--check", model, index] => check(model, index),
        [model, index] => read(model, index),
        _ => Err("give a model folder and an index, or --build cities500.json INDEX".into()),
    }
}

fn check(model: &str, index: &str) -> Result<(), Box<dyn std::error::Error>> {
    let gazetteer = Gazetteer::open(Path::new(index))?;
    let failures = place::check(&Pipeline::load(Path::new(model))?, Some(&gazetteer), &Files::embedded())?;
    for f in &failures {
        println!("{}:{}: {}", f.file, f.line, f.message);
    }
    println!("{} failed", failures.len());
    Ok(())
}

fn read(model: &str, index: &str) -> Result<(), Box<dyn std::error::Error>> {
    let files = Files::embedded();
    let (places, lexicon) = (Places::parse(&files)?, Lexicon::parse(&files)?);
    let started = Instant::now();
    let gazetteer = Gazetteer::open(Path::new(index))?;
    eprintln!("opened in {:?}", started.elapsed());
    let pipeline = Pipeline::load(Path::new(model))?;
    let (mut language, mut stage, mut tokens) = (Duration::ZERO, Duration::ZERO, 0);
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let input: Document = serde_json::from_str(&line?)?;
        let started = Instant::now();
        let doc = pipeline.parse(&input.text);
        language += started.elapsed();
        let clauses = clause::build(&doc, &lexicon);
        let started = Instant::now();
        let found = place::resolve(&doc, &clauses, &Resolution::default(), &input, &places, Some(&gazetteer));
        stage += started.elapsed();
        tokens += doc.len();
        writeln!(out, "{}", serde_json::json!({"id": input.id, "places": found}))?;
    }
    eprintln!("{tokens} tokens, language {language:?}, places {stage:?}");
    Ok(())
}
