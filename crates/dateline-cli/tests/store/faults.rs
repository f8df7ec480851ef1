//! A store survives what machines do to it: kills, full disks, other programs.

use super::Stored;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PLACES: &[&str] = &["Oslo", "Nairobi", "Lima", "Hanoi", "Ankara", "Quito", "Sofia", "Tunis", "Manila"];
const STATES: &[&str] = &["Norway", "Kenya", "Peru", "Vietnam", "Turkey", "Ecuador", "Bulgaria", "Tunisia", "Philippines"];

/// Articles enough for several batches, all of them different.
fn archive(folder: &Path, articles: usize) -> PathBuf {
    let mut lines = String::new();
    for i in 0..articles {
        let (a, b, c) = (STATES[i % 9], STATES[(i / 9 + i + 1) % 9], PLACES[(i * 7 + i / 9) % 9]);
        let text = format!(
            "Officials from {a} met envoys of {b} in {c} on Monday to speak of file {i}. {a} promised to send aid to {b} by June. \
             Protesters marched in {c}."
        );
        let (month, day) = (1 + i / 28 % 12, 1 + i % 28);
        writeln!(lines, "{{\"id\": \"a{i}\", \"date\": \"2031-{month:02}-{day:02}\", \"text\": \"{text}\"}}").expect("memory");
    }
    let path = folder.join("archive.jsonl");
    std::fs::write(&path, lines).expect("writable");
    path
}

fn start(s: &Stored) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
    command.current_dir(s.0.path()).env_remove("DATELINE_MODEL").env_remove("DATELINE_PLACES").args(["add", "s.db", "archive.jsonl"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Kills an add at each of these parts of its time, goes on, and holds the tables against those of an add that nobody killed.
fn killed_at(articles: usize, moments: &[f64]) {
    let Some(whole) = Stored::with(&[]) else { return };
    archive(whole.0.path(), articles);
    let begun = Instant::now();
    assert!(start(&whole).status().expect("it runs").success());
    let took = begun.elapsed();
    let wanted = whole.tables();
    assert!(wanted.iter().map(String::len).sum::<usize>() > 10_000);
    moments.iter().for_each(|&moment| resumed(articles, took, moment, &wanted));
}

/// One add, killed at this part of its time; where it ended before that, killed earlier.
fn resumed(articles: usize, mut took: Duration, moment: f64, wanted: &[String]) {
    for _ in 0..6 {
        let s = Stored::with(&[]).expect("a model is there");
        archive(s.0.path(), articles);
        let mut child = start(&s).spawn().expect("it runs");
        std::thread::sleep(took.mul_f64(moment));
        child.kill().expect("it is ours");
        let killed = !child.wait().expect("it ends").success();
        assert!(start(&s).status().expect("it runs").success(), "the second add after a kill at {moment}");
        assert!(s.tables() == wanted, "a kill at {moment} of {took:?} changed the tables");
        if killed {
            return;
        }
        took = took.mul_f64(0.8);
    }
    panic!("no add lived long enough to be killed at {moment}");
}

#[test]
fn a_killed_add_goes_on_where_it_stopped() {
    killed_at(1400, &[0.2, 0.45, 0.7, 0.93]);
}

/// Slow: `cargo nextest run -p dateline-cli --run-ignored only fifty`.
#[test]
#[ignore = "takes minutes"]
fn fifty_killed_adds_give_the_same_tables() {
    // Parts of the golden angle: spread evenly, in no rhythm with the batches.
    let moments: Vec<f64> = (1..=50).map(|i| 0.05 + 0.95 * (f64::from(i) * 0.618_033_988_75).fract()).collect();
    killed_at(2600, &moments);
}

/// A file that may not grow is what a full disk or quota is to the program.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_and_loses_nothing() {
    let Some(s) = Stored::with(&[]) else { return };
    archive(s.0.path(), 1400);
    let program = assert_cmd::cargo::cargo_bin("dateline");
    // 1,600 blocks of 1,024 bytes; the signal that would kill the program is ignored, as it is where a disk is full.
    let limited = format!("trap '' XFSZ; ulimit -f 1600; exec '{}' add s.db archive.jsonl", program.display());
    let out = Command::new("bash").args(["-c", &limited]).current_dir(s.0.path()).output().expect("bash is there");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("s.db") && said.contains("hint: make room"), "{said}");
    let kept = s.sql("SELECT count(*) AS n FROM documents")[0]["n"].as_u64().expect("a number");
    assert!(said.contains(&format!("{kept} new in the store")), "{kept} kept: {said}");
    assert!(start(&s).status().expect("it runs").success(), "with room it goes on");
    let whole = Stored::with(&[]).expect("a model is there");
    archive(whole.0.path(), 1400);
    assert!(start(&whole).status().expect("it runs").success());
    assert!(s.tables() == whole.tables());
}

#[test]
fn a_locked_store_is_told_and_loses_nothing() {
    let Some(s) = Stored::with(&["visits"]) else { return };
    let before = s.tables();
    let other = rusqlite::Connection::open(s.path("s.db")).expect("it is SQLite");
    other.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
    let refused = s.dateline("add").arg(super::batch("toll")).assert().code(1);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("s.db: another program is writing to it") && said.contains("hint: wait"), "{said}");
    assert_eq!(s.tables(), before, "readers are not held up");
    other.execute_batch("ROLLBACK").expect("ours");
    s.add(&super::batch("toll"));
    assert_eq!(s.sql("SELECT count(*) AS n FROM documents")[0]["n"], 8);
}
