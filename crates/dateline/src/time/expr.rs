//! What a time expression says, before it is counted from anything: `last March` is March in the last year that has one.

use super::calendar::NamedDay;
use super::point::{Point, Unit};
use std::rc::Rc;

/// A year as the words give it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Year {
    Known(i16),
    /// Its last two digits.
    Short(i8),
    Open(Way),
}

/// Which of several the words point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Choose,
    Last,
    Next,
    This,
}

/// What a time is counted from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Base {
    Now,
    Told,
    Near,
    Period,
    Made(Rc<Expr>),
}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Portion {
    Month(i8),
    Quarter(i8),
    Half(i8),
    Season(&'static str),
}

/// What a time expression says, before it is counted from anything.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    None,
    Text(String),
    Fixed(Point),
    Day {
        year: Year,
        month: i8,
        day: i8,
    },
    DayOfMonth(i8),
    Year(Year),
    Portion {
        year: Year,
        portion: Portion,
    },
    /// The financial period the text is about, in a year.
    PeriodOf(Year),
    Weekday(i8, Way),
    /// A weekday with its date.
    Dated(i8, Rc<Expr>),
    Named(NamedDay, Year),
    Move {
        base: Base,
        n: Option<f64>,
        unit: Unit,
        back: bool,
    },
    Part(Option<Rc<Expr>>, String),
    Clock(Option<Rc<Expr>>, String),
    Of(Rc<Expr>, Rc<Expr>),
}
