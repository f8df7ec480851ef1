//! The `dateline` command: reads files, calls the engine, writes records.
//!
//! ```sh
//! echo 'Envoys from Iran and Iraq met on Tuesday.' | dateline code --date 2024-05-02
//! ```
//!
//! Exit status: 0; 1 if something failed, said on standard error (the other documents are coded
//! all the same); 2 for a wrong command line; 130 after Ctrl-C.

mod actor;
mod args;
mod check;
mod code;
mod demo;
mod locate;
mod ordered;
mod output;
mod relate;
mod serve;
mod source;
mod store;
mod train;

use anyhow::{Context, Result};
use args::{Cli, CodebookArgs, Command, CompileKnowledgeArgs, ConvertModelArgs, ExplainArgs, IndexPlacesArgs};
use clap::Parser;
use dateline::knowledge::Files;
use dateline::{Document, Knowledge};
use std::io::{self, Write};
use std::process::ExitCode;

/// A start builds many small tables on several threads, which this allocator does with far fewer page faults.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match &cli.command {
        Command::Code(args) => code::run(args),
        Command::Actor(args) => actor::run(args),
        Command::Explain(args) => explain(args),
        Command::Relate(args) => relate::run(args),
        Command::Train(args) => train::run(args),
        Command::Check(args) => check::run(args),
        Command::Codebook(args) => codebook(args),
        Command::Demo(args) => demo::run(args),
        Command::Serve(args) => serve::run(args.clone()),
        Command::Add(args) => store::add(args),
        Command::Events(args) => store::events(args),
        Command::Export(args) => store::export(args),
        Command::Verify(args) => store::verify(args),
        Command::Diff(args) => store::diff(args),
        Command::Commitments(args) => store::commitments(args),
        Command::Search(args) => store::search(args),
        Command::Sql(args) => store::sql(args),
        Command::Merges(args) => store::merges(args),
        Command::IndexPlaces(args) => index_places(args),
        Command::CompileKnowledge(args) => compile_knowledge(args),
        Command::ConvertModel(args) => convert_model(args),
    };
    match done {
        Ok(code) => code,
        Err(e) if is_broken_pipe(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("dateline: {e:#}");
            ExitCode::FAILURE
        }
    }
}

fn explain(args: &ExplainArgs) -> Result<ExitCode> {
    let engine = locate::engine(&args.engine)?;
    let document = Document { date: args.on, text: args.words.join(" "), ..Document::default() };
    let told = dateline::explain::explain(&engine, &document);
    writeln!(io::stdout().lock(), "{}", output::harmless(told.trim_end()))?;
    Ok(ExitCode::SUCCESS)
}

fn codebook(args: &CodebookArgs) -> Result<ExitCode> {
    let book = dateline::code::Codebook::parse(&locate::files(args.folder.as_deref())?)?;
    write!(io::stdout().lock(), "{}", dateline::code::manual::markdown(&book))?;
    Ok(ExitCode::SUCCESS)
}

fn index_places(args: &IndexPlacesArgs) -> Result<ExitCode> {
    dateline::place::index::build(&args.cities, &args.out)?;
    Ok(ExitCode::SUCCESS)
}

/// A program of other knowledge or other sources passes the file over.
fn compile_knowledge(args: &CompileKnowledgeArgs) -> Result<ExitCode> {
    let files = Files::embedded();
    let image = dateline::image::write(&files, &Knowledge::parse(&files)?)?;
    std::fs::write(&args.out, image).with_context(|| args.out.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Where the model changes later, the flat file is noticed to be stale and passed over.
fn convert_model(args: &ConvertModelArgs) -> Result<ExitCode> {
    dateline_lang::Pipeline::convert(&locate::model(args.model.as_deref())?)?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever read our output has seen enough: no fault of ours.
fn is_broken_pipe(e: &anyhow::Error) -> bool {
    e.chain().any(|c| c.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
