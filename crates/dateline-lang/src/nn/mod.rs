//! The neural network: thinc's model files, the layers that spaCy's CNN architectures are made of,
//! and the kernels that run them.

pub(crate) mod embed;
pub(crate) mod kernel;
pub(crate) mod layers;
pub(crate) mod model;
pub(crate) mod simd;
pub(crate) mod tok2vec;
