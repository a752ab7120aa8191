//! Which functions come later: those of some Rust paths, and what is reached through them alone.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};

use super::WhatIsLater;
use super::facts::Facts;

/// What stands in for a function is about as large as a function that does next to nothing.
const STAND_IN_BYTES: u64 = 40;

/// The later functions: all that aren't reached from what is exported or stands in the function table without going
/// through a function of one of the paths.
///
/// A symbol of another crate may name a path among its generic arguments: `Vec<stage::Mark>::push`. The compiler makes
/// one function of all that are alike, and gives it any of their symbols, so such a function comes later only if nothing
/// of the first half calls it by name.
///
/// # Errors
/// When nothing is later.
pub fn later_functions(facts: &Facts, wanted: &WhatIsLater, loader: u32) -> Result<BTreeSet<u32>> {
    let named = named_functions(facts, wanted.paths);
    let is_own = |function: &u32| is_of_crate(&facts.names[function], wanted.krate);
    let own: BTreeSet<u32> = named.iter().copied().filter(is_own).collect();
    // The loader can't wait for what it loads.
    let mut first = BTreeSet::new();
    reach(facts, &mut first, [loader], |_| true);
    reach(facts, &mut first, facts.exported_functions(), |function| !own.contains(&function));
    let is_worth_it = |function| facts.lengths_bytes.get(&function) >= Some(&STAND_IN_BYTES);
    let in_table = facts.slots.values().copied();
    let first_in_table = in_table.filter(|it| !named.contains(it) || !is_worth_it(*it));
    reach(facts, &mut first, first_in_table, |function| !own.contains(&function));
    let later: BTreeSet<u32> = facts.own_functions().filter(|it| !first.contains(it)).collect();
    ensure!(!later.is_empty(), "none of its functions is of a later path: are symbols demangled?");
    Ok(later)
}

/// Adds what is reached from some functions by calls, as far as `may_go` lets one.
fn reach(
    facts: &Facts,
    reached: &mut BTreeSet<u32>,
    from: impl IntoIterator<Item = u32>,
    may_go: impl Fn(u32) -> bool,
) {
    let mut waiting: Vec<u32> = from.into_iter().filter(|it| reached.insert(*it)).collect();
    while let Some(caller) = waiting.pop() {
        for &function in facts.calls.get(&caller).into_iter().flatten() {
            if may_go(function) && reached.insert(function) {
                waiting.push(function);
            }
        }
    }
}

/// The functions whose symbols name one of the paths; where blanks stand between several, all of them.
fn named_functions(facts: &Facts, paths: &[&str]) -> BTreeSet<u32> {
    let mangled_together = |together: &&str| together.split(' ').map(mangled).collect();
    let mangled: Vec<Vec<String>> = paths.iter().map(mangled_together).collect();
    let is_named = |symbol: &str| {
        mangled.iter().any(|together| together.iter().all(|path| stands_in(path, symbol)))
    };
    facts.names.iter().filter(|(_, name)| is_named(name)).map(|(&function, _)| function).collect()
}

/// Whether a mangled path stands in a symbol. Behind a digit it doesn't: `4tree` isn't in `14tree_row_count`.
fn stands_in(path: &str, symbol: &str) -> bool {
    symbol.match_indices(path).any(|(at, _)| {
        let before = symbol[..at].bytes().next_back();
        !before.is_some_and(|before| before.is_ascii_digit())
    })
}

/// Whether a function, or the type that it belongs to, is written in this crate.
fn is_of_crate(symbol: &str, krate: &str) -> bool {
    let readable = format!("{:#}", rustc_demangle::demangle(symbol));
    let path = readable.trim_start_matches(['<', '&']);
    path.split("::").next() == Some(krate)
}

/// A path as it stands in a symbol: each name after its length, as Rust's v0 mangling has it
/// (<https://doc.rust-lang.org/rustc/symbol-mangling/v0.html>).
fn mangled(path: &str) -> String {
    // A name that begins with an underscore has one more, which isn't counted.
    let separator = |name: &str| if name.starts_with('_') { "_" } else { "" };
    path.split("::").map(|name| format!("{}{}{name}", name.len(), separator(name))).collect()
}
