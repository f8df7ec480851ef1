//! Names that the knowledge lacks: what the last word of a body and the title of a person tell.

use super::EntityKind;
use super::fold;
use super::lexicon::{Actors, NONE};
use super::np::{Evidence, Ground, Key, Nature, Phrase, Reading, entity, plain, sector};
use super::person::{known_person, person};
use super::role::roled;
use super::spelling::sounds_like;
use std::ops::Range;

pub(super) fn read_name(actors: &Actors, p: &Phrase, name: Range<usize>, mut e: Evidence, ground: Ground) -> Reading {
    let text = p.words.join(name.clone());
    let last = name.clone().rev().find(|i| p.words.hash[*i] != 0).unwrap_or(name.start);
    let count = name.clone().filter(|i| p.words.hash[*i] != 0).count();
    let bearers = actors.by_family.of(p.words.hash[last]);
    if p.label == "ORG" {
        // "Biden has agreed": a name so well known that only the recogniser takes it for a firm's.
        if count == 1
            && actors.people.leads(bearers, ground.day)
            && let Some(known) = person(actors, bearers, &e, ground, false)
        {
            return known;
        }
        let own = name.clone().rev().find_map(|i| actors.endings.get(&p.words.hash[i])).cloned().unwrap_or_default();
        let (country, sectors) = roled(actors, &e, &own, false);
        let key = Key::Organisation(fold::hash_phrase(&text));
        return plain(entity(text, country, &sectors, EntityKind::Organisation), key, Nature::Thing);
    }
    if count == 1 {
        let known = person(actors, bearers, &e, ground, false);
        if let Some(r) = known {
            return r;
        }
    }
    if count > 1
        && let Some(p) = sounds_like(actors, &text, ground.day)
        && (e.country() == NONE || actors.people.is_of(p, e.country()))
    {
        return known_person(actors, p, &e, ground.day);
    }
    let (own, weak): (Vec<u8>, bool) = match (e.office, e.role) {
        // A leader is of the kind of what he leads: "Hamas leader".
        (Some(o), _) if actors.offices[o as usize].family == "leader" && e.body.is_some() => (Vec::new(), true),
        (Some(o), _) => (actors.offices[o as usize].sectors.clone(), false),
        (_, Some(r)) => (actors.roles[r as usize].sectors.clone(), actors.roles[r as usize].weak),
        _ => (Vec::new(), true),
    };
    // "White House Press Secretary Jane Roe": whose office it is, the title says.
    if e.countries.is_empty() && e.body.is_none() && e.people.is_none() {
        e.add_country(e.office.map_or(NONE, |o| actors.offices[o as usize].country));
        e.add_country(e.role.filter(|_| e.office.is_none()).map_or(NONE, |r| actors.roles[r as usize].country));
    }
    // "Officer Roe", "Representative Roe": what the plain word leaves open, the title before a name tells.
    let titled = p.words.text[..name.start].last().and_then(|w| actors.cues.titles.get(*w));
    let titled = titled.filter(|_| e.body.is_none() && e.sectors == own).map(|s| vec![sector(s)]);
    if titled.is_some() {
        e.sectors.clear();
    }
    let (own, weak) = titled.map_or((own, weak), |own| (own, false));
    let (country, sectors) = roled(actors, &e, &own, weak);
    let female = actors.female_name(p.words.text[name.start]);
    let key = Key::Named(fold::hash_phrase(&text));
    let mut r = plain(entity(text, country, &sectors, EntityKind::Person), key, Nature::Person);
    r.office = e.office;
    r.deputy = e.deputy;
    r.past = e.past;
    r.role = e.role;
    r.female = if count > 1 { female } else { None };
    r
}
