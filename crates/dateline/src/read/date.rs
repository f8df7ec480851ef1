//! Publication dates as people write them at the head of a report.

use jiff::civil::Date;

/// A day whose year may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

impl Day {
    /// The date. Without a year of its own, the day closest to `near`; none if there is no `near` either.
    pub fn resolve(self, near: Option<Date>) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let near = near?;
        let candidates = [-1, 0, 1].into_iter().filter_map(|d| Date::new(near.year() + d, self.month, self.day).ok());
        candidates.min_by_key(|d| (near - *d).get_days().abs())
    }
}

/// Reads a whole date: `2021-12-15`, `20211215`, `Dec. 15, 2021`, `15 December 2021`, with a day of
/// the week before it or a time of day behind it. Months in figures are read only in ISO's order.
pub fn parse_date(s: &str) -> Option<Date> {
    let s = s.trim().trim_matches(['"', '\'']);
    if s.len() == 8 && s.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(s[..4].parse().ok()?, s[4..6].parse().ok()?, s[6..].parse().ok()?).ok();
    }
    let (day, rest) = day_prefix(s)?;
    let ends = rest.is_empty() || rest.starts_with(['T', 't', ' ', ',', ';']);
    if ends { day.resolve(None) } else { None }
}

/// Reads the date that opens `s` and gives what follows it.
pub(super) fn day_prefix(s: &str) -> Option<(Day, &str)> {
    let s = after_weekday(s);
    iso(s).or_else(|| month_first(s)).or_else(|| day_first(s))
}

fn after_weekday(s: &str) -> &str {
    let (word, rest) = letters(s);
    let known = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let lower = word.to_ascii_lowercase();
    let is_day = lower.len() >= 3 && known.iter().any(|d| d.starts_with(&lower));
    if is_day { rest.trim_start_matches(['.', ',']).trim_start() } else { s }
}

fn iso(s: &str) -> Option<(Day, &str)> {
    let (year, rest) = number(s, 4, 4)?;
    let (month, rest) = number(rest.strip_prefix('-')?, 2, 2)?;
    let (day, rest) = number(rest.strip_prefix('-')?, 2, 2)?;
    checked(Some(year), month, day, rest)
}

fn month_first(s: &str) -> Option<(Day, &str)> {
    let (month, rest) = month(s)?;
    let (day, rest) = number(rest.trim_start(), 1, 2)?;
    with_year(month, day, ordinal(rest))
}

fn day_first(s: &str) -> Option<(Day, &str)> {
    let (day, rest) = number(s, 1, 2)?;
    let (month, rest) = month(ordinal(rest).trim_start())?;
    with_year(month, day, rest)
}

fn with_year(month: i16, day: i16, rest: &str) -> Option<(Day, &str)> {
    let after = rest.trim_start_matches(',').trim_start();
    match number(after, 4, 4) {
        Some((year, rest)) => checked(Some(year), month, day, rest),
        None => checked(None, month, day, rest),
    }
}

fn checked(year: Option<i16>, month: i16, day: i16, rest: &str) -> Option<(Day, &str)> {
    let day = Day { year, month: month as i8, day: day as i8 };
    Date::new(year.unwrap_or(2000), day.month, day.day).ok()?;
    Some((day, rest))
}

fn month(s: &str) -> Option<(i16, &str)> {
    const MONTHS: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let (word, rest) = letters(s);
    let lower = word.to_ascii_lowercase();
    let found = MONTHS.iter().position(|m| lower.len() >= 3 && m.starts_with(&lower) || lower == "sept")?;
    let index = if lower == "sept" { 8 } else { found };
    Some((index as i16 + 1, rest.strip_prefix('.').unwrap_or(rest)))
}

fn ordinal(s: &str) -> &str {
    let (word, rest) = letters(s);
    if matches!(word.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th") { rest } else { s }
}

fn letters(s: &str) -> (&str, &str) {
    s.split_at(s.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(s.len()))
}

/// A number of `least` to `most` digits that no further digit follows.
fn number(s: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let (digits, rest) = s.split_at(s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len()));
    let fits = (least..=most).contains(&digits.len());
    fits.then(|| digits.parse().ok()).flatten().map(|n| (n, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn whole_dates() {
        for s in [
            "2021-12-15",
            "20211215",
            "2021-12-15T08:30:00Z",
            "2021-12-15 08:30",
            "Dec. 15, 2021",
            "December 15 2021",
            "15 December 2021",
            "15th Dec 2021",
            "Wed, 15 Dec 2021 10:00:00 GMT",
            "Wednesday, December 15th, 2021",
            "\"2021-12-15\"",
        ] {
            assert_eq!(parse_date(s), Some(date(2021, 12, 15)), "{s}");
        }
    }

    #[test]
    fn not_dates() {
        for s in
            ["", "2021", "12/15/2021", "2021-13-01", "2021-02-30", "Dec 15", "May be 2021", "2021-12-155", "yesterday", "15 Decimals 2021"]
        {
            assert_eq!(parse_date(s), None, "{s}");
        }
    }

    #[test]
    fn a_year_left_out_is_the_closest_one() {
        let day = Day { year: None, month: 12, day: 30 };
        assert_eq!(day.resolve(Some(date(2022, 1, 2))), Some(date(2021, 12, 30)));
        assert_eq!(day.resolve(Some(date(2022, 12, 31))), Some(date(2022, 12, 30)));
        assert_eq!(day.resolve(None), None);
        let leap = Day { year: None, month: 2, day: 29 };
        assert_eq!(leap.resolve(Some(date(2024, 3, 1))), Some(date(2024, 2, 29)));
        assert_eq!(leap.resolve(Some(date(2022, 3, 1))), None);
    }
}
