//! Runs spaCy v3 CNN pipelines natively and gives what spaCy gives: tokens with code-point
//! offsets, tags, morphology, lemmas, heads, labels, sentence starts and entities.

mod doc;

pub use doc::{Doc, Token};

/// What stops a pipeline from being loaded. Texts never fail.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path}: {cause}")]
    Unreadable { path: String, cause: String },
}

/// A loaded pipeline: immutable, shared between threads.
pub struct Pipeline {}

impl Pipeline {
    /// Loads the pipeline whose `config.cfg` lies in `folder`.
    pub fn load(folder: &std::path::Path) -> Result<Self, Error> {
        Err(Error::Unreadable { path: folder.display().to_string(), cause: "not built yet".into() })
    }

    /// Analyses one text. Any string is accepted.
    pub fn parse(&self, text: &str) -> Doc {
        Doc::untagged(text)
    }
}
