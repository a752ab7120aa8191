//! GHC's JSON profiles: short files, the first one as GHC lays it out.

mod common;

use common::expected::damage;
use common::{describe, import};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

const TREES: &str = r#"{
"program": "trees",
"arguments": ["trees", "20"],
"rts_arguments": ["-pj"],
"end_time": "Thu Oct 25 10:51 2018",
"initial_capabilities": 0,
"total_time":        0.50,
"total_ticks": 5,
"tick_interval": 1000,
"total_alloc":1921672664,
"cost_centres": [
{"id": 144, "label": "MAIN", "module": "MAIN", "src_loc": "<built-in>", "is_caf": false}, {"id": 20, "label": "CAF:main", "module": "Main", "src_loc": "src/Main.hs:21:1-4", "is_caf": true}, {"id": 18, "label": "main.\\", "module": "Main", "src_loc": "src/Main.hs:(35,26)-(36,2)", "is_caf": false}]
,
"profile": {"id": 144, "entries": 0, "alloc": 648, "ticks": 0, "children": [{"id": 37, "entries": 0, "alloc": 0, "ticks": 0, "children": []}
,{"id": 20, "entries": 1, "alloc": 16, "ticks": 2, "children": [{"id": 18, "entries": 3, "alloc": 4096, "ticks": 3, "children": []}
]}
]}
}
"#;

#[test]
fn time_allocations_and_entries() {
    check(
        TREES,
        expect![[r#"
        tool: GHC
        command: trees 20
        interval: 1000000 ns
        duration: 500000000 ns
        end = Thu Oct 25 10:51 2018
        metrics: time (Milliseconds), allocated bytes (Bytes), entries (Other("entries"))
        MAIN.MAIN 0 648 0
        MAIN.MAIN;Main.CAF:main{src/Main.hs:21} 2 16 1
        MAIN.MAIN;Main.CAF:main{src/Main.hs:21};Main.main.\{src/Main.hs:35} 3 4096 3
        warning: 1× cost centres that aren't in the file are shown as (unknown), first at row 1
    "#]],
    );
}

#[test]
fn without_an_interval_ticks_are_counted() {
    check(
        r#"{"rts_arguments":[],"initial_capabilities":1,"profile":{"children":[{"id":2,"ticks":4}],"id":1,"ticks":-3},
            "cost_centres":[{"id":1,"label":"a","src_loc":"Main2:7:1"},{"id":2,"label":"b","module":"M","src_loc":"x"}]}"#,
        expect![[r#"
            tool: GHC
            metrics: time (Other("ticks")), allocated bytes (Bytes), entries (Other("entries"))
            a{Main2:7};M.b{x} 4 0 0
            warning: 1× numbers that are negative or none count as 0, first at row 0
        "#]],
    );
}

#[test]
fn empty_and_cut_files() {
    check(
        r#"{"rts_arguments":[],"initial_capabilities":1,"profile":{"id":1,"ticks":0,"children":[]}}"#,
        expect![[r#"
            error: Expected a profile of GHC, found no sample that can be used. Record for longer, or save the profile again.
        "#]],
    );
    check(
        r#"{"rts_arguments":[],"initial_capabilities":1,"cost_centres":[{"id":1,"label":"a"}],"profile":{"id":1,"ticks":9,"chil"#,
        expect![[r#"
            tool: GHC
            metrics: time (Other("ticks")), allocated bytes (Bytes), entries (Other("entries"))
            a 9 0 0
            warning: 1× the file breaks off: what is complete before that was read, first at byte 116
              expected a text as the name of a member, found the end of the file
        "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(TREES.as_bytes());
}
