//! Which pairs of tellings are worth weighing: those that share a key of act, actor and time.
//!
//! The keys keep the work near-linear: a pair of a small block is weighed at once, in a crowded block only
//! with those that also share an uncommon word or the town.

use super::{Party, Telling, hash, unique};
use std::collections::{HashMap, HashSet};

/// Times within this many days share a block.
const DAYS: i32 = 4;

/// Blocks up to this size are weighed each with each.
const SMALL: usize = 40;

/// In a crowded block a word or town of so many tellings tells nothing.
const UNCOMMON: usize = 24;

/// Candidate pairs, the smaller index first, sorted.
pub fn pairs(tellings: &[Telling]) -> Vec<(usize, usize)> {
    let mut blocks: HashMap<u64, Vec<usize>> = HashMap::new();
    for (i, t) in tellings.iter().enumerate() {
        for key in keys(t) {
            blocks.entry(key).or_default().push(i);
        }
    }
    let mut found = HashSet::new();
    for block in blocks.into_values() {
        if block.len() <= SMALL {
            each_with_each(&block, &mut found);
        } else {
            crowded(tellings, &block, &mut found);
        }
    }
    unique(found)
}

fn each_with_each(block: &[usize], found: &mut HashSet<(usize, usize)>) {
    for (n, &i) in block.iter().enumerate() {
        found.extend(block[n + 1..].iter().map(|&j| (i.min(j), i.max(j))));
    }
}

/// Pairs of a crowded block that share something uncommon in it.
fn crowded(tellings: &[Telling], block: &[usize], found: &mut HashSet<(usize, usize)>) {
    let mut finer: HashMap<u64, Vec<usize>> = HashMap::new();
    for &i in block {
        let t = &tellings[i];
        let town = t.place.as_ref().filter(|p| p.town).map(|p| hash(p.name.bytes()));
        let people = t.source.iter().chain(&t.target).filter(|p| p.name.contains(' ')).map(|p| hash(p.name.bytes()));
        for key in t.words.iter().map(|&w| u64::from(w)).chain(town).chain(people) {
            finer.entry(key).or_default().push(i);
        }
    }
    finer.into_values().filter(|b| b.len() <= UNCOMMON).for_each(|b| each_with_each(&b, found));
}

/// The keys of a telling: its act, one of its doers or of those it was done to, and its time, twice so that neighbouring days meet.
fn keys(t: &Telling) -> Vec<u64> {
    let symmetric = matches!(t.kind.as_str(), "CONSULT" | "COOPERATE");
    let doers =
        if t.source.is_empty() || symmetric { t.source.iter().chain(&t.target).collect() } else { t.source.iter().collect::<Vec<_>>() };
    let mut keys = Vec::new();
    for party in doers {
        for stamp in stamps(t) {
            keys.push(hash(t.kind.bytes().chain([t.reality as u8]).chain(who(party).bytes()).chain(stamp)));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn who(p: &Party) -> String {
    p.country.clone().unwrap_or_else(|| p.sector.clone().unwrap_or_else(|| p.name.to_lowercase()))
}

fn stamps(t: &Telling) -> Vec<Vec<u8>> {
    let Some(when) = t.when else { return vec![b"-".to_vec()] };
    let stamp = |mark: u8, n: i32| [mark].into_iter().chain(n.to_le_bytes()).collect::<Vec<u8>>();
    if when.to - when.from > 7 {
        let length = (when.to - when.from).min(400) / 100;
        return vec![stamp(b'p' + length as u8, when.from.div_euclid(31))];
    }
    let first = when.from.div_euclid(DAYS);
    vec![stamp(b'd', first), stamp(b'd', first + 1)]
}
