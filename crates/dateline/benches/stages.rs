//! Each stage of the flow on the sample articles, and the loading of the knowledge.
//!
//! ```text
//! cargo bench -p dateline
//! ```
//!
//! Needs the model and the index of places in `models/` of the workspace root (`make model`).

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::place::Gazetteer;
use dateline::{Document, Engine, Knowledge, actor, clause, code, commitment, place, quote, read, time};
use dateline_lang::Pipeline;
use std::hint::black_box;
use std::path::{Path, PathBuf};

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

/// One article; a stage gets what those before it made.
fn stages(c: &mut Criterion, engine: &Engine, input: &Document) {
    let k = &engine.knowledge;
    let parse = || engine.pipeline.parse_paragraphs(&input.text, input.head);
    let doc = parse();
    let mut group = c.benchmark_group(&*input.id);
    group.throughput(Throughput::Elements(doc.len() as u64));
    group.bench_function("language", |b| b.iter(parse));
    let clauses = clause::build(&doc, &k.clause);
    group.bench_function("clause", |b| b.iter(|| clause::build(&doc, &k.clause)));
    let times = time::resolve(&doc, &clauses, input.date, &k.time);
    group.bench_function("time", |b| b.iter(|| time::resolve(&doc, &clauses, input.date, &k.time)));
    let actors = actor::resolve(&doc, &clauses, input, &k.actor);
    group.bench_function("actor", |b| b.iter(|| actor::resolve(&doc, &clauses, input, &k.actor)));
    let places = place::resolve(&doc, &clauses, &actors, input, &k.place, engine.gazetteer.as_ref());
    group.bench_function("place", |b| {
        b.iter(|| place::resolve(&doc, &clauses, &actors, input, &k.place, engine.gazetteer.as_ref()));
    });
    let quotes = quote::resolve(&doc, &clauses, &actors, &times, &k.quote);
    group.bench_function("quote", |b| b.iter(|| quote::resolve(&doc, &clauses, &actors, &times, &k.quote)));
    let stage = code::Resolved { doc: &doc, clauses: &clauses, times: &times, actors: &actors, places: &places, quotes: &quotes, input };
    let coding = code::Coding { book: &k.codebook, lexicon: &k.clause };
    let coded = code::code(&stage, &coding);
    group.bench_function("code", |b| b.iter(|| code::code(&stage, &coding)));
    group.bench_function("commitment", |b| b.iter(|| commitment::find(&stage, &coded, &coding)));
    group.bench_function("whole", |b| b.iter(|| black_box(engine.analyse(input))));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
