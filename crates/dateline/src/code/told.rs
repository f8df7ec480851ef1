//! Whether the words tell of an act at all, and how real they say it is.

use super::dated::{is_of_background, when};
use super::settle::Silence;
use super::{Basis, Coding, Draft, Resolved};
use crate::clause::{Clause, Kind, Reality, Relation, Tense};

/// How real the text says an act is. Saying is doing: "said it would press for an inquiry", “I would ask B to stop”.
pub(super) fn reality(stage: &Resolved, k: &Coding, d: &Draft) -> Reality {
    let c = &d.found.clause;
    let first_person = c.agents.iter().any(|&a| matches!(stage.doc.lower(a), "i" | "we"));
    let announced = c.relation == Relation::Content
        && c.governor.is_some_and(|g| k.lexicon.saying.contains(stage.doc.lemma(stage.clauses.all[g as usize].head)));
    let will = c.modal.is_some_and(|m| matches!(stage.doc.lower(m), "will" | "would" | "'ll" | "’ll" | "'d" | "’d" | "must"));
    let asks = k.book.type_of(d.found.rule).name == "REQUEST" && will && !c.perfect && c.negation.is_none();
    // "I want to thank B", "we would like to apologise"
    let wishes = |g: &Clause| matches!(stage.doc.lemma(g.head), "want" | "like" | "wish") && g.negation.is_none();
    let words = matches!(k.book.type_of(d.found.rule).name.as_str(), "SUPPORT" | "ACCUSE" | "REQUEST");
    if words && first_person && c.infinitive && c.governor.is_some_and(|g| wishes(&stage.clauses.all[g as usize])) {
        return Reality::Fact;
    }
    if d.found.spoken || asks && (first_person || announced) {
        return Reality::Fact;
    }
    let reality = stage.clauses.reality(stage.doc, k.lexicon, c, None);
    if reality == Reality::Negated && is_in_vain(stage, c) {
        return Reality::Fact;
    }
    if reality == Reality::Future && is_done_by_word(stage, k, d) { Reality::Fact } else { reality }
}

/// "Announced sanctions", "his decision to revoke her passport", "announced that he was backing B": to announce or
/// to decide on a measure is to take it, and to announce words of support is to give it.
fn is_done_by_word(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let (c, doc) = (&d.found.clause, stage.doc);
    let kind = k.book.type_of(d.found.rule).name.as_str();
    let measure = matches!(kind, "SANCTION" | "COERCE");
    let verbal = matches!(kind, "AGREE" | "SUPPORT" | "REJECT" | "ACCUSE");
    let Some(g) = c.governor.map(|g| &stage.clauses.all[g as usize]) else { return false };
    let announces = doc.lemma(g.head) == "announce";
    let ordered = kind == "ASSAULT" && doc.lemma(g.head) == "order" && g.patients.contains(&c.head) && !g.passive;
    let noun = c.kind == Kind::Noun && (announces && (measure || verbal) || ordered);
    let saying = announces && verbal && c.relation == Relation::Content && c.progressive;
    // "To quit the pact and recognise B": joined to what was decided.
    let joined = c.relation == Relation::Conjunct && g.infinitive;
    let infinitive = if joined { g } else { c };
    let decision = infinitive.infinitive && infinitive.relation == Relation::Modifier;
    let decision = decision && matches!(doc.lemma(doc.head(infinitive.head)), "decision" | "move");
    let decided = decision && (measure || verbal || kind == "CONCEDE");
    let told = if decided { infinitive.governor.map(|g| &stage.clauses.all[g as usize]) } else { Some(g) };
    (noun || saying || decided) && told.is_some_and(|g| stage.clauses.reality(doc, k.lexicon, g, None) == Reality::Fact)
}

/// "Approved the murder of B in 2006": what is said to lie ahead on a day of long ago came about then.
pub(super) fn is_over(stage: &Resolved, k: &Coding, c: &Clause, reality: Reality) -> bool {
    let day = || when(stage, k, c, reality, false).filter(|w| w.basis == Basis::Text);
    c.kind == Kind::Noun && reality == Reality::Future && day().is_some_and(|w| is_of_background(stage, &w, c))
}

/// "Failed to persuade B": B was asked, and did not give way.
fn is_in_vain(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let fails = c.governor.map(|g| &stage.clauses.all[g as usize]).filter(|g| doc.lemma(g.head) == "fail" && g.negation.is_none());
    c.negation.is_none() && matches!(doc.lemma(c.head), "persuade" | "convince") && fails.is_some_and(|g| g.modal.is_none())
}

/// Why a draft tells of no act: a mere aim, wish or condition inside another clause is none,
/// and what is denied is told only where the words deny it outright.
pub(super) fn untold(stage: &Resolved, k: &Coding, d: &Draft) -> Silence {
    let c = &d.found.clause;
    // A crowd is often told of so: "police dispersed workers who protest".
    let general = || is_general(stage, k, c) && k.book.type_of(d.found.rule).name != "PROTEST";
    let reasons: [(&'static str, &dyn Fn() -> bool); 8] = [
        ("it is in a name", &|| is_in_name(stage, c)),
        ("it is in a story", &|| is_fiction(stage, c)),
        ("a state of affairs", &|| is_state(stage, k, c)),
        ("told of all or of any time", &general),
        ("only compared with", &|| is_compared(stage, c)),
        ("part of what is asked", &|| is_resumed(stage, c)),
        ("told as ended", &|| is_ended(stage, k, d)),
        ("told as a habit", &|| is_of_habit(stage, k, d)),
    ];
    reasons.iter().find(|(_, holds)| holds()).map(|(why, _)| *why).or_else(|| unreal(stage, k, d))
}

/// Why an act is not real enough to be told.
fn unreal(stage: &Resolved, k: &Coding, d: &Draft) -> Silence {
    let c = &d.found.clause;
    let governor = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let aims = |c: &Clause| c.kind == Kind::Verb && c.infinitive && matches!(c.relation, Relation::Adverbial | Relation::Modifier);
    let decides = |c: &Clause| is_decided(stage, k, c);
    let joined = |hangs: &dyn Fn(&Clause) -> bool| c.relation == Relation::Conjunct && c.infinitive && governor.is_some_and(hangs);
    // "Reinforcements to try to quell the revolt"
    let tries = |c: &Clause| {
        c.relation == Relation::Infinitive
            && governor.is_some_and(|g| matches!(stage.doc.lemma(g.head), "try" | "seek" | "attempt" | "strive") && aims(g))
    };
    let aim = aims(c) || tries(c) || joined(&aims);
    let decided = decides(c) || joined(&decides);
    let may = c.kind == Kind::Verb && c.modal.is_some_and(|m| matches!(stage.doc.lower(m), "may" | "might" | "could"));
    match reality(stage, k, d) {
        Reality::Fact => None,
        Reality::Future => (aim && !decided || is_doubted(stage, c)).then_some("a mere aim"),
        Reality::Hypothetical => {
            let told = may && !c.perfect && !matches!(c.relation, Relation::Relative | Relation::Adverbial);
            (!told).then_some("only wished, asked or supposed")
        }
        Reality::Negated => (aim || is_judged(stage, c) || is_twice_denied(k, d)).then_some("not denied outright"),
    }
}

/// "The Committee to Protect Journalists": a verb in a name tells nothing.
fn is_in_name(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let named = matches!(doc.ent(c.head), "ORG" | "WORK_OF_ART" | "LAW" | "EVENT" | "PRODUCT");
    let capital = doc.word(c.head).starts_with(char::is_uppercase) && doc.sentence_of(c.head).start != c.head;
    c.kind == Kind::Verb && named && capital && doc.ent_iob(c.head) == 'I'
}

/// "In the novel, soldiers attack B": what a story tells took place nowhere.
fn is_fiction(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let work = |w: usize| matches!(doc.lemma(w), "novel" | "film" | "movie" | "sitcom" | "thriller" | "comic" | "video-game" | "musical");
    let inside = |c: &Clause| c.obliques.iter().any(|o| doc.lower(o.prep) == "in" && work(o.object));
    let tells =
        |g: &Clause| g.agents.iter().any(|&a| work(a)) && matches!(doc.lemma(g.head), "tell" | "depict" | "portray" | "show" | "imagine");
    let above = |c: &Clause| c.governor.map(|g| &stage.clauses.all[g as usize]);
    c.kind == Kind::Verb && c.tense != Tense::Future && (inside(c) || above(c).is_some_and(|g| inside(g) || tells(g)))
}

/// "Moscow's *decision to withdraw*": what somebody has decided is told as lying ahead, not as a mere aim.
fn is_decided(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let noun = stage.doc.head(c.head);
    // "In order to force B": an aim.
    let aim = noun > 0 && stage.doc.lower(noun) == "order" && stage.doc.lower(noun - 1) == "in";
    let deciding = !aim && k.lexicon.deciding.contains(stage.doc.lemma(noun));
    c.relation == Relation::Modifier && c.infinitive && !c.agents.is_empty() && deciding
}

/// "Fewer than A demanded": what something is compared with is not told for its own sake.
fn is_compared(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    c.mark.is_some_and(|m| doc.lower(m) == "than") || doc.dep(c.head) == "pcomp" && doc.lower(doc.head(c.head)) == "than"
}

/// "The truce between A and B ended", "as the pact expires": nobody agrees to it then.
fn is_ended(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let c = &d.found.clause;
    let words = matches!(k.book.type_of(d.found.rule).name.as_str(), "AGREE" | "SUPPORT") || d.mode.as_deref() == Some("ceasefire");
    let verb = c.governor.filter(|_| c.kind == Kind::Noun && words).map(|g| &stage.clauses.all[g as usize]);
    let ends = |v: &Clause| matches!(stage.doc.lemma(v.head), "end" | "expire" | "lapse" | "collapse" | "unravel" | "crumble");
    verb.is_some_and(|v| ends(v) && v.agents.contains(&c.head) && v.patients.is_empty())
}

/// "To take back the men we caught *and put them on trial*": a relative clause has no pronoun for its own noun, so
/// the second verb is no part of it, but of what is asked.
fn is_resumed(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let all = &stage.clauses.all;
    let Some(g) = c.governor.filter(|_| c.relation == Relation::Conjunct).map(|g| &all[g as usize]) else { return false };
    let wanted = g.governor.map(|g| &all[g as usize]).is_some_and(|v| v.infinitive || v.modal.is_some());
    let noun = doc.head(g.head);
    let bare = matches!(doc.lower(c.head), "put" | "set" | "cut" | "hit" | "let" | "shut" | "beat" | "cast") || doc.tag(c.head) == "VB";
    let pronoun = |&p: &usize| p > c.head && matches!(doc.lower(p), "them" | "it" | "him" | "her");
    g.relation == Relation::Relative && g.patients.contains(&noun) && bare && wanted && c.patients.iter().any(pronoun)
}

/// "B's agency, which gives help to its people, said": in a story of the past, a present relative clause tells what is usual.
fn is_of_habit(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let c = &d.found.clause;
    let all = &stage.clauses.all;
    let usual = |c: &Clause| c.kind == Kind::Verb && c.tense == Tense::Present && !c.perfect && !c.progressive;
    let joined = c.governor.filter(|_| c.relation == Relation::Conjunct).map_or(c, |g| &all[g as usize]);
    let root = stage.clauses.headed_by(root_of(stage, c.head));
    let kinds = matches!(k.book.type_of(d.found.rule).name.as_str(), "AID" | "COOPERATE" | "CONSULT" | "MOBILIZE" | "ASSAULT");
    kinds && usual(c) && usual(joined) && joined.relation == Relation::Relative && root.is_some_and(|r| r.tense == Tense::Past)
}

/// The head of the sentence of a word.
fn root_of(stage: &Resolved, word: usize) -> usize {
    let doc = stage.doc;
    let up = std::iter::successors(Some(word), |&w| Some(doc.head(w)).filter(|&h| h != w));
    up.take(super::completion::LONGEST).last().unwrap_or(word)
}

/// "Are hardly likely to attack": what somebody thinks of it, not a denial.
fn is_judged(stage: &Resolved, c: &Clause) -> bool {
    let governor = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let likely = |&a: &usize| matches!(stage.doc.lower(a), "likely" | "unlikely");
    c.infinitive && (likely(&stage.doc.head(c.head)) || governor.is_some_and(|g| g.attributes.iter().any(likely)))
}

/// "Hardly likely to attack"
fn is_doubted(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let word = doc.head(c.head);
    let little = |w: usize| matches!(doc.lower(w), "hardly" | "scarcely" | "less" | "barely");
    // "Neither is likely to agree"
    let none = c.agents.iter().any(|&a| matches!(doc.lower(a), "neither" | "none" | "nobody" | "nothing"));
    c.infinitive && doc.lower(word) == "likely" && (none || doc.children(word).any(little) || doc.children(doc.head(word)).any(little))
}

/// "Refused to deny": whoever does not deny refuses nothing that was asked.
fn is_twice_denied(k: &Coding, d: &Draft) -> bool {
    let c = &d.found.clause;
    k.book.type_of(d.found.rule).name == "REJECT" && c.relation == Relation::Infinitive && c.negation.is_none()
}

/// "Every soldier wants to go home", "they often attack": told of all or of any time, not of a day.
fn is_general(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    let all = |a: &usize| doc.children(*a).any(|d| doc.dep(d) == "det" && matches!(doc.lower(d), "every" | "any"));
    // "Firms that trade with B": whoever does so.
    let noun = doc.head(c.head);
    let bare = || {
        let described = |k: usize| matches!(doc.dep(k), "det" | "nummod" | "poss" | "compound") || !doc.ent(k).is_empty();
        doc.tag(noun) == "NNS" && doc.ent(noun).is_empty() && !doc.children(noun).any(|k| k < noun && described(k))
    };
    let any_who = c.relation == Relation::Relative && c.agents.contains(&noun) && bare();
    let often = || doc.children(c.head).any(|w| k.lexicon.habit.contains(doc.lower(w)));
    let timeless = c.kind == Kind::Verb && c.tense == Tense::Present && !c.perfect && !c.progressive;
    // "They look at how B withdraws": the way it does, whenever it does.
    let manner = || doc.children(c.head).any(|w| w < c.head && doc.lower(w) == "how");
    timeless && (any_who || c.agents.iter().any(all) || often() || manner())
}

/// "An escalation in fighting between A and B", "the war in A": a state of affairs, unless it is told to break out.
fn is_state(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    if c.kind != Kind::Noun || !k.book.sides.states.contains(doc.lemma(c.head)) {
        return false;
    }
    let verb = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let breaks_out = verb
        .is_some_and(|v| v.relation != Relation::Adverbial && v.agents.contains(&c.head) && k.lexicon.erupting.contains(doc.lemma(v.head)));
    !breaks_out && !c.possessors.iter().any(|&p| stage.actors.at_head(p).is_some())
}
