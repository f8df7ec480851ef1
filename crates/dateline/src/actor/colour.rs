//! What the words beside a head tell: countries, sectors, bodies, and whose side somebody is on.

use super::fold;
use super::lexicon::{Actors, Country, Effect, NONE, Sense, sector_name};
use super::np::{Evidence, Ground, Key, Phrase, is_title, sector};
use super::people::Standing;
use super::person::person;
use super::scan::{Hit, Words};

/// The sense a hit has as a modifier. A city that stands for a body ("Brussels") is the city beside a `local` role.
pub(super) fn colour(e: &mut Evidence, actors: &Actors, hit: &Hit, day: Option<i32>, local: bool) {
    let rank = |s: &Sense| match s {
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
    };
    let first = |s: &Sense| if let Sense::Body(b) = s { *b } else { 0 };
    let best = hit.senses.iter().min_by_key(|s| (rank(s), first(s)));
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

pub(super) fn modify(e: &mut Evidence, actors: &Actors, modifier: u16) {
    let m = &actors.modifiers[modifier as usize];
    match m.effect {
        Effect::Past => e.past = true,
        Effect::Future => e.future = true,
        Effect::Deputy => e.deputy = true,
        Effect::Present => {}
        Effect::Sector => e.add_sectors(&m.sectors),
    }
}

pub(super) fn active(actors: &Actors, body: u32, day: Option<i32>) -> bool {
    let b = &actors.bodies[body as usize];
    day.is_none_or(|d| b.from <= d && d <= b.to)
}

/// Police, courts, residents and the like: the city beside them is a city, whatever else bears its name.
pub(super) fn is_local(actors: &Actors, head: &Hit) -> bool {
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
pub(super) fn governs(actors: &Actors, head: &Hit) -> bool {
    head.has(
        |s| matches!(s, Sense::Role { role, .. } if actors.roles[*role as usize].sectors.first().is_some_and(|s| sector_name(*s) == "GOV")),
    )
}

/// "Iranian-American journalist": a citizen of the second country, of the first by descent.
pub(super) fn hyphenated(p: &Phrase) -> bool {
    let adjective = |h: &Hit| h.has(|s| matches!(s, Sense::Adjective(_)));
    let joined =
        |w: &[&Hit]| adjective(w[0]) && adjective(w[1]) && w[0].range.end + 1 == w[1].range.start && p.words.text[w[0].range.end] == "-";
    let citizen = |h: &Hit| matches!(p.words.text[h.range.start], "American" | "Canadian" | "British" | "Australian" | "German" | "French");
    let person = p.head.is_some_and(is_title) || p.name.is_some();
    person && p.before.len() == 2 && joined(&p.before) && citizen(p.before[1])
}

/// The country of the head of state or government whose family name stands before a role: "Assad's forces", "the Obama administration".
pub(super) fn leader_beside(actors: &Actors, p: &Phrase, ground: Ground) -> Country {
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

/// "anti-Assad" right before the head: no people of the leader's.
pub(super) fn fights_leader(actors: &Actors, p: &Phrase) -> bool {
    let head = p.head.map_or(p.at, |h| h.range.start);
    let anti = |i: usize| p.words.text[i].eq_ignore_ascii_case("anti") && p.words.text[i + 1] == "-";
    let last = |i: usize| !actors.by_family.of(p.words.hash[i]).is_empty();
    (head.saturating_sub(5)..head.saturating_sub(2)).any(|i| anti(i) && last(i + 2))
}

/// The state before "-backed" and the like.
pub(super) fn backer(actors: &Actors, words: &Words, hit: &Hit) -> Option<Country> {
    const BACKS: &[&str] = &["backed", "supported", "allied", "aligned", "funded", "sponsored", "trained", "armed"];
    let word = |i: usize| words.text.get(i).copied().unwrap_or_default();
    let backs = word(hit.range.end) == "-" && BACKS.contains(&word(hit.range.end + 1));
    hit.senses.iter().filter(|_| backs).find_map(|s| match s {
        Sense::State(s) | Sense::Adjective(s) | Sense::Capital(s) => Some(actors.states[*s as usize].code),
        _ => None,
    })
}

/// "US-backed", "pro-Russian": the country that a group leans on or against is not its own.
pub(super) fn detached(words: &Words, hit: &Hit) -> bool {
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
