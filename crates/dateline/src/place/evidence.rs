//! How much the name, the language model's label and the words around speak for a place.
//!
//! The weights add up; [`super::find`] takes what reaches its threshold. A name of the tables weighs by
//! its kind and size, a label by how well it fits, and the words before and after by what they tell.

use super::find::{Found, county_list, trimmed};
use super::index::Gazetteer;
use super::knowledge::{Cue, Level, Trouble};
use super::scene::Scene;
use std::ops::Range;

/// How much speaks for a place, and against.
pub(super) fn evidence(scene: &Scene, f: &mut Found, gazetteer: Option<&Gazetteer>) -> f64 {
    if f.dateline {
        return 6.0;
    }
    let (first, end) = (f.tokens.start, f.tokens.end);
    let lower = scene.text(&f.tokens).to_lowercase();
    let adjective = scene.places.is_adjective(&lower)
        && !f
            .sites
            .iter()
            .any(|&s| scene.places.sites[s].name.to_lowercase() == lower || scene.places.lookup(&f.key).len() > 1 && lower.contains('.'));
    if adjective && !matches!(lower.as_str(), "us" | "u.s." | "u.s") {
        return -9.0;
    }
    f.admin = !f.sites.is_empty() && county_list(scene, end) || scene.cue(Cue::Admin, Some(end)) && !f.key.contains("county");
    let name = name_weight(scene, f, gazetteer);
    let large = !f.sites.is_empty() || name > 0.5;
    name + label_weight(scene, f, large)
        + before_weight(scene, first, end)
        + after_weight(scene, f, end)
        + if f.container.is_some() && !f.loose { 3.0 } else { 0.0 }
}

/// What the name alone says.
fn name_weight(scene: &Scene, f: &Found, gazetteer: Option<&Gazetteer>) -> f64 {
    let level = |s: &usize| match scene.places.sites[*s].level {
        Level::Country => 3.0,
        Level::Area | Level::County => 2.5,
        Level::Capital => 2.0,
        Level::Region if f.key.len() < 4 && !stopped(scene, &f.tokens) => 0.3,
        Level::Region => 2.0,
    };
    let known = f.sites.iter().map(level).fold(f64::NEG_INFINITY, f64::max);
    let city = f.cities.zip(gazetteer).map_or(f64::NEG_INFINITY, |(value, g)| city_weight(g, value));
    let best = known.max(city);
    let best = if best.is_finite() { best } else { unknown_weight(scene, f) };
    let trouble = match scene.places.trouble(&f.key) {
        Some(Trouble::Word) => -3.0,
        Some(Trouble::Person) if known < 1.9 => -1.2,
        Some(Trouble::Person) => -0.5,
        None => 0.0,
    };
    let short = f.key.len() < 4 && known < 0.0;
    let word = known < 0.0
        && f.tokens.len() == 1
        && (scene.is_small(scene.doc.lower(f.tokens.start)) || !scene.tag(f.tokens.start).starts_with("NNP"));
    let trouble = if word { trouble - 1.5 } else { trouble };
    best + trouble + (f.tokens.len() as f64 - 1.0).min(2.0) * 0.8 - if short { 1.5 } else { 0.0 }
}

/// A name that no table has: bodies, acronyms and numbers are no places.
fn unknown_weight(scene: &Scene, f: &Found) -> f64 {
    let body = f.tokens.clone().any(|i| scene.cue(Cue::Nobody, Some(i)));
    let number = scene.text(&f.tokens).chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '#' | '/' | '&'));
    let acronym = f.tokens.len() == 1 && scene.shouted(f.tokens.clone(), 2) && f.key.len() < 6;
    let article = matches!(scene.before(f.tokens.start), "the" | "a" | "an");
    -0.8 - if body { 2.5 } else { 0.0 } - if number { 2.0 } else { 0.0 } - if acronym { 2.0 } else { 0.0 } - if article { 0.7 } else { 0.0 }
}

/// Written with a full stop, as abbreviations are.
fn stopped(scene: &Scene, tokens: &Range<usize>) -> bool {
    scene.text(tokens).contains('.') || scene.lower(Some(tokens.end)) == "." && scene.glued(tokens.end - 1)
}

fn city_weight(g: &Gazetteer, value: u64) -> f64 {
    let weight = |posting: u32| {
        let own = posting & 1 == 1;
        let base = match g.population(posting) {
            500_000.. => 1.5,
            50_000.. => 0.7,
            5_000.. => 0.2,
            _ => -0.3,
        };
        let metropolis = g.population(posting) > 1_000_000;
        match own {
            true => base,
            false if metropolis => 1.0,
            false => base - 1.2,
        }
    };
    g.postings(value).take(40).map(weight).fold(f64::NEG_INFINITY, f64::max)
}

/// What the language model's entity says.
fn label_weight(scene: &Scene, f: &mut Found, large: bool) -> f64 {
    let (first, end) = (f.tokens.start, f.tokens.end);
    let entity = f.tokens.clone().find_map(|i| scene.entity(i));
    let Some(e) = entity else { return unlabelled(scene, f, large) };
    let name = trimmed(scene, e.clone()).unwrap_or(e.clone());
    let inside = first > name.start || end < name.end;
    match scene.doc.ent(e.start) {
        "GPE" => 2.5 - if inside && first > name.start && !scene.cue(Cue::Direction, Some(first - 1)) { 1.5 } else { 0.0 },
        "LOC" => 2.0,
        "ORG" | "FAC" | "EVENT" | "WORK_OF_ART" | "LAW" | "PRODUCT" if inside => in_body(scene, f, &name, large),
        "ORG" => 0.0,
        "FAC" => 0.5,
        "PERSON" if inside => in_person(scene, f, &name),
        "PERSON" => -1.2,
        "NORP" => -1.5,
        _ => -0.8,
    }
}

/// Outside of all entities: part of a body's name where the next word says so.
fn unlabelled(scene: &Scene, f: &mut Found, large: bool) -> f64 {
    let end = f.tokens.end;
    if scene.capital(end) && (scene.cue(Cue::Civic, Some(end)) || large && scene.cue(Cue::Body, Some(end))) {
        f.within = true;
        return 1.0;
    }
    -0.2
}

/// The place in a body's name: at its head ("Athens Police Department") or after "of", "in", "at".
fn in_body(scene: &Scene, f: &mut Found, name: &Range<usize>, large: bool) -> f64 {
    let (first, end) = (f.tokens.start, f.tokens.end);
    f.within = true;
    if name.clone().any(|i| i >= end && scene.cue(Cue::Firm, Some(i))) {
        return -3.0;
    }
    if scene.lower(Some(end)) == "'s" || scene.lower(Some(end)) == "’s" {
        f.within = false;
        return 1.0;
    }
    let preposition = matches!(scene.before(first), "of" | "in" | "at" | "for" | "from" | "to" | "near");
    let direction = first > name.start && scene.cue(Cue::Direction, Some(first - 1));
    let civic = scene.capital(end) && scene.cue(Cue::Civic, Some(end));
    let body = civic || scene.capital(end) && scene.cue(Cue::Body, Some(end)) && large;
    let parted = matches!(scene.before(first), "," | "and" | "-" | "/");
    match () {
        _ if body && (first == name.start || direction || parted) => 2.0,
        _ if preposition => 1.3,
        _ if parted => 0.5,
        _ if first == name.start || direction => 0.3,
        _ if end == name.end => -0.8,
        _ => -1.5,
    }
}

/// The model takes "Readington Superintendent" or "Sri Lanka's" for a person too.
fn in_person(scene: &Scene, f: &mut Found, name: &Range<usize>) -> f64 {
    let (first, end) = (f.tokens.start, f.tokens.end);
    let whole_but_small = (name.start..first).chain(end..name.end).all(|i| !scene.capital(i));
    if whole_but_small {
        return -1.0;
    }
    let body = scene.cue(Cue::Body, Some(end)) || scene.cue(Cue::Title, Some(end));
    if first == name.start && body {
        f.within = true;
        return 0.5;
    }
    -4.0
}

fn before_weight(scene: &Scene, first: usize, end: usize) -> f64 {
    let (before, two) = (scene.before(first), scene.lower(first.checked_sub(2)));
    let article = matches!(before, "the" | "a" | "an");
    let word = if article { two } else { before };
    let mut weight = match word {
        "in" | "near" | "throughout" | "across" | "outside" => 1.8,
        "from" | "at" | "around" | "into" | "within" | "inside" => 1.3,
        "of" | "to" | "through" | "between" | "downtown" => 0.8,
        "," | "and" | "or" => 0.2,
        "on" | "over" | "against" => 0.4,
        w if scene.places.cue(Cue::Before, w) => 0.8,
        _ => 0.0,
    };
    if before == "of" && scene.cue(Cue::After, first.checked_sub(2)) {
        weight += 1.0;
    }
    if article && end - first == 1 {
        weight *= 0.6;
    }
    if before == "," && scene.cue(Cue::Street, first.checked_sub(2)) && first > 1 && scene.capital(first - 2) {
        return 1.8;
    }
    let glued = first > 0 && scene.glued(first - 1) && matches!(before, "-" | "–");
    if glued && first > 1 && matches!(two, "d" | "r" | "dfl" | "i") {
        return 3.0;
    }
    if scene.cue(Cue::Title, first.checked_sub(1)) && first > 0 && (scene.capital(first - 1) || before.ends_with('.')) {
        weight -= 3.0;
    } else if first > 0 && name_before(scene, first) {
        weight -= 1.5;
    }
    weight
}

/// A capitalised word that belongs to the same name stands right before.
fn name_before(scene: &Scene, first: usize) -> bool {
    let i = first - 1;
    let initial = scene.doc.word(i).len() == 2 && scene.doc.word(i).ends_with('.') && scene.capital(i);
    let joined =
        scene.capital(i) && scene.tag(i).starts_with("NNP") && !scene.cue(Cue::Direction, Some(i)) && !scene.cue(Cue::Before, Some(i));
    let same = scene.entity(i).is_none() || scene.entity(i) == scene.entity(first);
    initial || joined && same && !scene.doc.token(first).sent_start && !scene.shouted(i..i + 1, 4)
}

fn after_weight(scene: &Scene, f: &Found, end: usize) -> f64 {
    let next = scene.lower(Some(end));
    let capital = scene.capital(end);
    if capital && (scene.cue(Cue::Street, Some(end)) || scene.cue(Cue::Firm, Some(end))) {
        return -4.5;
    }
    let further = |n: usize| (end..end + n).all(|i| scene.capital(i)) && scene.cue(Cue::Street, Some(end + n)) && scene.capital(end + n);
    if (further(1) || further(2)) && !scene.glued(end) {
        return -3.0;
    }
    if next == "and" && scene.capital(end + 1) && matches!(scene.lower(Some(end + 2)), "streets" | "avenues" | "roads") {
        return -5.0;
    }
    if f.admin || capital && scene.cue(Cue::Admin, Some(end)) {
        return 2.0;
    }
    let based = next == "-"
        && scene.glued(end)
        && matches!(scene.lower(Some(end + 1)), "based" | "born" | "area" | "bound" | "led" | "backed" | "controlled" | "held" | "style");
    if based {
        return 2.0;
    }
    if scene.cue(Cue::After, Some(end)) && !capital {
        return 1.5;
    }
    if scene.cue(Cue::Speech, Some(end)) && f.tokens.len() == 1 {
        let state = f.sites.iter().any(|&s| matches!(scene.places.sites[s].level, Level::Country | Level::Capital));
        return if state { -0.3 } else { -2.0 };
    }
    let joined = capital && scene.tag(end).starts_with("NNP") && !scene.cue(Cue::Body, Some(end));
    let apart = scene.entity(end).is_some() && scene.entity(end) != scene.entity(end - 1);
    let title = scene.cue(Cue::Title, Some(end));
    match () {
        _ if joined && title => 0.5,
        _ if joined && !apart && !scene.doc.token(end).sent_start => -1.0,
        _ if !capital && matches!(scene.tag(end), "NN" | "NNS") => 0.5,
        _ => 0.0,
    }
}
