//! A text analysed paragraph by paragraph: a heading without a full stop never joins the sentence
//! below it, which the network, trained on running text, would have it do.

use crate::{Doc, Pipeline};
use crate::doc::Word;

impl Pipeline {
    /// Like [`Pipeline::parse`], with each paragraph (up to and with the blank lines that end it)
    /// analysed on its own. Offsets and token indices are the whole text's.
    pub fn parse_paragraphs(&self, text: &str) -> Doc {
        let mut whole: Option<Doc> = None;
        let (mut start, mut code_points) = (0, 0);
        for end in paragraph_ends(text) {
            let part = self.parse(&text[start..end]);
            let length = part.text.chars().count() as u32;
            match &mut whole {
                None => whole = Some(part),
                Some(doc) => append(doc, part, start as u32, code_points),
            }
            start = end;
            code_points += length;
        }
        whole.map(|mut doc| {
            text.clone_into(&mut doc.text);
            doc
        })
        .unwrap_or_else(|| self.parse(text))
    }
}

/// Where paragraphs end: after each run of white space that holds a blank line, and at the end.
fn paragraph_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut newlines, mut inside) = (0, false);
    for (at, c) in text.char_indices() {
        if c == '\n' {
            newlines += 1;
        } else if !c.is_whitespace() {
            if newlines >= 2 && inside {
                ends.push(at);
            }
            (newlines, inside) = (0, true);
        }
    }
    if ends.last() != Some(&text.len()) && !text.is_empty() {
        ends.push(text.len());
    }
    ends
}

fn append(doc: &mut Doc, part: Doc, bytes: u32, code_points: u32) {
    let (tokens, stored) = (doc.tokens.len() as u32, doc.store.len() as u32);
    let shift = |w: Word| match w {
        Word::NONE => w,
        Word::Text(a, b) => Word::Text(a + bytes, b + bytes),
        Word::Stored(a, b) => Word::Stored(a + stored, b + stored),
    };
    doc.store.push_str(&part.store);
    doc.tokens.extend(part.tokens.into_iter().map(|mut t| {
        t.start += code_points;
        t.end += code_points;
        t.byte_start += bytes;
        t.byte_end += bytes;
        t.head += tokens;
        t
    }));
    doc.analyses.extend(part.analyses.into_iter().map(|mut a| {
        (a.lower, a.lemma) = (shift(a.lower), shift(a.lemma));
        a.left_edge += tokens;
        a.right_edge += tokens;
        a
    }));
}

#[cfg(test)]
mod tests {
    use super::paragraph_ends;

    #[test]
    fn paragraphs_end_after_blank_lines() {
        assert_eq!(paragraph_ends("A b.\n\nC\nd\n \n\ne"), [6, 13, 14]);
        assert_eq!(paragraph_ends("\n\nA"), [3]);
        assert!(paragraph_ends("").is_empty());
    }
}
