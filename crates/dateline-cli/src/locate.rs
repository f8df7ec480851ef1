//! Finds and loads the engine's parts: language model, knowledge, index of places.

use crate::args::EngineArgs;
use anyhow::{Context, Result, bail};
use dateline::knowledge::Files;
use dateline::place::Gazetteer;
use dateline::relate::{Relations, Voice};
use dateline::{Engine, Knowledge, KnowledgeError, image};
use dateline_lang::Pipeline;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::thread;

/// The model that is taken when none is named.
pub const DEFAULT_MODEL: &str = "en_core_web_sm";

/// Loads everything that coding needs.
///
/// # Errors
/// A part that is missing or broken; the message says the command that gets it.
pub fn engine(args: &EngineArgs) -> Result<Engine> {
    let files = files(args.knowledge.as_deref())?;
    let parsed = || match args.knowledge {
        Some(_) => Knowledge::parse(&files),
        None => image::knowledge(&files, images()),
    };
    let mut engine = engine_of(parsed, args.model.as_deref(), args.places.as_deref())?;
    engine.knowledge.relations = args.relations.as_deref().map(relations).transpose()?;
    if let (true, Some(relations)) = (args.model_alone, &mut engine.knowledge.relations) {
        relations.voice = Voice::Model;
    }
    Ok(engine)
}

/// The files that may be images of the built-in knowledge, which start-up reads in place of its sources.
fn images() -> impl Iterator<Item = Vec<u8>> {
    model_folders().into_iter().filter_map(|folder| std::fs::read(folder.join("knowledge.bin")).ok())
}

/// A model of relations: `built-in`, or a file that `dateline train` wrote.
///
/// # Errors
/// No such file, or one that is no such model.
pub fn relations(file: &Path) -> Result<Relations> {
    if file == Path::new("built-in") {
        return Ok(Relations::built_in()?);
    }
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    Relations::read(&bytes).with_context(|| file.display().to_string())
}

/// mimalloc's option for how many milliseconds freed memory is held before the system gets it back.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// From now on memory that a long document took is given back at once, so that the peak stays that of the work in hand;
/// at start-up, when much is taken and little given back, that would only cost time.
fn give_memory_back() {
    // SAFETY: the call has no condition; the option is read at each release of memory.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) }
    // Huge pages make start-up quicker, but from here on they would hold memory that is mostly unused.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// The same with knowledge from elsewhere.
pub fn engine_of(
    knowledge: impl FnOnce() -> Result<Knowledge, KnowledgeError>,
    model: Option<&Path>,
    places: Option<&Path>,
) -> Result<Engine> {
    let folder = self::model(model)?;
    // Start-up is most of the time of a short run: the two big parts are read at the same time.
    thread::scope(|scope| {
        let pipeline = scope.spawn(|| Pipeline::load(&folder));
        let knowledge = knowledge()?;
        let gazetteer = gazetteer(places)?;
        let pipeline = pipeline.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let pipeline = pipeline.with_context(|| format!("the language model in {}", folder.display()))?;
        give_memory_back();
        Ok(Engine { pipeline, knowledge, gazetteer })
    })
}

/// The built-in knowledge files, with a folder's files in place of its own.
pub fn files(folder: Option<&Path>) -> Result<Files> {
    match folder {
        Some(folder) => Files::with_folder(folder).with_context(|| format!("the knowledge in {}", folder.display())),
        None => Ok(Files::embedded()),
    }
}

/// The index of places: the one asked for (`--places`, else `$DATELINE_PLACES`), else `places.idx` in a
/// model folder. Coding goes on without one, so its lack is only said.
fn gazetteer(asked: Option<&Path>) -> Result<Option<Gazetteer>> {
    let from_env = || env::var_os("DATELINE_PLACES").filter(|v| !v.is_empty()).map(PathBuf::from);
    let asked = asked.map(Path::to_owned).or_else(from_env);
    let found = asked.or_else(|| model_folders().into_iter().map(|f| f.join("places.idx")).find(|f| f.is_file()));
    let Some(file) = found else {
        eprintln!("dateline: no index of cities (models/places.idx): only places that knowledge/ names are found; `make model` gets it");
        return Ok(None);
    };
    Ok(Some(Gazetteer::open(&file)?))
}

/// The model's folder: the one asked for (`--model`, else `$DATELINE_MODEL`), as a path or as a name
/// in one of the model folders; else the default one.
pub fn model(asked: Option<&Path>) -> Result<PathBuf> {
    let from_env = env::var_os("DATELINE_MODEL").filter(|v| !v.is_empty()).map(PathBuf::from);
    let Some(asked) = asked.map(Path::to_owned).or(from_env) else {
        return in_models(OsStr::new(DEFAULT_MODEL)).with_context(|| {
            let looked: Vec<String> = model_folders().iter().map(|f| format!("\n  {}", f.display())).collect();
            format!(
                "no language model found: run `make model` in Dateline's folder, or give --model DIR; looked for {DEFAULT_MODEL} in{}",
                looked.concat()
            )
        });
    };
    if asked.is_dir() {
        return Ok(asked);
    }
    match in_models(asked.as_os_str()) {
        Some(found) if asked.components().count() == 1 => Ok(found),
        _ => bail!("{}: no such model folder", asked.display()),
    }
}

fn in_models(name: &OsStr) -> Option<PathBuf> {
    model_folders().into_iter().map(|f| f.join(name)).find(|f| f.is_dir())
}

/// Folders that may hold models and the index of places, in the order they are looked through:
/// the user's data folder, then every `models/` upwards from the current folder and from the program.
pub fn model_folders() -> Vec<PathBuf> {
    let data = env::var_os("XDG_DATA_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = data.or_else(|| env::home_dir().map(|h| h.join(".local/share")));
    let program = env::current_exe().and_then(|p| p.canonicalize()).ok();
    let starts = [env::current_dir().ok(), program.and_then(|p| p.parent().map(Path::to_owned))];
    let upwards = starts.iter().flatten().flat_map(|start| start.ancestors()).map(|a| a.join("models"));
    let mut folders: Vec<PathBuf> = data.map(|d| d.join("dateline/models")).into_iter().collect();
    for folder in upwards {
        if folder.is_dir() && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}
