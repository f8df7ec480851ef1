//! Whether a time lies before or after the document's date, as the verb and the words before it say.

use super::text::Text;

/// The direction from the document's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Past,
    Future,
    Unknown,
}

/// The words of `knowledge/time/cues.toml`: lemmas that look ahead, and words before a time that do.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    /// Verbs and adjectives whose time is to come: `scheduled`, `due`, `expire`.
    pub future: Vec<String>,
    /// Words right before a time that lies ahead unless the verb is past: `by`, `until`.
    pub ahead: Vec<String>,
    /// Words right before a time that lies behind: `since`.
    pub behind: Vec<String>,
    /// Auxiliaries that look ahead: `will`, `would`.
    pub auxiliary: Vec<String>,
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w == word)
}

/// The direction of the expression that begins at an atom.
pub(crate) fn direction(text: &Text, atom: usize, cues: &Cues) -> Direction {
    let before = atom.checked_sub(1).map(|a| text.word(a).to_lowercase()).unwrap_or_default();
    if has(&cues.behind, &before) {
        return Direction::Past;
    }
    let verb = governor(text, atom).map_or(Direction::Unknown, |v| of_verb(text, v, cues));
    if verb != Direction::Past && (has(&cues.ahead, &before) || has(&cues.future, &before)) {
        return Direction::Future;
    }
    if has(&cues.future, &before) { Direction::Future } else { verb }
}

/// The verb, or word that looks ahead, that governs an atom: the nearest up the tree.
fn governor(text: &Text, atom: usize) -> Option<usize> {
    let mut at = text.atoms[atom].token as usize;
    for _ in 0..24 {
        let token = text.tokens.get(at)?;
        if is_verb(token.tag) {
            return Some(at);
        }
        if token.head == at {
            return None;
        }
        at = token.head;
    }
    None
}

fn is_verb(tag: &str) -> bool {
    tag.starts_with("VB") || tag == "MD"
}

/// The direction a verb gives: its own tense, that of its auxiliaries, or that of the verb it hangs on.
fn of_verb(text: &Text, verb: usize, cues: &Cues) -> Direction {
    let mut at = verb;
    for _ in 0..12 {
        let token = &text.tokens[at];
        if has(&cues.future, token.lemma) || has(&cues.future, &text.src[token.byte_start as usize..token.byte_end as usize].to_lowercase()) {
            return Direction::Future;
        }
        let aux = auxiliaries(text, at);
        if aux.iter().any(|a| has(&cues.auxiliary, a)) {
            return Direction::Future;
        }
        match token.tag {
            "VBD" => return Direction::Past,
            "VBN" if !aux.iter().any(|a| a == "is" || a == "are" || a == "be") => return Direction::Past,
            "VB" if aux.iter().any(|a| a == "did" || a == "didn't") => return Direction::Past,
            "VB" if aux.iter().any(|a| a == "to") => return Direction::Future,
            "VBZ" | "VBP" | "MD" => return Direction::Unknown,
            _ => {}
        }
        if aux.iter().any(|a| a == "was" || a == "were" || a == "had" || a == "has" || a == "have") {
            return Direction::Past;
        }
        let head = token.head;
        if head == at || !is_verb(text.tokens[head].tag) {
            return Direction::Unknown;
        }
        at = head;
    }
    Direction::Unknown
}

/// The auxiliaries and the `to` of a verb, in lower case.
fn auxiliaries(text: &Text, verb: usize) -> Vec<String> {
    let from = verb.saturating_sub(8);
    let left = text.tokens[from..verb].iter().filter(|t| t.head == verb && (t.dep.starts_with("aux") || t.tag == "MD" || t.tag == "TO"));
    left.map(|t| text.src[t.byte_start as usize..t.byte_end as usize].to_lowercase()).collect()
}
