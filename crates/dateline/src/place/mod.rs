//! Places: names to coordinates; areas stay areas, unknown stays unknown.

pub mod index;
mod names;
mod normal;

pub use index::{City, Gazetteer, IndexError};
pub use normal::normalise;


use crate::actor::Resolution;
use crate::clause::Clauses;
use crate::document::Document;
use crate::knowledge::{Files, KnowledgeError};
use dateline_lang::Doc;
use serde::Serialize;
use std::ops::Range;

/// A place name in the text and where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    #[serde(skip)]
    pub tokens: Range<usize>,
    pub start: u32,
    pub end: u32,
    /// Standard English name.
    pub name: String,
    pub kind: PlaceKind,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// GeoNames identifier.
    pub geonames: Option<u32>,
    /// What the mention is in the text: only `Event` places can be where something happened.
    #[serde(skip)]
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    City,
    Admin,
    Country,
    Area,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// The dateline at the head of the text: where the report was written.
    Dateline,
    /// Any other mention.
    #[default]
    Text,
}

/// The compiled files of `knowledge/places`.
#[derive(Debug, Default)]
pub struct Places {}

impl Places {
    pub fn parse(_files: &Files) -> Result<Self, KnowledgeError> {
        Ok(Places {})
    }
}

/// Finds and resolves the places of a document, in order of the text.
pub fn resolve(
    _doc: &Doc,
    _clauses: &Clauses,
    _actors: &Resolution,
    _input: &Document,
    _places: &Places,
    _gazetteer: Option<&Gazetteer>,
) -> Vec<Place> {
    Vec::new()
}
