//! Short phrases by type, from `knowledge/lexicon/relations.txt`: the breadth of words that the
//! sentences of the corpus don't reach. Each is a labelled sentence with names put in.

use super::{Example, Pair};
use crate::knowledge::{Files, KnowledgeError};

const FILE: &str = "lexicon/relations.txt";
/// What stands for S and T, in turn.
const SOURCES: [&str; 5] = ["The government", "Turkey", "The rebels", "Officials", "President Ortiz"];
const TARGETS: [&str; 5] = ["the opposition", "Iraq", "the ministry", "civilians", "the company"];
/// Sentences that each phrase gives.
const TURNS: usize = 3;

/// The phrases as labelled sentences.
///
/// # Errors
/// A line that is no `TYPE mode: phrase; phrase`, and a phrase without S or T.
pub fn read(files: &Files) -> Result<Vec<Example>, KnowledgeError> {
    let mut examples = Vec::new();
    for (number, line) in files.get(FILE).unwrap_or_default().lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |cause: String| KnowledgeError {
            file: FILE.into(),
            line: number + 1,
            cause,
            hint: "write `TYPE mode: S did it to T; S did that to T`, with - for no mode".into(),
        };
        let (head, phrases) = line.split_once(": ").ok_or_else(|| fault("no colon".into()))?;
        let (kind, mode) = head.split_once(' ').ok_or_else(|| fault("no mode".into()))?;
        for phrase in phrases.split("; ") {
            for turn in 0..TURNS {
                let pair = fill(phrase.trim(), examples.len() + turn).ok_or_else(|| fault(format!("`{phrase}` lacks S or T")))?;
                let mode = (mode != "-").then(|| mode.to_owned());
                examples.push(Example { kind: kind.into(), mode, status: None, pair, place: format!("{FILE}:{}", number + 1) });
            }
        }
    }
    Ok(examples)
}

/// Puts names in the places of S and T.
fn fill(phrase: &str, turn: usize) -> Option<Pair> {
    let mut pair = Pair::default();
    for (at, word) in phrase.split(' ').enumerate() {
        if at > 0 {
            pair.text.push(' ');
        }
        let (bare, rest) = word.split_once('\'').map_or((word, ""), |(b, r)| (b, r));
        let start = pair.text.chars().count() as u32;
        let (name, spans) = match bare {
            "S" => (SOURCES[turn % SOURCES.len()], &mut pair.source),
            "T" => (TARGETS[turn / 2 % TARGETS.len()], &mut pair.target),
            _ => {
                pair.text.push_str(word);
                continue;
            }
        };
        spans.push((start, start + name.chars().count() as u32));
        pair.text.push_str(name);
        if !rest.is_empty() {
            pair.text.push('\'');
            pair.text.push_str(rest);
        }
    }
    pair.text.push('.');
    (!pair.source.is_empty() && !pair.target.is_empty()).then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_of_the_lexicon_is_read() {
        let examples = read(&Files::embedded()).unwrap_or_else(|e| panic!("{e}"));
        assert!(examples.len() > 1500, "{}", examples.len());
    }

    #[test]
    fn names_take_the_places_of_s_and_t() {
        let pair = fill("T's plan was cut by S", 1).unwrap();
        assert_eq!((pair.text.as_str(), pair.target[0]), ("the opposition's plan was cut by Turkey.", (0, 14)));
        assert!(fill("S slept", 0).is_none());
    }
}
