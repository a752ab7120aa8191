//! Files that can't be opened: each gets an answer that says what it is and what to do.

mod common;

use common::{describe, import};
use expect_test::{Expect, expect};

fn check(content: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&describe(import("file", content.as_ref())));
}

#[test]
fn empty_files() {
    check(
        "",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found an empty file. Check that the recording came to its end and wrote the file.
        "#]],
    );
    check(
        " \r\n\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found nothing but blanks. Check that the recording came to its end and wrote the file.
        "#]],
    );
}

#[test]
fn pictures_documents_and_programs() {
    check(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a PNG picture. It isn't a profile: drop the file that the profiler wrote.
        "#]],
    );
    check(
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a JPEG picture. It isn't a profile: drop the file that the profiler wrote.
        "#]],
    );
    check(
        b"%PDF-1.7\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a PDF document. It isn't a profile: drop the file that the profiler wrote.
        "#]],
    );
    check(
        b"\x7fELF\x02\x01\x01\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a program or library (ELF). It is a program, not a profile: `samply record PROGRAM` records one.
        "#]],
    );
}

#[test]
fn recordings_that_need_another_program() {
    check(
        b"PERFILE2\x68\0\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found the raw recording of perf (perf.data). It needs the binaries it was recorded from: on that machine run `perf script -i perf.data > profile.perf`.
        "#]],
    );
    check(
        b"\xfflprofi\x81\x09\0\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found PGO data of LLVM (.profdata). It holds counters for the compiler, not stacks: record the program with `samply record` or `perf record` to see where its time goes.
        "#]],
    );
    check(
        b"\x81rforpl\xff\x0a\0\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found raw PGO data of LLVM (.profraw). It holds counters for the compiler, not stacks: record the program with `samply record` or `perf record` to see where its time goes.
        "#]],
    );
    check(
        b"MMPD\x09\0\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found rustc's own profile (.mm_profdata). `stack_collapse FILE` of rust-lang/measureme makes folded stacks of it, which can be opened.
        "#]],
    );
    check(
        b"FLR\0\0\x02\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a recording of the Java Flight Recorder (JFR). async-profiler's `jfrconv -o collapsed FILE out.collapsed` makes a file that can be opened.
        "#]],
    );
}

#[test]
fn old_formats_of_pprof_are_not_folded_stacks() {
    check(
        "heap_v2/524288\n  t*: 12: 6144 [0: 0]\n@ 0x55d0 0x55d8\n  t*: 12: 6144 [0: 0]\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a heap profile of jemalloc. It has addresses without names: `jeprof --collapsed PROGRAM FILE > heap.folded` makes folded stacks of it, which can be opened.
        "#]],
    );
    check(
        "heap profile:      2:   131072 [     5:   327680] @ heapz/1\n     1: 65536 [1: 65536] @ 0x4f\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a heap profile of gperftools or Go, as text. `pprof -proto -output profile.pb.gz PROGRAM FILE` makes a file that can be opened. Go serves one where the address has no `debug=1`.
        "#]],
    );
    check(
        "--- contentionz 1 ---\ncycles/second = 3000000000\nsampling period = 100\n  768 1 @ 0xbc 0xa4\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a profile of locks, as text. `pprof -proto -output profile.pb.gz PROGRAM FILE` makes a file that can be opened. Go serves one where the address has no `debug=1`.
        "#]],
    );
    check(
        "goroutine profile: total 7\n4 @ 0x43 0x44\n#\t0x43\tmain.work+0x24\t/a/main.go:12\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a profile of goroutines, as text. `pprof -proto -output profile.pb.gz PROGRAM FILE` makes a file that can be opened. Go serves one where the address has no `debug=1`.
        "#]],
    );
    check(
        b"\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a CPU profile of gperftools. It has addresses without names: `pprof -proto -output profile.pb.gz PROGRAM FILE` makes a file that can be opened.
        "#]],
    );
}

#[test]
fn reports_tell_what_they_were_made_of() {
    let dashes = "-".repeat(80);
    check(
        format!("{dashes}\nCommand:            ./app\nMassif arguments:   (none)\n"),
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a report of ms_print. Drop the file that the report was made of: valgrind's own (`massif.out.…`, `cachegrind.out.…`, `callgrind.out.…`).
        "#]],
    );
    check(
        format!(
            "{dashes}\n-- Metadata\n{dashes}\nInvocation:       cg_annotate cachegrind.out.1\n"
        ),
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a report of cg_annotate. Drop the file that the report was made of: valgrind's own (`massif.out.…`, `cachegrind.out.…`, `callgrind.out.…`).
        "#]],
    );
    check(
        "# To display the perf.data header info, please use --header/--header-only options.\n#\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a report of perf. The stacks are in the recording: `perf script > profile.perf` writes them.
        "#]],
    );
    check(
        "Sampling at 49 Hertz of all threads by user + kernel stack... Hit Ctrl-C to end.\n\
         \n    read\n    main\n    -                app (9036)\n        1\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found stacks of bcc, not folded. With `-f` bcc's tools write folded stacks, which can be opened.
        "#]],
    );
}

#[test]
fn texts_with_some_numbers_at_their_ends_are_not_folded() {
    check(
        "Measure Mode: wall_time\nThread ID: 2144\nTotal: 1.0\nSort by: self_time\n\n\
         %self  total  calls  name\n60.00  0.600  3  sleep\n40.00  1.000  1  main\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found text of an unknown kind (it begins with “Measure Mode: wall_time”). These can be opened: …
        "#]],
    );
}

#[test]
fn bpftrace_as_json() {
    check(
        "{\"type\": \"attached_probes\", \"data\": {\"probes\": 1}}\n\
         {\"type\": \"map\", \"data\": {\"@\": {\"main+1\": 4}}}\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found the output of bpftrace as JSON. Run bpftrace without `-f json`: its text can be opened.
        "#]],
    );
}

#[test]
fn the_oldest_profiles_of_firefox() {
    check(
        r#"{"format": "profileJSONWithSymbolicationTable,1", "meta": {"version": 2, "interval": 1},
            "profileJSON": [{"frames": [2, 0], "extraInfo": {"time": 1}}],
            "symbolicationTable": {"0": "main", "2": "(root)"}}"#,
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a profile of Firefox from before 2014 (Cleopatra). It can't be opened here. profiler.firefox.com opens it, and saves it in a newer format.
        "#]],
    );
}

#[test]
fn formats_to_come() {
    check(
        "<?xml version=\"1.0\"?><!-- made; by 1 -->\n<!DOCTYPE svg>\n<svg width=\"1200\">",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a picture (SVG) that isn't a flame graph of inferno or flamegraph.pl. It isn't a profile: drop the file that the profiler wrote.
        "#]],
    );
    check(
        "<!doctype html><title>x</title>",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a web page (HTML). If it is a report of a profiler, drop the file that the report was made of.
        "#]],
    );
}

#[test]
fn json_of_another_kind_is_told_by_its_keys() {
    check(
        r#"{"a": {"inner": 1}, "b\"": [1, {"c": 2}], "d": "e: f"}"#,
        expect![[r#"
            error: Expected a profile in a format that can be opened, found JSON of another kind with the keys “a”, “b\"”, “d”. These can be opened: …
        "#]],
    );
    check(
        r#"{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"10":1}"#,
        expect![[r#"
            error: Expected a profile in a format that can be opened, found JSON of another kind with the keys “1”, “2”, “3”, “4”, “5”, “6”, “7”, “8” and others. These can be opened: …
        "#]],
    );
    check(
        r#"[["x"], {"a": 1}]"#,
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a JSON list. These can be opened: …
        "#]],
    );
    check(
        "{}",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found JSON of another kind. These can be opened: …
        "#]],
    );
}

#[test]
fn unknown_files() {
    check(
        "Dear reader,\nthere is nothing here.\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found text of an unknown kind (it begins with “Dear reader,”). These can be opened: …
        "#]],
    );
    check(
        b"\x01\x02\x03\x04",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found data of an unknown kind (they begin with the bytes 01 02 03 04). These can be opened: …
        "#]],
    );
}

#[test]
fn frames_that_look_like_other_formats_are_frames() {
    check(
        "[unknown];main 3\n{closure};x 1\n",
        expect![[r#"
        metrics: weight (Unknown)
        [unknown];main 3
        {closure};x 1
    "#]],
    );
    check(
        "MZ_decode;x 3\nMOJ;y 1\n",
        expect![[r#"
        metrics: weight (Unknown)
        MZ_decode;x 3
        MOJ;y 1
    "#]],
    );
}

#[test]
fn what_looks_like_a_profile_and_is_none() {
    check(
        "v8-version,6,0,287,53,0\nshared-library,\"/usr/local/bin/node\",0x100003200,0x1008b3cba,0\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a log of V8 that Node hasn't preprocessed. `node --prof-process --preprocess -j FILE > app.v8log.json` writes JSON that can be opened; the node must be the one that wrote the log.
        "#]],
    );
    check(
        "Stack_0x1 log opened (PC)\n12:START:0x1\n",
        expect![[r#"
        error: Expected a profile in a format that can be opened, found a log of Papyrus, the scripts of Skyrim and Fallout. It can't be opened; speedscope does.
    "#]],
    );
    check(
        "v 10400 3\nX ./app\nI 1000 3e8\n",
        expect![[r#"
        error: Expected a profile in a format that can be opened, found a raw recording of heaptrack. `heaptrack_print --print-flamegraph app.folded FILE` writes folded stacks that can be opened.
    "#]],
    );
    check(
        "<!DOCTYPE html>\n<html>\n<head>\n<title>Cargo Build Timings — app 0.1.0</title>",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found a report of `cargo build --timings` (HTML). It tells when crates were built, not stacks. For what rustc does: `RUSTC_BOOTSTRAP=1 cargo rustc -- -Zself-profile`, then `crox` makes a trace that can be opened.
        "#]],
    );
    check(
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0\x3e\0",
        expect![[r#"
        error: Expected a profile in a format that can be opened, found a core dump (ELF). It is one moment of a program that died: `gdb PROGRAM FILE` and `bt` show its stack. `samply record PROGRAM` records where time goes.
    "#]],
    );
}
