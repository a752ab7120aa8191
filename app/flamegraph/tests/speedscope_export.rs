//! What is written for speedscope, and that it comes back the same.

mod trees;

use expect_test::expect;
use flamegraph::export::{SpeedscopeInput, speedscope};
use protocol::Unit;
use std::collections::BTreeMap;
use trees::{Plain, by_function, data, folded, import, metric};

fn written(plain: &Plain, unit: &Unit, leaf_first: bool) -> String {
    speedscope(&SpeedscopeInput {
        tree: &plain.built.tree,
        weights: &plain.built.weights,
        names: &plain.names,
        unit,
        title: "a \"view\"",
        leaf_first,
    })
}

/// The unit of the first metric; the page's units are called as the profile's are.
fn unit_of(profile: &profile::Profile) -> Unit {
    let unit = serde_json::to_value(&profile.metrics[0].unit).unwrap();
    serde_json::from_value(unit).unwrap()
}

#[test]
fn each_node_with_self_weight_is_a_sample() {
    let plain = Plain::of(folded("main;a\\b;\"q\" 3\nmain 0.5\nmain;c;main 1\n"));
    expect![[r#"
        {"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"Flamedrop@0.1.0","name":"a \"view\"",
        "shared":{"frames":[
        {"name":"main"},
        {"name":"a\\b"},
        {"name":"\"q\""},
        {"name":"c"}
        ]},
        "profiles":[{"type":"sampled","name":"a \"view\"","unit":"none","unitName":"samples","startValue":0,"endValue":4.5,
        "samples":[[0],[0,1,2],[0,3,0]],
        "weights":[0.5,3,1]}]}
    "#]].assert_eq(&written(&plain, &Unit::Samples, false));
    let inverted = written(&plain, &Unit::Seconds, true);
    let profile = inverted.lines().skip(6).collect::<Vec<_>>().join("\n");
    expect![[r#"
        ]},
        "profiles":[{"type":"sampled","name":"a \"view\"","unit":"seconds","startValue":0,"endValue":4.5,
        "samples":[[0],[2,1,0],[0,3,0]],
        "weights":[0.5,3,1]}]}"#]].assert_eq(&profile);
}

#[test]
fn units_come_back() {
    let plain = Plain::of(folded("main;a 3\nmain 2\n"));
    let page_faults = Unit::Other("page faults".to_owned());
    for unit in [
        Unit::Unknown,
        Unit::Samples,
        Unit::Nanoseconds,
        Unit::Microseconds,
        Unit::Milliseconds,
        Unit::Seconds,
        Unit::Bytes,
        page_faults,
    ] {
        let again = import("a", written(&plain, &unit, false).as_bytes());
        assert_eq!(unit_of(&again), unit);
        assert_eq!(again.total(metric()), 5.0, "{unit:?}");
    }
}

#[test]
fn recordings_come_back_with_the_same_totals() {
    for path in [
        "folded/wordstat/after/stacks.folded.gz",
        "perf/after/perf-script.txt.gz",
        "pprof/after/profile.pb",
        "dhat/after/dhat.json.gz",
        "callgrind/after/callgrind.out.gz",
    ] {
        let plain = Plain::of(data(path));
        let unit = unit_of(&plain.profile);
        let again = Plain::of(import("again", written(&plain, &unit, false).as_bytes()));
        // Callgrind's are parts of instructions, whose sums depend on the order of siblings.
        let is_equal = |one: f64, other: f64| (one - other).abs() <= one * 1e-12;
        let [total, total_again] = [&plain, &again].map(|plain| plain.built.weights.total());
        assert!(is_equal(total, total_again), "{path}: {total} {total_again}");
        let [again_by_name, by_name] = [&again, &plain].map(by_name);
        let is_same = |name: &str, (own, total): (f64, Option<f64>)| {
            let again = again_by_name.get(name);
            let is_equal_total = |again: Option<f64>| {
                total.is_none_or(|it| again.is_some_and(|it_again| is_equal(it, it_again)))
            };
            again.is_some_and(|again| is_equal(own, again.0) && is_equal_total(again.1))
        };
        let differs: Vec<_> = by_name.iter().filter(|(name, row)| !is_same(name, **row)).collect();
        assert!(differs.is_empty(), "{path}: {differs:#?}");
        assert_eq!(again_by_name.len(), by_name.len(), "{path}");
        assert_eq!(unit_of(&again.profile), unit, "{path}");
    }
}

/// Self and total of each name. Functions of one name in several libraries are one in a file of
/// speedscope, which knows no libraries; a total is known only of the others.
fn by_name(plain: &Plain) -> BTreeMap<String, (f64, Option<f64>)> {
    let [own, total] = by_function(&plain.names, &plain.built.tree, &plain.built.weights);
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, (f64, Option<f64>)> = BTreeMap::new();
    for (name, weight) in &own {
        by_name.entry(name.clone()).or_default().0 += weight;
        *count.entry(name).or_default() += 1;
    }
    for (name, weight) in total {
        let is_alone = count.get(name.as_str()) == Some(&1);
        by_name.entry(name).or_default().1 = is_alone.then_some(weight);
    }
    // A frame that no sample has isn't written.
    by_name.retain(|_, (_, total)| *total != Some(0.0));
    by_name
}
