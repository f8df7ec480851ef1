//! Points and spans of the calendar, at the precision a text names them with, and their arithmetic.
//!
//! `Point::Month(2021, 6)` prints as TIMEX3's `2021-06` and covers 1 to 30 June 2021.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use std::fmt;

/// A unit of the calendar or the clock. The letters are TIMEX3's, with `DE`, `CE` and `WE` for decades, centuries and weekends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// The unit with a code of `knowledge/time/words.toml`.
    pub(crate) fn from_code(code: &str) -> Option<Unit> {
        use Unit::*;
        Some(match code {
            "TS" => Second,
            "TM" => Minute,
            "TH" => Hour,
            "D" => Day,
            "WE" => Weekend,
            "W" => Week,
            "M" => Month,
            "Q" => Quarter,
            "HY" => Half,
            "SE" => Season,
            "Y" => Year,
            "DE" => Decade,
            "CE" => Century,
            "ML" => Millennium,
            _ => return None,
        })
    }

    /// The letter of a duration in this unit, whether it stands after `T`, and how many of the letter one unit is.
    pub(crate) fn duration(self) -> (&'static str, bool, f64) {
        use Unit::*;
        match self {
            Second => ("S", true, 1.0),
            Minute => ("M", true, 1.0),
            Hour => ("H", true, 1.0),
            Day => ("D", false, 1.0),
            Weekend => ("WE", false, 1.0),
            Week => ("W", false, 1.0),
            Month => ("M", false, 1.0),
            Quarter => ("Q", false, 1.0),
            Half => ("M", false, 6.0),
            Season => ("SE", false, 1.0),
            Year => ("Y", false, 1.0),
            Decade => ("Y", false, 10.0),
            Century => ("Y", false, 100.0),
            Millennium => ("Y", false, 1000.0),
        }
    }
}

/// A count in whole units, smaller ones where the count has a fraction: half a century is five decades. No smaller
/// ones than `least`, the precision of what is counted from.
pub(crate) fn whole(n: f64, unit: Unit, least: Unit) -> (i64, Unit) {
    let smaller = match unit {
        Unit::Century => Some((10.0, Unit::Decade)),
        Unit::Decade => Some((10.0, Unit::Year)),
        Unit::Year => Some((12.0, Unit::Month)),
        _ => None,
    };
    match smaller.filter(|(_, small)| n.fract() != 0.0 && *small >= least) {
        Some((times, small)) => ((n * times).round() as i64, small),
        None => (n.round() as i64, unit),
    }
}

/// A stretch of the calendar as a text names it. Years are those of the common era; a negative year is before it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Point {
    Day(Date),
    /// A part of a day, with TIMEX3's code (`MO`, `NI`, …).
    Part(Date, String),
    /// A time of the clock as TIMEX3 writes it after `T`, such as `22:00` or `10:30Z`.
    Clock(Date, String),
    Weekend(i16, i8),
    Week(i16, i8),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    /// Year and `SP`, `SU`, `FA` or `WI`.
    Season(i16, &'static str),
    Year(i16),
    /// The year without its last digit: 198 for the 1980s.
    Decade(i16),
    /// The year without its last two digits: 19 for the 1900s.
    Century(i16),
    Millennium(i16),
}

const SEASONS: [&str; 4] = ["WI", "SP", "SU", "FA"];

/// The season code as a static string; winter for what is none.
pub(crate) fn season(code: &str) -> &'static str {
    SEASONS.into_iter().find(|s| *s == code).unwrap_or("WI")
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Point::Day(d) => write!(f, "{d}"),
            Point::Part(d, part) => write!(f, "{d}T{part}"),
            Point::Clock(d, clock) => write!(f, "{d}T{clock}"),
            Point::Weekend(y, w) => write!(f, "{y:04}-W{w:02}-WE"),
            Point::Week(y, w) => write!(f, "{y:04}-W{w:02}"),
            Point::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Point::Quarter(y, q) => write!(f, "{y:04}-Q{q}"),
            Point::Half(y, h) => write!(f, "{y:04}-H{h}"),
            Point::Season(y, s) => write!(f, "{y:04}-{s}"),
            Point::Year(y) if *y < 0 => write!(f, "BC{:04}", -i32::from(*y)),
            Point::Year(y) => write!(f, "{y:04}"),
            Point::Decade(d) => write!(f, "{d:03}"),
            Point::Century(c) => write!(f, "{c:02}"),
            Point::Millennium(m) => write!(f, "{m}"),
        }
    }
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn months(year: i16, first: i8, count: i32) -> Option<(Date, Date)> {
    let from = date(year, first, 1)?;
    Some((from, from.checked_add(count.months()).ok()?.yesterday().ok()?))
}

fn week(year: i16, week: i8) -> Option<Date> {
    jiff::civil::ISOWeekDate::new(year, week, Weekday::Monday).ok().map(|w| w.date())
}

fn years(first: i32, count: i32) -> Option<(Date, Date)> {
    let from = date(i16::try_from(first).ok()?, 1, 1)?;
    Some((from, date(i16::try_from(first + count - 1).ok()?, 12, 31)?))
}

impl Point {
    pub(crate) fn unit(&self) -> Unit {
        match self {
            Point::Day(_) => Unit::Day,
            Point::Part(..) | Point::Clock(..) => Unit::Hour,
            Point::Weekend(..) => Unit::Weekend,
            Point::Week(..) => Unit::Week,
            Point::Month(..) => Unit::Month,
            Point::Quarter(..) => Unit::Quarter,
            Point::Half(..) => Unit::Half,
            Point::Season(..) => Unit::Season,
            Point::Year(_) => Unit::Year,
            Point::Decade(_) => Unit::Decade,
            Point::Century(_) => Unit::Century,
            Point::Millennium(_) => Unit::Millennium,
        }
    }

    /// First and last day; none outside the calendar's years −9999 to 9999.
    pub(crate) fn interval(&self) -> Option<(Date, Date)> {
        match *self {
            Point::Day(d) | Point::Part(d, _) | Point::Clock(d, _) => Some((d, d)),
            Point::Weekend(y, w) => {
                let monday = week(y, w)?;
                Some((monday.checked_add(5.days()).ok()?, monday.checked_add(6.days()).ok()?))
            }
            Point::Week(y, w) => Some((week(y, w)?, week(y, w)?.checked_add(6.days()).ok()?)),
            Point::Month(y, m) => months(y, m, 1),
            Point::Quarter(y, q) => months(y, q * 3 - 2, 3),
            Point::Half(y, h) => months(y, h * 6 - 5, 6),
            Point::Season(y, "WI") => months(y.checked_sub(1)?, 12, 3),
            Point::Season(y, s) => months(y, SEASONS.iter().position(|c| *c == s)? as i8 * 3, 3),
            Point::Year(y) => years(y.into(), 1),
            Point::Decade(d) => years(i32::from(d) * 10, 10),
            Point::Century(c) => years(i32::from(c) * 100, 100),
            Point::Millennium(m) => years(i32::from(m) * 1000, 1000),
        }
    }

    /// The year it lies in, or begins with.
    pub(crate) fn year(&self) -> i16 {
        match *self {
            Point::Weekend(y, _) | Point::Week(y, _) | Point::Month(y, _) | Point::Quarter(y, _) => y,
            Point::Half(y, _) | Point::Season(y, _) | Point::Year(y) => y,
            _ => self.interval().map_or(0, |(from, _)| from.year()),
        }
    }

    /// The day it begins with, in the year it is counted to.
    pub(crate) fn first_day(&self) -> Option<Date> {
        match *self {
            Point::Season(y, "WI") => date(y, 1, 1),
            _ => self.interval().map(|(from, _)| from),
        }
    }

    /// The day that a count from this point starts at: of a week its middle, else its first.
    fn pivot(&self) -> Option<Date> {
        match self {
            Point::Week(y, w) | Point::Weekend(y, w) => week(*y, *w)?.checked_add(3.days()).ok(),
            _ => self.first_day(),
        }
    }

    /// A form such as `XXXX-XX-XX` with what this month or year knows of it filled in: `1940-05-XX`.
    pub(crate) fn filled(&self, form: &str) -> String {
        let known = match self {
            Point::Year(y) | Point::Month(y, _) if *y < 0 => String::new(),
            Point::Year(_) | Point::Month(..) => self.to_string(),
            _ => String::new(),
        };
        format!("{known}{}", form.get(known.len()..).unwrap_or_default())
    }

    /// The stretch of `unit` that holds this point's beginning, moved by `n` units.
    pub(crate) fn shift(&self, n: i64, unit: Unit) -> Option<Point> {
        let day = self.pivot()?;
        if !(-100_000_000..=100_000_000).contains(&n) {
            return None;
        }
        let plus = |span: Span| day.checked_add(span).ok();
        let month_index = |per: i64| {
            let index = i64::from(day.year()) * (12 / per) + i64::from(day.month() - 1) / per + n;
            Some((i16::try_from(index.div_euclid(12 / per)).ok()?, index.rem_euclid(12 / per) as i8 + 1))
        };
        let whole = |size: i64| i16::try_from(i64::from(day.year()).div_euclid(size) + n).ok();
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day => Point::Day(plus(Span::new().try_days(n).ok()?)?),
            Unit::Week | Unit::Weekend => {
                let iso = plus(Span::new().try_weeks(n).ok()?)?.iso_week_date();
                if unit == Unit::Week { Point::Week(iso.year(), iso.week()) } else { Point::Weekend(iso.year(), iso.week()) }
            }
            Unit::Month => month_index(1).map(|(y, m)| Point::Month(y, m))?,
            Unit::Quarter => month_index(3).map(|(y, q)| Point::Quarter(y, q))?,
            Unit::Half => month_index(6).map(|(y, h)| Point::Half(y, h))?,
            Unit::Season => season_shift(day, n)?,
            Unit::Year => Point::Year(whole(1)?),
            Unit::Decade => Point::Decade(whole(10)?),
            Unit::Century => Point::Century(whole(100)?),
            Unit::Millennium => Point::Millennium(whole(1000)?),
        })
    }
}

/// Counts seasons; December belongs to the winter of the year that follows.
fn season_shift(day: Date, n: i64) -> Option<Point> {
    let index = i64::from(day.year()) * 4 + i64::from(day.month()) / 3 + n;
    Some(Point::Season(i16::try_from(index.div_euclid(4)).ok()?, SEASONS[index.rem_euclid(4) as usize]))
}

/// The day of `weekday` (Monday is 1) in the ISO week of `day`, moved by `weeks`.
pub(crate) fn weekday_of_week(day: Date, weekday: i8, weeks: i64) -> Option<Date> {
    let offset = i64::from(weekday - day.weekday().to_monday_one_offset()) + 7 * weeks;
    day.checked_add(Span::new().try_days(offset).ok()?).ok()
}

/// The last such weekday up to `day`; `day` itself only where `same` says so.
pub(crate) fn weekday_before(day: Date, weekday: i8, same: bool) -> Option<Date> {
    let back = i64::from((day.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
    let back = if back == 0 && !same { 7 } else { back };
    day.checked_sub(back.days()).ok()
}

/// The next such weekday from `day` on; `day` itself only where `same` says so.
pub(crate) fn weekday_after(day: Date, weekday: i8, same: bool) -> Option<Date> {
    let on = i64::from((weekday - day.weekday().to_monday_one_offset()).rem_euclid(7));
    let on = if on == 0 && !same { 7 } else { on };
    day.checked_add(on.days()).ok()
}

/// A duration in TIMEX3: a half of a year in months, of an hour in minutes, and so on; `None` counts as `X`.
pub(crate) fn duration(n: Option<f64>, unit: Unit) -> String {
    let (letter, clock, times) = unit.duration();
    let t = if clock { "T" } else { "" };
    let Some(n) = n else {
        return match unit {
            Unit::Century => "PXC".into(),
            Unit::Millennium => "PXL".into(),
            _ => format!("P{t}X{letter}"),
        };
    };
    let n = n * times;
    let (whole, rest) = (n.trunc(), n.fract());
    if rest.abs() < 1e-6 {
        return format!("P{t}{whole}{letter}");
    }
    let head = if whole == 0.0 { String::new() } else { format!("{whole}{letter}") };
    match letter {
        "Y" => format!("P{head}{}M", (rest * 12.0).round()),
        "H" => format!("PT{head}{}M", (rest * 60.0).round()),
        "M" if clock => format!("PT{head}{}S", (rest * 60.0).round()),
        "M" => format!("P{head}{}W", (rest * 4.0).round()),
        "D" => format!("PT{}H", (n * 24.0).round()),
        "W" => format!("P{}D", (n * 7.0).round()),
        _ => format!("P{t}{n}{letter}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[track_caller]
    fn shifted(from: Point, n: i64, unit: Unit, want: &str, interval: (&str, &str)) {
        let point = from.shift(n, unit).unwrap();
        assert_eq!(point.to_string(), want);
        assert_eq!(point.interval().unwrap(), (day(interval.0), day(interval.1)), "{want}");
    }

    #[test]
    fn fractions_are_counted_in_smaller_units() {
        assert_eq!(whole(-0.5, Unit::Century, Unit::Day), (-5, Unit::Decade));
        assert_eq!(whole(2.5, Unit::Year, Unit::Day), (30, Unit::Month));
        assert_eq!(whole(2.5, Unit::Year, Unit::Year), (3, Unit::Year));
        assert_eq!(whole(3.0, Unit::Year, Unit::Day), (3, Unit::Year));
    }

    #[test]
    fn a_form_takes_what_is_known() {
        assert_eq!(Point::Month(1940, 5).filled("XXXX-XX-XX"), "1940-05-XX");
        assert_eq!(Point::Year(1940).filled("XXXX-XX"), "1940-XX");
        assert_eq!(Point::Year(-44).filled("XXXX-XX-XX"), "XXXX-XX-XX");
        assert_eq!(Point::Decade(194).filled("XXXX-XX-XX"), "XXXX-XX-XX");
    }

    #[test]
    fn counts_in_each_unit() {
        let from = || Point::Day(day("2021-12-15"));
        shifted(from(), -16, Unit::Day, "2021-11-29", ("2021-11-29", "2021-11-29"));
        shifted(from(), 3, Unit::Week, "2022-W01", ("2022-01-03", "2022-01-09"));
        shifted(from(), -1, Unit::Weekend, "2021-W49-WE", ("2021-12-11", "2021-12-12"));
        shifted(from(), 2, Unit::Month, "2022-02", ("2022-02-01", "2022-02-28"));
        shifted(from(), -1, Unit::Quarter, "2021-Q3", ("2021-07-01", "2021-09-30"));
        shifted(from(), 1, Unit::Half, "2022-H1", ("2022-01-01", "2022-06-30"));
        shifted(from(), 0, Unit::Season, "2022-WI", ("2021-12-01", "2022-02-28"));
        shifted(from(), -2, Unit::Season, "2021-SU", ("2021-06-01", "2021-08-31"));
        shifted(from(), -2, Unit::Decade, "200", ("2000-01-01", "2009-12-31"));
        shifted(from(), -1, Unit::Century, "19", ("1900-01-01", "1999-12-31"));
        assert_eq!(Point::Year(2021).shift(i64::MAX, Unit::Year), None);
        assert_eq!(Point::Year(2021).shift(-9000, Unit::Year).unwrap().to_string(), "BC6979");
    }

    #[test]
    fn weekdays_before_and_after() {
        let wednesday = day("2021-12-15");
        assert_eq!(weekday_before(wednesday, 3, true), Some(wednesday));
        assert_eq!(weekday_before(wednesday, 3, false), Some(day("2021-12-08")));
        assert_eq!(weekday_after(wednesday, 1, true), Some(day("2021-12-20")));
        assert_eq!(weekday_of_week(wednesday, 7, -1), Some(day("2021-12-12")));
        assert_eq!(weekday_after(Date::MAX, 1, false), None);
    }

    #[test]
    fn durations_are_written_as_timex3_has_them() {
        let want = [
            (Some(2.0), Unit::Decade, "P20Y"),
            (Some(2.5), Unit::Year, "P2Y6M"),
            (Some(0.5), Unit::Hour, "PT30M"),
            (Some(1.5), Unit::Minute, "PT1M30S"),
            (Some(1.5), Unit::Day, "PT36H"),
            (Some(1460.0), Unit::Day, "P1460D"),
            (None, Unit::Week, "PXW"),
            (None, Unit::Minute, "PTXM"),
        ];
        for (n, unit, text) in want {
            assert_eq!(duration(n, unit), text);
        }
    }
}
