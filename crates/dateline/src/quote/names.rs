//! From the words that name a speaker or hearer to the actor they stand for.

use super::page::Page;
use super::{Draft, Quote, Speaker};
use crate::actor::{Mention, Resolution};
use crate::record::ActorRef;
use std::ops::Range;

pub(super) struct Names<'a> {
    page: &'a Page<'a>,
    actors: &'a Resolution,
    /// Mentions in order of their heads.
    by_head: Vec<&'a Mention>,
}

impl<'a> Names<'a> {
    pub fn new(page: &'a Page<'a>, actors: &'a Resolution) -> Self {
        let mut by_head: Vec<&Mention> = actors.mentions.iter().collect();
        by_head.sort_by_key(|m| (m.head, std::cmp::Reverse(m.tokens.len())));
        Names { page, actors, by_head }
    }

    pub fn quote(&self, d: Draft) -> Quote {
        Quote {
            tokens: self.page.tokens(&d.span),
            start: d.span.start as u32,
            end: d.span.end as u32,
            kind: d.kind,
            speaker: d.speaker.map(|s| self.speaker(&s)),
            addressee: d.addressee.and_then(|head| self.addressee(head)),
            reported_by: d.reported_by.map(|r| self.clean(&r)),
            handle: d.handle,
            date: d.date,
        }
    }

    fn speaker(&self, span: &Range<usize>) -> Speaker {
        let entity = self.mention(span).and_then(|m| m.chains.first().copied());
        let actor = entity.and_then(|chain| self.actors.chains.get(chain));
        Speaker {
            start: span.start as u32,
            end: span.end as u32,
            chain: entity.map(|c| c as u32),
            name: actor.map_or_else(|| self.clean(span), |a| a.name.clone()),
            country: actor.and_then(|a| a.country.clone()),
            sector: actor.and_then(|a| a.sectors.first().cloned()),
        }
    }

    /// The mention that fills most of a stretch: its head lies within, nearest to the stretch's end.
    fn mention(&self, span: &Range<usize>) -> Option<&'a Mention> {
        let tokens = self.page.tokens(span);
        let from = self.by_head.partition_point(|m| m.head < tokens.start);
        let inside = self.by_head[from..].iter().take_while(|m| m.head < tokens.end);
        let covered = |m: &Mention| m.tokens.end.min(tokens.end) - m.tokens.start.max(tokens.start).min(tokens.end);
        inside.take(32).max_by_key(|m| (covered(m), std::cmp::Reverse(m.head))).copied()
    }

    fn addressee(&self, head: usize) -> Option<ActorRef> {
        let at = self.by_head.partition_point(|m| m.head < head);
        let mention = self.by_head.get(at).filter(|m| m.head == head)?;
        self.actors.refs(mention).next()
    }

    /// The words, with white space made plain.
    fn clean(&self, span: &Range<usize>) -> String {
        self.page.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
