//! Runs the real program in a temporary folder.

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Folder(TempDir::new().expect("a temporary folder"))
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, contents).expect("the folder is writable");
        path
    }

    /// The program in this folder, without what the tester's own settings would change.
    fn dateline(&self) -> Command {
        let mut command = Command::cargo_bin("dateline").expect("cargo built it");
        command.current_dir(self.0.path()).env_remove("DATELINE_MODEL").env_remove("DATELINE_PLACES").env_remove("NO_COLOR");
        command.env("XDG_DATA_HOME", self.0.path());
        command
    }
}

/// Whether there is a model to run with, above the program; says so if not.
fn model() -> bool {
    let there = Path::new(ROOT).join("models/en_core_web_sm").is_dir();
    if !there {
        println!("skipped: no models/en_core_web_sm (make model gets it)");
    }
    there
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).expect("UTF-8")
}

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).expect("a JSON record a line")).collect()
}

fn ids(out: &str) -> Vec<String> {
    records(out).iter().map(|r| r["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn text_from_a_pipe() {
    if !model() {
        return;
    }
    let out =
        stdout(Folder::new().dateline().args(["code", "-o", "jsonl", "--date", "2024-05-02"]).write_stdin("Envoys met on Tuesday.\n"));
    let record = &records(&out)[0];
    assert_eq!((&record["id"], &record["date"]), (&"stdin".into(), &"2024-05-02".into()));
    assert_eq!(record["sentences"][0], serde_json::json!([0, 23]));
    assert!(record.get("tokens").is_none());
}

#[test]
fn the_tokens_layer() {
    if !model() {
        return;
    }
    let out = stdout(Folder::new().dateline().args(["code", "-o", "jsonl", "--layers", "tokens"]).write_stdin("Iran’s envoy left Geneva."));
    let tokens = records(&out)[0]["tokens"].as_array().expect("a layer").clone();
    let starts: Vec<u64> = tokens.iter().map(|t| t["start"].as_u64().expect("an offset")).collect();
    assert_eq!(starts, [0, 4, 7, 13, 18, 24]);
    let envoy = &tokens[2];
    assert_eq!(
        (&envoy["tag"], &envoy["lemma"], &envoy["dep"], &envoy["head"]),
        (&"NN".into(), &"envoy".into(), &"nsubj".into(), &13.into())
    );
    assert_eq!((&tokens[4]["ent"], &tokens[0]["sent"]), (&"B-GPE".into(), &true.into()));
}

#[test]
fn json_lines_keep_their_order_whatever_the_threads() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    let line =
        |i: usize| format!("{{\"id\": {i}, \"date\": \"2024-05-02\", \"text\": \"{}\"}}\n", "Envoys met again. ".repeat(i * 37 % 23));
    let file = folder.file("news.jsonl", (0..60).map(line).collect::<String>());
    let run = |threads: &str| stdout(folder.dateline().args(["code", "-o", "jsonl", "--threads", threads]).arg(&file));
    let one = run("1");
    assert_eq!(ids(&one), (0..60).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(one, run("2"));
    assert_eq!(one, run("9"));
}

#[test]
fn bad_lines_are_told_and_the_others_coded() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    folder.file(
        "a.jsonl",
        "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\"\n\n{\"id\": \"c\", \"text\": 7}\n{\"id\": \"d\", \"text\": \"Two.\"}",
    );
    let done = folder.dateline().args(["code", "-o", "jsonl", "a.jsonl", "missing.txt"]).assert().code(1);
    let output = done.get_output();
    assert_eq!(ids(&String::from_utf8_lossy(&output.stdout)), ["a", "d"]);
    let said = String::from_utf8_lossy(&output.stderr);
    for part in ["a.jsonl:2: column", "a.jsonl:4: no field holds the text", "hint: each line is one article", "missing.txt: No such file"] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_folder_of_many_formats_is_read_and_accounted_for() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    fs::create_dir(folder.0.path().join("in")).expect("the folder is writable");
    folder.file("in/a.txt", "date 2021-12-15 Envoys met.");
    folder.file("in/b.csv", "Day,Story\n2021-12-15,Envoys met again.\n2021-12-15,Envoys met again.\n");
    folder.file("in/c.json", "[{\"Story\": \"Envoys left.\"}]");
    folder.file("in/d.pdf", "%PDF-1.7");
    let args = ["code", "-o", "jsonl", "--map", "text=story,date=day", "--report", "report.jsonl", "in"];
    let done = folder.dateline().args(args).assert().code(1);
    let output = done.get_output();
    assert_eq!(ids(&String::from_utf8_lossy(&output.stdout)), ["in/a.txt", "in/b.csv:2", "in/b.csv:3", "in/c.json:1"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("in/d.pdf: a PDF") && said.contains("duplicate") && said.contains("in all"), "{said}");
    let report = fs::read_to_string(folder.0.path().join("report.jsonl")).expect("a report");
    let outcomes: Vec<String> = records(&report).iter().map(|r| r["outcome"].as_str().expect("an outcome").to_owned()).collect();
    assert_eq!(outcomes, ["kept", "kept", "duplicate", "undated", "unreadable"]);
}

#[test]
fn files_give_their_dates_and_bytes_that_are_no_text_are_told() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    folder.file("a.txt", "---\r\nDate: 2021-12-15\r\nTitle: Talks\r\n---\r\nEnvoys met.");
    folder.file("b.txt", b"MOSCOW, Dec 15 (Agency) \xE2\x80\x94 Envoys met caf\xE9.");
    folder.file("c.txt", "Envoys met.");
    let records = records(&stdout(folder.dateline().args(["code", "-o", "jsonl", "a.txt", "b.txt", "c.txt"])));
    let dates: Vec<&Value> = records.iter().map(|r| &r["date"]).collect();
    assert_eq!(dates, [&Value::from("2021-12-15"), &Value::Null, &Value::Null]);
    let codes = |i: usize| -> Vec<&str> {
        records[i]["diagnostics"].as_array().expect("a list").iter().filter_map(|d| d["code"].as_str()).collect()
    };
    assert!(codes(0).is_empty());
    assert_eq!(codes(1), ["invalid-utf8", "dateline-without-year", "undated"]);
    assert_eq!(records[1]["diagnostics"][0]["start"], 40);
    assert_eq!(codes(2), ["undated"]);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    let file = folder.file("news.jsonl", "{\"text\": \"Envoys met again on Tuesday.\"}\n".repeat(400));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["code", "-o", "jsonl"])
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{output:?}");
}

#[test]
fn without_a_model_the_command_that_gets_it_is_named() {
    let folder = Folder::new();
    let program = folder.0.path().join("dateline");
    fs::copy(env!("CARGO_BIN_EXE_dateline"), &program).expect("a copy away from models/");
    let run = |model: Option<&str>| {
        let mut command = Command::new(&program);
        command
            .current_dir(folder.0.path())
            .env("XDG_DATA_HOME", folder.0.path())
            .env_remove("DATELINE_MODEL")
            .arg("code")
            .write_stdin("x");
        command.args(model.map(|m| ["--model", m]).iter().flatten());
        String::from_utf8_lossy(&command.assert().code(1).get_output().stderr).into_owned()
    };
    assert!(run(None).contains("make model"), "{}", run(None));
    assert!(run(Some("nowhere")).contains("nowhere: no such model folder"));
    folder.file("empty", "");
    assert!(run(Some("empty")).contains("empty"));
}

#[test]
fn wrong_command_lines_say_what_is_right() {
    let folder = Folder::new();
    for (args, part) in [
        (&["code", "--date", "yesterday"][..], "write it as 2021-12-15"),
        (&["code", "--layers", "toknes"], "tokens"),
        (&["code", "--threads", "0"], "1..=1024"),
        (&["codde"], "code"),
    ] {
        let said = folder.dateline().args(args).assert().code(2).get_output().stderr.clone();
        assert!(String::from_utf8_lossy(&said).contains(part), "{args:?}: {}", String::from_utf8_lossy(&said));
    }
}

#[test]
fn help_teaches_with_examples() {
    let folder = Folder::new();
    for verb in ["code", "explain", "check"] {
        assert!(stdout(folder.dateline().args([verb, "--help"])).contains(&format!("  dateline {verb}")), "{verb}");
    }
}

#[test]
fn csv_has_a_head_and_tables_escape_what_steers_terminals() {
    if !model() {
        return;
    }
    let folder = Folder::new();
    let out = stdout(folder.dateline().args(["code", "-o", "csv"]).write_stdin("date 2021-12-15 Nothing happened."));
    assert!(out.starts_with("document,date,publisher,"), "{out}");
    folder.file("\u{1b}[31m.txt", "Date: 2021-12-15\nTitle: \u{1b}]0;owned\u{7}\n\nNothing \u{1b}[2J happened.");
    let out = stdout(folder.dateline().args(["code", "--color", "never", "\u{1b}[31m.txt"]));
    assert!(!out.contains(['\u{1b}', '\u{7}']), "{out:?}");
}

#[test]
fn the_demo_shows_every_bundled_article() {
    if !model() {
        return;
    }
    let out = stdout(Folder::new().dateline().arg("demo"));
    let articles = fs::read_dir(Path::new(ROOT).join("articles")).expect("articles/").flatten();
    for name in articles.map(|e| e.file_name().to_string_lossy().into_owned()).filter(|n| n.ends_with(".txt")) {
        assert!(out.contains(&name), "{name}");
    }
    assert!(!out.contains("undated:") && !out.contains('!'), "{out}");
}

#[test]
fn explain_shows_the_way_to_a_record() {
    if !model() {
        return;
    }
    let sentence = "Russia's foreign minister met his Chinese counterpart in Geneva on Friday.";
    let out = stdout(Folder::new().dateline().args(["explain", sentence, "--on", "2022-06-13"]));
    assert!(out.contains("clauses\n") && out.contains("2022-06-10") && out.contains("consult.toml:"), "{out}");
}

#[test]
fn explain_tells_why_there_is_no_record() {
    if !model() {
        return;
    }
    let explained = |sentence: &str| stdout(Folder::new().dateline().args(["explain", sentence, "--on", "2022-06-13"]));
    let reasons = [
        ("Environmentalists accused a timber firm of bribing villagers.", "no record: no side is a public one"),
        ("Chad might have attacked Mali.", "no record: only wished, asked or supposed"),
        ("Chad promised to attack Mali.", "no record: its words are part of another record"),
    ];
    for (sentence, why) in reasons {
        let out = explained(sentence);
        assert!(out.contains(why), "{out}");
    }
}
