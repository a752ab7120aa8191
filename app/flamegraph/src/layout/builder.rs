//! A layout in the making.

use super::edges::Edges;
use super::{Layout, MOST_ROWS_TO_SEARCH, NO_BAR};
use crate::call_tree::CallTree;
use crate::names::Names;
use crate::order;
use crate::weights::NodeWeights;
use protocol::{NodeId, SiblingOrder};
use std::cmp::Ordering;

/// More siblings are sorted by the standard library, which begins with a look at all of them.
const FEW_SIBLINGS: usize = 12;

/// A layout in the making. It's worked on in steps, so that a large tree doesn't keep others
/// waiting.
///
/// Nodes are taken from left to right, each before its children: so every row fills up from left
/// to right, and what is read of the tree lies close together. A node's children get their bars
/// together. In each row at most the children of one node wait for their own children to come.
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
    rows: Vec<RowEnd>,
    /// The deepest row in which bars wait.
    deepest_row: usize,
    /// The children of one node that get a bar, from left to right.
    siblings: Vec<Sibling>,
    visited_count: usize,
}

#[derive(Clone, Copy, Debug)]
struct Sibling {
    node: NodeId,
    weight: f64,
}

/// How far a row is.
#[derive(Clone, Copy, Debug)]
struct RowEnd {
    /// Where the next bar goes.
    next_bar: u32,
    /// The first bar that waits for its children to come, if it is before the next.
    first_waiting: u32,
    /// The weight to the left of that bar. Sums of integers stay exact here, while sums of
    /// fractions of one would not.
    offset: f64,
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
            rows: Vec::new(),
            deepest_row: 0,
            siblings: Vec::new(),
            visited_count: 0,
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
        let until = self.visited_count.saturating_add(node_budget.max(1));
        while self.visited_count < until {
            let row = self.deepest_row;
            let RowEnd { next_bar, first_waiting, offset } = self.rows[row];
            if first_waiting == next_bar {
                if row == 0 {
                    return true;
                }
                self.deepest_row -= 1;
                continue;
            }
            self.visited_count += 1;
            let node = NodeId(self.layout.nodes[first_waiting as usize]);
            let end = offset + weights.total_weight(node);
            self.rows[row].first_waiting += 1;
            self.rows[row].offset = end;
            if tree.subtree_end(node).0 > node.0 + 1 {
                self.gather_children(node, tree, weights);
                self.place_children(first_waiting as usize, [offset, end], total);
            }
        }
        false
    }

    /// How much of the tree is done, from 0 to 1.
    pub fn done(&self) -> f32 {
        // Counting takes a tenth of the time; how many bars there are is known after that.
        let placed = self.visited_count as f32 / self.layout.nodes.len().max(1) as f32;
        if self.rows.is_empty() { 0.0 } else { 0.1 + 0.9 * placed }
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
            self.rows.push(RowEnd { next_bar: start, first_waiting: start, offset: 0.0 });
            self.layout.row_starts.push(start);
            start += count;
        }
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
        if let Some(bar) = bar_of_node.first_mut() {
            *bar = 0;
        }
        edges.set(0, 0.0, edges.last());
        self.rows[0].next_bar = 1;
    }

    /// Sorts the children that get a bar into `siblings`.
    fn gather_children(&mut self, parent: NodeId, tree: &CallTree, weights: &NodeWeights) {
        self.siblings.clear();
        let end = tree.subtree_end(parent);
        let mut child = NodeId(parent.0 + 1);
        while child < end {
            let weight = weights.total_weight(child);
            if weight > 0.0 {
                self.siblings.push(Sibling { node: child, weight });
            }
            child = tree.subtree_end(child);
        }
        // Names are looked up only where they matter: most siblings differ in weight.
        let by_name = |node: NodeId| {
            let function = tree.function(node).map_or(0, |function| function.0 as usize);
            (self.name_ranks.get(function).copied().unwrap_or(u32::MAX), node)
        };
        let name_order =
            |one: &Sibling, other: &Sibling| by_name(one.node).cmp(&by_name(other.node));
        match self.order {
            SiblingOrder::Name => sort(&mut self.siblings, name_order),
            SiblingOrder::Weight => sort(&mut self.siblings, |one, other| {
                if one.weight == other.weight {
                    return name_order(one, other);
                }
                if one.weight > other.weight { Ordering::Less } else { Ordering::Greater }
            }),
        }
    }

    /// Gives `siblings`, the children of the `parent` bar, their bars. `start` and `end` are the
    /// weight to the left of the parent and that with its own.
    fn place_children(&mut self, parent: usize, [start, end]: [f64; 2], total: f64) {
        let Some(row) =
            self.rows.get_mut(self.deepest_row + 1).filter(|_| !self.siblings.is_empty())
        else {
            return;
        };
        let Layout { edges, nodes, bar_of_node, .. } = &mut self.layout;
        let [mut x_start, last_x_end] = edges.while_making(parent, [start, end]);
        let mut offset = start;
        *row = RowEnd { next_bar: row.next_bar, first_waiting: row.next_bar, offset };
        for &Sibling { node, weight } in &self.siblings {
            let bar = row.next_bar;
            row.next_bar += 1;
            offset += weight;
            let x_end = (offset / total).clamp(x_start, last_x_end);
            edges.set(bar as usize, x_start, x_end);
            nodes[bar as usize] = node.0;
            if let Some(bar_of_node) = bar_of_node.get_mut(node.0 as usize) {
                *bar_of_node = bar;
            }
            x_start = x_end;
        }
        self.deepest_row += 1;
    }
}

/// Sorts siblings: mostly two or three.
#[inline]
fn sort(siblings: &mut [Sibling], order: impl Fn(&Sibling, &Sibling) -> Ordering) {
    if siblings.len() > FEW_SIBLINGS {
        return siblings.sort_unstable_by(order);
    }
    for sorted_count in 1..siblings.len() {
        let next = siblings[sorted_count];
        let mut place = sorted_count;
        while place > 0 && order(&next, &siblings[place - 1]).is_lt() {
            siblings[place] = siblings[place - 1];
            place -= 1;
        }
        siblings[place] = next;
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
