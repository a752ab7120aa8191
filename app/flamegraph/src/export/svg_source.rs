//! What the interactive SVG is made from: the picture's stacks in the picture's order.

use crate::call_tree::CallTree;
use crate::colour::Colours;
use crate::diff::sides::Sides;
use crate::layout::Layout;
use crate::names::Names;
use crate::weights::NodeWeights;
use hashbrown::HashMap;
use protocol::diff::Presence;
use protocol::export::{GONE_SIGN, NEW_SIGN, SvgSource};
use protocol::{FunctionId, NodeId, Rgb, Theme};
use std::fmt::Write;
use std::ops::RangeInclusive;

/// Bars narrower than this share aren't drawn: they would be a tenth of a pixel wide.
const NARROWEST_SHARE: f64 = 1e-4;
/// Deeper calls aren't drawn: the image would be higher than programs can show.
const MOST_ROWS: u32 = 1000;
/// What all counts together come to where weights are scaled: below 2³¹ with room for rounding.
const SCALED_TOTAL: f64 = (1u64 << 30) as f64;

/// What all that has no bar at all stands under: empty stacks, and what the narrow bars in the row
/// below the root weigh.
const NOT_DRAWN: &str = "[not drawn]";

/// The marks of a function's further colours: see [`SvgSource::folded`].
const OTHER_COLOURS: RangeInclusive<char> = '\u{e010}'..='\u{e02f}';

/// The colours of each function so far, by the sign of the side that has it alone: one, but where
/// colours go by node.
#[derive(Default)]
struct Coloured(HashMap<(FunctionId, Option<char>), Vec<Rgb>, rustc_hash::FxBuildHasher>);

impl Coloured {
    /// The place of a colour among those of its function, and whether it is new.
    fn place(&mut self, function: (FunctionId, Option<char>), fill: Rgb) -> (usize, bool) {
        let fills = self.0.entry(function).or_default();
        let most = OTHER_COLOURS.count();
        match fills.iter().position(|&other| other == fill) {
            Some(place) => (place, false),
            None if fills.len() > most => (most, false),
            None => {
                fills.push(fill);
                (fills.len() - 1, true)
            }
        }
    }
}

/// A picture and what is said above it.
#[derive(Clone, Copy)]
pub struct SvgInput<'a> {
    /// The nodes.
    pub tree: &'a CallTree,
    /// What they weigh.
    pub weights: &'a NodeWeights,
    /// The functions.
    pub names: &'a Names,
    /// Where bars are.
    pub layout: &'a Layout,
    /// How bars are painted.
    pub colours: &'a Colours,
    /// In a diff, what both sides weigh: bars of only one of them are marked.
    pub sides: Option<&'a Sides>,
    /// The title: the file's name and what is shown of it.
    pub title: &'a str,
    /// The line below it, or empty.
    pub subtitle: &'a str,
    /// The unit's name.
    pub unit: &'a str,
    /// Whether the root is on top.
    pub root_on_top: bool,
}

/// The stacks that are wide enough to be drawn; what is not drawn weighs on the bar above it. If
/// rows are missing, the title says so.
pub fn svg_source(input: &SvgInput) -> SvgSource {
    let SvgInput { tree, weights, names, layout, colours, sides, .. } = *input;
    let total = weights.total();
    let is_whole = weights.self_weights.iter().all(|weight| weight.fract() == 0.0);
    let factor = if is_whole && total < SCALED_TOTAL { 1.0 } else { total / SCALED_TOTAL };
    // What subtracting fractions leaves over isn't a weight.
    let rounding = if is_whole { 0.0 } else { total * 1e-12 };
    let mut source = SvgSource {
        title: input.title.to_owned(),
        subtitle: input.subtitle.to_owned(),
        total,
        factor,
        unit: input.unit.to_owned(),
        root_on_top: input.root_on_top,
        ..SvgSource::default()
    };
    let mut coloured = Coloured::default();
    let mut is_cut = false;
    // Nodes whose line is still to be written, the next one last, with the length of the stack
    // above each.
    let mut waiting = vec![(NodeId(0), 0)];
    let mut stack = String::new();
    while let Some((node, stack_length)) = waiting.pop() {
        stack.truncate(stack_length);
        if let Some(function) = tree.function(node) {
            if !stack.is_empty() {
                stack.push(';');
            }
            let mut name = escape(names.name(function));
            let fill = colours.paint(Theme::Light, node, || Some(function), false).fill;
            let side = sides.and_then(|sides| match sides.presence(node) {
                Presence::Baseline => Some(GONE_SIGN),
                Presence::Comparison => Some(NEW_SIGN),
                Presence::Both => None,
            });
            let (place, is_new) = coloured.place((function, side), fill);
            name.extend(place.checked_sub(1).and_then(|more| OTHER_COLOURS.clone().nth(more)));
            name.extend(side);
            stack.push_str(&name);
            if is_new {
                source.colours.push((name, fill));
            }
        }
        let mut own_weight = weights.total_weight(node);
        let first_child = waiting.len();
        for child in layout.children(tree, node).iter().map(|&child| NodeId(child)) {
            let weight = weights.total_weight(child);
            let is_drawn = weight >= total * NARROWEST_SHARE;
            if is_drawn && tree.depth(child) >= MOST_ROWS {
                is_cut = true;
            } else if is_drawn {
                own_weight -= weight;
                waiting.push((child, stack.len()));
            }
        }
        waiting[first_child..].reverse();
        if own_weight > rounding {
            let stack = if stack.is_empty() { &escape(NOT_DRAWN) } else { &stack };
            let count = (own_weight / factor).round().max(1.0);
            // Writing into a string can't fail.
            let _ = writeln!(source.folded, "{stack} {count}");
            source.weights.push(own_weight);
        }
    }
    if is_cut {
        let _ = write!(source.title, ", the first {MOST_ROWS} rows");
    }
    source
}

/// A name as inferno takes it for one: `;` parts frames, and `worker 3` before a count would be
/// taken for a differential count. [`SvgSource::folded`] says what stands for them.
fn escape(name: &str) -> String {
    let name = if name.is_empty() { "[unnamed]" } else { name };
    name.replace(';', "\u{e000}").replace([' ', '\t', '\n', '\r'], "\u{e001}")
}
