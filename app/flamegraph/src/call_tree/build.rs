//! Builds a call tree: weighs the paths of the chosen threads' samples, then merges paths of the
//! same functions.

use super::CallTree;
use super::growth::Growth;
use crate::call_paths::{CallPaths, Destination, PathId};
use crate::weights::{Column, NodeWeights, TotalsBuilder};
use profile::Profile;
use profile::id::{MetricId, StackId};
use profile::sample::Weights;
use protocol::{FunctionId, NodeId, Threads};
use std::collections::BTreeSet;

/// The end of a list of paths, and the node of paths without one.
const NONE: u32 = u32::MAX;

/// Room is made for so many nodes at most before they are counted.
const MOST_NODES_EXPECTED: usize = 20_000_000;

/// A call tree with its weights, and the way from the profile's stacks to its nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct BuiltTree {
    /// The tree.
    pub tree: CallTree,
    /// What its nodes weigh.
    pub weights: NodeWeights,
    /// The weight of dropped samples.
    pub dropped_weight: f64,
    /// The node of each path, or [`NONE`].
    node_of_path: Vec<u32>,
    /// The paths that share their node with others, in order: most nodes are of one path, which
    /// then weighs as much as its node.
    shared_paths: Vec<u32>,
    /// The weight of the samples that pass through each of `shared_paths`.
    shared_totals: Vec<f64>,
}

impl BuiltTree {
    /// The tree of the samples of `threads`, weighed by `metric`, in one go.
    pub fn of(profile: &Profile, paths: &CallPaths, threads: &Threads, metric: MetricId) -> Self {
        let mut builder = TreeBuilder::new(profile, paths, threads, metric);
        while !builder.step(profile, paths, usize::MAX) {}
        builder.finish()
    }

    /// The node that `path` is part of; `None` if it has no weight.
    pub fn node_of_path(&self, path: PathId) -> Option<NodeId> {
        let node = self.node_of_path.get(path.0 as usize).copied();
        node.filter(|&node| node != NONE).map(NodeId)
    }

    /// The node in which the samples of `stack` end; `None` if they are dropped or weigh nothing.
    pub fn node_of_stack(&self, paths: &CallPaths, stack: Option<StackId>) -> Option<NodeId> {
        match paths.destination(stack) {
            Destination::Path(path) => self.node_of_path(path),
            Destination::Root => Some(NodeId(0)),
            Destination::Dropped => None,
        }
    }

    /// The paths that `node` is made of, in order. Looks at all paths: not for every node.
    pub fn paths_of(&self, node: NodeId) -> impl Iterator<Item = PathId> + '_ {
        let rows = self.node_of_path.iter().enumerate();
        rows.filter(move |&(_, &of)| of == node.0 && of != NONE).map(|(row, _)| PathId(row as u32))
    }

    /// The weight of the samples that pass through `path`.
    pub fn path_total(&self, path: PathId) -> f64 {
        match self.shared_paths.binary_search(&path.0) {
            Ok(place) => self.shared_totals[place],
            Err(_) => self.node_of_path(path).map_or(0.0, |node| self.weights.total_weight(node)),
        }
    }
}

/// What a builder is at.
#[derive(Debug)]
enum Stage {
    /// Adds the weights of samples to their paths: table and sample that come next.
    Weigh { table: usize, sample: usize },
    /// Makes lists of the children that weigh something: how many paths are left.
    Link { left: usize },
    /// Merges children of one function to nodes, in preorder.
    Grow,
    /// Sums weights of paths up to their parents: how many paths are left.
    Sum { left: usize },
    /// Sums weights of nodes up to their callers.
    Total,
    /// Nothing is left to do.
    Done,
}

/// A call tree that is being built, in steps, so that other work can go between.
///
/// Merging needs no hashing: the children of all of a node's paths are looked at together, and a
/// table with a slot for each function tells which of them are of the same function.
#[derive(Debug)]
pub struct TreeBuilder {
    stage: Stage,
    metric: MetricId,
    /// The sample tables to be weighed: (thread, table).
    tables: Vec<(usize, usize)>,
    /// Self weight by path, in the end the total; one more entry at the end for the root.
    path_weights: Vec<f64>,
    dropped_weight: f64,
    /// The first child of each path (the root's at the end), and of a path that is merged its node:
    /// nobody asks for the child any more.
    first_child_or_node: Vec<u32>,
    /// The next child of the same parent; once merged, the next path of the same node.
    next_paths: Vec<u32>,
    /// How many paths weigh something: as many nodes there are at most.
    linked_count: usize,
    shared_paths: Vec<u32>,
    /// For each function the newest node that has a child of it, and the child's place in
    /// `siblings`.
    slots: Vec<(u32, u32)>,
    /// The children of the node at hand.
    siblings: Vec<Group>,
    /// Nodes that are to be entered, the next one last.
    open: Vec<(Group, u32)>,
    growth: Growth,
    node_self_weights: Column,
    /// The weight of each of `shared_paths`, once all are summed up; then the tree and its totals.
    shared_totals: Vec<f64>,
    tree: CallTree,
    totals: TotalsBuilder,
}

/// Paths that are one node: function, first and last path.
#[derive(Clone, Copy, Debug)]
struct Group {
    function: u32,
    first: u32,
    last: u32,
}

impl TreeBuilder {
    /// A builder that has done nothing yet. Threads and a metric that `profile` doesn't have weigh
    /// nothing.
    #[inline(never)]
    pub fn new(profile: &Profile, paths: &CallPaths, threads: &Threads, metric: MetricId) -> Self {
        let path_count = paths.len();
        Self {
            stage: Stage::Weigh { table: 0, sample: 0 },
            metric,
            tables: tables_of(profile, threads),
            path_weights: vec![0.0; path_count + 1],
            dropped_weight: 0.0,
            first_child_or_node: Vec::new(),
            next_paths: Vec::new(),
            linked_count: 0,
            shared_paths: Vec::new(),
            slots: Vec::new(),
            siblings: Vec::new(),
            open: Vec::new(),
            growth: Growth::new(),
            node_self_weights: Column::default(),
            shared_totals: Vec::new(),
            tree: CallTree::default(),
            totals: TotalsBuilder::new(Column::default()),
        }
    }

    /// Goes on for about `items` samples or paths, of the same `profile` and `paths` as before.
    /// Returns whether it is done.
    pub fn step(&mut self, profile: &Profile, paths: &CallPaths, items: usize) -> bool {
        match self.stage {
            Stage::Weigh { table, sample } => self.weigh(profile, paths, table, sample, items),
            Stage::Link { left } => self.link(paths, left, items),
            Stage::Grow => self.grow(paths, items),
            Stage::Sum { left } => self.sum(paths, left, items),
            Stage::Total => {
                if self.totals.step(&self.tree, items) {
                    self.stage = Stage::Done;
                }
            }
            Stage::Done => {}
        }
        matches!(self.stage, Stage::Done)
    }

    /// The tree, once [`Self::step`] has said that it is done.
    #[inline(never)]
    pub fn finish(self) -> BuiltTree {
        BuiltTree {
            tree: self.tree,
            weights: self.totals.finish(),
            dropped_weight: self.dropped_weight,
            node_of_path: self.first_child_or_node,
            shared_paths: self.shared_paths,
            shared_totals: self.shared_totals,
        }
    }

    #[inline(never)]
    fn weigh(
        &mut self,
        profile: &Profile,
        paths: &CallPaths,
        table: usize,
        first: usize,
        items: usize,
    ) {
        let Some(&(thread, place)) = self.tables.get(table) else {
            self.start_linking(paths);
            return;
        };
        let samples = &profile.threads[thread].samples[place];
        let end = first.saturating_add(items).min(samples.len());
        let root = paths.len();
        if let Some(weights) = samples.weights_of(self.metric) {
            for (sample, &stack) in samples.stacks[first..end].iter().enumerate() {
                let weight = match weights {
                    Weights::Ones => 1.0,
                    Weights::Each(values) => values.get(first + sample).copied().unwrap_or(0.0),
                };
                match paths.destination(stack) {
                    Destination::Path(path) => self.path_weights[path.0 as usize] += weight,
                    Destination::Root => self.path_weights[root] += weight,
                    Destination::Dropped => self.dropped_weight += weight,
                }
            }
        }
        self.stage = if end < samples.len() {
            Stage::Weigh { table, sample: end }
        } else {
            Stage::Weigh { table: table + 1, sample: 0 }
        };
    }

    fn start_linking(&mut self, paths: &CallPaths) {
        self.first_child_or_node = vec![NONE; paths.len() + 1];
        self.next_paths = vec![NONE; paths.len()];
        self.stage = Stage::Link { left: paths.len() };
    }

    /// Children before parents, so that it is known of a path whether a child weighs something when
    /// its turn comes, and each list of children ends up in order.
    #[inline(never)]
    fn link(&mut self, paths: &CallPaths, left: usize, items: usize) {
        let until = left.saturating_sub(items);
        let root = paths.len();
        for row in (until..left).rev() {
            if self.path_weights[row] <= 0.0 && self.first_child_or_node[row] == NONE {
                continue;
            }
            let parent = paths.parent(PathId(row as u32)).map_or(root, |path| path.0 as usize);
            let first_child = &mut self.first_child_or_node[parent];
            self.next_paths[row] = std::mem::replace(first_child, row as u32);
            self.linked_count += 1;
        }
        self.stage = Stage::Link { left: until };
        if until == 0 {
            self.start_growing(paths);
        }
    }

    fn start_growing(&mut self, paths: &CallPaths) {
        let root = paths.len();
        self.slots = vec![(NONE, 0); paths.function_count()];
        // Columns that double as they grow take up to three times their size. Threads with the
        // same paths make less of it; only there it may be too much.
        let node_count = self.linked_count.min(MOST_NODES_EXPECTED);
        self.growth.reserve(node_count);
        self.node_self_weights.reserve(node_count + 1);
        self.node_self_weights.push(self.path_weights[root]);
        let first_child = self.first_child_or_node.pop().unwrap_or(NONE);
        self.gather(paths, first_child, 0);
        self.enter_children(0);
        self.stage = Stage::Grow;
    }

    #[inline(never)]
    fn grow(&mut self, paths: &CallPaths, items: usize) {
        let mut done = 0;
        while done < items {
            // Field by field: copied as a whole, what was just written would be waited for.
            let Some(&(Group { function, first, last }, depth)) = self.open.last() else {
                self.end_growing(paths);
                return;
            };
            self.open.pop();
            let node = self.growth.push(FunctionId(function), depth).0;
            let mut self_weight = 0.0;
            let mut path = first;
            while path != NONE {
                let row = path as usize;
                self_weight += self.path_weights[row];
                let first_child = std::mem::replace(&mut self.first_child_or_node[row], node);
                let is_shared = first != last;
                if is_shared {
                    self.shared_paths.push(path);
                }
                if !is_shared && self.next_paths.get(first_child as usize) == Some(&NONE) {
                    // Most paths have one child: there is nothing to merge.
                    let function = paths.function(PathId(first_child)).0;
                    let only = Group { function, first: first_child, last: first_child };
                    self.open.push((only, depth + 1));
                } else {
                    self.gather(paths, first_child, node);
                }
                path = self.next_paths[row];
                done += 1;
            }
            self.node_self_weights.push(self_weight);
            self.enter_children(depth);
        }
    }

    fn end_growing(&mut self, paths: &CallPaths) {
        self.next_paths = Vec::new();
        self.shared_paths.sort_unstable();
        let left = if self.shared_paths.is_empty() { 0 } else { paths.len() };
        self.stage = Stage::Sum { left };
    }

    /// Children before parents, so that a path's total is complete when its turn comes.
    #[inline(never)]
    fn sum(&mut self, paths: &CallPaths, left: usize, items: usize) {
        let until = left.saturating_sub(items);
        let root = paths.len();
        for row in (until..left).rev() {
            let total = self.path_weights[row];
            if total > 0.0 {
                let parent = paths.parent(PathId(row as u32)).map_or(root, |path| path.0 as usize);
                self.path_weights[parent] += total;
            }
        }
        self.stage = Stage::Sum { left: until };
        if until == 0 {
            self.start_totals();
        }
    }

    /// All nodes are there, and what paths weigh.
    #[inline(never)]
    fn start_totals(&mut self) {
        // Taken, so that there is room for the totals of nodes.
        let path_weights = std::mem::take(&mut self.path_weights);
        let total_of = |&path: &u32| path_weights.get(path as usize).copied().unwrap_or(0.0);
        self.shared_totals = self.shared_paths.iter().map(total_of).collect();
        drop(path_weights);
        self.tree = std::mem::replace(&mut self.growth, Growth::new()).finish();
        let mut self_weights = std::mem::take(&mut self.node_self_weights);
        self_weights.finish();
        self.totals = TotalsBuilder::new(self_weights);
        self.stage = Stage::Total;
    }

    /// Sorts a list of `node`'s child paths into `siblings`, by function.
    #[inline]
    fn gather(&mut self, paths: &CallPaths, mut child: u32, node: u32) {
        while child != NONE {
            let next = std::mem::replace(&mut self.next_paths[child as usize], NONE);
            let function = paths.function(PathId(child)).0;
            let slot = &mut self.slots[function as usize];
            if slot.0 == node {
                let group = &mut self.siblings[slot.1 as usize];
                self.next_paths[group.last as usize] = child;
                group.last = child;
            } else {
                *slot = (node, self.siblings.len() as u32);
                self.siblings.push(Group { function, first: child, last: child });
            }
            child = next;
        }
    }

    /// Opens the children of a node at `depth`, the first one last, so that it is entered next.
    #[inline]
    fn enter_children(&mut self, depth: u32) {
        for &Group { function, first, last } in self.siblings.iter().rev() {
            self.open.push((Group { function, first, last }, depth + 1));
        }
        self.siblings.clear();
    }
}

/// The sample tables of the chosen threads, as (thread, table).
pub(crate) fn tables_of(profile: &Profile, threads: &Threads) -> Vec<(usize, usize)> {
    let chosen: Vec<usize> = match threads {
        Threads::All => (0..profile.threads.len()).collect(),
        Threads::Some(list) => {
            let list: BTreeSet<_> = list.iter().map(|&thread| thread as usize).collect();
            list.into_iter().collect()
        }
    };
    let tables = |thread: usize| {
        let count = profile.threads.get(thread).map_or(0, |thread| thread.samples.len());
        (0..count).map(move |table| (thread, table))
    };
    chosen.into_iter().flat_map(tables).collect()
}
