//! The index of cities: GeoNames compiled into one flat file that is mapped into memory.
//!
//! The file is a header of 64 bytes and five sections, all little-endian, none aligned:
//!
//! | section | what |
//! |---|---|
//! | records | 24 bytes a city, the most populous first: geonameid, name, latitude and longitude in millionths of a degree, population, region |
//! | postings | lists of `u32`: a count, then record number × 2, plus 1 where the name is the city's own and not an alternate |
//! | regions | `u32` a region: where its `US.LA` lies in the strings |
//! | strings | one byte of length, then UTF-8 |
//! | names | a finite-state map from lookup key to one posting (top bit set) or to a place in the postings |
//!
//! A checksum over all that follows the header is compared on opening, so a truncated, foreign or
//! damaged file is an [`IndexError`], and nothing that is read later can be out of place.

mod build;

pub use build::build;

use super::names::Walk;
use crate::checksum::checksum;
use fst::raw::Fst;
use memmap2::Mmap;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

const MAGIC: [u8; 8] = *b"DLPLACES";
const VERSION: u32 = 1;
const HEADER: usize = 64;
const RECORD: usize = 24;
/// Marks a value of the names that is a posting itself.
const SINGLE: u64 = 1 << 63;

/// What stops an index from being built or opened.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("{path}: {cause}\n  hint: {hint}")]
    Unusable { path: String, cause: String, hint: &'static str },
}

impl IndexError {
    fn new(path: &Path, cause: impl ToString, hint: &'static str) -> Self {
        IndexError::Unusable { path: path.display().to_string(), cause: cause.to_string(), hint }
    }
}

const REBUILD: &str = "compile the index again from GeoNames' cities500.json";

/// A part of the mapped file, shared by all that read it.
#[derive(Clone)]
struct Section {
    map: Arc<Mmap>,
    range: Range<usize>,
}

impl AsRef<[u8]> for Section {
    fn as_ref(&self) -> &[u8] {
        &self.map[self.range.clone()]
    }
}

/// The index of cities, memory-mapped from the file that set-up compiles from GeoNames.
pub struct Gazetteer {
    records: Section,
    postings: Section,
    regions: Section,
    strings: Section,
    names: Fst<Section>,
}

/// A city of the index.
#[derive(Debug, Clone, PartialEq)]
pub struct City {
    pub geonames: u32,
    pub name: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// GeoNames code of the first-level area within the country, such as `LA`; may be empty.
    pub region: String,
    pub lat: f64,
    pub lon: f64,
    pub population: u32,
    /// The name that was asked for is the city's own, not one of its alternates.
    pub own_name: bool,
}

impl Gazetteer {
    /// Opens an index that [`build`] wrote. The file must not be changed while it is open.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let fail = |cause: &dyn std::fmt::Display| IndexError::new(path, cause, REBUILD);
        let file = File::open(path).map_err(|e| fail(&e))?;
        // SAFETY: the map is read-only and private; that nobody truncates an index in use is the
        // condition stated above, as for every mapped file.
        let map = Arc::new(unsafe { Mmap::map(&file) }.map_err(|e| fail(&e))?);
        let sections = sections(&map).map_err(|cause| fail(&cause))?;
        let [records, postings, regions, strings, names] = sections.map(|range| Section { map: map.clone(), range });
        let names = Fst::new(names).map_err(|e| fail(&e))?;
        Ok(Gazetteer { records, postings, regions, strings, names })
    }

    /// How many cities there are.
    pub fn len(&self) -> usize {
        self.records.range.len() / RECORD
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Cities of a name in any spelling that [`super::normalise`] makes equal, the most populous first.
    pub fn cities(&self, name: &str) -> Vec<City> {
        let mut walk = self.walk();
        walk.feed(super::normalise(name).as_bytes());
        walk.value().map(|v| self.postings(v).filter_map(|p| self.city(p)).collect()).unwrap_or_default()
    }

    pub(super) fn walk(&self) -> Walk<'_, impl AsRef<[u8]>> {
        Walk::new(&self.names)
    }

    /// Postings of a value of the names.
    pub(super) fn postings(&self, value: u64) -> impl Iterator<Item = u32> + '_ {
        let single = (value & SINGLE != 0).then_some((value & !SINGLE) as u32);
        let at = value as usize;
        let count = if single.is_some() { 0 } else { word(self.postings.as_ref(), at).unwrap_or(0) as usize };
        let listed = (0..count).map_while(move |i| word(self.postings.as_ref(), at + 4 + 4 * i));
        single.into_iter().chain(listed)
    }

    /// Population of a posting's city, without reading its name.
    pub(super) fn population(&self, posting: u32) -> u32 {
        word(self.records.as_ref(), (posting >> 1) as usize * RECORD + 16).unwrap_or(0)
    }

    pub(super) fn city(&self, posting: u32) -> Option<City> {
        let records = self.records.as_ref();
        let at = (posting >> 1) as usize * RECORD;
        let field = |i: usize| word(records, at + 4 * i);
        let region = self.string(word(self.regions.as_ref(), 4 * field(5)? as usize)?)?;
        let (country, region) = region.split_once('.').unwrap_or((region, ""));
        Some(City {
            geonames: field(0)?,
            name: self.string(field(1)?)?.to_owned(),
            country: country.to_owned(),
            region: region.to_owned(),
            lat: f64::from(field(2)? as i32) / 1e6,
            lon: f64::from(field(3)? as i32) / 1e6,
            population: field(4)?,
            own_name: posting & 1 == 1,
        })
    }

    fn string(&self, at: u32) -> Option<&str> {
        let strings = self.strings.as_ref();
        let at = at as usize;
        let len = usize::from(*strings.get(at)?);
        std::str::from_utf8(strings.get(at + 1..at + 1 + len)?).ok()
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// The five sections of a file, or why it is none of ours.
fn sections(bytes: &[u8]) -> Result<[Range<usize>; 5], String> {
    if bytes.len() < HEADER || bytes[..8] != MAGIC {
        return Err("this is no index of places".into());
    }
    let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    let version = long(8);
    if version != u64::from(VERSION) {
        return Err(format!("the index has format {version}, this program reads format {VERSION}"));
    }
    let mut at = HEADER;
    let mut sections: [Range<usize>; 5] = Default::default();
    for (i, section) in sections.iter_mut().enumerate() {
        let end = usize::try_from(long(16 + 8 * i)).ok().and_then(|len| at.checked_add(len));
        let end = end.filter(|&end| end <= bytes.len()).ok_or("the index is cut off")?;
        *section = at..end;
        at = end;
    }
    if at != bytes.len() || checksum(&bytes[HEADER..]) != long(56) {
        return Err("the index is damaged".into());
    }
    Ok(sections)
}
