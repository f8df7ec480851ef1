//! Patterns against clauses: which rule fits, and which words fill its roles.

use super::codebook::{Codebook, Entry};
use super::pattern::{Filler, Role, Slot};
use crate::clause::{Clause, Clauses, Kind, Lexicon, Relation, verb_lemma};
use dateline_lang::Doc;

/// What stands in a word class for any person called by name.
const PERSON: &str = "@person";

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
    /// Heads that filled a plain slot: "extradited the *banker* to B".
    pub loose: Vec<usize>,
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
        let lemma = verb_lemma(self.doc, clause.head, |l| self.book.is_verb(l));
        self.all(clause, self.book.verb(&lemma))
    }

    /// All rules that fit a noun read as a clause, the most specific first.
    pub fn noun(&self, noun: usize) -> Vec<Match> {
        // "Fighting broke out": a participle that stands as a noun is found as it is written.
        let lemma = if self.doc.tag(noun) == "VBG" { self.doc.lower(noun) } else { self.doc.lemma(noun) };
        match self.book.noun_form(lemma) {
            Some(form) => self.all(&self.frame(noun), self.book.noun(&form)),
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
        // "A suffered attacks by B": whoever suffers them is whom they are on.
        let undergone = object && self.is_undergone(&c);
        if undergone {
            c.recipients.extend(&verb.agents);
        } else if object && self.lexicon.light.contains(lemma) || through {
            let more: Vec<usize> = verb.agents.iter().copied().filter(|a| !c.agents.contains(a)).collect();
            c.agents.extend(more);
            c.recipients.extend(&verb.recipients);
        }
        let carried = through
            || (object && !undergone && self.lexicon.light.contains(lemma))
            || (self.lexicon.occurring.contains(lemma) && (object || verb.agents.contains(&noun)));
        if carried {
            c.obliques.extend(verb.obliques.iter().filter(|o| o.object != noun));
        }
        c
    }

    /// "Suffered *attacks* by B"
    fn is_undergone(&self, noun: &Clause) -> bool {
        let verb = noun.governor.filter(|_| noun.kind == Kind::Noun).map(|g| &self.clauses.all[g as usize]);
        verb.is_some_and(|v| !v.passive && v.patients.contains(&noun.head) && self.lexicon.undergoing.contains(self.doc.lemma(v.head)))
    }

    /// What quoted words do: the rules for saying, as if "A said" stood before the quoted clause.
    pub fn quoted(&self, clause: &Clause, index: u32) -> Vec<Match> {
        let saying = self.book.verb("say").filter(|e| matches!(e.pattern.slots.as_slice(), [Slot::Object(f)] if f.role == Role::Content));
        let as_said = |e: &Entry| Match {
            rule: e.rule,
            pattern: format!("“…” ({})", e.pattern.text),
            clause: clause.clone(),
            source: Vec::new(),
            target: Vec::new(),
            content: Some(Content::Clause(index)),
            used: Vec::new(),
            loose: Vec::new(),
            specificity: e.pattern.specificity(),
            spoken: true,
        };
        saying.map(as_said).collect()
    }

    /// Whether a clause fits a pattern.
    pub fn fits(&self, clause: &Clause, entry: &Entry) -> bool {
        let lemma = verb_lemma(self.doc, clause.head, |l| entry.pattern.heads.iter().any(|h| h == l));
        let denied = !self.book.rules[entry.rule].rule.denied || clause.negation.is_some();
        denied && entry.pattern.heads.iter().any(|h| *h == lemma) && self.try_entry(clause, entry).is_some()
    }

    /// What a content clause says: itself, the clauses joined to it, "it is B who …", "B is trying to …".
    pub fn said(&self, content: u32) -> Vec<&Clause> {
        // "Said that …, and that …": the parser may take the second for content of its own.
        let governor = self.clauses.all[content as usize].governor.map(|g| &self.clauses.all[g as usize]);
        let that = |i: &u32| {
            let c = &self.clauses.all[*i as usize];
            *i > content && c.relation == Relation::Content && c.mark.is_some_and(|m| self.doc.lower(m) == "that")
        };
        let mut said: Vec<u32> = vec![content];
        said.extend(governor.into_iter().flat_map(|g| g.complements.iter().copied()).filter(that).take(MAX_SAID));
        let mut at = 0;
        while at < said.len() && said.len() < MAX_SAID {
            let c = &self.clauses.all[said[at] as usize];
            let more = self.doc.children(c.head).chain(c.attributes.iter().flat_map(|&a| self.doc.children(a)));
            let more = more.filter(|&k| match self.doc.dep(k) {
                "conj" => true,
                // "B was to blame": what it is to do is said of it.
                "xcomp" if self.doc.lemma(c.head) == "be" && self.doc.head(k) == c.head => true,
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

    fn all<'e>(&self, clause: &Clause, entries: impl Iterator<Item = &'e Entry>) -> Vec<Match> {
        let mut found: Vec<Match> = entries.filter_map(|e| self.try_entry(clause, e)).collect();
        // Of equals, a rule of denials knows best what a denial means.
        let of_denials = |m: &Match| self.book.rules[m.rule].rule.denied;
        // A type with rules that ask what is done inside goes first too: where that does not hold they make no draft.
        let kind = |m: &Match| (m.specificity, self.book.rules[m.rule].kind);
        let asking: Vec<(usize, usize)> = found.iter().filter(|m| !self.book.rules[m.rule].inside.is_empty()).map(kind).collect();
        found.sort_by_key(|m| (std::cmp::Reverse(m.specificity), !of_denials(m), !asking.contains(&kind(m)), m.rule));
        found
    }

    fn try_entry(&self, clause: &Clause, entry: &Entry) -> Option<Match> {
        let p = &entry.pattern;
        if self.is_reflexive(clause) && !p.slots.iter().any(|s| matches!(s, Slot::Object(_))) {
            return None;
        }
        let rule = &self.book.rules[entry.rule].rule;
        // "B will not pay for it" threatens nobody.
        let denied = rule.denied && rule.inside.is_empty();
        let turned = (rule.speaker || denied) && clause.negation.is_some() != denied;
        if self.is_other_verb(clause, p) || turned {
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
            loose: Vec::new(),
            specificity: p.specificity(),
            spoken: rule.speaker || denied,
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
            let by_means = |a: &&usize| !m.source.contains(a) && clause.kind == Kind::Verb;
            // "A mine laid by rebels" is told by its blast; what was fired may be told for itself.
            let laid = |k: &usize| matches!(self.doc.lemma(*k), "lay" | "plant" | "leave");
            let told: Vec<usize> = clause.agents.iter().filter(by_means).flat_map(|&a| self.put_to_use(a)).filter(laid).collect();
            m.used.extend(told);
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
                            || self.is_manner(o)
                            || m.clause.kind == Kind::Verb && scene && self.book.sides.anaphors.contains(self.doc.lemma(o.object)))
                };
                let heads: Vec<usize> = m.clause.obliques.iter().filter(fits).filter(|o| !act(o)).map(|o| o.object).collect();
                // "severed ties with B": the preposition hangs on the object that the pattern names.
                let heads = if heads.is_empty() { self.on_object(m, preps) } else { heads };
                let reaches = |p: &str| {
                    matches!(p, "to" | "for") || self.is_undergone(&m.clause) && matches!(p, "on" | "against" | "of" | "at" | "upon")
                };
                // "Were given food *in* Chad": whom it is for goes before where it is.
                let scene = |h: &usize| matches!(self.doc.lower(self.doc.head(*h)), "in" | "into" | "among");
                let free = heads.is_empty() || filler.role == Role::Target && !m.clause.recipients.is_empty() && heads.iter().all(scene);
                let heads = if free && preps.iter().any(|p| reaches(p)) { m.clause.recipients.clone() } else { heads };
                self.assign(filler, self.fitting(filler, &heads), m)
            }
        }
    }

    /// "War *on the side of* B", "an attack *on the eve of* the vote": no preposition of a side, but part of a longer one.
    fn is_manner(&self, o: &crate::clause::Oblique) -> bool {
        let noun = self.book.sides.manners.contains(self.doc.lemma(o.object));
        noun && self.doc.lower(o.prep) == "on" && self.doc.lower(o.object) == self.doc.lemma(o.object)
    }

    pub(super) fn is_time(&self, token: usize) -> bool {
        matches!(self.doc.ent(token), "DATE" | "TIME")
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
        } else if f.role == Role::Other {
            m.loose.extend(&heads);
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
                    || f.role == Role::Other && self.is_judged(h, &f.words)
            })
            .collect()
    }

    /// "As a *poisonous* neighbour", "is a *reckless* plan": a noun is as bad as what is said of it.
    fn is_judged(&self, token: usize, words: &[String]) -> bool {
        let up = self.doc.head(token);
        let said_of = matches!(self.doc.dep(token), "attr" | "oprd") || self.doc.dep(token) == "pobj" && self.doc.lower(up) == "as";
        let bad = |k: usize| self.doc.dep(k) == "amod" && self.book.vile.contains(self.doc.lower(k));
        let judges = words.len() >= self.book.vile.len() && self.doc.pos(token) == "NOUN";
        said_of && judges && self.doc.children(token).any(|k| bad(k) && words.iter().any(|w| w == self.doc.lower(k)))
    }

    /// "Deadly force": force without an article is no troop.
    fn is_violence(&self, token: usize) -> bool {
        let counted = |k: usize| matches!(self.doc.dep(k), "det" | "poss" | "nummod");
        self.doc.lower(token) == "force"
            && !self.doc.children(token).any(counted)
            && self.doc.children(token).any(|k| self.doc.dep(k) == "amod")
    }

    fn is_any(&self, token: usize, words: &[String]) -> bool {
        let person = || self.doc.ent(token) == "PERSON" && self.doc.pos(token) == "PROPN";
        words.iter().any(|w| w == self.doc.lemma(token) || w == self.doc.lower(token) || w == PERSON && person())
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
        // "Let the hostages go": the tagger may give the bare verb a tense.
        let lets = matches!(self.doc.lemma(c.head), "let" | "make" | "have" | "help");
        let form = |k: &Clause| self.doc.tag(k.head) == "VB" || lets && self.doc.tag(k.head) == "VBP";
        let bare = |k: &Clause| k.infinitive || form(k) && k.modal.is_none() && k.mark.is_none();
        let infinitive = c.complements.iter().map(|&i| &self.clauses.all[i as usize]).find(|k| bare(k) && !k.inherited);
        infinitive.map(|k| if k.passive { k.patients.clone() } else { k.agents.clone() }).unwrap_or_default()
    }

    /// The doer where the pattern doesn't name one.
    fn default_source(&self, m: &Match) -> Vec<usize> {
        let c = &m.clause;
        let free = |t: &usize| !m.target.contains(t);
        if c.kind == Kind::Verb {
            return c.agents.iter().flat_map(|&a| self.gunners(a)).filter(free).collect();
        }
        let by = |prep: &'static str| c.obliques.iter().filter(move |o| self.doc.lower(o.prep) == prep).map(|o| o.object);
        // "A proposal from Kyiv", "a threat from Moscow": words come from whoever says them.
        let uttered = matches!(self.book.type_of(m.rule).quad, 1 | 3);
        let groups: [Vec<usize>; 5] = [
            c.possessors.iter().copied().filter(free).collect(),
            by("by").filter(free).collect(),
            c.modifiers.iter().copied().filter(free).filter(|&w| !self.is_struck(c, w)).collect(),
            if uttered { by("from").filter(free).collect() } else { Vec::new() },
            c.agents.iter().copied().filter(|a| free(a) && *a != c.head).collect(),
        ];
        // Every group may hold words that are no actors ("large", "last week"); all are offered in order.
        groups.concat()
    }
}
