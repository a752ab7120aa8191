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
