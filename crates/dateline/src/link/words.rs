//! The words that tell one story from another: content words, cut to their stems, as hashes.

use super::hash;
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
    "eight",
    "either",
    "even",
    "ever",
    "every",
    "few",
    "first",
    "five",
    "for",
    "four",
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
    "nine",
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
    "seven",
    "several",
    "she",
    "should",
    "since",
    "six",
    "so",
    "some",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "still",
    "such",
    "sunday",
    "take",
    "ten",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "third",
    "this",
    "those",
    "three",
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
    "two",
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

/// Hashes of the content words of a sentence, sorted, each once. Numbers count: they tell stories apart.
pub fn words(sentence: &str) -> Vec<u32> {
    let mut out: Vec<u32> =
        split(sentence).filter(|w| COMMON.binary_search(&w.as_str()).is_err()).map(|w| fold(stem(&w))).take(AT_MOST).collect();
    out.sort_unstable();
    out.dedup();
    out
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
