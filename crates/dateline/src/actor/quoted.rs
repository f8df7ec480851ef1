//! Who speaks inside quotation marks, so that "he" and "she" there are never the speaker himself.

use super::chain::Weaver;
use super::mentions::speaks;
use dateline_lang::Doc;

/// Sentences back in which the speaker of a quotation may be told.
const BACK: u32 = 2;
/// Tokens behind a quotation in which its speaker may be told: `”, said the minister`.
const BEHIND: usize = 12;

/// For each token the quotation that it stands in.
#[derive(Default)]
pub(super) struct Quotations {
    /// Number of the quotation, plus one; 0 outside.
    of: Vec<u32>,
    /// The closing mark of each.
    ends: Vec<usize>,
}

impl Quotations {
    pub(super) fn new(doc: &Doc) -> Self {
        let mut q = Quotations { of: vec![0; doc.len()], ends: Vec::new() };
        let mut open = None;
        for i in 0..doc.len() {
            match (doc.word(i), open) {
                ("“" | "``" | "\"", None) => open = Some(i),
                ("”" | "''" | "\"", Some(start)) => {
                    q.close(start, i);
                    open = None;
                }
                // A paragraph that ends within a quotation goes on quoted, but where the marks are lost nobody is.
                (w, Some(_)) if w.contains("\n\n") => open = None,
                _ => {}
            }
        }
        q
    }

    fn close(&mut self, start: usize, end: usize) {
        self.ends.push(end);
        self.of[start..end].fill(self.ends.len() as u32);
    }

    /// Whether two tokens stand in the same quotation, or both outside of all.
    pub(super) fn together(&self, a: usize, b: usize) -> bool {
        self.of[a] == self.of[b]
    }

    fn end(&self, token: usize) -> Option<usize> {
        self.of[token].checked_sub(1).map(|q| self.ends[q as usize])
    }
}

impl Weaver<'_, '_> {
    /// The chains of whoever speaks the quotation that a token stands in.
    pub(super) fn speaker(&self, token: usize) -> Vec<usize> {
        let Some(end) = self.quotations.end(token) else { return Vec::new() };
        let behind = (end + 1..(end + BEHIND).min(self.text.doc.len())).find(|i| self.says(*i));
        if let Some(named) = behind {
            let word = self.text.words.hash[named];
            let same = self.past.iter().rev().take(60).find(|p| self.text.words.hash[p.head] == word && !p.pronoun);
            return same.map(|p| p.chains.clone()).unwrap_or_default();
        }
        let here = self.text.sentence[token];
        let told = self.past.iter().rev().take_while(|p| here - p.sentence <= BACK).find(|p| self.says(p.head));
        told.map(|p| p.chains.clone()).unwrap_or_default()
    }

    /// Whether the token is the subject of a verb of saying outside of all quotations.
    fn says(&self, token: usize) -> bool {
        self.quotations.end(token).is_none() && speaks(self.text, token)
    }
}
