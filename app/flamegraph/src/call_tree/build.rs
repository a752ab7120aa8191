//! Builds a call tree: weighs the paths of the chosen threads' samples, then merges paths of the
//! same functions.

use super::CallTree;
use super::growth::Growth;
use super::siblings::{Group, NONE, Siblings};
use crate::call_paths::{CallPaths, Destination, PathId};
use crate::names::Names;
use crate::weights::{Column, NodeWeights};
use profile::Profile;
use profile::id::{MetricId, StackId};
use profile::sample::Weights;
use protocol::{FunctionId, NodeId, SiblingOrder, Threads};
use std::collections::BTreeSet;

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
    /// The tree of `input` in one go.
    pub fn of(input: TreeInput) -> Self {
        let mut builder = TreeBuilder::new(input);
        while !builder.step(input, usize::MAX) {}
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

/// What a tree is made of.
#[derive(Clone, Copy, Debug)]
pub struct TreeInput<'a> {
    /// The recording.
    pub profile: &'a Profile,
    /// Its stacks after all transforms.
    pub paths: &'a CallPaths,
    /// The functions of `paths`.
    pub names: &'a Names,
    /// Whose samples are weighed. Threads that `profile` doesn't have weigh nothing.
    pub threads: &'a Threads,
    /// By what. A metric that `profile` doesn't have weighs nothing.
    pub metric: MetricId,
    /// How siblings are sorted; `None` for a tree that nobody looks at.
    pub order: Option<SiblingOrder>,
}

/// What a builder is at.
#[derive(Debug)]
enum Stage {
    /// Adds the weights of samples to their paths: table and sample that come next.
    Weigh { table: usize, sample: usize },
    /// Keeps what paths weigh themselves.
    Keep,
    /// Sums weights up along the paths, and makes lists of the children that weigh something: how
    /// many paths are left.
    Link { left: usize },
    /// Merges children of one function to nodes, in preorder.
    Grow,
    /// Nothing is left to do.
    Done,
}

/// A call tree that is being built, in steps, so that other work can go between. The children of all
/// of a node's paths are looked at together, see [`Siblings`].
#[derive(Debug)]
pub struct TreeBuilder {
    stage: Stage,
    /// The sample tables to be weighed: (thread, table).
    tables: Vec<(usize, usize)>,
    /// Self weight by path, with an entry at the end for the root.
    path_self_weights: Column,
    /// The same, at first; then the weight of the samples that pass through the path.
    path_totals: Vec<f64>,
    dropped_weight: f64,
    /// The first child of each path (the root's at the end), and of a path that is merged its node:
    /// nobody asks for the child any more.
    first_child_or_node: Vec<u32>,
    /// The next child of the same parent; once merged, the next path of the same node.
    next_paths: Vec<u32>,
    /// How many paths weigh something: as many nodes there are at most.
    linked_count: usize,
    shared_paths: Vec<u32>,
    siblings: Siblings,
    /// Nodes that are to be entered, the next one last, with their depths.
    open: Vec<(Group, u32)>,
    growth: Growth,
    node_weights: NodeWeights,
}

impl TreeBuilder {
    /// A builder that has done nothing yet.
    #[inline(never)]
    pub fn new(input: TreeInput) -> Self {
        Self {
            stage: Stage::Weigh { table: 0, sample: 0 },
            tables: tables_of(input.profile, input.threads),
            path_self_weights: Column::default(),
            path_totals: vec![0.0; input.paths.len() + 1],
            dropped_weight: 0.0,
            first_child_or_node: Vec::new(),
            next_paths: Vec::new(),
            linked_count: 0,
            shared_paths: Vec::new(),
            siblings: Siblings::new(input.order, [1.0; 2], input.names),
            open: Vec::new(),
            growth: Growth::new(),
            node_weights: NodeWeights::default(),
        }
    }

    /// Goes on for about `items` samples or paths, of the same `input` as before. Returns whether
    /// it is done.
    pub fn step(&mut self, input: TreeInput, items: usize) -> bool {
        match self.stage {
            Stage::Weigh { table, sample } => self.weigh(input, table, sample, items),
            Stage::Keep => self.keep(items),
            Stage::Link { left } => self.link(input.paths, left, items),
            Stage::Grow => self.grow(input.paths, items),
            Stage::Done => {}
        }
        matches!(self.stage, Stage::Done)
    }

    /// The tree, once [`Self::step`] has said that it is done.
    #[inline(never)]
    pub fn finish(mut self) -> BuiltTree {
        self.shared_paths.sort_unstable();
        let total_of = |&path: &u32| self.path_totals[path as usize];
        self.node_weights.self_weights.finish();
        self.node_weights.total_weights.finish();
        BuiltTree {
            shared_totals: self.shared_paths.iter().map(total_of).collect(),
            tree: self.growth.finish(),
            weights: self.node_weights,
            dropped_weight: self.dropped_weight,
            node_of_path: self.first_child_or_node,
            shared_paths: self.shared_paths,
        }
    }

    #[inline(never)]
    fn weigh(&mut self, input: TreeInput, table: usize, first: usize, items: usize) {
        let Some(&(thread, place)) = self.tables.get(table) else {
            self.path_self_weights.reserve(self.path_totals.len());
            self.stage = Stage::Keep;
            return;
        };
        let samples = &input.profile.threads[thread].samples[place];
        let end = first.saturating_add(items).min(samples.len());
        let root = input.paths.len();
        if let Some(weights) = samples.weights_of(input.metric) {
            for (sample, &stack) in samples.stacks[first..end].iter().enumerate() {
                let weight = match weights {
                    Weights::Ones => 1.0,
                    Weights::Each(values) => values.at(first + sample),
                };
                match input.paths.destination(stack) {
                    Destination::Path(path) => self.path_totals[path.0 as usize] += weight,
                    Destination::Root => self.path_totals[root] += weight,
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

    #[inline(never)]
    fn keep(&mut self, items: usize) {
        let rest = &self.path_totals[self.path_self_weights.len()..];
        rest.iter().take(items).for_each(|&weight| self.path_self_weights.push(weight));
        if rest.len() <= items {
            self.path_self_weights.finish();
            self.start_linking();
        }
    }

    fn start_linking(&mut self) {
        let path_count = self.path_totals.len() - 1;
        self.first_child_or_node = vec![NONE; path_count + 1];
        self.next_paths = vec![NONE; path_count];
        self.stage = Stage::Link { left: path_count };
    }

    /// Children before parents, so that a path's total is complete when its turn comes, and each list
    /// of children ends up in order.
    #[inline(never)]
    fn link(&mut self, paths: &CallPaths, left: usize, items: usize) {
        let until = left.saturating_sub(items);
        let root = paths.len();
        for row in (until..left).rev() {
            let total = self.path_totals[row];
            if total <= 0.0 {
                continue;
            }
            let parent = paths.parent(PathId(row as u32)).map_or(root, |path| path.0 as usize);
            self.path_totals[parent] += total;
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
        // Columns that double as they grow take up to three times their size. Threads with the
        // same paths make less of it; only there it may be too much.
        let node_count = self.linked_count.min(MOST_NODES_EXPECTED);
        self.growth.reserve(node_count);
        self.node_weights.self_weights.reserve(node_count + 1);
        self.node_weights.total_weights.reserve(node_count + 1);
        self.node_weights.self_weights.push(self.path_self_weights.at(root));
        self.node_weights.total_weights.push(self.path_totals[root]);
        let first_child = self.first_child_or_node.pop().unwrap_or(NONE);
        self.gather(paths, first_child, 0);
        self.siblings.hand_over(1, &mut self.open);
        self.stage = Stage::Grow;
    }

    #[inline(never)]
    fn grow(&mut self, paths: &CallPaths, items: usize) {
        let mut done = 0;
        while done < items {
            // Field by field: copied as a whole, what was just written would be waited for.
            let Some(&(Group { function, first, last, weights: [total, _] }, depth)) =
                self.open.last()
            else {
                self.next_paths = Vec::new();
                self.stage = Stage::Done;
                return;
            };
            self.open.pop();
            let node = self.growth.push(FunctionId(function), depth).0;
            let mut self_weight = 0.0;
            let mut path = first;
            while path != NONE {
                let row = path as usize;
                self_weight += self.path_self_weights.at(row);
                let first_child = std::mem::replace(&mut self.first_child_or_node[row], node);
                let is_shared = first != last;
                if is_shared {
                    self.shared_paths.push(path);
                }
                if !is_shared && self.next_paths.get(first_child as usize) == Some(&NONE) {
                    // Most paths have one child: there is nothing to merge.
                    self.open.push((self.group_of(paths, first_child), depth + 1));
                } else {
                    self.gather(paths, first_child, node);
                }
                path = self.next_paths[row];
                done += 1;
            }
            self.node_weights.self_weights.push(self_weight);
            self.node_weights.total_weights.push(total);
            self.siblings.hand_over(depth + 1, &mut self.open);
        }
    }

    /// Merges a list of `node`'s child paths.
    #[inline]
    fn gather(&mut self, paths: &CallPaths, mut child: u32, node: u32) {
        while child != NONE {
            let next = std::mem::replace(&mut self.next_paths[child as usize], NONE);
            let group = self.group_of(paths, child);
            self.siblings.add(node, group, &mut self.next_paths);
            child = next;
        }
    }

    /// A path alone.
    #[inline]
    fn group_of(&self, paths: &CallPaths, path: u32) -> Group {
        let function = paths.function(PathId(path)).0;
        let weights = [self.path_totals[path as usize], 0.0];
        Group { function, first: path, last: path, weights }
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
