//! Times: TIMEX3 values counted from the document's date, with an interval.
//!
//! ```text
//! 2021-12-15  "… slated to begin on 4 February …"   →  DATE 2022-02-04, from 2022-02-04 to 2022-02-04
//! 2021-12-15  "He visited Geneva in June"           →  DATE 2021-06, from 2021-06-01 to 2021-06-30
//! ```
//!
//! The rules are the files of `knowledge/time`: word lists, named days, and patterns with the value they make, each
//! with examples. A text is cut into atoms ([`text`]), every rule is tried where its first word stands ([`find`]),
//! longer expressions are built of shorter ones level by level, and what remains is counted from the document's date
//! or from the date told last ([`anchor`]).

mod anchor;
mod calendar;
mod check;
mod class;
mod expr;
mod find;
mod pattern;
mod point;
mod recipe;
mod rules;
mod tense;
mod text;
mod vocab;

use crate::clause::Clauses;
use dateline_lang::Doc;
use jiff::civil::Date;
use serde::Serialize;
use std::ops::Range;

pub use check::check;
pub use rules::{Example, Rules};

/// A time expression. `value` and `mod` are TIMEX3's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Time {
    #[serde(skip)]
    pub tokens: Range<usize>,
    pub start: u32,
    pub end: u32,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub value: String,
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    pub modifier: Option<String>,
    /// First and last day of the interval that the value names; none for durations, sets and vague times.
    pub from: Option<Date>,
    pub to: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    Date,
    Time,
    Duration,
    Set,
}

/// Finds and resolves the times of a document, in order. Without `date`, relative ones stay unresolved (`XXXX-…`).
pub fn resolve(doc: &Doc, _clauses: &Clauses, date: Option<Date>, rules: &Rules) -> Vec<Time> {
    let text = text::Text::new(doc, &rules.vocab);
    resolve_text(&text, date, rules).into_iter().map(|(time, _)| time).collect()
}

/// The times as [`resolve`] gives them, each with its rule: `time/dates.toml:57 month and day`.
pub fn explain(doc: &Doc, date: Option<Date>, rules: &Rules) -> Vec<(Time, String)> {
    let text = text::Text::new(doc, &rules.vocab);
    let place = |r: usize| format!("{}:{} {}", rules.rules[r].file, rules.rules[r].line, rules.rules[r].name);
    resolve_text(&text, date, rules).into_iter().map(|(time, r)| (time, place(r))).collect()
}

/// The times of a text, each with the rule that made it.
pub(crate) fn resolve_text(text: &text::Text, date: Option<Date>, rules: &Rules) -> Vec<(Time, usize)> {
    let narrative = date.is_none() || is_narrative(text, date, rules);
    let mut anchor = anchor::Anchor::new(date, narrative);
    let (mut sentence, mut token) = (0, 0);
    let mut times = Vec::new();
    for f in find::find(text, rules, narrative) {
        let at = text.atoms[f.start].token as usize + 1;
        sentence += text.tokens.iter().take(at).skip(token).filter(|t| t.sent_start).count();
        token = at;
        let aspect = tense::aspect(text, f.start, f.end - 1, &rules.cues);
        let resolved = anchor.resolve(&f.expr, aspect, sentence);
        let rule = f.rule;
        times.push((record(text, f, resolved, rules), rule));
    }
    times
}

fn record(text: &text::Text, f: find::Found, resolved: anchor::Resolved, rules: &Rules) -> Time {
    let article = ["the", "a", "an"].iter().any(|a| rules.vocab.get(a) == text.atoms[f.start].word);
    let bare = article && f.end - f.start > 1 && is_attribute(text, f.end - 1);
    let (first, last) = (&text.atoms[f.start + usize::from(bare)], &text.atoms[f.end - 1]);
    let (from, to) = resolved.point.as_ref().and_then(point::Point::interval).unzip();
    Time {
        tokens: first.token as usize..last.token as usize + 1,
        start: first.start,
        end: last.end,
        kind: f.kind,
        value: resolved.value,
        modifier: f.modifier,
        from,
        to,
    }
}

/// Whether an atom's word describes a noun to its right, whose article then is not the time's: `the [August] truce`.
fn is_attribute(text: &text::Text, atom: usize) -> bool {
    let at = text.atoms[atom].token as usize;
    let Some(token) = text.tokens.get(at) else { return false };
    let attribute = matches!(token.dep, "compound" | "amod" | "nmod" | "nummod");
    attribute && token.head > at && text.tokens[token.head].tag.starts_with("NN")
}

/// Whether a text tells of other times than its own: it names years more often than days counted from its date, and
/// most of those years lie two or more from the document's.
fn is_narrative(text: &text::Text, date: Option<Date>, rules: &Rules) -> bool {
    let now = date.map_or(0, |d| d.year());
    let deictic = rules.classes.named("deictic");
    let year = rules.classes.named("year");
    let (mut far, mut near, mut counted) = (0_usize, 0_usize, 0_usize);
    let mut read = Vec::new();
    for at in 0..text.atoms.len() {
        read.clear();
        if let Some(class) = year
            && matches!(text.atoms[at].kind, text::Kind::Number(_))
        {
            rules.classes.read(class, text, at, &mut read);
            match read.first() {
                Some((_, class::Value::Number(y))) if (*y as i16 - now).abs() >= 2 => far += 1,
                Some(_) => near += 1,
                None => {}
            }
        } else if let Some(class) = deictic {
            rules.classes.read(class, text, at, &mut read);
            counted += usize::from(!read.is_empty());
        }
    }
    far >= 6 && far > near && far > 3 * counted
}
