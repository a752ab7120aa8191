//! Where each node's bar lies: rows of bars in the unit interval. Knows no pixels.

mod builder;
mod edges;
mod row;

pub use builder::LayoutBuilder;
pub use row::Row;

use crate::call_tree::CallTree;
use crate::weights::NodeWeights;
use edges::Edges;
use profile::calls::ROWS_A_CALL;
use protocol::NodeId;
use std::ops::Range;

/// All bars, row by row, each row from left to right. Row 0 is the root's, which is as wide as the
/// unit interval. Nodes that weigh nothing have no bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The bars of each row. Between rows there may be room that no bar needed.
    rows: Vec<Range<u32>>,
    edges: Edges,
    /// Ascending in each row, as the tree's nodes stand from left to right.
    nodes: Vec<u32>,
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
    pub fn new(tree: &CallTree, weights: &NodeWeights) -> Self {
        let mut builder = LayoutBuilder::new(tree, weights.whole_total());
        loop {
            let nodes = builder.next_nodes(ROWS_A_CALL);
            if nodes.is_empty() {
                return builder.finish();
            }
            builder.work(tree, &weights.total_weights.fractions_of(nodes));
        }
    }

    /// How many rows there are.
    pub fn row_count(&self) -> u32 {
        self.rows.len() as u32
    }

    /// How many bars there are.
    pub fn bar_count(&self) -> usize {
        self.rows.iter().map(ExactSizeIterator::len).sum()
    }

    /// The bars of a row; none for a row past the last.
    pub fn row(&self, row: u32) -> Row<'_> {
        let bars = self.bars_of(row);
        Row { edges: self.edges.of(bars.clone()), nodes: &self.nodes[bars] }
    }

    fn bars_of(&self, row: u32) -> Range<usize> {
        self.rows.get(row as usize).map_or(0..0, |bars| bars.start as usize..bars.end as usize)
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
    pub fn children(&self, tree: &CallTree, node: NodeId) -> &[u32] {
        if !tree.contains(node) {
            return &[];
        }
        let row = &self.nodes[self.bars_of(tree.depth(node) + 1)];
        let from = row.partition_point(|&child| child <= node.0);
        let end = tree.subtree_end(node).0;
        let count = row[from..].partition_point(|&child| child < end);
        &row[from..from + count]
    }

    fn bar(&self, tree: &CallTree, node: NodeId) -> Option<usize> {
        let row = tree.contains(node).then(|| self.bars_of(tree.depth(node)))?;
        let place = self.nodes[row.clone()].binary_search(&node.0).ok()?;
        Some(row.start + place)
    }
}
