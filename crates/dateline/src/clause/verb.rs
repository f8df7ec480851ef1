//! Verb clauses: one pass gathers what hangs on each verb, a second ([`super::share`]) fills in what it shares with others.

use super::passive::keep_object;
use super::relative::misread_relative;
use super::share::share;
use super::syntax::{child, conjuncts, finite_attribute, headline_verb, is_nominal, is_predicate, prepositional_objects};
use super::{Clause, Clauses, Lexicon, Oblique, Relation, Tense};
use dateline_lang::Doc;

pub(super) fn build(doc: &Doc, lexicon: &Lexicon) -> Clauses {
    let mut clauses = Clauses { all: Vec::new(), of_token: vec![None; doc.len()] };
    for head in (0..doc.len()).filter(|&i| is_predicate(doc, i)) {
        clauses.of_token[head] = Some(clauses.all.len() as u32);
        clauses.all.push(local(doc, head));
    }
    assign_tokens(doc, &mut clauses);
    attach(doc, &mut clauses);
    share(doc, lexicon, &mut clauses);
    clauses
}

/// Gives every token the clause of its nearest predicate upwards; each path is walked once.
fn assign_tokens(doc: &Doc, clauses: &mut Clauses) {
    let mut known: Vec<bool> = clauses.of_token.iter().map(Option::is_some).collect();
    let mut path = Vec::new();
    for i in 0..doc.len() {
        let mut at = i;
        while !known[at] {
            path.push(at);
            known[at] = true;
            at = doc.head(at);
        }
        let clause = clauses.of_token[at];
        for p in path.drain(..) {
            clauses.of_token[p] = clauses.of_token[p].or(clause);
        }
    }
}

/// What hangs directly on one verb.
fn local(doc: &Doc, head: usize) -> Clause {
    let mut c = Clause { head, ..Clause::default() };
    let mut subjects = Vec::new();
    let second = second_subject(doc, head);
    for k in doc.children(head) {
        match doc.dep(k) {
            _ if Some(k) == second => {}
            "nsubj" | "csubj" => subjects.extend(after_address(doc, conjuncts(doc, k))),
            "nsubjpass" | "csubjpass" => {
                c.passive = true;
                c.patients.extend(after_address(doc, conjuncts(doc, k)));
            }
            // "Was ordered to leave *by a court*": no doer of the leaving.
            "agent" if c.infinitive && !c.passive => take_preposition(doc, k, &mut c),
            "agent" => c.agents.extend(prepositional_objects(doc, k).into_iter().map(|(_, o)| o)),
            "dobj" => {
                c.patients.extend(conjuncts(doc, k));
                // "Held B responsible": the parser may hang the adjective on the object.
                let after = doc.children(k).find(|&a| a == k + 1 && doc.dep(a) == "amod" && doc.tag(a) == "JJ");
                if let Some(adjective) =
                    after.filter(|_| matches!(doc.lemma(head), "hold" | "find" | "deem" | "declare" | "consider" | "call"))
                {
                    take_attribute(doc, adjective, &mut c);
                }
            }
            "dative" => take_dative(doc, k, &mut c),
            // "found him guilty", "set them free": the parser makes the object the subject of the adjective.
            "ccomp" if doc.pos(k) == "ADJ" && !doc.children(k).any(|x| matches!(doc.dep(x), "mark" | "cop")) => {
                c.patients.extend(child(doc, k, "nsubj").into_iter().flat_map(|s| conjuncts(doc, s)));
                c.attributes.push(k);
                c.negation = c.negation.or_else(|| child(doc, k, "neg"));
            }
            "attr" | "acomp" | "oprd" => {
                // "Called the raid barbaric": here too the object may be the adjective's subject.
                c.patients.extend(child(doc, k, "nsubj").filter(|&s| s > head).into_iter().flat_map(|s| conjuncts(doc, s)));
                take_attribute(doc, k, &mut c);
            }
            "prep" => take_preposition(doc, k, &mut c),
            "prt" => c.particle = Some(k),
            "neg" => c.negation = Some(k),
            "aux" | "auxpass" => take_auxiliary(doc, k, &mut c),
            "mark" => c.mark = c.mark.or(Some(k)),
            "advmod" => take_adverb(doc, k, &mut c),
            "preconj" if doc.lower(k) == "neither" => c.negation = Some(k),
            _ => {}
        }
    }
    subjects.retain(|s| doc.dep(*s) != "expl");
    if subjects.len() > 1 {
        subjects.retain(|&s| !is_land_of_town(doc, s));
    }
    // "A and B, whose ministers met": the ministers are no third beside A and B.
    let theirs = |s: usize| doc.children(s).any(|k| doc.lower(k) == "whose");
    if subjects.iter().any(|&s| !theirs(s)) {
        subjects.retain(|&s| !theirs(s));
    }
    c.agents.splice(0..0, subjects);
    if let Some(doer) = subject_after_date(doc, &c) {
        c.agents.push(doer);
        c.obliques.retain(|o| o.object != doer);
    }
    // "B stands accused by A"
    c.passive |= doc.tag(head) == "VBN" && head > 0 && doc.head(head) == head - 1 && doc.lemma(head - 1) == "stand";
    finish_tense(doc, &mut c);
    if let Some(doer) = finite_attribute(doc, head) {
        (c.agents, c.patients) = (vec![doer], vec![doc.head(head)]);
        (c.tense, c.passive) = (Tense::Past, false);
        c.mark = c.mark.or_else(|| child(doc, doc.head(head), "mark"));
    }
    if let Some(doer) = headline_verb(doc, head) {
        c.agents = vec![doer];
        c.patients.extend(doc.children(head).filter(|&k| k > head && doc.dep(k) == "appos" && is_nominal(doc, k)));
        c.tense = Tense::Present;
    }
    if let Some(doer) = subject_as_compound(doc, &c) {
        c.agents = vec![doer];
    }
    keep_object(doc, &mut c);
    undo_inversion(doc, &mut c);
    if is_held_so(doc, &c) {
        c.passive = true;
        c.attributes.append(&mut c.patients);
        c.patients = std::mem::take(&mut c.agents);
        c.agents = c.obliques.iter().filter(|o| doc.lower(o.prep) == "by").map(|o| o.object).collect();
    }
    negation_of_roles(doc, &mut c);
    c.question = asks(doc, head);
    c
}

/// "Taxes will rise, *warned the minister*": whoever says it stands behind the verb, and no object of it.
fn undo_inversion(doc: &Doc, c: &mut Clause) {
    const SAYS: &[&str] = &[
        "say", "warn", "threaten", "vow", "declare", "announce", "claim", "insist", "argue", "admit", "promise", "complain", "charge",
        "add",
    ];
    let [object] = c.patients[..] else { return };
    let opens = c.head > 1 && matches!(doc.lower(c.head - 1), "," | "”" | "\"" | "’") && matches!(doc.tag(c.head), "VBD" | "VBN" | "VBZ");
    let bare = c.agents.is_empty() && !c.passive && !c.infinitive && c.recipients.is_empty() && c.attributes.is_empty();
    let root = doc.dep(c.head) == "ROOT" && doc.children(c.head).any(|k| k < c.head && doc.dep(k) == "ccomp");
    let below = matches!(doc.dep(c.head), "advcl" | "ccomp" | "conj" | "dep" | "parataxis");
    let alone = |k: usize| !matches!(doc.dep(k), "cc" | "conj" | "mark" | "aux" | "xcomp" | "prt") && (doc.dep(k) != "ccomp" || k < c.head);
    let first = doc.subtree(object).start == c.head + 1 && doc.dep(object) == "dobj";
    // "He left, warned the guards and ran": more than a saying goes on.
    let joined = doc.children(doc.head(c.head)).any(|k| doc.dep(k) == "cc" && k < c.head);
    // A clause of its own must have been said before.
    let said =
        root || below && doc.children(doc.head(c.head)).any(|k| doc.dep(k).starts_with("nsubj") && k < c.head) && doc.head(c.head) < c.head;
    if SAYS.contains(&doc.lemma(c.head)) && opens && bare && first && said && !joined && doc.children(c.head).all(alone) {
        (c.agents, c.patients) = (vec![object], Vec::new());
        c.tense = if doc.tag(c.head) == "VBZ" { Tense::Present } else { Tense::Past };
    }
}

/// "Fighters *held prisoner* in the town were exchanged": a bare word for a captive is no object, but tells how one is held.
fn is_held_so(doc: &Doc, c: &Clause) -> bool {
    let bare = |&p: &usize| {
        matches!(doc.lower(p), "prisoner" | "hostage" | "captive")
            && doc.children(p).all(|k| !matches!(doc.dep(k), "det" | "poss" | "amod" | "nummod"))
    };
    let held =
        matches!(doc.lower(c.head), "held" | "taken" | "kept") && matches!(doc.tag(c.head), "VBN" | "VBD") && !c.passive && !c.perfect;
    held && c.patients.len() == 1 && c.patients.iter().all(bare) && !c.agents.is_empty()
}

/// "Chad demands that …": the parser may take the name before a present for a part of it.
fn subject_as_compound(doc: &Doc, c: &Clause) -> Option<usize> {
    let before = c.head.checked_sub(1)?;
    let finite = doc.tag(c.head) == "VBZ" && matches!(doc.dep(c.head), "ROOT" | "conj" | "ccomp") && c.agents.is_empty() && !c.passive;
    (finite && doc.pos(before) == "PROPN" && doc.head(before) == c.head && matches!(doc.dep(before), "compound" | "nmod")).then_some(before)
}

/// "A bombing in Lusaka, *Zambia* killed six": the parser makes the land behind a town a second subject.
fn is_land_of_town(doc: &Doc, subject: usize) -> bool {
    let Some(town) = subject.checked_sub(2) else { return false };
    let named = doc.ent(subject) == "GPE" && doc.ent(town) == "GPE" && doc.lower(subject - 1) == ",";
    named && doc.dep(town) == "pobj" && !doc.children(subject).any(|k| doc.dep(k) == "cc")
}

/// "In Adana, Mersin, Turkey, a man was shot": the parser joins the places of a long address to the subject.
fn after_address(doc: &Doc, subjects: Vec<usize>) -> Vec<usize> {
    let Some((&last, places)) = subjects.split_last() else { return subjects };
    let joined = subjects.iter().any(|&s| doc.children(s).any(|k| doc.dep(k) == "cc"));
    let address = !places.is_empty() && !joined && doc.ent(last) != "GPE" && places.iter().all(|&p| doc.ent(p) == "GPE");
    if address { vec![last] } else { subjects }
}

/// "Nationals suspected of being members are held": the parser makes what they are said to be a second subject.
fn second_subject(doc: &Doc, head: usize) -> Option<usize> {
    let mut subjects = doc.children(head).filter(|&k| k < head && matches!(doc.dep(k), "nsubj" | "nsubjpass"));
    let (first, second) = (subjects.next()?, subjects.next()?);
    // "The Harbour Agency (HA) head Ada Roe begins talks": the body only tells whose head she is.
    if doc.lower(first + 1) == "(" && doc.ent(second) == "PERSON" && doc.tag(head) == "VBZ" {
        return Some(first);
    }
    let described =
        (doc.subtree(first).end..second).any(|k| doc.lower(k) == "being") || doc.subtree(first).any(|k| doc.lower(k) == "being");
    (described && doc.lower(first) != "it" && doc.dep(first) == doc.dep(second)).then_some(second)
}

/// "In September Turkey persuaded B": without a comma the parser takes the subject for a part of the date.
fn subject_after_date(doc: &Doc, c: &Clause) -> Option<usize> {
    let opens = doc.children(c.head).find(|&k| matches!(doc.dep(k), "aux" | "auxpass" | "advmod" | "neg") && k > 0).filter(|&k| k < c.head);
    let noun = opens.unwrap_or(c.head).checked_sub(1)?;
    let prep = doc.head(noun);
    let dated = |k: usize| k < noun && matches!(doc.ent(k), "DATE" | "TIME");
    let misread =
        doc.dep(noun) == "pobj" && doc.pos(noun) == "PROPN" && !matches!(doc.ent(noun), "DATE" | "TIME") && doc.head(prep) == c.head;
    let bare = c.agents.is_empty() && !c.passive && !c.infinitive && matches!(doc.tag(c.head), "VBD" | "VBZ" | "VBP" | "VBN");
    (bare && misread && doc.subtree(noun).any(dated) && matches!(doc.dep(c.head), "ROOT" | "ccomp" | "conj")).then_some(noun)
}

fn take_dative(doc: &Doc, k: usize, c: &mut Clause) {
    if doc.pos(k) == "ADP" {
        take_preposition(doc, k, c);
    } else {
        c.recipients.extend(conjuncts(doc, k));
    }
}

/// A predicative word brings its own prepositions: "is critical of Moscow".
fn take_attribute(doc: &Doc, k: usize, c: &mut Clause) {
    c.attributes.push(k);
    // "Found him not guilty"
    c.negation = c.negation.or_else(|| doc.children(k).find(|&w| w < k && doc.dep(w) == "neg"));
    // "Is less willing", "is hardly ready", "is no longer open"
    let little = |w: usize| {
        matches!(doc.lower(w), "less" | "hardly" | "scarcely" | "barely") || doc.lower(w) == "longer" && doc.lower(w - 1) == "no"
    };
    c.negation = c.negation.or_else(|| doc.children(k).find(|&w| w > 0 && w < k && doc.dep(w) == "advmod" && little(w)));
    if doc.pos(k) != "NOUN" {
        for p in doc.children(k).filter(|&p| doc.dep(p) == "prep") {
            take_preposition(doc, p, c);
        }
    }
}

/// "According to B": B tells of it and has no part in it.
fn take_preposition(doc: &Doc, k: usize, c: &mut Clause) {
    if doc.lower(k) == "according" {
        return;
    }
    // "B, along with other states, asked for it": they ask too.
    if doc.lower(k) == "along" && k < c.head {
        return;
    }
    c.obliques.extend(prepositional_objects(doc, k).into_iter().map(|(prep, object)| Oblique { prep, object }));
    // "Described the raid as barbaric"
    let adjectives = doc.children(k).filter(|&a| doc.lower(k) == "as" && doc.tag(a) == "JJ" && doc.dep(a) == "amod");
    c.obliques.extend(adjectives.map(|object| Oblique { prep: k, object }));
}

fn take_auxiliary(doc: &Doc, k: usize, c: &mut Clause) {
    match (doc.tag(k), doc.lemma(k)) {
        ("MD", _) => c.modal = Some(k),
        ("TO", _) => c.infinitive = true,
        ("IN", "to") if k + 1 == c.head => c.infinitive = true,
        (_, "have") => c.perfect = true,
        (_, "be") if doc.dep(k) == "auxpass" || doc.tag(c.head) == "VBN" => c.passive = true,
        (_, "be") => c.progressive = true,
        (_, "get") if doc.dep(k) == "auxpass" => c.passive = true,
        _ => {}
    }
    c.tense = match (doc.tag(k), doc.lower(k)) {
        ("MD", "will" | "shall" | "'ll" | "wo" | "’ll") => Tense::Future,
        ("MD", _) => Tense::Present,
        ("VBD", _) => Tense::Past,
        ("VBZ" | "VBP", _) if c.tense == Tense::None => Tense::Present,
        _ => c.tense,
    };
}

fn take_adverb(doc: &Doc, k: usize, c: &mut Clause) {
    match doc.lower(k) {
        "never" | "hardly" | "scarcely" | "nowhere" | "no" | "neither" | "nor" => c.negation = Some(k),
        "longer" if k > 0 && doc.lower(k - 1) == "no" => c.negation = Some(k),
        "when" | "whenever" | "where" | "how" | "why" if c.mark.is_none() => c.mark = Some(k),
        _ => {}
    }
}

/// "is going to", "is set to" are futures of the verb below, read in [`super::reality`]; here only
/// the verb's own form counts.
fn finish_tense(doc: &Doc, c: &mut Clause) {
    if c.tense == Tense::None && !c.infinitive {
        c.tense = match doc.tag(c.head) {
            "VBD" => Tense::Past,
            "VBZ" | "VBP" => Tense::Present,
            // "said they killed": the tagger often takes a finite past for a participle.
            "VBN" if !c.passive && !c.agents.is_empty() && doc.dep(c.head) != "acl" => Tense::Past,
            _ => Tense::None,
        };
    }
    // A participle on a noun is passive though no auxiliary says so: "a missile fired by the group".
    if doc.tag(c.head) == "VBN" && !c.perfect && matches!(doc.dep(c.head), "acl" | "amod") {
        c.passive = true;
    }
}

/// "No soldier was killed", "under no circumstances would …": a role's determiner denies the clause.
fn negation_of_roles(doc: &Doc, c: &mut Clause) {
    if c.negation.is_none() {
        let roles =
            c.agents.iter().chain(&c.patients).copied().chain(c.obliques.iter().filter(|o| doc.lower(o.prep) == "under").map(|o| o.object));
        c.negation = roles.flat_map(|r| doc.children(r).chain([r])).find(|&d| {
            (doc.dep(d) == "det" && matches!(doc.lower(d), "no" | "neither"))
                || matches!(doc.lower(d), "nobody" | "none" | "nothing")
                || (doc.dep(d) == "preconj" && doc.lower(d) == "neither")
        });
    }
}

/// A root asks whether it is so when its sentence ends with a question mark; "why did they attack?"
/// takes the attack for granted.
fn asks(doc: &Doc, head: usize) -> bool {
    let wh = || doc.children(head).any(|k| doc.tag(k).starts_with('W') || doc.children(k).any(|w| doc.tag(w).starts_with('W')));
    doc.dep(head) == "ROOT" && !wh() && doc.children(head).next_back().is_some_and(|last| doc.lower(last) == "?")
}

/// Finds each clause's governor and relation, and lists complements.
fn attach(doc: &Doc, clauses: &mut Clauses) {
    for i in 0..clauses.all.len() {
        let head = clauses.all[i].head;
        let above = doc.head(head);
        let governor = if above == head { None } else { clauses.of_token[above].filter(|&g| g as usize != i) };
        let relation = relation_of(doc, head, above);
        let c = &mut clauses.all[i];
        (c.governor, c.relation) = (governor, relation);
        let complements = matches!(relation, Relation::Content | Relation::Infinitive)
            || (relation == Relation::Prepositional && doc.dep(above) == "prep");
        if let Some(g) = governor.filter(|_| complements) {
            clauses.all[g as usize].complements.push(i as u32);
        }
    }
}

fn relation_of(doc: &Doc, head: usize, above: usize) -> Relation {
    match doc.dep(head) {
        "amod" if finite_attribute(doc, head).is_some() && doc.dep(above) == "ccomp" => Relation::Content,
        "amod" if finite_attribute(doc, head).is_some() => Relation::Root,
        // "Demands that B free them": after a present that it takes for a noun the parser hangs the clause on it as on one.
        "acl" if is_predicate(doc, above) && doc.children(head).any(|k| doc.dep(k) == "mark" && doc.lower(k) == "that") => {
            Relation::Content
        }
        // "A militia that they are fighting": a relative clause that the parser took for content.
        "ccomp" if misread_relative(doc, head).is_some() => Relation::Relative,
        "ccomp" | "parataxis" | "csubj" | "csubjpass" => Relation::Content,
        "xcomp" | "acomp" | "oprd" | "attr" | "dobj" => Relation::Infinitive,
        // "Wrote to B *accusing* A of it": the preposition has its object already.
        "pcomp" if doc.tag(head) == "VBG" && child(doc, above, "pobj").is_some_and(|o| o < head) => Relation::Adverbial,
        "pcomp" | "pobj" => Relation::Prepositional,
        // "Made it clear that B must go"
        "advcl"
            if doc.pos(above) == "ADJ" && doc.dep(above) == "ccomp" && child(doc, head, "mark").is_some_and(|m| doc.lower(m) == "that") =>
        {
            Relation::Content
        }
        "advcl" | "dep" | "npadvmod" => Relation::Adverbial,
        "relcl" => Relation::Relative,
        "acl" | "amod" | "appos" => Relation::Modifier,
        "conj" if is_predicate(doc, above) => Relation::Conjunct,
        "ROOT" => Relation::Root,
        _ => Relation::Adverbial,
    }
}
