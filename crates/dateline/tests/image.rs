//! The image of the parsed knowledge: the same records as from its files, and no other program's image is taken.

mod common;

use dateline::knowledge::Files;
use dateline::{Document, Engine, Knowledge, image};
use std::fs;

fn examples(k: &Knowledge) -> usize {
    k.codebook.rules.iter().map(|r| r.rule.yes.len()).sum()
}

#[test]
fn the_records_are_those_of_the_files() {
    let Some(engine) = common::engine() else { return };
    let (Some(pipeline), gazetteer) = (common::pipeline(), common::gazetteer()) else { return };
    let files = Files::embedded();
    let written = image::write(&files, &engine.knowledge).expect("it can be written");
    let knowledge = image::knowledge(&files, [b"no image".to_vec(), written]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(examples(&knowledge), 0, "these come from the image, which does without examples");
    let read = Engine { pipeline, knowledge, gazetteer };
    let articles = fs::read_dir(common::root().join("articles")).expect("articles").flatten();
    let texts: Vec<String> = articles.map(|a| fs::read_to_string(a.path()).expect("text")).collect();
    assert!(texts.len() > 3);
    for text in texts {
        let record = |e: &Engine| {
            let document = Document { text: text.clone(), date: "2022-11-02".parse().ok(), ..Document::default() };
            serde_json::to_string(&e.analyse(&document)).expect("JSON")
        };
        assert_eq!(record(&read), record(engine));
    }
}

#[test]
fn what_does_not_hold_is_passed_over() {
    let files = Files::embedded();
    let parsed = Knowledge::embedded().unwrap_or_else(|e| panic!("{e}"));
    let written = image::write(&files, &parsed).expect("it can be written");
    let from = |files: &Files, bytes: Vec<u8>| examples(&image::knowledge(files, [bytes]).unwrap_or_else(|e| panic!("{e}")));
    let all = examples(&parsed);
    assert!(all > 1000 && from(&files, written.clone()) == 0);
    for cut in [0, 7, 47, 48, written.len() / 2, written.len() - 1] {
        assert_eq!(from(&files, written[..cut].to_vec()), all, "cut off at {cut}");
    }
    for at in [3, 10, 20, 30, 47, 60, written.len() - 1] {
        let mut damaged = written.clone();
        damaged[at] ^= 0x40;
        assert_eq!(from(&files, damaged), all, "damaged at {at}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("more.txt"), "word\n").expect("it can be written");
    let other = Files::with_folder(folder.path()).expect("it can be read");
    assert_eq!(from(&other, written), all, "an image of other knowledge");
}
