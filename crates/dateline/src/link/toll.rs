//! How many a sentence says were killed and injured.

use super::words::split;
use crate::number::SMALL;

/// Numbers of dead and injured that a sentence gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Toll {
    pub killed: Option<u32>,
    pub injured: Option<u32>,
}

const DEAD: &[&str] = &["killed", "killing", "kills", "kill", "dead", "died", "dies", "deaths", "slain", "fatalities"];
const HURT: &[&str] = &["injured", "injuring", "injures", "wounded", "wounding", "wounds", "injuries", "hurt"];

/// Whether the words of an act say what people suffered, not what was done to them.
///
/// ```
/// use dateline::link::harm;
/// assert!(harm("were killed") && harm("wounding") && !harm("attacked"));
/// ```
pub fn harm(act: &str) -> bool {
    split(act).any(|w| DEAD.contains(&w.as_str()) || HURT.contains(&w.as_str()))
}

/// Words that may stand between a number and what it counts: "12 people, among them children, were killed".
const BETWEEN: usize = 5;

/// Words after a number that say that it counts no people.
const NO_PEOPLE: &[&str] = &[
    "percent",
    "cent",
    "pm",
    "am",
    "year",
    "years",
    "month",
    "months",
    "day",
    "days",
    "week",
    "weeks",
    "hour",
    "hours",
    "minutes",
    "times",
    "km",
    "kilometers",
    "kilometres",
    "miles",
    "meters",
    "metres",
    "dollars",
    "million",
    "billion",
    "homes",
    "houses",
    "buildings",
    "cars",
    "vehicles",
    "rockets",
    "missiles",
    "bombs",
    "drones",
    "tons",
    "tonnes",
    "others",
];

pub(super) const MONTHS: &[&str] =
    &["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// Reads the toll. Of several numbers of dead the largest counts: "killed 3 soldiers … in all 12 died".
///
/// ```
/// use dateline::link::toll;
/// let t = toll("A blast in the harbour killed at least 12 people and wounded dozens, 30 of them badly.");
/// assert_eq!((t.killed, t.injured), (Some(12), Some(30)));
/// ```
pub fn toll(sentence: &str) -> Toll {
    let words: Vec<String> = split(&joined(sentence)).take(400).collect();
    let mut toll = Toll::default();
    for (i, n) in (0..words.len()).filter_map(|i| Some((i, people(&words, i)?))) {
        let after = near(words[i + 1..].iter().take(BETWEEN + 1));
        let before = near(words[i.saturating_sub(BETWEEN)..i].iter().rev());
        // "killed 12 and wounded 30": the verb before the number rules it, unless "and" parts them.
        let parted = |d: usize| words[i - 1 - d..i].iter().any(|w| w == "and");
        let nearest = match (before.filter(|&(_, d)| !parted(d)), after) {
            (Some((b, _)), after) if after.is_none_or(|(_, e)| e > 0) => Some(b),
            (_, Some((a, _))) => Some(a),
            _ => None,
        };
        match nearest {
            Some(true) => toll.killed = toll.killed.max(Some(n)),
            Some(false) => toll.injured = toll.injured.max(Some(n)),
            None => {}
        }
    }
    if let Some(n) = death_toll(&words) {
        toll.killed = Some(n);
    }
    toll
}

/// "1,200" as one word; full stops inside numbers likewise.
pub(super) fn joined(s: &str) -> String {
    let chars: Vec<char> = s.chars().collect();
    let inside = |i: usize| {
        chars[i] == ','
            && i > 0
            && chars[i - 1].is_ascii_digit()
            && chars.get(i + 1..i + 4).is_some_and(|d| d.iter().all(char::is_ascii_digit))
    };
    (0..chars.len()).filter(|&i| !inside(i)).map(|i| chars[i]).collect()
}

/// The first word of death (true) or injury (false), and how far off it is.
fn near<'a>(words: impl Iterator<Item = &'a String>) -> Option<(bool, usize)> {
    words.enumerate().find_map(|(d, w)| match w.as_str() {
        w if DEAD.contains(&w) => Some((true, d)),
        w if HURT.contains(&w) => Some((false, d)),
        _ => None,
    })
}

/// A number of people: not an age, a year, a date or a share.
fn people(words: &[String], i: usize) -> Option<u32> {
    let n = number(&words[i])?;
    let next = words.get(i + 1).map_or("", String::as_str);
    let last = i.checked_sub(1).map_or("", |b| words[b].as_str());
    let year = (1900..2100).contains(&n) && words[i].len() == 4;
    let aged = matches!(last, "aged" | "age");
    (!year && !aged && !NO_PEOPLE.contains(&next) && !MONTHS.contains(&next) && !MONTHS.contains(&last) && n > 0).then_some(n)
}

/// "the death toll rose to 17", "the toll stands at 17".
fn death_toll(words: &[String]) -> Option<u32> {
    let at = words.iter().position(|w| w == "toll")?;
    let of_dead = at.checked_sub(1).is_none_or(|b| matches!(words[b].as_str(), "death" | "the" | "its"));
    let lead = |j: usize| {
        matches!(words[j - 1].as_str(), "to" | "at" | "is" | "of" | "least" | "past" | "above" | "reached" | "reaches" | "passed")
    };
    // "from 5 to 12": the last number is the newest.
    let found = (at + 1..words.len().min(at + 14)).filter(|&j| lead(j)).filter_map(|j| people(words, j)).next_back();
    found.filter(|_| of_dead)
}

pub(super) fn number(word: &str) -> Option<u32> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|&n| n < 10_000_000);
    }
    SMALL.iter().position(|w| *w == word).map(|i| i as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, killed: Option<u32>, injured: Option<u32>) {
        assert_eq!(toll(sentence), Toll { killed, injured }, "{sentence}");
    }

    #[test]
    fn numbers_before_and_after_the_verb() {
        check("Gunmen killed five soldiers near Tarva.", Some(5), None);
        check("At least 12 people were killed and 30 injured in the blast.", Some(12), Some(30));
        check("A raid left 3 dead and eight wounded.", Some(3), Some(8));
        check("The attack killed 1,200 people.", Some(1200), None);
    }

    #[test]
    fn a_toll_that_is_told_as_such() {
        check("The death toll from the market bombing rose from 5 to 12 on Tuesday.", Some(12), None);
        check("The toll of the quake stands at 41.", Some(41), None);
    }

    #[test]
    fn other_numbers_are_no_toll() {
        check("A soldier aged 24 was killed in 2019.", None, None);
        check("They met on 3 May, 12 days after the war.", None, None);
        check("The strike killed a commander on 7 May.", None, None);
        check("A motorway toll of 3 was introduced.", None, None);
        check("", None, None);
    }
}
