//! `dateline actor`: phrases in, what they stand for out.

use crate::args::ActorArgs;
use crate::source::{Account, Item, Sources};
use crate::{locate, output};
use anyhow::Result;
use dateline::actor::Actors;
use dateline_read::{Format, Options};
use serde::Serialize;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    /// Of a body of many states: `UNO`, `EUR` or `IGO`.
    country: Option<&'a str>,
    /// Empty where there is none.
    sector: &'a str,
    sectors: &'a [String],
    name: &'a str,
    code: &'a str,
}

/// What stands in the place of the country in the field's codes of actors, for a body of many states.
fn international(sectors: &[String]) -> Option<&'static str> {
    let has = |sector: &str| sectors.iter().any(|s| s == sector);
    ["UNO", "EUR", "IGO"].into_iter().find(|code| has("IGO") && has(code))
}

/// Answers each line of JSON with one, in order; failure if a line can't be read.
pub fn run(args: &ActorArgs) -> Result<ExitCode> {
    let actors = Actors::parse(&locate::files(args.knowledge.as_deref())?)?;
    let files = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = ExitCode::SUCCESS;
    let options = Options { format: Some(Format::Jsonl), date: args.date, ..Options::default() };
    for item in Sources::new(files, &options, Account::default()) {
        let document = match item {
            Item::Document(incoming) => incoming.document,
            Item::Fault(said) => {
                eprintln!("{}", output::harmless(&said));
                code = ExitCode::FAILURE;
                continue;
            }
        };
        let entity = dateline::actor::phrase(&document.text, document.date, &actors);
        let answer = Answer {
            id: &document.id,
            country: entity.country.as_deref().or(international(&entity.sectors)),
            sector: entity.sectors.first().map_or("", String::as_str),
            sectors: &entity.sectors,
            name: &entity.name,
            code: &entity.code,
        };
        serde_json::to_writer(&mut out, &answer).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(code)
}
