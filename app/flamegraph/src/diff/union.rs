//! The union of several call trees: each call path that occurs in any of them, once.

use crate::call_tree::{CallTree, Growth};
use crate::weights::NodeWeights;
use protocol::{FunctionId, NodeId};

/// The end of a list of members.
const NONE: u32 = u32::MAX;

/// One tree that goes into the union.
#[derive(Clone, Copy, Debug)]
pub struct UnionInput<'a> {
    /// The tree.
    pub tree: &'a CallTree,
    /// What its nodes weigh.
    pub weights: &'a NodeWeights,
    /// For each of its functions the function of the union.
    pub functions: &'a [FunctionId],
}

/// Several trees as one, in preorder. Siblings stand in the order in which they first come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Union {
    /// The tree.
    pub tree: CallTree,
    /// For each input the self weight of each node.
    pub self_weights: Vec<Vec<f64>>,
}

impl Union {
    /// The union of `inputs`, whose functions are numbered below `function_count`, in one go.
    pub fn of(inputs: &[UnionInput], function_count: usize) -> Self {
        let mut builder = UnionBuilder::new(inputs, function_count);
        while !builder.step(inputs, usize::MAX) {}
        builder.finish()
    }
}

/// Nodes of one function below one node: function, first and last member.
#[derive(Clone, Copy, Debug)]
struct Group {
    function: u32,
    first: u32,
    last: u32,
}

/// A union that is being built, in steps.
///
/// All nodes of all inputs have one row of numbers: the members. Merging needs no hashing: a table
/// with a slot for each function tells which children of a node's members are of the same function.
#[derive(Debug)]
pub struct UnionBuilder {
    /// The number of each input's root, and one more: that of all members.
    firsts: Vec<u32>,
    /// The next member of the same node.
    next_members: Vec<u32>,
    /// For each function the newest node that has a child of it, and the child's place in
    /// `siblings`.
    slots: Vec<(u32, u32)>,
    siblings: Vec<Group>,
    /// Nodes that are to be entered, the next one last, with their depths.
    open: Vec<(Group, u32)>,
    growth: Growth,
    self_weights: Vec<Vec<f64>>,
}

impl UnionBuilder {
    /// A builder that has done nothing but the root.
    pub fn new(inputs: &[UnionInput], function_count: usize) -> Self {
        let mut firsts = vec![0u32];
        for input in inputs {
            firsts.push(firsts[firsts.len() - 1].saturating_add(input.tree.len() as u32));
        }
        let member_count = firsts[firsts.len() - 1] as usize;
        let mut builder = Self {
            next_members: vec![NONE; member_count],
            slots: vec![(NONE, 0); function_count],
            siblings: Vec::new(),
            open: Vec::new(),
            growth: Growth::new(),
            self_weights: vec![vec![0.0]; inputs.len()],
            firsts,
        };
        // The union is a little larger than the largest input; to grow by doubling would copy all and
        // take twice the room.
        let largest = inputs.iter().map(|input| input.tree.len()).max().unwrap_or(0);
        let node_count = largest + largest / 8;
        builder.growth.reserve(node_count);
        for column in &mut builder.self_weights {
            column.reserve(node_count);
        }
        for input in 0..inputs.len() {
            builder.add_member(inputs, 0, input, 0);
        }
        builder.enter_children(0);
        builder
    }

    /// Goes on for about `items` nodes, of the same `inputs` as before. Returns whether it is done.
    pub fn step(&mut self, inputs: &[UnionInput], items: usize) -> bool {
        for _ in 0..items {
            // Field by field: copied as a whole, what was just written would be waited for.
            let Some(&(Group { function, first, .. }, depth)) = self.open.last() else {
                return true;
            };
            self.open.pop();
            let node = self.growth.push(FunctionId(function), depth).0;
            for column in &mut self.self_weights {
                column.push(0.0);
            }
            let mut member = first;
            while member != NONE {
                let inputs_before = self.firsts[1..].iter().take_while(|&&first| first <= member);
                let input = inputs_before.count();
                let own = member - self.firsts[input];
                self.add_member(inputs, node, input, own);
                member = self.next_members[member as usize];
            }
            self.enter_children(depth);
        }
        self.open.is_empty()
    }

    /// The union, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Union {
        Union { tree: self.growth.finish(), self_weights: self.self_weights }
    }

    /// Makes a node of an input part of `node`, and sorts its children into `siblings`.
    fn add_member(&mut self, inputs: &[UnionInput], node: u32, input: usize, own: u32) {
        let UnionInput { tree, weights, functions } = inputs[input];
        self.self_weights[input][node as usize] += weights.self_weight(NodeId(own));
        let end = tree.subtree_end(NodeId(own));
        let mut next = NodeId(own + 1);
        while next < end {
            let child = next;
            next = tree.subtree_end(child);
            let function = tree.function(child);
            let function = function.and_then(|id| functions.get(id.0 as usize)).map(|id| id.0);
            // Every node but a root has a function, and the matching knows all of them.
            let Some(function) = function else { continue };
            let Some(slot) = self.slots.get_mut(function as usize) else { continue };
            let member = self.firsts[input] + child.0;
            if slot.0 == node {
                let group = &mut self.siblings[slot.1 as usize];
                self.next_members[group.last as usize] = member;
                group.last = member;
            } else {
                *slot = (node, self.siblings.len() as u32);
                self.siblings.push(Group { function, first: member, last: member });
            }
        }
    }

    /// Opens the children of a node at `depth`, the first one last, so that it is entered next.
    fn enter_children(&mut self, depth: u32) {
        for &Group { function, first, last } in self.siblings.iter().rev() {
            self.open.push((Group { function, first, last }, depth + 1));
        }
        self.siblings.clear();
    }
}
