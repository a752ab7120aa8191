//! Scripts in raw profiles of Firefox, which say where functions begin and where in them it was
//! running, and their names from source maps.

mod common;

use common::{frame_text, import, summary};
use expect_test::expect;
use profile::Profile;
use profile::symbols::{Joined, Symbols, join};
use serde_json::{Value, json};

/// `const alpha = (first) => …` in `a.js:1`, `function beta() {}` in `a.js:2`, minified to
/// `n=r=>r;function t(){}`.
const MAP: &str = r#"{"version":3,"file":"dist/out.js","sourceRoot":"src/","sources":["a.js"],
    "names":["alpha","first","beta"],"mappings":"AAAMA,EAASC,GAAS,EACxB,SAASC"}"#;

fn by_hand() -> Value {
    common::json("gecko/written-by-hand.v30.json")
}

fn open(content: &Value) -> Profile {
    import("p", content.to_string().as_bytes()).unwrap().profiles.remove(0)
}

fn symbols(content: &str) -> Symbols {
    import("x", content.as_bytes()).unwrap().symbols.unwrap()
}

fn joined(profile: &Profile, map: &Symbols) -> String {
    let Joined { profile, functions_by_map } = join(profile, &[map]).unwrap();
    format!("{functions_by_map:?}\n{}", summary(&profile))
}

/// A raw profile of Firefox with one sample: of each frame its text, and line and column where it
/// was running.
fn raw_firefox(release: u32, frames: &[(&str, u32, u32)]) -> Profile {
    let rows: Vec<_> = (0..frames.len()).collect();
    let prefix = |row: usize| row.checked_sub(1);
    let frame = |&row: &usize| json!([row, frames[row].1, frames[row].2]);
    let file = json!({
        "meta": {"version": 20, "interval": 1, "startTime": 0, "product": "Firefox",
            "misc": format!("rv:{release}.0"), "categories": []},
        "libs": [], "processes": [], "threads": [{
            "name": "GeckoMain", "tid": 1, "pid": 1,
            "samples": {"schema": {"stack": 0, "time": 1}, "data": [[rows.len() - 1, 0]]},
            "stackTable": {"schema": {"prefix": 0, "frame": 1},
                "data": rows.iter().map(|&row| (prefix(row), row)).collect::<Vec<_>>()},
            "frameTable": {"schema": {"location": 0, "line": 1, "column": 2},
                "data": rows.iter().map(frame).collect::<Vec<_>>()},
            "stringTable": frames.iter().map(|frame| frame.0).collect::<Vec<_>>()}]});
    open(&file)
}

#[test]
fn firefox_says_where_functions_begin_and_where_they_were_running() {
    let map = symbols(MAP);
    let new = raw_firefox(
        140,
        &[
            ("(root scope)", 0, 0),
            ("https://a.org/out.js:1:1", 1, 8),
            ("e/n (https://a.org/out.js:1:3)", 1, 6),
            ("n/< (https://a.org/out.js:1:3)", 1, 6),
            ("t (https://a.org/out.js:1:18)", 1, 20),
        ],
    );
    let expected = expect![[r#"
        [[4]]
        tool: Firefox 140.0
        interval: 1000000 ns
        Format version = 20
        names from = x: 4 functions of out.js
        metrics: samples (Samples)
        thread 1 GeckoMain 1
        (root scope);(root scope) https://a.org/out.js{Interpreted, src/a.js:2};alpha{Interpreted, src/a.js:1};n/<{Interpreted, src/a.js:1};beta{Interpreted, src/a.js:2} 1
    "#]];
    expected.assert_eq(&joined(&new, &map));
    // Until version 120 columns counted from 0.
    let old = raw_firefox(
        120,
        &[
            ("(root scope)", 0, 0),
            ("https://a.org/out.js:1:0", 1, 7),
            ("e/n (https://a.org/out.js:1:2)", 1, 5),
            ("n/< (https://a.org/out.js:1:2)", 1, 5),
            ("t (https://a.org/out.js:1:17)", 1, 19),
        ],
    );
    assert_eq!(joined(&old, &map).replace("120", "140"), joined(&new, &map));
}

#[test]
fn a_function_is_in_the_source_where_it_begins() {
    // `function t(){return 7}`, and the number is of another source.
    let map = r#"{"version":3,"file":"out.js","sources":["a.js","b.js"],"names":["beta"],
        "mappings":"AAEA,SAASA,YCAAA"}"#;
    let recorded = raw_firefox(140, &[("t (out.js:1:11)", 1, 14), ("t (out.js:1:11)", 1, 22)]);
    let map = symbols(map);
    let Joined { profile, .. } = join(&recorded, &[&map]).unwrap();
    let names: Vec<_> =
        (0..2).map(|row| frame_text(&profile, profile::id::FrameId::new(row))).collect();
    assert_eq!(names, ["beta{Interpreted, a.js:3}"; 2]);
}

/// Since version 34 a script that runs from its top has no line, and what has one is a function.
#[test]
fn functions_without_a_name_differ_from_scripts() {
    let names = |version: u32| {
        let mut profile = by_hand();
        profile["processes"] = json!([]);
        profile["meta"]["version"] = json!(version);
        let thread = &mut profile["threads"][0];
        thread["samples"]["data"] = json!([[2, 0]]);
        thread["stackTable"]["data"] = json!([[null, 0], [0, 1], [1, 2]]);
        thread["frameTable"]["data"] = json!([[0], [1], [2]]);
        let texts = ["https://a.org/a.js[2]", "https://a.org/a.js:1:56[2]", "resource://b.js:7:9"];
        thread["stringTable"] = json!(texts);
        let profile = open(&profile);
        (0..3).map(|row| frame_text(&profile, profile::id::FrameId::new(row))).collect::<Vec<_>>()
    };
    expect![[r#"
        [
            [
                "(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js}",
                "(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js:1}",
                "(root scope) resource://b.js{Interpreted, resource://b.js:7}",
            ],
            [
                "(root scope) https://a.org/a.js{Interpreted, https://a.org/a.js}",
                "(anonymous){Interpreted, https://a.org/a.js:1}",
                "(anonymous){Interpreted, resource://b.js:7}",
            ],
        ]"#]]
    .assert_eq(&format!("{:#?}", [names(33), names(34)]));
}

/// Columns count from 0 up to Firefox 120. At shutdown it doesn't say which Firefox it is.
#[test]
fn columns_count_from_one_whatever_firefox_counts_from() {
    let column = |misc: Value, version: u32| {
        let mut profile = by_hand();
        profile["meta"]["misc"] = misc;
        profile["meta"]["version"] = json!(version);
        let profile = open(&profile);
        // `onload (https://a.org/a.js:3:7)`, which was running in 9:1.
        let id = profile::id::FrameId::new(3);
        (profile.frames.get(id).column, profile.frames.beginning(id))
    };
    assert_eq!(column(json!("rv:140.0"), 30), (Some(1), Some((3, 7))));
    assert_eq!(column(json!("rv:121.0"), 28), (Some(1), Some((3, 7))));
    assert_eq!(column(json!("rv:120.0"), 28), (Some(2), Some((3, 8))));
    assert_eq!(column(json!("rv:79.0"), 20), (Some(2), Some((3, 8))));
    assert_eq!(column(Value::Null, 20), (Some(2), Some((3, 8))));
    assert_eq!(column(Value::Null, 28), (Some(1), Some((3, 7))));
    assert_eq!(column(json!("something"), 34), (Some(1), Some((3, 7))));
}
