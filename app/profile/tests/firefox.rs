//! Profiles of the Firefox Profiler: one small profile in the layouts of seven versions, and what
//! becomes of bad input.

mod common;

use common::{describe, import, summary};
use expect_test::{Expect, expect};
use profile::Profile;
use serde_json::{Value, json};

/// The same profile as the versions around `version` store it.
///
/// ```text
/// main{app}           leaf of one sample
/// ├ parse{app:src/parse.rs:7, inlined}
/// │ └ 0x40{libc.so.6}
/// ├ onload{script.js:3:5}
/// └ do_syscall{kernel}
/// ```
fn small(version: u32) -> Value {
    let strings = json!([
        "main",
        "app",
        "parse",
        "src/parse.rs",
        "0x40",
        "libc.so.6",
        "onload",
        "script.js",
        "do_syscall",
        "never sampled",
    ]);
    let none = if version >= 71 { json!(0) } else { json!(null) };
    let no_row = if version >= 71 { json!(0) } else { json!(-1) };

    let prefixes = [None, Some(0), Some(1), Some(0), Some(0)];
    let stack_table = if version >= 66 {
        let offsets = prefixes.iter().enumerate().map(|(row, prefix)| match prefix {
            Some(prefix) => row - prefix,
            None => 0,
        });
        json!({"frame": [0, 1, 2, 3, 4], "prefixOffset": offsets.collect::<Vec<_>>(), "length": 5})
    } else {
        json!({"frame": [0, 1, 2, 3, 4], "prefix": prefixes, "length": 5})
    };

    let mut frames = json!({
        "func": [0, 1, 2, 3, 4],
        "address": [16, 16, 64, no_row, 32],
        "category": [1, 1, 1, 3, 2],
        "line": [none, 7, none, 12, none],
        "column": [none, none, none, none, none],
        "length": 5,
    });
    if version >= 70 {
        frames["lib"] = json!([0, 0, 1, no_row, 2]);
    }
    if version >= 71 {
        // address 2, category 4, line 16; the second is inlined.
        frames["flags"] = json!([2 + 4, 1 + 2 + 4 + 16, 2 + 4, 4 + 16, 2 + 4]);
    } else {
        frames["inlineDepth"] = json!([0, 1, 0, 0, 0]);
    }

    let none = if version >= 75 { json!(0) } else { json!(null) };
    let no_row = if version >= 75 { json!(0) } else { json!(-1) };
    let mut functions = json!({
        "name": [0, 2, 4, 6, 8, 9],
        "resource": [0, 0, 1, no_row, 2, no_row],
        "lineNumber": [none, none, none, 3, none, none],
        "columnNumber": [none, none, none, 5, none, none],
        "length": 6,
    });
    if version >= 75 {
        functions["flags"] = json!([4, 4 + 8, 4, 1 + 8 + 16 + 32, 4, 0]);
    } else {
        functions["isJS"] = json!([false, false, false, true, false, false]);
    }
    let (file, script) = if version >= 58 { (0, 1) } else { (3, 7) };
    let key = if version >= 58 { "source" } else { "fileName" };
    functions[key] = json!([none, file, none, script, none, none]);

    let mut resources = json!({"name": [1, 5, 8], "type": [1, 1, 1], "length": 3});
    if version < 70 {
        resources["lib"] = json!([0, 1, 2]);
    }
    let sources = json!({"filename": [3, 7], "id": [null, null], "length": 2});
    let tables = json!({
        "stackTable": stack_table,
        "frameTable": frames,
        "funcTable": functions,
        "resourceTable": resources,
    });

    let thread = |name: &str, stacks: Value| {
        let mut samples = json!({"stack": stacks, "weight": [1, 2, 1], "weightType": "samples"});
        if version >= 50 {
            samples["timeDeltas"] = json!([1000.5, 1, 1.25]);
        } else {
            samples["time"] = json!([1000.5, 1001.5, 1002.75]);
        }
        let mut thread = json!({"name": name, "processName": "app", "samples": samples});
        (thread["pid"], thread["tid"]) =
            if version >= 47 { (json!("10"), json!("11")) } else { (json!(10), json!(11)) };
        if version < 60 {
            merge(&mut thread, tables.clone());
        }
        if version < 56 {
            thread["stringArray"] = strings.clone();
        }
        thread
    };
    let mut shared = json!({});
    if version >= 56 {
        shared["stringArray"] = strings.clone();
    }
    if version >= 58 {
        shared["sources"] = sources;
    }
    if version >= 60 {
        merge(&mut shared, tables.clone());
    }
    let libraries = ["app", "libc.so.6", "kernel"]
        .map(|name| json!({"name": name, "debugName": name, "breakpadId": "0123ABC0", "path": ""}));
    let mut profile = json!({
        "meta": {
            "preprocessedProfileVersion": version,
            "interval": 1,
            "product": "Firefox",
            "misc": "rv:140.0",
            "categories": [
                {"name": "Other", "color": "grey", "subcategories": ["Other"]},
                {"name": "User", "color": "yellow", "subcategories": ["Other"]},
                {"name": "Kernel", "color": "orange", "subcategories": ["Other"]},
                {"name": "JavaScript", "color": "yellow", "subcategories": ["Other"]},
            ],
        },
        "libs": libraries,
        "threads": [thread("main", json!([0, 2, 1])), thread("worker", json!([3, 4, null]))],
    });
    if version >= 56 {
        profile["shared"] = shared;
    }
    profile
}

fn merge(into: &mut Value, from: Value) {
    let from = from.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(from);
}

fn open(profile: &Value) -> Profile {
    let imported = import("profile.json", profile.to_string().as_bytes()).unwrap();
    imported.profiles.into_iter().next().unwrap()
}

fn check(profile: &Value, expected: Expect) {
    expected.assert_eq(&describe(import("profile.json", profile.to_string().as_bytes())));
}

#[test]
fn a_small_profile() {
    check(
        &small(49),
        expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 2250000 ns
        Format version = 49
        metrics: samples (Samples)
        thread app 10 main 11
        main{Native} 1
        main{Native};parse{Native, inlined, src/parse.rs:7};libc.so.6!0x40{Native} 2
        main{Native};parse{Native, inlined, src/parse.rs:7} 1
        thread app 10 worker 11
        main{Native};onload{Interpreted, script.js:12} 1
        main{Native};do_syscall{Kernel} 2
        warning: 1× samples without a stack were left out, first at row 2
          thread worker
    "#]],
    );
}

#[test]
fn every_version_says_the_same() {
    let without_version = |version| {
        let text = summary(&open(&small(version)));
        text.replace(&format!("Format version = {version}\n"), "")
    };
    let expected = without_version(49);
    for version in [24, 41, 46, 50, 55, 56, 58, 60, 65, 66, 70, 71, 74, 75] {
        assert_eq!(without_version(version), expected, "version {version}");
    }
}

#[test]
fn tables_of_threads_share_functions_and_libraries() {
    for version in [49, 75] {
        let profile = open(&small(version));
        assert_eq!((profile.functions.len(), profile.libraries.len()), (6, 3), "{version}");
    }
}

#[test]
fn lines_and_addresses() {
    for version in [49, 75] {
        let profile = open(&small(version));
        let frames: Vec<_> =
            (0..5).map(|row| profile.frames.get(profile::id::FrameId::new(row))).collect();
        let seen: Vec<_> =
            frames.iter().map(|frame| (frame.line, frame.column, frame.address)).collect();
        assert_eq!(
            seen,
            [
                (None, None, Some(16)),
                (Some(7), None, Some(16)),
                (None, None, Some(64)),
                (Some(12), None, None),
                (None, None, Some(32)),
            ]
        );
    }
}

#[test]
fn times_are_counted_from_the_first_sample() {
    for version in [49, 75] {
        let profile = open(&small(version));
        assert_eq!(profile.threads[0].samples[0].times_ns, [0.0, 1e6, 2.25e6]);
        assert_eq!(profile.threads[1].samples[0].times_ns, [0.0, 1e6]);
        assert_eq!(profile.about.duration_ns, Some(2.25e6));
    }
}

#[test]
fn a_newer_version_is_tried() {
    let mut profile = small(75);
    profile["meta"]["preprocessedProfileVersion"] = json!(99);
    check(
        &profile,
        expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 2250000 ns
        Format version = 99
        metrics: samples (Samples)
        thread app 10 main 11
        main{Native} 1
        main{Native};parse{Native, inlined, src/parse.rs:7};libc.so.6!0x40{Native} 2
        main{Native};parse{Native, inlined, src/parse.rs:7} 1
        thread app 10 worker 11
        main{Native};onload{Interpreted, script.js:12} 1
        main{Native};do_syscall{Kernel} 2
        warning: 1× the format is newer than this reader knows; it was read as far as it is the same, first in the file
          version 99
        warning: 1× samples without a stack were left out, first at row 2
          thread worker
    "#]],
    );
}

#[test]
fn allocations_are_metrics_of_their_thread() {
    let mut profile = small(49);
    profile["threads"][0]["nativeAllocations"] = json!({
        "time": [1000, 1001, 1002], "weight": [4096, -4096, 64], "weightType": "bytes",
        "stack": [0, 1, null], "memoryAddress": [1, 1, 2], "threadId": [11, 11, 11], "length": 3,
    });
    profile["threads"][1]["jsAllocations"] = json!({
        "time": [1000], "weight": [24], "weightType": "bytes", "stack": [3], "length": 1,
        "className": ["Object"], "typeName": ["JSObject"], "inNursery": [true],
    });
    check(
        &profile,
        expect![[r#"
            tool: Firefox 140.0
            interval: 1000000 ns
            duration: 2750000 ns
            Format version = 49
            metrics: samples (Samples), native allocations (Bytes), native memory freed (Bytes), JS allocations (Bytes)
            thread app 10 main 11
            main{Native} 1
            main{Native};parse{Native, inlined, src/parse.rs:7};libc.so.6!0x40{Native} 2
            main{Native};parse{Native, inlined, src/parse.rs:7} 1
            main{Native} 4096
            main{Native};parse{Native, inlined, src/parse.rs:7} 4096
            thread app 10 worker 11
            main{Native};onload{Interpreted, script.js:12} 1
            main{Native};do_syscall{Kernel} 2
            main{Native};onload{Interpreted, script.js:12} 24
            warning: 2× samples without a stack were left out, first at row 2
              thread main
        "#]],
    );
}

#[test]
fn other_units_and_no_weights() {
    let mut profile = small(60);
    profile["threads"][0]["samples"]["weightType"] = json!("tracing-ms");
    profile["threads"][0]["samples"]["weight"] = json!([0.5, 1.25, 10]);
    profile["threads"][1]["samples"]["weight"] = json!(null);
    check(
        &profile,
        expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 2250000 ns
        Format version = 60
        metrics: time (Milliseconds), samples (Samples)
        thread app 10 main 11
        main{Native} 0.5
        main{Native};parse{Native, inlined, src/parse.rs:7};libc.so.6!0x40{Native} 1.25
        main{Native};parse{Native, inlined, src/parse.rs:7} 10
        thread app 10 worker 11
        main{Native};onload{Interpreted, script.js:12} 1
        main{Native};do_syscall{Kernel} 1
        warning: 1× samples without a stack were left out, first at row 2
          thread worker
    "#]],
    );
}

#[test]
fn durations_were_weights_before_version_29() {
    let mut profile = small(24);
    for thread in profile["threads"].as_array_mut().unwrap() {
        let samples = thread["samples"].as_object_mut().unwrap();
        let weight = samples.remove("weight").unwrap();
        samples.remove("weightType");
        samples.insert("duration".to_owned(), weight);
    }
    let profile = open(&profile);
    assert_eq!(profile.threads[0].total(profile::id::MetricId::new(0)), 4.0);
}

#[test]
fn the_oldest_texts_and_libraries() {
    let mut profile = small(24);
    let libraries = profile.as_object_mut().unwrap().remove("libs").unwrap();
    for thread in profile["threads"].as_array_mut().unwrap() {
        let thread = thread.as_object_mut().unwrap();
        let texts = thread.remove("stringArray").unwrap();
        thread.insert("stringTable".to_owned(), json!({"_array": texts}));
        thread.insert("libs".to_owned(), libraries.clone());
    }
    assert_eq!(summary(&open(&profile)), summary(&open(&small(24))));
}

#[test]
fn bad_samples_are_skipped_and_counted() {
    let text = small(49)
        .to_string()
        .replace(r#""stack":[0,2,1]"#, r#""stack":[0,99,-7,2,1,1,"x",1]"#)
        .replacen(r#""weight":[1,2,1]"#, r#""weight":[1,1,1,NaN,"x",2,1]"#, 1);
    expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 1000000 ns
        Format version = 49
        metrics: samples (Samples)
        thread app 10 main 11
        main{Native} 1
        main{Native};parse{Native, inlined, src/parse.rs:7} 2
        thread app 10 worker 11
        main{Native};onload{Interpreted, script.js:12} 1
        main{Native};do_syscall{Kernel} 2
        warning: 3× samples whose stack isn't in the file were skipped, first at row 1
          thread main
        warning: 3× samples whose weight is no number were skipped, first at row 3
          thread main
        warning: 1× samples without a stack were left out, first at row 2
          thread worker
    "#]]
    .assert_eq(&describe(import("profile.json", text.as_bytes())));
}

#[test]
fn bad_tables_are_cut_and_counted() {
    let mut profile = small(49);
    let thread = &mut profile["threads"][0];
    thread["stackTable"]["prefix"] = json!([2, 1, 0, 0, 0]);
    thread["stackTable"]["frame"] = json!([0, 1, 2, 77, 4]);
    thread["frameTable"]["func"] = json!([0, 99, 2, 3, 4]);
    thread["funcTable"]["name"] = json!([0, 2, 4444, 6, 8, 9]);
    thread["samples"]["stack"] = json!([1, 2, 3]);
    check(
        &profile,
        expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 2250000 ns
        Format version = 49
        metrics: samples (Samples)
        thread app 10 main 11
        (unknown){inlined} 1
        main{Native};(unknown){Native} 2
        main{Native};(unknown) 1
        thread app 10 worker 11
        main{Native};onload{Interpreted, script.js:12} 1
        main{Native};do_syscall{Kernel} 2
        warning: 1× functions whose name isn't in the file are shown as (unknown), first at row 2
          funcTable
        warning: 1× frames whose function isn't in the file are shown as (unknown), first at row 1
          frameTable
        warning: 1× stacks whose frame isn't in the file end in (unknown), first at row 3
          stackTable
        warning: 2× stacks whose caller doesn't stand before them were cut there, first at row 0
          stackTable
        warning: 1× samples without a stack were left out, first at row 2
          thread worker
    "#]],
    );
}

#[test]
fn nothing_usable_is_an_error() {
    let mut profile = small(49);
    for thread in profile["threads"].as_array_mut().unwrap() {
        thread["samples"]["stack"] = json!([99, null, 98]);
    }
    check(
        &profile,
        expect![[r#"
            error: Expected samples, found 2 threads in which none of the 6 samples can be used. What was wrong: 2 samples without a stack were left out; 4 samples whose stack isn't in the file were skipped.
        "#]],
    );
    profile["threads"] = json!([]);
    check(
        &profile,
        expect![[r#"
            error: Expected samples, found 0 threads without a sample. Record for longer, or with a shorter interval between samples.
        "#]],
    );
}

#[test]
fn a_cut_file_gives_the_threads_before_the_cut() {
    let text = small(49).to_string();
    let cut = text.rfind("\"worker\"").unwrap();
    expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 2250000 ns
        Format version = 49
        metrics: samples (Samples)
        thread app 10 main 11
        main{Native} 1
        main{Native};parse{Native, inlined, src/parse.rs:7};libc.so.6!0x40{Native} 2
        main{Native};parse{Native, inlined, src/parse.rs:7} 1
        warning: 1× the file breaks off: only the threads that are complete before that were read, first at byte 1871
          expected a value, found the end of the file
    "#]].assert_eq(&describe(import("profile.json", &text.as_bytes()[..cut])));
}

#[test]
fn a_cut_without_a_complete_thread_is_an_error() {
    let text = small(49).to_string();
    expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply, and in it a value, found the end of the file at byte 1000. The file is not complete: save or download it again.
    "#]].assert_eq(&describe(import("profile.json", &text.as_bytes()[..1000])));
    // The tables that all threads share stand before them, and are cut.
    let text = small(75).to_string();
    let cut = text.find("\"stringArray\"").unwrap() + 50;
    expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply, and in it `,` or `]`, found the end of the file at byte 1177. The file is not complete: save or download it again.
    "#]].assert_eq(&describe(import("profile.json", &text.as_bytes()[..cut])));
}

#[test]
fn geckos_own_format_is_told_apart() {
    let gecko = json!({
        "meta": {"version": 27, "startTime": 1, "interval": 1, "processType": 0, "product": "Firefox"},
        "libs": [],
        "threads": [{
            "name": "GeckoMain",
            "samples": {"schema": {"stack": 0, "time": 1}, "data": [[0, 1.0]]},
            "stackTable": {"schema": {"prefix": 0, "frame": 1}, "data": [[null, 0]]},
        }],
    });
    check(
        &gecko,
        expect![[r#"
            error: Expected a profile of the Firefox Profiler or samply, found a raw profile as Firefox's own recorder writes it. Open it at profiler.firefox.com and save it there with Upload › Download.
        "#]],
    );
}

#[test]
fn other_json_is_not_taken() {
    for text in [
        r#"{"traceEvents": [{"ph": "X", "ts": 1}]}"#,
        r#"{"meta": {"unrelated": 1}, "data": []}"#,
        r#"{"$schema": "https://www.speedscope.app/file-format-schema.json", "shared": {}}"#,
        r#"{"nodes": [], "samples": []}"#,
        r#"[1, 2, 3]"#,
        r#""text""#,
    ] {
        let error = describe(import("profile.json", text.as_bytes()));
        assert!(
            error.starts_with("error:") && !error.contains("Firefox Profiler or samply,"),
            "{error}"
        );
    }
}

#[test]
fn samples_without_symbols_say_so() {
    let mut profile = small(49);
    profile["meta"]["symbolicated"] = json!(false);
    let imported = import("profile.json", profile.to_string().as_bytes()).unwrap();
    assert!(imported.profiles[0].about.lacks_symbols);
    assert!(imported.warnings.list().iter().any(|w| w.what == profile::symbols::MISSING));
    assert!(!open(&small(49)).about.lacks_symbols);
}

#[test]
fn a_generated_profile_keeps_every_weight() {
    for layout in [tests::generate::Layout::PerThread, tests::generate::Layout::Shared] {
        let mut text = Vec::new();
        let generated = tests::generate::firefox(200_000, 3, layout, &mut text).unwrap();
        let imported = import("profile.json", &text).unwrap();
        assert_eq!(imported.warnings.list(), []);
        let profile = &imported.profiles[0];
        let metric = profile::id::MetricId::new(0);
        let samples: usize = profile.threads.iter().map(|t| t.sample_count(metric)).sum();
        assert_eq!(profile.total(metric), generated.total as f64);
        assert_eq!(samples as u64, generated.lines);
    }
}
