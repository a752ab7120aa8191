//! Which row a node has, by its number.

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

fn before(next: u32) -> Option<usize> {
    next.checked_sub(1).map(|row| row as usize)
}
