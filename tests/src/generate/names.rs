//! Made-up function names, as long and as alike as those of Rust programs.

use super::random::Random;
use std::collections::HashSet;

/// What a thread's stacks begin with.
pub(super) const PROLOGUE: &[&str] = &[
    "clone3",
    "start_thread",
    "std::sys::thread::unix::Thread::new::thread_start",
    "core::ops::function::FnOnce::call_once{{vtable.shim}}",
    "std::sys::backtrace::__rust_begin_short_backtrace",
];

/// What stacks end with that go into the kernel.
pub(super) const KERNEL: &[&str] = &[
    "entry_SYSCALL_64_after_hwframe",
    "do_syscall_64",
    "ksys_read",
    "vfs_read",
    "filemap_read",
    "copy_page_to_iter",
    "rep_movs_alternative",
];

const CRATES: &[&str] = &[
    "core",
    "alloc",
    "std",
    "tokio",
    "hyper",
    "serde_json",
    "rayon_core",
    "regex_automata",
    "app",
    "app",
    "app",
    "sqlx",
    "tracing",
    "bytes",
    "rustls",
    "hashbrown",
];
const MODULES: &[&str] = &[
    "iter::adapters",
    "collections",
    "sync::mpmc",
    "slice::sort",
    "fmt",
    "str::pattern",
    "vec",
    "task::raw",
    "net",
    "codec",
    "parser",
    "index",
    "query::planner",
    "cache",
    "io::buffered",
];
const TYPES: &[&str] = &[
    "Vec",
    "HashMap",
    "String",
    "Task",
    "Stream",
    "Request",
    "Response",
    "Buffer",
    "Connection",
    "Parser",
    "Value",
    "Index",
    "Node",
    "Tree",
    "Cursor",
    "RawTable",
    "Arena",
];
const TRAITS: &[&str] = &[
    "core::iter::traits::iterator::Iterator",
    "core::future::future::Future",
    "core::ops::function::FnOnce",
    "serde::de::Visitor",
    "core::fmt::Display",
    "std::io::Read",
];
const VERBS: &[&str] = &[
    "poll", "read", "write", "parse", "encode", "decode", "insert", "remove", "next", "fold",
    "map", "flush", "spawn", "lock", "wait", "drop", "clone", "hash", "grow", "reserve", "push",
    "pop", "send", "recv", "visit", "lookup", "resolve", "merge", "split",
];

/// `count` distinct names: prologue, kernel, then the others.
pub(super) fn names(count: usize, random: &mut Random) -> Vec<String> {
    let mut names: Vec<String> =
        PROLOGUE.iter().chain(KERNEL).map(|&name| name.to_owned()).collect();
    let mut known: HashSet<String> = names.iter().cloned().collect();
    while names.len() < count {
        let mut name = name(random);
        if known.contains(&name) {
            name = format!("{name}_{}", names.len());
        }
        known.insert(name.clone());
        names.push(name);
    }
    names
}

fn name(random: &mut Random) -> String {
    let verb = random.pick(VERBS);
    match random.unit() {
        kind if kind < 0.45 => format!("{}::{}::{verb}", random.pick(CRATES), random.pick(MODULES)),
        kind if kind < 0.62 => format!("{}::{verb}", generic_type(random)),
        kind if kind < 0.80 => {
            format!("<{} as {}>::{verb}", generic_type(random), random.pick(TRAITS))
        }
        kind if kind < 0.92 => format!("{}::{verb}::{{{{closure}}}}", generic_type(random)),
        _ => format!("__{verb}_{}", random.pick(&["avx2", "internal", "locked", "evex_movbe"])),
    }
}

/// A type, one in three times with another one as its argument.
fn generic_type(random: &mut Random) -> String {
    let outer = plain_type(random);
    if random.unit() < 0.35 { format!("{outer}<{}>", plain_type(random)) } else { outer }
}

fn plain_type(random: &mut Random) -> String {
    format!("{}::{}::{}", random.pick(CRATES), random.pick(MODULES), random.pick(TYPES))
}
