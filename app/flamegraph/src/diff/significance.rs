//! Noise told from change: which functions and nodes differ by more than chance explains.

use super::chance::Chance;
use super::counts::{NoCounts, Period};
use super::scale::Scaling;
use super::sides::{Run, Sides};
use super::width::change;
use super::{binomial, student};
use protocol::diff::{DiffScale, NoiseFacts, NoiseTest, Side};
use protocol::{FunctionId, NodeId};

/// The flag of a significant self weight, and that of a significant total.
const OWN: u8 = 1;
const TOTAL: u8 = 2;

/// How noise is told from change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NoiseOptions {
    /// The share of false alarms that is put up with.
    pub level: f64,
    /// Where nothing can be tested: the share of the reference total from which a change counts.
    pub least_change: f64,
}

/// How many samples there are in a unit of weight: counts of the sum of a side's recordings from
/// their mean weight. `None` if counts are unknown.
pub fn samples_per_weight(periods: &[Period], totals: &[f64]) -> Result<f64, NoCounts> {
    let (mut samples, mut weight) = (0.0, 0.0);
    let mut first = None;
    for (&period, &total) in periods.iter().zip(totals) {
        match period {
            Period::Known(period) => {
                first = first.or(Some(period));
                samples += total / period;
                weight += total;
            }
            Period::Unknown(NoCounts::Empty) => {}
            Period::Unknown(reason) => return Err(reason),
        }
    }
    match first {
        // One recording: no rounding.
        Some(period) if periods.len() == 1 => Ok(1.0 / period),
        Some(_) if weight > 0.0 => Ok(samples * periods.len() as f64 / weight),
        _ => Err(NoCounts::Empty),
    }
}

/// Which functions and nodes changed.
#[derive(Debug)]
pub struct Noise {
    /// How it was found out.
    pub facts: NoiseFacts,
    chance: Option<Chance>,
    /// By what the weights of each run are multiplied; empty unless the spread is tested.
    run_factors: [Vec<f64>; 2],
    node_flags: Vec<u8>,
    function_flags: Vec<u8>,
}

impl Noise {
    /// Tests all functions and nodes. `per_weight` is that of each side, or why it's unknown.
    pub fn new(
        sides: &Sides,
        scaling: &Scaling,
        per_weight: [Result<f64, NoCounts>; 2],
        options: NoiseOptions,
    ) -> Self {
        let mut noise = Self {
            facts: NoiseFacts { level: options.level, ..NoiseFacts::default() },
            chance: Chance::new(scaling, per_weight),
            run_factors: run_factors(sides, scaling),
            node_flags: vec![0; sides.tree.len()],
            function_flags: vec![0; sides.names.functions.len()],
        };
        let has_spread = !noise.run_factors[0].is_empty();
        if noise.chance.is_none() && !has_spread {
            noise.by_size(sides, scaling, options.least_change);
            let reason = per_weight.into_iter().find_map(Result::err).unwrap_or(NoCounts::Empty);
            noise.facts.test = NoiseTest::LeastChange;
            noise.facts.why = reason.sentence().to_owned();
            return noise;
        }
        noise.facts.test = if has_spread { NoiseTest::Spread } else { NoiseTest::Binomial };
        noise.facts.why = noise.sentence(scaling);
        noise.test_functions(sides, options.level);
        noise.test_nodes(sides, options.level);
        noise
    }

    /// Whether a node's self or total weight changed.
    #[inline]
    pub fn node_changed(&self, node: NodeId) -> (bool, bool) {
        both(self.node_flags.get(node.0 as usize))
    }

    /// Whether a function's self or total weight changed.
    pub fn function_changed(&self, function: FunctionId) -> (bool, bool) {
        both(self.function_flags.get(function.0 as usize))
    }

    /// How likely chance alone makes a node differ so, by self and total.
    pub fn node_p(&self, sides: &Sides, node: NodeId) -> [Option<f64>; 2] {
        let raw = |column: fn(&Run, usize) -> f64| move |run: &Run| column(run, node.0 as usize);
        let weights = &sides.weights;
        let own = [0, 1].map(|side: usize| weights[side].self_weight(node));
        let total = [0, 1].map(|side: usize| weights[side].total_weight(node));
        [
            self.p(own, sides, raw(|run, at| run.weights.self_weights.at(at))),
            self.p(total, sides, raw(|run, at| run.weights.total_weights.at(at))),
        ]
    }

    /// How likely chance alone makes a function differ so, by self and total.
    pub fn function_p(&self, sides: &Sides, function: FunctionId) -> [Option<f64>; 2] {
        let at = function.0 as usize;
        let get = |column: &[f64]| column.get(at).copied().unwrap_or(0.0);
        let own = [0, 1].map(|side: usize| get(&sides.functions[side].self_weights));
        let total = [0, 1].map(|side: usize| get(&sides.functions[side].total_weights));
        [
            self.p(own, sides, |run| get(&run.functions.self_weights)),
            self.p(total, sides, |run| get(&run.functions.total_weights)),
        ]
    }

    /// The larger p of both tests: a spread that is small by chance doesn't make samples more.
    fn p(&self, raw: [f64; 2], sides: &Sides, of_run: impl Fn(&Run) -> f64) -> Option<f64> {
        let by_count = self.chance.as_ref().map(|chance| chance.p(raw));
        if self.run_factors[0].is_empty() {
            return by_count;
        }
        let [baseline, comparison] = [0, 1].map(|side: usize| -> Vec<f64> {
            let runs = sides.runs[side].iter().zip(&self.run_factors[side]);
            runs.map(|(run, factor)| of_run(run) * factor).collect()
        });
        let by_spread = student::welch(&baseline, &comparison);
        match (by_count, by_spread) {
            (Some(one), Some(other)) => Some(one.max(other)),
            (one, other) => one.or(other),
        }
    }

    fn test_functions(&mut self, sides: &Sides, level: f64) {
        let functions: Vec<FunctionId> =
            (0..sides.names.functions.len() as u32).map(FunctionId).collect();
        for (place, flag) in [OWN, TOTAL].into_iter().enumerate() {
            let weight = |id: FunctionId| -> f64 {
                let sum = |of: fn(&crate::function_table::FunctionWeights) -> &[f64]| {
                    sides.functions.iter().map(|side| of(side)[id.0 as usize]).sum()
                };
                if flag == OWN {
                    sum(|side| &side.self_weights)
                } else {
                    sum(|side| &side.total_weights)
                }
            };
            let mut count = 0;
            let mut low: Vec<(f64, u32)> = Vec::new();
            for &id in functions.iter().filter(|&&id| weight(id) > 0.0) {
                count += 1;
                if let Some(p) = self.function_p(sides, id)[place].filter(|&p| p <= level) {
                    low.push((p, id.0));
                }
            }
            self.facts.tested_functions = self.facts.tested_functions.max(count);
            for id in passing(low, count as usize, level) {
                self.function_flags[id as usize] |= flag;
            }
        }
    }

    fn test_nodes(&mut self, sides: &Sides, level: f64) {
        // With fewer samples not even the most extreme outcome passes.
        let fewest = match &self.chance {
            Some(chance) => binomial::fewest_trials(chance.p_comparison, level),
            None => 0.0,
        };
        let has_runs = !self.run_factors[0].is_empty();
        for (place, flag) in [OWN, TOTAL].into_iter().enumerate() {
            let columns = sides.weights.each_ref().map(|weights| {
                if flag == OWN { &weights.self_weights } else { &weights.total_weights }
            });
            let mut count = 0;
            let mut low: Vec<(f64, u32)> = Vec::new();
            for node in sides.tree.nodes() {
                let raw = columns.map(|column| column.at(node.0 as usize));
                let p = match &self.chance {
                    Some(chance) => {
                        let counts = chance.counts(raw);
                        if counts[0] + counts[1] < fewest {
                            continue;
                        }
                        chance.rough_p(counts, level)
                    }
                    None if raw == [0.0; 2] => continue,
                    None => Some(0.0),
                };
                count += 1;
                let p = match p {
                    Some(_) if has_runs => self.node_p(sides, node)[place].filter(|&p| p <= level),
                    p => p,
                };
                if let Some(p) = p {
                    low.push((p, node.0));
                }
            }
            if let Some(chance) = self.chance.as_ref().filter(|_| !has_runs) {
                // What is near the limit is looked at exactly.
                let limit = limit(&low, count as usize, level).max(level / f64::from(count.max(1)));
                let near = chance.near(limit);
                for (p, node) in low.iter_mut().filter(|(p, _)| near.contains(p)) {
                    *p = chance.p(columns.map(|column| column.at(*node as usize)));
                }
            }
            self.facts.tested_nodes = self.facts.tested_nodes.max(count);
            for node in passing(low, count as usize, level) {
                self.node_flags[node as usize] |= flag;
            }
        }
    }

    /// Without a test every change of a certain size counts.
    fn by_size(&mut self, sides: &Sides, scaling: &Scaling, least_change: f64) {
        let least = least_change * scaling.reference;
        let counts = |weights: [f64; 2]| {
            let [a, b] = [0, 1].map(|side: usize| weights[side] * scaling.factors[side]);
            let change = change(a, b).abs();
            change > 0.0 && change >= least
        };
        let [a, b] = &sides.weights;
        for (at, flags) in self.node_flags.iter_mut().enumerate() {
            *flags = flags_of(
                counts([a.self_weights.at(at), b.self_weights.at(at)]),
                counts([a.total_weights.at(at), b.total_weights.at(at)]),
            );
        }
        let [a, b] = &sides.functions;
        for (at, flags) in self.function_flags.iter_mut().enumerate() {
            *flags = flags_of(
                counts([a.self_weights[at], b.self_weights[at]]),
                counts([a.total_weights[at], b.total_weights[at]]),
            );
        }
    }

    fn sentence(&self, scaling: &Scaling) -> String {
        let expected = match &scaling.scale {
            DiffScale::EqualTotals => "shares",
            DiffScale::EqualDuration => "rates",
            DiffScale::Yardstick(_) => "weights in yardsticks",
            DiffScale::None => "weights",
        };
        let spread = if self.run_factors[0].is_empty() {
            ""
        } else {
            ", and by Welch's test of the spread between recordings"
        };
        let how = match &self.chance {
            Some(chance) => format!(
                "by an exact binomial test, in which a sample is the comparison's with probability {:.3}",
                chance.p_comparison
            ),
            None => "without counts of samples".to_owned(),
        };
        format!(
            "Tested against equal {expected} {how}{spread}; of what passes at most {} % are false alarms.",
            self.facts.level * 100.0
        )
    }
}

fn flags_of(own: bool, total: bool) -> u8 {
    (if own { OWN } else { 0 }) | (if total { TOTAL } else { 0 })
}

fn both(flags: Option<&u8>) -> (bool, bool) {
    let flags = flags.copied().unwrap_or(0);
    (flags & OWN != 0, flags & TOTAL != 0)
}

/// With equal totals each recording is scaled by itself: that some are longer is no spread.
fn run_factors(sides: &Sides, scaling: &Scaling) -> [Vec<f64>; 2] {
    [Side::Baseline, Side::Comparison].map(|side| {
        let factor = scaling.factors[side.index()];
        let of_run = |run: &Run| match scaling.scale {
            DiffScale::EqualTotals if run.weights.total() > 0.0 => {
                factor * sides.total(side) / run.weights.total()
            }
            _ => factor,
        };
        sides.runs[side.index()].iter().map(of_run).collect()
    })
}

/// Those of `low` that pass the test of Benjamini and Hochberg among `count` in all: the largest p
/// that is at most level · rank / count, and all that are smaller. `low` needs only hold what is at
/// most `level`.
pub fn passing(low: Vec<(f64, u32)>, count: usize, level: f64) -> Vec<u32> {
    let limit = limit(&low, count, level);
    low.into_iter().filter(|&(p, _)| p <= limit).map(|(_, id)| id).collect()
}

/// Up to where p passes. Nothing has to be sorted: with a limit for all, so many are below it that
/// the limit for as many comes next, until as many are below it as it is for.
fn limit(low: &[(f64, u32)], count: usize, level: f64) -> f64 {
    let mut rank = count;
    loop {
        let limit = level * rank as f64 / count.max(1) as f64;
        let below = low.iter().filter(|&&(p, _)| p <= limit).count();
        // At rank 0 nothing passes but a p of 0, which would have passed at any rank.
        if below >= rank || rank == 0 {
            return limit;
        }
        rank = below;
    }
}
