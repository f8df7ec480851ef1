//! Turns of phrase that make a clause less than a fact: "if", "how to", "either", "why would they".

use super::syntax::is_plural;
use super::{Clause, Kind, Lexicon, Reality, Relation, Tense};
use dateline_lang::Doc;

/// "Should not back", "may not attend", "if it does not pay", "could not have won": what is denied is not the deed, but
/// a duty, a case or a past that never was.
pub(super) fn left_open(doc: &Doc, c: &Clause) -> bool {
    let duty = c.modal.is_some_and(|m| matches!(doc.lower(m), "should" | "must" | "ought" | "may" | "might"));
    let never_was = c.perfect && c.modal.is_some_and(|m| matches!(doc.lower(m), "would" | "could" | "'d" | "’d"));
    duty && !c.perfect || never_was || c.mark.is_some_and(|m| matches!(doc.lower(m), "if" | "unless" | "whether" | "lest"))
}

/// A bare verb at the root with no subject: "Stop the violence."
pub(super) fn imperative(doc: &Doc, c: &Clause) -> bool {
    c.kind == Kind::Verb
        && c.agents.is_empty()
        && !c.infinitive
        && c.modal.is_none()
        && doc.tag(c.head) == "VB"
        && matches!(c.relation, Relation::Root | Relation::Content)
}

/// "The more we help, the sooner it ends": a rule, not a deed.
pub(super) fn the_more(doc: &Doc, c: &Clause) -> bool {
    let more = |k: usize| matches!(doc.tag(k), "RBR" | "JJR") && doc.children(k).any(|d| doc.lower(d) == "the");
    doc.children(c.head).any(|k| k < c.head && more(k))
}

/// "The first prisoner to be released", "the deadliest attack to hit the city": whoever is ranked by it, did it.
pub(super) fn is_ranked(doc: &Doc, noun: usize) -> bool {
    let rank =
        |k: usize| matches!(doc.tag(k), "JJS" | "RBS") || matches!(doc.lower(k), "first" | "second" | "third" | "last" | "latest" | "only");
    rank(noun) || doc.children(noun).any(|k| k < noun && (rank(k) || doc.children(k).any(rank)))
}

/// "A summit to be held in May", "an attack to be carried out": of the noun itself an infinitive says that it lies ahead.
pub(super) fn to_be_done(doc: &Doc, c: &Clause) -> bool {
    let aux = |v: usize, word: &str| doc.children(v).any(|k| k < v && doc.lower(k) == word && doc.dep(k).starts_with("aux"));
    let ahead = |v: usize| v > c.head && matches!(doc.dep(v), "acl" | "relcl") && aux(v, "to") && aux(v, "be");
    // The parser also makes such a noun the subject of a clause of its own.
    let subject = matches!(doc.dep(c.head), "csubj" | "csubjpass") && c.infinitive && c.passive;
    subject || c.kind == Kind::Noun && !is_ranked(doc, c.head) && doc.children(c.head).any(ahead)
}

/// "Is to meet B": what is arranged.
pub(super) fn is_to(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let yet = doc.children(g.head).any(|k| doc.lower(k) == "yet");
    let bare = g.attributes.iter().all(|&a| a == at.head) && g.negation.is_none() && g.modal.is_none() && !yet;
    doc.lemma(g.head) == "be" && g.tense == Tense::Present && bare && at.infinitive && doc.dep(at.head) == "xcomp"
}

/// "Had A attacked, B would have won", "were A to attack": a condition told by the order of words.
pub(super) fn inverted(doc: &Doc, c: &Clause) -> bool {
    let first = c.agents.iter().chain(&c.patients).min();
    let leads = |k: usize| doc.dep(k).starts_with("aux") && matches!(doc.lower(k), "had" | "were" | "should");
    let bare = c.mark.is_none() && !doc.children(c.head).any(|k| doc.tag(k).starts_with('W'));
    let were = doc.lower(c.head) == "were" && first.is_some_and(|&s| c.head < s);
    c.relation == Relation::Adverbial && bare && (were || first.is_some_and(|&s| doc.children(c.head).any(|k| k < s && leads(k))))
}

/// "No intention of meeting", "no evidence of an attack", "no sign of talks": what is said not to be in sight.
pub(super) fn is_none(doc: &Doc, noun: usize) -> bool {
    let open = matches!(
        doc.lemma(noun),
        "intention" | "plan" | "sign" | "evidence" | "indication" | "question" | "interest" | "prospect" | "proof" | "hint" | "record"
    );
    open && doc.children(noun).any(|k| doc.dep(k) == "det" && doc.lower(k) == "no")
}

/// "It is time for B to act": what is wished for.
pub(super) fn is_time_to(doc: &Doc, c: &Clause) -> bool {
    c.infinitive && matches!(doc.lemma(doc.head(c.head)), "time" | "turn") && matches!(c.relation, Relation::Modifier | Relation::Relative)
}

/// "Is going to attack": the parser makes `going` the verb.
pub(super) fn going_to(doc: &Doc, c: &Clause) -> bool {
    doc.lower(c.head) == "going" && c.progressive && doc.children(c.head).any(|k| doc.dep(k) == "xcomp")
}

/// A gerund after a preposition: "without firing" did not, "about firing" may, "over firing" may.
pub(super) fn gerund_after(doc: &Doc, prep: usize) -> Reality {
    match doc.lower(prep) {
        "without" | "instead" => Reality::Negated,
        // "Negotiations over redeploying": what talk is about lies open.
        "over" if doc.pos(doc.head(prep)) == "NOUN" => Reality::Hypothetical,
        // "Too little progress in disarming"
        "in" if matches!(doc.lemma(doc.head(prep)), "progress" | "interest" | "delay" | "difficulty") => Reality::Hypothetical,
        "of" if matches!(doc.lower(doc.head(prep)), "instead" | "short") => Reality::Negated,
        "of" if prep > 0 && doc.lower(prep - 1) == "instead" => Reality::Negated,
        "about" | "than" | "like" | "to" | "toward" | "towards" | "on" => Reality::Hypothetical,
        _ => Reality::Fact,
    }
}

/// "If B attacks, A answers": the main clause is as conditional as what it hangs on. "A threatens to strike unless B
/// yields", "says it will help if …": the condition is part of what is said.
pub(super) fn conditioned(doc: &Doc, lexicon: &Lexicon, c: &Clause) -> bool {
    let verb = doc.lemma(c.head);
    if lexicon.vowing.contains(verb) || lexicon.saying.contains(verb) || lexicon.conditional.contains(verb) {
        return false;
    }
    let opens = |k: usize| {
        doc.children(k).any(|m| doc.dep(m) == "mark" && matches!(doc.lower(m), "if" | "unless"))
            && !doc.children(k).any(|m| doc.lower(m) == "even")
    };
    c.tense == Tense::Present && !c.perfect && doc.children(c.head).any(|k| doc.dep(k) == "advcl" && opens(k))
}

/// "Demands that B free them": a bare verb after "that", which a singular subject does not agree with, is a wish.
pub(super) fn subjunctive(doc: &Doc, lexicon: &Lexicon, c: &Clause) -> bool {
    let that = c.mark.is_some_and(|m| doc.lower(m) == "that") && c.modal.is_none() && !c.infinitive && !c.agents.is_empty();
    let above = doc.lemma(doc.head(c.head));
    let wished = lexicon.hypothetical.verbs.contains(above);
    let singular = |a: &usize| is_plural(doc, *a) == Some(false);
    let plain = !doc.children(c.head).any(|k| doc.dep(k).starts_with("aux"));
    that && wished && plain && (doc.tag(c.head) == "VB" || doc.tag(c.head) == "VBP" && c.agents.len() == 1 && c.agents.iter().all(singular))
}

/// "Being shot by a guard": a passive gerund that names who does it.
pub(super) fn by_agent(doc: &Doc, c: &Clause) -> bool {
    c.passive && doc.children(c.head).any(|k| doc.dep(k) == "agent")
}

/// "Why would they save us?": nobody asks whether they do.
pub(super) fn wonders_why(doc: &Doc, c: &Clause) -> bool {
    let would = c.modal.is_some_and(|m| matches!(doc.lower(m), "would" | "should" | "'d" | "’d"));
    would && doc.children(c.head).any(|k| k < c.head && matches!(doc.lower(k), "why" | "how"))
}

/// Whether a semicolon stands between a clause and the verb after it that seems to govern it.
pub(super) fn parted(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    (at.head..g.head).any(|k| doc.lower(k) == ";")
}

/// "does not think that B will": the doubt is the content's.
pub(super) fn doubted(doc: &Doc, g: &Clause) -> bool {
    g.negation.is_some() && matches!(doc.lemma(g.head), "think" | "believe" | "expect" | "suppose" | "imagine")
}

/// Whether what is announced is the speaker's own: "announced that *it* was pulling out".
pub(super) fn is_own(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let same = |a: usize| g.agents.iter().any(|&b| doc.lower(a) == doc.lower(b));
    at.agents.iter().any(|&a| doc.pos(a) == "PRON" || g.agents.contains(&a) || same(a))
}

/// "how to build", "where to strike": a way, not a deed.
pub(super) fn how_to(doc: &Doc, c: &Clause) -> bool {
    c.infinitive && c.mark.is_some_and(|m| matches!(doc.lower(m), "how" | "where" | "when" | "why"))
}

/// "when they are released, it will …": a present under a time word, beside a future, lies ahead.
pub(super) fn awaited(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let opens = at.mark.is_some_and(|m| matches!(doc.lower(m), "when" | "once" | "until" | "after" | "before" | "till" | "as"));
    let supposed = g.mark.is_some_and(|m| matches!(doc.lower(m), "if" | "unless"));
    opens && at.tense == Tense::Present && (supposed || g.tense == Tense::Future || g.modal.is_some() || g.infinitive)
}

/// What a clause takes place at.
pub(super) fn is_occasion(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let prep = doc.head(at.head);
    let gathering = matches!(
        doc.lemma(at.head),
        "summit" | "meeting" | "conference" | "talk" | "session" | "ceremony" | "forum" | "rally" | "hearing" | "trial"
    );
    gathering && doc.lower(prep) == "at" && doc.dep(prep) == "prep" && doc.head(prep) == g.head && g.kind == Kind::Verb
}
