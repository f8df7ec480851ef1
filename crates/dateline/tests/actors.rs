//! Runs the texts of `knowledge/actors/chains.txt` with the default model, as `dateline check` does.

mod common;

use dateline::actor;
use dateline::knowledge::Files;

#[test]
fn every_mention_of_the_chain_examples_goes_to_its_actor() {
    let Some(engine) = common::engine() else { return };
    let failures = actor::check(&engine.pipeline, &Files::embedded()).expect("the files are sound");
    let lines: Vec<String> = failures.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}
