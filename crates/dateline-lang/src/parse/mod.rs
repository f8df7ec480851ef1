//! Transition-based analysis: the dependency parser (arc-eager with sentence breaks) and the entity
//! recogniser (BILUO), greedy as in spaCy.

pub(crate) mod arc_eager;
pub(crate) mod ner;
pub(crate) mod nonproj;
pub(crate) mod transition;
pub(crate) mod tree;
