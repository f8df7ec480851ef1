//! Faults that only show when the whole codebook is read: told with file, line and a hint.

use super::codebook::{Codebook, CompiledRule, TypeFile};
use crate::knowledge::{Files, KnowledgeError, line_of};
use std::collections::HashMap;

pub(super) fn book(book: &Codebook, files: &Files) -> Result<(), KnowledgeError> {
    for rule in &book.rules {
        rule_alone(rule, &book.types[rule.kind])?;
        rule_among(rule, book)?;
    }
    for (i, t) in book.types.iter().enumerate() {
        if let Some(ahead) = t.ahead.as_ref().filter(|a| !book.types.iter().any(|k| k.name == **a)) {
            let file = book.rules.iter().find(|r| r.kind == i).map_or("codebook", |r| r.file.as_str());
            let line = files.get(file).and_then(|text| text.lines().position(|l| l.starts_with("ahead"))).map_or(1, |at| at + 1);
            let cause = format!("`ahead` names the type `{ahead}`, which no file defines");
            return Err(KnowledgeError { file: file.to_owned(), line, cause, hint: "write the name of a type, or leave it out".into() });
        }
    }
    unique(book.rules.iter().map(|r| (r.name.as_str(), r.file.as_str(), r.line)), "rule", "give one of them another id")?;
    let text = files.get(super::context::FILE).unwrap_or_default();
    let line = |name: &str| text.find(&format!("name = \"{name}\"")).map_or(1, |at| line_of(text, at));
    let names = book.contexts.all.iter().map(|c| (c.name.as_str(), super::context::FILE, line(&c.name)));
    unique(names, "context", "put their words together")
}

/// The numbers of a type's own file.
pub(super) fn kind(path: &str, text: &str, file: &TypeFile) -> Result<(), KnowledgeError> {
    let fault = |key: &str, cause: String, hint: &str| {
        let at = text.lines().position(|l| l.trim_start().starts_with(key)).map_or(1, |i| i + 1);
        Err(KnowledgeError { file: path.to_owned(), line: at, cause, hint: hint.to_owned() })
    };
    if !(1..=4).contains(&file.quad) {
        let hint = "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict";
        return fault("quad", format!("the type {} has quad {}", file.name, file.quad), hint);
    }
    if let Some(score) =
        [Some(file.score)].into_iter().chain(file.modes.values().map(|m| m.score)).flatten().find(|s| !(-10.0..=10.0).contains(s))
    {
        return fault("score", format!("the type {} has the intensity {score}", file.name), "PLOVER's scale goes from -10 to 10");
    }
    Ok(())
}

fn rule_alone(r: &CompiledRule, kind: &TypeFile) -> Result<(), KnowledgeError> {
    let rule = &r.rule;
    if rule.verbs.is_empty() && rule.nouns.is_empty() {
        return fault(r, "has no pattern".into(), "give it `verbs` or `nouns`; the notation is in knowledge/README.md");
    }
    if !(0.0..=1.0).contains(&rule.confidence) {
        return fault(r, format!("has the confidence {}", rule.confidence), "write a number from 0 to 1");
    }
    if rule.mode.is_none() && !rule.mode_of.is_empty() && kind.modes.is_empty() {
        return fault(r, "has modes, but its file defines none".into(), "add them under [modes]");
    }
    Ok(())
}

fn rule_among(r: &CompiledRule, book: &Codebook) -> Result<(), KnowledgeError> {
    let rule = &r.rule;
    let named = rule.inner.iter().chain(&rule.inner_not).chain(rule.mode_of.keys()).chain(&rule.purpose);
    let known = |t: &str| book.types.iter().any(|k| k.name == t);
    if let Some(unknown) = named.into_iter().find(|t| !known(t)) {
        let all: Vec<&str> = book.types.iter().map(|t| t.name.as_str()).collect();
        return fault(r, format!("names the type `{unknown}`, which no file defines"), &format!("the types are {}", all.join(", ")));
    }
    let contexts = &book.contexts.all;
    match rule.contexts.iter().find(|c| !contexts.iter().any(|k| k.name == **c)) {
        Some(unknown) => fault(
            r,
            format!("names the context `{unknown}`, which {} does not define", super::context::FILE),
            "mend its spelling or add it there",
        ),
        None => Ok(()),
    }
}

fn fault(r: &CompiledRule, cause: String, hint: &str) -> Result<(), KnowledgeError> {
    Err(KnowledgeError { file: r.file.clone(), line: r.line, cause: format!("rule `{}` {cause}", r.rule.id), hint: hint.to_owned() })
}

/// Fails on the second of two things with one name.
fn unique<'a>(names: impl Iterator<Item = (&'a str, &'a str, usize)>, what: &str, hint: &str) -> Result<(), KnowledgeError> {
    let mut seen = HashMap::new();
    for (name, file, line) in names {
        if let Some((other, at)) = seen.insert(name, (file, line)) {
            return Err(KnowledgeError {
                file: file.to_owned(),
                line,
                cause: format!("the {what} `{name}` is there twice, first at {other}:{at}"),
                hint: hint.to_owned(),
            });
        }
    }
    Ok(())
}
