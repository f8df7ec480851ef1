//! Small questions to the parse, asked in many places.

use dateline_lang::Doc;
use std::borrow::Cow;
use std::ops::Range;

/// How far a chain of conjuncts or nested heads is followed; deeper trees are not language.
pub(super) const MAX_DEPTH: usize = 40;

/// Whether a token can head a noun phrase.
pub fn is_nominal(doc: &Doc, i: usize) -> bool {
    matches!(doc.pos(i), "NOUN" | "PROPN" | "PRON" | "NUM") || matches!(doc.tag(i), "DT" | "CD" | "JJ" | "JJR" | "JJS" | "$")
}

/// Whether a token is a main verb: it heads a clause of its own.
pub fn is_predicate(doc: &Doc, i: usize) -> bool {
    if headline_verb(doc, i).is_some() || is_wished(doc, i) {
        return true;
    }
    if !matches!(doc.pos(i), "VERB" | "AUX") {
        return false;
    }
    match doc.dep(i) {
        "aux" | "auxpass" | "compound" | "prep" | "case" | "punct" | "cc" | "det" => false,
        // A participle before its noun is an adjective: "the besieged city".
        "amod" | "nmod" => doc.head(i) < i || finite_attribute(doc, i).is_some(),
        _ => !is_visitor(doc, i),
    }
}

/// "Demanded that the premier *resign*": the tagger may take a bare verb at the end for a noun.
fn is_wished(doc: &Doc, i: usize) -> bool {
    let has = |dep: &str| doc.children(i).any(|k| k < i && doc.dep(k) == dep);
    doc.tag(i) == "NN" && doc.dep(i) == "ccomp" && has("mark") && has("nsubj") && !has("det") && !has("amod") && !has("cop")
}

/// "Bangladesh sheltered refugees", "The Taliban besieged soldiers": in a short sentence the parser may take the verb
/// for an attribute of its object. Gives the doer, the name just before it.
pub(super) fn finite_attribute(doc: &Doc, i: usize) -> Option<usize> {
    let root = doc.head(i);
    let before = i.checked_sub(1)?;
    // "That Russia jammed signals": so too in a clause that is told.
    let told = doc.dep(root) == "ccomp" && doc.tag(i) == "VBD";
    let misread = matches!(doc.tag(i), "VBD" | "VBN") && doc.dep(i) == "amod" && root > i && (doc.dep(root) == "ROOT" || told);
    let named = doc.pos(before) == "PROPN" && matches!(doc.dep(before), "nsubj" | "npadvmod" | "nmod");
    (misread && named && matches!(doc.head(before), h if h == i || h == root)).then_some(before)
}

/// "The premier issues a decree": of a present after a name the parser may make a plural noun, the name before it and
/// the object beside it. Gives the doer.
pub(super) fn headline_verb(doc: &Doc, i: usize) -> Option<usize> {
    if doc.tag(i) != "NNS" || doc.dep(i) != "ROOT" {
        return None;
    }
    let name = i.checked_sub(1).filter(|&n| doc.pos(n) == "PROPN" && doc.head(n) == i && matches!(doc.dep(n), "compound" | "nmod"))?;
    let goes_on = i + 1 < doc.len() && !matches!(doc.tag(i + 1), "," | ":" | "." | "-LRB-" | "HYPH" | "CC");
    let ends = doc.children(i).next_back().is_some_and(|last| doc.lower(last) == ".");
    (goes_on && ends).then_some(name)
}

/// A noun and the nouns joined to it ("A, B and C"), in order. Only nominal conjuncts count.
pub fn conjuncts(doc: &Doc, head: usize) -> Vec<usize> {
    let mut all = vec![titled(doc, head).unwrap_or(head)];
    let mut at = 0;
    while at < all.len() && all.len() < MAX_DEPTH {
        let first = all[at];
        // "the UK, Australia, US": without a conjunction the parser takes a list of countries for appositions.
        let listed = |c: usize| doc.dep(c) == "appos" && doc.ent(c) == "GPE" && doc.ent(first) == "GPE" && doc.ent_iob(c) == 'B';
        let next =
            doc.children(first).filter(|&c| (doc.dep(c) == "conj" && is_nominal(doc, c)) || listed(c) || is_next_name(doc, first, c));
        let next: Vec<usize> = next.chain(added(doc, first)).chain(along_with(doc, first)).collect();
        all.extend(next.into_iter().filter(|n| !all.contains(n)).collect::<Vec<_>>());
        at += 1;
    }
    all.sort_unstable();
    all
}

/// "Opposition leader and former minister *Ada Roe* resigns": the verb tells that one person has two titles.
pub fn titled(doc: &Doc, head: usize) -> Option<usize> {
    if !matches!(doc.dep(head), "nsubj" | "nsubjpass") {
        return None;
    }
    let title =
        |w: &str| matches!(w, "minister" | "president" | "secretary" | "leader" | "chairman" | "governor" | "mayor" | "director" | "chief");
    let noun = doc.tag(head) == "NN" || doc.tag(head) == "NNP" && doc.ent(head) != "PERSON" && title(doc.lower(head));
    if !noun || doc.children(head).any(|k| matches!(doc.dep(k), "det" | "poss" | "nummod")) {
        return None;
    }
    let verb = doc.head(head);
    let helper = doc.children(verb).find(|&k| matches!(doc.dep(k), "aux" | "auxpass"));
    let singular = helper.map_or(doc.tag(verb) == "VBZ", |k| matches!(doc.lower(k), "has" | "was" | "is" | "does"));
    let name = doc.children(head).find(|&k| doc.dep(k) == "conj" && doc.pos(k) == "PROPN" && doc.ent(k) == "PERSON")?;
    (singular && doc.children(head).any(|k| doc.lower(k) == "and")).then_some(name)
}

/// "The presidents Ada Roe of Chad, *Ben Poe* of Mali and …": the parser takes listed persons for appositions, but no bare
/// name tells who another name is.
fn is_next_name(doc: &Doc, first: usize, c: usize) -> bool {
    let person = |i: usize| doc.ent(i) == "PERSON";
    let words = || doc.children(c).filter(|&k| k < c && doc.dep(k) != "punct");
    let start = words().min().unwrap_or(c);
    doc.dep(c) == "appos"
        && doc.pos(first) == "PROPN"
        && doc.pos(c) == "PROPN"
        && person(first)
        && (person(c) || doc.ent(c).is_empty())
        && start < c
        && start > 0
        && doc.lower(start - 1) == ","
        && words().all(|k| doc.dep(k) == "compound" && doc.pos(k) == "PROPN" && doc.ent(k) == doc.ent(c))
}

/// "A, along with *B*, demanded …"
fn along_with(doc: &Doc, noun: usize) -> Vec<usize> {
    let along = |k: &usize| *k > noun && doc.dep(*k) == "prep" && matches!(doc.lower(*k), "along" | "together" | "alongside");
    let named = !doc.ent(noun).is_empty() && matches!(doc.dep(noun), "nsubj" | "nsubjpass");
    let preps = doc.children(noun).filter(along).filter(|_| named);
    preps.flat_map(|k| prepositional_objects(doc, k)).map(|(_, o)| o).collect()
}

/// "From A as well as *others*": the parser may hang what is added on an earlier noun, as an apposition.
fn added(doc: &Doc, noun: usize) -> Option<usize> {
    let from = noun + 4;
    let opens = from < doc.len() && doc.lower(noun + 1) == "as" && doc.lower(noun + 2) == "well" && doc.lower(noun + 3) == "as";
    let range = from..(from + 6).min(doc.len());
    let top = |i: &usize| is_nominal(doc, *i) && (doc.head(*i) < noun + 1 || doc.head(*i) >= from + 6);
    range.clone().filter(|_| opens).find(top).filter(|&i| matches!(doc.dep(i), "appos" | "dep" | "npadvmod"))
}

/// The noun phrase of a head without its conjuncts, relative clauses and appositions: determiners,
/// adjectives and possessors before it, and nothing after it.
pub fn noun_phrase(doc: &Doc, head: usize) -> Range<usize> {
    doc.subtree(head).start.min(head)..head + 1
}

/// Objects of a preposition token, with their conjuncts: "in A and B". Follows "out of", "ahead of".
pub fn prepositional_objects(doc: &Doc, prep: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for c in doc.children(prep) {
        match doc.dep(c) {
            "pobj" => found.extend(conjuncts(doc, c).into_iter().map(|o| (prep, o))),
            // "out of the city": the object hangs on the second preposition.
            "prep" => found.extend(doc.children(c).filter(|&o| doc.dep(o) == "pobj").flat_map(|o| conjuncts(doc, o)).map(|o| (c, o))),
            // "in Kyiv and in Lviv"
            "conj" if doc.pos(c) == "ADP" => {
                found.extend(doc.children(c).filter(|&o| doc.dep(o) == "pobj").flat_map(|o| conjuncts(doc, o)).map(|o| (c, o)));
            }
            "pcomp" if is_visitor(doc, c) => {
                found.extend(doc.children(c).filter(|&o| doc.dep(o) == "dobj").flat_map(|o| conjuncts(doc, o)).map(|o| (prep, o)));
            }
            _ => {}
        }
    }
    found
}

/// What hangs on a word by one of some prepositions, with conjuncts: of "a town in A and B" by "in", A and B.
pub fn objects_under(doc: &Doc, word: usize, is_meant: impl Fn(&str) -> bool) -> Vec<usize> {
    let preps = doc.children(word).filter(|&k| doc.dep(k) == "prep" && is_meant(doc.lower(k)));
    preps.flat_map(|k| prepositional_objects(doc, k)).map(|(_, o)| o).collect()
}

/// "Talks with *visiting* President B": the parser takes the participle before a title or a people for the verb of its noun.
fn is_visitor(doc: &Doc, i: usize) -> bool {
    let bare = |k: usize| k == i + 1 && (doc.pos(k) == "PROPN" || doc.ent(k) == "NORP" || doc.tag(k) == "JJ");
    let noun = |o: usize| doc.dep(o) == "dobj" && !doc.children(o).any(|k| matches!(doc.dep(k), "det" | "poss"));
    let person = |o: usize| o > i + 1 && !matches!(doc.ent(o), "GPE" | "LOC" | "FAC" | "ORG");
    let opens = doc.lower(i) == "visiting" && i + 1 < doc.len() && bare(i + 1);
    let (above, host) = (doc.head(i), doc.head(doc.head(i)));
    let feast = matches!(doc.lemma(host), "reception" | "dinner" | "lunch" | "banquet" | "ceremony" | "host" | "welcome");
    let beside = matches!(doc.lower(above), "with" | "by" | "between" | "to" | "from") || doc.lower(above) == "for" && feast;
    let met = matches!(doc.lemma(above), "meet" | "host" | "receive" | "greet" | "welcome" | "tell");
    match doc.dep(i) {
        "pcomp" => opens && beside && doc.children(i).any(|o| noun(o) && person(o)),
        "xcomp" => opens && met,
        _ => false,
    }
}

/// The lemma of a verb; of "hoped", "hopes" and "staging", which the lemmatizer takes for "hop" and "stag", the form with an e
/// if that is the one `known`.
pub fn verb_lemma<'a>(doc: &'a Doc, i: usize, known: impl Fn(&str) -> bool) -> Cow<'a, str> {
    let lemma = doc.lemma(i);
    let ending = match doc.tag(i) {
        "VBD" | "VBN" => "ed",
        "VBG" => "ing",
        "VBZ" => "es",
        _ => return lemma.into(),
    };
    if doc.lower(i).strip_suffix(ending) != Some(lemma) || known(lemma) {
        return lemma.into();
    }
    let longer = format!("{lemma}e");
    if known(&longer) { longer.into() } else { lemma.into() }
}

/// Who stands before a hyphen and a participle: "the *Hamas*-led attack", "*rebel*-held towns".
pub fn before_hyphen(doc: &Doc, participle: usize) -> Option<usize> {
    let hyphen = participle.checked_sub(1).filter(|&h| doc.lower(h) == "-" && doc.tag(participle) == "VBN")?;
    let doer = hyphen.checked_sub(1)?;
    (doc.head(doer) == participle).then_some(doer)
}

/// Whether a participle says that whoever stands before its hyphen does what the noun says: "US-*brokered* deal".
pub(super) fn does_for(participle: &str) -> bool {
    matches!(
        participle,
        "led" | "brokered" | "mediated" | "sponsored" | "organised" | "organized" | "ordered" | "imposed" | "launched" | "run" | "directed"
    )
}

/// Whether a participle says that whoever stands before its hyphen has what the noun says: "rebel-*held* towns".
pub fn holds(participle: &str) -> bool {
    matches!(
        participle,
        "held" | "controlled" | "run" | "ruled" | "occupied" | "administered" | "owned" | "flagged" | "linked" | "dominated"
    )
}

/// Whether a noun is a plural; nothing where its form does not tell.
pub(super) fn is_plural(doc: &Doc, noun: usize) -> Option<bool> {
    match doc.tag(noun) {
        "NNS" | "NNPS" => Some(true),
        "NN" | "NNP" => Some(false),
        _ => None,
    }
}

/// The first child with this label.
pub(super) fn child(doc: &Doc, i: usize, dep: &str) -> Option<usize> {
    doc.children(i).find(|&c| doc.dep(c) == dep)
}

/// Whether a word is a relative pronoun that stands for the noun its clause hangs on.
pub(super) fn is_relative_pronoun(doc: &Doc, i: usize) -> bool {
    matches!(doc.tag(i), "WDT" | "WP" | "WP$") || (doc.lower(i) == "that" && matches!(doc.dep(i), "nsubj" | "nsubjpass" | "dobj" | "pobj"))
}
