//! Finds the known names and role words in a row of tokens, the longest first, without overlap.

use super::fold;
use super::lexicon::{Actors, Sense};
use std::ops::Range;

/// Tokens with their folded hashes.
pub(super) struct Words<'a> {
    pub text: Vec<&'a str>,
    pub hash: Vec<u64>,
}

impl<'a> Words<'a> {
    pub fn new(text: Vec<&'a str>) -> Self {
        let hash = text.iter().map(|w| if matches!(*w, "'s" | "’s") { 0 } else { fold::hash(w) }).collect();
        Words { text, hash }
    }

    /// Cuts a phrase as the tokenizer would, near enough for a noun phrase.
    pub fn of_phrase(phrase: &'a str) -> Self {
        let mut out = Vec::new();
        for part in phrase.split_whitespace() {
            cut(part, &mut out);
        }
        Words::new(out)
    }

    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// The tokens as one text, with blanks where names have them.
    pub fn join(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        for i in range {
            let glued = out.is_empty() || out.ends_with('-') || matches!(self.text[i], "-" | "'s" | "’s" | "'" | "’" | ",");
            if !glued {
                out.push(' ');
            }
            out.push_str(self.text[i]);
        }
        out
    }
}

fn cut<'a>(part: &'a str, out: &mut Vec<&'a str>) {
    let leading = part.len() - part.trim_start_matches(['"', '“', '‘', '(', '[']).len();
    let (before, rest) = part.split_at(leading);
    let body = rest.trim_end_matches(['"', '”', ',', ';', ':', '!', '?', ')', ']']);
    let after = &rest[body.len()..];
    if !before.is_empty() {
        out.push(before);
    }
    let stem = body.strip_suffix("'s").or(body.strip_suffix("’s")).unwrap_or(body);
    let plural = if stem.len() == body.len() { stem.trim_end_matches(['\'', '’']) } else { stem };
    let mut from = 0;
    for (at, hyphen) in plural.match_indices('-') {
        if at > from {
            out.push(&plural[from..at]);
        }
        out.push(hyphen);
        from = at + 1;
    }
    if from < plural.len() {
        out.push(&plural[from..]);
    }
    for rest in [&body[plural.len()..], after] {
        if !rest.is_empty() {
            out.push(rest);
        }
    }
}

/// A known name or role word in the tokens.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub range: Range<usize>,
    pub senses: Vec<Sense>,
}

impl Hit {
    pub fn has(&self, test: impl Fn(&Sense) -> bool) -> bool {
        self.senses.iter().any(test)
    }

    /// A proper name of an actor: a state, a body, a person, a people, a seat.
    pub fn is_name(&self) -> bool {
        self.has(|s| !matches!(s, Sense::Role { .. } | Sense::Office(_) | Sense::Modifier(_)))
    }
}

/// All hits, in order.
pub(super) fn scan(actors: &Actors, words: &Words) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut i = 0;
    while i < words.len() {
        if words.hash[i] == 0 {
            i += 1;
            continue;
        }
        let word = |k: usize| Some((*words.text.get(i + k)?, words.hash[i + k]));
        let Some((n, first)) = actors.names.longest(word) else {
            i += 1;
            continue;
        };
        let texts: Vec<&str> = (i..i + n).filter(|k| words.hash[*k] != 0).map(|k| words.text[k]).collect();
        let mut senses: Vec<Sense> = actors.names.senses(first, &texts).collect();
        // SANA is the news agency; Sana is the city.
        if fold::upper(texts[0]) && senses.iter().any(|s| matches!(s, Sense::Body(_))) {
            senses.retain(|s| !matches!(s, Sense::Capital(_) | Sense::Town(_)));
        }
        hits.push(Hit { range: i..i + n, senses });
        i += n;
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_cut_as_the_tokenizer_cuts_them() {
        let cut = |s| Words::of_phrase(s).text.join("|");
        assert_eq!(cut("Ecuador's Ombudsman's Office"), "Ecuador|'s|Ombudsman|'s|Office");
        assert_eq!(cut("the U.S.-based al-Foo, (Bar)"), "the|U.S.|-|based|al|-|Foo|,|(|Bar|)");
        assert_eq!(cut("workers' union"), "workers|'|union");
        assert_eq!(cut("  "), "");
    }
}
