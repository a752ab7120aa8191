//! Noise told from change: which functions and nodes differ by more than chance explains.

use super::chance::Chance;
pub use super::column_test::passing;
use super::column_test::{Column, ColumnTest};
use super::counts::{NoCounts, Period};
use super::scale::Scaling;
use super::sides::{Run, Sides};
use super::tally::{COLUMNS, Rows, Tallies, Tally, What};
use super::width::change;
use super::{binomial, student};
use protocol::diff::{DiffScale, Measure, NoiseFacts, NoiseTest, Side};
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
    /// Tests all functions and nodes in one go, see [`NoiseBuilder`].
    pub fn new(
        sides: &Sides,
        scaling: &Scaling,
        per_weight: [Result<f64, NoCounts>; 2],
        options: NoiseOptions,
    ) -> Self {
        let tallies = counted(sides, per_weight).map(|counted| Tallies::new(sides, counted));
        let mut builder = NoiseBuilder::new(sides, scaling, per_weight, options);
        while !builder.step(sides, tallies.as_ref(), usize::MAX) {}
        builder.finish()
    }

    /// Whether a node's self or total weight changed.
    #[inline]
    pub fn node_changed(&self, node: NodeId) -> (bool, bool) {
        both(self.node_flags.get(node.0 as usize))
    }

    /// For each node a byte, and the bit of it that is set if the node's weight changed.
    pub fn changed_nodes(&self, measure: Measure) -> (&[u8], u8) {
        (&self.node_flags, flag_of(measure))
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

    /// The weights of all nodes or functions under a measure, and how they are tested.
    fn column<'a>(
        &'a self,
        sides: &'a Sides,
        column: (What, Measure),
        tally: Option<&'a Tally>,
        fewest_samples: f64,
        spread: &'a dyn Fn(u32) -> Option<f64>,
    ) -> Column<'a> {
        Column {
            weights: Rows::of_both(sides, column),
            chance: self.chance.as_ref(),
            tally: tally.filter(|_| self.chance.is_some()),
            fewest_samples,
            exact_p: (!self.run_factors[0].is_empty()).then_some(spread),
            level: self.facts.level,
        }
    }

    fn flags_of(&mut self, what: What) -> &mut Vec<u8> {
        match what {
            What::Functions => &mut self.function_flags,
            What::Nodes => &mut self.node_flags,
        }
    }

    /// Without a test every change of a certain size counts.
    fn by_size(&mut self, sides: &Sides, scaling: &Scaling, least_change: f64) {
        let least = least_change * scaling.reference;
        let counts = |raw: [f64; 2]| {
            let [a, b] = [0, 1].map(|side: usize| raw[side] * scaling.factors[side]);
            let change = change(a, b).abs();
            change > 0.0 && change >= least
        };
        let nodes = sides.weights.each_ref();
        for (at, flags) in self.node_flags.iter_mut().enumerate() {
            *flags = flags_of(
                counts(nodes.map(|side| side.self_weights.at(at))),
                counts(nodes.map(|side| side.total_weights.at(at))),
            );
        }
        let functions = sides.functions.each_ref();
        for (at, flags) in self.function_flags.iter_mut().enumerate() {
            *flags = flags_of(
                counts(functions.map(|side| side.self_weights[at])),
                counts(functions.map(|side| side.total_weights[at])),
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

/// How many samples there are in a unit of weight on each side, if counts are all that is tested:
/// then [`NoiseBuilder::step`] needs the [`Tallies`] of these.
pub fn counted(sides: &Sides, per_weight: [Result<f64, NoCounts>; 2]) -> Option<[f64; 2]> {
    match per_weight {
        [Ok(baseline), Ok(comparison)] if sides.runs[0].is_empty() => Some([baseline, comparison]),
        _ => None,
    }
}

/// Noise that is being told from change, in steps.
#[derive(Debug)]
pub struct NoiseBuilder {
    noise: Noise,
    /// With fewer samples a node isn't tested: not even the most extreme outcome passes.
    fewest_samples: f64,
    /// How many of the tests are done.
    done_count: usize,
    test: ColumnTest,
}

impl NoiseBuilder {
    /// A builder that has tested nothing yet. `per_weight` is that of each side, or why it's
    /// unknown.
    pub fn new(
        sides: &Sides,
        scaling: &Scaling,
        per_weight: [Result<f64, NoCounts>; 2],
        options: NoiseOptions,
    ) -> Self {
        let mut noise = Noise {
            facts: NoiseFacts { level: options.level, ..NoiseFacts::default() },
            chance: Chance::new(scaling, per_weight),
            run_factors: run_factors(sides, scaling),
            node_flags: vec![0; sides.tree.len()],
            function_flags: vec![0; sides.names.functions.len()],
        };
        let has_spread = !noise.run_factors[0].is_empty();
        let mut done_count = 0;
        if noise.chance.is_none() && !has_spread {
            noise.by_size(sides, scaling, options.least_change);
            let reason = per_weight.into_iter().find_map(Result::err).unwrap_or(NoCounts::Empty);
            noise.facts.test = NoiseTest::LeastChange;
            noise.facts.why = reason.sentence().to_owned();
            done_count = COLUMNS.len();
        } else {
            noise.facts.test = if has_spread { NoiseTest::Spread } else { NoiseTest::Binomial };
            noise.facts.why = noise.sentence(scaling);
        }
        let fewest_samples = match &noise.chance {
            Some(chance) => binomial::fewest_trials(chance.p_comparison, options.level),
            None => 0.0,
        };
        Self { noise, fewest_samples, done_count, test: ColumnTest::default() }
    }

    /// Goes on for about `items` nodes or functions of the same `sides` as before, whose counts are
    /// `tallies` if only counts are tested, see [`counted`]. Returns whether it is done.
    pub fn step(&mut self, sides: &Sides, tallies: Option<&Tallies>, items: usize) -> bool {
        let Some(&(what, measure)) = COLUMNS.get(self.done_count) else { return true };
        let tally = tallies.and_then(|tallies| tallies.of_column(self.done_count));
        let fewest = if what == What::Nodes { self.fewest_samples } else { 0.0 };
        let place = usize::from(measure == Measure::Total);
        // Taken, since the test reads the rest.
        let mut flags = std::mem::take(self.noise.flags_of(what));
        let noise = &self.noise;
        let spread = |row: u32| match what {
            What::Functions => noise.function_p(sides, FunctionId(row))[place],
            What::Nodes => noise.node_p(sides, NodeId(row))[place],
        };
        let column = noise.column(sides, (what, measure), tally, fewest, &spread);
        let is_done = self.test.step(&column, items)
            && self.test.mark(&column, &mut flags, flag_of(measure), items);
        *self.noise.flags_of(what) = flags;
        if is_done {
            let facts = &mut self.noise.facts;
            let tested = match what {
                What::Functions => &mut facts.tested_functions,
                What::Nodes => &mut facts.tested_nodes,
            };
            *tested = (*tested).max(self.test.tested_count() as u32);
            self.test = ColumnTest::default();
            self.done_count += 1;
        }
        self.done_count == COLUMNS.len()
    }

    /// What was found, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Noise {
        self.noise
    }
}

fn flag_of(measure: Measure) -> u8 {
    match measure {
        Measure::Own => OWN,
        Measure::Total => TOTAL,
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
