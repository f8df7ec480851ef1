//! Passives: who did it, where the parser hangs the doer on another word, and what is given to whom.

use super::syntax::{conjuncts, objects_under, prepositional_objects};
use super::{Clause, Clauses, Lexicon, Oblique, Relation};
use dateline_lang::Doc;

/// Whether a verb gives somebody something: it may keep its object in the passive.
pub(super) fn gives(verb: &str) -> bool {
    matches!(
        verb,
        "give" | "offer" | "promise" | "grant" | "send" | "hand" | "award" | "lend" | "pay" | "guarantee" | "owe" | "sell" | "pledge"
    )
}

/// "Togo was given *arms* by Benin": the subject is whom it is for, and the object that is kept is what is given. The parser
/// may hang the giver on it.
pub(super) fn keep_object(doc: &Doc, c: &mut Clause) {
    let kept: Vec<usize> = doc.children(c.head).filter(|&k| k > c.head && doc.dep(k) == "dobj").flat_map(|k| conjuncts(doc, k)).collect();
    if !c.passive || kept.is_empty() || !gives(doc.lemma(c.head)) || !c.recipients.is_empty() {
        return;
    }
    c.recipients = c.patients.iter().copied().filter(|p| !kept.contains(p)).collect();
    if c.agents.is_empty() {
        c.agents = kept.iter().flat_map(|&k| objects_under(doc, k, |p| p == "by")).collect();
    }
    c.patients = kept;
}

/// "Accused of lying *by Peru*", "listed as a threat *by Peru*": the parser hangs the doer of a passive on what it completes.
pub(super) fn late_doer(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    let c = &clauses.all[i];
    let somebody = |o: usize| matches!(doc.ent(o), "GPE" | "ORG" | "PERSON" | "NORP") && doc.pos(o) != "ADJ";
    let bare = |g: &Clause| g.passive && g.agents.is_empty();
    // "Was ordered to leave by a court"
    let bidden = c.relation == Relation::Infinitive && c.infinitive;
    let above = c.governor.filter(|_| (c.relation == Relation::Prepositional || bidden) && !c.passive).map(|g| g as usize);
    if let Some(g) = above.filter(|g| bare(&clauses.all[*g])) {
        // A charge has somebody who makes it, by whatever word: "by rebels".
        let charge = matches!(doc.lemma(clauses.all[g].head), "accuse" | "suspect");
        let (by, rest): (Vec<Oblique>, Vec<Oblique>) = c.obliques.iter().copied().partition(|o| {
            doc.lower(o.prep) == "by"
                && (charge || somebody(o.object) || bidden && may_do(doc, lexicon, o.object))
                && doc.head(o.prep) == c.head
        });
        clauses.all[i].obliques = rest;
        clauses.all[g].agents = by.into_iter().map(|o| o.object).collect();
    } else if bare(c) {
        // "Were held *hostage by rebels*"
        let told = c.obliques.iter().filter(|o| doc.lower(o.prep) == "as").map(|o| o.object).chain(c.attributes.iter().copied());
        let by = told.flat_map(|o| objects_under(doc, o, |p| p == "by"));
        let agents: Vec<usize> = by.filter(|&o| matches!(doc.pos(o), "PROPN" | "NOUN")).collect();
        let agents = if agents.is_empty() { hung_doer(doc, lexicon, clauses, i) } else { agents };
        clauses.all[i].agents = agents;
    }
}

/// "Condemned from a pulpit *by the bishop*", "jailed on charges of fraud *by a court*": the parser hangs the doer of a passive on
/// the last noun before it. Of a gathering or a work it is the noun's own: "arrested at a rally by students".
fn hung_doer(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, i: usize) -> Vec<usize> {
    let head = clauses.all[i].head;
    let end = doc.subtree(head).end.min(head + FAR);
    let own = |k: &usize| clauses.index_of(*k).is_some_and(|c| c as usize == i);
    let by = (head + 1..end).filter(own).find(|&k| doc.lower(k) == "by" && doc.dep(k) == "prep" && hangs_free(doc, lexicon, k, head));
    let objects = by.map(|k| prepositional_objects(doc, k)).unwrap_or_default();
    objects.into_iter().map(|(_, o)| o).filter(|&o| may_do(doc, lexicon, o)).collect()
}

/// Whether the object of a "by" may be a doer: no measure, no time.
fn may_do(doc: &Doc, lexicon: &Lexicon, o: usize) -> bool {
    let named = matches!(doc.ent(o), "GPE" | "ORG" | "PERSON" | "NORP");
    let noun = doc.pos(o) == "NOUN" && (doc.ent(o).is_empty() || named) && !lexicon.measures.contains(doc.lemma(o));
    doc.pos(o) != "ADJ" && (named || noun)
}

/// How far behind its verb the doer of a passive is looked for.
const FAR: usize = 24;

/// Whether every noun between a "by" and the verb only says where, when or on what ground.
fn hangs_free(doc: &Doc, lexicon: &Lexicon, by: usize, verb: usize) -> bool {
    let mut at = doc.head(by);
    for _ in 0..4 {
        let prep = doc.head(at);
        let scene = |p: usize| {
            matches!(
                doc.lower(p),
                "in" | "at" | "on" | "from" | "to" | "into" | "inside" | "near" | "under" | "outside" | "across" | "with"
            )
        };
        // "Questioned for six hours by B"
        let span = |p: usize| matches!(doc.lower(p), "for" | "after") && matches!(doc.ent(at), "TIME" | "DATE");
        let ground = |p: usize| doc.lower(p) == "of" && lexicon.grounds.contains(doc.lemma(doc.head(p)));
        let part = doc.lower(prep) == "of" && doc.pos(at) == "PROPN";
        if doc.dep(at) != "pobj" || lexicon.gatherings.contains(doc.lemma(at)) || !(scene(prep) || span(prep) || ground(prep) || part) {
            return false;
        }
        at = doc.head(prep);
        if at == verb {
            return true;
        }
    }
    false
}
