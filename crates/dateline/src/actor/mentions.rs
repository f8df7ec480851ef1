//! Finds the noun phrases of a document that stand for actors, and reads each for itself; chaining comes after.

use super::EntityKind;
use super::apposition::{apposed, described};
use super::beside::{beside, colours_role, is_bomber, is_met, of_strange_body, owner_of, source_tag};
use super::fold;
use super::lexicon::Sense;
use super::np::{Ground, Phrase, Reading, read, state};
use super::role::LOYAL;
use super::scan::Hit;
use super::special::{place_only, pronoun, special, vague};
use super::text::Text;
use std::ops::Range;

/// What a mention is, before the document around it is looked at.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Stands for itself.
    Plain(Box<Reading>),
    /// A family name alone, by its folded hash, and what it stands for where the text gives no other bearer.
    Family(u64, Option<Box<Reading>>),
    Pronoun(Pronoun),
    /// "his Chinese counterpart": the countries named with it.
    Counterpart(Box<Reading>),
    /// "the two leaders", "both countries".
    Both(Of),
    /// "The three countries".
    Several(usize),
    /// "the Asian country": the region's hash; 0 for "the country".
    Country(u64),
    /// "his country", "our nation".
    Homeland,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Persons,
    States,
    /// "The pair": whichever two are told of together.
    Either,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
}

#[derive(Debug, Clone)]
pub(super) struct Found {
    pub tokens: Range<usize>,
    pub head: usize,
    /// The name or role word itself: any of its tokens may be what a clause holds on to.
    pub core: Range<usize>,
    pub kind: Kind,
    /// "the", "this", "that", "those": told of before.
    pub definite: bool,
    /// "a", "another", a number: somebody new.
    pub fresh: bool,
    /// Head of whom it belongs to: "the country" in "the country's military".
    pub owner: Option<usize>,
    /// A title alone: "the president", "president of Chad".
    pub title: bool,
    /// What a form of address tells: "Ms Machado".
    pub female: Option<bool>,
}

/// The mentions of a document in order of their heads' first tokens.
pub(super) fn find(text: &Text) -> Vec<Found> {
    let mut found = Vec::new();
    let mut floor = 0;
    for i in 0..text.doc.len() {
        if text.doc.token(i).sent_start {
            floor = i;
        }
        if let Some(p) = pronoun(text, i) {
            let (definite, fresh) = (false, false);
            found.push(Found {
                tokens: i..i + 1,
                head: i,
                core: i..i + 1,
                kind: Kind::Pronoun(p),
                definite,
                fresh,
                owner: None,
                female: None,
                title: false,
            });
        } else if text.is_head[i] {
            phrase_at(text, i, floor, &mut found);
        }
    }
    // Owners come before what they own: "its" before "its citizens".
    found.sort_by_key(|f| (f.tokens.start, f.tokens.end));
    found
}

/// Reads the phrase with this head, and what is nested in it.
fn phrase_at(text: &Text, head: usize, floor: usize, out: &mut Vec<Found>) {
    if let Some(hit) = text.hit(head)
        && text.governor(head).is_some()
        && !source_tag(text, head)
    {
        nested(text, hit, out);
        return;
    }
    if text.governor(head).is_some() || source_tag(text, head) || colours_role(text, head) {
        return;
    }
    if text.actors.cues.not_persons.get(text.doc.lemma(head)).is_some_and(|w| head > 0 && w.contains(text.doc.lower(head - 1))) {
        return;
    }
    let hit = text.hit(head);
    let left = text.left(head, floor);
    let left = if hit.is_some_and(|h| !h.is_name()) { beside(text, head, left) } else { left };
    let name = name_range(text, head, left, hit);
    if name.as_ref().is_some_and(|n| n.len() == 1 && text.is_brand(n.start)) {
        return;
    }
    let lone = name.as_ref().is_none_or(|n| n.len() == 1) && text.lone_name(head);
    let name = name.or_else(|| (lone || text.abbreviates(head)).then_some(head..head + 1));
    let female = name.as_ref().and_then(|n| text.honorific(n.start.checked_sub(1)?)).flatten();
    let core = name.clone().or(hit.map(|h| h.range.clone())).unwrap_or(head..head + 1);
    let start = hit.map_or(core.start, |h| h.range.start.min(core.start));
    let before: Vec<&Hit> = text.hits_in(left..start);
    let mut right = core.end.max(hit.map_or(0, |h| h.range.end)).max(head + 1);
    let mut after = Vec::new();
    let titled = hit.is_some_and(|h| h.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_))));
    if name.is_none() && titled {
        governed(text, head, &mut after, &mut right);
    }
    let place = hit.is_some_and(|h| name.is_none() && place_only(text, head, h));
    if place {
        return;
    }
    let known = hit.filter(|h| name.as_ref().is_none_or(|n| *n == h.range));
    let body = text.abbreviates(head) || !lone && text.entity(head).is_some_and(|e| text.doc.ent(e.start) == "ORG");
    let label = if body { "ORG" } else { "PERSON" };
    let p = Phrase { words: &text.words, before: before.clone(), after, head: known, name: name.clone(), label, at: head };
    let evidence = text.entity(head).is_some_and(|e| text.doc.ent(e.start) == "PERSON") || lone || speaks(text, head);
    let ground = Ground { day: text.day, person: evidence, bold: false };
    let adjective = known.filter(|_| text.doc.dep(head) == "amod").and_then(|h| h.senses.iter().find(|s| matches!(s, Sense::Adjective(_))));
    let reading = match adjective {
        Some(Sense::Adjective(s)) => Some(state(text.actors, *s, false)),
        _ => read(text.actors, &p, ground),
    };
    let reading = reading.map(|r| named_body(text, left, hit, r)).map(|r| of_strange_body(text, head, r));
    let determiner = (left..head).find(|i| matches!(text.doc.tag(*i), "DT" | "CD" | "PRP$")).map(|i| text.doc.lower(i));
    let owner = owner_of(text, head, left);
    let definite = matches!(determiner, Some("the" | "this" | "that" | "these" | "those"));
    let fresh = matches!(determiner, Some("a" | "an" | "another" | "some")) || (left..head).any(|i| text.doc.tag(i) == "CD");
    let mut kind = special(text, head, left, definite, reading.as_ref())
        .or_else(|| if body { None } else { family_name(text, &name, &before, reading.as_ref(), evidence) });
    let article = name.is_some()
        && !body
        && (left..head).any(|i| matches!(text.doc.lower(i), "the" | "a" | "an"))
        && left + 2 == core.end
        && before.is_empty();
    if article && matches!(kind, Some(Kind::Family(..))) {
        kind = None;
    }
    let coded = name
        .as_ref()
        .is_some_and(|n| n.clone().any(|i| text.words.text[i].contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '#' | '/'))));
    let idle = coded || article || name.is_none() && vague(text, head, left, definite);
    if kind.is_none() && !idle {
        let armless = text.hit(head).is_some_and(|h| !h.is_name()) && WEAPONS.contains(&text.doc.lemma(head)) && !is_bomber(text, head);
        // "Iran's missile programme"
        let stock = armless && text.doc.dep(head) == "compound" && text.actors.cues.arsenals.contains(text.doc.lemma(text.doc.head(head)));
        // "Killed in coalition airstrikes"
        let allied = text.doc.dep(head) == "compound" && text.doc.lower(head) == "coalition";
        kind = reading
            .filter(|r| {
                (worth(r) || (definite || allied) && (r.role.is_some() || r.office.is_some()))
                    && !(armless && (r.entity.country.is_none() || stock))
            })
            .map(|r| Kind::Plain(Box::new(r)));
    }
    let mut title = name.is_none() && hit.is_some_and(|h| h.has(|s| matches!(s, Sense::Office(_))));
    // "After the visit to Syria, Jane Roe spoke": a land is nobody's title, but "in Germany, Roe spoke".
    let governed = text.doc.dep(head) == "pobj" && text.doc.lower(text.doc.head(head)) != "in";
    let land = governed && matches!(&kind, Some(Kind::Plain(r)) if r.entity.kind == EntityKind::State);
    let named = name.is_some() || hit.is_some_and(|h| h.has(|s| matches!(s, Sense::Person(_))));
    if let (Some(Kind::Plain(r)), false) = (&mut kind, named || land) {
        let end = right;
        apposed(text, head, r, &mut right, ground);
        title &= end == right;
    } else if let Some(Kind::Plain(r) | Kind::Counterpart(r)) = &mut kind {
        described(text, head, r, ground);
    }
    if let Some(Kind::Counterpart(r)) = &mut kind {
        apposed(text, head, r, &mut right, ground);
    }
    for h in before.iter().filter(|h| h.range.start >= left) {
        nested(text, h, out);
    }
    if let Some(kind) = kind {
        out.push(Found { tokens: left..right, head, core, kind, definite, fresh, owner, female, title });
    }
}

/// A role word that ends a proper name: "the Majeed Brigade" is one brigade, not any.
fn named_body(text: &Text, left: usize, hit: Option<&Hit>, mut r: Reading) -> Reading {
    let Some(h) = hit.filter(|h| r.role.is_some() && r.entity.kind != EntityKind::Person && !h.is_name()) else { return r };
    let proper = |i: usize| fold::capitalised(text.words.text[i]) && text.doc.tag(i).starts_with("NNP");
    let own = |i: usize| proper(i) && text.hit(i).is_none();
    let start = (left..h.range.start).rev().take_while(|i| proper(*i)).last().unwrap_or(h.range.start);
    if h.range.clone().all(proper) && (start..h.range.start).any(own) {
        r.entity.name = text.words.join(start..h.range.end);
        r.entity.generic = false;
        r.entity.kind = EntityKind::Organisation;
        r.key = super::np::Key::Organisation(fold::hash_phrase(&r.entity.name));
    }
    r
}

/// Arms act for whoever is named with them, and for nobody else.
pub(super) const WEAPONS: &[&str] =
    &["rocket", "missile", "mortar", "howitzer", "tank", "drone", "katyusha", "fire", "base", "jet", "submarine", "bomber"];

/// Whether anything is known of it beyond a word.
pub(super) fn worth(r: &Reading) -> bool {
    let people = r.people.is_some() && r.role.is_none() && r.office.is_none();
    people
        || r.entity.stateless
        || !r.entity.sectors.is_empty()
        || r.entity.country.is_some()
        || !r.entity.generic
        || !r.candidates.is_empty()
}

/// A state, people or body named inside another phrase is a mention of its own.
fn nested(text: &Text, hit: &Hit, out: &mut Vec<Found>) {
    let root = text.root(hit.range.clone());
    let proper = hit
        .senses
        .iter()
        .find(|s| matches!(s, Sense::Adjective(_) | Sense::State(_) | Sense::Region(_) | Sense::Peoples(_) | Sense::Body(_)));
    if proper.is_none() || out.iter().rev().take(12).any(|f| f.head == root) || text.doc.dep(root) == "poss" {
        return;
    }
    let head = Some(hit);
    let p = Phrase { words: &text.words, before: Vec::new(), after: Vec::new(), head, name: None, label: "", at: root };
    let reading = match hit.senses.iter().find(|s| matches!(s, Sense::Adjective(_) | Sense::State(_))) {
        Some(Sense::Adjective(s) | Sense::State(s)) => Some(state(text.actors, *s, false)),
        _ => read(text.actors, &p, Ground { day: text.day, ..Ground::default() }),
    };
    if let Some(r) = reading {
        let (tokens, core, kind) = (hit.range.clone(), hit.range.clone(), Kind::Plain(Box::new(r)));
        out.push(Found { tokens, head: root, core, kind, definite: false, fresh: false, owner: None, female: None, title: false });
    }
}

/// The tokens of a proper name at the head that is not known as a whole.
pub(super) fn name_range(text: &Text, head: usize, left: usize, hit: Option<&Hit>) -> Option<Range<usize>> {
    let titled = |h: &&Hit| h.has(|s| matches!(s, Sense::Office(_) | Sense::Role { .. } | Sense::Modifier(_)));
    let from = text.hits_in(left..head).into_iter().rev().find(titled).map_or(left, |h| h.range.end);
    if let Some(e) = text.entity(head)
        && matches!(text.doc.ent(e.start), "PERSON" | "ORG")
    {
        let person = text.doc.ent(e.start) == "PERSON";
        let start = e.start.max(from.min(head)).max(left);
        let start = (start..=head)
            .find(|i| {
                fold::capitalised(text.words.text[*i])
                    && text.honorific(*i).is_none()
                    && !text.hit(*i).is_some_and(|h| h.has(|s| matches!(s, Sense::Adjective(_))))
            })
            .unwrap_or(head);
        let end = (head + 1).max(if person { e.end } else { head + 1 });
        let end = (start..end).rev().find(|i| text.words.hash[*i] != 0).map_or(end, |i| i + 1);
        // "Maher al-Assad" is not the Assad whom everybody knows.
        let other = |h: &Hit| person && h.range.start > start && h.senses.iter().all(|s| matches!(s, Sense::Person(_)));
        let words = |h: &Hit| h.range.clone().filter(|i| text.words.hash[*i] != 0 && text.words.text[*i].len() > 3).count();
        let several = |h: &Hit| h.range.len() > 1 && h.is_name() && !(other(h) && words(h) == 1);
        let whole = hit.is_some_and(|h| h.range.start <= start && h.range.end >= end || !person || several(h));
        let capital = fold::capitalised(text.words.text[head]);
        return (!whole && capital).then_some(start..end.max(head + 1));
    }
    let proper = text.doc.tag(head).starts_with("NNP") && fold::capitalised(text.words.text[head]);
    if hit.is_none() && proper && head > left && text.honorific(head - 1).is_some() {
        return Some(head..head + 1);
    }
    (hit.is_none() && proper && from > left && from <= head).then_some(from..head + 1)
}

/// Verbs and nouns of saying, whose subject is somebody.
pub(super) fn speaks(text: &Text, head: usize) -> bool {
    let verb = text.doc.head(head);
    matches!(text.doc.dep(head), "nsubj" | "nsubjpass")
        && matches!(
            text.doc.lemma(verb),
            "say"
                | "tell"
                | "add"
                | "warn"
                | "claim"
                | "declare"
                | "announce"
                | "insist"
                | "tweet"
                | "argue"
                | "pledge"
                | "vow"
                | "visit"
                | "meet"
        )
}

/// A family name alone: whoever the text has named in full, else whom the knowledge knows.
fn family_name(text: &Text, name: &Option<Range<usize>>, before: &[&Hit], reading: Option<&Reading>, evidence: bool) -> Option<Kind> {
    let name = name.as_ref()?;
    let words: Vec<usize> = name.clone().filter(|i| text.words.hash[*i] != 0).collect();
    // "Long-Bailey": one name, whatever the tokenizer makes of it.
    let hyphened = words.len() == 2 && words[1] == words[0] + 2 && matches!(text.words.text[words[0] + 1], "-" | "–");
    if words.len() != 1 && !hyphened {
        return None;
    }
    if words.iter().any(|i| text.words.text[*i].contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let known =
        reading.filter(|r| matches!(r.key, super::np::Key::Person(_)) || !r.candidates.is_empty() || evidence || !before.is_empty());
    Some(Kind::Family(text.words.hash[words[words.len() - 1]], known.cloned().map(Box::new)))
}

/// Prepositional phrases that say whose or where: "of Russia", "in Nairobi".
pub(super) fn governed<'t>(text: &'t Text, head: usize, after: &mut Vec<&'t Hit>, right: &mut usize) {
    let start = text.hit(head).map_or(head + 1, |h| h.range.end);
    let end = text.doc.subtree(head).end.max((start + 1).min(text.doc.len())).min(head + 24);
    for i in start..end {
        let own = text.doc.head(i) == head || text.hit(head).is_some_and(|h| h.range.contains(&text.doc.head(i)));
        let loyal = own && LOYAL.contains(&text.doc.lower(i));
        let allied = || text.near_children(i).find(|c| *c > i && matches!(text.doc.lower(*c), "to" | "with"));
        let serving = || text.near_children(i).find(|c| *c > i && matches!(text.doc.lower(*c), "for" | "at" | "by" | "to"));
        // "Met officials *from Mali*": the parser may hang whose they are on the verb.
        let met = !own && i == start && text.doc.lower(i) == "from" && is_met(text, head, i);
        let serves = own && text.doc.head(i) == head && text.actors.cues.serving.contains(text.doc.lower(i));
        let prep = if serves {
            serving()
        } else if loyal {
            allied()
        } else {
            Some(i).filter(|_| (own || met) && text.doc.dep(i) == "prep")
        };
        let Some(i) = prep else { continue };
        if !loyal && !serves && !matches!(text.doc.lower(i), "of" | "in" | "from" | "for" | "at") {
            break;
        }
        let Some(object) = text.near_children(i).find(|c| text.doc.dep(*c) == "pobj") else { continue };
        let object = ruling_party(text, object).unwrap_or(object);
        // "Reporters, most of them from the Herald": where they are held tells more than who pays them.
        let paid = |s: &Sense| matches!(s, Sense::Body(b) if text.actors.everyday(*b));
        if text.doc.lower(i) == "from" && i > start && text.hit(object).is_some_and(|h| h.has(paid)) {
            continue;
        }
        let reach = named_behind(text, i + 1, object).unwrap_or_else(|| text.hit(object).map_or(object + 1, |h| h.range.end));
        after.extend(text.hits_in(i + 1..reach));
        after.extend(joined_states(text, object));
        if text.doc.lower(i) == "of" && reach - head < 10 {
            *right = (*right).max(reach);
        }
    }
}

/// "Spokesman of the *ruling* People's Party": the parser takes the participle for the noun.
fn ruling_party(text: &Text, object: usize) -> Option<usize> {
    let rules = matches!(text.doc.lower(object), "ruling" | "governing");
    let next = Some(object + 1).filter(|&i| rules && i < text.doc.len())?;
    text.entity(next).filter(|e| text.doc.ent(e.start) == "ORG").map(|e| e.end - 1)
}

/// Where the holder's full name begins right behind the state that a title names: "the president of Chad Tomas Berel".
fn named_behind(text: &Text, from: usize, object: usize) -> Option<usize> {
    let e = text.entity(object).filter(|e| text.doc.ent(e.start) == "PERSON" && e.len() > 1 && e.start > from)?;
    let state = text.hit(e.start - 1).is_some_and(|h| h.range.end == e.start && h.has(|s| matches!(s, Sense::State(_) | Sense::Body(_))));
    state.then_some(e.start)
}

/// The states joined to one: "in France, Germany and Spain".
fn joined_states<'t>(text: &'t Text, first: usize) -> Vec<&'t Hit> {
    let state = |i: usize| text.hit(i).filter(|h| h.has(|s| matches!(s, Sense::State(_))));
    let mut found = Vec::new();
    let mut at = first;
    while let Some(next) = text.near_children(at).find(|c| text.doc.dep(*c) == "conj" && *c > at)
        && let Some(hit) = state(next).filter(|_| state(at).is_some() && found.len() < 8)
    {
        found.push(hit);
        at = next;
    }
    found
}
