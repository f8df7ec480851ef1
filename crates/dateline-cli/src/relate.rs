//! `dateline relate`: marked pairs of mentions in, their relation out.

use crate::args::RelateArgs;
use crate::{locate, output};
use anyhow::{Context, Result};
use dateline::relate::{self, Pair, Reading, Relations};
use dateline::{Knowledge, clause};
use dateline_lang::Pipeline;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Deserialize)]
struct Question {
    id: serde_json::Value,
    text: String,
    source: Vec<(u32, u32)>,
    target: Vec<(u32, u32)>,
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a serde_json::Value,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    mode: Option<&'a str>,
    quad: u8,
    status: Option<&'a str>,
    rule: &'a str,
    confidence: f32,
}

struct Parts {
    pipeline: Pipeline,
    knowledge: Knowledge,
    relations: Relations,
}

/// Answers each line of JSON with one, in order; failure if a line can't be read.
pub fn run(args: &RelateArgs) -> Result<ExitCode> {
    let files = locate::files(args.knowledge.as_deref())?;
    let mut relations = match &args.relations {
        Some(file) => locate::relations(file)?,
        None => Relations::built_in()?,
    };
    relations.voice = args.by.voice();
    let parts =
        Parts { pipeline: Pipeline::load(&locate::model(args.model.as_deref())?)?, knowledge: Knowledge::parse(&files)?, relations };
    let paths = if args.files.is_empty() { vec![PathBuf::from("-")] } else { args.files.clone() };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut code = ExitCode::SUCCESS;
    for path in &paths {
        for (number, line) in open(path)?.lines().enumerate() {
            let line = line.with_context(|| path.display().to_string())?;
            if line.trim().is_empty() {
                continue;
            }
            match answer(&line, &parts) {
                Ok(answer) => writeln!(out, "{answer}")?,
                Err(e) => {
                    eprintln!("{}", output::harmless(&format!("{}:{}: {e:#}", path.display(), number + 1)));
                    code = ExitCode::FAILURE;
                }
            }
        }
    }
    out.flush()?;
    Ok(code)
}

fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    Ok(Box::new(BufReader::new(File::open(path).with_context(|| path.display().to_string())?)))
}

fn answer(line: &str, parts: &Parts) -> Result<String> {
    let question: Question =
        serde_json::from_str(line).context("not a question: {\"id\", \"text\", \"source\": [[start, end]], \"target\": [[start, end]]}")?;
    let pair = Pair { text: question.text, source: question.source, target: question.target };
    let doc = parts.pipeline.parse(&pair.text);
    let clauses = clause::build(&doc, &parts.knowledge.clause);
    let reading = Reading { doc: &doc, clauses: &clauses, knowledge: &parts.knowledge };
    let kin = parts.relations.kin(&parts.knowledge.codebook);
    let features = relate::features(reading, &parts.relations.words, kin, &pair).unwrap_or_default();
    let guess = parts.relations.answer(&features, true);
    let quad = parts.knowledge.codebook.types.iter().find(|t| t.name == guess.kind).map_or(0, |t| t.quad);
    let answer = Answer {
        id: &question.id,
        kind: (!guess.kind.is_empty()).then_some(guess.kind.as_str()),
        mode: guess.mode.as_deref(),
        quad,
        status: guess.status.as_deref(),
        rule: guess.rule.as_deref().unwrap_or(if guess.kind.is_empty() { "none" } else { "model" }),
        confidence: guess.confidence,
    };
    Ok(serde_json::to_string(&answer)?)
}
