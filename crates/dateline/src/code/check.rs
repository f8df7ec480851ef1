//! Runs the examples that stand beside the rules.
//!
//! A `yes` is `words => SOURCE > TARGET [mode, status]`: exactly that record, made by that rule, and
//! nothing besides, but for the act inside a rule that `tells` it. SOURCE and TARGET are a country, a code or a name (`-` for none); mode and
//! status are optional, and a status left out is `actual`. A `no` must not be coded by its rule.
//! The examples of a context are plain sentences: each must have events, and all of a `yes`, none
//! of a `no`, have the context.

use super::codebook::CompiledRule;
use super::context::{self, Context};
use super::{Event, Status};
use crate::knowledge::{Failure, Files, line_of};
use crate::record::ActorRef;
use crate::{Document, Engine};
use jiff::civil::{Date, date};

/// The day that all examples are read on.
pub const EXAMPLE_DATE: Date = date(2024, 6, 12);

/// What a `yes` promises.
#[derive(Debug, PartialEq)]
struct Expected<'a> {
    text: &'a str,
    source: &'a str,
    target: &'a str,
    mode: Option<&'a str>,
    status: Status,
}

/// Runs every example of the engine's codebook; `files` are the files it was parsed from.
pub fn check(engine: &Engine, files: &Files) -> Vec<Failure> {
    let book = &engine.knowledge.codebook;
    let rules = book.rules.iter().flat_map(|rule| check_rule(engine, files, rule));
    rules.chain(book.contexts.all.iter().flat_map(|c| check_context(engine, files, c))).collect()
}

/// How many examples there are, of rules and contexts together: yes and no.
pub fn examples(engine: &Engine) -> (usize, usize) {
    let (rules, contexts) = (&engine.knowledge.codebook.rules, &engine.knowledge.codebook.contexts.all);
    let yes = rules.iter().map(|r| r.rule.yes.len()).chain(contexts.iter().map(|c| c.yes.len())).sum();
    (yes, rules.iter().map(|r| r.rule.no.len()).chain(contexts.iter().map(|c| c.no.len())).sum())
}

fn check_rule(engine: &Engine, files: &Files, rule: &CompiledRule) -> Vec<Failure> {
    let file = files.get(&rule.file).unwrap_or_default();
    let fail = |at: usize, message: String| Failure { file: rule.file.clone(), line: line_of(file, at), message };
    let mut failures = Vec::new();
    for yes in &rule.rule.yes {
        if let Err(message) = check_yes(engine, rule, yes.get_ref()) {
            failures.push(fail(yes.span().start, message));
        }
    }
    for no in &rule.rule.no {
        let events = code(engine, no.get_ref());
        if events.iter().any(|e| e.rule == rule.name) {
            failures.push(fail(
                no.span().start,
                format!("`{}` must not be coded by {}; made: {}", no.get_ref(), rule.name, told(engine, &events)),
            ));
        }
    }
    failures
}

fn check_context(engine: &Engine, files: &Files, context: &Context) -> Vec<Failure> {
    let file = files.get(context::FILE).unwrap_or_default();
    let examples = context.yes.iter().map(|e| (e, true)).chain(context.no.iter().map(|e| (e, false)));
    let broken = examples.filter_map(|(e, has)| {
        let events = code(engine, e.get_ref());
        let holds = !events.is_empty() && events.iter().all(|event| event.contexts.contains(&context.name) == has);
        let told = || {
            let of = |e: &Event| format!("{} with {:?}", told(engine, std::slice::from_ref(e)), e.contexts);
            if events.is_empty() { "nothing".into() } else { events.iter().map(of).collect::<Vec<_>>().join("; ") }
        };
        let duty = if has { "all events of" } else { "no event of" };
        (!holds).then(|| Failure {
            file: context::FILE.into(),
            line: line_of(file, e.span().start),
            message: format!("{duty} `{}` should have the context {}; made: {}", e.get_ref(), context.name, told()),
        })
    });
    broken.collect()
}

fn check_yes(engine: &Engine, rule: &CompiledRule, written: &str) -> Result<(), String> {
    let want = parse(written)?;
    let mut events = code(engine, want.text);
    if rule.rule.tells {
        events.retain(|e| e.rule == rule.name);
    }
    let fits = |e: &Event| {
        e.rule == rule.name
            && side(&e.source, want.source)
            && side(&e.target, want.target)
            && want.mode.is_none_or(|m| e.mode.as_deref() == Some(m))
            && e.status == want.status
    };
    match events.as_slice() {
        [one] if fits(one) => Ok(()),
        _ => Err(format!(
            "`{}` should give {} {} > {} {:?}; made: {}",
            want.text,
            rule.name,
            want.source,
            want.target,
            want.status,
            told(engine, &events)
        )),
    }
}

fn code(engine: &Engine, text: &str) -> Vec<Event> {
    engine.analyse(&Document { id: "example".into(), date: Some(EXAMPLE_DATE), text: text.to_owned(), ..Document::default() }).events
}

fn parse(written: &str) -> Result<Expected<'_>, String> {
    let malformed = || format!("`{written}` is not `words => SOURCE > TARGET [mode, status]`");
    let (text, rest) = written.rsplit_once("=>").ok_or_else(malformed)?;
    let (sides, marks) = match rest.split_once('[') {
        Some((sides, marks)) => (sides, marks.trim_end().trim_end_matches(']')),
        None => (rest, ""),
    };
    let (source, target) = sides.split_once('>').ok_or_else(malformed)?;
    let mut want = Expected { text: text.trim(), source: source.trim(), target: target.trim(), mode: None, status: Status::Actual };
    for mark in marks.split(',').map(str::trim).filter(|m| !m.is_empty()) {
        match mark {
            "actual" => want.status = Status::Actual,
            "historical" => want.status = Status::Historical,
            "future" => want.status = Status::Future,
            "hypothetical" => want.status = Status::Hypothetical,
            "negated" => want.status = Status::Negated,
            mode => want.mode = Some(mode),
        }
    }
    Ok(want)
}

fn side(actors: &[ActorRef], want: &str) -> bool {
    if want == "-" {
        return actors.is_empty();
    }
    want.split('+').map(str::trim).all(|w| {
        actors.iter().any(|a| {
            a.country.as_deref() == Some(w)
                || a.code == w
                || a.name.eq_ignore_ascii_case(w)
                || a.name.to_lowercase().contains(&w.to_lowercase())
        })
    })
}

/// Records in one line with the place of their rules, for messages.
fn told(engine: &Engine, events: &[Event]) -> String {
    let rules = &engine.knowledge.codebook.rules;
    let place = |e: &Event| rules.iter().find(|r| r.name == e.rule).map(|r| format!(" by {}:{}", r.file, r.line)).unwrap_or_default();
    match events {
        [] => "nothing".into(),
        _ => events.iter().map(|e| in_short(std::slice::from_ref(e)) + &place(e)).collect::<Vec<_>>().join("; "),
    }
}

/// Records in one line.
pub fn in_short(events: &[Event]) -> String {
    if events.is_empty() {
        return "nothing".into();
    }
    let names = |actors: &[ActorRef]| {
        actors.iter().map(|a| if a.country.is_some() { a.code.as_str() } else { a.name.as_str() }).collect::<Vec<_>>().join("+")
    };
    let one = |e: &Event| {
        format!(
            "{} {} > {} [{}{:?}]",
            e.rule,
            names(&e.source),
            names(&e.target),
            e.mode.as_deref().map(|m| format!("{m}, ")).unwrap_or_default(),
            e.status
        )
    };
    events.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_notation() {
        let want = parse("A met B. => FRA > DEU [visit, historical]").unwrap();
        assert_eq!(want, Expected { text: "A met B.", source: "FRA", target: "DEU", mode: Some("visit"), status: Status::Historical });
        assert!(parse("A met B.").is_err());
    }
}
