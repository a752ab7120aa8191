//! Where each node's bar lies: rows of bars in the unit interval. Knows no pixels.

mod edges;
mod row;

pub use row::Row;

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::order;
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
    /// The children of one node that get a bar, from left to right.
    siblings: Vec<Sibling>,
    placed_count: usize,
    node_count: usize,
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
    pub fn new(tree: &CallTree, order: SiblingOrder, names: &Names) -> Self {
        Self {
            layout: Layout::default(),
            node_count: tree.len(),
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
    #[inline(never)]
    pub fn work(&mut self, tree: &CallTree, weights: &NodeWeights, node_budget: usize) -> bool {
        if self.next_bars.is_empty() {
            self.count_rows(tree, weights);
            self.place_root();
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
        self.placed_count as f32 / self.node_count.max(1) as f32
    }

    /// The layout, once [`Self::work`] has said that all is done.
    #[inline(never)]
    pub fn finish(mut self) -> Layout {
        self.layout.edges.finish();
        self.layout
    }

    /// Makes room for the bars of each row.
    fn count_rows(&mut self, tree: &CallTree, weights: &NodeWeights) {
        let mut counts = vec![1u32];
        let mut are_whole = Edges::can_be_whole(weights.total());
        for node in tree.nodes().skip(1) {
            let weight = weights.total_weight(node);
            if weight <= 0.0 {
                continue;
            }
            are_whole &= weight.fract() == 0.0;
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
