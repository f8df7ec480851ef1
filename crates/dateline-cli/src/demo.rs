//! `dateline demo`: the articles that come with the program, coded.

use crate::args::DemoArgs;
use crate::output::Writer;
use crate::{args::OutputArg, code, locate};
use anyhow::Result;
use dateline::{Layers, read};
use std::io::{self, Write};
use std::process::ExitCode;

/// Name and contents of each file in `articles/`.
static ARTICLES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/articles.rs"));

/// Writes a table for each article.
pub fn run(args: &DemoArgs) -> Result<ExitCode> {
    let engine = locate::engine(&args.engine)?;
    let writer = Writer::new(OutputArg::Table, args.color);
    let mut out = io::stdout().lock();
    for (name, contents) in ARTICLES {
        let incoming = read::text(contents.as_bytes(), name, None);
        let record = code::code(&engine, Layers::default(), &incoming);
        out.write_all(&writer.render(&incoming.document, &record))?;
    }
    Ok(ExitCode::SUCCESS)
}
