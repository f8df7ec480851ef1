//! Who held which office from when to when, and what that makes of a person on a given day.

use super::Entity;
use super::EntityKind;
use super::fold;
use super::lexicon::{Country, NONE, code_of, country_text, sector_name};
use super::names::Map;
use serde::{Deserialize, Serialize};

/// One term of office.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Term {
    pub person: u32,
    pub country: Country,
    /// The primary one first; 0 for none.
    pub sectors: [u8; 3],
    /// Index into [`People::offices`].
    pub office: u16,
    /// First and last day, as numbers such as 20211215.
    pub from: i32,
    pub to: i32,
}

impl Term {
    fn sector_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.sectors.into_iter().filter(|s| *s > 0).map(sector_name)
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Person {
    pub name: String,
    pub female: Option<bool>,
    /// Range of [`People::terms`].
    pub terms: std::ops::Range<u32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct People {
    pub persons: Vec<Person>,
    /// Sorted by person, then by first day.
    pub terms: Vec<Term>,
    pub offices: Vec<String>,
    /// What each office weighs when one of several has to be told: heads of state and government first.
    pub ranks: Vec<u8>,
    /// (country, office) with the terms that fit, sorted.
    pub holders: Vec<(Country, u16, u32)>,
}

/// How a person stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In office by this term.
    Holds(u32),
    /// Held it last by this term.
    Held(u32),
    /// Will hold it first by this term.
    WillHold(u32),
}

/// Sectors whose former holders are ELI: offices of a state or of an international body.
const OF_STATE: &[&str] = &["GOV", "LEG", "JUD", "MIL", "COP", "SPY", "IGO"];

/// What an office weighs, 0 for the least.
pub(super) fn rank(office: &str) -> u8 {
    let has = |w: &str| office.contains(w);
    // Whoever runs for president is called by the family name alone, as those in office are.
    if has("presidential candidate") || has("presidential nominee") {
        return if has("vice") { 1 } else { 9 };
    }
    if office.starts_with("former") || has("candidate") || has("nominee") {
        return 1;
    }
    let lower = has("vice")
        || has("deputy")
        || has("spokes")
        || has("minister of state")
        || has("first lady")
        || has(" of the ") && has("president of the");
    match office {
        "president" | "prime minister" | "premier" | "chancellor" | "king" | "queen" | "emir" | "sultan" | "supreme leader" => 10,
        "general secretary" | "paramount leader" | "leader" | "emperor" | "pope" | "shah" => 9,
        _ if lower => 4,
        "un secretary-general" => 9,
        _ if has("acting p") || has("interim p") || has("caretaker p") || has("transitional p") || has("head of state") => 9,
        _ if has("chairman of the") || has("governor-general") || has("taoiseach") || has("military ruler") => 8,
        _ if has("foreign minister") || has("secretary of state") || has("foreign secretary") => 7,
        _ if has("minister") || has("secretary") || has("chief") || has("crown prince") || has("leader of") => 5,
        _ if has("opposition leader") => 4,
        _ => 3,
    }
}

/// Persons by the last word of each of their names.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Bearers {
    /// Ranges of `persons`.
    ranges: Map<(u32, u32)>,
    persons: Vec<u32>,
}

impl Bearers {
    /// From pairs of a word's folded hash and a person, in any order.
    pub fn new(mut pairs: Vec<(u64, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut ranges: Map<(u32, u32)> = Map::default();
        ranges.reserve(pairs.len());
        for (i, (word, _)) in pairs.iter().enumerate() {
            ranges.entry(*word).or_insert((i as u32, 0)).1 = i as u32 + 1;
        }
        Bearers { ranges, persons: pairs.into_iter().map(|(_, person)| person).collect() }
    }

    /// Who bears the name with this folded hash; nobody is an empty list.
    pub fn of(&self, word: u64) -> &[u32] {
        self.ranges.get(&word).map_or(&[], |&(from, to)| &self.persons[from as usize..to as usize])
    }
}

impl People {
    /// Puts the terms in order once all are read, and finds each person's and each office's.
    pub fn sort_terms(&mut self) {
        self.terms.sort_by_key(|t| (t.person, t.from));
        for (i, t) in self.terms.iter().enumerate() {
            let range = &mut self.persons[t.person as usize].terms;
            if range.start == range.end {
                range.start = i as u32;
            }
            range.end = i as u32 + 1;
        }
        self.holders = self.terms.iter().enumerate().map(|(i, t)| (t.country, t.office, i as u32)).collect();
        self.holders.sort_unstable();
    }

    pub fn term(&self, index: u32) -> &Term {
        &self.terms[index as usize]
    }

    pub fn terms_of(&self, person: u32) -> impl Iterator<Item = u32> + '_ {
        self.persons[person as usize].terms.clone()
    }

    /// Whether one of these persons holds one of the highest offices of a state on a day.
    pub fn leads(&self, persons: &[u32], day: Option<i32>) -> bool {
        let high = |p: &u32| matches!(self.standing(*p, day), Standing::Holds(t) if self.rank_of(t) >= 9);
        day.is_some() && persons.iter().any(high)
    }

    pub fn rank_of(&self, term: u32) -> u8 {
        self.ranks[self.term(term).office as usize]
    }

    pub fn office_of(&self, term: u32) -> &str {
        &self.offices[self.term(term).office as usize]
    }

    /// How the person stands on a day; without a day, by the last term.
    pub fn standing(&self, person: u32, day: Option<i32>) -> Standing {
        let terms = || self.terms_of(person);
        let latest = || terms().max_by_key(|&t| (self.term(t).to, self.rank_of(t))).expect("a person has a term");
        let Some(day) = day else { return Standing::Holds(latest()) };
        let held = |t: &u32| self.term(*t).from <= day && day <= self.term(*t).to;
        if let Some(t) = terms().filter(held).max_by_key(|&t| (self.rank_of(t), self.term(t).from)) {
            return Standing::Holds(t);
        }
        match terms().filter(|&t| self.term(t).to < day).max_by_key(|&t| (self.term(t).to, self.rank_of(t))) {
            Some(t) => Standing::Held(t),
            None => Standing::WillHold(terms().min_by_key(|&t| self.term(t).from).expect("a person has a term")),
        }
    }

    /// The person as of a day: a former holder of an office of state is ELI, a later one has no sector yet.
    pub fn entity(&self, person: u32, day: Option<i32>) -> Entity {
        let standing = self.standing(person, day);
        let (Standing::Holds(t) | Standing::Held(t) | Standing::WillHold(t)) = standing;
        let term = self.term(t);
        let of_state = OF_STATE.contains(&sector_name(term.sectors[0]));
        let sectors: Vec<String> = match standing {
            Standing::Holds(_) => self.sectors_held(person, t, day),
            Standing::Held(_) if of_state => vec!["ELI".into()],
            Standing::WillHold(_) if of_state => Vec::new(),
            Standing::Held(_) | Standing::WillHold(_) => term.sector_names().map(str::to_owned).collect(),
        };
        let country = self.country(person, t, standing);
        Entity {
            name: self.persons[person as usize].name.clone(),
            code: code_of(country, &sectors),
            country: country_text(country),
            sectors,
            kind: EntityKind::Person,
            office: matches!(standing, Standing::Holds(_)).then(|| self.office_of(t).to_owned()),
            person: Some(person),
            ..Entity::default()
        }
    }

    /// The sectors of a former holder while he held office: on that day, else in the last term before it.
    pub(super) fn sectors_in_office(&self, person: u32, day: i32, or_last: bool) -> Option<Vec<String>> {
        match self.standing(person, Some(day)) {
            Standing::Holds(t) => Some(self.sectors_held(person, t, Some(day))),
            Standing::Held(t) if or_last => Some(self.sectors_held(person, t, None)),
            _ => None,
        }
    }

    /// The country of a term; of a former holder, that of the weightiest office he held for a country.
    fn country(&self, person: u32, term: u32, standing: Standing) -> Country {
        let country = self.term(term).country;
        if country != NONE || !matches!(standing, Standing::Held(_)) {
            return country;
        }
        let of_country = self.terms_of(person).filter(|t| self.term(*t).country != NONE && self.term(*t).to <= self.term(term).to);
        of_country.max_by_key(|t| self.rank_of(*t)).map_or(NONE, |t| self.term(t).country)
    }

    /// The sector of the weightiest office held, then those of the others held on the day.
    fn sectors_held(&self, person: u32, first: u32, day: Option<i32>) -> Vec<String> {
        let mut sectors: Vec<String> = self.term(first).sector_names().map(str::to_owned).collect();
        let day = day.unwrap_or(self.term(first).to);
        for t in self.terms_of(person).filter(|&t| self.term(t).from <= day && day <= self.term(t).to) {
            for s in self.term(t).sector_names() {
                if !sectors.iter().any(|x| x == s) {
                    sectors.push(s.to_owned());
                }
            }
        }
        sectors
    }

    /// Who holds one of these offices in a country on a day, the first office that has a holder deciding.
    pub fn holder(&self, country: Country, offices: &[u16], day: i32) -> Option<u32> {
        offices.iter().find_map(|&office| {
            let start = self.holders.partition_point(|&(c, o, _)| (c, o) < (country, office));
            let fitting = self.holders[start..].iter().take_while(|&&(c, o, _)| (c, o) == (country, office));
            let held = fitting.map(|&(_, _, t)| self.term(t)).filter(|t| t.from <= day && day <= t.to);
            held.max_by_key(|t| t.from).map(|t| t.person)
        })
    }

    /// Whether the person held any of the offices, ever.
    pub fn ever(&self, person: u32, offices: &[u16]) -> bool {
        self.terms_of(person).any(|t| offices.contains(&self.term(t).office))
    }

    pub fn is_of(&self, person: u32, country: Country) -> bool {
        self.terms_of(person).any(|t| self.term(t).country == country)
    }

    /// The word that usually stands alone for the person.
    pub fn family_name(&self, person: u32) -> &str {
        fold::words(&self.persons[person as usize].name).last().unwrap_or_default()
    }
}
