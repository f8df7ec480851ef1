//! "the Chinese capital": a capital named by its state's adjective.

use super::scene::Scene;
use super::{Place, PlaceKind, Role};

/// Capitals described, not named; none where the name stands beside ("the Ukrainian capital Kyiv").
pub(super) fn capitals(scene: &Scene, named: &[Place]) -> Vec<Place> {
    (1..scene.doc.len()).filter(|&i| scene.doc.lower(i) == "capital").filter_map(|i| capital(scene, named, i)).collect()
}

fn capital(scene: &Scene, named: &[Place], at: usize) -> Option<Place> {
    let next = at + 1 < scene.doc.len()
        && (scene.tag(at + 1).starts_with("NN") && scene.doc.lower(at + 1) != "city" || scene.doc.lower(at + 1) == "-");
    if next || scene.capital(at) && !scene.capital(at - 1) {
        return None;
    }
    let (first, site) = (1..=2.min(at)).rev().find_map(|n| {
        let adjective = (at - n..at).map(|i| scene.doc.lower(i)).collect::<Vec<_>>().join(" ");
        scene.places.capital_of(&adjective).map(|site| (at - n, site))
    })?;
    let start = if first > 0 && matches!(scene.before(first), "the" | "this" | "its") { first - 1 } else { first };
    let tokens = start..at + 1;
    if named.iter().any(|p| p.tokens.start < tokens.end && p.tokens.end > tokens.start && p.tokens.end > first + 1) {
        return None;
    }
    Some(Place {
        start: scene.doc.token(start).start,
        end: scene.doc.token(at).end,
        tokens,
        name: site.name.clone(),
        kind: PlaceKind::City,
        country: scene.places.iso3(&site.country).map(str::to_owned),
        lat: Some(site.lat),
        lon: Some(site.lon),
        geonames: site.geonames,
        role: Role::Text,
    })
}
