//! Verb clauses: one pass gathers what hangs on each verb, a second fills in what it shares with
//! others (subjects of infinitives, participles and conjuncts), governors always first.

use super::syntax::{MAX_DEPTH, child, conjuncts, finite_attribute, is_predicate, is_relative_pronoun, prepositional_objects};
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
    for k in doc.children(head) {
        match doc.dep(k) {
            "nsubj" | "csubj" => subjects.extend(conjuncts(doc, k)),
            "nsubjpass" | "csubjpass" => {
                c.passive = true;
                c.patients.extend(conjuncts(doc, k));
            }
            "agent" => c.agents.extend(prepositional_objects(doc, k).into_iter().map(|(_, o)| o)),
            "dobj" => c.patients.extend(conjuncts(doc, k)),
            "dative" => take_dative(doc, k, &mut c),
            // "found him guilty", "set them free": the parser makes the object the subject of the adjective.
            "ccomp" if doc.pos(k) == "ADJ" && !doc.children(k).any(|x| matches!(doc.dep(x), "mark" | "cop")) => {
                c.patients.extend(child(doc, k, "nsubj").into_iter().flat_map(|s| conjuncts(doc, s)));
                c.attributes.push(k);
            }
            "attr" | "acomp" | "oprd" => take_attribute(doc, k, &mut c),
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
    // "A and B, whose ministers met": the ministers are no third beside A and B.
    let theirs = |s: usize| doc.children(s).any(|k| doc.lower(k) == "whose");
    if subjects.iter().any(|&s| !theirs(s)) {
        subjects.retain(|&s| !theirs(s));
    }
    c.agents.splice(0..0, subjects);
    finish_tense(doc, &mut c);
    if let Some(doer) = finite_attribute(doc, head) {
        (c.agents, c.patients) = (vec![doer], vec![doc.head(head)]);
        (c.tense, c.passive) = (Tense::Past, false);
    }
    negation_of_roles(doc, &mut c);
    c.question = asks(doc, head);
    c
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
    c.obliques.extend(prepositional_objects(doc, k).into_iter().map(|(prep, object)| Oblique { prep, object }));
}

fn take_auxiliary(doc: &Doc, k: usize, c: &mut Clause) {
    match (doc.tag(k), doc.lemma(k)) {
        ("MD", _) => c.modal = Some(k),
        ("TO", _) => c.infinitive = true,
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
        "amod" if finite_attribute(doc, head).is_some() => Relation::Root,
        "ccomp" | "parataxis" | "csubj" | "csubjpass" => Relation::Content,
        "xcomp" | "acomp" | "oprd" | "attr" | "dobj" => Relation::Infinitive,
        "pcomp" | "pobj" => Relation::Prepositional,
        "advcl" | "dep" | "npadvmod" => Relation::Adverbial,
        "relcl" => Relation::Relative,
        "acl" | "amod" | "appos" => Relation::Modifier,
        "conj" if is_predicate(doc, above) => Relation::Conjunct,
        "ROOT" => Relation::Root,
        _ => Relation::Adverbial,
    }
}

/// Fills in shared roles. Governors come before what they govern, whatever the word order.
fn share(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses) {
    let mut done = vec![false; clauses.all.len()];
    let mut path = Vec::new();
    for i in 0..clauses.all.len() {
        let mut at = i;
        while !done[at] && path.len() < MAX_DEPTH {
            path.push(at);
            match clauses.all[at].governor {
                Some(g) if !path.contains(&(g as usize)) => at = g as usize,
                _ => break,
            }
        }
        while let Some(c) = path.pop() {
            if !done[c] {
                share_one(doc, lexicon, clauses, c);
                done[c] = true;
            }
        }
    }
}

fn share_one(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    replace_relative_pronouns(doc, lexicon, clauses, i);
    let governor = clauses.all[i].governor.map(|g| clauses.all[g as usize].clone());
    match (clauses.all[i].relation, governor) {
        (Relation::Relative, _) => fill_gap(doc, &mut clauses.all[i]),
        (Relation::Modifier, Some(g)) if is_marchers(doc, lexicon, &clauses.all[i], &g) => adverbial(&mut clauses.all[i], &g),
        (Relation::Modifier, governor) => modify(doc, &mut clauses.all[i], governor.as_ref()),
        (Relation::Conjunct, Some(g)) => {
            let speaker = speaker_of(doc, lexicon, clauses, i, &g);
            conjoin(doc, &mut clauses.all[i], speaker.as_ref().unwrap_or(&g));
        }
        (Relation::Infinitive, Some(g)) => control(doc, lexicon, &mut clauses.all[i], &g),
        (Relation::Prepositional, Some(g)) => adjoin(doc, lexicon, &mut clauses.all[i], &g),
        (Relation::Adverbial, Some(g)) => adverbial(&mut clauses.all[i], &g),
        (Relation::Content, Some(g)) if clauses.all[i].infinitive => control(doc, lexicon, &mut clauses.all[i], &g),
        _ => {}
    }
    lend_object(doc, clauses, i);
}

/// "who", "which" and "that" stand for the noun their clause hangs on, also deep in it: "the group, which A vowed to destroy".
fn replace_relative_pronouns(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    let Some(relative) = relative_above(clauses, i).map(|r| clauses.all[r].head) else { return };
    let c = &mut clauses.all[i];
    let antecedent = match c.relation {
        Relation::Relative if lexicon.occurring.contains(doc.lemma(c.head)) => what_happened(doc, doc.head(relative)),
        _ => doc.head(relative),
    };
    for role in c.agents.iter_mut().chain(&mut c.patients).chain(&mut c.recipients).chain(c.obliques.iter_mut().map(|o| &mut o.object)) {
        if is_relative_pronoun(doc, *role) {
            *role = antecedent;
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

/// "An attack on a base in Kunduz, which killed four": no place kills, the noun that the place hangs on does.
fn what_happened(doc: &Doc, antecedent: usize) -> usize {
    let (mut at, mut best) = (antecedent, antecedent);
    let is_place = |i: usize| matches!(doc.ent(i), "GPE" | "LOC" | "FAC" | "DATE");
    for _ in 0..MAX_DEPTH {
        let up = doc.head(at);
        if up == at || !is_place(antecedent) || !matches!(doc.dep(at), "pobj" | "prep" | "appos" | "conj" | "compound" | "npadvmod") {
            break;
        }
        at = up;
        if doc.pos(at) == "NOUN" && !is_place(at) {
            best = at;
        }
    }
    best
}

/// "the town (that) they shelled": the antecedent is the object that the relative clause lacks.
fn fill_gap(doc: &Doc, c: &mut Clause) {
    let antecedent = doc.head(c.head);
    // "A resort where they were arrested": the place is no object.
    if doc.children(c.head).any(|k| doc.tag(k) == "WRB") {
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

/// "Marched through the streets demanding …": no street demands, whoever marched does.
fn is_marchers(doc: &Doc, lexicon: &Lexicon, c: &Clause, g: &Clause) -> bool {
    let noun = doc.head(c.head);
    let place = g.obliques.iter().any(|o| {
        o.object == noun && matches!(doc.lower(o.prep), "to" | "in" | "into" | "through" | "on" | "at" | "across" | "outside" | "near")
    });
    let bare = doc.tag(c.head) == "VBG" && c.agents.is_empty() && !g.agents.is_empty();
    bare && place && lexicon.vowing.contains(doc.lemma(c.head)) && !matches!(doc.ent(noun), "PERSON" | "ORG" | "NORP")
}

/// Participles and infinitives on a noun.
fn modify(doc: &Doc, c: &mut Clause, governor: Option<&Clause>) {
    let noun = doc.head(c.head);
    if c.passive && c.patients.is_empty() {
        c.patients.push(noun);
    } else if c.infinitive && c.agents.is_empty() && doc.dep(noun) == "appos" {
        // "the attack, the deadliest to hit the city"
        c.agents.push(doc.head(noun));
    } else if c.infinitive && c.agents.is_empty() {
        // "Moscow's decision to withdraw", "the group made an attempt to seize": who decided, acts.
        c.agents.extend(owners(doc, noun));
        if c.agents.is_empty() {
            c.agents.extend(governor.into_iter().flat_map(|g| g.agents.iter().copied()).filter(|&a| a != noun));
        }
        c.inherited = true;
    } else if !c.passive && c.agents.is_empty() {
        c.agents.extend(conjuncts(doc, noun).into_iter().take_while(|&n| n <= noun));
    }
}

/// Whose a decision is: "Moscow's decision", "a decision by Moscow", "the US decision".
fn owners(doc: &Doc, noun: usize) -> Vec<usize> {
    let body =
        |k: usize| matches!(doc.lower(k), "court" | "government" | "cabinet" | "parliament" | "council" | "senate" | "party" | "army");
    let named = |k: &usize| matches!(doc.ent(*k), "GPE" | "NORP" | "ORG" | "PERSON") || body(*k);
    let by = |k: usize| prepositional_objects(doc, k).into_iter().map(|(_, o)| o);
    child(doc, noun, "poss")
        .map(|p| conjuncts(doc, p))
        .or_else(|| doc.children(noun).find(|&k| doc.lower(k) == "by" && doc.dep(k) == "prep").map(|k| by(k).collect()))
        .or_else(|| {
            doc.children(noun).find(|k| *k < noun && matches!(doc.dep(*k), "compound" | "amod" | "nmod") && named(k)).map(|k| vec![k])
        })
        .unwrap_or_default()
}

/// "A said that B was wrong and vowed to …": the parser joins the vow to what was said, but a verb of speech in the
/// tense of the saying has the speaker for its subject.
fn speaker_of(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, i: usize, g: &Clause) -> Option<Clause> {
    let c = &clauses.all[i];
    let above = &clauses.all[g.governor.filter(|_| g.relation == Relation::Content)? as usize];
    let speaks = lexicon.vowing.contains(doc.lemma(c.head)) && c.agents.is_empty() && c.modal.is_none() && !c.perfect && !c.passive;
    let told = lexicon.saying.contains(doc.lemma(above.head)) && c.tense == above.tense && c.mark.is_none();
    (speaks && told && c.tense != Tense::None && !above.agents.is_empty()).then(|| above.clone())
}

/// "A met B and signed …": the second verb shares the subject, and the auxiliary it lacks.
fn conjoin(doc: &Doc, c: &mut Clause, g: &Clause) {
    let subject = if g.passive && !g.patients.is_empty() { &g.patients } else { &g.agents };
    let own = if c.passive { !c.patients.is_empty() } else { !c.agents.is_empty() };
    if !own {
        let role = if c.passive { &mut c.patients } else { &mut c.agents };
        role.extend(subject.iter().copied());
        c.inherited = true;
        if c.tense == Tense::None && !c.infinitive {
            (c.tense, c.modal, c.perfect) = (g.tense, g.modal, g.perfect && doc.tag(c.head) == "VBN");
            c.infinitive = g.infinitive && doc.tag(c.head) == "VB";
            c.passive |= g.passive && doc.tag(c.head) == "VBN";
            if c.passive && c.patients.is_empty() {
                std::mem::swap(&mut c.agents, &mut c.patients);
            }
        }
        c.mark = c.mark.or(g.mark);
    }
}

/// Who does what an infinitive says: the object of "urged B to", the subject of "promised B to".
fn control(doc: &Doc, lexicon: &Lexicon, c: &mut Clause, g: &Clause) {
    let stated = if c.passive { !c.patients.is_empty() } else { !c.agents.is_empty() };
    if stated {
        return;
    }
    let object: &[usize] = if g.recipients.is_empty() { &g.patients } else { &g.recipients };
    let controller =
        if object.is_empty() || (lexicon.subject_control.contains(doc.lemma(g.head)) && !g.passive) { &g.agents } else { object };
    let role = if c.passive { &mut c.patients } else { &mut c.agents };
    role.extend(controller.iter().copied());
    c.inherited = true;
}

/// "accused B of killing": B kills; "after visiting Kyiv, A …": A visited.
fn adjoin(doc: &Doc, lexicon: &Lexicon, c: &mut Clause, g: &Clause) {
    let prep = doc.head(c.head);
    let above = doc.head(prep);
    let of_object = lexicon.object_of.contains(doc.lemma(g.head));
    // "accused the forces of shelling": the parser often hangs the preposition on the object.
    let completes = above == g.head && (of_object || matches!(doc.lower(prep), "from" | "of" | "into"))
        || of_object && (g.patients.contains(&above) || g.recipients.contains(&above));
    let helper = if above == g.head { Vec::new() } else { owners(doc, above) };
    if completes {
        control(doc, lexicon, c, g);
    } else if !helper.is_empty() && !c.passive && c.agents.is_empty() {
        // "America's help in shooting down the drones"
        (c.agents, c.inherited) = (helper, true);
    } else {
        adverbial(c, g);
    }
}

fn adverbial(c: &mut Clause, g: &Clause) {
    let stated = if c.passive { !c.patients.is_empty() } else { !c.agents.is_empty() };
    if !stated {
        let subject = if g.passive && !g.patients.is_empty() { &g.patients } else { &g.agents };
        let role = if c.passive { &mut c.patients } else { &mut c.agents };
        role.extend(subject.iter().copied());
        c.inherited = true;
    }
}

/// "killed and wounded soldiers": the object stands with the last verb and belongs to both.
fn lend_object(doc: &Doc, clauses: &mut Clauses, i: usize) {
    let c = &clauses.all[i];
    let Some(g) = c.governor.filter(|_| c.relation == Relation::Conjunct) else { return };
    let first = &clauses.all[g as usize];
    // "two are killed and three are injured by gunmen": the doer stands with the last verb.
    if first.passive && c.passive && first.agents.is_empty() && !c.agents.is_empty() && c.head > first.head {
        let agents = c.agents.clone();
        clauses.all[g as usize].agents = agents;
        return;
    }
    let bare = first.patients.is_empty() && first.obliques.is_empty() && first.complements.is_empty() && first.attributes.is_empty();
    let adjacent = c.head > first.head && c.head - first.head <= 3 && c.inherited;
    if bare && adjacent && !c.patients.is_empty() && !c.passive && !doc.is_empty() {
        let patients = c.patients.clone();
        clauses.all[g as usize].patients = patients;
    }
}
