// The version of the knowledge: used by the engine and, as `include!`, by the build script, which counts it once for what is compiled in.

/// FNV-1a, 64 bits, over path and text of each file, in order.
pub(crate) fn version_of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let bytes = files.flat_map(|(p, t)| p.bytes().chain([0]).chain(t.bytes()).chain([0]));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}
