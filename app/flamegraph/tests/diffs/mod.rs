//! Helpers of the diff's tests: two profiles as a diff, and a diff as text.
#![allow(dead_code, reason = "each test file uses some of them")]

use super::trees::Plain;
use flamegraph::diff::counts::{NoCounts, Period, reconcile};
use flamegraph::diff::matching::Matching;
use flamegraph::diff::scale::{Basis, Scaling};
use flamegraph::diff::sides::Sides;
use flamegraph::diff::significance::{Noise, NoiseOptions, samples_per_weight};
use flamegraph::diff::state::Judged;
use flamegraph::diff::union::{Union, UnionInput};
use profile::id::MetricId;
use protocol::diff::{DiffScale, RenameRule, Side};
use protocol::{FunctionId, SiblingOrder, Threads, Unit};

/// A diff of profiles, scaled and tested.
pub struct Diff {
    pub sides: Sides,
    pub scaling: Scaling,
    pub per_weight: [Result<f64, NoCounts>; 2],
    pub noise: Noise,
    pub matching: Matching,
}

pub const OPTIONS: NoiseOptions = NoiseOptions { level: 0.01, least_change: 0.001 };

impl Diff {
    pub fn of(baseline: &Plain, comparison: &Plain) -> Self {
        Self::scaled(baseline, comparison, None)
    }

    pub fn scaled(baseline: &Plain, comparison: &Plain, scale: Option<DiffScale>) -> Self {
        Self::many(&[baseline], &[comparison], scale, &[])
    }

    pub fn many(
        baseline: &[&Plain],
        comparison: &[&Plain],
        scale: Option<DiffScale>,
        rules: &[RenameRule],
    ) -> Self {
        let inputs: Vec<(Side, &Plain)> = baseline
            .iter()
            .map(|plain| (Side::Baseline, *plain))
            .chain(comparison.iter().map(|plain| (Side::Comparison, *plain)))
            .collect();
        let names: Vec<_> = inputs.iter().map(|(side, plain)| (*side, &plain.names)).collect();
        let matching = Matching::of(&names, rules);
        let trees: Vec<UnionInput> = inputs
            .iter()
            .zip(&matching.of_function)
            .map(|((side, plain), functions)| UnionInput {
                side: *side,
                tree: &plain.built.tree,
                weights: &plain.built.weights,
                functions,
            })
            .collect();
        let union = Union::of(&trees, SiblingOrder::Weight, &matching.names);
        let side_of: Vec<Side> = inputs.iter().map(|(side, _)| *side).collect();
        let sides = Sides::new(union, matching.names.clone(), &side_of);
        let basis = |side: Side| Basis { total: sides.total(side), ..Basis::default() };
        let scaling =
            Scaling::of(scale.as_ref(), [&basis(Side::Baseline), &basis(Side::Comparison)])
                .expect("comparable sides");
        let mut periods: Vec<Period> = inputs
            .iter()
            .map(|(_, plain)| {
                Period::of(&plain.profile, &Threads::All, MetricId::new(0), &Unit::Unknown)
            })
            .collect();
        reconcile(&mut periods);
        let per_weight = [Side::Baseline, Side::Comparison].map(|side| {
            let of_side = || {
                side_of.iter().zip(&inputs).zip(&periods).filter(move |((of, _), _)| **of == side)
            };
            let periods: Vec<Period> = of_side().map(|(_, &period)| period).collect();
            let totals: Vec<f64> =
                of_side().map(|((_, (_, plain)), _)| plain.built.weights.total()).collect();
            samples_per_weight(&periods, &totals)
        });
        let noise = Noise::new(&sides, &scaling, per_weight, OPTIONS);
        Self { sides, scaling, per_weight, noise, matching }
    }

    pub fn judged(&self) -> Judged<'_> {
        Judged { sides: &self.sides, scaling: &self.scaling, noise: &self.noise }
    }

    /// The function whose name is or ends in `name`.
    pub fn function(&self, name: &str) -> FunctionId {
        let functions = &self.sides.names.functions;
        let place = functions.iter().position(|function| function.name == name);
        let place =
            place.or_else(|| functions.iter().position(|function| function.name.ends_with(name)));
        FunctionId(place.unwrap_or_else(|| panic!("no function {name}")) as u32)
    }
}
