//! Sides that words imply: the crowd of "thousands marched", the body that a speaker calls "we", the owner of what is sent.

use super::completion::{LONGEST, state_like};
use super::draft::{Coder, is_own_state};
use super::event::place_of;
use super::matching::Match;
use super::owners::Unlisted;
use super::roles::{Roles, distinct};
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Oblique, Reality, Relation, objects_under};
use crate::place::PlaceKind;
use crate::record::ActorRef;

/// How many mentions of a speaker are looked at for the body that he speaks for.
const TOLD: usize = 10;

impl Coder<'_> {
    /// Whoever stands behind what an act is done with.
    pub(super) fn behind_means(&self, m: &Match) -> Vec<ActorRef> {
        let owners = self.owners_of_means(m);
        if owners.is_empty() { self.launchers(m) } else { owners }
    }

    /// "Russian missiles were fired at the city", "the withdrawal of French troops": whose the means are, does it.
    fn owners_of_means(&self, m: &Match) -> Vec<ActorRef> {
        let c = &m.clause;
        let book = self.scene.book;
        let kind = book.type_of(m.rule).name.as_str();
        let mode = book.rules[m.rule].rule.mode.as_deref();
        // Offers that are welcomed and threats that are ignored are not welcomed or ignored by their owners.
        let moved = !matches!(book.type_of(m.rule).quad, 1 | 3) || kind == "CONCEDE";
        if c.kind == Kind::Noun && (kind == "MOBILIZE" || kind == "RETREAT" && mode == Some("withdraw")) {
            let of = c.obliques.iter().filter(|o| self.scene.doc.lower(o.prep) == "of").map(|o| o.object);
            return distinct(of.filter(|o| m.used.contains(o)).flat_map(|o| self.roles.holder(o)).collect());
        }
        if c.kind != Kind::Verb || !c.passive || !c.agents.is_empty() || !moved {
            return Vec::new();
        }
        let given = self.state_of_status(c);
        if !given.is_empty() {
            return given;
        }
        let lifeless = |p: &usize| kind != "ASSAULT" || book.metonyms.contains(self.scene.doc.lemma(*p));
        let means = c.patients.iter().copied().filter(|p| m.used.contains(p) && !m.target.contains(p) && lifeless(p));
        distinct(means.flat_map(|p| self.roles.holder(p)).collect())
    }

    /// "Stripped of his Ghanaian citizenship": only the state that it is of can take it.
    fn state_of_status(&self, c: &Clause) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let of = c.obliques.iter().filter(|o| doc.lower(o.prep) == "of" && self.scene.book.sides.statuses.contains(doc.lemma(o.object)));
        let nation = of.flat_map(|o| doc.children(o.object)).filter(|&k| matches!(doc.ent(k), "NORP" | "GPE"));
        distinct(nation.flat_map(|k| self.roles.direct(k)).filter(|a| a.country.is_some() && a.sector.is_none()).collect())
    }

    /// The words for whoever does it. "A school bombing", "a prisoner swap": a plain noun before an act's noun tells what it is done
    /// to, unless people march or strike.
    pub(super) fn doing_words(&self, m: &Match) -> Vec<usize> {
        let doc = self.scene.doc;
        let acts = m.clause.kind == Kind::Verb || self.scene.book.type_of(m.rule).name == "PROTEST";
        let first = |h: usize| doc.dep(h) == "compound" && doc.tag(h) == "NN" && doc.head(h) == m.clause.head;
        let people =
            |a: &ActorRef| matches!(a.sector.as_deref(), Some("CVL" | "EDU" | "MED" | "REL" | "BUS" | "LAB" | "REF" | "UNK" | "JRN"));
        let plain = |h: usize| self.roles.direct(h).iter().all(|a| self.roles.is_generic(a) && people(a));
        m.source.iter().copied().filter(|&h| acts || !first(h) || !plain(h)).collect()
    }

    /// The state of the place that the clause names: "struck a depot near Latakia".
    pub(super) fn state_of_place(&self, c: &Clause) -> Vec<ActorRef> {
        let here = c.obliques.iter().filter(|o| matches!(self.scene.doc.lower(o.prep), "in" | "near" | "at" | "outside"));
        here.filter_map(|o| self.roles.place_at(o.object)).find_map(|p| self.roles.state_of(p)).into_iter().collect()
    }

    /// Whom troops are sent to face: "to its border with B", "against B".
    pub(super) fn faced(&self, c: &Clause) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let border = c
            .obliques
            .iter()
            .chain(&self.objects_obliques(c))
            .filter(|o| doc.lemma(o.object) == "border")
            .map(|o| o.object)
            .collect::<Vec<_>>();
        let across = border.into_iter().flat_map(|b| objects_under(doc, b, |p| matches!(p, "with" | "of")));
        let against = c.obliques.iter().filter(|o| doc.lower(o.prep) == "against").map(|o| o.object);
        self.roles.target(&across.chain(against).collect::<Vec<_>>(), true)
    }

    fn objects_obliques(&self, c: &Clause) -> Vec<Oblique> {
        c.patients.iter().flat_map(|&p| self.scene.clauses.nominal(self.scene.doc, p).obliques).collect()
    }

    /// "Peruvian soldiers began an offensive in southern Peru": where one's own side is, is not whom it strikes.
    pub(super) fn is_at_home(&self, m: &Match, source: &[ActorRef], target: &[ActorRef]) -> bool {
        let doc = self.scene.doc;
        let inside = |&t: &usize| {
            let mut prep = doc.head(t);
            if doc.dep(t) == "conj" {
                prep = doc.head(prep);
            }
            let land = self.roles.place_at(t).is_some_and(|p| p.kind == PlaceKind::Country);
            land && matches!(doc.lower(prep), "in" | "inside" | "across" | "throughout" | "within")
        };
        let own = |t: &ActorRef| is_own_state(t, source);
        source.iter().all(state_like) && !target.is_empty() && target.iter().all(own) && m.target.iter().all(inside)
    }

    /// Who protests: no state does, its people do ("Georgian protests"), and not those it is for or against ("pro-Georgian riots").
    pub(super) fn protesters(&self, m: &Match, mut source: Vec<ActorRef>) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let side = |h: usize| h > 1 && doc.lower(h - 1) == "-" && matches!(doc.lower(h - 2), "anti" | "pro");
        let sided = m.source.iter().any(|&h| side(h));
        let bare = |s: &ActorRef| s.country.is_some() && s.sectors.is_empty() && !self.roles.is_generic(s);
        let state = source.iter().find(|s| bare(s)).and_then(|s| s.country.clone());
        source.retain(|s| !bare(s));
        if source.is_empty() {
            source = self.crowd(m);
        }
        match state.filter(|_| source.is_empty() && !sided && m.clause.kind == Kind::Noun) {
            Some(country) => vec![self.roles.people(m.clause.head, country, Kind::Noun, m.rule)],
            None => source,
        }
    }

    /// "The army retook Puno": a town of its own state is no other side.
    pub(super) fn is_own_town(&self, m: &Match, source: &[ActorRef], target: &[ActorRef]) -> bool {
        let doc = self.scene.doc;
        let town = |w: usize| self.roles.place_at(w).is_some_and(|p| p.kind != PlaceKind::Country);
        let towns = |&t: &usize| town(t) || self.roles.direct(t).is_empty() && doc.subtree(t).take(LONGEST).any(town);
        let own = |t: &ActorRef| is_own_state(t, source);
        !target.is_empty() && target.iter().all(own) && m.target.iter().all(towns)
    }

    /// "Launched an operation *targeting* rebels", "missiles *targeting* a town were fired by B": what acts there is somebody's act
    /// or weapon, and whoever carries it out does it.
    fn launchers(&self, m: &Match) -> Vec<ActorRef> {
        let scene = &self.scene;
        let c = &m.clause;
        let [means] = c.agents[..] else { return Vec::new() };
        let participle = c.kind == Kind::Verb && c.relation == Relation::Modifier && !c.passive && !c.infinitive;
        let verb = scene.clauses.of(scene.doc.head(means)).filter(|g| participle && g.head != c.head && g.patients.contains(&means));
        // "Planned an operation targeting smugglers": nobody has been struck yet.
        let fact = |c: &Clause| scene.clauses.reality(scene.doc, scene.lexicon, c, None) == Reality::Fact;
        let real = |g: &&Clause| fact(g) && fact(&scene.clauses.nominal(scene.doc, means));
        let violent = scene.book.type_of(m.rule).name == "ASSAULT";
        verb.filter(real).filter(|_| violent).map(|g| self.roles.source(&g.agents, false)).unwrap_or_default()
    }

    /// "Thousands marched in Tbilisi", "protests broke out in Georgia": the people of the place.
    pub(super) fn crowd(&self, m: &Match) -> Vec<ActorRef> {
        let c = &m.clause;
        let doc = self.scene.doc;
        let many = |&a: &usize| {
            let counts = &self.scene.book.sides.counts;
            matches!(doc.tag(a), "NNS" | "NNPS") && (counts.contains(doc.lemma(a)) || counts.contains(doc.lower(a)))
        };
        let breaks_out = || {
            let verb = c.governor.map(|g| &self.scene.clauses.all[g as usize]).filter(|v| v.agents.contains(&c.head));
            let lexicon = self.scene.lexicon;
            verb.is_some_and(|v| lexicon.occurring.contains(doc.lemma(v.head)) || lexicon.erupting.contains(doc.lemma(v.head)))
        };
        let head = match c.kind {
            Kind::Verb => c.agents.iter().copied().find(many),
            Kind::Noun => Some(c.head).filter(|_| breaks_out()),
        };
        let country = place_of(&self.roles, c, true).and_then(|p| p.country);
        head.zip(country).map(|(h, country)| self.roles.people(h, country, c.kind, m.rule)).into_iter().collect()
    }

    /// "We have visited the camps", "the men we captured": what somebody in office says that "we" did, his state did, what a
    /// body's officer says, the body.
    pub(super) fn ourselves(&self, heads: &[usize], rule: usize, sides: Vec<ActorRef>) -> Vec<ActorRef> {
        let doc = self.scene.doc;
        let kind = self.scene.book.type_of(rule);
        let deed = kind.quad.is_multiple_of(2) || kind.name == "CONSULT";
        let Some(&we) = heads.iter().find(|&&h| matches!(doc.lower(h), "we" | "us") && doc.pos(h) == "PRON").filter(|_| deed) else {
            return sides;
        };
        let Some(speaker) = self.roles.speaker_at(we) else { return sides };
        let meets = kind.name == "CONSULT" && speaker.sector.as_deref() == Some("GOV");
        match self.roles.body_of_speaker(&speaker).filter(|_| !meets) {
            Some(body) => sides.into_iter().map(|s| if s.chain == speaker.chain { body.clone() } else { s }).collect(),
            None => sides,
        }
    }
}

impl Roles<'_> {
    /// The people of a country who are told of by a number or by what they do.
    fn people(&self, head: usize, country: String, kind: Kind, rule: usize) -> ActorRef {
        let strike = self.book.rules[rule].rule.mode.as_deref() == Some("strike");
        let (name, sector) = match (kind, strike) {
            (_, true) => ("workers", "LAB"),
            (Kind::Noun, _) => ("protesters", "CVL"),
            _ => (self.stage.doc.word(head), "CVL"),
        };
        let t = self.stage.doc.token(head);
        ActorRef {
            start: t.start,
            end: t.end,
            chain: self.unlisted(Unlisted::Crowd),
            name: name.to_lowercase(),
            code: format!("{country}{sector}"),
            country: Some(country),
            sector: Some(sector.into()),
            sectors: vec![sector.into()],
            wikidata: None,
        }
    }

    /// Whom a person speaks for: the state of an official, else the body beside the name ("B, director of a charity").
    fn body_of_speaker(&self, speaker: &ActorRef) -> Option<ActorRef> {
        let chains = &self.stage.actors.chains;
        if chains.get(speaker.chain as usize).is_none_or(|e| e.kind != EntityKind::Person) {
            return None;
        }
        if let Some(country) = speaker.country.as_ref().filter(|_| matches!(speaker.sector.as_deref(), Some("GOV" | "MIL" | "LEG"))) {
            return self.state_chain(country).and_then(|c| self.chain(c));
        }
        let mentions = self.stage.actors.mentions.iter().filter(|m| m.chains == [speaker.chain as usize]).take(TOLD);
        let body = |h: usize| {
            let refs: Vec<ActorRef> = self.stage.actors.at_head(h).map(|m| self.stage.actors.refs(m).collect()).unwrap_or_default();
            let known = |r: &ActorRef| {
                let e = chains.get(r.chain as usize);
                e.is_some_and(|e| e.kind == EntityKind::Organisation && !e.generic) && r.sector == speaker.sector
            };
            refs.into_iter().find(known)
        };
        let beside = |m: &crate::actor::Mention| self.stage.doc.subtree(m.head).take(super::completion::LONGEST).find_map(body);
        mentions.into_iter().find_map(beside)
    }
}
