//! Finds the expressions of a text: every rule, level by level, then the best that do not overlap.

use super::pattern::{Kept, Made, Match, Trigger, triggers_of};
use super::recipe::{Expr, Kitchen};
use super::rules::{Only, Rule, Rules};
use super::tense::{Direction, direction};
use super::text::Text;
use super::vocab::UNKNOWN;
use super::Kind;
use std::rc::Rc;

/// An expression that a rule made of some atoms.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub around: usize,
    pub expr: Rc<Expr>,
    pub kind: Kind,
    pub modifier: Option<String>,
    /// The next one that begins at the same atom.
    next: usize,
}

const NONE: usize = usize::MAX;

/// All expressions made so far, by the atom they begin at.
struct Chart<'a> {
    rules: &'a Rules,
    found: Vec<Found>,
    first: Vec<usize>,
}

impl Chart<'_> {
    fn add(&mut self, mut new: Found) {
        let mut at = self.first[new.start];
        while at != NONE {
            let old = &self.found[at];
            if old.end == new.end && self.rules.rules[old.rule].label == self.rules.rules[new.rule].label && old.expr == new.expr {
                return;
            }
            at = old.next;
        }
        new.next = self.first[new.start];
        self.first[new.start] = self.found.len();
        self.found.push(new);
    }
}

impl Made for Chart<'_> {
    fn at(&self, label: u8, atom: usize, out: &mut Vec<(usize, usize)>) {
        let mut at = self.first[atom];
        while at != NONE {
            let found = &self.found[at];
            if self.rules.rules[found.rule].label == label {
                out.push((at, found.end));
            }
            at = found.next;
        }
    }
}

/// The expressions of a text that do not overlap, in order.
pub(crate) fn find(text: &Text, rules: &Rules, narrative: bool) -> Vec<Found> {
    let mut chart = Chart { rules, found: Vec::new(), first: vec![NONE; text.atoms.len()] };
    for level in 0..=rules.levels {
        let known = chart.found.len();
        let mut new = Vec::new();
        for at in 0..text.atoms.len() {
            let by = match triggers_of(text, at) {
                Trigger::Number => &rules.by_number,
                Trigger::Ordinal => &rules.by_ordinal,
                Trigger::Word(UNKNOWN) | Trigger::Made(_) => continue,
                Trigger::Word(w) => &rules.by_word[w as usize],
            };
            attempt(text, rules, &chart, by, level, at, narrative, &mut new);
        }
        for i in 0..known {
            let by = &rules.by_label[rules.rules[chart.found[i].rule].label as usize];
            attempt(text, rules, &chart, by, level, chart.found[i].start, narrative, &mut new);
        }
        new.into_iter().for_each(|f| chart.add(f));
    }
    choose(chart.found, rules)
}

#[allow(clippy::too_many_arguments)]
fn attempt(text: &Text, rules: &Rules, chart: &Chart, by: &[(u16, u8)], level: u8, at: usize, narrative: bool, out: &mut Vec<Found>) {
    for (r, p) in by {
        let rule = &rules.rules[*r as usize];
        let here = rule.only == Only::Both || (rule.only == Only::Narrative) == narrative;
        if rule.level != level || !here {
            continue;
        }
        let pattern = &rule.patterns[*p as usize];
        if let Some(m) = pattern.longest(text, at, &rules.classes, chart)
            && allowed(text, rules, rule, &m)
            && let Some(found) = make(rules, *r as usize, *p as usize, chart, &m)
        {
            out.push(found);
        }
    }
}

/// The conditions of a rule beyond its pattern.
fn allowed(text: &Text, rules: &Rules, rule: &Rule, m: &Match) -> bool {
    let tag = text.tag(m.start);
    let noun = tag.is_empty() || tag.starts_with("NN") || tag.starts_with("JJ") || tag == "CD";
    (!rule.capital || text.atoms[m.start].capital)
        && (!rule.noun || noun)
        && (!rule.ahead || direction(text, m.start, &rules.cues) == Direction::Future)
}

fn make(rules: &Rules, r: usize, p: usize, chart: &Chart, m: &Match) -> Option<Found> {
    let rule = &rules.rules[r];
    let made = |i: usize| chart.found[i].expr.clone();
    let named = |code: &str| rules.named.get(code).cloned();
    let kitchen = Kitchen { slots: &rule.patterns[p].slots, kept: &m.kept, made: &made, named: &named };
    let expr = rule.recipe.make(&kitchen)?;
    let inner = rule.recipe.passes_on().and_then(|name| {
        let slot = rule.patterns[p].slots.iter().position(|s| s == name)? as u8;
        m.kept.iter().find_map(|(s, k)| match k {
            Kept::Made(i) if *s == slot => Some(&chart.found[*i]),
            _ => None,
        })
    });
    let modifier = match rule.modifier.as_deref() {
        Some(m) if m.starts_with('{') => kitchen.code(m).map(str::to_owned),
        Some(m) => Some(m.to_owned()),
        None => inner.and_then(|f| f.modifier.clone()),
    };
    let kind = rule.kind.or_else(|| inner.map(|f| f.kind)).unwrap_or(Kind::Date);
    Some(Found { start: m.start, end: m.end, rule: r, around: m.around, expr, kind, modifier, next: NONE })
}

/// Longest first; of equals the one that looked at more around it, then the higher level, then the earlier rule.
fn choose(mut found: Vec<Found>, rules: &Rules) -> Vec<Found> {
    found.retain(|f| rules.rules[f.rule].whole);
    let rank = |f: &Found| (std::cmp::Reverse((f.end - f.start, f.around, rules.rules[f.rule].level)), f.rule, f.start);
    found.sort_by_key(rank);
    let mut taken = std::collections::BTreeMap::new();
    let mut kept: Vec<Found> = Vec::new();
    for f in found {
        let before = taken.range(..f.end).next_back().is_some_and(|(_, end)| *end > f.start);
        if !before {
            taken.insert(f.start, f.end);
            kept.push(f);
        }
    }
    kept.retain(|f| *f.expr != Expr::None);
    kept.sort_by_key(|f| f.start);
    kept
}

