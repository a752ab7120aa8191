//! One change, recorded by many tools before and after: each diff has what it was about on top.

mod diff_viewers;

use diff_viewers::{ask, input, show, viewer_of_profiles};
use expect_test::{Expect, expect};
use flamegraph::viewer::Viewer;
use profile::Profile;
use profile::import::{Imported, Reader};
use protocol::Transform;
use protocol::diff::{DiffAnswer, DiffRequest, DiffShown, DiffSort, DiffView};
use std::fmt::Write;

fn import(path: &str) -> Imported {
    let file = format!("{}/../../tests/data/{path}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&file).expect("a file of tests/data");
    let mut reader = Reader::new(path, Default::default());
    reader.push(&bytes).expect("a profile");
    reader.finish().expect("a profile")
}

/// A recording; one of samply's gets its names from the symbols beside it.
fn open(path: &str) -> Profile {
    let profile = import(path).profiles.into_iter().next().expect("a profile");
    if !path.starts_with("samply") {
        return profile;
    }
    let symbols = import(&path.replace(".json.gz", ".json.syms.json")).symbols.expect("symbols");
    profile::symbols::join(&profile, &[&symbols]).expect("libraries that the symbols fit").profile
}

fn diff(before: &str, after: &str) -> (Viewer, DiffShown) {
    let mut viewer = viewer_of_profiles(vec![open(before), open(after)]);
    let mut view = DiffView::of(input(0, 0), input(1, 0));
    // As the page begins with files of these tools.
    if before.starts_with("dhat") || before.starts_with("massif") {
        view.transforms.push(Transform::MergeAllocator);
    } else if before.starts_with("cachegrind") {
        view.transforms.push(Transform::MergeLines);
    }
    let shown = show(&mut viewer, view);
    (viewer, shown)
}

/// The scale, the test, and the changes on top of the table.
fn check(tool: &str, expected: Expect) {
    let (before, after) = (tool.replace("{}", "before"), tool.replace("{}", "after"));
    let (mut viewer, shown) = diff(&before, &after);
    let mut text = format!("{}; {}\n", shown.scale_label, shown.noise.why);
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    let rows = DiffRequest::Rows { sort, start: 0, count: 6, selected: None };
    let DiffAnswer::Rows(rows) = ask(&mut viewer, shown.shown.tree, rows).0 else {
        panic!("no rows");
    };
    for row in rows.rows {
        let (state, points) = (row.own.state.name(), row.own.points * 100.0);
        // Writing into a string can't fail.
        let _ = writeln!(text, "{state} {points:+.1} {}", row.name);
    }
    expected.assert_eq(&text);
}

#[test]
fn perf() {
    check(
        "perf/{}/perf-script.txt.gz",
        expect![[r#"
        equal totals, baseline × 0.651; Tested against equal shares by an exact binomial test, in which a sample is the comparison's with probability 0.394; of what passes at most 1 % are false alarms.
        removed -9.3 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        more +4.4 core::hash::BuildHasher::hash_one
        noise +4.8 wordstat::Counter::add
        noise +2.2 __GI___libc_free
        noise -2.1 __GI___libc_malloc
        noise +1.9 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
    "#]],
    );
}

#[test]
fn samply() {
    check(
        "samply/{}/samply-presym.json.gz",
        expect![[r#"
            equal totals, baseline × 0.561; Tested against equal shares by an exact binomial test, in which a sample is the comparison's with probability 0.359; of what passes at most 1 % are false alarms.
            removed -11.4 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
            more +3.9 core::hash::BuildHasher::hash_one
            noise +4.0 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
            noise +3.2 _free
            noise -3.1 _GI___libc_malloc
            noise -2.5 malloc_consolidate
        "#]],
    );
}

#[test]
fn flame_graph_svg() {
    check(
        "svg/wordstat/{}/flamegraph.svg.gz",
        expect![[r#"
        equal totals, baseline × 0.651; Tested against equal shares by an exact binomial test, in which a sample is the comparison's with probability 0.394; of what passes at most 1 % are false alarms.
        removed -9.3 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
        more +4.4 core::hash::BuildHasher::hash_one
        noise +4.8 wordstat::Counter::add
        noise +2.2 __GI___libc_free
        noise -2.1 __GI___libc_malloc
        noise +1.9 hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry
    "#]],
    );
}

#[test]
fn callgrind() {
    check(
        "callgrind/{}/callgrind.out.gz",
        expect![[r#"
            not scaled; These weights are counted, not sampled: there is no chance in them to test. Changes of less than 0.1 points of the total count as noise.
            less -8.6 _int_free
            less -5.1 malloc
            less -4.0 free
            less -3.5 <alloc::string::String as core::clone::Clone>::clone
            less -3.5 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
            less -2.0 _int_malloc
        "#]],
    );
}

#[test]
fn cachegrind() {
    check(
        "cachegrind/{}/cachegrind.out.gz",
        expect![[r#"
            not scaled; These weights are counted, not sampled: there is no chance in them to test. Changes of less than 0.1 points of the total count as noise.
            less -8.5 _int_free
            less -5.0 malloc
            less -3.9 free
            less -3.5 <core::hash::sip::Hasher<S> as core::hash::Hasher>::write
            less -3.5 <alloc::string::String as core::clone::Clone>::clone
            less -2.0 _int_malloc
        "#]],
    );
}

#[test]
fn dhat() {
    check(
        "dhat/{}/dhat.json.gz",
        expect![[r#"
            not scaled; These weights are counted, not sampled: there is no chance in them to test. Changes of less than 0.1 points of the total count as noise.
            more +79.9 new_uninitialized<alloc::alloc::Global>
            less -4.9 to_vec<alloc::string::String, alloc::alloc::Global>
            less -4.2 try_allocate_in<alloc::alloc::Global>
            less -2.9 grow_amortized<alloc::alloc::Global>
            new +1.2 with_capacity<usize>
            more +1.2 with_capacity<alloc::string::String>
        "#]],
    );
}

#[test]
fn dhat_of_rust() {
    check(
        "dhat/{}/dhat-rs.json.gz",
        expect![[r#"
            not scaled; These weights are counted, not sampled: there is no chance in them to test. Changes of less than 0.1 points of the total count as noise.
            more +75.7 new_uninitialized<alloc::alloc::Global>
            less -4.9 to_vec<alloc::string::String, alloc::alloc::Global>
            less -3.4 <alloc::vec::Vec<u8>>::with_capacity_in
            less -2.9 push_mut<alloc::string::String, alloc::alloc::Global>
            more +1.2 with_capacity<usize>
            less -1.2 push_mut<usize, alloc::alloc::Global>
        "#]],
    );
}

#[test]
fn pprof() {
    check(
        "pprof/{}/profile.pb",
        expect![[r#"
        equal totals, comparison × 0.988; Tested against equal shares by an exact binomial test, in which a sample is the comparison's with probability 0.503; of what passes at most 1 % are false alarms.
        less -7.0 copy_nonoverlapping<u8>
        removed -4.9 u8to64_le
        new +4.2 find_fwd
        removed -3.3 get
        new +3.2 unwrap_or<regex_automata::nfa::thompson::compiler::WhichCaptures>
        noise +5.6 add
    "#]],
    );
}

#[test]
fn massif() {
    check(
        "massif/{}/massif.out.gz",
        expect![[r#"
            not scaled; These weights are counted, not sampled: there is no chance in them to test. Changes of less than 0.1 points of the total count as noise.
            more +83.6 new_uninitialized<alloc::alloc::Global>
            removed -1.9 try_allocate_in<alloc::alloc::Global>
            new +1.4 in 143 places, all below massif's threshold (1.00%)
            removed -1.3 push_mut<usize, alloc::alloc::Global>
            new +1.1 with_capacity<usize>
            removed -0.7 in 144 places, all below massif's threshold (1.00%)
        "#]],
    );
}
