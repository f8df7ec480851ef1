//! Where the publisher sits, as far as its name, its site's address and the tables tell.

use super::Places;
use super::choose::{distance, unit};
use crate::actor::{EntityKind, Resolution};
use crate::document::Document;
use std::collections::HashMap;

/// The publisher's home.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// ISO 3166 alpha-2.
    country: Option<String>,
    at: Option<[f64; 3]>,
    /// What share of the states named each country has, by ISO 3166 alpha-3.
    play: HashMap<String, f64>,
}

impl Home {
    pub(super) fn of(input: &Document, places: &Places) -> Self {
        let domains = [input.publisher.as_deref(), input.url.as_deref()].into_iter().flatten();
        let mut home = Home::default();
        for text in domains {
            let domain = domain(text);
            for name in [domain.as_str(), text.trim()] {
                if let Some((lat, lon, country)) = places.home(&name.to_lowercase()) {
                    return Home { country: Some(country.clone()), at: Some(unit(*lat, *lon)), ..Home::default() };
                }
            }
            home.country = home.country.or_else(|| country_of(&domain, places));
        }
        home
    }

    /// The same with the countries of the actors in play.
    pub(super) fn with_actors(mut self, actors: &Resolution) -> Self {
        let mut all = 0.0;
        for m in &actors.mentions {
            // A body may be of a country only because a town beside it was taken for the better known one.
            let states = m.chains.iter().map(|&c| &actors.chains[c]).filter(|e| e.kind == EntityKind::State && e.sectors.is_empty());
            for country in states.filter_map(|e| e.country.as_ref()) {
                *self.play.entry(country.clone()).or_default() += 1.0;
                all += 1.0;
            }
        }
        self.play.values_mut().for_each(|n| *n /= f64::max(all, 2.0));
        self
    }

    /// What a candidate gains by lying in a country (alpha-3) that the text names, be it as "Pakistani".
    pub(super) fn in_play(&self, country: &str) -> f64 {
        1.5 * self.play.get(country).copied().unwrap_or(0.0)
    }

    /// What a candidate gains by lying in the publisher's country.
    pub(super) fn weight(&self, country: &str) -> f64 {
        if self.country.as_deref() == Some(country) { 0.9 } else { 0.0 }
    }

    /// What a candidate gains by lying near the publisher.
    pub(super) fn nearness(&self, at: &[f64; 3]) -> f64 {
        match self.at.map(|home| distance(&home, at)) {
            Some(..60.0) => 2.5,
            Some(..160.0) => 1.8,
            Some(..350.0) => 0.8,
            _ => 0.0,
        }
    }
}

/// `www.dailystar.com.lb` of `http://www.dailystar.com.lb/news`, without "www.".
fn domain(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', ':', ' ']).next().unwrap_or("");
    host.trim().to_lowercase().trim_start_matches("www.").to_owned()
}

fn country_of(domain: &str, places: &Places) -> Option<String> {
    let (_, top) = domain.rsplit_once('.')?;
    // Top-level domains that are sold as words: no country's own press.
    const SOLD: [&str; 8] = ["co", "tv", "me", "io", "ai", "fm", "ly", "to"];
    let code = if top == "uk" { "GB".to_owned() } else { top.to_uppercase() };
    (top.len() == 2 && !SOLD.contains(&top) && places.iso3(&code).is_some()).then_some(code)
}
