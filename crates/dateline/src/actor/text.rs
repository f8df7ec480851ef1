//! A document with its known names: which token belongs to which hit and entity, and where actors' noun phrases have their heads.

use super::fold;
use super::lexicon::{Actors, Sense, sector_name};
use super::scan::{Hit, Words, scan};
use dateline_lang::Doc;
use std::collections::HashSet;
use std::ops::Range;

/// A document with its known names.
pub(super) struct Text<'a> {
    pub doc: &'a Doc,
    pub actors: &'a Actors,
    pub words: Words<'a>,
    pub hits: Vec<Hit>,
    /// For each token the hit that holds it; `u32::MAX` for none.
    pub(super) hit_of: Vec<u32>,
    /// For each token the entity that holds it.
    pub(super) entity_of: Vec<u32>,
    pub(super) entities: Vec<Range<usize>>,
    /// Whether an actor's noun phrase has its head here.
    pub(super) is_head: Vec<bool>,
    /// For each token its sentence.
    pub sentence: Vec<u32>,
    pub day: Option<i32>,
    /// Words of the full names of persons in the text.
    bearers: HashSet<u64>,
    /// First words of the names of outlets and firms in the text.
    brands: HashSet<u64>,
    /// Initials of the bodies that the text names in full.
    acronyms: HashSet<u64>,
}

/// Hash of the capitalised words' first letters, of three or more.
pub(super) fn initials<'w>(words: impl Iterator<Item = &'w str>) -> Option<u64> {
    let letters: String = words.filter(|w| fold::capitalised(w)).filter_map(|w| w.chars().next()).collect();
    (letters.chars().count() > 2).then(|| fold::hash(&letters))
}

/// Forms of address, which are no part of a name, with the gender that they tell.
const HONORIFICS: &[(&str, Option<bool>)] = &[
    ("mr", Some(false)),
    ("mister", Some(false)),
    ("mrs", Some(true)),
    ("ms", Some(true)),
    ("miss", Some(true)),
    ("mme", Some(true)),
    ("madam", Some(true)),
    ("sir", Some(false)),
    ("dame", Some(true)),
    ("lord", Some(false)),
    ("lady", Some(true)),
    ("dr", None),
    ("prof", None),
    ("sayyid", Some(false)),
    ("sayed", Some(false)),
    ("hon", None),
    ("honourable", None),
    ("honorable", None),
];

/// The gender that a word tells as a form of address, if it is one.
pub(super) fn honorific(word: &str) -> Option<Option<bool>> {
    let word = word.trim_end_matches('.');
    HONORIFICS.iter().find(|(h, _)| fold::capitalised(word) && h.eq_ignore_ascii_case(word)).map(|(_, female)| *female)
}

const MODIFIERS: &[&str] = &["compound", "amod", "nmod", "nummod", "det", "predet", "quantmod"];

impl<'a> Text<'a> {
    pub(super) fn new(doc: &'a Doc, actors: &'a Actors, day: Option<i32>) -> Self {
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
            bearers: HashSet::new(),
            brands: HashSet::new(),
            acronyms: HashSet::new(),
        };
        text.hits = hits.into_iter().filter_map(|h| text.sensible(h)).collect();
        text.number_hits();
        text.collect_bearers();
        text.drop_namesakes();
        text.mark_heads();
        text
    }

    fn number_hits(&mut self) {
        self.hit_of.fill(u32::MAX);
        for (i, h) in self.hits.iter().enumerate() {
            self.hit_of[h.range.clone()].fill(i as u32);
        }
    }

    /// The words of names of two words or more.
    fn collect_bearers(&mut self) {
        let persons = self.entities.iter().filter(|e| self.doc.ent(e.start) == "PERSON").cloned();
        let known = self.hits.iter().filter(|h| h.has(|s| matches!(s, Sense::Person(_)))).map(|h| h.range.clone());
        for range in persons.chain(known) {
            let start = range.start + usize::from(self.honorific(range.start).is_some());
            let name = |i: &usize| fold::capitalised(self.words.text[*i]) && self.words.hash[*i] != 0;
            let words: Vec<u64> = (start..range.end).filter(name).map(|i| self.words.hash[i]).collect();
            if words.len() > 1 {
                self.bearers.extend(words);
            }
        }
        let brand = |s: &Sense| matches!(s, Sense::Body(b) if self.actors.everyday(*b));
        self.brands = self.hits.iter().filter(|h| h.range.len() > 1 && h.has(brand)).map(|h| self.words.hash[h.range.start]).collect();
        for e in self.entities.iter().filter(|e| self.doc.ent(e.start) == "ORG" && e.len() > 2) {
            self.acronyms.extend(initials(e.clone().map(|i| self.words.text[i])));
        }
    }

    /// "Santos" is a firm, but not where the text tells of Juan Manuel Santos.
    fn drop_namesakes(&mut self) {
        let business = |x: &u8| matches!(sector_name(*x), "MNC" | "BUS");
        let firm = |s: &Sense| matches!(s, Sense::Body(b) if self.actors.bodies[*b as usize].sectors.iter().any(business));
        let namesake = |h: &Hit| h.range.len() == 1 && self.bearers.contains(&self.words.hash[h.range.start]) && h.senses.iter().all(firm);
        let mut hits = std::mem::take(&mut self.hits);
        let before = hits.len();
        hits.retain(|h| !namesake(h));
        self.hits = hits;
        if self.hits.len() < before {
            self.number_hits();
        }
    }

    /// Whether the token is an acronym of a body that the text names in full, and of nothing known.
    pub(super) fn abbreviates(&self, token: usize) -> bool {
        let word = self.words.text[token];
        fold::upper(word) && self.acronyms.contains(&self.words.hash[token]) && self.hit(token).is_none()
    }

    /// Whether the token is the family name of somebody who holds a high office on the day, where the recogniser sees no person.
    fn prominent(&self, token: usize) -> bool {
        let plain = self.entity(token).is_none_or(|e| e.len() == 1 && matches!(self.doc.ent(e.start), "ORG" | "GPE" | "NORP" | "PRODUCT"));
        let side = matches!(self.doc.dep(token), "nsubj" | "nsubjpass" | "dobj" | "pobj")
            && !self.actors.common.contains_key(&self.words.hash[token]);
        let acts = side || self.doc.dep(token) == "poss" || super::mentions::speaks(self, token);
        let name = self.doc.tag(token).starts_with("NNP") && self.words.text[token].len() > 3 && self.hit(token).is_none();
        // "Fox" is the channel where the text tells of Fox News.
        name && plain && acts && !self.is_brand(token) && self.is_known_by_it(self.actors.by_family.of(self.words.hash[token]))
    }

    /// Whether one of these persons is called by the family name alone: a head of state of the day or of history.
    fn is_known_by_it(&self, bearers: &[u32]) -> bool {
        self.actors.people.leads(bearers, self.day) || super::person::of_history(self.actors, bearers, self.day)
    }

    /// Whether the token alone is short for an outlet or a firm of the text, whoever bears that name elsewhere.
    pub(super) fn is_brand(&self, token: usize) -> bool {
        let word = self.words.hash[token];
        self.brands.contains(&word) && !self.bearers.contains(&word)
    }

    /// Whether the token is a name by what else the text or the day's news tells.
    pub(super) fn lone_name(&self, token: usize) -> bool {
        let dated = self.entity(token).is_some_and(|e| matches!(self.doc.ent(e.start), "DATE" | "TIME" | "EVENT" | "LAW" | "LANGUAGE"));
        !dated && (self.borne(token) || self.prominent(token))
    }

    /// Whether somebody's full name in the text has this word, and nothing known is called so.
    pub(super) fn borne(&self, token: usize) -> bool {
        let free = |h: &Hit| h.range.len() == 1 && h.senses.iter().all(|s| matches!(s, Sense::Person(_)));
        fold::capitalised(self.words.text[token]) && self.bearers.contains(&self.words.hash[token]) && self.hit(token).is_none_or(free)
    }

    /// The gender that a form of address tells, if the token is one.
    pub(super) fn honorific(&self, token: usize) -> Option<Option<bool>> {
        honorific(self.words.text.get(token)?)
    }

    pub(super) fn hit(&self, token: usize) -> Option<&Hit> {
        self.hits.get(self.hit_of[token] as usize)
    }

    /// Children of a token within reach. A sentence may be as long as the text: all its children would cost too much.
    pub(super) fn near_children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        const REACH: usize = 24;
        let range = token.saturating_sub(REACH)..(token + REACH).min(self.doc.len());
        range.filter(move |c| *c != token && self.doc.head(*c) == token)
    }

    pub(super) fn entity(&self, token: usize) -> Option<Range<usize>> {
        self.entities.get(self.entity_of[token] as usize).cloned()
    }

    /// The token of a range that the rest of it hangs on.
    pub(super) fn root(&self, range: Range<usize>) -> usize {
        let outside = |i: &usize| !range.contains(&self.doc.head(*i)) || self.doc.head(*i) == *i;
        range.clone().rev().find(outside).unwrap_or(range.end - 1)
    }

    /// A hit without the senses that the tags and entities speak against; `None` if none is left.
    pub(super) fn sensible(&self, mut hit: Hit) -> Option<Hit> {
        // "US$50,000": a currency pays and does nothing.
        let last = self.words.text[hit.range.end - 1];
        let money = self.words.text.get(hit.range.end).is_some_and(|w| w.starts_with('$'));
        if last.ends_with('$') || money && matches!(last, "US" | "A" | "AU" | "C" | "CA" | "NZ" | "HK" | "S") {
            return None;
        }
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
        let next = hit.range.end;
        let part = hit.range.len() == 1
            && self.words.text.get(next).is_some_and(|w| fold::capitalised(w))
            && self.doc.tag(next).starts_with("NNP")
            && self.doc.dep(root) == "compound";
        hit.senses.retain(|s| match s {
            Sense::Role { .. } | Sense::Office(_) => nominal,
            Sense::Modifier(_) => true,
            Sense::Adjective(_) | Sense::Nationals(_) | Sense::Peoples(_) => !in_person && pos != "VERB",
            Sense::Person(_) => pos != "VERB",
            s => !(unproved && (grammatical || everyday(s))) && !(part && everyday(s)) && !in_person && pos != "VERB",
        });
        (!hit.senses.is_empty()).then_some(hit)
    }

    /// A single word in the midst of a person's name: "Jordan" in "Michael Jordan".
    pub(super) fn inside_person(&self, range: &Range<usize>) -> bool {
        let Some(e) = self.entity(range.start) else { return false };
        let proper = |i: usize| !range.contains(&i) && fold::capitalised(self.words.text[i]) && self.doc.tag(i).starts_with("NNP");
        self.doc.ent(e.start) == "PERSON" && range.len() == 1 && e.len() > 1 && e.clone().any(proper) && range.start > e.start
    }

    pub(super) fn mark_heads(&mut self) {
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
        for i in 0..self.doc.len() {
            let title = |c: usize| self.hit(c).is_some_and(|h| h.has(|s| matches!(s, Sense::Office(_) | Sense::Role { .. })));
            let free = !self.is_head[i] && self.entity(i).is_none_or(|e| self.root(e) == i);
            let titled = || {
                self.doc.tag(i).starts_with("NNP")
                    && self.doc.subtree(i).start < i
                    && self.near_children(i).any(|c| c < i && title(c))
                    && self.hit(i).is_none_or(|h| self.root(h.range.clone()) == i)
            };
            let alone = || matches!(self.doc.pos(i), "PROPN" | "NOUN" | "ADJ" | "VERB" | "X") && (self.lone_name(i) || self.abbreviates(i));
            if free && (titled() || alone() || self.counts_two(i)) {
                self.is_head[i] = true;
            }
        }
    }

    /// "The pair", "the two", "both": a word that stands alone for two who are told of together.
    pub(super) fn counts_two(&self, i: usize) -> bool {
        let (doc, word) = (self.doc, self.doc.lower(i));
        let the = || self.near_children(i).any(|c| c < i && doc.dep(c) == "det" && doc.lower(c) == "the");
        let plain = || self.near_children(i).all(|c| !matches!(doc.dep(c), "prep" | "amod" | "compound" | "nummod" | "appos" | "poss"));
        let role = matches!(doc.dep(i), "nsubj" | "nsubjpass" | "dobj" | "pobj" | "dative");
        let subject = doc.dep(i).starts_with("nsubj");
        role && plain() && (word == "both" && subject || the() && (word == "two" || self.actors.cues.pairs.contains(word)))
    }

    /// The actor's noun phrase whose head this token modifies, if any: "Russian" in "Russian troops".
    pub(super) fn governor(&self, token: usize) -> Option<usize> {
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
    pub(super) fn left(&self, head: usize, lowest: usize) -> usize {
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

impl<'a> Text<'a> {
    pub(super) fn hits_in(&self, range: Range<usize>) -> Vec<&Hit> {
        let first = self.hits.partition_point(|h| h.range.start < range.start);
        self.hits[first..].iter().take_while(|h| h.range.end <= range.end).collect()
    }
}
