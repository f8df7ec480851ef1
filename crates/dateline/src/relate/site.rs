//! Where two mentions stand in the parse: the predicates between them, and what completes these.

use super::Pair;
use dateline_lang::Doc;
use std::ops::Range;

/// Deeper trees are not language.
const MAX_DEPTH: usize = 40;
/// More stretches of one side than this are not looked at.
const MAX_SPANS: usize = 8;

/// The tokens of one side.
#[derive(Debug, Clone)]
pub struct Side {
    pub head: usize,
    pub tokens: Range<usize>,
}

/// The way through the tree from the source to the target. All fields are token indices.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub source: Side,
    pub target: Side,
    /// From below the source's head up to the lowest token above both; then down to above the target.
    pub up: Vec<usize>,
    pub down: Vec<usize>,
    /// The predicate that joins them: a verb, or a noun such as "attack" or "talks".
    pub link: usize,
    /// The nearest predicate above the source, and above the target.
    pub over_source: usize,
    pub over_target: usize,
    /// The verb that governs the link.
    pub governor: Option<usize>,
    /// The two stand in sentences of their own.
    pub apart: bool,
}

/// Finds the way between the marked mentions; none in a text without tokens. A side without a
/// token stands for the root above the other one, or above the first token.
pub(super) fn find(doc: &Doc, pair: &Pair) -> Option<Site> {
    let (mut sources, mut targets) = (sides(doc, &pair.source), sides(doc, &pair.target));
    if doc.is_empty() {
        return None;
    }
    let lone = sources.first().or(targets.first()).map_or(0, |side| side.head);
    let root = *ancestors(doc, lone).last()?;
    for missing in [&mut sources, &mut targets].into_iter().filter(|side| side.is_empty()) {
        missing.push(Side { head: root, tokens: root..root });
    }
    let all = sources.iter().flat_map(|s| targets.iter().map(move |t| (s, t)));
    let (source, target) = all.min_by_key(|(s, t)| distance(doc, s.head, t.head))?;
    Some(between(doc, source.clone(), target.clone()))
}

/// The way between two mentions given by their tokens.
pub(super) fn between(doc: &Doc, source: Side, target: Side) -> Site {
    let up_all = ancestors(doc, source.head);
    let down_all = ancestors(doc, target.head);
    let meet = up_all.iter().find(|a| down_all.contains(a)).copied();
    let top = meet.unwrap_or(*up_all.last().unwrap_or(&source.head));
    let until = |chain: &[usize]| chain.iter().copied().take_while(|&a| Some(a) != meet).collect::<Vec<usize>>();
    let up: Vec<usize> = until(&up_all).into_iter().skip(1).chain([top]).filter(|&a| a != source.head).collect();
    let mut down: Vec<usize> = until(&down_all).into_iter().skip(1).collect();
    down.reverse();
    let inside = |i: usize| source.tokens.contains(&i) || target.tokens.contains(&i);
    let link = climb(doc, top, |i| is_content(doc, i) && !inside(i));
    let nearest = |side: &Side| {
        let start = doc.head(side.head);
        let found = climb(doc, start, |i| i == link || (is_content(doc, i) && !inside(i)));
        if inside(found) { link } else { found }
    };
    let (over_source, over_target) = (nearest(&source), nearest(&target));
    let governor = (doc.head(link) != link).then(|| climb(doc, doc.head(link), |i| matches!(doc.pos(i), "VERB" | "AUX")));
    let governor = governor.filter(|&g| g != link);
    Site { source, target, up, down, link, over_source, over_target, governor, apart: meet.is_none() }
}

pub(super) fn sides(doc: &Doc, spans: &[(u32, u32)]) -> Vec<Side> {
    spans.iter().take(MAX_SPANS).filter_map(|&(s, e)| side(doc, s, e)).collect()
}

fn side(doc: &Doc, start: u32, end: u32) -> Option<Side> {
    let all = doc.tokens();
    let first = all.partition_point(|t| t.end <= start);
    let last = all.partition_point(|t| t.start < end);
    (first < last).then(|| Side { head: head(doc, first..last), tokens: first..last })
}

/// The token of a stretch that the others hang on: one whose head lies outside, the least deep.
fn head(doc: &Doc, tokens: Range<usize>) -> usize {
    let outer = |&i: &usize| doc.head(i) == i || !tokens.contains(&doc.head(i));
    let words = |&i: &usize| !matches!(doc.pos(i), "PUNCT" | "SPACE" | "DET" | "ADP" | "PART");
    let outside = tokens.clone().filter(outer);
    let best = outside.clone().filter(words).min_by_key(|&i| ancestors(doc, i).len());
    best.or_else(|| outside.min_by_key(|&i| ancestors(doc, i).len())).unwrap_or(tokens.start)
}

/// A token and those above it, up to the root.
pub(super) fn ancestors(doc: &Doc, token: usize) -> Vec<usize> {
    let mut all = vec![token];
    let mut at = token;
    while doc.head(at) != at && all.len() < MAX_DEPTH {
        at = doc.head(at);
        all.push(at);
    }
    all
}

fn distance(doc: &Doc, a: usize, b: usize) -> usize {
    let (x, y) = (ancestors(doc, a), ancestors(doc, b));
    let meet = x.iter().enumerate().find_map(|(i, t)| y.iter().position(|u| u == t).map(|j| i + j));
    meet.unwrap_or(2 * MAX_DEPTH + a.abs_diff(b).min(1000))
}

/// The first token from here up that holds; else the last one reached.
fn climb(doc: &Doc, from: usize, holds: impl Fn(usize) -> bool) -> usize {
    let mut at = from;
    for _ in 0..MAX_DEPTH {
        if holds(at) || doc.head(at) == at {
            break;
        }
        at = doc.head(at);
    }
    at
}

/// Whether a token carries meaning of its own as a predicate.
pub(super) fn is_content(doc: &Doc, i: usize) -> bool {
    match doc.pos(i) {
        "VERB" | "NOUN" | "ADJ" => true,
        "AUX" => !matches!(doc.dep(i), "aux" | "auxpass"),
        "PROPN" => doc.ent_iob(i) == 'O',
        _ => false,
    }
}
