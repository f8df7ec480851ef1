//! What became of every article: the account of a run.

use crate::{Article, Item, Kind, Place};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Kept,
    /// Kept, though nothing tells its date: why.
    Undated(String),
    /// Says the same as an earlier one: same text, title, date, publisher and URL.
    Duplicate {
        /// Where that one stands: its place in the input, or the store that has it.
        of: String,
    },
    Unreadable(String),
    /// What holds no article by its nature.
    PassedOver(String),
}

impl Outcome {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Outcome::Kept => "kept",
            Outcome::Undated(_) => "undated",
            Outcome::Duplicate { .. } => "duplicate",
            Outcome::Unreadable(_) => "unreadable",
            Outcome::PassedOver(_) => "passed over",
        }
    }

    /// Why, or of what.
    pub fn why(&self) -> Option<String> {
        match self {
            Outcome::Kept => None,
            Outcome::Duplicate { of: why } | Outcome::Undated(why) | Outcome::Unreadable(why) | Outcome::PassedOver(why) => {
                Some(why.clone())
            }
        }
    }
}

/// How many articles had each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub kept: u64,
    pub undated: u64,
    pub duplicate: u64,
    pub unreadable: u64,
    pub passed_over: u64,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: &Outcome) {
        let count = match outcome {
            Outcome::Kept => &mut self.kept,
            Outcome::Undated(_) => &mut self.undated,
            Outcome::Duplicate { .. } => &mut self.duplicate,
            Outcome::Unreadable(_) => &mut self.unreadable,
            Outcome::PassedOver(_) => &mut self.passed_over,
        };
        *count += 1;
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.counts().iter().sum()
    }

    fn counts(&self) -> [u64; 5] {
        [self.kept, self.undated, self.duplicate, self.unreadable, self.passed_over]
    }
}

/// The account of a run, file by file. Shown as a table.
///
/// ```
/// use dateline_read::{Articles, Options, Report};
/// let mut report = Report::default();
/// for item in Articles::of_bytes("a.txt", "Envoys met.", &Options::default()) {
///     report.note(&item);
/// }
/// assert_eq!(report.total().undated, 1);
/// ```
#[derive(Debug, Default)]
pub struct Report {
    files: BTreeMap<String, Tally>,
    total: Tally,
    seen: Seen,
}

/// How many files the table names one by one; the others are summed up.
const ROWS: usize = 20;

impl Report {
    /// Tells what becomes of an item and counts it.
    pub fn note(&mut self, item: &Item) -> Outcome {
        let (outcome, place) = match item {
            Ok(article) => (self.seen.outcome(article), &article.place),
            Err(trouble) => {
                let outcome = match trouble.kind {
                    Kind::Unreadable => Outcome::Unreadable(trouble.cause.clone()),
                    Kind::NoArticle => Outcome::PassedOver(trouble.cause.clone()),
                };
                (outcome, &trouble.place)
            }
        };
        self.count(place, &outcome);
        outcome
    }

    /// Counts an outcome that somebody else found.
    pub fn count(&mut self, place: &Place, outcome: &Outcome) {
        self.total.add(outcome);
        let known = self.files.len();
        let name =
            if known < ROWS { place.whole() } else { Some(place.whole()).filter(|n| self.files.contains_key(n)).unwrap_or_default() };
        self.files.entry(name).or_default().add(outcome);
    }

    pub fn total(&self) -> Tally {
        self.total
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = ["kept", "undated", "duplicate", "unreadable", "passed over"];
        let shown: Vec<bool> = self.total.counts().iter().enumerate().map(|(i, &n)| n > 0 || i == 0).collect();
        let row = |f: &mut fmt::Formatter<'_>, cells: &dyn Fn(usize) -> String, name: &str| {
            for i in (0..heads.len()).filter(|&i| shown[i]) {
                write!(f, "{:>width$}  ", cells(i), width = heads[i].len().max(7))?;
            }
            writeln!(f, "{name}")
        };
        row(f, &|i| heads[i].to_owned(), "")?;
        for (name, tally) in self.files.iter().filter(|_| self.files.len() > 1) {
            row(f, &|i| tally.counts()[i].to_string(), if name.is_empty() { "(other files)" } else { name })?;
        }
        row(f, &|i| self.total.counts()[i].to_string(), "in all")
    }
}

/// The articles so far, by what they say.
#[derive(Debug, Default)]
struct Seen {
    hasher: RandomState,
    second: RandomState,
    places: HashMap<u128, Place>,
}

impl Seen {
    fn outcome(&mut self, article: &Article) -> Outcome {
        let Article { document, place, .. } = article;
        let said = (&document.text, &document.title, document.date, &document.publisher, &document.url);
        let key = u128::from(self.hasher.hash_one(said)) << 64 | u128::from(self.second.hash_one(said));
        if let Some(of) = self.places.get(&key) {
            return Outcome::Duplicate { of: of.to_string() };
        }
        self.places.insert(key, place.clone());
        if document.date.is_some() { Outcome::Kept } else { Outcome::Undated(undated(article)) }
    }
}

/// Why an article has no date, as its reader noticed.
fn undated(article: &Article) -> String {
    let unread = article.diagnostics.iter().find(|d| d.code == "unreadable-date").map(|d| d.message.clone());
    let nothing = if article.document.text.trim().is_empty() { "it is empty" } else { "neither its fields nor its head give a date" };
    unread.unwrap_or_else(|| nothing.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Options, Report, Tally};

    #[test]
    fn every_article_is_accounted_for() {
        let lines = concat!(
            "{\"date\": \"2021-12-15\", \"text\": \"One.\"}\n{\"text\": \"Two.\"}\nnonsense\n",
            "{\"date\": \"2021-12-15\", \"text\": \"One.\"}\n{\"date\": \"2021-12-16\", \"text\": \"One.\"}\n"
        );
        let mut report = Report::default();
        let outcomes: Vec<_> =
            Articles::of_bytes("a.jsonl", lines, &Options::default()).map(|item| report.note(&item)).map(|o| (o.name(), o.why())).collect();
        let names: Vec<_> = outcomes.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["kept", "undated", "unreadable", "duplicate", "kept"]);
        assert_eq!(outcomes[3].1.as_deref(), Some("a.jsonl:1"));
        assert!(outcomes[1].1.as_deref().is_some_and(|why| why.contains("neither its fields nor its head")));
        assert_eq!(report.total(), Tally { kept: 2, undated: 1, duplicate: 1, unreadable: 1, passed_over: 0 });
        assert!(report.to_string().contains("duplicate"), "{report}");
    }
}
