//! Where each node's bar lies: rows of bars in the unit interval. Knows no pixels.

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::weights::NodeWeights;
use protocol::{NodeId, SiblingOrder};

/// The bar column's value for a node that weighs nothing.
const NO_BAR: u32 = u32::MAX;

/// All bars, row by row, each row from left to right. Row 0 is the root's, which is as wide as the
/// unit interval. Nodes that weigh nothing have no bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Where each row's bars begin; one more entry than rows.
    row_starts: Vec<u32>,
    starts: Vec<f64>,
    ends: Vec<f64>,
    nodes: Vec<u32>,
    bar_of_node: Vec<u32>,
}

/// The bars of one row, in three columns of one length. Starts and ends never decrease, and no bar
/// begins before the one to its left ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Left edges in the unit interval.
    pub starts: &'a [f64],
    /// Right edges in the unit interval.
    pub ends: &'a [f64],
    /// The numbers of the nodes.
    pub nodes: &'a [u32],
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
        let mut builder = LayoutBuilder::new(tree, order, names);
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
        let row = row as usize;
        let bars = match (self.row_starts.get(row), self.row_starts.get(row + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        Row {
            starts: &self.starts[bars.clone()],
            ends: &self.ends[bars.clone()],
            nodes: &self.nodes[bars],
        }
    }

    /// Where the node's bar is; `None` for a node that weighs nothing or isn't in the tree.
    pub fn span(&self, tree: &CallTree, node: NodeId) -> Option<Span> {
        let bar = self.bar(node)?;
        Some(Span { row: tree.depth(node), x_start: self.starts[bar], x_end: self.ends[bar] })
    }

    /// The node whose bar is at `x` in `row`.
    pub fn bar_at(&self, row: u32, x: f64) -> Option<NodeId> {
        let row = self.row(row);
        let index = row.ends.partition_point(|&end| end <= x);
        (*row.starts.get(index)? <= x).then(|| NodeId(row.nodes[index]))
    }

    /// The nodes below `node` that have a bar, from left to right.
    pub fn children<'a>(&'a self, tree: &'a CallTree, node: NodeId) -> &'a [u32] {
        let Some(bar) = self.bar(node) else {
            return &[];
        };
        let row = self.row(tree.depth(node) + 1).nodes;
        // Bars of a row stand in the order of their parents' bars, whatever floats do to edges.
        let parent_bar = |child: u32| self.bar(tree.parent(NodeId(child))).unwrap_or(0);
        let from = row.partition_point(|&child| parent_bar(child) < bar);
        let to = from + row[from..].partition_point(|&child| parent_bar(child) == bar);
        &row[from..to]
    }

    fn bar(&self, node: NodeId) -> Option<usize> {
        let &bar = self.bar_of_node.get(node.0 as usize)?;
        (bar != NO_BAR).then_some(bar as usize)
    }
}

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
    /// Where the next bar of each row goes.
    next_bars: Vec<u32>,
    /// Nodes with a bar whose children come next, the leftmost last.
    waiting: Vec<Waiting>,
    /// The children of one node, each a number by which they are sorted: see [`sibling`].
    siblings: Vec<u128>,
    placed_count: usize,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    node: u32,
    bar: u32,
    row: u32,
    /// The weight to the left of it. Sums of integers stay exact here, while sums of fractions of
    /// one would not.
    offset: f64,
}

impl LayoutBuilder {
    /// Begins the layout of `tree`, whose functions are `names`.
    pub fn new(tree: &CallTree, order: SiblingOrder, names: &Names) -> Self {
        let layout = Layout { bar_of_node: vec![NO_BAR; tree.len()], ..Layout::default() };
        Self {
            layout,
            order,
            name_ranks: rank_names(names),
            next_bars: Vec::new(),
            waiting: Vec::new(),
            siblings: Vec::new(),
            placed_count: 0,
        }
    }

    /// Lays out about `node_budget` nodes; returns whether all are done. `tree` and `weights` must
    /// be the same in every step. A million nodes take about 0.1 s.
    pub fn work(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) -> bool {
        if self.next_bars.is_empty() {
            self.count_rows(tree, weights);
            self.place_root();
        }
        let total = weights.total();
        let until = self.placed_count.saturating_add(node_budget.max(1));
        while self.placed_count < until {
            // Field by field: copied as a whole, what was just written would be waited for.
            let Some(&Waiting { node, bar, row, offset }) = self.waiting.last() else {
                return true;
            };
            self.waiting.pop();
            self.gather_children(node, tree, weights);
            self.place_children(Waiting { node, bar, row, offset }, tree, total);
        }
        self.waiting.is_empty()
    }

    /// How much of the tree is done, from 0 to 1.
    pub fn done(&self) -> f32 {
        self.placed_count as f32 / self.layout.bar_of_node.len().max(1) as f32
    }

    /// The layout, once [`Self::work`] has said that all is done.
    pub fn finish(self) -> Layout {
        self.layout
    }

    /// Makes room for the bars of each row.
    fn count_rows(&mut self, tree: &CallTree, weights: &NodeWeights) {
        let mut counts = vec![1u32];
        for node in tree.nodes().skip(1).filter(|&node| weights.total_weight(node) > 0.0) {
            let depth = tree.depth(node) as usize;
            if depth >= counts.len() {
                counts.resize(depth + 1, 0);
            }
            counts[depth] += 1;
        }
        let mut start = 0;
        self.next_bars = counts
            .into_iter()
            .map(|count| {
                start += count;
                start - count
            })
            .collect();
        self.layout.row_starts.clone_from(&self.next_bars);
        self.layout.row_starts.push(start);
        self.layout.starts = vec![0.0; start as usize];
        self.layout.ends = vec![0.0; start as usize];
        self.layout.nodes = vec![0; start as usize];
    }

    fn place_root(&mut self) {
        self.next_bars[0] += 1;
        self.placed_count += 1;
        self.layout.bar_of_node[0] = 0;
        self.layout.ends[0] = 1.0;
        self.waiting.push(Waiting { node: 0, bar: 0, row: 0, offset: 0.0 });
    }

    /// Sorts the children that get a bar into `siblings`.
    fn gather_children(&mut self, parent: u32, tree: &CallTree, weights: &NodeWeights) {
        self.siblings.clear();
        let end = tree.subtree_end(NodeId(parent)).0;
        let mut child = NodeId(parent + 1);
        while child.0 < end {
            let weight = weights.total_weight(child);
            if weight > 0.0 {
                let function = tree.function(child).map_or(0, |function| function.0 as usize);
                let name_rank = self.name_ranks.get(function).copied().unwrap_or(u32::MAX);
                self.siblings.push(sibling(self.order, weight, name_rank, child.0));
            }
            child = tree.subtree_end(child);
        }
        if self.siblings.len() > 1 {
            self.siblings.sort_unstable();
        }
    }

    /// Gives `siblings`, the children of `parent`, their bars.
    fn place_children(&mut self, parent: Waiting, tree: &CallTree, total: f64) {
        let count = self.siblings.len();
        let row = parent.row + 1;
        let Some(next_bar) = self.next_bars.get_mut(row as usize).filter(|_| count > 0) else {
            return;
        };
        let first = *next_bar as usize;
        *next_bar += count as u32;
        self.placed_count += count;
        let Layout { starts, ends, nodes, bar_of_node, .. } = &mut self.layout;
        let (mut offset, mut x_start) = (parent.offset, starts[parent.bar as usize]);
        let parent_end = ends[parent.bar as usize];
        // By index: four iterators side by side don't fit into registers.
        let bars = first..first + count;
        let (starts, ends) = (&mut starts[bars.clone()], &mut ends[bars.clone()]);
        let nodes = &mut nodes[bars];
        for (index, sibling) in self.siblings.iter_mut().enumerate() {
            let (weight, node) = weight_and_node(self.order, *sibling);
            let x_end = ((offset + weight) / total).clamp(x_start, parent_end);
            starts[index] = x_start;
            ends[index] = x_end;
            nodes[index] = node;
            bar_of_node[node as usize] = (first + index) as u32;
            // From here on the number is the offset and the node.
            *sibling = u128::from(offset.to_bits()) << 64 | u128::from(node);
            offset += weight;
            x_start = x_end;
        }
        for (index, &sibling) in self.siblings.iter().enumerate().rev() {
            let (offset, node) = (f64::from_bits((sibling >> 64) as u64), sibling as u32);
            if tree.subtree_end(NodeId(node)).0 > node + 1 {
                self.waiting.push(Waiting { node, bar: (first + index) as u32, row, offset });
            }
        }
    }
}

/// A child as one number: those that stand further left are smaller. Weights above 0 are ordered as
/// their bits are.
#[inline]
fn sibling(order: SiblingOrder, weight: f64, name_rank: u32, node: u32) -> u128 {
    let by_name = u128::from(name_rank) << 32 | u128::from(node);
    match order {
        SiblingOrder::Name => by_name << 64 | u128::from(weight.to_bits()),
        SiblingOrder::Weight => u128::from(!weight.to_bits()) << 64 | by_name,
    }
}

#[inline]
fn weight_and_node(order: SiblingOrder, sibling: u128) -> (f64, u32) {
    match order {
        SiblingOrder::Name => (f64::from_bits(sibling as u64), (sibling >> 64) as u32),
        SiblingOrder::Weight => (f64::from_bits(!((sibling >> 64) as u64)), sibling as u32),
    }
}

/// For each function its place among all, sorted by name; functions of one name share theirs.
pub(crate) fn rank_names(names: &Names) -> Vec<u32> {
    let mut order: Vec<(&str, u32)> =
        names.functions.iter().map(|function| function.name.as_str()).zip(0..).collect();
    order.sort_unstable();
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
