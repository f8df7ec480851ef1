//! Relative clauses: the noun that "who", "which" and "that" stand for, and the role that they fill.

use super::syntax::{MAX_DEPTH, is_plural, is_relative_pronoun};
use super::{Clause, Clauses, Lexicon, Relation};
use dateline_lang::Doc;

/// How many words of brackets are passed over on the way to a noun.
const MAX_BRACKET: usize = 8;

/// "who", "which" and "that" stand for the noun their clause hangs on, also deep in it: "the group, which A vowed to destroy".
pub(super) fn replace_relative_pronouns(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    let Some(relative) = relative_above(clauses, i).map(|r| clauses.all[r].head) else { return };
    let c = &mut clauses.all[i];
    let stands_for = match c.relation {
        Relation::Relative if lexicon.occurring.contains(doc.lemma(c.head)) => what_happened(doc, antecedent(doc, relative)),
        _ => antecedent(doc, relative),
    };
    for role in c.agents.iter_mut().chain(&mut c.patients).chain(&mut c.recipients).chain(c.obliques.iter_mut().map(|o| &mut o.object)) {
        if is_relative_pronoun(doc, *role) {
            *role = stands_for;
        }
    }
}

/// The relative clause that a clause is or completes.
fn relative_above(clauses: &Clauses, i: usize) -> Option<usize> {
    let mut at = i;
    for _ in 0..4 {
        let c = &clauses.all[at];
        match c.relation {
            Relation::Relative => return Some(at),
            Relation::Infinitive | Relation::Content => at = c.governor? as usize,
            _ => return None,
        }
    }
    None
}

/// What kills and wounds, as nouns.
const HAPPENINGS: &[&str] = &[
    "attack",
    "strike",
    "airstrike",
    "raid",
    "bombing",
    "bombardment",
    "explosion",
    "blast",
    "shelling",
    "shooting",
    "assault",
    "ambush",
    "clash",
    "offensive",
    "earthquake",
    "fire",
    "crash",
    "storm",
];

/// "An attack on a base in Kunduz, which killed four": no place kills, the noun that the place hangs on does.
fn what_happened(doc: &Doc, antecedent: usize) -> usize {
    let (mut at, mut best) = (antecedent, antecedent);
    let site =
        |i: usize| matches!(doc.lemma(i), "base" | "airbase" | "airport" | "embassy" | "consulate" | "compound" | "building" | "village");
    let site = |i: usize| site(i) || doc.pos(i) == "PROPN" && matches!(doc.lower(i), "base" | "airbase" | "airport");
    let is_place = |i: usize| matches!(doc.ent(i), "GPE" | "LOC" | "FAC" | "DATE") || site(i);
    for _ in 0..MAX_DEPTH {
        let up = doc.head(at);
        if up == at || !is_place(antecedent) || !matches!(doc.dep(at), "pobj" | "prep" | "appos" | "conj" | "compound" | "npadvmod") {
            break;
        }
        at = up;
        if doc.pos(at) == "NOUN" && !is_place(at) {
            best = at;
            if HAPPENINGS.contains(&doc.lemma(at)) {
                break;
            }
        }
    }
    best
}

/// "the town (that) they shelled": the antecedent is the object that the relative clause lacks.
pub(super) fn fill_gap(doc: &Doc, c: &mut Clause, governor: Option<&Clause>) {
    let antecedent = antecedent(doc, c.head);
    // "A resort where they were arrested": the place is no object.
    if doc.children(c.head).any(|k| doc.tag(k) == "WRB") {
        return;
    }
    // "A state whose army fought": the possessor is the noun, and no role is left for it.
    let roles = c.agents.iter().chain(&c.patients).chain(&c.recipients).copied().chain(c.obliques.iter().map(|o| o.object));
    if roles.into_iter().any(|r| doc.children(r).any(|k| doc.tag(k) == "WP$")) {
        return;
    }
    // "The senate votes to condemn": the noun that it hangs on is itself a verb.
    if let Some(g) = governor.filter(|g| c.infinitive && c.agents.is_empty() && g.head == antecedent) {
        (c.agents, c.inherited) = (g.agents.clone(), true);
        return;
    }
    // "They did the most to help": a measure does nothing, whoever takes it does.
    let measure = doc.tag(antecedent).starts_with('J')
        || matches!(doc.lower(antecedent), "everything" | "nothing" | "lot" | "something" | "anything");
    if let Some(g) = governor.filter(|g| c.infinitive && c.agents.is_empty() && measure && g.patients.contains(&antecedent)) {
        (c.agents, c.inherited) = (g.agents.clone(), true);
        return;
    }
    // "B, with whom they worked": the antecedent has its role.
    if c.obliques.iter().any(|o| o.object == antecedent) && !c.agents.is_empty() {
        return;
    }
    // "The first president to visit the island"
    if c.infinitive && c.agents.is_empty() && !c.passive && !c.patients.is_empty() {
        c.agents.push(antecedent);
    }
    if !doc.children(c.head).any(|k| is_relative_pronoun(doc, k)) && c.patients.is_empty() && !c.agents.contains(&antecedent) {
        if c.agents.is_empty() {
            c.agents.push(antecedent);
        } else if c.attributes.is_empty() {
            c.patients.push(antecedent);
        }
    }
}

/// The noun that a relative clause tells of: where the parser's noun does not agree with the verb, the one just before
/// the pronoun ("the arm of the *forces*, which have").
fn antecedent(doc: &Doc, clause: usize) -> usize {
    let parsed = doc.head(clause);
    if let Some(noun) = misread_relative(doc, clause) {
        return noun;
    }
    let Some(pronoun) = doc.children(clause).find(|&k| k < clause && doc.dep(k).starts_with("nsubj") && is_relative_pronoun(doc, k)) else {
        return parsed;
    };
    if let Some(name) = named_before_dash(doc, pronoun, parsed) {
        return name;
    }
    let near = noun_before(doc, pronoun).filter(|&n| n > parsed).or_else(|| noun_above(doc, parsed));
    let Some(near) = near else { return parsed };
    let (here, there) = (is_plural(doc, parsed), is_plural(doc, near));
    let joined = doc.children(parsed).any(|k| doc.dep(k) == "conj") || doc.dep(parsed) == "conj";
    match finite_number(doc, clause) {
        Some(plural) if here != Some(plural) && there == Some(plural) && here.is_some() && !joined => near,
        _ => parsed,
    }
}

/// "A buffer between the rebels and *Chad* – which has threatened": behind a dash the name just before is told of, and no plain noun
/// further off.
fn named_before_dash(doc: &Doc, pronoun: usize, parsed: usize) -> Option<usize> {
    let dash = pronoun.checked_sub(1).filter(|&d| matches!(doc.word(d), "–" | "—" | "-" | "--"))?;
    let person = doc.lower(pronoun) == "who";
    let fits = |n: usize| if person { doc.ent(n) == "PERSON" } else { matches!(doc.ent(n), "GPE" | "ORG") };
    let name = dash.checked_sub(1).filter(|&n| n > parsed && fits(n))?;
    (doc.lower(pronoun) != "that" && doc.pos(parsed) == "NOUN").then_some(name)
}

/// "The *party* of the farmers, which has"
fn noun_above(doc: &Doc, noun: usize) -> Option<usize> {
    let of = doc.head(noun);
    (doc.dep(noun) == "pobj" && doc.lower(of) == "of" && doc.tag(doc.head(of)).starts_with("NN")).then(|| doc.head(of))
}

/// The noun right before a pronoun, over commas, dashes and what stands in brackets.
fn noun_before(doc: &Doc, pronoun: usize) -> Option<usize> {
    let mut at = pronoun.checked_sub(1)?;
    let mut bracket = false;
    for _ in 0..MAX_BRACKET {
        match doc.tag(at) {
            "-RRB-" => bracket = true,
            "-LRB-" => bracket = false,
            "," | ":" | "." | "``" | "''" => {}
            _ if bracket => {}
            tag => return tag.starts_with("NN").then_some(at),
        }
        at = at.checked_sub(1)?;
    }
    None
}

/// Whether the finite verb of a clause is a plural: "have", "are"; nothing where its form does not tell.
pub(super) fn finite_number(doc: &Doc, clause: usize) -> Option<bool> {
    let form = doc.children(clause).find(|&k| matches!(doc.dep(k), "aux" | "auxpass")).unwrap_or(clause);
    match (doc.tag(form), doc.lower(form)) {
        ("VBP", _) | (_, "were") => Some(true),
        ("VBZ", _) | (_, "was") => Some(false),
        _ => None,
    }
}

/// "A militia *that* they are fighting": the noun of a relative clause that the parser took for the content of a verb.
pub(super) fn misread_relative(doc: &Doc, clause: usize) -> Option<usize> {
    if doc.dep(clause) != "ccomp" {
        return None;
    }
    let pronoun = doc.children(clause).find(|&k| k < clause && matches!(doc.dep(k), "dobj" | "pobj") && is_relative_pronoun(doc, k))?;
    let noun = pronoun.checked_sub(1)?;
    (doc.tag(noun).starts_with("NN") && doc.head(noun) == doc.head(clause)).then_some(noun)
}
