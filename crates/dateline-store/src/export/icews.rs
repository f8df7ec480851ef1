//! ICEWS: one row a pair of actors, `NA` for what is missing; the key is id and date together.

use super::{Sheet, Whole, codes};
use crate::error::Result;
use crate::read::EventActor;

pub const COLUMNS: &[&str] = &[
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub fn rows(w: &Whole, sheet: &mut Sheet) -> Result<u64> {
    let e = &w.event;
    let Some(lead) = w.lead() else { return Ok(0) };
    let cameo = e.cameo.as_deref().unwrap_or("");
    let place = |kind: &str| na(e.place.as_deref().filter(|_| e.place_kind.as_deref() == Some(kind)));
    let number = |n: Option<f64>| n.map_or("NA".to_owned(), |n| n.to_string());
    let pairs = w.pairs();
    for pair in &pairs {
        let mut cells = vec![w.number(pair.n).to_string(), na(w.day())];
        cells.extend(side(pair.source));
        cells.extend([codes::label(cameo).to_owned(), cameo.to_owned(), codes::goldstein(cameo).to_string()]);
        cells.extend(side(pair.target));
        cells.extend([lead.document.id.clone(), (lead.sentence + 1).to_string(), na(lead.document.publisher.as_deref())]);
        cells.extend([place("city"), "NA".into(), place("admin"), na(e.country.as_deref().map(codes::country_name))]);
        cells.extend([number(e.lat), number(e.lon)]);
        sheet.row(&cells)?;
    }
    Ok(pairs.len() as u64)
}

fn na(value: Option<&str>) -> String {
    value.filter(|v| !v.is_empty()).unwrap_or("NA").to_owned()
}

/// Name, sectors in words, country in words.
fn side(actor: Option<&EventActor>) -> [String; 3] {
    let Some(a) = actor else { return ["NA", "NA", "NA"].map(str::to_owned) };
    let sectors: Vec<&str> = a.sectors.iter().map(|s| codes::sector_name(s)).collect();
    [na(Some(&a.name)), na(Some(&sectors.join(","))), na(a.country.as_deref().map(codes::country_name))]
}
