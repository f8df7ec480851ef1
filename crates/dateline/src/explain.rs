//! The way from words to records, in plain text: clauses, times, actors, rules tried, records.

use crate::clause::{Clause, Clauses, Kind};
use crate::code::{self, Coded, Coding, Event};
use crate::engine::Layers;
use crate::record::ActorRef;
use crate::{Document, Engine, Record};
use dateline_lang::Doc;
use std::fmt::Write;

/// Tells how each record of a text came about, or why there is none.
pub fn explain(engine: &Engine, input: &Document) -> String {
    let mut out = String::new();
    engine.walk(
        input,
        Layers::default(),
        |_| (),
        |stage, coding, coded, record| {
            clauses(&mut out, stage.doc, stage.clauses, coding);
            resolved(&mut out, record, stage.doc.text());
            rules(&mut out, stage.doc, coding, coded);
            for e in &record.events {
                event(&mut out, e, coding, stage.doc.text());
            }
        },
    );
    out
}

fn clauses(out: &mut String, doc: &Doc, clauses: &Clauses, k: &Coding) {
    out.push_str("clauses\n");
    for c in &clauses.all {
        let reality = clauses.reality(doc, k.lexicon, c, None);
        let _ = writeln!(
            out,
            "  {} {:?} {:?}{}{}",
            doc.word(c.head),
            c.relation,
            reality,
            if c.passive { " passive" } else { "" },
            roles(doc, c)
        );
    }
}

/// The roles of a clause as ` agent=… patient=…`.
fn roles(doc: &Doc, c: &Clause) -> String {
    let mut out = String::new();
    let mut put = |name: &str, heads: &[usize]| {
        if !heads.is_empty() {
            let words: Vec<&str> = heads.iter().map(|&h| doc.word(h)).collect();
            let _ = write!(out, " {name}={}", words.join("+"));
        }
    };
    put("agent", &c.agents);
    put("patient", &c.patients);
    put("recipient", &c.recipients);
    put("attribute", &c.attributes);
    put("possessor", &c.possessors);
    put("modifier", &c.modifiers);
    for o in &c.obliques {
        put(doc.lower(o.prep), &[o.object]);
    }
    out
}

fn resolved(out: &mut String, record: &Record, text: &str) {
    let slice = |start: u32, end: u32| text.chars().skip(start as usize).take((end - start) as usize).collect::<String>();
    for t in &record.times {
        let _ = writeln!(out, "time   `{}` {}", slice(t.start, t.end), t.value);
    }
    for p in &record.places {
        let _ = writeln!(out, "place  `{}` {} {}", slice(p.start, p.end), p.name, p.country.as_deref().unwrap_or("-"));
    }
    for a in &record.actors {
        let _ = writeln!(out, "actor  `{}` #{} {} {}", slice(a.start, a.end), a.chain, a.name, a.code);
    }
    for q in &record.quotes {
        let _ = writeln!(out, "quote  `{}` {:?} by {}", slice(q.start, q.end), q.kind, q.speaker.as_ref().map_or("-", |s| &s.name));
    }
}

fn rules(out: &mut String, doc: &Doc, k: &Coding, coded: &Coded) {
    for (d, silent) in coded.drafts.iter().zip(&coded.silent) {
        let rule = &k.book.rules[d.found.rule];
        let kind = if d.found.clause.kind == Kind::Noun { "noun" } else { "verb" };
        let end = silent.map_or(String::new(), |why| format!(" (no record: {why})"));
        let _ = writeln!(
            out,
            "rule   {kind} `{}` at {} fits `{}` of {} at {}:{}{}: {} → {}{end}",
            doc.word(d.found.clause.head),
            doc.token(d.found.clause.head).start,
            d.found.pattern,
            rule.name,
            rule.file,
            rule.line,
            roles(doc, &d.found.clause),
            names(&d.source),
            names(&d.target)
        );
    }
}

/// Actors as `A + B`, `-` for none.
fn names(actors: &[ActorRef]) -> String {
    if actors.is_empty() {
        return "-".into();
    }
    actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(" + ")
}

fn event(out: &mut String, e: &Event, k: &Coding, text: &str) {
    let rule = k.book.rules.iter().find(|r| r.name == e.rule);
    let trigger: String = text.chars().skip(e.trigger.start as usize).take((e.trigger.end - e.trigger.start) as usize).collect();
    let _ = writeln!(out, "record {} `{trigger}`", code::check::in_short(std::slice::from_ref(e)));
    if let Some(w) = &e.when {
        let _ = writeln!(
            out,
            "       when {} to {} ({:?})",
            w.from.map_or("-".into(), |d| d.to_string()),
            w.to.map_or("-".into(), |d| d.to_string()),
            w.basis
        );
    }
    if let Some(p) = &e.place {
        let _ = writeln!(out, "       where {}", p.name);
    }
    if let Some(r) = rule {
        let _ = writeln!(out, "       why {}", r.rule.why);
    }
}
