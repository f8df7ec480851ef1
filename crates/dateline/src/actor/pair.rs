//! Two who are told of together and taken up by a word: "both men", "the pair", "the two".

use super::EntityKind;
use super::chain::{MENTIONS, Past, SENTENCES, Weaver};
use super::mentions::Found;
use super::np::Nature;

/// How many sentences back two are looked for.
const BACK: u32 = 2;

impl Weaver<'_, '_> {
    /// "Both men", "the two leaders": the two just told of together, else the last two persons named.
    pub(super) fn two_persons(&self, f: &Found) -> Vec<usize> {
        let two = || self.latest(f, 2, |t, e| t.nature == Nature::Person && t.named && e.kind == EntityKind::Person);
        self.pair(f).filter(|p| p.iter().all(|c| self.is_person(*c))).unwrap_or_else(two)
    }

    /// "The pair": the two persons or states that the text told of together last, else the only two persons just named.
    pub(super) fn pair(&self, f: &Found) -> Option<Vec<usize>> {
        let here = self.text.sentence[f.head];
        let last = || self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= BACK);
        let told = last().filter(|p| self.is_before(f, p)).map(|p| (p, self.together(p))).filter(|(_, t)| t.len() > 1);
        let told: Vec<(&Past, Vec<usize>)> = told.collect();
        let first = |p: &&(&Past, Vec<usize>)| self.is_subject(p.0);
        let told = told.iter().find(first).or(told.first()).map(|(_, t)| t.clone());
        told.map_or_else(|| self.only_two(f), |t| Some(t).filter(|t| t.len() == 2))
    }

    /// "The three countries", "the four leaders": as many as the text told of together last.
    pub(super) fn as_many(&self, f: &Found, n: usize) -> Vec<usize> {
        let here = self.text.sentence[f.head];
        let last = self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= SENTENCES);
        let persons = matches!(self.text.doc.lemma(f.head), "leader" | "president" | "minister" | "man" | "woman");
        let fits = |t: &Vec<usize>| t.len() > 2 && t.iter().all(|c| self.is_person(*c) == persons);
        let told = last.filter(|p| self.is_before(f, p)).map(|p| self.together(p)).find(fits);
        told.filter(|t| t.len() == n).unwrap_or_default()
    }

    /// The persons or states that a mention names with others by "and", or stands for alone.
    fn together(&self, p: &Past) -> Vec<usize> {
        let mut all = if p.coordinated && !p.pronoun { self.with_coordinated(p) } else { p.chains.clone() };
        all.extend(self.listed_first(p).into_iter().filter(|_| p.coordinated));
        let persons = all.iter().all(|c| self.is_person(*c));
        let states = all.iter().all(|c| self.out.chains[*c].kind == EntityKind::State);
        if persons || states { all } else { Vec::new() }
    }

    /// Whether a mention is a subject, or joined to one.
    pub(super) fn is_subject(&self, p: &Past) -> bool {
        matches!(self.text.doc.dep(self.first_joined(p.head)), "nsubj" | "nsubjpass")
    }

    /// The first noun of those that a noun is joined to by "and".
    fn first_joined(&self, noun: usize) -> usize {
        let doc = self.text.doc;
        let up = |at: &usize| (doc.dep(*at) == "conj").then(|| doc.head(*at));
        std::iter::successors(Some(noun), up).take(8).last().unwrap_or(noun)
    }

    /// "A, B and C": the parser may take B and C for other names of A.
    fn listed_first(&self, p: &Past) -> Option<usize> {
        let doc = self.text.doc;
        let first = self.first_joined(p.head);
        let named = |q: &&Past| q.head == doc.head(first) && doc.dep(first) == "appos" && q.chains.iter().all(|c| self.threads[*c].named);
        self.past.iter().rev().take(MENTIONS).find(named).and_then(|q| q.chains.first().copied())
    }

    fn is_person(&self, chain: usize) -> bool {
        self.threads[chain].nature == Nature::Person
    }

    /// Whether a mention stands in an earlier sentence, or in an earlier clause of this one.
    fn is_before(&self, f: &Found, p: &Past) -> bool {
        let doc = self.text.doc;
        let apart = || doc.head(p.head) != doc.head(f.head) && !doc.subtree(f.head).contains(&p.head);
        p.sentence < self.text.sentence[f.head] || p.head < f.head && apart()
    }

    /// The two persons that the sentence before names, if it names no third one and neither does this one.
    fn only_two(&self, f: &Found) -> Option<Vec<usize>> {
        let here = self.text.sentence[f.head];
        let near = self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= 1);
        let mut persons: Vec<usize> = near.flat_map(|p| p.chains.iter().copied()).filter(|c| self.is_person(*c)).collect();
        persons.sort_unstable();
        persons.dedup();
        (persons.len() == 2 && persons.iter().all(|c| self.threads[*c].named)).then_some(persons)
    }
}
