//! What saying does: who speaks to whom, about whose act, and whether the act is the speaker's own.

use super::codebook::{Own, TargetFrom};
use super::draft::{Coder, Draft, MAX_NESTING};
use super::matching::{Content, Match, Scene};
use super::roles::distinct;
use crate::clause::{Clause, Kind, prepositional_objects};
use crate::quote::QuoteKind;
use crate::record::ActorRef;

/// How many words of an object are looked through.
pub(super) const MAX_OBJECT: usize = 40;

impl Coder<'_> {
    pub(super) fn target_from(&mut self, order: &[TargetFrom], m: &Match, inner: Option<&Draft>, source: &[ActorRef]) -> Vec<ActorRef> {
        for from in order {
            let found = match from {
                TargetFrom::Recipient => self.recipients(&m.clause),
                TargetFrom::InnerAgent => {
                    // An act that a rule knows without a doer: "said B posed a threat to the region".
                    let open = self.scene.book.rules[m.rule].rule.own == Some(Own::OthersDeed)
                        || self.scene.book.type_of(m.rule).name == "REQUEST";
                    let told = inner.map(|d| d.source.clone()).filter(|s| !(overlaps(s, source) || open && s.is_empty()));
                    told.unwrap_or_else(|| self.inner_agents(m))
                }
                TargetFrom::Condition => self.conditioned(m),
                TargetFrom::InnerTarget if self.asks_leave(m) => Vec::new(),
                TargetFrom::InnerTarget => {
                    // Whom violence strikes is not asked to end it.
                    let struck_by = |inner: &Draft| self.is_done_to(m, inner);
                    let foe = inner.is_some_and(struck_by);
                    let struck = foe || self.asks_for_peace(m);
                    let told = inner.map(|d| d.target.clone()).filter(|t| !t.is_empty() && !struck);
                    told.unwrap_or_else(|| if foe { Vec::new() } else { self.inner_targets(m) })
                }
            };
            // What a government demands or promises of its own forces is not said to them.
            // "Refused to hand over suspects": nameless people whom an act is about did not ask for it.
            let refuses = self.scene.book.type_of(m.rule).name == "REJECT" && matches!(from, TargetFrom::InnerTarget);
            let own = |f: &ActorRef| f.country.is_none() || source.iter().any(|s| s.country == f.country);
            let about = refuses && !self.is_dealing(m);
            let found = found.into_iter().filter(|f| !(about && own(f) && super::roles::civil(f) && self.roles.is_generic(f)));
            let found: Vec<ActorRef> =
                found.filter(|f| !source.iter().any(|s| s.chain == f.chain || speaks_for(s, f) || own_body(s, f))).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// "Refused to *meet* union leaders", "to *let* inspectors in": whom one would deal with is refused.
    fn is_dealing(&self, m: &Match) -> bool {
        let act = self.content_clause(m).filter(|c| c.kind == Kind::Verb);
        act.is_some_and(|c| self.scene.book.sides.dealings.contains(self.scene.doc.lemma(c.head)))
    }

    /// "Promised to drive out the militants" is not promised to them, and "hailed the release of the hostages" praises not them.
    fn is_done_to(&self, m: &Match, inner: &Draft) -> bool {
        let (kind, act) = (&self.scene.book.type_of(m.rule).name, self.scene.book.type_of(inner.found.rule));
        let harm = act.quad == 4 && act.name != "MOBILIZE" && inner.found.clause.negation.is_none();
        // "Called for the prisoners to be freed", "for aid to the camps": whom it helps is not whom it is asked of.
        let helped = matches!((act.name.as_str(), inner.mode.as_deref()), ("RETREAT", Some("release")) | ("AID", _));
        let rule = &self.scene.book.rules[m.rule].rule;
        let plain = rule.own.is_none() && rule.inside.is_empty();
        let undergone = plain && inner.found.clause.kind == Kind::Verb && inner.found.clause.passive;
        let spared = kind == "REQUEST" && (helped || undergone) && inner.source.is_empty();
        spared || kind == "AGREE" && harm || kind == "SUPPORT" && inner.found.clause.kind == Kind::Noun && act.quad == 2
    }

    /// Whose doing a threat hangs on: "if *B* does not pay", "unless *B* withdraws".
    fn conditioned(&self, m: &Match) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let content = match m.content {
            Some(super::matching::Content::Clause(i)) => Some(i),
            _ => None,
        };
        let own = self.scene.clauses.index_of(m.clause.head);
        let hangs = |g: Option<u32>| g.is_some() && (g == own || g == content);
        let condition =
            |c: &&crate::clause::Clause| c.mark.is_some_and(|k| matches!(doc.lower(k), "if" | "unless" | "until")) && hangs(c.governor);
        self.scene
            .clauses
            .all
            .iter()
            .filter(condition)
            .map(|c| self.roles.source(if c.passive { &c.patients } else { &c.agents }, false))
            .find(|s| !s.is_empty())
            .unwrap_or_default()
    }

    /// "Imposed sanctions on A over *its* war": of the two, it is the war of the one who is punished for it.
    pub(super) fn foe_of_possessor(&self, c: &Clause) -> Option<Vec<ActorRef>> {
        let doc = self.scene.doc;
        let pronoun = |p: &usize| matches!(doc.lower(*p), "its" | "their" | "his" | "her");
        let prep = doc.head(c.head);
        let over = doc.dep(prep) == "prep" && matches!(doc.lower(prep), "over" | "for");
        if c.kind != Kind::Noun || !over || c.possessors.is_empty() || !c.possessors.iter().all(pronoun) {
            return None;
        }
        let punished = self.scene.clauses.of(prep)?;
        let hostile = |m: &Match| matches!(self.scene.book.type_of(m.rule).quad, 3 | 4) && !m.target.is_empty();
        let m = self.scene.verb(punished).into_iter().find(hostile)?;
        Some(self.roles.target(&m.target, true)).filter(|t| !t.is_empty())
    }

    /// "Called for an end to the raids"
    fn asks_for_peace(&self, m: &Match) -> bool {
        let peace = |n: usize| self.scene.book.sides.peace.contains(self.scene.doc.lemma(n));
        self.scene.book.type_of(m.rule).name == "REQUEST" && matches!(m.content, Some(Content::Noun(n)) if peace(n))
    }

    /// "Sought approval to strike B": not of B.
    fn asks_leave(&self, m: &Match) -> bool {
        let c = &m.clause;
        let leave = |&p: &usize| self.scene.book.sides.permissions.contains(self.scene.doc.lemma(p));
        self.scene.book.type_of(m.rule).name == "REQUEST"
            && c.patients.iter().any(leave)
            && c.obliques.iter().all(|o| self.scene.doc.lower(o.prep) != "for")
    }

    /// Whom the words are said to: the addressee, or the partner of the talk they are said in
    /// ("pledged in a call with B").
    fn recipients(&self, c: &Clause) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let to = c.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "to" | "with")).map(|o| o.object);
        let heads: Vec<usize> = c.recipients.iter().copied().chain(to).collect();
        // What is told to the press is not done to it.
        let listens = |r: &ActorRef| r.sector.as_deref() != Some("JRN");
        let found = distinct(heads.iter().flat_map(|&h| self.roles.direct(h)).filter(listens).collect());
        if !found.is_empty() {
            return found;
        }
        let talks = c.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "in" | "during" | "at" | "after")).map(|o| o.object);
        // "In a letter to B"
        let written =
            |t: usize| matches!(doc.lemma(t), "letter" | "message" | "note" | "telegram" | "cable" | "memo" | "address" | "petition");
        let to = |k: usize| doc.lower(k) == "to" && written(doc.head(k));
        let with = talks
            .flat_map(|t| doc.children(t))
            .filter(|&k| doc.dep(k) == "prep" && (doc.lower(k) == "with" || to(k)))
            .flat_map(|k| prepositional_objects(doc, k));
        distinct(with.flat_map(|(_, o)| self.roles.direct(o)).collect())
    }

    /// "Called for *the hostages* to be freed": those to whom it is to be done are not asked to do it.
    pub(super) fn spare_the_done_to(&self, m: &mut Match) {
        let Some(Content::Clause(i)) = m.content else { return };
        let act = &self.scene.clauses.all[i as usize];
        let asked = |t: usize| m.clause.patients.contains(&t) || m.clause.recipients.contains(&t);
        let targets = std::mem::take(&mut m.target);
        m.target = targets.into_iter().filter(|&t| asked(t) || !(act.passive && act.patients.contains(&t))).collect();
    }

    /// "Said it is in contact with A and will help B": of what is said, the part that lies ahead.
    pub(super) fn bound_part(&self, content: Content, own: Option<Own>) -> Content {
        let Content::Clause(i) = content else { return content };
        let c = &self.scene.clauses.all[i as usize];
        if !matches!(own, Some(Own::Future | Own::Refusal)) || c.modal.is_some() || self.going_on(i).is_some() {
            return content;
        }
        let ahead = |j: &u32| self.is_future(&self.scene.clauses.all[*j as usize]);
        let joined =
            self.scene.doc.children(c.head).filter(|&k| self.scene.doc.dep(k) == "conj").filter_map(|k| self.scene.clauses.index_of(k));
        joined.filter(|j| j != &i).find(ahead).map_or(content, Content::Clause)
    }

    /// "Wants to repatriate", "sought to push back": what one aims to do oneself is asked of nobody.
    pub(super) fn is_own_aim(&self, m: &Match) -> bool {
        let Some(Content::Clause(i)) = m.content else { return false };
        let c = &self.scene.clauses.all[i as usize];
        let aims = matches!(self.scene.doc.lemma(m.clause.head), "want" | "seek" | "wish" | "hope" | "look" | "push" | "campaign");
        aims && c.infinitive && !c.passive && c.inherited && c.agents == m.clause.agents && m.target.is_empty()
    }

    /// Who says a clause: the speakers of the nearest clause of saying above it, or of its quotation.
    pub(super) fn sayers(&self, c: &Clause) -> Vec<ActorRef> {
        let said_in = |indirect: bool| {
            let mut quotes = self.roles.stage.quotes.iter();
            let quote = quotes.find(|q| (q.kind == QuoteKind::Indirect) == indirect && q.tokens.contains(&c.head));
            quote.map(|q| self.speaker_of(q).into_iter().collect())
        };
        if let Some(speaker) = said_in(false) {
            return speaker;
        }
        let mut at = c;
        for _ in 0..MAX_NESTING {
            let Some(g) = at.governor.map(|g| &self.scene.clauses.all[g as usize]) else { break };
            let verb = self.scene.doc.lemma(g.head);
            let speaks = self.scene.lexicon.saying.contains(verb) || self.scene.lexicon.vowing.contains(verb);
            let speakers = if speaks { self.roles.source(&g.agents, false) } else { Vec::new() };
            if !speakers.is_empty() {
                return speakers;
            }
            at = g;
        }
        said_in(true).unwrap_or_default()
    }

    /// The word that makes the act where the verb of saying is a plain one: "said B *was blocking* the deal". A verb
    /// such as "insist" or "hope" is itself the word.
    pub(super) fn telling_word(&self, m: &Match) -> Option<usize> {
        let rule = &self.scene.book.rules[m.rule].rule;
        let plain = m.spoken || self.scene.lexicon.plain_saying.contains(self.scene.doc.lemma(m.clause.head));
        let about_saying = rule.own.is_some() && !rule.tells && matches!(m.content, Some(Content::Clause(_)));
        let c = self.accused_clause(m).filter(|_| about_saying && plain)?;
        let predicate = c.attributes.first().copied().filter(|_| rule.own == Some(Own::OthersDeed) && self.scene.doc.lemma(c.head) == "be");
        Some(predicate.unwrap_or(c.head))
    }

    /// The clause inside that the rule's own patterns fit, else the content itself.
    fn accused_clause(&self, m: &Match) -> Option<Clause> {
        let rule = &self.scene.book.rules[m.rule];
        let fits = |c: &&Clause| rule.inside.iter().any(|e| self.scene.fits(c, e));
        match m.content? {
            Content::Clause(i) if !rule.inside.is_empty() => self.scene.said(i).into_iter().find(fits).cloned(),
            _ => self.content_clause(m),
        }
    }

    fn content_clause(&self, m: &Match) -> Option<Clause> {
        Some(match self.act_of(m.rule, m.content?) {
            Content::Clause(i) => self.scene.clauses.all[i as usize].clone(),
            Content::Noun(n) => self.scene.clauses.nominal(self.scene.doc, n),
        })
    }

    fn inner_agents(&self, m: &Match) -> Vec<ActorRef> {
        let Some(c) = self.accused_clause(m) else { return Vec::new() };
        let rule = &self.scene.book.rules[m.rule].rule;
        let heads = if c.kind == Kind::Noun {
            [&c.possessors[..], &c.modifiers[..]].concat()
        } else if c.passive && !c.agents.is_empty() {
            // "Said the shells were fired by B"
            c.agents.clone()
        } else if c.passive && rule.own.is_none() && rule.inside.is_empty() && self.scene.book.type_of(m.rule).name == "REQUEST" {
            return self.bodies_joined(&c);
        } else if c.passive && !self.is_open_duty(&c) {
            c.patients.clone()
        } else {
            self.extraposed(&c).unwrap_or(&c.agents).clone()
        };
        let others = matches!(rule.own, Some(Own::OthersDeed));
        if others { distinct(heads.iter().flat_map(|&h| self.roles.holder(h)).collect()) } else { self.roles.target(&heads, false) }
    }

    /// "Called for B to be admitted to *the alliance*", "given a seat on *the council*": the body that can do so.
    fn bodies_joined(&self, c: &Clause) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let own = c.obliques.iter().map(|o| (o.prep, o.object));
        let below = c.patients.iter().flat_map(|&p| doc.children(p)).filter(|&k| doc.dep(k) == "prep");
        let all = own.chain(below.flat_map(|k| prepositional_objects(doc, k)));
        let into = all.filter(|(prep, _)| matches!(doc.lower(*prep), "to" | "in" | "on" | "at" | "into" | "by" | "from")).map(|(_, o)| o);
        let body = |a: &ActorRef| a.sectors.iter().any(|s| s == "IGO");
        into.map(|o| self.roles.direct(o)).find(|r| !r.is_empty() && r.iter().all(body)).unwrap_or_default()
    }

    /// Whom an act without a rule of its own is done to: its object, then its prepositions'.
    fn inner_targets(&self, m: &Match) -> Vec<ActorRef> {
        let Some(mut c) = self.content_clause(m) else { return Vec::new() };
        // "suspended its airstrikes on B": the parser may hang the preposition on the verb.
        if matches!(m.content, Some(Content::Noun(_))) && m.clause.kind == Kind::Verb {
            c.obliques
                .extend(m.clause.obliques.iter().filter(|o| matches!(self.scene.doc.lower(o.prep), "on" | "against" | "in" | "with")));
        }
        // "Promised to carry it out": a thing, where no rule knows of an act that is done to anybody.
        let thing = |p: usize| matches!(self.scene.doc.lower(p), "it" | "this" | "that");
        let objects = c.patients.iter().chain(&c.recipients).copied().chain(self.admitted(&c));
        let patients: Vec<usize> = objects.filter(|&p| !c.passive && !thing(p)).collect();
        let found = self.roles.target(&patients, false);
        if found.iter().any(|f| f.country.is_some()) {
            return found;
        }
        let preps = c.obliques.iter().filter(|o| {
            let prep = self.scene.doc.lower(o.prep);
            matches!(prep, "with" | "to" | "for" | "against" | "on" | "from" | "of" | "in") || prep == "into" && c.kind == Kind::Verb
        });
        // "withdraw from talks with B"
        let doc = self.scene.doc;
        let partner =
            |o: usize| doc.children(o).filter(|&k| doc.lower(k) == "with").flat_map(|k| prepositional_objects(doc, k)).map(|(_, p)| p);
        let heads: Vec<usize> = preps.flat_map(|o| std::iter::once(o.object).chain(partner(o.object))).collect();
        // "Called for an end to *Chad's* raids on B": whoever strikes is asked, not whom it strikes nor where it is.
        if self.asks_for_peace(m) {
            let acts = heads.into_iter().filter(|&h| doc.pos(h) == "NOUN");
            return acts.map(|h| self.roles.holder(h)).find(|r| !r.is_empty()).unwrap_or(found);
        }
        let near = heads.iter().map(|&h| self.roles.target(&[h], true)).find(|r| !r.is_empty());
        near.or_else(|| self.receivers(&c)).unwrap_or(found)
    }

    /// "Let *inspectors* return", "let *staff* back": the parser hangs whom one lets on what they would do.
    fn admitted(&self, c: &Clause) -> Vec<usize> {
        let doc = self.scene.doc;
        if !matches!(doc.lemma(c.head), "let" | "allow" | "permit" | "help" | "enable") || !c.patients.is_empty() {
            return Vec::new();
        }
        let inner = c.complements.iter().map(|&i| &self.scene.clauses.all[i as usize]).find(|k| !k.inherited && !k.agents.is_empty());
        let noun = doc.children(c.head).filter(|&k| k > c.head && doc.dep(k) == "ccomp" && matches!(doc.pos(k), "NOUN" | "PROPN"));
        inner.map_or_else(|| noun.collect(), |k| k.agents.clone())
    }

    /// "Provide 47 million in new aid to B": whom a preposition deep in the object names.
    fn receivers(&self, c: &Clause) -> Option<Vec<ActorRef>> {
        let doc = self.scene.doc;
        let words = c.patients.iter().filter(|_| !c.passive).flat_map(|&p| doc.subtree(p).take(MAX_OBJECT));
        let preps = words.filter(|&k| doc.dep(k) == "prep" && matches!(doc.lower(k), "to" | "for" | "with" | "against"));
        let mut named = preps.flat_map(|k| prepositional_objects(doc, k)).map(|(_, o)| self.roles.direct(o));
        named.find(|r| r.iter().any(|a| a.country.is_some()))
    }

    /// "flew to Geneva to meet B": whom the purpose is about.
    pub(super) fn purpose_target(&mut self, c: &Clause, types: &[String], depth: usize) -> Option<(Vec<usize>, Vec<ActorRef>)> {
        if types.is_empty() || c.kind == Kind::Noun {
            return None;
        }
        let own = |k: &usize| *k > c.head && matches!(self.scene.doc.dep(*k), "advcl" | "xcomp");
        let purposes: Vec<usize> = self
            .scene
            .doc
            .children(c.head)
            .filter(own)
            .filter(|&k| self.scene.clauses.headed_by(k).is_some_and(|p| p.infinitive))
            .collect();
        purposes.into_iter().find_map(|k| {
            let i = self.scene.clauses.index_of(k)?;
            let (_, inner) = self.inside(Content::Clause(i), depth);
            inner
                .filter(|d| types.contains(&self.scene.book.type_of(d.found.rule).name) && !d.target.is_empty())
                .map(|d| (vec![k, d.found.clause.head], d.target.clone()))
        })
    }
}

impl Scene<'_> {
    /// "Called the strike unlawful": a name is given to it, nobody calls a strike.
    pub(super) fn is_named(&self, m: &Match, slots: usize) -> bool {
        let c = &m.clause;
        slots == 1
            && c.kind == Kind::Verb
            && self.doc.lemma(c.head) == "call"
            && !c.attributes.is_empty()
            && m.used.iter().any(|u| c.patients.contains(u))
    }
}

/// A government's member says what its state and its forces will do.
pub(super) fn speaks_for(speaker: &ActorRef, doer: &ActorRef) -> bool {
    speaker.country.is_some()
        && speaker.country == doer.country
        && matches!(doer.sector.as_deref(), None | Some("GOV" | "MIL"))
        && matches!(speaker.sector.as_deref(), None | Some("GOV" | "MIL"))
}

fn own_body(speaker: &ActorRef, other: &ActorRef) -> bool {
    speaker.country.is_some()
        && speaker.country == other.country
        && matches!(speaker.sector.as_deref(), None | Some("GOV" | "MIL"))
        && matches!(other.sector.as_deref(), None | Some("GOV" | "MIL"))
}

fn overlaps(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.chain == y.chain))
}
