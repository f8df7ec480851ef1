//! Direct quotes: which stretches between marks are somebody's words, which belong together, and
//! who says those that no cue stands beside.

use super::attribution::{Attribution, Context, Opening, Stretch, is_dash, last_char, next_word};
use super::{Draft, QuoteKind};
use std::ops::Range;

/// How far back the speaker of a quotation without cue is looked for, in tokens.
const CARRY: usize = 250;
/// How far the clause that says who speaks reaches, in tokens.
const REACH: usize = 80;
/// Most tokens of a nickname or title in marks that such a clause holds.
const FRAGMENT: usize = 4;
/// Fewest words of a clause that a cue leads to only by an article: "said a “new era has begun …”".
const CLAUSAL: usize = 8;

/// A stretch with what stands around it.
struct Framed {
    stretch: Stretch,
    opening: Opening,
    before: Option<Attribution>,
    after: Option<Attribution>,
}

/// The direct quotes among the stretches of a document, in order. `taken` are stretches of posts.
pub(super) fn find(cx: &Context, stretches: &[Stretch], taken: &[Draft]) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    let mut open: Option<(Draft, Joint)> = None;
    let mut posts = taken.iter().peekable();
    for (i, stretch) in stretches.iter().enumerate() {
        while posts.next_if(|p| p.span.end <= stretch.marked.open).is_some() {}
        if posts.peek().is_some_and(|p| p.span.start < stretch.marked.after) {
            continue;
        }
        let framed = frame(cx, stretches, i);
        if let Some((draft, joint)) = &mut open
            && joint.takes(cx, &framed)
        {
            draft.span.end = stretch.marked.inner.end;
            joint.advance(cx, &framed, draft);
            continue;
        }
        if !is_direct(cx, &framed) {
            continue;
        }
        found.extend(open.take().map(|(draft, _)| draft));
        let draft = draft(cx, &framed, found.last());
        open = Some((draft, Joint::after(&framed)));
    }
    found.extend(open.map(|(draft, _)| draft));
    found
}

fn frame(cx: &Context, stretches: &[Stretch], i: usize) -> Framed {
    let stretch = stretches[i].clone();
    let fragment = |n: &&Stretch| n.tokens.len() <= FRAGMENT && n.left < stretch.right + REACH;
    let limit = stretches[i + 1..].iter().take(FRAGMENT).find(|n| !fragment(n)).map_or(cx.page.doc.len(), |n| n.left);
    let (opening, before) = cx.before(&stretch, &stretches[..i]);
    let after = stretch.marked.closed.then(|| cx.after(&stretch, limit)).flatten();
    let after = after.filter(|a| !leads_on(cx, a, stretches.get(i + 1)) || !starts_anew(cx, &stretch, a));
    Framed { stretch, opening, before, after }
}

/// Whether a clause after a stretch leads to the next one: "He added, “…”".
fn leads_on(cx: &Context, a: &Attribution, next: Option<&Stretch>) -> bool {
    let page = cx.page;
    let Some(n) = next.filter(|n| n.left > a.cue && n.left <= a.end + 2) else { return false };
    let last = (a.cue..n.left).rev().find(|&i| !page.is_space(i));
    last.is_some_and(|i| matches!(page.doc.word(i), "," | ":"))
}

/// Whether the clause after a stretch is a sentence of its own: "“We go.” He added …".
fn starts_anew(cx: &Context, s: &Stretch, a: &Attribution) -> bool {
    let pronoun = a.speaker.as_ref().is_some_and(|r| matches!(cx.page.doc.word(r.start), "He" | "She" | "They" | "It" | "We"));
    match last_char(cx.page, &s.marked) {
        '.' => true,
        '?' | '!' | '…' => pronoun,
        _ => false,
    }
}

/// Whether a stretch is speech of its own, no scare quote, title, or fragment of an indirect one.
fn is_direct(cx: &Context, f: &Framed) -> bool {
    let ended = is_ended(cx, &f.stretch);
    match f.opening {
        Opening::Comma => has_words(cx, f, 1) && (ended || adjacent_cue(f) || speaks(cx, &f.stretch)),
        Opening::Colon => has_words(cx, f, 1) && (ended || f.before.as_ref().is_some_and(|a| cx.page.is_verb(a.cue))),
        Opening::Cue => is_clause(cx, &f.stretch) && (ended || f.stretch.tokens.len() >= CLAUSAL),
        Opening::Fresh => has_words(cx, f, 1) && (f.after.is_some() || ended && has_words(cx, f, fewest_words(cx, f))),
        Opening::Inside => false,
    }
}

fn has_words(cx: &Context, f: &Framed, least: usize) -> bool {
    f.stretch.tokens.clone().filter(|&i| cx.page.chars_alphanumeric(i)).take(least).count() == least
}

/// Whether the stretch ends as a sentence does, within its marks or right behind them.
fn is_ended(cx: &Context, s: &Stretch) -> bool {
    matches!(last_char(cx.page, &s.marked), '.' | '?' | '!' | '…' | '—' | '–' | '-' | ',')
        || matches!(next_word(cx.page, s.right), "." | "?" | "!" | ";" | "," | ":")
}

/// How many words a quotation without cue has at least: shorter ones are titles, unless they ask or cry.
fn fewest_words(cx: &Context, f: &Framed) -> usize {
    if matches!(last_char(cx.page, &f.stretch.marked), '?' | '!') { 1 } else { 3 }
}

/// Whether the cue verb stands right before the comma: "he said, “…”".
fn adjacent_cue(f: &Framed) -> bool {
    f.before.as_ref().is_some_and(|a| a.cue + 1 == a.end)
}

/// Whether the words start as a sentence does, or have a verb of their own.
fn speaks(cx: &Context, s: &Stretch) -> bool {
    cx.page.chars[s.marked.inner.start].is_uppercase() || !cx.page.chars[s.marked.inner.start].is_alphabetic() || is_clause(cx, s)
}

/// Whether the words hold a main clause: their first finite verb hangs on no noun or preposition in
/// them, and they don't start with it; or they start with an imperative.
fn is_clause(cx: &Context, s: &Stretch) -> bool {
    let doc = cx.page.doc;
    if s.tokens.clone().next().is_some_and(|i| doc.tag(i) == "VB") {
        return true;
    }
    let Some(finite) = s.tokens.clone().take(60).find(|&i| cx.page.is_finite(i)) else { return false };
    let verb = if matches!(doc.dep(finite), "aux" | "auxpass") { doc.head(finite) } else { finite };
    finite > s.tokens.start && !matches!(doc.dep(verb), "relcl" | "pcomp" | "acl" | "advcl")
}

fn draft(cx: &Context, f: &Framed, last: Option<&Draft>) -> Draft {
    let page = cx.page;
    let own = f.before.as_ref().filter(|a| a.speaker.is_some()).or(f.after.as_ref());
    let speaker = own.and_then(|a| a.speaker.clone()).map(|r| page.span(&r));
    let cued = f.before.is_some() || f.after.is_some();
    let speaker = speaker.or_else(|| signature(cx, &f.stretch)).or_else(|| if cued { None } else { carried(cx, f, last) });
    let addressee = [&f.before, &f.after].into_iter().flatten().find_map(|a| a.addressee);
    Draft {
        span: f.stretch.marked.inner.clone(),
        kind: QuoteKind::Direct,
        reported_by: outlet(cx, f),
        speaker,
        addressee,
        handle: None,
        date: None,
        cued,
    }
}

/// Who passes the words on where another says them: "He said “…”, reported The Guardian".
fn outlet(cx: &Context, f: &Framed) -> Option<Range<usize>> {
    let (before, after) = (f.before.as_ref()?, f.after.as_ref()?);
    let passes = cx.cues.is_reporting(cx.page.doc, after.cue) || cx.page.doc.lower(after.cue) == "according";
    before.speaker.as_ref().filter(|_| passes)?;
    after.speaker.as_ref().map(|r| cx.page.span(r))
}

/// "“…” — Joan Smith", also on the next line.
fn signature(cx: &Context, s: &Stretch) -> Option<Range<usize>> {
    let page = cx.page;
    let end = page.doc.len().min(s.right + 5);
    let dash = (s.right..end).find(|&i| !page.is_space(i))?;
    let dashed = is_dash(page.doc.word(dash).trim_start_matches(['”', '"', '’']));
    let start = page.skip(dash + 1, false);
    let named = dashed && start < page.doc.len() && page.doc.pos(start) == "PROPN";
    page.group_from(named.then_some(start)?, start + 8).map(|r| page.span(&r))
}

/// The speaker of a quotation without cue: who spoke last, or of whom the sentence before it tells.
fn carried(cx: &Context, f: &Framed, last: Option<&Draft>) -> Option<Range<usize>> {
    let page = cx.page;
    let near = last.filter(|d| f.stretch.left.saturating_sub(page.token_at(d.span.end)) < CARRY);
    let told = sentence_before(cx, f.stretch.left);
    let spoken = near.and_then(|d| d.speaker.clone().map(|s| (s, d.span.end)));
    match (told, spoken) {
        // A sentence of its own stands between the last quotation and this one.
        (Some(told), Some((speaker, end))) => Some(if page.span(&told).start > end.max(speaker.end) { page.span(&told) } else { speaker }),
        (Some(told), None) => Some(page.span(&told)),
        (None, spoken) => spoken.map(|(s, _)| s),
    }
}

/// The subject of the sentence that ends before a token.
fn sentence_before(cx: &Context, end: usize) -> Option<Range<usize>> {
    let page = cx.page;
    let doc = page.doc;
    let last = (end.saturating_sub(4)..end).rev().find(|&i| !page.is_space(i))?;
    let start = (last.saturating_sub(60)..last).rev().find(|&i| page.ends_sentence(i)).map_or(last.saturating_sub(60), |i| i + 1);
    let subject =
        |i: &usize| matches!(doc.dep(*i), "nsubj" | "nsubjpass") && page.is_noun(*i) && !matches!(doc.lower(*i), "it" | "this" | "that");
    let main = (start..last).find(|i| subject(i) && matches!(doc.dep(doc.head(*i)), "ROOT" | "conj"));
    let person = |i: &usize| matches!(doc.ent(*i), "PERSON" | "ORG") || matches!(doc.lower(*i), "he" | "she" | "they" | "i" | "we");
    main.filter(person).or_else(|| (start..last).find(|i| subject(i) && person(i))).or(main).map(|i| page.group(i))
}

/// Where a quotation that a cue breaks may go on.
struct Joint {
    /// The token after the last stretch.
    right: usize,
    closed: bool,
    /// The verb of the clause after it that says who speaks.
    cue: Option<usize>,
    /// The speaker is known: what follows at once goes on with the words.
    known: bool,
}

impl Joint {
    fn after(f: &Framed) -> Self {
        let cue = f.after.as_ref().map(|a| a.cue);
        Joint { right: f.stretch.right, closed: f.stretch.marked.closed, cue, known: cue.is_some() }
    }

    /// Whether the next stretch goes on with the words: after "…,” he said, “" or over a paragraph left open.
    fn takes(&self, cx: &Context, next: &Framed) -> bool {
        let page = cx.page;
        let gap = self.right..next.stretch.left;
        if !self.closed {
            return next.opening == Opening::Fresh && gap.clone().all(|i| page.is_space(i));
        }
        if !self.known || gap.len() > REACH || gap.clone().any(|i| page.is_break(i)) || !is_ended(cx, &next.stretch) {
            return false;
        }
        match gap.clone().find(|&i| page.ends_sentence(i)) {
            // The rest of the sentence says who speaks; the words go on after it.
            Some(end) => next.after.is_none() && (end + 1..gap.end).all(|i| !page.chars_alphanumeric(i)),
            None => self.pauses(cx, next),
        }
    }

    /// "…,” he said, “…": within one sentence, with no other cue.
    fn pauses(&self, cx: &Context, next: &Framed) -> bool {
        let gap = self.right..next.stretch.left;
        let last = gap.clone().rev().find(|&i| !cx.page.is_space(i));
        let pause = last.is_none_or(|i| !cx.page.chars_alphanumeric(i));
        pause && (next.before.as_ref().is_none_or(|b| Some(b.cue) == self.cue) || gap.is_empty())
    }

    fn advance(&mut self, cx: &Context, f: &Framed, draft: &mut Draft) {
        if let Some(a) = f.after.as_ref().filter(|_| !draft.cued) {
            draft.speaker = a.speaker.as_ref().map(|r| cx.page.span(r)).or(draft.speaker.take());
            draft.addressee = a.addressee;
            draft.cued = true;
        }
        *self = Joint { known: true, ..Joint::after(f) };
    }
}
