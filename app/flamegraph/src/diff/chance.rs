//! How likely chance alone makes the counts of two sides differ: the test and its null hypothesis.

use super::binomial;
use super::counts::NoCounts;
use super::scale::Scaling;
use std::cell::{Cell, OnceCell};
use std::ops::RangeInclusive;

/// Smaller counts come often; their p is looked up.
pub const FREQUENT: usize = 256;

/// The counts of two weights, as whole numbers.
#[inline]
pub fn whole_counts(raw: [f64; 2], per_weight: [f64; 2]) -> [i64; 2] {
    // Rounding by a cast: `round` is a call where the processor may be an old one.
    let count = |weight: f64, per_weight: f64| (weight * per_weight + 0.5) as i64;
    [count(raw[0], per_weight[0]), count(raw[1], per_weight[1])]
}

/// The test of two counts.
#[derive(Debug)]
pub struct Chance {
    per_weight: [f64; 2],
    /// How likely a sample is one of the comparison's if nothing has changed.
    pub p_comparison: f64,
    /// The p of small counts, a row for each of the baseline's; NaN for one that isn't known yet.
    known: Vec<Cell<f64>>,
    /// For each sum of two small counts the p of every comparison's share of it, but for rounding,
    /// once asked for: the same pairs occur in all columns.
    known_of_sums: Vec<OnceCell<Vec<f64>>>,
}

impl Chance {
    /// The null hypothesis: scaled weights are equal, so samples fall on the sides as the scale has it.
    pub fn new(scaling: &Scaling, per_weight: [Result<f64, NoCounts>; 2]) -> Option<Self> {
        let [Ok(baseline), Ok(comparison)] = per_weight else { return None };
        // Samples that stand for one unit of scaled weight on either side.
        let expected = [baseline / scaling.factors[0], comparison / scaling.factors[1]];
        let p_comparison = expected[1] / (expected[0] + expected[1]);
        (p_comparison > 0.0 && p_comparison < 1.0).then(|| Self {
            per_weight: [baseline, comparison],
            p_comparison,
            known: vec![Cell::new(f64::NAN); FREQUENT * FREQUENT],
            known_of_sums: vec![OnceCell::new(); 2 * FREQUENT - 1],
        })
    }

    /// The counts of two weights.
    #[inline]
    pub fn counts(&self, raw: [f64; 2]) -> [f64; 2] {
        whole_counts(raw, self.per_weight).map(|count| count as f64)
    }

    /// How likely chance alone makes two weights differ so.
    pub fn p(&self, raw: [f64; 2]) -> f64 {
        self.p_of(self.counts(raw))
    }

    /// How likely chance alone makes two counts differ so.
    pub fn p_of(&self, [baseline, comparison]: [f64; 2]) -> f64 {
        let p = || binomial::two_sided(comparison, baseline + comparison, self.p_comparison);
        let (row, column) = (baseline as usize, comparison as usize);
        if row >= FREQUENT || column >= FREQUENT {
            return p();
        }
        let known = &self.known[row * FREQUENT + column];
        if known.get().is_nan() {
            known.set(p());
        }
        known.get()
    }

    /// About what [`Self::p_of`] says of each count of the comparison's, where both counts are below
    /// [`FREQUENT`] and have this sum: a millionth off at most.
    pub fn p_of_sum(&self, sample_count: usize) -> &[f64] {
        let of_each = || binomial::two_sided_of_each(sample_count, self.p_comparison);
        self.known_of_sums.get(sample_count).map_or(&[], |known| known.get_or_init(of_each))
    }

    /// How far a rough p may be from the exact one, as factors of the exact one. Measured on the
    /// values of p where limits are, with room: 1.03 to 1.31 for sides of about one size, 0.84 to
    /// 2.05 where one has 50 times as many samples.
    fn roughness(&self) -> RangeInclusive<f64> {
        match self.p_comparison.min(1.0 - self.p_comparison) {
            smaller if smaller >= 0.3 => 0.85..=1.6,
            smaller if smaller >= 0.02 => 0.7..=2.4,
            _ => 0.25..=4.0,
        }
    }

    /// The rough values of p whose exact ones may be on either side of `limit`.
    pub fn near(&self, limit: f64) -> RangeInclusive<f64> {
        let roughness = self.roughness();
        limit * roughness.start()..=limit * roughness.end()
    }

    /// About the p of two counts, see [`Self::near`]; `None` if it is surely above `level`. Most
    /// nodes are far from where it matters, and a sum of outcomes takes long.
    pub fn rough_p(&self, [baseline, comparison]: [f64; 2], level: f64) -> Option<f64> {
        let n = baseline + comparison;
        let (p, q) = (self.p_comparison, 1.0 - self.p_comparison);
        let (difference, variance) = (comparison - n * p, n * p * q);
        let is_near =
            |deviations: f64| difference * difference < deviations * deviations * variance;
        // Within one standard deviation lies too much for a p below 5 %; within two, where the
        // distribution is near the normal one, for a p below 1 %.
        if (level <= 0.05 && is_near(1.0)) || (level <= 0.01 && variance >= 20.0 && is_near(2.0)) {
            return None;
        }
        if baseline.max(comparison) < FREQUENT as f64 {
            return Some(self.p_of([baseline, comparison])).filter(|&p| p <= level);
        }
        // Each further outcome is less likely by at least the ratio of the first two, and the other
        // tail weighs about the same.
        let (k, odds) = if difference < 0.0 { (comparison, q / p) } else { (baseline, p / q) };
        let ratio = k / (n - k + 1.0) * odds;
        let rough = 2.0 * binomial::rough_probability(comparison, n, p) / (1.0 - ratio).max(0.01);
        Some(rough).filter(|&rough| rough <= level * self.roughness().end())
    }
}
