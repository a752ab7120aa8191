//! The text of `perf script`: recorded files against their known numbers and against
//! `inferno-collapse-perf`, and short texts with one quirk each.

mod common;

use common::{describe, fixture, import};
use expect_test::{Expect, expect};
use inferno::collapse::Collapse;
use inferno::collapse::perf::{Folder, Options};
use profile::id::FrameId;
use profile::metric::Unit;
use profile::{Profile, Warning};
use std::collections::BTreeMap;
use std::io::Read;

const RECORDED: [&str; 7] = [
    "perf-script",
    "perf-script-no-inline",
    "perf-script-mangled",
    "perf-script-full-debug",
    "perf-script-fp",
    "perf-script-pid-cpu-srcline",
    "perf-script-two-events",
];

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

fn open(path: &str) -> (Profile, Vec<Warning>) {
    let mut imported = import("unknown", &fixture(path)).expect(path);
    (imported.profiles.remove(0), imported.warnings.list().to_vec())
}

fn text(path: &str) -> Vec<u8> {
    let content = fixture(path);
    if !path.ends_with(".gz") {
        return content;
    }
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&content[..]).read_to_end(&mut text).expect(path);
    text
}

/// Our samples of one event as folded stacks. Inferno takes digits at the end of a thread's name
/// for its process (`worker 1` becomes `worker`); ours is whole, so it is cut here as theirs is.
fn folded(profile: &Profile, event: &str) -> BTreeMap<String, f64> {
    let metric = profile
        .metric_ids()
        .find(|id| profile.metrics[id.index()].name == event)
        .expect("the event is a metric");
    let mut lines = BTreeMap::new();
    for thread in &profile.threads {
        let name = match thread.name.rsplit_once(' ') {
            Some((before, last)) if last.bytes().all(|b| b.is_ascii_digit() || b == b'/') => before,
            _ => &thread.name,
        };
        for samples in &thread.samples {
            let Some(weights) = samples.weights_of(metric) else { continue };
            for (index, stack) in samples.stacks.iter().enumerate() {
                let mut names: Vec<_> = stack
                    .iter()
                    .flat_map(|&stack| profile.stacks.leaf_to_root(stack))
                    .map(|frame| {
                        let function = profile.functions.get(profile.frames.function(frame));
                        as_inferno(profile.text(function.name))
                    })
                    .collect();
                names.push(name.replace(' ', "_"));
                names.reverse();
                *lines.entry(names.join(";")).or_insert(0.0) += weights.get(index);
            }
        }
    }
    lines
}

/// A name as inferno writes it: without `;`. It also cuts names at each `->`, which it takes for a
/// mark of inlining, even in `fn(&str) -> String`; ours keeps them whole, so both get `~~` here.
fn as_inferno(name: &str) -> String {
    name.replace(';', ":").replace("->", "~~")
}

fn inferno_folded(text: &[u8], event: &str) -> BTreeMap<String, f64> {
    // Where perf aligns events' names of different lengths, inferno misses the period and counts
    // 1; ours reads it. So it gets them with one blank.
    let text =
        String::from_utf8_lossy(text).replace("   cpu-clock:", " cpu-clock:").replace("->", "~~");
    let mut options = Options::default();
    options.nthreads = 1;
    options.event_filter = Some(event.to_owned());
    let mut out = Vec::new();
    Folder::from(options).collapse(text.as_bytes(), &mut out).expect("inferno reads it");
    let out = String::from_utf8(out).expect("folded stacks are text");
    out.lines()
        .map(|line| {
            let (stack, weight) = line.rsplit_once(' ').expect("a weight");
            (stack.to_owned(), weight.parse().expect("a number"))
        })
        .collect()
}

/// The last word of each name of a stack, without what is in angle brackets.
fn last_words(stack: &str) -> String {
    let word = |name: &str| {
        let mut depth = 0;
        let mut outside = String::new();
        for letter in name.chars() {
            depth -= i32::from(letter == '>');
            if depth == 0 && letter != '>' && letter != '<' {
                outside.push(letter);
            }
            depth += i32::from(letter == '<');
        }
        outside.rsplit("::").next().unwrap_or_default().to_owned()
    };
    stack.split(';').map(word).collect::<Vec<_>>().join(";")
}

/// Where perf calls all frames of an address inlined, it has short names for all. Ours gives the
/// outermost the whole name that it has at other addresses: `reserve_rehash<…>` is
/// `hashbrown::raw::RawTable<T,A>::reserve_rehash`. The last word stays.
#[test]
fn folds_as_inferno_does() {
    for (folder, name) in ["before", "after"].iter().flat_map(|f| RECORDED.map(|n| (f, n))) {
        let path = format!("perf/{folder}/{name}.txt.gz");
        let (profile, warnings) = open(&path);
        assert_eq!(warnings, [], "{path}");
        for metric in &profile.metrics {
            let ours = folded(&profile, &metric.name);
            let theirs = inferno_folded(&text(&path), &metric.name);
            assert!(ours.len() > 20, "{path}");
            // Stacks that differ, with the same sums in words on both sides.
            let mut by_words = BTreeMap::<String, [f64; 2]>::new();
            let mut different_names = 0;
            for (side, stacks, others) in [(0, &ours, &theirs), (1, &theirs, &ours)] {
                for (stack, weight) in stacks {
                    if others.get(stack) != Some(weight) {
                        by_words.entry(last_words(stack)).or_default()[side] += weight;
                        different_names += usize::from(side == 0);
                    }
                }
            }
            let differing = by_words.iter().find(|(_, [ours, theirs])| ours != theirs);
            assert_eq!(differing, None, "{path} {}", metric.name);
            let may_differ = name == "perf-script" || name == "perf-script-full-debug";
            assert!(may_differ || different_names == 0, "{path}: {different_names}");
        }
    }
}

#[test]
fn the_known_numbers_come_out() {
    for (path, samples, period, frames, inlined) in [
        ("before/perf-script", 1233, 1_236_710_097.0, 35_762, 23_393),
        ("after/perf-script", 803, 805_416_227.0, 23_777, 15_277),
        ("before/perf-script-no-inline", 1233, 1_236_710_097.0, 13_104, 0),
        ("after/perf-script-no-inline", 803, 805_416_227.0, 8_541, 0),
        ("before/perf-script-full-debug", 1190, 1_193_580_710.0, 34_615, 22_770),
        ("after/perf-script-full-debug", 789, 791_374_101.0, 23_813, 15_737),
        ("before/perf-script-fp", 950, 952_858_550.0, 6_283, 0),
        ("after/perf-script-fp", 784, 786_359_056.0, 5_302, 0),
        ("before/perf-script-pid-cpu-srcline", 478, 957_915_824.0, 3_182, 0),
        ("after/perf-script-pid-cpu-srcline", 388, 777_555_104.0, 2_837, 0),
        ("before/perf-script-two-events", 1338, 1_141_461_870.0, 8_582, 0),
        ("after/perf-script-two-events", 1055, 755_326_392.0, 6_532, 0),
    ] {
        let (profile, _) = open(&format!("perf/{path}.txt.gz"));
        let tables = || profile.threads.iter().flat_map(|thread| &thread.samples);
        let found: Vec<_> = tables()
            .flat_map(|samples| samples.stacks.iter().flatten())
            .flat_map(|&stack| profile.stacks.leaf_to_root(stack))
            .collect();
        let is_inlined = |&&id: &&FrameId| profile.frames.is_inlined(id);
        let found_inlined = found.iter().filter(is_inlined).count() as i64;
        let total: f64 = profile.metric_ids().map(|metric| profile.total(metric)).sum();
        let count: usize = tables().map(|samples| samples.len()).sum();
        let found = (count, total, found.len());
        assert_eq!(found, (samples, period, frames), "{path}");
        // What the file marks, less the functions that it marks by mistake, more the inlined frames
        // that it doesn't mark: the next test has the truth for two of the four.
        let corrected = match path {
            "before/perf-script" => -68,
            "after/perf-script" => 387,
            _ => 0,
        };
        assert_eq!(found_inlined, inlined + corrected, "{path}");
        assert!(tables().all(|samples| samples.times_ns.len() == samples.len()), "{path}");
    }
}

#[test]
fn two_events_are_two_metrics() {
    let (profile, _) = open("perf/before/perf-script-two-events.txt.gz");
    let metrics: Vec<_> = profile.metrics.iter().map(|it| (it.name.as_str(), &it.unit)).collect();
    let faults = Unit::Other("page faults".to_owned());
    // Page faults come first in the file; where time goes is what is looked for first.
    assert_eq!(metrics, [("cpu-clock", &Unit::Nanoseconds), ("page-faults", &faults)]);
    assert_eq!(profile.total(profile.metric_ids().nth(1).expect("two")), 37_628.0);
}

#[test]
fn the_header_and_source_lines_are_kept() {
    let (profile, _) = open("perf/before/perf-script-pid-cpu-srcline.txt.gz");
    assert_eq!(profile.about.tool, "perf 6.1.192");
    assert!(profile.about.command.starts_with("/usr/bin/perf record -q -e cpu-clock"));
    let has_line = profile.stacks.ids().any(|stack| {
        common::frame_text(&profile, profile.stacks.frame(stack)).ends_with("rtld.c:2356}")
    });
    assert!(has_line);
    assert!(profile.threads.iter().any(|thread| thread.name == "merge 1/1"));
}

#[test]
fn the_samples_of_speedscope_open() {
    for (name, samples) in [("forks", 0), ("simple-with-pid", 0), ("simple", 1)] {
        let path = format!("perf/speedscope/{name}.linux-perf.txt");
        let (profile, warnings) = open(&path);
        assert_eq!(warnings, [], "{path}");
        let count: usize =
            profile.threads.iter().flat_map(|it| &it.samples).map(|it| it.len()).sum();
        let events = String::from_utf8_lossy(&text(&path)).matches("cpu-clock:").count();
        assert_eq!(count, events, "{path}");
        assert!(samples == 0 || samples == count, "{path}");
    }
}

#[test]
fn names_hold_blanks_and_digits_and_semicolons() {
    check(
        "merge 1/1 25376/25380 [001]  5.000001:  7 cycles:u: \n\t55 a::<[u8; 8]>+0x1 (/bin/x (deleted))\n\t66 entry+0x2 ([nf])\n",
        expect![[r#"
            metrics: cycles:u (Other("cycles"))
            thread 25376 merge 1/1 25380
            entry{Kernel};“a::<[u8; 8]>”{Native} 7
        "#]],
    );
}

#[test]
fn fields_may_be_left_out() {
    check(
        "x 12 cpu-clock: \n\t55 f (/tmp/perf-12.map)\n\nx 12 cpu-clock: \n\t66 [unknown] ([unknown])",
        expect![[r#"
            metrics: cpu-clock (Samples)
            thread x 12
            f{Jit} 1
            [unknown] 1
        "#]],
    );
    check(
        "x  12 5.000001: 3 cycles:  ffff8000 f+0x1 (/lib/a.ko)\n",
        expect![[r#"
        metrics: cycles (Other("cycles"))
        thread x 12
        f{Kernel} 3
    "#]],
    );
}

#[test]
fn events_may_be_threads_alone() {
    // `-F comm,pid,tid,cpu,ip,sym`
    check(
        "merge 1  12/34 [003] \n\t 564b1f lex\n\t 564b00 main\n\nmerge 1  12/34 [000] \n\t 564b00 main\n\n",
        expect![[r#"
            metrics: samples (Samples)
            thread 12 merge 1 34
            main;lex 1
            main 1
        "#]],
    );
    // Where events have names, other lines with a number at their end are none.
    check(
        "a 1 5.000001: 100 cycles: \n\t 5566 main (/bin/a)\n\nLOST 7\n",
        expect![[r#"
        metrics: cycles (Other("cycles"))
        thread a 1
        main{Native} 100
        warning: 1× lines that are neither an event nor a frame were skipped, first in line 4
          LOST 7
    "#]],
    );
}

#[test]
fn a_module_may_have_an_offset() {
    // `-F +dsoff`
    let text = "a 1 5.000001: 100 cycles: \n\t 5566 lex+0x6 (/bin/a+0x1566)\n\t 5500 main+0x0 (/bin/a+0x1500)\n\t\
                ffffffffae88 fput+0xb ([kernel.kallsyms]+0x88)\n\n";
    let imported = import("unknown", text.as_bytes()).expect("a profile");
    let libraries = imported.profiles[0].libraries.iter().map(|it| it.path.as_str());
    assert_eq!(libraries.collect::<Vec<_>>(), ["/bin/a", "[kernel.kallsyms]"]);
}

#[test]
fn what_is_no_line_of_perf_is_told() {
    check(
        "x 12 5.5: 3 cycles:\n\t55 f (/x)\n\nLost events\n",
        expect![[r#"
        metrics: cycles (Other("cycles"))
        thread x 12
        f{Native} 3
        warning: 1× lines that are neither an event nor a frame were skipped, first in line 4
          Lost events
    "#]],
    );
}

#[test]
fn deep_stacks_may_be_cut() {
    let frames = "\t55 f (/x)\n".repeat(127);
    let imported =
        import("x", format!("x 12 5.5: 3 cycles:\n{frames}").as_bytes()).expect("it opens");
    assert!(imported.warnings.list()[0].what.contains("--max-stack"));
}

#[test]
fn slices_and_damage_change_nothing_or_are_told() {
    let whole = text("perf/speedscope/simple-with-pid.linux-perf.txt");
    let whole = &whole[..6000];
    let expected = describe(import("x", whole));
    for at in (0..whole.len()).step_by(23) {
        let halves = [&whole[..at], &whole[at..]];
        let sliced = common::import_slices("x", &halves, Default::default());
        assert_eq!(describe(sliced), expected);
        let _ = import("x", &whole[..at]);
        let mut flipped = whole.to_vec();
        flipped[at] ^= 1 << (at % 8);
        let _ = import("x", &flipped);
    }
}
