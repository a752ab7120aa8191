//! Diffs of sides that are empty, foreign to each other, large or deep.

mod diff_viewers;

use diff_viewers::{
    AFTER, BEFORE, ask, input, recording_in, request, show, table, view, viewer_of,
    viewer_of_profiles,
};
use expect_test::expect;
use flamegraph::viewer::Viewer;
use profile::frame::Frame;
use profile::function::{Function, FunctionKind};
use profile::import::Reader;
use profile::metric::Metric;
use profile::sample::{Samples, Weights};
use profile::thread::Thread;
use profile::{Profile, ProfileBuilder};
use protocol::diff::{
    DiffAnswer, DiffColumn, DiffExport, DiffInput, DiffRequest, DiffScale, DiffShown, DiffSort,
    DiffView, DiffWidth, NoiseTest,
};
use protocol::{Answer, NodeId, Request, Threads, Unit};

const WIDTHS: [DiffWidth; 4] =
    [DiffWidth::Larger, DiffWidth::Comparison, DiffWidth::Baseline, DiffWidth::Changed];

fn sentences(shown: &DiffShown) -> String {
    let texts: Vec<&str> = shown.answer.iter().map(|sentence| sentence.text.as_str()).collect();
    texts.join("\n")
}

/// Shows a diff in each width, and sees to it that no number is none.
fn all_widths(viewer: &mut Viewer, view: DiffView) -> DiffShown {
    for width in WIDTHS {
        let shown = show(viewer, DiffView { width, ..view.clone() });
        assert!(shown.shown.total.is_finite() && shown.hidden.is_finite());
        assert!(shown.factors.iter().all(|factor| factor.is_finite() && *factor > 0.0));
        for node in 0..shown.shown.node_count.min(100) {
            let tree = shown.shown.tree;
            let (answer, _) = ask(viewer, tree, DiffRequest::Node(NodeId(node)));
            let DiffAnswer::Node { change, .. } = answer else { panic!("no node") };
            assert!(change.total.delta.is_finite() && change.total.points.is_finite());
        }
        ask(viewer, shown.shown.tree, DiffRequest::Moved);
    }
    show(viewer, view)
}

/// A recording of threads, each by its name with one stack and its weight.
fn recording_of_threads(threads: &[(&str, &str, u32)]) -> Profile {
    let mut builder = ProfileBuilder::new("threads");
    let metric = builder.push_metric(Metric::default());
    for &(name, stack, weight) in threads {
        let mut prefix = None;
        for function in stack.split(';') {
            let name = builder.string(function);
            let kind = FunctionKind::Native;
            let function = Function { name, file: None, library: None, kind };
            let function = builder.function(function);
            let frame = builder.frame(Frame::of(function));
            prefix = Some(builder.stack(prefix, frame));
        }
        let weights = Weights::Each([f64::from(weight)].into_iter().collect());
        let samples = Samples {
            stacks: vec![prefix],
            times_ns: Vec::new(),
            weights: vec![(metric, weights)],
        };
        let name = name.to_owned();
        builder.push_thread(Thread { name, samples: vec![samples], ..Thread::default() });
    }
    builder.finish()
}

#[test]
fn an_empty_side_is_said_to_be_empty() {
    let mut viewer = viewer_of(&["main;a 3\nmain;b 1\n"]);
    let nothing = DiffInput { threads: Threads::Some(vec![9]), ..input(0, 0) };
    let shown = all_widths(&mut viewer, DiffView::of(input(0, 0), nothing.clone()));
    assert_eq!(sentences(&shown), "The comparison is empty: all of the baseline is gone.");
    assert_eq!(shown.noise.test, NoiseTest::LeastChange);
    let shown = all_widths(&mut viewer, DiffView::of(nothing.clone(), input(0, 0)));
    assert_eq!(sentences(&shown), "The baseline is empty: all of the comparison is new.");
    let shown = all_widths(&mut viewer, DiffView::of(nothing.clone(), nothing));
    assert_eq!(sentences(&shown), "Both sides are empty.");
}

#[test]
fn sides_without_a_common_function_are_asked_about() {
    let mut viewer = viewer_of(&["main;a 300\nmain;b 101\n", "start;c 200\nstart;d 101\n"]);
    let shown = all_widths(&mut viewer, view());
    expect![[r#"
        The total fell from 401 weight to 301 weight (−24.9 %).
        The two sides have no function in common: are these recordings of one program?
        `a` is gone: it was 74.8 % (−74.8 points; total 74.8 % → 0 %).
        `c` is new: 66.4 % (+66.4 points; total 0 % → 66.4 %).
        `d` is new: 33.6 % (+33.6 points; total 0 % → 33.6 %).
        `b` is gone: it was 25.2 % (−25.2 points; total 25.2 % → 0 %).
        Functions that are new make 100.0 %, those that are gone made 100.0 %.
        In all 4 functions changed: −100.0 points and +100.0 points."#]]
    .assert_eq(&sentences(&shown));
}

#[test]
fn large_weights_stay_exact() {
    let mut viewer = viewer_of(&[
        "main;a 1000000000000000\nmain;b 2000000000000000\n",
        "main;a 1000000000000001\nmain;b 1999999999999999\n",
    ]);
    let scale = Some(DiffScale::None);
    let shown = all_widths(&mut viewer, DiffView { scale, ..view() });
    expect![[r#"
        a: self 1000000000000000 → 1000000000000001 same, total 1000000000000000 → 1000000000000001 same
        b: self 2000000000000000 → 1999999999999999 same, total 2000000000000000 → 1999999999999999 same
        main: self 0 → 0 same, total 3000000000000000 → 3000000000000000 same
    "#]].assert_eq(&table(&mut viewer, shown.shown.tree));
}

/// A weight of 1 says that all weights are counts, so there is a test of 1e15 samples.
#[test]
fn large_weights_are_tested_in_every_scale() {
    let files = [
        "main;a 1000000000000000\nmain;b 2000000000000000\nmain;d 1000000000000000\nmain 1\n",
        "main;a 2000000000000000\nmain;b 2000000000000000\nmain;c 1000\nmain 1\n",
    ];
    let mut viewer = viewer_of(&files);
    let yardstick = |name: &str| DiffScale::Yardstick(name.to_owned());
    for scale in [DiffScale::EqualTotals, yardstick("b"), yardstick("main"), DiffScale::None] {
        let view = DiffView { scale: Some(scale), ..view() };
        for (view, expected) in [
            (view.clone(), ["a more", "c new", "d removed"]),
            (view.swapped(), ["a less", "c removed", "d new"]),
        ] {
            let shown = all_widths(&mut viewer, view);
            assert_eq!(shown.noise.test, NoiseTest::Binomial);
            let sort = DiffSort { column: DiffColumn::Name, ..DiffSort::default() };
            let rows = DiffRequest::Rows { sort, start: 0, count: 9, selected: None };
            let DiffAnswer::Rows(rows) = ask(&mut viewer, shown.shown.tree, rows).0 else {
                panic!("no rows")
            };
            let changed = rows.rows.iter().filter(|row| row.own.state.is_change());
            let changed: Vec<String> =
                changed.map(|row| format!("{} {}", row.name, row.own.state.name())).collect();
            assert_eq!(changed, expected, "{}", shown.scale_label);
        }
    }
}

/// Threads are chosen by their places: a side may have fewer than the other.
#[test]
fn a_side_may_lack_the_others_threads() {
    let files = vec![
        recording_of_threads(&[("main", "run;a", 301), ("worker", "work;b", 200)]),
        recording_of_threads(&[("main", "run;a", 301)]),
    ];
    let of_threads = |threads: Threads| {
        let of_file = |file| DiffInput { threads: threads.clone(), ..input(file, 0) };
        DiffView { scale: Some(DiffScale::None), ..DiffView::of(of_file(0), of_file(1)) }
    };
    let mut viewer = viewer_of_profiles(files);
    let shown = all_widths(&mut viewer, of_threads(Threads::All));
    expect![[r#"
        b: self 200 → 0 removed, total 200 → 0 removed
        a: self 301 → 301 same, total 301 → 301 same
        run: self 0 → 0 same, total 301 → 301 same
        work: self 0 → 0 same, total 200 → 0 removed
    "#]]
    .assert_eq(&table(&mut viewer, shown.shown.tree));
    let shown = all_widths(&mut viewer, of_threads(Threads::Some(vec![0])));
    expect![[r#"
        a: self 301 → 301 same, total 301 → 301 same
        run: self 0 → 0 same, total 301 → 301 same
    "#]]
    .assert_eq(&table(&mut viewer, shown.shown.tree));
    // Only the baseline has a second one.
    let worker = of_threads(Threads::Some(vec![1]));
    let shown = all_widths(&mut viewer, worker.clone());
    assert_eq!(sentences(&shown), "The comparison is empty: all of the baseline is gone.");
    let shown = all_widths(&mut viewer, worker.swapped());
    assert_eq!(sentences(&shown), "The baseline is empty: all of the comparison is new.");
    expect![[r#"
        b: self 0 → 200 new, total 0 → 200 new
        work: self 0 → 0 same, total 0 → 200 new
    "#]]
    .assert_eq(&table(&mut viewer, shown.shown.tree));
}

#[test]
fn a_side_whose_samples_weigh_nothing_is_empty_in_every_scale() {
    let some = recording_of_threads(&[("main", "run;a", 301)]);
    let nothing = recording_of_threads(&[("main", "run;a", 0), ("worker", "work;b", 0)]);
    let mut viewer = viewer_of_profiles(vec![some, nothing]);
    for scale in [DiffScale::EqualTotals, DiffScale::None] {
        let view = DiffView { scale: Some(scale), ..view() };
        let shown = all_widths(&mut viewer, view.clone());
        assert_eq!(sentences(&shown), "The comparison is empty: all of the baseline is gone.");
        assert_eq!(shown.factors, [1.0; 2]);
        let shown = all_widths(&mut viewer, view.swapped());
        assert_eq!(sentences(&shown), "The baseline is empty: all of the comparison is new.");
    }
}

#[test]
fn a_deep_stack_is_compared() {
    let stack = |leaf: &str| format!("{}{leaf} 7\n", "f;g;".repeat(100_000));
    let mut viewer = viewer_of(&[&stack("a"), &stack("b")]);
    let shown = show(&mut viewer, view());
    assert_eq!(shown.shown.node_count, 200_003);
    ask(&mut viewer, shown.shown.tree, DiffRequest::Moved);
    let folded = vec!["g".to_owned()];
    let shown = show(&mut viewer, DiffView { folded, ..view() });
    assert_eq!(shown.shown.node_count, 4);
}

#[test]
fn many_functions_are_compared() {
    let side = |weight: u32| -> String {
        (0..30_000).map(|number| format!("main;f{number} {}\n", 1 + number % weight)).collect()
    };
    let mut viewer = viewer_of(&[&side(3), &side(4)]);
    let shown = show(&mut viewer, view());
    assert_eq!(shown.shown.function_count, 30_001);
    assert_eq!(sentences(&shown).lines().count(), 2);
}

#[test]
fn a_divisor_of_all_weights_is_said_to_make_the_counts() {
    let counts =
        |before: &str, after: &str| show(&mut viewer_of(&[before, after]), view()).noise.counts;
    assert_eq!(
        counts("main;a 100\nmain;b 30\n", "main;a 20\nmain;b 130\n"),
        "Counts: weights / 10, the common divisor of all weights"
    );
    assert_eq!(
        counts("main;a 100\nmain;b 50\n", "main;a 12\nmain;b 16\n"),
        "Counts: weights / 50 in before.folded, / 4 in after.folded, the common divisor of all \
         weights of the file"
    );
    // Weights that are counts need no word.
    assert_eq!(counts(BEFORE, AFTER), "");
    assert_eq!(counts("main;a 100\nmain;b 50\n", "main;a 20\nmain;b 1\n"), "");
    // Nothing is tested where nobody knows the counts.
    assert_eq!(counts("main;a 101\nmain;b 53\n", "main;a 20\nmain;b 130\n"), "");
}

#[test]
fn totals_are_said_in_the_unit_of_both_sides() {
    let files = vec![recording_in("milliseconds", 12), recording_in("microseconds", 6000)];
    let shown = show(&mut viewer_of_profiles(files), view());
    let totals = shown.sides.map(|side| shown.shown.unit.format(side.total));
    assert_eq!(totals, ["12 ms", "6 ms"]);
}

#[test]
fn two_columns_are_written_in_one_unit() {
    let files = vec![recording_in("milliseconds", 12), recording_in("microseconds", 6000)];
    let mut viewer = viewer_of_profiles(files);
    let tree = show(&mut viewer, view()).shown.tree;
    let request = DiffRequest::Export { what: DiffExport::Folded, sort: DiffSort::default() };
    let (_, bytes) = ask(&mut viewer, tree, request);
    expect![[r#"
        # before.folded → after.folded (equal totals, baseline × 500 (both in µs)); the columns, in µs, are not scaled
        main 12000 6000
    "#]]
    .assert_eq(&String::from_utf8_lossy(&bytes[0]));
}

#[test]
fn what_is_written_is_read_as_the_same_diff() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let tree = show(&mut viewer, view()).shown.tree;
    let before = table(&mut viewer, tree);
    let request = DiffRequest::Export { what: DiffExport::Folded, sort: DiffSort::default() };
    let (_, bytes) = ask(&mut viewer, tree, request);
    let mut viewer = viewer_of(&[&String::from_utf8_lossy(&bytes[0])]);
    let shown = show(&mut viewer, DiffView::of(input(0, 0), input(0, 1)));
    assert_eq!(before, table(&mut viewer, shown.shown.tree));
}

/// What a user says of a file without a unit isn't said of one that has one.
#[test]
fn a_known_unit_is_not_overridden() {
    let files = vec![recording_in("none", 12), recording_in("milliseconds", 6)];
    let mut viewer = viewer_of_profiles(files);
    assert_eq!(
        show(&mut viewer, view()).scale_label,
        "equal totals, baseline × 0.500 (the baseline's unit is unknown and taken for ms)"
    );
    let unit = Some(Unit::Microseconds);
    let shown = show(&mut viewer, DiffView { unit, ..view() });
    assert_eq!(shown.scale_label, "equal totals, comparison × 2 (both in µs)");
}

/// perf takes every so many instructions a sample: their counts can be tested, valgrind's can't.
#[test]
fn sampled_instructions_are_tested() {
    let perf = |hot: usize| {
        let sample = |function: &str| {
            format!(
                "app 7 [000] 1.0: 1000 instructions:u: \n\t    55 {function}+0x1 (/bin/app)\n\n"
            )
        };
        let mut reader = Reader::new("perf.txt", Default::default());
        let text = format!("{}{}", sample("hot").repeat(hot), sample("cold").repeat(50));
        reader.push(text.as_bytes()).expect("a perf script");
        reader.finish().expect("a profile").profiles.remove(0)
    };
    let shown = show(&mut viewer_of_profiles(vec![perf(90), perf(20)]), view());
    assert_eq!(shown.noise.test, NoiseTest::Binomial);
    assert_eq!(shown.scale_label, "not scaled");
    assert_eq!(shown.sides[0].sample_count, Some(140.0));
}

#[test]
fn the_least_change_is_said() {
    let mut viewer = viewer_of(&["main;a 101\nmain;b 53\n", "main;a 20\nmain;b 130\n"]);
    let shown = show(&mut viewer, DiffView { least_change: 0.005, ..view() });
    expect!["How many samples stand behind a weight can't be said: the weights have no common measure. Changes of less than 0.5 points of the total count as noise."].assert_eq(&shown.noise.why);
}

#[test]
fn recordings_of_a_side_have_one_unit() {
    let files = vec![recording_in("milliseconds", 12), recording_in("bytes", 6000)];
    let view = DiffView { baseline: vec![input(0, 0), input(1, 0)], ..view() };
    let show = Request::ShowDiff { revision: 1, view: Box::new(view), resolve: Vec::new() };
    match request(&mut viewer_of_profiles(files), show).0 {
        Answer::Failed { problem, .. } => {
            expect!["Recordings of the baseline are in ms and in bytes: they have no mean. Leave one of them out."].assert_eq(&format!("{} {}", problem.what, problem.advice))
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn what_is_nothing_is_not_said() {
    let side = |new: u32| format!("main 100000\nmain;B {new}\n");
    let mut viewer = viewer_of(&[&side(1), &side(45)]);
    let shown = show(&mut viewer, view());
    expect![[r#"
        The total rose from 100,001 weight to 100,045 weight (0.0 %).
        `B` rose from < 0.01 % to 0.04 % (+0.04 points; total < 0.01 % → 0.04 %).
        In all 1 function changed: +0.04 points."#]]
    .assert_eq(&sentences(&shown));
}

/// Where bars are as wide as the comparison, what is gone has no width: it's found where it was most.
#[test]
fn what_is_gone_is_found_where_it_was_most() {
    let mut viewer = viewer_of(&["a;gone 10\nb;gone 300\nc;gone 20\na 600\n", "a 500\nb 1\nc 1\n"]);
    for width in WIDTHS {
        let tree = show(&mut viewer, DiffView { width, ..view() }).shown.tree;
        let sort = DiffSort { column: DiffColumn::Size, descending: true, ..DiffSort::default() };
        let rows = DiffRequest::Rows { sort, start: 0, count: 1, selected: None };
        let DiffAnswer::Rows(rows) = ask(&mut viewer, tree, rows).0 else { panic!("no rows") };
        let function = rows.rows[0].function;
        assert_eq!(rows.rows[0].name, "gone");
        let next = Request::Occurrence { tree, function, from: None, backwards: false };
        let Answer::Found { place: Some(place), index: 0, count: 3, .. } =
            request(&mut viewer, next).0
        else {
            panic!("not found")
        };
        // The baseline has 930, the comparison 502: it is scaled down to these.
        assert!((place.baseline_weight.unwrap_or(0.0) - 300.0 * 502.0 / 930.0).abs() < 1e-9);
    }
}
