//! What can go wrong with a store, said so that its owner knows what to do.

use std::path::{Path, PathBuf};

/// Any fault of a store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: no such store\n  hint: dateline add {0} FILES… makes one")]
    Missing(PathBuf),
    #[error("{0}: not a Dateline store\n  hint: it is some other file; give the store another name")]
    Foreign(PathBuf),
    #[error("{path}: written by a newer Dateline (schema {found}, this program knows {known})\n  hint: update Dateline")]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{path}: written by an older Dateline (schema {found}, this program needs {known})\n  hint: add the articles to a new store")]
    Older { path: PathBuf, found: i64, known: i64 },
    #[error(
        "{0}: another program is writing to it\n  hint: wait until it is done, then run the same command again; nothing of yours is lost"
    )]
    Locked(PathBuf),
    #[error(
        "{0}: the disk is full (or a quota or a limit of the file's size is reached); all that was reported as written is kept\n  hint: make room, then run the same command again: it goes on where it stopped"
    )]
    Full(PathBuf),
    #[error("{path}: {cause}")]
    Sqlite { path: PathBuf, cause: rusqlite::Error },
    #[error("{0}")]
    Query(String),
    #[error("{path}: its export could not be written: {cause}")]
    Output {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("{path}: {cause}")]
    Io { path: PathBuf, cause: std::io::Error },
}

/// A result whose error is [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What an error of SQLite means for the owner of the file.
    pub(crate) fn of(path: &Path, cause: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode;
        let path = path.to_owned();
        match cause.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Locked(path),
            Some(ErrorCode::DiskFull) => Error::Full(path),
            // Writes beyond a quota or a limit come back as plain faults of writing.
            Some(ErrorCode::SystemIoFailure) if cause.sqlite_extended_error_code().is_some_and(no_room) => Error::Full(path),
            Some(ErrorCode::NotADatabase) => Error::Foreign(path),
            _ => Error::Sqlite { path, cause },
        }
    }
}

/// SQLite's codes for a write, a growing or a mapping that the system refused.
fn no_room(extended: i32) -> bool {
    use rusqlite::ffi;
    matches!(extended, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP)
}

/// Adds the store's path to the errors of SQLite.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|cause| Error::of(path, cause))
    }
}
