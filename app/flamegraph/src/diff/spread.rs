//! Chance as the recordings of one side show it: what a function weighs differs from run to run, and by more than
//! counting samples explains.
//!
//! A handful of runs tells little of one function's variance: a test by that alone finds nothing, however large a
//! change is. So it's drawn towards what is usual among all functions, as `limma` does for genes (Smyth 2004, "Linear
//! models and empirical Bayes methods", section 3). A function's expected variance is that of counting samples, and
//! that of a rate which itself varies by a share, the same for all (a negative binomial distribution, as `edgeR` has
//! it). Its *dispersion* is its variance divided by that: those of all functions, in multiples of the usual one, have
//! an F distribution, whose degrees of freedom say how many more runs the usual one is worth.

use super::scale::Scaling;
use super::sides::{Run, Sides};
use super::student;
use super::width::change;
use protocol::diff::DiffScale;

/// With fewer functions nobody knows what is usual.
const FEWEST_FUNCTIONS: usize = 10;
/// Functions of fewer samples in all runs tell little of dispersion: counts are too coarse.
const FEWEST_SAMPLES: f64 = 20.0;
/// What is usual among so many functions is among more.
const MOST_FUNCTIONS: usize = 5000;
/// What the usual dispersion may be worth: this to the power of 0, 1, 2 …
const FREEDOM_STEP: f64 = std::f64::consts::SQRT_2;
/// At more than a thousand degrees of freedom nothing is left to learn.
const FREEDOM_STEPS: i32 = 20;
/// A usual dispersion that is worth so much lets single functions be far away, and is found all the same.
const ROBUST_FREEDOM: f64 = 4.0;
/// Rates that vary by less than a ten thousandth don't vary.
const LEAST_VARIABILITY: f64 = 1e-8;

/// What something weighs in each run of each side, scaled.
type Values = [Vec<f64>; 2];

/// A dispersion and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dispersion {
    /// The variance as a multiple of the expected one.
    pub value: f64,
    /// How many degrees of freedom it has, or is worth.
    pub freedom: f64,
}

/// The spread between the recordings of each side.
#[derive(Debug)]
pub struct Spread {
    /// By what the weights of each run are multiplied; 0 where it isn't used.
    factors: [Vec<f64>; 2],
    /// What a sample of each run weighs then; a guess where nobody knows.
    sample_weights: [Vec<f64>; 2],
    /// The square of the share by which rates vary from run to run.
    variability: f64,
    /// The usual dispersion; `None` where there are too few functions to tell.
    usual: Option<Dispersion>,
}

impl Spread {
    /// The spread of a side with several recordings; `None` if there is none that tells anything. `per_weight` is how
    /// many samples there are in a unit of weight, as far as that is known.
    pub fn new(sides: &Sides, scaling: &Scaling, per_weight: [Option<f64>; 2]) -> Option<Self> {
        if sides.runs.iter().all(Vec::is_empty) {
            return None;
        }
        let factors = run_factors(sides, scaling);
        let mut runs = sides.runs.iter().flatten().zip(factors.iter().flatten());
        if runs.any(|(run, &factor)| factor <= 0.0 && run.weights.total() > 0.0) {
            // Without its yardstick a run can't be told from the others, though it is in the mean that is shown.
            return None;
        }
        let known = per_weight[0].zip(per_weight[1]);
        let [baseline, comparison] = known.map_or([1.0; 2], <[f64; 2]>::from);
        let sample_weights = [(0, baseline), (1, comparison)].map(|(side, per_weight)| {
            // Counts are those of all runs, weights their mean.
            let in_run = per_weight / factors[side].len() as f64;
            let used = factors[side].iter().filter(|&&factor| factor > 0.0);
            used.map(|factor| factor / in_run).collect()
        });
        let mut spread = Self { factors, sample_weights, variability: 0.0, usual: None };
        if known.is_none() {
            let functions = 0..sides.names.functions.len();
            let all: Vec<Values> = functions.map(|at| spread.own_values(sides, at)).collect();
            spread.guess_sample_weight(&all);
        }
        spread.learn(&spread.telling(sides));
        let have_both = spread.sample_weights.iter().all(|runs| runs.len() > 1);
        (spread.usual.is_some() || have_both).then_some(spread)
    }

    /// Most functions of a profile have a sample or two: what the lightest tenth weighs is about one.
    fn guess_sample_weight(&mut self, all: &[Values]) {
        let weights = || all.iter().flatten().flatten().filter(|&&weight| weight > 0.0);
        let tenth = weights().count() / 10;
        if tenth > 0 {
            let guess = halved(f64::MIN_POSITIVE, f64::MAX, |guess| {
                weights().filter(|&&weight| weight <= guess).count() < tenth
            });
            // The longer a run is, the less a sample of it weighs once it is made equal.
            let factors = || self.factors.iter().flatten().filter(|&&factor| factor > 0.0);
            let usual = factors().sum::<f64>() / factors().count().max(1) as f64;
            for (samples, factors) in self.sample_weights.iter_mut().zip(&self.factors) {
                let used = factors.iter().filter(|&&factor| factor > 0.0);
                samples.iter_mut().zip(used).for_each(|(sample, factor)| {
                    *sample = guess * factor / usual;
                });
            }
        }
    }

    /// Self weights of the functions that tell of dispersion: of many those with the most samples, whichever side
    /// they are on.
    fn telling(&self, sides: &Sides) -> Vec<Values> {
        // Whole, since a sum depends on its order in the last digit, and that on which side is which.
        let samples_of = |at| self.samples(&self.own_values(sides, at)).round();
        let samples: Vec<f64> = (0..sides.names.functions.len()).map(samples_of).collect();
        let is_telling = |samples: f64, fewest: f64| (fewest..f64::INFINITY).contains(&samples);
        let count = |fewest| samples.iter().filter(|&&it| is_telling(it, fewest)).count();
        let mut fewest = FEWEST_SAMPLES;
        while count(fewest) > MOST_FUNCTIONS && count(2.0 * fewest) >= FEWEST_FUNCTIONS {
            fewest *= 2.0;
        }
        let ids = samples.iter().enumerate().filter(|(_, it)| is_telling(**it, fewest));
        ids.map(|(at, _)| self.own_values(sides, at)).collect()
    }

    /// Finds how much rates vary, and what dispersion is usual then, from these functions.
    fn learn(&mut self, functions: &[Values]) {
        let dispersions = |variability| -> Vec<Dispersion> {
            let of_each = functions.iter().map(|values| self.dispersion(values, variability));
            of_each.filter(|it| it.freedom > 0.0).collect()
        };
        // The more rates vary, the less of what is seen is too much.
        let is_too_much =
            |variability| usual_if_worth(ROBUST_FREEDOM, &dispersions(variability)) > 1.0;
        let variability = match is_too_much(0.0) {
            true => halved(LEAST_VARIABILITY, 1.0, is_too_much),
            false => 0.0,
        };
        let usual = usual(&dispersions(variability));
        (self.variability, self.usual) = (variability, usual);
    }

    /// How likely chance alone makes both sides differ as they do; `of_run` is what something weighs in a run.
    pub fn p(&self, sides: &Sides, of_run: impl Fn(&Run) -> f64) -> Option<f64> {
        let values = self.values(sides, of_run);
        let Some(usual) = self.usual else { return student::welch(&values[0], &values[1]) };
        let [baseline, comparison] = [0, 1].map(|side: usize| self.shown_mean(&values, side));
        let difference = change(baseline, comparison).abs();
        if difference == 0.0 {
            return Some(1.0);
        }
        let own = self.dispersion(&values, self.variability);
        let freedom = usual.freedom + own.freedom;
        let dispersion = match freedom {
            // It is nowhere but in a single run, and others never vary.
            0.0 => usual.value,
            _ => (usual.freedom * usual.value + own.freedom * own.value) / freedom,
        };
        // If nothing has changed, samples fall on all runs as their weights have it.
        let a_weight: f64 = self.each(&values).map(|(_, sample)| 1.0 / sample).sum();
        let expected = self.samples(&values) / a_weight;
        let of_means = self.sample_weights.iter().map(|samples| {
            let all: f64 = samples.iter().map(|sample| 1.0 / sample).sum();
            let of_run = |&sample: &f64| {
                expected_variance(expected, sample, self.variability) / (sample * all).powi(2)
            };
            samples.iter().map(of_run).sum::<f64>()
        });
        let variance = dispersion * of_means.sum::<f64>();
        if variance <= 0.0 {
            return Some(0.0);
        }
        let p = student::two_sided(difference / variance.sqrt(), freedom);
        // Weights of 10²⁰⁰ have a variance that is no number.
        Some(p).filter(|p| p.is_finite())
    }

    /// What the test of the spread is called.
    pub fn words(&self) -> &'static str {
        match self.usual {
            None => "Welch's test of the spread between recordings",
            Some(usual) if usual.freedom == 0.0 => "a t-test of the spread between recordings",
            Some(_) => {
                "a t-test of the spread between recordings (each function's variance drawn towards the usual one)"
            }
        }
    }

    fn values(&self, sides: &Sides, of_run: impl Fn(&Run) -> f64) -> Values {
        [0, 1].map(|side: usize| {
            let runs = sides.runs[side].iter().zip(&self.factors[side]);
            let used = runs.filter(|(_, factor)| **factor > 0.0);
            used.map(|(run, factor)| of_run(run) * factor).collect()
        })
    }

    fn own_values(&self, sides: &Sides, function: usize) -> Values {
        self.values(sides, |run| run.functions.self_weights.get(function).copied().unwrap_or(0.0))
    }

    /// What something weighs on a side, as the diff shows it: of runs that are made equal the longer ones, which have
    /// more samples, count for more.
    fn shown_mean(&self, values: &Values, side: usize) -> f64 {
        let runs = || values[side].iter().zip(&self.sample_weights[side]);
        let all: f64 = runs().map(|(_, sample)| 1.0 / sample).sum();
        let sum: f64 = runs().map(|(value, sample)| value / sample).sum();
        if all > 0.0 { sum / all } else { 0.0 }
    }

    /// How many samples there are in all runs.
    fn samples(&self, values: &Values) -> f64 {
        self.each(values).map(|(value, sample)| value / sample).sum()
    }

    /// Weights of all runs, and what a sample weighs in each.
    fn each(&self, values: &Values) -> impl Iterator<Item = (f64, f64)> {
        let samples = self.sample_weights.iter().flatten();
        values.iter().flatten().copied().zip(samples.copied())
    }

    /// The variance within the sides, as a multiple of the expected one. A side on which there is nothing tells nothing.
    fn dispersion(&self, values: &Values, variability: f64) -> Dispersion {
        let (mut squares, mut freedom) = (0.0, 0.0);
        for (side, samples) in self.sample_weights.iter().enumerate() {
            let mean = self.shown_mean(values, side);
            if mean > 0.0 {
                freedom += samples.len() as f64 - 1.0;
                let of_each = values[side].iter().zip(samples).map(|(value, &sample)| {
                    change(*value, mean).powi(2) / expected_variance(mean, sample, variability)
                });
                squares += of_each.sum::<f64>();
            }
        }
        Dispersion { value: if freedom > 0.0 { squares / freedom } else { 0.0 }, freedom }
    }
}

/// The variance of a weight whose mean is `expected` where a sample weighs so much and rates vary so much.
fn expected_variance(expected: f64, sample: f64, variability: f64) -> f64 {
    expected * sample + variability * expected * expected
}

/// Under any scale each recording is scaled by itself: that some are longer is no spread. One that has nothing of what is
/// made equal, such as an empty one, can't be: its factor is 0, and it isn't used.
fn run_factors(sides: &Sides, scaling: &Scaling) -> [Vec<f64>; 2] {
    [0, 1].map(|side: usize| {
        let runs = &sides.runs[side];
        let amounts = match scaling.scale {
            DiffScale::EqualTotals => runs.iter().map(|run| run.weights.total()).collect(),
            DiffScale::None => vec![1.0; runs.len()],
            _ => scaling.run_amounts[side].clone(),
        };
        let usual = mean(&amounts);
        let factor = |&amount: &f64| match amount {
            amount if amount > 0.0 => scaling.factors[side] * usual / amount,
            _ => 0.0,
        };
        amounts.iter().map(factor).collect()
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The dispersion that is usual where these were found, by maximum likelihood. `None` where there are too few.
pub fn usual(found: &[Dispersion]) -> Option<Dispersion> {
    if found.len() < FEWEST_FUNCTIONS {
        return None;
    }
    if found.iter().filter(|it| it.value <= 0.0).count() > found.len() / 2 {
        // What most functions weigh is the same in all runs (instructions): each is judged by its own spread.
        return Some(Dispersion { value: 0.0, freedom: 0.0 });
    }
    let worths = (0..=FREEDOM_STEPS).map(|step| FREEDOM_STEP.powi(step));
    let fits = worths.map(|freedom| {
        let usual = Dispersion { value: usual_if_worth(freedom, found), freedom };
        (ln_likelihood(usual, found), usual)
    });
    fits.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, usual)| usual)
}

/// The likeliest usual dispersion if it is worth so much: where the likelihood's derivative is 0.
fn usual_if_worth(freedom: f64, found: &[Dispersion]) -> f64 {
    let is_higher = |usual: f64| {
        let slope = found.iter().map(|it| {
            let part = it.freedom * it.value / usual;
            (it.freedom + freedom) * part / (freedom + part) - it.freedom
        });
        slope.sum::<f64>() > 0.0
    };
    halved(1e-12, 1e12, is_higher)
}

/// The logarithm of the likelihood of F-distributed multiples of `usual`, but for what doesn't depend on it.
fn ln_likelihood(usual: Dispersion, found: &[Dispersion]) -> f64 {
    let of_each = found.iter().map(|it| {
        let (own, other) = (it.freedom / 2.0, usual.freedom / 2.0);
        let scale = it.freedom / (usual.freedom * usual.value);
        own * scale.ln() - (own + other) * (it.value * scale).ln_1p()
            + student::ln_gamma(own + other)
            - student::ln_gamma(other)
    });
    of_each.sum()
}

/// The positive number up to which `is_higher` says that it is higher, by halving the way between both limits.
fn halved(low: f64, high: f64, is_higher: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low.ln(), high.ln());
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if is_higher(middle.exp()) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (0.5 * (low + high)).exp()
}
