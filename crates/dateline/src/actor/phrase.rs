//! A phrase without a text: "Russian deputy foreign minister" on a day. The head is found by the order of the words.

use super::apposition::lend;
use super::lexicon::{Actors, Sense};
use super::np::{Evidence, Ground, Key, Phrase, Reading, read};
use super::people::Standing;
use super::person::person;
use super::scan::{Hit, Words, scan};
use super::spelling::in_office;
use super::text::honorific;
use super::{Entity, EntityKind, fold};
use crate::number::SMALL;
use std::ops::Range;

/// Words that end the part of a phrase in which its head stands.
const ENDS: &[&str] =
    &["of", "in", "from", "at", "for", "to", "by", "with", "on", "against", "near", "who", "that", "which", "and", "or", ","];
/// "Several of the unions", "a group of tourists": the head is what is counted.
const COUNTS: &[&str] = &[
    "several",
    "some",
    "many",
    "most",
    "all",
    "dozens",
    "hundreds",
    "thousands",
    "scores",
    "tens",
    "group",
    "groups",
    "number",
    "majority",
    "couple",
    "handful",
    "crowd",
    "crowds",
    "crew",
    "lot",
    "lots",
    "few",
    "both",
    "any",
    "none",
    "pair",
    "team",
    "series",
];

/// Reads a phrase as of a day (`20211215`). What no knowledge covers keeps its words as the name and stays without country and sector.
pub(super) fn read_phrase(actors: &Actors, text: &str, day: Option<i32>) -> Entity {
    let text = text.trim();
    let bare =
        ["the ", "a ", "an "].iter().find_map(|d| text.get(..d.len()).filter(|t| t.eq_ignore_ascii_case(d)).map(|_| &text[d.len()..]));
    let words = Words::of_phrase(addressed(bare.unwrap_or(text)));
    let hits = scan(actors, &words);
    let ground = Ground { day, person: true, bold: true };
    if !hits.iter().any(|h| h.range == (0..words.len()) && settled(h))
        && let Some(e) = by_parts(actors, &words, &hits, day)
    {
        return e;
    }
    let reading = organisation(actors, &words, &hits, ground).or_else(|| lexical(actors, &words, &hits, ground));
    let vague = reading.as_ref().is_none_or(|r| r.entity.country.is_none() && r.entity.kind != EntityKind::Person);
    let reading = if vague { misspelt(actors, &words, &hits, ground).or(reading) } else { reading };
    let reading = reading.map(|r| told_beside(actors, &words, &hits, ground, r));
    reading.map_or_else(|| Entity { name: text.to_owned(), kind: EntityKind::Group, ..Entity::default() }, |r| r.entity)
}

/// The phrase without the form of address before a name: "Mr. Banda", "Sayyid Badr".
fn addressed(phrase: &str) -> &str {
    let (first, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
    if !rest.is_empty() && honorific(first).is_some() { addressed(rest.trim_start()) } else { phrase }
}

/// A person the knowledge lacks is of the country told behind the name: "Gen. Banda of the Zambian army".
fn told_beside(actors: &Actors, words: &Words, hits: &[Hit], ground: Ground, mut r: Reading) -> Reading {
    if !matches!(r.key, Key::Named(_)) || r.entity.country.is_some() {
        return r;
    }
    let Some(at) = words.text.iter().position(|w| matches!(*w, "of" | ",")) else { return r };
    let end = end_of_head(words, hits, at + 1);
    if let Some(beside) = read_at(actors, words, hits, at + 1..end, ground) {
        lend(&mut r, &beside);
    }
    r
}

/// A name that means this before it means any person of that family name.
fn settled(hit: &Hit) -> bool {
    hit.has(|s| {
        matches!(s, Sense::State(_) | Sense::Capital(_) | Sense::Adjective(_) | Sense::Nationals(_) | Sense::Seat(_) | Sense::Person(_))
    })
}

fn lexical(actors: &Actors, words: &Words, hits: &[Hit], ground: Ground) -> Option<Reading> {
    let mut from = 0;
    loop {
        let end = end_of_head(words, hits, from);
        let counted = |i: usize| {
            let word = fold::fold(words.text[i]);
            COUNTS.contains(&word.as_str()) || SMALL[..6].contains(&word.as_str())
        };
        let of = end < words.len() && words.text[end].eq_ignore_ascii_case("of");
        if of && end > from && counted(end - 1) && end + 1 < words.len() {
            from = end + 1;
            continue;
        }
        if end == from && end < words.len() {
            from = end + 1;
            continue;
        }
        return read_at(actors, words, hits, from..end, ground);
    }
}

/// A body that the knowledge lacks, whose name has small words in it: "Ukraine's Harbour and Fisheries Agency".
fn organisation(actors: &Actors, words: &Words, hits: &[Hit], ground: Ground) -> Option<Reading> {
    let at = (0..words.len()).rev().find(|i| words.hash[*i] != 0)?;
    let known = hits.iter().any(|h| h.range.contains(&at) && h.is_name());
    if known || !fold::capitalised(words.text[at]) || !actors.endings.contains_key(&words.hash[at]) {
        return None;
    }
    let country = |h: &&Hit| h.range.end < at && h.has(|s| matches!(s, Sense::State(_) | Sense::Adjective(_)));
    let before: Vec<&Hit> = hits.iter().take_while(country).collect();
    let mut start = before.last().map_or(0, |h| h.range.end);
    while words.hash[start] == 0 {
        start += 1;
    }
    let joins = |i: usize| matches!(words.text[i], "and" | "&" | "of" | "for");
    let part = |i: usize| fold::capitalised(words.text[i]) || words.hash[i] == 0 || joins(i) || words.text[i] == "the";
    let titled = hits.iter().any(|h| h.range.start == start && !h.is_name());
    let proper = !titled && fold::capitalised(words.text[start]) && (start..at).all(part) && (start..at).any(joins);
    let name = (start..at + 1).filter(|_| proper);
    let phrase = Phrase { words, before, after: Vec::new(), head: None, name: Some(start..at + 1), label: "ORG", at };
    (name.count() > 2).then(|| read(actors, &phrase, ground)).flatten()
}

/// Where the first preposition, comma or pronoun outside any known name stands.
fn end_of_head(words: &Words, hits: &[Hit], from: usize) -> usize {
    let inside = |i: usize| hits.iter().any(|h| h.range.start < i && i < h.range.end);
    let ends = |i: &usize| ENDS.contains(&words.text[*i].to_lowercase().as_str()) && !inside(*i);
    (from..words.len()).find(ends).unwrap_or(words.len())
}

fn read_at(actors: &Actors, words: &Words, hits: &[Hit], range: Range<usize>, ground: Ground) -> Option<Reading> {
    let mut last = range.end;
    while last > range.start && words.hash[last - 1] == 0 {
        last -= 1;
    }
    let at = last.checked_sub(1).filter(|i| *i >= range.start)?;
    let head = hits.iter().find(|h| h.range.contains(&at));
    let before: Vec<&Hit> =
        hits.iter().filter(|h| h.range.start >= range.start && h.range.end <= head.map_or(at, |h| h.range.start)).collect();
    let after: Vec<&Hit> = hits.iter().filter(|h| h.range.start >= range.end).collect();
    let name = name_at(words, &before, at, head);
    let head = head.filter(|h| !h.senses.iter().all(|s| matches!(s, Sense::Modifier(_))));
    let head = head.filter(|h| name.is_none() || h.is_name() && h.range.start <= name.as_ref().map_or(0, |n| n.start));
    let before: Vec<&Hit> = before.into_iter().filter(|h| name.as_ref().is_none_or(|n| !n.contains(&h.range.start))).collect();
    if head.is_none() && name.is_none() {
        return unknown_noun(actors, words, &before, &after, at, ground);
    }
    let phrase = Phrase { words, before: before.clone(), after: after.clone(), head, name, label: "PERSON", at };
    read(actors, &phrase, ground).or_else(|| unknown_noun(actors, words, &before, &after, at, ground))
}

/// The capitalised words after the last title, up to the head: a person's name.
fn name_at(words: &Words, before: &[&Hit], at: usize, head: Option<&Hit>) -> Option<Range<usize>> {
    if let Some(h) = head
        && h.has(|s| !matches!(s, Sense::Person(_) | Sense::Town(_)))
    {
        return None;
    }
    let names: Vec<&&Hit> = before.iter().filter(|h| !h.has(|s| matches!(s, Sense::Person(_) | Sense::Town(_)))).collect();
    let titled = names.iter().rev().find(|h| !h.is_name());
    let start = names.last().map_or(0, |h| h.range.end);
    let first = (start..=at).find(|i| fold::capitalised(words.text[*i]))?;
    let all = (first..=at).all(|i| words.hash[i] == 0 || fold::capitalised(words.text[i]) || words.text[i].len() < 4);
    let known = head.is_some_and(|h| h.range == (first..at + 1));
    (all && !known && (titled.is_some() || names.is_empty())).then_some(first..at + 1)
}

/// A noun that the knowledge lacks: country and sectors of what stands beside it.
fn unknown_noun(actors: &Actors, words: &Words, before: &[&Hit], after: &[&Hit], at: usize, ground: Ground) -> Option<Reading> {
    let nearest = before.last().or(after.first())?;
    let i = nearest.range.end - 1;
    let others: Vec<&Hit> = before.iter().copied().filter(|h| h.range != nearest.range).collect();
    let rest: Vec<&Hit> = after.iter().copied().filter(|h| h.range != nearest.range).collect();
    let phrase = Phrase { words, before: others, after: rest, head: Some(nearest), name: None, label: "", at: i };
    let mut reading = read(actors, &phrase, ground)?;
    if reading.nature == super::np::Nature::Thing && !before.is_empty() && matches!(reading.key, Key::State(_) | Key::Government(_)) {
        reading.entity.kind = EntityKind::Group;
        reading.entity.name = words.text[at].to_owned();
    }
    Some(reading)
}

/// Two letters in the wrong order in the name of a state or a town: "Dehli police".
fn misspelt(actors: &Actors, words: &Words, hits: &[Hit], ground: Ground) -> Option<Reading> {
    let covered = |i: usize| hits.iter().any(|h| h.range.contains(&i));
    for (i, word) in words.text.iter().enumerate().filter(|(i, w)| fold::capitalised(w) && w.chars().count() >= 5 && !covered(*i)) {
        let letters: Vec<char> = word.chars().collect();
        for k in 1..letters.len() - 1 {
            let mut swapped = letters.clone();
            swapped.swap(k, k + 1);
            let right: String = swapped.into_iter().collect();
            let mut text = words.text.clone();
            text[i] = &right;
            let words = Words::new(text);
            let hits = scan(actors, &words);
            if hits.iter().any(|h| h.range.start == i && h.is_name()) {
                return lexical(actors, &words, &hits, ground);
            }
        }
    }
    None
}

/// A name in another form: "Roosevelt, F.", "G.W. Bush", a family name alone, another transliteration.
fn by_parts(actors: &Actors, words: &Words, hits: &[Hit], day: Option<i32>) -> Option<Entity> {
    let lower = |w: &str| !fold::capitalised(w) && w.len() > 3 && fold::hash(w) != 0;
    let titled =
        hits.iter().any(|h| !h.is_name() && words.hash.iter().filter(|x| **x != 0).count() > 1 && !initial(words.text[h.range.start]));
    if words.len() > 9 || words.text.iter().any(|w| lower(w)) || titled && !words.text.contains(&",") {
        return None;
    }
    let (full, initials) = parts(words);
    let acronym = full.len() == 1 && fold::upper(full[0]) && full[0].len() <= 6;
    if full.is_empty() || acronym {
        return None;
    }
    let one = full.len() == 1;
    let alone = if one { family(actors, full[0], &initials, day) } else { None };
    let known_else = hits.iter().any(|h| h.range.len() == words.len());
    let best = alone.or_else(|| if known_else { None } else { in_office(actors, &full, &initials, day) })?;
    if known_else && !matches!(actors.people.standing(best, day), Standing::Holds(t) if actors.people.rank_of(t) >= 8) {
        return None;
    }
    Some(actors.people.entity(best, day))
}

fn initial(word: &str) -> bool {
    let n = word.chars().filter(|c| c.is_alphabetic()).count();
    n <= 1 || n <= 4 && word.matches('.').count() == n
}

/// The whole words of a name, and the letters of its initials.
fn parts<'a>(words: &Words<'a>) -> (Vec<&'a str>, String) {
    let (mut full, mut initials) = (Vec::new(), String::new());
    for (i, w) in words.text.iter().enumerate() {
        if words.hash[i] == 0 || matches!(fold::fold(w).as_str(), "jr" | "sr") {
            continue;
        }
        match w.rfind('.').filter(|at| *at + 1 < w.len() && w[at + 1..].chars().count() > 2) {
            Some(at) => {
                initials += &fold::fold(&w[..at]);
                full.push(&w[at + 1..]);
            }
            None if initial(w) => initials += &fold::fold(w),
            None => full.push(w),
        }
    }
    (full, initials)
}

/// Initials fit the given names: the first letters, in order.
pub(super) fn initials_fit(name: &str, initials: &str) -> bool {
    let firsts: String = fold::words(name).filter_map(|w| fold::fold(w).chars().next()).collect();
    initials.is_empty() || firsts.starts_with(initials) || firsts.contains(initials)
}

fn family(actors: &Actors, name: &str, initials: &str, day: Option<i32>) -> Option<u32> {
    let bearers = actors.by_family.of(fold::hash(name));
    let fitting: Vec<u32> = bearers.iter().copied().filter(|p| initials_fit(&actors.people.persons[*p as usize].name, initials)).collect();
    let ground = Ground { day, person: true, bold: true };
    match person(actors, &fitting, &Evidence::default(), ground, false)?.key {
        Key::Person(p) => Some(p),
        _ => None,
    }
}
