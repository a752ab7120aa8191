//! A layout in the making.

use super::Layout;
use super::edges::Edges;
use crate::call_tree::CallTree;
use crate::weights::{Column, NodeWeights};
use protocol::NodeId;
use std::ops::Range;

/// A layout in the making. It's worked on in steps, so that a large tree doesn't keep others
/// waiting.
///
/// The nodes stand as they are drawn, each before its children: so every row fills up from left to
/// right, and nothing is looked up.
#[derive(Clone, Debug, Default)]
pub struct LayoutBuilder {
    layout: Layout,
    /// Where each row has come to.
    ends: Vec<RowEnd>,
    /// How many nodes are done, those without a bar included.
    placed_count: usize,
}

/// Where the next bar of a row goes.
#[derive(Clone, Copy, Debug)]
struct RowEnd {
    bar: u32,
    /// The weight to the left of it. Sums of integers stay exact here, while sums of fractions of
    /// one would not.
    offset: f64,
    /// As the layout's edges have it: whole weights or parts of one.
    x_start: f64,
    /// Where the bar above ends.
    x_limit: f64,
}

impl LayoutBuilder {
    /// Lays out about `node_budget` nodes; returns whether all are done. `tree` and `weights` must
    /// be the same in every step. A million nodes take about 0.02 s.
    #[inline(never)]
    pub fn work(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) -> bool {
        if self.placed_count == 0 {
            self.make_room(tree, weights);
        }
        let from = self.placed_count as u32;
        self.placed_count = self.placed_count.saturating_add(node_budget.max(1)).min(tree.len());
        let nodes = from..self.placed_count as u32;
        let (ends, bars) = (&mut self.ends, &mut self.layout.nodes);
        match &mut self.layout.edges {
            Edges::Fractions(edges) => {
                place(tree, weights, weights.total(), nodes, ends, bars, |bar, start, end| {
                    edges.set(bar, start, end);
                });
            }
            Edges::Whole(edges) => {
                place(tree, weights, 1.0, nodes, ends, bars, |bar, start, end| {
                    edges.set(bar, start, end);
                });
            }
        }
        self.placed_count == tree.len()
    }

    /// The layout, once [`Self::work`] has said that all is done.
    #[inline(never)]
    pub fn finish(mut self) -> Layout {
        for (row, end) in self.layout.rows.iter_mut().zip(&self.ends) {
            row.end = end.bar;
        }
        // Where nothing has a bar, nothing below has.
        let row_count = self.layout.rows.iter().take_while(|row| !row.is_empty()).count();
        self.layout.rows.truncate(row_count);
        self.layout.edges.finish();
        self.layout
    }

    /// Makes room for a bar of each node.
    fn make_room(&mut self, tree: &CallTree, weights: &NodeWeights) {
        let total = weights.total();
        let are_whole = matches!(weights.total_weights, Column::Whole(_));
        self.layout.edges = Edges::new(tree.len(), Some(total).filter(|_| are_whole));
        self.layout.nodes = vec![0; tree.len()];
        let x_limit = self.layout.edges.last();
        let mut bar = 0;
        for length in tree.row_lengths() {
            self.layout.rows.push(bar..bar);
            self.ends.push(RowEnd { bar, offset: 0.0, x_start: 0.0, x_limit });
            bar += length;
        }
    }
}

/// Gives some nodes their bars. Weights divided by `divisor` are in the unit of the edges.
#[inline(never)]
fn place(
    tree: &CallTree,
    weights: &NodeWeights,
    divisor: f64,
    nodes: Range<u32>,
    ends: &mut [RowEnd],
    node_of_bar: &mut [u32],
    mut set_edges: impl FnMut(usize, f64, f64),
) {
    for node in nodes.map(NodeId) {
        let weight = weights.total_weight(node);
        // Nodes that weigh nothing have no bar, but for the root.
        if weight <= 0.0 && node.0 > 0 {
            continue;
        }
        let depth = tree.depth(node) as usize;
        let RowEnd { bar, offset, x_start, x_limit } = ends[depth];
        // The root is as wide as everything, even if that weighs nothing.
        let x_end = match node.0 {
            0 => x_limit,
            _ => ((offset + weight) / divisor).clamp(x_start, x_limit),
        };
        set_edges(bar as usize, x_start, x_end);
        node_of_bar[bar as usize] = node.0;
        ends[depth] = RowEnd { bar: bar + 1, offset: offset + weight, x_start: x_end, x_limit };
        if let Some(below) = ends.get_mut(depth + 1) {
            *below = RowEnd { bar: below.bar, offset, x_start, x_limit: x_end };
        }
    }
}
