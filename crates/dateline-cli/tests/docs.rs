//! What the overview pages say is so.

use assert_cmd::Command;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What stands between single backticks.
fn code_words(page: &str) -> impl Iterator<Item = &str> {
    page.split('`').skip(1).step_by(2)
}

#[test]
fn every_path_on_the_pages_exists() {
    for name in ["ARCHITECTURE.md", "THIRD_PARTY.md", "cases/README.md"] {
        let page = page(name);
        let folders = ["crates/", "knowledge/", "articles/", "cases/", "docs/", "scripts/", "corpus/"];
        let paths: Vec<&str> = code_words(&page).filter(|w| folders.iter().any(|f| w.starts_with(f)) && !w.contains(['*', ' '])).collect();
        assert!(!paths.is_empty() || name != "ARCHITECTURE.md");
        for path in paths {
            assert!(root().join(path).exists(), "{name} names {path}, which is not there");
        }
    }
}

#[test]
fn every_link_of_the_readme_leads_somewhere() {
    let readme = page("README.md");
    let links: Vec<&str> =
        readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|l| !l.starts_with("http")).collect();
    assert!(!links.is_empty());
    links.iter().for_each(|l| assert!(root().join(l).exists(), "README.md leads to {l}"));
}

#[test]
fn the_architecture_names_every_crate() {
    let page = page("ARCHITECTURE.md");
    for entry in fs::read_dir(root().join("crates")).expect("crates/").flatten() {
        let path = format!("`crates/{}`", entry.file_name().to_string_lossy());
        assert!(page.contains(&path), "ARCHITECTURE.md does not name {path}");
    }
}

#[test]
fn every_make_target_that_is_named_exists() {
    let makefile = page("Makefile");
    let targets: BTreeSet<&str> =
        makefile.lines().filter(|l| !l.starts_with(['\t', '#', ' '])).filter_map(|l| l.split(':').next()).collect();
    let mut named = 0;
    for name in ["README.md", "THIRD_PARTY.md", ".ci/run", "crates/dateline-cli/src/locate.rs"] {
        for rest in page(name).split("make ").skip(1) {
            let target: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if ["demo", "test", "model", "install", "build"].contains(&target.as_str()) || rest.starts_with(&format!("{target}`")) {
                assert!(targets.contains(target.as_str()), "{name} names make {target}");
                named += 1;
            }
        }
    }
    assert!(named >= 4, "the pages name the commands");
}

#[test]
fn every_verb_of_the_readme_exists() {
    let help = Command::cargo_bin("dateline").expect("cargo built it").arg("--help").output().expect("it runs");
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    let readme = page("README.md");
    let verbs = readme.lines().filter_map(|l| l.strip_prefix("dateline ")).filter_map(|l| l.split(' ').next());
    let verbs: BTreeSet<&str> = verbs.collect();
    assert!(verbs.len() >= 3);
    verbs.iter().for_each(|v| assert!(help.contains(&format!("\n  {v} ")), "README.md shows dateline {v}"));
}

#[test]
fn every_field_of_a_record_is_documented() {
    if !root().join("models/en_core_web_sm").is_dir() {
        return println!("skipped: no models/en_core_web_sm (make model gets it)");
    }
    let text = "Iran's president met his Iraqi counterpart in Basra on Tuesday. \"We will visit Baghdad in June,\" he told reporters.";
    let mut command = Command::cargo_bin("dateline").expect("cargo built it");
    let out =
        command.args(["code", "-o", "jsonl", "--layers", "tokens", "--date", "2024-05-02"]).write_stdin(text).output().expect("it runs");
    let record: serde_json::Value = serde_json::from_slice(&out.stdout).expect("a record");
    let documented = page("docs/records.md");
    let documented: BTreeSet<&str> = documented.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    let mut fields = BTreeSet::new();
    collect_keys(&record, &mut fields);
    assert!(fields.len() > 10);
    fields.iter().for_each(|f| assert!(documented.contains(f.as_str()), "docs/records.md does not tell of {f}"));
}

fn collect_keys(value: &serde_json::Value, keys: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| {
            keys.insert(k.clone());
            collect_keys(v, keys);
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|v| collect_keys(v, keys)),
        _ => {}
    }
}

/// The first two blocks of the README are an article and what the program prints for it.
#[test]
fn the_readmes_example_is_what_the_program_prints() {
    if !root().join("models/places.idx").is_file() {
        return println!("skipped: no models/places.idx (make model gets it)");
    }
    let readme = page("README.md");
    let blocks: Vec<&str> = readme.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("story.txt"), blocks[0]).expect("it is writable");
    let mut command = Command::cargo_bin("dateline").expect("cargo built it");
    command.current_dir(folder.path()).env_remove("DATELINE_MODEL").env_remove("DATELINE_PLACES");
    let out = command.args(["code", "--date", "2022-06-13", "story.txt"]).output().expect("it runs").stdout;
    let printed = String::from_utf8(out).expect("UTF-8");
    assert_eq!(printed.trim_end(), blocks[1].trim_end(), "paste what is printed into README.md, if it is right:\n{printed}");
}
