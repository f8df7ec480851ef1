//! Runs the examples of `knowledge/time`.

use super::rules::{Example, Rules, Want};
use super::text::Text;
use super::{Kind, Time, resolve_text};
use crate::knowledge::{Failure, Files, KnowledgeError};
use dateline_lang::Pipeline;

/// Runs every example of the files' time rules: a wanted one must be found with these words and this value, by the
/// rule it stands beside; in a near miss there must be no time at all. An empty list means that all came true.
pub fn check(pipeline: &Pipeline, files: &Files) -> Result<Vec<Failure>, KnowledgeError> {
    let rules = Rules::parse(files)?;
    let failed = rules.examples.iter().filter_map(|example| {
        let doc = pipeline.parse(&example.text);
        let text = Text::new(&doc, &rules.vocab);
        verdict(&text, example, &rules)
    });
    Ok(failed.collect())
}

/// What is wrong with an example's result, if anything.
pub(crate) fn verdict(text: &Text, example: &Example, rules: &Rules) -> Option<Failure> {
    let times = resolve_text(text, example.date, rules);
    let all: Vec<String> = times.iter().map(|(t, r)| format!("{} by `{}`", show(text, t), rules.rules[*r].name)).collect();
    let made = if all.is_empty() { "nothing".to_owned() } else { all.join(", ") };
    let message = match &example.want {
        None if times.is_empty() => return None,
        None => format!("no time is wanted in `{}`, but found {made}", example.text),
        Some(want) if times.iter().any(|(t, r)| *r == example.rule && fits(text, t, want)) => return None,
        Some(want) => {
            let modifier = want.modifier.as_deref().map_or(String::new(), |m| format!(" {m}"));
            format!(
                "`{}` in `{}` is {}{modifier} by `{}`; found {made}",
                want.words, example.text, want.value, rules.rules[example.rule].name
            )
        }
    };
    Some(Failure { file: example.file.clone(), line: example.line, message })
}

fn words<'a>(text: &Text<'a>, time: &Time) -> &'a str {
    let at = |chars: u32| text.src.char_indices().nth(chars as usize).map_or(text.src.len(), |(i, _)| i);
    &text.src[at(time.start)..at(time.end)]
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "DATE",
        Kind::Time => "TIME",
        Kind::Duration => "DURATION",
        Kind::Set => "SET",
    }
}

fn show(text: &Text, time: &Time) -> String {
    let modifier = time.modifier.as_deref().map_or(String::new(), |m| format!(" {m}"));
    format!("`{}` {} {}{modifier}", words(text, time), kind(time.kind), time.value)
}

fn fits(text: &Text, time: &Time, want: &Want) -> bool {
    words(text, time) == want.words
        && time.value == want.value
        && want.kind.as_deref().is_none_or(|k| k == kind(time.kind))
        && want.modifier.as_deref().is_none_or(|m| time.modifier.as_deref() == Some(m))
}
