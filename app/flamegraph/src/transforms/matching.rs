//! Which functions and paths a transform means.

use super::Facts;
use crate::call_paths::{CallPaths, PathId};
use crate::names::{NamedFunction, Names, generics};
use crate::node_names::normalised;
use profile::Profile;
use profile::id::{MetricId, StackId};
use protocol::NodeName;

/// For each function whether it is called `name`.
///
/// If none is, functions count that are so called but for their generic arguments and what changes
/// from build to build, so that a link holds when generics are collapsed or the program is rebuilt.
pub(super) fn functions_named(names: &Names, name: &str) -> Vec<bool> {
    let exact: Vec<bool> = names.functions.iter().map(|function| function.name == name).collect();
    if exact.contains(&true) {
        return exact;
    }
    let key = |name: &str| normalised(&generics::collapsed(name)).into_owned();
    let wanted = key(name);
    names.functions.iter().map(|function| key(&function.name) == wanted).collect()
}

/// For each function whether `test` holds.
pub(super) fn functions_that(names: &Names, test: impl Fn(&NamedFunction) -> bool) -> Vec<bool> {
    names.functions.iter().map(test).collect()
}

/// For each path whether it is part of the node with that name; empty if there is no such node, or
/// it was merged or dropped before.
///
/// A node is made of all paths of the same functions as the stack that is so named: after other
/// transforms these may stem from stacks of several names.
pub(super) fn paths_named(facts: Facts<'_>, paths: &CallPaths, name: &NodeName) -> Vec<bool> {
    let stacks = facts.node_names.stacks_named(facts.profile, facts.plain_names, name);
    let live: Vec<_> = stacks
        .into_iter()
        .map(|stack| PathId(stack.index() as u32))
        .filter(|&path| paths.is_live(path))
        .collect();
    let Some(&first) = live.first() else {
        return Vec::new();
    };
    let chosen = if live.len() == 1 { first } else { heaviest(facts.profile, &live) };
    let functions = paths.functions_to(chosen);
    // For each path how much of `functions` it is: 0 if it is something else.
    let mut matched = vec![0u32; paths.len()];
    for path in paths.live() {
        let before = match paths.parent(path) {
            None => 0,
            Some(parent) => match matched[parent.0 as usize] {
                0 => continue,
                before => before,
            },
        };
        if functions.get(before as usize) == Some(&paths.function(path)) {
            matched[path.0 as usize] = before + 1;
        }
    }
    matched.into_iter().map(|depth| depth as usize == functions.len()).collect()
}

/// The path with the most weight in the first metric; the first of equals.
fn heaviest(profile: &Profile, paths: &[PathId]) -> PathId {
    let mut totals = vec![0.0; profile.stacks.len()];
    let metric = MetricId::new(0);
    for samples in profile.threads.iter().flat_map(|thread| &thread.samples) {
        let Some(weights) = samples.weights_of(metric) else { continue };
        for (sample, stack) in samples.stacks.iter().enumerate() {
            if let Some(stack) = stack {
                totals[stack.index()] += weights.get(sample);
            }
        }
    }
    for id in profile.stacks.ids().rev() {
        if let Some(prefix) = profile.stacks.prefix(id) {
            totals[prefix.index()] += totals[id.index()];
        }
    }
    let weight = |path: PathId| totals[StackId::new(path.0 as usize).index()];
    let heavier =
        |best: PathId, path: PathId| if weight(path) > weight(best) { path } else { best };
    paths.iter().copied().reduce(heavier).unwrap_or(PathId(0))
}
