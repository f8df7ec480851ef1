//! The words that tell one story from another: content words, cut to their stems, as hashes.

use super::hash;
use super::toll::{MONTHS, joined, number};
use std::collections::HashMap;

/// Words that every story has.
const COMMON: &[&str] = &[
    "a",
    "about",
    "above",
    "according",
    "after",
    "again",
    "against",
    "ago",
    "all",
    "also",
    "although",
    "am",
    "amid",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "around",
    "as",
    "at",
    "away",
    "back",
    "be",
    "because",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "came",
    "can",
    "come",
    "could",
    "day",
    "days",
    "did",
    "do",
    "does",
    "down",
    "due",
    "during",
    "each",
    "early",
    "either",
    "even",
    "ever",
    "every",
    "few",
    "first",
    "for",
    "friday",
    "from",
    "further",
    "get",
    "go",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "hers",
    "him",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "just",
    "last",
    "late",
    "later",
    "least",
    "less",
    "like",
    "made",
    "make",
    "many",
    "may",
    "me",
    "might",
    "monday",
    "month",
    "months",
    "more",
    "morning",
    "most",
    "much",
    "must",
    "my",
    "near",
    "new",
    "next",
    "night",
    "no",
    "not",
    "now",
    "of",
    "off",
    "official",
    "officials",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "own",
    "part",
    "people",
    "per",
    "reported",
    "reportedly",
    "reports",
    "said",
    "same",
    "saturday",
    "saying",
    "says",
    "second",
    "see",
    "several",
    "she",
    "should",
    "since",
    "so",
    "some",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "still",
    "such",
    "sunday",
    "take",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "thursday",
    "time",
    "to",
    "today",
    "told",
    "tomorrow",
    "too",
    "took",
    "tuesday",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "very",
    "via",
    "was",
    "we",
    "wednesday",
    "week",
    "weeks",
    "well",
    "went",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "year",
    "years",
    "yesterday",
    "yet",
    "you",
    "your",
];

/// A sentence is told by its first words; a list of names a page long would outweigh every other.
const AT_MOST: usize = 64;

/// Hashes of the content words of a sentence, sorted, each once: odd those of numbers, even all others.
///
/// Numbers tell stories apart, as figures or spelled out; years and days of a month are no numbers.
pub fn words(sentence: &str) -> Vec<u32> {
    let all: Vec<String> = split(&joined(sentence)).collect();
    let hashed = |(i, w): (usize, &String)| match number(w).or_else(|| ordinal(w)) {
        Some(n) if !dated(&all, i, n) => fold(&n.to_string()) | 1,
        _ => fold(stem(w)) & !1,
    };
    let content = all.iter().enumerate().filter(|(_, w)| COMMON.binary_search(&w.as_str()).is_err());
    let mut out: Vec<u32> = content.map(hashed).take(AT_MOST).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Third to tenth; the first two say more often that something is new or how long it took.
fn ordinal(word: &str) -> Option<u32> {
    let at = ["third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"].iter().position(|o| *o == word);
    at.map(|i| i as u32 + 3)
}

/// A year, or a day beside its month.
fn dated(words: &[String], i: usize, n: u32) -> bool {
    let month = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|w| MONTHS.contains(&w.as_str()));
    (words[i].len() == 4 && (1900..2100).contains(&n)) || month(i.checked_sub(1)) || month(Some(i + 1))
}

/// Whether two sets of words give numbers that don't agree: less than half of them are the other's.
pub(super) fn numbers_differ(a: &[u32], b: &[u32]) -> bool {
    let of = |words: &[u32]| words.iter().filter(|w| *w % 2 == 1).count();
    let (x, y) = (of(a), of(b));
    let both = shared(a, b).iter().filter(|w| *w % 2 == 1).count();
    x > 0 && y > 0 && both * 2 < x.max(y)
}

/// Words in small letters, without possessive endings.
pub(super) fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).filter_map(|w| {
        let w = w.trim_matches(['\'', '’']);
        let w = w.strip_suffix("'s").or_else(|| w.strip_suffix("’s")).unwrap_or(w);
        (!w.is_empty()).then(|| w.to_lowercase())
    })
}

/// A word without its commonest endings: "killing", "killed" and "kills" are one.
pub(super) fn stem(word: &str) -> &str {
    let long = |rest: &str, least: usize| rest.len() >= least && rest.is_char_boundary(rest.len());
    for (ending, least) in [
        ("ations", 3),
        ("ation", 3),
        ("ings", 3),
        ("ing", 3),
        ("ies", 3),
        ("ied", 3),
        ("ers", 4),
        ("ed", 3),
        ("es", 3),
        ("er", 4),
        ("s", 3),
        ("y", 3),
        ("e", 3),
    ] {
        if let Some(rest) = word.strip_suffix(ending).filter(|rest| long(rest, least)) {
            return rest;
        }
    }
    word
}

fn fold(word: &str) -> u32 {
    let h = hash(word.bytes());
    (h ^ (h >> 32)) as u32
}

/// How much the words of a collection tell: a word of few reports tells more than one of every war.
#[derive(Debug, Clone, Default)]
pub struct Rarity {
    /// How many reports have the word.
    counts: HashMap<u32, u32>,
    reports: usize,
}

/// Words are weighed as if so many more reports were known: a small collection can't tell what is rare.
const PRIOR: f32 = 1000.0;

impl Rarity {
    /// Counts the words of reports.
    pub fn of<'a>(reports: impl Iterator<Item = &'a [u32]>) -> Rarity {
        let mut rarity = Rarity::default();
        for words in reports {
            rarity.reports += 1;
            words.iter().for_each(|&w| *rarity.counts.entry(w).or_default() += 1);
        }
        rarity
    }

    fn weight(&self, word: u32) -> f32 {
        let known = self.counts.get(&word).copied().unwrap_or(0) as f32;
        ((self.reports as f32 + PRIOR) / (known + PRIOR / 50.0)).ln()
    }

    fn sum(&self, words: &[u32]) -> f32 {
        words.iter().map(|&w| self.weight(w)).sum()
    }

    /// How alike two sets of words are, 0 to 1: the mean of the share of the smaller one that they have in common and of the share of all.
    pub fn likeness(&self, a: &[u32], b: &[u32]) -> f32 {
        let common = self.sum(&shared(a, b));
        let (of_a, of_b) = (self.sum(a), self.sum(b));
        // A sentence of two or three words is no match for a long one that happens to have them.
        let few = 4.0 * (of_a + of_b) / (a.len() + b.len()).max(1) as f32;
        let (smaller, all) = (of_a.min(of_b).max(few), of_a + of_b - common);
        if common == 0.0 { 0.0 } else { 0.5 * common / smaller + 0.5 * common / all }
    }
}

/// The words that two sorted sets share.
fn shared(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                out.push(*x);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    out
}

/// How many words two sorted sets share.
pub(super) fn common(a: &[u32], b: &[u32]) -> usize {
    shared(a, b).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn endings_and_common_words_do_not_count() {
        assert_eq!(words("The soldiers attacked the village"), words("soldier attacks villages"));
        assert!(words("It was said that they would").is_empty());
        assert!(words("«…» — 💥").is_empty());
    }

    #[test]
    fn numbers_tell_stories_apart() {
        let differ = |a: &str, b: &str| numbers_differ(&words(a), &words(b));
        assert!(differ("They freed four sailors and 12 cooks", "They freed 2 sailors, 10 cooks and a parrot"));
        assert!(!differ("They freed four sailors in 2031", "On 3 May they freed 4 sailors"), "spelled out, and a date");
        assert!(!differ("They freed four sailors", "They freed sailors"));
        assert!(differ("The fifth missile", "The third missile"));
    }

    #[test]
    fn likeness_runs_from_none_to_all() {
        let (a, b) = (words("a bomb tore through the market of Duvane"), words("bomb at the Duvane market"));
        let plain = Rarity::default();
        assert!(plain.likeness(&a, &a) > 0.99 && plain.likeness(&a, &[]) == 0.0);
        assert!(plain.likeness(&a, &b) > 0.5 && plain.likeness(&a, &b) < 1.0);
    }

    #[test]
    fn rare_words_tell_more() {
        let war: Vec<Vec<u32>> = (0..5000).map(|i| words(&format!("airstrikes killed people in village{i}"))).collect();
        let rarity = Rarity::of(war.iter().map(Vec::as_slice));
        let (a, b, c) =
            (words("airstrikes killed people in Duvane"), words("airstrikes killed people in Tarva"), words("Duvane was struck"));
        assert!(rarity.likeness(&a, &c) > rarity.likeness(&a, &b));
        assert!(Rarity::default().likeness(&a, &c) < Rarity::default().likeness(&a, &b));
    }
}
