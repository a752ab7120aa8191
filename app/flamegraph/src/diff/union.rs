//! The union of several call trees: each call path that occurs in any of them, once.

use crate::call_tree::CallTree;
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
    /// For each input the union's node of each of its nodes.
    pub node_of: Vec<Vec<NodeId>>,
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
    nodes: Vec<(FunctionId, u32)>,
    self_weights: Vec<Vec<f64>>,
    node_of: Vec<Vec<NodeId>>,
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
            nodes: Vec::new(),
            self_weights: vec![Vec::new(); inputs.len()],
            node_of: inputs.iter().map(|input| vec![NodeId(0); input.tree.len()]).collect(),
            firsts,
        };
        for input in 0..inputs.len() {
            builder.add_member(inputs, 0, input, 0);
        }
        for column in &mut builder.self_weights {
            column.resize(1, 0.0);
        }
        builder.enter_children(0);
        builder
    }

    /// Goes on for about `items` nodes, of the same `inputs` as before. Returns whether it is done.
    pub fn step(&mut self, inputs: &[UnionInput], items: usize) -> bool {
        for _ in 0..items {
            let Some((group, depth)) = self.open.pop() else { return true };
            self.nodes.push((FunctionId(group.function), depth));
            let node = self.nodes.len() as u32;
            let mut member = group.first;
            while member != NONE {
                let input = self.firsts.partition_point(|&first| first <= member) - 1;
                let own = member - self.firsts[input];
                self.add_member(inputs, node, input, own);
                member = self.next_members[member as usize];
            }
            let row = node as usize + 1;
            for column in &mut self.self_weights {
                column.resize(row, 0.0);
            }
            self.enter_children(depth);
        }
        self.open.is_empty()
    }

    /// How many nodes there are so far.
    pub fn node_count(&self) -> usize {
        self.nodes.len() + 1
    }

    /// The union, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Union {
        Union {
            tree: CallTree::from_preorder(self.nodes),
            self_weights: self.self_weights,
            node_of: self.node_of,
        }
    }

    /// Makes a node of an input part of `node`, and sorts its children into `siblings`.
    fn add_member(&mut self, inputs: &[UnionInput], node: u32, input: usize, own: u32) {
        let UnionInput { tree, weights, functions } = inputs[input];
        let Some(place) = self.node_of[input].get_mut(own as usize) else { return };
        *place = NodeId(node);
        let column = &mut self.self_weights[input];
        if column.len() <= node as usize {
            column.resize(node as usize + 1, 0.0);
        }
        column[node as usize] += weights.self_weight(NodeId(own));
        for child in tree.children(NodeId(own)) {
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
        while let Some(group) = self.siblings.pop() {
            self.open.push((group, depth + 1));
        }
    }
}
