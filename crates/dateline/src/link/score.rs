//! How likely two tellings are one event.

use super::agree::{PERIOD, SEASON, place, times};
use super::words::{Rarity, common, numbers_differ};
use super::{Interval, Party, Reality, Telling};
use std::fmt;

/// What speaks for two tellings being one event, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    pub actors: f32,
    pub time: f32,
    pub place: f32,
    pub words: f32,
    pub total: f32,
}

impl fmt::Display for Weighed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "actors {:.2}, time {:.2}, place {:.2}, words {:.2}", self.actors, self.time, self.place, self.words)
    }
}

/// Two articles that share fewer of their words tell of two events, but where both state one day and one town.
const LEAST: f32 = 0.25;
/// The same of what was said.
const LEAST_SPOKEN: f32 = 0.35;
/// The same where all that is known of the time is a year or so.
const LEAST_OF_SEASONS: f32 = 0.6;

/// Who said something must be alike so far.
const SPEAKER: f32 = 0.65;

/// One word for the act, on one day, of actors that meet.
const SAME_WORD: f32 = 0.06;

/// A later report looks back on the day of the earlier one: "yesterday's strike", "who resigned on 5 May".
const ECHO: f32 = 0.08;

/// Two records of one article were kept apart by the coder, which saw more than their summaries.
const SAME_ARTICLE: f32 = 0.12;

/// Weighs a pair; none where something excludes that they are one event.
pub fn weigh(a: &Telling, b: &Telling, rarity: &Rarity) -> Option<Weighed> {
    if a.kind != b.kind || a.reality != b.reality || (a.doc == b.doc && told_apart(a, b)) {
        return None;
    }
    let (actors, time, place) = (actors(a, b)?, times(a, b)?, place(a.place.as_ref(), b.place.as_ref())?);
    let words = rarity.likeness(&a.words, &b.words);
    let long = |t: &Telling| t.when.is_some_and(|w| w.to - w.from > SEASON);
    if long(a) && (actors < 0.7 || words < LEAST_OF_SEASONS) {
        return None;
    }
    let same_scene = time == 1.0 && place == 1.0;
    let least = if spoken(a) { LEAST_SPOKEN } else { LEAST };
    if a.doc != b.doc && words < least && !same_scene {
        return None;
    }
    if spoken(a) && side(&a.source, &b.source).is_some_and(|s| s < SPEAKER) {
        return None;
    }
    let mut total = if spoken(a) {
        0.20 * actors + 0.15 * time + 0.05 * place + 0.60 * words.min(0.5) * 2.0
    } else {
        0.20 * actors + 0.15 * time + 0.20 * place + 0.45 * (words * 1.3).min(1.0)
    };
    total -= modes(a, b) + tolls(a, b).max(numbers(a, b, same_scene)) + days(a, b) + crowded(a, b) + bywords(a, b);
    if echoes(a, b) || echoes(b, a) {
        total += ECHO;
    }
    if time >= 0.8 && place >= 0.4 && actors > 0.65 && definite(a) && definite(b) && common(&a.act, &b.act) > 0 {
        total += SAME_WORD;
    }
    if a.doc == b.doc {
        total -= SAME_ARTICLE;
    }
    Some(Weighed { actors, time, place, words, total })
}

/// Two records of one article that its coder gave two modes, two places or two targets are two events,
/// unless one tells the attack and the other its victims: "killed nine people in an attack on a school".
fn told_apart(a: &Telling, b: &Telling) -> bool {
    let modes = a.mode.is_some() && b.mode.is_some() && a.mode != b.mode;
    let town = |t: &'_ Telling| t.place.as_ref().filter(|p| p.town).map(|p| p.name.clone());
    let towns = town(a).zip(town(b)).is_some_and(|(x, y)| x != y);
    let regions = place(a.place.as_ref(), b.place.as_ref()).is_some_and(|p| p < 0.15);
    let alike = side(&a.target, &b.target).unwrap_or(1.0);
    let targets = if spoken(a) { alike < 0.9 } else { alike < 0.6 && a.harm == b.harm };
    let doers = side(&a.source, &b.source).is_some_and(|s| s < 0.8);
    // "Lifts the curfew and frees prisoners": what is let go is one thing, whom it is given to another.
    let one_sided = a.kind == "CONCEDE" && a.target.is_empty() != b.target.is_empty();
    modes || towns || regions || targets || doers || one_sided
}

/// Wars have a deed a day, and politicians a word: where neither report states its day, those of two days are more likely two,
/// and most likely if they are attacks or done to nobody in particular ("protesters", "prisoners").
fn days(a: &Telling, b: &Telling) -> f32 {
    let several = match (a.when, b.when) {
        (Some(v), Some(w)) if !v.stated && !w.stated => v != w && !stays(a, b) && !once(a, b),
        (Some(v), Some(w)) => early(v, w) || early(w, v),
        (None, None) => a.published != b.published && !(named(&a.source) && named(&b.source)),
        _ => false,
    };
    let daily = matches!(a.kind.as_str(), "ASSAULT" | "PROTEST" | "COERCE");
    match several {
        true if a.kind == "CONSULT" => 0.06,
        true if daily || !named(&a.target) || !named(&b.target) || a.when.is_none() => 0.25,
        true => 0.12,
        false => 0.0,
    }
}

/// And an attacker may have several deeds on one day, and nameless crowds march in many towns: two articles that state
/// no day, or not both the town, are less likely of the same.
fn crowded(a: &Telling, b: &Telling) -> f32 {
    let unstated = |t: &Telling| t.when.is_some_and(|w| !w.stated);
    let nowhere = a.place.is_none() || b.place.is_none();
    let marched = |t: &Telling| t.mode.as_deref() == Some("demo");
    let crowds = marched(a) && marched(b) && nowhere && !named(&a.source) && !named(&b.source);
    let deeds = a.kind == "ASSAULT" && unstated(a) && unstated(b);
    if a.doc != b.doc && (deeds || crowds) { 0.08 } else { 0.0 }
}

/// Days that became bywords saw many deeds: reports that both look back on one tell the same deed only if they name to whom it was done.
fn bywords(a: &Telling, b: &Telling) -> f32 {
    let back = |t: &Telling| t.when.zip(t.published).is_some_and(|(w, day)| w.stated && day - w.to > PERIOD);
    let daily = matches!(a.kind.as_str(), "ASSAULT" | "PROTEST" | "COERCE");
    let told = named(&a.target) && named(&b.target) && side(&a.target, &b.target).is_some_and(|s| s > 0.8);
    if a.doc != b.doc && daily && back(a) && back(b) && !told { 0.12 } else { 0.0 }
}

/// Whether the first states a day that was past when it was published, and the second was published then.
fn echoes(a: &Telling, b: &Telling) -> bool {
    let (Some(v), Some(w)) = (a.when, b.when) else { return false };
    let (Some(later), Some(first)) = (a.published, b.published) else { return false };
    v.stated && v.to < later && first < later && v.from == v.to && w.from == w.to && v.to == w.to && (0..=1).contains(&(first - w.to))
}

/// Whether the first interval is a day of publication, and the second one that was stated and still to come.
fn early(a: Interval, b: Interval) -> bool {
    !a.stated && b.stated && b.from > a.to
}

/// Whether both tell of what the same people do once, not every day: they resign, leave or break off with somebody.
pub(super) fn once(a: &Telling, b: &Telling) -> bool {
    let act = |t: &Telling| match (t.kind.as_str(), t.mode.as_deref()) {
        ("RETREAT", Some("resign")) => t.source.iter().all(proper) && !t.source.is_empty(),
        ("SANCTION", Some("withdraw" | "discontinue")) => named(&t.source) && named(&t.target),
        _ => false,
    };
    act(a) && act(b) && a.mode == b.mode
}

/// Whether both tell of one visitor abroad at one host: a visit lasts some days.
pub(super) fn stays(a: &Telling, b: &Telling) -> bool {
    let abroad = |t: &Telling| t.target.iter().all(|host| t.source.iter().all(|guest| guest.country != host.country));
    let visit = |t: &Telling| t.mode.as_deref() == Some("visit") && t.source.iter().any(proper) && named(&t.target) && abroad(t);
    let alike = |x: &[Party], y: &[Party]| side(x, y).is_some_and(|s| s > 0.8);
    visit(a) && visit(b) && alike(&a.source, &b.source) && alike(&a.target, &b.target)
}

/// Somebody in particular, by the capital letter of a name; not "protesters" or "the government".
fn named(side: &[Party]) -> bool {
    !side.is_empty() && side.iter().all(|p| p.name.contains(char::is_uppercase))
}

/// Done to somebody in particular, or by one person or body alone, as when a minister resigns.
fn definite(t: &Telling) -> bool {
    if t.target.is_empty() { t.source.iter().any(proper) } else { named(&t.target) }
}

/// Numbers that don't agree, but where day and town do.
fn numbers(a: &Telling, b: &Telling, same_scene: bool) -> f32 {
    if a.doc != b.doc && !same_scene && numbers_differ(&a.words, &b.words) { 0.12 } else { 0.0 }
}

/// Numbers of dead that differ: a toll may grow from day to day, but where no day is stated two tolls are more likely two attacks.
fn tolls(a: &Telling, b: &Telling) -> f32 {
    let (Some(x), Some(y)) = (a.killed, b.killed) else { return 0.0 };
    let days = |t: &Telling| t.when.filter(|w| w.to - w.from <= PERIOD);
    let same_day = days(a).zip(days(b)).is_some_and(|(v, w)| v.stated && w.stated && v == w);
    match () {
        () if x == y => 0.0,
        () if same_day => 0.02,
        // A toll grows; it does not shrink.
        () if (a.published < b.published) == (x > y) && a.published != b.published => 0.25,
        () if a.published == b.published => 0.08,
        () => 0.15,
    }
}

/// Whether two tellings exclude each other in time or place, so that no group may hold both.
pub fn contradicts(a: &Telling, b: &Telling) -> bool {
    a.reality != b.reality || times(a, b).is_none() || place(a.place.as_ref(), b.place.as_ref()).is_none() || actors(a, b).is_none()
}

/// Words are told apart by what they say; meetings and deeds by who, when and where.
fn spoken(t: &Telling) -> bool {
    matches!(t.quad, 1 | 3) && t.kind != "CONSULT"
}

/// Reports may well disagree on the mode; it counts against them.
fn modes(a: &Telling, b: &Telling) -> f32 {
    match (&a.mode, &b.mode) {
        (Some(x), Some(y)) if x != y && spoken(a) => 0.15,
        (Some(x), Some(y)) if x != y => 0.08,
        _ => 0.0,
    }
}

fn actors(a: &Telling, b: &Telling) -> Option<f32> {
    let straight = sides(side(&a.source, &b.source), side(&a.target, &b.target));
    if !matches!(a.kind.as_str(), "CONSULT" | "COOPERATE") || a.target.is_empty() || b.target.is_empty() {
        return straight;
    }
    let crossed = sides(side(&a.source, &b.target), side(&a.target, &b.source));
    [straight, crossed].into_iter().flatten().reduce(f32::max)
}

/// Both sides must meet; one that is not told meets any.
fn sides(source: Option<f32>, target: Option<f32>) -> Option<f32> {
    match (source, target) {
        (Some(0.0), _) | (_, Some(0.0)) => None,
        (Some(s), Some(t)) => Some((s + t) / 2.0),
        (Some(s), None) => Some(s * 0.8),
        (None, Some(t)) => Some(t * 0.6),
        (None, None) => None,
    }
}

/// How well the shorter list is found in the other one; none where one is empty.
fn side(a: &[Party], b: &[Party]) -> Option<f32> {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return None;
    }
    let best = |p: &Party| long.iter().map(|q| alike(p, q)).fold(0.0, f32::max);
    Some(short.iter().map(best).sum::<f32>() / short.len() as f32)
}

/// Whether two parties are one: by name, else by what they stand for.
fn alike(p: &Party, q: &Party) -> f32 {
    let named = p.name.to_lowercase() == q.name.to_lowercase() && !p.name.is_empty();
    if !named && proper(p) && proper(q) && !family(p, q) {
        return 0.0;
    }
    match (&p.country, &q.country) {
        (Some(x), Some(y)) if x != y => 0.0,
        (Some(_), Some(_)) => match (&p.sector, &q.sector) {
            (Some(x), Some(y)) if named && x == y => 1.0,
            _ if named => 0.85,
            (None, _) | (_, None) => 0.75,
            (Some(x), Some(y)) if x == y => {
                // "Farida Zamani" may be of "the ministers"; nothing says so.
                match (family(p, q), proper(p) == proper(q)) {
                    (true, _) => 0.95,
                    (false, true) => 0.6,
                    (false, false) => 0.4,
                }
            }
            _ => 0.3,
        },
        // Somebody of no known country: gunmen, protesters, an international body.
        _ if named && (p.code.len() > 3 || p.name.contains(char::is_uppercase)) => 0.9,
        _ if named => 0.55,
        (None, None) if p.code.len() > 3 && p.code == q.code => 0.7,
        _ if family(p, q) => 0.7,
        _ if p.sector.is_some() && p.sector == q.sector => 0.35,
        _ => 0.0,
    }
}

/// The name of one person or body, not of a state or a kind of people: "Sergey Lavrov", "Supreme Court".
pub(super) fn proper(p: &Party) -> bool {
    let names = |w: &str| w.contains(char::is_uppercase) || w.starts_with(char::is_numeric);
    p.sector.is_some() && p.name.contains(' ') && p.name.split(' ').all(names)
}

/// One name is the end of the other: "Lavrov", "Sergey Lavrov".
pub(super) fn family(p: &Party, q: &Party) -> bool {
    let last =
        |name: &str| name.rsplit(' ').next().map(str::to_lowercase).filter(|w| w.chars().count() > 3 && name.contains(char::is_uppercase));
    last(&p.name).is_some_and(|w| Some(w) == last(&q.name)) && (!p.name.contains(' ') || !q.name.contains(' '))
}

impl Reality {
    /// Whether the act took place.
    pub fn done(self) -> bool {
        self == Reality::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_meet_by_name_or_state() {
        let party = |name: &str, country: &str, sector: &str| Party {
            name: name.into(),
            code: format!("{country}{sector}"),
            country: Some(country.into()).filter(|c: &String| !c.is_empty()),
            sector: Some(sector.into()).filter(|s: &String| !s.is_empty()),
        };
        let (lavrov, wang) = (party("Sergey Lavrov", "RUS", "GOV"), party("Wang Yi", "CHN", "GOV"));
        assert_eq!(alike(&lavrov, &lavrov), 1.0);
        assert_eq!(alike(&lavrov, &wang), 0.0);
        assert!(alike(&lavrov, &party("Russia", "RUS", "")) > 0.7);
        assert!(alike(&lavrov, &party("Lavrov", "RUS", "GOV")) > 0.9);
        assert!(alike(&party("gunmen", "", "UAF"), &party("gunmen", "", "UAF")) < 0.6);
    }

    fn told(kind: &str, mode: Option<&str>, source: &str, target: &str, published: i32, when: Option<Interval>) -> Telling {
        let party = |name: &str| {
            let some = |w: &str| Some(w.to_owned());
            vec![Party { name: name.into(), code: "NORGOV".into(), country: some("NOR"), sector: some("GOV") }]
        };
        let [source, target] = [source, target].map(|n| if n.is_empty() { Vec::new() } else { party(n) });
        Telling {
            kind: kind.into(),
            mode: mode.map(Into::into),
            source,
            target,
            doc: published as u64,
            published: Some(published),
            when,
            ..Telling::default()
        }
    }

    fn on(d: i32, stated: bool) -> Option<Interval> {
        Some(Interval { from: d, to: d, stated })
    }

    #[test]
    fn a_report_echoes_the_day_that_it_looks_back_on() {
        let first = told("RETREAT", Some("resign"), "Ingrid Solheim", "", 10, on(10, false));
        let back = |day| told("RETREAT", Some("resign"), "Ingrid Solheim", "", 16, on(day, true));
        assert!(echoes(&back(10), &first) && !echoes(&first, &back(10)));
        assert!(!echoes(&back(12), &first) && !echoes(&back(16), &first), "another day, and its own");
    }

    #[test]
    fn a_visit_lasts_and_a_deed_does_not() {
        let visit = |day| {
            let mut abroad = told("CONSULT", Some("visit"), "Ingrid Solheim", "Peru", day, on(day, false));
            abroad.target[0].country = Some("PER".into());
            abroad
        };
        let tour = |day| told("CONSULT", Some("visit"), "Ingrid Solheim", "Norway", day, on(day, false));
        assert!(!stays(&tour(10), &tour(12)), "at home she travels every day");
        assert_eq!(times(&visit(10), &visit(12)), Some(0.6));
        assert_eq!(times(&visit(10), &visit(17)), None, "a week later it is another");
        let strike = |day| told("ASSAULT", Some("aerial"), "Ingrid Solheim", "Norway", day, on(day, false));
        assert!(times(&strike(10), &strike(12)) < Some(0.1));
        assert_eq!((days(&visit(10), &visit(11)), days(&strike(10), &strike(11)) > 0.0), (0.0, true));
    }

    #[test]
    fn plans_of_other_seasons_are_other_plans() {
        let plan = |day| told("CONSULT", None, "Ingrid Solheim", "Norway", day, None);
        assert_eq!((times(&plan(10), &plan(12)), times(&plan(10), &plan(200))), (Some(0.2), None));
    }

    #[test]
    fn deeds_of_a_day_that_became_a_byword_need_their_victims_names() {
        let back = |target: &str, day| told("ASSAULT", Some("abduct"), "gunmen", target, day, on(10, true));
        assert!(bywords(&back("hostages", 200), &back("hostages", 300)) > 0.0);
        assert_eq!(bywords(&back("Jens Falk", 200), &back("Jens Falk", 300)), 0.0);
        assert_eq!(bywords(&back("hostages", 11), &back("hostages", 300)), 0.0, "the news of the day is one end");
    }

    #[test]
    fn what_is_to_come_is_not_reported_as_done() {
        let early = |stated| {
            days(
                &told("ASSAULT", None, "gunmen", "Norway", 9, on(9, false)),
                &told("ASSAULT", None, "gunmen", "Norway", 11, on(10, stated)),
            )
        };
        assert!(early(true) > 0.0);
    }

    #[test]
    fn who_resigns_does_it_once() {
        let resigned = |day| told("RETREAT", Some("resign"), "Ingrid Solheim", "", day, on(day, false));
        assert_eq!((times(&resigned(10), &resigned(11)), days(&resigned(10), &resigned(11))), (Some(0.6), 0.0));
        let freed = |day| told("RETREAT", Some("release"), "Ingrid Solheim", "", day, on(day, false));
        assert!(days(&freed(10), &freed(11)) > 0.0, "prisoners are freed every week");
    }
}
