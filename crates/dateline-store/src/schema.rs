//! The tables, and how a file is opened. `docs/store.md` tells of every table and column.

use crate::error::{At, Error, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// The version of the tables; a store of another version is refused.
pub const VERSION: i64 = 2;

/// Marks a file as ours ("dlne").
const APPLICATION: i64 = 0x646c_6e65;

const TABLES: &str = include_str!("schema.sql");

/// How long a command waits for another writer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens a store for reading.
pub(crate) fn open_read(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Error::Missing(path.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(path, flags).at(path)?;
    db.busy_timeout(PATIENCE).at(path)?;
    check(&db, path)?;
    db.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = memory;")
        .at(path)?;
    Ok(db)
}

/// Opens a store for writing, and makes it if it is not there.
pub(crate) fn open_write(path: &Path) -> Result<Connection> {
    let mut db = Connection::open(path).at(path)?;
    db.busy_timeout(PATIENCE).at(path)?;
    if !create(&mut db, path)? {
        check(&db, path)?;
    }
    // With a write-ahead log, NORMAL loses no committed batch to a killed program, and never the file's integrity to a power cut.
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = 0; PRAGMA cache_size = -65536; PRAGMA temp_store = memory;";
    db.execute_batch(settings).at(path)?;
    Ok(db)
}

/// Makes the tables in an empty file; false if there was something in it.
fn create(db: &mut Connection, path: &Path) -> Result<bool> {
    let empty = |db: &Connection| db.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0)).at(path);
    if !empty(db)? {
        return Ok(false);
    }
    let made = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).at(path)?;
    if !empty(&made)? {
        return Ok(false);
    }
    made.execute_batch(TABLES).at(path)?;
    made.execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};")).at(path)?;
    made.execute("INSERT INTO meta VALUES ('schema', ?1)", [VERSION.to_string()]).at(path)?;
    made.commit().at(path)?;
    Ok(true)
}

fn check(db: &Connection, path: &Path) -> Result<()> {
    let pragma = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).at(path);
    if pragma("application_id")? != APPLICATION {
        return Err(Error::Foreign(path.to_owned()));
    }
    match pragma("user_version")? {
        VERSION => Ok(()),
        found if found > VERSION => Err(Error::Newer { path: path.to_owned(), found, known: VERSION }),
        found => Err(Error::Older { path: path.to_owned(), found, known: VERSION }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_and_column_is_documented() {
        let page = include_str!("../../../docs/store.md");
        let words: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
        let db = Connection::open_in_memory().expect("memory");
        db.execute_batch(TABLES).expect("the tables are sound");
        let sql = "SELECT m.name, p.name FROM sqlite_schema m JOIN pragma_table_info(m.name) p \
                   WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'search%' AND m.name NOT LIKE 'sqlite%'";
        let mut columns = db.prepare(sql).expect("sound");
        let columns = columns.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).expect("sound");
        let mut seen = 0;
        for (table, column) in columns.flatten() {
            assert!(words.contains(&table.as_str()), "docs/store.md does not name {table}");
            assert!(words.contains(&column.as_str()), "docs/store.md does not tell of {table}.{column}");
            seen += 1;
        }
        assert!(seen > 100);
        assert!(page.contains(&format!("version: {VERSION}.")));
    }

    #[test]
    fn a_foreign_file_is_refused() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "these are notes of somebody and no store at all, and long enough to have a page".repeat(100))
            .expect("writable");
        assert!(matches!(open_read(&path), Err(Error::Foreign(_))));
        assert!(matches!(open_write(&path), Err(Error::Foreign(_))));
        assert!(matches!(open_read(&folder.path().join("none.db")), Err(Error::Missing(_))));
        let other = folder.path().join("other.db");
        Connection::open(&other).and_then(|db| db.execute_batch("CREATE TABLE t (x)")).expect("writable");
        assert!(matches!(open_write(&other), Err(Error::Foreign(_))));
    }

    #[test]
    fn another_schema_is_refused() {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("s.db");
        open_write(&path).expect("made").execute_batch("PRAGMA user_version = 999").expect("writable");
        assert!(matches!(open_read(&path), Err(Error::Newer { found: 999, .. })));
    }
}
