//! Measures the language stage: time to load, tokens per second, peak memory.
//!
//! ```text
//! cargo run --release -p dateline-lang --example speed -- MODEL TEXTS.jsonl [--threads N] [--repeat N] [--batch N]
//! ```
//!
//! A line of the file is `{"text"}`. Each thread takes the next batch of documents.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use dateline_lang::Pipeline;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, file, rest @ ..] = args.as_slice() else { return Err("usage: speed MODEL TEXTS.jsonl [--threads N] …".into()) };
    let option = |name: &str, default: usize| {
        let at = rest.iter().position(|a| a == name);
        at.and_then(|at| rest.get(at + 1)).map_or(Ok(default), |n| n.parse())
    };
    let (threads, repeat, size) = (option("--threads", 1)?, option("--repeat", 3)?, option("--batch", 1)?);
    let start = Instant::now();
    let pipeline = Pipeline::load(Path::new(model))?;
    println!("load {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let texts = read(file)?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let first = Instant::now();
    pipeline.parse(texts.first().unwrap_or(&""));
    println!("first text {:.1} ms", first.elapsed().as_secs_f64() * 1e3);
    for _ in 0..repeat {
        let (start, cpu) = (Instant::now(), cpu_seconds());
        let tokens = run(&pipeline, &texts, threads, size);
        let seconds = start.elapsed().as_secs_f64();
        let cpu = cpu_seconds() - cpu;
        println!(
            "{threads} threads: {tokens} tokens in {seconds:.3} s: {:.0} tokens/s; processor {cpu:.2} s: {:.0} tokens/s; peak memory {} MB",
            tokens as f64 / seconds,
            tokens as f64 / cpu,
            peak()
        );
    }
    Ok(())
}

fn read(file: &str) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let lines = std::fs::read_to_string(file)?;
    let text = |line: &str| -> Result<String, serde_json::Error> {
        let row: serde_json::Value = serde_json::from_str(line)?;
        Ok(row["text"].as_str().unwrap_or_default().to_owned())
    };
    Ok(lines.lines().map(text).collect::<Result<_, _>>()?)
}

fn run(pipeline: &Pipeline, texts: &[&str], threads: usize, size: usize) -> usize {
    let (next, tokens) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let batches: Vec<&[&str]> = texts.chunks(size).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let docs = pipeline.parse_batch(batch);
                    tokens.fetch_add(docs.iter().map(|d| d.len()).sum(), Ordering::Relaxed);
                }
            });
        }
    });
    tokens.into_inner()
}

/// Processor time of all threads so far, where the system tells (in ticks of 10 ms).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |s| s.1).split_whitespace().collect();
    fields.iter().skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Peak resident memory in MB, where the system tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}
