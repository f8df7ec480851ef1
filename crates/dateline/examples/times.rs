//! Runs the time rules' examples, or scores the times stage alone against TIMEX3 gold.
//!
//! ```text
//! times MODEL check [KNOWLEDGE]
//! times MODEL score GOLD.jsonl [--half 0|1] [--errors]
//! ```
//!
//! Gold has `{"dct","text","timex":[{"start","end","value"}]}` a line. `--half` takes every other document.

use dateline::clause::Clauses;
use dateline::knowledge::Files;
use dateline::time::{self, Rules, Time};
use dateline_lang::Pipeline;
use serde::Deserialize;
use std::path::Path;
use std::time::Instant;

#[derive(Deserialize)]
struct Gold {
    dct: String,
    text: String,
    timex: Vec<Timex>,
}

#[derive(Deserialize)]
struct Timex {
    start: u32,
    end: u32,
    value: Option<String>,
}

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        [model, "check"] => check(&Pipeline::load(Path::new(model))?, &Files::embedded()),
        [model, "check", folder] => check(&Pipeline::load(Path::new(model))?, &Files::with_folder(Path::new(folder))?),
        [model, "score", gold, ..] => score(&Pipeline::load(Path::new(model))?, gold, &words),
        _ => Err("usage: times MODEL check [KNOWLEDGE] | times MODEL score GOLD [--half 0|1] [--errors]".into()),
    }
}

fn check(pipeline: &Pipeline, files: &Files) -> Result<(), Failed> {
    let failed = time::check(pipeline, files)?;
    for f in &failed {
        println!("{}:{}: {}", f.file, f.line, f.message);
    }
    let (rules, examples) = Rules::parse(files)?.counts();
    println!("{} of {examples} examples of {rules} rules failed", failed.len());
    Ok(())
}

#[derive(Default)]
struct Tally {
    gold: usize,
    found: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
}

fn score(pipeline: &Pipeline, path: &str, args: &[&str]) -> Result<(), Failed> {
    let half = args.iter().position(|a| *a == "--half").and_then(|i| args.get(i + 1)).and_then(|h| h.parse::<usize>().ok());
    let show = args.contains(&"--errors");
    let rules = Rules::parse(&Files::embedded())?;
    let (mut tally, mut language, mut stage) = (Tally::default(), 0.0, 0.0);
    for (i, line) in std::fs::read_to_string(path)?.lines().enumerate() {
        if half.is_some_and(|h| i % 2 != h) {
            continue;
        }
        let gold: Gold = serde_json::from_str(line)?;
        let date = gold.dct.get(..10).and_then(|d| d.parse().ok());
        let start = Instant::now();
        let doc = pipeline.parse(&gold.text);
        let parsed = Instant::now();
        let times = time::resolve(&doc, &Clauses::default(), date, &rules);
        language += (parsed - start).as_secs_f64();
        stage += parsed.elapsed().as_secs_f64();
        compare(&gold, &times, &mut tally, show);
    }
    let f1 = |hits: usize| 2.0 * hits as f64 / (tally.gold + tally.found).max(1) as f64;
    println!(
        "strict_f1={:.4} relaxed_f1={:.4} value_f1={:.4} gold={} found={} share_of_language_stage={:.4}",
        f1(tally.strict),
        f1(tally.relaxed),
        f1(tally.value),
        tally.gold,
        tally.found,
        stage / language
    );
    Ok(())
}

/// Pairs gold and found one to one, the largest overlap first, and counts.
fn compare(gold: &Gold, times: &[Time], tally: &mut Tally, show: bool) {
    let overlap = |g: &Timex, t: &Time| g.end.min(t.end).saturating_sub(g.start.max(t.start));
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (i, g) in gold.timex.iter().enumerate() {
        pairs.extend(times.iter().enumerate().map(|(j, t)| (overlap(g, t), i, j)).filter(|p| p.0 > 0));
    }
    pairs.sort_by(|a, b| b.cmp(a));
    let (mut used_gold, mut used) = (vec![false; gold.timex.len()], vec![false; times.len()]);
    tally.gold += gold.timex.len();
    tally.found += times.len();
    for (_, i, j) in pairs {
        if used_gold[i] || used[j] {
            continue;
        }
        (used_gold[i], used[j]) = (true, true);
        let (g, t) = (&gold.timex[i], &times[j]);
        let same = (g.start, g.end) == (t.start, t.end);
        let right = g.value.as_deref() == Some(&t.value);
        tally.relaxed += 1;
        tally.strict += usize::from(same);
        tally.value += usize::from(right);
        if show && !(same && right) {
            let what = if !right { "VALUE" } else { "SPAN " };
            let extent = if same { String::new() } else { format!(" span «{}»", words(&gold.text, t.start, t.end)) };
            println!(
                "{what} {} {} is {}, made {}{extent}",
                gold.dct,
                context(gold, g.start, g.end),
                g.value.as_deref().unwrap_or("-"),
                t.value
            );
        }
    }
    if show {
        for (g, _) in gold.timex.iter().zip(&used_gold).filter(|(_, u)| !**u) {
            println!("MISS  {} {} {}", gold.dct, context(gold, g.start, g.end), g.value.as_deref().unwrap_or("-"));
        }
        for (t, _) in times.iter().zip(&used).filter(|(_, u)| !**u) {
            println!("EXTRA {} {} {}", gold.dct, context(gold, t.start, t.end), t.value);
        }
    }
}

fn words(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

fn context(gold: &Gold, start: u32, end: u32) -> String {
    let before = words(&gold.text, start.saturating_sub(45), start);
    let after = words(&gold.text, end, end + 25);
    format!("{before}⟦{}⟧{after}", words(&gold.text, start, end)).replace('\n', " ")
}
