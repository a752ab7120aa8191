//! Collapses recursion: repeated calls of a function count once.

use crate::call_paths::{CallPaths, Destination, Fate, PathId};
use crate::names::{Names, readable};
use protocol::FunctionKind;

/// The end of a list of paths.
const NONE: u32 = u32::MAX;

/// Lets every call of a function that is on the path already go to that outer call: A→B→A→C becomes
/// A→C, and B keeps what it had by itself. `[unknown]` is no function and stays.
///
/// A walk over the *new* tree, each path being entered once: the paths below an inner call wait
/// with those below the outer one, whose turn is still to come. Linear, whatever the depth.
pub(super) fn collapse(names: &Names, paths: &mut CallPaths) -> bool {
    let can_recur: Vec<bool> = names
        .functions
        .iter()
        .map(|function| {
            function.kind != FunctionKind::Unknown || !readable::is_unknown(&function.name)
        })
        .collect();
    let mut walk = Walk::over(paths);
    // The path on which each function is at the moment.
    let mut on_path = vec![NONE; paths.function_count()];
    let root = paths.len();
    let mut open = vec![root];
    let mut changed = false;
    while let Some(&at) = open.last() {
        let child = walk.first_children[at];
        if child == NONE {
            open.pop();
            if at != root {
                let function = paths.function(PathId(at as u32)).0 as usize;
                if on_path[function] == at as u32 {
                    on_path[function] = NONE;
                }
            }
            continue;
        }
        let row = child as usize;
        walk.first_children[at] = walk.next_siblings[row];
        let function = paths.function(PathId(child)).0 as usize;
        let outer = on_path[function];
        if outer != NONE && can_recur[function] {
            changed = true;
            walk.went_to[row] = outer;
            walk.move_children(row, outer as usize);
        } else {
            walk.went_to[row] = child;
            walk.parents[row] = at as u32;
            on_path[function] = child;
            open.push(row);
        }
    }
    if changed {
        walk.write_to(paths);
    }
    changed
}

/// Lists of the paths that wait to be entered, and what became of the others.
struct Walk {
    /// The first waiting child of each path; the root's at the end.
    first_children: Vec<u32>,
    next_siblings: Vec<u32>,
    /// The path to which each one goes, maybe itself.
    went_to: Vec<u32>,
    /// The new parent of each path that stays; the number of paths for the root.
    parents: Vec<u32>,
}

impl Walk {
    fn over(paths: &CallPaths) -> Self {
        let count = paths.len();
        let mut walk = Self {
            first_children: vec![NONE; count + 1],
            next_siblings: vec![NONE; count],
            went_to: vec![NONE; count],
            parents: vec![NONE; count],
        };
        for path in paths.live().rev() {
            let parent = paths.parent(path).map_or(count, |parent| parent.0 as usize);
            walk.push(parent, path.0);
        }
        walk
    }

    fn push(&mut self, parent: usize, child: u32) {
        self.next_siblings[child as usize] =
            std::mem::replace(&mut self.first_children[parent], child);
    }

    /// Lets the children of one path wait with those of another.
    fn move_children(&mut self, from: usize, to: usize) {
        let mut child = std::mem::replace(&mut self.first_children[from], NONE);
        while child != NONE {
            let next = self.next_siblings[child as usize];
            self.push(to, child);
            child = next;
        }
    }

    fn write_to(self, paths: &mut CallPaths) {
        let root = paths.len() as u32;
        paths.rewrite(Destination::Root, |path, _, _| {
            let row = path.0 as usize;
            match self.went_to[row] {
                own if own == path.0 => match self.parents[row] {
                    parent if parent == root => Fate::Begin,
                    parent => Fate::MoveBelow(PathId(parent)),
                },
                outer => Fate::Go(Destination::Path(PathId(outer))),
            }
        });
    }
}
