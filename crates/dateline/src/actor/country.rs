//! Which country a mention is of that names none: "the country", "the two countries", "police".

use super::chain::{MENTIONS, Past, SENTENCES, Weaver};
use super::lexicon::{Country, NONE, Sense, code_of, country_code};
use super::mentions::{Found, Kind};
use super::np::{Key, Nature, Reading};
use super::scan::Hit;
use super::text::Text;
use super::{Entity, EntityKind};
use std::collections::HashMap;

/// The countries that each sentence names.
#[derive(Default)]
pub(super) struct Lands {
    /// By any actor or place.
    named: HashMap<u32, Vec<Country>>,
    /// By where something happens: "in Kabul", "in a Spanish town"; with the token that tells.
    sites: HashMap<u32, Vec<(Country, usize)>>,
    /// By states and bodies, not by persons.
    states: HashMap<u32, Vec<Country>>,
    /// Of the state or army with this head, which acts beyond its borders.
    of_head: HashMap<usize, Vec<Country>>,
    /// The one country that the whole text tells of, if it is one.
    only: Country,
}

fn push<T: PartialEq>(map: &mut HashMap<u32, Vec<T>>, sentence: u32, c: T) {
    let here = map.entry(sentence).or_default();
    if !here.contains(&c) {
        here.push(c);
    }
}

/// The country that most mentions belong to, and the countries of each sentence.
pub(super) fn countries(text: &Text, found: &[Found]) -> (Country, Lands) {
    let mut tally: HashMap<Country, u32> = HashMap::new();
    let mut lands = Lands::default();
    for f in found {
        if let Kind::Plain(r) | Kind::Family(_, Some(r)) = &f.kind {
            let country = country_code(r.entity.country.as_deref().unwrap_or(""));
            if country == NONE {
                continue;
            }
            let weight = if matches!(r.key, Key::State(_) | Key::Government(_)) { 3 } else { 1 };
            *tally.entry(country).or_default() += weight;
            push(&mut lands.named, text.sentence[f.head], country);
            let abroad = r.entity.kind == EntityKind::State || r.entity.sectors.first().is_some_and(|s| s == "MIL");
            if abroad {
                lands.of_head.insert(f.head, std::iter::once(country).chain(r.more.iter().copied()).collect());
            }
            if r.entity.kind != EntityKind::Person {
                push(&mut lands.states, text.sentence[f.head], country);
            }
        }
    }
    for h in &text.hits {
        let sentence = text.sentence[h.range.start];
        let site = sited(text, h);
        for s in &h.senses {
            let country = match s {
                Sense::Capital(s) | Sense::State(s) | Sense::Adjective(s) => text.actors.states[*s as usize].code,
                Sense::Town(c) => *c,
                Sense::Region(r) => text.actors.regions[*r as usize].country,
                _ => continue,
            };
            if country == NONE {
                continue;
            }
            if matches!(s, Sense::Capital(_) | Sense::Town(_)) {
                *tally.entry(country).or_default() += 2;
                push(&mut lands.named, sentence, country);
            }
            if matches!(s, Sense::Town(_)) {
                push(&mut lands.states, sentence, country);
            }
            if site {
                push(&mut lands.sites, sentence, (country, h.range.start));
            }
        }
    }
    let elsewhere = |c: Country| lands.sites.values().flatten().any(|(s, _)| *s != c);
    lands.only = tally.keys().next().copied().filter(|c| tally.len() == 1 && !elsewhere(*c)).unwrap_or(NONE);
    let total: u32 = tally.values().sum();
    let top = tally.iter().max_by_key(|(c, n)| (**n, std::cmp::Reverse(**c))).map(|(c, n)| (*c, *n));
    let focus = top.filter(|(_, n)| 2 * n > total && *n > 1).map_or(NONE, |(c, _)| c);
    (focus, lands)
}

/// Nouns of places, whose adjective tells where they are.
const PLACES: &[&str] = &[
    "city",
    "town",
    "village",
    "province",
    "district",
    "capital",
    "region",
    "island",
    "border",
    "coast",
    "territory",
    "state",
    "port",
    "resort",
    "suburb",
    "county",
    "prefecture",
    "airport",
    "hospital",
    "prison",
    "airspace",
    "waters",
    "soil",
    "mainland",
    "side",
];

/// Whether a name tells where something happens: after "in", "at", "near" and the like, or beside a place that does.
fn sited(text: &Text, hit: &Hit) -> bool {
    let doc = text.doc;
    let mut at = text.root(hit.range.clone());
    for _ in 0..5 {
        let (dep, head) = (doc.dep(at), doc.head(at));
        match dep {
            "pobj" if doc.lower(head) == "of" && PLACES.contains(&doc.lemma(doc.head(head))) => at = doc.head(head),
            "pobj" => {
                return matches!(
                    doc.lower(head),
                    "in" | "at" | "near" | "across" | "outside" | "inside" | "throughout" | "around" | "off" | "within" | "over"
                );
            }
            "appos" | "conj" | "npadvmod" => at = head,
            "compound" | "nmod" | "amod" if PLACES.contains(&doc.lemma(head)) || doc.pos(head) == "PROPN" => at = head,
            _ => return false,
        }
    }
    false
}

/// Sectors of the organs of a state.
const OF_STATE: &[&str] = &["GOV", "MIL", "COP", "LEG", "JUD", "SPY"];

impl Weaver<'_, '_> {
    /// A role without a country is of the one that its sentence, or the whole text, is about; whom somebody acts upon is not
    /// of the doer's country for that.
    pub(super) fn place_in_country(&self, f: &Found, r: &mut Reading) {
        const PLACELESS: &[&str] = &["ELI", "NGO", "IGO", "UNO", "UNK", "PRE", "MNC"];
        let sector = r.entity.sectors.first().map_or("", String::as_str);
        let of_state = OF_STATE.contains(&sector);
        let unknown = of_state && matches!(r.key, Key::Named(_)) && (r.office.is_some() || r.role.is_some());
        // "Our government" is of whoever speaks.
        if f.owner.is_some_and(|o| matches!(self.text.doc.lower(o), "our" | "my" | "your")) {
            return self.of_speaker(f, r);
        }
        let stranger = matches!(r.key, Key::Named(_)) && r.nature == Nature::Person && r.entity.country.is_none();
        if stranger && self.lands.only != NONE && !sector.is_empty() && !PLACELESS.contains(&sector) && sector != "JRN" {
            return self.set_country(r, self.lands.only);
        }
        if self.of_abroad(f) {
            return;
        }
        let everywhere = r.entity.sectors.iter().any(|s| s == "ISM");
        let captive = everywhere || matches!(self.text.doc.lemma(f.head), "hostage" | "captive");
        if captive || r.entity.country.is_some() || sector.is_empty() || PLACELESS.contains(&sector) || !(r.entity.generic || unknown) {
            return;
        }
        let country = self.scene_country(f, r);
        self.set_country(r, country);
    }

    /// The country that the sentence of a role, or the whole text, tells for it.
    fn scene_country(&self, f: &Found, r: &Reading) -> Country {
        let sector = r.entity.sectors.first().map_or("", String::as_str);
        let of_state = OF_STATE.contains(&sector);
        let sentence = self.text.sentence[f.head];
        let doer = self.doer(f.head, !of_state);
        let of = |map: &HashMap<u32, Vec<Country>>| -> Vec<Country> {
            map.get(&sentence).into_iter().flatten().copied().filter(|c| !doer.contains(c)).collect()
        };
        let mut named = of(&self.lands.named);
        let sites = self.sites(f);
        // Soldiers may stand in a foreign land.
        if sector == "MIL" {
            named.retain(|c| !sites.contains(c) || *c == self.focus && !self.abroad(f));
        }
        let hostile = matches!(sector, "UAF" | "REB" | "CRM" | "PRM");
        let country = match (&named[..], &sites[..]) {
            ([one], _) if of_state => *one,
            (several, _) if of_state && several.contains(&self.focus) => self.focus,
            (_, [one]) if !of_state => *one,
            ([one], []) if !of_state && (*one == self.focus || !hostile && of(&self.lands.states).contains(one)) => *one,
            ([], _) if doer.is_empty() => self.focus,
            _ => NONE,
        };
        let lives = r.people.is_none_or(|p| {
            let among = &self.text.actors.regions[p as usize].among;
            among.is_empty() || among.contains(&country)
        });
        if lives { country } else { NONE }
    }

    /// Where the clause of a noun, or one above or below it, happens.
    fn sites(&self, f: &Found) -> Vec<Country> {
        let doc = self.text.doc;
        let above = |from: usize| {
            let mut at = from;
            std::iter::once(from).chain(std::iter::from_fn(move || {
                let up = doc.head(at);
                (up != at).then(|| {
                    at = up;
                    up
                })
            }))
        };
        let verb = |from: usize| above(from).take(20).find(|t| matches!(doc.pos(*t), "VERB" | "AUX"));
        let under = |token: usize, verb: Option<usize>| verb.is_none_or(|v| above(token).take(20).any(|t| t == v));
        let own = verb(f.head);
        let mut sites = Vec::new();
        for &(c, token) in self.lands.sites.get(&self.text.sentence[f.head]).into_iter().flatten().take(40) {
            let scene = under(f.head, verb(token)) || under(token, own);
            if (scene || c == self.focus) && !sites.contains(&c) {
                sites.push(c);
            }
        }
        sites
    }

    /// "Our government" in a quotation is of the speaker's country.
    fn of_speaker(&self, f: &Found, r: &mut Reading) {
        let ours = f.owner.is_some_and(|o| matches!(self.text.doc.lower(o), "our" | "my"));
        let state = r.entity.sectors.first().is_some_and(|s| OF_STATE.contains(&s.as_str()));
        if let ([c], None, true) = (&self.speaker(f.head)[..], &r.entity.country, ours && state) {
            let country = self.out.chains[*c].country.as_deref().map_or(NONE, country_code);
            self.set_country(r, country);
        }
    }

    /// "Foreign governments", "western leaders": of no one country.
    fn of_abroad(&self, f: &Found) -> bool {
        const ABROAD: &[&str] =
            &["foreign", "western", "international", "global", "overseas", "european", "african", "asian", "neighbouring", "neighboring"];
        let beside = |c: usize| !f.core.contains(&c) && f.tokens.contains(&c) && ABROAD.contains(&self.text.doc.lower(c));
        ABROAD.contains(&self.text.doc.lower(f.core.start)) || self.text.near_children(f.head).any(beside)
    }

    /// Whether the noun itself says where it is: "forces in Syria".
    fn abroad(&self, f: &Found) -> bool {
        let doc = self.text.doc;
        self.text.near_children(f.head).any(|c| doc.dep(c) == "prep" && doc.lower(c) == "in")
    }

    /// The countries of who acts upon the noun with this head, in the same clause or, `far`, by the subject of one above.
    fn doer(&self, head: usize, far: bool) -> &[Country] {
        let doc = self.text.doc;
        let verb = match doc.dep(head) {
            "dobj" | "dative" | "nsubjpass" => doc.head(head),
            "pobj" => doc.head(doc.head(head)),
            _ => return &[],
        };
        let agent = |c: usize| match doc.dep(c) {
            "nsubj" => Some(c),
            "agent" => self.text.near_children(c).find(|o| doc.dep(*o) == "pobj"),
            _ => None,
        };
        let mut at = verb;
        let mut doer = self.text.near_children(at).find_map(agent);
        // "Jets struck the town, killing people": whoever does the deed above does this one.
        for _ in 0..4 {
            let bare = matches!(doc.dep(at), "advcl" | "xcomp" | "conj" | "pcomp" | "prep") && doc.dep(head) != "nsubjpass";
            if !far || doer.is_some() || !bare {
                break;
            }
            at = doc.head(at);
            doer = self.text.near_children(at).find_map(agent);
        }
        doer.and_then(|d| self.lands.of_head.get(&d)).map_or(&[], Vec::as_slice)
    }

    /// "the country's military", "his government": of the country that the owner is of.
    pub(super) fn owned(&self, f: &Found, r: &mut Reading) {
        let leads = r.office.is_some_and(|o| self.text.actors.offices[o as usize].family == "leader")
            || r.role.is_some_and(|x| self.text.actors.roles[x as usize].weak);
        let unknown = matches!(r.key, Key::Named(_)) && leads;
        let Some(owner) = f.owner.filter(|_| r.entity.country.is_none() && (r.entity.generic || unknown)) else { return };
        let by_order = |p: &&Past| p.head == owner;
        let Some(p) = self.past.iter().rev().take(8).find(by_order) else { return };
        // "The militia's leader" is of the militia's kind.
        let body = p.chains.iter().map(|c| &self.out.chains[*c]).find(|e| e.kind == EntityKind::Organisation && !e.sectors.is_empty());
        match body.filter(|e| leads && e.sectors[0] != "GOV") {
            Some(e) => r.entity.sectors.clone_from(&e.sectors),
            None if unknown => return,
            None => {}
        }
        let country = p.chains.iter().find_map(|c| self.out.chains[*c].country.as_deref()).map_or(NONE, country_code);
        self.set_country(r, country);
    }

    pub(super) fn set_country(&self, r: &mut Reading, country: Country) {
        r.entity.country = super::lexicon::country_text(country);
        r.entity.code = code_of(country, &r.entity.sectors);
        if let Key::Generic(h, _) = r.key {
            r.key = Key::Generic(h, country);
        }
    }

    /// "the two countries": the two that the sentences before name, if they are two.
    pub(super) fn both_states(&mut self, f: &Found) -> Vec<usize> {
        let countries = self.two_named(f, |e| e.kind == EntityKind::State).or_else(|| self.two_named(f, |_| true));
        countries.into_iter().flatten().filter_map(|c| self.state_chain(c)).collect()
    }

    /// Two countries in the nearest sentences that name two, in order of the text.
    fn two_named(&self, f: &Found, counts: impl Fn(&Entity) -> bool) -> Option<Vec<Country>> {
        let here = self.text.sentence[f.head];
        let mut countries: Vec<Country> = Vec::new();
        let mut sentence = here;
        for p in self.past.iter().rev().take(MENTIONS).take_while(|p| here - p.sentence <= SENTENCES) {
            if p.sentence != sentence && countries.len() >= 2 {
                break;
            }
            sentence = p.sentence;
            let of = p.chains.iter().map(|c| &self.out.chains[*c]).filter(|e| counts(e));
            for country in of.map(|e| country_code(e.country.as_deref().unwrap_or(""))) {
                if country != NONE && !countries.contains(&country) {
                    countries.push(country);
                }
            }
        }
        countries.reverse();
        (countries.len() == 2).then_some(countries)
    }

    pub(super) fn state_chain(&mut self, country: Country) -> Option<usize> {
        let s = self.text.actors.state_by_code(country)?;
        Some(self.join(super::np::state(self.text.actors, s, false), false))
    }

    /// "the Asian country": the last state named that lies there; "the country": the last one, or the one in play.
    pub(super) fn country(&mut self, f: &Found, region: u64) -> Vec<usize> {
        let states = &self.text.actors.states;
        let lies = |c: Country| {
            let state = self.text.actors.state_by_code(c).map(|s| &states[s as usize]);
            state.is_some_and(|s| region == 0 || s.regions.contains(&region))
        };
        let known_region = region == 0 || states.iter().any(|s| s.regions.contains(&region));
        if !known_region {
            return Vec::new();
        }
        let here = self.text.sentence[f.head];
        let of = |p: &Past| {
            p.chains.iter().map(|c| country_code(self.out.chains[*c].country.as_deref().unwrap_or(""))).find(|c| *c != NONE && lies(*c))
        };
        let recent = || self.past.iter().rev().take(MENTIONS);
        let near = || recent().take_while(|p| here - p.sentence <= 2);
        let state = |p: &&Past| p.chains.iter().all(|c| self.out.chains[*c].kind == EntityKind::State);
        let plain = |p: &&Past| !self.modifies(p);
        // A region tells which: any mention of a state there will do. Without one, a state that only colours a noun will not.
        let found = if region == 0 {
            // "That nation" points at the one just named, "the nation" at the one told of.
            let pointed = self.text.near_children(f.head).any(|c| self.text.doc.lower(c) == "that");
            let doer = near().filter(|p| !pointed && p.sentence == here && p.subject).filter(state).find_map(of);
            let any = || near().filter(state).filter(plain).find_map(of).or_else(|| near().filter(plain).find_map(of));
            doer.or_else(any).or_else(|| near().find_map(of))
        } else {
            near().filter(state).find_map(of).or_else(|| recent().find_map(of))
        };
        let focus = (region == 0 && self.focus != NONE && found.is_none()).then_some(self.focus);
        found.or(focus).and_then(|c| self.state_chain(c)).into_iter().collect()
    }
}
