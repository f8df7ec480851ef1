//! `dateline demo`: the articles that come with the program, coded; with `--serve` as a page over a store of them.

use crate::args::DemoArgs;
use crate::output::Writer;
use crate::{args::OutputArg, code, locate};
use anyhow::{Context, Result};
use dateline::{Engine, Layers, read};
use dateline_store::{Prepared, Version};
use dateline_web::Options;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

/// Name and contents of each file in `articles/`.
static ARTICLES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/articles.rs"));

/// Writes a table for each article and how to look at them, or opens the page.
pub fn run(args: &DemoArgs) -> Result<ExitCode> {
    let engine = locate::engine(&args.engine)?;
    if let Some(port) = args.serve {
        return serve(args, &engine, port);
    }
    let writer = Writer::new(OutputArg::Table, args.color);
    let mut out = io::stdout().lock();
    for (name, contents) in ARTICLES {
        let incoming = read::text(contents.as_bytes(), name, None);
        let record = code::code(&engine, Layers::default(), &incoming);
        out.write_all(&writer.render(&incoming.document, &record))?;
    }
    let program = std::env::args().next().unwrap_or_else(|| "dateline".into());
    writeln!(out, "The same as a page, each number a way to its words:\n  {program} demo --serve")?;
    Ok(ExitCode::SUCCESS)
}

/// The page over a store of the articles, which goes when the program ends.
fn serve(args: &DemoArgs, engine: &Engine, port: u16) -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("dateline-demo").tempdir().context("no place for the demo's store")?;
    let store = folder.path().join("demo.db");
    fill(&store, engine)?;
    let options = Options { store, address: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port), review: true, ..Options::default() };
    let engine = args.engine.clone();
    dateline_web::serve(options, Box::new(move || locate::engine(&engine).map_err(|e| format!("{e:#}"))))?;
    Ok(ExitCode::SUCCESS)
}

fn fill(store: &Path, engine: &Engine) -> Result<()> {
    let mut writer = dateline_store::Writer::open(store)?;
    let version = Version { engine: env!("CARGO_PKG_VERSION").into(), knowledge: engine.knowledge.version.clone(), model: "demo".into() };
    writer.set_version(&version)?;
    let prepared = |(name, contents): &(&str, &str)| {
        let incoming = read::text(contents.as_bytes(), name, None);
        let record = code::code(engine, Layers::default(), &incoming);
        Prepared::new(incoming.document, record)
    };
    writer.add(&ARTICLES.iter().map(prepared).collect::<Vec<_>>())?;
    writer.relink()?;
    Ok(())
}
