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
#[derive(Clone, Debug)]
pub struct LayoutBuilder {
    layout: Layout,
    order: SiblingOrder,
    /// The place of each function among all, sorted by name.
    name_ranks: Vec<u32>,
    /// The bar whose children come next.
    next_parent: usize,
    /// The weights to the left of each bar of the row of `next_parent`, and of the row below it.
    /// Sums of integers stay exact here, while sums of fractions of one would not.
    offsets: Vec<f64>,
    offsets_below: Vec<f64>,
    /// The children of one node, while they are sorted.
    siblings: Vec<Sibling>,
}

#[derive(Clone, Copy, Debug)]
struct Sibling {
    weight: f64,
    name_rank: u32,
    node: u32,
}

impl LayoutBuilder {
    /// Begins the layout of `tree`, whose functions are `names`.
    pub fn new(tree: &CallTree, order: SiblingOrder, names: &Names) -> Self {
        let mut bar_of_node = vec![NO_BAR; tree.len()];
        bar_of_node[0] = 0;
        let layout = Layout {
            row_starts: vec![0, 1],
            starts: vec![0.0],
            ends: vec![1.0],
            nodes: vec![0],
            bar_of_node,
        };
        Self {
            layout,
            order,
            name_ranks: rank_names(names),
            next_parent: 0,
            offsets: vec![0.0],
            offsets_below: Vec::new(),
            siblings: Vec::new(),
        }
    }

    /// Lays out the children of some nodes, about `node_budget` children; returns whether all are
    /// done. `tree` and `weights` must be the same in every step. A million nodes take about 0.1 s.
    pub fn work(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) -> bool {
        let total = weights.total();
        let mut left = node_budget;
        loop {
            let row_end = self.layout.nodes.len() - self.offsets_below.len();
            while self.next_parent < row_end {
                let taken = self.add_children(tree, weights, total);
                self.next_parent += 1;
                left = left.saturating_sub(taken + 1);
                if left == 0 {
                    return false;
                }
            }
            if self.offsets_below.is_empty() {
                return true;
            }
            self.layout.row_starts.push(self.layout.nodes.len() as u32);
            std::mem::swap(&mut self.offsets, &mut self.offsets_below);
            self.offsets_below.clear();
        }
    }

    /// How much of the tree is done, from 0 to 1.
    pub fn done(&self) -> f32 {
        self.layout.nodes.len() as f32 / self.layout.bar_of_node.len().max(1) as f32
    }

    /// The layout, once [`Self::work`] has said that all is done.
    pub fn finish(self) -> Layout {
        self.layout
    }

    /// Adds the bars below the bar `next_parent`; returns how many nodes were looked at.
    fn add_children(&mut self, tree: &CallTree, weights: &NodeWeights, total: f64) -> usize {
        let parent_bar = self.next_parent;
        let parent = NodeId(self.layout.nodes[parent_bar]);
        self.siblings.clear();
        let mut looked_at = 0;
        for child in tree.children(parent) {
            looked_at += 1;
            let weight = weights.total_weight(child);
            if weight > 0.0 {
                let function = tree.function(child).map_or(0, |function| function.0 as usize);
                let name_rank = self.name_ranks.get(function).copied().unwrap_or(u32::MAX);
                self.siblings.push(Sibling { weight, name_rank, node: child.0 });
            }
        }
        if self.siblings.len() > 1 {
            let by_name = |sibling: &Sibling| (sibling.name_rank, sibling.node);
            match self.order {
                SiblingOrder::Name => self.siblings.sort_unstable_by_key(by_name),
                SiblingOrder::Weight => self.siblings.sort_unstable_by(|left, right| {
                    right
                        .weight
                        .total_cmp(&left.weight)
                        .then_with(|| by_name(left).cmp(&by_name(right)))
                }),
            }
        }
        let row_start = self.layout.nodes.len() - self.offsets_below.len() - self.offsets.len();
        let mut offset = self.offsets[parent_bar - row_start];
        let (mut x_start, x_limit) = (self.layout.starts[parent_bar], self.layout.ends[parent_bar]);
        for sibling in &self.siblings {
            self.layout.bar_of_node[sibling.node as usize] = self.layout.nodes.len() as u32;
            self.offsets_below.push(offset);
            offset += sibling.weight;
            let x_end = (offset / total).clamp(x_start, x_limit);
            self.layout.starts.push(x_start);
            self.layout.ends.push(x_end);
            self.layout.nodes.push(sibling.node);
            x_start = x_end;
        }
        looked_at
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
