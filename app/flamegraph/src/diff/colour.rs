//! The colours of a diff: symmetric around no change, with the numbers at both ends.

use super::state::Judged;
use super::width::change;
use crate::colour::Colours;
use crate::colour::shade::{CHANGE_STEPS, Class, Shade};
use profile::calls::ROWS_A_CALL;
use profile::float::{larger, smaller};
use protocol::Theme;
use protocol::diff::words::format_points;
use protocol::diff::{DiffColour, DiffLegend, DiffLegendStep, DiffPalette, Measure};
use std::borrow::Cow;
use std::ops::Range;

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
    let mut builder = ColoursBuilder::new(colour, palette, show_noise);
    loop {
        if let Some(made) = builder.step(judged, ROWS_A_CALL) {
            return made;
        }
    }
}

/// Colours in the making, in steps.
#[derive(Debug)]
pub struct ColoursBuilder {
    colour: DiffColour,
    palette: DiffPalette,
    show_noise: bool,
    /// Those of the first so many nodes that have a colour, how much each of them changed, and the
    /// largest change; all are looked at before any has its place.
    coloured: Vec<u32>,
    sizes: Vec<f64>,
    largest: f64,
    seen_count: usize,
    /// The place of each node's shade.
    places: Vec<u8>,
    /// How many of the coloured nodes have theirs.
    placed_count: usize,
}

impl ColoursBuilder {
    /// A builder that has made nothing yet.
    pub fn new(colour: DiffColour, palette: DiffPalette, show_noise: bool) -> Self {
        Self {
            colour,
            palette,
            show_noise,
            coloured: Vec::new(),
            sizes: Vec::new(),
            largest: 0.0,
            seen_count: 0,
            places: Vec::new(),
            placed_count: 0,
        }
    }

    /// Goes on for about `items` nodes of the same diff as before. Returns the colours and what they
    /// mean once all is done.
    pub fn step(&mut self, judged: Judged, items: usize) -> Option<(Colours, DiffLegend)> {
        let changes = Changes::of(judged, self.colour);
        let next = |from: usize, end: usize| from..end.min(from.saturating_add(items.max(1)));
        let node_count = changes.flags.len();
        if self.seen_count < node_count {
            let nodes = next(self.seen_count, node_count);
            self.seen_count = nodes.end;
            let known_count = self.coloured.len();
            changes.add_coloured(nodes, self.show_noise, &mut self.coloured);
            changes.add_sizes(&self.coloured[known_count..], self.colour, &mut self.sizes);
            return None;
        }
        if self.places.is_empty() {
            self.largest = self.sizes.iter().fold(0.0, |largest, size| larger(largest, size.abs()));
        }
        if self.places.len() < node_count {
            self.places = vec![CHANGE_STEPS; node_count];
        }
        let nodes = next(self.placed_count, self.coloured.len());
        self.placed_count = nodes.end;
        let reference = judged.scaling.reference;
        let (starts, largest) = match self.colour {
            DiffColour::Ratio => {
                (step_starts(LARGEST_RATIO_LOG2).map(power_of_two), LARGEST_RATIO_LOG2)
            }
            DiffColour::Points | DiffColour::SelfPoints => {
                let share = if self.largest > 0.0 { self.largest / reference } else { 0.0 };
                (step_starts(self.largest), share)
            }
        };
        place(&self.coloured[nodes.clone()], &self.sizes[nodes], &starts, &mut self.places);
        (self.placed_count == self.coloured.len()).then(|| {
            let shades = shades(self.palette);
            let bars = Colours::by_node(&shades, std::mem::take(&mut self.places));
            (bars, legend(&shades, self.colour, self.palette, largest))
        })
    }
}

/// What the colours of all nodes stand for.
struct Changes<'a> {
    /// Of each node, before scaling.
    weights: [Cow<'a, [f64]>; 2],
    factors: [f64; 2],
    /// Of each node; its bit `wanted_flag` says that the node changed.
    flags: &'a [u8],
    wanted_flag: u8,
}

// The loops are functions of their own: a browser's careful compiler takes function by function.
impl<'a> Changes<'a> {
    fn of(judged: Judged<'a>, colour: DiffColour) -> Self {
        let measure = match colour {
            DiffColour::SelfPoints => Measure::Own,
            DiffColour::Points | DiffColour::Ratio => Measure::Total,
        };
        let weights = judged.sides.weights.each_ref().map(|side| match measure {
            Measure::Own => side.self_weights.as_fractions(),
            Measure::Total => side.total_weights.as_fractions(),
        });
        let (flags, wanted_flag) = judged.noise.changed_nodes(measure);
        Self { weights, factors: judged.scaling.factors, flags, wanted_flag }
    }

    /// Adds those of some nodes that have a colour; with `show_noise` all.
    #[inline(never)]
    fn add_coloured(&self, nodes: Range<usize>, show_noise: bool, coloured: &mut Vec<u32>) {
        let mut end = coloured.len();
        coloured.resize(end + nodes.len(), 0);
        for (node, flags) in nodes.clone().zip(&self.flags[nodes]) {
            // Whether a node changed can't be foretold, and waiting for that takes longer than to
            // write its number, which the next overwrites if it didn't.
            coloured[end] = node as u32;
            end += usize::from((flags & self.wanted_flag != 0) | show_noise);
        }
        coloured.truncate(end);
    }

    /// Adds how much some nodes changed: the difference, or the ratio, which is negative where the
    /// baseline is larger. 0 where nothing did.
    #[inline(never)]
    fn add_sizes(&self, nodes: &[u32], colour: DiffColour, sizes: &mut Vec<f64>) {
        let differences = nodes.iter().map(|&node| {
            let [a, b] =
                [0, 1].map(|side: usize| self.weights[side][node as usize] * self.factors[side]);
            (a, b, change(a, b))
        });
        match colour {
            DiffColour::Points | DiffColour::SelfPoints => {
                sizes.extend(differences.map(|(_, _, difference)| difference));
            }
            DiffColour::Ratio => sizes.extend(differences.map(|(a, b, difference)| {
                let ratio = larger(a, b) / smaller(a, b);
                if difference == 0.0 { 0.0 } else { ratio.copysign(difference) }
            })),
        }
    }
}

/// Sets the places of the shades of some nodes that changed so much.
#[inline(never)]
fn place(nodes: &[u32], sizes: &[f64], starts: &StepStarts, places: &mut [u8]) {
    for (&node, &size) in nodes.iter().zip(sizes) {
        let step: u8 = starts.iter().map(|&start| u8::from(size.abs() >= start)).sum();
        let distance = if size == 0.0 { 0 } else { step + 1 };
        places[node as usize] =
            if size < 0.0 { CHANGE_STEPS - distance } else { CHANGE_STEPS + distance };
    }
}

/// Where each step but the first begins.
type StepStarts = [f64; CHANGE_STEPS as usize - 1];

/// The steps from nothing to the `largest` change.
fn step_starts(largest: f64) -> StepStarts {
    std::array::from_fn(|step| {
        let share = (step + 1) as f64 / f64::from(CHANGE_STEPS);
        share * share * largest
    })
}

/// By `exp`, which is there anyway.
fn power_of_two(exponent: f64) -> f64 {
    (exponent * std::f64::consts::LN_2).exp()
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

fn legend(shades: &[Shade], colour: DiffColour, palette: DiffPalette, largest: f64) -> DiffLegend {
    let step = |(place, shade): (usize, &Shade)| {
        let distance = place as f64 - f64::from(CHANGE_STEPS);
        let share = (distance.abs() - 1.0).max(0.0) / f64::from(CHANGE_STEPS);
        let from = share * share * largest * distance.signum();
        DiffLegendStep {
            from: match colour {
                DiffColour::Ratio => power_of_two(from),
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
            let most = power_of_two(LARGEST_RATIO_LOG2).round();
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
