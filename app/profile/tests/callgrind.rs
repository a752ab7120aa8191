//! callgrind's files: recorded and collected ones against their known numbers, damage, and short
//! texts with one quirk each.

mod common;

use common::{describe, fixture, import, import_slices, json};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::import::ImportOptions;
use std::collections::BTreeMap;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).expect(path);
    assert_eq!(imported.warnings.list(), [], "{path}");
    imported.profiles.remove(0)
}

fn self_by_name(profile: &Profile) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    let samples = &profile.threads[0].samples[0];
    for (index, stack) in samples.stacks.iter().enumerate() {
        let name = profile.leaf_name(stack.expect("a stack")).to_owned();
        *sums.entry(name).or_insert(0.0) += samples.weights[0].1.get(index);
    }
    sums
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() <= expected * 1e-9, "{what}: {found} instead of {expected}");
}

#[test]
fn recorded_costs() {
    for folder in ["before", "after"] {
        let profile = open(&format!("callgrind/{folder}/callgrind.out.gz"));
        let known = json(&format!("callgrind/{folder}/known.json"));
        let total = known["sum_of_cost_lines"].as_f64().expect("a number");
        assert_close(profile.threads[0].total(profile.metric_ids().next().unwrap()), total, folder);
        let found = self_by_name(&profile);
        for row in known["top_self_by_name"].as_array().expect("a list") {
            let name = row[0].as_str().expect("a name");
            assert_close(found[name], row[1].as_f64().expect("a number"), name);
        }
        assert!(profile.stacks.len() > 500, "{}", profile.stacks.len());
    }
}

#[test]
fn recorded_costs_with_addresses() {
    for (folder, total) in [("before", 49_999_334.0), ("after", 31_849_194.0)] {
        let profile = open(&format!("callgrind/{folder}/callgrind-instr.out.gz"));
        assert_close(profile.threads[0].total(profile.metric_ids().next().unwrap()), total, folder);
    }
}

#[test]
fn no_entry_point() {
    let profile = open("callgrind/collected/callgrind.no_entry_point.out");
    let totals = [325_259, 78_145, 35_789, 1_595, 2_119, 850, 1_558, 1_485, 799];
    for (id, total) in profile.metric_ids().zip(totals) {
        assert_close(profile.total(id), f64::from(total), "a metric");
    }
}

#[test]
fn stated_totals_are_those_of_callgrind_annotate() {
    for folder in ["before", "after"] {
        let profile = open(&format!("callgrind/{folder}/callgrind.out.gz"));
        let known = json(&format!("callgrind/{folder}/annotate-inclusive.json"));
        let known = known.as_object().expect("an object").iter();
        let known: BTreeMap<_, _> =
            known.map(|(name, cost)| (name.clone(), cost.as_f64().expect("a number"))).collect();
        let metric = profile.metric_ids().next().unwrap();
        let totals = profile.stated_totals(metric).expect("totals");
        let mut sums = BTreeMap::new();
        for (id, total) in profile.functions.ids().zip(totals) {
            let name = profile.text(profile.functions.get(id).name).to_owned();
            *sums.entry(name).or_insert(0.0) += total;
        }
        sums.retain(|_, total| *total > 0.0);
        assert_eq!(sums.len(), known.len(), "{folder}");
        assert_eq!(sums, known, "{folder}");
    }
}

fn check_collected(name: &str, expected: Expect) {
    let content = fixture(&format!("callgrind/collected/{name}"));
    expected.assert_eq(&describe(import("unknown", &content)));
}

#[test]
fn example() {
    check_collected(
        "callgrind.example.log",
        expect![[r#"
        call paths are estimated
        metrics: Instructions (Other("instructions"))
        main{Native, file1.c} 20
        main{Native, file1.c};func2{Native, file2.c} 400
        main{Native, file1.c};func1{Native, file1.c} 100
        main{Native, file1.c};func1{Native, file1.c};func2{Native, file2.c} 300
    "#]],
    );
}

#[test]
fn several_events() {
    check_collected(
        "callgrind.multiple-event-types.log",
        expect![[r#"
        tool: xdebug 3.0.2 (PHP 7.4.14)
        command: /var/www/html/index.php
        call paths are estimated
        metrics: Time (Nanoseconds), Memory (Bytes)
        main{Native, file1.c} 200 15000
        main{Native, file1.c};func2{Native, file2.c} 4000 4571.428571428572
        main{Native, file1.c};func1{Native, file1.c} 1000 15000
        main{Native, file1.c};func1{Native, file1.c};func2{Native, file2.c} 3000 3428.5714285714284
    "#]],
    );
}

#[test]
fn compressed_names() {
    check_collected(
        "callgrind.name-compression.log",
        expect![[r#"
        call paths are estimated
        metrics: Instructions (Other("instructions"))
        main{Native, file1.c} 20
        main{Native, file1.c};func2{Native, file2.c} 400
        main{Native, file1.c};func1{Native, file1.c} 100
        main{Native, file1.c};func1{Native, file1.c};func2{Native, file2.c} 300
    "#]],
    );
}

#[test]
fn totals_that_differ() {
    check_collected(
        "callgrind.no_summary_but_totals.out",
        expect![[r#"
        tool: callgrind-3.21.0
        command: /some/project/target/release/deps/my-bin-3d69ca9f0e146ded --iai-run group 0 0 bench_file::group::library_benchmark
        metrics: Ir (Other("instructions")), Dr (Other("events")), Dw (Other("events")), I1mr (Other("events")), D1mr (Other("events")), D1mw (Other("events")), ILmr (Other("events")), DLmr (Other("events")), DLmw (Other("events"))
        main{Native} 1 2 3 4 5 6 7 8 9
        warning: 9× the file's own total isn't the sum of its costs, which is shown, first in the file
          Ir: 11 instead of 1
    "#]],
    );
}

#[test]
fn minimal() {
    for name in ["valid.minimal_main", "no_summary_no_totals", "summary_no_totals"] {
        let profile = open(&format!("callgrind/collected/callgrind.{name}.out"));
        let totals: Vec<_> = profile.metric_ids().map(|id| profile.total(id)).collect();
        assert_eq!(totals, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], "{name}");
    }
}

#[test]
fn no_records() {
    check_collected(
        "callgrind.no_records.with_summary_and_totals.out",
        expect![[r#"
        error: Expected costs of functions, found a callgrind file without any. Check that the program ran, and that `--toggle-collect` names a function of it.
    "#]],
    );
}

#[test]
fn unknown_version() {
    check_collected(
        "callgrind.invalid.version_too_high.out",
        expect![[r#"
        error: Expected version 1 of callgrind's format, found version 2 in line 2. Only version 1 is known: valgrind 3 writes it.
    "#]],
    );
}

#[test]
fn costs_are_split_among_callers() {
    check(
        "# callgrind format\nevents: Ir\nfn=main\n1 0\ncfn=a\ncalls=1 1\n1 100\ncfn=b\ncalls=1 1\n\
         1 300\nfn=a\n1 20\ncfn=c\ncalls=1 1\n1 80\nfn=b\n1 60\ncfn=c\ncalls=3 1\n1 240\n\
         fn=c\n1 320\n",
        expect![[r#"
            call paths are estimated
            metrics: Ir (Other("instructions"))
            main{Native};b{Native} 60
            main{Native};b{Native};c{Native} 240
            main{Native};a{Native} 20
            main{Native};a{Native};c{Native} 80
        "#]],
    );
}

#[test]
fn recursion_ends_a_path() {
    check(
        "# callgrind format\nevents: Ir\nfn=main\n1 10\ncfn=a\ncalls=1 1\n1 90\nfn=a\n1 50\n\
         cfn=b\ncalls=1 1\n1 40\nfn=b\n1 40\ncfn=a\ncalls=1 1\n1 30\ncfn=b\ncalls=2 1\n1 9\n",
        expect![[r#"
            call paths are estimated
            metrics: Ir (Other("instructions"))
            main{Native} 10
            main{Native};a{Native} 43.75
            main{Native};a{Native};b{Native} 20
            b{Native} 20
            b{Native};a{Native} 6.25
        "#]],
    );
}

#[test]
fn a_cycle_that_nothing_calls() {
    check(
        "# callgrind format\nevents: Ir\nfn=a\n1 5\ncfn=b\ncalls=1 1\n1 50\nfn=b\n1 6\ncfn=a\n\
         calls=1 1\n1 60\n",
        expect![[r#"
            call paths are estimated
            metrics: Ir (Other("instructions"))
            b{Native} 6
            b{Native};a{Native} 5
        "#]],
    );
}

#[test]
fn places_parts_and_jumps() {
    check(
        "# callgrind format\nversion: 1\ncreator: test\ncmd: prog\npart: 1\npositions: instr line\n\
         events: Ir Dr\nob=/lib/a.so\nfl=(1) a.rs\nfn=(1) f\n0x10 5 3 1\n+4 * 2\n-2 +1 1\n\
         jcnd=1/2 +3 0\n* *\njump=1 0x10 5\nfe=b.rs\n0x20 7 4\npart: 2\nevents: Ir Dr\nfl=(1)\n\
         fn=(1)\n1 1 10\nfn=(9)\nnonsense\n1 x 3\n",
        expect![[r#"
            tool: test
            command: prog
            metrics: Ir (Other("instructions")), Dr (Other("events"))
            f{Native, a.rs} 20 1
            warning: 1× numbers of names that the file doesn't give stand for them, first in line 24
              fn=(9)
            warning: 2× lines that are neither a name nor costs were skipped, first in line 25
              nonsense
        "#]],
    );
}

#[test]
fn damage_never_panics() {
    let content = fixture("callgrind/collected/callgrind.no_entry_point.out");
    let mut state = 1_u32;
    for _ in 0..200 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let at = state as usize % content.len();
        let _ = import("unknown", &content[..at]);
        let mut flipped = content.clone();
        flipped[at] ^= 1 << (state >> 29);
        let _ = import("unknown", &flipped);
    }
}

#[test]
fn slices_make_no_difference() {
    let content = fixture("callgrind/collected/callgrind.no_entry_point.out");
    let whole = describe(import("unknown", &content));
    let slices: Vec<_> = content.chunks(7).collect();
    assert_eq!(describe(import_slices("unknown", &slices, ImportOptions::default())), whole);
}
