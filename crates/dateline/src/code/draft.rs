//! From matches to drafts: for each clause the rule that fits best, operators with the act inside.

use super::codebook::{Need, Own, TargetFrom};
use super::matching::{Content, Match, Scene};
use super::roles::{Roles, distinct, is_nominal};
use super::{Coding, Resolved};
use crate::clause::{Clause, Kind, Relation, prepositional_objects};
use crate::quote::{Quote, QuoteKind};
use crate::record::ActorRef;
use std::collections::{HashMap, HashSet};

/// How deep operators may nest: "promised to urge them to stop shelling" is three.
const MAX_NESTING: usize = 6;

/// A record in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    pub found: Match,
    pub source: Vec<ActorRef>,
    pub target: Vec<ActorRef>,
    pub mode: Option<String>,
    /// Head token of the act inside, for operators.
    pub content: Option<usize>,
    /// Whether it has the sides that its rule asks for; else it is no record, but may be a commitment.
    pub complete: bool,
    /// A side was taken from another telling in the document.
    pub inferred: bool,
}

/// All drafts of a document, in order of their heads.
pub fn drafts(stage: &Resolved, k: &Coding) -> Vec<Draft> {
    let scene = Scene { doc: stage.doc, clauses: stage.clauses, book: k.book, lexicon: k.lexicon };
    let mut coder = Coder { scene, roles: Roles { stage, book: k.book }, memo: HashMap::new() };
    let heads: Vec<usize> = (0..stage.doc.len()).filter(|&i| coder.may_head(i)).collect();
    let mut found: Vec<Draft> = heads.iter().filter_map(|&h| coder.best(h, 0)).collect();
    found.extend(stage.quotes.iter().flat_map(|q| coder.quoted(q)).collect::<Vec<_>>());
    found.sort_by_key(|d| d.found.clause.head);
    found
}

/// The drafts that become records.
pub(super) fn records(stage: &Resolved, k: &Coding, drafts: &[Draft]) -> Vec<Draft> {
    settle(stage, drafts.iter().filter(|d| d.complete && is_political(k, d)).cloned().collect())
}

/// Whether an act has a side in public life, and a source that can do such a thing.
fn is_political(k: &Coding, d: &Draft) -> bool {
    let sides = &k.book.sides;
    let kind = &k.book.type_of(d.found.rule).name;
    let private = |a: &ActorRef| match a.sector.as_deref() {
        Some(sector) => sides.private.contains(sector),
        None => a.country.is_none() && a.wikidata.is_none(),
    };
    let with_mode = d.mode.as_ref().map(|m| format!("{kind}/{m}"));
    let public_source = sides.public_source.contains(kind) || with_mode.is_some_and(|m| sides.public_source.contains(&m));
    let among = !sides.among_private.contains(kind) && d.source.iter().chain(&d.target).all(private);
    !(among || public_source && d.source.iter().all(private))
}

struct Coder<'a> {
    scene: Scene<'a>,
    roles: Roles<'a>,
    memo: HashMap<usize, Option<Draft>>,
}

impl Coder<'_> {
    fn may_head(&self, i: usize) -> bool {
        let doc = self.scene.doc;
        match doc.pos(i) {
            "VERB" | "AUX" => self.scene.clauses.headed_by(i).is_some(),
            "NOUN" | "PROPN" => {
                let lemma = doc.lemma(i);
                let modifies = doc.dep(i) == "compound" && doc.head(i) > i;
                !modifies
                    && (self.scene.book.nouns.contains_key(lemma) || self.scene.book.nouns.contains_key(lemma.to_lowercase().as_str()))
                    && !self.is_name(i)
            }
            _ => false,
        }
    }

    /// An event noun inside a proper name ("the *Strike* Back series", "*Peace* Corps") is none;
    /// named events of a common kind keep their capital only by style.
    fn is_name(&self, i: usize) -> bool {
        let doc = self.scene.doc;
        doc.pos(i) == "PROPN" && matches!(doc.ent(i), "ORG" | "PERSON" | "PRODUCT" | "WORK_OF_ART" | "FAC")
    }

    /// The best draft headed by a token, remembered.
    fn best(&mut self, head: usize, depth: usize) -> Option<Draft> {
        if let Some(known) = self.memo.get(&head) {
            return known.clone();
        }
        let draft = self.find(head, depth);
        self.memo.insert(head, draft.clone());
        draft
    }

    fn find(&mut self, head: usize, depth: usize) -> Option<Draft> {
        if depth > MAX_NESTING {
            return None;
        }
        let matches = match self.scene.clauses.headed_by(head) {
            Some(clause) => self.scene.verb(clause),
            None => self.scene.noun(head),
        };
        let mut incomplete = None;
        for m in matches {
            match self.draft(m, depth) {
                Some(d) if d.complete => return Some(d),
                d => incomplete = incomplete.or(d),
            }
        }
        incomplete
    }

    /// What the main clauses of a quotation do for its speaker.
    fn quoted(&mut self, q: &Quote) -> Vec<Draft> {
        // Indirect speech has its clause of saying, which is coded as such.
        let Some(speaker) = self.speaker_of(q).filter(|_| q.kind != QuoteKind::Indirect) else { return Vec::new() };
        let scene = self.scene;
        let tops: Vec<u32> = (0..scene.clauses.all.len() as u32).filter(|&i| top_of_quote(&scene, q, i)).collect();
        let mut drafts = Vec::new();
        for i in tops {
            let matches = scene.quoted(&scene.clauses.all[i as usize], i);
            let found = matches.into_iter().find_map(|m| self.draft_as(m, 0, Some(std::slice::from_ref(&speaker))).filter(|d| d.complete));
            drafts.extend(found);
        }
        drafts
    }

    fn speaker_of(&self, q: &Quote) -> Option<ActorRef> {
        self.roles.chain(q.speaker.as_ref()?.chain?)
    }

    fn draft(&mut self, m: Match, depth: usize) -> Option<Draft> {
        self.draft_as(m, depth, None)
    }

    /// Roles to actors; `said_by` gives the source of quoted words.
    fn draft_as(&mut self, m: Match, depth: usize, said_by: Option<&[ActorRef]>) -> Option<Draft> {
        let rule = &self.scene.book.rules[m.rule].rule;
        let inner = m.content.map(|c| self.inside(c, depth));
        let inner_type = inner.as_ref().and_then(|(_, d)| d.as_ref()).map(|d| &self.scene.book.type_of(d.found.rule).name);
        if !rule.inner.is_empty() && !inner_type.is_some_and(|t| rule.inner.contains(t))
            || inner_type.is_some_and(|t| rule.inner_not.contains(t))
        {
            return None;
        }
        let nominal = is_nominal(m.clause.kind);
        let book = self.scene.book;
        if book.type_of(m.rule).name == "ASSAULT" && !m.target.is_empty() && m.clause.kind == Kind::Verb {
            let immaterial = |&t: &usize| book.sides.immaterial.contains(self.scene.doc.lemma(t));
            if m.target.iter().all(immaterial) {
                return None;
            }
        }
        let mut source = match said_by {
            Some(speaker) => speaker.to_vec(),
            None if rule.speaker => self.sayers(&m.clause),
            None => self.roles.source(&m.source, nominal),
        };
        if let Some(never) = book.sides.never_source.get(&book.type_of(m.rule).name) {
            source.retain(|s| !s.sector.as_ref().is_some_and(|x| never.contains(x)));
        }
        if rule.own.is_some_and(|own| !self.is_own(&m, own, &source)) {
            return None;
        }
        if source.is_empty() && rule.inherit && nominal {
            source = self.inherited_source(&m.clause);
        }
        let mut target = self.roles.target(&m.target, rule.place_target);
        if rule.inherit && nominal && target.is_empty() {
            target = self.inherited_target(&m.clause);
        }
        let among_themselves = rule.mutual && source.len() > 1;
        if target.is_empty() && m.target.is_empty() && !rule.target_from.is_empty() && !among_themselves {
            target = self.target_from(&rule.target_from, &m, inner.as_ref().and_then(|(_, d)| d.as_ref()), &source);
        }
        if target.is_empty() && rule.place_target && !m.target.is_empty() {
            target = self.place_of(&m.clause);
        }
        let kind = self.scene.book.type_of(m.rule);
        if target.is_empty() && kind.name == "ASSAULT" && !m.target.is_empty() && m.target.iter().all(|&t| self.is_number(t)) {
            let place = super::event::place_of(&self.roles, &m.clause, true);
            target = place.and_then(|p| self.roles.state_of(&p)).into_iter().collect();
        }
        // What is told to the press is not done to it.
        if matches!(kind.quad, 1) || kind.name == "REQUEST" {
            target.retain(|t| t.sector.as_deref() != Some("JRN"));
        }
        let mut m = m;
        if let Some((purpose, whom)) = self.purpose_target(&m.clause, &rule.purpose, depth) {
            m.used.extend(purpose);
            // "flew to Moscow to see diplomats": whose they are, only the place says.
            target.retain(|_| whom.iter().all(|w| w.country.is_none()));
            target.extend(whom);
        }
        if source.is_empty() && !target.is_empty() && matches!(kind.quad, 1 | 3) && kind.name != "CONSULT" {
            source = self.roles.person(&m.source);
        }
        if target.is_empty() && !source.is_empty() && matches!(kind.quad, 3 | 4) {
            target = self.roles.person(&m.target);
        }
        // "Fighting between A and B": each does it to the other.
        let between = m.clause.kind == Kind::Noun && source.is_empty() && m.pattern.contains("between T");
        let (source, target) = sides(source, target, rule.mutual || between);
        let target = if target.is_empty() && kind.name == "MOBILIZE" { self.faced(&m.clause) } else { target };
        let complete = !source.is_empty() && (rule.target != Need::Required || !target.is_empty());
        let target = if rule.target == Need::None && kind.name != "MOBILIZE" { Vec::new() } else { target };
        let mode = inner_type.and_then(|t| rule.mode_of.get(t).cloned()).or_else(|| rule.mode.clone());
        Some(Draft { found: m, source, target, mode, content: inner.map(|(head, _)| head), complete, inferred: false })
    }

    /// Whom troops are sent to face: "to its border with B", "against B".
    fn faced(&self, c: &Clause) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let border = c
            .obliques
            .iter()
            .chain(&self.objects_obliques(c))
            .filter(|o| doc.lemma(o.object) == "border")
            .map(|o| o.object)
            .collect::<Vec<_>>();
        let across = border
            .into_iter()
            .flat_map(|b| doc.children(b))
            .filter(|&k| doc.dep(k) == "prep" && matches!(doc.lower(k), "with" | "of"))
            .flat_map(|k| prepositional_objects(doc, k))
            .map(|(_, o)| o);
        let against = c.obliques.iter().filter(|o| doc.lower(o.prep) == "against").map(|o| o.object);
        self.roles.target(&across.chain(against).collect::<Vec<_>>(), true)
    }

    fn objects_obliques(&self, c: &Clause) -> Vec<crate::clause::Oblique> {
        c.patients.iter().flat_map(|&p| self.scene.clauses.nominal(self.scene.doc, p).obliques).collect()
    }

    /// "Kills *40* and wounds *others*".
    fn is_number(&self, head: usize) -> bool {
        let doc = self.scene.doc;
        doc.pos(head) == "NUM" || matches!(doc.lemma(head), "other" | "dozen" | "hundred" | "thousand" | "score" | "many" | "several")
    }

    /// The act inside an operator: its head, and its own draft if a rule fits it.
    fn inside(&mut self, content: Content, depth: usize) -> (usize, Option<Draft>) {
        let head = match content {
            Content::Clause(i) => self.scene.clauses.all[i as usize].head,
            Content::Noun(n) => n,
        };
        let direct = self.best(head, depth + 1);
        // "vowed to launch an attack": the act is the light verb's noun.
        let carried = match (content, &direct) {
            (Content::Clause(i), None) => {
                let patients = self.scene.clauses.all[i as usize].patients.clone();
                patients.into_iter().find_map(|p| self.best(p, depth + 1))
            }
            _ => None,
        };
        (head, direct.or(carried))
    }

    /// "said during a call with B": the call is the speaker's.
    fn inherited_source(&self, c: &Clause) -> Vec<ActorRef> {
        self.host(c).map(|g| self.roles.source(if g.passive { &g.patients } else { &g.agents }, false)).unwrap_or_default()
    }

    /// "told B during a call": the call is with whom it was told to.
    fn inherited_target(&self, c: &Clause) -> Vec<ActorRef> {
        let Some(g) = self.host(c) else { return Vec::new() };
        let to = g.obliques.iter().filter(|o| matches!(self.scene.doc.lower(o.prep), "to" | "with")).map(|o| o.object);
        let heads: Vec<usize> = g
            .recipients
            .iter()
            .copied()
            .chain(to)
            .chain(g.patients.iter().copied().filter(|_| !g.passive))
            .filter(|&h| h != c.head)
            .collect();
        heads.iter().map(|&h| self.roles.direct(h)).find(|r| !r.is_empty()).unwrap_or_default()
    }

    /// The clause in whose course a nominal act takes place ("during", "at", "in", "after" it).
    fn host(&self, c: &Clause) -> Option<&Clause> {
        let doc = self.scene.doc;
        let g = &self.scene.clauses.all[c.governor? as usize];
        let mut prep = doc.head(c.head);
        // Nouns on the way may have no owner: "in the conflict over the build-up near B".
        for _ in 0..MAX_NESTING {
            let noun = doc.head(prep);
            let plain = doc.dep(prep) == "prep" && noun != g.head && doc.pos(noun) == "NOUN" && doc.lower(prep) != "of";
            if !plain || doc.children(noun).any(|k| doc.dep(k) == "poss") {
                break;
            }
            prep = doc.head(noun);
        }
        let adjoined = doc.head(prep) == g.head
            && doc.dep(prep) == "prep"
            && matches!(
                doc.lower(prep),
                "during" | "at" | "in" | "after" | "following" | "for" | "on" | "via" | "by" | "before" | "over" | "amid"
            );
        adjoined.then_some(g)
    }

    fn target_from(&mut self, order: &[TargetFrom], m: &Match, inner: Option<&Draft>, source: &[ActorRef]) -> Vec<ActorRef> {
        for from in order {
            let found = match from {
                TargetFrom::Recipient => self.recipients(&m.clause),
                TargetFrom::InnerAgent => {
                    inner.map(|d| d.source.clone()).filter(|s| !overlaps(s, source)).unwrap_or_else(|| self.inner_agents(m))
                }
                TargetFrom::InnerTarget => {
                    inner.map(|d| d.target.clone()).filter(|t| !t.is_empty()).unwrap_or_else(|| self.inner_targets(m))
                }
            };
            // What a government demands or promises of its own forces is not said to them.
            let found: Vec<ActorRef> =
                found.into_iter().filter(|f| !source.iter().any(|s| s.chain == f.chain || speaks_for(s, f) || own_body(s, f))).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
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
        let with = talks
            .flat_map(|t| doc.children(t))
            .filter(|&k| doc.dep(k) == "prep" && doc.lower(k) == "with")
            .flat_map(|k| prepositional_objects(doc, k));
        distinct(with.flat_map(|(_, o)| self.roles.direct(o)).collect())
    }

    /// Whether the act inside is one that the speaker says it will (or will not) do itself.
    fn is_own(&self, m: &Match, own: Own, speakers: &[ActorRef]) -> bool {
        let Some(Content::Clause(i)) = m.content else { return false };
        let c = &self.scene.clauses.all[i as usize];
        let doers = self.roles.target(&c.agents, false);
        // "B said it would": a pronoun right under its clause of saying is taken for the speaker.
        let pronoun =
            c.agents.iter().any(|&a| matches!(self.scene.doc.lower(a), "he" | "she" | "it" | "they") && self.roles.direct(a).is_empty());
        let first_person = c.agents.iter().any(|&a| matches!(self.scene.doc.lower(a), "we" | "i"));
        let mine = |d: &ActorRef| speakers.iter().any(|s| s.chain == d.chain || speaks_for(s, d));
        if own == Own::OthersDuty {
            let duty = c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "should" | "must" | "ought"))
                && !c.perfect
                && c.agents.iter().all(|&a| self.scene.doc.pos(a) != "PRON");
            return duty && !c.passive && !doers.is_empty() && !doers.iter().any(mine);
        }
        let future = c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "will" | "wo" | "'ll" | "’ll" | "shall" | "would" | "'d"));
        if !future || c.perfect || c.passive || c.negation.is_some() != (own == Own::Refusal) {
            return false;
        }
        first_person || pronoun || doers.iter().any(mine)
    }

    /// Who says a clause: the speakers of the nearest clause of saying above it, or of its quotation.
    fn sayers(&self, c: &Clause) -> Vec<ActorRef> {
        if let Some(q) = self.roles.stage.quotes.iter().find(|q| q.tokens.contains(&c.head)) {
            return self.speaker_of(q).into_iter().collect();
        }
        let mut at = c;
        for _ in 0..MAX_NESTING {
            let Some(g) = at.governor.map(|g| &self.scene.clauses.all[g as usize]) else { break };
            if self.scene.lexicon.saying.contains(self.scene.doc.lemma(g.head)) {
                return self.roles.source(&g.agents, false);
            }
            at = g;
        }
        Vec::new()
    }

    /// The state of the place that the clause names: "struck a depot near Latakia".
    fn place_of(&self, c: &Clause) -> Vec<ActorRef> {
        let here = c.obliques.iter().filter(|o| matches!(self.scene.doc.lower(o.prep), "in" | "near" | "at" | "outside"));
        here.filter_map(|o| self.roles.place_at(o.object)).find_map(|p| self.roles.state_of(p)).into_iter().collect()
    }

    fn content_clause(&self, m: &Match) -> Option<Clause> {
        Some(match m.content? {
            Content::Clause(i) => self.scene.clauses.all[i as usize].clone(),
            Content::Noun(n) => self.scene.clauses.nominal(self.scene.doc, n),
        })
    }

    fn inner_agents(&self, m: &Match) -> Vec<ActorRef> {
        let Some(c) = self.content_clause(m) else { return Vec::new() };
        let heads = if c.kind == Kind::Noun {
            [&c.possessors[..], &c.modifiers[..]].concat()
        } else if c.passive {
            c.patients.clone()
        } else {
            c.agents.clone()
        };
        self.roles.target(&heads, false)
    }

    /// Whom an act without a rule of its own is done to: its object, then its prepositions'.
    fn inner_targets(&self, m: &Match) -> Vec<ActorRef> {
        let Some(c) = self.content_clause(m) else { return Vec::new() };
        let patients: Vec<usize> = c.patients.iter().chain(&c.recipients).copied().filter(|_| !c.passive).collect();
        let found = self.roles.target(&patients, false);
        if found.iter().any(|f| f.country.is_some()) {
            return found;
        }
        let preps = c
            .obliques
            .iter()
            .filter(|o| matches!(self.scene.doc.lower(o.prep), "with" | "to" | "for" | "against" | "on" | "from" | "of" | "in"));
        let heads: Vec<usize> = preps.map(|o| o.object).collect();
        heads.iter().map(|&h| self.roles.target(&[h], true)).find(|r| !r.is_empty()).unwrap_or(found)
    }

    /// "flew to Geneva to meet B": whom the purpose is about.
    fn purpose_target(&mut self, c: &Clause, types: &[String], depth: usize) -> Option<(Vec<usize>, Vec<ActorRef>)> {
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
                .map(|d| (vec![k, d.found.clause.head], d.target))
        })
    }
}

/// A government's member says what its state will do.
fn speaks_for(speaker: &ActorRef, doer: &ActorRef) -> bool {
    speaker.country.is_some()
        && speaker.country == doer.country
        && matches!(doer.sector.as_deref(), None | Some("GOV"))
        && matches!(speaker.sector.as_deref(), Some("GOV" | "MIL"))
}

fn own_body(speaker: &ActorRef, other: &ActorRef) -> bool {
    speaker.country.is_some()
        && speaker.country == other.country
        && matches!(speaker.sector.as_deref(), None | Some("GOV" | "MIL"))
        && matches!(other.sector.as_deref(), None | Some("GOV" | "MIL"))
}

/// A clause in a quotation that hangs on nothing else in it.
fn top_of_quote(scene: &Scene, q: &Quote, i: u32) -> bool {
    let c = &scene.clauses.all[i as usize];
    let outside = |g: u32| !q.tokens.contains(&scene.clauses.all[g as usize].head);
    q.tokens.contains(&c.head) && (c.governor.is_none_or(outside) || matches!(c.relation, Relation::Conjunct))
}

fn overlaps(a: &[ActorRef], b: &[ActorRef]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.chain == y.chain))
}

/// Nobody is on both sides; what two do together has the first as source and the others as target.
fn sides(mut source: Vec<ActorRef>, mut target: Vec<ActorRef>, mutual: bool) -> (Vec<ActorRef>, Vec<ActorRef>) {
    if mutual && source.is_empty() && target.len() > 1 {
        source = vec![target.remove(0)];
    }
    if mutual && target.is_empty() && source.len() > 1 {
        target = source.split_off(1);
    }
    target.retain(|t| !source.iter().any(|s| s.chain == t.chain));
    (source, target)
}

/// Drops drafts whose words belong to another: the act inside an operator, the noun of a pattern.
fn settle(stage: &Resolved, found: Vec<Draft>) -> Vec<Draft> {
    let mut taken: HashSet<usize> = HashSet::new();
    for d in &found {
        taken.extend(d.found.used.iter().copied());
        taken.extend(d.content.into_iter().flat_map(|c| content_heads(stage, c)));
        // "killed by Israeli airstrikes": the strike is the killing, told once.
        if d.found.clause.kind == Kind::Verb {
            taken.extend(d.found.clause.agents.iter().filter(|a| {
                stage.doc.pos(**a) == "NOUN" && found.iter().any(|o| o.found.clause.head == **a && o.found.clause.kind == Kind::Noun)
            }));
        }
    }
    let heads: HashSet<usize> = found.iter().map(|d| d.found.clause.head).collect();
    found.into_iter().filter(|d| !taken.contains(&d.found.clause.head) && !carried(stage, d, &heads)).collect()
}

/// The act inside an operator, and the noun a light verb carries there.
fn content_heads(stage: &Resolved, content: usize) -> Vec<usize> {
    let mut heads = vec![content];
    if let Some(c) = stage.clauses.headed_by(content) {
        heads.extend(&c.patients);
        // "urged B to stop and talk": conjuncts of the content are content too.
        heads.extend(stage.doc.children(content).filter(|&k| stage.doc.dep(k) == "conj"));
    }
    heads
}

/// A verb whose object noun made a draft of its own only carries it: "held talks".
fn carried(stage: &Resolved, d: &Draft, heads: &HashSet<usize>) -> bool {
    let c = &d.found.clause;
    c.kind == Kind::Verb
        && d.content.is_none()
        && c.relation != Relation::Root
        && d.found.specificity <= 1
        && c.patients.iter().any(|p| heads.contains(p) && stage.doc.pos(*p) == "NOUN")
}
