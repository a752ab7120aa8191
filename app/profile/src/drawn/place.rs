//! On which bar each bar stands.

use super::{Bar, Drawing};
use crate::ProfileBuilder;

/// No bar.
pub(super) const NONE: u32 = u32::MAX;

/// A part of a bar on which no callee stands.
pub(super) struct Gap {
    pub(super) bar: u32,
    pub(super) start: f64,
    pub(super) width: f64,
    /// Whether a callee stands to the left of it.
    pub(super) is_after_callee: bool,
}

/// What the places of the bars say.
pub(super) struct Placed {
    /// The bar on which each bar stands, or [`NONE`].
    pub(super) callers: Vec<u32>,
    /// What the callees of each bar weigh.
    pub(super) callee_weights: Vec<f64>,
    /// All gaps.
    pub(super) gaps: Vec<Gap>,
    /// Whether siblings aren't sorted by name.
    pub(super) is_flame_chart: bool,
    pub(super) without_caller: u64,
}

/// Places bars that are sorted by row and start.
pub(super) fn place(drawing: &Drawing, builder: &ProfileBuilder) -> Placed {
    let bars = &drawing.bars;
    let mut placed = Placed {
        callers: Vec::with_capacity(bars.len()),
        callee_weights: vec![0.0; bars.len()],
        gaps: Vec::with_capacity(bars.len()),
        is_flame_chart: false,
        without_caller: 0,
    };
    let mut covered: Vec<f64> = bars.iter().map(|bar| bar.start).collect();
    let mut last_callees = vec![NONE; bars.len()];
    // Of neighbours with one caller: all, and those that aren't sorted by name.
    let (mut pairs, mut unsorted) = (0_u64, 0_u64);
    // The bar of the row below that is looked at, and where that row ends.
    let (mut below, mut below_end) = (0, 0);
    let mut row_start = 0;
    for (index, bar) in bars.iter().enumerate() {
        if bars.get(row_start).is_some_and(|first| first.row != bar.row) {
            let is_next = bars.get(row_start).is_some_and(|first| first.row + 1 == bar.row);
            (below, below_end) = (if is_next { row_start } else { index }, index);
            row_start = index;
        }
        let middle = bar.middle();
        let starts_before = |at: usize| bars.get(at).is_some_and(|bar| bar.start <= middle);
        while below + 1 < below_end && starts_before(below + 1) {
            below += 1;
        }
        let caller = bars.get(below).filter(|_| below < below_end && bar.row > 0);
        let Some(caller) = caller.filter(|caller| stands_on(bar, caller, drawing.slack)) else {
            placed.without_caller += u64::from(bar.row > 0);
            placed.callers.push(NONE);
            continue;
        };
        placed.callers.push(below as u32);
        if let Some(weight) = placed.callee_weights.get_mut(below) {
            *weight += bar.weight;
        }
        let (Some(covered), Some(last)) = (covered.get_mut(below), last_callees.get_mut(below))
        else {
            continue;
        };
        if bar.start - *covered > drawing.slack {
            placed.gaps.push(Gap {
                bar: below as u32,
                start: *covered,
                width: bar.start - *covered,
                is_after_callee: *last != NONE,
            });
        }
        *covered = bar.end().max(*covered).min(caller.end());
        if let Some(before) = bars.get(*last as usize) {
            pairs += 1;
            unsorted += u64::from(!is_sorted(before, bar, builder));
        }
        *last = index as u32;
    }
    for (index, bar) in bars.iter().enumerate() {
        let start = covered.get(index).copied().unwrap_or(bar.start);
        let is_after_callee = last_callees.get(index).is_some_and(|&last| last != NONE);
        let width = bar.end() - start;
        if width > drawing.slack || (!is_after_callee && width > 0.0) {
            placed.gaps.push(Gap { bar: index as u32, start, width, is_after_callee });
        }
    }
    // Names that end in a blank, or in what the picture leaves out (`_[k]`), may be out of order.
    placed.is_flame_chart = unsorted * 20 > pairs;
    placed
}

/// Whether `bar` stands on `caller`, whose start is not right of its middle.
fn stands_on(bar: &Bar, caller: &Bar, slack: f64) -> bool {
    let middle = bar.middle();
    caller.start - slack <= middle && middle <= caller.end() + slack
}

/// Whether two neighbours are in the order of sorted folded stacks, in which a `;` follows a name.
fn is_sorted(left: &Bar, right: &Bar, builder: &ProfileBuilder) -> bool {
    let profile = builder.profile();
    let name = |bar: &Bar| profile.functions.get(profile.frames.function(bar.frame)).name;
    let (left, right) = (name(left), name(right));
    let (a, b) = (profile.text(left).as_bytes(), profile.text(right).as_bytes());
    let shared = a.len().min(b.len());
    let at_end = |text: &[u8]| text.get(shared).copied().unwrap_or(b';');
    let order = a.get(..shared).cmp(&b.get(..shared)).then(at_end(a).cmp(&at_end(b)));
    left != right && order.then(a.len().cmp(&b.len())).is_lt()
}
