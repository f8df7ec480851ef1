//! Indirect quotes: what the content clause of a verb of saying tells, and "according to X, …".

use super::attribution::Context;
use super::{Draft, QuoteKind};
use crate::clause::{Clause, Relation};
use std::ops::Range;

/// The longest content, in tokens.
const MAX_CONTENT: usize = 120;

/// The indirect quotes outside the direct ones; both lists are in order.
pub(super) fn find(cx: &Context, direct: &[Draft]) -> Vec<Draft> {
    let mut found: Vec<Draft> = cx.clauses.all.iter().filter_map(|c| content_of(cx, c)).chain(according(cx)).collect();
    found.sort_by_key(|d| (d.span.start, std::cmp::Reverse(d.span.end)));
    let mut reach = 0;
    found.retain(|d| {
        let k = direct.partition_point(|q| q.span.end <= d.span.start);
        let free = direct.get(k).is_none_or(|q| q.span.start >= d.span.end || q.span.end - q.span.start < (d.span.end - d.span.start) / 2 && q.span.start > d.span.start);
        let outer = d.span.end > reach;
        if free && outer {
            reach = d.span.end;
        }
        free && outer
    });
    found
}

/// "Modi said (that) …": the clause that a verb of saying governs, if it was said at all.
fn content_of(cx: &Context, c: &Clause) -> Option<Draft> {
    let doc = cx.page.doc;
    let said = cx.cues.is_claiming(doc, c.head) && c.negation.is_none() && !c.question;
    let content = c.complements.iter().take(4).map(|&i| &cx.clauses.all[i as usize]).find(|k| said && k.relation == Relation::Content)?;
    let agent = c.agents.first().copied().filter(|&a| cx.page.is_noun(a) && a.abs_diff(c.head) < MAX_CONTENT)?;
    let tokens = trim(cx, doc.subtree(content.head), c.head);
    let speaker = cx.page.group(agent);
    let outside = speaker.end <= tokens.start || tokens.end <= speaker.start;
    (outside && tokens.len() > 1 && tokens.len() <= MAX_CONTENT).then(|| draft(cx, tokens, speaker, c.recipients.first().copied()))
}

/// The content without its mark and punctuation; on one side of the verb only.
fn trim(cx: &Context, mut r: Range<usize>, verb: usize) -> Range<usize> {
    let page = cx.page;
    if r.contains(&verb) {
        r = verb + 1..r.end;
    }
    while r.start < r.end && (page.doc.lower(r.start) == "that" || !page.chars_alphanumeric(r.start) && !is_mark(page.doc.word(r.start))) {
        r.start += 1;
    }
    if let Some(stop) = r.clone().find(|&i| page.is_break(i)) {
        r.end = stop;
    }
    while r.start < r.end && !page.chars_alphanumeric(r.end - 1) && !is_mark(page.doc.word(r.end - 1)) {
        r.end -= 1;
    }
    r
}

fn is_mark(word: &str) -> bool {
    matches!(word, "“" | "”" | "\"" | "''" | "$" | "%")
}

/// "According to X, …" and "…, according to X."
fn according<'a>(cx: &'a Context) -> impl Iterator<Item = Draft> + 'a {
    let (page, doc) = (cx.page, cx.page.doc);
    let cues = (0..doc.len().saturating_sub(2)).filter(move |&i| doc.lower(i) == "according" && doc.lower(i + 1) == "to");
    cues.filter_map(move |i| {
        let back = (i.saturating_sub(60)..i).rev().find(|&k| page.ends_sentence(k)).map_or(i.saturating_sub(60), |k| k + 1);
        let ahead = (i..doc.len().min(i + 80)).find(|&k| page.ends_sentence(k)).unwrap_or(doc.len().min(i + 80));
        let speaker = page.group_from(i + 2, ahead)?;
        let leads = (back..i).filter(|&k| page.chars_alphanumeric(k)).count() < 3;
        let comma = (speaker.end..ahead).find(|&k| doc.word(k) == ",");
        let tokens = if leads { comma? + 1..ahead } else { back..i };
        let tokens = trim(cx, tokens, i);
        (tokens.len() > 2).then(|| draft(cx, tokens, speaker, None))
    })
}

fn draft(cx: &Context, tokens: Range<usize>, speaker: Range<usize>, addressee: Option<usize>) -> Draft {
    Draft {
        span: cx.page.span(&tokens),
        kind: QuoteKind::Indirect,
        speaker: Some(cx.page.span(&speaker)),
        addressee,
        reported_by: None,
        handle: None,
        date: None,
        cued: true,
    }
}
