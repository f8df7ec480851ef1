//! The store's answers, typed. Nothing here can change the file.

mod commitments;
mod documents;
mod event;
mod lists;
mod series;
mod sql;
mod stored;

pub use commitments::{CommitmentFilter, CommitmentRow, EvidenceRow};
pub use documents::{DocumentDetail, DocumentRow, Hit, Sentence};
pub use event::{EventDetail, MergeRow, ReportRow, ValueRow};
pub use lists::{ActorRow, DyadRow, EventActor, EventRow, Page, Summary};
pub use series::{Group, SeriesRow};
pub use sql::Table;
pub use stored::{StoredDocument, WITHOUT_TEXT};

use crate::error::{At, Result};
use crate::schema;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use std::path::{Path, PathBuf};

/// A store opened for reading: one a thread.
pub struct Reader {
    pub(crate) db: Connection,
    pub(crate) path: PathBuf,
}

impl Reader {
    /// Opens a store that is there already. A writer at work is no hindrance.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], [`crate::Error::Foreign`], or a store of another schema version.
    pub fn open(path: &Path) -> Result<Reader> {
        Ok(Reader { db: schema::open_read(path)?, path: path.to_owned() })
    }

    /// All rows of a query, each made to a value.
    pub(crate) fn all<T>(&self, sql: &str, values: &[Value], make: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(|e| self.fault(e))?;
        let rows = statement.query_map(params_from_iter(values), make).at(&self.path)?;
        rows.collect::<rusqlite::Result<_>>().map_err(|e| self.fault(e))
    }

    /// The first row of a query.
    pub(crate) fn one<T>(&self, sql: &str, values: &[Value], make: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Option<T>> {
        Ok(self.all(sql, values, make)?.into_iter().next())
    }

    /// Words that the full-text index can't read are the asker's fault, not the file's.
    fn fault(&self, cause: rusqlite::Error) -> crate::Error {
        let said = cause.to_string();
        if said.contains("fts5:") || said.contains("unterminated string") || said.contains("no such column") {
            return crate::Error::Query(format!("{said}\n  hint: put words with other signs than letters between double quotes"));
        }
        crate::Error::of(&self.path, cause)
    }
}

/// Texts of a list that is stored with `;` between them.
pub(crate) fn listed(joined: &str) -> Vec<String> {
    joined.split(';').filter(|s| !s.is_empty()).map(str::to_owned).collect()
}

pub(crate) fn text(s: &str) -> Value {
    Value::Text(s.to_owned())
}
