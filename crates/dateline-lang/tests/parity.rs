//! Agreement with what spaCy itself says of the same texts. Needs the models (`$DATELINE_MODEL` for
//! the small one, or `models/` in the workspace root) and the reference files beside the checkout;
//! says so and passes where they are absent.

use std::path::{Path, PathBuf};

use dateline_lang::{Doc, Pipeline};
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const FIELDS: [&str; 6] = ["tag", "lemma", "dep", "head", "ent", "sent"];

fn model(name: &str) -> PathBuf {
    let given = std::env::var_os("DATELINE_MODEL").map(PathBuf::from).filter(|_| name == "en_core_web_sm");
    given.unwrap_or_else(|| Path::new(ROOT).join("models").join(name))
}

/// Shares of agreement: tokens, then `FIELDS`.
fn shares(model_name: &str, reference: &str) -> Option<[f64; 7]> {
    let (model, reference) = (model(model_name), Path::new(ROOT).join("../shared/data").join(reference));
    if let Some(absent) = [&model.join("config.cfg"), &reference].into_iter().find(|p| !p.exists()) {
        println!("skipped: {} is not there", absent.display());
        return None;
    }
    let pipeline = Pipeline::load(&model).expect("the model loads");
    let text = std::fs::read_to_string(reference).expect("the reference is readable");
    let (mut agreed, mut total) = ([0usize; 7], 0);
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).expect("the reference is JSON");
        let doc = pipeline.parse(row["text"].as_str().expect("a text"));
        total += count(&row, &doc, &mut agreed);
    }
    Some(agreed.map(|n| n as f64 / total as f64))
}

fn count(row: &Value, doc: &Doc, agreed: &mut [usize; 7]) -> usize {
    let want = row["tokens"].as_array().expect("tokens");
    let place = |i: usize| (u64::from(doc.token(i).start), u64::from(doc.token(i).end));
    let at: std::collections::HashMap<_, _> = (0..doc.len()).map(|i| (place(i), i)).collect();
    for token in want {
        let Some(&i) = at.get(&(token["start"].as_u64().unwrap(), token["end"].as_u64().unwrap())) else { continue };
        agreed[0] += 1;
        for (n, field) in agreed[1..].iter_mut().zip(FIELDS) {
            *n += usize::from(said(doc, i, field) == token[field]);
        }
    }
    want.len()
}

fn said(doc: &Doc, i: usize, field: &str) -> Value {
    match field {
        "tag" => doc.tag(i).into(),
        "lemma" => doc.lemma(i).into(),
        "dep" => doc.dep(i).into(),
        "head" => doc.token(doc.head(i)).start.into(),
        "ent" if doc.ent_iob(i) == 'O' => "O".into(),
        "ent" => format!("{}-{}", doc.ent_iob(i), doc.ent(i)).into(),
        _ => doc.token(i).sent_start.into(),
    }
}

fn check(model_name: &str, reference: &str) {
    let Some([token, rest @ ..]) = shares(model_name, reference) else { return };
    println!("{model_name}: token {token:.5}, {FIELDS:?} {rest:.5?}");
    assert!(token >= 0.9995, "tokens {token}");
    FIELDS.iter().zip(rest).for_each(|(field, share)| assert!(share >= 0.999, "{field} {share}"));
}

#[test]
fn the_small_model_agrees() {
    check("en_core_web_sm", "parity_sm.jsonl");
}

#[test]
fn the_medium_model_agrees() {
    check("en_core_web_md", "parity_md.jsonl");
}
