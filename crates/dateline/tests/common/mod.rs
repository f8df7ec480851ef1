//! The engine as the tests use it.

#![allow(dead_code)]

use dateline::place::Gazetteer;
use dateline::{Engine, Knowledge};
use dateline_lang::Pipeline;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The folder of the whole repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

static ENGINE: LazyLock<Option<Engine>> = LazyLock::new(|| {
    let models = root().join("models");
    let (model, places) = (models.join("en_core_web_sm"), models.join("places.idx"));
    if !model.is_dir() || !places.is_file() {
        return None;
    }
    let knowledge = Knowledge::embedded().unwrap_or_else(|e| panic!("{e}"));
    let pipeline = Pipeline::load(&model).unwrap_or_else(|e| panic!("{e}"));
    Some(Engine { pipeline, knowledge, gazetteer: Some(Gazetteer::open(&places).unwrap_or_else(|e| panic!("{e}"))) })
});

/// The engine with the default model; none, said so, where `make model` has not been run.
pub fn engine() -> Option<&'static Engine> {
    if ENGINE.is_none() {
        println!("skipped: no model or no index of cities in models/ (make model gets them)");
    }
    ENGINE.as_ref()
}
