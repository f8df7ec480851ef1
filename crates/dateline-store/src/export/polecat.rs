//! POLECAT: one row an event, lists joined with `;`, `None` for what is missing.

use super::load::Named;
use super::{Sheet, Story, Whole, codes};
use crate::error::Result;
use crate::read::EventActor;
use std::collections::BTreeSet;

pub const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

pub fn rows(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let e = &w.event;
    let lead = w.lead();
    let story = lead.and_then(|l| l.document.story.as_ref());
    let raw = |side: Option<&Vec<Named>>| listed(side.into_iter().flatten().map(|n| story.map_or("", |s| s.words(n.start, n.end))));
    let quad = ["", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"];
    let mut cells = vec![
        e.id.clone(),
        none(w.day()),
        e.kind.clone(),
        none(e.mode.as_deref()),
        e.score.to_string(),
        quad.get(e.quad as usize).copied().unwrap_or("").to_owned(),
        listed(e.contexts.iter().map(String::as_str)),
    ];
    cells.extend(side(&e.source, raw(lead.map(|l| &l.source))));
    cells.extend(side(&e.target, raw(lead.map(|l| &l.target))));
    cells.extend(place(w, story));
    cells.push(none(lead.and_then(|l| l.document.publisher.as_deref())));
    cells.push(none(lead.and_then(|l| l.document.date.as_deref())));
    cells.extend(named(story));
    cells.push("eng".into());
    cells.push(lead.map_or_else(String::new, |l| format!("dateline-{}", l.document.engine)));
    sheet.row(&cells)?;
    Ok(1)
}

fn none(value: Option<&str>) -> String {
    value.filter(|v| !v.is_empty()).unwrap_or("None").to_owned()
}

/// A list; a value may hold no `;` of its own.
fn listed<'a>(values: impl Iterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.map(|v| if v.is_empty() { "None".to_owned() } else { v.replace(';', ",") }).collect();
    if values.is_empty() { "None".to_owned() } else { values.join(";") }
}

/// The eight columns of the actors of one side. An actor's title is in its raw name, never parted from it.
fn side(actors: &[EventActor], raw: String) -> [String; 8] {
    let each = |field: &dyn Fn(&EventActor) -> String| {
        let values: Vec<String> = actors.iter().map(field).collect();
        listed(values.iter().map(String::as_str))
    };
    let country = |a: &EventActor| a.country.clone().unwrap_or_default();
    let sectors: BTreeSet<&str> = actors.iter().flat_map(|a| &a.sectors).map(String::as_str).collect();
    [
        each(&|a| a.name.clone()),
        each(&country),
        each(&|a| codes::country(&country(a)).map_or("", |c| c.cow).to_owned()),
        each(&|a| a.sector.clone().unwrap_or_default()),
        listed(sectors.into_iter()),
        "None".into(),
        raw,
        each(&|a| a.wikidata.clone().unwrap_or_default()),
    ]
}

fn place(w: &Whole, story: Option<&Story>) -> [String; 10] {
    let e = &w.event;
    let kind = e.place_kind.as_deref();
    let name = |wanted: &str| none(e.place.as_deref().filter(|_| kind == Some(wanted)));
    let feature = match kind {
        Some("city") => "PPL",
        Some("admin") => "ADM1",
        Some("country") => "PCLI",
        Some("area") => "RGN",
        _ => "None",
    };
    let number = |n: Option<f64>| n.map_or("None".to_owned(), |n| n.to_string());
    [
        none(e.place.as_deref()),
        name("city"),
        "None".into(),
        name("admin"),
        none(e.country.as_deref()),
        number(e.lat),
        number(e.lon),
        e.geonames.map_or("None".to_owned(), |g| g.to_string()),
        raw_place(w, story),
        feature.into(),
    ]
}

/// The words that name the place in the leading report, if it is that one.
fn raw_place(w: &Whole, story: Option<&Story>) -> String {
    let words = w.lead().zip(story).and_then(|(lead, story)| {
        let event = story.record["events"].as_array()?.iter().find(|e| e["id"].as_str() == Some(&lead.local))?;
        let place = &event["where"];
        (place["name"].as_str() == w.event.place.as_deref()).then_some(())?;
        let at = |field: &str| place[field].as_u64().and_then(|n| u32::try_from(n).ok());
        Some(story.words(at("start")?, at("end")?))
    });
    none(words)
}

/// People, organisations and places of the leading report's article.
fn named(story: Option<&Story>) -> [String; 3] {
    let list = |field: &str| story.and_then(|s| s.record[field].as_array()).map_or(&[][..], Vec::as_slice);
    let (mut people, mut bodies) = (BTreeSet::new(), BTreeSet::new());
    for actor in list("actors") {
        let Some(name) = actor["name"].as_str().filter(|n| !n.is_empty()) else { continue };
        let sector = actor["sector"].as_str().unwrap_or("");
        match sector {
            "IGO" | "NGO" | "MNC" | "PTY" | "REB" | "BUS" | "EDU" => drop(bodies.insert(name)),
            "" => {}
            _ if person(name) => drop(people.insert(name)),
            _ => {}
        }
    }
    let places: BTreeSet<&str> = list("places").iter().filter_map(|p| p["name"].as_str()).collect();
    [people, bodies, places].map(|set| listed(set.into_iter()))
}

/// Two to four words that all begin with a capital: a person where the sector is one that people have.
fn person(name: &str) -> bool {
    let words = name.split(' ').count();
    let last = name.rsplit(' ').next().unwrap_or("");
    let body = matches!(
        last,
        "Court" | "Council" | "Ministry" | "Department" | "Army" | "Police" | "Party" | "Agency" | "Service" | "Office" | "House"
    );
    (2..=4).contains(&words) && !body && name.split(' ').all(|w| w.chars().next().is_some_and(char::is_uppercase))
}
