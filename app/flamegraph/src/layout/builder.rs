//! A layout in the making.

use super::edges::Edges;
use super::{Layout, MOST_ROWS_TO_SEARCH, NO_BAR};
use crate::call_tree::CallTree;
use crate::names::Names;
use crate::order;
use crate::weights::NodeWeights;
use protocol::{NodeId, SiblingOrder};

/// A layout in the making. It's worked on in steps, so that a large tree doesn't keep others
/// waiting.
///
/// Nodes are taken from left to right, each before its children: so every row fills up from left
/// to right, and what is read of the tree lies close together. A node's children get their bars
/// together; most have none themselves and never wait.
#[derive(Clone, Debug)]
pub struct LayoutBuilder {
    layout: Layout,
    order: SiblingOrder,
    /// The place of each function among all, sorted by name.
    name_ranks: Vec<u32>,
    /// How many nodes were counted before any gets its bar, and their bars by row.
    counted_count: usize,
    bar_counts: Vec<u32>,
    has_fractions: bool,
    /// Where the next bar of each row goes.
    next_bars: Vec<u32>,
    /// Nodes with a bar whose children come next, the leftmost last.
    waiting: Vec<Waiting>,
    /// The children of one node that get a bar, from left to right.
    siblings: Vec<Sibling>,
    placed_count: usize,
}

#[derive(Clone, Copy, Debug)]
struct Sibling {
    node: NodeId,
    weight: f64,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    node: u32,
    row: u32,
    /// The weight to the left of it. Sums of integers stay exact here, while sums of fractions of
    /// one would not.
    offset: f64,
    /// As the layout's edges have it: whole weights or parts of one.
    x_start: f64,
    x_end: f64,
}

impl LayoutBuilder {
    /// Begins the layout of `tree`, whose functions are `names`.
    pub fn new(order: SiblingOrder, names: &Names) -> Self {
        Self {
            layout: Layout::default(),
            order,
            name_ranks: rank_names(names),
            counted_count: 0,
            bar_counts: Vec::new(),
            has_fractions: false,
            next_bars: Vec::new(),
            waiting: Vec::new(),
            siblings: Vec::new(),
            placed_count: 0,
        }
    }

    /// Lays out about `node_budget` nodes; returns whether all are done. `tree` and `weights` must
    /// be the same in every step. A million nodes take about 0.05 s.
    #[inline(never)]
    pub fn work(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) -> bool {
        if self.counted_count < tree.len() {
            self.count_rows(tree, weights, node_budget);
            if self.counted_count == tree.len() {
                self.make_room(tree, weights);
                self.place_root();
            }
            return false;
        }
        let total = if self.layout.edges.are_whole() { 1.0 } else { weights.total() };
        let until = self.placed_count.saturating_add(node_budget.max(1));
        while self.placed_count < until {
            // Field by field: copied as a whole, what was just written would be waited for.
            let Some(&Waiting { node, row, offset, x_start, x_end }) = self.waiting.last() else {
                return true;
            };
            self.waiting.pop();
            self.gather_children(node, tree, weights);
            self.place_children(Waiting { node, row, offset, x_start, x_end }, tree, total);
        }
        self.waiting.is_empty()
    }

    /// How much of the tree is done, from 0 to 1.
    pub fn done(&self) -> f32 {
        // Counting takes a tenth of the time; how many bars there are is known after that.
        let placed = self.placed_count as f32 / self.layout.nodes.len().max(1) as f32;
        if self.next_bars.is_empty() { 0.0 } else { 0.1 + 0.9 * placed }
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
            // The root has a bar in any case.
            if weight <= 0.0 && node.0 > 0 {
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
    fn make_room(&mut self, tree: &CallTree, weights: &NodeWeights) {
        let mut start = 0;
        for count in std::mem::take(&mut self.bar_counts) {
            self.layout.row_starts.push(start);
            start += count;
        }
        self.next_bars.clone_from(&self.layout.row_starts);
        self.layout.row_starts.push(start);
        let are_whole = !self.has_fractions && Edges::can_be_whole(weights.total());
        let total = Some(weights.total()).filter(|_| are_whole);
        self.layout.edges = Edges::new(start as usize, total);
        if !are_whole || self.layout.row_count() > MOST_ROWS_TO_SEARCH {
            self.layout.bar_of_node = vec![NO_BAR; tree.len()];
        }
        self.layout.nodes = vec![0; start as usize];
    }

    fn place_root(&mut self) {
        let Layout { edges, bar_of_node, .. } = &mut self.layout;
        self.next_bars[0] += 1;
        self.placed_count += 1;
        if let Some(bar) = bar_of_node.first_mut() {
            *bar = 0;
        }
        let x_end = edges.last();
        edges.set(0, 0.0, x_end);
        self.waiting.push(Waiting { node: 0, row: 0, offset: 0.0, x_start: 0.0, x_end });
    }

    /// Sorts the children that get a bar into `siblings`.
    fn gather_children(&mut self, parent: u32, tree: &CallTree, weights: &NodeWeights) {
        self.siblings.clear();
        let end = tree.subtree_end(NodeId(parent)).0;
        let mut child = NodeId(parent + 1);
        while child.0 < end {
            let weight = weights.total_weight(child);
            if weight > 0.0 {
                self.siblings.push(Sibling { node: child, weight });
            }
            child = tree.subtree_end(child);
        }
        if self.siblings.len() < 2 {
            return;
        }
        // Names are looked up only where they matter: most siblings differ in weight.
        let by_name = |node: NodeId| {
            let function = tree.function(node).map_or(0, |function| function.0 as usize);
            (self.name_ranks.get(function).copied().unwrap_or(u32::MAX), node)
        };
        let name_order =
            |one: &Sibling, other: &Sibling| by_name(one.node).cmp(&by_name(other.node));
        match self.order {
            SiblingOrder::Name => self.siblings.sort_unstable_by(name_order),
            SiblingOrder::Weight => self.siblings.sort_unstable_by(|one, other| {
                other.weight.total_cmp(&one.weight).then_with(|| name_order(one, other))
            }),
        }
    }

    /// Gives `siblings`, the children of `parent`, their bars.
    fn place_children(&mut self, parent: Waiting, tree: &CallTree, total: f64) {
        let count = self.siblings.len();
        let row = parent.row + 1;
        let Some(next_bar) = self.next_bars.get_mut(row as usize).filter(|_| count > 0) else {
            return;
        };
        let bars = *next_bar..*next_bar + count as u32;
        *next_bar = bars.end;
        self.placed_count += count;
        let Layout { edges, nodes, bar_of_node, .. } = &mut self.layout;
        let (mut offset, mut x_start) = (parent.offset, parent.x_start);
        let first_waiting = self.waiting.len();
        for (bar, &Sibling { node, weight }) in bars.zip(&self.siblings) {
            let x_end = ((offset + weight) / total).clamp(x_start, parent.x_end);
            edges.set(bar as usize, x_start, x_end);
            nodes[bar as usize] = node.0;
            if let Some(bar_of_node) = bar_of_node.get_mut(node.0 as usize) {
                *bar_of_node = bar;
            }
            if tree.subtree_end(node).0 > node.0 + 1 {
                self.waiting.push(Waiting { node: node.0, row, offset, x_start, x_end });
            }
            offset += weight;
            x_start = x_end;
        }
        self.waiting[first_waiting..].reverse();
    }
}

/// For each function its place among all, sorted by name; functions of one name share theirs.
pub(crate) fn rank_names(names: &Names) -> Vec<u32> {
    let order = names.functions.iter().map(|function| function.name.as_str()).zip(0..).collect();
    let order: Vec<(&str, u32)> = order::sorted(order, |(name, _)| order::by_name(name), Ord::cmp);
    let mut ranks = vec![0; order.len()];
    let mut rank = 0;
    for (place, &(name, function)) in order.iter().enumerate() {
        if place > 0 && order[place - 1].0 != name {
            rank = place as u32;
        }
        ranks[function as usize] = rank;
    }
    ranks
}
