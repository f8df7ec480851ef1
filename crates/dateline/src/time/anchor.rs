//! Counts expressions from the document's date, or from the time that the text is telling of.

use super::expr::{Base, Expr, Portion, Way, Year};
use super::point::{Point, Unit, weekday_after, weekday_before, weekday_of_week, whole};
use super::tense::{Aspect, Direction};
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
    pub(crate) fn resolve(&mut self, expr: &Expr, aspect: Aspect, sentence: usize) -> Resolved {
        self.sentence = sentence;
        let resolved = self.value(expr, aspect).unwrap_or_else(|| vague(self.unknown(expr)));
        // Results of six or nine months or a year stand beside those of the same months a year before, not of a quarter.
        if matches!(expr, Expr::Text(t) if ["P6M", "P9M", "P1Y"].contains(&t.as_str())) {
            self.period = None;
        }
        if let Some(point) = &resolved.point {
            if matches!(point, Point::Quarter(..) | Point::Half(..)) && matches!(expr, Expr::Portion { .. }) {
                self.period = Some(point.clone());
            }
            self.tell(point, aspect);
        }
        resolved
    }

    /// Remembers a date told. What the text only glances at (`had been signed in 1899`) moves nothing, and the year
    /// alone does not wipe out the month that was told of it.
    fn tell(&mut self, point: &Point, aspect: Aspect) {
        let glance = self.narrative && aspect.aside && self.told.is_some();
        let coarse = matches!(point, Point::Year(y) if self.told.as_ref().is_some_and(|t| t.year() == *y && t.unit() < Unit::Year));
        let vast = matches!(point, Point::Century(_) | Point::Millennium(_)) || point.year() == 0;
        if !(glance || vast || coarse && self.narrative) {
            self.told = Some(point.clone());
            self.told_at = self.sentence;
        }
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

    fn base(&self, base: &Base, aspect: Aspect) -> Option<Point> {
        match base {
            Base::Now if self.narrative => self.told.clone().or_else(|| self.now_point()),
            Base::Now => self.now_point(),
            Base::Told => self.told.clone().or_else(|| self.now_point()),
            Base::Near => self.recent().cloned().or_else(|| self.now_point()),
            Base::Period => self.period.clone().or_else(|| self.base(&Base::Now, aspect)),
            Base::Made(expr) => self.value(expr, aspect)?.point,
        }
    }

    fn value(&self, expr: &Expr, aspect: Aspect) -> Option<Resolved> {
        Some(match expr {
            Expr::None => vague(""),
            Expr::Text(text) => vague(text.clone()),
            Expr::Fixed(point) => point.clone().into(),
            Expr::Year(year) => Point::Year(self.known_year(*year)?).into(),
            Expr::Day { year, month, day } => self.day(*year, *month, *day, aspect)?.into(),
            Expr::DayOfMonth(day) => self.day_of_month(*day, aspect)?.into(),
            Expr::Portion { year, portion } => self.portion(*year, *portion, aspect)?.into(),
            Expr::Dated(weekday, day) => self.dated(*weekday, day, aspect)?,
            Expr::PeriodOf(year) => {
                let year = self.known_year(*year)?;
                match self.period {
                    Some(Point::Quarter(_, q)) => Point::Quarter(year, q),
                    Some(Point::Half(_, h)) => Point::Half(year, h),
                    _ => Point::Year(year),
                }
                .into()
            }
            Expr::Weekday(weekday, way) => self.weekday(*weekday, *way, aspect)?.into(),
            Expr::Named(named, year) => {
                let year_of = |y: i16| named.in_year(y);
                self.pick(*year, aspect, year_of)?.into()
            }
            Expr::Move { base, n, unit, back } => self.moved(base, *n, *unit, *back, aspect)?,
            Expr::Part(day, part) => self.part_of_day(day.as_deref(), part, aspect)?,
            Expr::Clock(day, clock) => {
                let day = self.whole_day(day.as_deref(), aspect)?;
                Point::Clock(day, clock.clone()).into()
            }
            Expr::Of(inner, outer) => self.of(inner, outer, aspect)?,
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

    fn day(&self, year: Year, month: i8, day: i8, aspect: Aspect) -> Option<Point> {
        self.pick(year, aspect, |y| Date::new(y, month, day).ok().map(Point::Day))
    }

    /// `Monday, Oct. 26`: in the nearest year whose 26 October is a Monday.
    fn dated(&self, weekday: i8, day: &Expr, aspect: Aspect) -> Option<Resolved> {
        if let (Expr::Day { year: Year::Open(_), month, day }, Some(now)) = (day, self.told_or_now()) {
            let days = (now.year() - 6..=now.year() + 6).filter_map(|y| Date::new(y, *month, *day).ok());
            let fits = days.filter(|d| d.weekday().to_monday_one_offset() == weekday);
            let nearest = fits.min_by_key(|d| (now - *d).get_days().abs());
            return nearest.map(|d| Point::Day(d).into());
        }
        self.value(day, aspect)
    }

    fn told_or_now(&self) -> Option<Date> {
        let told = self.told.as_ref().filter(|_| self.narrative).and_then(Point::first_day);
        told.or(self.now)
    }

    fn portion(&self, year: Year, portion: Portion, mut aspect: Aspect) -> Option<Point> {
        // A quarter is told of when its results are out.
        let vague = aspect.direction == Direction::Unknown || aspect.direction == Direction::Future && !aspect.direct;
        if matches!(portion, Portion::Quarter(_)) && (vague || aspect.direction == Direction::Past) {
            aspect = Aspect { direction: Direction::Past, direct: true, ..aspect };
        }
        self.pick(year, aspect, |y| {
            Some(match portion {
                Portion::Month(m) => Point::Month(y, m),
                Portion::Quarter(q) => Point::Quarter(y, q),
                Portion::Half(h) => Point::Half(y, h),
                Portion::Season(s) => Point::Season(y, s),
            })
        })
    }

    /// Chooses the year of what comes once a year.
    fn pick(&self, year: Year, aspect: Aspect, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
        let Year::Open(way) = year else { return of(self.known_year(year)?) };
        match (self.told.as_ref().filter(|_| self.narrative), self.now) {
            (Some(told), _) => nearest_told(told, way, of),
            (None, Some(now)) => nearest_now(now, way, aspect, of),
            _ => None,
        }
    }

    /// `the 28th`: of the month told, else the last or next one.
    fn day_of_month(&self, day: i8, aspect: Aspect) -> Option<Point> {
        let base = self.recent().cloned().or_else(|| self.now_point())?.first_day()?;
        let date = Date::new(base.year(), base.month(), day).ok()?;
        if self.recent().is_none() && aspect.direction != Direction::Future && date > base {
            return Point::Day(base).shift(-1, Unit::Month)?.first_day()?.with().day(day).build().ok().map(Point::Day);
        }
        Some(Point::Day(date))
    }

    fn weekday(&self, weekday: i8, way: Way, aspect: Aspect) -> Option<Point> {
        if self.narrative
            && way != Way::This
            && let Some(Point::Day(d) | Point::Part(d, _) | Point::Clock(d, _)) = self.told
        {
            return weekday_after(d, weekday, way == Way::Choose).map(Point::Day);
        }
        let now = self.now?;
        let day = match (way, aspect.direction) {
            (Way::Last, _) => weekday_before(now, weekday, false),
            (Way::Next, _) => weekday_after(now, weekday, false),
            (Way::This, Direction::Past) => weekday_of_week(now, weekday, 0),
            (Way::This, _) => weekday_after(now, weekday, true),
            // Today's weekday without `next` is today: `is to fly to Oslo on Thursday`, in a text of a Thursday.
            (Way::Choose, Direction::Future) => weekday_after(now, weekday, true),
            (Way::Choose, Direction::Unknown) if aspect.present => weekday_after(now, weekday, true),
            (Way::Choose, _) => weekday_before(now, weekday, true),
        };
        day.map(Point::Day)
    }

    fn moved(&self, base: &Base, n: Option<f64>, unit: Unit, back: bool, aspect: Aspect) -> Option<Resolved> {
        let Some(n) = n else { return Some(vague(if back { "PAST_REF" } else { "FUTURE_REF" })) };
        let from = self.base(base, aspect)?;
        let asked = unit;
        let (n, unit) = whole(if back { -n } else { n }, asked, from.unit());
        if matches!(base, Base::Period | Base::Made(_)) && unit == Unit::Year {
            match &from {
                Point::Quarter(..) => return from.shift(n.saturating_mul(4), Unit::Quarter).map(Resolved::from),
                Point::Half(..) => return from.shift(n.saturating_mul(2), Unit::Half).map(Resolved::from),
                _ => {}
            }
        }
        // Results are told of a quarter that is over.
        if *base == Base::Period && unit == Unit::Quarter && (self.period.is_none() || n == 0 && self.goes_on(&from)) {
            return self.now_point()?.shift(n.saturating_sub(1), unit).map(Resolved::from);
        }
        if unit < Unit::Day {
            let day = from.first_day()?;
            return Some(Resolved { value: format!("{day}TXX:XX"), point: Some(Point::Day(day)) });
        }
        // What is coarser than the unit holds no such unit: two days after May 1940 is some day.
        if from.unit() > unit && *base != Base::Period && (n != 0 || *base == Base::Told) {
            return self.coarse(&from, n, unit);
        }
        let moved = from.shift(n, unit)?;
        // Nobody who says two and a half years means the month.
        if (asked, unit) == (Unit::Year, Unit::Month) && n.abs() > 24 {
            return moved.shift(0, Unit::Year).map(Resolved::from);
        }
        let exact = matches!(unit, Unit::Week) && n != 0 && self.narrative && matches!(from, Point::Day(_));
        if exact {
            return from.shift(n.saturating_mul(7), Unit::Day).map(Resolved::from);
        }
        Some(moved.into())
    }

    /// Whether a stretch is not over on the document's date.
    fn goes_on(&self, point: &Point) -> bool {
        point.interval().zip(self.now).is_some_and(|((_, to), now)| to >= now)
    }

    /// A count in small units from a large one.
    fn coarse(&self, from: &Point, n: i64, unit: Unit) -> Option<Resolved> {
        match unit {
            Unit::Day if n == 0 => Some(Resolved { value: from.filled("XXXX-XX-XX"), point: Some(from.clone()) }),
            Unit::Day if self.narrative => Some(vague("XXXX-XX-XX")),
            Unit::Month if n == 0 => Some(Resolved { value: from.filled("XXXX-XX"), point: Some(from.clone()) }),
            _ => from.shift(n, unit).map(Resolved::from),
        }
    }

    /// The single day an expression names, or the one the text is telling of.
    fn whole_day(&self, expr: Option<&Expr>, aspect: Aspect) -> Option<Date> {
        match expr {
            Some(expr) => match self.value(expr, aspect)?.point? {
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

    fn part_of_day(&self, day: Option<&Expr>, part: &str, aspect: Aspect) -> Option<Resolved> {
        if let Some(date) = self.whole_day(day, aspect) {
            return Some(Point::Part(date, part.to_owned()).into());
        }
        let inner = self.value(day?, aspect)?;
        Some(vague(format!("{}T{part}", inner.value)))
    }

    /// `August` in the year of `that year`; `the 28th` in the month of `that month`.
    fn of(&self, inner: &Expr, outer: &Expr, aspect: Aspect) -> Option<Resolved> {
        let outer = self.value(outer, aspect)?.point?;
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
        self.value(&placed, aspect)
    }
}

/// The one nearest to the date told; the text moves on rather than back, and rather within a year than over its end.
fn nearest_told(told: &Point, way: Way, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
    if matches!(told, Point::Decade(_)) {
        return None;
    }
    let year = told.year();
    if matches!(told, Point::Year(_)) && way == Way::Choose || way == Way::This {
        return of(year);
    }
    let from = told.first_day()?;
    let days = |p: &Point| p.first_day().map_or(i32::MAX / 2, |d| (d - from).get_days());
    let distance = |p: &Point| {
        let over = if p.year() == year { 0 } else { 100 };
        days(p).abs() + over + if days(p) < 0 { 0 } else { -60 }
    };
    let fits = |p: &Point| match way {
        Way::Last => days(p) < 0,
        Way::Next => days(p) > 0,
        _ => true,
    };
    // Four years to either side hold a 29 February.
    (year - 4..=year + 4).filter_map(of).filter(fits).min_by_key(distance)
}

/// Far enough that the words mean the other one, and near enough to be meant, in days.
const FAR: i32 = 200;
const CLOSE: i32 = 60;
/// Days after which a date told without its year is hardly meant.
const LONG_AGO: i32 = 285;

/// The one that the words and the tense choose around the document's date.
fn nearest_now(now: Date, way: Way, aspect: Aspect, of: impl Fn(i16) -> Option<Point>) -> Option<Point> {
    let years = now.year() - 4..=now.year() + 4;
    let points: Vec<(Point, Date, Date)> = years.filter_map(|y| of(y).and_then(|p| p.interval().map(|(a, b)| (p, a, b)))).collect();
    let past = points.iter().rev().find(|(_, from, _)| *from <= now);
    let future = points.iter().find(|(_, _, to)| *to >= now);
    let behind = past.map_or(i32::MAX, |(_, _, to)| (now - *to).get_days());
    let ahead = future.map_or(i32::MAX, |(_, from, _)| (*from - now).get_days());
    let found = match (way, aspect.direction) {
        (Way::Last, _) => points.iter().rev().find(|(_, _, to)| *to < now),
        (Way::Next, _) => points.iter().find(|(_, from, _)| *from > now),
        (Way::This, _) => points.iter().find(|(p, ..)| p.year() == now.year()),
        (_, Direction::Past) if !aspect.direct && behind > FAR && ahead < CLOSE => future,
        // A day of ten months ago would be told with its year: `was summoned to testify on Feb. 10`, in a text of January.
        (_, Direction::Past) if behind > LONG_AGO && ahead < CLOSE && future.is_some_and(|(p, ..)| p.unit() == Unit::Day) => future,
        (_, Direction::Past) => past,
        (_, Direction::Future) if !aspect.direct && ahead > FAR && behind < CLOSE => past,
        (_, Direction::Future) if ahead > 5 * CLOSE && behind < CLOSE / 4 => past,
        (_, Direction::Future) => future,
        // `The law takes effect Jan. 1`, in a text of March.
        (_, Direction::Unknown) if aspect.present && aspect.direct && behind > CLOSE && future.is_some() => future,
        (_, Direction::Unknown) if behind <= 0 || i64::from(behind) <= 2 * i64::from(ahead) => past,
        (_, Direction::Unknown) => future,
    };
    found.or(past).or(future).map(|(p, ..)| p.clone())
}
