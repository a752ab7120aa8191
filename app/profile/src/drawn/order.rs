//! The order of the samples: from left to right.

use super::Drawing;
use super::place::Gap;

/// Weight of its own that a bar has.
pub(super) struct Sample {
    pub(super) bar: u32,
    pub(super) weight: f64,
}

/// The samples of bars with these self weights. In a flame chart each gap between callees is a
/// sample, otherwise each bar is one.
pub(super) fn samples(
    drawing: &Drawing,
    gaps: &[Gap],
    selves: &[f64],
    is_flame_chart: bool,
) -> Vec<Sample> {
    let mut sizes = vec![0.0; selves.len()];
    if is_flame_chart {
        for gap in gaps {
            if let Some(size) = sizes.get_mut(gap.bar as usize) {
                *size += gap.width;
            }
        }
    }
    let start_of = |bar: usize| drawing.bars.get(bar).map_or(0.0, |bar| bar.start);
    let mut samples: Vec<(f64, Sample)> = Vec::new();
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
