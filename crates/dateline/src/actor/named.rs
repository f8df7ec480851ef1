//! Names that the knowledge lacks: what the last word of a body and the title of a person tell.

use super::EntityKind;
use super::fold;
use super::lexicon::Actors;
use super::np::{Evidence, Ground, Key, Nature, Phrase, Reading, entity, plain, roled, sector};
use super::person::person;
use std::ops::Range;

/// Last words of bodies' names and the sectors they tell.
const BODY_WORDS: &[(&str, &str)] = &[
    ("ministry", "GOV"),
    ("department", "GOV"),
    ("agency", "GOV"),
    ("authority", "GOV"),
    ("bureau", "GOV"),
    ("government", "GOV"),
    ("embassy", "GOV"),
    ("commission", "GOV"),
    ("council", "GOV"),
    ("office", "GOV"),
    ("party", "PTY"),
    ("alliance", "PTY"),
    ("coalition", "PTY"),
    ("congress", "PTY"),
    ("front", "REB"),
    ("army", "MIL"),
    ("brigade", "MIL"),
    ("brigades", "MIL"),
    ("battalion", "MIL"),
    ("forces", "MIL"),
    ("force", "MIL"),
    ("corps", "MIL"),
    ("regiment", "MIL"),
    ("command", "MIL"),
    ("navy", "MIL"),
    ("guard", "MIL"),
    ("police", "COP"),
    ("court", "JUD"),
    ("tribunal", "JUD"),
    ("university", "EDU"),
    ("college", "EDU"),
    ("institute", "EDU"),
    ("school", "EDU"),
    ("academy", "EDU"),
    ("hospital", "MED"),
    ("clinic", "MED"),
    ("union", "LAB"),
    ("unions", "LAB"),
    ("federation", "LAB"),
    ("inc", "BUS"),
    ("corp", "BUS"),
    ("corporation", "BUS"),
    ("ltd", "BUS"),
    ("plc", "BUS"),
    ("co", "BUS"),
    ("company", "BUS"),
    ("group", "BUS"),
    ("bank", "BUS"),
    ("airlines", "BUS"),
    ("airways", "BUS"),
    ("holdings", "BUS"),
    ("llc", "BUS"),
    ("gmbh", "BUS"),
    ("ag", "BUS"),
    ("times", "JRN"),
    ("post", "JRN"),
    ("news", "JRN"),
    ("herald", "JRN"),
    ("tribune", "JRN"),
    ("daily", "JRN"),
    ("tv", "JRN"),
    ("radio", "JRN"),
    ("gazette", "JRN"),
    ("journal", "JRN"),
    ("telegraph", "JRN"),
    ("foundation", "NGO"),
    ("watch", "NGO"),
    ("association", "NGO"),
    ("society", "NGO"),
    ("network", "NGO"),
    ("church", "REL"),
    ("mosque", "REL"),
    ("diocese", "REL"),
    ("temple", "REL"),
    ("parliament", "LEG"),
    ("senate", "LEG"),
    ("assembly", "LEG"),
    ("committee", "LEG"),
    ("cartel", "CRM"),
    ("gang", "CRM"),
    ("mafia", "CRM"),
    ("movement", "REB"),
    ("militia", "PRM"),
    ("brotherhood", "REL"),
    ("association", "NGO"),
];

pub(super) fn read_name(actors: &Actors, p: &Phrase, name: Range<usize>, e: Evidence, ground: Ground) -> Reading {
    let text = p.words.join(name.clone());
    if p.label == "ORG" {
        let last = name.clone().rev().find_map(|i| BODY_WORDS.iter().find(|(w, _)| fold::hash(w) == p.words.hash[i]));
        let own: Vec<u8> = last.map(|(_, s)| sector(s)).into_iter().collect();
        let (country, sectors) = roled(actors, &e, &own, false);
        let key = Key::Organisation(fold::hash_phrase(&text));
        return plain(entity(text, country, &sectors, EntityKind::Organisation), key, Nature::Thing);
    }
    let count = name.clone().filter(|i| p.words.hash[*i] != 0).count();
    let last = name.clone().rev().find(|i| p.words.hash[*i] != 0).unwrap_or(name.start);
    if count == 1
        && let Some(persons) = actors.by_family.get(&p.words.hash[last])
    {
        let known = if persons.is_empty() { None } else { person(actors, persons, &e, ground, false) };
        if let Some(r) = known {
            return r;
        }
    }
    let (own, weak): (Vec<u8>, bool) = match (e.office, e.role) {
        (Some(o), _) => (actors.offices[o as usize].sectors.clone(), false),
        (_, Some(r)) => (actors.roles[r as usize].sectors.clone(), actors.roles[r as usize].weak),
        _ => (Vec::new(), true),
    };
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
