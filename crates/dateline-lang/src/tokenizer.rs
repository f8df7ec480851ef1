//! Cuts a text into tokens as spaCy's `Tokenizer` does: at white space, then prefixes and suffixes
//! off both ends of each chunk, then infixes; exceptions (`don't`) take precedence everywhere.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::hash::string_id;
use crate::msgpack::Value;
use crate::pattern::Pattern;
use crate::unicode::is_space;

/// A token, in bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The norm that an exception sets, as a string number; 0 for none.
    pub(crate) norm: u64,
    /// Whether a space follows that belongs to no token.
    pub(crate) spacy: bool,
}

/// The parts of an exception: width in bytes and norm.
type Parts = Vec<(u32, u64)>;

pub(crate) struct Tokenizer {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token: Option<Pattern>,
    url: Option<Pattern>,
    exceptions: HashMap<Box<str>, Parts>,
    longest_exception: usize,
    /// Exceptions that affixes would break up, as the tokens they come out as: first token to the rest.
    broken: HashMap<Box<str>, Vec<Vec<Box<str>>>>,
}

const ORTH: u64 = 65;
const NORM: u64 = 67;

impl Tokenizer {
    /// From the contents of a pipeline's `tokenizer` file.
    pub(crate) fn new(file: &Value, path: &Path) -> Result<Self, Error> {
        let pattern = |key: &str| match file.get(key).text() {
            Some(source) => Pattern::new(source).map(Some).map_err(|e| Error::unreadable(path, format!("{key}: {e}"))),
            None => Ok(None),
        };
        let mut tokenizer = Tokenizer {
            prefix: pattern("prefix_search")?,
            suffix: pattern("suffix_search")?,
            infix: pattern("infix_finditer")?,
            token: pattern("token_match")?,
            url: pattern("url_match")?,
            exceptions: exceptions(file.get("exceptions"), path)?,
            longest_exception: 0,
            broken: HashMap::new(),
        };
        tokenizer.longest_exception = tokenizer.exceptions.keys().map(|k| k.len()).max().unwrap_or(0);
        tokenizer.find_broken(!matches!(file.get("faster_heuristics"), Value::Bool(false)));
        Ok(tokenizer)
    }

    /// Appends the text's tokens to `spans`.
    pub(crate) fn tokenize(&self, text: &str, spans: &mut Vec<Span>) {
        self.split(text, spans, true);
        if !self.broken.is_empty() {
            self.mend(text, spans);
        }
    }

    fn find_broken(&mut self, only_with_affixes: bool) {
        let mut broken: HashMap<Box<str>, Vec<Vec<Box<str>>>> = HashMap::new();
        let mut spans = Vec::new();
        for chunk in self.exceptions.keys() {
            if only_with_affixes && !chunk.contains(' ') && !self.has_affix(chunk) {
                continue;
            }
            spans.clear();
            self.split(chunk, &mut spans, false);
            let mut words = spans.iter().map(|s| Box::from(&chunk[s.start as usize..s.end as usize]));
            if let Some(first) = words.next() {
                broken.entry(first).or_default().push(words.collect());
            }
        }
        self.broken = broken;
    }

    fn has_affix(&self, chunk: &str) -> bool {
        [&self.prefix, &self.infix, &self.suffix].into_iter().flatten().any(|p| p.search(chunk).is_some_and(|(a, b)| b > a))
    }

    fn split(&self, text: &str, spans: &mut Vec<Span>, with_exceptions: bool) {
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(is_space);
        for (i, c) in text.char_indices() {
            if is_space(c) == in_space {
                continue;
            }
            if start < i {
                self.split_chunk(text, start..i, spans, with_exceptions);
            }
            start = i;
            if c == ' ' {
                start += 1;
                if let Some(last) = spans.last_mut() {
                    last.spacy = true;
                }
            }
            in_space = !in_space;
        }
        if start < text.len() {
            self.split_chunk(text, start..text.len(), spans, with_exceptions);
        }
    }

    fn exception(&self, text: &str) -> Option<&Parts> {
        if text.len() > self.longest_exception { None } else { self.exceptions.get(text) }
    }

    fn split_chunk(&self, text: &str, chunk: Range<usize>, spans: &mut Vec<Span>, with_exceptions: bool) {
        let exception = |range: &Range<usize>| self.exception(&text[range.clone()]).filter(|_| with_exceptions);
        if let Some(parts) = exception(&chunk) {
            return push_parts(parts, chunk.start, spans);
        }
        let mut suffixes = Vec::new();
        let mut core = chunk;
        loop {
            let word = &text[core.clone()];
            if word.is_empty() || self.token.as_ref().is_some_and(|p| p.match_start(word).is_some()) || exception(&core).is_some() {
                break;
            }
            let prefix = affix(&self.prefix, word);
            let after = core.start + prefix..core.end;
            if prefix > 0 && !after.is_empty() && exception(&after).is_some() {
                push(core.start..after.start, spans);
                core = after;
                break;
            }
            let suffix = affix(&self.suffix, &text[after.clone()]);
            let before = core.start..core.end - suffix;
            if suffix > 0 && !before.is_empty() && exception(&before).is_some() {
                suffixes.push(before.end..core.end);
                core = before;
                break;
            }
            if prefix + suffix == 0 {
                break;
            }
            if prefix > 0 {
                push(core.start..after.start, spans);
            }
            if suffix > 0 {
                suffixes.push(before.end..core.end);
            }
            core = after.start..before.end;
        }
        match exception(&core) {
            Some(parts) => push_parts(parts, core.start, spans),
            None => self.split_core(text, core, spans),
        }
        suffixes.into_iter().rev().for_each(|suffix| push(suffix, spans));
    }

    /// What is left between prefixes and suffixes: one token, or several at infixes.
    fn split_core(&self, text: &str, core: Range<usize>, spans: &mut Vec<Span>) {
        let word = &text[core.clone()];
        if word.is_empty() {
            return;
        }
        let whole = |p: &Option<Pattern>| p.as_ref().is_some_and(|p| p.match_start(word).is_some());
        if whole(&self.token) || whole(&self.url) {
            return push(core, spans);
        }
        let mut found = Vec::new();
        if let Some(infix) = &self.infix {
            infix.find_all(word, &mut found);
        }
        let mut start = core.start;
        for (a, b) in found.into_iter().filter(|&(a, _)| a > 0) {
            let (a, b) = (core.start + a, core.start + b);
            push(start..a, spans);
            push(a..b, spans);
            start = b;
        }
        push(start..core.end, spans);
    }

    /// Puts exceptions together again that affixes broke up.
    fn mend(&self, text: &str, spans: &mut Vec<Span>) {
        let matches = self.broken_matches(text, spans);
        if matches.is_empty() {
            return;
        }
        let mut mended = Vec::with_capacity(spans.len() + 8);
        let mut i = 0;
        for range in longest_first(matches, spans.len()) {
            mended.extend_from_slice(&spans[i..range.start]);
            let whole = spans[range.start].start as usize..spans[range.end - 1].end as usize;
            match self.exception(&text[whole.clone()]) {
                Some(parts) => {
                    push_parts(parts, whole.start, &mut mended);
                    if let Some(last) = mended.last_mut() {
                        last.spacy = spans[range.end - 1].spacy;
                    }
                }
                None => mended.extend_from_slice(&spans[range.clone()]),
            }
            i = range.end;
        }
        mended.extend_from_slice(&spans[i..]);
        *spans = mended;
    }

    fn broken_matches(&self, text: &str, spans: &[Span]) -> Vec<Range<usize>> {
        let word = |s: &Span| &text[s.start as usize..s.end as usize];
        let mut matches = Vec::new();
        for (i, span) in spans.iter().enumerate() {
            let Some(rests) = self.broken.get(word(span)) else { continue };
            for rest in rests {
                let end = i + 1 + rest.len();
                if end <= spans.len() && rest.iter().zip(&spans[i + 1..end]).all(|(want, span)| **want == *word(span)) {
                    matches.push(i..end);
                }
            }
        }
        matches
    }
}

/// Of matches that overlap, the longest, then the leftmost; in order of the text.
fn longest_first(mut matches: Vec<Range<usize>>, tokens: usize) -> Vec<Range<usize>> {
    matches.sort_by_key(|m| (std::cmp::Reverse(m.len()), m.start));
    let mut seen = vec![false; tokens];
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in matches {
        if !seen[range.start] && !seen[range.end - 1] {
            kept.push(range.clone());
        }
        seen[range].fill(true);
    }
    kept.sort_by_key(|m| m.start);
    kept
}

fn affix(pattern: &Option<Pattern>, word: &str) -> usize {
    pattern.as_ref().and_then(|p| p.search(word)).map_or(0, |(start, end)| end - start)
}

fn push(range: Range<usize>, spans: &mut Vec<Span>) {
    if !range.is_empty() {
        spans.push(Span { start: range.start as u32, end: range.end as u32, norm: 0, spacy: false });
    }
}

fn push_parts(parts: &Parts, start: usize, spans: &mut Vec<Span>) {
    let mut start = start as u32;
    for &(width, norm) in parts {
        spans.push(Span { start, end: start + width, norm, spacy: false });
        start += width;
    }
}

fn exceptions(table: &Value, path: &Path) -> Result<HashMap<Box<str>, Parts>, Error> {
    let mut exceptions = HashMap::with_capacity(table.pairs().len());
    for (chunk, parts) in table.pairs() {
        let chunk = chunk.text().unwrap_or_default();
        let parts: Parts = parts.items().iter().filter_map(exception_part).collect();
        if parts.iter().map(|p| p.0 as usize).sum::<usize>() != chunk.len() || parts.iter().any(|p| p.0 == 0) {
            return Err(Error::unreadable(path, format!("the parts of the exception `{chunk}` do not make it up")));
        }
        exceptions.insert(Box::from(chunk), parts);
    }
    Ok(exceptions)
}

/// `{ORTH: ..., NORM: ...}`, keyed by number or by name.
fn exception_part(part: &Value) -> Option<(u32, u64)> {
    let get = |id: u64, name: &str| {
        let found = part.pairs().iter().find(|(k, _)| k.uint() == Some(id) || k.text() == Some(name));
        found.and_then(|(_, v)| v.text())
    };
    Some((get(ORTH, "ORTH")?.len() as u32, get(NORM, "NORM").map_or(0, string_id)))
}
