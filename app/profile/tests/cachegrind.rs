//! Cachegrind: recorded files against their summaries and `cg_annotate`, and short texts with one
//! quirk each.

mod common;

use common::{describe, fixture, import, import_slices, json};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::id::MetricId;
use profile::import::ImportOptions;
use std::collections::HashMap;

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).unwrap();
    assert_eq!(imported.warnings.list(), []);
    imported.profiles.remove(0)
}

/// The weights of the stacks' second frames, by file and function.
fn by_function(profile: &Profile, metric: usize) -> HashMap<(String, String), f64> {
    let samples = &profile.threads[0].samples[0];
    let weights = samples.weights_of(MetricId::new(metric)).unwrap();
    let mut functions = HashMap::new();
    for (index, stack) in samples.stacks.iter().enumerate() {
        let frames: Vec<_> = profile.stacks.leaf_to_root(stack.unwrap()).collect();
        let name = |level: usize| {
            let function = profile.frames.function(frames[frames.len() - 1 - level]);
            profile.text(profile.functions.get(function).name).to_owned()
        };
        *functions.entry((name(0), name(1))).or_insert(0.0) += weights.get(index);
    }
    functions
}

#[test]
fn recorded_files_add_up_to_what_other_tools_say() {
    for version in ["before", "after"] {
        let profile = open(&format!("cachegrind/{version}/cachegrind.out.gz"));
        let known = json(&format!("cachegrind/{version}/known.json"));
        let summary: Vec<f64> = known["summary"]
            .as_str()
            .unwrap()
            .split_whitespace()
            .skip(1)
            .map(|word| word.parse().unwrap())
            .collect();
        let totals: Vec<f64> = profile.metric_ids().map(|metric| profile.total(metric)).collect();
        assert_eq!(totals, summary);
        let events = ["Ir", "I1mr", "ILmr", "Dr", "D1mr", "DLmr", "Dw", "D1mw", "DLmw"];
        for (metric, event) in profile.metrics.iter().zip(events) {
            assert!(metric.name.ends_with(&format!("({event})")), "{}", metric.name);
        }
        assert_eq!(profile.about.command, format!("/home/me/bin/{version}/wordstat 30"));

        let functions = by_function(&profile, 0);
        let mut by_name: HashMap<&str, f64> = HashMap::new();
        for ((_, function), weight) in &functions {
            *by_name.entry(function).or_default() += weight;
        }
        for row in known["top_ir_by_name"].as_array().unwrap() {
            assert_eq!(by_name[row[0].as_str().unwrap()], row[1].as_f64().unwrap(), "{row}");
        }
        // Each row that cg_annotate prints, under each event.
        let annotated = fixture(&format!("cachegrind/{version}/cachegrind-annotate.txt"));
        let annotated = String::from_utf8(annotated).unwrap();
        let (_, rows) = annotated.split_once("file:function\n").unwrap();
        let columns: Vec<_> = (0..9).map(|metric| by_function(&profile, metric)).collect();
        let mut count = 0;
        for row in rows.lines().skip(1).take_while(|row| !row.is_empty()) {
            let mut rest = row.trim_start();
            let mut counts = Vec::new();
            for _ in 0..9 {
                let (word, after) = rest.split_once(' ').unwrap();
                counts.push(word.replace(',', "").parse::<f64>().unwrap());
                rest = after.trim_start();
                if rest.starts_with('(') {
                    rest = rest.split_once(')').unwrap().1.trim_start();
                }
            }
            let (file, function) = rest.split_once(':').unwrap();
            let key = (file.to_owned(), function.to_owned());
            for (column, count) in columns.iter().zip(counts) {
                assert_eq!(column[&key], count, "{row}");
            }
            count += 1;
        }
        assert!(count > 10, "{count} rows of cg_annotate");
    }
}

#[test]
fn a_stack_is_file_function_and_line() {
    check(
        "desc: I1 cache: 32768 B\ndesc: no cache\ncmd: ./run 1\nevents: Ir Dr\n\
         fl=/src/main.rs\nfn=main\n12 30 4\n0 2\nfi=/src/inlined.rs\n7 5 .\nfe=/src/main.rs\n\
         13 1 1\nsummary: 38 5\n",
        expect![[r#"
            tool: cachegrind
            command: ./run 1
            I1 cache = 32768 B
            description = no cache
            metrics: instructions (Ir) (Other("instructions")), data reads (Dr) (Other("reads"))
            /src/main.rs{Label, /src/main.rs};main{/src/main.rs};main.rs:12{/src/main.rs:12} 30 4
            /src/main.rs{Label, /src/main.rs};main{/src/main.rs} 2 0
            /src/inlined.rs{Label, /src/inlined.rs};main{/src/inlined.rs};inlined.rs:7{/src/inlined.rs:7} 5 0
            /src/main.rs{Label, /src/main.rs};main{/src/main.rs};main.rs:13{/src/main.rs:13} 1 1
        "#]],
    );
}

#[test]
fn a_sum_that_differs_is_a_warning() {
    check(
        "cmd: a\nevents: Ir Dr\nfl=a.c\nfn=f\n1 2 3\nsummary: 2 4\n",
        expect![[r#"
        tool: cachegrind
        command: a
        metrics: instructions (Ir) (Other("instructions")), data reads (Dr) (Other("reads"))
        a.c{Label, a.c};f{a.c};a.c:1{a.c:1} 2 3
        warning: 1× events add up to something else than the file's summary says, first in line 6
          Dr: 3 instead of 4
    "#]],
    );
}

#[test]
fn bad_lines_are_skipped() {
    check(
        "cmd: a\nevents: Ir\nfl=a.c\nfn=f\n1 2\n1 2 3\n1 x\n99999999999 1\nwhat\n2\n",
        expect![[r#"
        tool: cachegrind
        command: a
        metrics: instructions (Ir) (Other("instructions"))
        a.c{Label, a.c};f{a.c};a.c:1{a.c:1} 2
        a.c{Label, a.c};f{a.c};a.c:2{a.c:2} 0
        warning: 1× lines with more counts than there are events were skipped, first in line 6
          1 2 3
        warning: 3× lines that are neither a name nor counts were skipped, first in line 7
          1 x
        warning: 1× the summary that ends such a file is missing: it may be cut, first in the file
    "#]],
    );
}

#[test]
fn negative_counts_are_a_metric_of_their_own() {
    check(
        "cmd: a; b\nevents: Ir\nfl=a.c\nfn=f\n0 -20\nfn=g\n0 7\nsummary: -13\n",
        expect![[r#"
        tool: cachegrind
        command: a; b
        metrics: instructions (Ir) (Other("instructions")), instructions (Ir), negative (Other("instructions"))
        a.c{Label, a.c};f{a.c} 0 20
        a.c{Label, a.c};g{a.c} 7 0
    "#]],
    );
}

#[test]
fn without_counts_it_is_an_error() {
    check(
        "cmd: a\nevents: Ir\nfl=a.c\nfn=f\n",
        expect![[r#"
        error: Expected cachegrind's counts, such as `fn=main` and `12 340`, found no such line. Check that the program ended, or record it again.
    "#]],
    );
}

#[test]
fn without_events_it_is_an_error() {
    let damaged = include_str!("../../../tests/data/cachegrind/damaged/no-events.out");
    check(
        damaged,
        expect![[r#"
        error: Expected cachegrind's counts, such as `fn=main` and `12 340`, found “1” in line 5. Check that the program ended, or record it again.
    "#]],
    );
}

#[test]
fn cut_or_damaged_files_never_panic() {
    let mut text = b"desc: I1 cache: 32768 B\ncmd: ./run 1\nevents: Ir Dr\nfl=/src/main.rs\n\
                     fn=main\n12 30 4\n0 2\nfi=/src/inlined.rs\n7 5 .\nsummary: 37 4\n"
        .to_vec();
    for at in 0..text.len() {
        let _ = import("unknown", &text[..at]);
        let (left, right) = text.split_at(at);
        let sliced = import_slices("unknown", &[left, right], ImportOptions::default());
        assert_eq!(describe(sliced), describe(import("unknown", &text)));
    }
    for at in 0..text.len() {
        for bit in 0..8 {
            text[at] ^= 1 << bit;
            let _ = import("unknown", &text);
            text[at] ^= 1 << bit;
        }
    }
}

#[test]
fn lines_that_come_again_have_the_same_stacks() {
    let row = |file: &str, function: &str, lines: &[u32]| {
        let counts: String = lines.iter().map(|line| format!("{line} 1\n")).collect();
        format!("fl={file}\nfn={function}\n{counts}")
    };
    let all = row("a.c", "main", &[0, 1, 2, 3]) + &row("b.c", "main", &[1, 2]);
    let in_order = row("a.c", "f", &[1, 2]) + &all;
    let others = row("b.c", "f", &[2]) + &row("a.c", "main", &[3, 1, 2, 0]);
    let text = format!("events: Ir\n{in_order}{in_order}{others}summary: 21\n");
    let profile = import("unknown", text.as_bytes()).unwrap().profiles.remove(0);
    let mut names = HashMap::new();
    for stack in &profile.threads[0].samples[0].stacks {
        let frames: Vec<_> = profile.stacks.leaf_to_root(stack.unwrap()).collect();
        let name = |frame| profile.text(profile.functions.get(profile.frames.function(frame)).name);
        let path: Vec<_> = frames.into_iter().map(name).collect();
        assert_eq!(*names.entry(path).or_insert(*stack), *stack);
    }
    // Six of a.c, two of b.c, and one that only the last part has.
    assert_eq!(names.len(), 9);
}
