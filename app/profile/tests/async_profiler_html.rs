//! Web pages of async-profiler.

mod common;

use common::{describe, import, import_slices};
use expect_test::{Expect, expect};
use profile::import::ImportOptions;

fn page(content: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang='en'>\n<body>\n<h1>CPU profile &amp; more</h1>\n<header>Produced by <a href='x'>async-profiler</a></header>\n<script>\n\tconst levels = Array(36);\n\tfunction f(key, level, left, width, inln, c1, int) {{\n\t\tf(key, level0 + 1, 0, width, inln, c1, int)\n\t}}\n\n{content}\n</script></body></html>\n"
    )
}

fn check(content: &str, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", page(content).as_bytes())));
}

const NAMES: &str = "const cpool = [\n'all',\n' java/lang/Thread.run',\n'1start',\n' it\\'s'\n];\nunpack(cpool);\n\n";

#[test]
fn calls_are_relative_to_the_one_before() {
    check(
        &format!(
            "{NAMES}n(3,120)\nu(9,100)\nu(18)\nf(29,3,10,40,1,2,3)\nn(28,50)\nf(24,1,50,20)\n"
        ),
        expect![[r#"
            tool: async-profiler
            title = CPU profile & more
            metrics: samples (Samples)
            java/lang/Thread.run{Jit};java/lang/Thread.start{Jit, inlined} 10
            java/lang/Thread.run{Jit};java/lang/Thread.start{Jit, inlined};it's{Kernel} 40
            java/lang/Thread.run{Jit};java/lang/Thread.start{Jit, inlined};it's{Native} 50
            it's{Interpreted} 20
        "#]],
    );
}

#[test]
fn older_pages_have_all_in_one_call() {
    check(
        "f(0,0,10,3,'all')\nf(1,0,7,1,'a\\'b, &lt;c&gt;')\nf(1,7,3,5,'read',1,2,3)\n",
        expect![[r#"
            tool: async-profiler
            title = CPU profile & more
            metrics: samples (Samples)
            a'b, <c>{Jit} 7
            read{Kernel} 3
        "#]],
    );
}

#[test]
fn what_is_missing_is_said() {
    check(
        &format!("{NAMES}n(3,120)\nu(9,60)\nn(18,50)\nu(800)\nf(x)\n"),
        expect![[r#"
            tool: async-profiler
            title = CPU profile & more
            metrics: samples (Samples)
             10
            java/lang/Thread.run{Jit} 60
            java/lang/Thread.start{Jit, inlined} 50
            warning: 1× frames whose names aren't in the file were skipped, first in line 23
              u(800)
            warning: 1× frames that can't be read were skipped, first in line 24
              f(x)
            warning: 1× gaps between callees: functions narrower than the file's minimum width are missing, and their weight counts as self of their callers, first in the file
              about 10 of 120 samples
        "#]],
    );
    check(
        NAMES,
        expect![[r#"
        error: Expected a flame graph of async-profiler, found a page without frames. `jfrconv -o collapsed FILE out.collapsed` of the recording makes folded stacks, which can be opened.
    "#]],
    );
}

#[test]
fn damage_is_survived() {
    let whole = page(&format!("{NAMES}n(3,120)\nu(9,100)\nu(18)\nf(29,3,10,40)\n")).into_bytes();
    for at in 0..whole.len() {
        let _ = import("unknown", &whole[..at]);
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        let text = describe(import("unknown", &flipped));
        let slices = [&flipped[..at], &flipped[at..]];
        assert_eq!(describe(import_slices("unknown", &slices, ImportOptions::default())), text);
    }
}
