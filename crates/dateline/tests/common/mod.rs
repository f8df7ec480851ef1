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

/// `DATELINE_MODEL` names another model's folder.
fn model() -> PathBuf {
    std::env::var_os("DATELINE_MODEL").map_or_else(|| root().join("models/en_core_web_sm"), PathBuf::from)
}

fn places() -> PathBuf {
    std::env::var_os("DATELINE_PLACES").map_or_else(|| root().join("models/places.idx"), PathBuf::from)
}

static ENGINE: LazyLock<Option<Engine>> = LazyLock::new(|| {
    let (pipeline, gazetteer) = (pipeline()?, gazetteer()?);
    let knowledge = Knowledge::embedded().unwrap_or_else(|e| panic!("{e}"));
    Some(Engine { pipeline, knowledge, gazetteer: Some(gazetteer) })
});

/// The engine with the default model; none, said so, where `make model` has not been run.
pub fn engine() -> Option<&'static Engine> {
    if ENGINE.is_none() {
        println!("skipped: no model or no index of cities (make model gets them)");
    }
    ENGINE.as_ref()
}

/// The language model alone; none, said so, where it is missing.
pub fn pipeline() -> Option<Pipeline> {
    let folder = model();
    if !folder.join("config.cfg").exists() {
        println!("skipped: no model in {} (make model gets it)", folder.display());
        return None;
    }
    Some(Pipeline::load(&folder).unwrap_or_else(|e| panic!("{e}")))
}

/// The index of all cities; none, said so, where set-up has not made it.
pub fn gazetteer() -> Option<Gazetteer> {
    let path = places();
    if !path.exists() {
        println!("without the index of cities: {} is missing", path.display());
        return None;
    }
    Some(Gazetteer::open(&path).unwrap_or_else(|e| panic!("{e}")))
}
