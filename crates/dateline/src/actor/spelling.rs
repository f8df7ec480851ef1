//! Known persons by other spellings of their names: "Benyamin Netanyahu", "Qassem Suleimani".

use super::fold;
use super::lexicon::Actors;
use super::names::Map;
use super::people::{People, Standing};
use super::phrase::initials_fit;

/// Particles that spellings give and leave out.
const PARTICLES: &[&str] =
    &["al", "el", "as", "an", "ath", "ibn", "bin", "ben", "de", "la", "da", "do", "dos", "van", "von", "den", "der", "ould", "u"];

/// The leader in office on the day whose names are spelt most like these.
pub(super) fn in_office(actors: &Actors, full: &[&str], initials: &str, day: Option<i32>) -> Option<u32> {
    let day = day?;
    let wanted: Vec<String> = full.iter().map(|w| fold::fold(w)).filter(|w| !PARTICLES.contains(&w.as_str())).collect();
    let sounds: Vec<u64> = wanted.iter().map(|w| fold::skeleton(w)).collect();
    let length: usize = wanted.iter().map(String::len).sum();
    let people = &actors.people;
    let mut best: Option<(usize, u8, u32)> = None;
    for t in people.terms.iter().filter(|t| t.from <= day && day <= t.to && people.ranks[t.office as usize] >= 8) {
        let name = &people.persons[t.person as usize].name;
        let bearer: Vec<String> = fold::words(name).map(fold::fold).collect();
        let like = |i: &usize| bearer.iter().any(|b| spelt_alike(&wanted[*i], b, sounds[*i]));
        let matched: usize = (0..wanted.len()).filter(like).map(|i| wanted[i].len()).sum();
        let candidate = (matched, people.ranks[t.office as usize], t.person);
        let strange = |i: usize| like(&i) || actors.female_name(&wanted[i]).is_none();
        let family = bearer.last().is_some_and(|b| b.len() > 3 && wanted.contains(b)) && wanted.len() > 1 && (0..wanted.len()).all(strange);
        let enough = if family { 4 } else { 6 };
        if 10 * matched >= enough * length && matched > 2 && initials_fit(name, initials) && best.is_none_or(|b| candidate > b) {
            best = Some(candidate);
        }
    }
    best.map(|(_, _, person)| person)
}

/// One word in two spellings: the same sounds, or a slip or two in a long word.
fn spelt_alike(a: &str, b: &str, sound: u64) -> bool {
    let slips = distance(a, b);
    slips == 0
        || a.len() > 3 && slips <= 3 && 3 * slips <= a.len().max(b.len()) + 1 && fold::skeleton(b) == sound
        || a.len() >= 6 && slips <= a.len() / 5
}

/// Levenshtein distance of short words; large for words of very different length.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    if a.len().abs_diff(b.len()) > 3 {
        return 99;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

/// Persons by the sounds of their family names. Made when a text first names somebody who is not known.
#[derive(Debug, Default)]
pub(super) struct BySound(Map<Vec<u32>>);

impl BySound {
    pub fn new(people: &People) -> Self {
        let mut index: Map<Vec<u32>> = Map::default();
        for person in 0..people.persons.len() as u32 {
            index.entry(fold::skeleton(people.family_name(person))).or_default().push(person);
        }
        BySound(index)
    }
}

/// The person in the public eye whose given and family names sound like these and are spelt nearly so.
/// Nobody where several are, or where a name is one word.
pub(super) fn sounds_like(actors: &Actors, name: &str, day: Option<i32>) -> Option<u32> {
    let wanted = spoken(name);
    if wanted.len() < 2 || wanted.len() > 5 {
        return None;
    }
    let sounds: Vec<u64> = wanted.iter().map(|w| fold::skeleton(w)).collect();
    let by_sound = actors.by_sound.get_or_init(|| BySound::new(&actors.people));
    let same = |p: &u32| {
        let bearer = spoken(&actors.people.persons[*p as usize].name);
        bearer.len() == wanted.len() && (0..wanted.len()).all(|i| spelt_nearly(&wanted[i], &bearer[i], sounds[i]))
    };
    let mut found = by_sound.0.get(sounds.last()?)?.iter().copied().filter(same).filter(|p| is_known_well(&actors.people, *p, day));
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// The words of a name that every spelling gives.
fn spoken(name: &str) -> Vec<String> {
    fold::words(name).map(fold::fold).filter(|w| !PARTICLES.contains(&w.as_str())).collect()
}

/// The same sounds, and no more letters different than transliterations differ in.
fn spelt_nearly(a: &str, b: &str, sound: u64) -> bool {
    let slips = distance(a, b);
    slips == 0 || slips <= 3 && 2 * slips <= a.len().min(b.len()) && fold::skeleton(b) == sound
}

/// In office on the day, or out of a high one for no more than ten years.
fn is_known_well(people: &People, person: u32, day: Option<i32>) -> bool {
    match (people.standing(person, day), day) {
        (Standing::Holds(_), _) => true,
        (Standing::Held(t), Some(day)) => people.rank_of(t) >= 7 && day - people.term(t).to < 100_000,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Files;

    #[test]
    fn another_spelling_is_the_same_person() {
        let actors = Actors::parse(&Files::embedded()).unwrap();
        let named = |name: &str, day| sounds_like(&actors, name, Some(day)).map(|p| actors.people.persons[p as usize].name.as_str());
        assert_eq!(named("Benyamin Netanyahu", 20150101), Some("Benjamin Netanyahu"));
        assert_eq!(named("Sergej Lawrow", 20150101), Some("Sergey Lavrov"));
        for other in ["Benjamin Netter", "Sergio Lavrin", "Netanyahu", "", "a b c d e f g"] {
            assert_eq!(named(other, 20150101), None, "{other}");
        }
        assert_eq!(named("Benyamin Netanyahu", 19300101), None, "before he was known");
    }
}
