//! The two hash functions of spaCy and thinc. A string is known by `string_id`; a hash embedding
//! looks its rows up with `embedding_keys`.

use crate::symbols::symbol_id;

/// The number by which spaCy's string store knows a string: 0 for the empty string, a reserved
/// symbol's number, else its 64-bit hash.
pub(crate) fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    symbol_id(text).unwrap_or_else(|| murmur2_64(text.as_bytes(), 1))
}

/// MurmurHash64A.
pub(crate) fn murmur2_64(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut h = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        h = (h ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        h = (h ^ u64::from_le_bytes(last)).wrapping_mul(M);
    }
    h ^= h >> R;
    h = h.wrapping_mul(M);
    h ^ (h >> R)
}

/// The four rows (before the modulus) that a key selects in a hash embedding of the given seed:
/// thinc's variant of MurmurHash3 for one 64-bit key.
pub(crate) fn embedding_keys(key: u64, seed: u32) -> [u32; 4] {
    let finalise = |mut h: u64| {
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let salt = u64::from(seed) ^ 8;
    let mixed = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let h1 = (mixed ^ salt).wrapping_add(salt);
    let h2 = salt.wrapping_add(h1);
    let (h1, h2) = (finalise(h1), finalise(h2));
    let h1 = h1.wrapping_add(h2);
    let h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_spacys_numbers() {
        assert_eq!(string_id(""), 0);
        assert_eq!(string_id("PUNCT"), 97);
        assert_eq!(string_id("apple"), 8566208034543834098);
        assert_eq!(string_id("verb"), 6360137228241296794);
    }
}
