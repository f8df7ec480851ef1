//! Batches of articles that were made up for these tests, and the events that they tell.

use super::{Stored, batch};
use serde_json::{Value, json};

#[test]
fn a_wire_story_in_twelve_outlets_is_one_telling() {
    let Some(s) = Stored::with(&["wire"]) else { return };
    let events = s.sql("SELECT type, reports, documents, origins, date_from, place FROM events");
    let one = json!({"type": "CONSULT", "reports": 12, "documents": 12, "origins": 1, "date_from": "2031-03-11", "place": "Bratislava"});
    assert_eq!(events, [one]);
    s.add(&batch("independent"));
    let events = s.sql("SELECT reports, origins FROM events WHERE type = 'CONSULT'");
    assert_eq!(events, [json!({"reports": 13, "origins": 2})], "another reporter's own words are a second telling");
}

#[test]
fn a_toll_that_grows_is_one_attack_whose_reports_disagree() {
    let Some(s) = Stored::with(&["toll"]) else { return };
    let events = s.sql("SELECT type, reports, origins, date_from, place, killed, disagreements FROM events");
    let one = json!({"type": "ASSAULT", "reports": 4, "origins": 4, "date_from": "2031-06-02", "place": "Maiduguri", "killed": 17, "disagreements": 1});
    assert_eq!(events, [one]);
    let sql = "SELECT d.name, x.field, x.value FROM disagreements x JOIN reports r ON r.report = x.report \
               JOIN documents d ON d.doc = r.doc ORDER BY d.name";
    let values: Vec<(String, String)> = s.sql(sql).iter().map(|v| (text(v, "name"), text(v, "value"))).collect();
    let wanted = [("t1", "5"), ("t2", "9"), ("t3", "14"), ("t4", "17")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(values, wanted, "every source keeps its own number");
}

#[test]
fn two_visits_a_week_apart_are_two_events() {
    let Some(s) = Stored::with(&["visits"]) else { return };
    let events = s.sql("SELECT mode, reports, origins, date_from FROM events WHERE type = 'CONSULT' AND mode = 'visit' ORDER BY date_from");
    let visit = |day: &str| json!({"mode": "visit", "reports": 2, "origins": 2, "date_from": day});
    assert_eq!(events, [visit("2031-09-02"), visit("2031-09-09")]);
}

#[test]
fn promises_are_kept_broken_withdrawn_and_overdue() {
    let Some(s) = Stored::with(&["promises"]) else { return };
    let rows = s.said("commitments", &["-o", "jsonl", "--limit", "0"]);
    let states: Vec<(String, String)> = rows
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).expect("JSON"))
        .map(|v| (text(&v, "document_name"), text(&v, "state")))
        .collect();
    let wanted = [("c1", "kept"), ("c3", "broken"), ("c5", "overdue"), ("c7", "withdrawn")];
    assert_eq!(states, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(s.said("commitments", &["--by", "KEN", "--open", "-o", "csv"]).lines().count(), 2, "overdue is still open");
    assert_eq!(s.said("commitments", &["--by", "ROU", "--open", "-o", "csv"]).lines().count(), 1, "kept is not");
    let evidence = s.sql("SELECT state, date FROM evidence ORDER BY date");
    assert_eq!(evidence.len(), 3, "{evidence:?}");
}

#[test]
fn adding_twice_adds_nothing() {
    let all = ["wire", "independent", "toll", "visits", "promises"];
    let Some(s) = Stored::with(&all) else { return };
    let before = s.tables();
    for name in all {
        s.add(&batch(name));
    }
    assert_eq!(s.tables(), before);
    let Some(other) = Stored::with(&["promises", "visits", "toll", "independent", "wire"]) else { return };
    let ids = "SELECT id, reports, origins FROM events ORDER BY id";
    assert_eq!(s.sql(ids), other.sql(ids), "the order of adding changes no event");
}

#[test]
fn a_merge_is_undone_and_pinned() {
    let Some(s) = Stored::with(&["visits"]) else { return };
    let ids = || s.sql("SELECT id, reports FROM events ORDER BY id");
    let before = ids();
    let merge = &s.sql("SELECT report, \"with\" FROM merges ORDER BY report")[0];
    let (a, b) = (text(merge, "report"), text(merge, "with"));
    s.said("merges", &["--undo", &a, &b]);
    assert_eq!(ids().len(), before.len() + 1);
    let undone = ids();
    s.add(&batch("visits"));
    assert_eq!(ids(), undone, "what a person decided outlives the next linking");
    s.said("merges", &["--pin", &a, &b]);
    assert_eq!(ids(), before, "and the ids come back");
    assert_eq!(s.sql("SELECT why FROM merges WHERE score = 1.0"), [json!({"why": "pinned"})]);
}

#[test]
fn counts_by_month_and_dyad() {
    let Some(s) = Stored::with(&["visits", "toll"]) else { return };
    let out = s.said("events", &["--by", "month,dyad", "-o", "csv"]);
    assert!(out.starts_with("month,dyad,events,reports,origins,score,killed\n"), "{out}");
    assert!(out.contains("2031-09,NOR>FIN,") && out.contains("2031-06,NGA>NGA,1,4,4,"), "{out}");
}

#[test]
fn an_empty_answer_says_what_nothing_has() {
    let Some(s) = Stored::with(&["visits"]) else { return };
    let out = s.dateline("events").args(["--type", "CONSLUT"]).assert().success().get_output().clone();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.stdout.is_empty() && said.contains("no event fits") && said.contains("none has the type CONSLUT; there are"), "{said}");
    assert!(said.contains("CONSULT"), "{said}");
}

fn text(v: &Value, field: &str) -> String {
    v[field].as_str().map_or_else(|| v[field].to_string(), str::to_owned)
}
