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

/// Differences so large, or so small, that nobody has to look at their p; as squares of how many standard
/// deviations they are.
#[derive(Clone, Copy, Debug)]
pub struct Sure {
    low_from: f64,
    high_below: f64,
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

    /// Which differences surely have a p below `lower`, and which one above `upper`, where at least one
    /// count is [`FREQUENT`] or more; `None` where the distribution is too far from the normal one.
    pub fn sure(&self, lower: f64, upper: f64) -> Option<Sure> {
        // How many standard deviations too far or too near the normal distribution has a p: at most
        // half a sample, and what comes of the skew. Measured: three quarters of this at most.
        let room = |deviations: f64| 0.2 + 0.02 * deviations * deviations;
        let is_near_normal = self.p_comparison.min(1.0 - self.p_comparison) >= 0.3;
        is_near_normal.then(|| {
            let [lower, upper] = [lower, upper].map(binomial::deviations);
            let high_below = (upper - room(upper)).max(0.0);
            Sure {
                low_from: (lower + room(lower)) * (lower + room(lower)),
                high_below: high_below * high_below,
            }
        })
    }

    /// Whether the p of two counts is surely low or surely high; `None` where that has to be looked at.
    #[inline]
    pub fn is_surely_low(&self, [baseline, comparison]: [f64; 2], sure: Sure) -> Option<bool> {
        let n = baseline + comparison;
        let (p, q) = (self.p_comparison, 1.0 - self.p_comparison);
        let (difference, variance) = (comparison - n * p, n * p * q);
        let square = difference * difference;
        if square >= sure.low_from * variance {
            Some(true)
        } else if square < sure.high_below * variance {
            Some(false)
        } else {
            None
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn chance(p_comparison: f64) -> Chance {
        let factors = [1.0 / (1.0 - p_comparison), 1.0 / p_comparison];
        let scaling = Scaling { factors, ..Scaling::default() };
        Chance::new(&scaling, [Ok(1.0), Ok(1.0)]).unwrap()
    }

    /// What is sure is so with the exact test, and leaves little to look at.
    #[test]
    fn what_is_sure_is_true() {
        for p_comparison in [0.3, 0.37, 0.5, 0.64, 0.7] {
            let chance = chance(p_comparison);
            for limit in [0.0, 1e-300, 1e-12, 1e-7, 1e-4, 0.001, 0.004, 0.01, 0.05, 0.3] {
                let sure = chance.sure(limit, limit).unwrap();
                for n in [256, 257, 300, 510, 1_000, 5_000, 99_999, 100_000, 1_000_000] {
                    let n = f64::from(n);
                    let (mean, deviation) =
                        (n * p_comparison, (n * p_comparison * (1.0 - p_comparison)).sqrt());
                    for step in -400..=400 {
                        let k = (mean + f64::from(step) * deviation / 30.0).round().clamp(0.0, n);
                        let counts = [n - k, k];
                        let p = chance.p_of(counts);
                        match chance.is_surely_low(counts, sure) {
                            Some(true) => assert!(p <= limit, "{counts:?} {p} > {limit}"),
                            Some(false) => assert!(p > limit, "{counts:?} {p} <= {limit}"),
                            None => {}
                        }
                    }
                }
            }
        }
    }
}
