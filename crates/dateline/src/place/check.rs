//! Runs the examples of `knowledge/places/examples`: each says what a text's names are, or that they are none.

use super::{Gazetteer, Place, Places, resolve};
use crate::actor::Resolution;
use crate::clause;
use crate::document::Document;
use crate::knowledge::{Files, KnowledgeError};
use dateline_lang::Pipeline;

/// An example that does not give what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Path below `knowledge/`.
    pub file: String,
    pub line: usize,
    pub message: String,
}

/// Runs all examples. Lines that need the index of cities are passed over where there is none.
///
/// An example is a line of three columns, parted by tabs: the text; a name in it, exactly; and what
/// it is: `none`, or `NAME, ISO3, KIND` with an empty ISO3 for what no state owns. The fourth
/// column may hold a publisher.
pub fn check(pipeline: &Pipeline, gazetteer: Option<&Gazetteer>, files: &Files) -> Result<Vec<Failure>, KnowledgeError> {
    let places = Places::parse(files)?;
    let lexicon = clause::Lexicon::parse(files)?;
    let mut failures = Vec::new();
    for (file, text) in files.below("places/examples/", ".tsv") {
        for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
            let read = |input: &Document| {
                let doc = pipeline.parse(&input.text);
                let clauses = clause::build(&doc, &lexicon);
                resolve(&doc, &clauses, &Resolution::default(), input, &places, gazetteer)
            };
            if let Err(message) = run(line, gazetteer.is_some(), read) {
                failures.push(Failure { file: file.to_owned(), line: i + 1, message });
            }
        }
    }
    Ok(failures)
}

fn run(line: &str, indexed: bool, read: impl Fn(&Document) -> Vec<Place>) -> Result<(), String> {
    let mut cells = line.split('\t');
    let (Some(text), Some(name), Some(want)) = (cells.next(), cells.next(), cells.next()) else {
        return Err("an example is a text, a name in it and what it is, parted by tabs".into());
    };
    let Some(byte) = text.find(name) else { return Err(format!("`{name}` does not stand in the text")) };
    let start = text[..byte].chars().count() as u32;
    let end = start + name.chars().count() as u32;
    let input = Document { text: text.to_owned(), publisher: cells.next().map(str::to_owned), ..Document::default() };
    let places = read(&input);
    let here: Vec<String> = places.iter().filter(|p| p.start < end && p.end > start).map(told).collect();
    let given = if here.is_empty() { "none".to_owned() } else { here.join(" and ") };
    let city_wanted = want.ends_with(", city") && !indexed;
    if given == want || city_wanted { Ok(()) } else { Err(format!("`{name}` should be {want}, is {given}: {text}")) }
}

fn told(p: &Place) -> String {
    let kind = serde_json::to_value(p.kind).ok().and_then(|k| k.as_str().map(str::to_owned)).unwrap_or_default();
    let known = if p.lat.is_some() { kind } else { "unknown".to_owned() };
    format!("{}, {}, {known}", p.name, p.country.as_deref().unwrap_or(""))
}
