//! GDELT 2.0: events (61 columns) and mentions (16), no line of names, nothing for what is missing.
//!
//! Tone is not measured here, so its columns are empty rather than 0.

use super::codes::{self, Coded};
use super::load::{Named, mention};
use super::{Pair, Sheet, Teller, Whole, digits, or_empty};
use crate::error::Result;
use crate::read::EventActor;
use std::collections::BTreeSet;

pub const EVENTS: &[&str] = &[
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

pub const MENTIONS: &[&str] = &[
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
];

pub fn events(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let pairs = w.pairs();
    for pair in &pairs {
        let mut cells = vec![w.number(pair.n).to_string()];
        cells.extend(dates(w.day().unwrap_or("")));
        cells.extend(actor(pair.source));
        cells.extend(actor(pair.target));
        cells.extend(act(w));
        // Where the actors are from is in their codes; where they were is not told.
        cells.extend(nowhere());
        cells.extend(nowhere());
        cells.extend(place(w));
        cells.push(format!("{}000000", digits(w.event.first_published.as_deref().or(w.day()).unwrap_or(""))));
        cells.push(w.reports.first().map_or_else(String::new, |r| address(r).to_owned()));
        sheet.row(&cells)?;
    }
    Ok(pairs.len() as u64)
}

/// Day, month, year, and the year with the part of it that has passed, counted in months of 30 days.
fn dates(day: &str) -> [String; 4] {
    let sql = digits(day);
    let number = |from: usize, to: usize| sql.get(from..to).and_then(|s| s.parse::<u32>().ok()).unwrap_or(0);
    let passed = (number(4, 6).saturating_sub(1) * 30 + number(6, 8)) as f64 / 365.0;
    let fraction = format!("{:.4}", f64::from(number(0, 4)) + passed.min(0.9999));
    [sql.clone(), sql.get(..6).unwrap_or("").into(), sql.get(..4).unwrap_or("").into(), fraction]
}

fn actor(actor: Option<&EventActor>) -> [String; 10] {
    let Some(a) = actor else { return std::array::from_fn(|_| String::new()) };
    let coded: Coded = codes::coded(a);
    let kind = |n: usize| coded.types.get(n).copied().unwrap_or("").to_owned();
    let code = Some(coded.code()).filter(|c| c != "---").unwrap_or_default();
    let blank = String::new;
    [code, a.name.to_uppercase(), coded.country.clone(), coded.group.clone(), blank(), blank(), blank(), kind(0), kind(1), kind(2)]
}

fn act(w: &Whole) -> [String; 10] {
    let e = &w.event;
    let cameo = e.cameo.as_deref().unwrap_or("");
    let publishers: BTreeSet<&str> = w.reports.iter().map(source).collect();
    [
        u8::from(w.reports.iter().any(|r| r.sentence == 0)).to_string(),
        cameo.to_owned(),
        codes::base(cameo).to_owned(),
        codes::root(cameo).to_owned(),
        codes::gdelt_quad(cameo).to_string(),
        codes::goldstein(cameo).to_string(),
        e.reports.to_string(),
        publishers.len().to_string(),
        e.documents.to_string(),
        String::new(),
    ]
}

fn nowhere() -> [String; 8] {
    std::array::from_fn(|i| if i == 0 { "0".into() } else { String::new() })
}

/// GDELT's kinds of places: 1 a country, 2 and 3 a state and a town of the United States, 5 and 4 those of the world.
fn place(w: &Whole) -> [String; 8] {
    let e = &w.event;
    let Some(name) = &e.place else { return nowhere() };
    let american = e.country.as_deref() == Some("USA");
    let kind = match (e.place_kind.as_deref(), american) {
        (Some("country"), _) => 1,
        (Some("city"), true) => 3,
        (Some("city"), false) => 4,
        (Some("admin"), true) => 2,
        _ => 5,
    };
    let country = e.country.as_deref().map_or("", codes::country_name);
    let full = if country.is_empty() || kind == 1 { name.clone() } else { format!("{name}, {country}") };
    let fips = e.country.as_deref().and_then(codes::country).map_or("", |c| c.fips);
    // The first level below the country is not known: the country's own code stands for it, as GDELT has it for countries.
    [kind.to_string(), full, fips.into(), fips.into(), String::new(), or_empty(e.lat), or_empty(e.lon), or_empty(e.geonames)]
}

/// The publisher, else the article's name.
fn source(r: &Teller) -> &str {
    r.document.publisher.as_deref().unwrap_or(&r.document.name)
}

fn address(r: &Teller) -> &str {
    r.document.url.as_deref().unwrap_or(&r.document.name)
}

pub fn mentions(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let day = format!("{}000000", digits(w.day().unwrap_or("")));
    let mut rows = 0;
    for pair in w.pairs() {
        for report in &w.reports {
            sheet.row(&told(w, &pair, report, &day))?;
            rows += 1;
        }
    }
    Ok(rows)
}

fn told(w: &Whole, pair: &Pair, r: &Teller, day: &str) -> [String; 16] {
    let at = |n: Option<&Named>| n.map_or("-1".to_owned(), |n| n.start.to_string());
    let published = r.document.date.as_deref().map_or_else(|| day.to_owned(), |d| format!("{}000000", digits(d)));
    [
        w.number(pair.n).to_string(),
        day.to_owned(),
        published,
        // 1 the web, 2 a citation alone.
        if r.document.url.is_some() { "1" } else { "2" }.into(),
        source(r).to_owned(),
        address(r).to_owned(),
        (r.sentence + 1).to_string(),
        at(mention(&r.source, pair.source)),
        at(mention(&r.target, pair.target)),
        r.trigger[0].to_string(),
        "1".into(),
        // In tens of a hundred.
        (((r.confidence * 10.0).round() * 10.0) as u32).clamp(10, 100).to_string(),
        r.document.length.to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_passes_in_months_of_thirty_days() {
        assert_eq!(dates("2015-02-18"), ["20150218", "201502", "2015", "2015.1315"].map(str::to_owned));
        assert_eq!(dates("2024-12-31")[3], "2024.9890");
    }
}
