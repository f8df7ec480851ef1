//! The files of `knowledge/places`: what they hold and how they are read.
//!
//! Tables with tabs between the columns: a comment line begins with `#`, the first other line names
//! the columns, lists within a cell are parted by `; `. The README of the folder says how to add a row.

use super::names::{Walk, compile};
use super::{PlaceKind, normalise};
use crate::knowledge::{Files, KnowledgeError};
use fst::raw::Fst;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What a place of the knowledge is; the finer kind decides how much it outweighs a city of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Level {
    Country,
    Capital,
    /// First-level area of a state: province, state, region.
    Region,
    /// Below that: county, parish.
    County,
    /// Seas, ranges, historic and disputed regions, landmarks.
    Area,
}

/// A place that the knowledge names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Site {
    pub name: String,
    pub level: Level,
    pub kind: PlaceKind,
    /// ISO 3166 alpha-2; empty where several states have a part.
    pub country: String,
    /// GeoNames codes of the first-level areas that it is or lies in.
    pub regions: Vec<String>,
    pub lat: f64,
    pub lon: f64,
    pub geonames: Option<u32>,
}

/// How a name must be written to count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Form {
    /// In any case but all small letters.
    Name,
    /// Exactly so: abbreviations such as `Calif.`, `US`.
    Exact(String),
    /// Exactly so and after a comma: `TX`.
    Postal(String),
    /// After "the": `the Gulf`.
    Article,
    /// A county's name without "County", which needs a county's context.
    Short,
}

/// What a name is besides a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Trouble {
    Word,
    Person,
}

/// The compiled files of `knowledge/places`.
#[derive(Serialize, Deserialize)]
pub struct Places {
    pub(super) sites: Vec<Site>,
    #[serde(with = "super::names::stored")]
    keys: Fst<Vec<u8>>,
    lists: Vec<Vec<(usize, Form)>>,
    iso3: HashMap<String, String>,
    /// Adjective in small letters to the number of the state's capital.
    capitals: HashMap<String, usize>,
    adjectives: HashSet<String>,
    troubles: HashMap<String, Trouble>,
    publishers: HashMap<String, (f64, f64, String)>,
    cues: HashMap<String, u16>,
}

impl Default for Places {
    fn default() -> Self {
        Reader::default().finish().expect("no names can be compiled")
    }
}

impl std::fmt::Debug for Places {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Places({} sites)", self.sites.len())
    }
}

impl Places {
    /// Reads the tables below `places/`; a missing one counts as empty.
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let mut reader = Reader::default();
        for (file, add) in TABLES {
            if let Some(text) = files.get(file) {
                read(file, text, |row| add(&mut reader, row))?;
            }
        }
        reader.finish().map_err(|e| fault("places/", 0, e.to_string(), "report this"))
    }

    pub(super) fn walk(&self) -> Walk<'_, Vec<u8>> {
        Walk::new(&self.keys)
    }

    /// Sites of a value of the walk.
    pub(super) fn named(&self, value: u64) -> &[(usize, Form)] {
        self.lists.get(value as usize).map_or(&[], Vec::as_slice)
    }

    /// Sites of a key.
    pub(super) fn lookup(&self, key: &str) -> &[(usize, Form)] {
        let mut walk = self.walk();
        walk.feed(key.as_bytes());
        walk.value().map_or(&[], |v| self.named(v))
    }

    pub(super) fn iso3(&self, iso2: &str) -> Option<&str> {
        self.iso3.get(iso2).map(String::as_str)
    }

    /// The capital of the state whose adjective this is, in small letters.
    pub(super) fn capital_of(&self, adjective: &str) -> Option<&Site> {
        self.capitals.get(adjective).map(|&i| &self.sites[i])
    }

    pub(super) fn is_adjective(&self, lower: &str) -> bool {
        self.adjectives.contains(lower)
    }

    pub(super) fn trouble(&self, key: &str) -> Option<Trouble> {
        self.troubles.get(key).copied()
    }

    /// Whether a word, in small letters, is a cue of a kind of `context.tsv`.
    pub(super) fn cue(&self, cue: Cue, lower: &str) -> bool {
        self.cues.get(lower).is_some_and(|kinds| kinds & (1 << cue as u16) != 0)
    }

    /// Where a publisher sits, by its site's domain or its name; the state's code with it.
    pub(super) fn home(&self, publisher: &str) -> Option<&(f64, f64, String)> {
        self.publishers.get(publisher)
    }
}

/// What a word beside a name tells; the kinds of `context.tsv`, in the order of [`CUES`].
#[derive(Debug, Clone, Copy)]
pub(super) enum Cue {
    Before,
    Direction,
    After,
    Street,
    Firm,
    Body,
    Title,
    Speech,
    Agency,
    Admin,
    Nobody,
    Civic,
}

const CUES: [&str; 12] =
    ["before", "direction", "after", "street", "firm", "body", "title", "speech", "agency", "admin", "nobody", "civic"];

type Add = fn(&mut Reader, &Row) -> Result<(), (String, &'static str)>;

const TABLES: [(&str, Add); 8] = [
    ("places/countries.tsv", country),
    ("places/admin.tsv", region),
    ("places/counties.tsv", county),
    ("places/us_counties.tsv", us_county),
    ("places/areas.tsv", area),
    ("places/words.tsv", word),
    ("places/context.tsv", cue),
    ("places/publishers.tsv", publisher),
];

/// What the tables give, before the names are compiled.
#[derive(Default)]
struct Reader {
    sites: Vec<Site>,
    names: HashMap<String, Vec<(usize, Form)>>,
    iso3: HashMap<String, String>,
    capitals: HashMap<String, usize>,
    adjectives: HashSet<String>,
    troubles: HashMap<String, Trouble>,
    publishers: HashMap<String, (f64, f64, String)>,
    cues: HashMap<String, u16>,
}

impl Reader {
    fn site(&mut self, site: Site, names: impl IntoIterator<Item = String>) -> usize {
        let number = self.sites.len();
        self.name(number, &site.name, Form::Name);
        self.sites.push(site);
        for name in names {
            let form = match () {
                _ if name.starts_with("the ") => Form::Article,
                _ if postal(&name) => Form::Postal(name.clone()),
                _ if abbreviated(&name) => Form::Exact(name.clone()),
                _ => Form::Name,
            };
            self.name(number, &name, form);
        }
        number
    }

    fn name(&mut self, number: usize, name: &str, form: Form) {
        let mut key = normalise(name);
        if let Some(rest) = key.strip_prefix("the ") {
            key = rest.to_owned();
        }
        let list = self.names.entry(key).or_default();
        if !list.iter().any(|(n, f)| *n == number && *f == form) {
            list.push((number, form));
        }
    }

    fn finish(self) -> Result<Places, fst::Error> {
        let mut lists = Vec::with_capacity(self.names.len());
        let mut pairs = Vec::with_capacity(self.names.len());
        for (key, list) in self.names {
            pairs.push((key, lists.len() as u64));
            lists.push(list);
        }
        Ok(Places {
            sites: self.sites,
            keys: Fst::new(compile(pairs)?)?,
            lists,
            iso3: self.iso3,
            capitals: self.capitals,
            adjectives: self.adjectives,
            troubles: self.troubles,
            publishers: self.publishers,
            cues: self.cues,
        })
    }
}

/// `Calif.`, `N.C.`, `US`, `UAE`: forms that are words or initials when written otherwise.
fn abbreviated(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    name.ends_with('.') || letters <= 5 && name.chars().all(|c| !c.is_lowercase() && c != ' ')
}

/// `ON`, `QC`: two capitals that stand for a province in an address only; "BC", "EU" and "US" stand alone.
fn postal(name: &str) -> bool {
    name.len() == 2 && name.chars().all(|c| c.is_ascii_uppercase()) && !matches!(name, "BC" | "DC" | "EU" | "US" | "UK")
}

fn country(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let iso2 = row.text("iso2")?.to_owned();
    r.iso3.insert(iso2.clone(), row.text("iso3")?.to_owned());
    let site = Site {
        name: row.text("name")?.to_owned(),
        level: Level::Country,
        kind: PlaceKind::Country,
        country: iso2.clone(),
        regions: Vec::new(),
        lat: row.number("lat")?,
        lon: row.number("lon")?,
        geonames: row.optional("geonames")?,
    };
    r.site(site, row.list("aliases"));
    let adjectives = row.list("adjectives");
    r.adjectives.extend(adjectives.iter().map(|a| a.to_lowercase()));
    let (Some(lat), Some(lon)) = (row.optional("capital_lat")?, row.optional("capital_lon")?) else { return Ok(()) };
    let name = row.text("capital")?.to_owned();
    let geonames = row.optional("capital_geonames")?;
    let level = Level::Capital;
    let capital = Site { name, level, kind: PlaceKind::City, country: iso2, regions: Vec::new(), lat, lon, geonames };
    let number = r.site(capital, []);
    for adjective in adjectives {
        r.capitals.entry(adjective.to_lowercase()).or_insert(number);
    }
    Ok(())
}

fn region(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let (country, code) = (row.text("iso2")?.to_owned(), row.text("code")?);
    let regions: Vec<String> = code.split(',').map(str::to_owned).collect();
    let site = Site {
        name: row.text("name")?.to_owned(),
        level: Level::Region,
        kind: PlaceKind::Admin,
        country: country.clone(),
        regions,
        lat: row.number("lat")?,
        lon: row.number("lon")?,
        geonames: None,
    };
    let number = r.site(site, row.list("aliases"));
    if country == "US" {
        r.name(number, code, Form::Postal(code.to_owned()));
    }
    Ok(())
}

fn county(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let regions = vec![row.text("code")?.to_owned()];
    add_county(r, row, row.text("iso2")?.to_owned(), regions, row.list("aliases")).map(|_| ())
}

fn us_county(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let name = row.text("name")?;
    let number = add_county(r, row, "US".into(), vec![row.text("state")?.to_owned()], Vec::new())?;
    if let Some(short) = name.strip_suffix(" County").or_else(|| name.strip_suffix(" Parish")) {
        r.name(number, short, Form::Short);
    }
    Ok(())
}

fn add_county(
    r: &mut Reader,
    row: &Row,
    country: String,
    regions: Vec<String>,
    aliases: Vec<String>,
) -> Result<usize, (String, &'static str)> {
    let site = Site {
        name: row.text("name")?.to_owned(),
        level: Level::County,
        kind: PlaceKind::Admin,
        country,
        regions,
        lat: row.number("lat")?,
        lon: row.number("lon")?,
        geonames: None,
    };
    Ok(r.site(site, aliases))
}

fn area(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let kind = match row.text("kind")? {
        "area" => PlaceKind::Area,
        "city" => PlaceKind::City,
        "admin" => PlaceKind::Admin,
        other => return Err((format!("unknown kind `{other}`"), "use area, admin or city")),
    };
    let site = Site {
        name: row.text("name")?.to_owned(),
        level: Level::Area,
        kind,
        country: row.cell("iso2").to_owned(),
        regions: Vec::new(),
        lat: row.number("lat")?,
        lon: row.number("lon")?,
        geonames: None,
    };
    r.site(site, row.list("aliases"));
    Ok(())
}

fn word(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let trouble = match row.text("kind")? {
        "word" => Trouble::Word,
        "person" => Trouble::Person,
        other => return Err((format!("unknown kind `{other}`"), "use word or person")),
    };
    for name in row.list("names") {
        r.troubles.insert(normalise(&name), trouble);
    }
    Ok(())
}

fn publisher(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let home = (row.number("lat")?, row.number("lon")?, row.text("iso2")?.to_owned());
    for name in [row.text("publisher")?.to_lowercase()].into_iter().chain(row.list("aliases").into_iter().map(|a| a.to_lowercase())) {
        r.publishers.insert(name, home.clone());
    }
    Ok(())
}

fn cue(r: &mut Reader, row: &Row) -> Result<(), (String, &'static str)> {
    let kind = row.text("kind")?;
    let unknown = || (format!("unknown kind `{kind}`"), "README.md lists the kinds");
    let bit = CUES.iter().position(|k| *k == kind).ok_or_else(unknown)?;
    for word in row.list("words") {
        *r.cues.entry(word).or_default() |= 1 << bit;
    }
    Ok(())
}

/// A line of a table with the names of its columns.
struct Row<'a> {
    columns: &'a [&'a str],
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// A cell, empty where the line is short of it.
    fn cell(&self, column: &str) -> &'a str {
        let i = self.columns.iter().position(|c| *c == column);
        i.and_then(|i| self.cells.get(i)).map_or("", |c| c.trim())
    }

    fn text(&self, column: &'static str) -> Result<&'a str, (String, &'static str)> {
        let cell = self.cell(column);
        let missing = || (format!("column `{column}` is empty or missing"), "part the columns by tabs, in the order of the head line");
        if cell.is_empty() { Err(missing()) } else { Ok(cell) }
    }

    fn number(&self, column: &'static str) -> Result<f64, (String, &'static str)> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|n: &f64| n.abs() <= 180.0);
        number.ok_or((format!("`{text}` in column `{column}` is no coordinate"), "write degrees with a point: -17.25"))
    }

    fn optional<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, (String, &'static str)> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Ok(None);
        }
        cell.parse().map(Some).map_err(|_| (format!("`{cell}` in column `{column}` is no number"), "leave it empty where unknown"))
    }

    fn list(&self, column: &str) -> Vec<String> {
        self.cell(column).split(';').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
    }
}

fn read(file: &str, text: &str, mut add: impl FnMut(&Row) -> Result<(), (String, &'static str)>) -> Result<(), KnowledgeError> {
    let mut lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
    let columns: Vec<&str> = lines.next().map_or(Vec::new(), |(_, l)| l.split('\t').map(str::trim).collect());
    for (i, line) in lines {
        let row = Row { columns: &columns, cells: line.split('\t').collect() };
        add(&row).map_err(|(cause, hint)| fault(file, i + 1, cause, hint))?;
    }
    Ok(())
}

fn fault(file: &str, line: usize, cause: String, hint: &str) -> KnowledgeError {
    KnowledgeError { file: file.to_owned(), line, cause, hint: hint.to_owned() }
}
