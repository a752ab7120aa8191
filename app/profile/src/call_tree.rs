//! Call trees: nodes that name their callers in any order become stacks.

use crate::builder::ProfileBuilder;
use crate::id::{FrameId, StackId};

/// The stacks of a tree's nodes.
pub(crate) struct TreeStacks {
    /// One a node.
    pub stacks: Vec<StackId>,
    /// Nodes whose callers lead back to themselves: they became roots.
    pub cycles: u64,
    /// The first of those.
    pub first_cycle: usize,
}

/// Where the way to the root of a node stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way that is being walked.
    Open,
    Done(StackId),
}

/// Makes stacks of nodes, each with the row of its caller and its frame. A caller may stand after
/// its callees; each node is walked through once, whatever the depth.
pub(crate) fn stacks(
    nodes: &[(Option<usize>, FrameId)],
    builder: &mut ProfileBuilder,
) -> TreeStacks {
    let mut states = vec![State::New; nodes.len()];
    let mut way = Vec::new();
    let (mut cycles, mut first_cycle) = (0, 0);
    for row in 0..nodes.len() {
        let mut next = Some(row);
        let mut prefix = None;
        while let Some(row) = next {
            let (Some(state), Some(&(parent, _))) = (states.get_mut(row), nodes.get(row)) else {
                break;
            };
            match *state {
                State::Done(stack) => {
                    prefix = Some(stack);
                    break;
                }
                State::Open => {
                    if cycles == 0 {
                        first_cycle = row;
                    }
                    cycles += 1;
                    break;
                }
                State::New => {
                    *state = State::Open;
                    way.push(row);
                    next = parent;
                }
            }
        }
        while let Some(row) = way.pop() {
            if let (Some(state), Some(&(_, frame))) = (states.get_mut(row), nodes.get(row)) {
                let stack = builder.stack(prefix, frame);
                *state = State::Done(stack);
                prefix = Some(stack);
            }
        }
    }
    let stacks = states.into_iter().filter_map(|state| match state {
        State::Done(stack) => Some(stack),
        _ => None,
    });
    TreeStacks { stacks: stacks.collect(), cycles, first_cycle }
}

/// The nodes of a tree that is written as objects in objects, while it is read.
#[derive(Default)]
pub(crate) struct Nesting {
    open: Vec<usize>,
    /// The caller's row of each node.
    parents: Vec<Option<usize>>,
}

impl Nesting {
    /// A node begins inside the ones that are open.
    pub(crate) fn begin(&mut self) {
        self.parents.push(self.open.last().copied());
        self.open.push(self.parents.len() - 1);
    }

    /// The node that began last and hasn't ended.
    pub(crate) fn current(&self) -> Option<usize> {
        self.open.last().copied()
    }

    /// That node ends.
    pub(crate) fn end(&mut self) {
        self.open.pop();
    }

    /// The stack of each node, whose frames are `frames`. Callers stand before what they call.
    pub(crate) fn stacks(
        &self,
        frames: impl Iterator<Item = FrameId>,
        builder: &mut ProfileBuilder,
    ) -> Vec<StackId> {
        let mut stacks: Vec<StackId> = Vec::new();
        for (parent, frame) in self.parents.iter().zip(frames) {
            let prefix = parent.and_then(|row| stacks.get(row)).copied();
            stacks.push(builder.stack(prefix, frame));
        }
        stacks
    }
}
