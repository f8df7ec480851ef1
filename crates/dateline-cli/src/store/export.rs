//! `dateline export`: the events of a store in the columns of other data sets.

use super::ask;
use crate::args::ExportArgs;
use anyhow::Result;
use dateline_store::ExportReport;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Writes the export to standard output and its account to standard error.
pub fn run(args: &ExportArgs) -> Result<ExitCode> {
    let store = ask::open(&args.store)?;
    let filter = ask::filter(&args.filter)?;
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let Some(profile) = args.profile else {
        if filter != dateline_store::Filter::default() {
            anyhow::bail!("--without-text writes all articles: filters choose events");
        }
        let articles = store.export_without_text(&mut out)?;
        eprintln!("{articles} articles; `dateline verify` makes their records again from a copy of the texts");
        return Ok(ExitCode::SUCCESS);
    };
    if args.header && profile.header().is_none() {
        writeln!(out, "{}", profile.columns().join("\t"))?;
    }
    let report = store.export(profile, &filter, &mut out)?;
    eprint!("{}", account(&report));
    Ok(ExitCode::SUCCESS)
}

/// What was written, what was left out and why.
fn account(r: &ExportReport) -> String {
    let mut said = format!("{} rows of {} events\n", r.rows, r.events);
    if r.widened > 0 {
        said += &format!("{} of them are known by the week, month or year: they stand under its first day\n", r.widened);
    }
    for (why, n) in &r.left_out {
        let hint = if *why == "planned, possible or denied" { " (--status future,hypothetical,negated writes them)" } else { "" };
        said += &format!("left out: {n} {why}{hint}\n");
    }
    said
}
