//! Quotation marks, paired: which stretches of a text stand between marks.
//!
//! Marks are told apart by family, by glyph and by what stands beside them, paragraph by paragraph,
//! in one pass. A mark that opens and never closes runs to the end of its paragraph; so do the
//! reopened marks of a speech that goes on over several paragraphs. Apostrophes are none.

use std::ops::Range;

/// How deep marks nest; deeper ones are not language.
const MAX_DEPTH: usize = 4;
/// How far the true close of a single mark is looked for after a plural possessive ("the workers’ rights’").
const LOOK_AHEAD: usize = 200;

/// A stretch between marks that stands in no other. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    /// Where the opening mark starts; where the stretch starts if its opening mark is missing.
    pub open: usize,
    /// The words without the marks.
    pub inner: Range<usize>,
    /// After the closing mark.
    pub after: usize,
    pub closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Guillemet,
    SingleGuillemet,
    Corner,
    WhiteCorner,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Either,
}

/// A mark in the text: `width` code points that belong to one family.
#[derive(Debug, Clone, Copy)]
struct Mark {
    family: Family,
    side: Side,
    width: usize,
}

/// All outermost stretches between marks, in order; with `doubled`, two apostrophes are a mark too.
pub(super) fn find(chars: &[char], doubled: bool) -> Vec<Marked> {
    let mut found = Vec::new();
    let mut scan = Scan::default();
    let mut i = 0;
    while i < chars.len() {
        if chars[i] == '\n' {
            if ends_paragraph(chars, i, !scan.stack.is_empty()) {
                scan.end_paragraph(chars, i, &mut found);
            }
            i += 1;
        } else if !doubled && chars[i..].starts_with(&['\'', '\'']) {
            i += 2;
        } else if let Some(mark) = mark_at(chars, i) {
            scan.take(chars, i, mark);
            i += mark.width;
        } else {
            i += 1;
        }
    }
    scan.end_paragraph(chars, chars.len(), &mut found);
    found
}

/// A blank line ends a paragraph; a single newline does unless a quotation runs on over it (wrapped lines).
fn ends_paragraph(chars: &[char], newline: usize, inside: bool) -> bool {
    let next = chars[newline + 1..].iter().take(20).find(|c| !matches!(c, ' ' | '\t' | '\r' | '\u{a0}'));
    match next {
        None | Some('\n') => true,
        Some(c) => !inside || matches!(c, '"' | '“' | '„' | '«' | '「' | '‘' | '-' | '–' | '—' | '•' | '*'),
    }
}

fn mark_at(chars: &[char], i: usize) -> Option<Mark> {
    let doubled = |c: char| chars.get(i + 1) == Some(&c) && chars.get(i + 2) != Some(&c);
    let (family, side, width) = match chars[i] {
        '"' | '\u{ff02}' | '\u{2033}' => (Family::Double, Side::Either, 1),
        '“' | '„' | '‟' | '\u{301d}' => (Family::Double, Side::Open, 1),
        '”' | '\u{301e}' => (Family::Double, Side::Close, 1),
        '\'' if doubled('\'') => (Family::Double, Side::Either, 2),
        '`' if doubled('`') => (Family::Double, Side::Open, 2),
        '‘' if doubled('‘') => (Family::Double, Side::Open, 2),
        '’' if doubled('’') => (Family::Double, Side::Close, 2),
        '\'' => (Family::Single, Side::Either, 1),
        '‘' | '‚' | '‛' | '`' => (Family::Single, Side::Open, 1),
        '’' => (Family::Single, Side::Close, 1),
        '«' => (Family::Guillemet, Side::Open, 1),
        '»' => (Family::Guillemet, Side::Close, 1),
        '‹' => (Family::SingleGuillemet, Side::Open, 1),
        '›' => (Family::SingleGuillemet, Side::Close, 1),
        '「' => (Family::Corner, Side::Open, 1),
        '」' => (Family::Corner, Side::Close, 1),
        '『' => (Family::WhiteCorner, Side::Open, 1),
        '』' => (Family::WhiteCorner, Side::Close, 1),
        _ => return None,
    };
    Some(Mark { family, side, width })
}

/// The marks of the paragraph at hand.
#[derive(Debug, Default)]
struct Scan {
    /// Family, place of the mark and of the first character after it.
    stack: Vec<(Family, usize, usize)>,
    /// Stretches of this paragraph with their depth, in order of their close.
    closed: Vec<(usize, Marked)>,
    paragraph: usize,
}

impl Scan {
    fn take(&mut self, chars: &[char], at: usize, mark: Mark) {
        match self.side(chars, at, mark) {
            Some(Side::Open) => {
                self.reopen(chars, at);
                self.open(at, mark);
            }
            Some(Side::Close) => self.close(chars, at, mark),
            _ => {}
        }
    }

    fn is_open(&self, family: Family) -> bool {
        self.stack.iter().any(|s| s.0 == family)
    }

    /// Whether a mark opens or closes here; none for an apostrophe.
    fn side(&self, chars: &[char], at: usize, mark: Mark) -> Option<Side> {
        let before = at.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(at + mark.width).copied();
        if mark.family == Family::Single {
            return self.single_side(chars, at, mark, before, after);
        }
        let (starts, ends) = (may_start(before), may_end(after));
        let open = self.is_open(mark.family);
        match (starts, ends, mark.side) {
            // German »…« and the like: the glyph says less than what stands beside it.
            (true, false, _) if !open || mark.side != Side::Close => Some(Side::Open),
            (false, true, _) if open || mark.side != Side::Open => Some(Side::Close),
            (_, _, Side::Either) => Some(if open { Side::Close } else { Side::Open }),
            (_, _, side) => Some(side),
        }
    }

    fn single_side(&self, chars: &[char], at: usize, mark: Mark, before: Option<char>, after: Option<char>) -> Option<Side> {
        let (wordy_before, wordy_after) = (before.is_some_and(char::is_alphanumeric), after.is_some_and(char::is_alphanumeric));
        if wordy_before && wordy_after {
            return None;
        }
        if mark.side != Side::Close && may_start(before) && !may_end(after) {
            return (!is_elision(&chars[at + 1..])).then_some(Side::Open);
        }
        let closes = mark.side != Side::Open && !may_start(before) && self.is_open(Family::Single);
        (closes && !(before == Some('s') && closes_later(chars, at))).then_some(Side::Close)
    }

    /// “We go. “We stay,” she said: a mark that opens after a full stop, inside what is open, takes up the speech in a
    /// new paragraph whose break is lost.
    fn reopen(&mut self, chars: &[char], at: usize) {
        let Some(&(Family::Double, open, start)) = self.stack.first() else { return };
        let end = (start..at).rev().find(|&i| !chars[i].is_whitespace());
        if let Some(end) = end.filter(|&e| chars[at] == '“' && chars[open] == '“' && e + 1 < at && matches!(chars[e], '.' | '?' | '!'))
        {
            self.stack.clear();
            self.closed.push((0, Marked { open, inner: start..end + 1, after: end + 1, closed: false }));
        }
    }

    fn open(&mut self, at: usize, mark: Mark) {
        if self.stack.len() < MAX_DEPTH {
            self.stack.push((mark.family, at, at + mark.width));
        }
    }

    fn close(&mut self, chars: &[char], at: usize, mark: Mark) {
        let after = at + mark.width;
        if let Some(depth) = self.stack.iter().rposition(|s| s.0 == mark.family) {
            let (_, open, start) = self.stack[depth];
            self.stack.truncate(depth);
            self.closed.push((depth, Marked { open, inner: start..at, after, closed: true }));
        } else if self.stack.is_empty() && self.closed.is_empty() && at > 0 && matches!(chars[at - 1], ',' | '.' | '?' | '!') {
            // The opening mark was lost: the paragraph starts with the quotation.
            let start = (self.paragraph..at).find(|&i| !chars[i].is_whitespace()).unwrap_or(at);
            self.closed.push((0, Marked { open: start, inner: start..at, after, closed: true }));
        }
    }

    /// Settles what is still open and hands over the paragraph's outermost stretches.
    fn end_paragraph(&mut self, chars: &[char], end: usize, found: &mut Vec<Marked>) {
        let stray = self.stack.iter().find(|s| s.0 != Family::Single).copied();
        self.stack.clear();
        let last = self.closed.iter().map(|(_, m)| m.after).max().unwrap_or(0);
        let mut outermost = std::mem::take(&mut self.closed);
        outermost.sort_by_key(|(_, m)| (m.open, std::cmp::Reverse(m.after)));
        let mut reach = self.paragraph;
        for (_, m) in outermost {
            if m.open >= reach && m.inner.start < m.inner.end {
                reach = m.after;
                found.push(m);
            }
        }
        if let Some((_, open, start)) = stray.filter(|s| s.1 >= last) {
            let close = (start..end).rev().find(|&i| !chars[i].is_whitespace()).map_or(start, |i| i + 1);
            if start < close {
                found.push(Marked { open, inner: start..close, after: close, closed: false });
            }
        }
        self.paragraph = end;
    }
}

/// Whether a mark after this character can open.
fn may_start(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '"' | '‘' | '«' | '「' | '>' | '…')
    })
}

/// Whether a mark before this character can close.
fn may_end(after: Option<char>) -> bool {
    after.is_none_or(|c| {
        c.is_whitespace()
            || matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | ')' | ']' | '}' | '—' | '–' | '-' | '/' | '”' | '"' | '’' | '»' | '」' | '<')
    })
}

/// Whether the letters after a mark are those of a shortened word or year: ’tis, ’90s.
fn is_elision(after: &[char]) -> bool {
    let word: String = after.iter().take(8).take_while(|c| c.is_alphanumeric()).flat_map(|c| c.to_lowercase()).collect();
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    matches!(word.as_str(), "tis" | "twas" | "em" | "til" | "cause" | "n" | "bout" | "round" | "nuff")
        || (digits == 2 && matches!(&word[2..], "" | "s"))
}

/// Whether another close of a single mark follows nearby, before anything opens.
fn closes_later(chars: &[char], at: usize) -> bool {
    let window = at + 1..(at + LOOK_AHEAD).min(chars.len());
    for i in window {
        match chars[i] {
            '\n' | '‘' | '“' => return false,
            '’' | '\'' if !may_start(Some(chars[i - 1])) && may_end(chars.get(i + 1).copied()) => return chars[i - 1] != 's',
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let chars: Vec<char> = text.chars().collect();
        let got: Vec<String> = find(&chars, true).into_iter().map(|m| chars[m.inner].iter().collect()).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn every_family_pairs() {
        check("He said, “We go.” She left.", &["We go."]);
        check("He said, \"We go.\" She left.", &["We go."]);
        check("He said, ‘We go.’ She left.", &["We go."]);
        check("He said, 'We go.' She left.", &["We go."]);
        check("He said, ''We go.'' She left.", &["We go."]);
        check("He said, ``We go.'' She left.", &["We go."]);
        check("Il a dit : «On part.» Bon.", &["On part."]);
        check("Er sagte: „Wir gehen.“ Gut.", &["Wir gehen."]);
        check("Er sagte: »Wir gehen.« Gut.", &["Wir gehen."]);
        check("He said 「we go」 and left.", &["we go"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("It's the ministers' plan, isn't it? Don't say the '90s were easy.", &[]);
        check("The workers’ union didn’t stop ’em in the ’80s.", &[]);
        check("He said, ‘The workers’ rights aren’t at stake.’", &["The workers’ rights aren’t at stake."]);
        check("She wrote, 'It's the miners' fight.'", &["It's the miners' fight."]);
    }

    #[test]
    fn nested_marks_belong_to_the_outer_stretch() {
        check("“He told me ‘go home’ and I did,” she said.", &["He told me ‘go home’ and I did,"]);
        check("‘He told me “go home” and I did,’ she said.", &["He told me “go home” and I did,"]);
        check("“They call it the “new dawn” there,” she said.", &["They call it the “new dawn” there,"]);
    }

    #[test]
    fn unbalanced_marks_end_with_the_paragraph() {
        check("“We shall not leave.\n\n“We shall stay,” she said.", &["We shall not leave.", "We shall stay,"]);
        check("We shall stay,” she said.", &["We shall stay,"]);
        check("It's unusual,\" she said.", &["It's unusual,"]);
        check("“It's unusual,“ said the lawyer. “I mean it.”", &["It's unusual,", "I mean it."]);
        check("A “stray mark and “a pair” after it.", &["a pair"]);
        check("A 6\" pipe burst.", &[]);
    }

    #[test]
    fn a_wrapped_line_does_not_end_a_quotation() {
        check("He said, “we go\nhome now.” She left.", &["we go\nhome now."]);
    }

    #[test]
    fn a_lost_paragraph_break_shows_by_the_mark_that_opens_again() {
        check("“We shall not leave. “We shall stay,” she said.", &["We shall not leave.", "We shall stay,"]);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for mark in ["\"", "“", "”", "'", "‘", "’", "''", "« ", "\"\n", " '", "s' "] {
            let chars: Vec<char> = mark.repeat(1_000_000).chars().collect();
            let begin = std::time::Instant::now();
            find(&chars, true);
            assert!(begin.elapsed().as_secs() < 5, "{mark:?} took {:?}", begin.elapsed());
        }
    }
}
