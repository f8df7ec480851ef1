//! How well two tellings agree in time and place.

use super::score::{once, stays};
use super::{Interval, Spot, Telling};

/// A day of publication stands for the act's day: the act may be so many days older.
const DELAY: i32 = 2;

/// Up to a week is a time; more is a period, and periods agree only with periods and what they hold.
pub(super) const PERIOD: i32 = 7;

/// A longer period than this, in days, is no time for two deeds to share; what is planned for no stated day and is
/// spoken of so long apart is two plans.
pub(super) const SEASON: i32 = 62;

/// Reports within so many days of each other speak of one plan.
const SOON: i32 = 14;

/// A visitor stays so many days, and what is done once is told for so many.
const STAY: i32 = 3;

/// Towns this near are one scene; this far apart they are two; in kilometres.
const NEAR: f64 = 60.0;
const FAR: f64 = 250.0;

/// How well two tellings agree in time. Without days of the act those of publication count.
pub(super) fn times(a: &Telling, b: &Telling) -> Option<f32> {
    let Some((v, w)) = a.when.zip(b.when) else { return undated(a, b) };
    let unstated = !v.stated && !w.stated && (v.to - w.to).abs() <= STAY;
    let stay = (unstated && (stays(a, b) || once(a, b))).then_some(0.6);
    [time(v, w), stay].into_iter().flatten().reduce(f32::max)
}

/// Plans, threats and denials without a day.
fn undated(a: &Telling, b: &Telling) -> Option<f32> {
    match a.published.zip(b.published).map_or(0, |(x, y)| (x - y).abs()) {
        0..=SOON => Some(0.2),
        gap if gap <= SEASON => Some(0.0),
        _ => None,
    }
}

fn time(a: Interval, b: Interval) -> Option<f32> {
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
                0..=1 => Some(0.8),
                // Nobody reports what is still to come as done; only clocks differ.
                -1 => Some(0.2),
                _ if stated.from <= printed.to && late <= 0 => Some(0.6),
                2..=3 if late <= DELAY + 1 => Some(0.5),
                _ => None,
            }
        }
    }
}

/// How well two places agree: one can hold the other, or they are near.
pub(super) fn place(a: Option<&Spot>, b: Option<&Spot>) -> Option<f32> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i32, stated: bool) -> Interval {
        Interval { from: d, to: d, stated }
    }

    #[test]
    fn times_agree_in_their_precision() {
        assert_eq!(time(day(10, true), day(10, true)), Some(1.0));
        assert_eq!(time(day(10, true), day(12, true)), None);
        assert!(time(day(10, true), day(12, false)).is_some(), "printed two days later");
        assert_eq!(time(day(12, true), day(9, false)), None, "not printed before it took place");
        let june = Interval { from: 0, to: 29, stated: true };
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
}
