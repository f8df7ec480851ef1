//! Feasts and named days, from their calendars.
//!
//! A day is described in `knowledge/time/named_days.toml` by one of these forms:
//!
//! | form | meaning | example |
//! |---|---|---|
//! | `12-25` | a fixed day | Christmas |
//! | `easter +1` | days from Easter Sunday (Gregorian) | Easter Monday |
//! | `orthodox-easter +0` | days from Easter Sunday (Julian) | |
//! | `11 4 4` | month, weekday (Monday is 1), which one | Thanksgiving |
//! | `5 1 last` | the last such weekday of the month | Memorial Day |
//! | `11-01 1 2` | from that day on, the n-th such weekday | US election day |
//! | `hijri 9` | a month of the tabular Islamic calendar | Ramadan |
//! | `hijri 10-1` | a day of it | Eid al-Fitr |
//! | `table 2021-02-12 2022-02-01` | listed days | Chinese New Year |

use super::point::{Point, weekday_after, weekday_before};
use jiff::ToSpan;
use jiff::civil::Date;

/// How a named day is found in a year.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NamedDay {
    Fixed(i8, i8),
    Easter(i64),
    OrthodoxEaster(i64),
    Nth { month: i8, from: i8, weekday: i8, nth: i64 },
    Last { month: i8, weekday: i8 },
    HijriMonth(i64),
    HijriDay(i64, i64),
    Table(Vec<Date>),
}

fn month_day(text: &str) -> Option<(i8, i8)> {
    let (m, d) = text.split_once('-')?;
    let (m, d) = (m.parse().ok()?, d.parse().ok()?);
    Date::new(2024, m, d).ok().map(|_| (m, d))
}

impl NamedDay {
    /// Reads one of the forms above; none where it is none of them.
    pub(crate) fn parse(text: &str) -> Option<NamedDay> {
        let words: Vec<&str> = text.split_whitespace().collect();
        Some(match words[..] {
            [day] => month_day(day).map(|(m, d)| NamedDay::Fixed(m, d))?,
            ["easter", n] => NamedDay::Easter(n.parse().ok()?),
            ["orthodox-easter", n] => NamedDay::OrthodoxEaster(n.parse().ok()?),
            ["hijri", day] => match day.split_once('-') {
                Some((m, d)) => NamedDay::HijriDay(m.parse().ok()?, d.parse().ok()?),
                None => NamedDay::HijriMonth(day.parse().ok()?),
            },
            ["table", ref days @ ..] => NamedDay::Table(days.iter().map(|d| d.parse().ok()).collect::<Option<_>>()?),
            [month, weekday, "last"] => NamedDay::Last { month: month.parse().ok()?, weekday: weekday.parse().ok()? },
            [start, weekday, nth] => {
                let (month, from) = month_day(start).or_else(|| start.parse().ok().map(|m| (m, 1)))?;
                NamedDay::Nth { month, from, weekday: weekday.parse().ok()?, nth: nth.parse().ok()? }
            }
            _ => return None,
        })
    }

    /// The day, or month, in a year of the common era; none where the calendar or table does not have it.
    pub(crate) fn in_year(&self, year: i16) -> Option<Point> {
        let day = match self {
            NamedDay::Fixed(m, d) => Date::new(year, *m, *d).ok()?,
            NamedDay::Easter(n) => easter(year)?.checked_add((*n).days()).ok()?,
            NamedDay::OrthodoxEaster(n) => orthodox_easter(year)?.checked_add((*n).days()).ok()?,
            NamedDay::Nth { month, from, weekday, nth } => {
                let first = weekday_after(Date::new(year, *month, *from).ok()?, *weekday, true)?;
                first.checked_add((7 * (nth - 1)).days()).ok()?
            }
            NamedDay::Last { month, weekday } => weekday_before(Date::new(year, *month, 1).ok()?.last_of_month(), *weekday, true)?,
            NamedDay::HijriMonth(m) => {
                let first = hijri_in(year, *m, 1)?;
                return Some(Point::Month(first.year(), first.month()));
            }
            NamedDay::HijriDay(m, d) => hijri_in(year, *m, *d)?,
            NamedDay::Table(days) => *days.iter().find(|d| d.year() == year)?,
        };
        Some(Point::Day(day))
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
pub(crate) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15).rem_euclid(30);
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// Easter Sunday of the eastern churches, as a day of the Gregorian calendar (Meeus).
pub(crate) fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i64::from(year);
    let (a, b, c) = (y.rem_euclid(4), y.rem_euclid(7), y.rem_euclid(19));
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let n = d + e + 114;
    let behind = y.div_euclid(100) - y.div_euclid(400) - 2;
    Date::new(year, i8::try_from(n / 31).ok()?, 1).ok()?.checked_add((n % 31 + behind).days()).ok()
}

/// Days from 1970-01-01 of a day of the tabular Islamic calendar (the epoch of 15 July 622, which follows the sighted moon best; leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29).
fn hijri_day_number(year: i64, month: i64, day: i64) -> i64 {
    let julian = day + (59 * (month - 1) + 1) / 2 + (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + 1_948_438;
    julian - 2_440_588
}

/// The day of the Islamic month and day that falls in a Gregorian year; the first where two do.
fn hijri_in(year: i16, month: i64, day: i64) -> Option<Date> {
    let epoch = Date::constant(1970, 1, 1);
    let about = (i64::from(year) - 622) * 33 / 32;
    (about - 1..=about + 2).filter_map(|y| epoch.checked_add(hijri_day_number(y, month, day).days()).ok()).find(|d| d.year() == year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn falls(form: &str, year: i16, want: &str) {
        let got = NamedDay::parse(form).and_then(|d| d.in_year(year)).map(|p| p.to_string());
        assert_eq!(got.as_deref(), Some(want), "{form} in {year}");
    }

    #[test]
    fn feasts_fall_where_the_churches_keep_them() {
        for (year, want) in [(1998, "1998-04-12"), (2000, "2000-04-23"), (2019, "2019-04-21"), (2024, "2024-03-31"), (2038, "2038-04-25")] {
            falls("easter 0", year, want);
        }
        falls("easter -2", 2022, "2022-04-15");
        for (year, want) in [(2021, "2021-05-02"), (2022, "2022-04-24"), (2024, "2024-05-05"), (1917, "1917-04-15")] {
            falls("orthodox-easter 0", year, want);
        }
    }

    #[test]
    fn weekdays_are_counted_in_their_month() {
        falls("11 4 4", 1999, "1999-11-25");
        falls("9 1 1", 2021, "2021-09-06");
        falls("5 1 last", 2021, "2021-05-31");
        falls("11-02 2 1", 2020, "2020-11-03");
        falls("11-02 2 1", 2016, "2016-11-08");
    }

    #[test]
    fn islamic_months_follow_the_tabular_calendar() {
        falls("hijri 9", 2021, "2021-04");
        falls("hijri 10-1", 2022, "2022-05-02");
        falls("hijri 12-10", 2019, "2019-08-11");
        falls("hijri 12-10", 2024, "2024-06-16");
    }

    #[test]
    fn what_is_no_form_is_refused() {
        for bad in ["", "13-01", "02-31", "easter", "hijri x", "1 2 3 4", "table soon", "5 1 first"] {
            assert_eq!(NamedDay::parse(bad), None, "{bad}");
        }
        assert_eq!(NamedDay::parse("table 2021-02-12").and_then(|d| d.in_year(2020)), None);
    }
}
