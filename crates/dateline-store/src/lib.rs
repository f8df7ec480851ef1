//! Keeps coded news in one SQLite file and answers questions about it: documents and their records,
//! distinct events with all their reports, commitments and what became of them.
//!
//! ```no_run
//! use dateline_store::{Filter, Group, Reader};
//! let store = Reader::open("news.db".as_ref())?;
//! let filter = Filter { dyad: Some("USA-CHN".into()), ..Filter::default() };
//! for row in store.series(&filter, &[Group::Month])? {
//!     println!("{:?} {} events", row.keys[0], row.events);
//! }
//! # Ok::<(), dateline_store::Error>(())
//! ```
//!
//! `docs/store.md` tells of every table and column. The file can be opened by Datasette, R, pandas and
//! anything else that reads SQLite.

pub use rusqlite::types::Value;

mod error;
mod export;
mod filter;
mod merge;
mod prepare;
mod read;
mod relink;
mod schema;
mod table;
pub mod web;
mod write;

pub use error::{Error, Result};
pub use export::{ExportReport, PROFILES, Profile, TAKEN_PLACE};
pub use filter::{Filter, Order};
pub use prepare::{Prepared, document_id, text_hash};
pub use read::*;
pub use relink::{LinkReport, MissRow};
pub use schema::VERSION as SCHEMA_VERSION;
pub use table::parquet;
pub use write::{Version, Writer};
