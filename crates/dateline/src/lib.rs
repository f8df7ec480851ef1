//! Reads dated news and writes down, with the exact words as evidence, who did, said or promised
//! what to whom, when, where and according to whom.
//!
//! [`Engine::analyse`] is the whole flow: it calls each stage once, in order, and no stage looks
//! at a later one. The analysis does no input or output and never asks the clock.

pub mod actor;
mod checksum;
pub mod clause;
pub mod code;
pub mod commitment;
pub mod document;
pub mod engine;
pub mod explain;
pub mod image;
pub mod knowledge;
pub mod link;
mod number;
pub mod place;
pub mod quote;
pub mod read;
pub mod record;
pub mod relate;
pub mod time;

pub use document::Document;
pub use engine::{Engine, Layers, STAGES};
pub use knowledge::{Knowledge, KnowledgeError};
pub use record::Record;
