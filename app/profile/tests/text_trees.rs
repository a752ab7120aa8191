//! Text formats of other systems: macOS `sample`, DTrace, VTune, Visual Studio, xctrace, GHC.

mod common;

use common::{describe, import};
use expect_test::{Expect, expect};
use inferno::collapse::Collapse;
use profile::Profile;
use profile::id::MetricId;
use std::collections::BTreeMap;

fn fixture(path: &str) -> Vec<u8> {
    let file = format!("{}/../../tests/data/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(file).expect("a file of tests/data")
}

fn check(path: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", &fixture(path))));
}

fn open(path: &str) -> Profile {
    let imported = import("unknown", &fixture(path)).expect("a profile");
    imported.profiles.into_iter().next().expect("a profile")
}

/// Stacks and their weights, as inferno writes frames: library, backtick, name.
fn folded(profile: &Profile, metric: usize, with_libraries: bool) -> BTreeMap<String, f64> {
    let metric = MetricId::new(metric);
    let mut stacks = BTreeMap::new();
    for samples in profile.threads.iter().flat_map(|thread| &thread.samples) {
        let weights = samples.weights_of(metric).expect("weights");
        for (place, stack) in samples.stacks.iter().enumerate() {
            let frame = |id| {
                let function = profile.functions.get(profile.frames.function(id));
                let name = profile.text(function.name);
                match function.library.filter(|_| with_libraries) {
                    Some(library) => {
                        format!("{}`{name}", profile.libraries[library.index()].name)
                    }
                    None => name.to_owned(),
                }
            };
            let stack = stack.expect("a stack");
            let mut frames: Vec<_> = profile.stacks.leaf_to_root(stack).map(frame).collect();
            frames.reverse();
            *stacks.entry(frames.join(";")).or_insert(0.0) += weights.get(place);
        }
    }
    stacks.retain(|_, weight| *weight > 0.0);
    stacks
}

/// What inferno makes of a file.
fn by_inferno(mut folder: impl Collapse, path: &str) -> BTreeMap<String, f64> {
    let mut out = Vec::new();
    folder.collapse(&fixture(path)[..], &mut out).expect("inferno folds it");
    let text = String::from_utf8(out).expect("text");
    let split = |line: &str| {
        let (stack, count) = line.rsplit_once(' ').expect("a count");
        (stack.to_owned(), count.parse().expect("a number"))
    };
    text.lines().map(split).collect()
}

#[test]
fn sample_counts_what_callees_leave() {
    check(
        "mac-sample/app.sample.txt",
        expect![[r#"
        tool: sample
        command: /Users/me/app
        interval: 1000000 ns
        metrics: samples (Samples)
        thread Thread_81522 com.apple.main-thread
        start;main;app::main::h2640131654657f56;app::work::ha31fba0d06a8a3eb;__psynch_cvwait 480
        start;main;app::main::h2640131654657f56;app::work::ha31fba0d06a8a3eb 20
        start;main;app::main::h2640131654657f56;app::other(unsigned long) 100
        start;main;app::main::h2640131654657f56 40
        start;main;std::rt::cleanup 220
        thread Thread_81530: worker 1
        thread_start;read 860
    "#]],
    );
}

#[test]
fn sample_has_the_leaves_that_inferno_has() {
    let ours = folded(&open("mac-sample/app.sample.txt"), 0, true);
    let theirs =
        by_inferno(inferno::collapse::sample::Folder::default(), "mac-sample/app.sample.txt");
    // It leaves out functions that wait, the self weight of callers, and the endings of libraries.
    for (stack, count) in theirs {
        let (_, stack) = stack.split_once(';').expect("a thread first");
        let found = ours.iter().any(|(our, weight)| as_inferno(our) == stack && *weight == count);
        assert!(found, "{stack} {count} isn't in {ours:?}");
    }
}

/// Names as inferno writes them: without the endings of libraries, hashes and arguments.
fn as_inferno(stack: &str) -> String {
    let plain = stack.replace(".dylib", "").replace("(unsigned long)", "");
    plain.replace("::h2640131654657f56", "").replace("::ha31fba0d06a8a3eb", "")
}

#[test]
fn dtrace_stacks_end_in_a_count() {
    check(
        "dtrace/app.dtrace",
        expect![[r#"
        tool: DTrace
        metrics: samples (Samples)
        main;alloc::vec::Vec<T>::push;malloc 1
        main;gethrtime_unscaled{Kernel};tsc_gethrtimeunscaled{Kernel} 41
        main;0x7fff1234 7
    "#]],
    );
}

#[test]
fn dtrace_has_the_kernel_before_an_empty_line() {
    check(
        "dtrace/two-stacks.dtrace",
        expect![[r#"
            tool: DTrace
            metrics: samples (Samples)
            _lwp_start;<Store<T, U> as Read>::load::h2313d0ca35c97b46;__read;sys_syscall{Kernel};read{Kernel};arc_read{Kernel} 3
            thread_start{Kernel};zio_execute{Kernel} 2
            main 1
            main 4
            main 1
        "#]],
    );
}

#[test]
fn dtrace_has_other_parts_of_a_key_above_the_stack() {
    check(
        "dtrace/keys.dtrace",
        expect![[r#"
        tool: DTrace
        metrics: samples (Samples)
        my app{Label};main;poll 7
        sshd{Label};read{Label};main;__read 12
    "#]],
    );
}

#[test]
fn dtrace_folds_as_by_inferno() {
    let ours = folded(&open("dtrace/app.dtrace"), 0, true);
    let theirs = by_inferno(inferno::collapse::dtrace::Folder::default(), "dtrace/app.dtrace");
    // Generic arguments are taken for those of C++ there, and cut.
    let cut = |stack: &str| stack.replace("Vec<T>::push", "Vec");
    let ours: BTreeMap<String, f64> =
        ours.into_iter().map(|(stack, weight)| (cut(&stack), weight)).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn vtune_tells_self_times() {
    check(
        "vtune/app.csv",
        expect![[r#"
        tool: VTune
        metrics: CPU time (Seconds)
        Total;main(int, char**) 0.012
        Total;main(int, char**);work<std::map<int, int>> 1.5
        Total;main(int, char**);work<std::map<int, int>>;malloc 0.25
        Total;_start 0.000499
    "#]],
    );
}

#[test]
fn vtune_has_columns_in_any_order_and_with_units() {
    check(
        "vtune/copied.tsv",
        expect![[r#"
        tool: VTune
        metrics: CPU time (Seconds)
        Total;_start;main 0.012
        Total;_start;main;work<std::map<int, int>> 1.5
        Total;_start;main;work<std::map<int, int>>;operator new 0.25
        Total;clone 0.1
    "#]],
    );
    check(
        "vtune/memory.csv",
        expect![[r#"
        tool: VTune
        metrics: allocated bytes (Bytes), allocations (Other("allocations"))
        Total;main;make 8192 2
        warning: 1× lines without a name and its own weights were skipped, first in line 6
          make2;broken;0;2;app
    "#]],
    );
    let heading = import("unknown", b"Function Stack\tCPU Time:Total\nTotal\t100.0%\n");
    let error = describe(heading);
    assert!(error.contains("found no column of them"), "{error}");
}

#[test]
fn vtune_folds_as_by_inferno() {
    let ours = folded(&open("vtune/app.csv"), 0, true);
    let theirs = by_inferno(inferno::collapse::vtune::Folder::default(), "vtune/app.csv");
    let ms = |seconds: f64| (seconds * 1000.0).round();
    let ours: BTreeMap<String, f64> = ours
        .into_iter()
        .map(|(stack, seconds)| (stack.replacen("Total", "[Unknown]`Total", 1), ms(seconds)))
        .filter(|(_, ms)| *ms > 0.0)
        .collect();
    assert_eq!(ours, theirs);
}

#[test]
fn visual_studio_tells_times_and_calls() {
    check(
        "visual-studio/CallTreeSummary.csv",
        expect![[r#"
        tool: Visual Studio
        metrics: exclusive time (Other("% of the time")), calls (Other("calls"))
        Raytracer.exe;Raytracer.Program.Main(string[]) 0.54 1
        Raytracer.exe;Raytracer.Program.Main(string[]);Raytracer.Scene.Trace(class Ray, int32) 71.39 2893824
        Raytracer.exe;Raytracer.Program.Main(string[]);Raytracer.Scene.Trace(class Ray, int32);System.Math.Sqrt(float64) 19.86 471
        Raytracer.exe;Raytracer.Program.Main(string[]);Raytracer.Image.Save() 8.21 1
    "#]],
    );
}

#[test]
fn xctrace_rows_are_samples() {
    check(
        "xctrace/app.xml",
        expect![[r#"
        tool: Instruments
        metrics: time (Nanoseconds), samples (Samples)
        thread Main Thread 0x1b (app, pid: 7)
        start;app::work<u8> 1000000 1
        start;app::work<u8> 1000000 1
        thread worker 0x2c (app, pid: 7)
        start;app::other 2000000 1
        warning: 1× rows without a backtrace were skipped, first at byte 1297
    "#]],
    );
}

#[test]
fn xctrace_folds_as_by_inferno() {
    // The samples are the second metric where there are weights.
    let ours = folded(&open("xctrace/app.xml"), 1, false);
    assert_eq!(ours, by_inferno(inferno::collapse::xctrace::Folder::default(), "xctrace/app.xml"));
}

#[test]
fn ghc_tells_ticks_and_bytes() {
    check(
        "ghc-prof/app.prof",
        expect![[r#"
        tool: GHC
        command: app +RTS -P -RTS 30
        interval: 1000000 ns
        metrics: time (Other("ticks")), allocation (Bytes), entries (Other("entries"))
        MAIN.MAIN 0 512 0
        MAIN.MAIN;GHC.IO.Encoding.CAF 0 2048 0
        MAIN.MAIN;Main.main{app.hs:5} 10 819206 1
        MAIN.MAIN;Main.main{app.hs:5};Main.work{app.hs:9} 30 81101306 100
    "#]],
    );
}

#[test]
fn ghc_folds_as_by_inferno() {
    let mut options = inferno::collapse::ghcprof::Options::default();
    options.source = inferno::collapse::ghcprof::Source::Ticks;
    let theirs = by_inferno(inferno::collapse::ghcprof::Folder::from(options), "ghc-prof/app.prof");
    let theirs: BTreeMap<String, f64> =
        theirs.into_iter().filter(|(_, ticks)| *ticks > 0.0).collect();
    assert_eq!(folded(&open("ghc-prof/app.prof"), 0, false), theirs);
}

#[test]
fn what_is_cut_or_damaged_does_no_harm() {
    for path in [
        "mac-sample/app.sample.txt",
        "dtrace/app.dtrace",
        "vtune/app.csv",
        "visual-studio/CallTreeSummary.csv",
        "xctrace/app.xml",
        "ghc-prof/app.prof",
    ] {
        let whole = fixture(path);
        for cut in (0..whole.len()).step_by(7) {
            let _ = import("unknown", &whole[..cut]);
            let mut damaged = whole.clone();
            damaged[cut] ^= 1 << (cut % 8);
            let _ = import("unknown", &damaged);
        }
    }
}
