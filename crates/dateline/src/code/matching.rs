//! Patterns against clauses: which rule fits, and which words fill its roles.

use super::codebook::{Codebook, Entry};
use super::pattern::{Filler, Role, Slot};
use crate::clause::{Clause, Clauses, Kind, Lexicon, Relation, verb_lemma};
use dateline_lang::Doc;

/// How many clauses one saying is taken to hold.
const MAX_SAID: usize = 12;

/// The act inside an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Index into [`Clauses::all`].
    Clause(u32),
    /// A noun token.
    Noun(usize),
}

/// A rule that fits a clause. Roles are heads of noun phrases.
#[derive(Debug, Clone)]
pub struct Match {
    pub rule: usize,
    pub pattern: String,
    pub clause: Clause,
    pub source: Vec<usize>,
    pub target: Vec<usize>,
    pub content: Option<Content>,
    /// Tokens that the pattern named: they belong to this act and to no other.
    pub used: Vec<usize>,
    pub specificity: usize,
    /// The clause is what somebody says, and the record is the saying: it took place.
    pub spoken: bool,
}

/// What matching needs to see.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub doc: &'a Doc,
    pub clauses: &'a Clauses,
    pub book: &'a Codebook,
    pub lexicon: &'a Lexicon,
}

impl Scene<'_> {
    /// All rules that fit a verb clause, the most specific first.
    pub fn verb(&self, clause: &Clause) -> Vec<Match> {
        let lemma = verb_lemma(self.doc, clause.head, |l| self.book.verbs.contains_key(l));
        self.all(clause, self.book.verbs.get(lemma.as_ref()))
    }

    /// All rules that fit a noun read as a clause, the most specific first.
    pub fn noun(&self, noun: usize) -> Vec<Match> {
        // "Fighting broke out": a participle that stands as a noun is found as it is written.
        let lemma = if self.doc.tag(noun) == "VBG" { self.doc.lower(noun) } else { self.doc.lemma(noun) };
        let entries = self.book.nouns.get(lemma).or_else(|| self.book.nouns.get(lemma.to_lowercase().as_str()));
        match entries {
            Some(entries) => self.all(&self.frame(noun), Some(entries)),
            None => Vec::new(),
        }
    }

    /// A noun's own roles, and those of the light verb that carries it: "A held talks with B".
    fn frame(&self, noun: usize) -> Clause {
        let mut c = self.clauses.nominal(self.doc, noun);
        let Some(verb) = c.governor.map(|g| &self.clauses.all[g as usize]) else { return c };
        let lemma = verb_lemma(self.doc, verb.head, |l| self.lexicon.light.contains(l));
        let lemma = lemma.as_ref();
        let object = verb.patients.contains(&noun);
        let through = verb.obliques.iter().any(|o| o.object == noun && self.lexicon.carries_by(lemma, self.doc.lower(o.prep)));
        if object && self.lexicon.light.contains(lemma) || through {
            let more: Vec<usize> = verb.agents.iter().copied().filter(|a| !c.agents.contains(a)).collect();
            c.agents.extend(more);
            c.recipients.extend(&verb.recipients);
        }
        let carried = through
            || (object && self.lexicon.light.contains(lemma))
            || (self.lexicon.occurring.contains(lemma) && (object || verb.agents.contains(&noun)));
        if carried {
            c.obliques.extend(verb.obliques.iter().filter(|o| o.object != noun));
        }
        c
    }

    /// What quoted words do: the rules for saying, as if "A said" stood before the quoted clause.
    pub fn quoted(&self, clause: &Clause, index: u32) -> Vec<Match> {
        let saying = self
            .book
            .verbs
            .get("say")
            .into_iter()
            .flatten()
            .filter(|e| matches!(e.pattern.slots.as_slice(), [Slot::Object(f)] if f.role == Role::Content));
        let as_said = |e: &Entry| Match {
            rule: e.rule,
            pattern: format!("“…” ({})", e.pattern.text),
            clause: clause.clone(),
            source: Vec::new(),
            target: Vec::new(),
            content: Some(Content::Clause(index)),
            used: Vec::new(),
            specificity: e.pattern.specificity(),
            spoken: true,
        };
        saying.map(as_said).collect()
    }

    /// Whether a clause fits a pattern.
    pub fn fits(&self, clause: &Clause, entry: &Entry) -> bool {
        let lemma = verb_lemma(self.doc, clause.head, |l| entry.pattern.heads.iter().any(|h| h == l));
        entry.pattern.heads.iter().any(|h| *h == lemma) && self.try_entry(clause, entry).is_some()
    }

    /// What a content clause says: itself, the clauses joined to it, "it is B who …", "B is trying to …".
    pub fn said(&self, content: u32) -> Vec<&Clause> {
        let mut said: Vec<u32> = vec![content];
        let mut at = 0;
        while at < said.len() && said.len() < MAX_SAID {
            let c = &self.clauses.all[said[at] as usize];
            let more = self.doc.children(c.head).chain(c.attributes.iter().flat_map(|&a| self.doc.children(a)));
            let more = more.filter(|&k| match self.doc.dep(k) {
                "conj" => true,
                "xcomp" | "acl" => self.lexicon.trying.contains(self.doc.lemma(self.doc.head(k))),
                "relcl" => self.doc.lemma(c.head) == "be",
                _ => false,
            });
            let more: Vec<u32> =
                more.filter_map(|k| self.clauses.index_of(k).filter(|&i| self.clauses.all[i as usize].head == k)).collect();
            said.extend(more.into_iter().filter(|i| !said.contains(i)).collect::<Vec<_>>());
            at += 1;
        }
        said.into_iter().map(|i| &self.clauses.all[i as usize]).collect()
    }

    fn all(&self, clause: &Clause, entries: Option<&Vec<Entry>>) -> Vec<Match> {
        let mut found: Vec<Match> = entries.into_iter().flatten().filter_map(|e| self.try_entry(clause, e)).collect();
        found.sort_by_key(|m| (std::cmp::Reverse(m.specificity), m.rule));
        found
    }

    fn try_entry(&self, clause: &Clause, entry: &Entry) -> Option<Match> {
        let p = &entry.pattern;
        if self.is_reflexive(clause) && !p.slots.iter().any(|s| matches!(s, Slot::Object(_))) {
            return None;
        }
        if self.is_other_verb(clause, p) {
            return None;
        }
        let mut used = Vec::new();
        if let Some(particle) = &p.particle {
            used.push(self.particle(clause, particle)?);
        }
        let mut m = Match {
            rule: entry.rule,
            pattern: p.text.clone(),
            clause: clause.clone(),
            source: Vec::new(),
            target: Vec::new(),
            content: None,
            used,
            specificity: p.specificity(),
            spoken: self.book.rules[entry.rule].rule.speaker,
        };
        for slot in &p.slots {
            self.fill(slot, &mut m)?;
        }
        if self.is_named(&m, p.slots.len()) {
            return None;
        }
        if !p.has(Role::Source) && !matches!(p.slots.first(), Some(Slot::Subject(f)) if f.role == Role::Target && clause.kind == Kind::Verb)
        {
            m.source = self.default_source(&m);
        }
        Some(m)
    }

    /// "Struck down the policy": a verb with a particle and an object is not the plain one that takes none.
    fn is_other_verb(&self, c: &Clause, p: &super::pattern::Pattern) -> bool {
        let plain = !p.slots.iter().any(|s| matches!(s, Slot::Object(_)));
        let annuls = || self.doc.lemma(c.head) == "strike" && c.particle.is_some_and(|k| self.doc.lower(k) == "down");
        let other = c.kind == Kind::Verb && c.particle.is_some() && !c.patients.is_empty();
        p.particle.is_none() && other && (plain || annuls())
    }

    fn particle(&self, clause: &Clause, word: &str) -> Option<usize> {
        // "Take troops out of B": a preposition with an object of its own is no particle.
        let bare = |k: usize| self.doc.children(k).all(|o| self.doc.dep(o) != "pobj");
        let is = |&k: &usize| {
            self.doc.lower(k) == word
                && (matches!(self.doc.dep(k), "prt" | "advmod" | "acomp" | "oprd") || self.doc.dep(k) == "prep" && bare(k))
        };
        clause.particle.filter(is).or_else(|| self.doc.children(clause.head).find(is))
    }

    fn fill(&self, slot: &Slot, m: &mut Match) -> Option<()> {
        match slot {
            // "drone strike on T": a word class before a noun is a word before it.
            Slot::Subject(f) if m.clause.kind == Kind::Noun && f.role == Role::Other && !f.words.is_empty() => {
                let heads = [&m.clause.possessors[..], &m.clause.modifiers[..]].concat();
                self.assign(f, self.fitting(f, &heads), m)
            }
            Slot::Subject(f) => {
                let heads = if m.clause.kind == Kind::Noun { m.clause.possessors.clone() } else { m.clause.agents.clone() };
                let heads = if heads.is_empty() && m.clause.kind == Kind::Noun && f.role == Role::Target {
                    m.clause.modifiers.clone()
                } else {
                    heads
                };
                self.assign(f, self.fitting(f, &heads), m)
            }
            Slot::Object(f) if f.role == Role::Content => {
                m.content = Some(self.content_object(m)?);
                Some(())
            }
            Slot::Object(f) => self.assign(f, self.fitting(f, &self.objects(f, m)), m),
            Slot::Oblique { preps, filler } if filler.role == Role::Content => {
                m.content = Some(self.content_oblique(m, preps)?);
                Some(())
            }
            Slot::Oblique { preps, filler } => {
                let fits = |o: &&crate::clause::Oblique| preps.iter().any(|p| p == self.doc.lower(o.prep));
                // "Eased sanctions on Iran on Monday", "killed in an attack": no side is named.
                let act = |o: &crate::clause::Oblique| {
                    let scene = matches!(self.doc.lower(o.prep), "in" | "at" | "near");
                    filler.role == Role::Target
                        && filler.words.is_empty()
                        && (self.is_time(o.object)
                            || m.clause.kind == Kind::Verb && scene && self.book.sides.anaphors.contains(self.doc.lemma(o.object)))
                };
                let heads: Vec<usize> = m.clause.obliques.iter().filter(fits).filter(|o| !act(o)).map(|o| o.object).collect();
                // "severed ties with B": the preposition hangs on the object that the pattern names.
                let heads = if heads.is_empty() { self.on_object(m, preps) } else { heads };
                let heads =
                    if heads.is_empty() && preps.iter().any(|p| p == "to" || p == "for") { m.clause.recipients.clone() } else { heads };
                self.assign(filler, self.fitting(filler, &heads), m)
            }
        }
    }

    fn is_time(&self, token: usize) -> bool {
        matches!(self.doc.ent(token), "DATE" | "TIME")
    }

    fn on_object(&self, m: &Match, preps: &[String]) -> Vec<usize> {
        let hanging = m
            .used
            .iter()
            .flat_map(|&u| self.doc.children(u))
            .filter(|&k| self.doc.dep(k) == "prep" && preps.iter().any(|p| p == self.doc.lower(k)));
        hanging.flat_map(|k| crate::clause::prepositional_objects(self.doc, k)).map(|(_, o)| o).collect()
    }

    fn assign(&self, f: &Filler, heads: Vec<usize>, m: &mut Match) -> Option<()> {
        if heads.is_empty() {
            return None;
        }
        match f.role {
            Role::Source => m.source.extend(&heads),
            Role::Target => m.target.extend(&heads),
            _ => {}
        }
        if !f.words.is_empty() {
            m.used.extend(&heads);
        }
        Some(())
    }

    fn fitting(&self, f: &Filler, heads: &[usize]) -> Vec<usize> {
        heads
            .iter()
            .copied()
            .filter(|&h| {
                f.words.is_empty()
                    || !self.is_violence(h) && self.is_any(h, &f.words)
                    || self.counted(h).is_some_and(|o| self.is_any(o, &f.words))
            })
            .collect()
    }

    /// "Deadly force": force without an article is no troop.
    fn is_violence(&self, token: usize) -> bool {
        let counted = |k: usize| matches!(self.doc.dep(k), "det" | "poss" | "nummod");
        self.doc.lower(token) == "force"
            && !self.doc.children(token).any(counted)
            && self.doc.children(token).any(|k| self.doc.dep(k) == "amod")
    }

    fn is_any(&self, token: usize, words: &[String]) -> bool {
        words.iter().any(|w| w == self.doc.lemma(token) || w == self.doc.lower(token))
    }

    /// What a noun of quantity counts: "hundreds of *rockets*".
    fn counted(&self, noun: usize) -> Option<usize> {
        let sides = &self.book.sides;
        let lemma = self.doc.lemma(noun);
        (sides.counts.contains(lemma) || sides.groups.contains(lemma) || sides.masses.contains(lemma)).then_some(())?;
        let of = self.doc.children(noun).find(|&k| self.doc.dep(k) == "prep" && self.doc.lower(k) == "of")?;
        self.doc.children(of).find(|&k| self.doc.dep(k) == "pobj")
    }

    /// "resigned themselves to": the verb with a reflexive is another verb.
    fn is_reflexive(&self, c: &Clause) -> bool {
        c.kind == Kind::Verb && c.patients.iter().any(|&p| self.doc.lower(p).ends_with("self") || self.doc.lower(p).ends_with("selves"))
    }

    fn objects(&self, f: &Filler, m: &Match) -> Vec<usize> {
        let c = &m.clause;
        if f.role != Role::Target && !(c.patients.is_empty() && c.attributes.is_empty()) {
            return c.patients.iter().chain(&c.attributes).copied().collect();
        }
        if f.role == Role::Target && !c.recipients.is_empty() {
            return c.recipients.clone();
        }
        if !c.patients.is_empty() {
            return c.patients.clone();
        }
        // "urged Russia to withdraw": the parser makes Russia the subject of the infinitive.
        // "let journalists enter": a bare verb does without "to".
        let bare = |k: &Clause| k.infinitive || self.doc.tag(k.head) == "VB" && k.modal.is_none() && k.mark.is_none();
        let infinitive = c.complements.iter().map(|&i| &self.clauses.all[i as usize]).find(|k| bare(k) && !k.inherited);
        infinitive.map(|k| if k.passive { k.patients.clone() } else { k.agents.clone() }).unwrap_or_default()
    }

    /// A clause that completes the verb, else its object noun.
    fn content_object(&self, m: &Match) -> Option<Content> {
        let c = &m.clause;
        let direct = |i: &&u32| self.clauses.all[**i as usize].relation != Relation::Prepositional;
        if c.kind == Kind::Noun {
            return self.modifying_infinitive(c.head).map(Content::Clause);
        }
        let clause = c.complements.iter().find(direct).or_else(|| c.complements.iter().find(|i| self.opens_with(**i, &["to"])));
        // "criticised Europe for not … to help": who is named as the object is what the words are about, not an aim.
        let named = |p: &usize| !m.target.contains(p) && matches!(self.doc.ent(*p), "GPE" | "LOC" | "ORG" | "NORP" | "PERSON");
        let aim = || self.purpose(c).filter(|_| !c.patients.iter().any(named)).map(Content::Clause);
        let clause = clause.copied().map(Content::Clause).or_else(aim);
        clause.or_else(|| c.patients.iter().copied().find(|p| !m.target.contains(p)).map(Content::Noun))
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

    fn content_oblique(&self, m: &Match, preps: &[String]) -> Option<Content> {
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
        let own = || {
            let spoken_of = |o: &&crate::clause::Oblique| words.contains(&self.doc.lower(o.prep)) && !self.is_time(o.object);
            c.obliques.iter().find(spoken_of).map(|o| Content::Noun(o.object))
        };
        // "expressed dismay over the attack": the preposition hangs on the object that the pattern names.
        let acts = |o: &usize| self.book.nouns.contains_key(self.doc.lemma(*o));
        let on_object = || self.on_object(m, preps).into_iter().find(acts).map(Content::Noun);
        clause.map(Content::Clause).or_else(own).or_else(on_object)
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

    /// The doer where the pattern doesn't name one.
    fn default_source(&self, m: &Match) -> Vec<usize> {
        let c = &m.clause;
        let free = |t: &usize| !m.target.contains(t);
        if c.kind == Kind::Verb {
            return c.agents.iter().copied().filter(free).collect();
        }
        let by = |prep: &'static str| c.obliques.iter().filter(move |o| self.doc.lower(o.prep) == prep).map(|o| o.object);
        // "A proposal from Kyiv", "a threat from Moscow": words come from whoever says them.
        let uttered = matches!(self.book.type_of(m.rule).quad, 1 | 3);
        let groups: [Vec<usize>; 5] = [
            c.possessors.iter().copied().filter(free).collect(),
            by("by").filter(free).collect(),
            c.modifiers.iter().copied().filter(free).collect(),
            if uttered { by("from").filter(free).collect() } else { Vec::new() },
            c.agents.iter().copied().filter(|a| free(a) && *a != c.head).collect(),
        ];
        // Every group may hold words that are no actors ("large", "last week"); all are offered in order.
        groups.concat()
    }
}
