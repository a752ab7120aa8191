//! Profiles of the Firefox Profiler.

mod bad_input;
#[path = "../common/mod.rs"]
mod common;
mod small;

use common::{describe, import, summary};
use expect_test::{Expect, expect};
use profile::Profile;
use serde_json::{Value, json};
use small::small;

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
fn what_stands_beside_an_old_profile_does_no_harm() {
    for version in [4, 17, 24] {
        let mut profile = small(version);
        profile["tasktracer"] = json!({"taskTable": {"length": 0}, "stringArray": []});
        assert_eq!(summary(&open(&profile)), summary(&open(&small(version))));
    }
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
