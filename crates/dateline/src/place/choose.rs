//! Which of the places of a name is meant: containment first, then the places that the rest of
//! the text names, the publisher's home, and how well known each one is.
//!
//! Each name keeps a probability over its candidates. In each round a candidate gains from every
//! other name of the text as much as that name's candidates lie near it or hold it, so that a
//! dozen ambiguous towns settle on the one county that has them all.

use super::find::Found;
use super::index::Gazetteer;
use super::knowledge::{Level, Places};
use super::{PlaceKind, home::Home};
use std::collections::HashMap;

/// A place that a name can be.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub name: String,
    pub kind: PlaceKind,
    pub level: Option<Level>,
    pub country: String,
    pub regions: Vec<String>,
    pub lat: f64,
    pub lon: f64,
    pub geonames: Option<u32>,
    /// How well known it is, in powers of ten of inhabitants or what equals them.
    prior: f64,
    /// Unit vector from the middle of the earth.
    at: [f64; 3],
}

/// A name of the text with all its mentions.
struct Name {
    candidates: Vec<Candidate>,
    likely: Vec<f64>,
    mentions: f64,
}

/// Distinct names that take part in the weighing, and candidates of each: bounds on the work.
const NAMES: usize = 48;
const CANDIDATES: usize = 24;
const ROUNDS: usize = 4;
/// Prior of a city of some hundred thousand inhabitants.
const WELL_KNOWN: f64 = 4.5;
const EARTH_KM: f64 = 6371.0;

/// For each place found its candidate; none where no table knows the name.
pub(super) fn choose(found: &[Found], places: &Places, gazetteer: Option<&Gazetteer>, home: &Home) -> Vec<Option<Candidate>> {
    let mut numbers: HashMap<(&str, bool), usize> = HashMap::new();
    let mut names: Vec<Name> = Vec::new();
    let mut of: Vec<usize> = Vec::new();
    for f in found {
        let n = *numbers.entry((&f.key, f.admin)).or_insert_with(|| {
            let candidates = candidates(f, places, gazetteer, home);
            names.push(Name { likely: vec![0.0; candidates.len()], candidates, mentions: 0.0 });
            names.len() - 1
        });
        names[n].mentions += 1.0;
        of.push(n);
    }
    let held = held(found, &of, &mut names);
    settle(&mut names, home);
    (0..found.len()).map(|i| pick(&names[of[i]], held[i].as_deref(), found[i].container.is_some() && !found[i].loose)).collect()
}

/// The likeliest candidate, of those in the container where the text names one.
fn pick(name: &Name, held: Option<&[usize]>, contained: bool) -> Option<Candidate> {
    let best = |of: &mut dyn Iterator<Item = usize>| of.max_by(|&a, &b| name.likely[a].total_cmp(&name.likely[b]).then(b.cmp(&a)));
    let all = best(&mut (0..name.candidates.len()));
    let chosen = match held {
        // `Springfield, Ghana` is a place that no table knows; `Copenhagen, Hamburg and Oslo` are a list.
        Some([]) if contained => {
            all.filter(|&i| name.candidates[i].level.is_some_and(|l| l != Level::Capital) || name.candidates[i].prior >= WELL_KNOWN)
        }
        Some(held) if !held.is_empty() => best(&mut held.iter().copied()),
        _ => all,
    };
    chosen.map(|i| name.candidates[i].clone())
}

/// For each mention with a container, its candidates that lie in it; they become likelier for the name.
fn held(found: &[Found], of: &[usize], names: &mut [Name]) -> Vec<Option<Vec<usize>>> {
    let mut out = vec![None; found.len()];
    for (i, f) in found.iter().enumerate() {
        let Some(holder) = f.container.map(|c| of[c]).filter(|&h| h != of[i]) else { continue };
        let holders: Vec<Candidate> =
            names[holder].candidates.iter().filter(|c| c.level.is_some_and(|l| l != Level::Area && l != Level::Capital)).cloned().collect();
        let inside: Vec<usize> =
            (0..names[of[i]].candidates.len()).filter(|&c| holders.iter().any(|h| holds(h, &names[of[i]].candidates[c]))).collect();
        for &c in &inside {
            names[of[i]].candidates[c].prior += 2.5;
        }
        let kept: Vec<Candidate> = inside.iter().map(|&c| names[of[i]].candidates[c].clone()).collect();
        for h in names[holder].candidates.iter_mut().filter(|h| kept.iter().any(|c| holds(h, c))) {
            h.prior += 1.5;
        }
        out[i] = Some(inside);
    }
    out
}

fn holds(holder: &Candidate, c: &Candidate) -> bool {
    let same = holder.country == c.country && !holder.country.is_empty();
    match holder.level {
        Some(Level::Country) => same && c.level != Some(Level::Country),
        Some(Level::Region) => {
            same && (shares_region(holder, c) || c.regions.is_empty() && km(holder, c) < 400.0) && c.level != Some(Level::Region)
        }
        Some(Level::County) => same && km(holder, c) < 70.0 && c.level != Some(Level::County),
        _ => false,
    }
}

fn shares_region(a: &Candidate, b: &Candidate) -> bool {
    a.country == b.country && a.regions.iter().any(|r| b.regions.contains(r))
}

fn candidates(f: &Found, places: &Places, gazetteer: Option<&Gazetteer>, home: &Home) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = f.sites.iter().map(|&s| from_site(places, s, f.admin, gazetteer.is_some())).collect();
    if let Some((g, value)) = gazetteer.zip(f.cities) {
        let mut cities: Vec<Candidate> = g.postings(value).take(4 * CANDIDATES).filter_map(|p| from_city(g, p, f)).collect();
        cities.sort_by(|a, b| b.prior.total_cmp(&a.prior));
        cities.truncate(CANDIDATES);
        for city in cities {
            match out.iter_mut().find(|c| c.geonames == city.geonames) {
                Some(capital) => capital.prior = capital.prior.max(city.prior + 0.6),
                None => out.push(city),
            }
        }
    }
    for c in &mut out {
        c.prior += home.weight(&c.country) + places.iso3(&c.country).map_or(0.0, |c| home.in_play(c));
    }
    out
}

fn from_site(places: &Places, number: usize, admin: bool, indexed: bool) -> Candidate {
    let s = &places.sites[number];
    let state = matches!(s.country.as_str(), "US" | "CA" | "GB" | "AU");
    let prior = match s.level {
        Level::Country => 7.0,
        Level::Capital => {
            if indexed {
                0.0
            } else {
                5.0
            }
        }
        Level::Region if state => 5.2,
        Level::Region => 3.6,
        Level::County => 3.2,
        Level::Area if s.country.is_empty() => 7.0,
        Level::Area => 5.5,
    };
    let area = admin && matches!(s.level, Level::Region | Level::County);
    Candidate {
        name: s.name.clone(),
        kind: s.kind,
        level: Some(s.level),
        country: s.country.clone(),
        regions: s.regions.clone(),
        lat: s.lat,
        lon: s.lon,
        geonames: s.geonames,
        prior: prior + if area { 3.0 } else { 0.0 },
        at: unit(s.lat, s.lon),
    }
}

fn from_city(g: &Gazetteer, posting: u32, f: &Found) -> Option<Candidate> {
    let c = g.city(posting)?;
    let alternate = match c.population {
        _ if c.own_name => 0.0,
        1_000_000.. => 0.4,
        100_000.. => 1.5,
        _ => 2.0,
    };
    let prior = 0.9 * f64::from(c.population.max(100)).log10() - alternate;
    Some(Candidate {
        kind: if f.admin { PlaceKind::Admin } else { PlaceKind::City },
        level: None,
        at: unit(c.lat, c.lon),
        name: c.name,
        country: c.country,
        regions: vec![c.region],
        lat: c.lat,
        lon: c.lon,
        geonames: Some(c.geonames),
        prior,
    })
}

/// Lets the names' candidates support each other until they settle.
fn settle(names: &mut [Name], home: &Home) {
    let taking: Vec<usize> = (0..names.len()).filter(|&n| !names[n].candidates.is_empty()).take(NAMES).collect();
    for name in names.iter_mut() {
        let weights: Vec<f64> = name.candidates.iter().map(|c| c.prior).collect();
        name.likely = softmax(&weights);
    }
    for round in 0..ROUNDS {
        let every: Vec<usize> = (0..names.len()).collect();
        let weighed = if round + 1 == ROUNDS { &every } else { &taking };
        let next: Vec<(usize, Vec<f64>)> = weighed
            .iter()
            .map(|&n| {
                let weigh = |c: &Candidate| c.prior + support(c, n, names, &taking) + home.nearness(&c.at);
                (n, softmax(&names[n].candidates.iter().map(weigh).collect::<Vec<_>>()))
            })
            .collect();
        for (n, likely) in next {
            names[n].likely = likely;
        }
    }
}

/// What the other names give a candidate: by nearness, where many give more than one, but not
/// without end; and by the share of them that lies in its state.
fn support(c: &Candidate, own: usize, names: &[Name], taking: &[usize]) -> f64 {
    let (mut near, mut same, mut all) = (0.0, 0.0, 0.0);
    for name in taking.iter().filter(|&&n| n != own).map(|&n| &names[n]) {
        let often = 1.0 + (name.mentions.min(5.0) - 1.0) * 0.1;
        let likely = || name.candidates.iter().zip(&name.likely).filter(|(_, p)| **p > 0.01);
        near += often * likely().map(|(d, p)| p * kinship(c, d)).fold(0.0, f64::max);
        same += often * likely().filter(|(d, _)| d.country == c.country && !c.country.is_empty()).map(|(_, p)| *p).sum::<f64>();
        all += often;
    }
    4.5 * (1.0 - (-near / 1.8_f64).exp()) + 1.8 * same / f64::max(all, 3.0)
}

/// From 0 to 1, by nearness or because one holds the other: how much it speaks for one place that a text names the other.
fn kinship(a: &Candidate, b: &Candidate) -> f64 {
    let same = a.country == b.country && !a.country.is_empty();
    if matches!((a.level, b.level), (Some(Level::Country), _) | (_, Some(Level::Country))) {
        return 0.0;
    }
    if matches!((a.level, b.level), (Some(Level::Region), _) | (_, Some(Level::Region))) {
        let both = a.level == b.level;
        return if same && !both && (shares_region(a, b) || (a.regions.is_empty() || b.regions.is_empty()) && km(a, b) < 300.0) {
            0.9
        } else {
            0.0
        };
    }
    let near: f64 = match km(a, b) {
        ..30.0 => 1.0,
        ..80.0 => 0.85,
        ..160.0 => 0.55,
        ..300.0 => 0.25,
        _ => 0.0,
    };
    near.max(if same && shares_region(a, b) { 0.35 } else { 0.0 })
}

fn softmax(weights: &[f64]) -> Vec<f64> {
    let top = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = weights.iter().map(|w| (w - top).exp()).collect();
    let sum: f64 = parts.iter().sum();
    parts.into_iter().map(|p| p / sum).collect()
}

pub(super) fn unit(lat: f64, lon: f64) -> [f64; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn km(a: &Candidate, b: &Candidate) -> f64 {
    distance(&a.at, &b.at)
}

/// Kilometres through the earth between two points of its surface; near enough to those along it.
pub(super) fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let squares: f64 = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum();
    EARTH_KM * squares.sqrt()
}
