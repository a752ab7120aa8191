//! Stacks that were drawn leaf first (`flamegraph.pl --reverse`): nothing in the picture says so.

use super::Drawn;
use crate::ProfileBuilder;
use crate::id::StackId;

/// How near an end of the stacks the functions are looked for that every program begins with. A
/// thread's name and `[unknown]` may come before them.
const NEAR: usize = 3;

/// Functions that a program or a thread begins with.
const BEGINNINGS: &[&str] = &[
    "_start",
    "start",
    "main",
    "clone",
    "clone3",
    "__clone",
    "__clone3",
    "start_thread",
    "thread_start",
    "_pthread_start",
    "__libc_start_main",
    "__libc_start_main_impl",
    "__libc_start_call_main",
    "__libc_start_main@@GLIBC_2.34",
    "std::rt::lang_start",
    "BaseThreadInitThunk",
    "RtlUserThreadStart",
    "ret_from_fork_asm",
    "<module>",
    "java/lang/Thread.run",
];

/// Whether most of the weight ends where programs begin, and hardly any begins there.
pub(super) fn is_leaf_first(drawn: &Drawn, builder: &ProfileBuilder) -> bool {
    let profile = builder.profile();
    let names = &profile.functions.names;
    let functions: Vec<bool> =
        names.iter().map(|&name| BEGINNINGS.contains(&profile.text(name))).collect();
    if !functions.contains(&true) {
        return false;
    }
    let is_beginning = |stack: StackId| {
        let function = profile.frames.function(profile.stacks.frame(stack));
        functions.get(function.index()) == Some(&true)
    };
    // Whether each stack has such a function among its outermost frames, and its depth up to NEAR.
    let mut begins: Vec<(bool, usize)> = Vec::with_capacity(profile.stacks.len());
    for (row, prefix) in profile.stacks.prefixes().iter().enumerate() {
        let (begins_so, depth) =
            prefix.and_then(|prefix| begins.get(prefix.index()).copied()).unwrap_or((false, 0));
        let here = depth < NEAR && is_beginning(StackId::new(row));
        begins.push((begins_so || here, (depth + 1).min(NEAR)));
    }
    let (mut total, mut at_leaf, mut at_root) = (0.0, 0.0, 0.0);
    for (stack, weight) in drawn.stacks.iter().zip(&drawn.weights) {
        let Some(stack) = *stack else { continue };
        total += weight;
        let ends = std::iter::successors(Some(stack), |&stack| profile.stacks.prefix(stack));
        if ends.take(NEAR).any(is_beginning) {
            at_leaf += weight;
        }
        if begins.get(stack.index()).is_some_and(|&(begins, _)| begins) {
            at_root += weight;
        }
    }
    at_leaf > total / 2.0 && at_root < total / 20.0
}

/// Turns the stacks round. Not done (`false`) if they would be far larger than the picture.
pub(super) fn turn(stacks: &mut [Option<StackId>], builder: &mut ProfileBuilder) -> bool {
    const MOST_FRAMES: usize = 1 << 24;
    let table = &builder.profile().stacks;
    let mut depths: Vec<usize> = Vec::with_capacity(table.len());
    for prefix in table.prefixes() {
        let prefix = prefix.and_then(|prefix| depths.get(prefix.index()).copied());
        depths.push(prefix.unwrap_or(0) + 1);
    }
    let depth_of = |stack: &StackId| depths.get(stack.index()).copied().unwrap_or(0);
    let frames: usize = stacks.iter().flatten().map(depth_of).sum();
    if frames > MOST_FRAMES.max(64 * table.len()) {
        return false;
    }
    let drawn = builder.take_stacks();
    for stack in stacks {
        if let Some(leaf_first) = *stack {
            let frames = drawn.leaf_to_root(leaf_first);
            *stack = frames.fold(None, |prefix, frame| Some(builder.stack(prefix, frame)));
        }
    }
    true
}
