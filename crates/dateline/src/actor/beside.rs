//! What stands beside a mention and is no part of it, or tells whose it is: commas, brackets, owners, the things that a role colours.

use super::fold;
use super::lexicon::{Class, Sense, code_of, country_code, sector_name};
use super::mentions::WEAPONS;
use super::np::{Reading, sector};
use super::scan::Hit;
use super::text::Text;
use std::ops::Range;

/// Where the phrase begins of a role that tells of what kind a thing is, with the state that stands before both: "the Ukrainian army base".
pub(super) fn beside(text: &Text, head: usize, left: usize) -> usize {
    let doc = text.doc;
    let thing = doc.head(head);
    let colours = |i: usize| matches!(doc.dep(i), "amod" | "compound" | "nmod") && doc.head(i) == thing;
    let state = |h: &Hit| h.has(|s| matches!(s, Sense::Adjective(_) | Sense::State(_)));
    let armed = WEAPONS.contains(&doc.lemma(head));
    let last = left.checked_sub(1).filter(|_| !armed && doc.dep(head) == "compound" && thing > head && !text.is_head[thing]);
    let Some(hit) = last.and_then(|i| text.hit(i)).filter(|h| state(h)) else { return left };
    if colours(text.root(hit.range.clone())) { hit.range.start } else { left }
}

/// "(AP)", "(Reuters via ABC)": whose report it is, in brackets before a sentence or behind it.
pub(super) fn source_tag(text: &Text, head: usize) -> bool {
    const REACH: usize = 8;
    let word = |i: usize| text.words.text.get(i).copied().unwrap_or_default();
    let bracket = |i: &usize| matches!(word(*i), "(" | "[" | ")" | "]");
    let open = (head.saturating_sub(REACH)..head).rev().find(bracket).filter(|i| matches!(word(*i), "(" | "["));
    let close = (head + 1..head + REACH).find(bracket).filter(|i| matches!(word(*i), ")" | "]"));
    let (Some(open), Some(close)) = (open, close) else { return false };
    let outlet = |s: &Sense| matches!(s, Sense::Body(b) if text.actors.bodies[*b as usize].sectors.first() == Some(&sector("JRN")));
    let known = text.hit(head).is_some_and(|h| h.has(outlet));
    let strange = text.hit(head).is_none() && text.doc.tag(head).starts_with("NNP");
    let begins = open == 0 || matches!(word(open - 1), "." | ")" | "]" | "!" | "?" | "”" | "\"") || word(open - 1).contains('\n');
    let ends = matches!(word(close + 1), "" | "." | "(" | "[") || word(close + 1).contains('\n');
    let short = (open + 1..close)
        .all(|i| fold::capitalised(word(i)) || matches!(word(i), "via" | "and" | "/" | "," | "-" | "&" | "." | "of" | "the"));
    short && (known && (begins || ends) || strange && begins)
}

/// Whether a state's adjective tells whose the role behind it is: "Ukrainian" in "the Ukrainian army base".
pub(super) fn colours_role(text: &Text, adjective: usize) -> bool {
    let Some(hit) = text.hit(adjective).filter(|h| h.has(|s| matches!(s, Sense::Adjective(_)))) else { return false };
    let (next, thing) = (hit.range.end, text.doc.head(adjective));
    let forces = |s: &Sense| match s {
        Sense::Role { role, .. } => {
            let x = &text.actors.roles[*role as usize];
            let first = x.sectors.first().map_or("", |s| sector_name(*s));
            x.class != Class::Person && !x.weak && matches!(first, "MIL" | "COP")
        }
        _ => false,
    };
    let role = text.hits_in(next..thing).into_iter().find(|h| h.range.start == next && h.senses.iter().all(forces));
    role.is_some_and(|h| beside(text, text.root(h.range.clone()), next) < next)
}

/// Whom a noun belongs to; "whose" goes back to the noun that its clause tells of.
pub(super) fn owner_of(text: &Text, head: usize, left: usize) -> Option<usize> {
    let Some(owner) = (left..head).find(|i| text.doc.dep(*i) == "poss" && text.doc.head(*i) == head) else {
        return belongs_to(text, head);
    };
    if text.doc.lower(owner) != "whose" {
        return Some(owner);
    }
    let mut at = head;
    for _ in 0..8 {
        if text.doc.dep(at) == "relcl" {
            return Some(text.doc.head(at));
        }
        at = text.doc.head(at);
    }
    None
}

/// "The leader of the group": the noun behind a title's "of".
fn belongs_to(text: &Text, head: usize) -> Option<usize> {
    let hit = text.hit(head).filter(|h| h.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_))))?;
    let of = hit.range.end;
    let direct = text.words.text.get(of).is_some_and(|w| *w == "of") && text.doc.head(of) == head;
    text.near_children(of).find(|c| direct && text.doc.dep(*c) == "pobj")
}

/// "The president of the Harbour Federation": who leads a body that the knowledge lacks is of its kind, and no organ of state.
pub(super) fn of_strange_body(text: &Text, head: usize, mut r: Reading) -> Reading {
    let led = |o: u16| matches!(text.actors.offices[o as usize].family.as_str(), "state" | "government" | "leader");
    let strange = |e: &Range<usize>| text.doc.ent(e.start) == "ORG" && e.len() > 1 && text.hits_in(e.clone()).iter().all(|h| !h.is_name());
    let body = belongs_to(text, head).and_then(|o| text.entity(o)).filter(strange);
    let Some(name) = body.filter(|_| r.entity.generic && r.office.is_some_and(led)) else { return r };
    let kind = name.rev().find_map(|i| text.actors.endings.get(&text.words.hash[i])).cloned().unwrap_or_default();
    r.entity.sectors = kind.iter().map(|s| sector_name(*s).to_owned()).collect();
    r.entity.code = code_of(country_code(r.entity.country.as_deref().unwrap_or("")), &r.entity.sectors);
    r
}

/// "A *suicide* bomber", "the *car* bomber": a man, no aircraft.
pub(super) fn is_bomber(text: &Text, head: usize) -> bool {
    let before = |i: usize| matches!(text.doc.lower(i), "suicide" | "car" | "truck" | "motorcycle" | "lone" | "female" | "failed");
    text.doc.lemma(head) == "bomber" && head > 0 && before(head - 1)
}

/// Whether a preposition right behind the object of a verb of meeting or speech hangs on the verb.
pub(super) fn is_met(text: &Text, object: usize, prep: usize) -> bool {
    const MEETS: &[&str] = &[
        "meet",
        "host",
        "receive",
        "welcome",
        "greet",
        "brief",
        "consult",
        "tell",
        "urge",
        "ask",
        "accuse",
        "criticise",
        "criticize",
        "condemn",
    ];
    let verb = text.doc.head(prep);
    text.doc.dep(object) == "dobj" && text.doc.head(object) == verb && MEETS.contains(&text.doc.lemma(verb))
}
