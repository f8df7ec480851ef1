//! The one writer of a store.

use crate::error::Result;
use crate::schema;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A store opened for writing.
pub struct Writer {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Writer {
    /// Opens a store, and makes it if it is not there.
    ///
    /// # Errors
    /// A file that is no store of ours, another writer at work, or a full disk.
    pub fn open(path: &Path) -> Result<Writer> {
        Ok(Writer { db: schema::open_write(path)?, path: path.to_owned() })
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many documents the store has.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn documents(&self) -> Result<u64> {
        use crate::error::At;
        self.db.query_row("SELECT count(*) FROM documents", [], |row| row.get(0)).at(&self.path)
    }
}
