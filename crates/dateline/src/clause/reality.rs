//! Whether what a clause says is told as fact, as future, as a mere possibility, or as untrue.

use super::lexicon::Words;
use super::syntax::{MAX_DEPTH, verb_lemma};
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
            // A relative clause with a tense of its own tells for itself: "the deal that was abandoned".
            if at.relation == Relative && at.kind == Kind::Verb && at.tense != Tense::None {
                break;
            }
            let imposed = imposed(doc, lexicon, self, at, g);
            reality = combine(reality, imposed);
            match at.relation {
                Adverbial if at.kind == Kind::Verb && at.tense != Tense::None => break,
                Content if lexicon.saying.contains(doc.lemma(g.head)) => break,
                Modifier if at.kind == Kind::Noun && !carried(doc, lexicon, at.head, g) => break,
                Conjunct if !shares_auxiliary(doc, at, g) => break,
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
        Content => at.tense == Tense::None,
        Prepositional => {
            doc.head(doc.head(at.head)) == g.head && matches!(doc.lower(doc.head(at.head)), "of" | "from" | "into" | "to" | "for")
        }
        Modifier if at.kind == Kind::Noun => carried(doc, lexicon, at.head, g),
        // "The decision to impose sanctions surprised nobody": what is said of the decision is not said of the sanctions.
        Modifier => at.infinitive && !g.agents.contains(&doc.head(at.head)),
        Adverbial => at.tense == Tense::None && at.infinitive,
        Conjunct => shares_auxiliary(doc, at, g),
        _ => false,
    }
}

/// "will meet and sign", "the right to take and sell": the second verb stands under the first one's
/// auxiliary, and so under all that governs it.
fn shares_auxiliary(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let own = doc.children(at.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "nsubj" | "nsubjpass"));
    !own && doc.tag(at.head) == doc.tag(g.head) && !matches!(doc.tag(at.head), "VBD" | "VBZ" | "VBP")
}

/// Whether a verb only says that its noun takes place, so that its tense is the noun's.
fn carried(doc: &Doc, lexicon: &Lexicon, noun: usize, g: &Clause) -> bool {
    let lemma = verb_lemma(doc, g.head, |l| lexicon.light.contains(l) || lexicon.occurring.contains(l));
    let lemma = lemma.as_ref();
    (lexicon.light.contains(lemma) && g.patients.contains(&noun))
        || (lexicon.occurring.contains(lemma) && (g.agents.contains(&noun) || g.patients.contains(&noun)))
        || g.obliques.iter().any(|o| o.object == noun && lexicon.carries_by(lemma, doc.lower(o.prep)))
        || (lexicon.leading.contains(lemma) && g.obliques.iter().any(|o| o.object == noun && matches!(doc.lower(o.prep), "to" | "in")))
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
    // "Will already have shared": as good as done.
    if c.perfect && c.modal.is_some_and(|m| doc.lower(m) == "will") {
        r = Reality::Fact;
    }
    for k in doc.children(c.head) {
        let word = doc.lower(k);
        if doc.dep(k) == "advmod" || doc.dep(k) == "amod" {
            r = combine(r, adverb(lexicon, word, c.kind));
        }
    }
    let conceded = doc.children(c.head).any(|k| k < c.head && doc.lower(k) == "even");
    if let Some(mark) = c.mark.filter(|_| !conceded) {
        r = combine(r, by(lexicon, |w| w.marks.contains(doc.lower(mark))));
    }
    // "a plan to attack", "the man to lead them": what an infinitive on a noun says lies ahead.
    if going_to(doc, c) || (matches!(c.relation, Modifier | Relative) && c.infinitive && c.kind == Kind::Verb && !is_ranked(doc, c)) {
        r = combine(r, Reality::Future);
    }
    if the_more(doc, c) || c.question || imperative(doc, c) || how_to(doc, c) || conditioned(doc, c) {
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

/// "The more we help, the sooner it ends": a rule, not a deed.
fn the_more(doc: &Doc, c: &Clause) -> bool {
    let more = |k: usize| matches!(doc.tag(k), "RBR" | "JJR") && doc.children(k).any(|d| doc.lower(d) == "the");
    doc.children(c.head).any(|k| k < c.head && more(k))
}

/// "The first prisoner to be released": who is counted has done it, or had it done.
fn is_ranked(doc: &Doc, c: &Clause) -> bool {
    doc.children(doc.head(c.head)).any(|k| matches!(doc.lower(k), "first" | "second" | "third" | "last" | "latest" | "only"))
}

/// "is going to attack": the parser makes `going` the verb.
fn going_to(doc: &Doc, c: &Clause) -> bool {
    doc.lower(c.head) == "going" && c.progressive && doc.children(c.head).any(|k| doc.dep(k) == "xcomp")
}

/// A gerund after a preposition: "without firing" did not, "about firing" may, "before firing" will.
fn gerund_after(doc: &Doc, prep: usize, g: &Clause) -> Reality {
    match doc.lower(prep) {
        "without" => Reality::Negated,
        "of" if matches!(doc.lower(doc.head(prep)), "instead" | "short") => Reality::Negated,
        "about" | "than" | "like" | "to" | "toward" | "towards" | "on" => Reality::Hypothetical,
        // "Met A before flying to B": all of it is past.
        "before" if g.tense == Tense::Past && g.modal.is_none() => Reality::Fact,
        "before" => Reality::Future,
        _ => Reality::Fact,
    }
}

/// "If B attacks, A answers": the main clause is as conditional as what it hangs on.
fn conditioned(doc: &Doc, c: &Clause) -> bool {
    let opens = |k: usize| {
        doc.children(k).any(|m| doc.dep(m) == "mark" && matches!(doc.lower(m), "if" | "unless"))
            && !doc.children(k).any(|m| doc.lower(m) == "even")
    };
    c.tense == Tense::Present && !c.perfect && doc.children(c.head).any(|k| doc.dep(k) == "advcl" && opens(k))
}

/// "does not think that B will": the doubt is the content's.
fn doubted(doc: &Doc, g: &Clause) -> bool {
    g.negation.is_some() && matches!(doc.lemma(g.head), "think" | "believe" | "expect" | "suppose" | "imagine")
}

/// "how to build", "where to strike": a way, not a deed.
fn how_to(doc: &Doc, c: &Clause) -> bool {
    c.infinitive && c.mark.is_some_and(|m| matches!(doc.lower(m), "how" | "where" | "when" | "why"))
}

/// "when they are released, it will …": a present under a time word, beside a future, lies ahead.
fn awaited(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let opens = at.mark.is_some_and(|m| matches!(doc.lower(m), "when" | "once" | "until" | "after" | "before" | "till" | "as"));
    let supposed = g.mark.is_some_and(|m| matches!(doc.lower(m), "if" | "unless"));
    opens && at.tense == Tense::Present && (supposed || g.tense == Tense::Future || g.modal.is_some() || g.infinitive)
}

/// A past journey, or a first aim of it: "visited Geneva to meet A and Paris to meet B".
fn reached(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, g: &Clause) -> bool {
    let went = |c: &Clause| c.tense == Tense::Past && lexicon.motion.contains(doc.lemma(c.head));
    went(g) || (g.infinitive && g.governor.is_some_and(|up| went(&clauses.all[up as usize])))
}

/// What the governing clause makes of this one.
fn imposed(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, at: &Clause, g: &Clause) -> Reality {
    let above = doc.head(at.head);
    let mut r = nouns_between(doc, lexicon, at, g);
    let verb = doc.lemma(g.head);
    match at.relation {
        Content if doubted(doc, g) => r = Reality::Negated,
        Content if at.tense != Tense::None => r = combine(r, by(lexicon, |w| w.verbs_of_content.contains(verb))),
        Content | Infinitive => {
            r = combine(r, by(lexicon, |w| w.verbs.contains(verb)));
            if doc.children(above).any(|k| doc.lower(k) == "too" && k < at.head) {
                r = Reality::Negated;
            }
            // "was able to": in the past, who could did.
            let managed = |a: usize| doc.lower(a) == "able" && g.negation.is_none() && (g.tense == Tense::Past || g.perfect);
            r = combine(r, by(lexicon, |w| g.attributes.iter().any(|&a| w.predicates.contains(doc.lower(a)) && !managed(a))));
            // What a present verb takes in as an infinitive is not yet so, unless the verb says how it is: "plans to".
            // "Claims to have shot down" tells what was done.
            let ahead = at.relation == Infinitive && at.infinitive && !at.perfect && g.tense != Tense::Past && !g.perfect;
            let held = g.passive && at.progressive && lexicon.saying.contains(verb);
            if r == Reality::Fact && ahead && !held && !lexicon.implicative.contains(verb) {
                r = Reality::Hypothetical;
            }
        }
        Prepositional if doc.head(above) != g.head || !lexicon.object_of.contains(verb) => {
            r = combine(r, combine(gerund_after(doc, above, g), by(lexicon, |w| w.verbs.contains(verb) && doc.head(above) == g.head)))
        }
        Prepositional => r = combine(r, by(lexicon, |w| w.verbs.contains(verb) && doc.head(above) == g.head)),
        Adverbial if awaited(doc, at, g) => r = combine(r, Reality::Future),
        // "to hold talks", with no tense of its own, is an aim.
        // "flew to Geneva to meet B": who went, met.
        Adverbial if at.infinitive && reached(doc, lexicon, clauses, g) => {}
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
