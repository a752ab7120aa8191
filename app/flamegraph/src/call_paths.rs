//! Call paths: the profile's stacks as the call tree sees them, after transforms.

use crate::names::Names;
use profile::Profile;
use profile::id::StackId;
use protocol::FunctionId;
use std::sync::Arc;

/// The raw number for the root: nothing of a stack is left.
const ROOT: u32 = u32::MAX;
/// The raw number for stacks that don't count any more.
const DROPPED: u32 = u32::MAX - 1;

/// One path: the row of the stack that it stems from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathId(pub u32);

/// Where a stack went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// To this path.
    Path(PathId),
    /// To the root: all its frames are merged away, its weight isn't.
    Root,
    /// Nowhere: its samples don't count.
    Dropped,
}

impl Destination {
    #[inline]
    fn to_raw(self) -> u32 {
        match self {
            Self::Path(path) => path.0,
            Self::Root => ROOT,
            Self::Dropped => DROPPED,
        }
    }

    #[inline]
    fn from_raw(raw: u32) -> Self {
        match raw {
            ROOT => Self::Root,
            DROPPED => Self::Dropped,
            row => Self::Path(PathId(row)),
        }
    }
}

/// What becomes of a path under a transform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays, below where its parent went.
    Stay,
    /// It stays and begins the stack: nothing is above it any more.
    Begin,
    /// It stays, below another path than where its parent went: an earlier one that stays.
    MoveBelow(PathId),
    /// It and what it stood for go elsewhere: to an earlier path, the root, or nowhere.
    Go(Destination),
}

/// A function and a parent for each path, and where each of the profile's stacks went.
///
/// A path has the number of the stack that it stems from, and parents have smaller numbers than
/// their children. Transforms never make paths: they let a stack go to a path that is there
/// already (that of its caller, of the outer call), to the root, or nowhere. A path whose own
/// stack went elsewhere is void.
///
/// Most profiles are looked at as they are, and may have tens of millions of stacks: until the
/// first transform, the profile's own columns serve.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPaths {
    profile: Arc<Profile>,
    /// [`FunctionId`]s, by the profile's frames.
    function_of_frame: Vec<u32>,
    /// What transforms made of the profile's stacks; `None` before the first.
    rewritten: Option<Rewritten>,
    /// Where samples without a stack go: [`ROOT`] or [`DROPPED`].
    of_empty: u32,
    /// How many functions there are.
    function_count: u32,
}

/// Paths that differ from the profile's stacks, by row.
#[derive(Clone, Debug, PartialEq)]
struct Rewritten {
    /// The caller's path or [`ROOT`]; of no meaning for a void path.
    parents: Vec<u32>,
    /// A path, [`ROOT`] or [`DROPPED`].
    of_stack: Vec<u32>,
}

impl Rewritten {
    /// The stacks as they are.
    fn of(profile: &Profile) -> Self {
        let parent_of = |prefix: &Option<StackId>| prefix.map_or(ROOT, |id| id.index() as u32);
        Self {
            parents: profile.stacks.prefixes().iter().map(parent_of).collect(),
            of_stack: (0..profile.stacks.len() as u32).collect(),
        }
    }

    fn followed(&self, raw: u32, empty: u32) -> u32 {
        match raw {
            ROOT => empty,
            DROPPED => DROPPED,
            row => self.of_stack[row as usize],
        }
    }
}

impl CallPaths {
    /// The stacks of `profile` as they are, with the functions of `names`.
    pub fn of(profile: &Arc<Profile>, names: &Names) -> Self {
        let function_of = |&function: &profile::id::FunctionId| {
            names.of_profile_function.get(function.index()).map_or(0, |id| id.0)
        };
        Self {
            profile: profile.clone(),
            function_of_frame: profile.frames.functions().iter().map(function_of).collect(),
            rewritten: None,
            of_empty: ROOT,
            function_count: names.functions.len() as u32,
        }
    }

    /// How many paths there are, void ones included: as many as stacks.
    pub fn len(&self) -> usize {
        self.profile.stacks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.profile.stacks.is_empty()
    }

    /// The number above all functions.
    pub fn function_count(&self) -> usize {
        self.function_count as usize
    }

    /// The function in which `path` ends.
    #[inline]
    pub fn function(&self, path: PathId) -> FunctionId {
        let frame = self.profile.stacks.frames()[path.0 as usize];
        FunctionId(self.function_of_frame[frame.index()])
    }

    /// The path's caller; `None` if it begins the stack.
    #[inline]
    pub fn parent(&self, path: PathId) -> Option<PathId> {
        match &self.rewritten {
            None => {
                let prefix = self.profile.stacks.prefixes()[path.0 as usize];
                prefix.map(|id| PathId(id.index() as u32))
            }
            Some(rewritten) => {
                let raw = rewritten.parents[path.0 as usize];
                (raw != ROOT).then_some(PathId(raw))
            }
        }
    }

    /// Whether a path is still there.
    #[inline]
    pub fn is_live(&self, path: PathId) -> bool {
        let rewritten = self.rewritten.as_ref();
        rewritten.is_none_or(|rewritten| rewritten.of_stack[path.0 as usize] == path.0)
    }

    /// All paths that are still there, parents first.
    pub fn live(&self) -> impl DoubleEndedIterator<Item = PathId> + '_ {
        (0..self.len() as u32).map(PathId).filter(|&path| self.is_live(path))
    }

    /// Where `stack` went; a sample without a stack is `None`.
    #[inline]
    pub fn destination(&self, stack: Option<StackId>) -> Destination {
        let raw = match (stack, &self.rewritten) {
            (None, _) => self.of_empty,
            (Some(id), None) => id.index() as u32,
            (Some(id), Some(rewritten)) => rewritten.of_stack[id.index()],
        };
        Destination::from_raw(raw)
    }

    /// The functions from the root to `path`.
    pub fn functions_to(&self, path: PathId) -> Vec<FunctionId> {
        let upwards = std::iter::successors(Some(path), |&path| self.parent(path));
        let mut functions: Vec<_> = upwards.map(|path| self.function(path)).collect();
        functions.reverse();
        functions
    }

    /// Asks for the fate of each path, parents first, and lets all stacks follow. `fate` is told
    /// the path, its function, and where its parent went. `empty` is the fate of stacks of which
    /// nothing was left before. Returns whether anything changed.
    pub fn rewrite(
        &mut self,
        empty: Destination,
        mut fate: impl FnMut(PathId, FunctionId, Destination) -> Fate,
    ) -> bool {
        let empty = empty.to_raw();
        let mut changed = self.of_empty == ROOT && empty == DROPPED;
        let mut paths = self.rewritten.take().unwrap_or_else(|| Rewritten::of(&self.profile));
        for row in 0..paths.of_stack.len() {
            let before = paths.of_stack[row];
            if before != row as u32 {
                // Void: what it went to stands before it and knows its own fate already.
                paths.of_stack[row] = paths.followed(before, empty);
                continue;
            }
            let parent = match paths.parents[row] {
                ROOT => ROOT,
                raw => paths.of_stack[raw as usize],
            };
            let path = PathId(row as u32);
            match fate(path, self.function(path), Destination::from_raw(parent)) {
                Fate::Stay if parent == DROPPED => paths.of_stack[row] = DROPPED,
                Fate::Stay => paths.parents[row] = parent,
                Fate::Begin => {
                    changed |= paths.parents[row] != ROOT;
                    paths.parents[row] = ROOT;
                }
                Fate::MoveBelow(below) => {
                    changed |= paths.parents[row] != below.0;
                    paths.parents[row] = below.0;
                }
                Fate::Go(destination) => {
                    changed = true;
                    paths.of_stack[row] = destination.to_raw();
                }
            }
        }
        self.of_empty = paths.followed(self.of_empty, empty);
        self.rewritten = Some(paths);
        changed
    }
}
