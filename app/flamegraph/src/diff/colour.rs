//! The colours of a diff: symmetric around no change, with the numbers at both ends.

use super::state::Judged;
use super::width::change;
use crate::colour::Colours;
use crate::colour::shade::{CHANGE_STEPS, Class, Shade};
use protocol::Theme;
use protocol::diff::words::format_points;
use protocol::diff::{DiffColour, DiffLegend, DiffLegendStep, DiffPalette, Measure};

/// Ratios from this one on have the last colour: twice doubled.
const LARGEST_RATIO_LOG2: f64 = 2.0;

/// The colours of the bars of a diff, and what they mean. What isn't a change that counts is grey,
/// unless noise is to be shown.
///
/// Steps grow with the square root of the change, so that one large change leaves the others a
/// colour: of 7 steps the last but one begins at 73 % of the largest change, the second at 2 %.
pub fn colours(
    judged: Judged,
    colour: DiffColour,
    palette: DiffPalette,
    show_noise: bool,
) -> (Colours, DiffLegend) {
    let values = values(judged, colour, show_noise);
    let largest = match colour {
        DiffColour::Ratio => LARGEST_RATIO_LOG2,
        _ => values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs())),
    };
    let shades = shades(palette);
    let places = values.iter().map(|&value| place(value, largest));
    let bars = Colours::by_node(&shades, places);
    (bars, legend(&shades, colour, palette, largest))
}

/// The value that each node's colour stands for; 0 for grey.
fn values(judged: Judged, colour: DiffColour, show_noise: bool) -> Vec<f64> {
    let sides = judged.sides;
    let [of_baseline, of_comparison] = judged.scaling.factors;
    let reference = judged.scaling.reference;
    let measure = match colour {
        DiffColour::SelfPoints => Measure::Own,
        DiffColour::Points | DiffColour::Ratio => Measure::Total,
    };
    let [baseline, comparison] = sides.weights.each_ref().map(|weights| match measure {
        Measure::Own => &weights.self_weights,
        Measure::Total => &weights.total_weights,
    });
    let has_colour = judged.noise.changed_nodes(measure).map(|changed| changed || show_noise);
    let nodes = baseline.iter().zip(comparison.iter()).zip(has_colour);
    // Nothing is skipped: whether a node changed can't be foretold, and waiting for it takes longer
    // than to divide.
    let of_each = nodes.map(|((a, b), has_colour)| {
        let (a, b) = (a * of_baseline, b * of_comparison);
        let delta = if has_colour { change(a, b) } else { 0.0 };
        (a, b, delta)
    });
    match colour {
        DiffColour::Ratio => of_each
            .map(|(a, b, delta)| match delta {
                0.0 => 0.0,
                _ => (b / a).log2().clamp(-LARGEST_RATIO_LOG2, LARGEST_RATIO_LOG2),
            })
            .collect(),
        DiffColour::Points | DiffColour::SelfPoints => of_each
            .map(|(.., delta)| {
                let points = delta / reference;
                if delta == 0.0 { 0.0 } else { points }
            })
            .collect(),
    }
}

/// The shades from the most of less over none to the most of more.
fn shades(palette: DiffPalette) -> Vec<Shade> {
    let (less, more) = match palette {
        DiffPalette::BlueOrange => (Class::Less, Class::More),
        DiffPalette::GreenRed => (Class::LessGreen, Class::MoreRed),
    };
    let less = (0..CHANGE_STEPS).rev().map(|step| Shade::middle(less, step));
    let more = (0..CHANGE_STEPS).map(|step| Shade::middle(more, step));
    less.chain([Shade::middle(Class::Unchanged, 0)]).chain(more).collect()
}

/// The place of a value's shade.
fn place(value: f64, largest: f64) -> u8 {
    let step = (value.abs() / largest).sqrt() * f64::from(CHANGE_STEPS);
    // The cast cuts what is below 0; nothing is above the last step but by rounding.
    let step = (step as u8).min(CHANGE_STEPS - 1);
    let place = if value < 0.0 { CHANGE_STEPS - 1 - step } else { CHANGE_STEPS + 1 + step };
    if value == 0.0 || largest <= 0.0 { CHANGE_STEPS } else { place }
}

fn legend(shades: &[Shade], colour: DiffColour, palette: DiffPalette, largest: f64) -> DiffLegend {
    let step = |(place, shade): (usize, &Shade)| {
        let distance = place as f64 - f64::from(CHANGE_STEPS);
        let share = (distance.abs() - 1.0).max(0.0) / f64::from(CHANGE_STEPS);
        let from = share * share * largest * distance.signum();
        DiffLegendStep {
            from: match colour {
                DiffColour::Ratio => from.exp2(),
                _ => from,
            },
            light: shade.paint(Theme::Light, false).fill,
            dark: shade.paint(Theme::Dark, false).fill,
        }
    };
    let (label, ends) = match colour {
        DiffColour::Points => ("change of the total, in points", None),
        DiffColour::SelfPoints => ("change of self, in points", None),
        DiffColour::Ratio => {
            let most = LARGEST_RATIO_LOG2.exp2();
            (
                "ratio of the totals",
                Some([format!("÷ {most} or less"), format!("× {most} or more")]),
            )
        }
    };
    let colour_names = match palette {
        DiffPalette::BlueOrange => ["blue", "orange"],
        DiffPalette::GreenRed => ["green", "red"],
    };
    DiffLegend {
        steps: shades.iter().enumerate().map(step).collect(),
        ends: ends.unwrap_or_else(|| [format_points(-largest), format_points(largest)]),
        label: label.to_owned(),
        colour_names: colour_names.map(str::to_owned),
    }
}
