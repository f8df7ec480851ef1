//! `dateline train`: labelled sentences in, a model of relations out.

use crate::args::TrainArgs;
use crate::locate;
use anyhow::{Context, Result, bail};
use dateline::Knowledge;
use dateline::relate::{self, Example, Features, Labels, Model, Relations, Report, Sample, Settings, Trust, Words, corpus};
use dateline_lang::Pipeline;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A lot of the training part.
const TRAINS: u64 = 9;

/// Trains on eight tenths, calibrates on one, measures on the rest, then trains on everything and writes the model.
pub fn run(args: &TrainArgs) -> Result<ExitCode> {
    let files = locate::files(None)?;
    let knowledge = Knowledge::parse(&files)?;
    let pipeline = Pipeline::load(&locate::model(args.model.as_deref())?)?;
    let words = Words::built_in()?;
    let examples: Vec<Example> = read(&args.corpus)?.into_iter().map(|e| as_told(e, &knowledge)).collect();
    let labels = relate::labels(&examples, &knowledge.codebook);
    let settings = Settings { seed: args.seed, ..Settings::default() };
    let settings = Settings { epochs: args.epochs.unwrap_or(settings.epochs), hidden: args.hidden.unwrap_or(settings.hidden), ..settings };
    let settings = Settings {
        nets: args.nets.unwrap_or(settings.nets),
        dropout: args.dropout.unwrap_or(settings.dropout),
        rate: args.rate.unwrap_or(settings.rate),
        ..settings
    };
    let samples = samples(&examples, &labels, &pipeline, &knowledge, &words, 1.0);
    eprintln!("{} sentences, {} types", samples.len(), labels.groups[0].len());
    let (temperature, trust) = match args.unmeasured {
        true => (1.0, Trust::PLAIN),
        false => measure(&samples, &labels, settings, args.plot.as_deref())?,
    };
    if let Some(out) = &args.out {
        let all: Vec<Sample> = samples.into_iter().map(|(_, s)| s).collect();
        let model = Model { temperature, trust, ..relate::train(&all, &labels, &words, settings) };
        let bytes = model.write();
        std::fs::write(out, &bytes).with_context(|| format!("writing {}", out.display()))?;
        eprintln!("{}: {} bytes, {} names", out.display(), bytes.len(), model.names.len());
    }
    Ok(ExitCode::SUCCESS)
}

/// What is only announced, by the type that the codebook gives it then: a visit to come is agreed on.
fn as_told(e: Example, knowledge: &Knowledge) -> Example {
    let ahead = knowledge.codebook.ahead(&e.kind);
    if e.status.as_deref() != Some("future") || ahead == e.kind {
        return e;
    }
    Example { kind: ahead.to_owned(), mode: Some(corpus::UNTOLD.into()), ..e }
}

/// The examples of files and of folders' `.tsv` files.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Example>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
            files.extend(inside.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "tsv")));
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    let mut examples = Vec::new();
    let mut faults = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let (more, bad) = corpus::read(&file.display().to_string(), &text);
        examples.extend(more);
        faults.extend(bad);
    }
    match faults.first() {
        Some(first) => bail!("{} lines can't be read; the first: {first}", faults.len()),
        None if examples.is_empty() => bail!("no labelled sentences in {paths:?}"),
        None => Ok(examples),
    }
}

/// Each example's number for drawing lots, and the example as training takes it.
fn samples(
    examples: &[Example],
    labels: &Labels,
    pipeline: &Pipeline,
    knowledge: &Knowledge,
    words: &Words,
    weight: f32,
) -> Vec<(u64, Sample)> {
    let pairs: Vec<&relate::Pair> = examples.iter().map(|e| &e.pair).collect();
    let features: Vec<Option<Features>> = relate::read_all(&pairs, pipeline, knowledge, words);
    let one = |(e, f): (&Example, Option<Features>)| Some((lot(e), relate::sample(e, f?, labels, weight)?));
    examples.iter().zip(features).filter_map(one).collect()
}

/// A number from the words alone, so that an example's part does not change when others come. Sentences composed of the
/// same clauses are all for training: measured by each other they would look too good.
fn lot(e: &Example) -> u64 {
    if e.place.contains("composed.tsv:") {
        return TRAINS;
    }
    let mut hasher = DefaultHasher::new();
    e.pair.text.hash(&mut hasher);
    hasher.finish()
}

/// Trains on eight tenths, finds the temperature on one and prints figures of the last one.
fn measure(samples: &[(u64, Sample)], labels: &Labels, settings: Settings, plot: Option<&Path>) -> Result<(f32, Trust)> {
    let part =
        |keep: &dyn Fn(u64) -> bool| -> Vec<Sample> { samples.iter().filter(|(lot, _)| keep(lot % 10)).map(|(_, s)| s.clone()).collect() };
    let words = Words::built_in()?;
    let (train, tune, test) = (part(&|l| l > 1), part(&|l| l == 1), part(&|l| l == 0));
    let mut model = relate::train(&train, labels, &words, settings);
    relate::calibrate(&mut model, &words, &tune);
    let (temperature, trust) = (model.temperature, model.trust);
    let relations = Relations::new(words, model);
    let scored = relate::score(&relations, &test);
    let report = Report::of(&scored);
    println!(
        "held out: {} sentences, accuracy {:.4}, macro-F1 {:.4}, ECE {:.4}, {} with confidence >= 0.9, {:.4} of them right, {} sure rules spoke",
        report.count, report.accuracy, report.macro_f1, report.ece, report.sure, report.sure_right, report.ruled
    );
    let mut wrong: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    scored.iter().filter(|s| s.gold != s.guess).for_each(|s| *wrong.entry((s.gold, s.guess)).or_default() += 1);
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let name = |c: usize| labels.groups[0][c].as_str();
    let told: Vec<String> = wrong.iter().take(12).map(|((g, p), n)| format!("{} as {} {n}", name(*g), name(*p))).collect();
    println!("most confused: {}", told.join(", "));
    if let Some(file) = plot {
        std::fs::write(file, relate::plot(&report)).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok((temperature, trust))
}
