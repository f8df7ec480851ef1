//! What is told as background: acts of long ago whose own words give no day.
//!
//! "In 2019 the US backed the opposition leader. Dozens of governments imposed sanctions." The second sentence goes
//! on where the first is, in time too. A past perfect in an article's own voice looks back.

use super::dated::{distance, is_old, precision};
use super::{Basis, Coding, Draft, Event, Resolved, Status, When};
use crate::clause::{Clause, Relation, Tense};
use crate::time::Kind as TimeKind;
use std::collections::{BTreeMap, BTreeSet};

/// How many sentences a day of long ago holds for.
const REACH: u32 = 2;
/// The same for deeds that a verb tells: a story of long ago is told on, while words are soon those of these days.
const REACH_OF_DEEDS: u32 = 7;

/// Gives undated acts the time of the background that they are told in, or marks them as background.
pub(super) fn mark(stage: &Resolved, k: &Coding, sentences: &[u32], told: &[Draft], events: &mut [Event]) {
    let scenes = scenes(stage, k, sentences);
    let flashbacks = flashbacks(stage, k, sentences);
    let in_flashback = |at: u32| flashbacks.range(at.saturating_sub(REACH)..at).next().is_some();
    for (d, e) in told.iter().zip(events) {
        let dated = e.when.as_ref().is_some_and(|w| w.basis == Basis::Text);
        if e.status != Status::Actual || dated {
            continue;
        }
        let clause = verb_of(stage, &d.found.clause);
        // "Over the past five years" is a time of its own.
        let habit = is_habit(stage, k, clause, is_punished(k, d));
        let quoted = quotation(stage, d.found.clause.head);
        let late = matches!(scenes.get(&e.sentence), Some(None));
        let deed = e.quad.is_multiple_of(2) && d.found.clause.kind == crate::clause::Kind::Verb;
        let reach = if deed { REACH_OF_DEEDS } else { REACH };
        let before = scenes.range(e.sentence.saturating_sub(reach)..e.sentence).next_back().filter(|_| !late);
        // What somebody says of long ago is no scene for what the article tells.
        let same_voice = |when: &When| when.span.is_some_and(|s| voice(stage, s.start).is_none() || quoted.is_some());
        match before.and_then(|(_, when)| when.clone()).filter(|w| !habit && same_voice(w) && goes_on(stage, k, clause)) {
            Some(when) => (e.when, e.status) = (Some(when), Status::Historical),
            None if looks_back(stage, k, clause, habit)
                || follows(stage, clause)
                || in_era(stage, k, &d.found.clause)
                || is_of_old(stage, clause)
                || is_of_former(stage, k, d)
                || is_since(stage, k, d)
                || deed
                    && !late
                    && quoted.is_none()
                    && goes_on(stage, k, clause)
                    && !is_beside(stage, clause)
                    && in_flashback(e.sentence) =>
            {
                (e.when, e.status) = (None, Status::Historical)
            }
            None => {}
        }
    }
}

/// The quotation, in quotation marks, that a word stands in.
fn quotation<'a>(stage: &'a Resolved, word: usize) -> Option<&'a crate::quote::Quote> {
    stage.quotes.iter().find(|q| q.kind != crate::quote::QuoteKind::Indirect && q.tokens.contains(&word))
}

/// The quotation that a place in the text stands in.
fn voice<'a>(stage: &'a Resolved, start: u32) -> Option<&'a crate::quote::Quote> {
    quotation(stage, stage.doc.tokens().partition_point(|t| t.end <= start))
}

/// By sentence, the day of long ago that its main clause tells of, or none if it names a time of late.
fn scenes(stage: &Resolved, k: &Coding, sentences: &[u32]) -> BTreeMap<u32, Option<When>> {
    let mut scenes = BTreeMap::new();
    for t in stage.times.iter().filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time)) {
        let (Some(from), Some(to)) = (t.from, t.to.or(t.from)) else { continue };
        let at = sentences[t.tokens.start];
        let span = Some(crate::record::Span { start: t.start, end: t.end });
        let old = When { from: Some(from), to: Some(to), precision: precision(Some(from), Some(to)), basis: Basis::Text, span };
        if !is_old(stage, t) {
            scenes.insert(at, None);
        } else if sets_scene(stage, k, t) {
            scenes.entry(at).or_insert(Some(old));
        }
    }
    for c in stage.clauses.all.iter().filter(|c| is_heard(stage, k, c)) {
        scenes.insert(sentences[c.head], None);
    }
    scenes
}

/// Sentences whose main clause looks back by a past perfect in the article's own voice: "B *had fled* the war." The story
/// goes on there in the plain past.
fn flashbacks(stage: &Resolved, k: &Coding, sentences: &[u32]) -> BTreeSet<u32> {
    let pluperfect = |c: &&Clause| c.relation == Relation::Root && c.tense == Tense::Past && c.perfect && c.modal.is_none();
    let main = stage.clauses.all.iter().filter(pluperfect);
    // "B had earlier denied it": an aside, after which the news goes on.
    let aside = |c: &&Clause| stage.doc.children(c.head).any(|w| k.lexicon.asides.contains(stage.doc.lower(w)));
    let main = main.filter(|c| !aside(c) && quotation(stage, c.head).is_none());
    main.filter(|c| looks_back(stage, k, c, false)).map(|c| sentences[c.head]).collect()
}

/// "*During the ceremony* fighters fired rockets": what happens beside something else that is told.
fn is_beside(stage: &Resolved, c: &Clause) -> bool {
    c.obliques.iter().any(|o| matches!(stage.doc.lower(o.prep), "during" | "amid"))
}

/// "*Speaking* to a crowd in Riga, he urged …": news of these days.
fn is_heard(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let participle = c.relation == Relation::Adverbial && stage.doc.tag(c.head) == "VBG" && c.mark.is_none();
    participle && k.lexicon.speaking.contains(stage.doc.lemma(c.head)) && stage.doc.sentence_of(c.head).start == c.head
}

/// "In 2019 the US backed …": the time of a clause in the past tense, not of a noun in it, nor since when something is.
fn sets_scene(stage: &Resolved, k: &Coding, t: &crate::time::Time) -> bool {
    let doc = stage.doc;
    let since = t.tokens.start > 0 && doc.lower(t.tokens.start - 1) == "since";
    let clause = stage.clauses.of(t.tokens.start).filter(|_| !since);
    let verb = clause.and_then(|c| c.governor.filter(|_| c.infinitive).map(|g| &stage.clauses.all[g as usize]).or(Some(c)));
    // "The land, which it took in 1967" is told beside the story.
    let told = verb.is_some_and(|v| v.tense == Tense::Past && v.relation != Relation::Relative);
    told && clause.is_some_and(|c| distance(stage, k, c, t).is_some() || comes_after(stage, c, t))
}

/// "Went to A after the fall of B in 2011": what came after something of long ago.
fn comes_after(stage: &Resolved, c: &Clause, t: &crate::time::Time) -> bool {
    let doc = stage.doc;
    let after = |k: usize| doc.dep(k) == "prep" && matches!(doc.lower(k), "after" | "following" | "during");
    doc.children(c.head).any(|k| after(k) && doc.subtree(k).contains(&t.tokens.start))
}

/// The verb that carries a noun's tense.
fn verb_of<'a>(stage: &'a Resolved, c: &'a Clause) -> &'a Clause {
    stage.clauses.headed_by(c.head).or_else(|| c.governor.map(|g| &stage.clauses.all[g as usize])).unwrap_or(c)
}

/// Plain past tense in the article's own voice, with no time of its own.
fn goes_on(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    // "They have not acted, and B accused them" tells of these days.
    let joined = c.governor.map(|g| &stage.clauses.all[g as usize]).filter(|_| c.relation == Relation::Conjunct);
    let present = joined.is_some_and(|g| matches!(g.tense, Tense::Present | Tense::Future));
    c.tense == Tense::Past && !present && !is_said(stage, k, c) && !has_time(stage, c)
}

/// "Had accused", "previously accused"; a `habit` looks back too.
fn looks_back(stage: &Resolved, k: &Coding, c: &Clause, habit: bool) -> bool {
    let adverb = |w| k.lexicon.background.contains(stage.doc.lower(w)) || c.perfect && is_before(stage, w) || is_first_of_all(stage, c, w);
    let adverb = stage.doc.children(c.head).any(adverb);
    // "Had armed and supported": the second verb stands under the first one's auxiliary.
    let bare = !stage.doc.children(c.head).any(|w| matches!(stage.doc.dep(w), "aux" | "auxpass" | "nsubj" | "nsubjpass"));
    let joined = c.governor.filter(|_| bare && c.relation == Relation::Conjunct).map(|g| &stage.clauses.all[g as usize]);
    let pluperfect = |c: &Clause| c.tense == Tense::Past && c.perfect;
    let pluperfect = pluperfect(c) || c.tense == Tense::Past && joined.is_some_and(pluperfect);
    let pluperfect = pluperfect || is_course_of_pluperfect(stage, k, c);
    let back = pluperfect && !is_said(stage, k, c) && c.relation != Relation::Adverbial && !is_anchored(stage, c);
    (adverb || habit || back) && !has_time(stage, c)
}

/// "Had played a part in fighting B": the gerund is of the verb's time.
fn is_course_of_pluperfect(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let gerund = c.kind == crate::clause::Kind::Verb && c.tense == Tense::None && !c.infinitive && c.relation == Relation::Prepositional;
    let of_act = matches!(stage.doc.lower(stage.doc.head(c.head)), "in" | "by" | "of");
    let above = c.governor.filter(|_| gerund && of_act).map(|g| &stage.clauses.all[g as usize]);
    above.is_some_and(|g| g.perfect && g.tense == Tense::Past && !is_said(stage, k, g) && !has_time(stage, g) && !is_anchored(stage, g))
}

/// "*First* promised a port": what is told of it since is the news; but not "first met A, then B".
fn is_first_of_all(stage: &Resolved, c: &Clause, word: usize) -> bool {
    let doc = stage.doc;
    let told = c.tense == Tense::Past && doc.lower(word) == "first" && doc.dep(word) == "advmod" && word + 1 == c.head;
    told && !doc.sentence_of(word).take(super::completion::LONGEST).any(|w| doc.lower(w) == "then")
}

/// "Has called for it before"
fn is_before(stage: &Resolved, word: usize) -> bool {
    let doc = stage.doc;
    doc.lower(word) == "before" && doc.dep(word) == "advmod" && doc.children(word).next().is_none()
}

/// "Has been jailed for eight years": the years are still to come.
fn is_punished(k: &Coding, d: &Draft) -> bool {
    matches!(k.book.type_of(d.found.rule).name.as_str(), "SANCTION" | "COERCE")
}

/// "Before arriving in Ankara, he had met B": a past perfect beside something of these days.
fn is_anchored(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let before = |w: usize| matches!(doc.lower(w), "before" | "by" | "until");
    let opens = |k: usize| match doc.dep(k) {
        "prep" => before(k) && doc.children(k).any(|o| doc.dep(o) == "pcomp"),
        "advcl" => doc.children(k).any(|m| doc.dep(m) == "mark" && before(m)),
        _ => false,
    };
    doc.children(c.head).any(opens)
}

/// "After the election in 2018 …, they imposed sanctions", "since the invasion of 2022 B has sent tanks": what came
/// after something of long ago is itself of long ago.
fn follows(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let opens = |k: usize| match doc.dep(k) {
        "advcl" => {
            let opener = |m: usize| match doc.lower(m) {
                "after" | "since" => doc.dep(m) == "mark",
                // "When he came last year, his guards beat two men"
                "when" => c.tense == Tense::Past && stage.clauses.headed_by(k).is_some_and(|v| v.tense == Tense::Past),
                _ => false,
            };
            doc.children(k).any(opener)
        }
        "prep" => matches!(doc.lower(k), "after" | "since" | "following"),
        _ => false,
    };
    let old = |t: &crate::time::Time| matches!(t.kind, TimeKind::Date | TimeKind::Time) && is_old(stage, t);
    let dated = |k: usize| {
        let tree = doc.subtree(k);
        let from = stage.times.partition_point(|t| t.tokens.start < tree.start);
        stage.times[from..].iter().take_while(|t| t.tokens.start < tree.end).any(old)
    };
    matches!(c.tense, Tense::Past | Tense::Present)
        && (c.tense == Tense::Past || c.perfect)
        && doc.children(c.head).any(|k| opens(k) && dated(k))
}

/// "Has regularly struck", "has in recent years hit": told of a long time, not of an act of these days.
fn is_habit(stage: &Resolved, k: &Coding, c: &Clause, punished: bool) -> bool {
    let perfect = c.perfect && c.tense == Tense::Present;
    let plural = |o: &crate::clause::Oblique| {
        matches!(stage.doc.lower(o.prep), "in" | "over" | "for" | "during")
            && !(punished && stage.doc.lower(o.prep) == "for")
            // "In recent months they have been helping": they still do.
            && !(c.progressive && stage.doc.lower(o.prep) == "in")
            && matches!(stage.doc.lower(o.object), "years" | "months" | "decades")
    };
    // "Were captured over the past five years"
    let long = |o: &crate::clause::Oblique| matches!(stage.doc.lower(o.prep), "over" | "during") && plural(o);
    // "Killed hundreds in its forty-year history"
    let all_along = |o: &crate::clause::Oblique| {
        let owned = stage.doc.children(o.object).any(|w| stage.doc.dep(w) == "poss");
        matches!(stage.doc.lower(o.prep), "in" | "over" | "during" | "throughout")
            && matches!(stage.doc.lower(o.object), "history" | "career" | "existence" | "reign" | "tenure" | "lifetime")
            && owned
    };
    let past = c.tense == Tense::Past && !c.progressive && (c.obliques.iter().any(long) || c.obliques.iter().any(all_along));
    let often = stage.doc.children(c.head).any(|w| k.lexicon.habit.contains(stage.doc.lower(w)));
    past || perfect && (often || c.obliques.iter().any(plural))
}

/// "Armed the rebels during the cold war": an age that is over.
fn in_era(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    let named = |o: &crate::clause::Oblique| {
        let words: Vec<&str> = crate::clause::noun_phrase(doc, o.object).map(|w| doc.lower(w)).collect();
        let phrase = words.join(" ").replace(" - ", "-").replace('–', "-");
        matches!(doc.lower(o.prep), "during" | "in" | "before" | "throughout")
            && k.book.sides.eras.iter().any(|e| phrase.contains(e.as_str()))
    };
    if is_early(stage, c) || above_in_era(stage, k, c) {
        return true;
    }
    let mut at = c;
    for _ in 0..3 {
        if at.obliques.iter().any(named) {
            return true;
        }
        let shares = |at: &Clause| {
            matches!(at.relation, Relation::Adverbial | Relation::Modifier | Relation::Conjunct) || at.kind == crate::clause::Kind::Noun
        };
        let Some(g) = at.governor.filter(|_| shares(at)).map(|g| &stage.clauses.all[g as usize]) else { break };
        at = g;
    }
    false
}

/// "Early in the seven-year war", "at the height of the uprising"
fn is_early(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    let long = |k: usize| matches!(doc.lemma(k), "war" | "conflict" | "uprising" | "revolution" | "revolt" | "insurgency" | "occupation");
    let of = |k: usize| doc.children(k).flat_map(|p| doc.children(p)).any(long);
    let stage_of = |k: usize| {
        let part =
            matches!(doc.lower(k), "start" | "beginning" | "outset" | "onset" | "height" | "peak" | "stages" | "days" | "years" | "phase");
        doc.lower(k) == "early" || part && doc.dep(k) == "pobj" && matches!(doc.lower(doc.head(k)), "in" | "at" | "from" | "since")
    };
    let opens =
        |k: usize| matches!(doc.dep(k), "advmod" | "prep") && (stage_of(k) && of(k) || doc.children(k).any(|o| stage_of(o) && of(o)));
    c.kind == crate::clause::Kind::Verb && c.tense == Tense::Past && doc.children(c.head).any(opens)
}

/// "Their second world war excesses in killing prisoners": of the age of the noun above.
fn above_in_era(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let doc = stage.doc;
    let nouns = std::iter::successors(Some(doc.head(c.head)), |&w| Some(doc.head(w))).take(4);
    let mut nouns = nouns.take_while(|&w| doc.pos(w) == "NOUN" || doc.pos(w) == "ADP").filter(|&w| doc.pos(w) == "NOUN");
    nouns.any(|w| {
        let words: Vec<&str> = crate::clause::noun_phrase(doc, w).take_while(|&x| x < w).map(|x| doc.lower(x)).collect();
        let phrase = words.join(" ").replace(" - ", "-").replace('–', "-");
        k.book.sides.eras.iter().any(|e| phrase.contains(e.as_str()))
    })
}

/// "Backs the 2015 deal that was abandoned by A", "B, who has since resigned": a relative clause that looks back.
fn is_of_old(stage: &Resolved, c: &Clause) -> bool {
    let doc = stage.doc;
    if c.relation != Relation::Relative || has_time(stage, c) {
        return false;
    }
    let since = doc.children(c.head).any(|w| doc.lower(w) == "since" && doc.dep(w) == "advmod");
    let above = c.governor.is_some_and(|g| stage.clauses.all[g as usize].tense == Tense::Present);
    let noun = doc.head(c.head);
    let old =
        stage.times_in(&doc.subtree(noun)).iter().any(|t| doc.head(t.tokens.start) == noun && t.tokens.start < noun && is_old(stage, t));
    // "B, a former envoy who resigned over the war, publishes his memoirs"
    let former = |n: usize| doc.children(n).any(|w| w < n && matches!(doc.lower(w), "former" | "ex" | "ex-"));
    let one = matches!(doc.tag(noun), "NN" | "NNP");
    let was = one && (former(noun) || doc.children(noun).any(|a| doc.dep(a) == "appos" && former(a)));
    c.perfect && since || above && c.tense == Tense::Past && !c.perfect && (old || was)
}

/// "Since A invaded B", "since the siege", "previous talks": what these days are counted from, or set against.
fn is_since(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let (c, doc) = (&d.found.clause, stage.doc);
    match c.kind {
        crate::clause::Kind::Verb => c.tense == Tense::Past && c.mark.is_some_and(|m| doc.lower(m) == "since"),
        crate::clause::Kind::Noun => {
            let above = doc.head(c.head);
            let previous = |w: usize| doc.dep(w) == "amod" && k.lexicon.bygone.contains(doc.lower(w));
            doc.dep(above) == "prep" && doc.lower(above) == "since" || doc.children(c.head).any(previous)
        }
    }
}

/// "Bush's invasion of A": what is told by a noun of a former office holder was done in office.
fn is_of_former(stage: &Resolved, k: &Coding, d: &Draft) -> bool {
    let deed = k.book.type_of(d.found.rule).quad.is_multiple_of(2);
    let former = |s: &crate::record::ActorRef| s.sector.as_deref() == Some("ELI");
    let owned = d.found.clause.kind == crate::clause::Kind::Noun && !d.found.clause.possessors.is_empty();
    deed && owned && !is_said(stage, k, &d.found.clause) && !d.source.is_empty() && d.source.iter().all(former)
}

fn is_said(stage: &Resolved, k: &Coding, c: &Clause) -> bool {
    let mut at = c;
    for _ in 0..6 {
        let Some(g) = at.governor.map(|g| &stage.clauses.all[g as usize]) else { return false };
        if at.relation == Relation::Content && k.lexicon.saying.contains(stage.doc.lemma(g.head)) {
            // "Had said that it had": what was said long ago is of long ago too.
            return !(g.perfect && g.tense == Tense::Past);
        }
        at = g;
    }
    false
}

fn has_time(stage: &Resolved, c: &Clause) -> bool {
    let own = stage.clauses.index_of(c.head);
    let tree = stage.doc.subtree(c.head);
    let from = stage.times.partition_point(|t| t.tokens.end <= tree.start);
    let inside = stage.times[from..].iter().take_while(|t| t.tokens.start < tree.end);
    inside.filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time)).any(|t| stage.clauses.index_of(t.tokens.start) == own)
}
