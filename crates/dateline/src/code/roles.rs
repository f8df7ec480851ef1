//! From the words that fill a role to the actors they stand for.

use super::{Codebook, Resolved};
use crate::actor::{EntityKind, Mention};
use crate::clause::{Kind, conjuncts, objects_under, prepositional_objects};
use crate::place::{Place, PlaceKind};
use crate::record::ActorRef;
use std::collections::HashSet;

/// Looks actors up by the syntactic heads of their phrases.
pub(super) struct Roles<'a> {
    pub stage: &'a Resolved<'a>,
    pub book: &'a Codebook,
}

impl Roles<'_> {
    /// Actors in a doer's role.
    pub fn source(&self, heads: &[usize], nominal: bool) -> Vec<ActorRef> {
        let mut out: Vec<ActorRef> = Vec::new();
        for &h in heads {
            let refs = self.direct(h);
            let refs =
                if refs.is_empty() && !nominal && self.book.metonyms.contains(self.stage.doc.lemma(h)) { self.owner(h) } else { refs };
            let refs = if refs.is_empty() && !nominal { self.nationals(h) } else { refs };
            out.extend(refs);
            // A noun's possessor, "by" phrase and adjectives are tried in order: the first that acts is the doer.
            if nominal
                && !out.is_empty()
                && !self.stage.doc.children(h).any(|k| self.stage.doc.dep(k) == "conj")
                && !self.is_listed(h)
                && !heads.iter().any(|&o| self.stage.doc.head(o) == h || self.stage.doc.head(h) == o && self.stage.doc.dep(h) == "conj")
            {
                break;
            }
        }
        distinct(out)
    }

    /// "*US*, French and British airstrikes": a nation before another one that does the same.
    fn is_listed(&self, head: usize) -> bool {
        let doc = self.stage.doc;
        let nation = |k: usize| matches!(doc.ent(k), "NORP" | "GPE");
        let next = head + 2;
        nation(head) && next < doc.len() && matches!(doc.lower(head + 1), "," | "and") && nation(next) && doc.head(next) == doc.head(head)
    }

    /// Actors in a role that an act is done to; `place` lets a place stand for its state.
    pub fn target(&self, heads: &[usize], place: bool) -> Vec<ActorRef> {
        let all = heads.iter().flat_map(|&h| {
            let mut refs = self.direct(h);
            if refs.is_empty() {
                refs = self.owner(h);
            }
            if refs.is_empty() {
                refs = self.within(h);
            }
            if refs.is_empty() {
                let named = self.place_at(h).filter(|p| place || p.kind == PlaceKind::Country);
                refs = named.and_then(|p| self.state_of(p)).into_iter().collect();
            }
            refs
        });
        distinct(all.collect())
    }

    /// The actor that the phrase with this head names.
    pub fn direct(&self, head: usize) -> Vec<ActorRef> {
        // "US" in lower case is "us": only a pronoun is the speaker.
        if self.stage.doc.pos(head) == "PRON" && matches!(self.stage.doc.lower(head), "we" | "us" | "i" | "me") {
            return self.speaker_at(head).into_iter().collect();
        }
        let doc = self.stage.doc;
        if self.book.sides.apolitical.contains(doc.lemma(head)) {
            return Vec::new();
        }
        if let Some(speaker) = self.own_speaker(head) {
            return vec![speaker];
        }
        if let Some(m) = self.stage.actors.at_head(head)
            && self.acts(m)
        {
            return self.refined(head, m);
        }
        if doc.pos(head) == "PROPN"
            && let Some(r) = self.family_name(head)
        {
            return vec![r];
        }
        // "He is the one pushing us": the one is he.
        if doc.lower(head) == "one" && doc.dep(head) == "attr" {
            let subjects = self.stage.clauses.of(doc.head(head)).map(|c| c.agents.clone()).unwrap_or_default();
            return subjects.into_iter().filter(|&s| s != head && doc.lower(s) != "one").flat_map(|s| self.direct(s)).collect();
        }
        let first_acting = |heads: Vec<usize>| heads.into_iter().find_map(|o| self.stage.actors.at_head(o).filter(|m| self.acts(m)));
        // "No one at the ministry", "nobody in Rome"
        if matches!(doc.lower(head), "one" | "nobody" | "someone" | "somebody" | "anyone") {
            let whole = objects_under(doc, head, |p| matches!(p, "at" | "in" | "from" | "within"));
            if let Some(m) = first_acting(whole) {
                return self.refs(m);
            }
        }
        let sides = &self.book.sides;
        let collects = sides.counts.contains(doc.lemma(head)) || sides.groups.contains(doc.lemma(head));
        if collects || doc.pos(head) == "NUM" || doc.tag(head) == "DT" {
            let inner = objects_under(doc, head, |p| matches!(p, "of" | "among"));
            return first_acting(inner).map_or_else(|| self.members(head), |m| self.refs(m));
        }
        // "Allies including A and B", "the predecessor, A"
        if doc.pos(head) != "NOUN" {
            return Vec::new();
        }
        let members = self.members(head);
        let named = if members.is_empty() { self.beside(head) } else { members };
        if named.is_empty() { self.led_by(head) } else { named }
    }

    /// "Recognition of a state *by Peru*": the parser hangs the doer of a noun on whom it is done to.
    pub(super) fn hung_doers(&self, done_to: &[usize]) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let whom = done_to.iter().filter(|&&t| doc.dep(t) == "pobj" && doc.lower(doc.head(t)) == "of" && !self.direct(t).is_empty());
        let by = whom.flat_map(|&t| doc.children(t).filter(move |&k| k > t && doc.dep(k) == "prep" && doc.lower(k) == "by"));
        distinct(by.flat_map(|k| prepositional_objects(doc, k)).flat_map(|(_, o)| self.direct(o)).collect())
    }

    /// "A panel *headed by a Chadian judge*": a body that is only told by who leads it acts as that one does.
    fn led_by(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let leads = |k: &usize| *k > head && doc.dep(*k) == "acl" && matches!(doc.lower(*k), "led" | "headed" | "chaired" | "commanded");
        let body = self.book.sides.led.contains(doc.lemma(head));
        let clause = doc.children(head).find(leads).filter(|_| body).and_then(|k| self.stage.clauses.headed_by(k));
        clause.filter(|c| c.passive).map(|c| c.agents.iter().flat_map(|&a| self.direct(a)).collect()).unwrap_or_default()
    }

    /// "After B's resignation A said *he* would stay": the subject of what one says is that one.
    fn own_speaker(&self, head: usize) -> Option<ActorRef> {
        let doc = self.stage.doc;
        let verb = doc.head(head);
        if !matches!(doc.lower(head), "he" | "she" | "it") || doc.dep(head) != "nsubj" || doc.dep(verb) != "ccomp" {
            return None;
        }
        // "Said it was clear that …": that "it" is nobody.
        let empty = || self.stage.clauses.headed_by(verb).is_none_or(|c| !c.attributes.is_empty() && !c.complements.is_empty());
        let it = doc.lower(head) == "it";
        if it && empty() {
            return None;
        }
        let said = self
            .stage
            .clauses
            .headed_by(doc.head(verb))
            .filter(|g| !g.passive && matches!(doc.lemma(g.head), "say" | "tell" | "add" | "announce"))?;
        let [subject] = said.agents.as_slice() else { return None };
        let told = said.recipients.is_empty() && said.patients.is_empty();
        let m = self.stage.actors.at_head(*subject).filter(|_| doc.pos(*subject) == "PROPN" || doc.pos(*subject) == "NOUN" && told)?;
        let [one]: [ActorRef; 1] = self.refs(m).try_into().ok()?;
        let person = |r: &ActorRef| self.stage.actors.chains.get(r.chain as usize).is_some_and(|e| e.kind == EntityKind::Person);
        Some(one).filter(|r| person(r) != it && (told || !it)).filter(|_| self.acts(m))
    }

    /// A mention as its surroundings make it out: a body that is a place stands for its state, a group is
    /// told by its members ("a bloc including A and B") or by where it is ("people in A").
    fn refined(&self, head: usize, m: &Mention) -> Vec<ActorRef> {
        let mut refs = self.refs(m);
        let [one] = refs.as_mut_slice() else { return refs };
        let state = self.stage.actors.chains.get(one.chain as usize).is_some_and(|e| e.kind == EntityKind::State);
        if state && one.sectors.is_empty() && self.is_of_people(head) {
            (one.sector, one.sectors) = (Some("CVL".into()), vec!["CVL".into()]);
            one.name = self.stage.doc.word(head).to_owned();
            one.code = format!("{}CVL", one.country.as_deref().unwrap_or(""));
            return refs;
        }
        if self.is_stateless(one) && one.sectors.is_empty() {
            if let Some(country) = self.country_inside(head) {
                settle_in(one, &country);
            }
            return refs;
        }
        if one.country.is_none() && one.sectors.is_empty() {
            let state = self.place_at(head).and_then(|p| self.state_of(p));
            return state.map_or(refs, |s| vec![s]);
        }
        if !self.is_generic(one) {
            return refs;
        }
        let states = self.several_states(head);
        if states.len() > 1 {
            return states;
        }
        if one.country.is_none() {
            let members = [self.members(head), self.body_of_members(head), self.beside(head)].concat();
            if !members.is_empty() {
                return members;
            }
        }
        if civil(one)
            && !self.states_nation(one)
            && let Some(country) = self.country_inside(head)
        {
            settle_in(one, &country);
        }
        refs
    }

    /// "The leaders of A and B": each of them acts.
    fn several_states(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let of = doc.children(head).filter(|&k| doc.tag(head) == "NNS" && doc.dep(k) == "prep" && doc.lower(k) == "of");
        let named = of.flat_map(|k| prepositional_objects(doc, k)).filter_map(|(_, o)| self.stage.actors.at_head(o));
        distinct(named.flat_map(|m| self.refs(m)).filter(|r| r.country.is_some() && r.sectors.is_empty()).collect())
    }

    /// "Two Britons", "every American", "a Syrian": people of a nation, where "the Russians" may stand for their state.
    fn is_of_people(&self, head: usize) -> bool {
        let doc = self.stage.doc;
        let counted =
            |k: usize| doc.dep(k) == "nummod" || doc.dep(k) == "det" && matches!(doc.lower(k), "a" | "an" | "every" | "some" | "no");
        let noun =
            matches!(doc.tag(head), "NN" | "NNS" | "NNP" | "NNPS") && !matches!(doc.dep(head), "compound" | "amod" | "nmod" | "poss");
        doc.ent(head) != "GPE" && noun && doc.children(head).any(|k| k < head && counted(k))
    }

    /// "Such as", not "as".
    fn lists(&self, prep: usize) -> bool {
        let doc = self.stage.doc;
        doc.lower(prep) != "as" || doc.children(prep).any(|k| doc.lower(k) == "such")
    }

    /// Those a group is said to include.
    fn members(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let preps = doc
            .children(head)
            .filter(|&k| matches!(doc.lower(k), "including" | "like" | "namely" | "as") && doc.dep(k) == "prep" && self.lists(k));
        let all = preps.flat_map(|k| prepositional_objects(doc, k)).filter_map(|(_, o)| self.stage.actors.at_head(o));
        distinct(all.filter(|m| self.acts(m)).flat_map(|m| self.refs(m)).filter(|r| r.country.is_some()).collect())
    }

    /// "The three guarantors – *A, B and C* –", "his predecessor, *A*": those whose names stand beside a plain noun.
    fn beside(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        let Some(name) = doc.children(head).find(|&k| k > head && doc.dep(k) == "appos" && doc.pos(k) == "PROPN") else {
            return Vec::new();
        };
        let names = conjuncts(doc, name);
        let fits = match doc.tag(head) {
            "NNS" => names.len() > 1,
            _ => names.len() == 1 && doc.ent(name) == "PERSON",
        };
        let mentions = names.into_iter().filter(|_| fits).filter_map(|n| self.stage.actors.at_head(n)).filter(|m| self.acts(m));
        distinct(mentions.flat_map(|m| self.refs(m)).collect())
    }

    /// "Other *NATO* members", "the *EU* countries": the body that they make up.
    fn body_of_members(&self, head: usize) -> Vec<ActorRef> {
        let doc = self.stage.doc;
        if !matches!(doc.lemma(head), "member" | "country" | "state" | "nation" | "ally") {
            return Vec::new();
        }
        let before = doc.children(head).filter(|&k| k < head && matches!(doc.dep(k), "compound" | "nmod" | "poss"));
        let named = before.filter_map(|k| self.stage.actors.at_head(k)).flat_map(|m| self.refs(m));
        distinct(named.filter(|r| r.sector.as_deref() == Some("IGO") && !self.is_generic(r)).collect())
    }

    fn country_inside(&self, head: usize) -> Option<String> {
        let doc = self.stage.doc;
        let inside = objects_under(doc, head, |p| matches!(p, "in" | "from" | "near" | "across" | "at"));
        let inside = inside.into_iter().find_map(|o| self.place_at(o)?.country.clone());
        // "Aleppo residents"
        let beside = || doc.children(head).filter(|&k| k < head && doc.dep(k) == "compound");
        inside.or_else(|| beside().find_map(|k| self.place_at(k)?.country.clone()))
    }

    pub fn is_generic(&self, a: &ActorRef) -> bool {
        self.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.generic)
    }

    /// Whether a phrase itself names a country: "British soldiers".
    fn states_nation(&self, a: &ActorRef) -> bool {
        let tokens = self.stage.doc.tokens();
        let first = tokens.partition_point(|t| t.start < a.start);
        let last = tokens.partition_point(|t| t.end <= a.end);
        (first..last).any(|t| {
            let m = self.stage.actors.at_head(t);
            m.is_some_and(|m| m.chains.iter().any(|&c| c as u32 != a.chain && self.stage.actors.chains[c].country.is_some()))
        })
    }

    /// A bare family name that the entity recogniser missed, of a person the text has named in full.
    fn family_name(&self, head: usize) -> Option<ActorRef> {
        let word = self.stage.doc.word(head);
        let named = |e: &crate::actor::Entity| {
            e.kind == EntityKind::Person && e.country.is_some() && e.name.split(' ').count() > 1 && e.name.rsplit(' ').next() == Some(word)
        };
        let mut fits = self.stage.actors.chains.iter().enumerate().filter(|(_, e)| named(e));
        let (chain, _) = fits.next().filter(|_| fits.next().is_none())?;
        self.chain(chain as u32)
    }

    /// Whose quoted words a token stands in: the one that "we" and "I" are there.
    pub(super) fn speaker_at(&self, token: usize) -> Option<ActorRef> {
        let q = self.stage.quotes.iter().find(|q| q.tokens.contains(&token))?;
        self.chain(q.speaker.as_ref()?.chain?)
    }

    /// An actor by its chain, at its first mention.
    pub fn chain(&self, chain: u32) -> Option<ActorRef> {
        self.stage.actors.first_ref(chain)
    }

    /// A named person of whom nothing else is known: an actor only opposite one of whom more is.
    pub fn person(&self, heads: &[usize]) -> Vec<ActorRef> {
        let named = |m: &&Mention| {
            m.chains
                .iter()
                .all(|&c| self.stage.actors.chains[c].kind == EntityKind::Person && self.stage.actors.chains[c].name.contains(' '))
        };
        heads.iter().filter_map(|&h| self.stage.actors.at_head(h)).filter(named).flat_map(|m| self.refs(m)).collect()
    }

    fn refs(&self, m: &Mention) -> Vec<ActorRef> {
        self.stage.actors.refs(m).collect()
    }

    /// Whether a mention is somebody that political events are about: a state, an office, a known
    /// body or role; a person nobody knows anything of is not.
    pub(super) fn acts(&self, m: &Mention) -> bool {
        m.chains.iter().any(|&c| {
            let e = &self.stage.actors.chains[c];
            e.country.is_some()
                || !e.sectors.is_empty()
                || matches!(e.kind, EntityKind::Organisation)
                || e.stateless && self.is_noun(m.head)
        })
    }

    /// Whether a word stands for somebody and does not tell of what kind another is: "Kurds", not "a Kurdish town".
    fn is_noun(&self, head: usize) -> bool {
        !matches!(self.stage.doc.dep(head), "amod" | "compound" | "nmod")
    }

    pub(super) fn is_stateless(&self, a: &ActorRef) -> bool {
        self.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.stateless)
    }

    /// Gives a role word without a country ("protesters") the country that its own clause names as the place;
    /// `victims` are where the act is, unless their phrase says whose they are.
    pub fn locate<'r>(&self, actors: impl Iterator<Item = &'r mut ActorRef>, place: Option<&Place>, victims: bool) {
        let Some(country) = place.and_then(|p| p.country.clone()) else { return };
        // Inspectors of a body of many states are of no state, wherever they are.
        // Nor are peoples and states of many lands.
        for a in actors.filter(|a| self.is_generic(a) && a.sector.as_deref() != Some("IGO") && !self.is_stateless(a)) {
            if a.country.is_none() || victims && civil(a) && self.is_guessed(a) {
                settle_in(a, &country);
            }
        }
    }

    pub fn is_guessed_civilian(&self, a: &ActorRef) -> bool {
        self.is_generic(a) && civil(a) && self.is_guessed(a)
    }

    pub fn settle_in(&self, a: &mut ActorRef, country: &str) {
        settle_in(a, country);
    }

    /// Whether only the text around it gave a group its country.
    pub(super) fn is_guessed(&self, a: &ActorRef) -> bool {
        let same = self.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.country == a.country && e.kind != EntityKind::State);
        same && !self.states_nation(a)
    }
}

/// People who are where they are told to be; soldiers and officials may be anywhere.
pub(super) fn civil(a: &ActorRef) -> bool {
    !matches!(a.sector.as_deref(), Some("MIL" | "GOV" | "IGO" | "SPY" | "LEG" | "JUD" | "PTY") | None)
}

fn settle_in(a: &mut ActorRef, country: &str) {
    a.country = Some(country.to_owned());
    a.recode();
}

/// Drops repetitions of an actor, keeping the order.
pub(super) fn distinct(mut refs: Vec<ActorRef>) -> Vec<ActorRef> {
    let mut seen = HashSet::new();
    refs.retain(|r| seen.insert(r.chain) || r.country.is_none() && r.sectors.is_empty());
    refs
}

/// Whether a clause kind takes its doer from possessors and adjectives.
pub(super) fn is_nominal(kind: Kind) -> bool {
    kind == Kind::Noun
}
