//! `dateline train` and `dateline relate`, through the real program.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Whether there is a model to run with, above the program; says so if not.
fn model() -> bool {
    let there = Path::new(ROOT).join("models/en_core_web_sm").is_dir();
    if !there {
        println!("skipped: no models/en_core_web_sm (make model gets it)");
    }
    there
}

fn dateline(folder: &TempDir) -> Command {
    let mut command = Command::cargo_bin("dateline").expect("cargo built it");
    command.current_dir(folder.path()).env_remove("DATELINE_MODEL").env_remove("DATELINE_PLACES");
    command
}

/// A hundred sentences each of three files of the corpus, under names that are no types of the codebook.
fn own_types(folder: &TempDir) -> PathBuf {
    let mut lines = String::new();
    for (file, name) in [("consult", "TALK"), ("assault", "HURT"), ("aid", "HELP")] {
        let text = fs::read_to_string(Path::new(ROOT).join("corpus").join(file).with_extension("tsv")).expect("the corpus is there");
        for line in text.lines().filter(|l| !l.starts_with("type")).take(100) {
            let columns: Vec<&str> = line.split('\t').collect();
            lines += &format!("{name}\t-\t{}\t{}\n", columns[2], columns[3]);
        }
    }
    let path = folder.path().join("mine.tsv");
    fs::write(&path, lines).expect("the folder is writable");
    path
}

fn answers(command: &mut Command) -> Vec<Value> {
    let out = command.assert().success().get_output().stdout.clone();
    String::from_utf8(out).expect("UTF-8").lines().map(|l| serde_json::from_str(l).expect("a JSON record a line")).collect()
}

fn question(id: Value, text: &str, source: &str, target: &str) -> String {
    let span = |words: &str| {
        let start = text.find(words).map(|at| text[..at].chars().count()).expect("the words are in the text");
        json!([[start, start + words.chars().count()]])
    };
    format!("{}\n", json!({"id": id, "text": text, "source": span(source), "target": span(target)}))
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_own_types_come_back() {
    if !model() {
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let corpus = own_types(&folder);
    for (out, seed) in [("one.bin", "7"), ("two.bin", "7"), ("other.bin", "8")] {
        dateline(&folder).arg("train").arg(&corpus).args(["-o", out, "--seed", seed, "--epochs", "6"]).assert().success();
    }
    let bytes = |name: &str| fs::read(folder.path().join(name)).expect("train wrote it");
    assert!(bytes("one.bin") == bytes("two.bin"), "one seed, two models");
    assert!(bytes("one.bin") != bytes("other.bin"), "the seed changes nothing");

    let asked = [
        ("Norway's premier met the king of Jordan in Amman.", "Norway's premier", "the king of Jordan", "TALK"),
        ("Rebels shelled army positions, killing nine soldiers.", "Rebels", "nine soldiers", "HURT"),
        ("Qatar sent food and tents to Malawi.", "Qatar", "Malawi", "HELP"),
    ];
    let questions: String = asked.iter().map(|(text, source, target, kind)| question(json!(kind), text, source, target)).collect();
    let told = answers(dateline(&folder).args(["relate", "--relations", "one.bin", "-"]).write_stdin(questions));
    for answer in &told {
        assert_eq!((&answer["type"], answer["rule"].as_str()), (&answer["id"], Some("model")), "{answer}");
    }
    assert_eq!(told.len(), 3);
}

#[test]
fn each_pair_has_one_answer_in_order() {
    if !model() {
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let texts = [
        ("Iran condemned Israel over the strike.", "Iran", "Israel"),
        ("Für Köln sprach Österreich mit Mali.", "Österreich", "Mali"),
        ("The table is next to the chair.", "table", "chair"),
    ];
    let questions: String = texts.iter().enumerate().map(|(i, (text, s, t))| question(json!(i), text, s, t)).collect();
    let questions = questions + &format!("{}\n", json!({"id": "none", "text": "", "source": [], "target": []}));
    let told = answers(dateline(&folder).args(["relate", "-"]).write_stdin(questions));
    assert_eq!(told.iter().map(|a| a["id"].clone()).collect::<Vec<_>>(), [json!(0), json!(1), json!(2), json!("none")]);
    let quads = [("ACCUSE", 3), ("CONSULT", 1), ("ASSAULT", 4), ("AID", 2)];
    for answer in &told {
        let confidence = answer["confidence"].as_f64().expect("a confidence");
        assert!((0.0..=1.0).contains(&confidence), "{answer}");
        assert!(answer["type"].as_str().is_some_and(|t| t != "NONE" && !t.is_empty()), "{answer}");
        let quad = quads.iter().find(|(t, _)| answer["type"] == *t);
        assert!(quad.is_none_or(|(_, q)| answer["quad"] == *q), "{answer}");
    }
    assert_eq!((&told[0]["type"], &told[0]["mode"]), (&json!("ACCUSE"), &json!("disapprove")));
}

#[test]
fn a_line_that_is_no_question_is_told_and_the_rest_answered() {
    let folder = TempDir::new().expect("a temporary folder");
    if !model() {
        return;
    }
    let questions = format!("no JSON\n{}", question(json!(1), "Iran thanked Oman.", "Iran", "Oman"));
    let out = dateline(&folder).args(["relate", "-"]).write_stdin(questions).assert().failure().get_output().clone();
    assert!(String::from_utf8_lossy(&out.stderr).contains(":1: not a question"));
    assert_eq!(String::from_utf8_lossy(&out.stdout).lines().count(), 1);
}
