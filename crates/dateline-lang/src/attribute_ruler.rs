//! spaCy's attribute ruler: patterns that set tag, part of speech, morphology, label or lemma of
//! one of the tokens they match. Later rules win.

use std::path::Path;

use crate::doc::{Doc, Label, Labels};
use crate::error::{self, Error};
use crate::matcher::{TokenPattern, Tokens};
use crate::msgpack::{self, Value};

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
}

#[derive(Debug, Clone, Default)]
struct Changes {
    tag: Option<Label>,
    pos: Option<Label>,
    morph: Option<Label>,
    dep: Option<Label>,
    lemma: Option<Box<str>>,
}

impl AttributeRuler {
    pub(crate) fn read(folder: &Path, component: &str, labels: &mut Labels) -> Result<Self, Error> {
        let path = folder.join("patterns");
        let bytes = error::read(&path)?;
        let mut rules = Vec::new();
        for rule in msgpack::parse(&bytes, &path)?.items() {
            let patterns = rule.get("patterns").items().iter().map(|p| TokenPattern::read(p, labels, component));
            rules.push(Rule {
                patterns: patterns.collect::<Result<_, _>>()?,
                changes: Changes::read(rule.get("attrs"), labels, component)?,
                index: rule.get("index").int().unwrap_or(0),
            });
        }
        Ok(AttributeRuler { rules })
    }

    /// Tokens with the rules that change them, in order of the rules. All matching comes before
    /// any change.
    pub(crate) fn matches(&self, tokens: &Tokens) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (number, rule) in self.rules.iter().enumerate() {
            for start in 0..tokens.doc.len() {
                let mut ends: Vec<usize> = rule.patterns.iter().flat_map(|p| p.ends(tokens, start)).collect();
                ends.sort_unstable();
                ends.dedup();
                found.extend(ends.into_iter().filter_map(|end| Some((rule.target(start, end)?, number))));
            }
        }
        found
    }

    pub(crate) fn apply(&self, doc: &mut Doc, matches: &[(usize, usize)]) {
        for &(token, rule) in matches {
            self.rules[rule].changes.apply(doc, token);
        }
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
                "LEMMA" => changes.lemma = Some(Box::from(value)),
                _ => return Err(Error::unsupported(component, format!("a rule that sets `{name}`"))),
            }
        }
        Ok(changes)
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
