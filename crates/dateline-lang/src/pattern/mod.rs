//! Regular expressions with the meaning of Python's `re`: leftmost, first alternative first, with
//! look-around. spaCy keeps its tokenizer as such expressions, with look-behinds and classes of
//! thousands of ranges. Matching backtracks; where that grows costly, it falls back to a parallel
//! simulation, so that time stays linear in the text.
//!
//! Not supported, and an error: back-references, flags other than `u`, named and conditional groups.

mod parse;
mod program;
mod shape;

use parse::Node;
use program::Program;
use shape::{First, Tail};

/// A compiled expression. Positions are in bytes.
#[derive(Debug)]
pub(crate) struct Pattern {
    program: Program,
    first: First,
    /// Set where every match must end at the text's end.
    tail: Option<Tail>,
    /// Every match starts at the text's start.
    anchored: bool,
    /// Every match consumes these.
    required: Vec<char>,
}

impl Pattern {
    /// Compiles Python's notation; the error says what is not understood.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let node = parse::parse(source)?;
        Ok(Pattern {
            program: Program::new(&node)?,
            first: First::of(&node),
            tail: Tail::of(&node),
            anchored: shape::starts_anchored(&node),
            required: shape::required(&node),
        })
    }

    /// `re.match`: the end of a match that starts at the text's start.
    pub(crate) fn match_start(&self, text: &str) -> Option<usize> {
        if !self.required.iter().all(|&c| text.contains(c)) {
            return None;
        }
        self.match_at(text, 0)
    }

    /// `re.search`: the leftmost match.
    pub(crate) fn search(&self, text: &str) -> Option<(usize, usize)> {
        if self.anchored {
            return self.match_at(text, 0).map(|end| (0, end));
        }
        match &self.tail {
            Some(tail) => self.search_from(text, tail.earliest_start(text)?),
            None => self.search_from(text, 0),
        }
    }

    /// `re.finditer`: the matches that do not overlap, left to right.
    pub(crate) fn find_all(&self, text: &str, found: &mut Vec<(usize, usize)>) {
        found.clear();
        let mut from = 0;
        while let Some((start, end)) = self.search_from(text, from) {
            found.push((start, end));
            from = if end > start { end } else { end + text[end..].chars().next().map_or(1, char::len_utf8) };
        }
    }

    fn match_at(&self, text: &str, at: usize) -> Option<usize> {
        self.first.admits(text, at).then(|| self.program.run(text, at)).flatten()
    }

    fn search_from(&self, text: &str, mut from: usize) -> Option<(usize, usize)> {
        while from <= text.len() {
            if let Some(end) = self.match_at(text, from) {
                return Some((from, end));
            }
            from += text[from..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(pattern: &str, text: &str) -> Option<(usize, usize)> {
        Pattern::new(pattern).unwrap().search(text)
    }

    #[test]
    fn first_alternative_wins_over_longest() {
        assert_eq!(search("…|……", "……"), Some((0, 3)));
        assert_eq!(search(r"a|ab", "ab"), Some((0, 1)));
        assert_eq!(search(r"(?:a|ab)$", "ab"), Some((0, 2)));
    }

    #[test]
    fn look_around_sees_but_does_not_take() {
        assert_eq!(search(r"(?<=[0-9])\+$", "12+"), Some((2, 3)));
        assert_eq!(search(r"(?<=[0-9])\+$", "x+"), None);
        assert_eq!(search(r"^\+(?![0-9])", "+a"), Some((0, 1)));
        assert_eq!(search(r"^\+(?![0-9])", "+1"), None);
        assert_eq!(search(r"(?<=[A-Zé][A-Z])\.$", "aéB."), Some((4, 5)));
    }

    #[test]
    fn counts_and_lazy_repeats() {
        assert_eq!(search(r"a{2,3}", "caaaa"), Some((1, 4)));
        assert_eq!(search(r"a{2,3}?", "caaaa"), Some((1, 3)));
        assert_eq!(search(r"^(?:\d{1,3}\.){3}\d+$", "10.20.30.4"), Some((0, 10)));
        assert_eq!(search(r"a{,2}b", "aaab"), Some((1, 4)));
        assert_eq!(search(r"a{x}", "a{x}"), Some((0, 4)));
    }

    #[test]
    fn classes_negate_range_and_escape() {
        assert_eq!(search(r"[^\w\s-]+", "ab -!?x"), Some((4, 6)));
        assert_eq!(search(r"[\]\-a-c]+", "x-]b"), Some((1, 4)));
        assert_eq!(search("[\\u00e0-\\u00ff\\U0001F600]+", "xéà😀"), Some((1, 9)));
    }

    #[test]
    fn a_dollar_allows_a_last_line_break() {
        assert_eq!(search(r"b$", "ab\n"), Some((1, 2)));
        assert_eq!(search(r"b$", "ab\nb"), Some((3, 4)));
    }

    #[test]
    fn find_all_does_not_overlap() {
        let mut found = Vec::new();
        Pattern::new(r"\.\.+|-").unwrap().find_all("a..b-c...", &mut found);
        assert_eq!(found, [(1, 3), (4, 5), (6, 9)]);
    }

    #[test]
    fn hostile_repeats_take_linear_time() {
        let text = "a".repeat(20_000) + "!";
        assert_eq!(search(r"^(?:a+)+$", &text), None);
        assert_eq!(search(r"^(?:\S+(?::\S*)?@)?b$", &"a:".repeat(10_000)), None);
        assert_eq!(search(r"^(a|b|ab)*c$", &("ab".repeat(10_000) + "c")), Some((0, 20_001)));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for source in ["(", "a)", "[a", r"(a)\1", "*a", "(?i)a", "a**", "(?<=a*)b"] {
            assert!(Pattern::new(source).is_err(), "{source}");
        }
    }
}
