//! Places: names to coordinates; areas stay areas, unknown stays unknown.
//!
//! "Officials met in Alexandria, Va., on Monday" gives one city, Alexandria in the United States at
//! 38.8 N, 77.0 W, and the state that holds it. Who is meant among the thirty Alexandrias is told by
//! the container ("Va."), by the other places of the text, by the publisher's home and by size, in
//! this order. A name that no table knows is kept without coordinates. Adjectives, people, firms,
//! papers and streets are no places.
//!
//! The flow: `scene` prepares the text, `find` says which stretches name a place on what `evidence` weighs, `choose` which place it is, and
//! `capital` adds phrases such as "the Chinese capital". The tables are `knowledge/places`
//! and the [`index`] of cities.

mod capital;
mod check;
mod choose;
mod evidence;
mod find;
mod home;
pub mod index;
mod knowledge;
mod names;
mod normal;
mod scene;

pub use check::check;
pub use index::{City, Gazetteer, IndexError};
pub use knowledge::Places;
pub use normal::normalise;

use crate::actor::Resolution;
use crate::clause::Clauses;
use crate::document::Document;
use choose::Candidate;
use dateline_lang::Doc;
use find::Found;
use scene::Scene;
use serde::{Deserialize, Serialize};
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
    /// What the mention is in the text: only `Text` places can be where something happened.
    #[serde(skip)]
    pub role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Part of the name of a body or event, such as "Hartford" in "the University of Hartford".
    Within,
    /// Any other mention.
    #[default]
    Text,
}

/// Finds and resolves the places of a document, in order of the text.
pub fn resolve(
    doc: &Doc,
    _clauses: &Clauses,
    actors: &Resolution,
    input: &Document,
    places: &Places,
    gazetteer: Option<&Gazetteer>,
) -> Vec<Place> {
    let scene = Scene::new(doc, places, actors);
    let found = find::find(&scene, gazetteer);
    let home = home::Home::of(input, places).with_actors(actors);
    let chosen = choose::choose(&found, places, gazetteer, &home);
    let mut out: Vec<Place> = found.iter().zip(chosen).map(|(f, c)| place(&scene, f, c)).collect();
    out.extend(capital::capitals(&scene, &out));
    out.sort_by_key(|p| p.start);
    out
}

fn place(scene: &Scene, f: &Found, chosen: Option<Candidate>) -> Place {
    let role = match () {
        _ if f.dateline => Role::Dateline,
        _ if f.within => Role::Within,
        _ => Role::Text,
    };
    let tokens = f.tokens.clone();
    let (start, end) = (scene.doc.token(tokens.start).start, scene.doc.token(tokens.end - 1).end);
    let Some(c) = chosen else {
        let name = scene.text(&tokens).split_whitespace().collect::<Vec<_>>().join(" ");
        let kind = if f.admin { PlaceKind::Admin } else { PlaceKind::Area };
        return Place { tokens, start, end, name, kind, country: None, lat: None, lon: None, geonames: None, role };
    };
    let country = scene.places.iso3(&c.country).map(str::to_owned);
    Place { tokens, start, end, name: c.name, kind: c.kind, country, lat: Some(c.lat), lon: Some(c.lon), geonames: c.geonames, role }
}
