//! Names apposed to roles and roles apposed to names: each lends the other what it tells.

use super::beside::of_strange_body;
use super::lexicon::Sense;
use super::mentions::{governed, name_range};
use super::np::{Ground, Phrase, Reading, read};
use super::text::Text;

/// A name apposed to a role: "his counterpart Xi Jinping", "the assistant secretary of state, Karen Donfried".
pub(super) fn apposed(text: &Text, head: usize, r: &mut Reading, right: &mut usize, ground: Ground) {
    let end = text.doc.subtree(head).end.min(head + 30);
    let is_name = |i: usize| {
        text.entity(i).is_some_and(|e| text.doc.ent(e.start) == "PERSON")
            || text.hit(i).is_some_and(|h| h.has(|s| matches!(s, Sense::Person(_))))
    };
    let apposed = (*right..end).find(|i| text.doc.dep(*i) == "appos" && text.doc.head(*i) <= head && is_name(*i));
    let Some(name) = apposed.or_else(|| after_comma(text, *right)).or_else(|| after_state(text, head, *right)) else { return };
    let left = text.left(name, (*right).max(head + 1));
    let hit = text.hit(name);
    let range = name_range(text, name, left, hit);
    let known = hit.filter(|h| range.as_ref().is_none_or(|n| *n == h.range));
    let before = text.hits_in(left..known.map_or(name, |h| h.range.start));
    let p = Phrase { words: &text.words, before, after: Vec::new(), head: known, name: range.clone(), label: "PERSON", at: name };
    let Some(mut person) = read(text.actors, &p, ground) else { return };
    lend(&mut person, r);
    *right = (*right).max(range.map_or(0, |n| n.end)).max(known.map_or(0, |h| h.range.end)).max(name + 1);
    *r = person;
}

/// The head of a full name right behind a title's comma, whatever the parse makes of it.
fn after_comma(text: &Text, right: usize) -> Option<usize> {
    let comma = text.words.text.get(right).is_some_and(|w| *w == ",");
    let e = text.entities.get(*text.entity_of.get(right + 1)? as usize)?.clone();
    let full = text.doc.ent(e.start) == "PERSON" && e.start == right + 1 && e.len() > 1;
    let same = text.sentence[right] == text.sentence[e.end - 1];
    (comma && full && same).then(|| text.root(e))
}

/// The head of a full name right behind the state of a title: "the president of Chad Tomas Berel".
fn after_state(text: &Text, head: usize, right: usize) -> Option<usize> {
    let e = text.entities.get(*text.entity_of.get(right)? as usize)?.clone();
    let full = text.doc.ent(e.start) == "PERSON" && e.start == right && e.len() > 1 && right > head + 2;
    let state = text.hit(right - 1).is_some_and(|h| h.has(|s| matches!(s, Sense::State(_) | Sense::Body(_))));
    (full && state && text.sentence[right] == text.sentence[head]).then(|| text.root(e))
}

/// What a title says of a person of whom nothing else is known.
pub(super) fn lend(person: &mut Reading, title: &Reading) {
    let unknown = matches!(person.key, super::np::Key::Named(_));
    if unknown && person.entity.country.is_none() {
        person.entity.country.clone_from(&title.entity.country);
    }
    if unknown && person.entity.sectors.is_empty() {
        person.entity.sectors.clone_from(&title.entity.sectors);
    }
    // Who is called by a title of today isn't a former holder of another office.
    let former = person.entity.sectors.first().is_some_and(|s| s == "ELI");
    if !unknown && former && title.office.is_some() && !title.past && !title.entity.sectors.is_empty() {
        person.entity.sectors.clone_from(&title.entity.sectors);
    }
    let country = super::lexicon::country_code(person.entity.country.as_deref().unwrap_or(""));
    person.entity.code = super::lexicon::code_of(country, &person.entity.sectors);
    person.office = person.office.or(title.office);
    person.role = person.role.or(title.role);
    person.deputy |= title.deputy;
    person.female = person.female.or(title.female);
}

/// The body of whom a name is told to be: "Smith, of the Harbour Trust".
fn belonging(text: &Text, head: usize) -> Option<usize> {
    let preposition = text.near_children(head).find(|c| *c > head && matches!(text.doc.lower(*c), "of" | "from"))?;
    let object = text.near_children(preposition).find(|c| text.doc.dep(*c) == "pobj")?;
    text.hit(object).is_some_and(|h| h.has(|s| matches!(s, Sense::Body(_) | Sense::State(_) | Sense::Region(_)))).then_some(object)
}

/// "An AP photographer and Iraqi citizen": a citizen is of his state, whoever pays him.
fn citizenship(text: &Text, apposed: usize) -> Option<super::lexicon::Country> {
    let citizen = |i: usize| matches!(text.doc.lemma(i), "citizen" | "national");
    let joined = || text.near_children(apposed).find(|c| text.doc.dep(*c) == "conj" && citizen(*c));
    let noun = Some(apposed).filter(|i| citizen(*i)).or_else(joined)?;
    let adjective = |c: usize| {
        text.hit(c)?.senses.iter().find_map(|s| if let Sense::Adjective(s) = s { Some(text.actors.states[*s as usize].code) } else { None })
    };
    text.near_children(noun).filter(|c| *c < noun).find_map(adjective)
}

/// A role apposed to a name: "Sergei Ryabkov, Russia's deputy foreign minister".
pub(super) fn described(text: &Text, head: usize, r: &mut Reading, ground: Ground) {
    let former = r.entity.kind == super::EntityKind::Person && r.entity.sectors.first().is_some_and(|s| s == "ELI");
    if !matches!(r.key, super::np::Key::Named(_)) && !former {
        return;
    }
    let end = text.doc.subtree(head).end.min(head + 30);
    // "Karin Moe, a Norwegian", "Tom Bell, a Briton"
    let national = |i: usize| {
        text.hit(i)?.senses.iter().find_map(|s| if let Sense::Nationals(s) = s { Some(text.actors.states[*s as usize].code) } else { None })
    };
    let beside = |i: &usize| text.doc.dep(*i) == "appos" && text.doc.head(*i) == head && matches!(text.doc.tag(*i), "NN" | "NNP");
    if let Some(country) = (head + 1..end).filter(beside).find_map(national).filter(|_| r.entity.country.is_none()) {
        r.entity.country = super::lexicon::country_text(country);
        r.entity.code = super::lexicon::code_of(country, &r.entity.sectors);
    }
    let role = |i: &usize| {
        text.doc.dep(*i) == "appos"
            && text.doc.head(*i) == head
            && text.hit(*i).is_some_and(|h| h.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_))))
    };
    let Some(at) = (head + 1..end).find(role).or_else(|| belonging(text, head)) else { return };
    // "The defence minister under Castro"
    let bygone = |c: usize| text.doc.dep(c) == "prep" && matches!(text.doc.lower(c), "during" | "under");
    if former && text.near_children(at).any(bygone) {
        return;
    }
    let left = text.left(at, head + 1);
    let hit = text.hit(at);
    let start = hit.map_or(at, |h| h.range.start);
    let (mut after, mut right) = (Vec::new(), 0);
    governed(text, at, &mut after, &mut right);
    let p = Phrase { words: &text.words, before: text.hits_in(left..start), after, head: hit, name: None, label: "", at };
    if let Some(title) = read(text.actors, &p, ground) {
        lend(r, &of_strange_body(text, at, title));
    }
    if let Some(country) = citizenship(text, at).filter(|_| !former) {
        r.entity.code = super::lexicon::code_of(country, &r.entity.sectors);
        r.entity.country = super::lexicon::country_text(country);
    }
}
