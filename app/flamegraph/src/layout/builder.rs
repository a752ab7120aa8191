//! A layout in the making.

use super::Layout;
use super::edges::Edges;
use crate::call_tree::CallTree;
use crate::weights::NodeWeights;
use protocol::NodeId;

/// A layout in the making. It's worked on in steps, so that a large tree doesn't keep others
/// waiting.
///
/// The nodes stand as they are drawn, each before its children: so every row fills up from left to
/// right, and nothing is looked up.
#[derive(Clone, Debug, Default)]
pub struct LayoutBuilder {
    layout: Layout,
    /// How many nodes were counted before any gets its bar, and their bars by row.
    counted_count: usize,
    bar_counts: Vec<u32>,
    has_fractions: bool,
    /// Where each row has come to.
    ends: Vec<RowEnd>,
    /// How many nodes got their bars, or none if they weigh nothing.
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
        if self.counted_count < tree.len() {
            self.count_rows(tree, weights, node_budget);
            if self.counted_count == tree.len() {
                self.make_room(weights);
            }
            return false;
        }
        self.place(tree, weights, node_budget);
        self.placed_count == tree.len()
    }

    /// The layout, once [`Self::work`] has said that all is done.
    #[inline(never)]
    pub fn finish(mut self) -> Layout {
        self.layout.edges.finish();
        self.layout
    }

    /// Counts the bars of each row, for about `node_budget` nodes.
    #[inline(never)]
    fn count_rows(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) {
        let from = self.counted_count;
        self.counted_count = from.saturating_add(node_budget.max(1)).min(tree.len());
        for node in (from as u32..self.counted_count as u32).map(NodeId) {
            let weight = weights.total_weight(node);
            if !has_bar(node, weight) {
                continue;
            }
            self.has_fractions |= weight.fract() != 0.0;
            let depth = tree.depth(node) as usize;
            if depth >= self.bar_counts.len() {
                self.bar_counts.resize(depth + 1, 0);
            }
            self.bar_counts[depth] += 1;
        }
    }

    /// Makes room for the bars of each row, once they are counted.
    fn make_room(&mut self, weights: &NodeWeights) {
        let are_whole = !self.has_fractions && Edges::can_be_whole(weights.total());
        let total = Some(weights.total()).filter(|_| are_whole);
        let bar_count = self.bar_counts.iter().sum::<u32>() as usize;
        self.layout.edges = Edges::new(bar_count, total);
        self.layout.nodes = vec![0; bar_count];
        let x_limit = self.layout.edges.last();
        let mut bar = 0;
        for count in std::mem::take(&mut self.bar_counts) {
            self.layout.row_starts.push(bar);
            self.ends.push(RowEnd { bar, offset: 0.0, x_start: 0.0, x_limit });
            bar += count;
        }
        self.layout.row_starts.push(bar);
    }

    /// Gives about `node_budget` nodes their bars.
    #[inline(never)]
    fn place(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) {
        let from = self.placed_count;
        self.placed_count = from.saturating_add(node_budget.max(1)).min(tree.len());
        let Layout { edges, nodes, .. } = &mut self.layout;
        let total = if edges.are_whole() { 1.0 } else { weights.total() };
        for node in (from as u32..self.placed_count as u32).map(NodeId) {
            let weight = weights.total_weight(node);
            if !has_bar(node, weight) {
                continue;
            }
            let depth = tree.depth(node) as usize;
            let RowEnd { bar, offset, x_start, x_limit } = self.ends[depth];
            // The root is as wide as everything, even if that weighs nothing.
            let x_end = match node.0 {
                0 => x_limit,
                _ => ((offset + weight) / total).clamp(x_start, x_limit),
            };
            edges.set(bar as usize, x_start, x_end);
            nodes[bar as usize] = node.0;
            self.ends[depth] =
                RowEnd { bar: bar + 1, offset: offset + weight, x_start: x_end, x_limit };
            if let Some(below) = self.ends.get_mut(depth + 1) {
                *below = RowEnd { bar: below.bar, offset, x_start, x_limit: x_end };
            }
        }
    }
}

/// Nodes that weigh nothing have no bar, but for the root.
fn has_bar(node: NodeId, weight: f64) -> bool {
    weight > 0.0 || node.0 == 0
}
