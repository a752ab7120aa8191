//! Diffs of recordings of one program: two builds, and two runs of one build.

mod diff_viewers;
mod diffs;
mod trees;

use diffs::Diff;
use expect_test::{Expect, expect};
use flamegraph::diff::table::DiffTable;
use protocol::NodeId;
use protocol::diff::words::{format_p, format_points};
use protocol::diff::{DiffAnswer, DiffRequest, DiffSort, DiffView, NoiseTest, RenameRule};
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
            let is_changed = |node: &NodeId| {
                let change = judged.node(*node);
                change.own.state.is_change() || change.total.state.is_change()
            };
            let changed = diff.sides.tree.nodes().filter(is_changed).count();
            let node_count = diff.sides.tree.len();
            assert!(changed * 100 <= node_count, "{changed} of {node_count} nodes");
        }
    }
}

#[test]
fn a_file_of_two_columns_says_what_the_two_files_say() {
    let names = ["diff-no-inline", "before/stacks-no-inline", "after/stacks-no-inline"];
    let [both, before, after] =
        names.map(|name| data(&format!("folded/wordstat/{name}.folded.gz")));
    let input = diff_viewers::input;
    let mut viewer = diff_viewers::viewer_of_profiles(vec![both]);
    let shown = diff_viewers::show(&mut viewer, DiffView::of(input(0, 0), input(0, 1)));
    let totals = shown.sides.each_ref().map(|side| (side.total, side.sample_count));
    assert_eq!(totals, [(1_236_710_097.0, Some(1233.0)), (805_416_227.0, Some(803.0))]);
    let by_itself = diff_viewers::table(&mut viewer, shown.shown.tree);
    let mut viewer = diff_viewers::viewer_of_profiles(vec![before, after]);
    let shown = diff_viewers::show(&mut viewer, diff_viewers::view());
    assert_eq!(by_itself, diff_viewers::table(&mut viewer, shown.shown.tree));
}

#[test]
fn several_recordings_a_side_tell_noise_by_their_spread_too() {
    let before = ["before/stacks-fp", "before/stacks-no-inline", "before-run2-no-inline"];
    let before = before.map(recording);
    let after = ["after/stacks-fp", "after/stacks-no-inline"].map(recording);
    let before: Vec<&Plain> = before.iter().collect();
    let after: Vec<&Plain> = after.iter().collect();
    let diff = Diff::many(&before, &after, None, &[]);
    assert_eq!(diff.noise.facts.test, NoiseTest::Spread);
    expect![[r#"
        4 of 455 functions changed
        less −10.0 points p 3e-30 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        more +4.5 points p 4e-13 core::hash::BuildHasher::hash_one
        less −2.8 points p 0.0002 malloc
        removed −1.4 points p 9e-6 <alloc::vec::Vec<T,A> as core::clone::Clone>::clone
        noise +3.1 points p 0.0007 wordstat::Counter::add
        noise +2.5 points p 0.02 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
    "#]].assert_eq(&top(&diff, 6));
    // One build against itself.
    let diff = Diff::many(&before[1..], &before[1..], None, &[]);
    assert!(top(&diff, 0).starts_with("0 of"));
    // Three runs of one build, whichever is taken for the new one.
    for place in 0..before.len() {
        let mut others = before.clone();
        let one = others.remove(place);
        let diff = Diff::many(&others, &[one], None, &[]);
        assert_eq!(diff.noise.facts.test, NoiseTest::Spread);
        assert!(top(&diff, 0).starts_with("0 of"), "{place}: {}", top(&diff, 3));
    }
}

/// The same samples, once with inlined frames and once without: perf calls the aliases of libc
/// inlined functions, so these need rules; what is inlined is found.
#[test]
fn samples_without_inlined_frames_do_not_differ_once_these_are_folded() {
    let names = ["before/stacks", "before/stacks-no-inline"];
    let profiles = names.map(|name| data(&format!("folded/wordstat/{name}.folded.gz")));
    let mut viewer = diff_viewers::viewer_of_profiles(profiles.into());
    let rule = |pattern: &str, replacement: &str| RenameRule {
        pattern: pattern.to_owned(),
        replacement: replacement.to_owned(),
    };
    let rules = vec![
        rule("^__GI___libc_", ""),
        rule("^cfree@.*", "free"),
        rule("^__memcpy_", "__memmove_"),
    ];
    let view = DiffView { rules, ..diff_viewers::view() };
    let tree = diff_viewers::show(&mut viewer, view.clone()).shown.tree;
    let (DiffAnswer::Moved(moved), _) = diff_viewers::ask(&mut viewer, tree, DiffRequest::Moved)
    else {
        panic!("no list")
    };
    assert!(moved.len() > 50, "{} functions are found inlined", moved.len());
    let folded = moved.into_iter().map(|function| function.name).collect();
    let shown = diff_viewers::show(&mut viewer, DiffView { folded, ..view });
    let texts: Vec<&str> = shown.answer.iter().map(|sentence| sentence.text.as_str()).collect();
    expect![[r#"
        The total stayed at 1,236,710,097 weight.
        No function's share changed by more than chance explains."#]]
    .assert_eq(&texts.join("\n"));
}
