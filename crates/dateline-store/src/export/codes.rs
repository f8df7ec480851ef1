//! What other data sets call countries, sectors and acts.

use crate::read::EventActor;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country as other data sets write it; empty where they have no code for it.
#[derive(Debug, Clone, Copy)]
pub struct Country {
    /// FIPS 10-4.
    pub fips: &'static str,
    /// Correlates of War.
    pub cow: &'static str,
    pub name: &'static str,
}

/// Lines of a table, without comments and column names.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

static COUNTRIES: LazyLock<HashMap<&str, Country>> = LazyLock::new(|| {
    let country = |c: Vec<&'static str>| (c[0], Country { fips: c[2], cow: c[3], name: c[4] });
    lines(include_str!("countries.tsv")).map(country).collect()
});

static LABELS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| lines(include_str!("cameo.tsv")).map(|c| (c[0], c[1])).collect());

/// A country by its ISO 3166 alpha-3 code.
pub fn country(iso3: &str) -> Option<Country> {
    COUNTRIES.get(iso3).copied()
}

/// The English name of a country; the code itself where it has none.
pub fn country_name(iso3: &str) -> &str {
    country(iso3).map_or(iso3, |c| c.name)
}

/// What a CAMEO code means; of its root where it has no words of its own.
pub fn label(cameo: &str) -> &'static str {
    let known = |n: usize| cameo.get(..n.min(cameo.len())).and_then(|c| LABELS.get(c));
    known(cameo.len()).or_else(|| known(3)).or_else(|| known(2)).copied().unwrap_or("")
}

/// The first two digits of a CAMEO code.
pub fn root(cameo: &str) -> &str {
    cameo.get(..2).unwrap_or(cameo)
}

/// The first three.
pub fn base(cameo: &str) -> &str {
    cameo.get(..3).unwrap_or(cameo)
}

/// Goldstein's score of a CAMEO root.
pub fn goldstein(cameo: &str) -> f64 {
    const SCALE: [f64; 20] =
        [0.0, 3.0, 4.0, 1.0, 3.5, 6.0, 7.0, 5.0, -2.0, -5.0, -2.0, -4.0, -6.0, -6.5, -7.2, -4.0, -7.0, -9.0, -10.0, -10.0];
    let n: usize = root(cameo).parse().unwrap_or(0);
    n.checked_sub(1).and_then(|i| SCALE.get(i)).copied().unwrap_or(0.0)
}

/// The quad class as GDELT has it: cooperation in words and deeds (09 is a deed), conflict in words (14 too) and deeds.
pub fn gdelt_quad(cameo: &str) -> u8 {
    match root(cameo) {
        "01" | "02" | "03" | "04" | "05" => 1,
        "06" | "07" | "08" | "09" => 2,
        "10" | "11" | "12" | "13" | "14" => 3,
        _ => 4,
    }
}

/// The penta class as Phoenix has it: statements are 0, protest a deed, reduced relations words.
pub fn phoenix_penta(cameo: &str) -> u8 {
    match root(cameo) {
        "01" | "02" => 0,
        "03" | "04" | "05" => 1,
        "06" | "07" | "08" => 2,
        "09" | "10" | "11" | "12" | "13" | "16" => 3,
        _ => 4,
    }
}

/// An actor in CAMEO's three-letter codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    pub country: String,
    /// A known group: the United Nations, the European Union.
    pub group: String,
    /// Roles, the primary one first, at most three.
    pub types: Vec<&'static str>,
}

/// CAMEO's role for a PLOVER sector; none where it has none. PLOVER's MED is medicine, CAMEO's the media.
pub fn role(sector: &str) -> Option<&'static str> {
    const SAME: &[&str] = &[
        "COP", "GOV", "JUD", "LEG", "MIL", "REB", "SPY", "UAF", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "LAB", "OPP", "REF", "PTY",
        "IGO", "NGO", "IMG", "MNC",
    ];
    match sector {
        "PRM" => Some("UAF"),
        "JRN" => Some("MED"),
        "MED" => Some("HLH"),
        "SOC" | "REL" => Some("CVL"),
        same => SAME.iter().find(|s| **s == same).copied(),
    }
}

/// An actor's CAMEO codes.
pub fn coded(a: &EventActor) -> Coded {
    let group = a.sectors.iter().find_map(|s| match s.as_str() {
        "UNO" => Some("UNO"),
        "EUR" => Some("EEC"),
        _ => None,
    });
    let mut types: Vec<&'static str> = Vec::new();
    for role in a.sector.iter().chain(&a.sectors).filter_map(|s| role(s)) {
        if !types.contains(&role) && types.len() < 3 {
            types.push(role);
        }
    }
    Coded { country: a.country.clone().unwrap_or_default(), group: group.unwrap_or("").to_owned(), types }
}

impl Coded {
    /// Country or group, and the primary role: `RUSGOV`, `IGOUNO`; `---` for an actor of neither.
    pub fn code(&self) -> String {
        let first = self.types.first().copied().unwrap_or("");
        match (self.country.is_empty(), self.group.is_empty()) {
            (false, _) => format!("{}{first}", self.country),
            (true, false) => format!("{first}{}", self.group),
            (true, true) if first.is_empty() => "---".into(),
            (true, true) => first.into(),
        }
    }
}

/// The sector in words.
pub fn sector_name(sector: &str) -> &str {
    match sector {
        "COP" => "Police",
        "GOV" => "Government",
        "JUD" => "Judicial",
        "LEG" => "Legislative",
        "MIL" => "Military",
        "PRM" => "Paramilitary",
        "PTY" => "Parties",
        "REB" => "Rebel",
        "SPY" => "State Intelligence",
        "UAF" => "Unidentified Forces",
        "AGR" => "Agricultural",
        "BUS" => "Business",
        "CRM" => "Criminals / Gangs",
        "CVL" => "General Population / Civilian / Social",
        "EDU" => "Education",
        "ELI" => "Elite",
        "JRN" => "Media",
        "LAB" => "Labor",
        "MED" => "Medical",
        "REF" => "Refugees / Displaced",
        "OPP" => "Opposition",
        "REL" => "Religious",
        "SOC" => "Social",
        "IGO" => "International Government Organization",
        "NGO" => "Nongovernmental Organization (International)",
        "MNC" => "Multinational Corporation",
        "UNO" => "United Nations",
        "EUR" => "European Union",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sound() {
        assert_eq!(COUNTRIES.len(), 250);
        let (uk, germany) = (country("GBR").expect("known"), country("DEU").expect("known"));
        assert_eq!((uk.fips, uk.cow, germany.fips, germany.cow, germany.name), ("UK", "200", "GM", "255", "Germany"));
        assert_eq!((label("042"), label("0421"), label("0899"), label("99")), ("Make a visit", "Make a visit", "Yield", ""));
        assert!(LABELS.keys().all(|c| matches!(c.len(), 2 | 3)));
    }

    #[test]
    fn classes_hang_on_the_data_set() {
        assert_eq!((gdelt_quad("141"), phoenix_penta("141")), (3, 4));
        assert_eq!((gdelt_quad("090"), phoenix_penta("090")), (2, 3));
        assert_eq!((gdelt_quad("160"), phoenix_penta("160")), (4, 3));
        assert_eq!((goldstein("010"), goldstein("10"), goldstein("145")), (0.0, -5.0, -6.5));
    }

    #[test]
    fn sectors_become_cameos_roles() {
        let actor = |country: Option<&str>, sectors: &[&str]| EventActor {
            name: String::new(),
            code: String::new(),
            country: country.map(str::to_owned),
            sector: sectors.first().map(|s| (*s).to_owned()),
            sectors: sectors.iter().map(|s| (*s).to_owned()).collect(),
            wikidata: None,
        };
        assert_eq!(coded(&actor(Some("RUS"), &["GOV"])).code(), "RUSGOV");
        assert_eq!(coded(&actor(Some("FRA"), &["JRN"])).code(), "FRAMED");
        assert_eq!(coded(&actor(None, &["IGO", "UNO"])).code(), "IGOUNO");
        assert_eq!(coded(&actor(Some("KEN"), &[])).code(), "KEN");
        assert_eq!(coded(&actor(None, &[])).code(), "---");
        assert_eq!(coded(&actor(None, &["NGO", "MED"])).types, ["NGO", "HLH"]);
    }
}
