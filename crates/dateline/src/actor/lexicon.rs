//! What the files of `knowledge/actors` hold once they are read: states, bodies, roles, offices and persons, and what
//! a name can stand for. [`Actors::parse`] reads them (`compile`); names are looked up in one trie (`names`).

use super::cues::Cues;
use super::fold;
use super::names::{Map, Names};
use super::people::{Bearers, People};
use super::spelling::BySound;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// ISO 3166 alpha-3 letters; `[0; 3]` for none.
pub(super) type Country = [u8; 3];
pub(super) const NONE: Country = [0; 3];

/// PLOVER sectors. The first stands for none.
pub(super) const SECTORS: &[&str] = &[
    "", "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN",
    "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC",
];

pub(super) fn sector_name(sector: u8) -> &'static str {
    SECTORS[sector as usize]
}

pub(super) fn country_text(country: Country) -> Option<String> {
    (country != NONE).then(|| String::from_utf8_lossy(&country).into_owned())
}

pub(super) fn country_code(text: &str) -> Country {
    text.as_bytes().try_into().unwrap_or(NONE)
}

/// CAMEO-style code: country and primary sector; without a country the sector alone.
pub(super) fn code_of(country: Country, sectors: &[String]) -> String {
    let country = country_text(country).unwrap_or_default();
    country + sectors.first().map_or("", String::as_str)
}

/// What a name or word stands for. Numbers are indices into the tables of [`Actors`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sense {
    State(u16),
    /// "Russian".
    Adjective(u16),
    /// "Russians".
    Nationals(u16),
    Capital(u16),
    /// "the Kremlin".
    Seat(u16),
    Region(u16),
    /// "Chechen", "Kurds".
    Peoples(u16),
    Town(Country),
    Body(u32),
    Person(u32),
    Role {
        role: u16,
        plural: bool,
    },
    Office(u16),
    Modifier(u16),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub code: Country,
    pub name: String,
    pub adjective: String,
    /// Folded hashes of "asian", "gulf", ...
    pub regions: Vec<u64>,
    pub from: i32,
    pub to: i32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Region {
    pub name: String,
    pub country: Country,
    /// Countries that a people without one lives in.
    pub among: Vec<Country>,
    pub sectors: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pub name: String,
    pub country: Country,
    pub sectors: Vec<u8>,
    pub from: i32,
    pub to: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Class {
    Person,
    Group,
    Body,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Role {
    pub word: String,
    pub plural: String,
    pub class: Class,
    /// The words beside it give its sector.
    pub weak: bool,
    pub sectors: Vec<u8>,
    /// The only country that has it; `NONE` for a word of every country.
    pub country: Country,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Office {
    pub title: String,
    pub family: String,
    pub sectors: Vec<u8>,
    /// Indices into the people's offices, in order of search.
    pub offices: Vec<u16>,
    /// The only country that has it; `NONE` for an office of every country.
    pub country: Country,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Effect {
    Past,
    Present,
    Future,
    Deputy,
    Sector,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Modifier {
    pub effect: Effect,
    pub sectors: Vec<u8>,
}

/// The compiled files of `knowledge/actors`.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Actors {
    pub(super) names: Names,
    pub(super) states: Vec<State>,
    pub(super) regions: Vec<Region>,
    pub(super) bodies: Vec<Body>,
    pub(super) roles: Vec<Role>,
    pub(super) offices: Vec<Office>,
    pub(super) modifiers: Vec<Modifier>,
    /// Family names, folded, that alone name nobody in particular.
    pub(super) common: Map<()>,
    /// Last words of bodies' names, folded, and the sectors that they tell.
    pub(super) endings: Map<Vec<u8>>,
    pub(super) people: People,
    #[serde(skip)]
    pub(super) by_sound: OnceLock<BySound>,
    /// Persons by each word of their names, last word first in use.
    pub(super) by_family: Bearers,
    /// Given names: positive for women's, negative for men's, by how many bear them.
    pub(super) given: Map<i32>,
    pub(super) state_of: Map<u16>,
    pub(super) cues: Cues,
}

impl Actors {
    /// Whether a body is of a kind whose names are often everyday words: newspapers, companies, parties.
    pub(super) fn everyday(&self, body: u32) -> bool {
        let first = self.bodies[body as usize].sectors.first().map_or("", |s| sector_name(*s));
        matches!(first, "JRN" | "BUS" | "PTY" | "NGO" | "LAB" | "EDU")
    }

    pub(super) fn state_by_code(&self, code: Country) -> Option<u16> {
        self.state_of.get(&country_key(code)).copied()
    }

    /// Whether a given name is a woman's, as far as the names known tell.
    pub(super) fn female_name(&self, given: &str) -> Option<bool> {
        self.given.get(&fold::hash(given)).filter(|w| **w != 0).map(|w| *w > 0)
    }
}

pub(super) fn country_key(code: Country) -> u64 {
    u64::from_be_bytes([0, 0, 0, 0, 0, code[0], code[1], code[2]]).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
