//! Finds the noun phrases of a document that stand for actors, and reads each for itself; chaining comes after.

use super::EntityKind;
use super::fold;
use super::lexicon::{Actors, Sense};
use super::np::{Ground, Phrase, Reading, read, state};
use super::scan::{Hit, Words, scan};
use dateline_lang::Doc;
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
    /// "the Asian country": the region's hash; 0 for "the country".
    Country(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Persons,
    States,
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
}

/// A document with its known names.
pub(super) struct Text<'a> {
    pub doc: &'a Doc,
    pub actors: &'a Actors,
    pub words: Words<'a>,
    pub hits: Vec<Hit>,
    /// For each token the hit that holds it; `u32::MAX` for none.
    hit_of: Vec<u32>,
    /// For each token the entity that holds it.
    entity_of: Vec<u32>,
    entities: Vec<Range<usize>>,
    /// Whether an actor's noun phrase has its head here.
    is_head: Vec<bool>,
    /// For each token its sentence.
    pub sentence: Vec<u32>,
    pub day: Option<i32>,
}

const MODIFIERS: &[&str] = &["compound", "amod", "nmod", "nummod", "det", "predet", "quantmod"];

impl<'a> Text<'a> {
    pub fn new(doc: &'a Doc, actors: &'a Actors, day: Option<i32>) -> Self {
        let words = Words::new((0..doc.len()).map(|i| doc.word(i)).collect());
        let entities: Vec<Range<usize>> = doc.entities().collect();
        let mut entity_of = vec![u32::MAX; doc.len()];
        for (i, e) in entities.iter().enumerate() {
            entity_of[e.clone()].fill(i as u32);
        }
        let mut sentence = vec![0; doc.len()];
        for (i, s) in doc.sentences().enumerate() {
            sentence[s].fill(i as u32);
        }
        let hits = scan(actors, &words);
        let mut text = Text {
            doc,
            actors,
            words,
            hits: Vec::new(),
            hit_of: vec![u32::MAX; doc.len()],
            entity_of,
            entities,
            is_head: vec![false; doc.len()],
            sentence,
            day,
        };
        text.hits = hits.into_iter().filter_map(|h| text.sensible(h)).collect();
        for (i, h) in text.hits.iter().enumerate() {
            text.hit_of[h.range.clone()].fill(i as u32);
        }
        text.mark_heads();
        text
    }

    pub fn hit(&self, token: usize) -> Option<&Hit> {
        self.hits.get(self.hit_of[token] as usize)
    }

    /// Children of a token within reach. A sentence may be as long as the text: all its children would cost too much.
    fn near_children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        const REACH: usize = 24;
        let range = token.saturating_sub(REACH)..(token + REACH).min(self.doc.len());
        range.filter(move |c| *c != token && self.doc.head(*c) == token)
    }

    fn entity(&self, token: usize) -> Option<Range<usize>> {
        self.entities.get(self.entity_of[token] as usize).cloned()
    }

    /// The token of a range that the rest of it hangs on.
    pub fn root(&self, range: Range<usize>) -> usize {
        let outside = |i: &usize| !range.contains(&self.doc.head(*i)) || self.doc.head(*i) == *i;
        range.clone().rev().find(outside).unwrap_or(range.end - 1)
    }

    /// A hit without the senses that the tags and entities speak against; `None` if none is left.
    fn sensible(&self, mut hit: Hit) -> Option<Hit> {
        let root = self.root(hit.range.clone());
        let (pos, tag) = (self.doc.pos(root), self.doc.tag(root));
        let nominal = matches!(pos, "NOUN" | "PROPN")
            || tag.starts_with("NN")
            || pos == "ADJ" && self.doc.dep(root) != "amod" && hit.range.len() == 1;
        let start = hit.range.start;
        let initial = start == 0 || self.sentence[start - 1] != self.sentence[start] || matches!(self.words.text[start - 1], "\"" | "“");
        let unproved = hit.range.len() == 1 && initial && !tag.starts_with("NNP") && self.entity(start).is_none();
        let grammatical = matches!(pos, "ADV" | "DET" | "ADP" | "PRON" | "SCONJ" | "CCONJ" | "INTJ" | "AUX" | "PART" | "NUM");
        let everyday = |s: &Sense| matches!(s, Sense::Body(b) if self.actors.everyday(*b));
        let in_person = self.inside_person(&hit.range);
        hit.senses.retain(|s| match s {
            Sense::Role { .. } | Sense::Office(_) => nominal,
            Sense::Modifier(_) => true,
            Sense::Adjective(_) | Sense::Nationals(_) | Sense::Peoples(_) => !in_person && pos != "VERB",
            Sense::Person(_) => pos != "VERB",
            s => !(unproved && (grammatical || everyday(s))) && !in_person && pos != "VERB",
        });
        (!hit.senses.is_empty()).then_some(hit)
    }

    /// A single word in the midst of a person's name: "Jordan" in "Michael Jordan".
    fn inside_person(&self, range: &Range<usize>) -> bool {
        let Some(e) = self.entity(range.start) else { return false };
        let proper = |i: usize| !range.contains(&i) && fold::capitalised(self.words.text[i]) && self.doc.tag(i).starts_with("NNP");
        self.doc.ent(e.start) == "PERSON" && range.len() == 1 && e.len() > 1 && e.clone().any(proper) && range.start > e.start
    }

    fn mark_heads(&mut self) {
        for h in 0..self.hits.len() {
            if self.hits[h].has(|s| !matches!(s, Sense::Modifier(_) | Sense::Town(_))) {
                let root = self.root(self.hits[h].range.clone());
                self.is_head[root] = true;
            }
        }
        for e in 0..self.entities.len() {
            let range = self.entities[e].clone();
            let known = self.hit(range.start).is_some_and(|h| h.is_name() && h.range.end >= range.end);
            if matches!(self.doc.ent(range.start), "PERSON" | "ORG") && !known {
                let root = self.root(range);
                self.is_head[root] = true;
            }
        }
        for i in 1..self.doc.len() {
            let title = |c: usize| self.hit(c).is_some_and(|h| h.has(|s| matches!(s, Sense::Office(_) | Sense::Role { .. })));
            if self.doc.tag(i).starts_with("NNP")
                && !self.is_head[i]
                && self.doc.subtree(i).start < i
                && self.near_children(i).any(|c| c < i && title(c))
            {
                self.is_head[i] = true;
            }
        }
    }

    /// The actor's noun phrase whose head this token modifies, if any: "Russian" in "Russian troops".
    fn governor(&self, token: usize) -> Option<usize> {
        let mut at = token;
        for _ in 0..6 {
            let dep = self.doc.dep(at);
            let head = self.doc.head(at);
            if !MODIFIERS.contains(&dep) || head == at || head < at && dep != "nmod" {
                return None;
            }
            if self.is_head[head] {
                return Some(head);
            }
            at = head;
        }
        None
    }

    /// First token of the noun phrase with this head.
    fn left(&self, head: usize, lowest: usize) -> usize {
        let mut left = head;
        for i in (lowest..head).rev() {
            let cut = self.doc.ent(i) == "DATE" && self.words.text[i].starts_with(|c: char| c.is_ascii_digit());
            if cut || self.words.text[i].contains('\n') {
                return left.max(i + 1);
            }
            let (h, dep) = (self.doc.head(i), self.doc.dep(i));
            let part = h == head && (MODIFIERS.contains(&dep) || matches!(dep, "poss" | "advmod" | "punct" | "nmod"));
            if part && !matches!(dep, "advmod" | "punct") {
                left = left.min(self.doc.subtree(i).start.max(lowest));
            } else if h == i || h > head || h < lowest {
                break;
            }
            if head - i > 24 {
                break;
            }
        }
        left
    }
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
            found.push(Found { tokens: i..i + 1, head: i, core: i..i + 1, kind: Kind::Pronoun(p), definite, fresh, owner: None });
        } else if text.is_head[i] {
            phrase_at(text, i, floor, &mut found);
        }
    }
    // Owners come before what they own: "its" before "its citizens".
    found.sort_by_key(|f| (f.tokens.start, f.tokens.end));
    found
}

fn pronoun(text: &Text, i: usize) -> Option<Pronoun> {
    if !matches!(text.doc.tag(i), "PRP" | "PRP$") {
        return None;
    }
    Some(match text.doc.lower(i) {
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" if text.doc.dep(i) == "expl" || expletive(text, i) => return None,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" => Pronoun::They,
        _ => return None,
    })
}

/// "It is clear that", "it seems that", "it rained": stands for nothing.
fn expletive(text: &Text, i: usize) -> bool {
    let verb = text.doc.head(i);
    let clause = text.near_children(verb).any(|c| matches!(text.doc.dep(c), "ccomp" | "xcomp" | "csubj" | "advcl" | "acomp"));
    text.doc.dep(i).starts_with("nsubj")
        && clause
        && matches!(text.doc.lemma(verb), "be" | "seem" | "appear" | "happen" | "turn" | "emerge")
}

/// Reads the phrase with this head, and what is nested in it.
fn phrase_at(text: &Text, head: usize, floor: usize, out: &mut Vec<Found>) {
    if let Some(hit) = text.hit(head)
        && text.governor(head).is_some()
    {
        nested(text, hit, out);
        return;
    }
    if text.governor(head).is_some() {
        return;
    }
    let left = text.left(head, floor);
    let hit = text.hit(head);
    let name = name_range(text, head, left, hit);
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
    let label = text.entity(head).map_or("PERSON", |e| if text.doc.ent(e.start) == "ORG" { "ORG" } else { "PERSON" });
    let p = Phrase { words: &text.words, before: before.clone(), after, head: known, name: name.clone(), label, at: head };
    let evidence = text.entity(head).is_some_and(|e| text.doc.ent(e.start) == "PERSON") || speaks(text, head);
    let ground = Ground { day: text.day, person: evidence, bold: false };
    let reading = read(text.actors, &p, ground);
    let reading = reading.map(|r| named_body(text, left, hit, r));
    let determiner = (left..head).find(|i| matches!(text.doc.tag(*i), "DT" | "CD" | "PRP$")).map(|i| text.doc.lower(i));
    let owner = (left..head).find(|i| text.doc.dep(*i) == "poss" && text.doc.head(*i) == head);
    let definite = matches!(determiner, Some("the" | "this" | "that" | "these" | "those"));
    let fresh = matches!(determiner, Some("a" | "an" | "another" | "some")) || (left..head).any(|i| text.doc.tag(i) == "CD");
    let mut kind =
        special(text, head, left, definite, reading.as_ref()).or_else(|| family_name(text, &name, &before, reading.as_ref(), evidence));
    let coded = name
        .as_ref()
        .is_some_and(|n| n.clone().any(|i| text.words.text[i].contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '#' | '/'))));
    if kind.is_none() && !coded {
        let armless = text.hit(head).is_some_and(|h| !h.is_name()) && WEAPONS.contains(&text.doc.lemma(head));
        kind = reading
            .filter(|r| (worth(r) || definite && r.role.is_some()) && !(armless && r.entity.country.is_none()))
            .map(|r| Kind::Plain(Box::new(r)));
    }
    if let (Some(Kind::Plain(r)), false) = (&mut kind, name.is_some()) {
        apposed(text, head, r, &mut right, ground);
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
        out.push(Found { tokens: left..right, head, core, kind, definite, fresh, owner });
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
const WEAPONS: &[&str] =
    &["rocket", "missile", "mortar", "howitzer", "tank", "drone", "katyusha", "fire", "base", "jet", "submarine", "bomber"];

/// Whether anything is known of it beyond a word.
pub(super) fn worth(r: &Reading) -> bool {
    !r.entity.sectors.is_empty() || r.entity.country.is_some() || !r.entity.generic || !r.candidates.is_empty()
}

impl<'a> Text<'a> {
    fn hits_in(&self, range: Range<usize>) -> Vec<&Hit> {
        let first = self.hits.partition_point(|h| h.range.start < range.start);
        self.hits[first..].iter().take_while(|h| h.range.end <= range.end).collect()
    }
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
        out.push(Found { tokens, head: root, core, kind, definite: false, fresh: false, owner: None });
    }
}

/// The tokens of a proper name at the head that is not known as a whole.
fn name_range(text: &Text, head: usize, left: usize, hit: Option<&Hit>) -> Option<Range<usize>> {
    let titled = |h: &&Hit| h.has(|s| matches!(s, Sense::Office(_) | Sense::Role { .. } | Sense::Modifier(_)));
    let from = text.hits_in(left..head).into_iter().rev().find(titled).map_or(left, |h| h.range.end);
    if let Some(e) = text.entity(head)
        && matches!(text.doc.ent(e.start), "PERSON" | "ORG")
    {
        let person = text.doc.ent(e.start) == "PERSON";
        let start = e.start.max(from.min(head)).max(left);
        let start = (start..=head)
            .find(|i| fold::capitalised(text.words.text[*i]) && !text.hit(*i).is_some_and(|h| h.has(|s| matches!(s, Sense::Adjective(_)))))
            .unwrap_or(head);
        let end = (head + 1).max(if person { e.end } else { head + 1 });
        let end = (start..end).rev().find(|i| text.words.hash[*i] != 0).map_or(end, |i| i + 1);
        let whole = hit.is_some_and(|h| h.range.start <= start && h.range.end >= end || !person || h.range.len() > 1 && h.is_name());
        let capital = fold::capitalised(text.words.text[head]);
        return (!whole && capital).then_some(start..end.max(head + 1));
    }
    let proper = text.doc.tag(head).starts_with("NNP") && fold::capitalised(text.words.text[head]);
    (hit.is_none() && proper && from > left && from <= head).then_some(from..head + 1)
}

/// Verbs and nouns of saying, whose subject is somebody.
fn speaks(text: &Text, head: usize) -> bool {
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
    let label = text.entity(name.start).map(|e| text.doc.ent(e.start));
    if words.len() != 1 || label == Some("ORG") {
        return None;
    }
    if words.iter().any(|i| text.words.text[*i].contains(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let known =
        reading.filter(|r| matches!(r.key, super::np::Key::Person(_)) || !r.candidates.is_empty() || evidence || !before.is_empty());
    Some(Kind::Family(text.words.hash[words[0]], known.cloned().map(Box::new)))
}

/// Prepositional phrases that say whose or where: "of Russia", "in Nairobi".
fn governed<'t>(text: &'t Text, head: usize, after: &mut Vec<&'t Hit>, right: &mut usize) {
    let end = text.doc.subtree(head).end.min(head + 24);
    let start = text.hit(head).map_or(head + 1, |h| h.range.end);
    for i in start..end {
        let own = text.doc.head(i) == head || text.hit(head).is_some_and(|h| h.range.contains(&text.doc.head(i)));
        if text.doc.dep(i) != "prep" || !own {
            continue;
        }
        if !matches!(text.doc.lower(i), "of" | "in" | "from" | "for" | "at") {
            break;
        }
        let Some(object) = text.near_children(i).find(|c| text.doc.dep(*c) == "pobj") else { continue };
        let reach = text.hit(object).map_or(object + 1, |h| h.range.end);
        after.extend(text.hits_in(i + 1..reach));
        if text.doc.lower(i) == "of" && reach - head < 10 {
            *right = (*right).max(reach);
        }
    }
}

/// Capitals and seats are governments when they do something, and places after "in"; towns are places.
fn place_only(text: &Text, head: usize, hit: &Hit) -> bool {
    if hit.has(|s| {
        matches!(s, Sense::State(_) | Sense::Body(_) | Sense::Person(_) | Sense::Role { .. } | Sense::Office(_) | Sense::Adjective(_))
    }) {
        return false;
    }
    let seat = hit.has(|s| matches!(s, Sense::Capital(_) | Sense::Seat(_)));
    if !seat {
        return hit.has(|s| matches!(s, Sense::Town(_))) && !hit.has(|s| matches!(s, Sense::Region(_) | Sense::Peoples(_)));
    }
    let mut at = head;
    for _ in 0..8 {
        if text.doc.dep(at) != "conj" {
            break;
        }
        at = text.doc.head(at);
    }
    let governor = text.doc.head(at);
    match text.doc.dep(at) {
        "nsubj" | "nsubjpass" => text.doc.lemma(governor) == "be" && text.near_children(governor).any(|c| text.doc.dep(c) == "attr"),
        "dobj" | "dative" => matches!(
            text.doc.lemma(governor),
            "visit" | "leave" | "reach" | "hit" | "strike" | "shell" | "bomb" | "capture" | "enter" | "attack" | "take" | "seize" | "rock"
        ),
        "poss" => PLACE_NOUNS.contains(&text.doc.lemma(governor)),
        "pobj" if text.doc.lower(governor) == "to" => !matches!(
            text.doc.lemma(text.doc.head(governor)),
            "protest"
                | "complain"
                | "appeal"
                | "apologize"
                | "apologise"
                | "respond"
                | "reply"
                | "talk"
                | "speak"
                | "offer"
                | "report"
                | "sell"
                | "loyal"
                | "message"
                | "warning"
                | "threat"
                | "response"
        ),
        "pobj" => {
            let with = matches!(
                text.doc.lower(governor),
                "by" | "with" | "against" | "between" | "among" | "than" | "towards" | "toward" | "upon" | "unlike" | "like" | "on"
            );
            !with
        }
        "agent" => false,
        _ => true,
    }
}

const PLACE_NOUNS: &[&str] = &[
    "street",
    "airport",
    "suburb",
    "outskirt",
    "mayor",
    "metro",
    "subway",
    "university",
    "district",
    "square",
    "centre",
    "center",
    "neighborhood",
    "neighbourhood",
    "hotel",
    "embassy",
    "resident",
    "skyline",
    "port",
    "station",
    "stadium",
    "hospital",
    "church",
    "mosque",
];

/// "his Chinese counterpart", "the two leaders", "the Asian country".
fn special(text: &Text, head: usize, left: usize, definite: bool, reading: Option<&Reading>) -> Option<Kind> {
    let lemma = text.doc.lemma(head);
    if lemma == "counterpart" {
        return reading.map(|r| Kind::Counterpart(Box::new(r.clone())));
    }
    let lower = |i: usize| text.doc.lower(i);
    let pair = (left..head).any(|i| matches!(lower(i), "two" | "both")) && (definite || (left..head).any(|i| lower(i) == "both"));
    let bare = reading.is_none_or(|r| r.entity.country.is_none());
    if pair && bare {
        return match lemma {
            "leader" | "president" | "minister" | "man" | "politician" | "diplomat" | "official" | "counterpart" => {
                Some(Kind::Both(Of::Persons))
            }
            "country" | "nation" | "side" | "state" | "government" | "neighbor" | "neighbour" | "power" | "superpower" | "ally"
            | "party" => Some(Kind::Both(Of::States)),
            _ => None,
        };
    }
    let singular = matches!(text.doc.tag(head), "NN" | "NNP");
    if definite
        && singular
        && bare
        && matches!(lemma, "country" | "nation" | "state" | "kingdom" | "republic" | "emirate" | "sultanate" | "federation")
    {
        let near = (left..head).rev().take_while(|i| *i > left).find(|i| matches!(text.doc.pos(*i), "ADJ" | "PROPN" | "NOUN"));
        return Some(Kind::Country(near.map_or(0, |i| text.words.hash[i])));
    }
    None
}

/// A name apposed to a role: "his counterpart Xi Jinping", "the assistant secretary of state, Karen Donfried".
fn apposed(text: &Text, head: usize, r: &mut Reading, right: &mut usize, ground: Ground) {
    let end = text.doc.subtree(head).end.min(head + 30);
    let is_name = |i: usize| {
        text.entity(i).is_some_and(|e| text.doc.ent(e.start) == "PERSON")
            || text.hit(i).is_some_and(|h| h.has(|s| matches!(s, Sense::Person(_))))
    };
    let apposed = (*right..end).find(|i| text.doc.dep(*i) == "appos" && text.doc.head(*i) <= head && is_name(*i));
    let Some(name) = apposed.or_else(|| after_comma(text, *right)) else { return };
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

/// What a title says of a person of whom nothing else is known.
fn lend(person: &mut Reading, title: &Reading) {
    let unknown = matches!(person.key, super::np::Key::Named(_));
    if unknown && person.entity.country.is_none() {
        person.entity.country.clone_from(&title.entity.country);
    }
    if unknown && person.entity.sectors.is_empty() {
        person.entity.sectors.clone_from(&title.entity.sectors);
    }
    let country = super::lexicon::country_code(person.entity.country.as_deref().unwrap_or(""));
    person.entity.code = super::lexicon::code_of(country, &person.entity.sectors);
    person.office = person.office.or(title.office);
    person.role = person.role.or(title.role);
    person.deputy |= title.deputy;
}

/// A role apposed to a name: "Sergei Ryabkov, Russia's deputy foreign minister".
fn described(text: &Text, head: usize, r: &mut Reading, ground: Ground) {
    if !matches!(r.key, super::np::Key::Named(_)) {
        return;
    }
    let end = text.doc.subtree(head).end.min(head + 30);
    let role = |i: &usize| {
        text.doc.dep(*i) == "appos"
            && text.doc.head(*i) == head
            && text.hit(*i).is_some_and(|h| h.has(|s| matches!(s, Sense::Role { .. } | Sense::Office(_))))
    };
    let Some(at) = (head + 1..end).find(role) else { return };
    let left = text.left(at, head + 1);
    let hit = text.hit(at);
    let start = hit.map_or(at, |h| h.range.start);
    let (mut after, mut right) = (Vec::new(), 0);
    governed(text, at, &mut after, &mut right);
    let p = Phrase { words: &text.words, before: text.hits_in(left..start), after, head: hit, name: None, label: "", at };
    if let Some(title) = read(text.actors, &p, ground) {
        lend(r, &title);
    }
}
