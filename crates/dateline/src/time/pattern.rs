//! The notation of patterns, and how they match.
//!
//! | written | matches |
//! |---|---|
//! | `the day` | these words, whatever their case |
//! | `(last\|past) day` | one of the alternatives |
//! | `[the] day` | with or without |
//! | `{month}` | a word of the list, or a built-in class, and keeps its value as `month` |
//! | `{m2=month}` | the same, kept as `m2` |
//! | `<day>`, `<d2=day>` | an expression that a rule of a lower level made |
//! | `~` | no blank between its neighbours |
//! | `\(` | the sign itself |
//! | `since << {year} >> war` | only what stands between `<<` and `>>` is the expression; the rest must be there |

use super::class::{Class, Classes, Value};
use super::text::{Kind, Text, words_of};
use super::vocab::Vocab;

/// One step of a compiled pattern.
#[derive(Debug, Clone, PartialEq)]
enum Op {
    Word(u32),
    Class(Class, u8),
    Made(u8, u8),
    Glue,
    Split(u16, u16),
    Jump(u16),
    Begin,
    End,
    Done,
}

/// What an atom must be for a pattern to begin at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Trigger {
    Word(u32),
    Number,
    Ordinal,
    Made(u8),
}

#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    ops: Vec<Op>,
    /// Names of the kept values; their order is that of `Match::kept`'s slots.
    pub slots: Vec<String>,
    /// Whether one atom can be all it reads. Otherwise the atom after the first must be one that rules know.
    pub single: bool,
}

/// A value a match kept: of a class, or of an expression made before (its index).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kept<'r> {
    Value(Value<'r>),
    Made(usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Match<'r> {
    /// The expression, in atoms.
    pub start: usize,
    pub end: usize,
    /// How many atoms the pattern looked at besides.
    pub around: usize,
    pub kept: Vec<(u8, Kept<'r>)>,
}

/// The expressions made so far: for a label and an atom, the indices and ends of those that begin there.
pub(crate) trait Made {
    fn at(&self, label: u8, atom: usize, found: &mut Vec<(usize, usize)>);
}

pub(crate) struct Compiler<'a> {
    pub vocab: &'a mut Vocab,
    pub classes: &'a Classes,
    /// Labels known so far; a label's index is its number.
    pub labels: &'a mut Vec<String>,
    ops: Vec<Op>,
    slots: Vec<String>,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(vocab: &'a mut Vocab, classes: &'a Classes, labels: &'a mut Vec<String>) -> Self {
        Compiler { vocab, classes, labels, ops: Vec::new(), slots: Vec::new() }
    }

    /// Compiles a pattern; the error says what is wrong with it.
    pub(crate) fn compile(mut self, source: &str) -> Result<Pattern, String> {
        let parts = split(source);
        if parts.len() > 1000 {
            return Err("the pattern is too large".into());
        }
        let mut at = 0;
        self.alternatives(&parts, &mut at)?;
        if at < parts.len() {
            return Err(format!("`{}` closes nothing", parts[at]));
        }
        self.ops.push(Op::Done);
        if self.ops.len() > 4000 || self.slots.len() > 200 {
            return Err("the pattern is too large".into());
        }
        let first = Pattern::begins(&self.ops, 0);
        if first.contains(&None) {
            return Err("the pattern could match nothing at all".into());
        }
        let single = first.iter().flatten().any(|pc| Pattern::begins(&self.ops, pc + 1).contains(&None));
        Ok(Pattern { ops: self.ops, slots: self.slots, single })
    }

    fn alternatives(&mut self, parts: &[String], at: &mut usize) -> Result<(), String> {
        let mut jumps = Vec::new();
        loop {
            let fork = self.ops.len();
            let more = has_bar(&parts[*at..]);
            if more {
                self.ops.push(Op::Split(fork as u16 + 1, 0));
            }
            self.sequence(parts, at)?;
            if !more {
                break;
            }
            *at += 1;
            jumps.push(self.ops.len());
            self.ops.push(Op::Jump(0));
            self.ops[fork] = Op::Split(fork as u16 + 1, self.ops.len() as u16);
        }
        let end = self.ops.len() as u16;
        for j in jumps {
            self.ops[j] = Op::Jump(end);
        }
        Ok(())
    }

    fn sequence(&mut self, parts: &[String], at: &mut usize) -> Result<(), String> {
        while let Some(part) = parts.get(*at) {
            match part.as_str() {
                "|" | ")" | "]" => return Ok(()),
                "(" => {
                    *at += 1;
                    self.alternatives(parts, at)?;
                    close(parts, at, ")")?;
                }
                "[" => {
                    *at += 1;
                    let fork = self.ops.len();
                    self.ops.push(Op::Jump(0));
                    self.alternatives(parts, at)?;
                    close(parts, at, "]")?;
                    self.ops[fork] = Op::Split(fork as u16 + 1, self.ops.len() as u16);
                }
                "~" => self.step(Op::Glue, at),
                "<<" => self.step(Op::Begin, at),
                ">>" => self.step(Op::End, at),
                name if name.len() > 2 && (name.starts_with('{') || name.starts_with('<')) => {
                    self.named(name)?;
                    *at += 1;
                }
                words => {
                    for word in words_of(words.strip_prefix('\\').unwrap_or(words)) {
                        let id = self.vocab.add(&word);
                        self.ops.push(Op::Word(id));
                    }
                    *at += 1;
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, op: Op, at: &mut usize) {
        self.ops.push(op);
        *at += 1;
    }

    fn named(&mut self, part: &str) -> Result<(), String> {
        let inner = &part[1..part.len() - 1];
        let (slot, name) = inner.split_once('=').unwrap_or((inner, inner));
        let slot = self.slots.iter().position(|s| s == slot).unwrap_or_else(|| {
            self.slots.push(slot.to_owned());
            self.slots.len() - 1
        }) as u8;
        if part.starts_with('{') {
            let class = self.classes.named(name).ok_or_else(|| format!("there is no word list or class `{name}`"))?;
            self.ops.push(Op::Class(class, slot));
        } else {
            let label = self.labels.iter().position(|l| l == name);
            let label = label.ok_or_else(|| format!("no rule of a lower level makes `{name}`"))?;
            self.ops.push(Op::Made(label as u8, slot));
        }
        Ok(())
    }
}

fn close(parts: &[String], at: &mut usize, with: &str) -> Result<(), String> {
    if parts.get(*at).map(String::as_str) != Some(with) {
        return Err(format!("a `{with}` is missing"));
    }
    *at += 1;
    Ok(())
}

/// Whether a `|` of this depth follows.
fn has_bar(parts: &[String]) -> bool {
    let mut depth = 0;
    for part in parts {
        match part.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" if depth == 0 => return false,
            ")" | "]" => depth -= 1,
            "|" if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

/// Cuts the notation into its parts: brackets, marks, names, words.
fn split(source: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let len = match c {
            c if c.is_whitespace() => c.len_utf8(),
            '(' | ')' | '[' | ']' | '|' | '~' => 1,
            '{' => rest.find('}').map_or(1, |i| i + 1),
            '<' if rest.starts_with("<<") => 2,
            '>' if rest.starts_with(">>") => 2,
            '<' => rest.find('>').map_or(1, |i| i + 1),
            '\\' => rest.chars().take(2).map(char::len_utf8).sum(),
            _ => rest.find(|c: char| c.is_whitespace() || "()[]|~{<>\\".contains(c)).filter(|i| *i > 0).unwrap_or(rest.len()),
        };
        let part = rest[..len].trim();
        if !part.is_empty() {
            parts.push(part.to_owned());
        }
        rest = &rest[len..];
    }
    parts
}

impl Pattern {
    /// The steps from one on that read something first; `None` where the end can be reached without reading.
    fn begins(ops: &[Op], from: usize) -> Vec<Option<usize>> {
        let (mut found, mut seen, mut pending) = (Vec::new(), vec![false; ops.len()], vec![from]);
        while let Some(pc) = pending.pop() {
            if std::mem::replace(&mut seen[pc], true) {
                continue;
            }
            match &ops[pc] {
                Op::Split(a, b) => pending.extend([*b as usize, *a as usize]),
                Op::Jump(to) => pending.push(*to as usize),
                Op::Glue | Op::Begin | Op::End => pending.push(pc + 1),
                Op::Done => found.push(None),
                _ => found.push(Some(pc)),
            }
        }
        found
    }

    /// What a match can begin with.
    pub(crate) fn triggers(&self, classes: &Classes) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for pc in Self::begins(&self.ops, 0).into_iter().flatten() {
            match &self.ops[pc] {
                Op::Word(w) => triggers.push(Trigger::Word(*w)),
                Op::Made(label, _) => triggers.push(Trigger::Made(*label)),
                Op::Class(class, _) => classes.triggers(*class, &mut triggers),
                _ => {}
            }
        }
        triggers.sort_unstable();
        triggers.dedup();
        triggers
    }

    /// The longest match that begins at an atom.
    pub(crate) fn longest<'r>(&self, text: &Text, at: usize, classes: &'r Classes, made: &dyn Made) -> Option<Match<'r>> {
        let mut run = Run { ops: &self.ops, text, classes, made, at, kept: Vec::new(), best: None, steps: 0 };
        run.step(0, at, None, None);
        run.best.map(|(_, m)| m)
    }
}

struct Run<'p, 't, 'r> {
    ops: &'p [Op],
    text: &'p Text<'t>,
    classes: &'r Classes,
    made: &'p dyn Made,
    at: usize,
    kept: Vec<(u8, Kept<'r>)>,
    /// The best match and the atom it read up to.
    best: Option<(usize, Match<'r>)>,
    steps: usize,
}

impl<'r> Run<'_, '_, 'r> {
    fn step(&mut self, mut pc: usize, mut pos: usize, mut begin: Option<usize>, mut end: Option<usize>) {
        loop {
            // Patterns have no loops; the bound is for hostile rule files.
            self.steps += 1;
            if self.steps > 20_000 {
                return;
            }
            match &self.ops[pc] {
                Op::Split(a, b) => {
                    self.step(*a as usize, pos, begin, end);
                    pc = *b as usize;
                }
                Op::Jump(to) => pc = *to as usize,
                Op::Begin => (begin, pc) = (Some(pos), pc + 1),
                Op::End => (end, pc) = (Some(pos), pc + 1),
                Op::Glue => {
                    if !self.text.atoms.get(pos).is_some_and(|a| a.glued) {
                        return;
                    }
                    pc += 1;
                }
                Op::Word(word) => {
                    if !self.open(pos) || self.text.atoms[pos].word != *word {
                        return;
                    }
                    (pc, pos) = (pc + 1, pos + 1);
                }
                Op::Class(class, slot) => return self.class(*class, *slot, pc, pos, begin, end),
                Op::Made(label, slot) => return self.made(*label, *slot, pc, pos, begin, end),
                Op::Done => return self.done(pos, begin, end),
            }
        }
    }

    /// Whether the match can read this atom: there is one, and no blank line before it.
    fn open(&self, pos: usize) -> bool {
        self.text.atoms.get(pos).is_some_and(|a| pos == self.at || !a.apart)
    }

    fn class(&mut self, class: Class, slot: u8, pc: usize, pos: usize, begin: Option<usize>, end: Option<usize>) {
        if !self.open(pos) {
            return;
        }
        let mut options = Vec::new();
        self.classes.read(class, self.text, pos, &mut options);
        for (len, value) in options {
            if (pos + 1..pos + len).all(|p| self.open(p)) {
                self.kept.push((slot, Kept::Value(value)));
                self.step(pc + 1, pos + len, begin, end);
                self.kept.pop();
            }
        }
    }

    fn made(&mut self, label: u8, slot: u8, pc: usize, pos: usize, begin: Option<usize>, end: Option<usize>) {
        if !self.open(pos) {
            return;
        }
        let mut options = Vec::new();
        self.made.at(label, pos, &mut options);
        for (index, to) in options {
            self.kept.push((slot, Kept::Made(index)));
            self.step(pc + 1, to, begin, end);
            self.kept.pop();
        }
    }

    fn done(&mut self, pos: usize, begin: Option<usize>, end: Option<usize>) {
        let (start, stop) = (begin.unwrap_or(self.at), end.unwrap_or(pos));
        let better = self.best.as_ref().is_none_or(|(read, m)| (stop - start, pos) > (m.end - m.start, *read));
        if start < stop && better {
            let around = start - self.at + (pos - stop);
            self.best = Some((pos, Match { start, end: stop, around, kept: self.kept.clone() }));
        }
    }
}

/// Whether a pattern that begins so can begin at this atom.
pub(crate) fn triggers_of(text: &Text, atom: usize) -> Trigger {
    match text.atoms[atom].kind {
        Kind::Number(_) => Trigger::Number,
        Kind::Ordinal(_) => Trigger::Ordinal,
        _ => Trigger::Word(text.atoms[atom].word),
    }
}
