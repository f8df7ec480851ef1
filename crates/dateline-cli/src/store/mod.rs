//! The verbs that keep and ask a store.

mod add;
mod ask;
mod export;
mod people;

pub use add::run as add;
pub use ask::{commitments, events, merges, search, sql};
pub use export::run as export;
