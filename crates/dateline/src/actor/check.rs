//! Runs the examples of `knowledge/actors`: phrases (`examples.tsv`) and texts (`chains.txt`).

use super::table::{Row, rows};
use super::{Actors, Resolution, phrase, resolve};
use crate::document::Document;
use crate::knowledge::{Failure, Files, KnowledgeError};
use dateline_lang::Pipeline;
use jiff::civil::Date;

const COLUMNS: &[&str] = &["phrase", "date", "country", "sector", "name"];
const PHRASES: &str = "actors/examples.tsv";
const CHAINS: &str = "actors/chains.txt";

/// Runs every example of the files. An empty list means that all came true.
pub fn check(pipeline: &Pipeline, files: &Files) -> Result<Vec<Failure>, KnowledgeError> {
    let actors = Actors::parse(files)?;
    let mut failures = check_phrases(&actors, files)?;
    failures.extend(check_chains(pipeline, &actors, files));
    Ok(failures)
}

/// Runs the phrases alone, which need no language model.
pub fn check_phrases(actors: &Actors, files: &Files) -> Result<Vec<Failure>, KnowledgeError> {
    let rows = rows(PHRASES, files.get(PHRASES).unwrap_or_default(), COLUMNS)?;
    Ok(rows.iter().filter_map(|row| check_phrase(actors, row).map(|message| failure(PHRASES, row.line, message))).collect())
}

fn failure(file: &str, line: usize, message: String) -> Failure {
    Failure { file: file.to_owned(), line, message }
}

fn check_phrase(actors: &Actors, row: &Row) -> Option<String> {
    let Ok(date) = row.cells[1].parse::<Date>() else { return Some(format!("'{}' is no date: write YYYY-MM-DD", row.cells[1])) };
    let e = phrase(row.cells[0], Some(date), actors);
    let country = e.country.as_deref().unwrap_or_default();
    let ok = |wanted: &str, given: bool, empty: bool| wanted.is_empty() || if wanted == "-" { empty } else { given };
    let sector = |wanted: &str| e.sectors.iter().any(|s| s == wanted);
    let right = ok(row.cells[2], country == row.cells[2], country.is_empty())
        && ok(row.cells[3], sector(row.cells[3]), e.sectors.is_empty())
        && ok(row.cells[4], e.name == row.cells[4], e.name.is_empty());
    let wanted = &row.cells[2..COLUMNS.len()];
    (!right).then(|| format!("'{}' should be {}, is {country}, {}, {}", row.cells[0], wanted.join(", "), e.sectors.join(" "), e.name))
}

/// One text of `chains.txt` with its expectations and the line of each.
struct Case<'a> {
    date: &'a str,
    text: &'a str,
    line: usize,
    expected: Vec<(usize, &'a str, &'a str)>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let mut out: Vec<Case> = Vec::new();
    let mut open = false;
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
        match (line.trim(), line.split_once("=>")) {
            ("", _) => open = false,
            (date, _) if !open => {
                open = true;
                out.push(Case { date, text: "", line: i + 1, expected: Vec::new() });
            }
            (_, Some((words, name))) => out.last_mut().expect("a block is open").expected.push((i + 1, words.trim(), name.trim())),
            (text, None) => out.last_mut().expect("a block is open").text = text,
        }
    }
    out
}

fn check_chains(pipeline: &Pipeline, actors: &Actors, files: &Files) -> Vec<Failure> {
    let mut failures = Vec::new();
    for case in cases(files.get(CHAINS).unwrap_or_default()) {
        let Ok(date) = case.date.parse::<Date>() else {
            failures.push(failure(CHAINS, case.line, format!("'{}' is no date: a block begins with YYYY-MM-DD", case.date)));
            continue;
        };
        let doc = pipeline.parse(case.text);
        let input = Document { date: Some(date), ..Document::default() };
        let found = resolve(&doc, &Default::default(), &input, actors);
        for (line, words, name) in &case.expected {
            failures.extend(check_mention(case.text, &found, words, name).map(|message| failure(CHAINS, *line, message)));
        }
    }
    failures
}

/// `words (2)`: the words and which of their places is meant.
fn place<'a>(text: &str, words: &'a str) -> Option<(usize, &'a str)> {
    let numbered = words.strip_suffix(')').and_then(|w| w.rsplit_once(" ("));
    let (words, nth) = numbered.and_then(|(w, n)| Some((w, n.parse().ok()?))).unwrap_or((words, 1));
    let (at, _) = text.match_indices(words).filter(|(at, _)| whole(text, *at, words)).nth(usize::max(nth, 1) - 1)?;
    Some((text[..at].chars().count(), words))
}

fn whole(text: &str, at: usize, words: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(text[..at].chars().next_back()) && !letter(text[at + words.len()..].chars().next())
}

fn check_mention(text: &str, found: &Resolution, words: &str, name: &str) -> Option<String> {
    let Some((start, words)) = place(text, words) else {
        return (name != "nobody").then(|| format!("'{words}' does not stand in the text"));
    };
    let (start, end) = (start as u32, (start + words.chars().count()) as u32);
    let mention = found.mentions.iter().filter(|m| {
        let r = (found.offsets[m.tokens.start].0, found.offsets[m.tokens.end - 1].1);
        r == (start, end) || (found.offsets[m.head].0 >= start && found.offsets[m.head].1 <= end && r.0 <= start && r.1 >= end)
    });
    let mention = mention.min_by_key(|m| m.tokens.len());
    let given = match mention {
        None => "nobody".to_owned(),
        Some(m) if !m.candidates.is_empty() => "open".to_owned(),
        Some(m) if name.ends_with(']') => found.refs(m).map(|r| format!("{} [{}]", r.name, r.code)).collect::<Vec<_>>().join(" + "),
        Some(m) => found.refs(m).map(|r| r.name).collect::<Vec<_>>().join(" + "),
    };
    (given != name).then(|| format!("'{words}' should be {name}, is {given}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_example_comes_true() {
        let files = Files::embedded();
        let actors = Actors::parse(&files).unwrap();
        let failures = check_phrases(&actors, &files).unwrap();
        let lines: Vec<String> = failures.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }

    #[test]
    fn a_wrong_example_is_told_with_its_line() {
        let files = Files::embedded();
        let actors = Actors::parse(&files).unwrap();
        let text = "phrase\tdate\tcountry\tsector\tname\n# near\nRussia\t2020-01-01\tUSA\n";
        let rows = rows(PHRASES, text, COLUMNS).unwrap();
        assert_eq!(rows[0].line, 3);
        assert!(check_phrase(&actors, &rows[0]).unwrap().contains("'Russia' should be USA"));
    }

    #[test]
    fn the_second_place_of_words_is_counted_in_code_points() {
        assert_eq!(place("é May, May.", "May (2)"), Some((7, "May")));
        assert_eq!(place("Maybe May", "May"), Some((6, "May")));
        assert_eq!(place("none", "May"), None);
    }
}
