//! A text analysed paragraph by paragraph: a heading without a full stop never joins the sentence
//! below it, which the network, trained on running text, would have it do.

use crate::{Doc, Pipeline};

impl Pipeline {
    /// Like [`Pipeline::parse`], with each paragraph (up to and with the blank lines that end it)
    /// analysed on its own. Offsets and token indices are the whole text's.
    pub fn parse_paragraphs(&self, text: &str) -> Doc {
        let ends = paragraph_ends(text);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let paragraphs: Vec<&str> = starts.zip(&ends).map(|(start, &end)| &text[start..end]).collect();
        if paragraphs.len() < 2 {
            return self.parse(text);
        }
        let mut parts = self.parse_batch(&paragraphs).into_iter();
        let mut whole = parts.next().expect("there are two or more");
        let (mut bytes, mut code_points) = (whole.text.len(), whole.text.chars().count());
        for part in parts {
            let (length, count) = (part.text.len(), part.text.chars().count());
            append(&mut whole, part, bytes as u32, code_points as u32);
            bytes += length;
            code_points += count;
        }
        text.clone_into(&mut whole.text);
        whole
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
        (a.lower, a.lemma) = (a.lower.shifted(bytes, stored), a.lemma.shifted(bytes, stored));
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
