//! Link: reports of one event become one event, whichever articles they stand in.
//!
//! Two tellings are one event if they report the same act, their actors meet, their times agree in
//! their precision, one place can hold the other, and their words are alike. [`score`] weighs a pair,
//! [`block`] finds the pairs that are worth it, and [`link`] joins them, the surest first, as long as
//! nobody in the group contradicts: so the result hangs on the set of tellings alone, never on their order.
//!
//! ```
//! use dateline::link::{Interval, Party, Telling, link, words};
//! let telling = |id, day| Telling {
//!     id,
//!     doc: id,
//!     kind: "CONSULT".into(),
//!     source: vec![Party { name: "Sergey Lavrov".into(), code: "RUSGOV".into(), ..Party::default() }],
//!     target: vec![Party { name: "Wang Yi".into(), code: "CHNGOV".into(), ..Party::default() }],
//!     when: Some(Interval { from: day, to: day, stated: true }),
//!     words: words("Sergey Lavrov met Wang Yi to speak of grain."),
//!     ..Telling::default()
//! };
//! let groups = link(&[telling(1, 100), telling(2, 100), telling(3, 107)], &[]).groups;
//! assert_eq!(groups, [vec![0, 1], vec![2]]);
//! ```

mod agree;
mod block;
mod copies;
mod fate;
mod score;
mod toll;
mod words;

pub use block::pairs;
pub use copies::{Article, SIGNATURE, origins, signature, tellings_origins};
pub use fate::{Fate, Promise, conditional, deadline, fates};
pub use score::{Weighed, contradicts, weigh};
pub use toll::{Toll, harm, toll};
pub use words::{Rarity, words};

use std::collections::{HashMap, HashSet};

/// An actor as linking sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub code: String,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    pub sector: Option<String>,
}

/// First and last day, counted from any fixed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    pub from: i32,
    pub to: i32,
    /// False where the day of publication stands in.
    pub stated: bool,
}

/// A place as linking sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    pub name: String,
    /// A town or building, not an area, state or country.
    pub town: bool,
    /// A whole country.
    pub land: bool,
    pub country: Option<String>,
    /// Latitude and longitude in degrees.
    pub at: Option<(f64, f64)>,
}

/// What kind of reality a telling gives its act: only alike ones can be one event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Reality {
    #[default]
    Done,
    Ahead,
    Possible,
    Denied,
}

/// One report of an event in one document.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    /// Unique, and made of the contents: ties are broken by it.
    pub id: u64,
    /// The document, likewise.
    pub doc: u64,
    /// Day of publication.
    pub published: Option<i32>,
    /// PLOVER type.
    pub kind: String,
    pub mode: Option<String>,
    pub quad: u8,
    pub reality: Reality,
    pub source: Vec<Party>,
    pub target: Vec<Party>,
    pub when: Option<Interval>,
    pub place: Option<Spot>,
    /// Hashes of the words of its sentence ([`words`]), sorted.
    pub words: Vec<u32>,
    /// The same of the words of the act itself.
    pub act: Vec<u32>,
    pub killed: Option<u32>,
    /// Its word says what was suffered (killed, injured), not what was done (attacked, shelled); see [`harm`].
    pub harm: bool,
}

/// What a person decided about two tellings, by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    pub a: u64,
    pub b: u64,
    pub same: bool,
}

/// Why two tellings (by their index) are in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    pub a: usize,
    pub b: usize,
    pub score: f32,
    /// `actors 1.00, time 0.80, place 0.50, words 0.32`, or `pinned`.
    pub why: String,
}

/// The groups of tellings that are one event each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linked {
    /// Indexes of the tellings, sorted; the groups by their first.
    pub groups: Vec<Vec<usize>>,
    pub merges: Vec<Merge>,
}

/// Pairs at least this alike are one event.
pub const THRESHOLD: f32 = 0.6;

/// How many members of a group a newcomer group is held against.
const WITNESSES: usize = 24;

/// Groups the tellings that are one event. Pins come before all weighing.
pub fn link(tellings: &[Telling], pins: &[Pin]) -> Linked {
    let rarity = rarity(tellings);
    let mut edges: Vec<Merge> = pairs(tellings).into_iter().filter_map(|(a, b)| merge(tellings, &rarity, a, b)).collect();
    edges.sort_by(|x, y| y.score.total_cmp(&x.score).then_with(|| ids(tellings, x).cmp(&ids(tellings, y))));
    let mut groups = Groups::new(tellings, pins);
    let mut merges: Vec<Merge> = groups.pinned().into_iter().filter(|m| groups.join(m.a, m.b)).collect();
    merges.extend(edges.into_iter().filter(|m| groups.agree(m.a, m.b) && groups.join(m.a, m.b)));
    Linked { groups: groups.finish(), merges }
}

/// How much each word of these tellings tells.
pub fn rarity(tellings: &[Telling]) -> Rarity {
    Rarity::of(tellings.iter().map(|t| t.words.as_slice()))
}

fn merge(tellings: &[Telling], rarity: &Rarity, a: usize, b: usize) -> Option<Merge> {
    let weighed = weigh(&tellings[a], &tellings[b], rarity)?;
    (weighed.total >= THRESHOLD).then(|| Merge { a, b, score: weighed.total, why: weighed.to_string() })
}

/// The ids of a pair, the smaller first.
fn ids(tellings: &[Telling], m: &Merge) -> (u64, u64) {
    let (a, b) = (tellings[m.a].id, tellings[m.b].id);
    (a.min(b), a.max(b))
}

/// Groups that grow by joining.
struct Groups<'a> {
    tellings: &'a [Telling],
    /// The group of each telling.
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    same: Vec<(usize, usize)>,
    different: HashMap<usize, Vec<usize>>,
}

impl<'a> Groups<'a> {
    fn new(tellings: &'a [Telling], pins: &[Pin]) -> Self {
        let index: HashMap<u64, usize> = tellings.iter().enumerate().map(|(i, t)| (t.id, i)).collect();
        let mut groups = Groups {
            tellings,
            of: (0..tellings.len()).collect(),
            members: (0..tellings.len()).map(|i| vec![i]).collect(),
            same: Vec::new(),
            different: HashMap::new(),
        };
        for pin in pins {
            let (Some(&a), Some(&b)) = (index.get(&pin.a), index.get(&pin.b)) else { continue };
            if pin.same {
                groups.same.push((a, b));
            } else {
                groups.different.entry(a).or_default().push(b);
                groups.different.entry(b).or_default().push(a);
            }
        }
        groups
    }

    fn pinned(&self) -> Vec<Merge> {
        self.same.iter().map(|&(a, b)| Merge { a, b, score: 1.0, why: "pinned".into() }).collect()
    }

    /// Whether the groups of two tellings may become one.
    fn agree(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of[a], self.of[b]);
        a == b || (!self.kept_apart(a, b) && !self.contradict(a, b))
    }

    fn kept_apart(&self, a: usize, b: usize) -> bool {
        if self.different.is_empty() {
            return false;
        }
        let (small, other) = if self.members[a].len() <= self.members[b].len() { (a, b) } else { (b, a) };
        self.members[small].iter().filter_map(|m| self.different.get(m)).flatten().any(|&d| self.of[d] == other)
    }

    fn contradict(&self, a: usize, b: usize) -> bool {
        let witnesses = |g: usize| self.members[g].iter().take(WITNESSES);
        witnesses(a).any(|&x| witnesses(b).any(|&y| contradicts(&self.tellings[x], &self.tellings[y])))
    }

    /// Joins the groups of two tellings; false if they were one already.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of[a], self.of[b]);
        if a == b {
            return false;
        }
        let (small, large) = if self.members[a].len() < self.members[b].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[small]);
        moved.iter().for_each(|&m| self.of[m] = large);
        self.members[large].extend(moved);
        let tellings = self.tellings;
        self.members[large].sort_unstable_by_key(|&m| tellings[m].id);
        true
    }

    fn finish(self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = self.members.into_iter().filter(|m| !m.is_empty()).collect();
        groups.iter_mut().for_each(|g| g.sort_unstable());
        groups.sort_unstable();
        groups
    }
}

/// A number that hangs on the words alone (FNV-1a).
pub(crate) fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

/// Pairs without repetition, the smaller index first, sorted.
pub(crate) fn unique(pairs: HashSet<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}
