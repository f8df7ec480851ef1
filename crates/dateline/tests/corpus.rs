//! The corpus is sound: format, balance, no sentence twice, none of the data it is measured with.

mod common;

use dateline::relate::{Example, NONE, corpus};
use std::collections::{BTreeMap, HashSet};
use std::fs;

/// So many words in a row of a sentence are no coincidence.
const RUN: usize = 8;

fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for entry in fs::read_dir(common::root().join("corpus")).expect("the corpus is there").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "tsv") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the corpus is UTF-8");
        let (more, faults) = corpus::read(&path.display().to_string(), &text);
        assert!(faults.is_empty(), "{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        all.extend(more);
    }
    all
}

#[test]
fn no_sentence_stands_twice() {
    let faults = corpus::duplicates(&examples());
    assert!(faults.is_empty(), "{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn all_types_and_statuses_are_well_filled() {
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for e in examples() {
        *types.entry(e.kind.clone()).or_default() += 1;
        let known = ["actual", "historical", "future", "hypothetical", "negated"];
        assert_eq!(e.status.as_deref().is_some_and(|s| known.contains(&s)), e.kind != NONE, "{}", e.place);
    }
    assert_eq!(types.len(), 17, "{types:?}");
    assert!(types.values().all(|&n| n >= 400), "{types:?}");
}

#[test]
fn no_sentence_of_the_measuring_sets_is_in_it() {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let data = common::root().join("../shared/data");
    let mut seen = 0;
    let ours: HashSet<Vec<String>> =
        examples().iter().flat_map(|e| words(&e.pair.text).windows(RUN).map(<[String]>::to_vec).collect::<Vec<_>>()).collect();
    for set in ["relate_PLV_train.tsv", "relate_AW_train.tsv", "events_gold.jsonl"] {
        let Ok(text) = fs::read_to_string(data.join(set)) else { continue };
        seen += 1;
        let plain = ["<s>", "</s>", "<t>", "</t>"].iter().fold(text, |t, mark| t.replace(mark, ""));
        for line in plain.lines() {
            let shared = words(line).windows(RUN).find(|run| ours.contains(*run)).map(|run| run.join(" "));
            assert_eq!(shared, None, "{set}");
        }
    }
    if seen == 0 {
        println!("skipped: no measuring sets beside the checkout");
    }
}
