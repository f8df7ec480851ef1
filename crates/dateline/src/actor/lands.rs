//! Which countries each sentence of a text names, by whom, and where things happen.

use super::EntityKind;
use super::country::OF_STATE;
use super::lexicon::{Country, NONE, Sense, country_code};
use super::mentions::{Found, Kind};
use super::np::Key;
use super::scan::Hit;
use super::text::Text;
use std::collections::HashMap;

/// The countries that each sentence names.
#[derive(Default)]
pub(super) struct Lands {
    /// By any actor or place.
    pub named: HashMap<u32, Vec<Country>>,
    /// By where something happens: "in Kabul", "in a Spanish town"; with the token that tells.
    pub sites: HashMap<u32, Vec<(Country, usize)>>,
    /// By states and bodies, not by persons.
    pub states: HashMap<u32, Vec<Country>>,
    /// Of the state or army with this head, which acts beyond its borders.
    pub of_head: HashMap<usize, Vec<Country>>,
    /// Of the organs of state, by persons and bodies.
    pub organs: HashMap<u32, Vec<Country>>,
    /// Of the police or court with this head.
    pub benches: HashMap<usize, Country>,
    /// Of the heading before a colon: "Peruvian strike: ".
    pub topics: HashMap<u32, Country>,
    /// How often places tell where something happens, by country.
    pub sited: HashMap<Country, u32>,
    /// How often each country is told of.
    pub tally: HashMap<Country, u32>,
    /// The one country that the whole text tells of, if it is one.
    pub only: Country,
}

fn push<T: PartialEq>(map: &mut HashMap<u32, Vec<T>>, sentence: u32, c: T) {
    let here = map.entry(sentence).or_default();
    if !here.contains(&c) {
        here.push(c);
    }
}

/// The country that most mentions belong to, and the countries of each sentence.
pub(super) fn countries(text: &Text, found: &[Found]) -> (Country, Lands) {
    let mut tally: HashMap<Country, u32> = HashMap::new();
    let mut lands = Lands::default();
    for f in found {
        if let Kind::Plain(r) | Kind::Family(_, Some(r)) = &f.kind {
            let country = country_code(r.entity.country.as_deref().unwrap_or(""));
            // Where a firm or an outlet has its seat tells nothing of where things happen.
            let body = r.entity.kind == EntityKind::Organisation;
            let seated = r.entity.sectors.iter().any(|s| s == "MNC") || body && r.entity.sectors.first().is_some_and(|s| s == "JRN");
            if country == NONE || seated || namesakes(text, f.head).len() > 1 {
                continue;
            }
            let weight = if matches!(r.key, Key::State(_) | Key::Government(_)) { 3 } else { 1 };
            *tally.entry(country).or_default() += weight;
            push(&mut lands.named, text.sentence[f.head], country);
            let abroad = r.entity.kind == EntityKind::State || r.entity.sectors.first().is_some_and(|s| s == "MIL");
            if abroad {
                lands.of_head.insert(f.head, std::iter::once(country).chain(r.more.iter().copied()).collect());
            }
            let sector = r.entity.sectors.first().map_or("", String::as_str);
            if OF_STATE.contains(&sector) {
                push(&mut lands.organs, text.sentence[f.head], country);
            }
            if matches!(sector, "COP" | "JUD") {
                lands.benches.insert(f.head, country);
            }
            if r.entity.kind != EntityKind::Person {
                push(&mut lands.states, text.sentence[f.head], country);
            }
        }
    }
    for h in &text.hits {
        let sentence = text.sentence[h.range.start];
        let site = sited(text, h);
        for s in &h.senses {
            let country = match s {
                Sense::Capital(s) | Sense::State(s) | Sense::Adjective(s) => text.actors.states[*s as usize].code,
                Sense::Town(c) => *c,
                Sense::Region(r) => text.actors.regions[*r as usize].country,
                _ => continue,
            };
            if country == NONE {
                continue;
            }
            if matches!(s, Sense::Capital(_) | Sense::Town(_)) {
                *tally.entry(country).or_default() += 2;
                push(&mut lands.named, sentence, country);
            }
            if matches!(s, Sense::Town(_)) {
                push(&mut lands.states, sentence, country);
            }
            if heads(text, h) && lands.topics.get(&sentence).is_none_or(|c| *c == country) {
                lands.topics.insert(sentence, country);
            } else if heads(text, h) {
                lands.topics.insert(sentence, NONE);
            }
            if site {
                *lands.sited.entry(country).or_default() += 1;
                push(&mut lands.sites, sentence, (country, h.range.start));
            }
        }
    }
    let elsewhere = |c: Country| lands.sites.values().flatten().any(|(s, _)| *s != c);
    lands.only = tally.keys().next().copied().filter(|c| tally.len() == 1 && !elsewhere(*c)).unwrap_or(NONE);
    let total: u32 = tally.values().sum();
    let top = tally.iter().max_by_key(|(c, n)| (**n, std::cmp::Reverse(**c))).map(|(c, n)| (*c, *n));
    let focus = top.filter(|(_, n)| 2 * n > total && *n > 1).map_or(NONE, |(c, _)| c);
    lands.tally = tally;
    (focus, lands)
}

/// The bodies that bear the name at this head on the text's day, where no state stands beside it: "Congress", "the Labour Party".
pub(super) fn namesakes(text: &Text, head: usize) -> Vec<u32> {
    let Some(hit) = text.hit(head) else { return Vec::new() };
    let body = |s: &Sense| if let Sense::Body(b) = s { Some(*b) } else { None };
    let state = |h: &&Hit| h.range.end <= head && h.has(|s| matches!(s, Sense::State(_) | Sense::Adjective(_)));
    let beside = text
        .hits_in(hit.range.start.saturating_sub(3)..hit.range.start)
        .iter()
        .any(|h| state(h) && text.doc.head(text.root(h.range.clone())) == head);
    let active = |b: &u32| super::colour::active(text.actors, *b, text.day);
    if beside || hit.has(|s| matches!(s, Sense::State(_))) {
        Vec::new()
    } else {
        hit.senses.iter().filter_map(body).filter(active).collect()
    }
}

/// Whether a name stands in the heading before a sentence's colon.
fn heads(text: &Text, hit: &Hit) -> bool {
    let here = text.sentence[hit.range.start];
    let start = (0..=hit.range.start).rev().take(8).take_while(|i| text.sentence[*i] == here).last().unwrap_or(hit.range.start);
    let first = start == 0 || text.sentence[start - 1] != here;
    let colon = |i: usize| text.words.text.get(i).is_some_and(|w| *w == ":");
    let said = |i: usize| matches!(text.doc.tag(i), "VBD" | "VBZ" | "VBP");
    let end = (hit.range.end..hit.range.end + 7).take_while(|i| text.sentence.get(*i) == Some(&here)).find(|i| colon(*i));
    first && end.is_some_and(|end| !(start..end).any(said))
}

/// Nouns of places, whose adjective tells where they are.
const PLACES: &[&str] = &[
    "city",
    "town",
    "village",
    "province",
    "district",
    "capital",
    "region",
    "island",
    "border",
    "coast",
    "territory",
    "state",
    "port",
    "resort",
    "suburb",
    "county",
    "prefecture",
    "airport",
    "hospital",
    "prison",
    "airspace",
    "waters",
    "soil",
    "mainland",
    "side",
];

/// Verbs whose "from" tells where something happens, and whose "to" does.
const LEAVES: &[&str] =
    &["withdraw", "retreat", "expel", "remove", "drive", "push", "oust", "evacuate", "clear", "pull", "dislodge", "force"];

const GOES: &[&str] = &["go", "travel", "fly", "come"];

/// Whether a name tells where something happens: after "in", "at", "near" and the like, or beside a place that does.
fn sited(text: &Text, hit: &Hit) -> bool {
    let doc = text.doc;
    let mut at = text.root(hit.range.clone());
    for _ in 0..5 {
        let (dep, head) = (doc.dep(at), doc.head(at));
        match dep {
            "pobj" if doc.lower(head) == "of" && doc.lower(doc.head(head)) == "out" => return true,
            "pobj" if doc.lower(head) == "from" => return LEAVES.contains(&doc.lemma(doc.head(head))),
            "pobj" if doc.lower(head) == "to" => return GOES.contains(&doc.lemma(doc.head(head))),
            "pobj" if doc.lower(head) == "of" && PLACES.contains(&doc.lemma(doc.head(head)).to_lowercase().as_str()) => at = doc.head(head),
            "pobj" => {
                return matches!(
                    doc.lower(head),
                    "in" | "at" | "near" | "across" | "outside" | "inside" | "throughout" | "around" | "off" | "within" | "over"
                );
            }
            "appos" | "conj" | "npadvmod" => at = head,
            "compound" | "nmod" | "amod" if PLACES.contains(&doc.lemma(head)) || doc.pos(head) == "PROPN" => at = head,
            _ => return false,
        }
    }
    false
}
