//! The flow, in one function.

use crate::{Document, Knowledge, Record, actor, clause, code, commitment, place, quote, record, time};
use dateline_lang::Pipeline;

/// The language pipeline and the knowledge, loaded once and shared between threads.
pub struct Engine {
    pub pipeline: Pipeline,
    pub knowledge: Knowledge,
    /// The gazetteer of cities; without it only what `knowledge/places` names is found.
    pub gazetteer: Option<place::Gazetteer>,
}

/// Parts of a record that are left out unless asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layers {
    pub tokens: bool,
}

impl Engine {
    /// Turns one article into its record.
    pub fn analyse(&self, input: &Document) -> Record {
        self.analyse_layers(input, Layers::default())
    }

    /// The same, with what else is asked for.
    pub fn analyse_layers(&self, input: &Document, layers: Layers) -> Record {
        self.walk(input, layers, |_, _, _, _| ())
    }

    /// The flow, with a look at what the stages found.
    pub(crate) fn walk(
        &self,
        input: &Document,
        layers: Layers,
        look: impl FnOnce(&code::Resolved, &code::Coding, &code::Coded, &Record),
    ) -> Record {
        let k = &self.knowledge;
        let doc = if layers.tokens { self.pipeline.parse(&input.text) } else { self.pipeline.parse_paragraphs(&input.text) };
        let clauses = clause::build(&doc, &k.clause);
        let times = time::resolve(&doc, &clauses, input.date, &k.time);
        let actors = actor::resolve(&doc, &clauses, input, &k.actor);
        let places = place::resolve(&doc, &clauses, &actors, input, &k.place, self.gazetteer.as_ref());
        let quotes = quote::resolve(&doc, &clauses, &actors, &times, &k.quote);
        let stage =
            code::Resolved { doc: &doc, clauses: &clauses, times: &times, actors: &actors, places: &places, quotes: &quotes, input };
        let coding = code::Coding { book: &k.codebook, lexicon: &k.clause };
        let coded = code::code(&stage, &coding);
        let commitments = commitment::find(&stage, &coded, &coding);
        let tokens = layers.tokens.then(|| record::tokens(&doc));
        let record = Record { tokens, ..Record::new(&stage, &coded.events, commitments, k) };
        look(&stage, &coding, &coded, &record);
        record
    }
}
