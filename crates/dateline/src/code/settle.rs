//! Which drafts become records: one act is told once, and has a side in public life.

use super::codebook::Need;
use super::draft::Draft;
use super::public::not_political;
use super::{Coding, Resolved, told};
use crate::clause::{Kind, Relation};
use std::collections::HashSet;

/// Why a draft makes no record; nothing for one that does.
pub type Silence = Option<&'static str>;

/// For each draft, why it makes no record.
pub(super) fn silences(stage: &Resolved, k: &Coding, drafts: &[Draft]) -> Vec<Silence> {
    let alone = |d: &Draft| if d.complete { not_political(stage, k, d) } else { Some("a side is missing") };
    let mut silent: Vec<Silence> = drafts.iter().map(alone).collect();
    silence_parts(stage, k, drafts, &mut silent);
    for (d, why) in drafts.iter().zip(&mut silent).filter(|(_, why)| why.is_none()) {
        *why = told::untold(stage, k, d);
    }
    silent
}

/// Silences drafts whose words belong to another: the act inside an operator, the noun of a pattern.
fn silence_parts(stage: &Resolved, k: &Coding, drafts: &[Draft], silent: &mut [Silence]) {
    let mut taken: HashSet<usize> = HashSet::new();
    let heard = |silent: &[Silence]| drafts.iter().zip(silent).filter(|(_, why)| why.is_none()).map(|(d, _)| d).collect::<Vec<_>>();
    let all = heard(silent);
    let twice: HashSet<usize> = all.iter().filter(|d| is_told_by_noun(d, &all)).map(|d| d.found.clause.head).collect();
    silence(drafts, silent, |d| twice.contains(&d.found.clause.head).then_some("its noun tells it"));
    let found = heard(silent);
    let stays = |d: &&&Draft| !d.target.is_empty() || k.book.rules[d.found.rule].rule.target != Need::Wanted;
    for d in found.iter().filter(stays) {
        // "Called for an end to A's raids": the raids are told of as a fact.
        let struck = |u: &usize| k.book.type_of(d.found.rule).name == "REQUEST" && d.found.target.contains(u);
        taken.extend(d.found.used.iter().copied().filter(|u| !struck(u)));
        taken.extend(d.said);
        taken.extend(d.content.and_then(|c| calling(stage, c)));
        let content = d.content.filter(|&c| !takes_for_granted(stage, k, d, c));
        taken.extend(content.into_iter().flat_map(|c| content_heads(stage, c)));
        // "killed by Israeli airstrikes": the strike is the killing, told once.
        if d.found.clause.kind == Kind::Verb {
            taken.extend(d.found.clause.agents.iter().filter(|a| {
                stage.doc.pos(**a) == "NOUN" && found.iter().any(|o| o.found.clause.head == **a && o.found.clause.kind == Kind::Noun)
            }));
        }
    }
    let heads: HashSet<usize> = found.iter().map(|d| d.found.clause.head).collect();
    // “It is false,” A said: told by the saying, not by the quoted words as well.
    let said = |d: &&&Draft| !is_quotation(d) && d.said.is_none();
    let told: HashSet<(usize, usize)> = found.iter().filter(said).filter_map(|d| Some((d.found.rule, d.content?))).collect();
    silence(drafts, silent, |d| match d {
        _ if is_quotation(d) && told.contains(&(d.found.rule, d.found.clause.head)) => Some("its saying tells it"),
        _ if !is_quotation(d) && taken.contains(&d.found.clause.head) => Some("its words are part of another record"),
        _ if carried(stage, d, &heads) => Some("its verb only carries a noun that tells it"),
        _ => None,
    });
}

/// Gives drafts not yet silent the reason that a test finds.
fn silence(drafts: &[Draft], silent: &mut [Silence], why: impl Fn(&Draft) -> Silence) {
    for (d, silent) in drafts.iter().zip(silent).filter(|(_, silent)| silent.is_none()) {
        *silent = why(d);
    }
}

/// "A strike *targeting B*": told once by the noun, unless it alone tells whom.
fn is_told_by_noun(d: &Draft, all: &[&Draft]) -> bool {
    let c = &d.found.clause;
    let whom = |x: &Draft| x.target.iter().any(|t| t.sector.is_some());
    // Drafts stand in the order of their heads.
    let at = |a: usize| all[all.partition_point(|o| o.found.clause.head < a)..].iter().take_while(move |o| o.found.clause.head == a);
    let mut told = c.agents.iter().flat_map(|&a| at(a)).filter(|o| o.found.clause.kind == Kind::Noun && !o.target.is_empty());
    c.kind == Kind::Verb && c.relation == Relation::Modifier && told.any(|o| whom(o) || !whom(d))
}

/// "Condemned the raid of A on B", "thanked A for arming B": blame and praise take the act that they are about for a
/// fact, so it is told as well; so is what a rule says that its words tell.
fn takes_for_granted(stage: &Resolved, k: &Coding, d: &Draft, content: usize) -> bool {
    let judges = match k.book.type_of(d.found.rule).name.as_str() {
        "ACCUSE" => d.mode.as_deref() == Some("disapprove"),
        "SUPPORT" => true,
        _ => false,
    };
    let rule = &k.book.rules[d.found.rule].rule;
    let plain = rule.own.is_none() && !is_quotation(d);
    let noun = stage.clauses.headed_by(content).is_none();
    rule.tells || judges && plain && noun
}

/// "Condemned what it *called* aggression": the calling is part of the blame.
fn calling(stage: &Resolved, content: usize) -> Option<usize> {
    let verb = stage.doc.head(content);
    let what = stage.doc.children(verb).any(|k| stage.doc.lower(k) == "what");
    Some(verb).filter(|_| what && stage.clauses.headed_by(content).is_none())
}

/// What quoted words do stands at the head of the act inside itself.
fn is_quotation(d: &Draft) -> bool {
    d.content == Some(d.found.clause.head)
}

/// The act inside an operator, and the noun a light verb carries there.
fn content_heads(stage: &Resolved, content: usize) -> Vec<usize> {
    let mut heads = vec![content];
    if let Some(c) = stage.clauses.headed_by(content) {
        heads.extend(&c.patients);
        // "urged B to stop and talk": conjuncts of the content are content too, unlike "urged B to stop and accused it".
        let index = stage.clauses.index_of(content);
        let inside = |k: usize| stage.clauses.headed_by(k).is_none_or(|c| c.governor == index);
        heads.extend(stage.doc.children(content).filter(|&k| stage.doc.dep(k) == "conj" && inside(k)));
    }
    heads
}

/// A verb whose object noun made a draft of its own only carries it: "held talks".
fn carried(stage: &Resolved, d: &Draft, heads: &HashSet<usize>) -> bool {
    let c = &d.found.clause;
    c.kind == Kind::Verb
        && d.content.is_none()
        && c.relation != Relation::Root
        && d.found.specificity <= 1
        && c.patients.iter().any(|p| heads.contains(p) && stage.doc.pos(*p) == "NOUN")
}
