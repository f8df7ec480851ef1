//! Which stretches of the text name a place: names of the tables and the index where the context
//! is one of places, and what the language model takes for places.

use super::evidence::evidence;
use super::index::Gazetteer;
use super::knowledge::{Cue, Form, Level};
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
    /// The container is told by "in": it helps to choose, but another place may as well be meant.
    pub loose: bool,
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
    for n in 0..all.len() {
        if let Some(holder) = all[n].container.filter(|_| all[n].score >= ENOUGH) {
            all[holder].score += 1.5;
        }
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
        if scene.doc.word(end - 1).contains('\n') {
            break;
        }
        let key = normalise(scene.text(&(start..end)));
        let Some(more) = key.strip_prefix(fed.as_str()) else { break };
        let (a, b) = (known.feed(more.as_bytes()), cities.as_mut().is_some_and(|w| feed(w, more)));
        if !a && !b {
            break;
        }
        let saint = matches!(scene.doc.lower(start), "st." | "st" | "saint");
        let owner = end - start > 1 && possessive(scene, end - 1) && !saint;
        if !owner
            && !more.is_empty()
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
    Found { tokens, key, sites, cities, admin: false, container: None, loose: false, dateline: false, within: false, score: 0.0 }
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
pub(super) fn county_list(scene: &Scene, from: usize) -> bool {
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
pub(super) fn trimmed(scene: &Scene, mut e: Range<usize>) -> Option<Range<usize>> {
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
        let body = f.tokens.start <= e.start && [Cue::Body, Cue::Civic].iter().any(|&cue| scene.cue(cue, Some(after.start)));
        overlaps && (all_of_it || parted || body || scene.cue(Cue::Admin, Some(f.tokens.end)))
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
        let inside = (next == "in").then(|| starts.get(&behind_in(scene, end)).copied()).flatten();
        all[n].loose = holder.is_none() && inside.is_some();
        let f = &all[n];
        let holder = holder.or(inside);
        let countries = f.sites.iter().any(|&s| matches!(scene.places.sites[s].level, Level::Country));
        let top = holder.is_some_and(|h| all[h].sites.iter().all(|&s| scene.places.sites[s].level == Level::Country));
        if !(countries && top) && holder.is_none_or(|h| all[h].key != all[n].key) {
            all[n].container = holder;
        }
    }
}

/// Where the name stands in "in the northern Lebanon", counted from the "in".
fn behind_in(scene: &Scene, at: usize) -> usize {
    let passed = |i: &usize| matches!(scene.lower(Some(*i)), "the" | "-") || scene.cue(Cue::Direction, Some(*i));
    (at + 1..at + 6).find(|i| !passed(i)).unwrap_or(at + 1)
}

/// Marks the dateline at the head: "BEIRUT, Lebanon (AP) —".
fn datelines(scene: &Scene, all: &mut [Found]) {
    const HEAD: usize = 150;
    for f in all.iter_mut().take_while(|f| f.tokens.start <= HEAD) {
        if begins_line(scene, f.tokens.start) && dateline_follows(scene, &f.tokens) {
            f.dateline = true;
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
