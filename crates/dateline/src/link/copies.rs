//! Copies: a wire story in forty outlets is one telling, however its editors cut and retitled it.

use super::words::{common, split};
use super::{Telling, hash, unique};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many numbers a signature has.
pub const SIGNATURE: usize = 64;

/// Signatures are compared where one of these bands agrees in whole.
const BAND: usize = 3;

/// Texts are copies if they share this part of their word triples.
const COPY: f32 = 0.4;

/// Sentences are copies if their content words are this alike, and there are enough of them to tell.
const COPIED_SENTENCE: f32 = 0.8;
const ENOUGH_WORDS: usize = 7;

/// Copies are printed within so many days of each other.
const DAYS: i32 = 7;

/// The longest list of articles in a band that is compared each with each.
const CROWD: usize = 64;

/// The MinHash of a text's word triples: the share of equal numbers in two signatures estimates the
/// share of triples that the texts have in common. One pass over the text.
pub fn signature(text: &str) -> [u16; SIGNATURE] {
    let mut least = [u64::MAX; SIGNATURE];
    let mut window = [0u64; 3];
    let mut seen = 0;
    for word in split(text) {
        window = [window[1], window[2], hash(word.bytes())];
        seen += 1;
        if seen >= 3 {
            note(&mut least, mixed(window[0].rotate_left(21) ^ window[1].rotate_left(42) ^ window[2]));
        }
    }
    if (1..3).contains(&seen) {
        note(&mut least, mixed(window[2] ^ window[1].rotate_left(42)));
    }
    fill(&mut least);
    least.map(|h| (h >> 40) as u16)
}

fn note(least: &mut [u64; SIGNATURE], h: u64) {
    let slot = (h % SIGNATURE as u64) as usize;
    least[slot] = least[slot].min(h);
}

fn mixed(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// An empty slot takes over its neighbour's number, changed by the distance: short texts have few triples.
fn fill(least: &mut [u64; SIGNATURE]) {
    let first = *least;
    if first.iter().all(|&h| h == u64::MAX) {
        return;
    }
    for i in 0..SIGNATURE {
        if let Some(step) = (0..SIGNATURE).find(|s| first[(i + s) % SIGNATURE] != u64::MAX) {
            least[i] = first[(i + step) % SIGNATURE].wrapping_add((step as u64) << 40);
        }
    }
}

/// A document as the search for copies sees it.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: u64,
    pub published: Option<i32>,
    pub signature: [u16; SIGNATURE],
}

/// For each article the id of the earliest article that it is a copy of, its own if it is none.
pub fn origins(articles: &[Article]) -> Vec<u64> {
    let mut pairs = HashSet::new();
    (0..SIGNATURE / BAND).for_each(|band| alike_in(articles, band, &mut pairs));
    let copies = unique(pairs).into_iter().filter(|&(i, j)| shared(&articles[i], &articles[j]) >= COPY);
    let keys: Vec<(Option<i32>, u64)> = articles.iter().map(|a| (a.published.or(Some(i32::MAX)), a.id)).collect();
    roots(&keys, copies).into_iter().map(|r| articles[r].id).collect()
}

/// Pairs of articles that agree in a whole band and were published close together. A band at a time: the memory is that of one.
fn alike_in(articles: &[Article], band: usize, pairs: &mut HashSet<(usize, usize)>) {
    let empty = signature("");
    let mut crowds: HashMap<&[u16], Vec<usize>> = HashMap::new();
    for (i, a) in articles.iter().enumerate().filter(|(_, a)| a.signature != [u16::MAX; SIGNATURE] && a.signature != empty) {
        crowds.entry(&a.signature[band * BAND..(band + 1) * BAND]).or_default().push(i);
    }
    for mut crowd in crowds.into_values().filter(|c| c.len() > 1) {
        crowd.sort_unstable_by_key(|&i| (articles[i].published, articles[i].id));
        for (n, &i) in crowd.iter().enumerate() {
            for &j in crowd[n + 1..].iter().take(CROWD).take_while(|&&j| close(articles[i].published, articles[j].published)) {
                pairs.insert((i.min(j), i.max(j)));
            }
        }
    }
}

fn close(a: Option<i32>, b: Option<i32>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= DAYS,
        (a, b) => a == b,
    }
}

fn shared(a: &Article, b: &Article) -> f32 {
    a.signature.iter().zip(&b.signature).filter(|(x, y)| x == y).count() as f32 / SIGNATURE as f32
}

/// The origin of each telling of one event: that of its document, or of a document with the same sentence.
pub fn tellings_origins(tellings: &[&Telling], of_document: &[u64]) -> Vec<u64> {
    let mut copies = Vec::new();
    let mut first: BTreeMap<u64, usize> = BTreeMap::new();
    for (i, &origin) in of_document.iter().enumerate() {
        copies.extend(first.get(&origin).map(|&j| (j, i)));
        first.entry(origin).or_insert(i);
    }
    for i in 0..tellings.len() {
        copies.extend((i + 1..tellings.len()).take(CROWD).filter(|&j| copied(tellings[i], tellings[j])).map(|j| (i, j)));
    }
    let keys: Vec<(Option<i32>, u64)> = tellings.iter().zip(of_document).map(|(t, &o)| (t.published.or(Some(i32::MAX)), o)).collect();
    roots(&keys, copies.into_iter()).into_iter().map(|r| of_document[r]).collect()
}

fn copied(a: &Telling, b: &Telling) -> bool {
    let (least, most) = (a.words.len().min(b.words.len()), a.words.len().max(b.words.len()));
    least >= ENOUGH_WORDS && common(&a.words, &b.words) as f32 >= COPIED_SENTENCE * most as f32
}

/// For each item the member of its group with the smallest key; pairs join groups.
fn roots<K: Ord>(keys: &[K], pairs: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut up: Vec<usize> = (0..keys.len()).collect();
    fn find(up: &mut [usize], mut i: usize) -> usize {
        while up[i] != i {
            up[i] = up[up[i]];
            i = up[i];
        }
        i
    }
    for (a, b) in pairs {
        let (a, b) = (find(&mut up, a), find(&mut up, b));
        let (low, high) = if keys[a] <= keys[b] { (a, b) } else { (b, a) };
        up[high] = low;
    }
    (0..keys.len()).map(|i| find(&mut up, i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: u64, day: i32, text: &str) -> Article {
        Article { id, published: Some(day), signature: signature(text) }
    }

    const STORY: &str = "The harbour of Duvane was closed on Monday after a ship struck the northern pier, the port authority said. \
        Two tugs were sent to free the vessel before the evening tide. Nobody was hurt and no oil was lost, officials said. \
        The pier will be inspected by divers on Tuesday, and ferries to the islands will leave from the old quay until then.";

    #[test]
    fn a_cut_copy_has_the_origin_of_the_first() {
        let cut: String = STORY.split_inclusive(". ").take(3).collect();
        let other = "Parliament voted on Monday to raise the retirement age, against the protest of the unions in the capital.";
        let all = [article(5, 11, &cut), article(9, 10, STORY), article(3, 10, other), article(1, 30, STORY)];
        assert_eq!(origins(&all), [9, 9, 3, 1]);
    }

    #[test]
    fn the_order_does_not_matter() {
        let cut: String = STORY.split_inclusive(". ").skip(1).collect();
        let a = origins(&[article(5, 10, &cut), article(9, 10, STORY)]);
        let b = origins(&[article(9, 10, STORY), article(5, 10, &cut)]);
        assert_eq!((a, b), (vec![5, 5], vec![5, 5]));
    }

    #[test]
    fn empty_texts_are_nobodys_copies() {
        assert_eq!(origins(&[article(1, 1, ""), article(2, 1, "—")]), [1, 2]);
    }
}
