//! Firefox profiles in the binary form.

mod common;
#[path = "firefox/small.rs"]
mod small;

use common::{describe, expected, fixture, import, import_slices};
use expect_test::expect;
use profile::import::ImportOptions;
use serde_json::{Value, json};
use small::small;
use std::io::Read;

const JSON: u32 = 10;

/// The slabs of a file: type and bytes.
type Slabs = Vec<(u32, Vec<u8>)>;

/// A file of these slabs, which begins with slab `root`.
fn file(slabs: &Slabs, root: u32) -> Vec<u8> {
    let mut out = b"\xdc\xdfJSLB\x01\0".to_vec();
    let mut number = |number: usize| out.extend((number as u32).to_le_bytes());
    number(1);
    number(slabs.len());
    number(root as usize);
    let mut first = 20 + 12 * slabs.len();
    for (kind, bytes) in slabs {
        number(*kind as usize);
        number(first);
        number(bytes.len());
        first += bytes.len();
    }
    slabs.iter().for_each(|(_, bytes)| out.extend(bytes));
    out
}

/// Puts numbers into slabs of their own, and the values of some members into JSON slabs.
fn fold(value: &mut Value, slabs: &mut Slabs) {
    let is_numbers = |array: &Vec<Value>| !array.is_empty() && array.iter().all(Value::is_number);
    match value {
        Value::Array(array) if is_numbers(array) => {
            let all = || array.iter().map(|number| number.as_f64().unwrap());
            let is_small = all().all(|it| it.fract() == 0.0 && (-128.0..128.0).contains(&it));
            // All types get their turn.
            let slab = match (is_small, slabs.len() % 9) {
                (true, 0) => (0, all().flat_map(|it| (it as i8).to_le_bytes()).collect()),
                (true, 1) if all().all(|it| it >= 0.0) => {
                    (1, all().flat_map(|it| (it as u8).to_le_bytes()).collect())
                }
                (true, 2) => (2, all().flat_map(|it| (it as i16).to_le_bytes()).collect()),
                (true, 3) if all().all(|it| it >= 0.0) => {
                    (3, all().flat_map(|it| (it as u16).to_le_bytes()).collect())
                }
                (true, 4) => (4, all().flat_map(|it| (it as i32).to_le_bytes()).collect()),
                (true, 5) if all().all(|it| it >= 0.0) => {
                    (5, all().flat_map(|it| (it as u32).to_le_bytes()).collect())
                }
                (true, 6) => (6, all().flat_map(|it| (it as f32).to_le_bytes()).collect()),
                (true, 7) => (8, all().flat_map(|it| (it as i64).to_le_bytes()).collect()),
                (true, 8) if all().all(|it| it >= 0.0) => {
                    (9, all().flat_map(|it| (it as u64).to_le_bytes()).collect())
                }
                _ => (7, all().flat_map(f64::to_le_bytes).collect()),
            };
            *value = json!({"$s": slabs.len()});
            slabs.push(slab);
        }
        Value::Array(array) => array.iter_mut().for_each(|value| fold(value, slabs)),
        Value::Object(members) => {
            for (key, value) in members {
                fold(value, slabs);
                if ["threads", "frameTable", "funcTable", "stringArray"].contains(&key.as_str()) {
                    let text = value.to_string().into_bytes();
                    *value = json!({"$s": slabs.len()});
                    slabs.push((JSON, text));
                }
            }
        }
        _ => {}
    }
}

/// The same profile in slabs, the one to begin with last.
fn folded(mut profile: Value) -> Vec<u8> {
    let mut slabs = Slabs::new();
    fold(&mut profile, &mut slabs);
    slabs.push((JSON, profile.to_string().into_bytes()));
    file(&slabs, slabs.len() as u32 - 1)
}

fn check(slabs: &[(u32, &str)], root: u32, expected: expect_test::Expect) {
    let slabs: Slabs = slabs.iter().map(|(kind, text)| (*kind, text.as_bytes().to_vec())).collect();
    expected.assert_eq(&describe(import("profile.jslb", &file(&slabs, root))));
}

fn unpacked() -> Vec<u8> {
    let mut content = Vec::new();
    let packed = fixture("jslb/samply.v68.jslb.gz");
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut content).unwrap();
    content
}

#[test]
fn every_version_says_the_same_as_its_json() {
    for version in [24, 49, 60, 66, 70, 71, 75] {
        let profile = small(version);
        let json = describe(import("profile.json", profile.to_string().as_bytes()));
        assert_eq!(describe(import("unknown", &folded(profile))), json, "{version}");
    }
}

#[test]
fn a_file_of_samply() {
    let imported = import("unknown", &fixture("jslb/samply.v68.jslb.gz")).unwrap();
    // All of them are addresses.
    assert_eq!(imported.warnings.list().len(), 1, "{:?}", imported.warnings);
    let profile = &imported.profiles[0];
    let metric = profile.metric_ids().next().unwrap();
    assert_eq!(profile.threads.len(), 14);
    let totals = || profile.threads.iter().map(|thread| thread.total(metric));
    assert_eq!((totals().next(), totals().sum()), (Some(284.0), 3461.0));
    let frames = expected::frames(profile, 0, 0);
    let of = |function: &str| {
        frames.iter().filter(|((name, ..), _)| name == function).map(|(_, sums)| *sums).next()
    };
    assert_eq!(of("dyld!0x6b97").map(|sums| sums.1), Some(265.0));
    assert_eq!(of("libsystem_kernel.dylib!0x43cc").map(|sums| sums.0), Some(106.0));
}

#[test]
fn slices_and_cuts() {
    let content = unpacked();
    let whole = describe(import("unknown", &content));
    for cut in (0..60).map(|part| content.len() * part / 60) {
        let (one, two) = content.split_at(cut);
        let sliced = import_slices("unknown", &[one, two], ImportOptions::default());
        assert_eq!(describe(sliced), whole, "{cut}");
        let text = describe(import("unknown", one));
        assert!(text.contains("error: ") || text.contains("breaks off"), "{cut}: {text}");
    }
    let mut more = content.clone();
    more.extend(vec![0; 1 << 20]);
    assert_eq!(describe(import("unknown", &more)), whole);
}

#[test]
fn flipped_bytes() {
    let mut content = folded(small(75));
    let table = content[..400].to_vec();
    for flip in 0..3200 {
        // Each bit of header and table by itself, then ever more of the whole.
        content[..400].copy_from_slice(&table);
        content[flip / 8] ^= 1 << (flip % 8);
        let _ = import("unknown", &content);
    }
    for flip in 0..400 {
        let at = (flip * 2_654_435_761_usize) % content.len();
        content[at] ^= 1 << (flip % 8);
        let _ = import("unknown", &content);
    }
}

#[test]
fn bad_references() {
    let thread = r#"{"name": "main", "samples": {"stack": {"$s": 2}, "time": {"$s": 77}},
        "stackTable": {"prefix": [null, {"$s": 2}], "frame": [0, 0], "more": [{"$s": 99}]},
        "frameTable": {"func": [0]}, "funcTable": {"name": [0], "resource": {"$s": 3}},
        "stringArray": ["{\"$s\": 1}"], "processName": {"$s": 4}, "tid": {"$s": 1}}"#;
    check(
        &[
            (JSON, r#"{"meta": {"version": 1, "interval": 1}, "threads": [{ "$s" : 1 }]}"#),
            (JSON, thread),
            (1, "\0\0\0\x01"),
            (11, "…"),
            (JSON, "\"name\""),
        ],
        0,
        expect![[r#"
            interval: 1000000 ns
            metrics: samples (Samples)
            thread name  main
            {"$s": 1} 1
            {"$s": 1} 1
            {"$s": 1} 1
            {"$s": 1} 1
            warning: 1× slabs that aren't in the file were taken for nothing, first at row 77
            warning: 1× slabs of an unknown type were taken for nothing, first at row 3
            warning: 1× slabs that hold themselves were taken for nothing, first at row 1
        "#]],
    );
}

#[test]
fn slabs_that_hold_each_other_many_times() {
    let text = |row: usize| format!("[{}]", vec![format!("{{\"$s\":{row}}}"); 1000].join(","));
    let mut slabs = vec![(JSON, br#"{"threads":[],"meta":{"categories":{"$s":1}}}"#.to_vec())];
    slabs.extend((1..4).map(|row| (JSON, text(row + 1).into_bytes())));
    slabs.push((JSON, br#"{"name":"Kernel"}"#.to_vec()));
    // A thousand million categories.
    let text = describe(import("unknown", &file(&slabs, 0)));
    assert!(text.contains("error: Expected samples"), "{text}");
}

#[test]
fn slabs_that_are_used_too_often() {
    let mut profile = small(75);
    let frames = profile["shared"]["frameTable"].clone();
    profile["more"] = json!([{"$s": 0}]);
    profile["meta"]["categories"] = json!(vec![json!({"$s": 0}); 1000]);
    let big = json!({"name": "x".repeat(10_000), "more": frames}).to_string().into_bytes();
    let slabs = vec![(JSON, big), (JSON, profile.to_string().into_bytes())];
    let text = describe(import("unknown", &file(&slabs, 1)));
    let what = "slabs that are used too often were taken for nothing, first at row 0";
    assert!(text.contains(what), "{text}");
}

#[test]
fn bad_containers() {
    let json = r#"{"threads":[]}"#;
    check(
        &[(JSON, json)],
        7,
        expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply in slabs, found the end of the file at byte 46. The file is not complete: save or download it again.
    "#]],
    );
    check(
        &[(4, json)],
        0,
        expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply in slabs, found numbers (type 4) where the profile should begin at byte 16. The file is damaged: save or download it again.
    "#]],
    );
    check(
        &[(JSON, "{\"threads\":[")],
        0,
        expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply, and in it a value, found the end of the file at byte 44. The file is not complete: save or download it again.
    "#]],
    );
    check(
        &[(JSON, "{\"threads\":}")],
        0,
        expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply, and in it a value, found `}` at byte 43. The file is damaged: save or download it again.
    "#]],
    );
    let mut newer = file(&vec![(JSON, json.into())], 0);
    newer[8] = 2;
    expect![[r#"
        error: Expected a profile of the Firefox Profiler or samply in slabs, found version 2 of the container at byte 8. Save the profile as JSON: samply and profiler.firefox.com can.
    "#]].assert_eq(&describe(import("unknown", &newer)));
    // Four thousand million slabs.
    newer[8] = 1;
    newer[12..16].fill(0xff);
    expect![[r#"
        error: Expected samples, found 0 threads without a sample. Record for longer, or with a shorter interval between samples.
    "#]].assert_eq(&describe(import("unknown", &newer)));
}
