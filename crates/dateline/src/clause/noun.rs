//! Nouns that stand for clauses: "Israel's strike on Gaza", "talks between A and B".

use super::syntax::{before_hyphen, conjuncts, does_for, prepositional_objects};
use super::{Clause, Clauses, Kind, Oblique, Relation};
use dateline_lang::Doc;

pub(super) fn read(doc: &Doc, clauses: &Clauses, noun: usize) -> Clause {
    let mut c = Clause {
        head: noun,
        kind: Kind::Noun,
        governor: clauses.index_of(if clauses.headed_by(noun).is_some() { doc.head(noun) } else { noun }),
        relation: Relation::Modifier,
        ..Clause::default()
    };
    for k in doc.children(noun) {
        match doc.dep(k) {
            "poss" => c.possessors.extend(conjuncts(doc, k)),
            // "the Hamas-led attack"
            "amod" if does_for(doc.lower(k)) && before_hyphen(doc, k).is_some() => c.modifiers.extend(before_hyphen(doc, k)),
            "amod" | "compound" | "nmod" | "nummod" => c.modifiers.extend(conjuncts(doc, k).into_iter().filter(|&m| m < noun)),
            "prep" | "agent" => c.obliques.extend(prepositional_objects(doc, k).into_iter().map(|(prep, object)| Oblique { prep, object })),
            "det" if matches!(doc.lower(k), "no" | "neither") => c.negation = Some(k),
            "neg" => c.negation = Some(k),
            "acl" | "relcl" => take_clause(clauses, k, &mut c),
            _ => {}
        }
    }
    // A conjoined noun shares what stands before the first: "Russia's invasion and occupation".
    if doc.dep(noun) == "conj" && c.possessors.is_empty() && c.modifiers.is_empty() {
        let first = doc.head(noun);
        let shared = doc.children(first).filter(|&k| k < first);
        for k in shared {
            match doc.dep(k) {
                "poss" => c.possessors.extend(conjuncts(doc, k)),
                "amod" | "compound" if is_name(doc, k) && doc.children(noun).all(|x| x > noun) => c.modifiers.push(k),
                _ => {}
            }
        }
    }
    c
}

fn is_name(doc: &Doc, k: usize) -> bool {
    matches!(doc.ent(k), "NORP" | "GPE" | "ORG" | "PERSON" | "LOC")
}

/// A participle on the noun brings its roles: "talks held with Iran", "an attack carried out by X",
/// "strikes targeting Hezbollah", "an attack that killed 12 soldiers".
fn take_clause(clauses: &Clauses, k: usize, c: &mut Clause) {
    let Some(inner) = clauses.headed_by(k) else { return };
    c.obliques.extend(inner.obliques.iter().copied());
    if inner.passive {
        c.agents.extend(inner.agents.iter().copied().filter(|&a| a != c.head));
    } else if !inner.infinitive {
        c.patients.extend(inner.patients.iter().copied().filter(|&p| p != c.head));
    }
}
