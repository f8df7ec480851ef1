//! What people decide about two reports: one event, or two.

use crate::error::{At, Result};
use crate::write::Writer;
use rusqlite::params;

impl Writer {
    /// Pins that two groups of reports are one event (`same`) or two, and takes back pins between them that say otherwise.
    /// Pins outlive every linking; the events change with the next one ([`Writer::relink`]).
    ///
    /// # Errors
    /// Another writer at work, or a full disk; then none of the pins is kept.
    pub fn decide(&mut self, left: &[String], right: &[String], same: bool, note: &str) -> Result<()> {
        let transaction = self.db.transaction().at(&self.path)?;
        let (decision, opposite) = if same { ("same", "different") } else { ("different", "same") };
        for (i, (a, b)) in left.iter().flat_map(|a| right.iter().map(move |b| (a, b))).enumerate() {
            let (a, b) = if a <= b { (a, b) } else { (b, a) };
            transaction.execute("DELETE FROM pins WHERE a = ?1 AND b = ?2 AND decision = ?3", params![a, b, opposite]).at(&self.path)?;
            // One pair makes two groups one; to keep them apart takes every pair.
            if i == 0 || !same {
                transaction.execute("INSERT OR REPLACE INTO pins VALUES (?1, ?2, ?3, ?4)", params![a, b, decision, note]).at(&self.path)?;
            }
        }
        transaction.commit().at(&self.path)
    }
}
