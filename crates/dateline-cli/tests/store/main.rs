//! Stores made, asked, exported and maltreated with the real program.

mod batches;
mod export;
mod faults;

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A temporary folder with a store in it.
struct Stored(TempDir);

impl Stored {
    /// A store with these batches of `tests/store/batches`, each added by its own run; none where there is no model.
    fn with(batches: &[&str]) -> Option<Stored> {
        if !Path::new(ROOT).join("models/en_core_web_sm").is_dir() {
            println!("skipped: no models/en_core_web_sm (make model gets it)");
            return None;
        }
        let stored = Stored(TempDir::new().expect("a temporary folder"));
        batches.iter().for_each(|b| stored.add(&batch(b)));
        Some(stored)
    }

    fn add(&self, file: &Path) {
        self.dateline("add").arg(file).assert().success();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program in this folder, without what the tester's own settings would change.
    fn program(&self) -> Command {
        let mut command = Command::cargo_bin("dateline").expect("cargo built it");
        command.current_dir(self.0.path()).env_remove("DATELINE_MODEL").env_remove("DATELINE_PLACES").env_remove("NO_COLOR");
        command.env("XDG_DATA_HOME", self.0.path());
        command
    }

    /// `dateline VERB s.db`.
    fn dateline(&self, verb: &str) -> Command {
        let mut command = self.program();
        command.args([verb, "s.db"]);
        command
    }

    /// What a verb prints.
    fn said(&self, verb: &str, args: &[&str]) -> String {
        String::from_utf8(self.dateline(verb).args(args).assert().success().get_output().stdout.clone()).expect("UTF-8")
    }

    /// Rows of a query as JSON.
    fn sql(&self, statement: &str) -> Vec<serde_json::Value> {
        self.said("sql", &[statement, "-o", "jsonl"]).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
    }

    /// Every table that people take out of a store.
    fn tables(&self) -> Vec<String> {
        let exports = ["polecat", "icews", "gdelt", "gdelt-mentions", "petrarch2", "phoenix"];
        let mut tables: Vec<String> = exports.iter().map(|p| self.said("export", &["--as", p, "--header"])).collect();
        let every = ["-o", "csv", "--limit", "0"];
        tables.extend(["events", "commitments", "merges"].map(|verb| self.said(verb, &every)));
        tables
    }
}

fn batch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/batches").join(format!("{name}.jsonl"))
}
