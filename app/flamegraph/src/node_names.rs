//! Names of nodes: call paths that survive transforms, a new build, and a new recording.

mod normalise;

pub use normalise::normalised;

use crate::call_paths::{CallPaths, Destination};
use crate::call_tree::BuiltTree;
use crate::names::Names;
use profile::Profile;
use profile::id::StackId;
use protocol::{NodeId, NodeName};
use std::cmp::Reverse;

/// The hash of nothing; source: the FNV hash's draft RFC.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// The hash of a call path: that of its caller's path, and one more function's normalised name. The
/// whole is the 64-bit FNV-1a of the names with `;` between them, as a folded line has them.
pub fn path_hash(caller: Option<u64>, name: &str) -> u64 {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    let start = caller.map_or(FNV_OFFSET, |hash| add(hash, b';'));
    name.bytes().fold(start, add)
}

/// The normalised names of a profile's functions, of which names of nodes are made.
///
/// A name belongs to a stack of the profile as it was recorded. A node of a transformed tree has the
/// name of the heaviest of the stacks that it is made of, the first of equals. A name leads back to
/// the node where its stack went; of several stacks of one name (they differ in lines, addresses, or
/// what normalisation takes away) one whose leaf is written just so is taken before others, and
/// then the heaviest.
#[derive(Clone, Debug, Default)]
pub struct NodeNames {
    /// By the profile's functions.
    normalised: Vec<String>,
}

impl NodeNames {
    /// The normalised names of the functions of `profile`; `names` are its readable names, with
    /// generic arguments.
    pub fn of(profile: &Profile, names: &Names) -> Self {
        let name_of = |id: profile::id::FunctionId| {
            let name = names.of_profile_function.get(id.index()).map_or("", |&id| names.name(id));
            normalised(name).into_owned()
        };
        Self { normalised: profile.functions.ids().map(name_of).collect() }
    }

    /// The name of a stack.
    pub fn of_stack(&self, profile: &Profile, names: &Names, stack: StackId) -> NodeName {
        let mut frames: Vec<_> = profile.stacks.leaf_to_root(stack).collect();
        frames.reverse();
        let hash = frames.into_iter().fold(None, |caller, frame| {
            Some(path_hash(caller, self.name(profile.frames.function(frame))))
        });
        let leaf = profile.frames.function(profile.stacks.frame(stack));
        let leaf = names.of_profile_function.get(leaf.index()).map_or("", |&id| names.name(id));
        NodeName { path_hash: hash.unwrap_or(FNV_OFFSET), leaf: leaf.to_owned() }
    }

    /// The name of a node; `None` for the root. Looks at all paths: not for every node.
    pub fn of_node(
        &self,
        profile: &Profile,
        names: &Names,
        built: &BuiltTree,
        node: NodeId,
    ) -> Option<NodeName> {
        let heaviest = built.paths_of(node).reduce(|best, path| {
            if built.path_total(path) > built.path_total(best) { path } else { best }
        })?;
        Some(self.of_stack(profile, names, StackId::new(heaviest.0 as usize)))
    }

    /// All stacks of that name, in order: those whose leaf is written just so, or all if there are
    /// none of these. `names` are the readable names with generic arguments.
    pub fn stacks_named(&self, profile: &Profile, names: &Names, name: &NodeName) -> Vec<StackId> {
        let stacks = &profile.stacks;
        let leaf = normalised(&name.leaf);
        let leaf_of = |id: StackId| profile.frames.function(stacks.frame(id));
        // Only stacks that end in the right function, and their callers, need a hash.
        let mut is_needed = vec![false; stacks.len()];
        let ends_in_leaf: Vec<bool> = self.normalised.iter().map(|name| *name == leaf).collect();
        for id in stacks.ids().rev() {
            is_needed[id.index()] |= ends_in_leaf[leaf_of(id).index()];
            if is_needed[id.index()]
                && let Some(prefix) = stacks.prefix(id)
            {
                is_needed[prefix.index()] = true;
            }
        }
        let mut hashes = vec![0u64; stacks.len()];
        let mut found = Vec::new();
        for id in stacks.ids().filter(|id| is_needed[id.index()]) {
            let caller = stacks.prefix(id).map(|prefix| hashes[prefix.index()]);
            let hash = path_hash(caller, self.name(leaf_of(id)));
            hashes[id.index()] = hash;
            if hash == name.path_hash && ends_in_leaf[leaf_of(id).index()] {
                found.push(id);
            }
        }
        let is_written_so = |id: &StackId| {
            let function = names.of_profile_function.get(leaf_of(*id).index());
            function.is_some_and(|&function| names.name(function) == name.leaf)
        };
        let exact: Vec<_> = found.iter().copied().filter(is_written_so).collect();
        if exact.is_empty() { found } else { exact }
    }

    /// The node to which a name leads; `None` if its stack isn't there, is dropped or merged into
    /// the root, or has no weight.
    pub fn resolve(
        &self,
        profile: &Profile,
        names: &Names,
        paths: &CallPaths,
        built: &BuiltTree,
        name: &NodeName,
    ) -> Option<NodeId> {
        let mut best: Option<(Reverse<bool>, f64, NodeId)> = None;
        for stack in self.stacks_named(profile, names, name) {
            let Destination::Path(path) = paths.destination(Some(stack)) else { continue };
            let Some(node) = built.node_of_path(path) else { continue };
            // A stack that stayed says more than one that was merged into its caller.
            let merged = Reverse(path.0 as usize == stack.index());
            let weight = built.path_total(path);
            let is_better = best.is_none_or(|(other_merged, other_weight, _)| {
                (merged, other_weight) < (other_merged, weight)
            });
            if is_better {
                best = Some((merged, weight, node));
            }
        }
        best.map(|(_, _, node)| node)
    }

    fn name(&self, function: profile::id::FunctionId) -> &str {
        self.normalised.get(function.index()).map_or("", String::as_str)
    }
}
