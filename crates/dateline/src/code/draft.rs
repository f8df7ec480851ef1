//! From matches to drafts: for each clause the rule that fits best, operators with the act inside.

use super::codebook::Need;
use super::matching::{Content, Match, Scene};
use super::roles::{Roles, is_nominal};
use super::{Coding, Resolved};
use crate::clause::{Kind, Relation};
use crate::quote::{Quote, QuoteKind};
use crate::record::ActorRef;
use std::collections::HashMap;
use std::rc::Rc;

/// How deep operators may nest: "promised to urge them to stop shelling" is three.
pub(super) const MAX_NESTING: usize = 6;

/// What no state does to itself: a minister who agrees with, helps or leaves "the country" does it to another one.
const HOMELESS: &[&str] = &["AGREE", "SUPPORT", "CONCEDE", "CONSULT", "COOPERATE", "AID"];

/// A record in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    pub found: Match,
    pub source: Vec<ActorRef>,
    pub target: Vec<ActorRef>,
    pub mode: Option<String>,
    /// Head token of the act inside, for operators.
    pub content: Option<usize>,
    /// For rules about what is said: the word in the saying that makes the act, where the verb of saying is a plain one.
    pub said: Option<usize>,
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
    let best: Vec<Rc<Draft>> = heads.iter().filter_map(|&h| coder.best(h, 0)).collect();
    let quoted: Vec<Draft> = stage.quotes.iter().flat_map(|q| coder.quoted(q)).collect();
    drop(coder);
    let mut found: Vec<Draft> = best.into_iter().map(Rc::unwrap_or_clone).chain(quoted).collect();
    found.sort_by_key(|d| d.found.clause.head);
    found
}

pub(super) struct Coder<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) roles: Roles<'a>,
    memo: HashMap<usize, Option<Rc<Draft>>>,
}

/// Whether a target is no more than the state whose organ a source is.
pub(super) fn is_own_state(target: &ActorRef, source: &[ActorRef]) -> bool {
    let organ = |s: &ActorRef| matches!(s.sector.as_deref(), None | Some("GOV" | "MIL" | "COP" | "LEG" | "JUD" | "SPY"));
    target.sector.is_none() && target.country.is_some() && source.iter().any(|s| organ(s) && s.country == target.country)
}

impl Coder<'_> {
    fn may_head(&self, i: usize) -> bool {
        let doc = self.scene.doc;
        if self.scene.clauses.headed_by(i).is_some() {
            return true;
        }
        match doc.pos(i) {
            "NOUN" | "PROPN" => {
                let lemma = doc.lemma(i);
                let modifies = doc.dep(i) == "compound" && doc.head(i) > i;
                !modifies && self.scene.book.noun_form(lemma).is_some() && !self.is_name(i)
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
    pub(super) fn best(&mut self, head: usize, depth: usize) -> Option<Rc<Draft>> {
        if let Some(known) = self.memo.get(&head) {
            return known.clone();
        }
        let draft = self.find(head, depth).map(Rc::new);
        self.memo.insert(head, draft.clone());
        draft
    }

    fn find(&mut self, head: usize, depth: usize) -> Option<Draft> {
        if depth > MAX_NESTING {
            return None;
        }
        let participle = self.scene.doc.tag(head) == "VBG" && matches!(self.scene.doc.dep(head), "nsubj" | "nsubjpass" | "dobj" | "pobj");
        let matches = match self.scene.clauses.headed_by(head) {
            Some(clause) if !participle => self.scene.verb(clause),
            _ => self.scene.noun(head),
        };
        let mut best: Option<Draft> = None;
        for m in matches {
            let found = self.draft(m, depth).filter(|d| best.as_ref().is_none_or(|b| self.is_fuller(d, b)));
            let Some(d) = found else { continue };
            let whole = d.complete && (!d.target.is_empty() || !self.may_have_target(&d));
            best = Some(d);
            if whole {
                break;
            }
        }
        best
    }

    fn may_have_target(&self, d: &Draft) -> bool {
        self.scene.book.rules[d.found.rule].rule.target != Need::None
    }

    /// A plainer pattern of the same kind of act may name whom the first one leaves out; any that is complete is better than none.
    fn is_fuller(&self, new: &Draft, old: &Draft) -> bool {
        let same_kind = self.scene.book.type_of(new.found.rule).name == self.scene.book.type_of(old.found.rule).name;
        // What is asked for may be done to others than those who are asked.
        let asks = self.scene.book.type_of(old.found.rule).name == "REQUEST";
        // Nor is it what the first one's own words are: "threatened a *rebellion*"; a deed at home has no target there.
        let thing = |t: &usize| old.found.loose.contains(t) && old.found.clause.patients.contains(t);
        let other = !new.found.target.iter().any(|t| old.found.used.contains(t) || thing(t));
        let kind = self.scene.book.type_of(old.found.rule);
        let abroad = |t: &ActorRef| new.source.iter().all(|s| s.country.is_none() || s.country != t.country);
        let fit = other && (!matches!(kind.quad, 2 | 4) || kind.name == "PROTEST" || new.target.iter().all(abroad));
        let names = same_kind && !asks && fit && old.found.target.is_empty() && old.target.is_empty() && !new.target.is_empty();
        new.complete && (!old.complete || names)
    }

    /// What the main clauses of a quotation do for its speaker.
    fn quoted(&mut self, q: &Quote) -> Vec<Draft> {
        // Indirect speech has its clause of saying, which is coded as such.
        let Some(speaker) = self.speaker_of(q).filter(|_| q.kind != QuoteKind::Indirect) else { return Vec::new() };
        let scene = self.scene;
        let mut tops: Vec<u32> = scene.clauses.among(&q.tokens).filter(|&i| top_of_quote(&scene, q, i)).collect();
        // "We know that B is behind it", "everyone sees …": what is known is said.
        let known: Vec<u32> = tops.iter().flat_map(|&t| self.known(t)).filter(|i| !tops.contains(i)).collect();
        tops.extend(known);
        let mut drafts = Vec::new();
        for i in tops {
            let matches = scene.quoted(&scene.clauses.all[i as usize], i);
            let found = matches.into_iter().find_map(|m| self.draft_as(m, 0, Some(std::slice::from_ref(&speaker))).filter(|d| d.complete));
            drafts.extend(found);
        }
        drafts
    }

    fn known(&self, clause: u32) -> Vec<u32> {
        let c = &self.scene.clauses.all[clause as usize];
        let everybody = c.agents.iter().all(|&a| self.scene.doc.pos(a) == "PRON");
        let content = |i: &u32| self.scene.clauses.all[*i as usize].relation == Relation::Content;
        let knows = everybody && self.scene.lexicon.saying.contains(self.scene.doc.lemma(c.head));
        c.complements.iter().copied().filter(|i| knows && content(i)).collect()
    }

    pub(super) fn speaker_of(&self, q: &Quote) -> Option<ActorRef> {
        self.roles.chain(q.speaker.as_ref()?.chain?)
    }

    fn draft(&mut self, m: Match, depth: usize) -> Option<Draft> {
        self.draft_as(m, depth, None)
    }

    /// Roles to actors; `said_by` gives the source of quoted words.
    fn draft_as(&mut self, mut m: Match, depth: usize, said_by: Option<&[ActorRef]>) -> Option<Draft> {
        let book = self.scene.book;
        let rule = &book.rules[m.rule].rule;
        let kind = book.type_of(m.rule);
        m.content = m.content.map(|c| self.bound_part(c, rule.own));
        let inner = m.content.map(|c| self.inside(self.act_of(m.rule, c), depth));
        let inner_draft = inner.as_ref().and_then(|(_, d)| d.as_deref());
        let inner_type = inner_draft.map(|d| &book.type_of(d.found.rule).name);
        if !rule.inner.is_empty() && !inner_type.is_some_and(|t| rule.inner.contains(t))
            || inner_type.is_some_and(|t| rule.inner_not.contains(t))
            || self.strikes_nothing(&m)
            || self.is_turned(&m)
            || self.is_of_document(&m)
            || self.is_topic(&m)
            || kind.name == "REQUEST" && self.is_own_aim(&m)
        {
            return None;
        }
        if kind.name == "REQUEST" {
            self.spare_the_done_to(&mut m);
        }
        let mut source = self.source_of(&m, said_by);
        // "Warned its citizens against travel": its own people are not threatened by that.
        let advice = kind.name == "THREATEN" && m.target.iter().any(|&t| self.is_own_people(t, &source));
        if advice || !self.is_said_so(&m, &source) {
            return None;
        }
        let mut target = self.target_of(&m, inner_draft, &source, depth);
        if let Some((purpose, whom)) = self.purpose_target(&m.clause, &rule.purpose, depth) {
            m.used.extend(purpose);
            // "flew to Moscow to see diplomats": whose they are, only the place says.
            target.retain(|_| whom.iter().all(|w| w.country.is_none()));
            target.extend(whom);
        }
        if source.is_empty() && !target.is_empty() && matches!(kind.quad, 1 | 3) && kind.name != "CONSULT" {
            source = self.roles.person(&m.source);
        }
        let official = || source.iter().all(|s| matches!(s.sector.as_deref(), Some("GOV" | "LEG" | "JUD" | "IGO" | "PTY" | "OPP")));
        let objects = || m.target.iter().all(|t| m.clause.patients.contains(t) || m.clause.recipients.contains(t));
        if target.is_empty() && !source.is_empty() && (matches!(kind.quad, 3 | 4) || official() && objects()) {
            target = self.roles.person(&m.target);
        }
        if target.is_empty() && kind.name == "CONSULT" && m.clause.kind == Kind::Noun && rule.inherit {
            (source, target) = self.at_a_summit(&m.clause, source);
        }
        // "Fighting between A and B": each does it to the other.
        let alone = m.clause.kind == Kind::Noun && source.is_empty();
        let between = alone && m.pattern.contains("between T");
        // "A deal with A and B": it is somebody else's with both.
        let unsaid = source.is_empty() && m.pattern.contains("with T") && !m.pattern.contains("between");
        let with = unsaid && (alone || m.clause.agents.is_empty());
        // "A and B announced a deal with Roe": the partner is named, if nobody knows him.
        let strange = target.is_empty() && !m.target.is_empty() && m.pattern.contains("with T");
        let (source, target) = sides(source, target, (rule.mutual || between) && !with && !strange);
        let target = if target.is_empty() && kind.name == "MOBILIZE" { self.faced(&m.clause) } else { target };
        let target: Vec<ActorRef> =
            target.into_iter().filter(|t| rule.mode.as_deref() != Some("troops") || !is_own_state(t, &source)).collect();
        let home = rule.mode.as_deref() == Some("seize") && self.is_own_town(&m, &source, &target);
        let target = if home { Vec::new() } else { target };
        let complete = !source.is_empty() && (rule.target != Need::Required || !target.is_empty() || home);
        let target = if rule.target == Need::None && kind.name != "MOBILIZE" { Vec::new() } else { target };
        let mode = inner_type.and_then(|t| rule.mode_of.get(t).cloned()).or_else(|| rule.mode.clone());
        let said = self.telling_word(&m);
        Some(Draft { found: m, source, target, mode, content: inner.map(|(head, _)| head), said, complete, inferred: false })
    }

    /// Who does it; `said_by` are the speakers of quoted words.
    fn source_of(&self, m: &Match, said_by: Option<&[ActorRef]>) -> Vec<ActorRef> {
        let book = self.scene.book;
        let rule = &book.rules[m.rule].rule;
        let nominal = is_nominal(m.clause.kind);
        let mut source = match said_by {
            Some(speaker) => speaker.to_vec(),
            None if rule.speaker => self.sayers(&m.clause),
            None => self.foe_of_possessor(&m.clause).unwrap_or_else(|| self.roles.source(&self.doing_words(m), nominal)),
        };
        let never = book.sides.never_source.get(&book.type_of(m.rule).name);
        let not_by = |x: &String| rule.not_by.contains(x) || never.is_some_and(|n| n.contains(x));
        source.retain(|s| !s.sector.as_ref().is_some_and(not_by));
        source = if source.is_empty() { self.authors(m) } else { source };
        if source.is_empty() && nominal {
            source = self.roles.hung_doers(&m.target);
        }
        if source.is_empty() && rule.inherit && nominal {
            source = self.inherited_source(&m.clause);
        }
        source = self.ourselves(&m.source, m.rule, source);
        if source.is_empty() {
            source = self.behind_means(m);
        }
        if book.type_of(m.rule).name == "PROTEST" {
            source = self.protesters(m, source);
        }
        // “B was warned that …,” the ministry said: who tells of its own words.
        let c = &m.clause;
        let speech = matches!(book.type_of(m.rule).name.as_str(), "REQUEST" | "THREATEN");
        let told_of = speech && c.kind == Kind::Verb && c.passive && c.agents.is_empty() && c.modal.is_none() && !c.infinitive;
        if source.is_empty() && told_of {
            let official = |s: &ActorRef| matches!(s.sector.as_deref(), Some("GOV" | "MIL"));
            let other =
                |s: &ActorRef| m.target.iter().all(|&t| self.roles.direct(t).iter().all(|r| r.chain != s.chain && r.country != s.country));
            source = self.sayers(c).into_iter().filter(|s| official(s) && other(s)).collect();
        }
        source
    }

    /// Whom it is done to, as far as the clause says.
    fn target_of(&mut self, m: &Match, inner: Option<&Draft>, source: &[ActorRef], depth: usize) -> Vec<ActorRef> {
        let book = self.scene.book;
        let rule = &book.rules[m.rule].rule;
        let kind = book.type_of(m.rule);
        let mut target = self.answerable(m, depth);
        if kind.name == "ASSAULT" {
            target = self.whom_before_where(m, target);
        }
        target = self.occupiers(m).unwrap_or(target);
        if rule.inherit && is_nominal(m.clause.kind) && target.is_empty() {
            target = self.inherited_target(&m.clause);
        }
        let among_themselves = rule.mutual && source.len() > 1;
        if target.is_empty() && m.target.is_empty() && !rule.target_from.is_empty() && !among_themselves {
            target = self.target_from(&rule.target_from, m, inner, source);
        }
        if target.is_empty() {
            target = self.told_around(m, source);
        }
        if target.is_empty() && kind.name == "ASSAULT" && !m.target.is_empty() && m.target.iter().all(|&t| self.is_number(t)) {
            let place = super::event::place_of(&self.roles, &m.clause, true);
            target = place.and_then(|p| self.roles.state_of(&p)).into_iter().collect();
        }
        target = self.ourselves(&m.target, m.rule, target);
        if kind.name == "ASSAULT" && self.is_at_home(m, source, &target) {
            target.clear();
        }
        if HOMELESS.contains(&kind.name.as_str()) || rule.mode.as_deref() == Some("withdraw") {
            target.retain(|t| !is_own_state(t, source));
        }
        // What is told to the press is not done to it.
        if matches!(kind.name.as_str(), "AGREE" | "CONSULT" | "SUPPORT" | "REQUEST" | "REJECT") {
            let told = |t: &ActorRef| m.target.iter().any(|&h| self.roles.direct(h).iter().any(|d| d.chain == t.chain));
            target.retain(|t| t.sector.as_deref() != Some("JRN") || kind.name == "REJECT" && !told(t));
        }
        target
    }

    /// "Its citizens": a state's own people, as a pronoun tells.
    fn is_own_people(&self, head: usize, source: &[ActorRef]) -> bool {
        let owned = self.scene.doc.children(head).any(|k| self.scene.doc.tag(k) == "PRP$");
        owned && self.roles.direct(head).iter().any(|t| super::roles::civil(t) && source.iter().any(|s| s.country == t.country))
    }

    /// "Kills *40* and wounds *others*".
    fn is_number(&self, head: usize) -> bool {
        let doc = self.scene.doc;
        doc.pos(head) == "NUM" || self.scene.book.sides.counts.contains(doc.lemma(head))
    }

    /// The act inside an operator: its head, and its own draft if a rule fits it.
    pub(super) fn inside(&mut self, content: Content, depth: usize) -> (usize, Option<Rc<Draft>>) {
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
}

/// Whether a clause in a quotation hangs on nothing else in it.
fn top_of_quote(scene: &Scene, q: &Quote, i: u32) -> bool {
    let c = &scene.clauses.all[i as usize];
    let outside = |g: u32| !q.tokens.contains(&scene.clauses.all[g as usize].head);
    c.governor.is_none_or(outside) || matches!(c.relation, Relation::Conjunct)
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
