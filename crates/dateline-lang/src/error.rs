//! What can stop a pipeline from being loaded. Texts never fail.

use std::path::Path;

/// Why a pipeline cannot be loaded. The message names the file or component and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file is missing, cannot be read, or holds something else than it should.
    #[error("{path}: {cause}")]
    Unreadable { path: String, cause: String },
    /// The pipeline asks for something that this runtime does not do.
    #[error(
        "component `{component}` uses {what}, which this runtime cannot run; take it out of `pipeline` in config.cfg, or train \
         the component with the CNN architectures (spacy.Tok2Vec.v2, spacy.Tagger.v2, spacy.TransitionBasedParser.v2)"
    )]
    Unsupported { component: String, what: String },
}

impl Error {
    pub(crate) fn unreadable(path: &Path, cause: impl std::fmt::Display) -> Self {
        Error::Unreadable { path: path.display().to_string(), cause: cause.to_string() }
    }

    pub(crate) fn unsupported(component: &str, what: impl Into<String>) -> Self {
        Error::Unsupported { component: component.to_owned(), what: what.into() }
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|e| Error::unreadable(path, e))
}
