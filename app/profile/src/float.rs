//! Floats that are never NaN, such as weights and times.

/// The larger of two floats of which neither is NaN. `f64::max`, which looks after that, is a call in
/// WebAssembly.
#[inline(always)]
pub fn larger(a: f64, b: f64) -> f64 {
    if b > a { b } else { a }
}

/// The smaller of two floats of which neither is NaN, as [`larger`].
#[inline(always)]
pub fn smaller(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}
