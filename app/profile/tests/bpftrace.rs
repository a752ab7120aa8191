//! bpftrace's maps: short texts with one quirk each.

mod common;

use common::expected::damage;
use common::{describe, import};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_bytes())));
}

const PROFILE: &str = "Attaching 1 probe...

@[
    finish_task_switch+21
    schedule+60
,
    epoll_wait+94
    0x7f6c0a2b
    operator+(int, int)+0x1f (/usr/bin/app)
    std::vec![u8; 3]+5
, app, 12]: 3
@[
    main+1
, , app, 12]: 40


@bytes[
    malloc+0
    0x55aa (/usr/lib/libc.so.6)
]: 4096
@[swapper/0]: 2
";

#[test]
fn kernel_program_labels_and_several_maps() {
    check(
        PROFILE,
        expect![[r#"
        tool: bpftrace
        metrics: count (Unknown), bytes (Unknown)
        app{Label};12{Label};“std::vec![u8; 3]”;operator+(int, int);0x7f6c0a2b;epoll_wait;schedule;finish_task_switch 3
        app{Label};12{Label};main 40
        swapper/0{Label} 2
        0x55aa (/usr/lib/libc.so.6);malloc 4096
    "#]],
    );
}

#[test]
fn debug_information_tells_places_and_inlined_functions() {
    check(
        "@[\n    [inlined] get@/src/lib.rs:33\n    work+12@/src/main.rs:7\n    main+5@/src/main.rs:20\n]: 3\n\
         @[\n    work+40@/src/main.rs:9\n    main+5@/src/main.rs:20\n]: 2\n\
         @[\n\t55d0c0de1234 get (inlined)\n\t55d0c0de1234 work+12 (/usr/bin/app)\n\t7ffc01234567 0x7ffc01234567 ([unknown])\n]: 1\n",
        expect![[r#"
            tool: bpftrace
            metrics: count (Unknown)
            main{/src/main.rs:20};work{/src/main.rs:7};get{inlined, /src/lib.rs:33} 3
            main{/src/main.rs:20};work{/src/main.rs:9} 2
            0x7ffc01234567;work;get{inlined} 1
        "#]],
    );
}

#[test]
fn labels_before_the_stack_and_empty_stacks() {
    check(
        "@[app, \n    leaf+1\n    main+2\n]: 5\n@[, \n    user\n]: 1\n@[\n]: 2\n",
        expect![[r#"
            tool: bpftrace
            metrics: count (Unknown)
            app{Label};main;leaf 5
            user 1
             2
        "#]],
    );
}

#[test]
fn what_is_no_count_is_told() {
    check(
        "@[\n    a\n]: 1\n@[\n    b\n]: -4\n@usecs: \n[0]  1 |@@@|\n@avg[\n    c\n]: count 2, average 3, total 6\n@[\n    d\n@[\n    e\n]: 7\n",
        expect![[r#"
            tool: bpftrace
            metrics: count (Unknown)
            a 1
            e 7
            warning: 1× entries with a negative number were skipped, first in line 4
              -4
            warning: 3× lines that belong to no map with a count were skipped, first in line 7
              @usecs:
            warning: 2× entries without an end were skipped, first in line 9
              @avg[
        "#]],
    );
    check(
        "@[\n    a\n]: (1, 2)\n",
        expect![[r#"
        error: Expected maps of bpftrace with stacks and counts, found none that can be used. Count stacks in a map: `@[kstack, ustack, comm] = count();`.
    "#]],
    );
}

#[test]
fn damage_never_panics() {
    damage(PROFILE.as_bytes());
}
