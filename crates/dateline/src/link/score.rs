//! How likely two tellings are one event.

use super::words::{Rarity, common, numbers_differ};
use super::{Interval, Party, Reality, Spot, Telling};
use std::fmt;

/// What speaks for two tellings being one event, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    pub actors: f32,
    pub time: f32,
    pub place: f32,
    pub words: f32,
    pub total: f32,
}

impl fmt::Display for Weighed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "actors {:.2}, time {:.2}, place {:.2}, words {:.2}", self.actors, self.time, self.place, self.words)
    }
}

/// A day of publication stands for the act's day: the act may be so many days older.
const DELAY: i32 = 2;

/// Up to a week is a time; more is a period, and periods agree only with periods and what they hold.
const PERIOD: i32 = 7;

/// A longer period than this, in days, is no time for two deeds to share.
const SEASON: i32 = 62;

/// Towns this near are one scene; this far apart they are two; in kilometres.
const NEAR: f64 = 60.0;
const FAR: f64 = 250.0;

/// Two articles that share fewer of their words tell of two events, but where both state one day and one town.
const LEAST: f32 = 0.25;
/// The same of what was said.
const LEAST_SPOKEN: f32 = 0.35;
/// The same where all that is known of the time is a year or so.
const LEAST_OF_SEASONS: f32 = 0.6;

/// Who said something must be alike so far.
const SPEAKER: f32 = 0.65;

/// One word for the act, on one day, of actors that meet.
const SAME_WORD: f32 = 0.06;

/// Two records of one article were kept apart by the coder, which saw more than their summaries.
const SAME_ARTICLE: f32 = 0.12;

/// Weighs a pair; none where something excludes that they are one event.
pub fn weigh(a: &Telling, b: &Telling, rarity: &Rarity) -> Option<Weighed> {
    if a.kind != b.kind || a.reality != b.reality || (a.doc == b.doc && told_apart(a, b)) {
        return None;
    }
    let (actors, time, place) = (actors(a, b)?, time(a.when, b.when)?, place(a.place.as_ref(), b.place.as_ref())?);
    let words = rarity.likeness(&a.words, &b.words);
    let long = |t: &Telling| t.when.is_some_and(|w| w.to - w.from > SEASON);
    if long(a) && (actors < 0.7 || words < LEAST_OF_SEASONS) {
        return None;
    }
    let same_scene = time == 1.0 && place == 1.0;
    let least = if spoken(a) { LEAST_SPOKEN } else { LEAST };
    if a.doc != b.doc && words < least && !same_scene {
        return None;
    }
    if spoken(a) && side(&a.source, &b.source).is_some_and(|s| s < SPEAKER) {
        return None;
    }
    let mut total = if spoken(a) {
        0.20 * actors + 0.15 * time + 0.05 * place + 0.60 * words.min(0.5) * 2.0
    } else {
        0.20 * actors + 0.15 * time + 0.20 * place + 0.45 * (words * 1.3).min(1.0)
    };
    total -= modes(a, b) + tolls(a, b).max(numbers(a, b, same_scene)) + days(a, b) + crowded(a, b);
    if time >= 0.8 && place >= 0.4 && actors > 0.65 && definite(a) && definite(b) && common(&a.act, &b.act) > 0 {
        total += SAME_WORD;
    }
    if a.doc == b.doc {
        total -= SAME_ARTICLE;
    }
    Some(Weighed { actors, time, place, words, total })
}

/// Two records of one article that its coder gave two modes, two towns or two targets are two events,
/// unless one tells the attack and the other its victims: "killed nine people in an attack on a school".
fn told_apart(a: &Telling, b: &Telling) -> bool {
    let modes = a.mode.is_some() && b.mode.is_some() && a.mode != b.mode;
    let town = |t: &'_ Telling| t.place.as_ref().filter(|p| p.town).map(|p| p.name.clone());
    let towns = town(a).zip(town(b)).is_some_and(|(x, y)| x != y);
    let alike = side(&a.target, &b.target).unwrap_or(1.0);
    let targets = if spoken(a) { alike < 0.9 } else { alike < 0.6 && a.harm == b.harm };
    let doers = side(&a.source, &b.source).is_some_and(|s| s < 0.8);
    // "Lifts the curfew and frees prisoners": what is let go is one thing, whom it is given to another.
    let one_sided = a.kind == "CONCEDE" && a.target.is_empty() != b.target.is_empty();
    modes || towns || targets || doers || one_sided
}

/// Wars have a deed a day, and politicians a word: where neither report states its day, those of two days are more likely two,
/// and most likely if they are attacks or done to nobody in particular ("protesters", "prisoners").
fn days(a: &Telling, b: &Telling) -> f32 {
    let several = match (a.when, b.when) {
        (Some(v), Some(w)) => !v.stated && !w.stated && v != w,
        (None, None) => a.published != b.published && !(named(&a.source) && named(&b.source)),
        _ => false,
    };
    let daily = matches!(a.kind.as_str(), "ASSAULT" | "PROTEST" | "COERCE");
    match several {
        true if a.kind == "CONSULT" => 0.06,
        true if daily || !named(&a.target) || !named(&b.target) || a.when.is_none() => 0.25,
        true => 0.12,
        false => 0.0,
    }
}

/// And an attacker may have several deeds on one day: two articles that state no day are less likely of the same.
fn crowded(a: &Telling, b: &Telling) -> f32 {
    let unstated = |t: &Telling| t.when.is_some_and(|w| !w.stated);
    if a.doc != b.doc && a.kind == "ASSAULT" && unstated(a) && unstated(b) { 0.08 } else { 0.0 }
}

/// Somebody in particular, by the capital letter of a name; not "protesters" or "the government".
fn named(side: &[Party]) -> bool {
    !side.is_empty() && side.iter().all(|p| p.name.contains(char::is_uppercase))
}

/// Done to somebody in particular, or by one person or body alone, as when a minister resigns.
fn definite(t: &Telling) -> bool {
    if t.target.is_empty() { t.source.iter().any(proper) } else { named(&t.target) }
}

/// Numbers that don't agree, but where day and town do.
fn numbers(a: &Telling, b: &Telling, same_scene: bool) -> f32 {
    if a.doc != b.doc && !same_scene && numbers_differ(&a.words, &b.words) { 0.12 } else { 0.0 }
}

/// Numbers of dead that differ: a toll may grow from day to day, but where no day is stated two tolls are more likely two attacks.
fn tolls(a: &Telling, b: &Telling) -> f32 {
    let (Some(x), Some(y)) = (a.killed, b.killed) else { return 0.0 };
    let days = |t: &Telling| t.when.filter(|w| w.to - w.from <= PERIOD);
    let same_day = days(a).zip(days(b)).is_some_and(|(v, w)| v.stated && w.stated && v == w);
    match () {
        () if x == y => 0.0,
        () if same_day => 0.02,
        // A toll grows; it does not shrink.
        () if (a.published < b.published) == (x > y) && a.published != b.published => 0.25,
        () if a.published == b.published => 0.08,
        () => 0.15,
    }
}

/// Whether two tellings exclude each other in time or place, so that no group may hold both.
pub fn contradicts(a: &Telling, b: &Telling) -> bool {
    a.reality != b.reality
        || time(a.when, b.when).is_none()
        || place(a.place.as_ref(), b.place.as_ref()).is_none()
        || actors(a, b).is_none()
}

/// Words are told apart by what they say; meetings and deeds by who, when and where.
fn spoken(t: &Telling) -> bool {
    matches!(t.quad, 1 | 3) && t.kind != "CONSULT"
}

/// Reports may well disagree on the mode; it counts against them.
fn modes(a: &Telling, b: &Telling) -> f32 {
    match (&a.mode, &b.mode) {
        (Some(x), Some(y)) if x != y && spoken(a) => 0.15,
        (Some(x), Some(y)) if x != y => 0.08,
        _ => 0.0,
    }
}

fn actors(a: &Telling, b: &Telling) -> Option<f32> {
    let straight = sides(side(&a.source, &b.source), side(&a.target, &b.target));
    if !matches!(a.kind.as_str(), "CONSULT" | "COOPERATE") || a.target.is_empty() || b.target.is_empty() {
        return straight;
    }
    let crossed = sides(side(&a.source, &b.target), side(&a.target, &b.source));
    [straight, crossed].into_iter().flatten().reduce(f32::max)
}

/// Both sides must meet; one that is not told meets any.
fn sides(source: Option<f32>, target: Option<f32>) -> Option<f32> {
    match (source, target) {
        (Some(0.0), _) | (_, Some(0.0)) => None,
        (Some(s), Some(t)) => Some((s + t) / 2.0),
        (Some(s), None) => Some(s * 0.8),
        (None, Some(t)) => Some(t * 0.6),
        (None, None) => None,
    }
}

/// How well the shorter list is found in the other one; none where one is empty.
fn side(a: &[Party], b: &[Party]) -> Option<f32> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return None;
    }
    let best = |p: &Party| long.iter().map(|q| alike(p, q)).fold(0.0, f32::max);
    Some(short.iter().map(best).sum::<f32>() / short.len() as f32)
}

/// Whether two parties are one: by name, else by what they stand for.
fn alike(p: &Party, q: &Party) -> f32 {
    let named = p.name.to_lowercase() == q.name.to_lowercase() && !p.name.is_empty();
    if !named && proper(p) && proper(q) && !family(p, q) {
        return 0.0;
    }
    match (&p.country, &q.country) {
        (Some(x), Some(y)) if x != y => 0.0,
        (Some(_), Some(_)) => match (&p.sector, &q.sector) {
            (Some(x), Some(y)) if named && x == y => 1.0,
            _ if named => 0.85,
            (None, _) | (_, None) => 0.75,
            (Some(x), Some(y)) if x == y => {
                // "Farida Zamani" may be of "the ministers"; nothing says so.
                match (family(p, q), proper(p) == proper(q)) {
                    (true, _) => 0.95,
                    (false, true) => 0.6,
                    (false, false) => 0.4,
                }
            }
            _ => 0.3,
        },
        // Somebody of no known country: gunmen, protesters, an international body.
        _ if named && (p.code.len() > 3 || p.name.contains(char::is_uppercase)) => 0.9,
        _ if named => 0.55,
        (None, None) if p.code.len() > 3 && p.code == q.code => 0.7,
        _ if family(p, q) => 0.7,
        _ if p.sector.is_some() && p.sector == q.sector => 0.35,
        _ => 0.0,
    }
}

/// The name of one person or body, not of a state or a kind of people: "Sergey Lavrov", "Supreme Court".
fn proper(p: &Party) -> bool {
    let names = |w: &str| w.contains(char::is_uppercase) || w.starts_with(char::is_numeric);
    p.sector.is_some() && p.name.contains(' ') && p.name.split(' ').all(names)
}

/// One name is the end of the other: "Lavrov", "Sergey Lavrov".
fn family(p: &Party, q: &Party) -> bool {
    let last =
        |name: &str| name.rsplit(' ').next().map(str::to_lowercase).filter(|w| w.chars().count() > 3 && name.contains(char::is_uppercase));
    last(&p.name).is_some_and(|w| Some(w) == last(&q.name)) && (!p.name.contains(' ') || !q.name.contains(' '))
}

fn time(a: Option<Interval>, b: Option<Interval>) -> Option<f32> {
    let (Some(a), Some(b)) = (a, b) else { return Some(0.2) };
    let period = |i: Interval| i.to - i.from > PERIOD;
    match (period(a), period(b)) {
        (true, true) => ((a.from, a.to) == (b.from, b.to)).then_some(if a.to - a.from > SEASON { 0.0 } else { 0.3 }),
        (true, false) => within(b, a).then_some(0.2),
        (false, true) => within(a, b).then_some(0.2),
        (false, false) => close(a, b),
    }
}

/// A time in a period: only where both are the text's own.
fn within(a: Interval, period: Interval) -> bool {
    a.stated && period.stated && a.from >= period.from && a.to <= period.to
}

fn close(a: Interval, b: Interval) -> Option<f32> {
    let gap = (a.from - b.to).max(b.from - a.to).max(0);
    match (a.stated, b.stated) {
        (true, true) => match gap {
            0 if a == b => Some(1.0),
            0 => Some(0.7),
            1 => Some(0.2),
            _ => None,
        },
        (false, false) => match gap {
            0 => Some(0.8),
            // News of the next day is more often of the next deed than of the same.
            1 => Some(0.2),
            2 => Some(0.0),
            _ => None,
        },
        _ => {
            let (stated, printed) = if a.stated { (a, b) } else { (b, a) };
            let late = printed.to - stated.to;
            match late {
                -1..=1 => Some(0.8),
                _ if stated.from <= printed.to && late <= 0 => Some(0.6),
                2..=3 if late <= DELAY + 1 => Some(0.5),
                _ => None,
            }
        }
    }
}

fn place(a: Option<&Spot>, b: Option<&Spot>) -> Option<f32> {
    let (Some(a), Some(b)) = (a, b) else { return Some(0.4) };
    if a.name == b.name && (a.country == b.country || a.country.is_none() || b.country.is_none()) {
        return Some(if a.town { 1.0 } else { 0.5 });
    }
    let apart = distance(a, b);
    if a.country != b.country && a.country.is_some() && b.country.is_some() {
        return apart.filter(|d| *d < NEAR).map(|_| 0.3);
    }
    match (a.land || b.land, a.town && b.town, apart) {
        (true, _, _) => Some(0.45),
        (_, true, Some(d)) if d < NEAR => Some(0.6),
        (_, true, Some(d)) if d < FAR => Some(0.0),
        (_, true, Some(_)) => None,
        (_, false, Some(d)) if d < FAR => Some(0.45),
        (_, false, Some(_)) => Some(0.1),
        (_, _, None) => Some(0.2),
    }
}

/// Kilometres between two places, by the haversine formula.
fn distance(a: &Spot, b: &Spot) -> Option<f64> {
    let ((lat, lon), (lat2, lon2)) = a.at.zip(b.at)?;
    let (p, q) = (lat.to_radians(), lat2.to_radians());
    let h = ((q - p) / 2.0).sin().powi(2) + p.cos() * q.cos() * ((lon2 - lon).to_radians() / 2.0).sin().powi(2);
    Some(2.0 * 6371.0 * h.sqrt().min(1.0).asin())
}

impl Reality {
    /// Whether the act took place.
    pub fn done(self) -> bool {
        self == Reality::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i32, stated: bool) -> Option<Interval> {
        Some(Interval { from: d, to: d, stated })
    }

    #[test]
    fn times_agree_in_their_precision() {
        assert_eq!(time(day(10, true), day(10, true)), Some(1.0));
        assert_eq!(time(day(10, true), day(12, true)), None);
        assert!(time(day(10, true), day(12, false)).is_some(), "printed two days later");
        assert_eq!(time(day(12, true), day(9, false)), None, "not printed before it took place");
        let june = Some(Interval { from: 0, to: 29, stated: true });
        assert!(time(june, day(10, true)).is_some() && time(june, day(10, false)).is_none() && time(june, day(40, true)).is_none());
    }

    #[test]
    fn places_hold_each_other() {
        let spot = |name: &str, town, at| Spot { name: name.into(), town, land: false, country: Some("UKR".into()), at: Some(at) };
        let (kyiv, lviv) = (spot("Kyiv", true, (50.45, 30.52)), spot("Lviv", true, (49.84, 24.03)));
        let country = Spot { land: true, ..spot("Ukraine", false, (49.0, 32.0)) };
        assert_eq!(place(Some(&kyiv), Some(&kyiv)), Some(1.0));
        assert_eq!(place(Some(&kyiv), Some(&lviv)), None);
        assert!(place(Some(&kyiv), Some(&country)).is_some());
        assert!((distance(&kyiv, &lviv).expect("both are known") - 468.0).abs() < 10.0);
    }

    #[test]
    fn parties_meet_by_name_or_state() {
        let party = |name: &str, country: &str, sector: &str| Party {
            name: name.into(),
            code: format!("{country}{sector}"),
            country: Some(country.into()).filter(|c: &String| !c.is_empty()),
            sector: Some(sector.into()).filter(|s: &String| !s.is_empty()),
        };
        let (lavrov, wang) = (party("Sergey Lavrov", "RUS", "GOV"), party("Wang Yi", "CHN", "GOV"));
        assert_eq!(alike(&lavrov, &lavrov), 1.0);
        assert_eq!(alike(&lavrov, &wang), 0.0);
        assert!(alike(&lavrov, &party("Russia", "RUS", "")) > 0.7);
        assert!(alike(&lavrov, &party("Lavrov", "RUS", "GOV")) > 0.9);
        assert!(alike(&party("gunmen", "", "UAF"), &party("gunmen", "", "UAF")) < 0.6);
    }
}
