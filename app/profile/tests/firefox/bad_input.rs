//! What becomes of bad input: rows that don't fit, files that are cut, other formats.

use crate::check;
use crate::common::{describe, import};
use crate::small::small;
use expect_test::expect;
use serde_json::json;

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
        warning: 1× the file breaks off: what is complete before that was read, first at byte 1871
          expected a value, found the end of the file
    "#]]
    .assert_eq(&describe(import("profile.json", &text.as_bytes()[..cut])));
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
        "meta": {"preprocessedProfileVersion": 27, "version": 27, "product": "Firefox"},
        "libs": [],
        "threads": [{
            "name": "GeckoMain",
            "funcTable": {},
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
