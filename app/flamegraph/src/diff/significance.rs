//! Noise told from change: which functions and nodes differ by more than chance explains.

use super::binomial;
use super::chance::Chance;
use super::changed::{Changed, Passing};
pub use super::column_test::passing;
use super::column_test::{Column, ColumnTest};
use super::counts::{NoCounts, Period};
use super::scale::Scaling;
use super::sides::{Run, Sides};
use super::spread::Spread;
use super::tally::{COLUMNS, Rows, Tallies, Tally, What};
use super::width::change;
use protocol::decimal::fixed;
use protocol::diff::{DiffScale, Measure, NoiseFacts, NoiseTest};
use protocol::{FunctionId, NodeId};

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
    spread: Option<Spread>,
    nodes: Changed,
    functions: Changed,
}

impl Noise {
    /// Tests all functions and nodes in one go, see [`NoiseBuilder`].
    pub fn new(
        sides: &Sides,
        scaling: &Scaling,
        per_weight: [Result<f64, NoCounts>; 2],
        options: NoiseOptions,
    ) -> Self {
        let mut builder = NoiseBuilder::new(sides, scaling, per_weight, options);
        let tallies = builder.counted.map(|counted| Tallies::new(sides, counted));
        while !builder.step(sides, tallies.as_ref(), usize::MAX) {}
        builder.finish()
    }

    /// Whether a node's self or total weight changed.
    #[inline]
    pub fn node_changed(&self, node: NodeId) -> (bool, bool) {
        self.nodes.of_row(node.0)
    }

    /// For each node a byte, and the bit of it that is set if the node's weight changed.
    pub fn changed_nodes(&self, measure: Measure) -> (&[u8], u8) {
        self.nodes.by_row(measure)
    }

    /// Whether a function's self or total weight changed.
    pub fn function_changed(&self, function: FunctionId) -> (bool, bool) {
        self.functions.of_row(function.0)
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
        let by_spread = self.spread.as_ref().and_then(|spread| spread.p(sides, of_run));
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
            exact_p: self.spread.is_some().then_some(spread),
            level: self.facts.level,
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
        self.nodes = Changed::of(sides.tree.len(), |at| {
            let own = counts(nodes.map(|side| side.self_weights.at(at)));
            (own, counts(nodes.map(|side| side.total_weights.at(at))))
        });
        let functions = sides.functions.each_ref();
        self.functions = Changed::of(sides.names.functions.len(), |at| {
            let own = counts(functions.map(|side| side.self_weights[at]));
            (own, counts(functions.map(|side| side.total_weights[at])))
        });
    }

    fn sentence(&self, scaling: &Scaling) -> String {
        let expected = match &scaling.scale {
            DiffScale::EqualTotals => "shares",
            DiffScale::EqualDuration => "rates",
            DiffScale::Yardstick(_) => "weights in yardsticks",
            DiffScale::None => "weights",
        };
        let mut text = format!("Tested against equal {expected} by ");
        if let Some(chance) = &self.chance {
            text.push_str(
                "an exact binomial test, in which a sample is the comparison's with probability ",
            );
            text.push_str(&fixed(chance.p_comparison, 3));
        }
        if let Some(spread) = &self.spread {
            text.push_str(if self.chance.is_some() { ", and by " } else { "" });
            text.push_str(spread.words());
        }
        text.push_str("; of what passes at most ");
        text.push_str(&format!("{} % are false alarms.", percent(self.facts.level)));
        text
    }
}

/// A share in hundredths, without digits that are none of the user's: 0.07 is 7.
fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}

/// Noise that is being told from change, in steps.
#[derive(Debug)]
pub struct NoiseBuilder {
    noise: Noise,
    /// With fewer samples a node isn't tested: not even the most extreme outcome passes.
    fewest_samples: f64,
    /// The test of the next of [`COLUMNS`], and what passed those before.
    test: ColumnTest,
    passing: Vec<Passing>,
    is_done: bool,
    /// How many samples there are in a unit of weight on each side, if counts are all that is tested: then
    /// [`Self::step`] needs the [`Tallies`] of these.
    pub counted: Option<[f64; 2]>,
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
            spread: Spread::new(sides, scaling, per_weight.map(Result::ok)),
            nodes: Changed::default(),
            functions: Changed::default(),
        };
        let has_spread = noise.spread.is_some();
        let mut is_done = false;
        if noise.chance.is_none() && !has_spread {
            noise.by_size(sides, scaling, options.least_change);
            let reason = per_weight.into_iter().find_map(Result::err).unwrap_or(NoCounts::Empty);
            noise.facts.test = NoiseTest::LeastChange;
            noise.facts.why = format!(
                "{} Changes of less than {} points of the total count as noise.",
                reason.sentence(),
                percent(options.least_change)
            );
            is_done = true;
        } else {
            noise.facts.test = if has_spread { NoiseTest::Spread } else { NoiseTest::Binomial };
            noise.facts.why = noise.sentence(scaling);
        }
        let fewest_samples = match &noise.chance {
            Some(chance) => binomial::fewest_trials(chance.p_comparison, options.level),
            None => 0.0,
        };
        let test = ColumnTest::default();
        let counted = match per_weight {
            [Ok(baseline), Ok(comparison)] if !has_spread => Some([baseline, comparison]),
            _ => None,
        };
        Self { noise, fewest_samples, test, passing: Vec::new(), is_done, counted }
    }

    /// Goes on for about `items` nodes or functions of the same `sides` as before, whose counts are
    /// `tallies` if only counts are tested, see [`counted`]. Returns whether it is done.
    pub fn step(&mut self, sides: &Sides, tallies: Option<&Tallies>, items: usize) -> bool {
        if self.is_done {
            return true;
        }
        let Some(&column) = COLUMNS.get(self.passing.len()) else {
            self.is_done = self.mark(sides, tallies, items);
            return self.is_done;
        };
        let (what, measure) = column;
        let tally = tallies.and_then(|tallies| tallies.of_column(self.passing.len()));
        let fewest = if what == What::Nodes { self.fewest_samples } else { 0.0 };
        let place = usize::from(measure == Measure::Total);
        let noise = &self.noise;
        let spread = |row: u32| match what {
            What::Functions => noise.function_p(sides, FunctionId(row))[place],
            What::Nodes => noise.node_p(sides, NodeId(row))[place],
        };
        if self.test.step(&noise.column(sides, column, tally, fewest, &spread), items) {
            let test = std::mem::take(&mut self.test);
            let facts = &mut self.noise.facts;
            let tested = match what {
                What::Functions => &mut facts.tested_functions,
                What::Nodes => &mut facts.tested_nodes,
            };
            *tested = (*tested).max(test.tested_count() as u32);
            self.passing.push(test.finish());
        }
        false
    }

    /// Marks about `items` functions or nodes of those that passed. Returns whether all are.
    fn mark(&mut self, sides: &Sides, tallies: Option<&Tallies>, items: usize) -> bool {
        let [functions_own, functions_total, nodes_own, nodes_total] = &self.passing[..] else {
            return true;
        };
        let tallies_at =
            |places: [usize; 2]| places.map(|place| tallies.and_then(|all| all.of_column(place)));
        let count = sides.names.functions.len();
        let of_functions = [functions_own, functions_total];
        let Noise { functions, nodes, .. } = &mut self.noise;
        functions.add(count, of_functions, tallies_at([0, 1]), items)
            && nodes.add(sides.tree.len(), [nodes_own, nodes_total], tallies_at([2, 3]), items)
    }

    /// What was found, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Noise {
        self.noise
    }
}
