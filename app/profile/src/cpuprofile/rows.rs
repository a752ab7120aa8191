//! Which row and which stack a node has, by its number.

use crate::id::StackId;
use rustc_hash::FxHashMap;

/// The row of each node. V8 counts nodes from 1, so most numbers need no search.
pub(super) struct Rows {
    /// By the number, one row more each; 0 is none.
    small: Vec<u32>,
    others: FxHashMap<i64, usize>,
}

impl Rows {
    /// For about so many nodes.
    pub(super) fn for_nodes(count: usize) -> Self {
        // Twice as many, since a profile may leave numbers out.
        let length = count.saturating_mul(2).saturating_add(2);
        Self { small: vec![0; length], others: FxHashMap::default() }
    }

    /// Puts the row of node `id`; returns the one that it had.
    pub(super) fn insert(&mut self, id: i64, row: usize) -> Option<usize> {
        let small = usize::try_from(id).ok().and_then(|id| self.small.get_mut(id));
        match (small, u32::try_from(row + 1)) {
            (Some(place), Ok(next)) => before(std::mem::replace(place, next)),
            _ => self.others.insert(id, row),
        }
    }

    /// The row of node `id`.
    pub(super) fn get(&self, id: i64) -> Option<usize> {
        let small = usize::try_from(id).ok().and_then(|id| self.small.get(id));
        match small {
            Some(&next) if next > 0 => before(next),
            _ => self.others.get(&id).copied(),
        }
    }
}

/// The stack of each node, by its number.
pub(super) struct StackOfNode {
    small: Vec<Option<StackId>>,
    others: FxHashMap<i64, StackId>,
}

impl StackOfNode {
    /// Of the nodes in `rows`, whose stacks stand by row.
    pub(super) fn new(rows: &Rows, stacks: &[StackId]) -> Self {
        let stack = |row: usize| stacks.get(row).copied();
        let others = rows.others.iter().filter_map(|(&id, &row)| Some((id, stack(row)?)));
        Self {
            small: rows.small.iter().map(|&next| stack(before(next)?)).collect(),
            others: others.collect(),
        }
    }

    /// Adds the stacks of samples, which name `nodes`; the first is number `first`. Adds the numbers
    /// of those whose node isn't known to `unknown`.
    #[inline(never)]
    pub(super) fn add_stacks(
        &self,
        nodes: &[i32],
        first: usize,
        stacks: &mut Vec<Option<StackId>>,
        unknown: &mut Vec<usize>,
    ) {
        for (row, &node) in (first..).zip(nodes) {
            let small = usize::try_from(node).ok().and_then(|node| self.small.get(node));
            match small {
                Some(&Some(stack)) => stacks.push(Some(stack)),
                _ => match self.others.get(&i64::from(node)) {
                    Some(&stack) => stacks.push(Some(stack)),
                    None => unknown.push(row),
                },
            }
        }
    }
}

fn before(next: u32) -> Option<usize> {
    next.checked_sub(1).map(|row| row as usize)
}
