//! Names of features, as numbers.

/// Names that tell of the words around the mentions, not of what joins these.
pub(super) const AROUND: u64 = 1;

/// A number for a feature's name (FNV-1a) whose first bit tells whether it is one of [`AROUND`].
pub(super) fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|p| p.bytes().chain([0]));
    let number = bytes.fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let around = matches!(parts.first(), Some(&("f" | "a" | "any")));
    (number >> 1) | (if around { AROUND } else { 0 }) << 63
}

/// Whether a name is one of [`AROUND`].
pub(super) fn is_around(name: u64) -> bool {
    name >> 63 == AROUND
}
