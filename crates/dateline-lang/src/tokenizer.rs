//! Cuts a text into tokens as spaCy's `Tokenizer` does: at white space, then prefixes and suffixes
//! off both ends of each chunk, then infixes; exceptions (`don't`) take precedence everywhere.

use std::ops::Range;
use std::path::Path;

use crate::error::Error;
use crate::flat::{Flat, Slice, Strings, Writer};
use crate::hash::string_id;
use crate::lexeme::Norms;
use crate::lexicon::Lexicon;
use crate::msgpack::{self, Value};
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

pub(crate) struct Tokenizer {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token: Option<Pattern>,
    url: Option<Pattern>,
    exceptions: Exceptions,
    /// Exceptions that affixes would break up, as the tokens they come out as.
    broken: Broken,
}

/// Chunks with tokens of their own.
#[derive(Default)]
struct Exceptions {
    chunks: Strings,
    /// Where each chunk's parts begin; one more for the end.
    first: Slice<u32>,
    /// Of each part.
    widths: Slice<u32>,
    norms: Slice<u64>,
    longest: usize,
}

/// Sequences of words, by their first word.
#[derive(Default)]
struct Broken {
    starts: Strings,
    /// Which sequences begin with each start; one more for the end.
    first: Slice<u32>,
    /// Where each sequence's further words begin; one more for the end.
    rests: Slice<u32>,
    words: Strings,
}

const PATTERNS: [&str; 5] = ["prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match"];
const ORTH: u64 = 65;
const NORM: u64 = 67;

impl Tokenizer {
    /// Writes a pipeline's `tokenizer` file.
    pub(crate) fn write(writer: &mut Writer, path: &Path) -> Result<(), Error> {
        let bytes = crate::error::read(path)?;
        let file = msgpack::parse(&bytes, path)?;
        for key in PATTERNS {
            if let Some(source) = file.get(key).text() {
                Pattern::new(source).map_err(|e| Error::unreadable(path, format!("{key}: {e}")))?;
                writer.put(&format!("tokenizer.{key}"), source.as_bytes());
            }
        }
        Exceptions::write(writer, file.get("exceptions"), path)?;
        // The exceptions must be read to know which of them affixes break up.
        let mut draft = Writer::new();
        for key in PATTERNS {
            draft.put(&format!("tokenizer.{key}"), file.get(key).text().unwrap_or_default().as_bytes());
        }
        Exceptions::write(&mut draft, file.get("exceptions"), path)?;
        let only_with_affixes = !matches!(file.get("faster_heuristics"), Value::Bool(false));
        Tokenizer::open(&draft.into_flat())?.write_broken(writer, only_with_affixes);
        Ok(())
    }

    pub(crate) fn open(flat: &Flat) -> Result<Self, Error> {
        let pattern = |key: &str| match flat.text(&format!("tokenizer.{key}")) {
            "" => Ok(None),
            source => Pattern::new(source).map(Some).map_err(|e| Error::unsupported("tokenizer", e)),
        };
        let [prefix, suffix, infix, token, url] = PATTERNS.map(pattern);
        let (prefix, suffix, infix, token, url) = (prefix?, suffix?, infix?, token?, url?);
        Ok(Tokenizer { prefix, suffix, infix, token, url, exceptions: Exceptions::open(flat), broken: Broken::open(flat) })
    }

    /// The text's tokens and their words' numbers, in lists that are empty.
    pub(crate) fn tokenize(&self, text: &str, lexicon: &mut Lexicon, norms: &Norms, spans: &mut Vec<Span>, words: &mut Vec<u32>) {
        each_chunk(text, |chunk, spacy| {
            lexicon.chunk(&text[chunk.clone()], chunk.start as u32, self, norms, spans, words);
            if let Some(last) = spans.last_mut() {
                last.spacy = spacy;
            }
        });
        self.mend(text, lexicon, norms, spans, words);
    }

    /// The sequences of words that begin with this one where affixes broke an exception up.
    pub(crate) fn broken_start(&self, word: &str) -> Option<u32> {
        self.broken.starts.find(word).map(|start| start as u32)
    }

    fn write_broken(&self, writer: &mut Writer, only_with_affixes: bool) {
        let mut sequences: Vec<Vec<&str>> = Vec::new();
        let mut spans = Vec::new();
        for chunk in (0..self.exceptions.chunks.len()).map(|i| self.exceptions.chunks.get(i)) {
            if only_with_affixes && !chunk.contains(' ') && !self.has_affix(chunk) {
                continue;
            }
            spans.clear();
            each_chunk(chunk, |part, _| self.split(&chunk[part.clone()], part.start as u32, &mut spans, false));
            sequences.push(spans.iter().map(|s| &chunk[s.start as usize..s.end as usize]).collect());
        }
        sequences.retain(|s| !s.is_empty());
        sequences.sort_unstable();
        sequences.dedup();
        Broken::write(writer, &sequences);
    }

    fn has_affix(&self, chunk: &str) -> bool {
        [&self.prefix, &self.infix, &self.suffix].into_iter().flatten().any(|p| p.search(chunk).is_some_and(|(a, b)| b > a))
    }

    /// Appends the tokens of a chunk that begins at `start` of the text.
    pub(crate) fn split_chunk(&self, chunk: &str, start: u32, spans: &mut Vec<Span>) {
        self.split(chunk, start, spans, true);
    }

    fn split(&self, chunk: &str, start: u32, spans: &mut Vec<Span>, with_exceptions: bool) {
        let first = spans.len();
        let exception = |range: &Range<usize>| self.exceptions.find(&chunk[range.clone()]).filter(|_| with_exceptions);
        let mut suffixes = Vec::new();
        let mut core = 0..chunk.len();
        while !core.is_empty() && exception(&core).is_none() && !matches(&self.token, &chunk[core.clone()]) {
            let prefix = affix(&self.prefix, &chunk[core.clone()]);
            let after = core.start + prefix..core.end;
            if prefix > 0 && exception(&after).is_some() {
                push(core.start..after.start, spans);
                core = after;
                break;
            }
            let suffix = affix(&self.suffix, &chunk[after.clone()]);
            let before = core.start..core.end - suffix;
            if suffix > 0 && exception(&before).is_some() {
                suffixes.push(before.end..core.end);
                core = before;
                break;
            }
            if prefix + suffix == 0 {
                break;
            }
            push(core.start..after.start, spans);
            suffixes.extend((suffix > 0).then_some(before.end..core.end));
            core = after.start..before.end;
        }
        match exception(&core) {
            Some(number) => self.exceptions.push(number, core.start, spans),
            None => self.split_core(chunk, core, spans),
        }
        suffixes.into_iter().rev().for_each(|suffix| push(suffix, spans));
        for span in &mut spans[first..] {
            (span.start, span.end) = (span.start + start, span.end + start);
        }
    }

    /// What is left between prefixes and suffixes: one token, or several at infixes.
    fn split_core(&self, text: &str, core: Range<usize>, spans: &mut Vec<Span>) {
        let word = &text[core.clone()];
        if word.is_empty() {
            return;
        }
        if matches(&self.token, word) || matches(&self.url, word) {
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
    fn mend(&self, text: &str, lexicon: &mut Lexicon, norms: &Norms, spans: &mut Vec<Span>, words: &mut Vec<u32>) {
        let found = self.broken_matches(text, lexicon, spans, words);
        if found.is_empty() {
            return;
        }
        let (old_spans, old_words) = (std::mem::take(spans), std::mem::take(words));
        let mut i = 0;
        for range in longest_first(found, old_spans.len()) {
            spans.extend_from_slice(&old_spans[i..range.start]);
            words.extend_from_slice(&old_words[i..range.start]);
            i = range.start;
            let (start, last) = (old_spans[range.start].start as usize, old_spans[range.end - 1]);
            let Some(number) = self.exceptions.find(&text[start..last.end as usize]) else { continue };
            let at = spans.len();
            self.exceptions.push(number, start, spans);
            for span in &spans[at..] {
                words.push(lexicon.word(&text[span.start as usize..span.end as usize], span.norm, norms, self));
            }
            if let Some(mended) = spans.last_mut() {
                mended.spacy = last.spacy;
            }
            i = range.end;
        }
        spans.extend_from_slice(&old_spans[i..]);
        words.extend_from_slice(&old_words[i..]);
    }

    /// Where a broken exception's words follow each other.
    fn broken_matches(&self, text: &str, lexicon: &Lexicon, spans: &[Span], words: &[u32]) -> Vec<Range<usize>> {
        let text_of = |s: &Span| &text[s.start as usize..s.end as usize];
        let mut found = Vec::new();
        for (i, &word) in words.iter().enumerate() {
            let known = word != crate::lexicon::UNKNOWN;
            let start = if known { lexicon.entry(word).broken } else { self.broken_start(text_of(&spans[i])) };
            for rest in start.into_iter().flat_map(|start| self.broken.rests(start as usize)) {
                let end = i + 1 + rest.len();
                let same = |(number, span): (usize, &Span)| self.broken.words.get(number) == text_of(span);
                if end <= spans.len() && rest.zip(&spans[i + 1..end]).all(same) {
                    found.push(i..end);
                }
            }
        }
        found
    }
}

impl Exceptions {
    fn write(writer: &mut Writer, table: &Value, path: &Path) -> Result<(), Error> {
        let (mut chunks, mut first, mut widths, mut norms) = (Vec::new(), vec![0u32], Vec::new(), Vec::new());
        for (chunk, parts) in table.pairs() {
            let chunk = chunk.text().unwrap_or_default();
            let parts: Vec<(u32, u64)> = parts.items().iter().filter_map(exception_part).collect();
            if parts.iter().map(|p| p.0 as usize).sum::<usize>() != chunk.len() || parts.iter().any(|p| p.0 == 0) {
                return Err(Error::unreadable(path, format!("the parts of the exception `{chunk}` do not make it up")));
            }
            chunks.push(chunk);
            widths.extend(parts.iter().map(|p| p.0));
            norms.extend(parts.iter().map(|p| p.1));
            first.push(widths.len() as u32);
        }
        Strings::write(writer, "tokenizer.exceptions", chunks.iter().copied());
        writer.put("tokenizer.exceptions.first", &first);
        writer.put("tokenizer.exceptions.widths", &widths);
        writer.put("tokenizer.exceptions.norms", &norms);
        writer.put("tokenizer.exceptions.longest", &[chunks.iter().map(|c| c.len() as u32).max().unwrap_or(0)]);
        Ok(())
    }

    fn open(flat: &Flat) -> Self {
        Exceptions {
            chunks: Strings::open(flat, "tokenizer.exceptions"),
            first: flat.get("tokenizer.exceptions.first"),
            widths: flat.get("tokenizer.exceptions.widths"),
            norms: flat.get("tokenizer.exceptions.norms"),
            longest: flat.get::<u32>("tokenizer.exceptions.longest").first().map_or(0, |&n| n as usize),
        }
    }

    fn find(&self, chunk: &str) -> Option<usize> {
        if chunk.is_empty() || chunk.len() > self.longest { None } else { self.chunks.find(chunk) }
    }

    /// Appends an exception's tokens, from a place in the text on.
    fn push(&self, number: usize, start: usize, spans: &mut Vec<Span>) {
        let mut start = start as u32;
        for part in self.first[number] as usize..self.first[number + 1] as usize {
            let end = start + self.widths[part];
            spans.push(Span { start, end, norm: self.norms[part], spacy: false });
            start = end;
        }
    }
}

impl Broken {
    /// Writes sequences, which are sorted.
    fn write(writer: &mut Writer, sequences: &[Vec<&str>]) {
        let (mut starts, mut first, mut rests, mut words) = (Vec::new(), Vec::new(), vec![0u32], Vec::new());
        for (i, sequence) in sequences.iter().enumerate() {
            if starts.last() != Some(&sequence[0]) {
                starts.push(sequence[0]);
                first.push(i as u32);
            }
            words.extend_from_slice(&sequence[1..]);
            rests.push(words.len() as u32);
        }
        first.push(sequences.len() as u32);
        Strings::write(writer, "tokenizer.broken", starts);
        Strings::write_list(writer, "tokenizer.broken.words", words);
        writer.put("tokenizer.broken.first", &first);
        writer.put("tokenizer.broken.rests", &rests);
    }

    fn open(flat: &Flat) -> Self {
        Broken {
            starts: Strings::open(flat, "tokenizer.broken"),
            first: flat.get("tokenizer.broken.first"),
            rests: flat.get("tokenizer.broken.rests"),
            words: Strings::open(flat, "tokenizer.broken.words"),
        }
    }

    /// The numbers of the words that follow a start, sequence by sequence.
    fn rests(&self, start: usize) -> impl Iterator<Item = Range<usize>> {
        let sequences = self.first[start] as usize..self.first[start + 1] as usize;
        sequences.map(|s| self.rests[s] as usize..self.rests[s + 1] as usize)
    }
}

/// Cuts a text where white space begins and ends. A single space after a chunk belongs to none:
/// the second argument tells whether there is one.
fn each_chunk(text: &str, mut found: impl FnMut(Range<usize>, bool)) {
    let mut start = 0;
    let mut in_space = text.chars().next().is_some_and(is_space);
    for (i, c) in text.char_indices() {
        if is_space(c) == in_space {
            continue;
        }
        let eaten = c == ' ';
        if start < i {
            found(start..i, eaten);
        }
        start = i + usize::from(eaten);
        in_space = !in_space;
    }
    if start < text.len() {
        found(start..text.len(), false);
    }
}

fn matches(pattern: &Option<Pattern>, word: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.match_start(word).is_some())
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

/// `{ORTH: ..., NORM: ...}`, keyed by number or by name.
fn exception_part(part: &Value) -> Option<(u32, u64)> {
    let get = |id: u64, name: &str| {
        let found = part.pairs().iter().find(|(k, _)| k.uint() == Some(id) || k.text() == Some(name));
        found.and_then(|(_, v)| v.text())
    };
    Some((get(ORTH, "ORTH")?.len() as u32, get(NORM, "NORM").map_or(0, string_id)))
}
