//! Source maps and Emscripten's symbol maps: a profile of generated code gets the names of its
//! sources.

mod common;

use common::expected::damage;
use common::{describe, fixture, import, summary};
use expect_test::{Expect, expect};
use profile::Profile;
use profile::symbols::{Joined, Symbols, join};
use std::collections::BTreeSet;
use std::io::Write;

fn symbols(name: &str, content: &[u8]) -> Symbols {
    import(name, content).unwrap().symbols.unwrap()
}

fn profile(content: &[u8]) -> Profile {
    import("p", content).unwrap().profiles.remove(0)
}

/// A speedscope file with one sample, whose frames are these: name, file, line, column.
fn with_frames(frames: &[(&str, &str, u32, u32)]) -> Profile {
    let mut list = Vec::new();
    for (name, file, line, column) in frames {
        list.push(format!(r#"{{"name":"{name}","file":"{file}","line":{line},"col":{column}}}"#));
    }
    let sample: Vec<String> = (0..frames.len()).map(|row| row.to_string()).collect();
    let text = format!(
        r#"{{"$schema":"https://www.speedscope.app/file-format-schema.json",
        "shared":{{"frames":[{}]}},"profiles":[{{"type":"sampled","name":"p","unit":"none",
        "startValue":0,"endValue":1,"samples":[[{}]],"weights":[1]}}]}}"#,
        list.join(","),
        sample.join(",")
    );
    profile(text.as_bytes())
}

fn joined(profile: &Profile, symbols: &[&Symbols]) -> String {
    match join(profile, symbols) {
        None => "fits nothing\n".to_owned(),
        Some(Joined { profile, functions_by_map }) => {
            format!("{functions_by_map:?}\n{}", summary(&profile))
        }
    }
}

fn check(profile: &Profile, symbols: &[&Symbols], expected: Expect) {
    expected.assert_eq(&joined(profile, symbols));
}

/// The functions of a profile with their places, in the order of their names.
fn functions(profile: &Profile) -> String {
    let rows = 0..profile.frames.len();
    let texts: BTreeSet<String> = rows
        .map(|row| {
            let id = profile::id::FrameId::new(row);
            let column = profile.frames.get(id).column.unwrap_or_default();
            format!("{} column {column}\n", common::frame_text(profile, id))
        })
        .filter(|text| text.contains(".ts") || text.contains("bundle"))
        .collect();
    texts.into_iter().collect()
}

#[test]
fn a_bundle_gets_the_names_and_places_of_its_sources() {
    let recorded = profile(&fixture("source-map/app.cpuprofile"));
    let map = symbols("bundle.js.map", &fixture("source-map/bundle.js.map"));
    let Joined { profile, functions_by_map } = join(&recorded, &[&map]).unwrap();
    expect![[r#"
        [[6]] [("names from", "bundle.js.map: 6 functions of bundle.js")]
        (anonymous){file:///srv/app/bundle.js:1} column 1
        (anonymous){file:///srv/app/bundle.js:1} column 108
        (anonymous){file:///srv/app/bundle.js:1} column 2
        (anonymous){src/main.ts:11} column 26
        (anonymous){src/main.ts:1} column 1
        addAll{src/words.ts:4} column 3
        countPrimes{src/numbers.ts:14} column 29
        isPrime{src/numbers.ts:22} column 17
        runEverything{src/main.ts:4} column 10
        sumOfSquares{src/numbers.ts:2} column 17
    "#]]
    .assert_eq(&format!(
        "{functions_by_map:?} {:?}\n{}",
        profile.about.labels,
        functions(&profile)
    ));
    let totals = |profile: &Profile| -> Vec<f64> {
        profile.metric_ids().map(|metric| profile.total(metric)).collect()
    };
    assert_eq!(totals(&profile), totals(&recorded));
}

#[test]
fn maps_are_packed_guarded_and_named_as_anything() {
    let map = fixture("source-map/bundle.js.map");
    let plain = symbols("bundle.js.map", &map);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&map).unwrap();
    assert_eq!(symbols("bundle.js.map", &gzip.finish().unwrap()), plain);
    let guarded = [b")]}'\n".as_slice(), &map].concat();
    assert_eq!(symbols("bundle.js.map", &guarded), plain);
    assert_eq!(symbols("a/bundle.js.map.gz", &map).source_maps[0].generated, ["bundle.js"]);
    assert!(symbols("unknown", &map).source_maps[0].generated.is_empty());
}

/// `const alpha = (first) => …` in `a.js:1`, `function beta() {}` in `a.js:2`, minified to
/// `n=r=>r;function t(){}`.
const MAP: &str = r#"{"version":3,"file":"dist/out.js","sourceRoot":"src/","sources":["a.js"],
    "names":["alpha","first","beta"],"mappings":"AAAMA,EAASC,GAAS,EACxB,SAASC"}"#;

#[test]
fn the_name_is_that_of_the_function_and_not_of_its_parameter() {
    let recorded = with_frames(&[
        ("n", "https://example.org/out.js?v=2", 1, 3),
        ("e.exports.t", "/srv/out.js", 1, 18),
        ("(anonymous)", "out.js", 1, 3),
        ("n", "other.js", 1, 3),
        ("n", "out.js", 2, 3),
    ]);
    check(
        &recorded,
        &[&symbols("x", MAP.as_bytes())],
        expect![[r#"
        [[3]]
        names from = x: 3 functions of out.js
        metrics: weight (Unknown)
        thread p
        alpha{src/a.js:1};beta{src/a.js:2};(anonymous){src/a.js:1};n{other.js:1};n{out.js:2} 1
    "#]],
    );
}

#[test]
fn a_mapping_of_the_place_itself_is_used_where_no_other_is() {
    let map =
        r#"{"version":3,"file":"o.js","sources":["a.js"],"names":["alpha"],"mappings":";;oBAEIA"}"#;
    let recorded = with_frames(&[("a", "o.js", 3, 21)]);
    check(
        &recorded,
        &[&symbols("x", map.as_bytes())],
        expect![[r#"
        [[1]]
        names from = x: 1 function of o.js
        metrics: weight (Unknown)
        thread p
        alpha{a.js:3} 1
    "#]],
    );
}

#[test]
fn words_before_the_parameters_are_passed_over() {
    // `x=function(a){},addAll(b){}`, where the generator maps the word `function` too, and the
    // name of the method stays.
    let map = r#"{"version":3,"file":"o.js","sources":["a.js"],"names":["alpha","p","q"],
        "mappings":"AAAAA,EAAE,SAASC,MAAM,OAAOC"}"#;
    let recorded = with_frames(&[("x", "o.js", 1, 11), ("addAll", "o.js", 1, 24)]);
    check(
        &recorded,
        &[&symbols("x", map.as_bytes())],
        expect![[r#"
        [[2]]
        names from = x: 2 functions of o.js
        metrics: weight (Unknown)
        thread p
        alpha{a.js:1};addAll{a.js:1} 1
    "#]],
    );
}

#[test]
fn index_maps_have_sections() {
    let map = format!(
        r#"{{"version":3,"file":"out.js","sections":[
        {{"offset":{{"line":0,"column":0}},"map":{MAP}}},
        {{"offset":{{"line":9,"column":100}},"map":{{"version":3,"sources":["b.js"],"names":["gamma"],"mappings":"AAEAA;AACA"}}}},
        {{"offset":{{"line":20,"column":0}},"url":"https://example.org/c.js.map"}}]}}"#
    );
    let imported = import("x", map.as_bytes());
    expect![[r#"
        warning: 1× parts of the map that it keeps at an address were left out: addresses in files are never fetched, first at row 2
    "#]].assert_eq(&describe(imported.clone()));
    let recorded = with_frames(&[
        ("n", "out.js", 1, 3),
        ("g", "out.js", 10, 102),
        ("h", "out.js", 11, 5),
        ("h", "out.js", 10, 5),
    ]);
    check(
        &recorded,
        &[&imported.unwrap().symbols.unwrap()],
        expect![[r#"
        [[3]]
        names from = x: 3 functions of out.js
        metrics: weight (Unknown)
        thread p
        alpha{src/a.js:1};gamma{b.js:3};h{b.js:4};h{out.js:10} 1
    "#]],
    );
}

#[test]
fn the_order_of_maps_does_not_chain_them() {
    let first = symbols("out.js.map", MAP.as_bytes());
    let second = symbols(
        "a.js.map",
        br#"{"version":3,"sources":["wrong.ts"],"names":[],"mappings":"AAAA"}"#,
    );
    let recorded = with_frames(&[("n", "out.js", 1, 3)]);
    let profile = |symbols: &[&Symbols]| join(&recorded, symbols).unwrap().profile;
    assert_eq!(profile(&[&first, &second]), profile(&[&second, &first]));
    assert_eq!(profile(&[&first]), profile(&[&second, &first]));
    assert!(join(&recorded, &[&second]).is_none());
}

#[test]
fn where_a_frame_was_running_its_function_has_no_name() {
    let mut recorded = with_frames(&[("a", "out.js", 1, 3), ("a", "out.js", 1, 17)]);
    recorded.about.format = "Firefox Profiler".to_owned();
    check(
        &recorded,
        &[&symbols("x", MAP.as_bytes())],
        expect![[r#"
            [[1]]
            names from = x: 1 function of out.js
            metrics: weight (Unknown)
            thread p
            a{src/a.js:1};a{src/a.js:2} 1
        "#]],
    );
}

#[test]
fn a_method_has_the_name_that_it_is_assigned_to() {
    // `t.prototype.zap=function(){},x(function(){})` of `zap(){}` and `x(function(){})`: Safari
    // has no names for them.
    let map = r#"{"version":3,"file":"o.js","sources":["a.js"],"names":["zap","x"],
        "mappings":"AAAA,YAAAA,IAAA,aACAC,EAAE"}"#;
    let recorded = with_frames(&[("(anonymous)", "o.js", 1, 25), ("(anonymous)", "o.js", 1, 40)]);
    check(
        &recorded,
        &[&symbols("x", map.as_bytes())],
        expect![[r#"
        [[2]]
        names from = x: 2 functions of o.js
        metrics: weight (Unknown)
        thread p
        zap{a.js:1};(anonymous){a.js:2} 1
    "#]],
    );
}

#[test]
fn damaged_maps_say_where() {
    for (what, map, expected) in [
        (
            "a letter that is none",
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,!,CAAA"}"#,
            expect![[r#"
                a letter that is none
                warning: 1× mappings from a damaged one on were left out, first at row 1
            "#]],
        ),
        (
            "nothing before it",
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"!"}"#,
            expect![[r#"
                nothing before it
                error: Expected a source map of version 3, found no mapping (mappings from a damaged one on were left out, at row 0). Build the JavaScript again, with source maps.
            "#]],
        ),
        (
            "a source that isn't there",
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,CCAA"}"#,
            expect![[r#"
                a source that isn't there
                warning: 1× mappings to places or names that aren't there were left out, first at row 1
            "#]],
        ),
        (
            "another version",
            r#"{"version":2,"sources":["a"],"mappings":"AAAA"}"#,
            expect![[r#"
            another version
            error: Expected a source map of version 3, found version 2. Build the JavaScript again with a newer tool: none writes it any more.
        "#]],
        ),
        (
            "cut",
            r#"{"version":3,"sources":["a"],"names":[],"mappings":"AAAA"#,
            expect![[r#"
            cut
            error: Expected a source map of version 3, and in it a value, found the end of the file at byte 56. The file is not complete: save or download it again.
        "#]],
        ),
        (
            "empty",
            r#"{"version":3,"sources":[],"names":[],"mappings":""}"#,
            expect![[r#"
            empty
            error: Expected a source map of version 3, found no mapping. Build the JavaScript again, with source maps.
        "#]],
        ),
    ] {
        expected.assert_eq(&format!("{what}\n{}", describe(import("x.js.map", map.as_bytes()))));
    }
}

#[test]
fn wasm_functions_get_names_by_their_numbers() {
    let map = "0:__wasm_call_ctors\n7:push_back\\28int&&\\29\n12:_ZN3foo3barEv\n";
    let recorded = with_frames(&[
        ("wasm-function[7]", "wasm://wasm/8c1f3a", 1, 100),
        ("wasm-function[12]", "wasm://wasm/8c1f3a", 1, 300),
        ("wasm-function[13]", "wasm://wasm/8c1f3a", 1, 400),
        ("run", "app.js", 1, 4),
    ]);
    check(
        &recorded,
        &[&symbols("app.js.symbols", map.as_bytes())],
        expect![[r#"
        [[2]]
        names from = app.js.symbols: 2 functions
        metrics: weight (Unknown)
        thread p
        push_back(int&&){wasm://wasm/8c1f3a:1};_ZN3foo3barEv{wasm://wasm/8c1f3a:1};wasm-function[13]{wasm://wasm/8c1f3a:1};run{app.js:1} 1
    "#]],
    );
    let other = with_frames(&[("run", "app.js", 1, 4)]);
    check(
        &other,
        &[&symbols("app.js.symbols", map.as_bytes())],
        expect![[r#"
        fits nothing
    "#]],
    );
}

#[test]
fn damaged_symbol_maps_say_where() {
    let imported = import("x", b"0:a\n1:b\n1:c\n\n2:\n");
    expect![[r#"
        error: Expected a profile in a format that can be opened, found text of an unknown kind (it begins with “0:a”). These can be opened: …
    "#]].assert_eq(&describe(imported));
    let head: String = (0..20_000).map(|number| format!("{number}:function_{number}\n")).collect();
    expect![[r#"
        warning: 1× lines that aren't `number:name` were skipped, first in line 20001
          nothing
        warning: 1× lines whose number has a name already were skipped, first in line 20002
    "#]]
    .assert_eq(&describe(import("x", format!("{head}nothing\n0:again\n").as_bytes())));
}

#[test]
fn damaged_anywhere_a_map_opens_or_says_why() {
    damage(&fixture("source-map/bundle.js.map"));
    damage(&fixture("wasm-names/app.js.symbols"));
    damage(format!(")]}}'\n{{\"version\":3,\"sections\":[{{\"map\":{MAP}}}]}}").as_bytes());
}
