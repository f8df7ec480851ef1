//! The notation of values: what a rule makes of the words it matched.
//!
//! | written | means |
//! |---|---|
//! | `date {year} {month} {day}` | a date; `?` for a year the text leaves out, `?last`, `?next`, `?this` where words say which |
//! | `ymd {ymd}` | a date of eight digits |
//! | `quarter ? {ordinal}`, `half …`, `season ? {season}` | a part of a year |
//! | `period {year}` | the quarter or half of a year that the text is about, in that year |
//! | `endyear {year} {yy}` | the second year of `2006-07` |
//! | `decade {year}`, `century {ordinal}` | the decade a year begins, the n-th century |
//! | `weekday {weekday} choose` | the weekday before or after the document's date, as the tense says; `last`, `next`, `this` |
//! | `dated {weekday} {day}` | a date whose year is one in which it is that weekday |
//! | `named {holiday} ?` | a day of `named_days.toml` in a year |
//! | `move now - {count} {unit}` | counted from the document's date (`now`), the date last told (`told`), either (`near`), the financial period the text is about (`period`), or another expression (`{day}`) |
//! | `part {day} {daypart}`, `clock {day} {hour} {minute} {half} {zone}` | a time of a day; `?` for a day the text leaves out |
//! | `of {inner} {outer}` | a date without a year, in the year of another |
//! | `lasts {count} {unit} {more} {unit2}` | a duration |
//! | `every {count} {unit}` | a set |
//! | `same {x}` | the value of another expression |
//! | `text PRESENT_REF` | just this; `{…}` are filled in |
//! | `none` | no time at all: the words are something else |

use super::calendar::NamedDay;
use super::class::Value;
use super::expr::{Base, Expr, Portion, Way, Year};
use super::pattern::Kept;
use super::point::{Point, Unit, duration, season};
use jiff::civil::Date;
use std::rc::Rc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Date,
    Ymd,
    Quarter,
    Half,
    Season,
    Period,
    Endyear,
    Decade,
    Century,
    Weekday,
    Dated,
    Named,
    Move,
    Part,
    Clock,
    Of,
    Lasts,
    Every,
    Same,
    Text,
    None,
}

const VERBS: [(&str, Verb, std::ops::RangeInclusive<usize>); 21] = [
    ("date", Verb::Date, 1..=3),
    ("ymd", Verb::Ymd, 1..=1),
    ("quarter", Verb::Quarter, 2..=2),
    ("half", Verb::Half, 2..=2),
    ("season", Verb::Season, 2..=2),
    ("period", Verb::Period, 1..=1),
    ("endyear", Verb::Endyear, 2..=2),
    ("decade", Verb::Decade, 1..=1),
    ("century", Verb::Century, 1..=1),
    ("weekday", Verb::Weekday, 2..=2),
    ("dated", Verb::Dated, 2..=2),
    ("named", Verb::Named, 2..=2),
    ("move", Verb::Move, 4..=4),
    ("part", Verb::Part, 2..=2),
    ("clock", Verb::Clock, 2..=5),
    ("of", Verb::Of, 2..=2),
    ("lasts", Verb::Lasts, 2..=4),
    ("every", Verb::Every, 2..=2),
    ("same", Verb::Same, 1..=1),
    ("text", Verb::Text, 1..=1),
    ("none", Verb::None, 0..=0),
];

/// A parsed value.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    verb: Verb,
    args: Vec<String>,
}

/// What a recipe may look up: the kept values by name, the expressions made before, the named days.
pub(crate) struct Kitchen<'a, 'r> {
    pub slots: &'a [String],
    pub kept: &'a [(u8, Kept<'r>)],
    pub made: &'a dyn Fn(usize) -> Rc<Expr>,
    pub named: &'a dyn Fn(&str) -> Option<NamedDay>,
}

impl<'r> Kitchen<'_, 'r> {
    fn slot(&self, arg: &str) -> Option<Kept<'r>> {
        let name = arg.strip_prefix('{')?.strip_suffix('}')?;
        let slot = self.slots.iter().position(|s| s == name)? as u8;
        self.kept.iter().find(|(s, _)| *s == slot).map(|(_, k)| *k)
    }

    fn value(&self, arg: &str) -> Option<Value<'r>> {
        match self.slot(arg)? {
            Kept::Value(v) => Some(v),
            Kept::Made(_) => None,
        }
    }

    /// A number, of a class or written in the recipe. A list's code counts where it is one.
    fn number(&self, arg: &str) -> Option<f64> {
        match self.value(arg) {
            Some(Value::Number(n)) => Some(n),
            Some(Value::Code(c)) => c.parse().ok(),
            Some(Value::Vague) => None,
            None => arg.parse().ok(),
        }
    }

    /// The code of a list's word, or the word written in the recipe.
    pub(crate) fn code<'s>(&self, arg: &'s str) -> Option<&'s str>
    where
        'r: 's,
    {
        match self.value(arg) {
            Some(Value::Code(c)) => Some(c),
            Some(_) => None,
            None => (!arg.starts_with('{')).then_some(arg),
        }
    }

    fn expr(&self, arg: &str) -> Option<Rc<Expr>> {
        match self.slot(arg)? {
            Kept::Made(i) => Some((self.made)(i)),
            Kept::Value(_) => None,
        }
    }

    fn year(&self, arg: &str) -> Option<Year> {
        match arg {
            "?" => return Some(Year::Open(Way::Choose)),
            "?last" => return Some(Year::Open(Way::Last)),
            "?next" => return Some(Year::Open(Way::Next)),
            "?this" => return Some(Year::Open(Way::This)),
            _ => {}
        }
        match self.number(arg) {
            Some(n) if (0.0..100.0).contains(&n) => Some(Year::Short(n as i8)),
            Some(n) if (100.0..9999.0).contains(&n) => Some(Year::Known(n as i16)),
            Some(_) => None,
            None => Some(Year::Open(Way::Choose)),
        }
    }
}

impl Recipe {
    /// Reads the notation; the error says what is wrong.
    pub(crate) fn parse(source: &str) -> Result<Recipe, String> {
        let mut words = source.split_whitespace();
        let first = words.next().unwrap_or_default();
        let args: Vec<String> = words.map(str::to_owned).collect();
        let Some((name, verb, counts)) = VERBS.iter().find(|(name, ..)| *name == first) else {
            let names: Vec<&str> = VERBS.iter().map(|(n, ..)| *n).collect();
            return Err(format!("a value begins with one of {}; `{first}` is none", names.join(", ")));
        };
        if !counts.contains(&args.len()) {
            return Err(format!("`{name}` takes {} to {} words after it, not {}", counts.start(), counts.end(), args.len()));
        }
        Ok(Recipe { verb: *verb, args })
    }

    /// The names between braces.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.args.iter().flat_map(|a| a.split('{').skip(1).filter_map(|s| s.split('}').next()))
    }

    /// The kind that a value of this form has where the rule names none.
    pub(crate) fn kind(&self) -> Option<super::Kind> {
        Some(match self.verb {
            Verb::Part | Verb::Clock => super::Kind::Time,
            Verb::Lasts => super::Kind::Duration,
            Verb::Every => super::Kind::Set,
            Verb::Same | Verb::Text | Verb::None => return None,
            _ => super::Kind::Date,
        })
    }

    /// For `same {x}`, the name.
    pub(crate) fn passes_on(&self) -> Option<&str> {
        (self.verb == Verb::Same).then(|| self.args[0].trim_matches(['{', '}']))
    }

    /// Makes the expression; none where the words give no date there is (31 February).
    pub(crate) fn make(&self, k: &Kitchen) -> Option<Rc<Expr>> {
        let arg = |i: usize| self.args.get(i).map_or("", String::as_str);
        let small = |i: usize, most: f64| k.number(arg(i)).filter(|n| (1.0..=most).contains(n) && n.fract() == 0.0).map(|n| n as i8);
        let portion = |portion| k.year(arg(0)).map(|year| Expr::Portion { year, portion });
        Some(Rc::new(match self.verb {
            Verb::None => Expr::None,
            Verb::Date => self.date(k)?,
            Verb::Ymd => Expr::Fixed(Point::Day(eight_digits(k.number(arg(0))?)?)),
            Verb::Quarter => portion(Portion::Quarter(small(1, 4.0)?))?,
            Verb::Half => portion(Portion::Half(small(1, 2.0)?))?,
            Verb::Season => portion(Portion::Season(season(k.code(arg(1))?)))?,
            Verb::Period => Expr::PeriodOf(k.year(arg(0))?),
            Verb::Endyear => {
                let (first, last) = (k.number(arg(0))?, k.number(arg(1))?);
                let year = first - first % 100.0 + last;
                Expr::Year(Year::Known((year > first).then_some(year as i16)?))
            }
            Verb::Decade => decade(k.number(arg(0))?)?,
            Verb::Century => Expr::Fixed(Point::Century(k.number(arg(0)).filter(|n| (1.0..90.0).contains(n))? as i16 - 1)),
            Verb::Weekday => Expr::Weekday(small(0, 7.0)?, way(arg(1))?),
            Verb::Dated => Expr::Dated(small(0, 7.0)?, k.expr(arg(1))?),
            Verb::Named => Expr::Named((k.named)(k.code(arg(0))?)?, k.year(arg(1))?),
            Verb::Move => self.shift(k)?,
            Verb::Part => Expr::Part(k.expr(arg(0)), k.code(arg(1))?.to_owned()),
            Verb::Clock => Expr::Clock(k.expr(arg(0)), self.clock(k)?),
            Verb::Of => Expr::Of(k.expr(arg(0))?, k.expr(arg(1))?),
            Verb::Lasts => Expr::Text(self.lasts(k)?),
            Verb::Every => Expr::Text(duration(Some(k.number(arg(0)).unwrap_or(1.0)), Unit::from_code(k.code(arg(1))?)?)),
            Verb::Same => return k.expr(arg(0)),
            Verb::Text => Expr::Text(self.text(k)?),
        }))
    }

    fn date(&self, k: &Kitchen) -> Option<Expr> {
        let arg = |i: usize| self.args.get(i).map_or("", String::as_str);
        let year = k.year(arg(0))?;
        let number = |i: usize, most: f64| k.number(arg(i)).filter(|n| (1.0..=most).contains(n)).map(|n| n as i8);
        Some(match (arg(1), arg(2)) {
            ("", _) => Expr::Year(year),
            ("?", _) => Expr::DayOfMonth(number(2, 31.0)?),
            (_, "") => Expr::Portion { year, portion: Portion::Month(number(1, 12.0)?) },
            _ => {
                let (month, day) = (number(1, 12.0)?, number(2, 31.0)?);
                let known = if let Year::Known(y) = year { y } else { 2024 };
                Date::new(known, month, day).ok()?;
                Expr::Day { year, month, day }
            }
        })
    }

    fn shift(&self, k: &Kitchen) -> Option<Expr> {
        let base = match self.args[0].as_str() {
            "now" => Base::Now,
            "told" => Base::Told,
            "near" => Base::Near,
            "period" => Base::Period,
            name => Base::Made(k.expr(name)?),
        };
        let back = match self.args[1].as_str() {
            "-" => true,
            "+" => false,
            _ => return None,
        };
        Some(Expr::Move { base, n: k.number(&self.args[2]), unit: Unit::from_code(k.code(&self.args[3])?)?, back })
    }

    fn clock(&self, k: &Kitchen) -> Option<String> {
        let arg = |i: usize| self.args.get(i).map_or("", String::as_str);
        let (mut hour, mut minute) = (k.number(arg(1))?, k.number(arg(2)));
        if hour.fract() > 0.0 {
            // British `10.30 pm`
            (hour, minute) = (hour.trunc(), Some((hour.fract() * 100.0).round()));
        } else if hour > 24.0 {
            (hour, minute) = ((hour / 100.0).trunc(), Some(hour % 100.0));
        }
        let half = k.code(arg(3)).unwrap_or("");
        let hour = match half {
            "p" if hour < 12.0 => hour + 12.0,
            "a" if hour == 12.0 => 0.0,
            _ => hour,
        };
        let zone = k.code(arg(4)).unwrap_or("");
        let minute = minute.unwrap_or(0.0);
        (hour <= 24.0 && minute < 60.0).then(|| format!("{hour:02}:{minute:02}{zone}"))
    }

    fn lasts(&self, k: &Kitchen) -> Option<String> {
        let arg = |i: usize| self.args.get(i).map_or("", String::as_str);
        let unit = Unit::from_code(k.code(arg(1))?)?;
        let first = duration(k.number(arg(0)), unit);
        match (k.number(arg(2)), k.code(arg(3)).and_then(Unit::from_code)) {
            (Some(n), Some(second)) => Some(join(first, &duration(Some(n), second))),
            (Some(n), None) if !arg(2).is_empty() => Some(duration(Some(k.number(arg(0))? + n), unit)),
            _ => Some(first),
        }
    }

    fn text(&self, k: &Kitchen) -> Option<String> {
        let mut out = String::new();
        let mut rest = self.args[0].as_str();
        while let Some(open) = rest.find('{') {
            let close = rest.find('}')?;
            out += &rest[..open];
            let name = &rest[open..=close];
            match k.value(name) {
                Some(Value::Number(n)) => out += &format!("{n:02}"),
                Some(Value::Code(c)) => out += c,
                _ => {}
            }
            rest = &rest[close + 1..];
        }
        Some(out + rest)
    }
}

/// `PT1H` and `PT30M` are `PT1H30M`.
fn join(first: String, second: &str) -> String {
    let tail = second.trim_start_matches('P');
    if first.contains('T') { first + tail.trim_start_matches('T') } else { first + tail }
}

fn way(name: &str) -> Option<Way> {
    Some(match name {
        "choose" => Way::Choose,
        "last" => Way::Last,
        "next" => Way::Next,
        "this" => Way::This,
        _ => return None,
    })
}

fn eight_digits(n: f64) -> Option<Date> {
    let n = n as i64;
    Date::new(i16::try_from(n / 10_000).ok()?, i8::try_from(n / 100 % 100).ok()?, i8::try_from(n % 100).ok()?).ok()
}

/// The decade of 1980, or of 80; in hundreds with two noughts, the century.
fn decade(n: f64) -> Option<Expr> {
    let n = if n < 100.0 { n + 1900.0 } else { n };
    if n % 10.0 != 0.0 || n > 9999.0 {
        return None;
    }
    Some(Expr::Fixed(if n % 100.0 == 0.0 && n < 2000.0 { Point::Century((n / 100.0) as i16) } else { Point::Decade((n / 10.0) as i16) }))
}
