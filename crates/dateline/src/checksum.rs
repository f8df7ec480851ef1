//! Tells whether a file is as it was written.

/// 64 bits that any change of the bytes changes; eight bytes a step, so that opening stays instant.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mix = |h: u64, w: u64| (h ^ w).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let mut chunks = bytes.chunks_exact(8);
    let mut h = chunks.by_ref().fold(bytes.len() as u64, |h, c| mix(h, u64::from_le_bytes(c.try_into().expect("eight bytes"))));
    for &b in chunks.remainder() {
        h = mix(h, u64::from(b));
    }
    h
}
