//! Which stretches of the text name a place: names of the tables and the index where the context
//! is one of places, and what the language model takes for places.

use super::index::Gazetteer;
use super::knowledge::{Cue, Form, Level, Trouble};
use super::names::Walk;
use super::normalise;
use super::scene::Scene;
use std::collections::HashMap;
use std::ops::Range;

/// A stretch of the text that may name a place.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub tokens: Range<usize>,
    pub key: String,
    /// Sites of the knowledge that the name can be.
    pub sites: Vec<usize>,
    /// Value of the name in the index of cities.
    pub cities: Option<u64>,
    /// Written like a county's name ("Hayes and Hitchcock counties"), or with such a word after it.
    pub admin: bool,
    /// The place that follows after a comma or in brackets, as the number of its `Found`.
    pub container: Option<usize>,
    pub dateline: bool,
    /// Part of the name of a body: "Hartford" in "University of Hartford".
    pub within: bool,
    /// Evidence for a place; at least [`ENOUGH`] makes it one.
    pub score: f64,
}

const ENOUGH: f64 = 1.0;
/// What the rest of the text then takes as settled.
const SURE: f64 = 2.2;
const LONGEST: usize = 6;

/// All places of the text, in order, none overlapping.
pub(super) fn find(scene: &Scene, gazetteer: Option<&Gazetteer>) -> Vec<Found> {
    let mut all = matches(scene, gazetteer);
    all.extend(unknown(scene, &all));
    all.sort_by_key(|f| (f.tokens.start, std::cmp::Reverse(f.tokens.end)));
    containers(scene, &mut all);
    datelines(scene, &mut all);
    for f in &mut all {
        f.score = evidence(scene, f, gazetteer);
    }
    one_sense(scene, &mut all);
    select(all)
}

/// Names of the tables and of the index, the longest at each token and the shorter ones.
fn matches(scene: &Scene, gazetteer: Option<&Gazetteer>) -> Vec<Found> {
    let mut out = Vec::new();
    for i in 0..scene.doc.len() {
        if scene.capital(i) && !scene.is_person(i) && !possessive(scene, i) {
            matches_at(scene, gazetteer, i, &mut out);
        }
    }
    out
}

fn matches_at(scene: &Scene, gazetteer: Option<&Gazetteer>, start: usize, out: &mut Vec<Found>) {
    let mut known = scene.places.walk();
    let mut cities = gazetteer.map(|g| g.walk());
    let mut fed = String::new();
    for end in start + 1..=(start + LONGEST).min(scene.doc.len()) {
        if scene.doc.word(end - 1).contains('\n')
            || end - start > 1 && possessive(scene, end - 1) && !matches!(scene.doc.lower(start), "st." | "st" | "saint")
        {
            break;
        }
        let key = normalise(scene.text(&(start..end)));
        let Some(more) = key.strip_prefix(fed.as_str()) else { break };
        let (a, b) = (known.feed(more.as_bytes()), cities.as_mut().is_some_and(|w| feed(w, more)));
        if !a && !b {
            break;
        }
        if !more.is_empty()
            && (scene.capital(end - 1) || scene.doc.word(end - 1).starts_with(|c: char| c.is_ascii_digit()) || end - start > 1)
        {
            let sites = known.value().map_or(Vec::new(), |v| admissible(scene, &(start..end), v));
            let cities = cities.as_ref().and_then(|w| w.value()).filter(|_| writes_name(scene, &(start..end)));
            if !sites.is_empty() || cities.is_some() {
                out.push(found(start..end, key.clone(), sites, cities));
            }
        }
        fed = key;
    }
}

/// "'s", or a word that ends in it.
fn possessive(scene: &Scene, i: usize) -> bool {
    scene.doc.lower(i).ends_with("'s") || scene.doc.lower(i).ends_with("’s")
}

fn feed<D: AsRef<[u8]>>(walk: &mut Walk<D>, bytes: &str) -> bool {
    walk.feed(bytes.as_bytes())
}

fn found(tokens: Range<usize>, key: String, sites: Vec<usize>, cities: Option<u64>) -> Found {
    Found { tokens, key, sites, cities, admin: false, container: None, dateline: false, within: false, score: 0.0 }
}

/// A name is no place's where it ends in a small word, or is a short word in capitals such as `CAR`.
fn writes_name(scene: &Scene, tokens: &Range<usize>) -> bool {
    let last = tokens.end - 1;
    let acronym = tokens.len() == 1 && scene.doc.word(last).len() < 4 && scene.shouted(tokens.clone(), 2);
    !acronym
        && (scene.capital(last)
            || tokens.len() > 1 && !scene.tag(last).starts_with("VB") && !scene.places.cue(Cue::Before, scene.doc.lower(last)))
}

/// Sites of a value of the knowledge that may be written so here.
fn admissible(scene: &Scene, tokens: &Range<usize>, value: u64) -> Vec<usize> {
    let counties = || county_list(scene, tokens.end);
    let fits = |form: &Form| match form {
        Form::Name => writes_name(scene, tokens),
        Form::Exact(form) => written(scene, tokens, form),
        Form::Postal(form) => written(scene, tokens, form) && scene.before(tokens.start) == ",",
        Form::Article => {
            scene.before(tokens.start) == "the"
                && writes_name(scene, tokens)
                && !(scene.capital(tokens.end) && scene.tag(tokens.end).starts_with("NN"))
        }
        Form::Short => writes_name(scene, tokens) && counties(),
    };
    scene.places.named(value).iter().filter(|(_, form)| fits(form)).map(|(n, _)| *n).collect()
}

/// The text has exactly this form; a full stop at its end may have become a token of its own.
fn written(scene: &Scene, tokens: &Range<usize>, form: &str) -> bool {
    let text = scene.text(tokens);
    text == form || form.strip_suffix('.') == Some(text) && scene.lower(Some(tokens.end)) == "." && scene.glued(tokens.end - 1)
}

/// "… and Hitchcock counties" follows.
fn county_list(scene: &Scene, from: usize) -> bool {
    for i in from..(from + 12).min(scene.doc.len()) {
        match scene.doc.lower(i) {
            "counties" | "parishes" => return true,
            "," | "and" | "or" | "&" => {}
            _ if scene.capital(i) => {}
            _ => return false,
        }
    }
    false
}

/// What the language model takes for places and no table knows.
fn unknown(scene: &Scene, known: &[Found]) -> Vec<Found> {
    let mut taken = vec![false; scene.doc.len()];
    for f in known {
        taken[f.tokens.clone()].fill(true);
    }
    let labelled = scene.entities().iter().filter(|e| matches!(scene.doc.ent(e.start), "GPE" | "LOC"));
    let trimmed = labelled.filter_map(|e| trimmed(scene, e.clone()));
    trimmed
        .filter(|e| !whole_is_known(scene, known, e))
        .map(|e| {
            let key = normalise(scene.text(&e));
            found(e, key, Vec::new(), None)
        })
        .filter(|f| !f.key.is_empty())
        .collect()
}

/// An entity without "the" before it and "'s" after it.
fn trimmed(scene: &Scene, mut e: Range<usize>) -> Option<Range<usize>> {
    while e.start < e.end && !scene.capital(e.start) {
        e.start += 1;
    }
    while e.start < e.end && matches!(scene.doc.lower(e.start), "the" | "a" | "an") {
        e.start += 1;
    }
    while e.start < e.end && (matches!(scene.doc.lower(e.end - 1), "'s" | "’s" | "," | "." | "'" | "’") || scene.tag(e.end - 1) == "_SP")
    {
        e.end -= 1;
    }
    (e.start < e.end).then_some(e)
}

/// A known name fills the entity, but for a direction ("downtown Columbus", "East Texas").
fn whole_is_known(scene: &Scene, known: &[Found], e: &Range<usize>) -> bool {
    let near = known.partition_point(|f| f.tokens.start + LONGEST < e.start);
    known[near..].iter().take_while(|f| f.tokens.start < e.end).any(|f| {
        let before = e.start..f.tokens.start.max(e.start);
        let after = f.tokens.end.min(e.end)..e.end;
        let overlaps = f.tokens.start < e.end && f.tokens.end > e.start;
        let small = |mut r: Range<usize>| r.all(|i| !scene.capital(i) || scene.cue(Cue::Direction, Some(i)));
        let all_of_it = small(before) && small(after.clone());
        let parted = after.clone().any(|i| matches!(scene.doc.lower(i), "," | "and" | "'s" | "’s" | "-" | "/"));
        overlaps && (all_of_it || parted || scene.cue(Cue::Admin, Some(f.tokens.end)))
    })
}

/// Joins "Paris, Texas", "Paris (Texas)": what follows holds what stands before.
fn containers(scene: &Scene, all: &mut [Found]) {
    let mut starts: HashMap<usize, usize> = HashMap::new();
    for (n, f) in all.iter().enumerate() {
        let holds = f.sites.iter().any(|&s| matches!(scene.places.sites[s].level, Level::Country | Level::Region | Level::County));
        if holds && !matches!(scene.doc.ent(f.tokens.start), "PERSON") {
            starts.entry(f.tokens.start).or_insert(n);
        }
    }
    for n in 0..all.len() {
        let f = &all[n];
        let end = f.tokens.end;
        let next = scene.lower(Some(end));
        let holder = matches!(next, "," | "(").then(|| starts.get(&(end + 1)).copied()).flatten();
        let countries = f.sites.iter().any(|&s| matches!(scene.places.sites[s].level, Level::Country));
        let top = holder.is_some_and(|h| all[h].sites.iter().all(|&s| scene.places.sites[s].level == Level::Country));
        if !(countries && top) && holder.is_none_or(|h| all[h].key != all[n].key) {
            all[n].container = holder;
        }
    }
}

/// Marks the dateline at the head: "BEIRUT, Lebanon (AP) —".
fn datelines(scene: &Scene, all: &mut [Found]) {
    const HEAD: usize = 150;
    for n in 0..all.len() {
        if all[n].tokens.start > HEAD {
            return;
        }
        if begins_line(scene, all[n].tokens.start) && dateline_follows(scene, &all[n].tokens) {
            all[n].dateline = true;
            return;
        }
    }
}

fn begins_line(scene: &Scene, i: usize) -> bool {
    i == 0
        || scene.doc.token(i).sent_start
        || matches!(scene.before(i), "." | "!" | "?" | "…" | "\"" | "”" | ":")
        || scene.doc.word(i - 1).contains('\n')
}

fn dateline_follows(scene: &Scene, tokens: &Range<usize>) -> bool {
    let mut agency = false;
    for i in tokens.end..(tokens.end + 10).min(scene.doc.len()) {
        match scene.doc.lower(i) {
            "-" | "--" | "—" | "–" | "---" if !scene.glued(i) || !scene.glued(i - 1) => {
                return agency || scene.shouted(tokens.clone(), 4);
            }
            ":" => return agency || scene.shouted(tokens.clone(), 4),
            "(" | ")" | "," | "." | "/" => {}
            word if scene.places.cue(Cue::Agency, word) => agency = true,
            _ if scene.capital(i) || scene.doc.word(i).starts_with(|c: char| c.is_ascii_digit()) || scene.tag(i) == "_SP" => {}
            _ => return false,
        }
    }
    false
}

/// How much speaks for a place, and against.
fn evidence(scene: &Scene, f: &mut Found, gazetteer: Option<&Gazetteer>) -> f64 {
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
        + if f.container.is_some() { 3.0 } else { 0.0 }
}

/// What the name alone says.
fn name_weight(scene: &Scene, f: &Found, gazetteer: Option<&Gazetteer>) -> f64 {
    let level = |s: &usize| match scene.places.sites[*s].level {
        Level::Country => 3.0,
        Level::Area | Level::County => 2.5,
        Level::Capital => 2.0,
        Level::Region if f.key.len() < 4 && !scene.text(&f.tokens).contains('.') => 0.3,
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

fn city_weight(g: &Gazetteer, value: u64) -> f64 {
    let weight = |posting: u32| {
        let own = posting & 1 == 1;
        let base = match g.population(posting) {
            500_000.. => 1.5,
            50_000.. => 0.7,
            5_000.. => 0.2,
            _ => -0.3,
        };
        if own { base } else { base - 1.2 }
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
        w if scene.places.cue(Cue::Before, w) => 0.8,
        _ => 0.0,
    };
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
    if scene.cue(Cue::Street, Some(end)) && capital || scene.cue(Cue::Firm, Some(end)) && capital {
        let street_list = capital && scene.cue(Cue::Street, Some(end));
        return if street_list { -5.0 } else { -4.0 };
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

/// A name that is surely a place once is one again; a person's name elsewhere is against it.
fn one_sense(scene: &Scene, all: &mut [Found]) {
    let mut sure: HashMap<String, bool> = HashMap::new();
    for f in all.iter() {
        *sure.entry(f.key.clone()).or_default() |= f.score >= SURE;
    }
    for f in all.iter_mut() {
        let person = f.tokens.len() == 1 && scene.names_person(scene.doc.lower(f.tokens.start));
        let state = f.sites.iter().any(|&s| matches!(scene.places.sites[s].level, Level::Country | Level::Region));
        match (sure.get(&f.key).copied().unwrap_or(false), person) {
            (true, false) if f.score > -3.0 => f.score += 1.5,
            (_, true) if !state && f.container.is_none() => f.score -= 2.0,
            (false, true) => f.score -= 0.7,
            _ => {}
        }
    }
}

/// The best set without overlaps: by place of start, the longest that has enough evidence.
fn select(mut all: Vec<Found>) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    let mut number = vec![usize::MAX; all.len()];
    for n in 0..all.len() {
        let f = &all[n];
        if f.score < ENOUGH || out.last().is_some_and(|last| last.tokens.end > f.tokens.start) {
            continue;
        }
        number[n] = out.len();
        out.push(std::mem::replace(&mut all[n], found(0..0, String::new(), Vec::new(), None)));
    }
    for f in &mut out {
        f.container = f.container.map(|c| number[c]).filter(|&c| c != usize::MAX);
    }
    out
}
