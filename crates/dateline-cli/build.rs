//! Compiles the files of `articles/` into the program, as a list of name and contents.

use std::path::Path;
use std::{env, fs};

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../../articles");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut names: Vec<String> = fs::read_dir(&root)
        .expect("articles/ is readable")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".txt"))
        .collect();
    names.sort();
    let line = |name: &String| format!("({name:?}, include_str!({:?})),\n", root.join(name).display().to_string());
    let list = format!("[{}]", names.iter().map(line).collect::<String>());
    fs::write(Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("articles.rs"), list).expect("OUT_DIR is writable");
}
