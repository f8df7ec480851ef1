//! The codebook as people meet it: the page made from it, faults in its files, an ontology of one's own.

mod common;

use dateline::code::{Codebook, check, manual};
use dateline::knowledge::Files;
use dateline::{Engine, Knowledge};
use dateline_lang::Pipeline;
use std::fs;

#[test]
fn the_page_is_made_from_the_files() {
    let page = fs::read_to_string(common::root().join("docs/codebook.md")).expect("docs/codebook.md");
    let made = manual::markdown(&Codebook::parse(&Files::embedded()).unwrap_or_else(|e| panic!("{e}")));
    assert!(page == made, "docs/codebook.md is behind knowledge/codebook: run `dateline codebook knowledge > docs/codebook.md`");
}

#[test]
fn every_mode_has_a_rule_with_examples_of_both_kinds() {
    let book = Codebook::parse(&Files::embedded()).unwrap_or_else(|e| panic!("{e}"));
    for (i, kind) in book.types.iter().enumerate() {
        for mode in kind.modes.keys() {
            let rules = book.rules.iter().filter(|r| r.kind == i && !r.rule.yes.is_empty() && !r.rule.no.is_empty());
            let gives = |m: &str| rules.clone().any(|r| r.rule.mode.as_deref() == Some(m) || r.rule.mode_of.values().any(|v| v == m));
            assert!(gives(mode) || mode == "change", "{} has no rule for the mode {mode}", kind.name);
        }
    }
    assert_eq!(book.contexts.all.len(), 37, "PLOVER has 37 contexts");
}

#[test]
fn an_ontology_of_ones_own_stands_alone() {
    let model = common::root().join("models/en_core_web_sm");
    if !model.is_dir() {
        println!("skipped: no model in models/ (make model gets it)");
        return;
    }
    let files = Files::with_folder(&common::root().join("docs/own-ontology")).expect("the folder is readable");
    let engine = Engine {
        pipeline: Pipeline::load(&model).unwrap_or_else(|e| panic!("{e}")),
        knowledge: Knowledge::parse(&files).unwrap_or_else(|e| panic!("{e}")),
        gazetteer: None,
    };
    assert_eq!(engine.knowledge.codebook.types.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["MIGRATION"]);
    assert!(check::examples(&engine).0 > 0);
    assert_eq!(check::check(&engine, &files), []);
}

/// What is said of a folder with this one codebook file.
fn fault(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("codebook")).expect("writable");
    fs::write(folder.path().join("codebook/mine.toml"), text).expect("writable");
    let files = Files::with_folder(folder.path()).expect("readable");
    Codebook::parse(&files).map(|_| ()).expect_err("the file is bad").to_string()
}

const HEAD: &str = "type = \"MINE\"\ndefinition = \"d\"\nquad = 1\nscore = 1.0\n[modes]\na = { definition = \"d\" }\n";

fn rule(fields: &str) -> String {
    format!("{HEAD}[[rule]]\nid = \"r\"\nwhy = \"w\"\n{fields}\n")
}

#[test]
fn faults_are_told_with_file_line_cause_and_hint() {
    let cases = [
        (rule("verbs = [\"see {nobody}\"]"), "codebook/mine.toml:7", "nobody"),
        (rule("mode = \"b\"\nverbs = [\"see T\"]"), "codebook/mine.toml:7", "mode `b`"),
        (rule("verbs = []"), "codebook/mine.toml:7", "no pattern"),
        (rule("verbs = [\"see C\"]\ninner = [\"ASSAUL\"]"), "codebook/mine.toml:7", "ASSAUL"),
        (rule("verbs = [\"see T\"]\ncontexts = [\"heath\"]"), "codebook/mine.toml:7", "heath"),
        (rule("verbs = [\"see T\"]\nconfidence = 7.0"), "codebook/mine.toml:7", "confidence"),
        (rule("verbs = [\"see T\"]\ncolour = 1"), "codebook/mine.toml:11", "colour"),
        (HEAD.replace("quad = 1", "quad = 9"), "codebook/mine.toml:3", "quad 9"),
        (HEAD.replace("score = 1.0", "score = 99.0"), "codebook/mine.toml:4", "intensity 99"),
        (HEAD.replace("MINE\"", "MINE"), "codebook/mine.toml:1", "hint"),
        (rule("verbs = [\"see T\"]") + "[[rule]]\nid = \"r\"\nwhy = \"w\"\nverbs = [\"hear T\"]\n", "codebook/mine.toml:11", "twice"),
    ];
    for (text, place, cause) in cases {
        let said = fault(&text);
        assert!(said.contains(place) && said.contains(cause) && said.contains("hint: "), "{text}\nsaid: {said}");
    }
}
