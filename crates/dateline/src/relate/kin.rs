//! What the codebook says of single words, and of words that mean nearly the same.

use super::feature::{Features, Reader};
use super::name::hash;
use super::site::Site;
use super::vector::Words;
use crate::code::Codebook;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Words of more types than this tell nothing of a neighbour's.
const FEW_TYPES: usize = 2;
/// Neighbours of a word that are looked at, and how near they must be (cosine).
const NEIGHBOURS: usize = 3;
const NEAR: f32 = 0.45;
/// Words between two mentions that are few enough to be one name.
const FEW_WORDS: usize = 5;
/// Tokens behind the second mention that are looked at in order.
const AFTER: usize = 8;

/// A word of the codebook: its row among the word vectors, its vector of length one, its types.
#[derive(Debug)]
struct Known {
    row: u32,
    unit: Vec<f32>,
    kinds: Vec<usize>,
}

/// The codebook's words that have a vector and few types, and what was found near each word that was asked for.
#[derive(Debug)]
pub struct Kin {
    known: Vec<Known>,
    /// For each row of the word vectors the places of its neighbours, once they are looked for.
    near: Vec<OnceLock<Box<[usize]>>>,
}

impl Kin {
    /// Looks up the words of a codebook.
    pub fn new(book: &Codebook, words: &Words) -> Self {
        let mut kinds: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for (word, entries) in book.heads() {
            let Some(row) = words.row(word) else { continue };
            kinds.entry(row).or_default().extend(entries.map(|e| book.rules[e.rule].kind));
        }
        let few = kinds.into_iter().filter(|(_, kinds)| kinds.len() <= FEW_TYPES);
        let known = few.map(|(row, kinds)| Known { row, unit: words.unit(row), kinds: kinds.into_iter().collect() }).collect();
        Kin { known, near: (0..words.rows()).map(|_| OnceLock::new()).collect() }
    }

    /// The nearest words to one of this row, the nearest first.
    fn near(&self, row: u32, words: &Words) -> Vec<&Known> {
        let found = self.near[row as usize].get_or_init(|| self.look(row, words));
        found.iter().map(|&i| &self.known[i]).collect()
    }

    /// Looks for the neighbours of a row.
    fn look(&self, row: u32, words: &Words) -> Box<[usize]> {
        let unit = words.unit(row);
        let others = self.known.iter().enumerate().filter(|(_, k)| k.row != row);
        let mut near: Vec<(f32, usize)> = others.map(|(i, k)| (dot(&k.unit, &unit), i)).filter(|&(c, _)| c >= NEAR).collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(self.known[a.1].row.cmp(&self.known[b.1].row)));
        near.into_iter().take(NEIGHBOURS).map(|(_, i)| i).collect()
    }
}

/// The product of two vectors, summed in eight lanes that a processor can add side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut lanes = [0.0; 8];
    for (x, y) in a.iter().zip(b) {
        lanes.iter_mut().zip(x.iter().zip(y)).for_each(|(sum, (x, y))| *sum += x * y);
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum::<f32>()
}

impl Reader<'_> {
    /// The types that the codebook knows the predicates for, whether or not a whole rule fits.
    pub(super) fn types(&self, site: &Site, f: &mut Features) {
        for (tag, at) in predicates(site) {
            let Some(i) = at else { continue };
            let entries = self.book.verb(self.lemma(i)).chain(self.book.noun(self.lemma(i)));
            let kinds: BTreeSet<usize> = entries.map(|e| self.book.rules[e.rule].kind).collect();
            for &kind in &kinds {
                f.names.push(hash(&["X", tag, &self.book.types[kind].name]));
            }
            if let (1, Some(&kind)) = (kinds.len(), kinds.first()) {
                f.names.push(hash(&["X1", tag, &self.book.types[kind].name]));
            }
        }
    }

    /// The types of the codebook's words that mean nearly the same as the predicates and what completes the link.
    pub(super) fn kin(&self, site: &Site, f: &mut Features) {
        let doc = self.doc;
        let outside = |k: &usize| !site.source.tokens.contains(k) && !site.target.tokens.contains(k);
        let child = |labels: &[&str]| doc.children(site.link).filter(outside).find(|&k| labels.contains(&doc.dep(k)));
        let completing = [("O", child(&["dobj", "attr", "nsubjpass"])), ("C", child(&["xcomp", "ccomp", "advcl"]))];
        for (tag, at) in predicates(site).into_iter().chain(completing) {
            let row = at.and_then(|i| self.words.row(self.lemma(i)).or_else(|| self.words.row(doc.lower(i))));
            let near = row.map_or_else(Vec::new, |row| self.kin.near(row, self.words));
            for (rank, known) in near.into_iter().enumerate() {
                for &kind in &known.kinds {
                    f.names.push(hash(&["K", tag, &self.book.types[kind].name]));
                    if rank == 0 {
                        f.names.push(hash(&["K1", tag, &self.book.types[kind].name]));
                    }
                }
            }
        }
    }

    /// The words right behind the first mention, right before the second and right behind that, in order; all between
    /// the two where these are few.
    pub(super) fn string(&self, site: &Site, f: &mut Features) {
        let forward = site.source.head < site.target.head;
        let (a, b, order) = if forward { (&site.source, &site.target, ">") } else { (&site.target, &site.source, "<") };
        let between = self.bare(a.tokens.end, b.tokens.start);
        let after = self.bare(b.tokens.end, (b.tokens.end + AFTER).min(self.doc.len()));
        let mut put = |parts: &[&str]| f.names.push(hash(parts));
        if between.len() <= FEW_WORDS {
            put(&["g", "all", order, &between.join(" ")]);
        }
        for n in 2..=3 {
            if between.len() >= n {
                put(&["g", "first", order, &between[..n].join(" ")]);
                put(&["g", "last", order, &between[between.len() - n..].join(" ")]);
            }
            if after.len() >= n {
                put(&["g", "after", order, &after[..n].join(" ")]);
            }
        }
        between.windows(3).for_each(|w| put(&["g", "3", &w.join(" ")]));
        if let (Some(x), Some(y)) = (between.last(), after.first()) {
            put(&["g", "about", order, x, y]);
        }
    }

    /// The words of a stretch without articles, adjectives and punctuation.
    fn bare(&self, from: usize, to: usize) -> Vec<&str> {
        let bare = |&i: &usize| !matches!(self.doc.pos(i), "DET" | "PUNCT" | "SPACE" | "ADJ");
        (from..to.max(from)).filter(bare).map(|i| self.word(i)).collect()
    }
}

fn predicates(site: &Site) -> [(&'static str, Option<usize>); 4] {
    [("L", Some(site.link)), ("S", Some(site.over_source)), ("T", Some(site.over_target)), ("G", site.governor)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Knowledge;

    #[test]
    fn a_word_has_neighbours_of_like_meaning_and_is_none_itself() {
        let (knowledge, words) = (Knowledge::embedded().expect("sound knowledge"), Words::built_in().expect("sound vectors"));
        let kin = Kin::new(&knowledge.codebook, &words);
        let row = words.row("bombard").expect("a vector");
        let near = kin.near(row, &words);
        let kinds = |k: &&Known| k.kinds.iter().map(|&k| knowledge.codebook.types[k].name.as_str()).collect::<Vec<_>>();
        assert!(near.iter().all(|k| k.row != row));
        let again = kin.near(row, &words);
        assert!(!near.is_empty() && near.iter().map(|k| k.row).eq(again.iter().map(|k| k.row)), "the second look finds the same");
        assert!(near.iter().any(|k| kinds(k).contains(&"ASSAULT")), "{:?}", near.iter().map(kinds).collect::<Vec<_>>());
    }
}
