//! Whether an act has a side in public life.
//!
//! A storm, a crash and a quarrel kill too, and a mother is proud of her son: the words are those of political
//! events, the sides are not.

use super::settle::Silence;
use super::{Coding, Draft, Resolved};
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Relation};
use crate::record::ActorRef;

/// Why an act is none of political life, or done by a source that can't do such a thing; nothing for one that is.
pub(super) fn not_political(stage: &Resolved, k: &Coding, d: &Draft) -> Silence {
    let sides = &k.book.sides;
    let kind = &k.book.type_of(d.found.rule).name;
    let private = |a: &ActorRef| is_private(k, a);
    let with_mode = d.mode.as_ref().map(|m| format!("{kind}/{m}"));
    let public_source = sides.public_source.contains(kind) || with_mode.as_ref().is_some_and(|m| sides.public_source.contains(m));
    let among = !sides.among_private.contains(kind) && d.source.iter().chain(&d.target).all(private);
    let violent = kind == "ASSAULT";
    let reasons: [(&'static str, &dyn Fn() -> bool); 16] = [
        ("no side is a public one", &|| among && !((violent || kind == "AID") && is_across_states(stage, d))),
        ("help after a disaster, not rule by force", &|| is_relief(stage, k, d)),
        ("nature threatens, nobody else", &|| is_of_nature(stage, k, d)),
        ("sport", &|| is_sport(stage, k, d)),
        ("a craft lands, nobody visits", &|| is_landing(stage, k, d)),
        ("forces in their own land", &|| violent && is_own_land(stage, d)),
        ("unarmed people come into a land", &|| violent && is_unarmed_entry(stage, d)),
        ("whoever is driven out is no visitor", &|| is_flight(stage, k, d)),
        ("plain crime before police or a court", &|| is_police_work(stage, k, d)),
        ("a quarrel in words", &|| is_quarrel(stage, k, d)),
        ("asks nothing of refugees themselves", &|| is_wish_for_refugees(stage, k, d)),
        ("its source must be a public one", &|| public_source && d.source.iter().all(private)),
        ("a mishap that nobody willed", &|| (violent || kind == "MOBILIZE") && is_mishap(stage, k, &d.found.clause)),
        ("plain crime of one man", &|| violent && is_crime(stage, k, d)),
        ("what one private person says of others", &|| is_testimony(stage, k, d)),
        ("only says of what kind they are", &|| is_description(stage, k, d)),
    ];
    let own = || is_own_praise(kind, d).then_some("a state does itself a favour");
    let march = || with_mode.as_deref().is_some_and(|m| is_march(stage, k, d, m)).then_some("a crowd that comes is on no visit");
    reasons.iter().find(|(_, holds)| holds()).map(|(why, _)| *why).or_else(own).or_else(march)
}

/// "Jewish settlers attacked Palestinian villagers": several people of one state against several of another.
fn is_across_states(stage: &Resolved, d: &Draft) -> bool {
    let many =
        |a: &ActorRef| stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.generic && e.kind == crate::actor::EntityKind::Group);
    let lands = |sides: &[ActorRef]| sides.iter().filter_map(|a| a.country.clone()).collect::<Vec<_>>();
    let (doers, others) = (lands(&d.source), lands(&d.target));
    let known = doers.len() == d.source.len() && others.len() == d.target.len() && !doers.is_empty() && !others.is_empty();
    known && d.source.iter().chain(&d.target).all(many) && doers.iter().all(|c| !others.contains(c))
}

/// "Troops arrived in Homs", "refugees came to Canada": a crowd that comes is on no visit.
fn is_march(stage: &Resolved, k: &Coding, d: &Draft, act: &str) -> bool {
    let Some(never) = k.book.sides.never_crowds.get(act) else { return false };
    let crowd = |s: &ActorRef| {
        let generic = stage.actors.chains.get(s.chain as usize).is_some_and(|e| e.generic);
        generic && s.sector.as_ref().is_some_and(|x| never.contains(x))
    };
    !d.source.is_empty() && d.source.iter().all(crowd)
}

pub(super) fn is_private(k: &Coding, a: &ActorRef) -> bool {
    match a.sector.as_deref() {
        Some(sector) => k.book.sides.private.contains(sector),
        None => a.country.is_none() && a.wikidata.is_none(),
    }
}

/// "The typhoon killed 53", "a plane crashes, killing all on board": nobody does it.
fn is_mishap(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    let force = |&a: &usize| {
        let named = || doc.children(a).filter(|&w| doc.dep(w) == "compound").any(|w| k.book.sides.causes.contains(doc.lower(w)));
        let blast = doc.pos(a) == "PROPN" || matches!(doc.lemma(a), "explosion" | "blast");
        !is_gunfire(stage, k, a) && k.book.sides.causes.contains(doc.lemma(a)) || blast && named()
    };
    let above = c.governor.map(|g| &stage.clauses.all[g as usize]);
    let follows = c.inherited && matches!(c.relation, Relation::Adverbial | Relation::Conjunct | Relation::Prepositional);
    // "A factory explodes and kills four": works blow up by themselves, bombs do not.
    // "An accidental explosion"
    let unwilled = |&a: &usize| doc.children(a).any(|w| matches!(doc.lower(w), "accidental" | "unintentional" | "inadvertent"));
    let works = |g: &Clause| !g.agents.is_empty() && g.agents.iter().all(|&a| k.book.sides.works.contains(doc.lemma(a)));
    let bursts = |g: &Clause| doc.lemma(g.head) == "explode" && works(g);
    let mishap = |g: &Clause| bursts(g) || g.patients.is_empty() && k.book.sides.mishaps.contains(doc.lemma(g.head));
    // "The typhoon (Roe) … when *it* hits B": the storm of the sentence, by whatever name it is called.
    let it = |&a: &usize| doc.lower(a) == "it" && matches!(doc.lemma(c.head), "hit" | "strike" | "batter" | "pound" | "lash");
    let storm = || doc.sentence_of(c.head).take(super::completion::LONGEST).any(|w| k.book.sides.nature.contains(doc.lower(w)));
    let weather = c.agents.iter().any(it) && storm();
    let noun = weather || c.kind == Kind::Noun && unwilled(&c.head);
    // "A jet crashes, killing ten and injuring twenty"
    let first = above.filter(|g| follows && c.relation == Relation::Conjunct && g.inherited && g.relation == Relation::Adverbial);
    let first = first.and_then(|g| g.governor).map(|g| &stage.clauses.all[g as usize]);
    let crashed = above.is_some_and(|g| follows && mishap(g)) || first.is_some_and(mishap);
    noun || c.kind == Kind::Verb && (crashed || c.agents.iter().any(|a| force(a) || unwilled(a)))
}

/// "Israeli fire", "tank fire", "fire from soldiers": what comes out of guns.
fn is_gunfire(stage: &Resolved, k: &Coding, noun: usize) -> bool {
    let doc = stage.doc;
    let arm = |w: usize| k.book.sides.gunfire.contains(doc.lower(w));
    let owned = |w: usize| stage.actors.at_head(w).is_some();
    let before = |w: usize| matches!(doc.dep(w), "amod" | "compound" | "nmod" | "poss");
    let from = |w: usize| doc.dep(w) == "prep" && doc.lower(w) == "from" && doc.children(w).any(owned);
    doc.lemma(noun) == "fire" && doc.children(noun).any(|w| before(w) && (arm(w) || owned(w)) || from(w))
}

/// One man's violence against private people, with no word of a political side.
fn is_crime(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let alone = d.source.iter().all(|s| sides.lone.contains(&s.name));
    // A place only says where: "killed seven people in Ohio".
    let nobody = d.target.iter().all(|t| is_private(k, t) || t.sector.is_none());
    let motive = k.book.contexts.of(stage.doc, d.found.clause.head).iter().any(|c| sides.motives.contains(*c));
    alone && nobody && !motive
}

/// Verbs for how forces move into a land.
fn advances(stage: &Resolved, d: &Draft) -> bool {
    matches!(stage.doc.lemma(d.found.clause.head), "sweep" | "push" | "advance" | "march" | "roll" | "drive" | "surge" | "thrust" | "enter")
}

/// "Refugees entered the country", "migrants pushed on to the border": whoever bears no arms takes no land by coming there.
fn is_unarmed_entry(stage: &Resolved, d: &Draft) -> bool {
    let unarmed = |s: &ActorRef| matches!(s.sector.as_deref(), Some("REF" | "CVL" | "LAB" | "BUS" | "JRN" | "MED" | "NGO" | "EDU"));
    advances(stage, d) && !d.source.is_empty() && d.source.iter().all(unarmed)
}

/// "Government forces swept through the south": a state's forces do not strike their own state, but somebody in it.
fn is_own_land(stage: &Resolved, d: &Draft) -> bool {
    let advance = advances(stage, d);
    let own = |s: &ActorRef| matches!(s.sector.as_deref(), None | Some("GOV" | "MIL")) && s.country.is_some();
    let land = |t: &ActorRef| t.sector.is_none() && d.source.iter().all(|s| own(s) && s.country == t.country);
    advance && !d.target.is_empty() && d.target.iter().all(land)
}

/// "Declared a state of emergency as the cyclone came near": help for people is no rule by force.
fn is_relief(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let mut words = stage.doc.subtree(d.found.clause.head).take(super::completion::LONGEST);
    // "A state of emergency is declared": the word is no state that declares it.
    let nobody = || !d.source.is_empty() && d.source.iter().all(|s| s.name == "state");
    // "Because of floods", "due to the Oak Fire"
    let cause = |w: usize| {
        [stage.doc.lemma(w), stage.doc.lower(w)].iter().any(|x| k.book.sides.causes.contains(*x) || k.book.sides.nature.contains(*x))
    };
    d.mode.as_deref() == Some("martial-law") && (nobody() || words.any(cause))
}

/// "Warned people of the storm", "suspended flights because of the snow": nobody is threatened or punished.
fn is_of_nature(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let of = matches!(k.book.type_of(d.found.rule).name.as_str(), "THREATEN" | "SANCTION");
    let mut words = stage.doc.subtree(d.found.clause.head).take(super::completion::LONGEST);
    of && words.any(|w| k.book.sides.nature.contains(stage.doc.lemma(w)))
}

/// "A swimmer accuses another of doping": sport, where no side is a public one.
fn is_sport(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let person = |a: &ActorRef| stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.kind == EntityKind::Person);
    let private = |a: &ActorRef| match a.sector.as_deref() {
        None => a.country.is_none() || person(a),
        Some(sector) => sector == "NGO" || sector == "SOC" || k.book.sides.private.contains(sector),
    };
    let sides = || d.source.iter().chain(&d.target);
    let mut words = stage.doc.sentence_of(d.found.clause.head).take(super::completion::LONGEST);
    sides().all(private) && words.any(|w| k.book.sides.sport.contains(stage.doc.lemma(w)))
}

/// "A helicopter landed in the hills": the craft comes on no visit.
fn is_landing(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let craft = |&a: &usize| k.book.sides.craft.contains(stage.doc.lemma(a));
    let agents = &d.found.clause.agents;
    d.mode.as_deref() == Some("visit") && !agents.is_empty() && agents.iter().all(craft)
}

/// "Arrives in A after being ousted": whoever is driven out comes as no visitor.
fn is_flight(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let doc = stage.doc;
    let after = |p: usize| doc.dep(p) == "prep" && doc.lower(p) == "after";
    let driven = |v: usize| k.book.sides.driven_out.contains(doc.lemma(v));
    d.mode.as_deref() == Some("visit") && doc.children(d.found.clause.head).filter(|&p| after(p)).any(|p| doc.children(p).any(driven))
}

/// "Police charged a nurse with murder", "a court tries him for robbery": plain crime, with no word of a political side.
fn is_police_work(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let charge = matches!(d.mode.as_deref(), Some("arrest" | "allege" | "investigate"));
    let all = |sector: &str| d.source.iter().all(|s| s.sector.as_deref() == Some(sector));
    let former = |t: &ActorRef| t.sector.as_deref() == Some("ELI") && t.wikidata.is_none();
    // A court that tries a former minister is in politics; police who stop one for a theft need not be.
    let police = all("COP") || all("JUD") && d.mode.as_deref() == Some("investigate") && !d.target.iter().any(former);
    let private = d.target.iter().all(|t| is_private(k, t) || former(t));
    let head = d.found.clause.head;
    let crime = || stage.doc.subtree(head).take(super::completion::LONGEST).any(|w| sides.plain_crimes.contains(stage.doc.lemma(w)));
    let motive = || k.book.contexts.of(stage.doc, head).iter().any(|c| sides.motives.contains(*c));
    charge && police && private && crime() && !motive()
}

/// "The senator has clashed with the president": a fight in words, where no side is armed.
fn is_quarrel(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let unarmed = |a: &ActorRef| {
        let person = stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.kind == EntityKind::Person);
        person || matches!(a.sector.as_deref(), Some("GOV" | "LEG" | "PTY" | "JUD"))
    };
    let armed = |a: &ActorRef| a.sector.as_ref().is_some_and(|s| sides.armed.contains(s));
    let all = || d.source.iter().chain(&d.target);
    // "The opposition leader attacked prosecutors": a politician has words alone.
    let in_words = || d.source.iter().all(|s| matches!(s.sector.as_deref(), Some("GOV" | "LEG" | "PTY" | "OPP")));
    let verb = stage.doc.lemma(d.found.clause.head);
    d.found.clause.kind == Kind::Verb
        && k.book.type_of(d.found.rule).name == "ASSAULT"
        && (sides.quarrels.contains(verb) || verb == "attack" && !d.found.clause.passive && in_words())
        && all().all(|a| unarmed(a) && !armed(a))
}

/// "Refugees need to return in safety", said a commissioner: that asks nothing of the refugees.
fn is_wish_for_refugees(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let nameless = |t: &ActorRef| stage.actors.chains.get(t.chain as usize).is_some_and(|e| e.generic);
    let theirs = |t: &ActorRef| nameless(t) && matches!(t.sector.as_deref(), Some("REF" | "CVL"));
    k.book.rules[d.found.rule].name == "REQUEST/say-should" && !d.target.is_empty() && d.target.iter().all(theirs)
}

/// "Forces stationed in the north", "recruits trained for the cause": a participle without a doer says of what kind they are.
/// So does one of a crowd that stands behind somebody: "people supporting the mayor".
fn is_description(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let c = &d.found.clause;
    let participle = c.kind == Kind::Verb && c.relation == Relation::Modifier && !c.infinitive;
    let nameless = |s: &ActorRef| stage.actors.chains.get(s.chain as usize).is_some_and(|e| e.generic);
    let backs = k.book.type_of(d.found.rule).name == "SUPPORT" && !c.passive && d.source.iter().all(nameless);
    // "A list of countries committing abuses"
    let any = |s: &ActorRef| stage.actors.chains.get(s.chain as usize).is_some_and(|e| e.stateless && !e.sectors.is_empty());
    let states = !c.passive && !d.source.is_empty() && d.source.iter().all(any);
    participle && (backs || states || c.passive && c.agents.is_empty())
}

/// "“They lied to me,” she said", "a mother praised": what one private person says of others is no act of politics.
fn is_testimony(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let kind = k.book.type_of(d.found.rule);
    let verbal = matches!(kind.quad, 1 | 3) && kind.name != "CONSULT";
    let [source] = d.source.as_slice() else { return false };
    // What a mother asks of the government is politics.
    if !verbal || d.target.iter().any(is_public) {
        return false;
    }
    if source.sector.as_deref() == Some("CVL") && is_one(stage, source) {
        return true;
    }
    let person = stage.actors.chains.get(source.chain as usize).is_some_and(|e| e.kind == EntityKind::Person);
    let private = source.sector.as_deref().is_none_or(|s| s == "CVL") && source.wikidata.is_none();
    d.found.spoken && person && private
}

fn is_public(a: &ActorRef) -> bool {
    match a.sector.as_deref() {
        Some(sector) => matches!(sector, "GOV" | "LEG" | "JUD" | "COP" | "IGO"),
        None => a.country.is_some(),
    }
}

/// "The Canadian government hailed Canada's effort": a state does nobody but itself a favour there.
/// So does one who keeps its own forces safe.
fn is_own_praise(kind: &str, d: &Draft) -> bool {
    let friendly = matches!(kind, "SUPPORT" | "AGREE" | "CONSULT" | "COOPERATE" | "AID");
    let state = |a: &ActorRef| a.country.is_some() && matches!(a.sector.as_deref(), None | Some("GOV"));
    let bare = |a: &ActorRef| a.country.is_some() && a.sector.is_none();
    let [source] = d.source.as_slice() else { return false };
    let own = |t: &ActorRef| t.country == source.country && (bare(t) || bare(source));
    let forces = |t: &ActorRef| kind == "AID" && t.sector.as_deref() == Some("MIL") && t.country == source.country;
    if friendly && state(source) && !d.target.is_empty() && d.target.iter().all(forces) {
        return true;
    }
    friendly && state(source) && !d.target.is_empty() && d.target.iter().all(|t| state(t) && own(t))
}

/// Whether a side is one nameless person: "a mother", "the student".
fn is_one(stage: &Resolved, a: &ActorRef) -> bool {
    let tokens = stage.doc.tokens();
    let last = tokens.partition_point(|t| t.end < a.end);
    let generic = stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.generic);
    generic && last < tokens.len() && stage.doc.tag(last) == "NN"
}
