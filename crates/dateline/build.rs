//! Compiles the files of `knowledge/` into the library, as a list of path and contents, and counts what tells its sources from others.

use std::path::{Path, PathBuf};
use std::{env, fs};

include!("src/version.rs");

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../knowledge");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &["toml", "tsv", "txt"], &mut files);
    files.sort();
    let mut out = String::from("pub(crate) static EMBEDDED: &[(&str, &str)] = &[\n");
    let mut texts = Vec::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root).expect("found below the root").to_string_lossy().replace('\\', "/");
        out += &format!("    ({name:?}, include_str!({:?})),\n", file.display().to_string());
        texts.push((name, fs::read_to_string(&file).expect("knowledge is UTF-8 text")));
    }
    let version = version_of(texts.iter().map(|(name, text)| (&**name, &**text)));
    out += &format!("];\npub(crate) static EMBEDDED_VERSION: &str = {version:?};\n");
    write("embedded_knowledge.rs", &out);
    sources();
}

/// A number that changes with any change of the crate's sources.
fn sources() {
    let mut files = Vec::new();
    collect(Path::new("src"), &["rs"], &mut files);
    files.sort();
    println!("cargo::rerun-if-changed=src");
    let texts = files.iter().map(|f| (f.display().to_string(), fs::read_to_string(f).expect("sources are UTF-8 text")));
    let texts: Vec<_> = texts.collect();
    let version = version_of(texts.iter().map(|(name, text)| (&**name, &**text)));
    write("sources.rs", &format!("const SOURCES: &str = {version:?};\n"));
}

fn write(name: &str, text: &str) {
    fs::write(Path::new(&env::var("OUT_DIR").expect("set by cargo")).join(name), text).expect("OUT_DIR is writable");
}

fn collect(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("knowledge/ is readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, endings, files);
        } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
            files.push(path);
        }
    }
}
