//! The verbs that keep and ask a store.

mod add;
mod ask;

pub use add::run as add;
pub use ask::{commitments, events, merges, search, sql};
