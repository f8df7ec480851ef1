//! The text as the quote stage walks it: tokens beside their code points.

use dateline_lang::Doc;
use std::ops::Range;

/// How long a noun group gets to either side of its head, in tokens.
const MAX_GROUP: usize = 14;

/// Titles before a name or a nickname in marks; their point ends no sentence.
const TITLES: [&str; 22] = [
    "mr.", "mrs.", "ms.", "mx.", "dr.", "prof.", "rev.", "fr.", "sr.", "st.", "hon.", "gen.", "lt.", "maj.", "col.", "capt.", "sgt.",
    "cpl.", "adm.", "sen.", "rep.", "gov.",
];

pub(super) struct Page<'a> {
    pub doc: &'a Doc,
    pub chars: Vec<char>,
}

impl<'a> Page<'a> {
    pub fn new(doc: &'a Doc) -> Self {
        Page { doc, chars: doc.text().chars().collect() }
    }

    /// The tokens that share a code point with a stretch of the text.
    pub fn tokens(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.token_at(span.start);
        start..self.doc.tokens().partition_point(|t| (t.start as usize) < span.end).max(start)
    }

    /// The first token that ends after a code point.
    pub fn token_at(&self, at: usize) -> usize {
        self.doc.tokens().partition_point(|t| t.end as usize <= at)
    }

    /// Code points of a token range that is not empty.
    pub fn span(&self, tokens: &Range<usize>) -> Range<usize> {
        self.doc.token(tokens.start).start as usize..self.doc.token(tokens.end - 1).end as usize
    }

    pub fn text(&self, span: &Range<usize>) -> String {
        self.chars[span.start.min(self.chars.len())..span.end.min(self.chars.len())].iter().collect()
    }

    /// White space that holds a line break.
    pub fn is_break(&self, i: usize) -> bool {
        self.doc.word(i).contains('\n')
    }

    pub fn is_space(&self, i: usize) -> bool {
        self.doc.word(i).chars().all(char::is_whitespace)
    }

    /// Punctuation that ends a sentence, or a line break.
    pub fn ends_sentence(&self, i: usize) -> bool {
        matches!(self.doc.word(i), "." | "!" | "?" | ";" | "..." | "…" | "?!") || self.is_break(i) || self.ends_short(i)
    }

    /// An abbreviation whose point ends the sentence too, before a quotation: "said in Naples, Fla. “We …".
    fn ends_short(&self, i: usize) -> bool {
        let word = self.doc.word(i);
        let short = word.len() > 2 && word.ends_with('.') && word.starts_with(char::is_alphabetic);
        if !short || TITLES.contains(&self.doc.lower(i)) {
            return false;
        }
        let mut after = self.chars[self.doc.token(i).end as usize..].iter();
        let mark = after.by_ref().find(|c| **c != ' ');
        mark.is_some_and(|c| matches!(c, '"' | '“' | '„' | '«')) && after.next().is_some_and(|c| c.is_uppercase())
    }

    /// Whether a token ends in a letter or digit: it is a word, no punctuation.
    pub fn chars_alphanumeric(&self, i: usize) -> bool {
        self.doc.word(i).chars().any(char::is_alphanumeric)
    }

    pub fn is_verb(&self, i: usize) -> bool {
        matches!(self.doc.pos(i), "VERB" | "AUX")
    }

    pub fn is_finite(&self, i: usize) -> bool {
        matches!(self.doc.tag(i), "VBD" | "VBZ" | "VBP" | "MD")
    }

    /// Whether a noun group can start here.
    pub fn starts_group(&self, i: usize) -> bool {
        match self.doc.pos(i) {
            "NOUN" | "PROPN" | "NUM" | "ADJ" => true,
            "DET" | "PRON" => !matches!(self.doc.tag(i), "WDT" | "WP" | "WRB" | "EX"),
            _ => false,
        }
    }

    pub fn is_noun(&self, i: usize) -> bool {
        match self.doc.pos(i) {
            "NOUN" | "PROPN" => true,
            "PRON" => !matches!(self.doc.tag(i), "WDT" | "WP" | "WP$" | "PRP$" | "EX"),
            _ => matches!(self.doc.tag(i), "DT" | "CD" | "JJ") && matches!(self.doc.dep(i), "nsubj" | "pobj" | "dobj" | "nsubjpass"),
        }
    }

    fn inside_group(&self, i: usize) -> bool {
        match self.doc.pos(i) {
            "DET" | "ADJ" | "NOUN" | "PROPN" | "NUM" => true,
            "PRON" => self.doc.tag(i) == "PRP$",
            "PART" => self.doc.tag(i) == "POS",
            _ => self.doc.tag(i) == "HYPH" || matches!(self.doc.tag(i), "VBN" | "VBG") && self.doc.dep(i) == "amod",
        }
    }

    /// Whether both tokens may belong to one group: a day is no part of the name beside it.
    fn hangs_together(&self, left: usize, right: usize) -> bool {
        let (a, b) = (self.doc.ent(left), self.doc.ent(right));
        let timely = |e: &str| matches!(e, "DATE" | "TIME");
        timely(a) == timely(b)
    }

    /// The noun group around its head: determiners, adjectives, names and possessors, no prepositions.
    pub fn group(&self, head: usize) -> Range<usize> {
        let doc = self.doc;
        let (mut start, mut end) = (head, head + 1);
        if doc.pos(head) == "PRON" {
            return start..end;
        }
        while start > 0 && head - start < MAX_GROUP && self.inside_group(start - 1) && self.hangs_together(start - 1, start) {
            start -= 1;
        }
        while end < doc.len() && end - head < MAX_GROUP && doc.pos(end) == "PROPN" && self.hangs_together(end - 1, end) {
            end += 1;
        }
        while start < head && matches!(doc.tag(start), "POS" | "HYPH") {
            start += 1;
        }
        start..end
    }

    /// The noun group that starts at a token, with its "of" phrase and what is joined by "and".
    pub fn group_from(&self, start: usize, limit: usize) -> Option<Range<usize>> {
        let limit = limit.min(start + 2 * MAX_GROUP).min(self.doc.len());
        if start >= limit || !self.starts_group(start) {
            return None;
        }
        let mut end = start;
        while end < limit && self.continues_group(start, end, limit) {
            end += 1;
        }
        while end > start && !self.is_noun(end - 1) && !matches!(self.doc.pos(end - 1), "NUM" | "ADJ" | "DET") {
            end -= 1;
        }
        (end > start).then_some(start..end)
    }

    fn continues_group(&self, start: usize, at: usize, limit: usize) -> bool {
        let doc = self.doc;
        if at == start {
            return true;
        }
        if !self.hangs_together(at - 1, at)
            || doc.pos(start) == "PRON" && doc.tag(start) != "PRP$" && doc.lower(at) != "of" && at == start + 1
        {
            return false;
        }
        let linked = |i: usize| i < limit && self.starts_group(i) && doc.tag(i) != "PRP";
        let opens = matches!(doc.lower(at), "of" | "for" | "and" | "&") && doc.pos(at - 1) != "PRON";
        self.inside_group(at) || opens && linked(at + 1)
    }

    /// The next token that is no white space and no adverb; commas too if asked.
    pub fn skip(&self, mut i: usize, commas: bool) -> usize {
        while i < self.doc.len()
            && !self.is_break(i)
            && (self.is_space(i) || self.doc.pos(i) == "ADV" && self.doc.tag(i) != "WRB" || commas && self.doc.word(i) == ",")
        {
            i += 1;
        }
        i
    }
}
