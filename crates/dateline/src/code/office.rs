//! Whoever has left office since acted in it then: "in 2013 A met B" is an act of a head of state, though A is a former one today.

use super::{Basis, Coding, Event, Resolved, Status};
use crate::record::ActorRef;
use jiff::ToSpan;
use jiff::civil::Date;

/// How many weeks after leaving it somebody is still told to resign from an office.
const WEEKS: i64 = 6;

/// Gives former office holders in acts of the past the sectors that they had then.
pub(super) fn mark(stage: &Resolved, k: &Coding, events: &mut [Event]) {
    let Some(today) = stage.input.date else { return };
    for e in events {
        let dated = e.when.as_ref().filter(|w| w.basis == Basis::Text).and_then(|w| w.from);
        let day = dated.filter(|&d| d < today);
        // A deed of old without a day is taken to be of the last office; words may be of the time after it.
        let deed = e.quad.is_multiple_of(2) && e.status == Status::Historical && dated.is_none();
        // Whoever resigns was in office until then.
        let resigns = e.mode.as_deref() == Some("resign") && e.status == Status::Actual;
        let day = day.or(today.checked_sub(WEEKS.weeks()).ok().filter(|_| resigns));
        for a in &mut e.source {
            reinstate(stage, k, a, day.or(Some(today).filter(|_| deed)), deed);
        }
        e.target.iter_mut().for_each(|a| reinstate(stage, k, a, day, false));
    }
}

fn reinstate(stage: &Resolved, k: &Coding, a: &mut ActorRef, day: Option<Date>, or_last: bool) {
    let former = a.sector.as_deref() == Some("ELI");
    let who = stage.actors.chains.get(a.chain as usize);
    let Some((who, day)) = who.zip(day).filter(|_| former) else { return };
    if let Some(sectors) = k.actors.sectors_in_office(who, day, or_last) {
        a.sector = sectors.first().cloned();
        a.sectors = sectors;
        a.recode();
    }
}
