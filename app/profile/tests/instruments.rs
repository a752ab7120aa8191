//! Deep copies of Instruments: recorded files against their known numbers, and short texts.

mod common;

use common::expected::{assert_frames, damage, frames};
use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::metric::Unit;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).unwrap();
    assert_eq!(imported.warnings.list(), []);
    imported.profiles.remove(0)
}

fn total(profile: &Profile) -> f64 {
    profile.total(profile.metric_ids().next().unwrap())
}

#[test]
fn times_have_the_known_numbers() {
    let profile = open("instruments/simple-time-profile-deep-copy.txt");
    assert_frames(&profile, 0, "instruments/simple-time-profile-deep-copy.expected.json", 0, Some);
    assert_eq!((total(&profile), &profile.metrics[0].unit), (4273.0, &Unit::Milliseconds));
}

/// The other tool cuts the digits after the point (96.08 Gc are 96 Gc there).
#[test]
fn cycles_keep_the_digits_after_the_point() {
    let profile = open("instruments/cycles-example-deep-copy.txt");
    assert_eq!(profile.metrics[0].unit, Unit::Other("cycles".to_owned()));
    let sums = frames(&profile, 0, 0);
    let of = |name: &str| sums[&(name.to_owned(), String::new(), 0)];
    assert_eq!(of("DYLD-STUB$$mach_absolute_time").0, 1e6);
    assert_eq!(of("mach_absolute_time").0, 45.92e9 + 80.45e6 + 46.39e9);
    // Each line is rounded to two digits after the point.
    assert!((total(&profile) - 96.08e9).abs() < 0.02e9, "{}", total(&profile));
    assert!((of("start").1 - 96.08e9).abs() < 0.02e9);
}

#[test]
fn newer_versions_indent_roots_and_have_fewer_columns() {
    check(
        "Weight\tSelf Weight\tSymbol Names\r\n4.93 s  100.0%\t0 s\t   start\r\n2.45 s   0.0%\t846.00 ms\t    delta()\r\n1.60 s   0.0%\t1.60 s\t     alpha(int, int)\r\n2.48 s   0.0%\t2.48 s\t    gamma() const",
        expect![[r#"
            tool: Instruments
            metrics: time (Milliseconds)
            start;delta() 846
            start;delta();alpha(int, int) 1600
            start;gamma() const 2480
        "#]],
    );
}

#[test]
fn allocations_have_bytes_and_counts_and_nothing_of_their_own() {
    check(
        "Bytes Used\tCount\t\tSymbol Name\n   3.00 MB     100.0%\t30\t \tstart\n   2.50 MB      83.3%\t1,020\t \t main\n 512 Bytes       0.0%\t2\t \t  malloc\n",
        expect![[r#"
            tool: Instruments
            metrics: bytes used (Bytes), count (Other("allocations"))
            start 524288 0
            start;main 2620928 1018
            start;main;malloc 512 2
        "#]],
    );
}

#[test]
fn callers_of_which_callees_have_all_have_nothing() {
    check(
        "Bytes Used\tCount\t\tSymbol Name\n 0.07 MB  100.0%\t7\t \tmain\n 0.01 MB  14.3%\t1\t \t a\n \
         0.06 MB  85.7%\t6\t \t b\n",
        expect![[r#"
            tool: Instruments
            metrics: bytes used (Bytes), count (Other("allocations"))
            main;a 10485.76 1
            main;b 62914.56 6
        "#]],
    );
}

#[test]
fn other_lines_are_told() {
    check(
        "\nRunning Time\tSelf (ms)\t\tSymbol Name\n10.0ms   99.9%\t4\t \tmain\nnothing\n6.0ms\t6\t \t work\nx\t1\t \t more\n5.00 KB 1%\t7\t \t odd\n",
        expect![[r#"
            tool: Instruments
            metrics: time (Milliseconds)
            main 4
            main;work 6
            main;odd 7
            warning: 2× lines that aren't a weight, tabs and a name were skipped, first in line 4
              nothing
            warning: 1× weights in another unit than the ones before were counted as 0, first in line 7
              5.00 KB 1%	7	 	 odd
        "#]],
    );
    check(
        "Weight\tSelf Weight\t\tSymbol Name\n",
        expect![[r#"
        error: Expected a call tree copied from Instruments, found no line with a weight. Select the root of the tree, then choose Edit, Deep Copy.
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(&fixture("instruments/simple-time-profile-deep-copy.txt"));
}
