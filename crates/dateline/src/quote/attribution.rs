//! Who says a stretch between marks: the cue before it, the cue after it, and their subjects.
//!
//! The words decide first and the parse helps where it holds: parses around quotations are often wrong.

use super::cues::Cues;
use super::marks::Marked;
use super::page::Page;
use crate::clause::Clauses;
use std::ops::Range;

/// How far a cue stands from its words, in tokens.
const REACH: usize = 60;

/// What the stage reads: the page, its clauses and the cue words.
pub(super) struct Context<'a> {
    pub page: &'a Page<'a>,
    pub clauses: &'a Clauses,
    pub cues: &'a Cues,
}

/// A stretch between marks with its place among the tokens.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub marked: Marked,
    /// The words within the marks.
    pub tokens: Range<usize>,
    /// End of the tokens before the opening mark.
    pub left: usize,
    /// The first token after the closing mark.
    pub right: usize,
}

impl Stretch {
    pub fn new(page: &Page, marked: Marked) -> Self {
        let (left, right) = (page.token_at(marked.open), page.token_at(marked.after));
        Stretch { tokens: page.tokens(&marked.inner), left, right, marked }
    }
}

/// How the words before a stretch lead to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// At the start of a line or sentence.
    Fresh,
    Comma,
    Colon,
    /// Straight after a cue verb, or after one and an article.
    Cue,
    /// In the middle of a sentence.
    Inside,
}

/// A clause that says who spoke. Ranges are of tokens.
#[derive(Debug, Clone)]
pub(super) struct Attribution {
    /// The cue verb, or the first word of the clause.
    pub cue: usize,
    pub speaker: Option<Range<usize>>,
    /// Head of the noun that hears.
    pub addressee: Option<usize>,
    /// Where the clause ends: its closing punctuation, or the end of what was read.
    pub end: usize,
}

impl Context<'_> {
    /// The attribution that follows a stretch: "…,” said Modi", "…,” the envoy told reporters".
    pub fn after(&self, s: &Stretch, limit: usize) -> Option<Attribution> {
        let page = self.page;
        let last = last_char(page, &s.marked);
        let start = page.skip(s.right, true);
        let limit = self.clause_end(start, limit);
        if start >= limit {
            return None;
        }
        let comma = matches!(last, ',' | '?' | '!' | '—' | '–' | '-' | '…') || next_word(page, s.right) == ",";
        let start = if page.doc.lower(start) == "as" { page.skip(start + 1, false) } else { start };
        self.according_to(start, limit).or_else(|| self.inverted(start, limit, last)).or_else(|| self.straight(start, limit, last, comma))
    }

    fn according_to(&self, start: usize, limit: usize) -> Option<Attribution> {
        let doc = self.page.doc;
        let found = start + 2 < limit && doc.lower(start) == "according" && doc.lower(start + 1) == "to";
        let speaker = self.page.group_from(found.then_some(start + 2)?, limit);
        Some(Attribution { cue: start, speaker, addressee: None, end: limit })
    }

    /// "…,” said Modi".
    fn inverted(&self, cue: usize, limit: usize, last: char) -> Option<Attribution> {
        let page = self.page;
        let lower = page.doc.word(cue).chars().next().is_some_and(char::is_lowercase);
        let verb = page.is_verb(cue) && matches!(page.doc.tag(cue), "VBD" | "VBZ" | "VBP" | "VBN");
        if !verb || !self.cues.is_saying(page.doc, cue) || last == '.' && !lower {
            return None;
        }
        let start = page.skip(cue + 1, false);
        let first = if self.starts_with_participle(start, limit) { start + 1 } else { start };
        let speaker = page.group_from(first, limit).map(|g| start..g.end);
        Some(Attribution { cue, speaker, addressee: self.to_phrase(cue, limit), end: limit })
    }

    /// "…,” the envoy told reporters".
    fn straight(&self, start: usize, limit: usize, last: char, comma: bool) -> Option<Attribution> {
        let page = self.page;
        let capital = page.doc.word(start).starts_with(char::is_uppercase);
        let first = if self.starts_with_participle(start, limit) { start + 1 } else { start };
        if !page.starts_group(first) && !capital {
            return None;
        }
        let saying = |i: &usize| self.cues.is_saying(page.doc, *i) && matches!(page.doc.tag(*i), "VBD" | "VBZ" | "VBP" | "VBN");
        let known = (first + 1..limit).find(saying);
        let any = || (first + 1..limit).find(|&i| page.is_finite(i) && page.doc.pos(i) == "VERB").filter(|_| last == ',');
        let cue = known.or_else(any)?;
        let short = limit - cue <= 6 && (first..cue).all(|i| !page.is_finite(i));
        if !comma && !short {
            return None;
        }
        let misread = || (start..cue).rev().find(|&i| page.is_noun(i)).map(|head| page.group(head).start.min(start)..head + 1);
        let speaker = page.group_from(first, cue).map(|g| start..g.end).or_else(misread);
        Some(Attribution { cue, speaker, addressee: self.addressee(cue, limit), end: limit })
    }

    /// "retired engineer Paulo Reis".
    fn starts_with_participle(&self, start: usize, limit: usize) -> bool {
        let tag = if start + 1 < limit { self.page.doc.tag(start) } else { "" };
        matches!(tag, "VBN" | "VBG" | "VBD") && !self.page.starts_group(start) && self.page.starts_group(start + 1)
    }

    /// Where the sentence that starts here ends, at the latest at `limit`.
    fn clause_end(&self, start: usize, limit: usize) -> usize {
        let stop = limit.min(start + REACH).min(self.page.doc.len());
        (start..stop).find(|&i| self.page.ends_sentence(i) || self.page.doc.word(i) == ":").unwrap_or(stop)
    }

    fn addressee(&self, cue: usize, limit: usize) -> Option<usize> {
        let page = self.page;
        if !self.cues.is_addressing(page.doc, cue) {
            return self.to_phrase(cue, limit);
        }
        let start = page.skip(cue + 1, false);
        head_of(page, page.group_from(start, limit)?)
    }

    /// "said to Xi".
    fn to_phrase(&self, cue: usize, limit: usize) -> Option<usize> {
        let page = self.page;
        let to = (cue + 1..limit.min(cue + 4)).find(|&i| page.doc.lower(i) == "to" && page.doc.pos(i) == "ADP")?;
        head_of(page, page.group_from(to + 1, limit)?)
    }

    /// How a stretch opens, and the attribution that leads to it. `earlier` are the stretches before it.
    pub fn before(&self, s: &Stretch, earlier: &[Stretch]) -> (Opening, Option<Attribution>) {
        let page = self.page;
        let Some((last, broken)) = last_word(page, s.left) else { return (Opening::Fresh, None) };
        let word = page.doc.word(last);
        let adjacent = earlier.last().is_some_and(|e| e.right > last);
        match word {
            _ if adjacent => (Opening::Fresh, None),
            ":" => (Opening::Colon, Some(self.colon_lead(last, earlier))),
            "," => match self.comma_lead(s, last, earlier) {
                Some(a) => (if broken { Opening::Colon } else { Opening::Comma }, Some(a)),
                None => (if broken { Opening::Fresh } else { Opening::Inside }, None),
            },
            _ if broken || !page.chars_alphanumeric(last) || page.ends_sentence(last) => (Opening::Fresh, None),
            _ => match self.bare_lead(last, earlier) {
                Some(a) => (Opening::Cue, Some(a)),
                None => (Opening::Inside, None),
            },
        }
    }

    /// "said in a statement, “…”": the nearest cue verb, with no other clause between.
    fn comma_lead(&self, s: &Stretch, comma: usize, earlier: &[Stretch]) -> Option<Attribution> {
        let page = self.page;
        let walk = self.walk_back(comma, earlier);
        let nearest = *walk.first()?;
        if self.cues.is_work(page.doc, nearest) {
            return None;
        }
        if let Some(speaker) =
            self.author_of(nearest).filter(|_| self.cues.is_message(page.doc, nearest) || page.doc.lower(nearest) == "words")
        {
            return Some(Attribution { cue: nearest, speaker: Some(speaker), addressee: None, end: comma });
        }
        if let Some(at) = walk.iter().copied().find(|&t| page.doc.lower(t) == "according") {
            return self.according_to(at, comma);
        }
        for &t in &walk {
            if page.is_verb(t) && self.cues.is_saying(page.doc, t) {
                return Some(self.lead(t, comma, &walk));
            }
            if page.is_finite(t) || page.doc.lower(t) == "that" && page.doc.pos(t) == "SCONJ" {
                break;
            }
        }
        let particle = page.doc.tag(nearest) == "RP" || page.doc.lower(nearest) == "it";
        let nearest = if particle { walk.get(1).copied().unwrap_or(nearest) } else { nearest };
        let led = page.is_finite(nearest) || page.doc.tag(nearest) == "VBG";
        let speech = page.chars[s.marked.inner.start].is_uppercase() && s.tokens.len() > 3;
        (led && speech).then(|| self.lead(nearest, comma, &walk))
    }

    /// "Modi: “…”", "in a statement: “…”", "he explained the step: “…”".
    fn colon_lead(&self, colon: usize, earlier: &[Stretch]) -> Attribution {
        let page = self.page;
        let walk = self.walk_back(colon, earlier);
        let verb = walk.iter().copied().find(|&t| page.is_verb(t) && self.cues.is_saying(page.doc, t));
        if let Some(verb) = verb {
            return self.lead(verb, colon, &walk);
        }
        let message = walk.iter().copied().find(|&t| self.cues.is_message(page.doc, t));
        if let Some(speaker) = message.and_then(|m| self.author_of(m)) {
            return Attribution { cue: colon, speaker: Some(speaker), addressee: None, end: colon };
        }
        Attribution { cue: colon, speaker: self.name_before_colon(colon, &walk), addressee: None, end: colon }
    }

    /// "Modi: “…”", "- Carl Bialik: “…”", "More from the report: “…”", "The step surprised Modi: “…”".
    fn name_before_colon(&self, colon: usize, walk: &[usize]) -> Option<Range<usize>> {
        let page = self.page;
        let segment: Vec<usize> = walk.iter().copied().take_while(|&t| !is_dash(page.doc.word(t))).collect();
        let first = *segment.last()?;
        let whole = page.group_from(first, colon).filter(|g| g.end == colon);
        let from = || segment.iter().copied().find(|&t| page.doc.lower(t) == "from").and_then(|t| page.group_from(t + 1, colon));
        let person = || segment.iter().copied().find(|&t| page.doc.ent(t) == "PERSON" && page.is_noun(t)).map(|t| page.group(t));
        let verb = segment.iter().copied().rfind(|&t| page.is_finite(t));
        let subject = verb.and_then(|v| self.subject(v, &segment));
        let personal = subject.clone().filter(|s| page.doc.ent(s.end - 1) == "PERSON" || page.doc.pos(s.start) == "PRON");
        whole.or_else(from).or(personal).or_else(person).or(subject)
    }

    /// "cautioned “let's wait”", "said a “new era has begun …”".
    fn bare_lead(&self, last: usize, earlier: &[Stretch]) -> Option<Attribution> {
        let page = self.page;
        let walk = self.walk_back(last + 1, earlier);
        let mut rest = walk.iter().copied().peekable();
        if matches!(page.doc.lower(last), "a" | "an" | "the" | "how") {
            rest.next();
            rest.next_if(|&t| page.doc.word(t) == ",");
        }
        let next = rest.next()?;
        let verb = if page.is_verb(next) {
            next
        } else {
            let told = walk.iter().copied().find(|&t| page.is_verb(t))?;
            let object = page.group_from(page.skip(told + 1, false), last + 1)?;
            (object.end == last + 1 && self.cues.is_addressing(page.doc, told)).then_some(told)?
        };
        let speech = self.cues.is_saying(page.doc, verb) && !self.cues.is_naming(page.doc, verb);
        speech.then(|| self.lead(verb, last + 1, &walk))
    }

    fn lead(&self, cue: usize, end: usize, walk: &[usize]) -> Attribution {
        Attribution { cue, speaker: self.subject(cue, walk), addressee: self.addressee(cue, end), end }
    }

    /// The tokens before `end` back to the start of their sentence, nearest first; quoted stretches are left out.
    fn walk_back(&self, end: usize, earlier: &[Stretch]) -> Vec<usize> {
        let page = self.page;
        let mut stretches = earlier.iter().rev().peekable();
        let (mut walk, mut at) = (Vec::new(), end);
        for _ in 0..2 * REACH {
            if at == 0 || walk.len() == REACH {
                break;
            }
            at -= 1;
            while stretches.next_if(|s| s.left > at).is_some() {}
            if let Some(s) = stretches.next_if(|s| s.right > at) {
                if matches!(last_char(page, &s.marked), '.' | '?' | '!') {
                    break;
                }
                at = s.left;
            } else if page.ends_sentence(at) {
                break;
            } else if !page.is_space(at) {
                walk.push(at);
            }
        }
        walk
    }

    /// The subject of a cue verb among the words of its sentence; `walk` runs backwards.
    pub fn subject(&self, verb: usize, walk: &[usize]) -> Option<Range<usize>> {
        let page = self.page;
        let before: Vec<usize> = walk.iter().copied().filter(|&t| t < verb).collect();
        let parsed = self.clauses.headed_by(verb).and_then(|c| c.agents.first().copied());
        let own =
            |a: &usize| before.contains(a) && page.is_noun(*a) && !(page.doc.tag(verb) == "VBG" && self.cues.is_message(page.doc, *a));
        if let Some(agent) = parsed.filter(own) {
            return Some(page.group(agent));
        }
        let next = page.skip(verb + 1, false);
        if before.iter().all(|&t| !page.is_noun(t)) {
            return page.group_from(next, next + 12);
        }
        self.nearest_subject(verb, &before)
    }

    /// By the words alone: the noun before the verb group, or the sentence's first noun for "…, saying".
    fn nearest_subject(&self, verb: usize, before: &[usize]) -> Option<Range<usize>> {
        let page = self.page;
        let labelled = before.iter().copied().find(|&t| matches!(page.doc.dep(t), "nsubj" | "nsubjpass") && page.is_noun(t));
        if let Some(subject) = labelled {
            return Some(page.group(subject));
        }
        let finite = page.is_finite(verb);
        let nearest = before.iter().copied().find(|&t| page.is_noun(t));
        let first = before.iter().copied().rfind(|&t| page.is_noun(t));
        if finite { nearest } else { first }.map(|head| page.group(head))
    }

    /// Whose message it is: "Abedin's reply", "a statement by the ministry".
    fn author_of(&self, noun: usize) -> Option<Range<usize>> {
        let page = self.page;
        let start = page.group(noun).start;
        let mark = (start..noun).rfind(|&i| page.doc.tag(i) == "POS");
        if let Some(mark) = mark.filter(|&m| m > start) {
            return Some(start..mark);
        }
        if page.doc.tag(start) == "PRP$" {
            return Some(start..start + 1);
        }
        let by = noun + 1;
        let from = by < page.doc.len() && matches!(page.doc.lower(by), "by" | "from");
        from.then(|| page.group_from(by + 1, by + 12)).flatten()
    }
}

pub(super) fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "--" | "―")
}

/// The last noun of a group.
fn head_of(page: &Page, group: Range<usize>) -> Option<usize> {
    group.rev().find(|&i| page.is_noun(i))
}

/// The last character of the words within the marks that is no space.
pub(super) fn last_char(page: &Page, m: &Marked) -> char {
    page.chars[m.inner.clone()]
        .iter()
        .rev()
        .take(100)
        .find(|c| !c.is_whitespace() && !matches!(c, '’' | '\'' | '”' | '"'))
        .copied()
        .unwrap_or(' ')
}

/// The word that follows on the same line, or nothing.
pub(super) fn next_word<'a>(page: &'a Page, mut i: usize) -> &'a str {
    while i < page.doc.len() && page.is_space(i) && !page.is_break(i) {
        i += 1;
    }
    if i < page.doc.len() && !page.is_break(i) { page.doc.word(i) } else { "" }
}

/// The last token before `end` that is no space, and whether a line break lies between.
fn last_word(page: &Page, end: usize) -> Option<(usize, bool)> {
    let mut broken = false;
    for i in (end.saturating_sub(8)..end).rev() {
        broken |= page.is_break(i);
        if !page.is_space(i) {
            return Some((i, broken));
        }
    }
    None
}
