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

/// The stages in the order of the flow; the last makes the record of what they found.
pub const STAGES: [&str; 9] = ["language", "clause", "time", "actor", "place", "quote", "code", "commitment", "record"];

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
        self.walk(input, layers, |_| (), |_, _, _, _| ())
    }

    /// The flow for those who measure it: `lap` is called with the name of each of [`STAGES`] as it ends. Gives the
    /// document's number of tokens.
    pub fn measure(&self, input: &Document, lap: impl FnMut(&'static str)) -> usize {
        let mut tokens = 0;
        self.walk(input, Layers::default(), lap, |stage, _, _, _| tokens = stage.doc.len());
        tokens
    }

    /// The flow, with a word as each stage ends and a look at what the stages found.
    pub(crate) fn walk(
        &self,
        input: &Document,
        layers: Layers,
        mut lap: impl FnMut(&'static str),
        look: impl FnOnce(&code::Resolved, &code::Coding, &code::Coded, &Record),
    ) -> Record {
        let k = &self.knowledge;
        let doc = if layers.tokens { self.pipeline.parse(&input.text) } else { self.pipeline.parse_paragraphs(&input.text, input.head) };
        lap("language");
        let clauses = clause::build(&doc, &k.clause);
        lap("clause");
        let times = time::resolve(&doc, &clauses, input.date, &k.time);
        lap("time");
        let actors = actor::resolve(&doc, &clauses, input, &k.actor);
        lap("actor");
        let places = place::resolve(&doc, &clauses, &actors, input, &k.place, self.gazetteer.as_ref());
        lap("place");
        let quotes = quote::resolve(&doc, &clauses, &actors, &times, &k.quote);
        lap("quote");
        let stage =
            code::Resolved { doc: &doc, clauses: &clauses, times: &times, actors: &actors, places: &places, quotes: &quotes, input };
        let coding = code::Coding { book: &k.codebook, lexicon: &k.clause, actors: &k.actor, relations: k.relations.as_ref() };
        let coded = code::code(&stage, &coding);
        lap("code");
        let commitments = commitment::find(&stage, &coded, &coding);
        lap("commitment");
        let tokens = layers.tokens.then(|| record::tokens(&doc));
        let record = Record { tokens, ..Record::new(&stage, &coded.events, commitments, k) };
        lap("record");
        look(&stage, &coding, &coded, &record);
        record
    }
}
