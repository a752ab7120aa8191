//! Flame graph pictures: the stacks that they were drawn of.

#[path = "../common/mod.rs"]
mod common;
mod damage;

use common::{describe, fixture, frame_text, import};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::id::MetricId;
use profile::import::Imported;
use std::collections::BTreeMap;

/// The weights of each stack, under each metric.
type Stacks = BTreeMap<String, Vec<f64>>;

fn stacks(profile: &Profile) -> Stacks {
    let mut stacks = Stacks::new();
    let samples = &profile.threads[0].samples[0];
    for (index, stack) in samples.stacks.iter().enumerate() {
        let frames = stack.map(|stack| profile.stacks.leaf_to_root(stack).collect::<Vec<_>>());
        let names = frames.unwrap_or_default().into_iter().rev();
        // Pictures leave out the mark of inlined frames, `_[i]`, and inferno cuts a name that has
        // a `;` in it into two bars.
        let name =
            |frame| frame_text(profile, frame).replace("{inlined}", "").replace(['“', '”'], "");
        let names: Vec<_> = names.map(name).collect();
        let sums = stacks.entry(names.join(";")).or_insert(vec![0.0; samples.weights.len()]);
        for (sum, (_, weights)) in sums.iter_mut().zip(&samples.weights) {
            *sum += weights.get(index);
        }
    }
    stacks
}

fn open(path: &str) -> Imported {
    import(path, &fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn sums(imported: &Imported) -> Stacks {
    stacks(&imported.profiles[0])
}

fn label<'a>(imported: &'a Imported, label: &str) -> Option<&'a str> {
    let labels = &imported.profiles[0].about.labels;
    labels.iter().find(|(name, _)| name == label).map(|(_, value)| value.as_str())
}

/// Whether a picture has exactly the stacks of a folded file, and nothing to warn of.
fn equals_folded(picture: &str, folded: &str) {
    let picture = open(picture);
    assert_eq!(picture.warnings.list(), []);
    let (drawn, folded) = (sums(&picture), sums(&open(folded)));
    assert_eq!(drawn.len(), folded.len());
    for (stack, weights) in &folded {
        assert_eq!(drawn.get(stack), Some(weights), "{stack}");
    }
}

/// Text in, text out.
fn check(svg: &str, expected: Expect) {
    expected.assert_eq(&describe(import("picture.svg", svg.as_bytes())));
}

/// A picture of inferno with these bars: row from the root, start, width, tooltip.
fn inferno(total: u64, bars: &[(u32, u64, u64, &str)]) -> String {
    let bars: String = bars
        .iter()
        .map(|(row, x, w, title)| {
            let y = 500 - row * 16;
            format!("<g><title>{title}</title><rect x=\"0%\" y=\"{y}\" width=\"0%\" height=\"15\" fg:x=\"{x}\" fg:w=\"{w}\"/><text x=\"1%\" y=\"3\">a..</text></g>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"a\" \"b\"><svg xmlns:fg=\"http://github.com/jonhoo/inferno\"><!-- <g> --><script><![CDATA[ for (i=0;i<g.length;i++) {{ \"'\" }} ]]></script><rect x=\"0\" y=\"0\" width=\"100%\"/><text id=\"title\">A &amp; B</text><svg id=\"frames\" total_samples=\"{total}\">{bars}</svg></svg>"
    )
}

#[test]
fn inferno_pictures_are_their_folded_stacks() {
    for side in ["before", "after"] {
        for picture in ["flamegraph", "flamegraph-inverted"] {
            equals_folded(
                &format!("svg/wordstat/{side}/{picture}.svg.gz"),
                &format!("folded/wordstat/{side}/stacks.folded.gz"),
            );
        }
    }
}

#[test]
fn the_direction_is_said() {
    let path = |name| format!("svg/wordstat/before/{name}.svg.gz");
    let (plain, inverted) = (open(&path("flamegraph")), open(&path("flamegraph-inverted")));
    assert_eq!(label(&plain, "title"), Some("wordstat before"));
    assert_eq!(label(&plain, "drawn"), None);
    assert_eq!(label(&inverted, "drawn"), Some("with the root on top (--inverted)"));
    assert_eq!(plain.profiles[0].about.tool, "inferno");
}

#[test]
fn pictures_of_criterion_have_the_known_numbers() {
    for (side, bars) in [("before", 1317), ("after", 761)] {
        let picture = open(&format!("svg/wordstat/{side}/criterion-flamegraph.svg.gz"));
        assert_eq!(picture.warnings.list(), []);
        let profile = &picture.profiles[0];
        assert_eq!(profile.total(MetricId::new(0)), 498.0);
        // A bar for each stack, and one for the whole.
        assert_eq!(profile.stacks.len() + 1, bars);
    }
}

#[test]
fn differential_pictures_give_both_sides() {
    for name in ["diff", "diff-no-inline"] {
        let picture = open(&format!("svg/wordstat/{name}.svg.gz"));
        let warnings: Vec<_> = picture.warnings.list().iter().map(|it| it.what.as_str()).collect();
        assert_eq!(
            warnings,
            ["a differential picture is drawn of the comparison: code that only the baseline ran \
              is missing"]
        );
        let metrics = &picture.profiles[0].metrics;
        let names: Vec<_> = metrics.iter().map(|metric| metric.name.as_str()).collect();
        assert_eq!(names, ["baseline", "comparison"]);
        let (drawn, folded) =
            (sums(&picture), sums(&open(&format!("folded/wordstat/{name}.folded.gz"))));
        let last_digit = 0.005 / 100.0 * 805_416_227.0 + 0.5;
        for (stack, weights) in &folded {
            match drawn.get(stack) {
                Some(drawn) => {
                    assert!((drawn[0] - weights[0]).abs() <= last_digit, "{stack}: {drawn:?}");
                    assert_eq!(drawn[1], weights[1], "{stack}");
                }
                None => assert_eq!(weights[1], 0.0, "{stack}"),
            }
        }
        assert!(drawn.keys().all(|stack| folded.contains_key(stack)));
        assert_eq!(picture.profiles[0].total(MetricId::new(1)), 805_416_227.0);
    }
}

#[test]
fn names_and_weights_are_read_from_tooltips() {
    let svg = inferno(
        10,
        &[
            (2, 3, 2, "Vec&lt;T&gt;::push (2 ns, 20.00%)"),
            (1, 0, 7, "main (x) (7 ns, 70.00%)"),
            (2, 5, 2, "zip (inlined) (2 ns, 20.00%)"),
            (1, 7, 3, "work (a.py:8) (3 ns, 30.00%)"),
            (0, 0, 10, "all (10 ns, 100%)"),
        ],
    );
    check(
        &svg,
        expect![[r#"
            tool: inferno
            title = A & B
            metrics: ns (Nanoseconds)
            main (x) 3
            main (x);Vec<T>::push 2
            main (x);zip (inlined) 2
            work{Interpreted, a.py:8} 3
        "#]],
    );
}

#[test]
fn flame_charts_keep_the_order_of_time() {
    let svg = inferno(
        10,
        &[
            (0, 0, 10, "all (10 samples, 100%)"),
            (1, 0, 6, "main (6 samples, 60.00%)"),
            (2, 1, 1, "z (1 samples, 10.00%)"),
            (2, 4, 1, "a (1 samples, 10.00%)"),
            (1, 7, 3, "main (3 samples, 30.00%)"),
        ],
    );
    check(
        &svg,
        expect![[r#"
            tool: inferno
            title = A & B
            order = not sorted: as recorded (--flamechart)
            metrics: samples (Samples)
            main 1
            main;z 1
            main 2
            main;a 1
            main 1
             1
            main 3
        "#]],
    );
}

#[test]
fn stacks_that_were_turned_round_are_turned_back() {
    let svg = inferno(
        4,
        &[
            (0, 0, 4, "all (4 samples, 100%)"),
            (1, 0, 3, "read (3 samples, 75.00%)"),
            (2, 0, 1, "main (1 samples, 25.00%)"),
            (2, 1, 2, "parse (2 samples, 50.00%)"),
            (3, 1, 2, "main (2 samples, 50.00%)"),
            (1, 3, 1, "write (1 samples, 25.00%)"),
            (2, 3, 1, "flush (1 samples, 25.00%)"),
            (3, 3, 1, "out (1 samples, 25.00%)"),
            (4, 3, 1, "main (1 samples, 25.00%)"),
        ],
    );
    check(
        &svg,
        expect![[r#"
            tool: inferno
            title = A & B
            metrics: samples (Samples)
            read;main 1
            read;parse;main 2
            write;flush;out;main 1
        "#]],
    );
}

#[test]
fn what_is_too_narrow_is_said_to_be_missing() {
    let svg = inferno(
        1000,
        &[
            (0, 0, 1000, "all (1,000 samples, 100%)"),
            (1, 0, 999, "main (999 samples, 99.90%)"),
            (2, 10, 500, "a (500 samples, 50.00%)"),
            (2, 512, 487, "b (487 samples, 48.70%)"),
        ],
    );
    check(
        &svg,
        expect![[r#"
            tool: inferno
            title = A & B
            metrics: samples (Samples)
             1
            main 12
            main;a 500
            main;b 487
            warning: 2× gaps between callees: functions narrower than the file's minimum width are missing, and their weight counts as self of their callers, first in the file
              about 3 of 1000 samples
        "#]],
    );
}

#[test]
fn scaled_weights_are_those_of_the_tooltips() {
    let svg = inferno(
        1234,
        &[
            (0, 0, 1234, "all (123 ms, 100%)"),
            (1, 0, 1234, "main (123 ms, 100.00%)"),
            (2, 0, 34, "a (3 ms, 2.75%)"),
        ],
    );
    check(
        &svg,
        expect![[r#"
            tool: inferno
            title = A & B
            metrics: ms (Milliseconds)
            main 120
            main;a 3.4000000000000004
            warning: 1× weights were scaled when the picture was drawn (`--factor`), first in the file
              by about 0.1
            warning: 1× gaps between callees: functions narrower than the file's minimum width are missing, and their weight counts as self of their callers, first in the file
              about 120 of 123.4 ms
        "#]],
    );
}

/// `flamegraph.pl`: in no order, places with one decimal, weights in the tooltips.
#[test]
fn flamegraph_pl_is_read_by_its_tooltips() {
    let bar = |row: u32, x: &str, width: &str, title: &str| {
        let y = 500 - row * 16;
        format!(
            "<g class=\"func_g\" onmouseover=\"s(this)\">\n<title>{title}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"15.0\" rx=\"2\" />\n<text text-anchor=\"\" x=\"1\">m..</text>\n</g>\n"
        )
    };
    let svg = format!(
        "<?xml version=\"1.0\" standalone=\"no\"?>\n<svg version=\"1.1\">\n<rect x=\"0.0\" y=\"0\" width=\"1200.0\" height=\"500\" />\n<text text-anchor=\"middle\" x=\"600.00\" y=\"24\" >Off-CPU</text>\n<text text-anchor=\"\" id=\"details\" > </text>\n{}{}{}{}{}</svg>\n",
        bar(2, "403.3", "0.4", "write (1 CPU ms, 0.03%)"),
        bar(1, "10.0", "393.3", "main (1,000 CPU ms, 33.33%)"),
        bar(0, "10.0", "1180.0", "all (3,000 CPU ms, 100%)"),
        bar(2, "402.9", "0.4", "read (1 CPU ms, 0.03%)"),
        bar(1, "403.3", "786.7", "worker (2,000 CPU ms, 66.67%)"),
    );
    check(
        &svg,
        expect![[r#"
            title = Off-CPU
            metrics: CPU ms (Milliseconds)
            main 999
            main;read 1
            worker 1999
            worker;write 1
            warning: 1× gaps between callees: functions narrower than the file's minimum width are missing, and their weight counts as self of their callers, first in the file
              about 1999 of 3000 CPU ms
        "#]],
    );
}

#[test]
fn whole_pixels_lose_weight_and_that_is_said() {
    let bar = |row: u32, x: u32, width: u32, title: &str| {
        let y = 500 - row * 16;
        format!(
            "<g class=\"func_g\"><title>{title}</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"15\"/></g>"
        )
    };
    let svg = format!(
        "<svg>{}{}{}{}</svg>",
        bar(0, 10, 1180, "all (5,000 samples, 100%)"),
        bar(1, 10, 0, "a (1 samples, 0.02%)"),
        bar(1, 10, 1180, "b (4,999 samples, 99.98%)"),
        bar(2, 9, 1, "leaf (2 samples, 0.04%)"),
    );
    check(
        &svg,
        expect![[r#"
        metrics: samples (Samples)
        a;leaf 2
        b 4999
        warning: 1× functions are narrower than their callees together, since the file rounds widths: the weights add up to too much, first in the file
          5001 samples instead of 5000
    "#]],
    );
}
