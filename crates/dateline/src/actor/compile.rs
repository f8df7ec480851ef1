//! Reads the files of `knowledge/actors` into [`Actors`].

use super::cues::Cues;
use super::fold;
use super::lexicon::{
    Actors, Body, Class, Country, Effect, Modifier, NONE, Office, Region, Role, SECTORS, Sense, State, country_code, country_key,
};
use super::names::{Map, Names, begins_upper};
use super::people::{Bearers, Person, Term, rank};
use super::table::{Row, day, rows};
use crate::knowledge::{Files, KnowledgeError};
use std::collections::HashMap;

const STATE_COLUMNS: &[&str] = &["code", "name", "from", "to", "region", "names", "adjectives", "people", "capitals", "seats"];
const REGION_COLUMNS: &[&str] = &["name", "country", "sectors", "names", "peoples", "among"];
const TOWN_COLUMNS: &[&str] = &["country", "names"];
const BODY_COLUMNS: &[&str] = &["name", "country", "sectors", "from", "to", "aliases"];
const ROLE_COLUMNS: &[&str] = &["word", "plural", "class", "sectors", "country"];
const OFFICE_COLUMNS: &[&str] = &["titles", "family", "sectors", "offices", "country"];
const COMMON_COLUMNS: &[&str] = &["language", "names"];
const ENDING_COLUMNS: &[&str] = &["words", "sectors"];
const MODIFIER_COLUMNS: &[&str] = &["words", "effect", "sectors"];
const PEOPLE_COLUMNS: &[&str] = &["country", "sector", "office", "name", "from", "to", "gender", "aliases"];
const ALIAS_COLUMNS: &[&str] = &["name", "aliases"];
const GIVEN_COLUMNS: &[&str] = &["gender", "names"];
/// Files of bodies, all in one form.
const BODIES: &[&str] = &["institutions", "international", "society", "dated", "parties", "armed", "companies", "media"];

fn sector_number(row: &Row, name: &str) -> Result<u8, KnowledgeError> {
    let found = SECTORS.iter().position(|x| *x == name).filter(|i| *i > 0);
    found
        .map(|i| i as u8)
        .ok_or_else(|| row.fault(format!("'{name}' is no PLOVER sector"), "use one of COP GOV JUD LEG MIL PRM PTY REB ..."))
}

fn sectors(row: &Row, column: usize) -> Result<Vec<u8>, KnowledgeError> {
    row.items(column).map(|s| sector_number(row, s)).collect()
}

fn country(row: &Row, column: usize) -> Result<Country, KnowledgeError> {
    if row.cells[column].is_empty() { Ok(NONE) } else { country_of(row, row.cells[column]) }
}

fn country_of(row: &Row, text: &str) -> Result<Country, KnowledgeError> {
    let right = text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    if right { Ok(country_code(text)) } else { Err(row.fault(format!("'{text}' is no country code"), "use ISO 3166 alpha-3, such as RUS")) }
}

/// Up to three sectors, filled up with none.
fn few_sectors(row: &Row, column: usize) -> Result<[u8; 3], KnowledgeError> {
    let mut few = [0; 3];
    for (i, sector) in row.items(column).enumerate() {
        let room = few.get_mut(i).ok_or_else(|| row.fault("more than three sectors".into(), "give the three that matter most"))?;
        *room = sector_number(row, sector)?;
    }
    Ok(few)
}

/// What reading the files of persons has to keep in mind.
struct PeopleReader<'a> {
    offices: HashMap<&'a str, u16>,
    /// By the folded name.
    persons: Map<u32>,
    /// The aliases that each person's last row gave: most rows of a person repeat them.
    aliases: Vec<&'a str>,
    /// Each last word of a name with its bearer.
    bearers: Vec<(u64, u32)>,
}

impl Actors {
    /// Compiles the files below `actors/`. Files that are not there are left out.
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let mut a = Actors { names: Names::with_capacity(120_000), cues: Cues::parse(files)?, ..Actors::default() };
        a.states(files)?;
        a.regions(files)?;
        for name in BODIES {
            a.bodies(files, &format!("actors/{name}.tsv"))?;
        }
        a.roles(files)?;
        a.modifiers(files)?;
        a.common(files)?;
        a.people(files)?;
        a.offices(files)?;
        a.given(files)?;
        a.endings(files)?;
        Ok(a)
    }

    fn states(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/states.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), STATE_COLUMNS)? {
            let index = self.states.len() as u16;
            let code = country(&row, 0)?;
            self.state_of.insert(country_key(code), index);
            self.names.add(row.cells[1], Sense::State(index), false);
            for (column, sense) in [
                (5, Sense::State(index)),
                (6, Sense::Adjective(index)),
                (7, Sense::Nationals(index)),
                (8, Sense::Capital(index)),
                (9, Sense::Seat(index)),
            ] {
                for name in row.items(column) {
                    self.names.add(name, sense, false);
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
            let among = row.items(5).map(|code| country_of(&row, code)).collect::<Result<_, _>>()?;
            let region = Region { name: row.cells[0].to_owned(), country: country(&row, 1)?, sectors: sectors(&row, 2)?, among };
            self.names.add(row.cells[0], Sense::Region(index), false);
            row.items(3).for_each(|name| self.names.add(name, Sense::Region(index), false));
            row.items(4).for_each(|name| self.names.add(name, Sense::Peoples(index), false));
            self.regions.push(region);
        }
        let file = "actors/towns.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), TOWN_COLUMNS)? {
            let code = country(&row, 0)?;
            row.items(1).for_each(|name| self.names.add(name, Sense::Town(code), false));
        }
        Ok(())
    }

    fn bodies(&mut self, files: &Files, file: &str) -> Result<(), KnowledgeError> {
        for row in rows(file, files.get(file).unwrap_or_default(), BODY_COLUMNS)? {
            let index = self.bodies.len() as u32;
            self.names.add(row.cells[0], Sense::Body(index), false);
            row.items(5).for_each(|name| self.names.add(name, Sense::Body(index), false));
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
            self.names.add(row.cells[0], Sense::Role { role, plural: false }, true);
            self.names.add(row.cells[1], Sense::Role { role, plural: true }, true);
            self.roles.push(Role {
                word: row.cells[0].to_owned(),
                plural: row.cells[1].to_owned(),
                class,
                weak: row.cells[2].starts_with("weak-"),
                sectors: sectors(&row, 3)?,
                country: country(&row, 4)?,
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
            row.items(0).for_each(|word| self.names.add(word, Sense::Modifier(index), true));
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
                country: country(&row, 4)?,
            });
        }
        for (title, index) in names {
            self.names.add(&title, Sense::Office(index), true);
        }
        Ok(())
    }

    fn endings(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/endings.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), ENDING_COLUMNS)? {
            let told = sectors(&row, 1)?;
            self.endings.extend(row.items(0).map(|word| (fold::hash(word), told.clone())));
        }
        Ok(())
    }

    fn common(&mut self, files: &Files) -> Result<(), KnowledgeError> {
        let file = "actors/common_names.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), COMMON_COLUMNS)? {
            let last = |name| fold::words(name).last().map_or(0, fold::hash);
            self.common.extend(row.items(1).map(|name| (last(name), ())));
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
        let mut reader = PeopleReader { offices: HashMap::new(), persons: Map::default(), aliases: Vec::new(), bearers: Vec::new() };
        for (file, text) in files.below("actors/people/", ".tsv") {
            for row in rows(file, text, PEOPLE_COLUMNS)? {
                self.term(&row, &mut reader)?;
            }
        }
        self.aliases(files, &mut reader)?;
        self.by_family = Bearers::new(reader.bearers);
        self.people.sort_terms();
        Ok(())
    }

    /// Reads one term of office, and its holder's names where they are new.
    fn term<'a>(&mut self, row: &Row<'a>, reader: &mut PeopleReader<'a>) -> Result<(), KnowledgeError> {
        let name = row.cells[3];
        if name.is_empty() {
            return Err(row.fault("a person without a name".into(), "give the usual English news name in the fourth column"));
        }
        let fresh = self.people.persons.len() as u32;
        let person = *reader.persons.entry(fold::hash_phrase(name)).or_insert(fresh);
        if person == fresh {
            let female = match row.cells[6] {
                "f" => Some(true),
                "m" => Some(false),
                _ => None,
            };
            self.people.persons.push(Person { name: name.to_owned(), female, terms: 0..0 });
            reader.aliases.push("");
        }
        let fresh_office = self.people.offices.len() as u16;
        let office = *reader.offices.entry(row.cells[2]).or_insert(fresh_office);
        if office == fresh_office {
            self.people.offices.push(row.cells[2].to_owned());
            self.people.ranks.push(rank(row.cells[2]));
        }
        let (from, to) = (day(row, 4, false)?, day(row, 5, true)?);
        self.people.terms.push(Term { person, country: country(row, 0)?, sectors: few_sectors(row, 1)?, office, from, to });
        let told = std::mem::replace(&mut reader.aliases[person as usize], row.cells[7]) == row.cells[7];
        self.person_names(person, name, row.items(7).take(if told { 0 } else { usize::MAX }), person == fresh, &mut reader.bearers);
        Ok(())
    }

    fn aliases(&mut self, files: &Files, reader: &mut PeopleReader) -> Result<(), KnowledgeError> {
        let file = "actors/aliases.tsv";
        for row in rows(file, files.get(file).unwrap_or_default(), ALIAS_COLUMNS)? {
            let Some(&person) = reader.persons.get(&fold::hash_phrase(row.cells[0])) else {
                return Err(row.fault(format!("no person is called '{}'", row.cells[0]), "write the name as people/*.tsv has it"));
            };
            self.person_names(person, row.cells[0], row.items(1), false, &mut reader.bearers);
        }
        Ok(())
    }

    /// The names a person goes by: whole, by aliases, and by what is left when given names are dropped.
    fn person_names<'a>(
        &mut self,
        person: u32,
        name: &'a str,
        aliases: impl Iterator<Item = &'a str>,
        fresh: bool,
        bearers: &mut Vec<(u64, u32)>,
    ) {
        let sense = Sense::Person(person);
        if fresh {
            self.whole_name(person, name, bearers);
            let given = fold::words(name).next().map_or(0, fold::hash);
            if let Some(female) = self.people.persons[person as usize].female {
                *self.given.entry(given).or_default() += if female { 1 } else { -1 };
            }
        }
        for alias in aliases {
            if fold::words(alias).nth(1).is_some() {
                self.whole_name(person, alias, bearers);
            } else {
                bearers.push((fold::hash(alias), person));
                if fold::upper(alias) && alias.len() < 7 {
                    self.names.add(alias, sense, false);
                }
            }
        }
    }

    fn whole_name(&mut self, person: u32, name: &str, bearers: &mut Vec<(u64, u32)>) {
        let sense = Sense::Person(person);
        let words: Vec<(&str, u64, bool)> = fold::words(name).map(|w| (w, fold::hash(w), begins_upper(w))).collect();
        if words.len() > 1 {
            self.names.add(name, sense, false);
        }
        for i in 1..words.len().saturating_sub(1) {
            let begins = !matches!(words[i].0, "of" | "and" | "the" | "y" | "e");
            // "Hassan Ali" may be anybody, though a "Kamal Hassan Ali" is known.
            let anybody = words[i..].iter().all(|w| self.common.contains_key(&w.1));
            if begins && !anybody && words[i..].iter().any(|w| w.0.len() > 3) {
                self.names.enter(words[i..].iter().map(|&(_, hash, upper)| (hash, upper)), sense, false);
            }
        }
        if words.len() == 3 && words[1].0.len() <= 2 {
            self.names.enter([(words[0].1, words[0].2), (words[2].1, words[2].2)].into_iter(), sense, false);
        }
        if let Some(&(_, last, _)) = words.last() {
            bearers.push((last, person));
        }
    }
}
