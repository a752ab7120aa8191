//! A layout in the making.

use super::Layout;
use super::edges::Edges;
use crate::call_tree::CallTree;
use profile::float::smaller;
use protocol::NodeId;
use std::ops::Range;

/// A layout in the making. It's worked on in steps, so that a large tree doesn't keep others
/// waiting.
///
/// The nodes stand as they are drawn, each before its children: so every row fills up from left to
/// right, and nothing is looked up.
#[derive(Clone, Debug)]
pub struct LayoutBuilder {
    layout: Layout,
    ends: RowEnds,
    /// How many nodes are done, those without a bar included.
    placed_count: usize,
}

/// Where rows have come to, by depth, and one more than there are. Places are the weights to the
/// left: sums of integers stay exact, while sums of fractions of one would not.
#[derive(Clone, Debug)]
struct RowEnds {
    /// Where the next bar begins.
    starts: Vec<f64>,
    /// Where the bar above ends.
    limits: Vec<f64>,
}

impl LayoutBuilder {
    /// A layout without bars. `whole_total` is what all of `tree` weighs, where all weights are
    /// whole numbers.
    pub fn new(tree: &CallTree, whole_total: Option<f64>) -> Self {
        let mut layout = Layout {
            rows: Vec::new(),
            edges: Edges::new(tree.len(), whole_total),
            nodes: vec![0; tree.len()],
        };
        let mut bar = 0;
        for length in tree.row_lengths() {
            layout.rows.push(bar..bar);
            bar += length;
        }
        let count = layout.rows.len() + 1;
        let ends = RowEnds { starts: vec![0.0; count], limits: vec![f64::INFINITY; count] };
        Self { layout, ends, placed_count: 0 }
    }

    /// The next nodes of the tree, about `node_budget` of them; none once all are laid out.
    pub fn next_nodes(&self, node_budget: usize) -> Range<usize> {
        let all = self.layout.nodes.len();
        self.placed_count..self.placed_count.saturating_add(node_budget.max(1)).min(all)
    }

    /// Lays out the next nodes of the same `tree` as before, by their total weights. A million nodes
    /// take about 0.01 s.
    pub fn work(&mut self, tree: &CallTree, totals: &[f64]) {
        let nodes = (self.placed_count as u32..).map(NodeId).zip(totals.iter().copied());
        self.placed_count += totals.len();
        let (ends, Layout { rows, edges, nodes: node_of_bar }) = (&mut self.ends, &mut self.layout);
        match edges {
            Edges::Fractions(edges) => ends.place(tree, nodes, rows, node_of_bar, edges.setter()),
            Edges::Whole(edges) => ends.place(tree, nodes, rows, node_of_bar, edges.setter()),
        }
    }

    /// The layout, once all nodes are laid out.
    pub fn finish(self) -> Layout {
        let mut layout = self.layout;
        // Where nothing has a bar, nothing below has.
        let row_count = layout.rows.iter().take_while(|row| !row.is_empty()).count();
        layout.rows.truncate(row_count);
        layout.edges.finish();
        layout
    }
}

impl RowEnds {
    /// Gives some nodes of these weights their bars, and `set_edges` of these.
    // A function of its own: a browser's careful compiler takes function by function.
    #[inline(never)]
    fn place(
        &mut self,
        tree: &CallTree,
        nodes: impl Iterator<Item = (NodeId, f64)>,
        rows: &mut [Range<u32>],
        node_of_bar: &mut [u32],
        mut set_edges: impl FnMut(usize, f64, f64),
    ) {
        let (starts, limits) = (&mut self.starts[..], &mut self.limits[..]);
        for (node, weight) in nodes {
            // Nodes that weigh nothing have no bar, but for the root.
            if weight <= 0.0 && node.0 > 0 {
                continue;
            }
            let depth = tree.depth(node) as usize;
            let start = starts[depth];
            // Rounding must not let it end beyond the bar above.
            let end = smaller(start + weight, limits[depth]);
            (starts[depth], starts[depth + 1], limits[depth + 1]) = (end, start, end);
            let row = &mut rows[depth];
            let bar = row.end as usize;
            row.end += 1;
            node_of_bar[bar] = node.0;
            set_edges(bar, start, end);
        }
    }
}
