//! The inverted tree of a picture: what is expanded of it so far, laid out and coloured.

use crate::call_tree::BuiltTree;
use crate::colour::Colours;
use crate::inverted::{Expansion, InvertedTree, Sight, Snapshot};
use crate::layout::Layout;
use crate::names::Names;
use protocol::{CanvasSize, ColourMode, View, Viewport};
use std::sync::Arc;

/// What is expanded before anyone has looked: what a large screen shows of the whole.
const FIRST_SIGHT: Sight =
    Sight { x_start: 0.0, x_end: 1.0, end_row: 80, min_width_unit: 1.0 / 4096.0 };
/// Rows below the visible ones that are expanded too, for the next scroll.
const SPARE_ROWS: u32 = 8;

/// An inverted tree and the picture of what is expanded of it.
pub struct Inversion {
    inverted: InvertedTree,
    expansion: Option<Expansion>,
    mode: ColourMode,
    highlighted: Option<String>,
    /// What is expanded.
    pub snapshot: Snapshot,
    /// Where its bars are.
    pub layout: Arc<Layout>,
    /// How they are painted.
    pub colours: Arc<Colours>,
}

impl Inversion {
    /// The inverted form of `built`, of which nothing is expanded yet.
    pub fn new(built: &BuiltTree, names: &Names, view: &View) -> Self {
        let inverted = InvertedTree::new(&built.tree, &built.weights, names, view.order);
        let snapshot = Snapshot::of(&inverted);
        let (tree, weights) = (&snapshot.tree, &snapshot.weights);
        let highlighted = view.highlighted.clone();
        Self {
            layout: Arc::new(Layout::new(tree, weights)),
            colours: Arc::new(Colours::new(
                view.colours,
                highlighted.as_deref(),
                tree,
                weights,
                names,
            )),
            inverted,
            expansion: Some(Expansion::of(FIRST_SIGHT)),
            mode: view.colours,
            highlighted,
            snapshot,
        }
    }

    /// Goes on with the expansion for about `items` call nodes; returns whether it is done.
    pub fn step(&mut self, built: &BuiltTree, names: &Names, items: usize) -> bool {
        let Some(expansion) = &mut self.expansion else { return true };
        if !self.inverted.expand_visible(&built.tree, expansion, items) {
            return false;
        }
        let has_grown = expansion.has_grown();
        self.expansion = None;
        if has_grown {
            self.picture_again(names);
        }
        true
    }

    /// Expands what is visible in `viewport`.
    pub fn look_at(
        &mut self,
        viewport: &Viewport,
        canvas: &CanvasSize,
        built: &BuiltTree,
        names: &Names,
    ) {
        let width_unit = viewport.x_end - viewport.x_start;
        let last_row = (viewport.first_row + viewport.row_count).clamp(0.0, f64::from(u32::MAX));
        self.expansion = Some(Expansion::of(Sight {
            x_start: viewport.x_start,
            x_end: viewport.x_end,
            end_row: (last_row as u32).saturating_add(SPARE_ROWS),
            min_width_unit: width_unit / f64::from(canvas.width_device_px.max(1)),
        }));
        while !self.step(built, names, usize::MAX) {}
    }

    /// The tree itself, whose numbers of nodes don't change when more is expanded.
    pub fn tree(&self) -> &InvertedTree {
        &self.inverted
    }

    fn picture_again(&mut self, names: &Names) {
        self.snapshot = Snapshot::of(&self.inverted);
        let (tree, weights) = (&self.snapshot.tree, &self.snapshot.weights);
        self.layout = Arc::new(Layout::new(tree, weights));
        let highlighted = self.highlighted.as_deref();
        self.colours = Arc::new(Colours::new(self.mode, highlighted, tree, weights, names));
    }
}
