//! Call graphs of pmcstat: a recorded file against its known numbers, and short texts.

mod common;

use common::expected::damage;
use common::{describe, fixture, import, json};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

const RECORDED: &str = "pmcstat/simple.txt";

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

#[test]
fn recorded_file_has_the_known_numbers() {
    let profile = import("unknown", &fixture(RECORDED)).unwrap().profiles.remove(0);
    let metric = profile.metric_ids().next().unwrap();
    assert_eq!(profile.total(metric), 8937.0);
    let samples = &profile.threads[0].samples[0];
    let expected = &json("pmcstat/simple.expected.json")[0];
    assert_eq!(samples.len(), expected["stacks"].as_array().unwrap().len());
    let mut sums = BTreeMap::<String, (f64, f64)>::new();
    for (row, stack) in samples.stacks.iter().enumerate() {
        let weight = samples.weights_of(metric).unwrap().get(row);
        for (depth, frame) in profile.stacks.leaf_to_root(stack.unwrap()).enumerate() {
            let function = profile.functions.get(profile.frames.function(frame));
            let library = &profile.libraries[function.library.unwrap().index()].name;
            let key = format!("{} {library}", profile.text(function.name));
            let (own, total) = sums.entry(key).or_default();
            *own += if depth == 0 { weight } else { 0.0 };
            *total += weight;
        }
    }
    let theirs: BTreeMap<_, _> = expected["frames"]
        .as_array()
        .unwrap()
        .iter()
        .map(|frame| {
            let text = |key: &str| frame[key].as_str().unwrap();
            let sums = ["self", "total"].map(|key| frame[key].as_f64().unwrap());
            (format!("{} {}", text("name"), text("file")), (sums[0], sums[1]))
        })
        .collect();
    assert_eq!(sums, theirs);
}

#[test]
fn stacks_that_end_early_are_counted() {
    check(
        "@ cycles [100 samples]\n\n# comment ok\n50.00%  [50]     leaf @ /lib/a b.so\n 60.00%  [30]      middle\n  100.0%  [30]       main @ /bin/app\n10.00%  [10]     alone\ninvalid line\n\n@ misses [7 samples]\n100.0%  [7]     f(int) @ x\n",
        expect![[r#"
            tool: pmcstat
            metrics: cycles (Samples), misses (Samples)
            main;middle;leaf 30
            alone 10
            f(int) 7
            warning: 1× lines that aren't a share, a count and a name were skipped, first in line 8
              invalid line
            warning: 20× samples have callers that pmcstat left out of the file, and aren't shown, first in line 4
            warning: 60× samples that a heading counts aren't in the stacks below it, first in line 1
              cycles
        "#]],
    );
}

#[test]
fn files_without_stacks() {
    check(
        "@ cycles [100 samples]\n50.00%  [x]     leaf\n",
        expect![[r#"
        error: Expected a profile in a format that can be opened, found text of an unknown kind (it begins with “@ cycles [100 samples]”). These can be opened: …
    "#]],
    );
    check(
        "20.86%  [7447]     leaf @ a\n 100.0%  [7447]      main",
        expect![[r#"
        tool: pmcstat
        metrics: samples (Samples)
        main;leaf 7447
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(&fixture(RECORDED));
}
