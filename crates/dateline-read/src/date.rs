//! Dates as data files write them, brought into the form that the engine's readers know.

use crate::DateOrder;
use dateline::read::parse_date;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Rewrites a date as `2021-12-15` where its words are sure to mean that; else gives them back,
/// so that whoever reads them can say that they can't be read.
pub(crate) fn tidy(words: &str, order: Option<DateOrder>) -> String {
    known(words, order).map_or_else(|| words.to_owned(), |date| date.to_string())
}

/// Whether a date's words are sure to mean one day.
pub(crate) fn is_sure(words: &str, order: Option<DateOrder>) -> bool {
    known(words, order).is_some()
}

fn known(words: &str, order: Option<DateOrder>) -> Option<Date> {
    let known = parse_date(words).or_else(|| compact(words)).or_else(|| figures(words, order)).or_else(|| epoch(words));
    known.or_else(|| within(words))
}

/// `20211215T103000Z`, `20211215103000`.
fn compact(words: &str) -> Option<Date> {
    let words = words.trim();
    let digits = words.get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let rest = &words[8..];
    let clock = rest.starts_with(['T', ' ']) || (matches!(rest.len(), 4 | 6) && rest.bytes().all(|b| b.is_ascii_digit()));
    parse_date(digits).filter(|date| clock && (1900..2200).contains(&date.year()))
}

/// `2021/12/15`, `15.12.2021`, `12/15/2021`: only where one order is possible or told.
fn figures(words: &str, order: Option<DateOrder>) -> Option<Date> {
    let day = words.trim().split([' ', 'T', ',']).next()?;
    let parts: Vec<&str> = day.split(['/', '.', '-']).collect();
    let [a, b, c] = parts[..] else { return None };
    let number = |s: &str| s.parse::<i16>().ok().filter(|n| *n >= 0);
    let (x, y, z) = (number(a)?, number(b)?, number(c)?);
    if a.len() == 4 {
        return made(x, y, z);
    }
    let year = match c.len() {
        4 => z,
        2 => 2000 + z - if z > 68 { 100 } else { 0 },
        _ => return None,
    };
    let (day_first, month_first) = (made(year, y, x), made(year, x, y));
    match (day_first, month_first, order) {
        (Some(date), _, Some(DateOrder::DayFirst)) | (_, Some(date), Some(DateOrder::MonthFirst)) => Some(date),
        (Some(date), None, _) | (None, Some(date), _) => Some(date),
        (Some(one), Some(other), None) if one == other => Some(one),
        // In German and Russian fashion dots have one meaning.
        (Some(date), _, None) if day.contains('.') => Some(date),
        _ => None,
    }
}

fn made(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Seconds, or their thousandths, millionths or billionths, since 1970, between 1990 and 2100.
fn epoch(words: &str) -> Option<Date> {
    let number = words.trim().split('.').next()?.parse::<i64>().ok()?;
    let parts = [(100_000_000_000_000_000, 1_000_000_000), (100_000_000_000_000, 1_000_000), (100_000_000_000, 1000)];
    let seconds = number / parts.iter().find(|(from, _)| number > *from).map_or(1, |(_, part)| *part);
    let sure = (631_152_000..4_102_444_800).contains(&seconds);
    let time = Timestamp::from_second(seconds).ok().filter(|_| sure)?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

/// `Wednesday 15 December 2021 10.20 GMT`, `Published: Dec 15, 2021`, `Wed Dec 15 10:20:00 +0000 2021`.
fn within(words: &str) -> Option<Date> {
    let words: Vec<&str> = words.split_whitespace().take(12).collect();
    let starts = (0..words.len()).find_map(|i| parse_date(&words[i..].join(" ")));
    starts.or_else(|| ctime(&words))
}

fn ctime(words: &[&str]) -> Option<Date> {
    let year = words.last().filter(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()))?;
    let [_, month, day, clock, ..] = words else { return None };
    if clock.contains(':') { parse_date(&format!("{month} {day}, {year}")) } else { None }
}

/// The day in the path of an address: `/2021/12/15/`, `/2021/dec/15/`, `/2021-12-15-`, `/20211215/`.
pub(crate) fn of_url(url: &str) -> Option<Date> {
    let path = url.split_once("://")?.1.split_once('/')?.1.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let dates = parts.windows(3).filter_map(|w| dated_path(w[0], w[1], w[2]));
    dates.chain(parts.iter().filter_map(|p| parse_date(p).filter(|_| p.len() == 8))).find(|d| (1990..2100).contains(&d.year()))
}

fn dated_path(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |s: &str, n: std::ops::RangeInclusive<usize>| n.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4..=4) || !digits(day, 1..=2) {
        return None;
    }
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = || names.iter().position(|n| month.eq_ignore_ascii_case(n)).map(|i| i as i16 + 1);
    let month = if digits(month, 1..=2) { month.parse().ok() } else { named() };
    made(year.parse().ok()?, month?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_dates_are_rewritten() {
        for words in [
            "2021-12-15",
            "2021/12/15",
            "20211215T103000Z",
            "20211215103000",
            "15.12.2021 10:30",
            "12/15/2021",
            "15/12/21",
            "1639564200",
            "1639564200000",
            "1639564200000000",
            "1639564200000000000",
            "1639564200.25",
            "Wednesday 15 December 2021 10.20 GMT",
            "Published: Dec 15, 2021",
            "December 15, 2021 Wednesday 9:00 AM EST",
            "Wed Dec 15 10:20:00 +0000 2021",
        ] {
            assert_eq!(tidy(words, None), "2021-12-15", "{words}");
        }
    }

    #[test]
    fn what_is_not_sure_is_left() {
        for words in ["03/04/2021", "soon", "", "2021", "1234", "99999999", "12345678", "Dec 15", "1/2/3"] {
            assert_eq!(tidy(words, None), words);
        }
        assert_eq!(tidy("03/04/2021", Some(DateOrder::DayFirst)), "2021-04-03");
        assert_eq!(tidy("03/04/2021", Some(DateOrder::MonthFirst)), "2021-03-04");
    }

    #[test]
    fn addresses_hold_dates() {
        for path in ["a/2021/12/15/talks", "2021/dec/15/talks", "talks-2021-12-15.html", "20211215/talks", "news/2021-12-15/"] {
            assert_eq!(of_url(&format!("https://daily.example/{path}")).map(|d| d.to_string()).as_deref(), Some("2021-12-15"), "{path}");
        }
        for path in ["12345678/a", "a-2021-12", "2021/99/99", "id/20211399", ""] {
            assert_eq!(of_url(&format!("https://daily.example/{path}")), None, "{path}");
        }
    }
}
