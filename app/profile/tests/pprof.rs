//! pprof: recorded files against their known numbers, and small messages with one quirk each.

mod common;

use common::{describe, fixture, import, import_slices};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::id::MetricId;
use profile::import::ImportOptions;
use std::collections::{BTreeMap, BTreeSet};

fn open(path: &str) -> Profile {
    let mut imported = import("unknown", &fixture(path)).expect(path);
    assert_eq!(imported.warnings.list(), [], "{path}");
    imported.profiles.remove(0)
}

/// The largest sums of one kind, ties in order of name.
fn top(sums: BTreeMap<&str, f64>) -> String {
    let mut sums: Vec<_> = sums.into_iter().filter(|&(_, sum)| sum > 0.0).collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums.iter().take(5).map(|(name, sum)| format!("    {sum} {name:.60}\n")).collect()
}

/// What known numbers say of a file: counts, and for each metric total, top self and top total.
fn numbers(path: &str, expected: Expect) {
    let profile = open(path);
    let samples: usize = profile.threads.iter().map(|thread| thread.samples[0].len()).sum();
    let mut out = format!(
        "{samples} samples, {} threads, interval {:?}, lacks symbols {}, inlined {}\n",
        profile.threads.len(),
        profile.about.interval_ns,
        profile.about.lacks_symbols,
        profile.frames.has_inlined(),
    );
    for id in profile.metric_ids() {
        let metric = &profile.metrics[id.index()];
        let (mut selfs, mut totals) = (BTreeMap::new(), BTreeMap::new());
        for samples in profile.threads.iter().flat_map(|thread| &thread.samples) {
            let weights = samples.weights_of(id).expect("all samples measure all");
            for (index, stack) in samples.stacks.iter().enumerate() {
                let Some(stack) = *stack else { continue };
                let weight = weights.get(index);
                *selfs.entry(profile.leaf_name(stack)).or_insert(0.0) += weight;
                let names: BTreeSet<_> = profile
                    .stacks
                    .leaf_to_root(stack)
                    .map(|frame| {
                        profile.text(profile.functions.get(profile.frames.function(frame)).name)
                    })
                    .collect();
                for name in names {
                    *totals.entry(name).or_insert(0.0) += weight;
                }
            }
        }
        out += &format!(
            "{} {:?} {:?}: {}\n  self\n{}  total\n{}",
            metric.name,
            metric.unit,
            metric.sample_weight,
            profile.total(id),
            top(selfs),
            top(totals)
        );
    }
    expected.assert_eq(&out);
}

#[test]
fn reads_pprof_rs_before() {
    numbers(
        "pprof/before/profile.pb",
        expect![[r#"
        189 samples, 1 threads, interval Some(1003009.0), lacks symbols false, inlined false
        cpu Nanoseconds Some(1003009.0): 492477419
          self
            47141423 copy_nonoverlapping<u8>
            44132396 _int_free
            33099297 _int_malloc
            25075225 __GI___libc_free
            24072216 u8to64_le
          total
            492477419 <&dyn core::ops::function::Fn<(), Output = i32> + core::mark
            492477419 __libc_start_call_main
            492477419 __libc_start_main_impl
            492477419 __rust_begin_short_backtrace<fn(), ()>
            492477419 _start
        samples Samples Some(1.0): 491
          self
            47 copy_nonoverlapping<u8>
            44 _int_free
            33 _int_malloc
            25 __GI___libc_free
            24 u8to64_le
          total
            491 <&dyn core::ops::function::Fn<(), Output = i32> + core::mark
            491 __libc_start_call_main
            491 __libc_start_main_impl
            491 __rust_begin_short_backtrace<fn(), ()>
            491 _start
    "#]],
    );
}

#[test]
fn reads_pprof_rs_after() {
    numbers(
        "pprof/after/profile.pb",
        expect![[r#"
        144 samples, 1 threads, interval Some(1003009.0), lacks symbols false, inlined false
        cpu Nanoseconds Some(1003009.0): 498495473
          self
            50150450 add
            45135405 _int_malloc
            34102306 _int_free
            26078234 malloc_consolidate
            22066198 find_rev_imp
          total
            498495473 <&dyn core::ops::function::Fn<(), Output = i32> + core::mark
            498495473 __libc_start_call_main
            498495473 __libc_start_main_impl
            498495473 __rust_begin_short_backtrace<fn(), ()>
            498495473 _start
        samples Samples Some(1.0): 497
          self
            50 add
            45 _int_malloc
            34 _int_free
            26 malloc_consolidate
            22 find_rev_imp
          total
            497 <&dyn core::ops::function::Fn<(), Output = i32> + core::mark
            497 __libc_start_call_main
            497 __libc_start_main_impl
            497 __rust_begin_short_backtrace<fn(), ()>
            497 _start
    "#]],
    );
}

#[test]
fn reads_go_with_inlined_lines() {
    numbers(
        "pprof/sample.cpu.pb.gz",
        expect![[r#"
        76 samples, 1 threads, interval Some(10000000.0), lacks symbols false, inlined true
        cpu Nanoseconds Some(10000000.0): 1760000000
          self
            1280000000 runtime.mapiternext
            150000000 main.busyLoop
            110000000 math.Abs
            60000000 runtime.evacuate
            40000000 runtime.add
          total
            1760000000 main.busyLoop
            1760000000 main.main
            1760000000 runtime.main
            1370000000 runtime.mapiternext
            130000000 runtime.mapassign_fast64
        samples Samples Some(1.0): 176
          self
            128 runtime.mapiternext
            15 main.busyLoop
            11 math.Abs
            6 runtime.evacuate
            4 runtime.add
          total
            176 main.busyLoop
            176 main.main
            176 runtime.main
            137 runtime.mapiternext
            13 runtime.mapassign_fast64
    "#]],
    );
}

#[test]
fn reads_addresses_without_symbols() {
    numbers(
        "pprof/cppbench-no-symbols.pb.gz",
        expect![[r#"
        52 samples, 1 threads, interval Some(10000000.0), lacks symbols true, inlined false
        cpu Nanoseconds Some(10000000.0): 7120000000
          self
            5420000000 cppbench_server_main!0x2ed43
            670000000 cppbench_server_main!0x2ef13
            200000000 cppbench_server_main!0x2ef0b
            120000000 cppbench_server_main!0x2ef0f
            100000000 cppbench_server_main!0x2ed40
          total
            7120000000 libpthread-2.15.so!0x70fd
            7110000000 cppbench_server_main!0x6456e3
            7070000000 cppbench_server_main!0x3a296c
            7020000000 cppbench_server_main!0x126ede
            7020000000 cppbench_server_main!0x1280aa
    "#]],
    );
}

#[test]
fn does_not_depend_on_slices_and_survives_damage() {
    let whole = fixture("pprof/before/profile.pb");
    let known = import("unknown", &whole).expect("it opens");
    for length in [1, 7, 4096] {
        let slices: Vec<_> = whole.chunks(length).collect();
        let sliced = import_slices("unknown", &slices, ImportOptions::default()).expect("it opens");
        assert_eq!(sliced.profiles, known.profiles, "slices of {length}");
    }
    let mut damaged = whole.clone();
    for step in 0..200_usize {
        let _ = import("unknown", &whole[..whole.len() * step / 200]);
        let at = step * 7919 % whole.len();
        damaged[at] ^= 1 << (step % 8);
        let _ = import("unknown", &damaged);
        damaged[at] = whole[at];
    }
}

/// A field that holds bytes.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).expect("short");
    [&[number << 3 | 2, length], content].concat()
}

/// Types `objects` and `space`, one sample `main;inner` (inlined), its values, a label.
fn small(values: &[u8], default_type: u8) -> Vec<u8> {
    let label = [field(3, &[8, 7, 16, 8])].concat();
    let sample = [field(1, &[1]), field(2, values), label].concat();
    let texts = ["", "objects", "count", "space", "bytes", "main", "inner", "thread", "worker 1"];
    let mut file = [field(1, &[8, 1, 16, 2]), field(1, &[8, 3, 16, 4]), field(2, &sample)].concat();
    file.extend(texts.iter().flat_map(|text| field(6, text.as_bytes())));
    file.extend(field(5, &[8, 1, 16, 5]));
    file.extend(field(5, &[8, 2, 16, 6]));
    file.extend(field(4, &[8, 1, 0x22, 4, 8, 2, 16, 9, 0x22, 2, 8, 1]));
    file.extend([0x70, default_type]);
    file
}

fn check(content: &[u8], expected: Expect) {
    expected.assert_eq(&describe(import("unknown", content)));
}

#[test]
fn chooses_the_last_type_and_names_threads() {
    check(
        &small(&[2, 64], 0),
        expect![[r#"
        metrics: space (Bytes), objects (Other("objects"))
        thread worker 1
        main;inner{inlined} 64 2
    "#]],
    );
}

#[test]
fn chooses_the_default_type() {
    check(
        &small(&[2, 64], 1),
        expect![[r#"
        metrics: objects (Other("objects")), space (Bytes)
        thread worker 1
        main;inner{inlined} 2 64
    "#]],
    );
}

#[test]
fn keeps_negative_values_apart() {
    let minus_one = [255, 255, 255, 255, 255, 255, 255, 255, 255, 1];
    check(
        &small(&[&[2], &minus_one[..]].concat(), 0),
        expect![[r#"
        metrics: space (Bytes), space (negative) (Bytes), objects (Other("objects"))
        thread worker 1
        main;inner{inlined} 0 1 2
    "#]],
    );
}

#[test]
fn says_what_samples_lack() {
    check(
        &small(&[2], 0),
        expect![[r#"
        metrics: space (Bytes), objects (Other("objects"))
        thread worker 1
        main;inner{inlined} 0 2
        warning: 1× values that samples lack were taken as 0, first at row 0
    "#]],
    );
}

#[test]
fn refuses_a_file_without_usable_samples() {
    check(
        &field(1, &[8, 1, 16, 2]),
        expect![[r#"
        error: Expected samples of a pprof profile, found 0 samples, none of which can be used. Check that the recording took some time and that the file is whole.
    "#]],
    );
}

#[test]
fn takes_no_other_messages() {
    check(
        &[field(1, &[8, 1, 24, 2]), field(2, &[8, 1])].concat(),
        expect![[r#"
        error: Expected a profile in a format that can be opened, found data of an unknown kind (they begin with the bytes 0a 04 08 01 18 02 12 02). These can be opened: …
    "#]],
    );
    assert!(open("pprof/before/profile.pb").total(MetricId::new(0)) > 0.0);
}

#[test]
fn says_which_lines_have_no_name() {
    // The outermost line of the location is of a function that the file doesn't have.
    let mut file = small(&[2, 64], 0);
    let at = file.windows(6).position(|six| six == [0x22, 4, 8, 2, 16, 9]).expect("the inner line");
    file[at + 9] = 7;
    check(
        &file,
        expect![[r#"
        metrics: space (Bytes), objects (Other("objects"))
        thread worker 1
        inner 64 2
        warning: 1× lines without a function's name were left out of their locations, first in the file
    "#]],
    );
}
