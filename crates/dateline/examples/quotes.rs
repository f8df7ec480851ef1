//! Scores quotes against a JSON Lines file of texts with marked quotes: finds, and speakers.
//!
//! `cargo run --release -p dateline --example quotes -- MODEL GOLD [all|even|odd] [errors|time]`
//!
//! A quote counts as found if it overlaps a gold one by half of the longer; its speaker is right if
//! it overlaps the gold speaker. `even` and `odd` read every other document.

use dateline::quote::{Quote, QuoteKind};
use dateline::{Document, Engine, Knowledge, clause, quote};
use serde::Deserialize;
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Row {
    text: String,
    date: Option<String>,
    quotes: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: Option<u32>,
    end: Option<u32>,
    kind: String,
    speaker_start: Option<u32>,
    speaker_end: Option<u32>,
}

#[derive(Default)]
struct Tally {
    hits: usize,
    gold: usize,
    given: usize,
    speakers: usize,
    speakers_right: usize,
    /// Given ones that are direct speech in doubled apostrophes, which the gold counts as indirect.
    doubled: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, model, gold, rest @ ..] = args.as_slice() else { return Err("usage: quotes MODEL GOLD [all|even|odd] [errors|time]".into()) };
    let engine = Engine { pipeline: dateline_lang::Pipeline::load(model.as_ref())?, knowledge: Knowledge::embedded()?, gazetteer: None };
    let half = rest.first().map_or("all", String::as_str);
    let errors = rest.iter().any(|a| a == "errors");
    let (mut tally, mut language, mut stage, mut tokens) = (Tally::default(), Duration::ZERO, Duration::ZERO, 0);
    for (i, line) in std::fs::read_to_string(gold)?.lines().enumerate() {
        if half == "even" && i % 2 == 1 || half == "odd" && i % 2 == 0 {
            continue;
        }
        let row: Row = serde_json::from_str(line)?;
        let input = Document { text: row.text.clone(), date: row.date.as_deref().and_then(|d| d.parse().ok()), ..Document::default() };
        let begin = Instant::now();
        let doc = engine.pipeline.parse(&input.text);
        language += begin.elapsed();
        let clauses = clause::build(&doc, &engine.knowledge.clause);
        let actors = dateline::actor::resolve(&doc, &clauses, &input, &engine.knowledge.actor);
        let begin = Instant::now();
        let quotes = quote::resolve(&doc, &clauses, &actors, &[], &engine.knowledge.quote);
        stage += begin.elapsed();
        tokens += doc.len();
        score(&row, &quotes, &mut tally, errors);
    }
    report(&tally);
    println!("tokens {tokens}, language stage {language:?}, quote stage {stage:?}");
    Ok(())
}

fn overlap(a: (u32, u32), b: (u32, u32)) -> u32 {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

fn score(row: &Row, quotes: &[Quote], tally: &mut Tally, errors: bool) {
    let chars: Vec<char> = row.text.chars().collect();
    let words = |s: u32, e: u32| chars[s as usize..e as usize].iter().collect::<String>().replace('\n', "\\n");
    let context =
        |s: u32, e: u32| format!("{} [[{}]] {}", words(s.saturating_sub(100), s), words(s, e), words(e, (e + 100).min(chars.len() as u32)));
    let gold: Vec<&Gold> = row.quotes.iter().filter(|g| g.kind == "direct" && g.start.is_some()).collect();
    let given: Vec<&Quote> = quotes.iter().filter(|q| q.kind == QuoteKind::Direct).collect();
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, q) in given.iter().enumerate() {
            let (a, b) = ((g.start.unwrap(), g.end.unwrap()), (q.start, q.end));
            let shared = overlap(a, b);
            if shared > 0 && 2 * shared >= (a.1 - a.0).max(b.1 - b.0) {
                pairs.push((shared, i, j));
            }
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut used_gold, mut used_given) = (vec![false; gold.len()], vec![false; given.len()]);
    for (_, i, j) in pairs {
        if used_gold[i] || used_given[j] {
            continue;
        }
        (used_gold[i], used_given[j]) = (true, true);
        let (g, q) = (gold[i], given[j]);
        let Some(wanted) = g.speaker_start.zip(g.speaker_end) else { continue };
        let right = q.speaker.as_ref().is_some_and(|s| overlap(wanted, (s.start, s.end)) > 0);
        tally.speakers += 1;
        tally.speakers_right += usize::from(right);
        if errors && !right {
            let got = q.speaker.as_ref().map(|s| words(s.start, s.end));
            println!("SPEAKER {:?} given {got:?}: {}", words(wanted.0, wanted.1), context(q.start, q.end));
        }
    }
    tally.hits += used_gold.iter().filter(|u| **u).count();
    tally.gold += gold.len();
    tally.given += given.len();
    for (j, q) in given.iter().enumerate().filter(|(j, _)| !used_given[*j]) {
        let doubled = q.start >= 2 && words(q.start - 2, q.start) == "''";
        tally.doubled += usize::from(doubled);
        if errors && !doubled {
            let kinds: Vec<&str> = row
                .quotes
                .iter()
                .filter(|g| g.start.zip(g.end).is_some_and(|s| overlap(s, (q.start, q.end)) > 0))
                .map(|g| g.kind.as_str())
                .collect();
            println!("EXTRA {kinds:?} ({j}): {}", context(q.start, q.end));
        }
    }
    for (i, g) in gold.iter().enumerate().filter(|(i, _)| errors && !used_gold[*i]) {
        println!("MISSED ({i}): {}", context(g.start.unwrap(), g.end.unwrap()));
    }
}

fn report(t: &Tally) {
    let f1 = |given: usize| 2.0 * t.hits as f64 / (given + t.gold) as f64;
    println!("precision {:.3}, recall {:.3}, f1 {:.3}", t.hits as f64 / t.given as f64, t.hits as f64 / t.gold as f64, f1(t.given));
    println!("speaker {:.3} of {}", t.speakers_right as f64 / t.speakers as f64, t.speakers);
    println!(
        "without the {} in doubled apostrophes: precision {:.3}, f1 {:.3}",
        t.doubled,
        t.hits as f64 / (t.given - t.doubled) as f64,
        f1(t.given - t.doubled)
    );
}
