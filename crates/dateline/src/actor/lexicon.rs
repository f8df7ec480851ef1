//! The files of `knowledge/actors`, compiled: every name and role word in one trie over folded words, so that
//! the number of names costs nothing per token.

use super::fold;
use super::people::{People, Person, Term, rank};
use super::table::{Row, day, rows};
use crate::knowledge::{Files, KnowledgeError};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

#[derive(Debug)]
pub(super) struct State {
    pub code: Country,
    pub name: String,
    pub adjective: String,
    /// Folded hashes of "asian", "gulf", ...
    pub regions: Vec<u64>,
    pub from: i32,
    pub to: i32,
}

#[derive(Debug)]
pub(super) struct Region {
    pub name: String,
    pub country: Country,
    pub sectors: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Body {
    pub name: String,
    pub country: Country,
    pub sectors: Vec<u8>,
    pub from: i32,
    pub to: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Person,
    Group,
    Body,
}

#[derive(Debug)]
pub(super) struct Role {
    pub word: String,
    pub plural: String,
    pub class: Class,
    /// The words beside it give its sector.
    pub weak: bool,
    pub sectors: Vec<u8>,
}

#[derive(Debug)]
pub(super) struct Office {
    pub title: String,
    pub family: String,
    pub sectors: Vec<u8>,
    /// Indices into the people's offices, in order of search.
    pub offices: Vec<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Past,
    Present,
    Future,
    Deputy,
    Sector,
}

#[derive(Debug)]
pub(super) struct Modifier {
    pub effect: Effect,
    pub sectors: Vec<u8>,
}

/// A name in the trie, and how it must be written to count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub sense: Sense,
    /// Bit i: the i-th word begins upper case. Lower-case words are free.
    capitals: u16,
    /// All letters upper case: "US" is no "us".
    acronym: bool,
    next: u32,
}

/// Hashes are hashes already.
#[derive(Default)]
pub(super) struct Pass(u64);

impl Hasher for Pass {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = (self.0 ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n ^ (n >> 32);
    }
}

pub(super) type Map<V> = HashMap<u64, V, BuildHasherDefault<Pass>>;

/// The compiled files of `knowledge/actors`.
#[derive(Debug, Default)]
pub struct Actors {
    edges: Map<u32>,
    /// First entry of each node; `u32::MAX` for none.
    nodes: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) states: Vec<State>,
    pub(super) regions: Vec<Region>,
    pub(super) bodies: Vec<Body>,
    pub(super) roles: Vec<Role>,
    pub(super) offices: Vec<Office>,
    pub(super) modifiers: Vec<Modifier>,
    pub(super) people: People,
    /// Persons by each word of their names, last word first in use.
    pub(super) by_family: Map<Vec<u32>>,
    /// Given names: positive for women's, negative for men's, by how many bear them.
    pub(super) given: Map<i32>,
    state_of: Map<u16>,
}

const STATE_COLUMNS: &[&str] = &["code", "name", "from", "to", "region", "names", "adjectives", "people", "capitals", "seats"];
const REGION_COLUMNS: &[&str] = &["name", "country", "sectors", "names", "peoples"];
const TOWN_COLUMNS: &[&str] = &["country", "names"];
const BODY_COLUMNS: &[&str] = &["name", "country", "sectors", "from", "to", "aliases"];
const ROLE_COLUMNS: &[&str] = &["word", "plural", "class", "sectors"];
const OFFICE_COLUMNS: &[&str] = &["titles", "family", "sectors", "offices"];
const MODIFIER_COLUMNS: &[&str] = &["words", "effect", "sectors"];
const PEOPLE_COLUMNS: &[&str] = &["country", "sector", "office", "name", "from", "to", "gender", "aliases"];
const ALIAS_COLUMNS: &[&str] = &["name", "aliases"];
const GIVEN_COLUMNS: &[&str] = &["gender", "names"];
/// Files of bodies, all in one form.
const BODIES: &[&str] = &["institutions", "international", "society", "dated", "parties", "armed", "companies", "media"];

/// Words of names that are written in either case.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "Van"
            | "Von"
            | "De"
            | "Den"
            | "Der"
            | "Di"
            | "Da"
            | "Do"
            | "Dos"
            | "Du"
            | "Del"
            | "La"
            | "Le"
            | "Al"
            | "El"
            | "As"
            | "An"
            | "Bin"
            | "Ibn"
            | "Ben"
            | "Ould"
            | "Of"
    )
}

/// Whether a word of a name must begin upper case to count.
fn begins_upper(word: &str) -> bool {
    fold::capitalised(word) && !is_particle(word)
}

fn mix(node: u32, word: u64) -> u64 {
    (word ^ u64::from(node).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

fn sectors(row: &Row, column: usize) -> Result<Vec<u8>, KnowledgeError> {
    row.items(column)
        .map(|s| {
            let found = SECTORS.iter().position(|x| *x == s).filter(|i| *i > 0);
            found
                .map(|i| i as u8)
                .ok_or_else(|| row.fault(format!("'{s}' is no PLOVER sector"), "use one of COP GOV JUD LEG MIL PRM PTY REB ..."))
        })
        .collect()
}

fn country(row: &Row, column: usize) -> Result<Country, KnowledgeError> {
    let text = row.cells[column];
    if text.is_empty() {
        return Ok(NONE);
    }
    let right = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if right { Ok(country_code(text)) } else { Err(row.fault(format!("'{text}' is no country code"), "use ISO 3166 alpha-3, such as RUS")) }
}

impl Actors {
    /// Compiles the files below `actors/`. Files that are not there are left out.
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let mut a = Actors { nodes: vec![u32::MAX], ..Actors::default() };
        a.edges.reserve(120_000);
        a.states(files)?;
        a.regions(files)?;
        for name in BODIES {
            a.bodies(files, &format!("actors/{name}.tsv"))?;
        }
        a.roles(files)?;
        a.modifiers(files)?;
        a.people(files)?;
        a.offices(files)?;
        a.given(files)?;
        Ok(a)
    }

    /// Adds a name. `free` names may be written in any case.
    fn name(&mut self, name: &str, sense: Sense, free: bool) {
        // "The Hindu" and "The Hill" are what they are by their article; "the Kremlin" and "The Washington Post" are not.
        let article = name.strip_prefix("the ").or(name.strip_prefix("The ").filter(|rest| rest.contains(' ')));
        let name = article.unwrap_or(name);
        let acronym = !free && name.len() <= 7 && fold::upper(name) && !name.contains(' ');
        self.enter(fold::words(name).map(|word| (fold::hash(word), !free && begins_upper(word))), sense, acronym);
    }

    /// Adds a name by its words' folded hashes, each with whether it must begin upper case.
    fn enter(&mut self, words: impl Iterator<Item = (u64, bool)>, sense: Sense, acronym: bool) {
        let (mut node, mut capitals, mut n) = (0u32, 0u16, 0);
        for (hash, upper) in words {
            let fresh = self.nodes.len() as u32;
            node = *self.edges.entry(mix(node, hash)).or_insert(fresh);
            if node == fresh {
                self.nodes.push(u32::MAX);
            }
            capitals |= u16::from(upper) << n.min(15);
            n += 1;
        }
        if n == 0 {
            return;
        }
        let mut at = self.nodes[node as usize];
        while at != u32::MAX {
            let known = &mut self.entries[at as usize];
            if known.sense == sense {
                known.acronym &= acronym;
                known.capitals &= capitals;
                return;
            }
            at = self.entries[at as usize].next;
        }
        self.entries.push(Entry { sense, capitals, acronym, next: self.nodes[node as usize] });
        self.nodes[node as usize] = self.entries.len() as u32 - 1;
    }

    /// The longest name that begins with these words: how many tokens it takes, and its entries.
    /// `word(i)` gives the i-th token's text and folded hash, hash 0 for hyphens, apostrophes and possessive endings.
    pub(super) fn longest<'t>(&self, word: impl Fn(usize) -> Option<(&'t str, u64)>) -> Option<(usize, u32)> {
        let (mut node, mut best, mut skipped) = (0u32, None, 0);
        let mut texts: [&str; 16] = [""; 16];
        let mut n = 0;
        for i in 0..24 {
            let Some((text, hash)) = word(i) else { break };
            if hash == 0 {
                skipped += 1;
                if n == 0 || skipped > 1 || !matches!(text, "-" | "–" | "'s" | "’s" | "'" | "’" | "/" | "." | "(" | ")") {
                    break;
                }
                continue;
            }
            skipped = 0;
            let Some(&next) = self.edges.get(&mix(node, hash)) else { break };
            node = next;
            texts[n.min(15)] = text;
            n += 1;
            let first = self.nodes[node as usize];
            if first != u32::MAX && self.senses(first, &texts[..n.min(16)]).next().is_some() {
                best = Some((i + 1, first));
            }
        }
        best
    }

    /// The entries from `first` on that are written as these words are.
    pub(super) fn senses<'a>(&'a self, first: u32, texts: &'a [&'a str]) -> impl Iterator<Item = Sense> + 'a {
        let mut at = first;
        std::iter::from_fn(move || {
            while at != u32::MAX {
                let e = &self.entries[at as usize];
                at = e.next;
                let fits = |(i, t): (usize, &&str)| e.capitals >> i.min(15) & 1 == 0 || fold::capitalised(t);
                if texts.iter().enumerate().all(fits) && (!e.acronym || texts.iter().all(|t| fold::upper(t))) {
                    return Some(e.sense);
                }
            }
            None
        })
    }

    /// Whether a body is of a kind whose names are often everyday words: newspapers, companies, parties.
    pub(super) fn everyday(&self, body: u32) -> bool {
        let first = self.bodies[body as usize].sectors.first().map_or("", |s| sector_name(*s));
        matches!(first, "JRN" | "BUS" | "PTY" | "NGO" | "LAB" | "EDU")
    }

    pub(super) fn state_by_code(&self, code: Country) -> Option<u16> {
        self.state_of.get(&country_key(code)).copied()
    }

    fn states(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/states.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), STATE_COLUMNS)? {
            let index = self.states.len() as u16;
            let code = country(&row, 0)?;
            self.state_of.insert(country_key(code), index);
            self.name(row.cells[1], Sense::State(index), false);
            for (column, sense) in [
                (5, Sense::State(index)),
                (6, Sense::Adjective(index)),
                (7, Sense::Nationals(index)),
                (8, Sense::Capital(index)),
                (9, Sense::Seat(index)),
            ] {
                for name in row.items(column) {
                    self.name(name, sense, false);
                }
            }
            self.states.push(State {
                code,
                name: row.cells[1].to_owned(),
                adjective: row.items(6).next().unwrap_or(row.cells[1]).to_owned(),
                regions: row.items(4).map(fold::hash_phrase).collect(),
                from: day(&row, 2, false)?,
                to: day(&row, 3, true)?,
            });
        }
        Ok(())
    }

    fn regions(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/regions.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), REGION_COLUMNS)? {
            let index = self.regions.len() as u16;
            let region = Region { name: row.cells[0].to_owned(), country: country(&row, 1)?, sectors: sectors(&row, 2)? };
            self.name(row.cells[0], Sense::Region(index), false);
            row.items(3).for_each(|name| self.name(name, Sense::Region(index), false));
            row.items(4).for_each(|name| self.name(name, Sense::Peoples(index), false));
            self.regions.push(region);
        }
        let file = "actors/towns.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), TOWN_COLUMNS)? {
            let code = country(&row, 0)?;
            row.items(1).for_each(|name| self.name(name, Sense::Town(code), false));
        }
        Ok(())
    }

    fn bodies(&mut self, files: &Files, file: &str) -> Result<(), KnowledgeError> {
        for row in rows(file, files.get(file).unwrap_or_default(), BODY_COLUMNS)? {
            let index = self.bodies.len() as u32;
            self.name(row.cells[0], Sense::Body(index), false);
            row.items(5).for_each(|name| self.name(name, Sense::Body(index), false));
            self.bodies.push(Body {
                name: row.cells[0].to_owned(),
                country: country(&row, 1)?,
                sectors: sectors(&row, 2)?,
                from: day(&row, 3, false)?,
                to: day(&row, 4, true)?,
            });
        }
        Ok(())
    }

    fn roles(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/roles.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), ROLE_COLUMNS)? {
            let class = match row.cells[2].trim_start_matches("weak-") {
                "person" => Class::Person,
                "group" => Class::Group,
                "body" => Class::Body,
                other => return Err(row.fault(format!("'{other}' is no class"), "use person, group or body, with weak- before it or not")),
            };
            let role = self.roles.len() as u16;
            self.name(row.cells[0], Sense::Role { role, plural: false }, true);
            self.name(row.cells[1], Sense::Role { role, plural: true }, true);
            self.roles.push(Role {
                word: row.cells[0].to_owned(),
                plural: row.cells[1].to_owned(),
                class,
                weak: row.cells[2].starts_with("weak-"),
                sectors: sectors(&row, 3)?,
            });
        }
        Ok(())
    }

    fn modifiers(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/modifiers.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), MODIFIER_COLUMNS)? {
            let effect = match row.cells[1] {
                "past" => Effect::Past,
                "present" => Effect::Present,
                "future" => Effect::Future,
                "deputy" => Effect::Deputy,
                "sector" => Effect::Sector,
                other => return Err(row.fault(format!("'{other}' is no effect"), "use past, present, future, deputy or sector")),
            };
            let index = self.modifiers.len() as u16;
            row.items(0).for_each(|word| self.name(word, Sense::Modifier(index), true));
            self.modifiers.push(Modifier { effect, sectors: sectors(&row, 2)? });
        }
        Ok(())
    }

    fn offices(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/offices.tsv";
        let known: HashMap<&str, u16> = self.people.offices.iter().enumerate().map(|(i, o)| (o.as_str(), i as u16)).collect();
        let mut names = Vec::new();
        for row in rows(file, files.get(file).unwrap_or_default(), OFFICE_COLUMNS)? {
            let index = self.offices.len() as u16;
            row.items(0).for_each(|title| names.push((title.to_owned(), index)));
            self.offices.push(Office {
                title: row.items(0).next().unwrap_or_default().to_owned(),
                family: row.cells[1].to_owned(),
                sectors: sectors(&row, 2)?,
                offices: row.items(3).filter_map(|o| known.get(o).copied()).collect(),
            });
        }
        for (title, index) in names {
            self.name(&title, Sense::Office(index), true);
        }
        Ok(())
    }

    fn given(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/given_names.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), GIVEN_COLUMNS)? {
            let weight = match row.cells[0] {
                "f" => 1000,
                "m" => -1000,
                other => return Err(row.fault(format!("'{other}' is no gender"), "use m or f")),
            };
            for name in row.items(1) {
                *self.given.entry(fold::hash(name)).or_default() += weight;
            }
        }
        Ok(())
    }

    fn people(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let mut offices: HashMap<String, u16> = HashMap::new();
        let mut persons: Map<u32> = Map::default();
        let mut terms: Vec<Term> = Vec::with_capacity(12_000);
        // The aliases that each person's last row gave: most rows of a person repeat them.
        let mut aliases_of: Vec<&str> = Vec::new();
        for (file, text) in files.below("actors/people/", ".tsv") {
            for row in rows(file, text, PEOPLE_COLUMNS)? {
                let name = row.cells[3];
                if name.is_empty() {
                    return Err(row.fault("a person without a name".into(), "give the usual English news name in the fourth column"));
                }
                let sector = sectors(&row, 1)?.first().copied().unwrap_or(0);
                let fresh = self.people.persons.len() as u32;
                let person = *persons.entry(fold::hash_phrase(name)).or_insert(fresh);
                if person == fresh {
                    let female = match row.cells[6] {
                        "f" => Some(true),
                        "m" => Some(false),
                        _ => None,
                    };
                    self.people.persons.push(Person { name: name.to_owned(), female, terms: 0..0 });
                }
                let fresh_office = offices.len() as u16;
                let office = match offices.get(row.cells[2]) {
                    Some(o) => *o,
                    None => {
                        offices.insert(row.cells[2].to_owned(), fresh_office);
                        self.people.offices.push(row.cells[2].to_owned());
                        self.people.ranks.push(rank(row.cells[2]));
                        fresh_office
                    }
                };
                terms.push(Term {
                    person,
                    country: country(&row, 0)?,
                    sector,
                    office,
                    from: day(&row, 4, false)?,
                    to: day(&row, 5, true)?,
                });
                if person == fresh {
                    aliases_of.push("");
                }
                let told = std::mem::replace(&mut aliases_of[person as usize], row.cells[7]) == row.cells[7];
                self.person_names(person, name, row.items(7).take(if told { 0 } else { usize::MAX }), person == fresh);
            }
        }
        self.aliases(files, &persons)?;
        terms.sort_by_key(|t| (t.person, t.from));
        for (i, t) in terms.iter().enumerate() {
            let range = &mut self.people.persons[t.person as usize].terms;
            if range.start == range.end {
                range.start = i as u32;
            }
            range.end = i as u32 + 1;
        }
        self.people.holders = terms.iter().enumerate().map(|(i, t)| (t.country, t.office, i as u32)).collect();
        self.people.holders.sort_unstable();
        self.people.terms = terms;
        Ok(())
    }

    fn aliases(&mut self, files: &Files, persons: &Map<u32>) -> Result<(), KnowledgeError> {
        let file = "actors/aliases.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), ALIAS_COLUMNS)? {
            let Some(&person) = persons.get(&fold::hash_phrase(row.cells[0])) else {
                return Err(row.fault(format!("no person is called '{}'", row.cells[0]), "write the name as people/*.tsv has it"));
            };
            self.person_names(person, row.cells[0], row.items(1), false);
        }
        Ok(())
    }

    /// The names a person goes by: whole, by aliases, and by what is left when given names are dropped.
    fn person_names<'a>(&mut self, person: u32, name: &'a str, aliases: impl Iterator<Item = &'a str>, fresh: bool) {
        let sense = Sense::Person(person);
        if fresh {
            self.whole_name(person, name);
            let given = fold::words(name).next().map_or(0, fold::hash);
            if let Some(female) = self.people.persons[person as usize].female {
                *self.given.entry(given).or_default() += if female { 1 } else { -1 };
            }
        }
        for alias in aliases {
            if fold::words(alias).nth(1).is_some() {
                self.whole_name(person, alias);
            } else {
                push_once(self.by_family.entry(fold::hash(alias)).or_default(), person);
                if fold::upper(alias) && alias.len() < 7 {
                    self.name(alias, sense, false);
                }
            }
        }
    }

    fn whole_name(&mut self, person: u32, name: &str) {
        let sense = Sense::Person(person);
        let words: Vec<(&str, u64, bool)> = fold::words(name).map(|w| (w, fold::hash(w), begins_upper(w))).collect();
        if words.len() > 1 {
            self.name(name, sense, false);
        }
        for i in 1..words.len().saturating_sub(1) {
            let begins = !matches!(words[i].0, "of" | "and" | "the" | "y" | "e");
            if begins && words[i..].iter().any(|w| w.0.len() > 3) {
                self.enter(words[i..].iter().map(|&(_, hash, upper)| (hash, upper)), sense, false);
            }
        }
        if words.len() == 3 && words[1].0.len() <= 2 {
            self.enter([(words[0].1, words[0].2), (words[2].1, words[2].2)].into_iter(), sense, false);
        }
        if let Some(&(_, last, _)) = words.last() {
            push_once(self.by_family.entry(last).or_default(), person);
        }
    }

    /// Whether a given name is a woman's, as far as the names known tell.
    pub(super) fn female_name(&self, given: &str) -> Option<bool> {
        self.given.get(&fold::hash(given)).filter(|w| **w != 0).map(|w| *w > 0)
    }
}

fn push_once(list: &mut Vec<u32>, item: u32) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn country_key(code: Country) -> u64 {
    u64::from_be_bytes([0, 0, 0, 0, 0, code[0], code[1], code[2]]).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
