//! Whose the act inside a saying is: the speaker's own will, refusal or denial, another one's duty or deed.

use super::codebook::Own;
use super::draft::Coder;
use super::matching::{Content, Match};
use super::speech::{MAX_OBJECT, speaks_for};
use crate::clause::{Clause, Kind, Relation};
use crate::quote::QuoteKind;
use crate::record::ActorRef;

/// How many clauses after "it is" are looked through for the one it points to.
const MAX_AFTER: usize = 4;

impl Coder<'_> {
    /// "Vowed he would *continue to shell* B", "is *going to send* tanks": the act is what goes on or is going to be.
    pub(super) fn act_of(&self, rule: usize, content: Content) -> Content {
        let book = self.scene.book;
        let bound = book.rules[rule].rule.own.is_some() || matches!(book.type_of(rule).name.as_str(), "AGREE" | "THREATEN" | "REJECT");
        match content {
            Content::Clause(i) if bound => Content::Clause(self.going_on(i).unwrap_or(i)),
            _ => content,
        }
    }

    pub(super) fn going_on(&self, clause: u32) -> Option<u32> {
        let c = &self.scene.clauses.all[clause as usize];
        let goes = self.scene.lexicon.aspects.contains(self.scene.doc.lemma(c.head)) && !c.passive;
        let verb = |i: &u32| self.scene.clauses.all[*i as usize].relation == Relation::Infinitive;
        c.complements.iter().copied().find(|i| goes && verb(i))
    }

    /// Whether what is said is what the rule is about: the speaker's own act, another one's duty or deed.
    pub(super) fn is_said_so(&self, m: &Match, speakers: &[ActorRef]) -> bool {
        let rule = &self.scene.book.rules[m.rule];
        if rule.rule.own.is_none() && rule.inside.is_empty() {
            return true;
        }
        let Some(Content::Clause(i)) = m.content else { return false };
        // "Would not say whether it would strike"
        let open = self.scene.clauses.all[i as usize].mark.is_some_and(|k| matches!(self.scene.doc.lower(k), "whether" | "if"));
        if open {
            return false;
        }
        // What one binds oneself to is the content itself; a charge may stand deeper in it.
        let own_act = matches!(
            rule.rule.own,
            Some(Own::Future | Own::Refusal | Own::Denial | Own::Inability | Own::Bidding | Own::OpenFuture | Own::Possibility)
        );
        let whose = |c: &&Clause| match rule.rule.own {
            Some(Own::OthersDeed) if rule.rule.denied => c.modal.is_none() && !c.question && self.is_not_mine(c, speakers),
            // What must be done is open to whoever can do it, where the rule says what.
            Some(Own::OthersDuty) if !rule.inside.is_empty() && self.is_open_duty(c) => true,
            own => own.is_none_or(|own| self.is_whose(c, own, speakers)),
        };
        let told = |c: &&Clause| rule.inside.is_empty() || rule.inside.iter().any(|e| self.scene.fits(c, e));
        if !own_act {
            return self.scene.said(i).into_iter().filter(whose).any(|c| told(&c));
        }
        let act = |i: u32| &self.scene.clauses.all[i as usize];
        whose(&act(i)) && (told(&act(i)) || self.going_on(i).is_some_and(|j| told(&act(j))))
    }

    fn is_whose(&self, c: &Clause, own: Own, speakers: &[ActorRef]) -> bool {
        match own {
            Own::Future => self.is_own_future(c, speakers) && c.negation.is_none(),
            Own::Refusal => self.is_own_future(c, speakers) && c.negation.is_some(),
            Own::Inability => self.is_inability(c) && self.is_mine(c, speakers),
            Own::Bidding => self.is_bidding(c),
            Own::Denial => c.modal.is_none() && c.negation.is_some() && self.is_mine(c, speakers),
            Own::OthersDuty => self.is_duty(c) && self.is_others(c, speakers) || self.is_open_duty(c) && self.is_known(c),
            Own::HearersDuty => {
                self.is_duty(c) && c.agents.iter().all(|&a| matches!(self.scene.doc.lower(a), "it" | "they" | "he" | "she" | "you"))
            }
            Own::Possibility => {
                let may = c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "could" | "may" | "might"));
                may && c.negation.is_none() && !c.passive && !c.perfect && self.is_mine(c, speakers)
            }
            Own::OthersTurn => self.extraposed(c).is_some_and(|whose| whose.iter().any(|&a| self.scene.doc.pos(a) != "PRON")),
            Own::OpenFuture => c.passive && c.agents.is_empty() && c.negation.is_none() && !c.perfect && self.is_future(c),
            Own::OthersFuture => (c.infinitive || self.is_future(c)) && !c.perfect && self.is_others(c, speakers),
            Own::OthersDeed => c.modal.is_none() && c.negation.is_none() && !c.question && self.is_not_mine(c, speakers),
        }
    }

    /// "The prisoners must be freed": asked of whoever can do it, named elsewhere or not at all.
    pub(super) fn is_open_duty(&self, c: &Clause) -> bool {
        let doc = self.scene.doc;
        let must = c.modal.is_some_and(|k| matches!(doc.lower(k), "should" | "must"));
        // "There must be an inquiry"
        let there = doc.lemma(c.head) == "be" && !c.attributes.is_empty();
        must && c.agents.is_empty() && c.negation.is_none() && !c.perfect && (c.passive || there)
    }

    /// Whether a rule knows the act.
    fn is_known(&self, c: &Clause) -> bool {
        c.kind == Kind::Verb && !self.scene.verb(c).is_empty()
    }

    /// "Should", "must", "needs to", "has to".
    fn is_duty(&self, c: &Clause) -> bool {
        let doc = self.scene.doc;
        let modal = c.modal.is_some_and(|k| matches!(doc.lower(k), "should" | "must" | "ought")) && !c.perfect;
        let to_do = |x: &Clause| x.infinitive && x.relation == Relation::Infinitive && !x.passive;
        let owes = matches!(doc.lemma(c.head), "need" | "have" | "ought")
            && c.negation.is_none()
            && !doc.children(c.head).any(|k| doc.lower(k) == "yet")
            && c.complements.iter().any(|&i| to_do(&self.scene.clauses.all[i as usize]));
        // "B should expect more": a threat, by a rule of its own.
        // "Should be willing to …" asks for what follows.
        let for_act = doc.subtree(c.head).take(MAX_OBJECT).any(|k| k > c.head && doc.dep(k) == "xcomp" && doc.head(doc.head(k)) == c.head);
        let state = self.scene.lexicon.stative.contains(doc.lemma(c.head)) && !owes && !for_act;
        let threat = || self.scene.verb(c).iter().any(|m| self.scene.book.rules[m.rule].rule.speaker);
        (modal || owes || self.is_subjunctive(c)) && !c.passive && !state && !threat()
    }

    /// "Insisted that B *withdraw*": a bare verb with a subject of the third person tells what is to be done.
    fn is_subjunctive(&self, c: &Clause) -> bool {
        let doc = self.scene.doc;
        let that = c.mark.is_some_and(|m| doc.lower(m) == "that");
        let one = |&a: &usize| matches!(doc.tag(a), "NN" | "NNP") && doc.children(a).all(|k| doc.dep(k) != "conj");
        let bare = matches!(doc.tag(c.head), "VB" | "VBP") && c.modal.is_none() && !c.infinitive && !c.perfect && !c.progressive;
        let helped = doc.children(c.head).any(|k| matches!(doc.dep(k), "aux" | "auxpass"));
        bare && that && !helped && c.relation == Relation::Content && matches!(c.agents.as_slice(), [a] if one(a))
    }

    /// "Cannot accept", "could not agree"
    fn is_inability(&self, c: &Clause) -> bool {
        let can = c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "can" | "ca" | "could"));
        can && c.negation.is_some() && !c.passive && !c.perfect
    }

    /// “Do not drag B into your war”: quoted words that bid somebody do something.
    fn is_bidding(&self, c: &Clause) -> bool {
        let doc = self.scene.doc;
        let bare = doc.tag(c.head) == "VB" && c.agents.is_empty() && c.modal.is_none() && !c.infinitive && !c.passive;
        let whole = matches!(c.relation, Relation::Root | Relation::Content);
        let idle = self.scene.lexicon.idle.contains(doc.lemma(c.head)) || self.scene.lexicon.stative.contains(doc.lemma(c.head));
        bare && whole && !idle && self.is_quoted(c) && !c.question
    }

    pub(super) fn is_future(&self, c: &Clause) -> bool {
        // "Is going to send"
        if doc_going(self.scene.doc, c) {
            return true;
        }
        c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "will" | "wo" | "'ll" | "’ll" | "shall" | "would" | "'d"))
    }

    fn is_own_future(&self, c: &Clause, speakers: &[ActorRef]) -> bool {
        // Within quotation marks "would" is no "will" told later.
        let would = c.modal.is_some_and(|k| matches!(self.scene.doc.lower(k), "would" | "'d" | "’d"));
        let first_person = c.agents.iter().any(|&a| matches!(self.scene.doc.lower(a), "we" | "i"));
        let wishes = would && first_person && self.is_quoted(c);
        self.is_future(c) && !c.perfect && !c.passive && !wishes && self.is_mine(c, speakers)
    }

    /// Whether the speakers themselves do it.
    fn is_mine(&self, c: &Clause, speakers: &[ActorRef]) -> bool {
        // "B said it would": a pronoun right under its clause of saying is taken for the speaker.
        let doc = self.scene.doc;
        // Inside quotation marks the speaker is "I" or "we".
        let pronoun = !self.is_quoted(c)
            && c.agents.iter().any(|&a| matches!(doc.lower(a), "he" | "she" | "it" | "they") && self.roles.direct(a).is_empty());
        let first_person = c.agents.iter().any(|&a| matches!(doc.lower(a), "we" | "i"));
        first_person || pronoun || self.doers(c).iter().any(|d| is_of(d, speakers))
    }

    fn is_quoted(&self, c: &Clause) -> bool {
        self.roles.stage.quotes.iter().any(|q| q.kind != QuoteKind::Indirect && q.tokens.contains(&c.head))
    }

    /// Whether others than the speakers do it, by name.
    fn is_others(&self, c: &Clause, speakers: &[ActorRef]) -> bool {
        let doers = self.doers(c);
        let doc = self.scene.doc;
        let named = c.agents.iter().all(|&a| doc.pos(a) != "PRON");
        let ours = c.agents.iter().flat_map(|&a| doc.children(a)).any(|k| matches!(doc.lower(k), "our" | "my"));
        named && !ours && !doers.is_empty() && !doers.iter().any(|d| is_of(d, speakers))
    }

    /// Whether it is another's deed, or that of something which is nobody's ("the strike").
    fn is_not_mine(&self, c: &Clause, speakers: &[ActorRef]) -> bool {
        // "Talks with A in Istanbul have failed": a place inside the subject does nothing.
        let subjects = self.extraposed(c).unwrap_or(&c.agents);
        let doers: Vec<ActorRef> = subjects.iter().flat_map(|&a| self.roles.holder(a)).collect();
        let taken_up = subjects.iter().any(|&a| self.scene.book.sides.anaphors.contains(self.scene.doc.lemma(a)));
        // "It was unrealistic to expect …": whoever expects it is found elsewhere.
        let open = doers.is_empty() && self.judges_infinitive(c);
        (!doers.is_empty() || taken_up || open) && !doers.iter().any(|d| is_of(d, speakers))
    }

    fn judges_infinitive(&self, c: &Clause) -> bool {
        let doc = self.scene.doc;
        let empty = !c.agents.is_empty() && c.agents.iter().all(|&a| doc.lower(a) == "it");
        let to_do = |&i: &u32| {
            let k = &self.scene.clauses.all[i as usize];
            k.infinitive && k.relation == Relation::Infinitive && !k.agents.iter().any(|&a| a > c.head)
        };
        empty && doc.lemma(c.head) == "be" && !c.attributes.is_empty() && c.complements.iter().any(to_do)
    }

    /// "It was unacceptable that *B* jammed the signals", "time for *B* to go": whose deed is judged stands in the clause
    /// that "it" points to.
    pub(super) fn extraposed<'c>(&'c self, c: &Clause) -> Option<&'c Vec<usize>> {
        let doc = self.scene.doc;
        let empty = !c.agents.is_empty() && c.agents.iter().all(|&a| doc.lower(a) == "it");
        if !empty || doc.lemma(c.head) != "be" || c.attributes.is_empty() {
            return None;
        }
        let own = self.scene.clauses.index_of(c.head);
        let that = |k: &Clause| k.relation == Relation::Content && k.mark.is_some_and(|m| doc.lower(m) == "that") && k.modal.is_none();
        let for_to = |k: &Clause| k.infinitive && k.agents.iter().any(|&a| a > c.head);
        let end = doc.sentence_of(c.head).end;
        let after = self.scene.clauses.among(&(c.head + 1..end)).take(MAX_AFTER).map(|i| &self.scene.clauses.all[i as usize]);
        after.into_iter().find(|k| k.governor == own && (that(k) || for_to(k))).map(|k| &k.agents)
    }

    fn doers(&self, c: &Clause) -> Vec<ActorRef> {
        self.roles.target(&c.agents, false)
    }
}

fn doc_going(doc: &dateline_lang::Doc, c: &Clause) -> bool {
    doc.lower(c.head) == "going" && c.progressive && c.modal.is_none() && doc.children(c.head).any(|k| doc.dep(k) == "xcomp")
}

fn is_of(doer: &ActorRef, speakers: &[ActorRef]) -> bool {
    speakers.iter().any(|s| s.chain == doer.chain || speaks_for(s, doer))
}
