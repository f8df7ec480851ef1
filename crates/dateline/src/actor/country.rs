//! Which country a mention is of that names none: "the country", "the two countries", "police".

use super::EntityKind;
use super::chain::Weaver;
use super::lexicon::{Country, NONE, Sense, code_of, country_code};
use super::mentions::{Found, Kind};
use super::np::{Key, Nature, Reading};
use std::collections::HashMap;

/// Sectors of the organs of a state.
pub(super) const OF_STATE: &[&str] = &["GOV", "MIL", "COP", "LEG", "JUD", "SPY"];

impl Weaver<'_, '_> {
    /// A role without a country is of the one that its sentence, or the whole text, is about; whom somebody acts upon is not
    /// of the doer's country for that.
    pub(super) fn place_in_country(&self, f: &Found, r: &mut Reading) {
        const PLACELESS: &[&str] = &["ELI", "NGO", "IGO", "UNO", "UNK", "PRE", "MNC"];
        let sector = r.entity.sectors.first().map_or("", String::as_str);
        let of_state = OF_STATE.contains(&sector);
        let armed = matches!(sector, "REB" | "UAF" | "PRM");
        let partisan = matches!(sector, "OPP" | "PTY");
        let unknown = (of_state || armed || partisan) && matches!(r.key, Key::Named(_)) && (r.office.is_some() || r.role.is_some());
        // "Our government" is of whoever speaks.
        if f.owner.is_some_and(|o| matches!(self.text.doc.lower(o), "our" | "my" | "your")) {
            return self.of_speaker(f, r);
        }
        let stranger = matches!(r.key, Key::Named(_)) && r.nature == Nature::Person && r.entity.country.is_none();
        let soldier = sector == "MIL" && self.site_of_sentence(f, self.lands.only);
        // "Senator Roe criticised Chad", "met Chad's envoy": that is not his own land.
        let other = stranger && self.faces(f.head, self.lands.only);
        if stranger
            && !soldier
            && !other
            && self.lands.only != NONE
            && !sector.is_empty()
            && !PLACELESS.contains(&sector)
            && sector != "JRN"
        {
            return self.set_country(r, self.lands.only);
        }
        if self.of_abroad(f) || self.of_any_state(f, r) {
            return;
        }
        let everywhere = r.entity.sectors.iter().any(|s| s == "ISM");
        let captive = everywhere || matches!(self.text.doc.lemma(f.head), "hostage" | "captive");
        let anybody = sector == "UNK" && r.entity.sectors.iter().any(|s| s == "CVL") && !self.is_word(&r.entity.name);
        if captive
            || r.entity.country.is_some()
            || sector.is_empty()
            || PLACELESS.contains(&sector) && !anybody
            || !(r.entity.generic || unknown)
        {
            return;
        }
        let country = self.scene_country(f, r);
        let country = if unknown && self.faces(f.head, country) { NONE } else { country };
        self.set_country(r, country);
    }

    /// "Nicaragua frees the bishop", "Samoa pardons the prisoners": whom a state tries, holds and lets go, is its own as a rule.
    fn is_kept(&self, head: usize) -> bool {
        const KEEP: &[&str] =
            &["free", "release", "jail", "imprison", "pardon", "sentence", "convict", "prosecute", "amnesty", "execute", "hang", "acquit"];
        let doc = self.text.doc;
        matches!(doc.dep(head), "dobj" | "nsubjpass") && KEEP.contains(&doc.lemma(doc.head(head)))
    }

    fn site_of_sentence(&self, f: &Found, country: Country) -> bool {
        self.lands.sites.get(&self.text.sentence[f.head]).is_some_and(|s| s.iter().any(|(c, _)| *c == country))
    }

    /// The country that the sentence of a role, or the whole text, tells for it.
    fn scene_country(&self, f: &Found, r: &Reading) -> Country {
        let sector = r.entity.sectors.first().map_or("", String::as_str);
        let of_state = OF_STATE.contains(&sector);
        let sentence = self.text.sentence[f.head];
        let doer = self.doer(f.head, !of_state);
        if let [keeper] = *doer
            && sector != "REF"
            && self.is_kept(f.head)
        {
            return keeper;
        }
        let other = self.opponent(f.head).filter(|_| of_state || matches!(sector, "EDU" | "BUS" | "REL" | "MED" | "LAB"));
        let backer = r.backer.unwrap_or(NONE);
        let rivals = self.rivals(f.head);
        let of = |map: &HashMap<u32, Vec<Country>>| -> Vec<Country> {
            map.get(&sentence)
                .into_iter()
                .flatten()
                .copied()
                .filter(|c| !doer.contains(c) && other != Some(*c) && backer != *c && !rivals.contains(c))
                .collect()
        };
        let mut named = of(&self.lands.named);
        let sites = self.sites(f);
        // Soldiers may stand in a foreign land.
        let abroad = self.text.actors.cues.abroad.contains(&self.text.doc.lemma(f.head).to_lowercase());
        if abroad {
            named.retain(|c| !sites.contains(c));
        }
        if sector == "MIL" {
            named.retain(|c| !sites.contains(c) || *c == self.focus && !self.abroad(f));
        }
        let hostile = matches!(sector, "UAF" | "REB" | "CRM" | "PRM");
        let institution = of_state && sector != "MIL" && r.nature != Nature::Person;
        let fronted = self.fronted(f).filter(|_| institution);
        let country = match (&named[..], &sites[..]) {
            _ if fronted.is_some() => fronted.unwrap_or(NONE),
            ([one], _) if of_state => *one,
            (several, _) if of_state && several.contains(&self.focus) => self.focus,
            (_, [one]) if !of_state => *one,
            ([one], []) if !of_state && (*one == self.focus || !hostile && of(&self.lands.states).contains(one)) => *one,
            ([one], []) if self.rallies(r) && self.lands.organs.get(&sentence).is_some_and(|o| o.contains(one)) => *one,
            ([], _) if doer.is_empty() && self.focus == NONE && of_state => self.state_above(sentence),
            // "Jets bombed rebel-held positions": those who are fought may be anybody's.
            ([], _) if doer.is_empty() && !(hostile && self.is_struck(f.head)) => self.focus,
            _ => NONE,
        };
        let country = if other == Some(country) || rivals.contains(&country) { NONE } else { country };
        // "A man" is of where he is told to be, and else of nowhere.
        let stray = sector == "UNK" && r.nature == Nature::Person && !sites.contains(&country);
        let country = if stray { NONE } else { country };
        let country = if country == NONE { self.administration(f, r, &named) } else { country };
        let country = if country == NONE { self.called_before(f, r) } else { country };
        let lives = r.people.is_none_or(|p| {
            let among = &self.text.actors.regions[p as usize].among;
            among.is_empty() || among.contains(&country)
        });
        match r.people {
            Some(people) if !lives || country == NONE => self.home(people),
            _ => country,
        }
    }

    /// The country of the one state whose organs the last sentences name, where this one names none.
    fn state_above(&self, sentence: u32) -> Country {
        let above = (sentence.saturating_sub(2)..sentence).rev().find_map(|s| self.lands.organs.get(&s));
        if let Some([one]) = above.map(Vec::as_slice) { *one } else { NONE }
    }

    /// "The administration" of nobody in particular, where Americans are told of.
    fn administration(&self, f: &Found, r: &Reading, named: &[Country]) -> Country {
        let bare = r.role.is_some_and(|x| self.text.actors.roles[x as usize].word == "administration") && r.people.is_none();
        let usa = country_code("USA");
        if bare && f.definite && (named.contains(&usa) || self.focus == usa) { usa } else { NONE }
    }

    /// Whether people in the streets are told of.
    fn rallies(&self, r: &Reading) -> bool {
        let word = r.role.map_or("", |x| self.text.actors.roles[x as usize].word.as_str());
        matches!(word, "protester" | "demonstrator" | "marcher" | "crowd" | "protestor")
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
        let mut sites = self.own_sites(f);
        if !sites.is_empty() {
            return sites;
        }
        for &(c, token) in self.lands.sites.get(&self.text.sentence[f.head]).into_iter().flatten().take(40) {
            let scene = under(f.head, verb(token)) || under(token, own);
            if (scene || c == self.focus) && !sites.contains(&c) {
                sites.push(c);
            }
        }
        let topic = self.lands.topics.get(&self.text.sentence[f.head]).copied().filter(|c| *c != NONE && sites.is_empty());
        sites.extend(topic);
        sites
    }

    /// "Our government" in a quotation is of the speaker's country, "our fighters" are of his side too.
    fn of_speaker(&self, f: &Found, r: &mut Reading) {
        const ARMED: &[&str] = &["REB", "UAF", "PRM", "MIL"];
        let ours = f.owner.is_some_and(|o| matches!(self.text.doc.lower(o), "our" | "my"));
        let ([c], None, true) = (&self.speaker(f.head)[..], &r.entity.country, ours) else { return };
        let speaker = &self.out.chains[*c];
        let first = |e: &[String], of: &[&str]| e.first().is_some_and(|s| of.contains(&s.as_str()));
        let comrades = first(&r.entity.sectors, ARMED) && first(&speaker.sectors, ARMED);
        let citizens = first(&r.entity.sectors, &["CVL"]) && first(&speaker.sectors, OF_STATE);
        if !comrades && !citizens && !first(&r.entity.sectors, OF_STATE) {
            return;
        }
        if comrades {
            r.entity.sectors.clone_from(&speaker.sectors);
        }
        let country = speaker.country.as_deref().map_or(NONE, country_code);
        self.set_country(r, country);
    }

    /// "Governments should not arm undemocratic regimes": of no country in particular.
    fn of_any_state(&self, f: &Found, r: &Reading) -> bool {
        let word = r.role.map_or("", |x| self.text.actors.roles[x as usize].word.as_str());
        let several = self.text.doc.tag(f.head) == "NNS";
        // "Many Arab states", but "sixteen states sued".
        let any = matches!(word, "government" | "regime" | "power") && !f.definite || r.entity.stateless && !self.are_of_union(f, word);
        several && any && f.owner.is_none()
    }

    /// "Sixteen states sued": the states of a union, told of without a word for where they lie.
    fn are_of_union(&self, f: &Found, word: &str) -> bool {
        let doc = self.text.doc;
        let told = |c: usize| matches!(doc.dep(c), "amod" | "compound" | "nmod") && !matches!(doc.lower(c), "other" | "several" | "many");
        word == "state" && !self.text.near_children(f.head).any(|c| c < f.head && told(c))
    }

    /// "Foreign governments", "western leaders": of no one country.
    fn of_abroad(&self, f: &Found) -> bool {
        const ABROAD: &[&str] =
            &["foreign", "western", "international", "global", "overseas", "european", "african", "asian", "neighbouring", "neighboring"];
        let beside = |c: usize| !f.core.contains(&c) && f.tokens.contains(&c) && ABROAD.contains(&self.text.doc.lower(c));
        ABROAD.contains(&self.text.doc.lower(f.core.start)) || self.text.near_children(f.head).any(beside)
    }

    /// Whether the noun itself says where it is: "forces in Syria".
    pub(super) fn abroad(&self, f: &Found) -> bool {
        let doc = self.text.doc;
        self.text.near_children(f.head).any(|c| doc.dep(c) == "prep" && doc.lower(c) == "in")
    }

    /// Whether the noun with this head deals with a state as such, or with its envoys.
    fn faces(&self, head: usize, state: Country) -> bool {
        let doc = self.text.doc;
        let from_abroad = |c: usize| {
            matches!(doc.lemma(c), "envoy" | "ambassador" | "counterpart") || self.text.actors.cues.abroad.contains(doc.lemma(c))
        };
        let envoy = |c: &usize| doc.dep(*c) == "dobj" && from_abroad(*c);
        let met = || self.text.near_children(doc.head(head)).find(envoy).filter(|_| doc.dep(head) == "nsubj");
        let of = |c: usize| self.lands.of_head.get(&c).is_some_and(|all| all.contains(&state));
        self.opponent(head) == Some(state) || met().is_some_and(|c| of(c) || self.text.near_children(c).any(of))
    }

    /// The state that the noun with this head accuses, urges or fights: its own is another.
    fn opponent(&self, head: usize) -> Option<Country> {
        const OTHERS: &[&str] = &[
            "accuse",
            "condemn",
            "criticise",
            "criticize",
            "denounce",
            "blame",
            "urge",
            "warn",
            "threaten",
            "attack",
            "invade",
            "thank",
            "praise",
            "ask",
            "slam",
            "rebuke",
        ];
        let doc = self.text.doc;
        let verb = doc.head(head);
        let joined = self.text.near_children(verb).filter(|c| matches!(doc.dep(*c), "xcomp" | "conj") && doc.dep(head) == "nsubj");
        let deeds = std::iter::once(verb).chain(joined).filter(|v| OTHERS.contains(&doc.lemma(*v)) && doc.dep(head) == "nsubj");
        let object = deeds.flat_map(|v| self.text.near_children(v)).find(|c| doc.dep(*c) == "dobj")?;
        let state = |s: &Sense| match s {
            Sense::State(s) | Sense::Capital(s) => Some(self.text.actors.states[*s as usize].code),
            _ => None,
        };
        self.text.hit(object)?.senses.iter().find_map(state)
    }

    /// Whether a word colours a noun that somebody named acts upon.
    fn is_struck(&self, head: usize) -> bool {
        let doc = self.text.doc;
        let up = |at: &usize| matches!(doc.dep(*at), "amod" | "compound" | "nmod" | "npadvmod" | "advmod").then(|| doc.head(*at));
        let noun = std::iter::successors(Some(head), up).take(4).last().unwrap_or(head);
        noun != head && !self.doer(noun, true).is_empty()
    }

    /// Those whom the noun with this head deals with or fights: "the insurgents agreed a deal with *Russia*".
    fn rivals(&self, head: usize) -> Vec<Country> {
        let doc = self.text.doc;
        if doc.dep(head) != "nsubj" {
            return Vec::new();
        }
        let verb = doc.head(head);
        let objects = self.text.near_children(verb).filter(|c| doc.dep(*c) == "dobj");
        let over = std::iter::once(verb).chain(objects).flat_map(|v| self.text.near_children(v));
        let preps = over.filter(|c| doc.dep(*c) == "prep" && matches!(doc.lower(*c), "with" | "against"));
        let whom = preps.flat_map(|c| self.text.near_children(c)).filter(|c| doc.dep(*c) == "pobj");
        whom.filter_map(|c| self.lands.of_head.get(&c)).flatten().copied().collect()
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
            // "The killing of villagers by soldiers"
            "poss" if doc.pos(verb) == "NOUN" && doc.dep(head) == "pobj" => Some(c),
            "prep" if doc.lower(c) == "by" && doc.pos(verb) == "NOUN" => self.text.near_children(c).find(|o| doc.dep(*o) == "pobj"),
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
        // "Our international partners", "his 800 captured jihadists": nobody of the owner's.
        if self.of_abroad(f) || r.entity.sectors.iter().any(|s| s == "ISM") {
            return;
        }
        let owners = self.owners(owner);
        // "The militia's leader" is of the militia's kind.
        let body = owners.iter().map(|c| &self.out.chains[*c]).find(|e| e.kind == EntityKind::Organisation && !e.sectors.is_empty());
        match body.filter(|e| leads && e.sectors[0] != "GOV") {
            Some(e) => r.entity.sectors.clone_from(&e.sectors),
            None if unknown => return,
            None => {}
        }
        let country = owners.iter().find_map(|c| self.out.chains[*c].country.as_deref()).map_or(NONE, country_code);
        // "Its Kurdish allies" live where Kurds do.
        let strange = |p: u16| {
            let among = &self.text.actors.regions[p as usize].among;
            !among.is_empty() && !among.contains(&country)
        };
        if !r.people.is_some_and(strange) {
            self.set_country(r, country);
        }
    }

    /// The chains of an owner, who stands before what is his, or behind it by "of": then those to which "the group" goes back.
    pub(super) fn owners(&self, owner: usize) -> Vec<usize> {
        if let Some(p) = self.past.iter().rev().take(8).find(|p| p.head == owner) {
            return p.chains.clone();
        }
        let from = self.found.partition_point(|f| f.tokens.start + 12 < owner);
        let later = self.found[from..].iter().take_while(|f| f.tokens.start <= owner).find(|f| f.head == owner && f.definite);
        let Some((f, Kind::Plain(r))) = later.map(|f| (f, &f.kind)) else { return Vec::new() };
        self.told_before(f, r).into_iter().collect()
    }

    pub(super) fn set_country(&self, r: &mut Reading, country: Country) {
        r.entity.country = super::lexicon::country_text(country);
        r.entity.code = code_of(country, &r.entity.sectors);
        if let Key::Generic(h, _) = r.key {
            r.key = Key::Generic(h, country);
        }
    }
}
