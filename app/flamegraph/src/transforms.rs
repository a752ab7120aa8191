//! Transforms: changes of the call paths that the user can take back.

mod matching;
mod recursion;
mod runtime;

use crate::call_paths::{CallPaths, Destination, Fate, PathId};
use crate::names::{Names, allocator};
use crate::node_names::NodeNames;
use profile::Profile;
use profile::id::StackId;
use protocol::{FunctionId, FunctionKind, Transform};
use std::sync::Arc;

/// What transforms go by.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The recording.
    pub profile: &'a Arc<Profile>,
    /// The functions that are shown; with [`Transform::CollapseGenerics`] fewer than `plain_names`.
    pub names: &'a Names,
    /// The functions with their generic arguments.
    pub plain_names: &'a Names,
    /// The names of nodes.
    pub node_names: &'a NodeNames,
}

/// Call paths after transforms.
#[derive(Clone, Debug, PartialEq)]
pub struct Transformed {
    /// The paths.
    pub paths: CallPaths,
    /// Transforms that found nothing to change, by their places in the list.
    pub idle: Vec<u32>,
}

/// The call paths of a profile after `transforms`, which are made one after the other.
///
/// All keep the sum of weights but focus and drop. What names no function or node that is there
/// changes nothing (focusing on it would leave nothing to look at).
pub fn apply(facts: Facts<'_>, transforms: &[Transform]) -> Transformed {
    let mut paths = CallPaths::of(facts.profile, facts.names);
    let mut idle = Vec::new();
    for (place, transform) in transforms.iter().enumerate() {
        if !apply_one(facts, transform, &mut paths) {
            idle.push(place as u32);
        }
    }
    Transformed { paths, idle }
}

/// Makes one transform, in time linear in the number of paths. Returns whether it changed anything.
///
/// [`Transform::CollapseGenerics`] is a map of functions: it is in `facts.names` already, and here
/// only compared.
pub fn apply_one(facts: Facts<'_>, transform: &Transform, paths: &mut CallPaths) -> bool {
    match transform {
        Transform::FocusFunction(name) => {
            let is_focus = matching::functions_named(facts.names, name);
            focus(facts.profile, paths, |_, function| is_focus[function.0 as usize])
        }
        Transform::FocusNode(name) => {
            let is_focus = matching::paths_named(facts, paths, name);
            !is_focus.is_empty() && focus(facts.profile, paths, |path, _| is_focus[path.0 as usize])
        }
        Transform::MergeFunction(name) => {
            let is_merged = matching::functions_named(facts.names, name);
            merge(paths, |_, function| is_merged[function.0 as usize])
        }
        Transform::MergeNode(name) => {
            let is_merged = matching::paths_named(facts, paths, name);
            !is_merged.is_empty() && merge(paths, |path, _| is_merged[path.0 as usize])
        }
        Transform::DropFunction(name) => {
            let is_dropped = matching::functions_named(facts.names, name);
            drop_below(paths, |_, function| is_dropped[function.0 as usize])
        }
        Transform::DropNode(name) => {
            let is_dropped = matching::paths_named(facts, paths, name);
            !is_dropped.is_empty() && drop_below(paths, |path, _| is_dropped[path.0 as usize])
        }
        Transform::MergeStd => {
            let is_std = matching::functions_that(facts.names, |it| it.kind == FunctionKind::Std);
            merge(paths, |_, function| is_std[function.0 as usize])
        }
        Transform::MergeAllocator => {
            let is_merged = matching::functions_that(facts.names, allocator::is_allocator);
            merge(paths, |_, function| is_merged[function.0 as usize])
        }
        Transform::MergeLines => {
            let is_merged = matching::functions_that(facts.names, allocator::is_line);
            merge(paths, |_, function| is_merged[function.0 as usize])
        }
        Transform::MergeInlined => merge_inlined(facts.profile, paths),
        Transform::TrimRuntime => runtime::trim(facts.names, paths),
        Transform::TrimBenchmark => runtime::trim_benchmark(facts.names, paths),
        Transform::CollapseGenerics => {
            facts.names.functions.len() != facts.plain_names.functions.len()
                || facts
                    .names
                    .functions
                    .iter()
                    .zip(&facts.plain_names.functions)
                    .any(|(a, b)| a.name != b.name)
        }
        Transform::CollapseRecursion => recursion::collapse(facts.names, paths),
    }
}

/// Keeps what is below the outermost paths that `is_focus`; these begin their stacks. If no sample
/// passes through any of them, all stays as it is.
fn focus(
    profile: &Profile,
    paths: &mut CallPaths,
    is_focus: impl Fn(PathId, FunctionId) -> bool,
) -> bool {
    let has_samples = with_samples(profile, paths);
    let is_used = |path: PathId| has_samples[path.0 as usize];
    if !paths.live().any(|path| is_used(path) && is_focus(path, paths.function(path))) {
        return false;
    }
    paths.rewrite(Destination::Dropped, |path, function, parent| match parent {
        Destination::Path(_) => Fate::Stay,
        // Above and beside the focus nothing stays, so this path is outside of it.
        Destination::Root | Destination::Dropped if is_focus(path, function) => Fate::Begin,
        Destination::Root | Destination::Dropped => Fate::Go(Destination::Dropped),
    })
}

/// For each path whether any sample with weight passes through it, of whatever thread and metric.
fn with_samples(profile: &Profile, paths: &CallPaths) -> Vec<bool> {
    let mut has_samples = vec![false; paths.len()];
    for samples in profile.threads.iter().flat_map(|thread| &thread.samples) {
        for (_, weights) in &samples.weights {
            for (sample, &stack) in samples.stacks.iter().enumerate() {
                if weights.get(sample) > 0.0
                    && let Destination::Path(path) = paths.destination(stack)
                {
                    has_samples[path.0 as usize] = true;
                }
            }
        }
    }
    for path in paths.live().rev() {
        if has_samples[path.0 as usize]
            && let Some(parent) = paths.parent(path)
        {
            has_samples[parent.0 as usize] = true;
        }
    }
    has_samples
}

/// Gives the weight of paths that `is_merged` to their callers.
fn merge(paths: &mut CallPaths, is_merged: impl Fn(PathId, FunctionId) -> bool) -> bool {
    paths.rewrite(Destination::Root, |path, function, parent| {
        if is_merged(path, function) { Fate::Go(parent) } else { Fate::Stay }
    })
}

/// Drops paths that `is_dropped` and all below.
fn drop_below(paths: &mut CallPaths, is_dropped: impl Fn(PathId, FunctionId) -> bool) -> bool {
    paths.rewrite(Destination::Root, |path, function, parent| {
        if parent == Destination::Dropped || is_dropped(path, function) {
            Fate::Go(Destination::Dropped)
        } else {
            Fate::Stay
        }
    })
}

fn merge_inlined(profile: &Profile, paths: &mut CallPaths) -> bool {
    profile.frames.has_inlined()
        && merge(paths, |path, _| {
            let frame = profile.stacks.frame(StackId::new(path.0 as usize));
            profile.frames.is_inlined(frame)
        })
}
