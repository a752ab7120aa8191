//! The call graph, and the tree of stacks that is estimated of it.
//!
//! With `calls(f, g)` the stated cost of all calls of `g` by `f` under the first event (calls of a
//! function by itself don't count), `inclusive(f) = self(f) + Σ calls(f, g)` and
//! `called(g) = Σ calls(f, g)`:
//!
//! - a function is a root with the share `(inclusive − called) / inclusive` of itself, if > 0;
//! - a node of `f` with share `s` has a child for each `g` with the share
//!   `s · calls(f, g) / max(inclusive(g), called(g))`;
//! - a path ends where the child's `share · inclusive` is less than 10⁻⁴ of the total, where the
//!   function stands on the path already, and when there are too many nodes;
//! - a function that got no node by that gets one, below the first node of a caller;
//! - at last each function's own cost is split among its nodes in proportion to their shares.
//!
//! So each function's own cost, and their sum, are the file's, whatever was cut.

use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// The share of the total below which a path ends.
const SMALLEST_SHARE: f64 = 1e-4;
/// How many nodes are made of shares.
const MOST_NODES: usize = 500_000;

/// Functions, by row, and the calls between them.
#[derive(Default)]
pub(super) struct Graph {
    /// Each function's own costs, one an event that it has.
    pub(super) own: Vec<Vec<f64>>,
    /// For each function whom it calls, and at which cost.
    calls: Vec<Vec<(usize, f64)>>,
    /// What each function's calls cost, those of itself too, one an event that they have.
    call_costs: Vec<Vec<f64>>,
    /// What the calls of each function cost its callers, itself too, in the same way.
    called_costs: Vec<Vec<f64>>,
    call_rows: FxHashMap<(usize, usize), usize>,
}

/// A node of the tree: the row of its parent, which stands before it, its function, its share.
pub(super) struct Node {
    pub(super) parent: Option<usize>,
    pub(super) function: usize,
    pub(super) share: f64,
}

impl Graph {
    /// Adds a function; its row number is one more than that of the last.
    pub(super) fn add_function(&mut self) -> usize {
        self.own.push(Vec::new());
        self.calls.push(Vec::new());
        self.call_costs.push(Vec::new());
        self.called_costs.push(Vec::new());
        self.own.len() - 1
    }

    /// Adds to a function's own cost under one event.
    pub(super) fn add_cost(&mut self, function: usize, event: usize, cost: f64) {
        if let Some(own) = self.own.get_mut(function) {
            add_to(own, event, cost);
        }
    }

    /// Adds to the cost of calls of one function by another under one event.
    pub(super) fn add_call_cost(&mut self, caller: usize, callee: usize, event: usize, cost: f64) {
        let sides = [self.call_costs.get_mut(caller), self.called_costs.get_mut(callee)];
        for costs in sides.into_iter().flatten() {
            add_to(costs, event, cost);
        }
    }

    /// Adds to the first event's cost of calls of one function by another.
    pub(super) fn add_call(&mut self, caller: usize, callee: usize, cost: f64) {
        let Some(calls) = self.calls.get_mut(caller) else { return };
        let row = *self.call_rows.entry((caller, callee)).or_insert_with(|| {
            calls.push((callee, 0.0));
            calls.len() - 1
        });
        if let Some((_, sum)) = calls.get_mut(row) {
            *sum += cost;
        }
    }

    /// Whether any function calls another.
    pub(super) fn has_calls(&self) -> bool {
        !self.call_rows.is_empty()
    }

    /// A function's own cost under an event.
    pub(super) fn own(&self, function: usize, event: usize) -> f64 {
        self.own.get(function).and_then(|own| own.get(event)).copied().unwrap_or(0.0)
    }

    /// What a function costs under an event with all that it calls, as the file has it and as
    /// `callgrind_annotate --inclusive=yes` counts it: the cost of all calls of it; if there is
    /// none, its own and that of its calls. In a recursion the inner calls count once more.
    pub(super) fn stated_total(&self, function: usize, event: usize) -> f64 {
        let cost = |costs: &[Vec<f64>]| costs.get(function)?.get(event).copied();
        let is_called = self.called_costs.get(function).is_some_and(|costs| !costs.is_empty());
        if is_called {
            return cost(&self.called_costs).unwrap_or(0.0);
        }
        self.own(function, event) + cost(&self.call_costs).unwrap_or(0.0)
    }

    /// The calls of others by a function.
    fn others(&self, caller: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let calls = self.calls.get(caller).map(Vec::as_slice).unwrap_or_default();
        calls.iter().copied().filter(move |&(callee, _)| callee != caller)
    }

    /// The tree of stacks, parents before their children.
    pub(super) fn tree(&self) -> Vec<Node> {
        let count = self.own.len();
        let mut called = vec![0.0; count];
        let mut inclusive: Vec<f64> = (0..count).map(|function| self.own(function, 0)).collect();
        let total: f64 = inclusive.iter().sum();
        for (caller, whole) in inclusive.iter_mut().enumerate() {
            for (callee, cost) in self.others(caller) {
                called[callee] += cost;
                *whole += cost;
            }
        }
        let mut nodes = Vec::new();
        let mut is_on_path = vec![false; count];
        for root in 0..count {
            let rest = inclusive[root] - called[root];
            // Costs of calls are rounded nowhere, but a cycle's add up to more than there is.
            if rest > 0.0 && rest >= total * SMALLEST_SHARE {
                let share = rest / inclusive[root];
                let node = Node { parent: None, function: root, share };
                self.grow(node, &inclusive, &called, total, &mut is_on_path, &mut nodes);
            }
        }
        self.add_missing(&inclusive, &called, &mut nodes);
        nodes
    }

    /// Adds a root and what it calls, by a work list: paths may be deep.
    fn grow(
        &self,
        root: Node,
        inclusive: &[f64],
        called: &[f64],
        total: f64,
        is_on_path: &mut [bool],
        nodes: &mut Vec<Node>,
    ) {
        enum Work {
            Enter(Node),
            Leave(usize),
        }
        let mut work = vec![Work::Enter(root)];
        while let Some(next) = work.pop() {
            let node = match next {
                Work::Enter(node) => node,
                Work::Leave(function) => {
                    is_on_path[function] = false;
                    continue;
                }
            };
            let Node { function, share, .. } = node;
            if nodes.len() >= MOST_NODES {
                continue;
            }
            let parent = Some(nodes.len());
            nodes.push(node);
            is_on_path[function] = true;
            work.push(Work::Leave(function));
            for (callee, cost) in self.others(function) {
                let whole = inclusive[callee].max(called[callee]);
                let share = share * cost / whole;
                let is_large = share > 0.0 && share * inclusive[callee] >= total * SMALLEST_SHARE;
                if is_large && !is_on_path[callee] {
                    work.push(Work::Enter(Node { parent, function: callee, share }));
                }
            }
        }
    }

    /// Adds a node for each function that has none: below a caller's first node, or as a root where
    /// no caller has one, as in a cycle that nothing calls.
    fn add_missing(&self, inclusive: &[f64], called: &[f64], nodes: &mut Vec<Node>) {
        let count = self.own.len();
        let mut first_node: Vec<Option<usize>> = vec![None; count];
        let mut reached = VecDeque::new();
        for (row, node) in nodes.iter().enumerate() {
            if first_node[node.function].is_none() {
                first_node[node.function] = Some(row);
                reached.push_back(node.function);
            }
        }
        // Functions that nothing calls first, then the heaviest.
        let mut rest: Vec<_> = (0..count).filter(|&row| first_node[row].is_none()).collect();
        rest.sort_by(|&a, &b| {
            let is_called = |row: usize| called[row] > 0.0;
            is_called(a).cmp(&is_called(b)).then(inclusive[b].total_cmp(&inclusive[a]))
        });
        let mut rest = rest.into_iter();
        loop {
            while let Some(caller) = reached.pop_front() {
                for (callee, _) in self.others(caller) {
                    if first_node[callee].is_none() {
                        first_node[callee] = Some(nodes.len());
                        nodes.push(Node {
                            parent: first_node[caller],
                            function: callee,
                            share: 1.0,
                        });
                        reached.push_back(callee);
                    }
                }
            }
            let Some(root) = rest.find(|&row| first_node[row].is_none()) else { break };
            first_node[root] = Some(nodes.len());
            nodes.push(Node { parent: None, function: root, share: 1.0 });
            reached.push_back(root);
        }
    }
}

fn add_to(costs: &mut Vec<f64>, event: usize, cost: f64) {
    if costs.len() <= event {
        costs.resize(event + 1, 0.0);
    }
    if let Some(sum) = costs.get_mut(event) {
        *sum += cost;
    }
}
