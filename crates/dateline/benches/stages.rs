//! Each stage of the flow on the sample articles, and the loading of the knowledge.
//!
//! ```text
//! cargo bench -p dateline
//! ```
//!
//! Needs the model and the index of places in `models/` of the workspace root (`make model`).

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::place::Gazetteer;
use dateline::{Document, Engine, Knowledge, STAGES, read};
use dateline_lang::Pipeline;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn articles() -> Vec<Document> {
    let folder = std::fs::read_dir(root().join("articles")).expect("articles/ is there");
    let mut paths: Vec<PathBuf> = folder.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "txt")).collect();
    paths.sort();
    let name = |p: &Path| p.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    paths.iter().map(|p| read::text(&std::fs::read(p).expect("articles can be read"), &name(p), None).document).collect()
}

fn benches(c: &mut Criterion) {
    c.bench_function("load knowledge", |b| b.iter(|| Knowledge::embedded().expect("the knowledge is sound")));
    let models = root().join("models");
    let Ok(pipeline) = Pipeline::load(&models.join("en_core_web_sm")) else {
        println!("no model in {}: run `make model`", models.display());
        return;
    };
    let gazetteer = Gazetteer::open(&models.join("places.idx")).ok();
    let engine = Engine { pipeline, knowledge: Knowledge::embedded().expect("the knowledge is sound"), gazetteer };
    for input in articles().iter().take(3) {
        stages(c, &engine, input);
    }
}

/// One article: each stage's part of the whole flow, and the whole.
fn stages(c: &mut Criterion, engine: &Engine, input: &Document) {
    let mut group = c.benchmark_group(&*input.id);
    group.throughput(Throughput::Elements(engine.measure(input, |_| ()) as u64));
    for stage in STAGES {
        group.bench_function(stage, |b| b.iter_custom(|times| (0..times).map(|_| part(engine, input, stage)).sum()));
    }
    group.bench_function("whole", |b| b.iter(|| engine.analyse(input)));
    group.finish();
}

/// How long one stage takes in one pass over the article.
fn part(engine: &Engine, input: &Document, wanted: &str) -> Duration {
    let (mut taken, mut at) = (Duration::ZERO, Instant::now());
    engine.measure(input, |stage| {
        if stage == wanted {
            taken = at.elapsed();
        }
        at = Instant::now();
    });
    taken
}

criterion_group!(all, benches);
criterion_main!(all);
