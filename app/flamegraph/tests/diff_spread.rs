//! Several recordings a side: what differs from run to run is no change, and what changed is found all the same.

mod diffs;
mod trees;

use diffs::{Diff, OPTIONS};
use flamegraph::diff::scale::{Basis, Scaling};
use flamegraph::diff::significance::Noise;
use flamegraph::diff::spread::{Dispersion, Spread, usual};
use protocol::diff::{DiffScale, NoiseTest, Side};
use protocol::{FunctionId, Unit};
use std::f64::consts::PI;
use std::fmt::Write;
use trees::Plain;

/// A generator of numbers that are the same each time.
struct Numbers(u64);

impl Numbers {
    fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (2.0 * PI * self.uniform()).cos()
    }

    /// How many samples fall on something that is expected to have so many.
    fn count(&mut self, expected: f64) -> u32 {
        if expected > 50.0 {
            return (expected + expected.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let (mut product, mut count) = (self.uniform(), 0);
        while product > (-expected).exp() {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

const FUNCTIONS: usize = 300;

/// What recordings of so many seconds of a program show that does everything as often, but for `f0`, which does `factor`
/// times as much; each function takes a share more or less in each run, as caches and the scheduler have it.
fn recordings(numbers: &mut Numbers, seconds: &[f64], factor: f64) -> Vec<Plain> {
    let run = |seconds: &f64| {
        let mut text = String::new();
        for place in 0..FUNCTIONS {
            // From 2 to 2,000 samples.
            let usual = 2.0 * 1000f64.powf(place as f64 / FUNCTIONS as f64);
            let usual = if place == 0 { 500.0 * factor } else { usual };
            let expected = seconds * usual * (0.15 * numbers.normal()).exp();
            let count = numbers.count(expected);
            if count > 0 {
                writeln!(text, "main;f{place} {count}").expect("a text grows");
            }
        }
        Plain::of(trees::folded(&text))
    };
    seconds.iter().map(run).collect()
}

/// How many functions but `f0` count as changed in ten comparisons, and in how many `f0` does.
fn changed(baseline: usize, comparison: usize, factor: f64) -> (usize, usize) {
    let mut found = (0, 0);
    for seed in 1..=10 {
        let mut numbers = Numbers(seed);
        let sides = [(baseline, 1.0), (comparison, factor)]
            .map(|(runs, factor)| recordings(&mut numbers, &vec![1.0; runs], factor));
        let [before, after] = sides.each_ref().map(|side| side.iter().collect::<Vec<_>>());
        let diff = Diff::many(&before, &after, None, &[]);
        let is_changed = |id: &usize| diff.noise.function_changed(FunctionId(*id as u32)).0;
        let changed: Vec<usize> =
            (0..diff.sides.names.functions.len()).filter(is_changed).collect();
        let hot = diff.function("f0").0 as usize;
        found.0 += changed.iter().filter(|&&id| id != hot).count();
        found.1 += usize::from(changed.contains(&hot));
    }
    found
}

#[test]
fn one_recording_takes_what_varies_for_a_change() {
    let (others, _) = changed(1, 1, 1.0);
    assert!(others > 100, "{others}");
}

#[test]
fn several_recordings_tell_what_varies_from_a_change() {
    for (baseline, comparison) in [(2, 2), (3, 3), (1, 3), (3, 1), (2, 1)] {
        let (others, hot) = changed(baseline, comparison, 3.0);
        assert!(others <= 3, "{others} of {baseline} against {comparison}");
        assert!(hot >= 9, "{hot} of {baseline} against {comparison}");
        let (others, hot) = changed(baseline, comparison, 1.0);
        assert!(others + hot <= 3, "{others} and {hot} of {baseline} against {comparison}");
    }
}

/// Rates are compared: that one recording is three times as long as another is no spread.
#[test]
fn longer_recordings_of_a_side_have_the_same_rates() {
    let seconds = [vec![1.0, 3.0], vec![2.0, 0.7, 1.4]];
    for seed in 1..=5 {
        let mut numbers = Numbers(seed);
        let sides =
            [0, 1].map(|side: usize| recordings(&mut numbers, &seconds[side], [1.0, 3.0][side]));
        let [before, after] = sides.each_ref().map(|side| side.iter().collect::<Vec<_>>());
        let diff = Diff::many(&before, &after, None, &[]);
        let basis = |side: usize| Basis {
            unit: Unit::Samples,
            total: diff.sides.total([Side::Baseline, Side::Comparison][side]),
            duration_ns: Some(seconds[side].iter().sum::<f64>() / seconds[side].len() as f64),
            run_amounts: seconds[side].clone(),
            ..Basis::default()
        };
        let bases = [basis(0), basis(1)];
        let scaling = Scaling::of(Some(&DiffScale::EqualDuration), bases.each_ref());
        let scaling = scaling.expect("comparable sides");
        let noise = Noise::new(&diff.sides, &scaling, diff.per_weight, OPTIONS);
        let is_changed = |id: usize| noise.function_changed(FunctionId(id as u32)).0;
        let hot = diff.function("f0").0 as usize;
        let others =
            (0..diff.sides.names.functions.len()).filter(|&id| id != hot && is_changed(id));
        assert!(others.count() <= 2, "seed {seed}");
        assert!(is_changed(hot), "seed {seed}");
    }
}

#[test]
fn spreads_are_tested_as_the_formulas_have_it() {
    let text = trees::data_bytes("diff/spread.tsv");
    let text = String::from_utf8(text).expect("a table");
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    let run = |side: usize, run: usize| {
        let weight = |row: &Vec<&str>| row[side].split(',').nth(run).expect("a count").to_owned();
        let lines = rows.iter().enumerate();
        let lines = lines.map(|(place, row)| format!("f{place} {}\n", weight(row)));
        Plain::of(trees::folded(&lines.collect::<String>()))
    };
    let (before, after) = ([0, 1, 2].map(|place| run(0, place)), [0, 1].map(|place| run(1, place)));
    let [before, after] = [before.iter().collect::<Vec<_>>(), after.iter().collect()];
    let diff = Diff::many(&before, &after, Some(DiffScale::None), &[]);
    assert_eq!(diff.noise.facts.test, NoiseTest::Spread);
    let spread = Spread::new(&diff.sides, &diff.scaling, [Some(3.0), Some(2.0)]).expect("a spread");
    for (place, row) in rows.iter().enumerate() {
        let id = diff.function(&format!("f{place}")).0 as usize;
        let found = spread.p(&diff.sides, |run| run.functions.self_weights[id]).expect("a p");
        let expected: f64 = row[2].parse().expect("a p");
        assert!((found / expected - 1.0).abs() < 1e-6, "{row:?}: {found}");
    }
}

/// Counts that never vary (instructions): any difference is one.
#[test]
fn what_never_varies_has_changed_if_it_differs() {
    let run = |hot: u32| {
        let others: String = (1..40).map(|place| format!("f{place} {}\n", place * 7)).collect();
        Plain::of(trees::folded(&format!("f0 {hot}\n{others}")))
    };
    let (before, after) = ([run(7000), run(7000)], [run(7100), run(7100)]);
    let [before, after] = [&before, &after].map(|side| side.iter().collect::<Vec<_>>());
    let diff = Diff::many(&before, &after, Some(DiffScale::None), &[]);
    let spread = Spread::new(&diff.sides, &diff.scaling, [None; 2]).expect("a spread");
    let p = |name: &str| {
        let id = diff.function(name).0 as usize;
        spread.p(&diff.sides, |run| run.functions.self_weights[id])
    };
    assert_eq!([p("f0"), p("f1")], [Some(0.0), Some(1.0)]);
}

/// With a single recording on one side and next to no functions counts are all that there is.
#[test]
fn a_few_functions_are_tested_by_their_counts() {
    let run = |hot: u32| Plain::of(trees::folded(&format!("main;A {hot}\nmain;B 100\nmain 1\n")));
    let (before, after) = ([run(100)], [run(300), run(300)]);
    for [one, other] in [[&before[..], &after[..]], [&after[..], &before[..]]] {
        let [one, other] = [one, other].map(|side| side.iter().collect::<Vec<_>>());
        let diff = Diff::many(&one, &other, None, &[]);
        assert_eq!(diff.noise.facts.test, NoiseTest::Binomial);
        assert_eq!(diff.noise.function_changed(diff.function("A")), (true, true));
    }
}

/// A recording without the thread that is looked at says nothing of spread.
#[test]
fn an_empty_recording_is_no_spread() {
    let mut numbers = Numbers(3);
    let before = recordings(&mut numbers, &[1.0; 2], 1.0);
    let after = recordings(&mut numbers, &[1.0; 2], 3.0);
    let empty = Plain::of(trees::folded("main 0\nother 0\nmain;f0 0\n"));
    let with_empty = [&before[0], &before[1], &empty];
    let diff = Diff::many(&with_empty, &after.iter().collect::<Vec<_>>(), None, &[]);
    assert!(diff.noise.function_changed(diff.function("f0")).0);
}

/// Weights whose squares are no numbers any more, and more functions than are looked at.
#[test]
fn the_largest_weights_end() {
    let line = |at: usize| format!("f{at} {}\n", if at < 1000 { "1e-200" } else { "1e200" });
    let run = Plain::of(trees::folded(&(0..7000).map(line).collect::<String>()));
    let other = Plain::of(trees::folded("f0 1\n"));
    Diff::many(&[&run, &run], &[&other], None, &[]);
}

#[test]
fn few_functions_tell_nothing_of_what_is_usual() {
    assert_eq!(usual(&[Dispersion { value: 1.0, freedom: 2.0 }; 9]), None);
    // All alike, more than chance would have it: as good as known.
    let known = usual(&[Dispersion { value: 1.5, freedom: 4.0 }; 90]).expect("enough functions");
    assert!(known.freedom > 1000.0, "{known:?}");
}

/// A run without the yardstick is in the mean that is shown, but can't be scaled by itself.
#[test]
fn a_run_without_its_yardstick_leaves_no_spread() {
    let run = |yardstick: u32| {
        let others: String = (1..40).map(|place| format!("f{place} {}\n", place * 7)).collect();
        Plain::of(trees::folded(&format!("f0 {yardstick}\n{others}")))
    };
    for (last, has_spread) in [(100, true), (0, false)] {
        let runs = [run(100), run(last), run(100), run(100)];
        let diff = Diff::many(&[&runs[0], &runs[1]], &[&runs[2], &runs[3]], None, &[]);
        let scaling = Scaling {
            scale: DiffScale::Yardstick("f0".to_owned()),
            run_amounts: [vec![100.0, f64::from(last)], vec![100.0; 2]],
            ..diff.scaling.clone()
        };
        let spread = Spread::new(&diff.sides, &scaling, [Some(1.0); 2]);
        assert_eq!(spread.is_some(), has_spread, "{last}");
    }
}
