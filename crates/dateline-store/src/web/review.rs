//! People's verdicts on records, in a file of their own beside the store: what the machine wrote stays as it is.

use crate::error::{At, Result};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS verdicts (
  record TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'correct', 'reject')),
  \"type\" TEXT NOT NULL,
  truth TEXT NOT NULL,
  gold TEXT NOT NULL,
  document TEXT NOT NULL,
  made TEXT NOT NULL,
  PRIMARY KEY (record, reviewer)
) WITHOUT ROWID;
PRAGMA user_version = 1;";

/// What a reviewer says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Accept,
    Correct,
    Reject,
}

impl Verdict {
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Correct => "correct",
            Verdict::Reject => "reject",
        }
    }

    fn named(name: &str) -> Verdict {
        match name {
            "accept" => Verdict::Accept,
            "correct" => Verdict::Correct,
            _ => Verdict::Reject,
        }
    }
}

/// One verdict, with all that the training data needs of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Id of the record in `reports`.
    pub record: String,
    pub reviewer: String,
    pub verdict: Verdict,
    /// The type that the machine gave, and the right one (`NONE` for no event).
    #[serde(rename = "type")]
    pub kind: String,
    pub truth: String,
    /// A line of the corpus: type, mode, status, text; empty where the two sides are not in the sentence.
    pub gold: String,
    pub document: String,
    /// When, in UTC.
    pub made: String,
}

/// The file of verdicts.
pub struct Reviews {
    db: Connection,
    path: PathBuf,
}

impl Reviews {
    /// Where the verdicts on a store are: `news.db` has `news.db-reviews`.
    pub fn beside(store: &Path) -> PathBuf {
        let mut name = store.as_os_str().to_owned();
        name.push("-reviews");
        name.into()
    }

    /// Opens the file, and makes it if it is not there.
    ///
    /// # Errors
    /// A file that is no SQLite database, or can't be written.
    pub fn open(path: &Path) -> Result<Reviews> {
        let db = Connection::open(path).at(path)?;
        db.busy_timeout(Duration::from_secs(5)).at(path)?;
        db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").at(path)?;
        db.execute_batch(TABLES).at(path)?;
        Ok(Reviews { db, path: path.to_owned() })
    }

    /// Keeps a verdict; a second one of the same reviewer on the same record takes the first one's place.
    ///
    /// # Errors
    /// A full disk, or another fault of the file.
    pub fn put(&self, j: &Judged) -> Result<()> {
        let values = params![j.record, j.reviewer, j.verdict.name(), j.kind, j.truth, j.gold, j.document, j.made];
        self.db.execute("INSERT OR REPLACE INTO verdicts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", values).at(&self.path)?;
        Ok(())
    }

    /// Takes a verdict back; false if there was none.
    ///
    /// # Errors
    /// As [`Reviews::put`].
    pub fn take_back(&self, record: &str, reviewer: &str) -> Result<bool> {
        Ok(self.db.execute("DELETE FROM verdicts WHERE record = ?1 AND reviewer = ?2", [record, reviewer]).at(&self.path)? > 0)
    }

    /// All verdicts, by record and reviewer.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn all(&self) -> Result<Vec<Judged>> {
        let sql = "SELECT record, reviewer, verdict, \"type\", truth, gold, document, made FROM verdicts ORDER BY record, reviewer";
        let mut statement = self.db.prepare_cached(sql).at(&self.path)?;
        let rows = statement.query_map([], |row| {
            Ok(Judged {
                record: row.get(0)?,
                reviewer: row.get(1)?,
                verdict: Verdict::named(&row.get::<_, String>(2)?),
                kind: row.get(3)?,
                truth: row.get(4)?,
                gold: row.get(5)?,
                document: row.get(6)?,
                made: row.get(7)?,
            })
        });
        rows.at(&self.path)?.collect::<rusqlite::Result<_>>().at(&self.path)
    }

    /// The records that one reviewer has judged.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn judged_by(&self, reviewer: &str) -> Result<HashSet<String>> {
        let mut statement = self.db.prepare_cached("SELECT record FROM verdicts WHERE reviewer = ?1").at(&self.path)?;
        let rows = statement.query_map([reviewer], |row| row.get(0)).at(&self.path)?;
        rows.collect::<rusqlite::Result<_>>().at(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(record: &str, reviewer: &str, verdict: Verdict) -> Judged {
        let text = |s: &str| s.to_owned();
        let (kind, truth, gold) = (text("CONSULT"), text("CONSULT"), text("CONSULT\t-\tactual\t<s>A</s> met <t>B</t>."));
        Judged {
            record: text(record),
            reviewer: text(reviewer),
            verdict,
            kind,
            truth,
            gold,
            document: text("d1"),
            made: text("2026-01-01"),
        }
    }

    #[test]
    fn verdicts_are_kept_replaced_and_taken_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let reviews = Reviews::open(&folder.path().join("x-reviews")).expect("a new file");
        reviews.put(&judged("r1", "ann", Verdict::Accept)).expect("kept");
        reviews.put(&judged("r1", "bob", Verdict::Reject)).expect("kept");
        reviews.put(&judged("r1", "ann", Verdict::Correct)).expect("replaced");
        let all = reviews.all().expect("read");
        assert_eq!(all.iter().map(|j| j.verdict).collect::<Vec<_>>(), [Verdict::Correct, Verdict::Reject]);
        assert!(reviews.take_back("r1", "ann").expect("taken back") && !reviews.take_back("r1", "ann").expect("none left"));
        assert_eq!(reviews.judged_by("bob").expect("read").len(), 1);
    }
}
