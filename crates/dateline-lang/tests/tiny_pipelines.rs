//! Pipelines trained with spaCy itself on the architectures and settings that the runtime can run
//! (`tools/tiny_pipelines.py` makes them), with what spaCy says of some texts.

use std::path::{Path, PathBuf};

use dateline_lang::{Doc, Pipeline};
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines").join(name)
}

fn expected(name: &str) -> Vec<Value> {
    let lines = std::fs::read_to_string(folder(name).join("expected.jsonl")).expect("the expectations are there");
    lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn describe(doc: &Doc) -> Value {
    let token = |i: usize| {
        let (t, iob) = (doc.token(i), doc.ent_iob(i));
        let ent = if iob == 'O' { "O".to_owned() } else { format!("{iob}-{}", doc.ent(i)) };
        json!({"start": t.start, "end": t.end, "tag": doc.tag(i), "pos": doc.pos(i), "morph": doc.morph(i), "dep": doc.dep(i),
               "head": doc.token(doc.head(i)).start, "ent": ent, "sent": t.sent_start})
    };
    (0..doc.len()).map(token).collect()
}

fn check(name: &str) {
    let pipeline = Pipeline::load(&folder(name)).expect("the pipeline loads");
    let rows = expected(name);
    let texts: Vec<&str> = rows.iter().map(|row| row["text"].as_str().expect("a text")).collect();
    for (doc, row) in pipeline.parse_batch(&texts).iter().zip(&rows) {
        let got = describe(doc);
        for (want, got) in row["tokens"].as_array().expect("tokens").iter().zip(got.as_array().expect("tokens")) {
            assert_eq!(got, want, "{name}: {:?}", doc.text());
        }
        assert_eq!(row["tokens"].as_array().map(Vec::len), Some(doc.len()), "{name}: {:?}", doc.text());
    }
}

#[test]
fn a_shared_network_with_morphologizer_and_all_state_tokens() {
    check("shared");
}

#[test]
fn networks_of_their_own_and_older_architectures() {
    check("own");
}

#[test]
fn sentences_without_a_parser() {
    check("sentences");
}
