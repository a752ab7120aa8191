//! Expands the inverted tree where it is looked at.

use super::{Children, InvertedId, InvertedTree};
use crate::call_tree::CallTree;
use protocol::{NodeId, SiblingOrder};
use std::cmp::Ordering;

/// The part of a layout that is in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// Left edge in the unit interval.
    pub x_start: f64,
    /// Right edge in the unit interval.
    pub x_end: f64,
    /// The first row below what is in sight; the root's row is 0.
    pub end_row: u32,
    /// The width of a pixel in the unit interval: narrower bars are not expanded.
    pub min_width_unit: f64,
}

/// An expansion that is under way.
#[derive(Clone, Debug)]
pub struct Expansion {
    sight: Sight,
    /// Nodes that are to be looked at, with their left edges.
    open: Vec<(u32, f64)>,
    has_grown: bool,
}

impl Expansion {
    /// An expansion of all that is in `sight`.
    pub fn of(sight: Sight) -> Self {
        Self { sight, open: vec![(0, 0.0)], has_grown: false }
    }

    /// Whether nodes were added.
    pub fn has_grown(&self) -> bool {
        self.has_grown
    }
}

/// Space that is used again in each expansion.
#[derive(Clone, Debug)]
pub(super) struct Scratch {
    /// For each function the node that was last found to be called by it, and the caller's place in
    /// `callers`.
    slots: Vec<(u32, u32)>,
    callers: Vec<Caller>,
    /// For each entry the place of its caller; `u32::MAX` where the stack begins.
    caller_of: Vec<u32>,
    ends: Vec<u32>,
    weights: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Caller {
    function: u32,
    place: u32,
    weight: f64,
    entry_count: u32,
    /// Whether it has callers itself.
    is_called: bool,
}

const NONE: u32 = u32::MAX;

impl Scratch {
    pub(super) fn new(function_count: usize) -> Self {
        Self {
            slots: vec![(NONE, 0); function_count],
            callers: Vec::new(),
            caller_of: Vec::new(),
            ends: Vec::new(),
            weights: Vec::new(),
        }
    }
}

impl InvertedTree {
    /// Goes on with an expansion for about `items` entries. `tree` is the one that this was made of.
    /// Returns whether it is done.
    pub fn expand_visible(
        &mut self,
        tree: &CallTree,
        expansion: &mut Expansion,
        items: usize,
    ) -> bool {
        let sight = expansion.sight;
        let all = self.totals[0];
        let mut done = 0;
        while done < items {
            let Some((node, x_start)) = expansion.open.pop() else {
                return true;
            };
            let id = InvertedId(node);
            if self.depths[node as usize] + 1 >= sight.end_row {
                continue;
            }
            if self.is_waiting(id) {
                done += self.entries[node as usize].len();
                self.expand(tree, id);
                expansion.has_grown = true;
            }
            let Children::Nodes(children) = self.children[node as usize].clone() else { continue };
            let mut x = x_start;
            for child in children {
                let width = self.totals[child as usize] / all;
                let is_in_sight = x < sight.x_end && x + width > sight.x_start;
                if is_in_sight && width >= sight.min_width_unit {
                    expansion.open.push((child, x));
                }
                x += width;
                done += 1;
            }
        }
        expansion.open.is_empty()
    }

    /// Adds the callers of a node.
    pub fn expand(&mut self, tree: &CallTree, id: InvertedId) {
        if !self.is_waiting(id) {
            return;
        }
        let node = id.0;
        self.find_callers(tree, node);
        let ranks = &self.name_ranks;
        let by_name =
            |caller: &Caller| (ranks.get(caller.function as usize).copied(), caller.function);
        let is_by_weight = self.order == SiblingOrder::Weight;
        self.scratch.callers.sort_unstable_by(|left, right| {
            let by_weight = match is_by_weight {
                true => right.weight.total_cmp(&left.weight),
                false => Ordering::Equal,
            };
            by_weight.then_with(|| by_name(left).cmp(&by_name(right)))
        });
        let starts = self.add_children(node);
        self.sort_entries(node, starts);
    }

    /// Finds the callers of `node`, and lets its entries go one step up.
    fn find_callers(&mut self, tree: &CallTree, node: u32) {
        let Scratch { slots, callers, caller_of, .. } = &mut self.scratch;
        callers.clear();
        caller_of.clear();
        for entry in self.entries[node as usize].clone() {
            let end = &mut self.ends[entry as usize];
            // The root's children are the leaves themselves, not their callers.
            if node != 0 {
                *end = tree.parent(NodeId(*end)).0;
            }
            let Some(function) = tree.function(NodeId(*end)) else {
                caller_of.push(NONE);
                continue;
            };
            let slot = &mut slots[function.0 as usize];
            if slot.0 != node {
                let place = callers.len() as u32;
                *slot = (node, place);
                let function = function.0;
                callers.push(Caller {
                    function,
                    place,
                    weight: 0.0,
                    entry_count: 0,
                    is_called: false,
                });
            }
            caller_of.push(slot.1);
            let caller = &mut callers[slot.1 as usize];
            caller.weight += self.weights[entry as usize];
            caller.entry_count += 1;
            caller.is_called |= tree.parent(NodeId(*end)) != NodeId(0);
        }
    }

    /// Adds a child for each caller. Returns where the entries of each begin, by its place.
    fn add_children(&mut self, node: u32) -> Vec<u32> {
        let range = self.entries[node as usize].clone();
        let kept: u32 = self.scratch.callers.iter().map(|caller| caller.entry_count).sum();
        // Entries whose stacks begin here come first; nobody needs them any more.
        let mut start = range.end - kept;
        let mut starts = vec![0; self.scratch.callers.len()];
        let first = self.functions.len() as u32;
        for caller in &self.scratch.callers {
            starts[caller.place as usize] = start;
            let end = start + caller.entry_count;
            let child = self.functions.len() as u32 + 1;
            self.functions.push(caller.function);
            self.parents.push(node);
            self.depths.push(self.depths[node as usize] + 1);
            self.totals.push(caller.weight);
            self.children.push(match caller.is_called {
                true => Children::Waiting,
                false => Children::Nodes(child..child),
            });
            self.entries.push(start..end);
            start = end;
        }
        self.children[node as usize] = Children::Nodes(first..self.functions.len() as u32);
        starts
    }

    /// Puts the entries of `node` into the order of its children.
    fn sort_entries(&mut self, node: u32, mut starts: Vec<u32>) {
        let range = self.entries[node as usize].clone();
        let Scratch { caller_of, ends, weights, .. } = &mut self.scratch;
        let entries = range.start as usize..range.end as usize;
        ends.clear();
        ends.extend_from_slice(&self.ends[entries.clone()]);
        weights.clear();
        weights.extend_from_slice(&self.weights[entries]);
        let mut without = range.start;
        for ((&caller, &end), &weight) in caller_of.iter().zip(&*ends).zip(&*weights) {
            let next = match caller {
                NONE => &mut without,
                place => &mut starts[place as usize],
            };
            self.ends[*next as usize] = end;
            self.weights[*next as usize] = weight;
            *next += 1;
        }
    }
}
