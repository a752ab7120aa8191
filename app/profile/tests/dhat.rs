//! DHAT: recorded files against their known numbers, and short texts with one quirk each.

mod common;

use common::{describe, fixture, import, import_slices, json};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::import::ImportOptions;

fn check(text: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&describe(import("unknown", text.as_ref())));
}

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).unwrap();
    assert_eq!(imported.warnings.list(), []);
    imported.profiles.remove(0)
}

const METRICS: [(&str, &str); 8] = [
    ("total bytes", "total_bytes"),
    ("total blocks", "total_blocks"),
    ("bytes at t-gmax", "gmax_bytes"),
    ("blocks at t-gmax", "gmax_blocks"),
    ("bytes at t-end", "end_bytes"),
    ("blocks at t-end", "end_blocks"),
    ("reads", "reads"),
    ("writes", "writes"),
];

#[test]
fn recorded_files_have_their_known_numbers() {
    for version in ["before", "after"] {
        let known = json(&format!("dhat/{version}/known.json"));
        for file in ["dhat.json", "dhat-rs.json"] {
            let profile = open(&format!("dhat/{version}/{file}.gz"));
            let known = &known[file];
            for (name, key) in METRICS {
                let metric =
                    profile.metric_ids().find(|id| profile.metrics[id.index()].name == name);
                let total = metric.map(|metric| profile.total(metric));
                assert_eq!(total, known[key].as_f64(), "{version} {file} {name}");
            }
            let samples = &profile.threads[0].samples[0];
            assert_eq!(Some(samples.len() as u64), known["points"].as_u64());
            let mut biggest: Vec<_> = (0..samples.len())
                .map(|index| {
                    let depth = profile.stacks.leaf_to_root(samples.stacks[index].unwrap()).count();
                    let number = |column: usize| samples.weights[column].1.get(index);
                    serde_json::json!([number(0) as u64, number(1) as u64, depth])
                })
                .collect();
            biggest.sort_by_key(|point| std::cmp::Reverse(point[0].as_u64()));
            assert_eq!(biggest[..3], known["biggest_points"].as_array().unwrap()[..]);
        }
    }
}

#[test]
fn valgrind_counts_time_in_instructions_and_the_crate_in_microseconds() {
    let valgrind = open("dhat/before/dhat.json.gz");
    assert_eq!(valgrind.about.command, "/home/me/bin/before/wordstat 30");
    assert_eq!(valgrind.about.duration_ns, None);
    assert_eq!(valgrind.threads[0].pid, "25481");
    assert!(valgrind.frames.has_inlined());
    let crate_s = open("dhat/before/dhat-rs.json.gz");
    assert_eq!(crate_s.about.duration_ns, Some(270_294_000.0));
}

#[test]
fn copies_and_events_have_units_of_their_own() {
    check(
        fixture("dhat/collected/dhat.copy_mode.out"),
        expect![[r#"
        tool: DHAT
        command: /some/path/bench-bb025b17fd65eb7d --iai-run my_group 1 0 test_dhat::my_group::dhat
        mode = copy
        end (t-end) = 479214 instrs
        metrics: total bytes (Bytes), total blocks (Other("blocks"))
        thread 563349
        copy_nonoverlapping<u8>{mod.rs:3753};memmove 4763 54
        test_dhat::main{macros.rs:481};test_dhat::copy::with_entry_point{test_dhat.rs:43};test_dhat::copy::__iai_callgrind_wrapper_mod::dhat{test_dhat.rs:65};memmove 20 1
    "#]],
    );
    check(
        fixture("dhat/collected/dhat.ad_hoc_mode.out"),
        expect![[r#"
        tool: DHAT
        command: /some/path/bench-bb025b17fd65eb7d --iai-run my_group 0 2 test_dhat::my_group::dhat
        mode = ad-hoc
        end (t-end) = 470900 instrs
        metrics: total units (Other("units")), total events (Other("events"))
        thread 563362
        main;test_dhat::main{macros.rs:481};test_dhat::ad_hoc::with_entry_point{test_dhat.rs:72};test_dhat::ad_hoc::__iai_callgrind_wrapper_mod::dhat{test_dhat.rs:89} 15 1
    "#]],
    );
    check(
        fixture("dhat/collected/dhat.minimal.out"),
        expect![[r#"
            tool: DHAT
            command: /some/path/bench-bb025b17fd65eb7d --iai-run my_group 0 2 file::group::function
            mode = heap
            time of the peak (t-gmax) = 160000 instrs
            end (t-end) = 500000 instrs
            metrics: total bytes (Bytes), total blocks (Other("blocks")), bytes at t-gmax (Bytes), blocks at t-gmax (Other("blocks")), bytes at t-end (Bytes), blocks at t-end (Other("blocks")), reads (Bytes), writes (Bytes), block lifetimes (Other("instructions"))
            thread 2
            malloc 1024 1 1024 1 0 0 9456 5093 160000
            warning: 1× points with frames that aren't in the frame table are shown without them, first at row 0
        "#]],
    );
}

const SMALL: &str = r#"{"dhatFileVersion":2,"mode":"heap","tu":"ms","te":3,"pps":[
    {"tb":3,"tbk":1,"fs":[1,2,1,2,3]},{"tb":4,"tbk":1,"fs":[]},{"tb":5,"fs":[1]},
    {"tb":6,"tbk":1,"fs":[9]},{"tb":-7,"tbk":1}],
    "ftbl":["[root]","0x1: a (a.rs:1:2)","0x1: b (b.rs:3)","0x2: f(x) (y) (in /lib (x86)/c.so)"]}"#;

#[test]
fn bad_points_are_skipped_and_frames_of_one_address_are_inlined() {
    check(
        SMALL,
        expect![[r#"
            tool: DHAT
            duration: 3000000 ns
            mode = heap
            metrics: total bytes (Bytes), total blocks (Other("blocks"))
            f(x) (y) (in /lib (x86)/c.so);b{b.rs:3};a{inlined, a.rs:1};b{b.rs:3};a{inlined, a.rs:1} 3 1
             4 1
             6 1
            warning: 2× points without a readable `tb` and `tbk` were skipped, first at row 2
            warning: 1× points with frames that aren't in the frame table are shown without them, first at row 2
        "#]],
    );
}

#[test]
fn without_points_it_is_an_error() {
    check(
        r#"{"dhatFileVersion":2,"pps":[],"ftbl":[]}"#,
        expect![[r#"
        error: Expected DHAT's program points with their frames, found none that can be used. Check that the program allocated anything while it was recorded.
    "#]],
    );
    check(
        r#"{"dhatFileVersion":2,"pps":["#,
        expect![[r#"
        error: Expected DHAT's JSON, and in it a value, found the end of the file at byte 28. The file is damaged or not complete: copy it again, or record it again.
    "#]],
    );
    check(
        r#"{"dhatFileVersion":"2"}"#,
        expect![[r#"
        error: Expected a profile in a format that can be opened, found JSON of another kind with the keys “dhatFileVersion”. These can be opened: …
    "#]],
    );
}

#[test]
fn cut_or_damaged_files_never_panic() {
    let whole = describe(import("unknown", SMALL.as_bytes()));
    let mut text = SMALL.as_bytes().to_vec();
    for at in 0..text.len() {
        let _ = import("unknown", &text[..at]);
        let (left, right) = text.split_at(at);
        let sliced = import_slices("unknown", &[left, right], ImportOptions::default());
        assert_eq!(describe(sliced), whole);
    }
    for at in 0..text.len() {
        for bit in 0..8 {
            text[at] ^= 1 << bit;
            let _ = import("unknown", &text);
            text[at] ^= 1 << bit;
        }
    }
}
