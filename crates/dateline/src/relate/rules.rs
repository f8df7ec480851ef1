//! What the codebook says of a pair: the coder's own drafts, with the two mentions as the only actors.

use super::site::{Side, sides};
use super::{Pair, Reading};
use crate::actor::Resolution;
use crate::code::{self, Draft};
use crate::document::Document;
use crate::quote;
use crate::record::ActorRef;

/// Which of the two mentions fills a role of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    Source,
    Target,
    /// Both: "A and B met".
    Both,
    Neither,
}

/// A rule that fits a predicate of the text.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Index into the codebook's rules.
    pub rule: usize,
    pub mode: Option<String>,
    /// The predicate's token, and that of the act inside an operator.
    pub head: usize,
    pub content: Option<usize>,
    /// Who is the rule's source, and who its target.
    pub source: Fit,
    pub target: Fit,
}

impl Hit {
    /// Whether the rule says that the source does it to the target.
    pub fn links(&self) -> bool {
        matches!(self.source, Fit::Source | Fit::Both) && matches!(self.target, Fit::Target | Fit::Both)
    }

    /// A draft as it looks from two actors; `is` tells which of the two an actor is.
    pub fn of(draft: &Draft, is: impl Fn(&ActorRef) -> (bool, bool)) -> Self {
        let fit = |actors: &[ActorRef]| {
            let (source, target) = actors.iter().map(&is).fold((false, false), |a, b| (a.0 || b.0, a.1 || b.1));
            match (source, target) {
                (true, true) => Fit::Both,
                (true, false) => Fit::Source,
                (false, true) => Fit::Target,
                (false, false) => Fit::Neither,
            }
        };
        Hit {
            rule: draft.found.rule,
            mode: draft.mode.clone(),
            head: draft.found.clause.head,
            content: draft.content,
            source: fit(&draft.source),
            target: fit(&draft.target),
        }
    }
}

/// The rules that fit a text in which a pair is marked, in order of their heads.
pub(super) fn hits(r: &Reading, pair: &Pair) -> Vec<Hit> {
    let tokens = |all: Vec<Side>| all.into_iter().map(|s| (s.tokens, s.head)).collect::<Vec<_>>();
    let (source, target) = (tokens(sides(r.doc, &pair.source)), tokens(sides(r.doc, &pair.target)));
    let actors = Resolution::of_two(r.doc, &source, &target);
    let quotes = quote::resolve(r.doc, r.clauses, &actors, &[], &r.knowledge.quote);
    let input = Document::default();
    let stage = code::Resolved { doc: r.doc, clauses: r.clauses, times: &[], actors: &actors, places: &[], quotes: &quotes, input: &input };
    let k = r.knowledge;
    let coding = code::Coding { book: &k.codebook, lexicon: &k.clause, actors: &k.actor, relations: None };
    let drafts = code::drafts(&stage, &coding);
    drafts.iter().map(|d| Hit::of(d, |a| (a.chain == 0, a.chain == 1))).collect()
}
