//! Whether a time lies before or after the document's date, as the verb and the words before it say.

use super::text::Text;

/// How many tokens around a time are looked at.
const REACH: usize = 60;

/// The direction from the document's date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Past,
    Future,
    Unknown,
}

/// What the words around a time say of when it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aspect {
    pub direction: Direction,
    /// The time hangs on the verb itself, at most by a preposition; otherwise the verb is only the nearest one.
    pub direct: bool,
    /// The verb is in the present tense, as in `the king meets him Thursday`.
    pub present: bool,
    /// The verb looks back from, or ahead of, what the text tells (`had signed`, `would sign`).
    pub aside: bool,
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
    /// Verbs whose infinitive lies ahead even when they are past: `agreed to meet`.
    pub promise: Vec<String>,
    /// Words right before a time that lies ahead even with a past verb, unless that is denied: `until`.
    pub until: Vec<String>,
    /// Verbs whose bare participle looks ahead: `talks set for Monday`.
    pub arranged: Vec<String>,
    /// Verbs whose present tense says nothing of when: `says`, `is`.
    pub plain: Vec<String>,
    /// Prepositions that join a verb and the time of its act: `on`, `in`.
    pub at: Vec<String>,
    /// Auxiliaries that look ahead: `will`, `would`.
    pub auxiliary: Vec<String>,
    /// What is arranged beforehand, so that it lies ahead of what comes `ahead of` it: `election`, `summit`.
    pub occasion: Vec<String>,
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w == word)
}

/// What the words around the expression of some atoms say; `last` is its last atom.
pub(crate) fn aspect(text: &Text, first: usize, last: usize, cues: &Cues) -> Aspect {
    let before = first.checked_sub(1).map(|a| text.word(a).to_lowercase()).unwrap_or_default();
    let found = governor(text, last);
    let aside = found.is_some_and(|v| text.tokens[v].tag == "VBN" && auxiliaries(text, v).iter().any(|a| a == "had"));
    let head = head_of(text, first, last);
    let object = text.tokens.get(head).is_some_and(|t| t.dep == "dobj");
    let after_verb = !object && first.checked_sub(1).is_some_and(|a| matches!(text.tag(a), "VBD" | "VBN"));
    let near = is_adverbial(text, head, cues) || after_verb;
    let present = near
        && found.is_some_and(|v| {
            let verb = &text.tokens[v];
            matches!(verb.tag, "VBZ" | "VBP") && !has(&cues.plain, verb.lemma) && !told_between(text, v, first)
        });
    let say = |direction, direct| Aspect { direction, direct, aside, present };
    let owner = text.token_of(last).is_some_and(|t| t.dep == "poss");
    if has(&cues.behind, &before) {
        return say(Direction::Past, true);
    }
    if has(&cues.future, &before) || has(&cues.until, &before) && !denied(text, first) || leads_to(text, first, last, cues) {
        return say(Direction::Future, true);
    }
    let mut verb = found.map_or(Direction::Unknown, |v| of_verb(text, v, cues));
    if verb == Direction::Future && found.is_some_and(|v| told_between(text, v, first)) {
        verb = Direction::Past;
    }
    if verb != Direction::Past && has(&cues.ahead, &before) && !owner {
        return say(Direction::Future, true);
    }
    // An infinitive decides for the time that stands beside it, not for one inside its object.
    let loose = found.is_some_and(|v| text.tokens[v].tag == "VB" && auxiliaries(text, v).iter().any(|a| a == "to"));
    say(if loose && !near { Direction::Unknown } else { verb }, near)
}

/// Whether a verb in the past tense stands between the governing verb and the time: the nearer one then is meant,
/// wherever the parse hangs the time.
fn told_between(text: &Text, verb: usize, first: usize) -> bool {
    let time = text.atoms[first].token as usize;
    verb < time && time - verb <= REACH && text.tokens[verb + 1..time].iter().any(|t| t.tag == "VBD")
}

/// `ahead of the April election`: the time of something that is arranged and has not come when the text is written.
fn leads_to(text: &Text, first: usize, last: usize, cues: &Cues) -> bool {
    let is = |atom: usize, word: &str| text.word(atom).eq_ignore_ascii_case(word);
    let led = (first.saturating_sub(4)..first.saturating_sub(1)).any(|a| is(a, "ahead") && is(a + 1, "of"));
    let after = last + 1..(last + 5).min(text.atoms.len());
    led && after.filter_map(|a| text.token_of(a)).any(|t| has(&cues.occasion, t.lemma))
}

/// Whether the time says when the verb's act is: it hangs on the verb, or on an adjective that looks ahead (`due in
/// May`), alone or by one of a few prepositions.
fn is_adverbial(text: &Text, token: usize, cues: &Cues) -> bool {
    let Some(token) = text.tokens.get(token) else { return false };
    let head = &text.tokens[token.head];
    match token.dep {
        "npadvmod" | "advmod" | "attr" => is_verb(head.tag),
        "pobj" => {
            let above = &text.tokens[head.head];
            has(&cues.at, head.lemma) && (is_verb(above.tag) || has(&cues.future, above.lemma))
        }
        _ => false,
    }
}

/// Whether the sentence of `until` says `not until` or `until then they had not`, which lies behind.
fn denied(text: &Text, atom: usize) -> bool {
    text.sentence(text.atoms[atom].token as usize, REACH).iter().any(|t| t.dep == "neg" || t.lemma == "up")
}

/// The token of a span of atoms that hangs on a token outside it.
fn head_of(text: &Text, first: usize, last: usize) -> usize {
    let span = text.atoms[first].token as usize..=text.atoms[last].token as usize;
    let outside = |t: usize| text.tokens.get(t).is_some_and(|token| !span.contains(&token.head) || token.head == t);
    span.clone().find(|t| outside(*t)).unwrap_or(*span.end())
}

/// The verb that governs an atom: the nearest up the tree.
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
        if has(&cues.future, token.lemma) || has(&cues.future, &text.src[token.byte_start as usize..token.byte_end as usize].to_lowercase())
        {
            return Direction::Future;
        }
        let aux = auxiliaries(text, at);
        if awaited(text, at, cues) && !aux.iter().any(|a| a == "had") && token.tag != "VBD" {
            return Direction::Future;
        }
        let done = aux.iter().any(|a| a == "had" || a == "has" || a == "have");
        if token.tag == "VBN" && has(&cues.arranged, token.lemma) && !done && is_followed(text, at) {
            return Direction::Future;
        }
        if done && !aux.iter().any(|a| a == "will") && matches!(token.tag, "VBN" | "VB") {
            return Direction::Past;
        }
        if aux.iter().any(|a| has(&cues.auxiliary, a)) {
            return Direction::Future;
        }
        match token.tag {
            "VBD" => return Direction::Past,
            // "A summit to be held on Friday"
            "VBN" if aux.iter().any(|a| a == "to") && aux.iter().any(|a| a == "be") => return purpose(text, at, cues),
            "VBN" if !aux.iter().any(|a| a == "is" || a == "are" || a == "be") => return Direction::Past,
            "VB" if aux.iter().any(|a| a == "did" || a == "didn't") => return Direction::Past,
            "VB" if aux.iter().any(|a| a == "to") => return purpose(text, at, cues),
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

/// Whether an adjective that looks ahead completes the verb: `is due in court on Monday`.
fn awaited(text: &Text, verb: usize, cues: &Cues) -> bool {
    let after = text.tokens.iter().skip(verb + 1).take(6);
    after.filter(|t| t.head == verb && matches!(t.dep, "acomp" | "prep" | "attr")).any(|t| has(&cues.future, t.lemma))
}

/// Whether `for` or `to` follows: talks `set for Monday`, but a record `set on Monday`.
fn is_followed(text: &Text, verb: usize) -> bool {
    text.tokens.get(verb + 1).is_some_and(|t| matches!(t.lemma, "for" | "to"))
}

/// `to leave Friday` lies ahead of `plans`, but `voted to leave Friday` tells when they voted.
fn purpose(text: &Text, verb: usize, cues: &Cues) -> Direction {
    let head = &text.tokens[text.tokens[verb].head];
    let looks_ahead = has(&cues.future, head.lemma) || has(&cues.promise, head.lemma);
    if head.tag == "VBD" && !looks_ahead { Direction::Past } else { Direction::Future }
}

/// The auxiliaries and the `to` of a verb, in lower case.
fn auxiliaries(text: &Text, verb: usize) -> Vec<String> {
    let from = verb.saturating_sub(8);
    let left = text.tokens[from..verb].iter().filter(|t| t.head == verb && (t.dep.starts_with("aux") || t.tag == "MD" || t.tag == "TO"));
    left.map(|t| text.src[t.byte_start as usize..t.byte_end as usize].to_lowercase()).collect()
}
