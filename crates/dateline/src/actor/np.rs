//! What a noun phrase stands for: its head, with the country, sector, office and name that the words beside it give.

use super::colour::{active, backer, colour, detached, fights_leader, hyphenated, is_local, leader_beside};
use super::fold;
use super::lexicon::{Actors, Country, NONE, Sense, code_of, country_text, sector_name};
use super::named::read_name;
use super::person::person;
use super::role::{office, read_role};
use super::scan::{Hit, Words};
use super::{Entity, EntityKind};
use std::ops::Range;

/// What two mentions must share to be one actor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    State(Country),
    Government(Country),
    Region(u16),
    Body(u32),
    Person(u32),
    /// A person the knowledge lacks, by the folded name.
    Named(u64),
    /// An organisation the knowledge lacks, by the folded name.
    Organisation(u64),
    /// A name that several persons of the text bear.
    Open(u64),
    /// A role word with its country: "Israeli troops".
    Generic(u64, Country),
}

/// What grammar may say of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Person,
    /// Several human beings.
    Plural,
    /// A state or body: "it", and "they" too.
    Thing,
}

/// What a noun phrase stands for.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub entity: Entity,
    pub key: Key,
    pub nature: Nature,
    pub female: Option<bool>,
    /// Index into the offices, and whether the phrase names the holder himself.
    pub office: Option<u16>,
    pub deputy: bool,
    /// Past holder by the text's own word ("former").
    pub past: bool,
    /// The role, for "the group", "the official".
    pub role: Option<u16>,
    /// The people or region beside the role: it may tell of which countries this can be.
    pub people: Option<u16>,
    /// Other countries joined to the first: "the UK and US governments".
    pub more: Vec<Country>,
    /// Who backs them and is another: "US-backed forces".
    pub backer: Option<Country>,
    pub candidates: Vec<Entity>,
}

/// What is known before the phrase is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ground {
    pub day: Option<i32>,
    /// The text asserts that a lone family name is a person's.
    pub person: bool,
    /// Takes the likeliest of several persons: for phrases without a text.
    pub bold: bool,
}

/// What the words beside the head give.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    pub countries: Vec<Country>,
    /// Of words that only colour: "opposition", "military".
    pub sectors: Vec<u8>,
    /// Of named bodies: "Hamas official".
    pub body: Option<u32>,
    pub office: Option<u16>,
    pub role: Option<u16>,
    pub past: bool,
    pub future: bool,
    pub deputy: bool,
    /// A people or region is named: "Druze leader".
    pub people: Option<u16>,
    /// A head of state or government is named: "Assad's forces".
    pub of_leader: bool,
    /// They fight whom the words name: "anti-Assad forces".
    pub against: bool,
    /// The state that backs them: "US-backed forces".
    pub backer: Option<Country>,
    /// Several peoples or states stand beside the head: "Kurdish and Iraqi forces".
    pub joined: bool,
}

impl Evidence {
    pub fn country(&self) -> Country {
        self.countries.first().copied().unwrap_or(NONE)
    }

    pub fn add_country(&mut self, c: Country) {
        if c != NONE && !self.countries.contains(&c) {
            self.countries.push(c);
        }
    }

    pub fn add_sectors(&mut self, new: &[u8]) {
        for s in new {
            if !self.sectors.contains(s) {
                self.sectors.push(*s);
            }
        }
    }
}

pub(super) fn entity(name: String, country: Country, sectors: &[u8], kind: EntityKind) -> Entity {
    let mut names: Vec<String> = Vec::new();
    for s in sectors {
        if !names.iter().any(|n| n == sector_name(*s)) {
            names.push(sector_name(*s).to_owned());
        }
    }
    Entity { name, code: code_of(country, &names), country: country_text(country), sectors: names, kind, ..Entity::default() }
}

pub(super) fn sector(name: &str) -> u8 {
    super::lexicon::SECTORS.iter().position(|s| *s == name).unwrap_or(0) as u8
}

/// The sense a hit has as the head of a phrase.
fn head_sense(actors: &Actors, hit: &Hit, day: Option<i32>, modified: bool) -> Option<Sense> {
    let existed = |s: u16| day.is_none_or(|d| actors.states[s as usize].from <= d && d <= actors.states[s as usize].to);
    let rank = |s: &Sense| match s {
        Sense::State(i) => u8::from(!existed(*i)),
        Sense::Nationals(_) => 2,
        Sense::Capital(_) => 3,
        Sense::Seat(_) => 4,
        Sense::Office(_) if modified => 4,
        Sense::Role { .. } if modified => 5,
        Sense::Body(b) if active(actors, *b, day) => 6,
        Sense::Adjective(_) => 7,
        Sense::Region(_) => 8,
        Sense::Peoples(_) => 9,
        Sense::Person(_) => 10,
        Sense::Body(_) => 11,
        Sense::Town(_) => 12,
        Sense::Office(_) => 13,
        Sense::Role { .. } => 14,
        Sense::Modifier(_) => 15,
    };
    // Of several bodies of one name the first in the files stands for it.
    let first = |s: &Sense| if let Sense::Body(b) = s { *b } else { 0 };
    hit.senses.iter().copied().min_by_key(|s| (rank(s), first(s)))
}

/// A noun phrase cut into what its parts do.
pub(super) struct Phrase<'a> {
    pub words: &'a Words<'a>,
    /// Hits before the head, and after it in phrases that the head governs ("of", "in", "from").
    pub before: Vec<&'a Hit>,
    pub after: Vec<&'a Hit>,
    pub head: Option<&'a Hit>,
    /// The tokens of a proper name at the head that the knowledge lacks.
    pub name: Option<Range<usize>>,
    /// `PERSON` or `ORG` as the recogniser sees the name.
    pub label: &'a str,
    /// The head token.
    pub at: usize,
}

/// Reads a phrase; `None` where it names no actor.
pub(super) fn read(actors: &Actors, p: &Phrase, ground: Ground) -> Option<Reading> {
    let mut e = Evidence::default();
    let local = p.head.is_some_and(|h| is_local(actors, h));
    for hit in p.before.iter().rev().filter(|h| !detached(p.words, h)) {
        colour(&mut e, actors, hit, ground.day, local);
    }
    e.countries.reverse();
    e.backer = p.before.iter().rev().find_map(|h| backer(actors, p.words, h));
    e.joined = p.before.len() > 1 && (p.before[0].range.end..p.at).any(|i| p.words.text[i] == "and");
    if hyphenated(p) {
        e.countries.rotate_left(1);
    }
    if e.country() == NONE && e.body.is_none() && p.head.is_some_and(is_title) {
        e.add_country(leader_beside(actors, p, ground));
        e.against = e.country() != NONE && fights_leader(actors, p);
        e.of_leader = e.country() != NONE && !e.against;
    }
    let country_before = e.country() != NONE;
    if let Some(head) = p.head {
        let modified = country_before && is_title(head);
        if let Some(sense) = head_sense(actors, head, ground.day, modified) {
            let own = |s: &Sense| matches!(s, Sense::Body(b) if actors.bodies[*b as usize].country == e.country() && active(actors, *b, ground.day));
            let beside = head.senses.iter().copied().find(own).filter(|_| country_before && matches!(sense, Sense::Body(_)));
            return read_head(actors, p, head, beside.unwrap_or(sense), e, ground);
        }
    }
    let name = p.name.clone()?;
    if p.label == "ORG" && is_paper(actors, p.words, &name) || is_thing(actors, p.words, &name) {
        return None;
    }
    Some(read_name(actors, p, name, e, ground))
}

/// A law, treaty or deal, which the recogniser takes for an organisation: "the Chemical Weapons Convention".
fn is_paper(actors: &Actors, words: &Words, name: &Range<usize>) -> bool {
    let last = last_word(words, name);
    let gathering = name.clone().any(|i| matches!(words.text[i], "National" | "Constitutional" | "Party"));
    actors.cues.papers.contains(last) || matches!(last, "Convention" | "Conventions") && !gathering
}

/// A part of the country, a contest, a programme or a creed, which the recogniser takes for somebody.
fn is_thing(actors: &Actors, words: &Words, name: &Range<usize>) -> bool {
    let last = last_word(words, name);
    let creed = fold::capitalised(last) && last.len() > 5 && (last.ends_with("ism") || last.ends_with("phobia"));
    actors.cues.things.contains(last) || creed
}

fn last_word<'a>(words: &Words<'a>, name: &Range<usize>) -> &'a str {
    name.clone().rev().find(|i| words.hash[*i] != 0).map_or("", |i| words.text[i])
}

pub(super) fn is_title(hit: &Hit) -> bool {
    hit.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_)))
}

fn read_head(actors: &Actors, p: &Phrase, head: &Hit, sense: Sense, e: Evidence, ground: Ground) -> Option<Reading> {
    Some(match sense {
        Sense::State(s) => state(actors, s, e.past),
        Sense::Nationals(s) | Sense::Adjective(s) => nationals(actors, s, p, head),
        Sense::Capital(s) | Sense::Seat(s) => government(actors, s),
        Sense::Region(r) => region(actors, r),
        Sense::Peoples(r) => peoples(actors, r, p, head),
        Sense::Town(c) => {
            let name = p.words.join(head.range.clone());
            let key = Key::Generic(fold::hash_phrase(&name), c);
            plain(entity(name, c, &[sector("CVL")], EntityKind::Group), key, Nature::Thing)
        }
        Sense::Body(b) => body(actors, b, &e, head, p),
        Sense::Person(_) => {
            let persons: Vec<u32> = head.senses.iter().filter_map(|s| if let Sense::Person(p) = s { Some(*p) } else { None }).collect();
            let reading = person(actors, &persons, &e, ground, true);
            reading.unwrap_or_else(|| read_name(actors, p, head.range.clone(), e, ground))
        }
        Sense::Office(o) => office(actors, o, p, head, e, ground),
        Sense::Role { role, plural } => read_role(actors, role, plural, p, e, ground),
        Sense::Modifier(_) => return None,
    })
}

pub(super) fn plain(entity: Entity, key: Key, nature: Nature) -> Reading {
    Reading {
        entity,
        key,
        nature,
        female: None,
        office: None,
        deputy: false,
        past: false,
        role: None,
        people: None,
        more: Vec::new(),
        backer: None,
        candidates: Vec::new(),
    }
}

pub(super) fn state(actors: &Actors, s: u16, _past: bool) -> Reading {
    let st = &actors.states[s as usize];
    plain(entity(st.name.clone(), st.code, &[], EntityKind::State), Key::State(st.code), Nature::Thing)
}

/// The government that a capital or a seat of power stands for.
pub(super) fn government(actors: &Actors, s: u16) -> Reading {
    let st = &actors.states[s as usize];
    let name = format!("{} government", st.adjective);
    plain(entity(name, st.code, &[sector("GOV")], EntityKind::State), Key::Government(st.code), Nature::Thing)
}

fn nationals(actors: &Actors, s: u16, p: &Phrase, head: &Hit) -> Reading {
    let st = &actors.states[s as usize];
    if head.has(|x| matches!(x, Sense::Adjective(_))) && !head.has(|x| matches!(x, Sense::Nationals(_))) {
        return state(actors, s, false);
    }
    let name = p.words.join(head.range.clone());
    let key = Key::Generic(fold::hash_phrase(&name), st.code);
    plain(Entity { generic: true, ..entity(name, st.code, &[], EntityKind::Group) }, key, Nature::Plural)
}

fn region(actors: &Actors, r: u16) -> Reading {
    let x = &actors.regions[r as usize];
    plain(entity(x.name.clone(), x.country, &x.sectors, EntityKind::State), Key::Region(r), Nature::Thing)
}

fn peoples(actors: &Actors, r: u16, p: &Phrase, head: &Hit) -> Reading {
    let x = &actors.regions[r as usize];
    let name = p.words.join(head.range.clone());
    let key = Key::Generic(fold::hash_phrase(&name), x.country);
    let stateless = x.country == NONE && x.sectors.is_empty();
    let group = Entity { generic: true, stateless, ..entity(name, x.country, &x.sectors, EntityKind::Group) };
    Reading { people: Some(r), ..plain(group, key, Nature::Plural) }
}

/// A named body. A name that bodies of many states bear ("the Supreme Court", "the Senate") is of the country named beside it;
/// so is any organ of state where another country than its own stands there ("Egypt's Court of Cassation").
fn body(actors: &Actors, b: u32, e: &Evidence, head: &Hit, p: &Phrase) -> Reading {
    const ORGANS: &[&str] = &["GOV", "MIL", "COP", "LEG", "JUD", "SPY"];
    let x = &actors.bodies[b as usize];
    let common = head.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_)));
    let organ = x.country != NONE && x.sectors.first().is_some_and(|s| ORGANS.contains(&sector_name(*s)));
    let beside = if e.country() == NONE && (common || organ) { state_of(actors, p, head) } else { e.country() };
    let other = organ && !e.countries.contains(&x.country);
    let country = if (common || other) && beside != NONE { beside } else { x.country };
    let mut sectors = x.sectors.clone();
    sectors.extend(e.sectors.iter().filter(|s| common && !x.sectors.contains(s)));
    let key = if country == x.country { Key::Body(b) } else { Key::Generic(fold::hash_phrase(&x.name), country) };
    plain(entity(x.name.clone(), country, &sectors, EntityKind::Organisation), key, Nature::Thing)
}

/// The state named by "of" or "in" right behind a body: "the Court of Cassation of Egypt".
fn state_of(actors: &Actors, p: &Phrase, head: &Hit) -> Country {
    let word = |i: usize| p.words.text.get(i).copied().unwrap_or_default();
    let at = head.range.end;
    let name = at + 1 + usize::from(word(at + 1).eq_ignore_ascii_case("the"));
    let hit = p.after.iter().find(|h| h.range.start == name && matches!(word(at), "of" | "in"));
    let state = |h: &&Hit| h.senses.iter().find_map(|s| if let Sense::State(s) = s { Some(actors.states[*s as usize].code) } else { None });
    hit.and_then(state).unwrap_or(NONE)
}
