//! Counts expressions from the document's date, or from the time that the text is telling of.

use super::point::{Point, Unit, weekday_after, weekday_before, weekday_of_week};
use super::recipe::{Base, Expr, Portion, Way, Year};
use super::tense::Direction;
use jiff::civil::Date;
use std::rc::Rc;

/// What a text has told so far.
#[derive(Debug)]
pub(crate) struct Anchor {
    /// The document's date.
    pub now: Option<Date>,
    /// Whether the text tells of a time far from its own date.
    pub narrative: bool,
    /// The last date told, and the sentence that told it.
    told: Option<Point>,
    told_at: usize,
    /// The last quarter or half of a year told: what `a year earlier` means beside it.
    period: Option<Point>,
    sentence: usize,
}

/// A value, and the stretch of the calendar where it is one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resolved {
    pub value: String,
    pub point: Option<Point>,
}

/// How many sentences back a date still is what `the next day` counts from in news.
const NEAR: usize = 2;

fn vague(value: impl Into<String>) -> Resolved {
    Resolved { value: value.into(), point: None }
}

impl From<Point> for Resolved {
    fn from(point: Point) -> Resolved {
        Resolved { value: point.to_string(), point: Some(point) }
    }
}

impl Anchor {
    pub(crate) fn new(now: Option<Date>, narrative: bool) -> Self {
        Anchor { now, narrative, told: None, told_at: 0, period: None, sentence: 0 }
    }

    /// Resolves the next expression of the text, in order, and remembers what it told. `sentence` counts from 0.
    pub(crate) fn resolve(&mut self, expr: &Expr, direction: Direction, sentence: usize) -> Resolved {
        self.sentence = sentence;
        let resolved = self.value(expr, direction).unwrap_or_else(|| vague(self.unknown(expr)));
        if let Some(point) = &resolved.point {
            if matches!(point, Point::Quarter(..) | Point::Half(..)) {
                self.period = Some(point.clone());
            }
            if !matches!(point, Point::Century(_) | Point::Millennium(_)) && point.year() != 0 {
                self.told = Some(point.clone());
                self.told_at = sentence;
            }
        }
        resolved
    }

    /// The value where there is nothing to count from.
    fn unknown(&self, expr: &Expr) -> String {
        match expr {
            Expr::Day { month, day, .. } => format!("XXXX-{month:02}-{day:02}"),
            Expr::DayOfMonth(day) => format!("XXXX-XX-{day:02}"),
            Expr::Portion { portion: Portion::Month(m), .. } => format!("XXXX-{m:02}"),
            Expr::Portion { portion: Portion::Quarter(q), .. } => format!("XXXX-Q{q}"),
            Expr::Portion { portion: Portion::Half(h), .. } => format!("XXXX-H{h}"),
            Expr::Portion { portion: Portion::Season(s), .. } => format!("XXXX-{s}"),
            Expr::Weekday(w, _) => format!("XXXX-WXX-{w}"),
            Expr::Part(day, part) => format!("{}T{part}", day.as_ref().map_or("XXXX-XX-XX".into(), |d| self.unknown(d))),
            Expr::Clock(day, clock) => format!("{}T{clock}", day.as_ref().map_or("XXXX-XX-XX".into(), |d| self.unknown(d))),
            Expr::Of(inner, _) => self.unknown(inner),
            Expr::Named(..) => "XXXX-XX-XX".into(),
            Expr::Move { unit, .. } => match unit {
                Unit::Day => "XXXX-XX-XX",
                Unit::Week => "XXXX-WXX",
                Unit::Month => "XXXX-XX",
                Unit::Second | Unit::Minute | Unit::Hour => "XXXX-XX-XXTXX:XX",
                _ => "XXXX",
            }
            .into(),
            _ => "XXXX".into(),
        }
    }

    fn now_point(&self) -> Option<Point> {
        self.now.map(Point::Day)
    }

    /// The date last told where the text still speaks of it.
    fn recent(&self) -> Option<&Point> {
        self.told.as_ref().filter(|_| self.narrative || self.sentence - self.told_at <= NEAR)
    }

    fn base(&self, base: &Base, direction: Direction) -> Option<Point> {
        match base {
            Base::Now if self.narrative => self.told.clone().or_else(|| self.now_point()),
            Base::Now => self.now_point(),
            Base::Told => self.told.clone().or_else(|| self.now_point()),
            Base::Near => self.recent().cloned().or_else(|| self.now_point()),
            Base::Period => self.period.clone().or_else(|| self.base(&Base::Now, direction)),
            Base::Made(expr) => self.value(expr, direction)?.point,
        }
    }

    fn value(&self, expr: &Expr, direction: Direction) -> Option<Resolved> {
        Some(match expr {
            Expr::None => vague(""),
            Expr::Text(text) => vague(text.clone()),
            Expr::Fixed(point) => point.clone().into(),
            Expr::Year(year) => Point::Year(self.known_year(*year)?).into(),
            Expr::Day { year, month, day } => self.day(*year, *month, *day, direction)?.into(),
            Expr::DayOfMonth(day) => self.day_of_month(*day, direction)?.into(),
            Expr::Portion { year, portion } => self.portion(*year, *portion, direction)?.into(),
            Expr::Weekday(weekday, way) => self.weekday(*weekday, *way, direction)?.into(),
            Expr::Named(named, year) => {
                let year_of = |y: i16| named.in_year(y);
                self.pick(*year, direction, year_of)?.into()
            }
            Expr::Move { base, n, unit, back } => self.moved(base, *n, *unit, *back, direction)?,
            Expr::Part(day, part) => self.part_of_day(day.as_deref(), part, direction)?,
            Expr::Clock(day, clock) => {
                let day = self.whole_day(day.as_deref(), direction)?;
                Point::Clock(day, clock.clone()).into()
            }
            Expr::Of(inner, outer) => self.of(inner, outer, direction)?,
        })
    }

    fn known_year(&self, year: Year) -> Option<i16> {
        match year {
            Year::Known(y) => Some(y),
            // Two digits are the century that puts them at most ten years ahead.
            Year::Short(y) => {
                let now = self.now.map_or(2020, |d| d.year());
                let year = now - now % 100 + i16::from(y);
                Some(if year > now + 10 { year - 100 } else { year })
            }
            Year::Open(_) => None,
        }
    }

    fn day(&self, year: Year, month: i8, day: i8, direction: Direction) -> Option<Point> {
        self.pick(year, direction, |y| Date::new(y, month, day).ok().map(Point::Day))
    }

    fn portion(&self, year: Year, portion: Portion, direction: Direction) -> Option<Point> {
        self.pick(year, direction, |y| {
            Some(match portion {
                Portion::Month(m) => Point::Month(y, m),
                Portion::Quarter(q) => Point::Quarter(y, q),
                Portion::Half(h) => Point::Half(y, h),
                Portion::Season(s) => Point::Season(y, s),
            })
        })
    }

    /// Chooses the year of what comes once a year.
    fn pick(&self, year: Year, direction: Direction, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
        let Year::Open(way) = year else { return of(self.known_year(year)?) };
        let told = self.told.as_ref().filter(|_| self.narrative && way == Way::Choose);
        match (told, self.now) {
            (Some(told), _) => nearest_told(told, of),
            (None, Some(now)) if !self.narrative || way != Way::Choose => nearest_now(now, way, direction, of),
            _ => None,
        }
    }

    /// `the 28th`: of the month told, else the last or next one.
    fn day_of_month(&self, day: i8, direction: Direction) -> Option<Point> {
        let base = self.recent().cloned().or_else(|| self.now_point())?.first_day()?;
        let date = Date::new(base.year(), base.month(), day).ok()?;
        if self.recent().is_none() && direction != Direction::Future && date > base {
            return Point::Day(base).shift(-1, Unit::Month)?.first_day()?.with().day(day).build().ok().map(Point::Day);
        }
        Some(Point::Day(date))
    }

    fn weekday(&self, weekday: i8, way: Way, direction: Direction) -> Option<Point> {
        if self.narrative && way != Way::This {
            return match self.told.as_ref()? {
                Point::Day(d) | Point::Part(d, _) | Point::Clock(d, _) => weekday_after(*d, weekday, way == Way::Choose).map(Point::Day),
                _ => None,
            };
        }
        let now = self.now?;
        let day = match (way, direction) {
            (Way::Last, _) => weekday_before(now, weekday, false),
            (Way::Next, _) => weekday_after(now, weekday, false),
            (Way::This, Direction::Past) => weekday_of_week(now, weekday, 0),
            (Way::This, _) => weekday_after(now, weekday, true),
            (Way::Choose, Direction::Future) => weekday_after(now, weekday, false),
            (Way::Choose, _) => weekday_before(now, weekday, true),
        };
        day.map(Point::Day)
    }

    fn moved(&self, base: &Base, n: Option<f64>, unit: Unit, back: bool, direction: Direction) -> Option<Resolved> {
        let Some(n) = n else { return Some(vague(if back { "PAST_REF" } else { "FUTURE_REF" })) };
        let from = self.base(base, direction)?;
        let n = (if back { -n } else { n }).round() as i64;
        if *base == Base::Period && unit == Unit::Year {
            match &from {
                Point::Quarter(..) => return from.shift(4 * n, Unit::Quarter).map(Resolved::from),
                Point::Half(..) => return from.shift(2 * n, Unit::Half).map(Resolved::from),
                _ => {}
            }
        }
        if unit < Unit::Day {
            let day = from.first_day()?;
            return Some(Resolved { value: format!("{day}TXX:XX"), point: Some(Point::Day(day)) });
        }
        // What is coarser than the unit holds no such unit: two days after May 1940 is some day.
        if from.unit() > unit && *base != Base::Period && n != 0 {
            return self.coarse(&from, n, unit);
        }
        let moved = from.shift(n, unit)?;
        let exact = matches!(unit, Unit::Week) && n != 0 && self.narrative && matches!(from, Point::Day(_));
        if exact {
            return from.shift(7 * n, Unit::Day).map(Resolved::from);
        }
        Some(moved.into())
    }

    /// A count in small units from a large one.
    fn coarse(&self, from: &Point, n: i64, unit: Unit) -> Option<Resolved> {
        match unit {
            Unit::Day if self.narrative => Some(vague("XXXX-XX-XX")),
            _ => from.shift(n, unit).map(Resolved::from),
        }
    }

    /// The single day an expression names, or the one the text is telling of.
    fn whole_day(&self, expr: Option<&Expr>, direction: Direction) -> Option<Date> {
        match expr {
            Some(expr) => match self.value(expr, direction)?.point? {
                Point::Day(d) | Point::Part(d, _) | Point::Clock(d, _) => Some(d),
                _ => None,
            },
            None => match self.recent() {
                Some(Point::Day(d) | Point::Part(d, _) | Point::Clock(d, _)) => Some(*d),
                _ if self.narrative => None,
                _ => self.now,
            },
        }
    }

    fn part_of_day(&self, day: Option<&Expr>, part: &str, direction: Direction) -> Option<Resolved> {
        if let Some(date) = self.whole_day(day, direction) {
            return Some(Point::Part(date, part.to_owned()).into());
        }
        let inner = self.value(day?, direction)?;
        Some(vague(format!("{}T{part}", inner.value)))
    }

    /// `August` in the year of `that year`; `the 28th` in the month of `that month`.
    fn of(&self, inner: &Expr, outer: &Expr, direction: Direction) -> Option<Resolved> {
        let outer = self.value(outer, direction)?.point?;
        let day = outer.first_day()?;
        let known = Year::Known(outer.year());
        let placed = match inner {
            Expr::Day { month, day, .. } => Expr::Day { year: known, month: *month, day: *day },
            Expr::Portion { portion, .. } => Expr::Portion { year: known, portion: *portion },
            Expr::Named(named, _) => Expr::Named(named.clone(), known),
            Expr::DayOfMonth(d) => Expr::Fixed(Point::Day(Date::new(day.year(), day.month(), *d).ok()?)),
            Expr::Weekday(weekday, _) => Expr::Fixed(Point::Day(weekday_of_week(day, *weekday, 0)?)),
            Expr::Part(None, part) => Expr::Part(Some(Rc::new(Expr::Fixed(outer.clone()))), part.clone()),
            Expr::Clock(None, clock) => Expr::Clock(Some(Rc::new(Expr::Fixed(outer.clone()))), clock.clone()),
            _ => return None,
        };
        self.value(&placed, direction)
    }
}

/// The one nearest to the date told; the text moves on rather than back, and rather within a year than over its end.
fn nearest_told(told: &Point, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
    if matches!(told, Point::Decade(_)) {
        return None;
    }
    let year = told.year();
    if matches!(told, Point::Year(_)) {
        return of(year);
    }
    let from = told.first_day()?;
    let distance = |p: &Point| {
        let days = p.first_day().map_or(i32::MAX / 2, |d| (d - from).get_days());
        let over = if p.year() == year { 0 } else { 100 };
        days.abs() + over + if days < 0 { 0 } else { -60 }
    };
    (year - 1..=year + 1).filter_map(of).min_by_key(distance)
}

/// The one that the words and the tense choose around the document's date.
fn nearest_now(now: Date, way: Way, direction: Direction, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
    let years = now.year() - 1..=now.year() + 1;
    let points: Vec<(Point, Date, Date)> = years.filter_map(|y| of(y).and_then(|p| p.interval().map(|(a, b)| (p, a, b)))).collect();
    let past = || points.iter().rev().find(|(_, from, _)| *from <= now);
    let future = || points.iter().find(|(_, _, to)| *to >= now);
    let found = match (way, direction) {
        (Way::Last, _) => points.iter().rev().find(|(_, _, to)| *to < now),
        (Way::Next, _) => points.iter().find(|(_, from, _)| *from > now),
        (Way::This, _) => points.iter().find(|(p, ..)| p.year() == now.year()),
        (_, Direction::Past) => past(),
        (_, Direction::Future) => future(),
        (_, Direction::Unknown) => {
            let (behind, ahead) = (past()?, future()?);
            let days = |a: Date, b: Date| (b - a).get_days();
            if behind.2 >= now || days(behind.2, now) <= 2 * days(now, ahead.1) { Some(behind) } else { Some(ahead) }
        }
    };
    found.map(|(p, ..)| p.clone())
}
