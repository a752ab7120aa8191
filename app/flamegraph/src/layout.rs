//! Where each node's bar lies: rows of bars in the unit interval. Knows no pixels.

mod builder;
mod edges;
mod row;

pub use builder::LayoutBuilder;
pub(crate) use builder::rank_names;
pub use row::Row;

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::weights::NodeWeights;
use edges::Edges;
use protocol::{NodeId, SiblingOrder};
use std::ops::Range;

/// The bar column's value for a node that weighs nothing.
const NO_BAR: u32 = u32::MAX;

/// In a tree with more rows, bars are not searched from the root downwards.
const MOST_ROWS_TO_SEARCH: u32 = 1000;

/// All bars, row by row, each row from left to right. Row 0 is the root's, which is as wide as the
/// unit interval. Nodes that weigh nothing have no bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Where each row's bars begin; one more entry than rows.
    row_starts: Vec<u32>,
    edges: Edges,
    nodes: Vec<u32>,
    /// Empty where bars are found by their edges.
    bar_of_node: Vec<u32>,
}

/// Where a bar is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its row; the root's is 0.
    pub row: u32,
    /// Its left edge in the unit interval.
    pub x_start: f64,
    /// Its right edge in the unit interval.
    pub x_end: f64,
}

impl Layout {
    /// The bars of `tree`. For large trees see [`LayoutBuilder`], which can pause.
    pub fn new(tree: &CallTree, weights: &NodeWeights, order: SiblingOrder, names: &Names) -> Self {
        let mut builder = LayoutBuilder::new(order, names);
        while !builder.work(tree, weights, usize::MAX) {}
        builder.finish()
    }

    /// How many rows there are.
    pub fn row_count(&self) -> u32 {
        self.row_starts.len().saturating_sub(1) as u32
    }

    /// How many bars there are.
    pub fn bar_count(&self) -> usize {
        self.nodes.len()
    }

    /// The bars of a row; none for a row past the last.
    pub fn row(&self, row: u32) -> Row<'_> {
        let bars = self.bars_of(row);
        Row { edges: self.edges.of(bars.clone()), nodes: &self.nodes[bars] }
    }

    fn bars_of(&self, row: u32) -> Range<usize> {
        let row = row as usize;
        match (self.row_starts.get(row), self.row_starts.get(row + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// Where the node's bar is; `None` for a node that weighs nothing or isn't in the tree.
    pub fn span(&self, tree: &CallTree, node: NodeId) -> Option<Span> {
        let bar = self.bar(tree, node)?;
        let (x_start, x_end) = (self.edges.start(bar), self.edges.end(bar));
        Some(Span { row: tree.depth(node), x_start, x_end })
    }

    /// The node whose bar is at `x` in `row`.
    pub fn bar_at(&self, row: u32, x: f64) -> Option<NodeId> {
        let row = self.row(row);
        let index = row.first_end(0, x, |end| end > x);
        let node = *row.nodes.get(index)?;
        (row.start(index) <= x).then_some(NodeId(node))
    }

    /// The nodes below `node` that have a bar, from left to right.
    pub fn children<'a>(&'a self, tree: &'a CallTree, node: NodeId) -> &'a [u32] {
        let Some(bar) = self.bar(tree, node) else {
            return &[];
        };
        let row = self.bars_of(tree.depth(node) + 1);
        if let Some(below) = self.edges.below(bar, row.clone()) {
            return &self.nodes[below];
        }
        let row = &self.nodes[row];
        // Bars of a row stand in the order of their parents' bars, whatever floats do to edges.
        let parent_bar = |child: u32| self.bar(tree, tree.parent(NodeId(child))).unwrap_or(0);
        let from = row.partition_point(|&child| parent_bar(child) < bar);
        let to = from + row[from..].partition_point(|&child| parent_bar(child) == bar);
        &row[from..to]
    }

    fn bar(&self, tree: &CallTree, node: NodeId) -> Option<usize> {
        if self.bar_of_node.is_empty() {
            return self.find_bar(tree, node);
        }
        let &bar = self.bar_of_node.get(node.0 as usize)?;
        (bar != NO_BAR).then_some(bar as usize)
    }

    /// Finds the bar of a node from the root's downwards: each lies between the edges of its
    /// parent's.
    fn find_bar(&self, tree: &CallTree, node: NodeId) -> Option<usize> {
        let upwards =
            std::iter::successors(Some(node).filter(|&node| tree.contains(node)), |&at| {
                Some(tree.parent(at)).filter(|_| at != NodeId(0))
            });
        let mut path: Vec<NodeId> = upwards.collect();
        let root = path.pop()?;
        let mut bar = self.nodes.iter().take(1).position(|&first| first == root.0)?;
        for (depth, node) in (1..).zip(path.into_iter().rev()) {
            let below = self.edges.below(bar, self.bars_of(depth))?;
            let place = self.nodes[below.clone()].iter().position(|&other| other == node.0)?;
            bar = below.start + place;
        }
        Some(bar)
    }
}
