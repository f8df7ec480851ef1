//! Runs the texts of `knowledge/actors/chains.txt` with the default model, as `dateline check` does.

mod common;

use dateline::actor;
use dateline::knowledge::Files;

#[test]
fn every_mention_of_the_chain_examples_goes_to_its_actor() {
    let Some(engine) = common::engine() else { return };
    let failures = actor::check(&engine.pipeline, &Files::embedded()).expect("the files are sound");
    let lines: Vec<String> = failures.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
}

/// Codes of international bodies, which some files put in the column of countries.
const INTERNATIONAL: &[&str] = &["UNO", "EUR", "IGO"];

/// What is compared: `country` as given, an empty one where none is right; but of a body of many states, whose country the coding
/// guide leaves empty, that its sectors hold the code which the file has in that column. `sector`: any of the sectors given.
#[test]
fn phrases_get_the_country_and_the_sector_that_others_coded() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/actors_ngec.jsonl");
    let Ok(text) = std::fs::read_to_string(file) else {
        println!("skipped: shared/data/actors_ngec.jsonl is not beside the checkout");
        return;
    };
    let actors = actor::Actors::parse(&Files::embedded()).expect("the knowledge is sound");
    let rows: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).expect("a row")).collect();
    let asked = |row: &serde_json::Value, field: &str| row.get(field).map(|v| v.as_str().unwrap_or_default().to_owned());
    let (mut country, mut sector, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let day = asked(row, "date").unwrap_or("2019-01-01".into()).parse().ok();
        let e = actor::phrase(row["text"].as_str().unwrap_or_default(), day, &actors);
        let given = e.country.as_deref().unwrap_or_default();
        let of_many = |c: &String| given.is_empty() && INTERNATIONAL.contains(&c.as_str()) && e.sectors.contains(c);
        let right = asked(row, "country").map(|c| c == given || of_many(&c));
        let alike = asked(row, "sector").map(|s| e.sectors.contains(&s) || s.is_empty() && e.sectors.is_empty());
        country.extend(right);
        sector.extend(alike);
        both.push(right.unwrap_or(true) && alike.unwrap_or(true));
    }
    let share = |of: &[bool]| of.iter().filter(|b| **b).count() as f64 / of.len() as f64;
    println!("country {:.3} sector {:.3} both {:.3}", share(&country), share(&sector), share(&both));
    assert!(share(&country) >= 0.92 && share(&sector) >= 0.85 && share(&both) >= 0.82);
}
