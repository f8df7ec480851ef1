//! Python's notation to a tree.

use crate::unicode;

#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Class(Class),
    Start,
    End,
    WordEdge(bool),
    Cat(Vec<Node>),
    Alt(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, greedy: bool },
    Look { node: Box<Node>, ahead: bool, negate: bool },
}

/// A set of characters.
#[derive(Debug, Clone, Default)]
pub(super) struct Class {
    /// The answer for ASCII.
    pub(super) ascii: u128,
    /// For the rest: sorted ranges that do not overlap, predicates, and whether to invert.
    ranges: Vec<(u32, u32)>,
    kinds: Vec<(Kind, bool)>,
    negate: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Word,
    Digit,
    Space,
}

impl Kind {
    fn holds(self, c: char) -> bool {
        match self {
            Kind::Word => unicode::is_word(c),
            Kind::Digit => unicode::is_decimal(c),
            Kind::Space => unicode::is_space(c),
        }
    }
}

impl Class {
    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> (c as u32) & 1 == 1 } else { self.contains_wide(c) }
    }

    /// Whether some character beyond ASCII may be in the class.
    pub(super) fn may_be_wide(&self) -> bool {
        self.negate || !self.kinds.is_empty() || self.ranges.last().is_some_and(|r| r.1 > 127)
    }

    /// The class's only character, if it has one alone.
    pub(super) fn single(&self) -> Option<char> {
        match self.ranges[..] {
            [(a, b)] if a == b && !self.negate && self.kinds.is_empty() => char::from_u32(a),
            _ => None,
        }
    }

    fn contains_wide(&self, c: char) -> bool {
        let code = c as u32;
        let next = self.ranges.partition_point(|&(start, _)| start <= code);
        let inside = next > 0 && code <= self.ranges[next - 1].1;
        (inside || self.kinds.iter().any(|&(kind, positive)| kind.holds(c) == positive)) != self.negate
    }

    fn one(c: char) -> Class {
        Class { ranges: vec![(c as u32, c as u32)], ..Class::default() }.finished()
    }

    fn any_but_line_break() -> Class {
        Class { negate: true, ..Class::one('\n') }.finished()
    }

    fn finished(mut self) -> Class {
        self.ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.ranges.len());
        for &(start, end) in &self.ranges {
            match merged.last_mut() {
                Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        self.ranges = merged;
        self.ascii = (0..128u8).filter(|&b| self.contains_wide(char::from(b))).fold(0, |set, b| set | 1 << b);
        self
    }
}

pub(super) fn parse(source: &str) -> Result<Node, String> {
    let mut parser = Parser { chars: source.chars().collect(), at: 0, depth: 0 };
    let node = parser.alternatives()?;
    if parser.at < parser.chars.len() {
        return Err(parser.error("a `)` too many"));
    }
    Ok(node)
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn error(&self, what: &str) -> String {
        format!("regular expression: {what} at character {}", self.at)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = token.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if found {
            self.at += token.chars().count();
        }
        found
    }

    fn next(&mut self) -> Result<char, String> {
        let c = self.peek().ok_or_else(|| self.error("unexpected end"))?;
        self.at += 1;
        Ok(c)
    }

    fn alternatives(&mut self) -> Result<Node, String> {
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Alt(branches) })
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut items = Vec::new();
        while let Some(c) = self.peek().filter(|&c| c != '|' && c != ')') {
            let item = self.item(c)?;
            items.push(self.repeated(item)?);
        }
        Ok(match items.len() {
            0 => Node::Empty,
            1 => items.remove(0),
            _ => Node::Cat(items),
        })
    }

    fn item(&mut self, c: char) -> Result<Node, String> {
        self.at += 1;
        match c {
            '(' => self.group(),
            '[' => self.class().map(Node::Class),
            '.' => Ok(Node::Class(Class::any_but_line_break())),
            '^' => Ok(Node::Start),
            '$' => Ok(Node::End),
            '\\' => self.escape(),
            '*' | '+' | '?' => Err(self.error("nothing to repeat")),
            _ => Ok(Node::Class(Class::one(c))),
        }
    }

    fn group(&mut self) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > 100 {
            return Err(self.error("groups nest too deep"));
        }
        if self.eat("?u)") {
            self.depth -= 1;
            return Ok(Node::Empty);
        }
        let look = [("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)];
        let look = look.into_iter().find(|(token, ..)| self.eat(token));
        if look.is_none() && !self.eat("?:") && self.peek() == Some('?') {
            return Err(self.error("this kind of group is not supported"));
        }
        let node = self.alternatives()?;
        if !self.eat(")") {
            return Err(self.error("a missing `)`"));
        }
        self.depth -= 1;
        Ok(match look {
            Some((_, ahead, negate)) => Node::Look { node: Box::new(node), ahead, negate },
            None => node,
        })
    }

    fn repeated(&mut self, node: Node) -> Result<Node, String> {
        let Some((min, max)) = self.count()? else { return Ok(node) };
        let greedy = !self.eat("?");
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.counts_ahead() {
            return Err(self.error("a repeated repeat"));
        }
        if matches!(node, Node::Start | Node::End | Node::WordEdge(_) | Node::Look { .. }) {
            return Err(self.error("a repeated assertion"));
        }
        Ok(Node::Repeat { node: Box::new(node), min, max, greedy })
    }

    fn count(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        for (token, count) in [("*", (0, None)), ("+", (1, None)), ("?", (0, Some(1)))] {
            if self.eat(token) {
                return Ok(Some(count));
            }
        }
        let start = self.at;
        let Some((min, max)) = self.braces() else {
            self.at = start;
            return Ok(None);
        };
        if max.is_some_and(|max| max < min) || min.max(max.unwrap_or(0)) > 1000 {
            return Err(self.error("a bad count"));
        }
        Ok(Some((min, max)))
    }

    fn counts_ahead(&mut self) -> bool {
        let start = self.at;
        let found = self.braces().is_some();
        self.at = start;
        found
    }

    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        if !self.eat("{") {
            return None;
        }
        let min = self.integer();
        let count = if self.eat(",") {
            let max = self.integer();
            if min.is_none() && max.is_none() && self.peek() != Some('}') {
                return None;
            }
            (min.unwrap_or(0), max)
        } else {
            (min?, min)
        };
        self.eat("}").then_some(count)
    }

    fn integer(&mut self) -> Option<u32> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect::<String>().parse().ok()
    }

    fn escape(&mut self) -> Result<Node, String> {
        let c = self.next()?;
        match c {
            'b' | 'B' => return Ok(Node::WordEdge(c == 'b')),
            'A' => return Ok(Node::Start),
            '1'..='9' => return Err(self.error("back-references are not supported")),
            _ => {}
        }
        let mut class = Class::default();
        self.escaped_into(c, &mut class)?;
        Ok(Node::Class(class.finished()))
    }

    /// Adds what `\c` stands for; gives the character if it is a single one.
    fn escaped_into(&mut self, c: char, class: &mut Class) -> Result<Option<u32>, String> {
        let kind = match c.to_ascii_lowercase() {
            'w' => Some(Kind::Word),
            'd' => Some(Kind::Digit),
            's' => Some(Kind::Space),
            _ => None,
        };
        if let Some(kind) = kind {
            class.kinds.push((kind, c.is_ascii_lowercase()));
            return Ok(None);
        }
        let code = self.escaped_char(c)?;
        class.ranges.push((code, code));
        Ok(Some(code))
    }

    fn escaped_char(&mut self, c: char) -> Result<u32, String> {
        match c {
            'n' => Ok('\n'.into()),
            't' => Ok('\t'.into()),
            'r' => Ok('\r'.into()),
            'f' => Ok(12),
            'v' => Ok(11),
            'a' => Ok(7),
            '0' => Ok(0),
            'x' => self.hex(2),
            'u' => self.hex(4),
            'U' => self.hex(8),
            _ if c.is_ascii_alphanumeric() => Err(self.error("an unknown escape")),
            _ => Ok(c.into()),
        }
    }

    fn hex(&mut self, digits: usize) -> Result<u32, String> {
        (0..digits).try_fold(0, |code, _| {
            let digit = self.next()?.to_digit(16).ok_or_else(|| self.error("a bad hexadecimal escape"))?;
            Ok(code << 4 | digit)
        })
    }

    fn class(&mut self) -> Result<Class, String> {
        let mut class = Class { negate: self.eat("^"), ..Class::default() };
        let first = self.at;
        loop {
            let c = self.next()?;
            if c == ']' && self.at > first + 1 {
                return Ok(class.finished());
            }
            let Some(start) = self.class_char(c, &mut class)? else { continue };
            if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|&c| c != ']') {
                self.at += 1;
                let c = self.next()?;
                let end = self.class_char(c, &mut class)?.filter(|&end| end >= start).ok_or_else(|| self.error("a bad range"))?;
                class.ranges.push((start, end));
            }
        }
    }

    fn class_char(&mut self, c: char, class: &mut Class) -> Result<Option<u32>, String> {
        if c == '\\' {
            let escaped = self.next()?;
            return if escaped == 'b' { Ok(Some(8)) } else { self.escaped_into(escaped, class) };
        }
        class.ranges.push((c.into(), c.into()));
        Ok(Some(c.into()))
    }
}
