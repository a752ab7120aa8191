//! Pictures that are incomplete, broken or too old.

use crate::common::{describe, fixture, import, import_slices};
use crate::{check, inferno};
use expect_test::expect;
use profile::import::ImportOptions;

#[test]
fn pictures_without_tooltips_are_refused() {
    let svg = "<svg><style>.func_g:hover { }</style><g class=\"func_g\" onmouseover=\"s('a (1 samples, 1%)')\"><rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" /></g><rect x=\"1\" y=\"2\" width=\"3\" onmouseover=\"s('b (1 samples, 1%)')\" /></svg>";
    check(
        svg,
        expect![[r#"
        error: Expected bars with tooltips (`<title>`), which tell names and weights, found 2 bars without any (as flamegraph.pl drew them until 2013). Drop the folded stacks that it was drawn of, or draw them again with `inferno-flamegraph` or a newer `flamegraph.pl`.
    "#]],
    );
    check(
        &inferno(0, &[]),
        expect![[r#"
        error: Expected a flame graph, found one without a readable bar. Check that the program that drew it recorded any samples.
    "#]],
    );
}

#[test]
fn damaged_pictures_keep_what_is_there() {
    let bars = [
        (1, 0, 6, "main (6 samples, 60.00%)"),
        (2, 1, 1, "z (1 samples, 10.00%)"),
        (3, 8, 1, "stray (1 samples, 10.00%)"),
        (1, 7, 3, "work"),
    ];
    let svg = inferno(10, &bars).replacen("fg:w=\"1\"", "fg:w=\"1", 1);
    check(
        svg.strip_suffix("</svg></svg>").unwrap(),
        expect![[r#"
        tool: inferno
        title = A & B
        metrics: samples (Samples)
        main 6
        work 2
        work;stray 1
        warning: 1× tooltips that don't tell the weight: it was taken from the bars' widths, first at byte 708
          work
        warning: 1× tags with a missing quote were skipped, first in the file
        warning: 1× the file ends before the picture does, first in the file
        warning: 1× the bar for the whole (“all”) is missing: the weights are those of the bars that are there, first in the file
        warning: 1× gaps between callees: functions narrower than the file's minimum width are missing, and their weight counts as self of their callers, first in the file
          about 1 of 9 samples
    "#]],
    );
}

#[test]
fn slices_change_nothing() {
    let whole = fixture("svg/wordstat/after/criterion-flamegraph.svg.gz");
    let expected = describe(import("unknown", &whole));
    for size in [1, 7, 1000] {
        let slices: Vec<_> = whole.chunks(size).collect();
        let imported = import_slices("unknown", &slices, ImportOptions::default());
        assert_eq!(describe(imported), expected, "{size}");
    }
}

/// Cut and flipped pictures give a profile or an error.
#[test]
fn damage_is_survived() {
    let bars = [
        (0, 0, 10, "all (10 samples, 100%)"),
        (1, 0, 6, "main (6 samples, 60.00%; +1.00%)"),
        (2, 1, 1, "z (1 samples, 10.00%; -3.00%)"),
        (1, 7, 3, "w&#x41;rk (3 samples, 30.00%; 0.00%)"),
    ];
    let svg = inferno(10, &bars).into_bytes();
    for at in 0..svg.len() {
        let _ = import("unknown", &svg[..at]);
        for bit in [1, 4, 32] {
            let mut flipped = svg.clone();
            flipped[at] ^= bit;
            let whole = describe(import("unknown", &flipped));
            let halves = [&flipped[..at], &flipped[at..]];
            let options = ImportOptions::default();
            assert_eq!(describe(import_slices("unknown", &halves, options)), whole);
        }
    }
}
