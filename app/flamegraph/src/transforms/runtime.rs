//! Trims what the language's runtime puts before the program's own code.

use crate::call_paths::{CallPaths, Destination, Fate};
use crate::names::Names;
use crate::names::runtime::{is_benchmark_marker, is_runtime_marker, is_runtime_start};
use protocol::FunctionKind;

/// What a function means for the beginning of a stack.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// The program's code begins after it.
    Marker,
    /// It starts programs or threads.
    Start,
    /// The name of a thread or process.
    Label,
    /// The program.
    Other,
}

/// Lets stacks begin after the runtime: after `__rust_begin_short_backtrace`, however much stands
/// before it, and after the functions that start a program or thread, as long as nothing else comes
/// between them. Labels at the root stay. Stacks without any of these are untouched, as are those
/// that end before the marker.
pub(super) fn trim(names: &Names, paths: &mut CallPaths) -> bool {
    trim_by(names, paths, |name| match name {
        _ if is_runtime_marker(name) => Role::Marker,
        _ if is_runtime_start(name) => Role::Start,
        _ => Role::Other,
    })
}

/// Lets the stacks of benchmarks begin at the code that is measured: after the innermost function
/// of the runner that calls it. Labels at the root stay, and so does every other stack, such as
/// the runner's own statistics.
pub(super) fn trim_benchmark(names: &Names, paths: &mut CallPaths) -> bool {
    let role_of = |name: &str| if is_benchmark_marker(name) { Role::Marker } else { Role::Other };
    trim_by(names, paths, role_of)
}

fn trim_by(names: &Names, paths: &mut CallPaths, role_of: impl Fn(&str) -> Role) -> bool {
    let role_of = |function: &crate::names::NamedFunction| match function.kind {
        FunctionKind::Label => Role::Label,
        _ => role_of(&function.name),
    };
    let roles: Vec<Role> = names.functions.iter().map(role_of).collect();
    // Where a path's stacks begin when they are trimmed: at a label or the root.
    let mut begins = vec![Destination::Root; paths.len()];
    paths.rewrite(Destination::Root, |path, function, parent| {
        let begin = match parent {
            Destination::Path(parent) => begins[parent.0 as usize],
            other => other,
        };
        let is_at_begin = parent == begin;
        match roles[function.0 as usize] {
            Role::Label if is_at_begin => {
                begins[path.0 as usize] = Destination::Path(path);
                return Fate::Stay;
            }
            Role::Marker => return Fate::Go(begin),
            Role::Start if is_at_begin => return Fate::Go(begin),
            _ => {}
        }
        begins[path.0 as usize] = begin;
        Fate::Stay
    })
}
