//! The labelled sentences: one marked source and one marked target each, a line a sentence.
//!
//! Columns, separated by tabs: type, mode (`-` for none, `?` for one that was not labelled), status (`-` for none), and the text with the
//! source in `<s>…</s>` and the target in `<t>…</t>`. A first line that begins with `type` is a heading.

use super::{Fault, Pair};
use std::collections::HashMap;

/// The mode of a sentence whose mode was not labelled.
pub const UNTOLD: &str = "?";

/// A labelled sentence.
#[derive(Debug, Clone)]
pub struct Example {
    pub kind: String,
    pub mode: Option<String>,
    pub status: Option<String>,
    pub pair: Pair,
    /// File and line, for messages.
    pub place: String,
}

/// The examples of a file and the faults of its lines.
pub fn read(name: &str, text: &str) -> (Vec<Example>, Vec<Fault>) {
    let mut examples = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || (number == 0 && line.starts_with("type")) {
            continue;
        }
        let place = format!("{name}:{}", number + 1);
        match example(line, &place) {
            Ok(e) => examples.push(e),
            Err(cause) => {
                faults.push(Fault::new(format!("{place}: {cause}"), "type, mode, status and text with <s>…</s> and <t>…</t>, between tabs"))
            }
        }
    }
    (examples, faults)
}

fn example(line: &str, place: &str) -> Result<Example, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [kind, mode, status, text] = columns[..] else { return Err(format!("{} columns in place of 4", columns.len())) };
    let given = |word: &str| (word != "-" && !word.is_empty()).then(|| word.to_owned());
    Ok(Example {
        kind: given(kind).ok_or("no type")?,
        mode: given(mode),
        status: given(status),
        pair: unmark(text)?,
        place: place.to_owned(),
    })
}

/// Takes the marks out of a sentence.
///
/// # Errors
/// Says what is wrong with the marks.
pub fn unmark(marked: &str) -> Result<Pair, String> {
    let mut pair = Pair::default();
    let mut open: Option<(char, u32)> = None;
    let mut rest = marked;
    let mut at = 0;
    while let Some(c) = rest.chars().next() {
        let mark = ["<s>", "</s>", "<t>", "</t>"].into_iter().find(|m| rest.starts_with(m));
        let Some(mark) = mark else {
            pair.text.push(c);
            at += 1;
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[mark.len()..];
        let side = if mark.contains('s') { 's' } else { 't' };
        open = match (mark.starts_with("</"), open) {
            (false, None) => Some((side, at)),
            (true, Some((begun, start))) if begun == side && start < at => {
                let spans = if side == 's' { &mut pair.source } else { &mut pair.target };
                spans.push((start, at));
                None
            }
            _ => return Err(format!("`{mark}` stands where it can't")),
        };
    }
    match open {
        Some((side, _)) => Err(format!("`<{side}>` is not closed")),
        None if pair.source.is_empty() || pair.target.is_empty() => Err("the source or the target is not marked".into()),
        None => Ok(pair),
    }
}

/// What is wrong with a corpus as a whole: texts that stand in it twice with the same marks.
pub fn duplicates(examples: &[Example]) -> Vec<Fault> {
    let mut seen: HashMap<&Pair, &str> = HashMap::new();
    let mut faults = Vec::new();
    for e in examples {
        if let Some(first) = seen.insert(&e.pair, &e.place) {
            faults.push(Fault::new(format!("{}: the sentence stands at {first} too", e.place), "take one of them out"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_of_code_points() {
        let pair = unmark("Für <t>Kyjiw</t> sprach <s>Ö</s>.").unwrap();
        assert_eq!(pair.text, "Für Kyjiw sprach Ö.");
        assert_eq!((pair.source, pair.target), (vec![(17, 18)], vec![(4, 9)]));
    }

    #[test]
    fn broken_lines_are_told() {
        for bad in ["<s>A</s> met B", "<s>A met <t>B</t>", "<s></s> met <t>B</t>", "<s>A</t> met"] {
            assert!(unmark(bad).is_err(), "{bad}");
        }
        let (examples, faults) = read("x.tsv", "type\tmode\nAID\t-\tactual\t<s>A</s> fed <t>B</t>.\nAID\tA fed B\n");
        assert_eq!((examples.len(), faults.len()), (1, 1));
        assert!(faults[0].to_string().contains("x.tsv:3"));
    }
}
