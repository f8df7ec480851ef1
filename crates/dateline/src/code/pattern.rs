//! The pattern notation of the codebook: how a rule names a predicate and its roles.
//!
//! A pattern is written as the words of a clause in their plain order, verbs and nouns by lemma:
//!
//! | written | means |
//! |---|---|
//! | `visit T` | the verb *visit*; its object is the target |
//! | `carry_out {attack} on|against T` | particle joined by `_`; object in a word class; either preposition |
//! | `expel T:{diplomat}` | the object is the target and its head is in the class |
//! | `{missile} hit T` | the subject is in the class; its own agent ("Israeli missile") is the source |
//! | `T receive {aid} from S` | source and target named where they stand; `S` is else the subject |
//! | `{wrong} X` | where no plain word stands, the first class is the predicate: any verb of it |
//! | `be critical of T` | a plain word is the lemma of the object or predicate |
//! | `pledge C`, `accuse T of C` | `C`: the act inside: a clause or an event noun |
//! | `visit to T`, `T's arrest`, `talk between|with T` | nouns: `S` is the possessor, the adjective or the "by" phrase |
//! | `X` | anything at all |

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Words of one class, by lemma, from `knowledge/lexicon/classes.toml`.
pub type Classes = HashMap<String, Vec<String>>;

/// What may fill a role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Filler {
    pub role: Role,
    /// Lemmas its head must be one of; empty = any.
    pub words: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Source,
    Target,
    /// The act inside.
    Content,
    #[default]
    Other,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Slot {
    /// Subject of an active, agent of a passive clause; possessor of a noun (`T's`).
    Subject(Filler),
    /// Object of an active, subject of a passive clause, or a predicative word.
    Object(Filler),
    Oblique {
        preps: Vec<String>,
        filler: Filler,
    },
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    pub text: String,
    /// Lemmas of the predicate.
    pub heads: Vec<String>,
    pub particle: Option<String>,
    pub slots: Vec<Slot>,
}

impl Pattern {
    /// How much a pattern asks for: of two that match, the one that asks for more wins.
    pub fn specificity(&self) -> usize {
        let filler = |f: &Filler| usize::from(!f.words.is_empty()) * 2;
        let slots = self.slots.iter().map(|s| match s {
            Slot::Subject(f) | Slot::Object(f) => 1 + filler(f),
            Slot::Oblique { filler: f, .. } => 2 + filler(f),
        });
        usize::from(self.particle.is_some()) * 2 + slots.sum::<usize>()
    }

    pub fn has(&self, role: Role) -> bool {
        self.slots.iter().any(|s| match s {
            Slot::Subject(f) | Slot::Object(f) | Slot::Oblique { filler: f, .. } => f.role == role,
        })
    }

    /// Parses one pattern; the error says what is wrong with it.
    pub fn parse(text: &str, classes: &Classes) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let class = |w: &&str| w.starts_with('{');
        let plain = words.iter().position(|w| !is_slot(w));
        let at = plain.or_else(|| words.iter().position(class)).ok_or("the pattern names no verb or noun")?;
        let (head, particle) = match words[at].split_once('_') {
            Some((head, particle)) => (head, Some(particle.to_owned())),
            None => (words[at], None),
        };
        if particle.as_ref().is_some_and(|p| p.contains('|')) {
            return Err(format!(
                "in `{}` a particle stands before another verb: a verb with a particle of its own needs a pattern of its own",
                words[at]
            ));
        }
        let heads = if plain.is_some() { head.split('|').map(str::to_owned).collect() } else { filler(head, classes)?.words };
        let mut slots = Vec::new();
        for w in &words[..at] {
            slots.push(Slot::Subject(filler(w.trim_end_matches("'s"), classes)?));
        }
        let mut rest = words[at + 1..].iter().peekable();
        while let Some(w) = rest.next() {
            slots.push(match rest.peek() {
                Some(next) if w.split('|').all(is_preposition) => {
                    let filler = filler(next, classes)?;
                    rest.next();
                    Slot::Oblique { preps: w.split('|').map(str::to_owned).collect(), filler }
                }
                Some(next) if w.contains('|') && is_slot(next) => {
                    return Err(format!("`{w}` stands before a role, but not all of its words are prepositions"));
                }
                _ => Slot::Object(filler(w, classes)?),
            });
        }
        Ok(Pattern { text: text.to_owned(), heads, particle, slots })
    }
}

fn is_slot(word: &&str) -> bool {
    matches!(word.trim_end_matches("'s"), "S" | "T" | "C" | "X")
        || word.starts_with('{')
        || word.starts_with("T:")
        || word.starts_with("S:")
}

fn filler(word: &str, classes: &Classes) -> Result<Filler, String> {
    let (role, rest) = match word.split_once(':') {
        Some((r, rest)) => (r, rest),
        None if matches!(word, "S" | "T" | "C" | "X") => (word, ""),
        None => ("", word),
    };
    let role = match role {
        "S" => Role::Source,
        "T" => Role::Target,
        "C" => Role::Content,
        "" | "X" => Role::Other,
        other => return Err(format!("`{other}:` is no role; roles are S, T, C and X")),
    };
    let mut words = Vec::new();
    for part in rest.split('|').filter(|p| !p.is_empty()) {
        match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some(class) => words.extend(classes.get(class).ok_or_else(|| format!("there is no word class `{class}`"))?.iter().cloned()),
            None => words.push(part.to_owned()),
        }
    }
    Ok(Filler { role, words })
}

fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: &[&str] = &[
        "about",
        "above",
        "across",
        "after",
        "against",
        "ahead",
        "along",
        "alongside",
        "throughout",
        "versus",
        "past",
        "beyond",
        "among",
        "around",
        "as",
        "at",
        "before",
        "behind",
        "between",
        "by",
        "during",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "outside",
        "over",
        "through",
        "to",
        "toward",
        "towards",
        "under",
        "upon",
        "via",
        "with",
        "within",
        "without",
        "amid",
        "until",
        "despite",
        "unless",
        "beside",
        "opposite",
        "round",
    ];
    PREPOSITIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes() -> Classes {
        HashMap::from([("diplomat".to_owned(), vec!["diplomat".to_owned(), "envoy".to_owned()])])
    }

    #[test]
    fn reads_roles_classes_and_particles() {
        let p = Pattern::parse("send_back T:{diplomat} to|into X", &classes()).unwrap();
        assert_eq!((p.heads.as_slice(), p.particle.as_deref()), (["send".to_owned()].as_slice(), Some("back")));
        assert_eq!(p.slots[0], Slot::Object(Filler { role: Role::Target, words: vec!["diplomat".into(), "envoy".into()] }));
        assert!(matches!(&p.slots[1], Slot::Oblique { preps, filler } if preps.len() == 2 && filler.role == Role::Other));
    }

    #[test]
    fn more_words_are_more_specific() {
        let plain = Pattern::parse("expel T", &classes()).unwrap();
        assert!(Pattern::parse("expel T:{diplomat}", &classes()).unwrap().specificity() > plain.specificity());
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(Pattern::parse("expel {nobody}", &classes()).unwrap_err().contains("nobody"));
        assert!(Pattern::parse("T", &classes()).is_err());
        assert!(Pattern::parse("set_up|found T", &classes()).unwrap_err().contains("particle"));
        assert!(Pattern::parse("laugh|brush_off T", &classes()).is_ok());
    }
}
