//! The union of several call trees: each call path that occurs in any of them, once.

use crate::call_tree::{CallTree, Group, Growth, NONE, Siblings};
use crate::names::Names;
use crate::weights::NodeWeights;
use protocol::diff::Side;
use protocol::{FunctionId, NodeId, SiblingOrder};

/// One tree that goes into the union.
#[derive(Clone, Copy, Debug)]
pub struct UnionInput<'a> {
    /// The side of which it is.
    pub side: Side,
    /// The tree.
    pub tree: &'a CallTree,
    /// What its nodes weigh.
    pub weights: &'a NodeWeights,
    /// For each of its functions the function of the union.
    pub functions: &'a [FunctionId],
}

/// Several trees as one, in preorder. By weight, siblings stand by the larger of their shares of
/// either side: so they keep their places in every width and scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Union {
    /// The tree.
    pub tree: CallTree,
    /// For each input the self weight of each node.
    pub self_weights: Vec<Vec<f64>>,
}

impl Union {
    /// The union of `inputs`, whose functions are `names`, in one go.
    pub fn of(inputs: &[UnionInput], order: SiblingOrder, names: &Names) -> Self {
        let mut builder = UnionBuilder::new(inputs, order, names);
        while !builder.step(inputs, usize::MAX) {}
        builder.finish()
    }
}

/// A union that is being built, in steps.
///
/// All nodes of all inputs have one row of numbers: the members. The children of all of a node's
/// members are looked at together, see [`Siblings`].
#[derive(Debug)]
pub struct UnionBuilder {
    /// The number of each input's root, and one more: that of all members.
    firsts: Vec<u32>,
    /// The next member of the same node.
    next_members: Vec<u32>,
    siblings: Siblings,
    /// Nodes that are to be entered, the next one last, with their depths.
    open: Vec<(Group, u32)>,
    growth: Growth,
    self_weights: Vec<Vec<f64>>,
}

impl UnionBuilder {
    /// A builder that has done nothing but the root.
    pub fn new(inputs: &[UnionInput], order: SiblingOrder, names: &Names) -> Self {
        let mut firsts = vec![0u32];
        for input in inputs {
            firsts.push(firsts[firsts.len() - 1].saturating_add(input.tree.len() as u32));
        }
        let member_count = firsts[firsts.len() - 1] as usize;
        let mut totals = [0.0; 2];
        for input in inputs {
            totals[input.side.index()] += input.weights.total();
        }
        let mut builder = Self {
            next_members: vec![NONE; member_count],
            siblings: Siblings::new(Some(order), totals, names),
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
        builder.siblings.hand_over(1, &mut builder.open);
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
            self.siblings.hand_over(depth + 1, &mut self.open);
        }
        self.open.is_empty()
    }

    /// The union, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Union {
        Union { tree: self.growth.finish(), self_weights: self.self_weights }
    }

    /// Makes a node of an input part of `node`, and gathers its children.
    fn add_member(&mut self, inputs: &[UnionInput], node: u32, input: usize, own: u32) {
        let UnionInput { side, tree, weights, functions } = inputs[input];
        self.self_weights[input][node as usize] += weights.self_weight(NodeId(own));
        for child in tree.children(NodeId(own)) {
            let function = tree.function(child);
            let function = function.and_then(|id| functions.get(id.0 as usize)).map(|id| id.0);
            // Every node but a root has a function, and the matching knows all of them.
            let Some(function) = function else { continue };
            let member = self.firsts[input] + child.0;
            let mut of_sides = [0.0; 2];
            of_sides[side.index()] = weights.total_weight(child);
            let alone = Group { function, first: member, last: member, weights: of_sides };
            self.siblings.add(node, alone, &mut self.next_members);
        }
    }
}
