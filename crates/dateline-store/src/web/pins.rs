//! What people decide about two reports: one event, or two.

use crate::error::{At, Result};
use crate::write::Writer;
use rusqlite::params;

impl Writer {
    /// Pins that reports are one event (`same`) or that they are not. Pins outlive every linking; the events change with the next one.
    ///
    /// # Errors
    /// Another writer at work, or a full disk; then none of the pins is kept.
    pub fn pin_pairs(&mut self, pairs: &[(String, String)], same: bool, note: &str) -> Result<()> {
        let transaction = self.db.transaction().at(&self.path)?;
        let decision = if same { "same" } else { "different" };
        for (a, b) in pairs {
            let (a, b) = if a <= b { (a, b) } else { (b, a) };
            transaction.execute("INSERT OR REPLACE INTO pins VALUES (?1, ?2, ?3, ?4)", params![a, b, decision, note]).at(&self.path)?;
        }
        transaction.commit().at(&self.path)
    }
}
