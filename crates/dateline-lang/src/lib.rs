//! Runs spaCy v3 CNN pipelines natively and gives what spaCy gives: tokens with code-point
//! offsets, tags, morphology, lemmas, heads, labels, sentence starts and entities.

mod attribute_ruler;
mod batch;
mod component;
mod config;
mod doc;
mod error;
mod flat;
mod hash;
mod lemmatizer;
mod lexeme;
mod lexicon;
mod matcher;
mod msgpack;
mod nn;
mod parse;
mod pattern;
mod pipeline;
mod segments;
mod symbols;
mod tokenizer;
mod unicode;
mod unicode_tables;
mod vectors;

pub use doc::{Doc, Token};
pub use error::Error;
pub use pipeline::Pipeline;
