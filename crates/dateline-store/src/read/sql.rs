//! Anybody's own SQL, read-only.

use super::Reader;
use crate::error::{Error, Result};
use rusqlite::types::{Value, ValueRef};

/// The answer to a query: names of the columns, and rows of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

impl Reader {
    /// Runs one SQL statement that reads; at most `limit` rows (0 for all).
    ///
    /// # Errors
    /// [`Error::Query`] with SQLite's own words for a statement that is wrong, that writes, or that is more than one.
    pub fn sql(&self, statement: &str, limit: usize) -> Result<Table> {
        let wrong = |e: rusqlite::Error| Error::Query(e.to_string());
        let mut prepared = self.db.prepare(statement).map_err(wrong)?;
        if !prepared.readonly() {
            return Err(Error::Query("the store is open for reading only: write SELECT …".into()));
        }
        let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
        let mut found = prepared.query([]).map_err(wrong)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(wrong)? {
            rows.push((0..columns.len()).map(|i| row.get_ref(i).map_or(Value::Null, owned)).collect());
            if limit > 0 && rows.len() >= limit {
                break;
            }
        }
        Ok(Table { columns, rows })
    }
}

/// Bytes that are no text are shown as text with replacement characters: no row is refused.
fn owned(value: ValueRef) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Integer(i),
        ValueRef::Real(r) => Value::Real(r),
        ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => Value::Blob(b.to_vec()),
    }
}
