//! Words cut out of a text by code points.

use dateline::record::Span;

/// A text whose stretches are asked for by code points; one pass over the text, then constant time.
pub struct Excerpts<'a> {
    text: &'a str,
    /// Byte where each 64th code point starts.
    marks: Vec<usize>,
}

const STEP: usize = 64;

impl<'a> Excerpts<'a> {
    pub fn new(text: &'a str) -> Self {
        Excerpts { text, marks: text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect() }
    }

    fn byte(&self, point: u32) -> usize {
        let Some(&mark) = self.marks.get(point as usize / STEP) else { return self.text.len() };
        let rest = &self.text[mark..];
        rest.char_indices().nth(point as usize % STEP).map_or(self.text.len(), |(byte, _)| mark + byte)
    }

    /// The words from `start` to `end`; what lies beyond the text is left off.
    pub fn words(&self, start: u32, end: u32) -> &'a str {
        self.text.get(self.byte(start)..self.byte(end)).unwrap_or("")
    }

    pub fn span(&self, span: Span) -> &'a str {
        self.words(span.start, span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_code_points() {
        let text = "é😀".repeat(100) + "end";
        let excerpts = Excerpts::new(&text);
        assert_eq!(excerpts.words(1, 3), "😀é");
        assert_eq!(excerpts.words(126, 130), "é😀é😀");
        assert_eq!(excerpts.words(200, 203), "end");
        assert_eq!(excerpts.words(202, 900), "d");
        assert_eq!(excerpts.words(900, 2), "");
    }
}
