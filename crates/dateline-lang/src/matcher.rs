//! spaCy's token patterns: a sequence of conditions on tokens, with repetition operators.

use std::sync::Arc;

use crate::batch::View;
use crate::doc::{Doc, Labels, Word};
use crate::error::Error;
use crate::hash::string_id;
use crate::lexeme::Attr;
use crate::msgpack::Value;
use crate::pattern::Pattern;

#[derive(Debug)]
pub(crate) struct TokenPattern {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    tests: Arc<[Test]>,
    repeat: Repeat,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Repeat {
    Never,
    Once,
    Optional,
    Any,
}

#[derive(Debug)]
struct Test {
    field: Field,
    condition: Condition,
}

/// What of a token a test looks at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Field {
    Lexical(Attr),
    Tag,
    Pos,
    Morph,
    Dep,
    Lemma,
}

#[derive(Debug)]
enum Condition {
    Is(u64),
    In(Vec<u64>),
    NotIn(Vec<u64>),
    Matches(Box<Pattern>),
}

/// A document's tokens as patterns see them.
pub(crate) struct Tokens<'a> {
    pub(crate) view: &'a View<'a>,
    pub(crate) doc: &'a Doc,
    /// The number of the document's first token in the batch.
    pub(crate) first: usize,
}

impl Tokens<'_> {
    /// Everything of a token that patterns can look at, as one number; none where it has a lemma
    /// or morphology, or its word has no number.
    pub(crate) fn state(&self, i: usize) -> Option<u64> {
        let (word, analysis) = (self.view.batch.words[self.first + i], &self.doc.analyses[i]);
        let plain = word < 1 << 31 && analysis.pos == 0 && analysis.morph == 0 && analysis.lemma == Word::NONE;
        let word = u64::from(word) << 1 | u64::from(self.view.batch.spacy[self.first + i]);
        plain.then(|| word << 32 | u64::from(analysis.tag) << 16 | u64::from(analysis.dep))
    }
}

impl TokenPattern {
    /// From spaCy's notation: a list of maps from attribute to value or predicate.
    pub(crate) fn read(pattern: &Value, labels: &mut Labels, component: &str) -> Result<Self, Error> {
        let mut steps = Vec::new();
        for spec in pattern.items() {
            let tests: Arc<[Test]> = tests(spec, labels, component)?.into();
            let op = spec.pairs().iter().find(|(k, _)| k.text().is_some_and(|k| k.eq_ignore_ascii_case("op")));
            for repeat in repeats(op.map_or(Some("1"), |(_, v)| v.text()), component)? {
                steps.push(Step { tests: tests.clone(), repeat });
            }
        }
        Ok(TokenPattern { steps })
    }

    /// Whether all it takes is one token.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self.steps.as_slice(), [step] if step.repeat == Repeat::Once)
    }

    /// Whether a match may start at a token, as far as the token itself tells.
    pub(crate) fn may_start(&self, tokens: &Tokens, i: usize) -> bool {
        self.steps.first().is_some_and(|step| step.repeat != Repeat::Once || step.tests.iter().all(|t| t.holds(tokens, i)))
    }

    /// The ends of all matches that start at a token.
    pub(crate) fn ends(&self, tokens: &Tokens, start: usize) -> Vec<usize> {
        let count = tokens.doc.len();
        let mut at = vec![start];
        for step in &self.steps {
            let holds = |i: usize| i < count && step.tests.iter().all(|t| t.holds(tokens, i));
            let after = match step.repeat {
                Repeat::Once => at.iter().filter(|&&i| holds(i)).map(|i| i + 1).collect(),
                Repeat::Never => at.iter().filter(|&&i| i < count && !holds(i)).map(|i| i + 1).collect(),
                Repeat::Optional => at.iter().copied().chain(at.iter().filter(|&&i| holds(i)).map(|i| i + 1)).collect(),
                Repeat::Any => runs(&at, holds),
            };
            at = after;
            at.sort_unstable();
            at.dedup();
            if at.is_empty() {
                break;
            }
        }
        at.retain(|&end| end > start);
        at
    }
}

fn runs(from: &[usize], holds: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut ends = Vec::new();
    for &start in from {
        if ends.last().is_some_and(|&last| last >= start) {
            continue;
        }
        ends.push(start);
        let mut at = start;
        while holds(at) {
            at += 1;
            ends.push(at);
        }
    }
    ends
}

fn repeats(op: Option<&str>, component: &str) -> Result<Vec<Repeat>, Error> {
    let op = op.unwrap_or_default();
    let bad = || Error::unsupported(component, format!("the pattern operator `{op}`"));
    Ok(match op {
        "1" => vec![Repeat::Once],
        "!" => vec![Repeat::Never],
        "?" => vec![Repeat::Optional],
        "*" => vec![Repeat::Any],
        "+" => vec![Repeat::Once, Repeat::Any],
        _ => {
            let range = op.strip_prefix('{').and_then(|o| o.strip_suffix('}')).ok_or_else(bad)?;
            let (min, max) = range.split_once(',').unwrap_or((range, range));
            let number = |n: &str| n.parse::<usize>().ok().filter(|&n| n <= 1000);
            let least = if min.is_empty() { 0 } else { number(min).ok_or_else(bad)? };
            let mut steps = vec![Repeat::Once; least];
            if max.is_empty() {
                steps.push(Repeat::Any);
            } else {
                let most = number(max).filter(|&most| most >= least).ok_or_else(bad)?;
                steps.extend(vec![Repeat::Optional; most - least]);
            }
            steps
        }
    })
}

fn tests(spec: &Value, labels: &mut Labels, component: &str) -> Result<Vec<Test>, Error> {
    let mut tests = Vec::new();
    for (name, value) in spec.pairs() {
        let name = name.text().unwrap_or_default().to_ascii_uppercase();
        if name == "OP" {
            continue;
        }
        let field = Field::named(&name).ok_or_else(|| Error::unsupported(component, format!("a pattern on `{name}`")))?;
        match value {
            Value::Map(predicates) => {
                for (predicate, value) in predicates {
                    let condition = field.predicate(predicate.text().unwrap_or_default(), value, labels, component)?;
                    tests.push(Test { field, condition });
                }
            }
            _ => tests.push(Test { field, condition: Condition::Is(field.key(value, labels)) }),
        }
    }
    Ok(tests)
}

impl Field {
    fn named(name: &str) -> Option<Field> {
        Some(match name {
            "TAG" => Field::Tag,
            "POS" => Field::Pos,
            "MORPH" => Field::Morph,
            "DEP" => Field::Dep,
            "LEMMA" => Field::Lemma,
            _ => Field::Lexical(Attr::named(name)?),
        })
    }

    /// The number that the field has where its value is this.
    fn key(self, value: &Value, labels: &mut Labels) -> u64 {
        match value {
            Value::Bool(b) => u64::from(*b),
            _ => match value.text() {
                Some(text) if matches!(self, Field::Lexical(_) | Field::Lemma) => string_id(text),
                Some(text) => u64::from(labels.add(text)),
                None => value.uint().unwrap_or(0),
            },
        }
    }

    fn predicate(self, name: &str, value: &Value, labels: &mut Labels, component: &str) -> Result<Condition, Error> {
        let mut keys = || value.items().iter().map(|v| self.key(v, labels)).collect();
        match name.to_ascii_uppercase().as_str() {
            "IN" => Ok(Condition::In(keys())),
            "NOT_IN" => Ok(Condition::NotIn(keys())),
            "REGEX" if value.text().is_some() => {
                let pattern = Pattern::new(value.text().unwrap_or_default()).map_err(|e| Error::unsupported(component, e))?;
                Ok(Condition::Matches(Box::new(pattern)))
            }
            other => Err(Error::unsupported(component, format!("the pattern predicate `{other}`"))),
        }
    }

    fn number(self, tokens: &Tokens, i: usize) -> u64 {
        let analysis = &tokens.doc.analyses[i];
        match self {
            Field::Lexical(attr) => {
                let view = tokens.view;
                let lexeme = view.batch.lexeme(tokens.first + i, view.lexicon, view.norms);
                lexeme.key(attr, tokens.doc.word(i), view.batch.spacy[tokens.first + i])
            }
            Field::Tag => analysis.tag.into(),
            Field::Pos => analysis.pos.into(),
            Field::Morph => analysis.morph.into(),
            Field::Dep => analysis.dep.into(),
            Field::Lemma => string_id(tokens.doc.lemma(i)),
        }
    }

    fn text<'a>(self, tokens: &'a Tokens, i: usize) -> &'a str {
        match self {
            Field::Lexical(Attr::Lower) => tokens.doc.lower(i),
            Field::Lexical(_) => tokens.doc.word(i),
            Field::Tag => tokens.doc.tag(i),
            Field::Pos => tokens.doc.pos(i),
            Field::Morph => tokens.doc.morph(i),
            Field::Dep => tokens.doc.dep(i),
            Field::Lemma => tokens.doc.lemma(i),
        }
    }
}

impl Test {
    fn holds(&self, tokens: &Tokens, i: usize) -> bool {
        match &self.condition {
            Condition::Is(key) => self.field.number(tokens, i) == *key,
            Condition::In(keys) => keys.contains(&self.field.number(tokens, i)),
            Condition::NotIn(keys) => !keys.contains(&self.field.number(tokens, i)),
            Condition::Matches(pattern) => pattern.search(self.field.text(tokens, i)).is_some(),
        }
    }
}
