//! A set of names to walk through word by word: a finite-state map from lookup keys to numbers.

use fst::raw::{CompiledAddr, Fst, Output};

/// Where a walk along the keys stands. Feed it a key's bytes; `value` tells whether one ends here.
pub(super) struct Walk<'a, D: AsRef<[u8]>> {
    keys: &'a Fst<D>,
    at: Option<CompiledAddr>,
    sum: Output,
}

impl<'a, D: AsRef<[u8]>> Walk<'a, D> {
    pub(super) fn new(keys: &'a Fst<D>) -> Self {
        Walk { keys, at: Some(keys.root().addr()), sum: Output::zero() }
    }

    /// Goes on along `bytes`; false once no key begins so.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        for &b in bytes {
            let Some(at) = self.at else { return false };
            let node = self.keys.node(at);
            let Some(step) = node.find_input(b).map(|i| node.transition(i)) else {
                self.at = None;
                return false;
            };
            self.sum = self.sum.cat(step.out);
            self.at = Some(step.addr);
        }
        self.at.is_some()
    }

    /// The number of the key that ends where the walk stands.
    pub(super) fn value(&self) -> Option<u64> {
        let node = self.keys.node(self.at?);
        node.is_final().then(|| self.sum.cat(node.final_output()).value())
    }
}

/// Builds the map; `pairs` need not be sorted, of equal keys the first counts.
pub(super) fn compile(mut pairs: Vec<(String, u64)>) -> Result<Vec<u8>, fst::Error> {
    pairs.sort();
    pairs.dedup_by(|a, b| a.0 == b.0);
    let mut builder = fst::raw::Builder::memory();
    for (key, value) in &pairs {
        builder.insert(key, *value)?;
    }
    builder.into_inner()
}

/// The map as its bytes, for the image of the knowledge.
pub(super) mod stored {
    use fst::raw::Fst;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(keys: &Fst<Vec<u8>>, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bytes(keys.as_bytes())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Fst<Vec<u8>>, D::Error> {
        Fst::new(<&[u8]>::deserialize(d)?.to_vec()).map_err(D::Error::custom)
    }
}
