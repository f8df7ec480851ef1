//! What a noun phrase stands for: its head, with the country, sector, office and name that the words beside it give.

use super::fold;
use super::lexicon::{Actors, Class, Country, Effect, NONE, Sense, code_of, country_text, sector_name};
use super::named::read_name;
use super::people::Standing;
use super::person::{known_person, person};
use super::scan::{Hit, Words, scan};
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
}

impl Evidence {
    pub fn country(&self) -> Country {
        self.countries.first().copied().unwrap_or(NONE)
    }

    fn add_country(&mut self, c: Country) {
        if c != NONE && !self.countries.contains(&c) {
            self.countries.push(c);
        }
    }

    fn add_sectors(&mut self, new: &[u8]) {
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

/// The sense a hit has as a modifier. A city that stands for a body ("Brussels") is the city beside a `local` role.
fn colour(e: &mut Evidence, actors: &Actors, hit: &Hit, day: Option<i32>, local: bool) {
    let best = hit.senses.iter().min_by_key(|s| match s {
        Sense::Town(_) if local => 0,
        Sense::Adjective(_) => 0,
        Sense::State(_) => 1,
        Sense::Body(b) => 2 + u8::from(!active(actors, *b, day)) * 6,
        Sense::Peoples(_) | Sense::Region(_) => 3,
        Sense::Capital(_) | Sense::Seat(_) => 4,
        Sense::Nationals(_) | Sense::Town(_) => 5,
        Sense::Office(_) => 6,
        Sense::Modifier(m) if actors.modifiers[*m as usize].effect != Effect::Sector => 6,
        Sense::Role { .. } => 7,
        Sense::Modifier(_) => 7,
        Sense::Person(_) => 9,
    });
    match best.copied() {
        Some(Sense::Adjective(s) | Sense::State(s) | Sense::Capital(s) | Sense::Nationals(s)) => {
            e.add_country(actors.states[s as usize].code)
        }
        Some(Sense::Seat(s)) => {
            e.add_country(actors.states[s as usize].code);
            e.add_sectors(&[sector("GOV")]);
        }
        Some(Sense::Region(r) | Sense::Peoples(r)) => {
            e.add_country(actors.regions[r as usize].country);
            e.people = Some(r);
            e.add_sectors(&actors.regions[r as usize].sectors);
        }
        Some(Sense::Town(c)) => e.add_country(c),
        Some(Sense::Body(b)) => {
            e.body = Some(b);
            e.add_country(actors.bodies[b as usize].country);
        }
        Some(Sense::Office(o)) => {
            e.office = Some(o);
            e.add_sectors(&actors.offices[o as usize].sectors);
        }
        Some(Sense::Role { role, .. }) => {
            e.role = Some(role);
            e.add_sectors(&actors.roles[role as usize].sectors);
        }
        Some(Sense::Modifier(m)) => modify(e, actors, m),
        Some(Sense::Person(p)) => {
            let (Standing::Holds(t) | Standing::Held(t) | Standing::WillHold(t)) = actors.people.standing(p, day);
            e.add_country(actors.people.term(t).country);
        }
        None => {}
    }
}

fn modify(e: &mut Evidence, actors: &Actors, modifier: u16) {
    let m = &actors.modifiers[modifier as usize];
    match m.effect {
        Effect::Past => e.past = true,
        Effect::Future => e.future = true,
        Effect::Deputy => e.deputy = true,
        Effect::Present => {}
        Effect::Sector => e.add_sectors(&m.sectors),
    }
}

fn active(actors: &Actors, body: u32, day: Option<i32>) -> bool {
    let b = &actors.bodies[body as usize];
    day.is_none_or(|d| b.from <= d && d <= b.to)
}

/// The sense a hit has as the head of a phrase.
fn head_sense(actors: &Actors, hit: &Hit, day: Option<i32>, modified: bool) -> Option<Sense> {
    let existed = |s: u16| day.is_none_or(|d| actors.states[s as usize].from <= d && d <= actors.states[s as usize].to);
    hit.senses.iter().copied().min_by_key(|s| match s {
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
    })
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
    if hyphenated(p) {
        e.countries.rotate_left(1);
    }
    if e.country() == NONE && e.body.is_none() && p.head.is_some_and(is_title) {
        e.add_country(leader_beside(actors, p, ground));
        e.of_leader = e.country() != NONE;
    }
    let country_before = e.country() != NONE;
    if let Some(head) = p.head {
        let modified = country_before && is_title(head);
        if let Some(sense) = head_sense(actors, head, ground.day, modified) {
            return read_head(actors, p, head, sense, e, ground);
        }
    }
    let name = p.name.clone()?;
    if p.label == "ORG" && is_paper(p.words, &name) {
        return None;
    }
    Some(read_name(actors, p, name, e, ground))
}

/// A law, treaty or deal, which the recogniser takes for an organisation: "the Chemical Weapons Convention".
fn is_paper(words: &Words, name: &Range<usize>) -> bool {
    let last = name.clone().rev().find(|i| words.hash[*i] != 0).map_or("", |i| words.text[i]);
    let gathering = name.clone().any(|i| matches!(words.text[i], "National" | "Constitutional" | "Party"));
    matches!(last, "Treaty" | "Act" | "Accord" | "Accords" | "Agreement" | "Protocol" | "Pact" | "Charter" | "Bill" | "Deal" | "Amendment")
        || matches!(last, "Convention" | "Conventions") && !gathering
}

fn is_title(hit: &Hit) -> bool {
    hit.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_)))
}

/// Police, courts, residents and the like: the city beside them is a city, whatever else bears its name.
fn is_local(actors: &Actors, head: &Hit) -> bool {
    head.senses.iter().any(|s| match s {
        Sense::Role { role, .. } => actors.roles[*role as usize]
            .sectors
            .first()
            .is_some_and(|s| matches!(sector_name(*s), "COP" | "CVL" | "JUD" | "MED" | "EDU" | "LAB" | "CRM")),
        Sense::Office(o) => actors.offices[*o as usize].family == "local",
        _ => false,
    })
}

/// "administration", "cabinet": who has one is a head of state or government.
fn governs(actors: &Actors, head: &Hit) -> bool {
    head.has(
        |s| matches!(s, Sense::Role { role, .. } if actors.roles[*role as usize].sectors.first().is_some_and(|s| sector_name(*s) == "GOV")),
    )
}

/// "Iranian-American journalist": a citizen of the second country, of the first by descent.
fn hyphenated(p: &Phrase) -> bool {
    let adjective = |h: &Hit| h.has(|s| matches!(s, Sense::Adjective(_)));
    let joined =
        |w: &[&Hit]| adjective(w[0]) && adjective(w[1]) && w[0].range.end + 1 == w[1].range.start && p.words.text[w[0].range.end] == "-";
    let citizen = |h: &Hit| matches!(p.words.text[h.range.start], "American" | "Canadian" | "British" | "Australian" | "German" | "French");
    let person = p.head.is_some_and(is_title) || p.name.is_some();
    person && p.before.len() == 2 && joined(&p.before) && citizen(p.before[1])
}

/// The country of the head of state or government whose family name stands before a role: "Assad's forces", "the Obama administration".
fn leader_beside(actors: &Actors, p: &Phrase, ground: Ground) -> Country {
    let head = p.head.map_or(p.at, |h| h.range.start);
    let coloured = |i: usize| p.before.iter().any(|h| h.range.contains(&i) && !h.is_name());
    let passed = |i: &usize| p.words.hash[*i] == 0 || coloured(*i);
    let Some(i) = (0..head).rev().take(4).find(|i| !passed(i)) else { return NONE };
    let word = p.words.text[i];
    let governs = p.head.is_some_and(|h| governs(actors, h));
    let everyday = !governs && actors.common.contains_key(&p.words.hash[i]);
    if !fold::capitalised(word) || everyday || p.before.iter().any(|h| h.range.contains(&i)) {
        return NONE;
    }
    let bold = Ground { bold: true, person: true, ..ground };
    let reading = person(actors, actors.by_family.of(p.words.hash[i]), &Evidence::default(), bold, false);
    let Some(Key::Person(leader)) = reading.map(|r| r.key) else { return NONE };
    match actors.people.standing(leader, ground.day) {
        Standing::Holds(t) | Standing::Held(t) if actors.people.rank_of(t) >= 8 => actors.people.term(t).country,
        _ => NONE,
    }
}

/// "US-backed", "pro-Russian": the country that a group leans on or against is not its own.
fn detached(words: &Words, hit: &Hit) -> bool {
    let word = |i: Option<usize>| i.and_then(|i| words.text.get(i)).map(|w| w.to_lowercase()).unwrap_or_default();
    let joined = |hyphen: Option<usize>, other: Option<usize>| if word(hyphen) == "-" { word(other) } else { String::new() };
    let after = joined(Some(hit.range.end), Some(hit.range.end + 1));
    let before = joined(hit.range.start.checked_sub(1), hit.range.start.checked_sub(2));
    let leaning = matches!(
        after.as_str(),
        "backed"
            | "designated"
            | "sanctioned"
            | "blacklisted"
            | "supported"
            | "allied"
            | "aligned"
            | "funded"
            | "sponsored"
            | "trained"
            | "occupied"
            | "friendly"
            | "linked"
            | "armed"
            | "born"
    );
    hit.is_name() && (leaning || matches!(before.as_str(), "pro" | "anti" | "non"))
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
    let group = Entity { generic: true, ..entity(name, x.country, &x.sectors, EntityKind::Group) };
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

/// The state named by "of" right behind a body: "the Court of Cassation of Egypt".
fn state_of(actors: &Actors, p: &Phrase, head: &Hit) -> Country {
    let word = |i: usize| p.words.text.get(i).copied().unwrap_or_default();
    let at = head.range.end;
    let name = at + 1 + usize::from(word(at + 1).eq_ignore_ascii_case("the"));
    let hit = p.after.iter().find(|h| h.range.start == name && word(at) == "of");
    let state = |h: &&Hit| h.senses.iter().find_map(|s| if let Sense::State(s) = s { Some(actors.states[*s as usize].code) } else { None });
    hit.and_then(state).unwrap_or(NONE)
}

/// Country, sectors and standing of a role or of a person the knowledge lacks.
pub(super) fn roled(actors: &Actors, e: &Evidence, own: &[u8], weak: bool) -> (Country, Vec<u8>) {
    let named: &[u8] = e.body.map_or(&[], |b| &actors.bodies[b as usize].sectors);
    let international = named.first().is_some_and(|s| sector_name(*s) == "IGO");
    let fighters = own.first().is_some_and(|s| matches!(sector_name(*s), "UAF" | "REB" | "MIL" | "PRM" | "CRM"));
    let mut out: Vec<u8> = Vec::new();
    if e.past {
        out.push(sector("ELI"));
    }
    if weak || international || fighters && !named.is_empty() {
        out.extend(named);
        if weak {
            out.extend(&e.sectors);
        }
        if !weak || out.len() == usize::from(e.past) || own.first().is_some_and(|s| sector_name(*s) == "MIL") {
            out.extend(own);
        }
    } else {
        out.extend(own);
        out.extend(named);
    }
    // Who fights for a people whose state few recognise is a rebel to that state.
    let people = fighters && e.people.is_some() && e.sectors.contains(&sector("PRE"));
    if people && !e.past && (weak || own[0] == sector("UAF")) {
        out.insert(0, sector("REB"));
    }
    out.extend(&e.sectors);
    out.dedup();
    let country = if international && e.countries.is_empty() { NONE } else { e.country() };
    (country, out)
}

fn is_international(actors: &Actors, body: u32) -> bool {
    actors.bodies[body as usize].sectors.first().is_some_and(|s| sector_name(*s) == "IGO")
}

/// Words that tell, with "to" or "with", whose side somebody is on: "fighters allied to the council".
pub(super) const LOYAL: &[&str] = &["allied", "loyal", "aligned", "affiliated", "belonging"];

/// Words after the head: "of", "for" and "at" give body and country, "in" and "from" the country alone.
fn governed(actors: &Actors, p: &Phrase, e: &mut Evidence, own: &[u8], weak: bool, day: Option<i32>) {
    let soldiers = !weak && own.first().is_some_and(|s| sector_name(*s) == "MIL");
    let mut later = Evidence::default();
    let (mut preposition, mut loyal) = (String::new(), false);
    for hit in p.after.iter().filter(|h| !detached(p.words, h)) {
        let mut before = p.words.text[..hit.range.start]
            .iter()
            .rev()
            .skip_while(|w| matches!(fold::fold(w).as_str(), "the" | "a" | "an" | "their" | "its" | "his"));
        let word = before.next().map(|w| w.to_lowercase()).unwrap_or_default();
        // "In France, Germany and Spain": one preposition for all.
        if !matches!(word.as_str(), "," | "and" | "or") {
            preposition = word;
            loyal |= before.next().is_some_and(|w| LOYAL.contains(w));
        }
        if !loyal && matches!(preposition.as_str(), "to" | "against" | "with" | "by" | "on" | "over" | "about") {
            break;
        }
        // Soldiers "in" a country may be another's.
        if !(soldiers && preposition == "in") {
            colour(&mut later, actors, hit, day, false);
        }
    }
    let alliance = e.body.is_some_and(|b| is_international(actors, b));
    if e.countries.is_empty() && !alliance {
        e.countries = later.countries;
    }
    if weak || loyal {
        if e.body.is_none() && e.sectors.is_empty() {
            e.body = later.body;
        }
        if e.sectors.is_empty() {
            e.add_sectors(&later.sectors);
        }
    }
}

fn office(actors: &Actors, o: u16, p: &Phrase, head: &Hit, mut e: Evidence, ground: Ground) -> Reading {
    let x = &actors.offices[o as usize];
    let of_body = p.after.first().is_some_and(|h| h.has(|s| matches!(s, Sense::Body(_))) && !h.has(|s| matches!(s, Sense::State(_))));
    governed(actors, p, &mut e, &x.sectors, of_body, ground.day);
    if e.countries.is_empty() && e.body.is_none() {
        e.add_country(x.country);
    }
    let of_people = x.family == "leader" && e.country() == NONE && (e.people.is_some() || !e.sectors.is_empty());
    let weak = of_body && x.family != "foreign" && x.family != "ambassador" || of_people;
    let own = if of_people { vec![sector("CVL")] } else { x.sectors.clone() };
    let (country, sectors) = roled(actors, &e, &own, weak);
    let international = x.sectors.first().is_some_and(|s| sector_name(*s) == "IGO");
    let single = !p.words.text[head.range.end - 1].ends_with('s');
    if single && !weak && !e.past && !e.deputy && !e.future && (country != NONE || international) {
        let holder = ground.day.and_then(|d| actors.people.holder(if international { NONE } else { country }, &x.offices, d));
        if let Some(holder) = holder.filter(|_| !matches!(x.family.as_str(), "minister" | "local" | "leader" | "ambassador")) {
            return Reading { office: Some(o), ..known_person(actors, holder, &Evidence::default(), ground.day) };
        }
    }
    let name = p.words.join(head.range.clone()).to_lowercase();
    let key = Key::Generic(fold::hash_phrase(&x.title) ^ u64::from(e.past) ^ u64::from(e.deputy) << 1, country);
    let mut r = plain(Entity { generic: true, ..entity(name, country, &sectors, EntityKind::Person) }, key, Nature::Person);
    r.office = Some(o);
    r.people = e.people;
    r.deputy = e.deputy;
    r.past = e.past;
    r.nature = if single { Nature::Person } else { Nature::Plural };
    if matches!(x.title.as_str(), "king") {
        r.female = Some(p.words.hash[p.at] == fold::hash("queen"));
    }
    r.more = e.countries.iter().skip(1).copied().filter(|_| !single).collect();
    r
}

fn read_role(actors: &Actors, role: u16, plural: bool, p: &Phrase, mut e: Evidence, ground: Ground) -> Reading {
    let x = &actors.roles[role as usize];
    governed(actors, p, &mut e, &x.sectors, x.weak, ground.day);
    if e.countries.is_empty() && e.body.is_none() {
        e.add_country(x.country);
    }
    let led = led_by(actors, &x.word, p);
    if led != NONE {
        e.countries.insert(0, led);
    }
    if let Some(members) = members(actors, &x.word, plural, &e) {
        return members;
    }
    let staff = e.of_leader && x.sectors.is_empty() && (x.word == "office" || x.word == "team" || x.word.starts_with("spokes"));
    let own = match (staff, led) {
        (true, _) => vec![sector("GOV")],
        (_, NONE) => x.sectors.clone(),
        _ => vec![sector("MIL")],
    };
    let (country, sectors) = roled(actors, &e, &own, x.weak || ends_name(p, &own));
    let kind = match x.class {
        Class::Person if !plural => EntityKind::Person,
        Class::Body => EntityKind::Organisation,
        _ => EntityKind::Group,
    };
    let nature = match (x.class, plural) {
        (Class::Person, false) => Nature::Person,
        (Class::Person, true) => Nature::Plural,
        (_, true) => Nature::Plural,
        (_, false) if x.word.ends_with('s') || matches!(x.word.as_str(), "police" | "people" | "staff" | "personnel" | "clergy") => {
            Nature::Plural
        }
        _ => Nature::Thing,
    };
    let name = if plural { x.plural.clone() } else { x.word.clone() };
    let coloured = e.sectors.iter().fold(0u64, |h, s| h * 37 + u64::from(*s) + 1);
    let key = match (x.word.as_str(), country) {
        ("government" | "administration" | "authorities" | "regime" | "leadership", c)
            if c != NONE && e.body.is_none() && e.sectors.is_empty() =>
        {
            Key::Government(c)
        }
        // "The officials" are not "the official".
        _ => Key::Generic(
            fold::hash_phrase(&x.word) ^ u64::from(plural) << 2 ^ coloured ^ e.body.map_or(0, |b| u64::from(b) << 32) ^ u64::from(e.past),
            country,
        ),
    };
    let mut r = plain(Entity { generic: true, ..entity(name, country, &sectors, kind) }, key, nature);
    r.role = Some(role);
    r.people = e.people;
    r.past = e.past;
    r.more = e.countries.iter().skip(1).copied().filter(|_| nature == Nature::Plural).collect();
    r.female = gender_of_word(&x.word);
    r
}

/// The state that leads a coalition, which then is one of armed forces; the model keeps "U.S.-led" as one token.
fn led_by(actors: &Actors, word: &str, p: &Phrase) -> Country {
    let Some(at) = p.at.checked_sub(1).filter(|_| word == "coalition") else { return NONE };
    let Some(leader) = p.words.text.get(at).and_then(|w| w.strip_suffix("-led")) else { return NONE };
    let words = Words::new(vec![leader]);
    let state = |s: &Sense| if let Sense::State(s) = s { Some(actors.states[*s as usize].code) } else { None };
    scan(actors, &words).iter().flat_map(|h| &h.senses).find_map(state).unwrap_or(NONE)
}

/// A capitalised "Corporation" right behind a body's name ends that name.
fn ends_name(p: &Phrase, own: &[u8]) -> bool {
    let (Some(head), Some(last)) = (p.head, p.before.last()) else { return false };
    let firm = own.first().is_some_and(|s| sector_name(*s) == "BUS");
    let capital = fold::capitalised(p.words.text[head.range.start]);
    firm && capital && last.range.end == head.range.start && last.has(|s| matches!(s, Sense::Body(_)))
}

/// "other NATO members", "EU countries": the alliance.
fn members(actors: &Actors, word: &str, plural: bool, e: &Evidence) -> Option<Reading> {
    let last = word.rsplit(' ').next().unwrap_or(word);
    let joined = plural && matches!(last, "member" | "ally" | "country" | "nation" | "state" | "partner" | "government");
    let b = e.body.filter(|_| joined && !e.past)?;
    let x = &actors.bodies[b as usize];
    let alliance = is_international(actors, b);
    let all = || plain(entity(x.name.clone(), NONE, &x.sectors, EntityKind::Organisation), Key::Body(b), Nature::Plural);
    alliance.then(all)
}

fn gender_of_word(word: &str) -> Option<bool> {
    let last = word.rsplit(' ').next().unwrap_or(word);
    let she = last.ends_with("woman")
        || matches!(
            last,
            "mother"
                | "wife"
                | "sister"
                | "daughter"
                | "queen"
                | "princess"
                | "girl"
                | "widow"
                | "actress"
                | "nun"
                | "schoolgirl"
                | "midwife"
                | "housewife"
                | "grandmother"
        );
    let he = last.ends_with("man") && last != "woman"
        || matches!(
            last,
            "father" | "husband" | "brother" | "son" | "king" | "prince" | "boy" | "imam" | "priest" | "pope" | "bishop" | "monk"
        );
    if she { Some(true) } else { (he && !matches!(last, "spokesman" | "chairman")).then_some(false) }
}
