//! Samples of a drawn flame graph: bars in rows, of which only place, width and name are known.
//!
//! ```text
//! row 2          [b  ][c]          a;b 3
//! row 1    [a            ][d  ]    a;c 2, a 7 (its self weight is left of its callees)
//! row 0    [all               ]    d 4
//! ```
//!
//! A bar's caller is the bar of the row below that its middle stands on; its self weight is what
//! is left of it. Used by the formats that are pictures (SVG, HTML).

mod order;
mod place;
mod turn;

use crate::ProfileBuilder;
use crate::id::{FrameId, StackId};
use crate::warning::{Place, Warnings};

/// One bar.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// Its distance from the root.
    pub(crate) row: u32,
    /// Where it begins, in whatever the picture measures.
    pub(crate) start: f64,
    pub(crate) width: f64,
    /// What it weighs, callees included.
    pub(crate) weight: f64,
    pub(crate) frame: FrameId,
    /// How much its self weight grew, in percent of the whole.
    pub(crate) delta_percent: Option<f64>,
}

impl Bar {
    fn end(&self) -> f64 {
        self.start + self.width
    }

    fn middle(&self) -> f64 {
        self.start + self.width / 2.0
    }
}

/// All bars.
pub(crate) struct Drawing {
    pub(crate) bars: Vec<Bar>,
    /// The frame of the bar for everything, in row 0, which is no function.
    pub(crate) root: Option<FrameId>,
    /// By how much places may be off through rounding; 0 if they are exact.
    pub(crate) slack: f64,
    /// What weights count, for warnings.
    pub(crate) unit: String,
    /// Whether it can't be a flame chart.
    pub(crate) is_merged: bool,
}

/// The samples that a drawing was made of.
pub(crate) struct Drawn {
    pub(crate) stacks: Vec<Option<StackId>>,
    pub(crate) weights: Vec<f64>,
    /// The weights before, if the drawing is differential.
    pub(crate) baseline: Option<Vec<f64>>,
    /// Whether the bars are in order of time.
    pub(crate) is_flame_chart: bool,
    /// Whether the leaves stood at the root, and the stacks were turned round.
    pub(crate) was_leaf_first: bool,
}

const MISSING: &str = "gaps between callees: functions narrower than the file's minimum width are \
                       missing, and their weight counts as self of their callers";
const TOO_WIDE: &str = "functions are narrower than their callees together, since the file \
                        rounds widths: the weights add up to too much";
const NO_CALLER: &str = "bars whose caller is missing are shown at the root";

/// How far apart the weights of a differential drawing may be: it prints two decimals.
const HALF_OF_LAST_DIGIT_PERCENT: f64 = 0.005;

impl Drawing {
    /// Finds the stacks. `total` is the weight of everything.
    pub(crate) fn samples(
        mut self,
        total: f64,
        builder: &mut ProfileBuilder,
        warnings: &mut Warnings,
    ) -> Drawn {
        self.bars = order::by_place(self.bars);
        let placed = place::place(&self, builder);
        warnings.add_many(NO_CALLER, placed.without_caller, Place::Whole, "");
        let is_differential = self.bars.iter().any(|bar| bar.delta_percent.is_some());
        let is_flame_chart = placed.is_flame_chart && !is_differential && !self.is_merged;
        let stacks = self.stacks(&placed.callers, builder);
        let selves = self.selves(&placed.callee_weights, total, warnings);
        if !is_flame_chart {
            self.warn_of_gaps(&placed.gaps, &selves, total, warnings);
        }
        let mut samples = order::samples(&self, &placed.gaps, &selves, is_flame_chart);
        let is_whole = self.bars.iter().all(|bar| bar.weight.fract() == 0.0);
        if is_differential {
            samples = self.with_deltas(&selves);
        }
        let stack_of = |bar: u32| stacks.get(bar as usize).copied().flatten();
        let mut drawn = Drawn {
            stacks: samples.iter().map(|sample| stack_of(sample.bar)).collect(),
            weights: samples.iter().map(|sample| sample.weight).collect(),
            baseline: None,
            is_flame_chart,
            was_leaf_first: false,
        };
        if is_differential {
            let before = |sample: &order::Sample| {
                let delta = self.bars.get(sample.bar as usize).and_then(|bar| bar.delta_percent);
                baseline(sample.weight, delta.unwrap_or(0.0), total, is_whole)
            };
            drawn.baseline = Some(samples.iter().map(before).collect());
        }
        if turn::is_leaf_first(&drawn, builder) {
            drawn.was_leaf_first = turn::turn(&mut drawn.stacks, builder);
        }
        drawn
    }

    fn is_root(&self, bar: &Bar) -> bool {
        bar.row == 0 && self.root == Some(bar.frame)
    }

    /// The stack of each bar.
    fn stacks(&self, callers: &[u32], builder: &mut ProfileBuilder) -> Vec<Option<StackId>> {
        let mut stacks: Vec<Option<StackId>> = Vec::with_capacity(self.bars.len());
        for (bar, &caller) in self.bars.iter().zip(callers) {
            let stack = if self.is_root(bar) {
                None
            } else {
                let prefix = stacks.get(caller as usize).copied().flatten();
                Some(builder.stack(prefix, bar.frame))
            };
            stacks.push(stack);
        }
        stacks
    }

    /// The self weight of each bar.
    fn selves(&self, callee_weights: &[f64], total: f64, warnings: &mut Warnings) -> Vec<f64> {
        let (mut too_wide, mut surplus) = (0, 0.0);
        let mut selves = Vec::with_capacity(self.bars.len());
        for (bar, callees) in self.bars.iter().zip(callee_weights) {
            let rest = bar.weight - callees;
            // Scaled weights (`--factor`) have rounding errors.
            let noise = 1e-9 * bar.weight;
            if rest < -noise {
                too_wide += 1;
                surplus -= rest;
            }
            selves.push(if rest > noise { rest } else { 0.0 });
        }
        let excerpt = format!("{} {} instead of {total}", total + surplus, self.unit);
        warnings.add_many(TOO_WIDE, too_wide, Place::Whole, &excerpt);
        selves
    }

    /// Says how much is missing: in a sorted drawing a function's self weight stands before its
    /// callees, so what is between them or after them was left out.
    fn warn_of_gaps(
        &self,
        gaps: &[place::Gap],
        selves: &[f64],
        total: f64,
        warnings: &mut Warnings,
    ) {
        let weight_of = |gap: &place::Gap| {
            let bar = self.bars.get(gap.bar as usize)?;
            let own = selves.get(gap.bar as usize)?;
            let weight = gap.width * bar.weight / bar.width;
            (gap.is_after_callee && *own > 0.0).then_some(weight.min(*own))
        };
        let missing: Vec<f64> = gaps.iter().filter_map(weight_of).collect();
        let weight: f64 = missing.iter().sum();
        let excerpt = format!("about {} of {total} {}", weight.round(), self.unit);
        warnings.add_many(MISSING, missing.len() as u64, Place::Whole, &excerpt);
    }

    /// One sample for each bar that has weight before or after.
    fn with_deltas(&self, selves: &[f64]) -> Vec<order::Sample> {
        let rows = self.bars.iter().zip(selves).enumerate();
        let kept = rows.filter(|(_, (bar, own))| {
            **own > 0.0 || bar.delta_percent.is_some_and(|delta| delta < 0.0)
        });
        kept.map(|(index, (_, &weight))| order::Sample { bar: index as u32, weight }).collect()
    }
}

/// The weight before, of a weight after and the delta in percent of `total`. Where rounding leaves
/// it open whether there was any weight, there was none.
fn baseline(after: f64, delta_percent: f64, total: f64, is_whole: bool) -> f64 {
    if delta_percent == 0.0 {
        return after;
    }
    let before = after - delta_percent / 100.0 * total;
    if before <= HALF_OF_LAST_DIGIT_PERCENT / 100.0 * total {
        return 0.0;
    }
    if is_whole { before.round() } else { before }
}
