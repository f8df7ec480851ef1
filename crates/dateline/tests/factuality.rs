//! Statuses against people's judgement: predicates that annotators placed from −3 (surely not) to 3
//! (surely so). Prints the mean by status and asserts how well `Fact` is told from the rest.

use dateline::Knowledge;
use dateline::clause::{self, Reality};
use dateline_lang::Pipeline;
use std::collections::BTreeMap;
use std::path::Path;

const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/factuality_uds.jsonl");
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/en_core_web_sm");

#[test]
fn facts_are_told_from_the_rest() {
    let (Ok(gold), true) = (std::fs::read_to_string(GOLD), Path::new(MODEL).exists()) else {
        println!("skipped: no gold data or no model on this machine");
        return;
    };
    let pipeline = Pipeline::load(MODEL.as_ref()).unwrap();
    let lexicon = Knowledge::embedded().unwrap().clause;
    let show: usize = std::env::var("SHOW_ERRORS").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut by_status: BTreeMap<Reality, Vec<f64>> = BTreeMap::new();
    let mut shown = 0;
    for line in gold.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let doc = pipeline.parse(row["text"].as_str().unwrap());
        let clauses = clause::build(&doc, &lexicon);
        for target in row["targets"].as_array().unwrap() {
            let (start, factuality) = (target["start"].as_u64().unwrap() as u32, target["factuality"].as_f64().unwrap());
            let Some(clause) = (0..doc.len()).find(|&i| doc.token(i).start == start).and_then(|i| clauses.headed_by(i)) else { continue };
            let reality = clauses.reality(&doc, &lexicon, clause, None);
            by_status.entry(reality).or_default().push(factuality);
            if (reality == Reality::Fact) != (factuality > 0.0) && shown < show {
                shown += 1;
                println!("{factuality:5.2} {reality:?} `{}` in: {}", target["surface"], doc.text());
            }
        }
    }
    for (status, values) in &by_status {
        println!("{status:?}: {} predicates, mean factuality {:.2}", values.len(), values.iter().sum::<f64>() / values.len() as f64);
    }
    let facts = by_status.remove(&Reality::Fact).unwrap();
    let rest: Vec<f64> = by_status.into_values().flatten().collect();
    let auc = auc(&facts, &rest);
    println!("auc={auc:.4}");
    assert!(auc >= 0.85, "AUC of Fact against the rest is {auc:.4}");
}

/// How often a fact is rated above a non-fact, ties counted half.
fn auc(facts: &[f64], rest: &[f64]) -> f64 {
    let wins: f64 = facts
        .iter()
        .flat_map(|f| {
            rest.iter().map(move |r| {
                if f > r {
                    1.0
                } else if f == r {
                    0.5
                } else {
                    0.0
                }
            })
        })
        .sum();
    wins / (facts.len() * rest.len()) as f64
}
