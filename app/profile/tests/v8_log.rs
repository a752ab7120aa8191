//! V8's logs as Node preprocesses them: short files, the first one as Node lays it out.

mod common;

use common::expected::damage;
use common::{describe, import};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

const LOG: &str = r#"{
  "code": [
    {"name":"/usr/bin/node","type":"SHARED_LIB"},
    {"name":"t v8::internal::Heap::Scavenge(int)","type":"CPP"},
    {"name":"get size file:///home/me/a b.js:7:11","type":"JS","kind":"Opt","func":0,"tm":512},
    {"name":" node:internal/main:9:1","type":"JS","kind":"Unopt","func":1},
    {"name":"ArrayPush","type":"CODE","kind":"Builtin"},
    {"name":"bare","type":"JS","kind":"Unopt"}
  ],
  "functions": [
    {"name":"get size file:///home/me/a b.js:7:11","codes":[2]}
  ],
  "ticks": [
    {"tm":1000,"vm":0,"s":[2,40,3,99]},
    {"tm":3500,"vm":1,"s":[1,7,2,40,3,99,-1,140735000]},
    {"tm":2000,"vm":0,"s":[4,1,5,1,77,0]},
    {"tm":4000,"vm":5,"s":[]}
  ]
}"#;

#[test]
fn ticks_in_the_order_of_time() {
    check(
        LOG,
        expect![[r#"
        tool: V8
        duration: 4000000 ns
        metrics: time (Microseconds), samples (Samples)
        (anonymous){node:internal/main:9};get size{file:///home/me/a b.js:7} 1000 1
        (unknown);bare;ArrayPush{Native} 1000 1
        (anonymous){node:internal/main:9};get size{file:///home/me/a b.js:7};v8::internal::Heap::Scavenge(int){Native} 1500 1
         500 1
        warning: 1× code that isn't in the file is shown as (unknown), first at row 2
          77
        warning: 1× frames at addresses that are in no known code were left out, first at row 1
    "#]],
    );
}

#[test]
fn odd_ticks_and_codes() {
    check(
        r#"{"code":[null,{"type":"CODE"},{"name":"x","type":"JS"}],"functions":[{"codes":[]}],"ticks":[{"s":[1,0]},{"tm":5},{"tm":-1,"s":[]},{"tm":6,"s":[0,0,1,0,2]},{"tm":6,"s":[2]}]}"#,
        expect![[r#"
            tool: V8
            duration: 6000 ns
            metrics: time (Microseconds), samples (Samples)
             5 1
            x;(unknown){Native};(unknown){Native} 1 1
            x 0 1
            warning: 2× ticks without a time were skipped, first in the file
        "#]],
    );
}

#[test]
fn files_without_ticks() {
    check(
        r#"{"code":[{"name":"x","type":"JS"}],"functions":[],"ticks":[]}"#,
        expect![[r#"
        error: Expected a log of V8 that Node preprocessed, found no sample that can be used. Record for longer, or save the profile again.
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(LOG.as_bytes());
}
