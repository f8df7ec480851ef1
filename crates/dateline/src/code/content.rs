//! The act inside an operator: the clause or noun that a pattern's `C` stands for.

use super::matching::{Content, Match, Scene};
use crate::clause::{Clause, Kind, Relation};

/// How far after "for" its infinitive is looked for.
const MAX_GAP: usize = 15;

impl Scene<'_> {
    /// A clause that completes the verb, else its object noun.
    pub(super) fn content_object(&self, m: &Match) -> Option<Content> {
        let c = &m.clause;
        let direct = |i: &&u32| self.clauses.all[**i as usize].relation != Relation::Prepositional;
        if c.kind == Kind::Noun {
            return self.modifying_infinitive(c.head).map(Content::Clause);
        }
        let clause = c.complements.iter().find(direct).or_else(|| c.complements.iter().find(|i| self.opens_with(**i, &["to"])));
        // "criticised Europe for not … to help": who is named as the object is what the words are about, not an aim.
        let named = |p: &usize| !m.target.contains(p) && matches!(self.doc.ent(*p), "GPE" | "LOC" | "ORG" | "NORP" | "PERSON");
        let aim = || self.purpose(c).filter(|_| !c.patients.iter().any(named)).map(Content::Clause);
        let clause = clause.copied().or_else(|| self.astray(c)).map(|i| self.so_called(i).unwrap_or(Content::Clause(i))).or_else(aim);
        clause.or_else(|| c.patients.iter().copied().find(|p| !m.target.contains(p)).map(Content::Noun))
    }

    /// "Condemned what it called *an act of war by B*"
    fn so_called(&self, clause: u32) -> Option<Content> {
        let k = &self.clauses.all[clause as usize];
        let what = k.patients.iter().any(|&p| self.doc.lower(p) == "what");
        let calls = matches!(self.doc.lemma(k.head), "call" | "describe" | "term" | "label" | "regard" | "see");
        let named = k.attributes.iter().copied().chain(k.obliques.iter().filter(|o| self.doc.lower(o.prep) == "as").map(|o| o.object));
        named.into_iter().find(|&a| what && calls && self.doc.pos(a) == "NOUN").map(Content::Noun)
    }

    /// "Warned after the vote *that B would pay*": the parser may hang what is said on a noun in between.
    fn astray(&self, c: &Clause) -> Option<u32> {
        let verb = self.doc.lemma(c.head);
        let speaks = self.lexicon.saying.contains(verb) || self.lexicon.vowing.contains(verb);
        if !speaks || c.passive || !c.patients.is_empty() {
            return None;
        }
        let end = self.doc.sentence_of(c.head).end.min(c.head + 3 * MAX_GAP);
        let noun = |k: &Clause| c.obliques.iter().any(|o| o.object == self.doc.head(k.head));
        let told = |k: &Clause| k.mark.is_some_and(|m| self.doc.lower(m) == "that" && self.doc.dep(m) == "mark") && !k.inherited;
        self.clauses.among(&(c.head + 1..end)).find(|&i| {
            let k = &self.clauses.all[i as usize];
            matches!(k.relation, Relation::Modifier | Relation::Relative) && noun(k) && told(k) && !k.agents.is_empty()
        })
    }

    /// The parser sometimes hangs a verb's own infinitive on it as an adverbial: "vowed … to strike".
    fn purpose(&self, c: &Clause) -> Option<u32> {
        // "ruled out sending missiles"
        let gerund = |k: usize| self.doc.tag(k) == "VBG" && k <= c.head + 2 && c.patients.is_empty();
        self.doc.children(c.head).filter(|&k| k > c.head && self.doc.dep(k) == "advcl").find_map(|k| {
            let i = self.clauses.index_of(k)?;
            (self.clauses.all[i as usize].head == k && (self.clauses.all[i as usize].infinitive || gerund(k))).then_some(i)
        })
    }

    fn modifying_infinitive(&self, noun: usize) -> Option<u32> {
        self.doc.children(noun).filter(|&k| matches!(self.doc.dep(k), "acl" | "relcl" | "xcomp" | "ccomp")).find_map(|k| {
            let i = self.clauses.index_of(k)?;
            let c = &self.clauses.all[i as usize];
            (c.head == k && (c.infinitive || self.doc.dep(k) == "ccomp" || c.mark.is_some())).then_some(i)
        })
    }

    pub(super) fn content_oblique(&self, m: &Match, preps: &[String]) -> Option<Content> {
        let c = &m.clause;
        let words: Vec<&str> = preps.iter().map(String::as_str).collect();
        if words.contains(&"to") {
            let infinitive = c.complements.iter().copied().find(|&i| self.clauses.all[i as usize].infinitive);
            let infinitive = infinitive.or_else(|| if c.kind == Kind::Noun { self.modifying_infinitive(c.head) } else { self.purpose(c) });
            // "launched a campaign to destroy": the infinitive hangs on the object that the pattern names.
            let named = || m.used.iter().filter(|u| c.patients.contains(u)).find_map(|&u| self.modifying_infinitive(u));
            let infinitive = infinitive.or_else(named);
            if let Some(i) = infinitive {
                return Some(Content::Clause(i));
            }
        }
        let clause = if c.kind == Kind::Noun {
            self.gerund_of(c.head, &words)
        } else {
            c.complements.iter().copied().find(|&i| self.opens_with(i, &words))
        };
        let clause = clause.or_else(|| if words.contains(&"for") { self.for_to(m) } else { None });
        let own = || {
            let spoken_of = |o: &&crate::clause::Oblique| words.contains(&self.doc.lower(o.prep)) && !self.is_time(o.object);
            c.obliques.iter().find(spoken_of).map(|o| Content::Noun(o.object))
        };
        // "expressed dismay over the attack": the preposition hangs on the object that the pattern names.
        let acts = |o: &usize| self.book.is_noun(self.doc.lemma(*o));
        let on_object = || self.on_object(m, preps).into_iter().find(acts).map(Content::Noun);
        clause.map(Content::Clause).or_else(own).or_else(on_object)
    }

    /// "Calls *for B to withdraw*": the infinitive with a subject of its own right after the noun, which the parser often
    /// hangs on the verb.
    fn for_to(&self, m: &Match) -> Option<u32> {
        let plea = |n: usize| matches!(self.doc.lemma(n), "call" | "demand" | "plea" | "appeal" | "request" | "push" | "campaign");
        let asks = |&n: &usize| n + 1 < self.doc.len() && self.doc.lower(n + 1) == "for" && plea(n);
        let noun = std::iter::once(m.clause.head).filter(|_| m.clause.kind == Kind::Noun).chain(m.used.iter().copied()).find(asks)?;
        let end = self.doc.sentence_of(noun).end.min(noun + MAX_GAP);
        // The parser takes "for" for the infinitive's own word or for a preposition of the noun.
        let own = |c: &Clause| self.doc.children(c.head).any(|k| k == noun + 1 && self.doc.dep(k) == "mark");
        let named = |c: &Clause| self.doc.head(c.head) == noun && self.doc.head(noun + 1) == noun && !c.agents.is_empty();
        let opens = |c: &Clause| c.infinitive && (own(c) || named(c) && c.agents.iter().all(|&a| self.doc.head(a) == noun + 1));
        self.clauses.among(&(noun + 2..end)).find(|&i| opens(&self.clauses.all[i as usize]))
    }

    /// "the promise of withdrawing"
    fn gerund_of(&self, noun: usize, preps: &[&str]) -> Option<u32> {
        let prep = self.doc.children(noun).find(|&k| self.doc.dep(k) == "prep" && preps.contains(&self.doc.lower(k)))?;
        let verb = self.doc.children(prep).find(|&k| self.doc.dep(k) == "pcomp")?;
        self.clauses.index_of(verb).filter(|&i| self.clauses.all[i as usize].head == verb)
    }

    fn opens_with(&self, clause: u32, preps: &[&str]) -> bool {
        let above = self.doc.head(self.clauses.all[clause as usize].head);
        self.clauses.all[clause as usize].relation == Relation::Prepositional && preps.contains(&self.doc.lower(above))
    }

    /// What the preposition of a slot governs where the parser hangs it on the object that the pattern names.
    pub(super) fn on_object(&self, m: &Match, preps: &[String]) -> Vec<usize> {
        // "Requests rice and help from B": of joined objects the first may bear the preposition.
        let first = |u: usize| Some(self.doc.head(u)).filter(|_| self.doc.dep(u) == "conj");
        let under = |u: usize| crate::clause::objects_under(self.doc, u, |word| preps.iter().any(|p| p == word));
        let named: Vec<usize> = m.used.iter().flat_map(|&u| std::iter::once(u).chain(first(u))).flat_map(under).collect();
        let deed = matches!(self.book.type_of(m.rule).quad, 2 | 4);
        let partner = |p: &String| matches!(p.as_str(), "with" | "from" | "between") || deed && p == "to";
        if !named.is_empty() || !preps.iter().all(partner) {
            return named;
        }
        // "Extradited the banker *to* B", "raised the matter of the prisoners *with* B": the parser hangs it on what is
        // handed or raised, or on a noun below that.
        let below = |u: usize| crate::clause::objects_under(self.doc, u, |p| matches!(p, "of" | "on" | "in" | "about"));
        let objects = m.loose.iter().filter(|l| m.clause.patients.contains(l)).chain(&m.used);
        objects.flat_map(|&u| std::iter::once(u).filter(|u| m.loose.contains(u)).chain(below(u))).flat_map(under).collect()
    }
}
