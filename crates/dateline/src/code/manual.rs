//! The codebook as a page for people: `docs/codebook.md` is made from the files and tested to agree.

use super::codebook::{Codebook, CompiledRule, TypeFile};
use super::context::Context;
use std::fmt::Write;

/// The whole codebook in Markdown.
pub fn markdown(book: &Codebook) -> String {
    let mut out = String::from("# The codebook\n\nMade from `knowledge/codebook` by `dateline codebook`; edit the files, not this page.\n");
    for (i, kind) in book.types.iter().enumerate() {
        write_type(&mut out, kind);
        for rule in book.rules.iter().filter(|r| r.kind == i) {
            write_rule(&mut out, rule);
        }
    }
    write_contexts(&mut out, &book.contexts.all);
    out
}

fn write_contexts(out: &mut String, contexts: &[Context]) {
    if contexts.is_empty() {
        return;
    }
    out.push_str("\n## Contexts\n\nWhat an act is about, told by the words around it.\n");
    for c in contexts {
        let words: Vec<&str> = c.words.iter().map(|w| w.get_ref().as_str()).collect();
        let _ = writeln!(out, "\n### {}\n\n{}\n\nWords: {}\n", c.name, c.definition, words.join(", "));
        for (mark, examples) in [("yes", &c.yes), ("no", &c.no)] {
            examples.iter().for_each(|e| writeln!(out, "- {mark}: {}", e.get_ref()).unwrap_or_default());
        }
    }
}

fn write_type(out: &mut String, t: &TypeFile) {
    let quad = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"][usize::from(t.quad.min(4))];
    let _ = writeln!(out, "\n## {}\n\n{} ({quad}, intensity {})\n", t.name, t.definition, t.score);
    for (title, items) in [("Counts", &t.include), ("Does not count", &t.exclude)] {
        if !items.is_empty() {
            let _ = writeln!(out, "{title}: {}.\n", items.join("; "));
        }
    }
    if let Some(ahead) = &t.ahead {
        let _ = writeln!(out, "Only announced, where statuses are not told apart (`dateline relate`): {ahead}.\n");
    }
    if !t.modes.is_empty() {
        out.push_str("| mode | means | intensity | CAMEO |\n|---|---|---|---|\n");
        for (name, m) in &t.modes {
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} |",
                m.definition,
                m.score.unwrap_or(t.score),
                m.cameo.as_deref().or(t.cameo.as_deref()).unwrap_or("")
            );
        }
    }
}

fn write_rule(out: &mut String, r: &CompiledRule) {
    let mode = r.rule.mode.as_deref().map(|m| format!(", mode {m}")).unwrap_or_default();
    let _ = writeln!(out, "\n### {}{mode}\n\n{}\n", r.name, r.rule.why);
    for (title, patterns) in [("Verbs", &r.rule.verbs), ("Nouns", &r.rule.nouns), ("Inside", &r.rule.inside)] {
        if !patterns.is_empty() {
            let written: Vec<String> = patterns.iter().map(|p| format!("`{p}`")).collect();
            let _ = writeln!(out, "{title}: {}\n", written.join(", "));
        }
    }
    for (mark, examples) in [("yes", &r.rule.yes), ("no", &r.rule.no)] {
        for e in examples {
            let _ = writeln!(out, "- {mark}: {}", e.get_ref());
        }
    }
}
