//! Raw profiles of Firefox.

mod common;

use common::{describe, expected, fixture, frame_text, import, import_slices};
use expect_test::expect;
use profile::import::ImportOptions;
use profile::{ImportError, Profile};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;

const BY_HAND: &str = "gecko/written-by-hand.v30.json";

fn by_hand() -> Value {
    common::json(BY_HAND)
}

fn open(content: &Value) -> Result<Profile, ImportError> {
    Ok(import("profile.json", content.to_string().as_bytes())?.profiles.remove(0))
}

fn unpacked(path: &str) -> Vec<u8> {
    let mut content = Vec::new();
    flate2::read::GzDecoder::new(fixture(path).as_slice()).read_to_end(&mut content).unwrap();
    content
}

#[test]
fn two_processes() {
    expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 91000000 ns
        Platform = X11
        System = Linux x86_64
        Processor = Some Processor
        Logical processors = 8
        ABI = x86_64-gcc3
        Format version = 30
        metrics: samples (Samples)
        thread Parent Process 10 GeckoMain 11
        (root);firefox!0x1a400{Native} 1
        (root);(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4};onload{Jit, https://a.org/a.js:9} 1
        (root);(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4};run{Interpreted, resource://inner.js:7};libc.so.6!0x1040{Native} 1
        (root);firefox!0x1a400{Native};Editor::Undo(){Native};malloc{Native} 1
        (root);XRE_InitChildProcess 1
        (root);(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4};onload{Jit, https://a.org/a.js:9} 1
        thread tab 20 GeckoMain 21
        (root);plugin-container!0x1010{Native} 1
        (root);plugin-container!0x1010{Native} 1
        warning: 1× samples without a stack were left out, first at row 4
          thread GeckoMain
    "#]].assert_eq(&describe(import("profile.json", &fixture(BY_HAND))));
}

#[test]
fn frames_have_libraries_addresses_and_lines() {
    let profile = open(&by_hand()).unwrap();
    let frames: String = (0..profile.frames.len())
        .map(|row| {
            let id = profile::id::FrameId::new(row);
            let frame = profile.frames.get(id);
            let library = profile.functions.get(frame.function).library;
            let library = library.map_or("–", |id| &profile.libraries[id.index()].name);
            let address = frame.address.map_or("–".to_owned(), |address| format!("{address:#x}"));
            let place = (frame.line, frame.column);
            format!("{} in {library} at {address} {place:?}\n", frame_text(&profile, id))
        })
        .collect();
    expect![[r#"
        (root) in – at – (None, None)
        firefox!0x1a400{Native} in firefox at 0x1a400 (None, None)
        (root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4} in a.org at – (Some(4), Some(2))
        onload{Jit, https://a.org/a.js:9} in a.org at – (Some(9), Some(1))
        run{Interpreted, resource://inner.js:7} in – at – (Some(7), None)
        libc.so.6!0x1040{Native} in libc.so.6 at 0x1040 (None, None)
        Editor::Undo(){Native} in libxul.so at – (None, None)
        malloc{Native} in libc.so.6 at – (None, None)
        XRE_InitChildProcess in – at – (Some(395), None)
        (root) in – at – (None, None)
        plugin-container!0x1010{Native} in plugin-container at 0x1010 (None, None)
    "#]].assert_eq(&frames);
}

#[test]
fn forms_of_a_frames_text() {
    let locations = [
        "0x10",
        "0xffffffffffffffff",
        "0x1ffffffffffffffff",
        "0xno",
        "f(int) (in libxul.so)",
        "f (in a) (in libxul.so) + 12",
        "f (in libxul.so) + x",
        "f (in a (b).so) (c.cpp:3)",
        "get a (https://a.org:8080/b (c).js:12)",
        "https://a.org/b.js:12:3",
        "https://a.org/b.js[7]",
        "moz-extension://9a31/run.js[50]",
        "Timer[3]",
        "load https://a.org/b.js[7]",
        "self-hosted:962",
        "f (self-hosted:99999999999:1)",
        "f (:1)",
        "foo::bar",
        "js::RunScript",
        "",
    ];
    let mut profile = by_hand();
    profile["processes"] = json!([]);
    let thread = &mut profile["threads"][0];
    let rows = 0..locations.len();
    thread["samples"]["data"] = rows.clone().map(|row| json!([row, row])).collect();
    thread["stackTable"]["data"] = rows.clone().map(|row| json!([null, row])).collect();
    thread["frameTable"]["data"] = rows.map(|row| json!([row])).collect();
    thread["stringTable"] = json!(locations);
    let profile = open(&profile).unwrap();
    let seen: String = (0..locations.len())
        .map(|row| {
            let id = profile::id::FrameId::new(row);
            let frame = profile.frames.get(id);
            let library = profile.functions.get(frame.function).library;
            let library = library.map_or("–", |id| &profile.libraries[id.index()].name);
            let (location, text) = (locations[row], frame_text(&profile, id));
            format!("{location} => {text} in {library} {:?}\n", (frame.line, frame.column))
        })
        .collect();
    expect![[r#"
        0x10 => 0x10 in – (None, None)
        0xffffffffffffffff => 0xffffffffffffffff in – (None, None)
        0x1ffffffffffffffff => 0x1ffffffffffffffff in – (None, None)
        0xno => 0xno in – (None, None)
        f(int) (in libxul.so) => f(int){Native} in libxul.so (None, None)
        f (in a) (in libxul.so) + 12 => f (in a){Native} in libxul.so (None, None)
        f (in libxul.so) + x => f (in libxul.so) + x in – (None, None)
        f (in a (b).so) (c.cpp:3) => f (in a (b).so){Interpreted, c.cpp:3} in – (Some(3), None)
        get a (https://a.org:8080/b (c).js:12) => get a (https://a.org:8080/b{Interpreted, c).js:12} in – (Some(12), None)
        https://a.org/b.js:12:3 => (root scope) https://a.org/b.js{Interpreted, https://a.org/b.js:12} in a.org (Some(12), Some(3))
        https://a.org/b.js[7] => (root scope) https://a.org/b.js{Interpreted, https://a.org/b.js} in a.org (None, None)
        moz-extension://9a31/run.js[50] => (root scope) moz-extension://9a31/run.js{Interpreted, moz-extension://9a31/run.js} in – (None, None)
        Timer[3] => Timer[3] in – (None, None)
        load https://a.org/b.js[7] => load https://a.org/b.js[7] in – (None, None)
        self-hosted:962 => (root scope) self-hosted{Interpreted, self-hosted:962} in – (Some(962), None)
        f (self-hosted:99999999999:1) => f{Interpreted, self-hosted} in – (None, Some(1))
        f (:1) => f (:1) in – (None, None)
        foo::bar => foo::bar in – (None, None)
        js::RunScript => js::RunScript in – (None, None)
         =>  in – (None, None)
    "#]].assert_eq(&seen);
}

#[test]
fn times_of_child_processes_are_shifted() {
    let profile = open(&by_hand()).unwrap();
    let times: Vec<_> =
        profile.threads.iter().map(|thread| thread.samples[0].times_ns[0]).collect();
    // 10.5 ms after the parent's start, and 100.5 ms after it.
    assert_eq!(times, [0.0, 90e6]);
}

/// The whole profile says the same whatever comes first.
#[test]
fn the_order_of_members_does_not_matter() {
    let straight = describe(import("profile.json", &fixture(BY_HAND)));
    // The tree sorts members by name: data stand before their schema, libraries before `meta`.
    let sorted = describe(import("profile.json", by_hand().to_string().as_bytes()));
    assert_eq!(sorted, straight);
}

#[test]
fn the_same_in_what_the_developer_tools_save() {
    let straight = describe(import("profile.json", &fixture(BY_HAND)));
    let wrapped = json!({
        "label": "", "duration": 9, "markers": [{"name": "Paint"}], "frames": [], "memory": [],
        "ticks": [], "allocations": {"sites": []}, "profile": by_hand(),
        "fileType": "Recorded Performance Data", "version": 2,
    });
    assert_eq!(describe(import("profile.json", wrapped.to_string().as_bytes())), straight);
}

#[test]
fn it_is_recognised_however_long_its_beginning_is() {
    let text = String::from_utf8(fixture(BY_HAND)).unwrap();
    let straight = describe(import("profile.json", text.as_bytes()));
    let schema = format!("\"categories\": [], \"markerSchema\": [\"{}\"],", "x".repeat(1 << 17));
    let long = text.replacen("\"categories\": [", &format!("{schema} \"categories\": ["), 1);
    assert_eq!(describe(import("profile.json", long.as_bytes())), straight);
    // Older versions begin with the libraries.
    let (meta, rest) = text.split_once("\"libs\": [").unwrap();
    let (libraries, rest) = rest.split_once("],\n").unwrap();
    let (open, meta) = meta.split_once('{').unwrap();
    let more = "{\"start\": 1, \"end\": 2, \"name\": \"\"},".repeat(1 << 12);
    let long = format!("{open}{{\"libs\": [{more}{libraries}],\n{meta}{rest}");
    assert_eq!(describe(import("profile.json", long.as_bytes())), straight);
}

#[test]
fn version_3_has_json_in_texts_and_version_4_processes_among_the_threads() {
    let straight = describe(import("profile.json", &fixture(BY_HAND)));
    let mut nested = by_hand();
    let child = nested["processes"][0].take();
    nested.as_object_mut().unwrap().remove("processes");
    nested["threads"].as_array_mut().unwrap().push(child.clone());
    assert_eq!(describe(import("profile.json", nested.to_string().as_bytes())), straight);

    let mut texts = nested;
    let mut child = child;
    child["libs"] = json!(child["libs"].to_string());
    texts["libs"] = json!(texts["libs"].to_string());
    texts["threads"][2] = json!(child.to_string());
    assert_eq!(describe(import("profile.json", texts.to_string().as_bytes())), straight);
    texts["threads"][2] = json!("{\"threads\": [{");
    let broken = describe(import("profile.json", texts.to_string().as_bytes()));
    assert!(broken.contains("1× processes or libraries that stand in a text"), "{broken}");
}

#[test]
fn libraries_of_old_versions_have_no_offset() {
    let mut profile = by_hand();
    for library in profile["libs"].as_array_mut().unwrap() {
        library.as_object_mut().unwrap().remove("offset");
    }
    let text = describe(import("profile.json", profile.to_string().as_bytes()));
    // 4096 less than with the offset.
    assert!(text.contains("libc.so.6!0x40{Native}"), "{text}");
}

#[test]
fn bad_rows() {
    let mut profile = by_hand();
    profile["processes"] = json!([]);
    let thread = &mut profile["threads"][0];
    thread["samples"]["data"] =
        json!([[1, 1], 7, [99, 2], "x", {"a": [1]}, [3, 3], ["y", 4], [-5, 4], [0.5, 4], [4, 5]]);
    thread["stackTable"]["data"] = json!([[null, 0], [0, 1], [9, 2], [2, 77], [2, 3]]);
    thread["frameTable"]["data"][3] = json!([99]);
    expect![[r#"
        tool: Firefox 140.0
        interval: 1000000 ns
        duration: 4000000 ns
        Platform = X11
        System = Linux x86_64
        Processor = Some Processor
        Logical processors = 8
        ABI = x86_64-gcc3
        Format version = 30
        metrics: samples (Samples)
        thread Parent Process 10 GeckoMain 11
        (root);firefox!0x1a400{Native} 1
        (root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4};(unknown) 1
        (root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:4};(unknown) 1
        warning: 1× frames whose function isn't in the file are shown as (unknown), first at row 3
          frameTable
        warning: 1× stacks whose frame isn't in the file end in (unknown), first at row 3
          stackTable
        warning: 1× stacks whose caller doesn't stand before them were cut there, first at row 2
          stackTable
        warning: 4× samples without a stack were left out, first at row 1
          thread GeckoMain
        warning: 3× samples whose stack isn't in the file were skipped, first at row 2
          thread GeckoMain
    "#]]
    .assert_eq(&describe(import("profile.json", profile.to_string().as_bytes())));
}

#[test]
fn nothing_to_read() {
    let mut profile = by_hand();
    profile["threads"] = json!([]);
    profile["processes"] = json!([]);
    expect![[r#"
        error: Expected a raw profile of Firefox, found threads without a sample. Record for longer.
    "#]]
    .assert_eq(&describe(import("profile.json", profile.to_string().as_bytes())));
    profile.as_object_mut().unwrap().remove("threads");
    expect![[r#"
        error: Expected a raw profile of Firefox, found JSON without threads. Save the profile again, in another format.
    "#]].assert_eq(&describe(import("profile.json", profile.to_string().as_bytes())));
}

/// Millions of processes in each other are left out, not a stack overflow or gigabytes.
#[test]
fn processes_in_each_other() {
    let mut text = by_hand().to_string();
    text.pop();
    text += ",\"processes\":[";
    text += &r#"{"threads":[{"processes":["#.repeat(100_000);
    let imported = import("profile.json", text.as_bytes());
    let text = describe(imported);
    assert!(text.contains("1× processes inside too many others were skipped"), "{text}");
}

#[test]
fn names_of_many_brackets_are_read_in_linear_time() {
    let mut profile = by_hand();
    profile["threads"][0]["stringTable"][0] = json!(" (in a) (in a".repeat(1 << 17));
    profile["threads"][0]["stringTable"][5] = json!("[1](a:1".repeat(1 << 17));
    let begin = std::time::Instant::now();
    open(&profile).unwrap();
    assert!(begin.elapsed().as_secs() < 30);
}

/// What speedscope's tests expect: it keeps the scripts' functions only, and weighs each sample
/// by the time until the next one; recomputed here from our times.
fn assert_scripts(name: &str) {
    let content = fixture(&format!("gecko/devtools/{name}.v9.json.gz"));
    let profile = import("profile.json", &content).unwrap().profiles.remove(0);
    let [thread] = profile.threads.as_slice() else { panic!("one thread") };
    let [samples] = thread.samples.as_slice() else { panic!("one table") };
    let mut ours = BTreeMap::<expected::Key, (f64, f64)>::new();
    for (stack, times) in samples.stacks.iter().zip(samples.times_ns.windows(2)) {
        let weight = (times[1] - times[0]) / 1e6;
        let mut seen = Vec::new();
        for frame in profile.stacks.leaf_to_root(stack.unwrap()) {
            let function = profile.functions.get(profile.frames.get(frame).function);
            let file = function.file.map_or("", |file| profile.text(file));
            let name = profile.text(function.name).to_owned();
            if !file.starts_with("file:///") || name.starts_with("(root scope)") {
                continue;
            }
            let key = (name, file.to_owned(), 0);
            if seen.contains(&key) {
                continue;
            }
            let sums = ours.entry(key.clone()).or_default();
            sums.0 += if seen.is_empty() { weight } else { 0.0 };
            sums.1 += weight;
            seen.push(key);
        }
    }
    let theirs = common::json(&format!("gecko/devtools/{name}.expected.json"));
    let theirs = theirs[0]["frames"].as_array().unwrap();
    assert_eq!(ours.len(), theirs.len(), "{ours:?}");
    for frame in theirs {
        let text = |key: &str| frame[key].as_str().unwrap().to_owned();
        let (self_ms, total_ms) = ours[&(text("name"), text("file"), 0)];
        for (ours, key) in [(self_ms, "self"), (total_ms, "total")] {
            let theirs = frame[key].as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-6, "{name} {frame}: {ours}");
        }
    }
}

#[test]
fn scripts_saved_by_the_developer_tools() {
    assert_scripts("simple");
    assert_scripts("recursion");
}

#[test]
fn numbers_of_the_developer_tools() {
    let seen = ["simple", "recursion"].map(|name| {
        let content = fixture(&format!("gecko/devtools/{name}.v9.json.gz"));
        let imported = import("unknown", &content).unwrap();
        assert!(imported.warnings.list().is_empty(), "{:?}", imported.warnings);
        let profile = &imported.profiles[0];
        let thread = &profile.threads[0];
        (
            thread.sample_count(profile.metric_ids().next().unwrap()),
            profile.stacks.len(),
            profile.frames.len(),
            profile.libraries.len(),
            profile.about.tool.clone(),
        )
    });
    let firefox = |version: &str| format!("Firefox {version}");
    assert_eq!(seen, [(38, 126, 59, 0, firefox("59.0")), (15, 100, 51, 0, firefox("61.0"))]);
}

#[test]
fn two_hundred_cuts_flips_and_slices() {
    let files = [fixture(BY_HAND), unpacked("gecko/devtools/recursion.v9.json.gz")];
    for mut content in files {
        let whole = describe(import("profile.json", &content));
        for part in 0..200 {
            let cut = content.len() * part / 200;
            let _ = import("profile.json", &content[..cut]);
            if part % 8 == 0 {
                let (one, two) = content.split_at(cut);
                let sliced = import_slices("profile.json", &[one, two], ImportOptions::default());
                assert_eq!(describe(sliced), whole, "{cut}");
            }
        }
        for flip in 0..200 {
            let at = (flip * 2_654_435_761_usize) % content.len();
            content[at] ^= 1 << (flip % 8);
            let _ = import("profile.json", &content);
        }
    }
}
