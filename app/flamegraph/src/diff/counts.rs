//! How many samples stand behind a weight.
//!
//! A weight is not a count because its label says so. Where all weights are multiples of g > 1, g is
//! the period of the sampled event (nanoseconds of cpu-clock); where the smallest is above 1 and
//! there is no such g (cycles), nobody knows.

use super::scale::is_sampled;
use crate::call_tree::tables_of;
use profile::Profile;
use profile::column::Column;
use profile::id::MetricId;
use profile::sample::Weights;
use protocol::unit::format_number;
use protocol::{Threads, Unit};

/// How far a weight may be from a multiple of the period, as a share of the period.
const TOLERANCE: f64 = 1e-6;
/// The format of a tool that samples whatever it is told to. Its instructions and page faults aren't
/// counted as valgrind's are: a sample stands for many of them.
const SAMPLES_ALL_EVENTS: &str = "perf script";
/// 2⁵³: larger numbers are rounded, so nothing divides them.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What one sample weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Period {
    /// All weights are multiples of this.
    Known(f64),
    /// That can't be said.
    Unknown(NoCounts),
}

/// Why counts are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCounts {
    /// There is no sample.
    Empty,
    /// The unit is of something that is counted, not sampled.
    Counted,
    /// Weights have no common measure.
    Uneven,
}

impl NoCounts {
    /// The reason as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "One side is empty, so nothing can be tested.",
            Self::Counted => {
                "These weights are counted, not sampled: there is no chance in them to test."
            }
            Self::Uneven => {
                "How many samples stand behind a weight can't be said: the weights have no common measure."
            }
        }
    }
}

impl Period {
    /// The period of a profile's samples of some threads under a metric that counts `unit`.
    pub fn of(profile: &Profile, threads: &Threads, metric: MetricId, unit: &Unit) -> Self {
        if !is_sampled(unit) && profile.about.format != SAMPLES_ALL_EVENTS {
            return Self::Unknown(NoCounts::Counted);
        }
        let tables = tables_of(profile, threads);
        let tables = tables.into_iter().filter_map(|(thread, table)| {
            let samples = profile.threads.get(thread)?.samples.get(table)?;
            samples.weights_of(metric).filter(|_| !samples.is_empty())
        });
        let mut has_ones = false;
        let mut columns = Vec::new();
        for weights in tables {
            match weights {
                Weights::Ones => has_ones = true,
                Weights::Each(column) => columns.push(column),
            }
        }
        let all_are_one = columns.is_empty();
        let values = columns.into_iter().flat_map(Column::iter).chain(has_ones.then_some(1.0));
        let stated = profile.metrics.get(metric.index()).and_then(|metric| metric.sample_weight);
        match stated.filter(|&weight| weight > 0.0 && !all_are_one) {
            Some(stated) if values.clone().all(|weight| is_multiple(weight, stated)) => {
                Self::Known(stated)
            }
            _ => Self::of_weights(values),
        }
    }

    /// The period behind these weights.
    pub fn of_weights(weights: impl Iterator<Item = f64> + Clone) -> Self {
        let positive = weights.filter(|&weight| weight > 0.0);
        let least = positive.clone().fold(f64::INFINITY, f64::min);
        if !least.is_finite() {
            return Self::Unknown(NoCounts::Empty);
        }
        let are_whole = positive.clone().all(|weight| weight.fract() == 0.0);
        if are_whole {
            if positive.clone().any(|weight| weight > LARGEST_EXACT) {
                return Self::Unknown(NoCounts::Uneven);
            }
            let mut divisor = 0;
            for weight in positive {
                divisor = greatest_common_divisor(divisor, weight as u64);
                if divisor == 1 {
                    break;
                }
            }
            return match divisor {
                1 if least > 1.0 => Self::Unknown(NoCounts::Uneven),
                divisor => Self::Known(divisor as f64),
            };
        }
        // Fractions, such as milliseconds of a period: the smallest may be of a single sample.
        let is_multiple = |weight: f64| is_multiple(weight, least);
        if positive.clone().all(is_multiple) {
            Self::Known(least)
        } else {
            Self::Unknown(NoCounts::Uneven)
        }
    }
}

/// Corrects what single recordings suggest by what all of a diff, in one unit, tell together. In the
/// counts `50 100 10 2 338` all happen to be even, but where another recording has a weight of 1,
/// weights are counts.
pub fn reconcile(periods: &mut [Period]) {
    if periods.contains(&Period::Known(1.0)) {
        for period in periods {
            if matches!(period, Period::Known(_) | Period::Unknown(NoCounts::Uneven)) {
                *period = Period::Known(1.0);
            }
        }
    }
}

/// How counts come from weights, for the reader: someone whose weights all happen to be multiples
/// of 10 wonders why a change by 100 is noise. `found` are the file, the period and the unit of the
/// recordings whose period was found from their weights alone. Empty if there are none.
pub fn note(found: &[(&str, f64, Unit)]) -> String {
    let Some((_, first, first_unit)) = found.first() else { return String::new() };
    let divided = |period: f64, unit: &Unit| match unit {
        Unit::Samples | Unit::Unknown => format!("/ {}", format_number(period)),
        unit => format!("/ {}", unit.format(period)),
    };
    if found.iter().all(|(_, period, unit)| (period, unit) == (first, first_unit)) {
        let divided = divided(*first, first_unit);
        return format!("Counts: weights {divided}, the common divisor of all weights");
    }
    let each =
        found.iter().map(|(file, period, unit)| format!("{} in {file}", divided(*period, unit)));
    let each = each.collect::<Vec<_>>().join(", ");
    format!("Counts: weights {each}, the common divisor of all weights of the file")
}

fn is_multiple(weight: f64, of: f64) -> bool {
    let count = weight / of;
    (count - count.round()).abs() <= TOLERANCE * count.max(1.0)
}

fn greatest_common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other > 0 {
        (one, other) = (other, one % other);
    }
    one
}
