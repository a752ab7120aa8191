//! What to draw now, for one viewport: the strip's planes of pixels, marks, and labels.
//!
//! The work and the result depend on the pixels in sight and only logarithmically on the bars.

mod strip;

use crate::call_tree::CallTree;
use crate::colour::Colours;
use crate::diff::sides::Sides;
use crate::label;
use crate::layout::Layout;
use crate::names::Names;
use crate::search::Found;
use protocol::diff::Presence;
use protocol::{CanvasSize, FunctionId, Label, Mark, MarkKind, NodeId, Scene, Theme, Viewport};
use std::ops::Range;
use strip::{Bar, Strip};

/// Wider strips are not drawn: no screen is as wide.
const WIDEST_DEVICE_PX: u32 = 16_384;
/// Higher ones neither.
const MOST_ROWS: u32 = 8_192;
/// What stays free on either side of a name.
const PADDING_CSS_PX: f32 = 3.0;
/// Fewer characters say nothing.
const FEWEST_CHARACTERS: usize = 3;
/// Narrower bars have no room for a mark.
const NARROWEST_MARK_PX: u32 = 2;

/// What a scene is made from. The tree, its layout, names and colours belong together.
#[derive(Clone, Copy)]
pub struct DrawInput<'a> {
    /// Where the bars are.
    pub layout: &'a Layout,
    /// The nodes.
    pub tree: &'a CallTree,
    /// The functions.
    pub names: &'a Names,
    /// How bars are painted.
    pub colours: &'a Colours,
    /// What the search found, if something is searched for.
    pub found: Option<&'a Found>,
    /// What is visible.
    pub viewport: Viewport,
    /// On what.
    pub canvas: CanvasSize,
    /// Light or dark.
    pub theme: Theme,
    /// The selected node.
    pub selected: Option<NodeId>,
    /// In a diff, what both sides weigh: bars of only one of them are marked.
    pub sides: Option<&'a Sides>,
}

/// A scene with its planes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The scene; `number` and `tree` are left for the caller to fill in.
    pub scene: Scene,
    /// The strip's colours: RGBA bytes, a row of pixels for each row of bars. Where no bar is, and
    /// in the gap at the right end of a bar of 3 px or more, everything is 0.
    pub colours: Vec<u8>,
    /// The strip's bars: little-endian `u32`, the node's number + 1, or 0 where no bar is.
    pub bars: Vec<u8>,
}

/// Draws what is in sight.
pub fn draw(input: &DrawInput) -> Drawn {
    let width_px = input.canvas.width_device_px.min(WIDEST_DEVICE_PX);
    let rows = visible_rows(input);
    let (x_start, x_end) = (input.viewport.x_start, input.viewport.x_end);
    let mut scene = Scene {
        x_start,
        x_end,
        first_row: rows.start,
        row_count: rows.len() as u32,
        width_device_px: width_px,
        ..Scene::default()
    };
    let mut strip = Strip::new(width_px, rows.len());
    if width_px > 0 && x_end > x_start {
        let marks = Marks::new(input);
        for row in rows {
            let bars = input.layout.row(row);
            strip.paint_row(
                bars,
                x_start,
                x_end,
                |node| paint_of(input, node),
                |bar| {
                    marks.add(&bar, row, &mut scene.marks);
                    scene.labels.extend(label_of(input, &bar, row));
                },
            );
        }
        marks.add_selected(input, &mut scene);
    }
    let (colours, bars) = strip.into_planes();
    Drawn { scene, colours, bars }
}

/// The rows of which at least a part is in sight.
fn visible_rows(input: &DrawInput) -> Range<u32> {
    let first_row = input.viewport.first_row.max(0.0);
    let last_row = (first_row + input.viewport.row_count.max(0.0)).ceil();
    let end = (last_row as u32).min(input.layout.row_count());
    let start = (first_row.floor() as u32).min(end);
    start..end.min(start.saturating_add(MOST_ROWS))
}

fn paint_of(input: &DrawInput, node: NodeId) -> crate::colour::shade::Paint {
    // Where colours go by node, the function is looked up only if something is searched for.
    let function = || input.tree.function(node);
    let is_match = |found: &Found| function().is_some_and(|function| found.is_match(function));
    let is_muted = input.found.is_some_and(|found| !is_match(found));
    input.colours.paint(input.theme, node, function, is_muted)
}

/// The name on a bar, if there is room for one.
fn label_of(input: &DrawInput, bar: &Bar, row: u32) -> Option<Label> {
    let padding_px = 2.0 * PADDING_CSS_PX * input.canvas.pixel_ratio.max(0.0);
    let free_px = (bar.end_px - bar.start_px) as f32 - padding_px;
    // A font of no width would fit any text.
    let characters = (free_px / input.canvas.character_device_px.max(1.0)) as usize;
    if characters < FEWEST_CHARACTERS {
        return None;
    }
    let function = input.tree.function(bar.node);
    let name = function.map_or("all", |function| input.names.name(function));
    let fitted = label::fit(name, characters);
    let part = function.and_then(|function| input.found?.part(function));
    Some(Label {
        node: bar.node,
        row,
        x_start_device_px: bar.start_px as f32,
        x_end_device_px: bar.end_px as f32,
        matched: part.and_then(|part| fitted.locate(part)),
        text: fitted.text,
        ink: paint_of(input, bar.node).ink,
    })
}

/// Which bars get marks.
struct Marks<'a> {
    tree: &'a CallTree,
    found: Option<&'a Found>,
    selected: Option<NodeId>,
    selected_function: Option<FunctionId>,
    sides: Option<&'a Sides>,
}

impl<'a> Marks<'a> {
    fn new(input: &DrawInput<'a>) -> Self {
        let selected = input.selected.filter(|&node| input.tree.contains(node));
        Self {
            tree: input.tree,
            found: input.found,
            selected,
            selected_function: selected.and_then(|node| input.tree.function(node)),
            sides: input.sides,
        }
    }

    /// Adds the marks of a bar, but for the selected one's.
    fn add(&self, bar: &Bar, row: u32, marks: &mut Vec<Mark>) {
        if bar.end_px - bar.start_px < NARROWEST_MARK_PX {
            return;
        }
        let Some(function) = self.tree.function(bar.node) else {
            return;
        };
        let mut add = |kind| {
            marks.push(Mark {
                row,
                x_start_device_px: bar.start_px as f32,
                x_end_device_px: bar.end_px as f32,
                kind,
            });
        };
        match self.sides.map(|sides| sides.presence(bar.node)) {
            Some(Presence::Baseline) => add(MarkKind::Removed),
            Some(Presence::Comparison) => add(MarkKind::New),
            Some(Presence::Both) | None => {}
        }
        if self.found.is_some_and(|found| found.is_match(function)) {
            add(MarkKind::Match);
        }
        if self.selected_function == Some(function) && self.selected != Some(bar.node) {
            add(MarkKind::SameFunction);
        }
    }

    /// Adds the selected bar's mark, last, so that it is drawn on top. Even a bar that is too
    /// narrow for others gets it: whoever selected it wants to see where it is.
    fn add_selected(&self, input: &DrawInput, scene: &mut Scene) {
        let rows = scene.first_row..scene.first_row + scene.row_count;
        let span = self.selected.and_then(|node| input.layout.span(input.tree, node));
        let Some(span) = span.filter(|span| rows.contains(&span.row)) else {
            return;
        };
        let width_px = scene.width_device_px;
        let edges = strip::edges_px(span.x_start, span.x_end, scene.x_start, scene.x_end, width_px);
        if let Some((start_px, end_px)) = edges {
            scene.marks.push(Mark {
                row: span.row,
                x_start_device_px: start_px as f32,
                x_end_device_px: end_px as f32,
                kind: MarkKind::Selected,
            });
        }
    }
}
