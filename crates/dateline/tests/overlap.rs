//! No sentence of the data that Dateline is measured with is among its own examples, cases or articles.

mod common;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The gold sets, beside the checkout; the news collections there are no gold.
const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
const NOT_GOLD: [&str; 5] =
    ["news_current_events.jsonl", "news_reuters_1987.jsonl", "news_guardian.jsonl", "README.md", "leaders_archigos.jsonl"];

/// So many words in a row of a sentence are no coincidence.
const RUN: usize = 8;

#[test]
fn no_sentence_of_the_gold_data_is_ours() {
    let Ok(data) = fs::read_dir(Path::new(GOLD).join("data")) else {
        return println!("skipped: no gold data beside the checkout");
    };
    let ours = our_runs();
    assert!(ours.len() > 1000, "our own texts are found");
    let gold = data.flatten().map(|e| e.path()).filter(|p| !NOT_GOLD.iter().any(|n| p.ends_with(n)));
    let gold: Vec<PathBuf> = gold.chain([Path::new(GOLD).join("seed/article.txt")]).collect();
    let mut shared = Vec::new();
    for file in &gold {
        let text = texts(&fs::read_to_string(file).expect("gold data is UTF-8"));
        let words = words(&text);
        let hits = words.windows(RUN).filter_map(|run| ours.get(&key(run)).map(|place| (place, run.join(" "))));
        shared.extend(hits.map(|(place, run)| format!("{place} shares with {}: {run}", file.display())));
    }
    shared.dedup();
    assert!(shared.is_empty(), "{}", shared.join("\n"));
}

/// Every run of words in our texts, with the file it stands in.
fn our_runs() -> HashMap<u64, String> {
    let mut runs = HashMap::new();
    for folder in ["knowledge", "corpus", "cases", "articles"] {
        for file in files(&common::root().join(folder)) {
            if file.extension().is_some_and(|e| e == "tsv") {
                continue; // tables of names
            }
            let text = fs::read_to_string(&file).unwrap_or_default();
            // A run goes over no line's end and no quotation mark: names in a list are no sentence.
            for line in text.split(['\n', '"']) {
                words(line).windows(RUN).for_each(|run| {
                    runs.entry(key(run)).or_insert_with(|| file.display().to_string());
                });
            }
        }
    }
    runs
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().flat_map(|e| if e.path().is_dir() { files(&e.path()) } else { vec![e.path()] }).collect()
}

/// The gold file's text: JSON's escapes and the marks around actors taken away.
fn texts(raw: &str) -> String {
    let plain = raw.replace("\\n", " ").replace("\\\"", "\"");
    ["<s>", "</s>", "<t>", "</t>"].iter().fold(plain, |text, mark| text.replace(mark, ""))
}

fn words(text: &str) -> Vec<String> {
    let all = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    all.map(str::to_lowercase).collect()
}

fn key(run: &[String]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_shared_sentence_would_be_found() {
    let ours = words("The envoys of both states met again in Geneva on Friday night, he said.");
    let theirs = words(&texts(r#"{"text": "In the end the <s>envoys</s> of both states met again in Geneva on\nFriday night."}"#));
    let runs: HashSet<u64> = ours.windows(RUN).map(key).collect();
    assert!(theirs.windows(RUN).any(|run| runs.contains(&key(run))));
}
