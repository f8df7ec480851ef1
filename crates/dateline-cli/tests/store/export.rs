//! What `dateline export` writes is read back as people read it: by csv, pandas and DuckDB.

use super::Stored;
use std::collections::BTreeMap;
use std::process::Command;

const ALL: &[&str] = &["wire", "independent", "toll", "visits", "promises"];

/// The rows of a table separated by tabs, each by its column names.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(table.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("every row has the columns of the first")
}

fn exported(s: &Stored, profile: &str) -> Vec<BTreeMap<String, String>> {
    rows(&s.said("export", &["--as", profile, "--header"]))
}

/// The row of the attack in the made-up batch of a growing toll.
fn attack<'a>(rows: &'a [BTreeMap<String, String>], column: &str, value: &str) -> &'a BTreeMap<String, String> {
    rows.iter().find(|r| r[column] == value).expect("the attack is a row")
}

#[test]
fn polecat_has_lists_and_none() {
    let Some(s) = Stored::with(ALL) else { return };
    let table = exported(&s, "polecat");
    let r = attack(&table, "Event Type", "ASSAULT");
    let cell = |name: &str| r[name].as_str();
    assert_eq!((cell("Event Date"), cell("Quad Code"), cell("Actor COW")), ("2031-06-02", "MATERIAL CONFLICT", "475"));
    assert_eq!((cell("City"), cell("Country"), cell("Feature Type")), ("Maiduguri", "NGA", "PPL"));
    assert_eq!((cell("Actor Title"), cell("Wikipedia Actor ID")), ("None", "None"));
    assert!(cell("Version").starts_with("dateline-") && cell("Actor Name Raw").to_lowercase() == "gunmen", "{r:?}");
    assert!(table.iter().all(|r| r.values().all(|v| !v.is_empty())), "what is missing is None");
}

#[test]
fn icews_keeps_codes_as_text() {
    let Some(s) = Stored::with(ALL) else { return };
    let table = exported(&s, "icews");
    let r = attack(&table, "Source Name", "gunmen");
    assert_eq!((r["Event Date"].as_str(), r["Source Country"].as_str(), r["City"].as_str()), ("2031-06-02", "Nigeria", "Maiduguri"));
    let visit = table.iter().find(|r| r["CAMEO Code"] == "042").expect("a visit with its leading zero");
    assert_eq!((visit["Event Text"].as_str(), visit["Source Name"].as_str()), ("Make a visit", "Ingrid Solheim"));
    let mut keys: Vec<(&str, &str)> = table.iter().map(|r| (r["Event ID"].as_str(), r["Event Date"].as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), table.len(), "id and date are the key");
}

#[test]
fn gdelts_two_tables_join() {
    let Some(s) = Stored::with(ALL) else { return };
    let plain = s.said("export", &["--as", "gdelt"]);
    assert!(plain.lines().all(|l| l.split('\t').count() == 61) && plain.starts_with(|c: char| c.is_ascii_digit()), "no line of names");
    let events = exported(&s, "gdelt");
    let mentions = exported(&s, "gdelt-mentions");
    for e in &events {
        let of = mentions.iter().filter(|m| m["GLOBALEVENTID"] == e["GLOBALEVENTID"]).count();
        assert_eq!(of.to_string(), e["NumMentions"]);
        assert!(e["GLOBALEVENTID"].parse::<u64>().expect("a number") < 1 << 53);
        assert_eq!((e["EventBaseCode"].get(..2), e["EventCode"].get(..3)), (Some(&*e["EventRootCode"]), Some(&*e["EventBaseCode"])));
    }
    let r = attack(&events, "Actor1Code", "NGAUAF");
    assert_eq!((r["SQLDATE"].as_str(), r["ActionGeo_CountryCode"].as_str(), r["ActionGeo_Type"].as_str()), ("20310602", "NI", "4"));
    assert_eq!((r["Actor1Code"].as_str(), r["NumMentions"].as_str(), r["NumSources"].as_str()), ("NGAUAF", "4", "3"));
    assert_eq!(r["AvgTone"], "", "tone is not measured");
}

#[test]
fn petrarchs_and_phoenix_rows_name_their_stories() {
    let Some(s) = Stored::with(ALL) else { return };
    let attacks = |profile: &str| exported(&s, profile).into_iter().find(|r| r.values().any(|v| v.contains("NGAUAF"))).expect("the attack");
    let (petrarch, phoenix) = (attacks("petrarch2"), attacks("phoenix"));
    assert_eq!((petrarch["date"].as_str(), petrarch["source"].as_str()), ("20310602", "NGAUAF"));
    assert_eq!(petrarch["ids"].split(';').count(), 4);
    assert_eq!(petrarch["ids"], phoenix["SentenceID"]);
    assert_eq!(
        (phoenix["PentaClass"].as_str(), phoenix["SourceActorEntity"].as_str(), phoenix["SourceActorRole"].as_str()),
        ("4", "NGA", "UAF")
    );
    let mut sources: Vec<&str> = phoenix["NewsSources"].split(';').collect();
    sources.sort_unstable();
    assert_eq!(sources, ["Lake Radio", "Savanna News", "The Northern Star"], "each once");
}

#[test]
fn what_is_left_out_is_told() {
    let Some(s) = Stored::with(&["visits"]) else { return };
    let all = s.dateline("export").args(["--as", "icews", "--status", "negated"]).assert().success();
    assert_eq!(String::from_utf8_lossy(&all.get_output().stderr), "0 rows of 0 events\n");
    let wrong = s.dateline("export").args(["--as", "acled"]).assert().code(2);
    assert!(String::from_utf8_lossy(&wrong.get_output().stderr).contains("there are polecat, icews"));
}

/// A Python with these modules: the one of `DATELINE_TEST_PYTHON`, else `python3`.
fn python(modules: &str) -> Option<String> {
    let python = std::env::var("DATELINE_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = Command::new(&python).args(["-c", &format!("import {modules}")]).output().is_ok_and(|o| o.status.success());
    if !there {
        println!("skipped: {python} has no {modules}");
    }
    there.then_some(python)
}

fn run(python: &str, s: &Stored, script: &str) -> String {
    let done = Command::new(python).args(["-c", script]).current_dir(s.0.path()).output().expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().replace('\r', "")
}

#[test]
fn pandas_reads_every_profile() {
    let Some(s) = Stored::with(ALL) else { return };
    let Some(python) = python("pandas") else { return };
    for p in ["polecat", "icews", "gdelt", "gdelt-mentions", "petrarch2", "phoenix"] {
        std::fs::write(s.path(p), s.said("export", &["--as", p])).expect("writable");
    }
    let script = r#"
import pandas as pd
p = pd.read_csv("polecat", sep="\t", na_values=["None"], dtype={"Actor COW": str})
i = pd.read_csv("icews", sep="\t", dtype={"CAMEO Code": str}, parse_dates=["Event Date"])
g = pd.read_csv("gdelt", sep="\t", header=None, dtype={26: str, 27: str, 28: str})
m = pd.read_csv("gdelt-mentions", sep="\t", header=None)
r = pd.read_csv("petrarch2", sep="\t", header=None, dtype=str)
x = pd.read_csv("phoenix", sep="\t", header=None, dtype={13: str, 14: str})
assert p.shape[1] == 40 and p["Actor Title"].isna().all(), p.shape
assert i["Event Date"].dt.year.eq(2031).all() and i["CAMEO Code"].str.len().eq(3).all()
assert g.shape[1] == 61 and m.shape[1] == 16 and r.shape[1] == 8 and x.shape[1] == 26
assert set(m[0]) == set(g[0]) and len(g) == len(i) == len(r) == len(x)
assert g[31].sum() == len(m)
print("ok")
"#;
    assert_eq!(run(&python, &s, script), "ok");
}

#[test]
fn duckdb_reads_an_export() {
    let Some(s) = Stored::with(ALL) else { return };
    let Some(python) = python("duckdb") else { return };
    std::fs::write(s.path("gdelt.csv"), s.said("export", &["--as", "gdelt", "--header"])).expect("writable");
    let script = r#"
import duckdb
q = duckdb.sql("select count(*), sum(NumMentions) from read_csv('gdelt.csv', delim='\t', header=true, quote='', all_varchar=false)")
rows, mentions = q.fetchall()[0]
assert rows > 5 and mentions > 20, (rows, mentions)
print("ok")
"#;
    assert_eq!(run(&python, &s, script), "ok");
}

#[test]
fn events_are_read_back_in_every_output() {
    let Some(s) = Stored::with(ALL) else { return };
    let table = s.said("events", &[]);
    assert!(table.contains("Maiduguri") && table.contains("17 killed"), "{table}");
    let csv = s.said("events", &["-o", "csv"]);
    let ids: Vec<String> = csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .map(|r| r.map(|r: BTreeMap<String, String>| r["id"].clone()))
        .collect::<Result<_, _>>()
        .expect("a table");
    let json = |text: &str| -> Vec<serde_json::Value> { text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect() };
    let lines = json(&s.said("events", &["-o", "jsonl"]));
    assert!(ids.len() > 5 && lines.iter().map(|e| e["id"].as_str().expect("a text")).eq(ids.iter().map(String::as_str)));
    let map = &json(&s.said("events", &["-o", "geojson"]))[0];
    let point = map["features"].as_array().expect("a list").iter().find(|f| f["properties"]["killed"] == 17).expect("the attack");
    let (lon, lat) =
        (point["geometry"]["coordinates"][0].as_f64().expect("a number"), point["geometry"]["coordinates"][1].as_f64().expect("a number"));
    assert!((lon - 13.16).abs() < 0.1 && (lat - 11.84).abs() < 0.1, "longitude comes first: {lon}, {lat}");
}

#[test]
fn parquet_is_read_by_pandas_and_duckdb() {
    let Some(s) = Stored::with(ALL) else { return };
    let parquet = |args: &[&str], name: &str| {
        let out = s.dateline(args[0]).args(&args[1..]).args(["-o", "parquet"]).assert().success().get_output().stdout.clone();
        assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1"));
        std::fs::write(s.path(name), out).expect("writable");
    };
    parquet(&["events"], "events.parquet");
    parquet(&["events", "--by", "month,dyad"], "months.parquet");
    parquet(&["events", "--actor", "Nobody at all"], "none.parquet");
    parquet(&["commitments"], "commitments.parquet");
    let wanted = s.sql("SELECT count(*) AS n, sum(killed) AS killed FROM events");
    let (n, killed) = (&wanted[0]["n"], &wanted[0]["killed"]);
    if let Some(python) = python("pandas, pyarrow") {
        let script = format!(
            "import pandas as pd\ne = pd.read_parquet('events.parquet')\nassert len(e) == {n} and e['killed'].sum() == {killed}, e\n\
             assert e['lat'].dtype == float and e['id'].str.len().eq(17).all() and e['id'].is_unique\n\
             assert len(pd.read_parquet('none.parquet')) == 0 and len(pd.read_parquet('commitments.parquet')) > 3\n\
             assert pd.read_parquet('months.parquet')['events'].dtype == 'int64'\nprint('ok')"
        );
        assert_eq!(run(&python, &s, &script), "ok");
    }
    if let Some(python) = python("duckdb") {
        let script = format!(
            "import duckdb\nassert duckdb.sql(\"select count(*), sum(killed) from 'events.parquet'\").fetchall() == [({n}, {killed})]\n\
             assert duckdb.sql(\"select count(*) from 'months.parquet' where dyad = 'NOR>FIN'\").fetchall()[0][0] == 1\nprint('ok')"
        );
        assert_eq!(run(&python, &s, &script), "ok");
    }
}

#[test]
fn records_without_texts_are_made_again_from_the_texts() {
    let Some(s) = Stored::with(&["toll", "promises"]) else { return };
    let records = s.said("export", &["--without-text"]);
    assert_eq!(records.lines().count(), 1 + 12);
    for words in ["exchange of fire", "stood ready", "Gunmen attacked"] {
        assert!(!records.contains(words), "no text is shared: {words}");
    }
    std::fs::write(s.path("records.jsonl"), &records).expect("writable");
    let verify = |texts: &[&str]| {
        let mut command = s.program();
        command.args(["verify", "records.jsonl"]).args(texts.iter().map(|b| super::batch(b)));
        let out = command.output().expect("it runs");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code(), said(&out.stdout), said(&out.stderr))
    };
    let (code, out, said) = verify(&["toll", "promises", "visits"]);
    assert_eq!((code, out.as_str()), (Some(0), ""), "{said}");
    assert!(
        said.contains("12 made again the same, 0 differ, 0 not among your texts") && said.contains("4 of your texts are not in the export")
    );
    let (code, _, said) = verify(&["toll"]);
    assert!(code == Some(1) && said.contains("8 not among your texts"), "{said}");
    std::fs::write(s.path("records.jsonl"), records.replace("\"type\":\"ASSAULT\"", "\"type\":\"PROTEST\"")).expect("writable");
    let (code, out, said) = verify(&["toll", "promises"]);
    assert!(code == Some(1) && said.contains("4 differ"), "{said}");
    assert!(out.contains("~ ASSAULT") && out.contains("type: PROTEST → ASSAULT") && out.contains("“attacked”"), "{out}");
    std::fs::write(s.path("records.jsonl"), "{\"some\": \"thing\"}\n").expect("writable");
    assert!(verify(&["toll"]).2.contains("records.jsonl:1: this is no export of records"));
}

#[test]
fn other_knowledge_shows_what_it_changes() {
    let Some(s) = Stored::with(&["toll", "promises"]) else { return };
    let same = s.said("diff", &[]);
    assert_eq!(same, "", "the same knowledge changes nothing");
    let codebook = super::Path::new(super::ROOT).join("knowledge/codebook/aid.toml");
    let aid = std::fs::read_to_string(codebook).expect("the codebook is there");
    std::fs::create_dir_all(s.path("mine/codebook")).expect("writable");
    std::fs::write(s.path("mine/codebook/aid.toml"), aid.replace("score = 10", "score = 3")).expect("writable");
    let changed = s.said("diff", &["--knowledge", "mine"]);
    assert!(changed.contains("c2\n  ~ AID government → Moldova (actual); score: 10.0 → 3.0  “sent medical aid”"), "{changed}");
    let before = s.sql("SELECT id, score FROM events WHERE type = 'AID'");
    s.said("diff", &["--knowledge", "mine", "--apply"]);
    let after = s.sql("SELECT id, score FROM events WHERE type = 'AID'");
    assert_eq!((&after[0]["id"], after[0]["score"].as_f64()), (&before[0]["id"], Some(3.0)));
    assert_eq!(s.sql("SELECT count(*) AS n FROM versions")[0]["n"], 2);
    let back = s.said("diff", &["--output", "jsonl"]);
    let line: serde_json::Value = serde_json::from_str(back.lines().next().expect("a change")).expect("JSON");
    assert_eq!((&line["change"], &line["fields"][0]["field"]), (&"changed".into(), &"score".into()));
}
