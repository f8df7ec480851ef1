//! Whether what a clause says is told as fact, as future, as a mere possibility, or as untrue.

use super::lexicon::Words;
use super::syntax::{MAX_DEPTH, verb_lemma};
use super::turns::{
    awaited, by_agent, conditioned, doubted, gerund_after, going_to, how_to, imperative, inverted, is_none, is_occasion, is_own, is_ranked,
    is_time_to, is_to, left_open, parted, subjunctive, the_more, to_be_done, wonders_why,
};
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
                // "On Friday, when B hosts the talks": said of a day to come.
                let ahead = awaited(doc, at, g) && own(doc, lexicon, g) == Reality::Future;
                reality = if ahead { combine(reality, Reality::Future) } else { reality };
                break;
            }
            let imposed = imposed(doc, lexicon, self, at, g);
            reality = combine(reality, imposed);
            // "Veto a resolution authorising force": what is written in it comes about with it.
            if is_written(doc, lexicon, at, g) && !self.is_enacted(doc, lexicon, g) {
                return Reality::Hypothetical;
            }
            // "Will speak at the summit": what lies ahead is at something that lies ahead.
            if at.kind == Kind::Noun && is_occasion(doc, at, g) && self.reality(doc, lexicon, g, stop) == Reality::Future {
                reality = combine(reality, Reality::Future);
            }
            match at.relation {
                Adverbial if at.kind == Kind::Verb && at.tense != Tense::None => break,
                Content if lexicon.saying.contains(doc.lemma(g.head)) => break,
                Modifier if at.kind == Kind::Noun && !carried(doc, lexicon, at.head, g) => break,
                Conjunct if !shares_auxiliary(doc, at, g) => break,
                Relative | Modifier if at.kind == Kind::Verb && !at.infinitive => break,
                _ => {}
            }
            if passes(doc, lexicon, at, g) {
                reality = combine(reality, own(doc, lexicon, g));
            } else if accompanies(doc, lexicon, at) && g.negation.is_none() {
                // What would come with it is as unreal; what is denied takes nothing along: "did not strike, saying …".
                reality = combine(reality, own(doc, lexicon, g));
            }
            at = g;
        }
        reality
    }

    /// Whether a clause brings what is written into force.
    fn is_enacted(&self, doc: &Doc, lexicon: &Lexicon, c: &Clause) -> bool {
        let unreal = by(lexicon, |w| w.verbs_of_nouns.contains(doc.lemma(c.head)));
        unreal == Reality::Fact && self.reality(doc, lexicon, c, None) == Reality::Fact
    }
}
use Relation::*;

/// A participle on the noun for something written, which is the object of the verb above.
fn is_written(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> bool {
    let noun = doc.head(at.head);
    let participle = at.relation == Modifier && at.kind == Kind::Verb && doc.tag(at.head) == "VBG";
    participle && g.patients.contains(&noun) && lexicon.enacted.contains(doc.lemma(noun))
}

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
            let prep = doc.lower(doc.head(at.head));
            // "Would lose for withdrawing", "will be tried for killing": the reason is granted.
            let aim = || by(lexicon, |w| w.verbs.contains(doc.lemma(g.head))) != Reality::Fact || doc.lemma(g.head) == "use";
            doc.head(doc.head(at.head)) == g.head && (matches!(prep, "of" | "from" | "into" | "to" | "by") || prep == "for" && aim())
        }
        Modifier if at.kind == Kind::Noun => carried(doc, lexicon, at.head, g),
        // "The decision to impose sanctions surprised nobody": what is said of the decision is not said of the sanctions.
        // "Did not address A's decision to withdraw": whoever names it takes it for a fact.
        Modifier => at.infinitive && !g.agents.contains(&doc.head(at.head)) && !is_granted(doc, lexicon, doc.head(at.head)),
        Adverbial => at.tense == Tense::None && at.infinitive,
        Conjunct => shares_auxiliary(doc, at, g),
        _ => false,
    }
}

/// "A's decision", "the decision": whatever is said of it, it was taken; a plan may be dropped.
fn is_granted(doc: &Doc, lexicon: &Lexicon, noun: usize) -> bool {
    let taken = lexicon.deciding.contains(doc.lemma(noun)) && doc.lemma(noun) != "plan";
    taken && doc.children(noun).any(|k| doc.dep(k) == "poss" || doc.dep(k) == "det" && matches!(doc.lower(k), "the" | "this" | "that"))
}

/// "will meet and sign", "the right to take and sell": the second verb stands under the first one's
/// auxiliary, and so under all that governs it.
fn shares_auxiliary(doc: &Doc, at: &Clause, g: &Clause) -> bool {
    let own = doc.children(at.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "nsubj" | "nsubjpass"));
    !own && doc.tag(at.head) == doc.tag(g.head) && !matches!(doc.tag(at.head), "VBD" | "VBZ" | "VBP")
}

/// "Could attack, killing thousands": a participle that tells what comes with the act, not what somebody says meanwhile.
fn accompanies(doc: &Doc, lexicon: &Lexicon, at: &Clause) -> bool {
    let speaks = lexicon.saying.contains(doc.lemma(at.head)) || lexicon.vowing.contains(doc.lemma(at.head));
    let introduced = doc.children(at.head).any(|k| matches!(doc.dep(k), "aux" | "mark"));
    at.relation == Adverbial && at.inherited && at.tense == Tense::None && doc.tag(at.head) == "VBG" && !speaks && !introduced
}

/// Whether a verb only says that its noun takes place, so that its tense is the noun's.
fn carried(doc: &Doc, lexicon: &Lexicon, noun: usize, g: &Clause) -> bool {
    let lemma = verb_lemma(doc, g.head, |l| lexicon.light.contains(l) || lexicon.occurring.contains(l));
    let lemma = lemma.as_ref();
    // "It would be the first meeting between A and B"
    (doc.lemma(g.head) == "be" && g.attributes.contains(&noun))
        || (lexicon.light.contains(lemma) && g.patients.contains(&noun))
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
        // "Will already have shared": the writer takes it as done.
        if c.perfect && doc.lower(m) == "will" && doc.children(c.head).any(|k| doc.lower(k) == "already") {
            r = Reality::Fact;
        }
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
    let on_noun = matches!(c.relation, Modifier | Relative) && c.infinitive && c.kind == Kind::Verb;
    if going_to(doc, c) || to_be_done(doc, c) || on_noun && !is_ranked(doc, doc.head(c.head)) {
        r = combine(r, Reality::Future);
    }
    // "Was due in Seoul for talks"
    let there = |a: usize| a + 2 < doc.len() && matches!(doc.lower(a + 1), "in" | "at" | "back" | "for") && doc.pos(a + 2) != "ADJ";
    let due = |&a: &usize| matches!(doc.lower(a), "due" | "scheduled" | "slated") && there(a) && doc.lower(a + 2) != "part";
    if is_second_aim(doc, c) || doc.lemma(c.head) == "be" && c.attributes.iter().any(due) {
        r = combine(r, Reality::Future);
    }
    let wished = the_more(doc, c) || c.question || imperative(doc, c) || how_to(doc, c) || is_time_to(doc, c);
    if wished || conditioned(doc, lexicon, c) || subjunctive(doc, lexicon, c) || inverted(doc, c) || wonders_why(doc, c) {
        r = combine(r, Reality::Hypothetical);
    }
    // "Either to surrender or to die": a choice, unlike the "A to meet B" of headings.
    if c.infinitive && c.relation == Root && c.agents.is_empty() {
        r = combine(r, Reality::Hypothetical);
    }
    // "For their *alleged* role in killing B"
    let role = |n: usize| doc.children(n).any(|k| doc.dep(k) == "amod" && matches!(doc.lower(k), "alleged" | "suspected" | "supposed"));
    if c.relation == Prepositional && role(doc.head(doc.head(c.head))) {
        r = combine(r, Reality::Hypothetical);
    }
    // "Either we will be freed or killed"
    if c.modal.is_some() && doc.children(c.head).any(|k| k < c.head && doc.lower(k) == "either") {
        r = combine(r, Reality::Hypothetical);
    }
    match c.negation {
        Some(_) if left_open(doc, c) => Reality::Hypothetical,
        Some(_) => Reality::Negated,
        None => r,
    }
}

/// "Has told of its intention to fire rockets and *target* B": a bare verb joined to one that has a form of its own goes on
/// with the infinitive before it.
fn is_second_aim(doc: &Doc, c: &Clause) -> bool {
    let first = doc.head(c.head);
    let bare = doc.tag(c.head) == "VB" && doc.dep(c.head) == "conj" && c.modal.is_none() && !c.infinitive && c.tense == Tense::None;
    let helped = |v: usize| doc.children(v).any(|k| k < v && matches!(doc.dep(k), "aux" | "neg"));
    bare && !helped(c.head)
        && matches!(doc.tag(first), "VBD" | "VBN" | "VBZ" | "VBG")
        && (first..c.head).any(|i| doc.tag(i) == "VB" && doc.children(i).any(|k| doc.tag(k) == "TO"))
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

/// Content of "is important", "is possible": what ought to be is not yet, and what may be is not known to have been.
fn guessed(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> bool {
    let doubtful = |word: &str| matches!(word, "possible" | "unlikely" | "unclear" | "likely" | "probable" | "conceivable");
    let says = |&a: &usize| {
        let word = doc.lower(a);
        doubtful(word) || at.tense != Tense::Past && !at.perfect && lexicon.hypothetical.predicates.contains(word)
    };
    at.mark.is_some_and(|m| matches!(doc.lower(m), "that" | "if" | "whether")) && doc.lemma(g.head) == "be" && g.attributes.iter().any(says)
}

/// "We will be forced to free them": a warning of what may come.
fn compelled(doc: &Doc, lexicon: &Lexicon, g: &Clause) -> bool {
    g.passive && matches!(doc.lemma(g.head), "force" | "compel" | "oblige") && own(doc, lexicon, g) == Reality::Future
}

/// A past journey, or a first aim of it: "visited Geneva to meet A and Paris to meet B".
fn reached(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, g: &Clause) -> bool {
    // "Thousands gather in the square to protest": told in the present, whoever has come together does it.
    let met = |c: &Clause| matches!(doc.lemma(c.head), "gather" | "assemble" | "rally" | "convene" | "congregate");
    let met = |c: &Clause| c.tense == Tense::Present && c.modal.is_none() && c.negation.is_none() && !c.perfect && met(c);
    let went = |c: &Clause| c.tense == Tense::Past && lexicon.motion.contains(doc.lemma(c.head)) || met(c);
    went(g) || (g.infinitive && g.governor.is_some_and(|up| went(&clauses.all[up as usize])))
}

/// What the governing clause makes of this one.
fn imposed(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, at: &Clause, g: &Clause) -> Reality {
    let above = doc.head(at.head);
    let mut r = nouns_between(doc, lexicon, at, g);
    let verb = doc.lemma(g.head);
    match at.relation {
        // "A cancels the debt; B expects …": the parser takes the first sentence of two for what is expected.
        Content if parted(doc, at, g) => {}
        Content if doubted(doc, g) => r = Reality::Negated,
        // "Announced that it was pulling out": will do so.
        Content if verb == "announce" && at.progressive && !at.perfect && is_own(doc, at, g) => r = combine(r, Reality::Future),
        // "It is important that they look into it", "it is possible that A attacked": a wish or a guess.
        Content if guessed(doc, lexicon, at, g) => r = combine(r, Reality::Hypothetical),
        // "Warned that B is arming the rebels": what is going on is told.
        Content if verb == "warn" && (at.progressive || at.perfect) && at.modal.is_none() => {}
        Content if at.tense != Tense::None => r = combine(r, by(lexicon, |w| w.verbs_of_content.contains(verb))),
        Content | Infinitive => {
            r = combine(r, by(lexicon, |w| w.verbs.contains(verb)).min(denied(doc, lexicon, g)));
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
            if compelled(doc, lexicon, g) {
                r = combine(r, Reality::Hypothetical);
            }
            if r == Reality::Fact && is_to(doc, at, g) {
                return Reality::Future;
            }
            if r == Reality::Fact && ahead && !held && !lexicon.implicative.contains(verb) {
                r = Reality::Hypothetical;
            }
        }
        Prepositional if doc.head(above) != g.head || !lexicon.object_of.contains(verb) => {
            // "Before arriving, he had met B": of a past story, what came before something came before something that came.
            // "Stabs a man before being shot by a guard": told of these minutes, in the present.
            let now = g.tense == Tense::Present || g.tense == Tense::None && !g.infinitive && doc.tag(g.head) == "VBG";
            let told = by_agent(doc, at) && now && own(doc, lexicon, g) == Reality::Fact;
            let ahead = doc.lower(above) == "before" && g.tense != Tense::Past && !told;
            r = if ahead { combine(r, Reality::Future) } else { r };
            r = combine(r, combine(gerund_after(doc, above), by(lexicon, |w| w.verbs.contains(verb) && doc.head(above) == g.head)))
        }
        Prepositional => r = combine(r, by(lexicon, |w| w.verbs.contains(verb) && doc.head(above) == g.head).min(denied(doc, lexicon, g))),
        // "Would go on even if A bombed B"
        Adverbial if g.modal.is_some() && at.mark.is_some_and(|m| doc.lower(m) == "if") => r = combine(r, Reality::Hypothetical),
        Adverbial if awaited(doc, at, g) => r = combine(r, Reality::Future),
        // "to hold talks", with no tense of its own, is an aim.
        // "flew to Geneva to meet B": who went, met.
        Adverbial if at.infinitive && reached(doc, lexicon, clauses, g) => {}
        Adverbial if at.infinitive => r = combine(r, Reality::Future),
        _ => {}
    }
    // "Has shown no interest in talks"
    if at.kind == Kind::Noun && doc.head(above) == g.head && g.patients.iter().any(|&p| p < at.head && is_none(doc, p)) {
        return Reality::Negated;
    }
    if is_thought_of(doc, lexicon, at, g) {
        r = combine(r, Reality::Hypothetical);
    }
    if at.kind == Kind::Noun && top_of_phrase(doc, at.head, g.head) {
        r = combine(r, by(lexicon, |w| w.verbs_of_nouns.contains(verb)));
    }
    r
}

/// "Would not tolerate a raid on B": any raid, none that has been; "would not tolerate the raid" was one.
fn is_thought_of(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> bool {
    let any = doc.children(at.head).any(|k| k < at.head && matches!(doc.lower(k), "a" | "an" | "any" | "another" | "further"));
    at.kind == Kind::Noun
        && any
        && g.patients.contains(&at.head)
        && lexicon.letting.contains(doc.lemma(g.head))
        && own(doc, lexicon, g) != Reality::Fact
}

/// How far a verb like "stop" denies what it takes: "action to stop B blocking it" leaves it open whether B does.
fn denied(doc: &Doc, lexicon: &Lexicon, g: &Clause) -> Reality {
    let of_others = lexicon.object_of.contains(doc.lemma(g.head));
    let bare = g.tense == Tense::None && doc.tag(g.head) == "VB";
    let open = g.infinitive || bare || own(doc, lexicon, g) != Reality::Fact;
    if of_others && open { Reality::Hypothetical } else { Reality::Negated }
}

/// Nouns and prepositions on the way up to the governing verb: "the threat of an attack", "a plan to".
fn nouns_between(doc: &Doc, lexicon: &Lexicon, at: &Clause, g: &Clause) -> Reality {
    let mut r = Reality::Fact;
    let mut up = doc.head(at.head);
    // "A decision which prompted the resignation", "a plan backed by B": the clause tells of the noun, it is not its content.
    let of_noun = at.relation == Relative && at.tense != Tense::None
        || at.relation == Modifier && at.kind == Kind::Verb && at.passive && !at.infinitive;
    if of_noun {
        return r;
    }
    let mut below = at.head;
    for _ in 0..MAX_DEPTH {
        if up == g.head || doc.head(up) == up {
            break;
        }
        // "His rejection of the sanctions and the limiting of B's bases": of two joined nouns neither governs the other.
        let joined = doc.dep(below) == "conj" && doc.pos(up) != "VERB";
        below = up;
        if joined {
            up = doc.head(up);
            continue;
        }
        let word = doc.lemma(up);
        if is_none(doc, up) {
            r = Reality::Negated;
        }
        // "Veterans not afraid of standing up to A": a trait.
        let trait_of = doc.pos(up) == "ADJ" && (at.relation == Prepositional || !g.attributes.contains(&up));
        r = combine(r, by(lexicon, |w| trait_of && w.predicates.contains(doc.lower(up))));
        // "The failure of the talks": they were held. "The failure to hold talks": they were not.
        let held = word == "failure" && at.kind == Kind::Noun;
        r = combine(
            r,
            by(lexicon, |w| w.nouns.contains(word) && !held || (at.kind == Kind::Noun && w.prepositions.contains(doc.lower(up)))),
        );
        // "The decision on their challenge to the ban": the ban is not what was decided.
        if at.kind == Kind::Noun && doc.pos(up) == "NOUN" && !bears(lexicon, word) {
            break;
        }
        up = doc.head(up);
    }
    r
}

/// Whether a noun is as real as the noun it hangs on: "the threat of a *wave* of attacks", of which the wave has no status.
fn bears(lexicon: &Lexicon, noun: &str) -> bool {
    lexicon.bearing.contains(noun)
}

/// Whether a noun is the verb's own object, directly or through one preposition (not a modifier of it).
fn top_of_phrase(doc: &Doc, noun: usize, verb: usize) -> bool {
    let above = doc.head(noun);
    above == verb && matches!(doc.dep(noun), "dobj" | "nsubjpass" | "attr")
        || (doc.pos(above) == "ADP"
            && doc.head(above) == verb
            && matches!(doc.lower(above), "for" | "to" | "of" | "on" | "from" | "against"))
}
