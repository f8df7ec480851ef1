//! Which of the persons that bear a name is meant.

use super::fold;
use super::lexicon::{Actors, NONE, code_of, country_code, sector_name};
use super::np::{Evidence, Ground, Key, Nature, Reading, plain};
use super::people::Standing;
use super::{Entity, EntityKind};

/// What it weighs to be one of history: more than a lower office of today.
const RENOWN: i32 = 125;

/// Whether the family name alone means this person, though out of office.
fn is_renowned(actors: &Actors, person: u32) -> bool {
    actors.cues.renowned.contains(&actors.people.persons[person as usize].name)
}

/// Whether one of these persons is known by the family name alone, out of office since long.
pub(super) fn of_history(actors: &Actors, persons: &[u32], day: Option<i32>) -> bool {
    persons.iter().any(|p| is_renowned(actors, *p) && matches!(actors.people.standing(*p, day), Standing::Held(_)))
}

/// How well a person fits what the text says.
fn fit(actors: &Actors, person: u32, e: &Evidence, day: Option<i32>) -> i32 {
    let people = &actors.people;
    let years = |a: i32, b: i32| (a - b) / 10_000;
    let mut score = match (people.standing(person, day), day) {
        (Standing::Held(_), Some(_)) if is_renowned(actors, person) => RENOWN,
        (Standing::Holds(t), _) => 100 + 3 * i32::from(people.rank_of(t)),
        (Standing::Held(t), Some(d)) => (60 - 2 * years(d, people.term(t).to)).max(0) + i32::from(people.rank_of(t)),
        (Standing::WillHold(t), Some(d)) => (20 - years(people.term(t).from, d)).max(0),
        _ => 0,
    };
    if e.country() != NONE {
        score += if e.countries.iter().any(|c| people.is_of(person, *c)) { 200 } else { -150 };
    }
    if let Some(o) = e.office {
        let offices = &actors.offices[o as usize].offices;
        score += if people.ever(person, offices) { 60 } else { -20 };
    }
    score
}

/// The person meant among those who bear the name. A lone family name needs one who is in the news of those days.
pub(super) fn person(actors: &Actors, persons: &[u32], e: &Evidence, ground: Ground, whole: bool) -> Option<Reading> {
    let mut scored: Vec<(i32, u32)> = persons.iter().map(|p| (fit(actors, *p, e, ground.day), *p)).collect();
    scored.sort_by_key(|(s, p)| (-s, *p));
    let &(best, chosen) = scored.first()?;
    let hinted = e.country() != NONE && actors.people.is_of(chosen, e.country()) || e.office.is_some() && best > 100;
    let prominent = matches!(actors.people.standing(chosen, ground.day), Standing::Holds(t) if actors.people.rank_of(t) >= 7)
        || best >= 62 && ground.person && (!is_common(actors, chosen) || is_renowned(actors, chosen));
    // "Georgia Representative Jane Roe": the one in office who is called so, whatever country the words beside it seem to name.
    let in_office = whole && persons.len() == 1 && matches!(actors.people.standing(chosen, ground.day), Standing::Holds(_));
    if !whole && !ground.bold && !hinted && !prominent || e.country() != NONE && best < 0 && !in_office {
        return None;
    }
    let close = scored.iter().filter(|(s, _)| best - s < 6).count();
    let mut reading = known_person(actors, chosen, e, ground.day);
    if close > 1 && !ground.bold {
        reading.candidates = scored[..close].iter().map(|(_, p)| actors.people.entity(*p, ground.day)).collect();
        reading.entity = open(&reading);
        reading.key = Key::Named(fold::hash(actors.people.family_name(chosen)));
    }
    Some(reading)
}

/// Whether the person's family name is borne by so many that it alone names nobody.
fn is_common(actors: &Actors, person: u32) -> bool {
    actors.common.contains_key(&fold::hash(actors.people.family_name(person)))
}

/// An actor that several fit: only what they share is said of it.
fn open(r: &Reading) -> Entity {
    let mut e = Entity { kind: EntityKind::Person, name: r.entity.name.clone(), ..Entity::default() };
    if r.candidates.windows(2).any(|w| w[0].name != w[1].name) {
        e.name = fold::words(&r.entity.name).last().unwrap_or_default().to_owned();
    }
    if r.candidates.windows(2).all(|w| w[0].country == w[1].country) {
        e.country = r.entity.country.clone();
    }
    if r.candidates.windows(2).all(|w| w[0].sectors == w[1].sectors) {
        e.sectors = r.entity.sectors.clone();
    }
    e.code = code_of(country_code(e.country.as_deref().unwrap_or("")), &e.sectors);
    e
}

/// How many years a title stays in the papers' use after the last term that is known to us.
const YEARS_CALLED: i32 = 3;

/// "Defence Secretary James Mattis" soon after he left: the text tells of his days in office, but "President" stays for life.
fn is_called_still(actors: &Actors, p: u32, e: &Evidence, day: Option<i32>) -> bool {
    let (Some(o), Some(day), false) = (e.office, day, e.sectors.is_empty()) else { return false };
    let Standing::Held(t) = actors.people.standing(p, Some(day)) else { return false };
    let high = actors.offices[o as usize].offices.iter().any(|i| actors.people.ranks[*i as usize] >= 9);
    !high && day - actors.people.term(t).to < YEARS_CALLED * 10_000
}

pub(super) fn known_person(actors: &Actors, p: u32, e: &Evidence, day: Option<i32>) -> Reading {
    let mut entity = actors.people.entity(p, day);
    let country = country_code(entity.country.as_deref().unwrap_or(""));
    let held_long_ago = matches!(actors.people.standing(p, day), Standing::Held(_));
    if e.past && !entity.sectors.iter().any(|s| s == "ELI") {
        entity.sectors.insert(0, "ELI".into());
        entity.office = None;
    } else if !e.past && (entity.sectors.is_empty() && !held_long_ago || is_called_still(actors, p, e, day)) {
        entity.sectors = e.sectors.iter().map(|s| sector_name(*s).to_owned()).collect();
    }
    entity.code = code_of(country, &entity.sectors);
    let female = actors.people.persons[p as usize].female;
    let office = entity.office.as_deref().and_then(|held| {
        let index = actors.people.offices.iter().position(|o| o == held)? as u16;
        actors
            .offices
            .iter()
            .position(|o| o.offices.first() == Some(&index) || o.offices.contains(&index) && o.title != "leader")
            .map(|i| i as u16)
    });
    Reading { female, office, past: e.past, ..plain(entity, Key::Person(p), Nature::Person) }
}
