//! The text as the search for places sees it: tokens with their entities, and who the people are.

use super::Places;
use super::knowledge::Cue;
use crate::actor::{EntityKind, Resolution};
use dateline_lang::Doc;
use std::collections::HashSet;
use std::ops::Range;

/// A document's tokens with what is asked of them again and again.
pub(super) struct Scene<'a> {
    pub doc: &'a Doc,
    pub places: &'a Places,
    entities: Vec<Range<usize>>,
    /// For each token, its entity's number plus 1, or 0.
    entity_of: Vec<u32>,
    /// Words, in small letters, of names of people that are given in full somewhere in the text.
    people: HashSet<String>,
    /// Tokens that are part of a person's name for sure.
    person: Vec<bool>,
    /// Words that the text has in small letters.
    small: HashSet<&'a str>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(doc: &'a Doc, places: &'a Places, actors: &Resolution) -> Self {
        let entities: Vec<_> = doc.entities().collect();
        let mut entity_of = vec![0; doc.len()];
        for (n, range) in entities.iter().enumerate() {
            entity_of[range.clone()].fill(n as u32 + 1);
        }
        let mut scene =
            Scene { doc, places, entities, entity_of, people: HashSet::new(), person: vec![false; doc.len()], small: HashSet::new() };
        scene.small = (0..doc.len()).filter(|&i| !scene.capital(i)).map(|i| doc.word(i)).collect();
        scene.note_people(actors);
        scene
    }

    fn note_people(&mut self, actors: &Resolution) {
        for range in self.entities.clone() {
            if self.doc.ent(range.start) == "PERSON" && range.len() > 1 {
                let title = range.clone().rev().find(|&i| self.places.cue(Cue::Title, self.doc.lower(i)));
                let name = (title.map_or(range.start, |t| t + 1)..range.end).filter(|&i| self.capital(i));
                let words: Vec<String> = name.map(|i| self.doc.lower(i).to_owned()).collect();
                if words.len() > usize::from(title.is_none()) {
                    self.people.extend(words);
                }
            }
        }
        for i in 1..self.doc.len() {
            if self.capital(i)
                && self.capital(i - 1)
                && matches!(self.doc.lower(i - 1), "mr" | "mr." | "mrs" | "mrs." | "ms." | "ms" | "dr." | "sen." | "rep." | "lt." | "sgt.")
            {
                self.people.insert(self.doc.lower(i).to_owned());
            }
        }
        for mention in &actors.mentions {
            for &chain in &mention.chains {
                let Some(entity) = actors.chains.get(chain).filter(|e| e.kind == EntityKind::Person) else { continue };
                for i in mention.tokens.clone().filter(|&i| i < self.doc.len()) {
                    let word = self.doc.word(i);
                    self.person[i] |= self.capital(i) && entity.name.split(' ').any(|part| part == word);
                }
            }
        }
    }

    pub(super) fn entity(&self, i: usize) -> Option<&Range<usize>> {
        let n = *self.entity_of.get(i)?;
        self.entities.get((n as usize).checked_sub(1)?)
    }

    pub(super) fn entities(&self) -> &[Range<usize>] {
        &self.entities
    }

    /// A person of the text has this word, in small letters, in the full name.
    pub(super) fn names_person(&self, lower: &str) -> bool {
        self.people.contains(lower)
    }

    /// The text has this word in small letters too.
    pub(super) fn is_small(&self, lower: &str) -> bool {
        self.small.contains(lower)
    }

    pub(super) fn is_person(&self, i: usize) -> bool {
        self.person.get(i).copied().unwrap_or(false)
    }

    /// The token in small letters; empty outside the text.
    pub(super) fn lower(&self, i: Option<usize>) -> &'a str {
        i.filter(|&i| i < self.doc.len()).map_or("", |i| self.doc.lower(i))
    }

    /// Penn Treebank tag; empty outside the text.
    pub(super) fn tag(&self, i: usize) -> &'a str {
        if i < self.doc.len() { self.doc.tag(i) } else { "" }
    }

    pub(super) fn before(&self, i: usize) -> &'a str {
        self.lower(i.checked_sub(1))
    }

    pub(super) fn cue(&self, cue: Cue, i: Option<usize>) -> bool {
        self.places.cue(cue, self.lower(i))
    }

    /// The token begins with a capital letter.
    pub(super) fn capital(&self, i: usize) -> bool {
        i < self.doc.len() && self.doc.word(i).trim_start_matches(['\'', '‘', '’', '`', '"']).chars().next().is_some_and(char::is_uppercase)
    }

    /// All letters are capitals, and there are at least `least`.
    pub(super) fn shouted(&self, tokens: Range<usize>, least: usize) -> bool {
        let letters = || tokens.clone().flat_map(|i| self.doc.word(i).chars()).filter(|c| c.is_alphabetic());
        letters().count() >= least && letters().all(char::is_uppercase)
    }

    /// No white space stands between a token and the one after it.
    pub(super) fn glued(&self, i: usize) -> bool {
        i + 1 < self.doc.len() && self.doc.token(i).byte_end == self.doc.token(i + 1).byte_start
    }

    pub(super) fn text(&self, tokens: &Range<usize>) -> &'a str {
        let (a, b) = (self.doc.token(tokens.start).byte_start, self.doc.token(tokens.end - 1).byte_end);
        &self.doc.text()[a as usize..b as usize]
    }
}
