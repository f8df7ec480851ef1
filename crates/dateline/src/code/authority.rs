//! Who arrests, tries, charges and frees, where the clause leaves it out: "two activists were arrested".
//!
//! It is the state of the place that the clause names, else the one that did the last such thing to the same person in
//! the article, else the people's own state, if the text names it.

use super::completion::{LONGEST, Open, Sides, WINDOW, state_like};
use super::roles::Roles;
use crate::actor::EntityKind;
use crate::clause::{Clause, Kind, Oblique, Relation};
use crate::record::ActorRef;
use std::ops::Range;

impl Open<'_> {
    pub(super) fn authority(&self) -> Option<Sides> {
        let d = self.draft();
        let c = &d.found.clause;
        // "B goes on trial", "B faces charges": an active verb that says the same.
        let tried = !c.passive && !c.agents.is_empty() && c.agents.iter().all(|a| d.found.target.contains(a));
        let target = self.held_ones().filter(|_| self.lacks_holder(c, tried))?;
        let first = target.first()?;
        // Captives may be anybody's, and goods are taken by pirates too.
        let freed = self.kind(d) == "RETREAT" || d.mode.as_deref() == Some("allege") && !tried;
        let taken = d.mode.as_deref() == Some("seize");
        let prison = self.kind(d) == "RETREAT" && self.is_from_prison(c);
        let scene = if tried { self.venue(c) } else { self.scene(c) }.filter(|_| !freed && !taken || prison);
        let there = self.there(c).filter(|_| scene.is_none() && !taken);
        let scene = scene.or_else(|| there.clone()).filter(|_| !self.is_leave());
        let generic = |t: &ActorRef| self.stage.actors.chains.get(t.chain as usize).is_none_or(|e| e.generic);
        let nameless = target.iter().all(generic);
        let held = self.last_holder(&target).or_else(|| self.alike(c)).filter(|h| !self.is_away(c) && !self.is_elsewhere(c, h));
        let known = held.is_some() || there.is_some();
        if let Some(holder) = held.as_ref().filter(|h| self.does_this(h) && (scene.is_none() || scene == h.country)) {
            return Some((vec![holder.clone()], target));
        }
        let held = held.and_then(|h| h.country);
        let country = scene
            .or(held)
            .or_else(|| self.own_country(c, &target).filter(|_| !(freed || self.kind(d) == "CONCEDE" || tried && nameless)))?;
        // Whoever rules a place does not do it to its own soldiers and rulers as a matter of course.
        let official = matches!(first.sector.as_deref(), Some("GOV" | "MIL")) && first.country.as_ref() == Some(&country);
        // Only states ban; they jail their opponents, but a plain man may be held by anybody, unless he is a foreigner there.
        let by_law = matches!(d.mode.as_deref(), Some("restrict" | "censor")) || self.is_mercy();
        let foreign = first.country.as_ref().is_some_and(|c| *c != country);
        let private = !foreign && matches!(first.sector.as_deref(), None | Some("CVL" | "UNK" | "CRM" | "REF" | "BUS" | "LAB"));
        // A place only says where; unless the text names whoever holds power there, nobody is known to do it.
        let body = self.body_of(&country).filter(|b| {
            !official
                && (known || prison || tried || b.sector.is_some() || by_law || !private)
                && !(b.sector == first.sector && b.country == first.country)
        })?;
        Some((vec![body], target))
    }

    /// Whether a clause tells of such an act and not who does it.
    fn lacks_holder(&self, c: &Clause, tried: bool) -> bool {
        let agentless = c.passive && c.agents.is_empty() || tried;
        let told = self.is_fact(self.at) || self.is_leave() && c.negation.is_some();
        c.kind == Kind::Verb && agentless && self.is_by_states() && told
    }

    /// Those whom it is done to, also persons of whom no more than the name is known.
    fn held_ones(&self) -> Option<Vec<ActorRef>> {
        let d = self.draft();
        let target = if d.target.is_empty() { self.roles.person(&d.found.target) } else { d.target.clone() };
        if target.is_empty() && self.is_mercy() { self.charged() } else { Some(target) }
    }

    /// Acts that only who holds power in a place can do.
    fn is_by_states(&self) -> bool {
        let d = self.draft();
        matches!(
            (self.kind(d), d.mode.as_deref()),
            ("COERCE", Some("arrest" | "censor" | "seize" | "restrict"))
                | ("SANCTION", Some("convict"))
                | ("RETREAT", Some("release"))
                | ("ACCUSE", Some("investigate" | "allege"))
        ) || self.is_mercy()
            || self.is_leave()
    }

    fn rule(&self) -> &str {
        &self.k.book.rules[self.draft().found.rule].name
    }

    /// "Was pardoned", "the charges were dropped".
    fn is_mercy(&self) -> bool {
        self.rule() == "CONCEDE/pardon"
    }

    /// "Was not allowed to leave the country": who may give such leave, only the story tells.
    fn is_leave(&self) -> bool {
        self.rule() == "CONCEDE/allow"
    }

    /// "All charges were dropped": those against the one just told to be held, tried or charged.
    fn charged(&self) -> Option<Vec<ActorRef>> {
        let charges = |d: &&super::Draft| {
            let mode = d.mode.as_deref();
            matches!(
                (self.kind(d), mode),
                ("COERCE", Some("arrest")) | ("SANCTION", Some("convict")) | ("ACCUSE", Some("investigate" | "allege"))
            )
        };
        self.earlier().filter(charges).find(|d| self.near(d) && !d.target.is_empty()).map(|d| d.target.clone())
    }

    /// "Was *also* arrested": by whoever did it to the one told of just before.
    fn alike(&self, c: &Clause) -> Option<ActorRef> {
        let doc = self.stage.doc;
        if !doc.children(c.head).any(|k| matches!(doc.lower(k), "also" | "too" | "likewise")) {
            return None;
        }
        let last = self.before().find(|d| d.complete && self.near(d) && d.mode == self.draft().mode)?;
        last.source.iter().find(|s| s.country.is_some() && is_public(s)).cloned()
    }

    /// "Urged Peru to hand B over since he was detained *there*": the country that the words before name last.
    fn there(&self, c: &Clause) -> Option<String> {
        let doc = self.stage.doc;
        let there = doc.children(c.head).find(|&k| doc.lower(k) == "there" && doc.dep(k) == "advmod")?;
        let start = doc.sentence_of(there).start;
        let above = if start > 0 { doc.sentence_of(start - 1).start } else { start };
        let state = |w: usize| {
            let named = self.roles.direct(w).into_iter().find(|a| a.sector.is_none() && self.is_state(a));
            named.and_then(|a| a.country).or_else(|| self.roles.place_at(w).and_then(|p| p.country.clone()))
        };
        (above..there).rev().take(LONGEST).filter(|&w| matches!(doc.pos(w), "PROPN" | "NOUN")).find_map(state)
    }

    fn is_state(&self, a: &ActorRef) -> bool {
        self.stage.actors.chains.get(a.chain as usize).is_some_and(|e| e.kind == EntityKind::State)
    }

    /// The country that the clause's own place is in: "jailed in Turkey", "tried at a court in Oslo".
    fn scene(&self, c: &Clause) -> Option<String> {
        let doc = self.stage.doc;
        let here = c.obliques.iter().filter(|o| matches!(doc.lower(o.prep), "in" | "at" | "from" | "near" | "on" | "outside"));
        let named = |o: &Oblique| {
            let place = self.roles.place_at(o.object).and_then(|p| p.country.clone());
            // "on a Turkish beach"
            let nation =
                || doc.children(o.object).filter(|&k| doc.dep(k) == "amod").flat_map(|k| self.roles.direct(k)).find_map(|a| a.country);
            place.or_else(nation)
        };
        let of_place = |o: &&Oblique| doc.lower(o.prep) != "from" || self.roles.place_at(o.object).is_some() || self.is_from_prison(c);
        here.filter(of_place).find_map(named)
    }

    /// "Went on trial *in Minsk*", "faces charges of fraud *in Oslo*": the place may hang on the nouns. The Hague has the
    /// courts of all states.
    fn venue(&self, c: &Clause) -> Option<String> {
        let doc = self.stage.doc;
        let mut all = c.clone();
        let nouns = c.patients.iter().copied().chain(c.obliques.iter().map(|o| o.object));
        let deep: Vec<Oblique> = nouns.flat_map(|n| self.stage.clauses.nominal(doc, n).obliques).collect();
        all.obliques.extend(deep);
        all.obliques.retain(|o| doc.lower(o.object) != "hague");
        self.scene(&all)
    }

    /// Who did such a thing to the same person before: "arrested … He was released on bail". What is told first may be told
    /// of in full below: then whoever is the only one to do so there.
    fn last_holder(&self, target: &[ActorRef]) -> Option<ActorRef> {
        let whom = |d: &super::Draft| d.target.iter().any(|t| target.iter().any(|x| x.chain == t.chain));
        let mercy = |d: &super::Draft| self.k.book.rules[d.found.rule].name == "CONCEDE/pardon";
        let holds = |d: &&super::Draft| d.complete && whom(d) && (mercy(d) || self.is_hold(d));
        let holder = |d: &'_ super::Draft| d.source.iter().find(|s| is_public(s) && s.country.is_some()).cloned();
        let before = self.earlier().filter(holds).find_map(holder);
        // A court of one state may sentence whom the police of another have arrested.
        let convicted = self.draft().mode.as_deref() == Some("convict");
        let told = |d: &&super::Draft| {
            let like = if convicted { d.mode.as_deref() == Some("convict") } else { mercy(d) || self.kind(d) != "ACCUSE" };
            !d.inferred && like && self.kind(self.draft()) != "ACCUSE"
        };
        let later =
            || -> Vec<ActorRef> { self.drafts[self.at + 1..].iter().take(WINDOW).filter(holds).filter(told).filter_map(holder).collect() };
        before.or_else(|| {
            let all = later();
            let first = all.first()?.clone();
            all.iter().all(|s| s.country == first.country).then_some(first)
        })
    }

    /// Whether an act tells who has somebody in his power: not every ban does.
    fn is_hold(&self, d: &super::Draft) -> bool {
        let mode = d.mode.as_deref();
        let kind = self.kind(d);
        let held = matches!(
            (kind, mode),
            ("COERCE", Some("arrest" | "seize"))
                | ("SANCTION", Some("convict"))
                | ("RETREAT", Some("release"))
                | ("ACCUSE", Some("investigate" | "allege"))
        );
        held || kind == self.kind(self.draft()) && mode.is_some() && d.mode == self.draft().mode
    }

    /// Whether a body that has done one such thing does this one too: courts sentence, police and governments do the rest.
    fn does_this(&self, body: &ActorRef) -> bool {
        let mode = self.draft().mode.as_deref();
        match body.sector.as_deref() {
            Some("JUD") => matches!(mode, Some("convict" | "investigate")),
            Some("COP") => matches!(mode, Some("arrest" | "seize" | "investigate" | "release")),
            _ => false,
        }
    }

    /// "Freed from a Turkish prison"
    fn is_from_prison(&self, c: &Clause) -> bool {
        let doc = self.stage.doc;
        let prison = |o: &Oblique| matches!(doc.lemma(o.object), "prison" | "jail" | "custody" | "detention" | "cell");
        c.obliques.iter().any(|o| doc.lower(o.prep) == "from" && prison(o))
    }

    /// "Was first detained there": in another place than the one in play.
    fn is_away(&self, c: &Clause) -> bool {
        let doc = self.stage.doc;
        doc.children(c.head).any(|k| matches!(doc.lower(k), "there" | "abroad" | "overseas"))
    }

    /// "They were in Peru when they were arrested": the clause above tells of another country than the holder's.
    fn is_elsewhere(&self, c: &Clause, holder: &ActorRef) -> bool {
        let above = c.governor.filter(|_| c.relation == Relation::Adverbial).map(|g| &self.stage.clauses.all[g as usize]);
        above.and_then(|g| self.scene(g)).is_some_and(|land| holder.country.as_ref() != Some(&land))
    }

    /// People in their own country, unless the clause names another.
    fn own_country(&self, c: &Clause, target: &[ActorRef]) -> Option<String> {
        let inner = |a: &ActorRef| !matches!(a.sector.as_deref(), None | Some("GOV" | "MIL" | "UAF" | "IGO"));
        let country = target.iter().find(|a| inner(a))?.country.clone()?;
        let doc = self.stage.doc;
        let guest = c.patients.iter().any(|&p| matches!(doc.lemma(p), "citizen" | "national" | "tourist" | "expatriate"));
        // "Detained in a camp": a camp is where armies and militias hold people.
        let camp = c.obliques.iter().any(|o| doc.lemma(o.object) == "camp");
        if self.is_away(c) || guest || camp {
            return None;
        }
        let places = |words: Range<usize>| words.take(LONGEST).filter_map(|w| self.roles.place_at(w)).filter_map(|p| p.country.clone());
        let own: Vec<String> = places(doc.subtree(c.head)).collect();
        let named: Vec<String> = if own.is_empty() { places(doc.sentence_of(c.head)).collect() } else { own };
        // "Is released from her Istanbul prison. She is barred from leaving the country."
        let start = doc.sentence_of(c.head).start;
        let above: Vec<String> = if start > 0 && named.is_empty() { places(doc.sentence_of(start - 1)).collect() } else { Vec::new() };
        if !above.is_empty() && !above.contains(&country) {
            return None;
        }
        // "Penalties for Turkish officials over A, an American who is on trial"
        let officials = |a: &ActorRef| matches!(a.sector.as_deref(), Some("GOV" | "COP" | "JUD" | "MIL"));
        let near = doc.sentence_of(c.head).take(LONGEST).flat_map(|w| self.roles.direct(w)).filter(officials).filter_map(|a| a.country);
        let abroad = named.into_iter().chain(near).any(|c| c != country);
        (!abroad).then_some(country)
    }

    /// The body of a state that does it: of those that the text names, the nearest to the work.
    fn body_of(&self, country: &str) -> Option<ActorRef> {
        let chains = &self.stage.actors.chains;
        let trial = || self.draft().found.pattern.contains("trial");
        let court = self.draft().mode.as_deref() == Some("convict") || trial();
        let court = court || self.is_mercy() && self.draft().found.pattern.starts_with("acquit");
        let by_law = matches!(self.draft().mode.as_deref(), Some("restrict" | "censor")) || self.is_mercy() || self.is_leave();
        let rank = |e: &crate::actor::Entity| match e.sectors.first().map(String::as_str) {
            Some("JUD") if court => 0,
            // "Charged with the murder of a police officer": no single officer, who may be the victim.
            Some("COP") if !court && !by_law && e.kind != EntityKind::Person => 0,
            Some("GOV") if e.kind != EntityKind::Person => 1,
            None if e.kind == EntityKind::State => 2,
            _ => 9,
        };
        // "A warrant is issued for the former president and other *officials*": none of them issues it.
        let sought: Vec<usize> = self.charged_with(&self.draft().found.target).map(|t| t.chain as usize).collect();
        let mine = chains.iter().enumerate().filter(|(_, e)| e.country.as_deref() == Some(country) && rank(e) < 9);
        let mine = mine.filter(|(i, _)| !sought.contains(i));
        let body = mine.min_by_key(|(i, e)| (rank(e), *i)).and_then(|(chain, _)| self.roles.chain(chain as u32));
        body.or_else(|| state_named(self.roles, country))
    }

    /// All those who stand in one row with somebody.
    fn charged_with<'s>(&'s self, heads: &'s [usize]) -> impl Iterator<Item = ActorRef> + 's {
        heads.iter().flat_map(|&h| crate::clause::conjuncts(self.stage.doc, h)).flat_map(|h| self.roles.direct(h))
    }
}

/// Whoever holds power in a state, and may hold people.
fn is_public(a: &ActorRef) -> bool {
    state_like(a) || matches!(a.sector.as_deref(), Some("COP" | "JUD"))
}

/// The state of a place that the text names.
fn state_named(roles: &Roles, country: &str) -> Option<ActorRef> {
    let place = roles.stage.places.iter().find(|p| p.country.as_deref() == Some(country))?;
    roles.state_of(place)
}
