//! What a draft still lacks to be an event: status, time, place, who claims it, why.

use super::dated::{aside, decision_time, is_of_background, when};
use super::roles::Roles;
use super::{Basis, Claim, Coding, Draft, Event, Resolved, Status, When};
use crate::clause::{Clause, Kind, Reality, Relation, Tense};
use crate::place::Place;
use crate::record::{ActorRef, Span};
use std::ops::Range;

/// Told as background: more than this many days before the document.
pub(super) const HISTORY_DAYS: i64 = 31;

pub(super) fn finish(stage: &Resolved, k: &Coding, d: Draft, sentences: &[u32]) -> Event {
    let rule = &k.book.rules[d.found.rule];
    let kind = k.book.type_of(d.found.rule);
    let mode = d.mode.as_deref().and_then(|m| kind.modes.get(m));
    let clause = &d.found.clause;
    let reality = reality(stage, k, &d);
    // Words have a place only where the text says that they were said there; deeds also where they struck.
    let deed = kind.quad.is_multiple_of(2) || kind.name == "CONSULT";
    let roles = Roles { stage, book: k.book };
    // "Tariffs on China": whom a measure strikes is no place where it was taken.
    let struck = |p: &Place| matches!(kind.name.as_str(), "SANCTION" | "COERCE") && d.found.target.iter().any(|t| p.tokens.contains(t));
    let place = place_of(&roles, clause, deed).filter(|p| !struck(p));
    // "The 2003 decision to invade": what was decided that long ago came about then.
    let decided = decision_time(stage, k, clause).filter(|_| reality == Reality::Future);
    let reality = if decided.is_some() { Reality::Fact } else { reality };
    // A measure is taken when it is decreed, whenever it begins: "imposes tariffs from next month".
    let spoken = matches!(kind.quad, 1 | 3) && kind.name != "CONSULT" || matches!(kind.name.as_str(), "SANCTION" | "COERCE");
    let when = decided.or_else(|| when(stage, k, clause, reality, spoken));
    // "Foreign ministers gathered in Brussels": they come from elsewhere.
    let meeting = kind.name == "CONSULT";
    let locate = |mut actors: Vec<ActorRef>, victims: bool| {
        let at_home = actors.iter_mut().filter(|a| !meeting || super::roles::civil(a));
        roles.locate(at_home, place.as_ref(), victims);
        actors
    };
    let contexts = contexts(stage, k, &d);
    let (source, target) = (locate(d.source, false), locate(d.target, kind.quad == 4));
    Event {
        id: String::new(),
        kind: kind.name.clone(),
        mode: d.mode.clone(),
        contexts,
        quad: kind.quad,
        score: mode.and_then(|m| m.score).unwrap_or(kind.score),
        cameo: rule.rule.cameo.clone().or_else(|| mode.and_then(|m| m.cameo.clone())).or_else(|| kind.cameo.clone()),
        status: status(stage, clause, reality, when.as_ref()),
        source,
        target,
        trigger: span(stage, d.said.map_or_else(|| trigger(stage, k, &d.found), |w| said(stage, w))),
        also: Vec::new(),
        sentence: sentences[clause.head],
        when,
        place,
        claimed_by: claims(stage, k, clause),
        reason: reason(stage, clause),
        rule: rule.name.clone(),
        confidence: if d.inferred { rule.rule.confidence * 0.75 } else { rule.rule.confidence },
    }
}

/// How real the text says an act is. Saying is doing: "said it would press for an inquiry", “I would ask B to stop”.
fn reality(stage: &Resolved, k: &Coding, d: &Draft) -> Reality {
    let c = &d.found.clause;
    let first_person = c.agents.iter().any(|&a| matches!(stage.doc.lower(a), "i" | "we"));
    let announced = c.relation == Relation::Content
        && c.governor.is_some_and(|g| k.lexicon.saying.contains(stage.doc.lemma(stage.clauses.all[g as usize].head)));
    let will = c.modal.is_some_and(|m| matches!(stage.doc.lower(m), "will" | "would" | "'ll" | "’ll" | "'d" | "’d" | "must"));
    let asks = k.book.type_of(d.found.rule).name == "REQUEST" && will && !c.perfect && c.negation.is_none();
    if d.found.spoken || asks && (first_person || announced) {
        return Reality::Fact;
    }
    let reality = stage.clauses.reality(stage.doc, k.lexicon, c, None);
    if reality == Reality::Negated && is_in_vain(stage, c) {
        return Reality::Fact;
    }
    // "Announced sanctions": to announce a measure is to take it.
    let measure = matches!(k.book.type_of(d.found.rule).name.as_str(), "SANCTION" | "COERCE") && c.kind == Kind::Noun;
    let governor = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let announced = governor
        .is_some_and(|g| stage.doc.lemma(g.head) == "announce" && stage.clauses.reality(stage.doc, k.lexicon, g, None) == Reality::Fact);
    if measure && announced && reality == Reality::Future { Reality::Fact } else { reality }
}

/// "Failed to persuade B": B was asked, and did not give way.
fn is_in_vain(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let fails = c.governor.map(|g| &stage.clauses.all[g as usize]).filter(|g| doc.lemma(g.head) == "fail" && g.negation.is_none());
    c.negation.is_none() && matches!(doc.lemma(c.head), "persuade" | "convince") && fails.is_some_and(|g| g.modal.is_none())
}

/// Whether a draft tells of an act at all: a mere aim, wish or condition inside another clause is none,
/// and what is denied is told only where the words deny it outright.
pub(super) fn is_told(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let c = &d.found.clause;
    let reality = reality(stage, k, d);
    if is_state(stage, k, c) || is_general(stage, k, c) || is_compared(stage, c) || is_resumed(stage, c) || is_of_habit(stage, k, d) {
        return false;
    }
    let governor = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let aims = |c: &Clause| c.kind == Kind::Verb && c.infinitive && matches!(c.relation, Relation::Adverbial | Relation::Modifier);
    let decides = |c: &Clause| is_decided(stage, k, c);
    let joined = |hangs: &dyn Fn(&Clause) -> bool| c.relation == Relation::Conjunct && c.infinitive && governor.is_some_and(hangs);
    let aim = aims(c) || joined(&aims);
    let decided = decides(c) || joined(&decides);
    match reality {
        Reality::Fact => true,
        Reality::Future => (!aim || decided) && !is_doubted(stage, c),
        Reality::Hypothetical => match c.kind {
            Kind::Verb => {
                let may = c.modal.is_some_and(|m| matches!(stage.doc.lower(m), "may" | "might" | "could"));
                may && !c.perfect && !matches!(c.relation, Relation::Relative | Relation::Adverbial)
            }
            Kind::Noun => false,
        },
        Reality::Negated => !aim && !is_judged(stage, c) && !is_twice_denied(k, d),
    }
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
    let often = || doc.children(c.head).any(|w| k.lexicon.habit.contains(doc.lower(w)));
    let timeless = c.kind == Kind::Verb && c.tense == Tense::Present && !c.perfect && !c.progressive;
    // "They look at how B withdraws": the way it does, whenever it does.
    let manner = || doc.children(c.head).any(|w| w < c.head && doc.lower(w) == "how");
    timeless && (c.agents.iter().any(all) || often() || manner())
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

/// What the rule says that the act is about, then what the words around it say.
fn contexts(stage: &Resolved, k: &Coding, d: &Draft) -> Vec<String> {
    let mut names = k.book.rules[d.found.rule].rule.contexts.clone();
    let more = k.book.contexts.of(stage.doc, d.found.clause.head).into_iter().map(str::to_owned);
    names.extend(more.filter(|n| !k.book.rules[d.found.rule].rule.contexts.contains(n)));
    names
}

fn span(stage: &Resolved, tokens: Range<usize>) -> Span {
    Span { start: stage.doc.token(tokens.start).start, end: stage.doc.token(tokens.end - 1).end }
}

/// The predicate with its particle and the act that the rule names as its object close after it ("imposed new sanctions"), or the
/// event noun.
fn trigger(stage: &Resolved, k: &Coding, found: &super::Match) -> Range<usize> {
    let c = &found.clause;
    // "is in contact with": the noun or adjective says what is done.
    if stage.doc.lemma(c.head) == "be"
        && let Some((first, last)) = found.used.iter().copied().min().zip(found.used.iter().copied().max())
        && last - first < 8
    {
        return first..last + 1;
    }
    let particle = c.particle.filter(|&p| p == c.head + 1);
    let act = |u: &usize| k.book.nouns.contains_key(stage.doc.lemma(*u)) && !found.target.contains(u);
    let near = |u: &usize| *u > c.head && *u - c.head <= 5 && c.patients.contains(u) && act(u);
    let object = found.used.iter().copied().filter(near).max();
    match c.kind {
        Kind::Verb => c.head..object.or(particle).unwrap_or(c.head) + 1,
        Kind::Noun => c.head..c.head + 1,
    }
}

/// What is said, with its auxiliaries: "will not send".
fn said(stage: &Resolved, word: usize) -> Range<usize> {
    let modal = stage.clauses.headed_by(word).and_then(|c| c.modal);
    modal.filter(|&m| m < word && word - m <= 4).unwrap_or(word)..word + 1
}

fn status(stage: &Resolved, c: &Clause, reality: Reality, when: Option<&When>) -> Status {
    match reality {
        Reality::Negated => Status::Negated,
        Reality::Hypothetical => Status::Hypothetical,
        Reality::Future => Status::Future,
        Reality::Fact => match when {
            Some(w) if is_of_background(stage, w, c) => Status::Historical,
            // "Promised to set it up in January": the day is of what was promised.
            Some(w)
                if w.basis == Basis::Text
                    && !(c.kind == Kind::Verb && c.tense == Tense::Past)
                    && w.from.zip(stage.input.date).is_some_and(|(f, doc)| f > doc) =>
            {
                Status::Future
            }
            _ => Status::Actual,
        },
    }
}

/// The place that the act's own words give.
pub(super) fn place_of(roles: &Roles, c: &Clause, deed: bool) -> Option<Place> {
    let stage = roles.stage;
    let doc = stage.doc;
    let here = |o: &&crate::clause::Oblique| {
        matches!(
            doc.lower(o.prep),
            "in" | "at"
                | "near"
                | "inside"
                | "outside"
                | "across"
                | "around"
                | "on"
                | "to"
                | "into"
                | "within"
                | "off"
                | "along"
                | "from"
                | "over"
        )
    };
    let own = c.obliques.iter().filter(here).filter_map(|o| roles.place_at(o.object));
    let carrier = c.governor.filter(|_| c.kind == Kind::Noun).map(|g| &stage.clauses.all[g as usize]);
    let carried = carrier
        .into_iter()
        .flat_map(|g| g.obliques.iter())
        .filter(|o| matches!(doc.lower(o.prep), "in" | "at" | "near"))
        .filter_map(|o| roles.place_at(o.object));
    let means = c
        .agents
        .iter()
        .flat_map(|&a| doc.children(a).collect::<Vec<_>>())
        .filter(|&k| doc.dep(k) == "prep" && matches!(doc.lower(k), "in" | "at" | "near" | "on"))
        .flat_map(|k| crate::clause::prepositional_objects(doc, k))
        .filter_map(|(_, o)| roles.place_at(o));
    let patients = c.patients.iter().filter_map(|&p| roles.place_at(p));
    let inside = c
        .patients
        .iter()
        .flat_map(|&p| doc.children(p).collect::<Vec<_>>())
        .filter(|&k| doc.dep(k) == "prep" && matches!(doc.lower(k), "in" | "at" | "near"))
        .flat_map(|k| crate::clause::prepositional_objects(doc, k))
        .filter_map(|(_, o)| roles.place_at(o));
    let beside = aside(stage, c).and_then(|words| stage.places_in(&words).last());
    let found = beside.into_iter().chain(own).chain(carried).chain(inside.chain(patients).chain(means).filter(|_| deed)).next();
    found.or_else(|| deed.then(|| nested_place(stage, c)).flatten()).or_else(|| deed.then(|| host_place(roles, c)).flatten()).cloned()
}

/// A place deeper in the act's phrase: "in an attack on the consulate in Karachi".
fn nested_place<'a>(stage: &'a Resolved, c: &Clause) -> Option<&'a Place> {
    let own = stage.clauses.index_of(c.head)?;
    let tree = stage.doc.subtree(c.head);
    stage.places_in(&(c.head..tree.end)).iter().filter(|p| stage.clauses.index_of(p.tokens.start) == Some(own)).find(|p| {
        let last = p.tokens.end - 1;
        stage.doc.dep(last) == "pobj" && matches!(stage.doc.lower(stage.doc.head(last)), "in" | "at" | "near" | "outside" | "across")
    })
}

/// "Struck Odesa, killing seven": the participle is where its clause is.
fn host_place<'a>(roles: &'a Roles<'a>, c: &Clause) -> Option<&'a Place> {
    let clauses = &roles.stage.clauses.all;
    let participle = c.kind == Kind::Verb && matches!(c.relation, Relation::Adverbial | Relation::Conjunct) && !c.infinitive;
    let g = &clauses[c.governor.filter(|_| participle && c.tense == Tense::None || c.relation == Relation::Conjunct)? as usize];
    let heads = g.obliques.iter().map(|o| o.object).chain(g.patients.iter().copied());
    heads.filter_map(|h| roles.place_at(h)).next()
}

/// Everybody whose words the clause is: speakers of the clauses above, "according to B".
fn claims(stage: &Resolved, k: &Coding, c: &Clause) -> Vec<Claim> {
    let mut out = Vec::new();
    let mut at = c;
    for _ in 0..8 {
        according_to(stage, at, &mut out);
        let Some(g) = at.governor.map(|g| &stage.clauses.all[g as usize]) else { break };
        if at.relation == Relation::Content && k.lexicon.saying.contains(stage.doc.lemma(g.head)) {
            out.extend(g.agents.iter().map(|&a| claim(stage, a)));
        }
        at = g;
    }
    out.dedup();
    out
}

fn according_to(stage: &Resolved, c: &Clause, out: &mut Vec<Claim>) {
    let doc = stage.doc;
    for prep in doc.children(c.head).filter(|&p| doc.lower(p) == "according") {
        out.extend(crate::clause::prepositional_objects(doc, prep).into_iter().map(|(_, o)| claim(stage, o)));
    }
    if let Some(adverb) = doc.children(c.head).find(|&a| matches!(doc.lower(a), "reportedly" | "allegedly" | "apparently")) {
        let t = doc.token(adverb);
        out.push(Claim { name: doc.word(adverb).to_owned(), start: t.start, end: t.end });
    }
}

fn claim(stage: &Resolved, head: usize) -> Claim {
    if let Some(r) = stage.actors.at_head(head).and_then(|m| stage.actors.refs(m).next()) {
        return Claim { name: r.name, start: r.start, end: r.end };
    }
    let words = crate::clause::noun_phrase(stage.doc, head);
    let Span { start, end } = span(stage, words.clone());
    let bytes = stage.doc.token(words.start).byte_start as usize..stage.doc.token(words.end - 1).byte_end as usize;
    Claim { name: stage.doc.text()[bytes].to_owned(), start, end }
}

/// "over human rights abuses", "because of …", "for …ing": the stated reason.
fn reason(stage: &Resolved, c: &Clause) -> Option<Span> {
    let doc = stage.doc;
    let gives = |o: &&crate::clause::Oblique| matches!(doc.lower(o.prep), "over" | "because") || doc.lower(doc.head(o.prep)) == "because";
    let object = c.obliques.iter().find(gives)?.object;
    (!stage.is_time(object)).then(|| span(stage, doc.subtree(object)))
}
