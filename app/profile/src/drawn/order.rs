//! The order of the samples: from left to right.

use super::place::Gap;
use super::{Bar, Drawing};

/// Weight of its own that a bar has.
pub(super) struct Sample {
    pub(super) bar: u32,
    pub(super) weight: f64,
}

/// The bars by row, and in each row from left to right. Files have each row in that order already,
/// or nearly, however the rows are mixed.
pub(super) fn by_place(mut bars: Vec<Bar>) -> Vec<Bar> {
    let from_left = |a: &Bar, b: &Bar| a.start.total_cmp(&b.start);
    let row_count = bars.iter().map(|bar| bar.row as usize + 1).max().unwrap_or(0);
    if row_count > bars.len() {
        bars.sort_by(|a, b| a.row.cmp(&b.row).then(from_left(a, b)));
        return bars;
    }
    let mut ends = vec![0_usize; row_count];
    for bar in &bars {
        if let Some(count) = ends.get_mut(bar.row as usize) {
            *count += 1;
        }
    }
    let mut before = 0;
    for end in &mut ends {
        // Where the row begins; it moves on to the row's end below.
        (*end, before) = (before, before + *end);
    }
    let mut order = vec![0_u32; bars.len()];
    for (index, bar) in bars.iter().enumerate() {
        if let Some(place) = ends.get_mut(bar.row as usize) {
            if let Some(slot) = order.get_mut(*place) {
                *slot = index as u32;
            }
            *place += 1;
        }
    }
    let mut sorted: Vec<Bar> = Vec::with_capacity(bars.len());
    sorted.extend(order.iter().filter_map(|&index| bars.get(index as usize).cloned()));
    let mut start = 0;
    for end in ends {
        if let Some(row) = sorted.get_mut(start..end) {
            row.sort_by(from_left);
        }
        start = end;
    }
    sorted
}

/// The samples of bars with these self weights. In a flame chart each gap between callees is a
/// sample, otherwise each bar is one.
pub(super) fn samples(
    drawing: &Drawing,
    gaps: &[Gap],
    selves: &[f64],
    is_flame_chart: bool,
) -> Vec<Sample> {
    // Without the order of time a bar's weight needn't be split among its gaps.
    let gaps = if is_flame_chart { gaps } else { &[] };
    let mut sizes = vec![0.0; if is_flame_chart { selves.len() } else { 0 }];
    for gap in gaps {
        if let Some(size) = sizes.get_mut(gap.bar as usize) {
            *size += gap.width;
        }
    }
    let start_of = |bar: usize| drawing.bars.get(bar).map_or(0.0, |bar| bar.start);
    let mut samples: Vec<(f64, Sample)> = Vec::with_capacity(selves.len());
    let mut left = selves.to_vec();
    for gap in gaps {
        let bar = gap.bar as usize;
        let (Some(&own), Some(&size), Some(left)) =
            (selves.get(bar), sizes.get(bar), left.get_mut(bar))
        else {
            continue;
        };
        if size > 0.0 {
            let share = gap.width * (own / size);
            let weight = if drawing.slack > 0.0 { share.round() } else { share }.min(*left);
            *left -= weight;
            if weight > 0.0 {
                samples.push((gap.start, Sample { bar: gap.bar, weight }));
            }
        }
    }
    // What no gap was wide enough for.
    for (bar, (&weight, own)) in left.iter().zip(selves).enumerate() {
        if weight > 1e-9 * own {
            samples.push((start_of(bar), Sample { bar: bar as u32, weight }));
        }
    }
    samples.sort_by(|(a, first), (b, second)| a.total_cmp(b).then(first.bar.cmp(&second.bar)));
    samples.into_iter().map(|(_, sample)| sample).collect()
}
