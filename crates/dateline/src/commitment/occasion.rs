//! When a promise falls due: by its own words, or by the day of the occasion that it is for.
//!
//! "He will attend the games", "the sporting event slated to begin on 4 February": the second gives
//! the day of the first, since both name one occasion.

use super::Due;
use crate::code::Resolved;
use crate::time::{Kind, Time};
use jiff::civil::Date;
use std::ops::Range;

/// Nouns that name occasions, and the wider word that a text may take them up with.
const OCCASIONS: &[(&str, &str)] = &[
    ("olympics", "event"),
    ("olympic", "event"),
    ("games", "event"),
    ("game", "event"),
    ("cup", "event"),
    ("championship", "event"),
    ("summit", "meeting"),
    ("conference", "meeting"),
    ("meeting", "meeting"),
    ("talk", "meeting"),
    ("session", "meeting"),
    ("assembly", "meeting"),
    ("election", "vote"),
    ("referendum", "vote"),
    ("vote", "vote"),
    ("ceremony", "event"),
    ("inauguration", "event"),
    ("funeral", "event"),
    ("event", "event"),
    ("festival", "event"),
];

/// The interval that a promised act falls in; `made` keeps times of the past out.
pub(super) fn due(stage: &Resolved, words: &Range<usize>, made: Option<Date>) -> Option<Due> {
    let inside = stage.times_in(words).iter().find(|t| ahead(t, made));
    let time = inside.or_else(|| occasion_in(stage, words).and_then(|kind| dated_occasion(stage, kind, made)))?;
    let from = time.from?;
    Some(Due { from, to: time.to.unwrap_or(from) })
}

fn ahead(t: &Time, made: Option<Date>) -> bool {
    matches!(t.kind, Kind::Date | Kind::Time) && t.to.or(t.from).is_some_and(|to| made.is_none_or(|m| to >= m))
}

fn occasion_in(stage: &Resolved, words: &Range<usize>) -> Option<&'static str> {
    words.clone().find_map(|i| occasion(stage, i))
}

fn occasion(stage: &Resolved, i: usize) -> Option<&'static str> {
    let lemma = stage.doc.lemma(i).to_lowercase();
    OCCASIONS.iter().find(|(noun, _)| *noun == lemma).map(|(_, kind)| *kind)
}

/// A day ahead that the text gives to an occasion of this kind, inside the occasion's own phrase
/// ("the summit on Friday", "the event slated to begin on 4 February").
fn dated_occasion<'a>(stage: &'a Resolved, kind: &str, made: Option<Date>) -> Option<&'a Time> {
    let precise = |t: &&Time| ahead(t, made) && t.from == t.to;
    stage.times.iter().filter(precise).find(|t| {
        let mut at = t.tokens.start;
        for _ in 0..8 {
            let up = stage.doc.head(at);
            if up == at {
                return false;
            }
            if occasion(stage, up) == Some(kind) {
                return true;
            }
            at = up;
        }
        false
    })
}
