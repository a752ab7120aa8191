//! Diffs of recordings of one program: two builds, and two runs of one build.

mod diffs;
mod trees;

use diffs::Diff;
use expect_test::{Expect, expect};
use flamegraph::diff::table::DiffTable;
use flamegraph::diff::words::{format_p, format_points};
use protocol::NodeId;
use protocol::diff::DiffSort;
use std::fmt::Write;
use trees::{Plain, data};

fn recording(path: &str) -> Plain {
    Plain::of(data(&format!("folded/wordstat/{path}.folded.gz")))
}

fn top(diff: &Diff, count: usize) -> String {
    let mut text = String::new();
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    let table = DiffTable::new(diff.judged(), None, sort);
    let judged = diff.judged();
    let changed = table.functions().iter();
    let changed = changed.filter(|&&id| judged.function(id).own.state.is_change()).count();
    let facts = &diff.noise.facts;
    let _ = writeln!(text, "{changed} of {} functions changed", facts.tested_functions);
    for &id in table.functions().iter().take(count) {
        let own = judged.function(id).own;
        let name = diff.sides.names.name(id);
        let _ = writeln!(
            text,
            "{} {} p {} {name}",
            own.state.name(),
            format_points(own.points),
            format_p(own.p)
        );
    }
    text
}

#[track_caller]
fn check(before: &str, after: &str, expected: Expect) {
    let diff = Diff::of(&recording(before), &recording(after));
    expected.assert_eq(&top(&diff, 12));
}

#[test]
fn what_the_change_was_about_is_on_top() {
    check(
        "before/stacks-no-inline",
        "after/stacks-no-inline",
        expect![[r#"
        3 of 367 functions changed
        removed −10.1 points p 8e-28 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        more +5.8 points p 9e-6 wordstat::Counter::add
        more +4.7 points p 1e-7 core::hash::BuildHasher::hash_one
        noise −2.8 points p 0.0076 malloc
        noise +1.9 points p 0.11 cfree@GLIBC_2.2.5
        noise +1.7 points p 0.25 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
        noise −1.6 points p 0.06 _int_malloc
        noise −1.4 points p 0.06 unlink_chunk.constprop.0
        noise +1.4 points p 0.02 exc_page_fault
        noise −1.1 points p 0.0014 <alloc::vec::Vec<T,A> as core::clone::Clone>::clone
        noise −0.80 points p 0.11 <alloc::string::String as core::clone::Clone>::clone
        noise −0.77 points p 0.51 _int_free
    "#]],
    );
}

#[test]
fn inlined_frames_hide_nothing() {
    check(
        "before/stacks",
        "after/stacks",
        expect![[r#"
        2 of 1032 functions changed
        removed −9.3 points p 1e-25 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        more +4.4 points p 1e-7 core::hash::BuildHasher::hash_one
        noise +4.8 points p 0.0002 wordstat::Counter::add
        noise +2.2 points p 0.05 __GI___libc_free
        noise −2.1 points p 0.04 __GI___libc_malloc
        noise +1.9 points p 0.22 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
        noise −1.5 points p 0.07 _int_malloc
        noise −1.4 points p 0.06 unlink_chunk
        noise +1.4 points p 0.02 exc_page_fault
        noise −1.1 points p 0.0026 write<alloc::string::String>
        noise −0.94 points p 0.44 _int_free
        noise +0.87 points p 0.0015 write<((alloc::string::String, alloc::string::String), u32)>
    "#]],
    );
}

#[test]
fn two_runs_of_one_build_differ_by_noise_alone() {
    for (before, after) in
        [("before/stacks-no-inline", "before-run2-no-inline"), ("before/stacks", "before-run2")]
    {
        let diff = Diff::of(&recording(before), &recording(after));
        let judged = diff.judged();
        let functions = (0..diff.sides.names.functions.len() as u32).map(protocol::FunctionId);
        let function_count = functions.len();
        let is_changed = |id: &protocol::FunctionId| {
            let change = judged.function(*id);
            change.own.state.is_change() || change.total.state.is_change()
        };
        let changed = functions.filter(is_changed).count();
        assert!(changed * 100 <= function_count, "{changed} of {function_count} functions");
        // Inlined frames make a node of every sample's way through one function.
        if before.ends_with("no-inline") {
            let is_changed = |node: &NodeId| judged.node(*node).total.state.is_change();
            let changed = diff.sides.tree.nodes().filter(is_changed).count();
            let node_count = diff.sides.tree.len();
            assert!(changed * 100 <= node_count, "{changed} of {node_count} nodes");
        }
    }
}
