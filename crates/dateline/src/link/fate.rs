//! What became of commitments: later reports keep, break or withdraw them.

use super::score::{family, proper};
use super::words::{common, split, words};
use super::{Party, Reality, Telling};
use std::collections::HashMap;

/// A commitment as the search for its fate sees it.
#[derive(Debug, Clone, Default)]
pub struct Promise {
    /// The document it was read in: what the same article tells is no later report.
    pub doc: u64,
    pub by: Vec<Party>,
    pub to: Vec<Party>,
    /// False for what they said they will not do.
    pub will: bool,
    /// PLOVER type of what is promised.
    pub kind: Option<String>,
    /// Hashes of the words of the act.
    pub words: Vec<u32>,
    pub made: Option<i32>,
    pub due: Option<(i32, i32)>,
    /// "By June": any day until then is in time; see [`deadline`].
    pub by_then: bool,
    /// It binds only if, until or after something else; see [`conditional`].
    pub conditional: bool,
}

/// Whether the words of an act make it hang on something else: no later report alone shows it broken.
///
/// ```
/// use dateline::link::conditional;
/// assert!(conditional("reopen the border until the epidemic is over") && conditional("disarm if others do"));
/// assert!(!conditional("visit Uganda in March"));
/// ```
pub fn conditional(act: &str) -> bool {
    split(act).any(|w| matches!(w.as_str(), "if" | "unless" | "until" | "till" | "after" | "once" | "provided" | "when"))
}

/// Whether the words of an act name the end of its time rather than its time: "by the end of June", "before Friday", "within a week".
///
/// ```
/// use dateline::link::deadline;
/// assert!(deadline("send aid to Mozambique by June") && deadline("leave within two weeks"));
/// assert!(!deadline("visit Uganda in March") && !deadline("travel by train on Friday"));
/// ```
pub fn deadline(act: &str) -> bool {
    let words: Vec<String> = split(act).collect();
    words.iter().enumerate().any(|(i, w)| match w.as_str() {
        "before" | "within" | "until" | "till" => true,
        "by" => words.get(i + 1).is_some_and(|next| {
            let next = next.as_str();
            TIMES.contains(&next)
                || next.starts_with(|c: char| c.is_ascii_digit())
                || (next == "the" && words.get(i + 2).is_some_and(|w| TIMES.contains(&w.as_str())))
        }),
        _ => false,
    })
}

/// Words that begin a time after "by".
const TIMES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "end",
    "middle",
    "start",
    "beginning",
    "next",
    "this",
    "late",
    "early",
    "mid",
    "then",
    "tomorrow",
    "tonight",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "midnight",
    "noon",
    "year",
    "year's",
];

/// What a report does to a commitment.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// Index of the promise and of the report.
    pub promise: usize,
    pub telling: usize,
    /// `kept`, `broken` or `withdrawn`.
    pub state: &'static str,
    /// 0 to 1.
    pub confidence: f32,
    pub why: String,
}

/// Without a due day a promise is waited on for so long.
const PATIENCE: i32 = 366;

/// A deed somewhat late still keeps the promise; the days after its due day.
const GRACE: i32 = 7;

/// What is this sure counts.
const ENOUGH: f32 = 0.5;

/// The doer is bound himself, or stands for those who are: another minister of the same state is somebody else.
const BOUND: f32 = 0.7;

/// The words of the promise that a report must share to show it kept, taken back or broken.
const KEPT: f32 = 0.4;
const TAKEN_BACK: f32 = 0.5;
const BROKEN: f32 = 0.5;

/// How many reports of one actor a promise is held against.
const REPORTS: usize = 400;

/// All reports that bear on promises, by promise, then by report.
pub fn fates(promises: &[Promise], tellings: &[Telling]) -> Vec<Fate> {
    let mut by_actor: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, t) in tellings.iter().enumerate() {
        let mut keys: Vec<String> = t.source.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter().for_each(|k| by_actor.entry(k).or_default().push(i));
    }
    by_actor.values_mut().for_each(|list| list.sort_by_key(|&i| (tellings[i].published, tellings[i].id)));
    let mut fates = Vec::new();
    for (n, promise) in promises.iter().enumerate() {
        let mut found: Vec<Fate> = promise
            .by
            .iter()
            .filter_map(|b| by_actor.get(&key(b)))
            .flat_map(|list| later(promise, list, tellings).iter().copied())
            .filter_map(|t| fate(n, promise, t, &tellings[t]))
            .collect();
        found.sort_by_key(|f| f.telling);
        found.dedup_by_key(|f| f.telling);
        fates.append(&mut found);
    }
    fates
}

fn key(p: &Party) -> String {
    p.country.clone().unwrap_or_else(|| p.name.to_lowercase())
}

/// Reports published after the promise was made, and not too long after.
fn later<'a>(promise: &Promise, list: &'a [usize], tellings: &[Telling]) -> &'a [usize] {
    let Some(made) = promise.made else { return &[] };
    let last = promise.due.map_or(made + PATIENCE, |(_, to)| to + GRACE + 30);
    let from = list.partition_point(|&i| tellings[i].published < Some(made));
    let to = list.partition_point(|&i| tellings[i].published <= Some(last));
    &list[from..to.max(from).min(from + REPORTS)]
}

fn fate(n: usize, promise: &Promise, index: usize, t: &Telling) -> Option<Fate> {
    // Where nobody knows what kind of act was promised, nobody can tell whether it was done.
    if t.doc == promise.doc || promise.kind.is_none() {
        return None;
    }
    let who = actors(&promise.by, &t.source).filter(|who| *who >= BOUND)?;
    let whom = partners(promise, t)?;
    let act_words = told(promise);
    let shared = common(&act_words, &t.words);
    let words = shared as f32 / act_words.len().max(4) as f32;
    let same_act = promise.kind.as_deref() == Some(t.kind.as_str());
    let (state, plain) = turn(promise, t, same_act)?;
    if !in_time(promise, t, state == "withdrawn") || !tells(promise, state, words) {
        return None;
    }
    let base = if same_act { 0.35 } else { 0.0 };
    let confidence = (base + 0.2 * who + 0.15 * whom + 0.7 * words).min(0.95) * plain;
    (shared >= 2 && confidence >= ENOUGH).then(|| Fate {
        promise: n,
        telling: index,
        state,
        confidence,
        why: format!("actor {who:.2}, partner {whom:.2}, words {words:.2}{}", if same_act { ", same act" } else { "" }),
    })
}

/// Whether the report speaks of what was promised, not only of something that the same people did.
fn tells(promise: &Promise, state: &str, words: f32) -> bool {
    match state {
        "broken" => words >= BROKEN && !promise.conditional,
        "withdrawn" => words >= TAKEN_BACK,
        _ => words >= KEPT,
    }
}

/// The words of the promise without the names of those bound: these stand in all that they do.
fn told(promise: &Promise) -> Vec<u32> {
    let names: Vec<u32> = promise.by.iter().flat_map(|p| words(&p.name)).collect();
    promise.words.iter().copied().filter(|w| !names.contains(w)).collect()
}

/// What a report makes of the promise, and how plainly.
fn turn(promise: &Promise, t: &Telling, same_act: bool) -> Option<(&'static str, f32)> {
    match (t.kind.as_str(), t.reality) {
        // Taking back what was said: a refusal, a break, a withdrawal.
        ("REJECT", Reality::Done) if promise.will && !same_act => Some(("withdrawn", 0.9)),
        ("SANCTION", Reality::Done) if promise.will && !same_act && breaks_off(t) => Some(("withdrawn", 0.9)),
        // A second promise of the same is no fulfilment, and neither is another act.
        ("AGREE", _) => None,
        _ if !same_act => None,
        (_, Reality::Done) => Some((if promise.will { "kept" } else { "broken" }, 1.0)),
        (_, Reality::Denied) => Some((if promise.will { "broken" } else { "kept" }, 0.9)),
        _ => None,
    }
}

/// Ends what was under way between the two: talks, aid, membership.
fn breaks_off(t: &Telling) -> bool {
    matches!(t.mode.as_deref(), Some("discontinue" | "withdraw"))
}

/// The deed took place after the promise, and not long before or after it fell due; a promise is taken back any day before that.
fn in_time(promise: &Promise, t: &Telling, taken_back: bool) -> bool {
    let (Some(made), Some(when)) = (promise.made, t.when) else { return false };
    let after = if when.stated { when.to >= made } else { when.to > made };
    let early = taken_back || promise.by_then;
    after && promise.due.is_none_or(|(from, to)| (early || when.to >= from.min(to) - GRACE) && when.from <= to + GRACE)
}

/// How well the doer is one of those bound; none if not at all.
fn actors(bound: &[Party], doers: &[Party]) -> Option<f32> {
    let alike = |b: &Party, d: &Party| match () {
        () if !b.name.is_empty() && b.name.eq_ignore_ascii_case(&d.name) => 1.0,
        () if proper(b) && proper(d) && !family(b, d) => 0.0,
        () if b.country.is_some() && b.country == d.country && (b.sector == d.sector || b.sector.is_none() || d.sector.is_none()) => 0.7,
        () if b.country.is_some() && b.country == d.country => 0.2,
        () => 0.0,
    };
    let best = bound.iter().flat_map(|b| doers.iter().map(move |d| alike(b, d))).fold(0.0, f32::max);
    (best > 0.0).then_some(best)
}

/// How well those promised to are those it was done to; none if they are others.
fn partners(promise: &Promise, t: &Telling) -> Option<f32> {
    if promise.to.is_empty() || t.target.is_empty() {
        return Some(0.0);
    }
    actors(&promise.to, &t.target)
}

#[cfg(test)]
mod tests {
    use super::super::Interval;
    use super::*;

    fn party(name: &str, country: &str) -> Party {
        Party { name: name.into(), code: country.into(), country: Some(country.into()), sector: Some("GOV".into()) }
    }

    fn promise(will: bool) -> Promise {
        Promise {
            doc: 1,
            by: vec![party("Ana Berova", "BGR")],
            to: vec![party("Ion Dascal", "ROU")],
            will,
            kind: Some("CONSULT".into()),
            words: words("visit Bucharest in June"),
            made: Some(100),
            due: Some((120, 149)),
            by_then: false,
            conditional: false,
        }
    }

    fn report(day: i32, sentence: &str) -> Telling {
        Telling {
            id: 7,
            doc: 2,
            published: Some(day),
            kind: "CONSULT".into(),
            quad: 1,
            source: vec![party("Ana Berova", "BGR")],
            target: vec![party("Ion Dascal", "ROU")],
            when: Some(Interval { from: day, to: day, stated: true }),
            words: words(sentence),
            ..Telling::default()
        }
    }

    fn states(p: Promise, t: Telling) -> Vec<&'static str> {
        fates(&[p], &[t]).into_iter().map(|f| f.state).collect()
    }

    #[test]
    fn a_deed_keeps_a_promise_and_breaks_a_refusal() {
        let visit = "Ana Berova visited Bucharest on Tuesday";
        assert_eq!(states(promise(true), report(130, visit)), ["kept"]);
        let plain = "In June, Ana Berova visited Bucharest";
        assert_eq!(states(promise(false), report(130, plain)), ["broken"]);
        assert_eq!(states(promise(true), Telling { reality: Reality::Denied, ..report(130, plain) }), ["broken"]);
    }

    #[test]
    fn a_deadline_is_kept_any_day_before() {
        let visit = "Ana Berova visited Bucharest on Tuesday";
        assert!(states(promise(true), report(105, visit)).is_empty(), "not in June");
        assert_eq!(states(Promise { by_then: true, ..promise(true) }, report(105, visit)), ["kept"]);
    }

    #[test]
    fn a_refusal_of_the_same_takes_it_back() {
        let refused = Telling { kind: "REJECT".into(), ..report(105, "Ana Berova refused to visit Bucharest in June") };
        assert_eq!(states(promise(true), refused), ["withdrawn"]);
    }

    #[test]
    fn too_early_too_late_or_another_is_no_evidence() {
        let visit = "Ana Berova visited Bucharest on Tuesday";
        assert!(states(promise(true), report(99, visit)).is_empty());
        assert!(states(promise(true), report(300, visit)).is_empty());
        assert!(states(promise(true), Telling { source: vec![party("Jan Novak", "CZE")], ..report(130, visit) }).is_empty());
        assert!(states(promise(true), Telling { doc: 1, ..report(130, visit) }).is_empty(), "the same article");
    }

    #[test]
    fn what_others_did_or_what_hangs_on_something_decides_nothing() {
        let visit = report(130, "Ana Berova visited Bucharest on Tuesday");
        let colleague = Telling { source: vec![party("Petar Ilev", "BGR")], ..visit.clone() };
        assert!(states(promise(true), colleague).is_empty(), "another minister");
        assert!(
            states(Promise { conditional: true, ..promise(false) }, report(130, "In June, Ana Berova visited Bucharest")).is_empty(),
            "until something"
        );
        assert!(states(promise(true), report(130, "Ana Berova telephoned Ion Dascal")).is_empty(), "another meeting");
        assert!(states(Promise { kind: Some("AID".into()), ..promise(true) }, visit).is_empty(), "another act");
    }
}
