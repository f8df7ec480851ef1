//! Runs `cases/*.md`: whole documents with every record that they must give, and none besides. The
//! format is told in `cases/README.md`.

mod common;

use dateline::record::ActorRef;
use dateline::{Document, Record};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A table of a case: its kind of record, and the rows it lists, each with its line.
#[derive(Debug, PartialEq)]
struct Table {
    header: Vec<String>,
    line: usize,
    rows: Vec<(usize, Vec<String>)>,
}

#[derive(Debug, Default, PartialEq)]
struct Case {
    line: usize,
    date: Option<jiff::civil::Date>,
    text: String,
    tables: Vec<Table>,
}

const EVENTS: [&str; 7] = ["type", "who", "whom", "status", "when", "where", "words"];
const TIMES: [&str; 3] = ["time", "type", "value"];
const ACTORS: [&str; 2] = ["actor", "code"];

#[test]
fn every_case_gives_its_records_and_no_others() {
    let folder = common::root().join("cases");
    let mut cases = 0;
    let mut faults = String::new();
    let mut files: Vec<_> = fs::read_dir(&folder).expect("cases/ is readable").flatten().map(|e| e.path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md") && !f.ends_with("README.md")) {
        let name = format!("cases/{}", file.file_name().expect("a file").to_string_lossy());
        let parsed = parse(&fs::read_to_string(file).expect("UTF-8")).unwrap_or_else(|(line, why)| panic!("{name}:{line}: {why}"));
        assert!(!parsed.is_empty(), "{name}: no case in it");
        let Some(engine) = common::engine() else { return };
        for case in parsed {
            let document = Document { id: name.clone(), date: case.date, text: case.text.clone(), ..Document::default() };
            let record = engine.analyse(&document);
            case.tables.iter().for_each(|table| faults += &compare(&name, table, &made(&table.header, &record, &case.text)));
            cases += 1;
        }
    }
    assert!(faults.is_empty(), "{faults}");
    println!("{cases} cases hold");
}

/// What of a table's rows was not made, and what was made besides, as lines to read.
fn compare(file: &str, table: &Table, made: &[Vec<String>]) -> String {
    let mut left: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    made.iter().for_each(|row| *left.entry(row).or_default() += 1);
    let mut faults = String::new();
    for (line, row) in &table.rows {
        match left.get_mut(row) {
            Some(n) if *n > 0 => *n -= 1,
            _ => faults += &format!("{file}:{line}: missing: | {} |\n", row.join(" | ")),
        }
    }
    for (row, n) in left {
        (0..n).for_each(|_| faults += &format!("{file}:{}: made, but not listed: | {} |\n", table.line, row.join(" | ")));
    }
    faults
}

/// The record's rows of the kind that a table's header names.
fn made(header: &[String], record: &Record, text: &str) -> Vec<Vec<String>> {
    let words = |start: u32, end: u32| cell(&text.chars().skip(start as usize).take((end - start) as usize).collect::<String>());
    if header == TIMES {
        let kind = |t: &dateline::time::Time| format!("{:?}", t.kind).to_uppercase();
        return record.times.iter().map(|t| vec![words(t.start, t.end), kind(t), t.value.clone()]).collect();
    }
    if header == ACTORS {
        return record.actors.iter().map(|a| vec![words(a.start, a.end), actor(a)]).collect();
    }
    let event = |e: &dateline::code::Event| {
        vec![
            e.mode.as_ref().map_or(e.kind.clone(), |m| format!("{}/{m}", e.kind)),
            e.source.iter().map(actor).collect::<Vec<_>>().join(", "),
            e.target.iter().map(actor).collect::<Vec<_>>().join(", "),
            format!("{:?}", e.status).to_lowercase(),
            e.when.as_ref().map(when).unwrap_or_default(),
            e.place.as_ref().map(|p| cell(&p.name)).unwrap_or_default(),
            words(e.trigger.start, e.trigger.end),
        ]
    };
    record.events.iter().map(event).collect()
}

fn actor(a: &ActorRef) -> String {
    cell(&if a.code.is_empty() { a.name.clone() } else { format!("{} ({})", a.name, a.code) })
}

fn when(w: &dateline::code::When) -> String {
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    if w.from == w.to { day(w.from) } else { format!("{}…{}", day(w.from), day(w.to)) }
}

/// What can stand in a cell of a table: one line without bars.
fn cell(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "¦")
}

/// The cases of a file: a heading opens one; `Date: …`, a quotation (its text) and tables follow.
fn parse(file: &str) -> Result<Vec<Case>, (usize, String)> {
    let mut cases: Vec<Case> = Vec::new();
    for (i, line) in file.lines().enumerate() {
        let number = i + 1;
        if line.starts_with("## ") {
            cases.push(Case { line: number, ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(date) = line.strip_prefix("Date: ") {
            case.date = Some(date.trim().parse().map_err(|e| (number, format!("{e}")))?);
        } else if let Some(text) = line.strip_prefix('>') {
            if !case.tables.is_empty() {
                return Err((number, "text after a table: open a new case with ##".into()));
            }
            case.text += text.strip_prefix(' ').unwrap_or(text);
            case.text.push('\n');
        } else if line.starts_with('|') {
            let cells: Vec<String> = line.trim_matches('|').split('|').map(cell).collect();
            take_row(case, number, cells).map_err(|why| (number, why))?;
        }
    }
    match cases.iter().find(|c| c.text.is_empty() || c.tables.is_empty()) {
        Some(case) => Err((case.line, "a case needs a quotation (its text) and a table of its records".into())),
        None => Ok(cases),
    }
}

fn take_row(case: &mut Case, line: usize, cells: Vec<String>) -> Result<(), String> {
    if cells == EVENTS || cells == TIMES || cells == ACTORS {
        case.tables.push(Table { header: cells, line, rows: Vec::new() });
        return Ok(());
    }
    let table = case
        .tables
        .last_mut()
        .ok_or_else(|| format!("a table opens with | {} |, or the columns for times or actors", EVENTS.join(" | ")))?;
    if cells.len() != table.header.len() {
        return Err(format!("{} cells where the table has {} columns", cells.len(), table.header.len()));
    }
    if !cells.iter().all(|c| c.starts_with("--")) {
        table.rows.push((line, cells));
    }
    Ok(())
}

#[test]
fn the_format_is_read() {
    let file = "# Title\nProse.\n\n## One\n\nDate: 2024-05-02\n\n> First.\n>\n> Second.\n\n| time | type | value |\n|---|---|---|\n| Friday | DATE | 2024-05-03 |\n";
    let cases = parse(file).expect("well formed");
    assert_eq!((cases[0].line, cases[0].text.as_str()), (4, "First.\n\nSecond.\n"));
    assert_eq!(cases[0].tables[0].rows, [(14, vec!["Friday".into(), "DATE".into(), "2024-05-03".into()])]);
    for (bad, line) in
        [("## One\n> x\n", 1), ("## One\n> x\n| a |\n", 3), ("## One\nDate: soon\n", 2), ("## One\n> x\n| actor | code |\n| a |\n", 4)]
    {
        assert_eq!(parse(bad).expect_err(bad).0, line);
    }
}

#[test]
fn what_differs_is_told() {
    let row = |s: &str| vec![s.to_owned(), "GOV".to_owned()];
    let table = Table { header: ACTORS.map(String::from).to_vec(), line: 3, rows: vec![(5, row("a")), (6, row("b")), (7, row("b"))] };
    assert_eq!(compare("f", &table, &[row("b"), row("a"), row("b")]), "");
    let faults = compare("f", &table, &[row("b"), row("c"), row("c")]);
    assert_eq!(
        faults,
        "f:5: missing: | a | GOV |\nf:7: missing: | b | GOV |\nf:3: made, but not listed: | c | GOV |\nf:3: made, but not listed: | c | GOV |\n"
    );
}

#[test]
fn the_readme_shows_a_case_that_is_read() {
    let readme = fs::read_to_string(Path::new(&common::root()).join("cases/README.md")).expect("cases/README.md is there");
    let example: String = readme.split("```markdown\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example").to_owned();
    assert_eq!(parse(&example).map(|cases| cases.len()), Ok(1));
}
