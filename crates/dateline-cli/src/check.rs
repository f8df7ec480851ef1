//! `dateline check`: runs the examples that stand beside the rules in the knowledge files.

use crate::args::CheckArgs;
use crate::{locate, output};
use anyhow::Result;
use dateline::Knowledge;
use dateline::knowledge::Failure;
use dateline::{actor, code, place, quote, time};
use std::io::{self, Write};
use std::process::ExitCode;

/// Writes one line a broken example, with file and line, and a tally; failure if there is one.
pub fn run(args: &CheckArgs) -> Result<ExitCode> {
    let files = locate::files(args.folder.as_deref())?;
    let engine = locate::engine_of(|| Knowledge::parse(&files), args.model.as_deref(), args.places.as_deref())?;
    let mut failures: Vec<Failure> = time::check(&engine.pipeline, &files)?;
    failures.extend(actor::check(&engine.pipeline, &files)?);
    failures.extend(place::check(&engine.pipeline, engine.gazetteer.as_ref(), &files)?);
    failures.extend(quote::check(&engine.pipeline, &files));
    failures.extend(code::check::check(&engine, &files));
    failures.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    let (yes, no) = code::check::examples(&engine);
    let mut out = io::stdout().lock();
    for f in &failures {
        writeln!(out, "{}:{}: {}", f.file, f.line, output::harmless(&f.message))?;
    }
    writeln!(out, "{} time examples, {yes} yes and {no} no of the codebook: {} broken", engine.knowledge.time.counts().1, failures.len())?;
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
