//! What a clause shares with others: the subjects of infinitives, participles and conjuncts, governors always first.

use super::passive::late_doer;
use super::relative::{fill_gap, finite_number, replace_relative_pronouns};
use super::syntax::{MAX_DEPTH, child, conjuncts, is_plural, prepositional_objects};
use super::{Clause, Clauses, Lexicon, Relation, Tense};
use dateline_lang::Doc;

/// Fills in shared roles. Governors come before what they govern, whatever the word order.
pub(super) fn share(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses) {
    for i in 0..clauses.all.len() {
        front_content(doc, lexicon, clauses, i);
    }
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

/// "Chad must go, *the envoy told the council*": behind what is said the parser joins the saying to it, if it has an
/// object of its own.
fn front_content(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    let c = &clauses.all[i];
    let says = lexicon.saying.contains(doc.lemma(c.head)) || lexicon.vowing.contains(doc.lemma(c.head));
    let Some(g) = c.governor.filter(|_| says && c.relation == Relation::Conjunct && c.complements.is_empty()) else { return };
    let said = &clauses.all[g as usize];
    let subject = doc.children(c.head).find(|&k| doc.dep(k) == "nsubj").filter(|&s| s > said.head && s < c.head);
    let opens =
        subject.map(|s| doc.subtree(s).start).and_then(|s| s.checked_sub(1)).is_some_and(|p| matches!(doc.lower(p), "," | "”" | "''"));
    let joined = doc.children(said.head).any(|k| doc.dep(k) == "cc" && k > said.head && k < c.head);
    let last = doc.children(c.head).all(|k| !matches!(doc.dep(k), "ccomp" | "xcomp" | "mark"));
    if said.relation == Relation::Root && opens && !joined && last && c.tense != Tense::None && !said.agents.is_empty() {
        (clauses.all[g as usize].relation, clauses.all[g as usize].governor) = (Relation::Content, Some(i as u32));
        (clauses.all[i].relation, clauses.all[i].governor) = (Relation::Root, None);
        clauses.all[i].complements.push(g);
    }
}

fn share_one(doc: &Doc, lexicon: &Lexicon, clauses: &mut Clauses, i: usize) {
    replace_relative_pronouns(doc, lexicon, clauses, i);
    let governor = clauses.all[i].governor.map(|g| clauses.all[g as usize].clone());
    match (clauses.all[i].relation, governor) {
        (Relation::Relative, governor) => fill_gap(doc, &mut clauses.all[i], governor.as_ref()),
        (Relation::Modifier, Some(g)) if is_marchers(doc, lexicon, &clauses.all[i], &g) => adverbial(&mut clauses.all[i], &g),
        (Relation::Modifier, governor) => modify(doc, &mut clauses.all[i], governor.as_ref()),
        (Relation::Conjunct, Some(g)) => {
            let g = finite_above(doc, clauses, i, &g).or_else(|| passive_above(doc, clauses, i, &g)).unwrap_or(g);
            let speaker = speaker_of(doc, lexicon, clauses, i, &g);
            conjoin(doc, &mut clauses.all[i], speaker.as_ref().unwrap_or(&g));
        }
        (Relation::Infinitive, Some(g)) => control(doc, lexicon, &mut clauses.all[i], &g),
        (Relation::Prepositional, Some(g)) => adjoin(doc, lexicon, &mut clauses.all[i], &g),
        (Relation::Adverbial, Some(g)) => match gathering_before(doc, lexicon, &clauses.all[i]) {
            Some(march) => clauses.all[i].agents.push(march),
            None => {
                let told = told_before(doc, lexicon, clauses, i, &g).map(|t| clauses.all[t as usize].clone());
                adverbial(&mut clauses.all[i], told.as_ref().unwrap_or(&g));
            }
        },
        (Relation::Content, Some(g)) if is_had_done(doc, &clauses.all[i], &g) => {
            let by = |a: &usize| matches!(doc.lower(doc.head(*a)), "by") && doc.dep(doc.head(*a)) == "agent";
            let c = &mut clauses.all[i];
            let (doers, objects): (Vec<usize>, Vec<usize>) = std::mem::take(&mut c.agents).into_iter().partition(by);
            let had = doers.is_empty() && lexicon.ordered.contains(doc.lemma(c.head)) && objects.iter().all(|&o| !is_ones_own(doc, o));
            let doers = if had { g.agents.clone() } else { doers };
            (c.passive, c.agents, c.patients) = (true, doers, objects);
            (c.tense, c.perfect) = (g.tense, g.perfect);
        }
        (Relation::Content, Some(g)) if clauses.all[i].infinitive => control(doc, lexicon, &mut clauses.all[i], &g),
        _ => {}
    }
    lend_object(doc, clauses, i);
    late_doer(doc, lexicon, clauses, i);
}

/// "Convicted of being a spy and *jailed by a court*": a participle with its own doer is joined to no gerund, but to the passive
/// above it.
fn passive_above(doc: &Doc, clauses: &mut Clauses, i: usize, g: &Clause) -> Option<Clause> {
    let c = &clauses.all[i];
    let by = doc.children(c.head).any(|k| doc.dep(k) == "agent");
    let own = doc.children(c.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "nsubj" | "nsubjpass" | "dobj"));
    let participle = matches!(doc.tag(c.head), "VBD" | "VBN") && by && !own && c.head > g.head;
    let up = g.governor.filter(|_| participle && g.relation == Relation::Prepositional && !g.passive)?;
    let above = clauses.all[up as usize].clone();
    above.passive.then(|| {
        let c = &mut clauses.all[i];
        (c.governor, c.passive, c.tense) = (Some(up), true, above.tense);
        above
    })
}

/// "Had the charges *dropped*": what is done to the object, by nobody named.
fn is_had_done(doc: &Doc, c: &Clause, g: &Clause) -> bool {
    let own = doc.children(c.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "mark" | "dobj" | "ccomp"));
    let participle = doc.tag(c.head) == "VBN" || doc.tag(c.head) == "VBD" && doc.lower(c.head).ends_with("ed");
    doc.lemma(g.head) == "have" && participle && !own && !c.passive && !c.agents.is_empty() && c.head > g.head
}

/// "Had *his* passport seized": it is done to whoever has the thing.
fn is_ones_own(doc: &Doc, object: usize) -> bool {
    doc.children(object).any(|k| matches!(doc.tag(k), "PRP$" | "WP$"))
}

/// "Police held dozens at a march demanding …": those who march demand it.
fn gathering_before(doc: &Doc, lexicon: &Lexicon, c: &Clause) -> Option<usize> {
    let asks = doc.tag(c.head) == "VBG" && c.agents.is_empty() && lexicon.vowing.contains(doc.lemma(c.head));
    let start = doc.sentence_of(c.head).start;
    let near = (start.max(c.head.saturating_sub(4))..c.head).rev().take_while(|i| !matches!(doc.lower(*i), "," | ";" | "and"));
    let gathers =
        |i: &usize| matches!(doc.lemma(*i), "march" | "rally" | "protest" | "demonstration" | "vigil" | "sit-in" | "petition" | "letter");
    near.filter(|_| asks).find(|i| doc.pos(*i) == "NOUN" && gathers(i))
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
    let had = governor.filter(|g| doc.lemma(g.head) == "have" && g.patients.contains(&noun) && !g.passive);
    // "Had charges against her dropped"
    if let Some(g) = had.filter(|_| matches!(doc.tag(c.head), "VBD" | "VBN") && c.agents.is_empty() && c.patients.is_empty()) {
        (c.passive, c.relation, c.tense, c.perfect) = (true, Relation::Content, g.tense, g.perfect);
    }
    if c.passive && super::passive::gives(doc.lemma(c.head)) && c.recipients.is_empty() && !c.patients.is_empty() {
        c.recipients.push(noun);
    } else if c.passive && c.patients.is_empty() && doc.lemma(noun) == "stand" && doc.pos(noun) == "VERB" {
        // "B stands accused by A"
        c.patients.extend(governor.into_iter().flat_map(|g| g.agents.iter().copied()));
    } else if c.passive && c.patients.is_empty() {
        c.patients.push(noun);
    } else if c.infinitive && c.agents.is_empty() && doc.dep(noun) == "appos" {
        // "the attack, the deadliest to hit the city"
        c.agents.push(doc.head(noun));
    } else if c.infinitive && c.agents.is_empty() {
        // "A call for B to withdraw", else "Moscow's decision to withdraw", "the group made an attempt to seize": who decided, acts.
        let named = for_whom(doc, noun, c.head);
        c.agents.extend(if named.is_empty() { owners(doc, noun) } else { named });
        if c.agents.is_empty() {
            c.agents.extend(governor.into_iter().flat_map(|g| g.agents.iter().copied()).filter(|&a| a != noun));
        }
        c.inherited = true;
    } else if let Some(g) = governor.filter(|g| is_spent(doc, c, g, noun)) {
        c.agents.clone_from(&g.agents);
    } else if !c.passive && c.agents.is_empty() {
        c.agents.extend(conjuncts(doc, noun).into_iter().take_while(|&n| n <= noun));
    }
}

/// "Spent two years *fighting* B": whoever spends the time or the money does it.
fn is_spent(doc: &Doc, c: &Clause, g: &Clause, noun: usize) -> bool {
    let spends = matches!(doc.lemma(g.head), "spend" | "waste") && g.patients.contains(&noun) && !g.passive;
    spends && !c.passive && c.agents.is_empty() && doc.tag(c.head) == "VBG"
}

/// "A call *for B* to withdraw"
fn for_whom(doc: &Doc, noun: usize, verb: usize) -> Vec<usize> {
    let prep = doc.children(noun).find(|&k| k == noun + 1 && doc.lower(k) == "for" && doc.dep(k) == "prep");
    let whom = prep.map(|k| prepositional_objects(doc, k).into_iter().map(|(_, o)| o).collect()).unwrap_or_else(Vec::new);
    let close = |&o: &usize| o < verb && (o + 1..verb).all(|w| matches!(doc.lower(w), "to" | "not"));
    if whom.last().is_some_and(close) { whom } else { Vec::new() }
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
    // "A have accepted that B has survived and are preparing to …": the verb agrees with the first.
    let number = finite_number(doc, c.head).filter(|_| c.agents.is_empty() && c.mark.is_none() && above.agents != g.agents);
    let agrees = |of: &[usize], plural: bool| match of {
        [one] => is_plural(doc, *one) == Some(plural),
        _ => plural && !of.is_empty(),
    };
    if number.is_some_and(|plural| agrees(&above.agents, plural) && agrees(&g.agents, !plural)) {
        return Some(above.clone());
    }
    let speaks = lexicon.vowing.contains(doc.lemma(c.head)) && c.agents.is_empty() && c.modal.is_none() && !c.perfect && !c.passive;
    let told = lexicon.saying.contains(doc.lemma(above.head)) && c.tense == above.tense && c.mark.is_none();
    (speaks && told && c.tense != Tense::None && !above.agents.is_empty()).then(|| above.clone())
}

/// "Called on B to stop and *accused* it": a finite verb is joined to no infinitive, but to the verb above it.
fn finite_above(doc: &Doc, clauses: &mut Clauses, i: usize, g: &Clause) -> Option<Clause> {
    let c = &clauses.all[i];
    let own = doc.children(c.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "nsubj" | "nsubjpass"));
    // "Urged B to come and put": of such verbs the past is like the infinitive.
    let finite = matches!(doc.tag(c.head), "VBD" | "VBZ") && doc.lower(c.head) != doc.lemma(c.head) && !own && !c.passive;
    let up = g.governor.filter(|_| finite && g.infinitive && c.head > g.head)?;
    let above = clauses.all[up as usize].clone();
    let same = above.tense == c.tense && above.head < g.head && !above.passive && !above.agents.is_empty();
    same.then(|| {
        clauses.all[i].governor = Some(up);
        above
    })
}

/// "A met B and signed …": the second verb shares the subject, and the auxiliary it lacks.
fn conjoin(doc: &Doc, c: &mut Clause, g: &Clause) {
    if shares_passive(doc, c, g) {
        // "Was arrested and given a term": what is given is the object, whoever is given it was the subject.
        let role = if c.patients.is_empty() { &mut c.patients } else { &mut c.recipients };
        role.extend(subject_of(g).iter().copied());
        (c.passive, c.inherited, c.tense, c.modal, c.perfect) = (true, true, g.tense, g.modal, g.perfect);
        c.mark = c.mark.or(g.mark);
        return;
    }
    // "Will neither watch *nor* take part"
    let nor = doc.children(doc.head(c.head)).find(|&k| k < c.head && doc.lower(k) == "nor");
    c.negation = c.negation.or(nor);
    let subject = subject_of(g);
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

/// "Was arrested and given a term": the second participle stands under the first one's "was".
fn shares_passive(doc: &Doc, c: &Clause, g: &Clause) -> bool {
    let own = doc.children(c.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass" | "nsubj" | "nsubjpass"));
    doc.tag(c.head) == "VBN" && doc.tag(g.head) == "VBN" && g.passive && !c.passive && !own && !g.patients.is_empty()
}

/// "Killed in the attack, the most deadly to hit the city": the noun before the comma, not whoever was killed.
fn first_of_kind(doc: &Doc, infinitive: usize) -> Option<usize> {
    let above = doc.head(infinitive);
    let rank = |k: usize| doc.tag(k) == "RBS" || doc.tag(k) == "JJS";
    let ranked = doc.tag(above).starts_with('J') && (rank(above) || doc.children(above).any(rank)) && above < infinitive;
    let start = doc.subtree(above).start;
    let noun = start.checked_sub(2).filter(|&n| ranked && doc.lower(n + 1) == "," && doc.tag(n).starts_with("NN"))?;
    (doc.lower(start) == "the").then_some(noun)
}

/// Who does what an infinitive says: the object of "urged B to", the subject of "promised B to".
fn control(doc: &Doc, lexicon: &Lexicon, c: &mut Clause, g: &Clause) {
    let stated = if c.passive { !c.patients.is_empty() } else { !c.agents.is_empty() };
    if stated {
        return;
    }
    if let Some(noun) = first_of_kind(doc, c.head) {
        let role = if c.passive { &mut c.patients } else { &mut c.agents };
        role.push(noun);
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
    // "Arrested B after storming the house": who arrests, storms.
    let at_once = !matches!(doc.lower(prep), "after" | "before" | "by" | "while" | "since" | "without" | "despite" | "on" | "upon");
    let of_object = at_once && lexicon.object_of.contains(doc.lemma(g.head));
    // "accused the forces of shelling": the parser often hangs the preposition on the object.
    let completes = above == g.head && (of_object || matches!(doc.lower(prep), "from" | "of" | "into"))
        || of_object && (g.patients.contains(&above) || g.recipients.contains(&above));
    let helper = if above == g.head { Vec::new() } else { owners(doc, above) };
    if is_penalty(doc, lexicon, prep, g) {
        punished(doc, lexicon, c, g, above);
    } else if completes {
        control(doc, lexicon, c, g);
    } else if doc.lower(prep) == "after"
        && lexicon.object_of.contains(doc.lemma(g.head))
        && !g.passive
        && !lexicon.searching.contains(doc.lemma(c.head))
    {
        // "Arrested B after calling for a march": either may have called.
    } else if !helper.is_empty() && !c.passive && c.agents.is_empty() {
        // "America's help in shooting down the drones"
        (c.agents, c.inherited) = (helper, true);
    } else {
        adverbial(c, g);
    }
}

/// "Sentenced B to ten years *for killing*", "a term *for killing*", "found B guilty *of killing*".
fn is_penalty(doc: &Doc, lexicon: &Lexicon, prep: usize, g: &Clause) -> bool {
    let above = doc.head(prep);
    let given = || g.patients.iter().any(|&p| lexicon.penalties.contains(doc.lemma(p)));
    match doc.lower(prep) {
        "for" if given() || lexicon.punishing.contains(doc.lemma(g.head)) || lexicon.penalties.contains(doc.lemma(above)) => true,
        "of" | "over" | "with" if lexicon.punishing.contains(doc.lemma(g.head)) => true,
        "for" | "of" if above != g.head && g.attributes.contains(&above) => !g.patients.is_empty(),
        // The parser may take the adjective for the object.
        "for" | "of" => g.patients.contains(&above) && doc.tag(above) == "JJ",
        _ => false,
    }
}

/// Who did what somebody is punished for: the one punished, as far as the words name him, and never the one who punishes.
fn punished(doc: &Doc, lexicon: &Lexicon, c: &mut Clause, g: &Clause, penalty: usize) {
    let undergoes = g.passive
        || lexicon.undergoing.contains(doc.lemma(g.head))
        || matches!(doc.lemma(g.head), "be" | "receive" | "get" | "serve" | "await");
    let person =
        |o: &&usize| **o != penalty && !lexicon.penalties.contains(doc.lemma(**o)) && !matches!(doc.ent(**o), "DATE" | "TIME" | "MONEY");
    let object = if g.recipients.is_empty() { &g.patients } else { &g.recipients };
    let whom: Vec<usize> = if undergoes && !g.passive { g.agents.clone() } else { object.iter().filter(person).copied().collect() };
    let role = if c.passive { &mut c.patients } else { &mut c.agents };
    if role.is_empty() {
        role.extend(whom);
        c.inherited = true;
    }
}

/// "Shells hit a market, medics said, *killing* ten": a deed after what is said is no deed of who says it.
fn told_before(doc: &Doc, lexicon: &Lexicon, clauses: &Clauses, i: usize, g: &Clause) -> Option<u32> {
    let c = &clauses.all[i];
    let speaks = [&lexicon.saying, &lexicon.vowing, &lexicon.speaking, &lexicon.remarking].iter().any(|w| w.contains(doc.lemma(c.head)));
    let deed = doc.tag(c.head) == "VBG" && c.head > g.head && c.mark.is_none() && !speaks;
    let said = deed && lexicon.saying.contains(doc.lemma(g.head)) && doc.lower(c.head.saturating_sub(1)) == ",";
    let before = |&t: &u32| clauses.all[t as usize].head < g.head && clauses.all[t as usize].relation == Relation::Content;
    // The parser hangs the saying on what is said, or the other way round.
    let aside = g.governor.filter(|&t| doc.dep(g.head) == "parataxis" && clauses.all[t as usize].head < g.head);
    g.complements.iter().copied().find(before).or(aside).filter(|_| said)
}

/// The grammatical subject: of a passive whom it is done to, or whom something is given to.
fn subject_of(g: &Clause) -> &[usize] {
    match (g.passive, g.recipients.is_empty(), g.patients.is_empty()) {
        (true, false, _) => &g.recipients,
        (true, true, false) => &g.patients,
        _ => &g.agents,
    }
}

fn adverbial(c: &mut Clause, g: &Clause) {
    let stated = if c.passive { !c.patients.is_empty() } else { !c.agents.is_empty() };
    if !stated {
        let subject = subject_of(g);
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
    let adjacent = c.head > first.head && c.head - first.head <= 3 && c.inherited && c.agents == first.agents;
    if bare && adjacent && !c.patients.is_empty() && !c.passive && !doc.is_empty() {
        let patients = c.patients.clone();
        clauses.all[g as usize].patients = patients;
    }
}
