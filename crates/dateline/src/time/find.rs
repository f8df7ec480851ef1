//! Finds the expressions of a text: every rule, level by level, then the best that do not overlap.

use super::Kind as TimeKind;
use super::expr::Expr;
use super::pattern::{Kept, Made, Match, Trigger, triggers_of};
use super::recipe::Kitchen;
use super::rules::{Only, Rule, Rules};
use super::tense::{Direction, aspect};
use super::text::{Kind, Text};
use super::vocab::UNKNOWN;
use std::rc::Rc;

/// An expression that a rule made of some atoms.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub start: usize,
    pub end: usize,
    pub rule: usize,
    pub around: usize,
    pub expr: Rc<Expr>,
    pub kind: TimeKind,
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

/// What a search looks at.
struct Search<'a> {
    text: &'a Text<'a>,
    rules: &'a Rules,
    narrative: bool,
}

/// The expressions of a text that do not overlap, in order.
pub(crate) fn find(text: &Text, rules: &Rules, narrative: bool) -> Vec<Found> {
    let search = Search { text, rules, narrative };
    let mut chart = Chart { rules, found: Vec::new(), first: vec![NONE; text.atoms.len()] };
    for index in &rules.index {
        let mut new = Vec::new();
        for at in 0..text.atoms.len() {
            let by = match triggers_of(text, at) {
                Trigger::Number => &index.numbers,
                Trigger::Ordinal => &index.ordinals,
                Trigger::Word(UNKNOWN) | Trigger::Made(_) => continue,
                Trigger::Word(w) => &index.words[w as usize],
            };
            search.attempt(&chart, by, at, &mut new);
        }
        for made in &chart.found {
            let by = &index.made[rules.rules[made.rule].label as usize];
            search.attempt(&chart, by, made.start, &mut new);
        }
        new.into_iter().for_each(|f| chart.add(f));
    }
    choose(chart.found, rules)
}

impl Search<'_> {
    /// Tries the rules that can begin at an atom.
    fn attempt(&self, chart: &Chart, by: &[(u16, u8)], at: usize, out: &mut Vec<Found>) {
        if by.is_empty() {
            return;
        }
        let known = self.text.atoms.get(at + 1).is_some_and(|a| a.word != UNKNOWN || matches!(a.kind, Kind::Number(_) | Kind::Ordinal(_)));
        for (r, p) in by {
            let rule = &self.rules.rules[*r as usize];
            let pattern = &rule.patterns[*p as usize];
            let here = rule.only == Only::Both || (rule.only == Only::Narrative) == self.narrative;
            if !here || !known && !pattern.single {
                continue;
            }
            if let Some(m) = pattern.longest(self.text, at, &self.rules.classes, chart)
                && allowed(self.text, self.rules, rule, &m)
                && let Some(found) = make(self.rules, *r as usize, *p as usize, chart, &m)
            {
                out.push(found);
            }
        }
    }
}

/// The conditions of a rule beyond its pattern.
fn allowed(text: &Text, rules: &Rules, rule: &Rule, m: &Match) -> bool {
    let tag = text.tag(m.start);
    let noun = tag.is_empty() || tag.starts_with("NN") || tag.starts_with("JJ") || tag == "CD";
    (!rule.capital || (m.start..m.end).all(|a| is_title(text, a)))
        && (!rule.noun || noun)
        && (!rule.free || text.token_of(m.end - 1).is_none_or(|t| t.dep != "poss"))
        && (!rule.ahead || aspect(text, m.start, m.end - 1, &rules.cues).direction == Direction::Future)
}

/// Whether an atom is written as in a name: with a capital, or short, or no word.
fn is_title(text: &Text, atom: usize) -> bool {
    let a = &text.atoms[atom];
    a.capital || a.kind != Kind::Word || a.end - a.start <= 3
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
    let kind = rule.kind.or_else(|| inner.map(|f| f.kind)).unwrap_or(TimeKind::Date);
    Some(Found { start: m.start, end: m.end, rule: r, around: m.around, expr, kind, modifier, next: NONE })
}

/// Longest first; of equals the one that looked at more around it, then one that says no or asks for more, then the
/// higher level, then the earlier rule.
fn choose(mut found: Vec<Found>, rules: &Rules) -> Vec<Found> {
    found.retain(|f| rules.rules[f.rule].whole);
    let sure = |f: &Found| *f.expr == Expr::None || rules.rules[f.rule].ahead;
    let rank = |f: &Found| (std::cmp::Reverse((f.end - f.start, f.around, sure(f), rules.rules[f.rule].level)), f.rule, f.start);
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
