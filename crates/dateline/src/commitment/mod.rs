//! Commitments: what somebody said they will or will not do.

mod occasion;

use crate::clause::Reality;
use crate::code::{Coded, Coding, Draft, Event, Resolved};
use crate::quote::Quote;
use crate::record::{ActorRef, Span};
use jiff::civil::Date;
use serde::Serialize;
use std::ops::Range;

/// One commitment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Commitment {
    pub id: String,
    pub by: Vec<ActorRef>,
    pub to: Vec<ActorRef>,
    /// False for what they said they will not do.
    pub will: bool,
    pub act: Act,
    pub due: Option<Due>,
    /// The day it was made.
    pub made: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Span>,
    /// The event record of the promise itself, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// The words that say what will be done, and its PLOVER type where it is a political act.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    pub start: u32,
    pub end: u32,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    pub from: Date,
    pub to: Date,
}

/// Finds the commitments of a document, in order of their acts.
pub fn find(stage: &Resolved, coded: &Coded, k: &Coding) -> Vec<Commitment> {
    let mut found: Vec<Commitment> = coded
        .drafts
        .iter()
        .filter(|d| k.book.rules[d.found.rule].rule.commits && !d.source.is_empty())
        .filter_map(|d| from_draft(stage, coded, k, d))
        .collect();
    found.extend(stage.quotes.iter().flat_map(|q| first_person(stage, q)));
    found.sort_by_key(|c| c.act.start);
    found.dedup_by(|b, a| a.act.start == b.act.start);
    for (i, c) in found.iter_mut().enumerate() {
        c.id = format!("c{}", i + 1);
    }
    found
}

/// A promise, an agreement, a refusal in advance, a "said it would": the coder found the words that
/// bind; here they are read as what is promised.
fn from_draft(stage: &Resolved, coded: &Coded, k: &Coding, d: &Draft) -> Option<Commitment> {
    let reality = stage.clauses.reality(stage.doc, k.lexicon, &d.found.clause, None);
    if reality != Reality::Fact {
        return None;
    }
    let head = d.content?;
    let clause = stage.clauses.headed_by(head);
    let refuses = k.book.type_of(d.found.rule).name == "REJECT";
    let negated = clause.is_some_and(|c| c.negation.is_some());
    let event = coded.events.iter().find(|e| binds(stage, e, d));
    let made = event.and_then(|e| e.when.as_ref()).and_then(|w| w.from).or(stage.input.date);
    let kind = coded.drafts.iter().find(|i| i.found.clause.head == head).map(|i| k.book.type_of(i.found.rule).name.clone());
    Some(build(stage, d.source.clone(), d.target.clone(), !(negated || refuses), head, kind, made, event.map(|e| e.id.clone())))
}

fn binds(stage: &Resolved, e: &Event, d: &Draft) -> bool {
    let at = stage.doc.token(d.found.clause.head).start;
    (e.trigger.start == at || e.also.iter().any(|s| s.start == at)) && !e.rule.is_empty()
}

/// "We will hold talks," said A: the speaker is bound by the quoted words.
fn first_person(stage: &Resolved, q: &Quote) -> Vec<Commitment> {
    let Some(by) = q.speaker.as_ref().and_then(|s| s.chain).and_then(|c| stage.actors.first_ref(c)) else { return Vec::new() };
    let doc = stage.doc;
    let inside = stage.clauses.among(&q.tokens).map(|i| &stage.clauses.all[i as usize]);
    let bound = inside.filter(|c| {
        let will = c.modal.is_some_and(|m| matches!(doc.lower(m), "will" | "'ll" | "’ll" | "shall" | "wo"));
        will && !c.inherited && !c.question && c.agents.iter().any(|&a| matches!(doc.lower(a), "we" | "i"))
    });
    bound
        .map(|c| {
            build(
                stage,
                vec![by.clone()],
                q.addressee.clone().into_iter().collect(),
                c.negation.is_none(),
                c.head,
                None,
                stage.input.date,
                None,
            )
        })
        .collect()
}

#[allow(clippy::too_many_arguments)]
fn build(
    stage: &Resolved,
    by: Vec<ActorRef>,
    to: Vec<ActorRef>,
    will: bool,
    head: usize,
    kind: Option<String>,
    made: Option<Date>,
    event: Option<String>,
) -> Commitment {
    let words = act_words(stage, head);
    let span = |r: &Range<usize>| (stage.doc.token(r.start).start, stage.doc.token(r.end - 1).end);
    let (start, end) = span(&words);
    let due = occasion::due(stage, &words, made);
    let condition = condition(stage, head);
    Commitment { id: String::new(), by, to, will, act: Act { start, end, kind }, due, made, condition, reason: reason(stage, head), event }
}

/// The words of the act: from its verb on, without the subject, the auxiliary and the closing stop.
fn act_words(stage: &Resolved, head: usize) -> Range<usize> {
    let doc = stage.doc;
    let tree = doc.subtree(head);
    let start = if stage.clauses.headed_by(head).is_some() { head } else { tree.start };
    let mut end = tree.end.max(start + 1);
    while end > start + 1 && doc.pos(end - 1) == "PUNCT" {
        end -= 1;
    }
    start..end
}

/// "if …", "unless …", "provided that …" on the act.
fn condition(stage: &Resolved, head: usize) -> Option<Span> {
    let doc = stage.doc;
    let clause = doc.children(head).filter(|&k| doc.dep(k) == "advcl").find(|&k| {
        doc.children(k).any(|m| doc.dep(m) == "mark" && matches!(doc.lower(m), "if" | "unless" | "provided" | "once" | "until"))
    })?;
    let tree = doc.subtree(clause);
    Some(Span { start: doc.token(tree.start).start, end: doc.token(tree.end - 1).end })
}

/// "over …", "because of …" on the act.
fn reason(stage: &Resolved, head: usize) -> Option<Span> {
    let doc = stage.doc;
    let tree = doc.subtree(head);
    let prep = tree.clone().find(|&i| matches!(doc.lower(i), "over" | "because") && matches!(doc.dep(i), "prep" | "mark"))?;
    let words = doc.subtree(prep);
    let start = (words.start + 1).min(words.end - 1);
    (!stage.is_time(start)).then(|| Span { start: doc.token(start).start, end: doc.token(words.end - 1).end })
}
