//! The exact two-sided binomial test: how likely is an outcome that is no likelier than this one?

use profile::float::{larger, smaller};
use std::f64::consts::TAU;

/// Counts from which on the normal approximation takes the place of the sum.
const LARGE: f64 = 100_000.0;
/// Outcomes whose probability is larger by no more than this are no likelier: rounding.
const TOLERANCE: f64 = 1.0 + 1e-7;

/// How likely `n` trials with probability `p` of success have an outcome no likelier than `k`
/// successes. 1 where there is nothing to test.
pub fn two_sided(k: f64, n: f64, p: f64) -> f64 {
    if n <= 0.0 || !(p > 0.0 && p < 1.0) {
        return 1.0;
    }
    if n >= LARGE && n * p * (1.0 - p) > 1000.0 {
        return normal(k, n, p);
    }
    let mean = n * p;
    if k == mean {
        return 1.0;
    }
    // Mirrored where k is above the mean: n − k failures.
    if k < mean { both_tails(k, n, p) } else { both_tails(n - k, n, 1.0 - p) }
}

/// How likely the outcomes are up to `k`, which is below the mean, and those above the mean that are
/// no likelier.
fn both_tails(k: f64, n: f64, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    let of_k = probability(k, n, p);
    if of_k == 0.0 {
        // Nothing as rare has a number.
        return 0.0;
    }
    let (first, of_first) = first_no_likelier(of_k * TOLERANCE, k, n, p);
    let sum = tail(of_k, k, n, 1.0 / odds) + tail(of_first, n - first, n, odds);
    sum.min(1.0)
}

/// The first outcome above the mean whose probability is at most `limit`, that of `k` below the mean,
/// and its probability; `n + 1` and 0 if there is none.
fn first_no_likelier(limit: f64, k: f64, n: f64, p: f64) -> (f64, f64) {
    /// So many outcomes are looked at one after the other: nearly always that are enough.
    const NEAR: usize = 32;
    let (mean, odds) = (n * p, p / (1.0 - p));
    // It is near k's mirror image. From there on the probability of one outcome follows from that of
    // the next, in a fraction of the time that a look at each takes; not from one that is too small
    // to have all digits.
    let mirrored = smaller(larger((2.0 * mean - k).ceil(), mean.ceil()), n);
    let (mut at, mut of_at) = (mirrored, probability(mirrored, n, p));
    for _ in 0..NEAR {
        if of_at < f64::MIN_POSITIVE {
            break;
        }
        if of_at > limit {
            of_at *= (n - at) / (at + 1.0) * odds;
            at += 1.0;
            continue;
        }
        let before = of_at * at / ((n - at + 1.0) * odds);
        if at <= mean.ceil() || before > limit {
            return (at, of_at);
        }
        (at, of_at) = (at - 1.0, before);
    }
    let first = first_above(mean.ceil(), n, mirrored, |at| probability(at, n, p) <= limit);
    (first, probability(first, n, p))
}

/// What [`two_sided`] says of each outcome of `n` trials, but for rounding: together they take a
/// small part of the time that each by itself takes.
pub fn two_sided_of_each(n: usize, p: f64) -> Vec<f64> {
    if n == 0 || !(p > 0.0 && p < 1.0) {
        return vec![1.0; n + 1];
    }
    let (trials, mean, odds) = (n as f64, n as f64 * p, p / (1.0 - p));
    let mode = ((trials + 1.0) * p) as usize;
    let mode = mode.min(n);
    let mut probabilities = vec![0.0; n + 1];
    probabilities[mode] = probability(mode as f64, trials, p);
    for k in mode..n {
        let ratio = (n - k) as f64 / (k + 1) as f64 * odds;
        probabilities[k + 1] = probabilities[k] * ratio;
    }
    for k in (0..mode).rev() {
        let ratio = (k + 1) as f64 / (n - k) as f64 / odds;
        probabilities[k] = probabilities[k + 1] * ratio;
    }
    let mut each = vec![1.0; n + 1];
    // From both ends towards the mean: `sum` is of the outcomes from one end, `far` of those of the
    // other end that are no likelier, the next of which is `next`.
    let (mut sum, mut far, mut next) = (0.0, 0.0, n);
    for k in (0..=n).take_while(|&k| (k as f64) < mean) {
        sum += probabilities[k];
        while next as f64 >= mean && probabilities[next] <= probabilities[k] * TOLERANCE {
            far += probabilities[next];
            next -= 1;
        }
        each[k] = f64::min(sum + far, 1.0);
    }
    let (mut sum, mut far, mut next) = (0.0, 0.0, 0);
    for k in (0..=n).rev().take_while(|&k| k as f64 > mean) {
        sum += probabilities[k];
        while next as f64 <= mean && probabilities[next] <= probabilities[k] * TOLERANCE {
            far += probabilities[next];
            next += 1;
        }
        each[k] = f64::min(sum + far, 1.0);
    }
    each
}

/// The fewest trials with which the most extreme outcome has a p of `level` or less.
pub fn fewest_trials(p: f64, level: f64) -> f64 {
    let extreme = p.min(1.0 - p);
    if extreme <= 0.0 || level <= 0.0 {
        f64::INFINITY
    } else {
        (level.ln() / extreme.ln()).max(1.0)
    }
}

/// The first whole number from `from` to `to` for which `holds` does, which does from there on;
/// `to + 1` if there is none. It is looked for around `guess`.
fn first_above(from: f64, to: f64, guess: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let guess = guess.ceil().clamp(from, to + 1.0);
    let (mut low, mut high, mut step) = (from, to + 1.0, 1.0);
    if guess > to || holds(guess) {
        high = guess;
        while high - step >= low && holds(high - step) {
            high -= step;
            step *= 2.0;
        }
        low = low.max(high - step + 1.0);
    } else {
        low = guess + 1.0;
        while low + step <= high && !holds(low + step - 1.0) {
            low += step;
            step *= 2.0;
        }
        high = high.min(low + step - 1.0);
    }
    while low < high {
        let middle = ((low + high) / 2.0).floor();
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1.0;
        }
    }
    low
}

/// The probability of at most `k` failures (or successes), where `term` is that of exactly `k` and
/// `odds` are those against one.
fn tail(mut term: f64, k: f64, n: f64, odds: f64) -> f64 {
    let (mut sum, mut at) = (0.0, k);
    while term > sum * 1e-14 && at >= 0.0 {
        sum += term;
        term *= at / (n - at + 1.0) * odds;
        at -= 1.0;
    }
    sum
}

/// The probability of exactly `k`, by Loader's saddle point form (C. Loader, "Fast and accurate
/// computation of binomial probabilities", 2000), which keeps all digits for large counts.
pub fn probability(k: f64, n: f64, p: f64) -> f64 {
    let q = 1.0 - p;
    if k <= 0.0 {
        return if k < 0.0 { 0.0 } else { (n * (-p).ln_1p()).exp() };
    }
    if k >= n {
        return if k > n { 0.0 } else { (n * p.ln()).exp() };
    }
    let exponent = stirling_error(n)
        - stirling_error(k)
        - stirling_error(n - k)
        - deviance(k, n * p)
        - deviance(n - k, n * q);
    exponent.exp() * (n / (TAU * k * (n - k))).sqrt()
}

/// [`probability`] within a thousandth, in a fraction of its time.
pub fn rough_probability(k: f64, n: f64, p: f64) -> f64 {
    /// For fewer successes or failures, the first term of Stirling's series is too coarse.
    const FEWEST: f64 = 16.0;
    let rest = n - k;
    if smaller(k, rest) < FEWEST {
        return probability(k, n, p);
    }
    let stirling_error = (1.0 / n - n / (k * rest)) / 12.0;
    let exponent = stirling_error - rough_deviance(k, n * p) - rough_deviance(rest, n * (1.0 - p));
    exponent.exp() * (n / (TAU * k * rest)).sqrt()
}

/// How far ln n! is from Stirling's formula.
fn stirling_error(n: f64) -> f64 {
    /// Of 1 to 15, for which the series is too coarse.
    const SMALL: [f64; 16] = [
        0.0,
        0.08106146679532726,
        0.0413406959554093,
        0.02767792568499834,
        0.020790672103765093,
        0.016644691189821193,
        0.013876128823070748,
        0.01189670994589177,
        0.010411265261972096,
        0.009255462182712733,
        0.00833056343336287,
        0.007573675487951841,
        0.00694284010720953,
        0.006408994188004207,
        0.0059513701127588475,
        0.005554733551962801,
    ];
    if n < 16.0 {
        return SMALL[n as usize];
    }
    let square = n * n;
    let series = 1.0 / 1680.0 / square;
    let series = (1.0 / 1260.0 - series) / square;
    let series = (1.0 / 360.0 - series) / square;
    (1.0 / 12.0 - series) / n
}

/// x ln(x / mean) + mean − x, without cancellation where x is near the mean.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() - difference;
    }
    let v = difference / (x + mean);
    let mut sum = difference * v;
    let mut term = 2.0 * x * v;
    for odd in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * odd + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The first terms of [`deviance`].
fn rough_deviance(x: f64, mean: f64) -> f64 {
    let (difference, sum) = (x - mean, x + mean);
    if difference.abs() >= 0.1 * sum {
        return deviance(x, mean);
    }
    let v = difference / sum;
    let square = v * v;
    let series = square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0)));
    difference * v + 2.0 * x * v * series
}

/// The normal approximation, with continuity correction.
fn normal(k: f64, n: f64, p: f64) -> f64 {
    let deviation = (n * p * (1.0 - p)).sqrt();
    let z = ((k - n * p).abs() - 0.5).max(0.0) / deviation;
    upper_normal(z) * 2.0
}

/// How many standard deviations a normal value is off, or more, with this probability; infinitely many with
/// none.
pub fn deviations(p: f64) -> f64 {
    /// Beyond it there is no number for the probability.
    const FARTHEST: f64 = 38.0;
    let (mut low, mut high) = (0.0, FARTHEST);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if upper_normal(middle) * 2.0 > p { low = middle } else { high = middle }
    }
    if p > 0.0 { high } else { f64::INFINITY }
}

/// How likely a standard normal value is above `z` ≥ 0: a series near 0, else a continued fraction.
fn upper_normal(z: f64) -> f64 {
    let density = (-0.5 * z * z).exp() / TAU.sqrt();
    if z < 3.0 {
        let (mut term, mut sum, mut odd) = (z, z, 1.0);
        while term > sum * 1e-17 {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        return (0.5 - density * sum).max(0.0);
    }
    let fraction = (1..=60).rev().fold(z, |rest, step| z + f64::from(step) / rest);
    density / fraction
}
