//! The knowledge: text files that people edit, compiled in, replaceable by a folder.

use crate::{actor, clause, code, place, quote, relate, time};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A fault in a knowledge file, for the person who edits it.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: {cause}\n  hint: {hint}")]
pub struct KnowledgeError {
    pub file: String,
    pub line: usize,
    pub cause: String,
    pub hint: String,
}

/// An example of a knowledge file that does not hold, for the person who edits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub file: String,
    pub line: usize,
    /// What was expected and what was made instead.
    pub message: String,
}

/// The files of a knowledge folder: path relative to `knowledge/` (with `/`), and contents.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    /// Counted at build time, for the files compiled in alone.
    version: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/embedded_knowledge.rs"));
include!("version.rs");

impl Files {
    /// The files compiled into this build.
    pub fn embedded() -> Self {
        let files = EMBEDDED.iter().map(|(path, text)| (Cow::Borrowed(*path), Cow::Borrowed(*text))).collect();
        Files { files, version: Some(EMBEDDED_VERSION) }
    }

    /// The embedded files, each replaced by the folder's file of the same path; new files are added.
    /// A folder that holds a file named `REPLACE` stands alone: the built-in files below it go.
    pub fn with_folder(folder: &Path) -> std::io::Result<Self> {
        let mut files = Files { version: None, ..Self::embedded() };
        files.drop_replaced(folder);
        let mut pending = vec![PathBuf::new()];
        while let Some(relative) = pending.pop() {
            for entry in std::fs::read_dir(folder.join(&relative))? {
                let entry = entry?;
                let path = relative.join(entry.file_name());
                if entry.file_type()?.is_dir() {
                    pending.push(path);
                } else {
                    let name = path.to_string_lossy().replace('\\', "/");
                    let text = std::fs::read_to_string(entry.path())?;
                    files.files.retain(|(p, _)| *p != name);
                    files.files.push((name.into(), text.into()));
                }
            }
        }
        files.files.sort();
        Ok(files)
    }

    fn drop_replaced(&mut self, folder: &Path) {
        let above = |path: &str| Path::new(path).ancestors().skip(1).any(|a| folder.join(a).join("REPLACE").is_file());
        self.files.retain(|(path, _)| !above(path));
    }

    /// One file's contents by its path, such as `time/named_days.toml`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|(p, _)| p == path).map(|(_, text)| &**text)
    }

    /// All files below a folder with an ending, in order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter(move |(p, _)| p.starts_with(folder) && p.ends_with(ending)).map(|(p, t)| (&**p, &**t))
    }

    /// A number that changes with any change of any file: the knowledge version (FNV-1a, 64 bits).
    pub fn version(&self) -> String {
        self.version.map_or_else(|| version_of(self.files.iter().map(|(p, t)| (&**p, &**t))), str::to_owned)
    }
}

/// Everything the stages know, parsed and ready.
pub struct Knowledge {
    pub version: String,
    pub clause: clause::Lexicon,
    pub time: time::Rules,
    pub actor: actor::Actors,
    pub place: place::Places,
    pub quote: quote::Cues,
    pub codebook: code::Codebook,
    /// The model that proposes records beside the rules, where one is wanted; `parse` gives none.
    pub relations: Option<relate::Relations>,
}

impl Knowledge {
    /// The knowledge compiled into this build.
    pub fn embedded() -> Result<Self, KnowledgeError> {
        Self::parse(&Files::embedded())
    }

    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        // Start-up is most of the time of a short run: the biggest parts are read at the same time.
        std::thread::scope(|scope| {
            let actor = scope.spawn(|| actor::Actors::parse(files));
            let place = scope.spawn(|| place::Places::parse(files));
            Ok(Knowledge {
                version: files.version(),
                clause: clause::Lexicon::parse(files)?,
                time: time::Rules::parse(files)?,
                quote: quote::Cues::parse(files)?,
                codebook: code::Codebook::parse(files)?,
                actor: actor.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
                place: place.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
                relations: None,
            })
        })
    }
}

/// Parses one TOML file of the knowledge; a missing or bad file is an error with its place.
pub(crate) fn parse_toml<T: serde::de::DeserializeOwned>(files: &Files, path: &str) -> Result<T, KnowledgeError> {
    let text = files.get(path).ok_or_else(|| KnowledgeError {
        file: path.to_owned(),
        line: 1,
        cause: "the file is missing".into(),
        hint: "a folder given with --knowledge only replaces files of the built-in knowledge; restore this one".into(),
    })?;
    parse_toml_text(path, text)
}

/// The same for text at hand; `path` is for messages.
pub(crate) fn parse_toml_text<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, KnowledgeError> {
    toml::from_str(text).map_err(|e| KnowledgeError {
        file: path.to_owned(),
        line: line_of(text, e.span().map_or(0, |s| s.start)),
        cause: e.message().to_owned(),
        hint: "see knowledge/README.md for the fields that this kind of file has".into(),
    })
}

/// The line, from 1, that a byte lies in.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    // Counted in bytes, chunk by chunk, for then the compiler counts sixteen or more at once.
    let newlines = |chunk: &[u8]| usize::from(chunk.iter().map(|&b| u8::from(b == b'\n')).sum::<u8>());
    1 + text.as_bytes()[..byte.min(text.len())].chunks(255).map(newlines).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_counted_at_build_time_is_that_of_the_files() {
        let counted = Files { version: None, ..Files::embedded() };
        assert_eq!(counted.version(), Files::embedded().version());
    }

    #[test]
    fn any_file_of_a_folder_changes_the_version() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        std::fs::write(folder.path().join("more.txt"), "word\n").expect("it can be written");
        let files = Files::with_folder(folder.path()).expect("it can be read");
        assert_ne!(files.version(), Files::embedded().version());
    }
}
