//! The language stage: loading, tokens alone, whole analysis of short and long texts.
//!
//! ```text
//! cargo bench -p dateline-lang
//! ```
//!
//! Uses the model at `$DATELINE_MODEL`, or `models/en_core_web_sm` in the workspace root, or a tiny
//! pipeline of the tests where neither is there; the texts are made of sentences of our own.

use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline_lang::Pipeline;

const SENTENCES: [&str; 6] = [
    "The foreign minister of Norway met her Danish counterpart in Oslo on Tuesday. ",
    "\"We won't sign anything,\" the union's spokesman told reporters outside the plant, which employs 1,400 people. ",
    "Parliament approved the budget of $4.5bn, although three of the governing parties had threatened to vote against it. ",
    "Which of the villages they had attacked was what the inspectors from Vienna wanted to know. ",
    "The ceasefire, agreed in March, was broken within hours; both sides denied that their men had fired first. ",
    "Ms Alvarez, 52, became the country's first female chief justice in 2019. ",
];

fn model() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("DATELINE_MODEL").map(PathBuf::from).unwrap_or_else(|| root.join("../../models/en_core_web_sm"));
    if given.join("config.cfg").exists() { given } else { root.join("tests/pipelines/shared") }
}

fn benches(c: &mut Criterion) {
    let folder = model();
    println!("model: {}", folder.display());
    c.bench_function("load", |b| b.iter(|| Pipeline::load(&folder).expect("the pipeline loads")));
    let pipeline = Pipeline::load(&folder).expect("the pipeline loads");
    let long = SENTENCES.concat().repeat(8);
    let mut group = c.benchmark_group("parse");
    for (name, text) in [("sentence", SENTENCES[0]), ("article", &long)] {
        group.throughput(Throughput::Elements(pipeline.parse(text).len() as u64));
        group.bench_function(name, |b| b.iter(|| pipeline.parse(text)));
    }
    let texts = SENTENCES.repeat(8);
    group.throughput(Throughput::Elements(texts.iter().map(|t| pipeline.parse(t).len() as u64).sum()));
    group.bench_function("batch of sentences", |b| b.iter(|| pipeline.parse_batch(&texts)));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
