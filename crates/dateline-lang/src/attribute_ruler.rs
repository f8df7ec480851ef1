//! spaCy's attribute ruler: patterns that set tag, part of speech, morphology, label or lemma of
//! one of the tokens they match. Later rules win.

use std::path::Path;
use std::sync::Arc;

use crate::batch::Batch;
use crate::doc::{Doc, Label, Labels};
use crate::error::Error;
use crate::lexicon::{KeyMap, Lexicon};
use crate::matcher::{TokenPattern, Tokens};
use crate::msgpack::{self, Value};
use crate::pipeline::Pipeline;

#[derive(Debug)]
pub(crate) struct AttributeRuler {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    patterns: Vec<TokenPattern>,
    changes: Changes,
    /// Which token of the match; negative from its end.
    index: i64,
    /// Whether it looks at one token alone, and changes that.
    single: bool,
}

/// What a rule sets.
#[derive(Debug, Clone, Default)]
struct Changes {
    tag: Option<Label>,
    pos: Option<Label>,
    morph: Option<Label>,
    dep: Option<Label>,
    lemma: Option<Arc<str>>,
}

/// What the rules say of a token, as far as it tells itself.
#[derive(Debug, Default)]
struct Outcome {
    /// The single rules that hold, and all they change.
    rules: Vec<u32>,
    changes: Changes,
    /// The other rules whose match may start here.
    starts: Vec<u32>,
}

/// What the ruler keeps from one document to the next.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    by_state: KeyMap<u32>,
    outcomes: Vec<Outcome>,
    /// For each token of the document, its outcome if that is kept.
    chosen: Vec<Option<u32>>,
}

/// States that are kept at most.
const MAX_STATES: usize = 1 << 15;

impl Memory {
    /// Forgets all states: words' numbers hold no longer.
    pub(crate) fn clear(&mut self) {
        self.by_state.clear();
        self.outcomes.clear();
    }
}

impl AttributeRuler {
    pub(crate) fn read(patterns: &[u8], path: &Path, component: &str, labels: &mut Labels) -> Result<Self, Error> {
        let mut rules = Vec::new();
        for rule in msgpack::parse(patterns, path)?.items() {
            let patterns = rule.get("patterns").items().iter().map(|p| TokenPattern::read(p, labels, component));
            let patterns = patterns.collect::<Result<Vec<_>, _>>()?;
            let index = rule.get("index").int().unwrap_or(0);
            let single = matches!(index, 0 | -1) && patterns.iter().all(TokenPattern::is_single);
            rules.push(Rule { patterns, changes: Changes::read(rule.get("attrs"), labels, component)?, index, single });
        }
        Ok(AttributeRuler { rules })
    }

    pub(crate) fn run(&self, batch: &mut Batch, pipeline: &Pipeline, lexicon: &Lexicon, memory: &mut Memory) {
        for number in 0..batch.docs.len() {
            let view = pipeline.view(batch, lexicon);
            let tokens = Tokens { view: &view, doc: &batch.docs[number], first: batch.ranges[number].start };
            let changes = self.matches(&tokens, memory);
            let doc = &mut batch.docs[number];
            changes.into_iter().for_each(|(i, changes)| changes.apply(doc, i));
        }
    }

    /// The changes to a document's tokens. All matching comes before any change.
    fn matches(&self, tokens: &Tokens, memory: &mut Memory) -> Vec<(usize, Changes)> {
        if memory.outcomes.len() > MAX_STATES {
            memory.clear();
        }
        let mut longer: Vec<(usize, u32)> = Vec::new();
        memory.chosen.clear();
        for i in 0..tokens.doc.len() {
            let kept = self.kept_outcome(tokens, i, memory);
            memory.chosen.push(kept);
            match kept {
                Some(kept) => self.longer_matches(&memory.outcomes[kept as usize], tokens, i, &mut longer),
                None => self.longer_matches(&self.outcome(tokens, i), tokens, i, &mut longer),
            }
        }
        longer.sort_unstable();
        longer.dedup();
        let mut changes = Vec::with_capacity(tokens.doc.len());
        let mut rest = longer.as_slice();
        for i in 0..tokens.doc.len() {
            let (here, after) = rest.split_at(rest.partition_point(|m| m.0 <= i));
            rest = after;
            let fresh;
            let outcome = match memory.chosen[i] {
                Some(kept) => &memory.outcomes[kept as usize],
                None => {
                    fresh = self.outcome(tokens, i);
                    &fresh
                }
            };
            changes.push((i, if here.is_empty() { outcome.changes.clone() } else { self.together(outcome, here) }));
        }
        changes
    }

    fn kept_outcome(&self, tokens: &Tokens, i: usize, memory: &mut Memory) -> Option<u32> {
        let state = tokens.state(i)?;
        if let Some(&kept) = memory.by_state.get(&state) {
            return Some(kept);
        }
        if memory.outcomes.len() > MAX_STATES {
            return None;
        }
        memory.outcomes.push(self.outcome(tokens, i));
        memory.by_state.insert(state, memory.outcomes.len() as u32 - 1);
        Some(memory.outcomes.len() as u32 - 1)
    }

    fn outcome(&self, tokens: &Tokens, i: usize) -> Outcome {
        let mut outcome = Outcome::default();
        for (number, rule) in (0u32..).zip(&self.rules) {
            if !rule.patterns.iter().any(|p| p.may_start(tokens, i)) {
                continue;
            }
            if rule.single {
                outcome.rules.push(number);
                outcome.changes.add(&rule.changes);
            } else {
                outcome.starts.push(number);
            }
        }
        outcome
    }

    /// The matches of several tokens that start here: tokens with the rules that change them.
    fn longer_matches(&self, outcome: &Outcome, tokens: &Tokens, start: usize, found: &mut Vec<(usize, u32)>) {
        for &number in &outcome.starts {
            let rule = &self.rules[number as usize];
            let ends = rule.patterns.iter().flat_map(|p| p.ends(tokens, start));
            found.extend(ends.filter_map(|end| Some((rule.target(start, end)?, number))));
        }
    }

    fn together(&self, outcome: &Outcome, longer: &[(usize, u32)]) -> Changes {
        let mut rules: Vec<u32> = outcome.rules.iter().copied().chain(longer.iter().map(|m| m.1)).collect();
        rules.sort_unstable();
        let mut changes = Changes::default();
        rules.into_iter().for_each(|rule| changes.add(&self.rules[rule as usize].changes));
        changes
    }
}

impl Rule {
    fn target(&self, start: usize, end: usize) -> Option<usize> {
        let at = if self.index < 0 { end as i64 + self.index } else { start as i64 + self.index };
        usize::try_from(at).ok().filter(|at| (start..end).contains(at))
    }
}

impl Changes {
    fn read(attrs: &Value, labels: &mut Labels, component: &str) -> Result<Self, Error> {
        let mut changes = Changes::default();
        for (name, value) in attrs.pairs() {
            let (name, value) = (name.text().unwrap_or_default(), value.text().unwrap_or_default());
            match name.to_ascii_uppercase().as_str() {
                "TAG" => changes.tag = Some(labels.add(value)),
                "POS" => changes.pos = Some(labels.add(value)),
                "MORPH" => changes.morph = Some(labels.add(&normal_morph(value))),
                "DEP" => changes.dep = Some(labels.add(value)),
                "LEMMA" => changes.lemma = Some(Arc::from(value)),
                _ => return Err(Error::unsupported(component, format!("a rule that sets `{name}`"))),
            }
        }
        Ok(changes)
    }

    /// Later changes win.
    fn add(&mut self, later: &Changes) {
        self.tag = later.tag.or(self.tag);
        self.pos = later.pos.or(self.pos);
        self.morph = later.morph.or(self.morph);
        self.dep = later.dep.or(self.dep);
        self.lemma = later.lemma.clone().or(self.lemma.take());
    }

    fn apply(&self, doc: &mut Doc, i: usize) {
        let lemma = self.lemma.as_ref().map(|lemma| doc.keep(lemma));
        let analysis = &mut doc.analyses[i];
        analysis.tag = self.tag.unwrap_or(analysis.tag);
        analysis.pos = self.pos.unwrap_or(analysis.pos);
        analysis.morph = self.morph.unwrap_or(analysis.morph);
        analysis.dep = self.dep.unwrap_or(analysis.dep);
        analysis.lemma = lemma.unwrap_or(analysis.lemma);
    }
}

/// Features sorted by name, values within one too; `_` is no features.
pub(crate) fn normal_morph(morph: &str) -> String {
    let mut features: Vec<(String, String)> = Vec::new();
    for (name, values) in morph.split('|').filter_map(|f| f.split_once('=')) {
        let mut values: Vec<&str> = values.split(',').collect();
        values.sort_unstable();
        features.push((name.to_owned(), values.join(",")));
    }
    features.sort_by_key(|f| f.0.to_lowercase());
    features.iter().map(|(name, values)| format!("{name}={values}")).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn morphology_is_sorted() {
        assert_eq!(normal_morph("Tense=Past|Case=Nom,Acc"), "Case=Acc,Nom|Tense=Past");
        assert_eq!(normal_morph("_"), "");
    }
}
