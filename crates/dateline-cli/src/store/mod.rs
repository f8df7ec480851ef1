//! The verbs that keep and ask a store.

mod add;
mod ask;
mod compare;
mod export;
mod people;
mod recode;
mod verify;

pub use add::run as add;
pub use ask::{commitments, events, merges, search, sql};
pub use export::run as export;
pub use recode::run as diff;
pub use verify::run as verify;
