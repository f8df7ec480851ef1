//! Prints how far the runtime agrees with spaCy, field by field:
//!
//! ```text
//! cargo run --release -p dateline-lang --example parity -- MODEL PARITY.jsonl [--errors N]
//! ```
//!
//! A line of the file is `{"id","text","tokens":[{"start","end","tag","lemma","dep","head","ent","sent"}]}`.

use std::path::Path;

use dateline_lang::{Doc, Pipeline};
use serde_json::{Value, json};

const FIELDS: [&str; 7] = ["token", "tag", "lemma", "dep", "head", "ent", "sent"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [model, file, rest @ ..] = args.as_slice() else { return Err("usage: parity MODEL PARITY.jsonl [--errors N]".into()) };
    let shown = rest.get(1).map_or(Ok(0), |n| n.parse())?;
    let pipeline = Pipeline::load(Path::new(model))?;
    let mut agreed = [0usize; FIELDS.len()];
    let (mut total, mut errors) = (0, Vec::new());
    for line in std::fs::read_to_string(file)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let doc = pipeline.parse(row["text"].as_str().unwrap_or_default());
        total += compare(&row, &doc, &mut agreed, &mut errors);
    }
    for (field, n) in FIELDS.iter().zip(agreed) {
        println!("{field:6} {:.5}", n as f64 / total as f64);
    }
    println!("tokens {total}, differences {}", errors.len());
    errors.iter().take(shown).for_each(|e| println!("{e}"));
    Ok(())
}

fn compare(row: &Value, doc: &Doc, agreed: &mut [usize; FIELDS.len()], errors: &mut Vec<String>) -> usize {
    let want = row["tokens"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut at = 0;
    for token in want {
        while at < doc.len() && u64::from(doc.token(at).start) < token["start"].as_u64().unwrap_or(0) {
            at += 1;
        }
        let found = at < doc.len() && token["start"] == doc.token(at).start && token["end"] == doc.token(at).end;
        let got = if found { describe(doc, at) } else { json!({}) };
        for (n, field) in agreed.iter_mut().zip(FIELDS) {
            let same = if field == "token" { found } else { found && got[field] == token[field] };
            *n += usize::from(same);
            if !same {
                errors.push(format!(
                    "{} at {}: {field} {} here {} {:?}",
                    row["id"],
                    token["start"],
                    token[field],
                    got[field],
                    found.then(|| doc.word(at))
                ));
            }
        }
    }
    want.len()
}

fn describe(doc: &Doc, i: usize) -> Value {
    let ent = if doc.ent_iob(i) == 'O' { "O".to_owned() } else { format!("{}-{}", doc.ent_iob(i), doc.ent(i)) };
    let head = doc.token(doc.head(i)).start;
    json!({"tag": doc.tag(i), "lemma": doc.lemma(i), "dep": doc.dep(i), "head": head, "ent": ent, "sent": doc.token(i).sent_start})
}
