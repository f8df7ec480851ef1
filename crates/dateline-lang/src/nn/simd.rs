//! Sixteen floats at once, on the instruction sets that a processor may have. A value of an
//! instruction set's type is the proof that the processor has it, so that its methods are safe.
//!
//! Sums run in the same order on all of them; with fused multiplication (all but plain x86-64)
//! the results are the same to the bit.

/// Floats in a vector.
pub(crate) const LANES: usize = 16;
pub(crate) type Lanes = [f32; LANES];

/// An instruction set. All methods are meant to be inlined into a function compiled for it.
pub(crate) trait Isa: Copy {
    type V: Copy;
    /// Vectors that can be held at once are many (32) or few (16 halves).
    const WIDE: bool;
    /// Whether many rows of one vector are faster than few rows of many.
    const TALL: bool;
    fn splat(self, x: f32) -> Self::V;
    fn load(self, x: &Lanes) -> Self::V;
    fn store(self, v: Self::V, to: &mut Lanes);
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// `a * b + c`.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// The sum of all lanes: halves are added until one is left.
    fn sum(self, v: Self::V) -> f32;
}

/// Work to be done on whichever instruction set is best.
pub(crate) trait Task {
    type Output;
    fn run<I: Isa>(self, isa: I) -> Self::Output;
}

/// The instruction set in use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Level {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86::Avx512),
}

impl Level {
    /// All that this processor has, the best first.
    pub(crate) fn available() -> Vec<Level> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(x86::Avx512::detect().map(Level::Avx512));
            levels.extend(x86::Avx2::detect().map(Level::Avx2));
        }
        levels.push(Level::Portable(Portable));
        levels
    }

    pub(crate) fn best() -> Level {
        Level::available()[0]
    }

    #[inline]
    pub(crate) fn run<T: Task>(self, task: T) -> T::Output {
        match self {
            Level::Portable(isa) => task.run(isa),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(isa) => isa.run(task),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(isa) => isa.run(task),
        }
    }
}

/// Plain Rust, which the compiler may vectorise for what the target has for certain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portable;

const FUSED: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

impl Isa for Portable {
    type V = Lanes;
    const WIDE: bool = false;
    const TALL: bool = false;

    #[inline(always)]
    fn splat(self, x: f32) -> Lanes {
        [x; LANES]
    }
    #[inline(always)]
    fn load(self, x: &Lanes) -> Lanes {
        *x
    }
    #[inline(always)]
    fn store(self, v: Lanes, to: &mut Lanes) {
        *to = v;
    }
    #[inline(always)]
    fn add(self, a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] + b[i])
    }
    #[inline(always)]
    fn mul(self, a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] * b[i])
    }
    #[inline(always)]
    fn fma(self, a: Lanes, b: Lanes, c: Lanes) -> Lanes {
        std::array::from_fn(|i| if FUSED { a[i].mul_add(b[i], c[i]) } else { a[i] * b[i] + c[i] })
    }
    #[inline(always)]
    fn max(self, a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }
    #[inline(always)]
    fn sum(self, v: Lanes) -> f32 {
        let eight: [f32; 8] = std::array::from_fn(|i| v[i] + v[i + 8]);
        let four: [f32; 4] = std::array::from_fn(|i| eight[i] + eight[i + 4]);
        (four[0] + four[2]) + (four[1] + four[3])
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Isa, Lanes, Task};

    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx512(());

    impl Avx512 {
        pub(super) fn detect() -> Option<Self> {
            let found = is_x86_feature_detected!("avx512f") && Avx2::detect().is_some();
            found.then_some(Avx512(()))
        }

        #[inline]
        pub(super) fn run<T: Task>(self, task: T) -> T::Output {
            // SAFETY: a value of this type exists only where the features were detected.
            unsafe { run_avx512(self, task) }
        }
    }

    #[target_feature(enable = "avx512f,avx2,fma")]
    fn run_avx512<T: Task>(isa: Avx512, task: T) -> T::Output {
        task.run(isa)
    }

    impl Isa for Avx512 {
        type V = __m512;
        const WIDE: bool = true;
        const TALL: bool = false;

        #[inline(always)]
        fn splat(self, x: f32) -> __m512 {
            // SAFETY: a value of this type is the proof of AVX-512F; so below.
            unsafe { _mm512_set1_ps(x) }
        }
        #[inline(always)]
        fn load(self, x: &Lanes) -> __m512 {
            // SAFETY: see `splat`; the reference is to sixteen floats.
            unsafe { _mm512_loadu_ps(x.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, v: __m512, to: &mut Lanes) {
            // SAFETY: see `splat`; the reference is to sixteen floats.
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), v) }
        }
        #[inline(always)]
        fn add(self, a: __m512, b: __m512) -> __m512 {
            // SAFETY: see `splat`.
            unsafe { _mm512_add_ps(a, b) }
        }
        #[inline(always)]
        fn mul(self, a: __m512, b: __m512) -> __m512 {
            // SAFETY: see `splat`.
            unsafe { _mm512_mul_ps(a, b) }
        }
        #[inline(always)]
        fn fma(self, a: __m512, b: __m512, c: __m512) -> __m512 {
            // SAFETY: see `splat`.
            unsafe { _mm512_fmadd_ps(a, b, c) }
        }
        #[inline(always)]
        fn max(self, a: __m512, b: __m512) -> __m512 {
            // SAFETY: see `splat`.
            unsafe { _mm512_max_ps(a, b) }
        }
        #[inline(always)]
        fn sum(self, v: __m512) -> f32 {
            // SAFETY: see `splat`; the features include AVX2.
            unsafe {
                let high = _mm512_castpd_ps(_mm512_castpd256_pd512(_mm512_extractf64x4_pd(_mm512_castps_pd(v), 1)));
                sum8(_mm256_add_ps(_mm512_castps512_ps256(v), _mm512_castps512_ps256(high)))
            }
        }
    }

    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx2(());

    impl Avx2 {
        pub(super) fn detect() -> Option<Self> {
            let found = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            found.then_some(Avx2(()))
        }

        #[inline]
        pub(super) fn run<T: Task>(self, task: T) -> T::Output {
            // SAFETY: a value of this type exists only where the features were detected.
            unsafe { run_avx2(self, task) }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    fn run_avx2<T: Task>(isa: Avx2, task: T) -> T::Output {
        task.run(isa)
    }

    impl Isa for Avx2 {
        type V = (__m256, __m256);
        const WIDE: bool = false;
        const TALL: bool = true;

        #[inline(always)]
        fn splat(self, x: f32) -> Self::V {
            // SAFETY: a value of this type is the proof of AVX2 and FMA; so below.
            let v = unsafe { _mm256_set1_ps(x) };
            (v, v)
        }
        #[inline(always)]
        fn load(self, x: &Lanes) -> Self::V {
            // SAFETY: see `splat`; the reference is to sixteen floats.
            unsafe { (_mm256_loadu_ps(x.as_ptr()), _mm256_loadu_ps(x.as_ptr().add(8))) }
        }
        #[inline(always)]
        fn store(self, v: Self::V, to: &mut Lanes) {
            // SAFETY: see `splat`; the reference is to sixteen floats.
            unsafe {
                _mm256_storeu_ps(to.as_mut_ptr(), v.0);
                _mm256_storeu_ps(to.as_mut_ptr().add(8), v.1);
            }
        }
        #[inline(always)]
        fn add(self, a: Self::V, b: Self::V) -> Self::V {
            // SAFETY: see `splat`.
            unsafe { (_mm256_add_ps(a.0, b.0), _mm256_add_ps(a.1, b.1)) }
        }
        #[inline(always)]
        fn mul(self, a: Self::V, b: Self::V) -> Self::V {
            // SAFETY: see `splat`.
            unsafe { (_mm256_mul_ps(a.0, b.0), _mm256_mul_ps(a.1, b.1)) }
        }
        #[inline(always)]
        fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V {
            // SAFETY: see `splat`.
            unsafe { (_mm256_fmadd_ps(a.0, b.0, c.0), _mm256_fmadd_ps(a.1, b.1, c.1)) }
        }
        #[inline(always)]
        fn max(self, a: Self::V, b: Self::V) -> Self::V {
            // SAFETY: see `splat`.
            unsafe { (_mm256_max_ps(a.0, b.0), _mm256_max_ps(a.1, b.1)) }
        }
        #[inline(always)]
        fn sum(self, v: Self::V) -> f32 {
            // SAFETY: see `splat`.
            unsafe { sum8(_mm256_add_ps(v.0, v.1)) }
        }
    }

    /// # Safety
    /// The processor has AVX.
    #[inline(always)]
    unsafe fn sum8(v: __m256) -> f32 {
        // SAFETY: by the caller.
        unsafe {
            let four = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
            let two = _mm_add_ps(four, _mm_movehl_ps(four, four));
            _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct All<'a>(&'a Lanes, &'a Lanes);

    impl Task for All<'_> {
        type Output = (Lanes, f32);
        #[inline(always)]
        fn run<I: Isa>(self, isa: I) -> (Lanes, f32) {
            let (a, b) = (isa.load(self.0), isa.load(self.1));
            let v = isa.max(isa.fma(a, b, isa.splat(0.5)), isa.add(isa.mul(a, a), b));
            let mut out = [0.0; LANES];
            isa.store(v, &mut out);
            (out, isa.sum(v))
        }
    }

    #[test]
    fn all_levels_agree() {
        let a = std::array::from_fn(|i| i as f32 * 0.37 - 2.0);
        let b = std::array::from_fn(|i| 1.0 - i as f32 * 0.11);
        let want = Level::Portable(Portable).run(All(&a, &b));
        for level in Level::available() {
            let got = level.run(All(&a, &b));
            assert!(got.0.iter().zip(want.0).all(|(g, w)| (g - w).abs() < 1e-5), "{level:?}");
            assert!((got.1 - want.1).abs() < 1e-4, "{level:?}");
        }
    }
}
