//! Whether what a clause says is told as fact, as future, as a mere possibility, or as untrue.

use super::lexicon::Words;
use super::syntax::MAX_DEPTH;
use super::{Clause, Clauses, Kind, Lexicon, Relation, Tense};
use dateline_lang::Doc;

/// How real the text says a clause is, weakest last: of two readings the later one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reality {
    Fact,
    Future,
    Hypothetical,
    Negated,
}

impl Clauses {
    /// The reality of a clause by its own words and by all that governs it up to the main clause
    /// or to `stop` (a governing clause whose own record carries the rest, such as a threat).
    pub fn reality(&self, doc: &Doc, lexicon: &Lexicon, clause: &Clause, stop: Option<usize>) -> Reality {
        let mut reality = own(doc, lexicon, clause);
        let mut at = clause;
        for _ in 0..MAX_DEPTH {
            let Some(g) = at.governor.map(|g| &self.all[g as usize]) else { break };
            if Some(g.head) == stop || g.head == at.head {
                break;
            }
            let imposed = imposed(doc, lexicon, at, g);
            reality = combine(reality, imposed);
            match at.relation {
                // A relative or an adverbial clause with a tense of its own tells for itself.
                Relative | Adverbial if at.kind == Kind::Verb && at.tense != Tense::None => break,
                Content if lexicon.saying.contains(doc.lemma(g.head)) => break,
                Modifier if at.kind == Kind::Noun && !carried(doc, lexicon, at.head, g) => break,
                Conjunct if !at.inherited => break,
                Relative | Modifier if at.kind == Kind::Verb && !at.infinitive => break,
                _ => {}
            }
            reality = if passes(doc, lexicon, at, g) { combine(reality, own(doc, lexicon, g)) } else { reality };
            at = g;
        }
        reality
    }
}
use Relation::*;

/// Two denials make a fact no one needs: "did not fail to attack" stays negated, the careful reading.
fn combine(a: Reality, b: Reality) -> Reality {
    a.max(b)
}

/// Whether the governing verb's own modality and negation reach down to this clause.
fn passes(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> bool {
    match at.relation {
        Infinitive => true,
        Prepositional => {
            doc.head(doc.head(at.head)) == g.head && matches!(doc.lower(doc.head(at.head)), "of" | "from" | "into" | "to" | "for")
        }
        Modifier if at.kind == Kind::Noun => carried(doc, lexicon, at.head, g),
        Modifier => at.infinitive,
        Adverbial => at.tense == Tense::None && at.infinitive,
        Conjunct => at.inherited && at.modal == g.modal && g.modal.is_some() && g.negation.is_none(),
        _ => false,
    }
}

/// Whether a verb only says that its noun takes place, so that its tense is the noun's.
fn carried(doc: &Doc, lexicon: &Lexicon, noun: usize, g: &Clause) -> bool {
    let lemma = doc.lemma(g.head);
    (lexicon.light.contains(lemma) && g.patients.contains(&noun))
        || (lexicon.occurring.contains(lemma) && (g.agents.contains(&noun) || g.patients.contains(&noun)))
}

fn own(doc: &Doc, lexicon: &Lexicon, c: &Clause) -> Reality {
    let mut r = Reality::Fact;
    if let Some(m) = c.modal {
        r = modal(lexicon, doc.lower(m));
        // "could not", "might have": a possibility that was not taken is none the less no fact.
        if c.perfect && matches!(doc.lower(m), "would" | "could" | "should" | "might") {
            r = Reality::Hypothetical;
        }
    }
    for k in doc.children(c.head) {
        let word = doc.lower(k);
        if doc.dep(k) == "advmod" || doc.dep(k) == "amod" {
            r = combine(r, adverb(lexicon, word, c.kind));
        }
    }
    if let Some(mark) = c.mark {
        r = combine(r, by(lexicon, |w| w.marks.contains(doc.lower(mark))));
    }
    if c.question || imperative(doc, c) {
        r = combine(r, Reality::Hypothetical);
    }
    if c.negation.is_some() { Reality::Negated } else { r }
}

fn adverb(lexicon: &Lexicon, word: &str, kind: Kind) -> Reality {
    match kind {
        Kind::Verb => by(lexicon, |w| w.adverbs.contains(word)),
        Kind::Noun => by(lexicon, |w| w.adjectives.contains(word)),
    }
}

fn modal(lexicon: &Lexicon, word: &str) -> Reality {
    match lexicon.modals.get(word).map(String::as_str) {
        Some("future") => Reality::Future,
        Some("fact") => Reality::Fact,
        _ => Reality::Hypothetical,
    }
}

/// The strongest status whose words hold.
fn by(lexicon: &Lexicon, holds: impl Fn(&Words) -> bool) -> Reality {
    if holds(&lexicon.negated) {
        Reality::Negated
    } else if holds(&lexicon.hypothetical) {
        Reality::Hypothetical
    } else if holds(&lexicon.future) {
        Reality::Future
    } else {
        Reality::Fact
    }
}

/// A bare verb at the root with no subject: "Stop the violence."
fn imperative(doc: &Doc, c: &Clause) -> bool {
    c.kind == Kind::Verb
        && c.agents.is_empty()
        && !c.infinitive
        && c.modal.is_none()
        && doc.tag(c.head) == "VB"
        && matches!(c.relation, Root | Content)
}

/// What the governing clause makes of this one.
fn imposed(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> Reality {
    let above = doc.head(at.head);
    let mut r = nouns_between(doc, lexicon, at, g);
    let verb = doc.lemma(g.head);
    match at.relation {
        Content | Infinitive => {
            r = combine(r, by(lexicon, |w| w.verbs.contains(verb)));
            r = combine(r, by(lexicon, |w| g.attributes.iter().any(|&a| w.predicates.contains(doc.lower(a)))));
        }
        Prepositional => r = combine(r, by(lexicon, |w| w.verbs.contains(verb) && doc.head(above) == g.head)),
        // "to hold talks", with no tense of its own, is an aim.
        Adverbial if at.infinitive => r = combine(r, Reality::Future),
        _ => {}
    }
    if at.kind == Kind::Noun && top_of_phrase(doc, at.head, g.head) {
        r = combine(r, by(lexicon, |w| w.verbs_of_nouns.contains(verb)));
    }
    r
}

/// Nouns and prepositions on the way up to the governing verb: "the threat of an attack", "a plan to".
fn nouns_between(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> Reality {
    let mut r = Reality::Fact;
    let mut up = doc.head(at.head);
    for _ in 0..MAX_DEPTH {
        if up == g.head || doc.head(up) == up {
            break;
        }
        let word = doc.lemma(up);
        r = combine(r, by(lexicon, |w| w.nouns.contains(word) || (at.kind == Kind::Noun && w.prepositions.contains(doc.lower(up)))));
        up = doc.head(up);
    }
    if at.relation == Modifier && at.infinitive && at.kind == Kind::Verb {
        r = combine(r, Reality::Future);
    }
    r
}

/// Whether a noun is the verb's own object, directly or through one preposition (not a modifier of it).
fn top_of_phrase(doc: &Doc, noun: usize, verb: usize) -> bool {
    let above = doc.head(noun);
    above == verb && matches!(doc.dep(noun), "dobj" | "nsubjpass" | "attr")
        || (doc.pos(above) == "ADP"
            && doc.head(above) == verb
            && matches!(doc.lower(above), "for" | "to" | "of" | "on" | "from" | "against"))
}
