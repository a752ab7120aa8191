//! Profiles of samply: the numbers that are known of recorded and collected files.

mod common;

use common::{describe, fixture, import, json};
use profile::Profile;
use profile::id::MetricId;
use profile::thread::Thread;
use std::collections::{BTreeMap, HashSet};

const FIRST: MetricId = MetricId::new(0);

fn open(path: &str) -> Profile {
    let imported = import(path, &fixture(&format!("samply/{path}"))).unwrap();
    imported.profiles.into_iter().next().unwrap()
}

/// The name as the file has it: without the library that addresses get in front.
fn raw_name(name: &str) -> &str {
    match name.rsplit_once("!0x") {
        Some((library, _)) => &name[library.len() + 1..],
        None => name,
    }
}

/// The self weights and the total weights of all names, largest first. Inlined calls count for
/// the function that they are in.
fn tops(profile: &Profile, threads: &[Thread]) -> [Vec<(String, f64)>; 2] {
    let mut own = BTreeMap::<&str, f64>::new();
    let mut total = BTreeMap::<&str, f64>::new();
    for samples in threads.iter().flat_map(|thread| &thread.samples) {
        let weights = samples.weights_of(FIRST).unwrap();
        for (index, stack) in samples.stacks.iter().enumerate() {
            let mut is_leaf = true;
            let mut seen = HashSet::new();
            for frame in profile.stacks.leaf_to_root(stack.unwrap()) {
                if profile.frames.is_inlined(frame) {
                    continue;
                }
                let function = profile.functions.get(profile.frames.function(frame));
                let name = raw_name(profile.text(function.name));
                if std::mem::take(&mut is_leaf) {
                    *own.entry(name).or_default() += weights.get(index);
                }
                if seen.insert(name) {
                    *total.entry(name).or_default() += weights.get(index);
                }
            }
        }
    }
    let sort = |map: BTreeMap<&str, f64>| {
        let mut list: Vec<_> = map.into_iter().map(|(name, w)| (name.to_owned(), w)).collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1));
        list
    };
    [sort(own), sort(total)]
}

fn check_tops(known: &serde_json::Value, profile: &Profile, threads: &[Thread]) {
    let [own, total] = tops(profile, threads);
    for (list, known) in [(own, &known["top_self"]), (total, &known["top_total"])] {
        for (rank, pair) in known.as_array().into_iter().flatten().enumerate() {
            let (name, weight) = (pair[0].as_str().unwrap(), pair[1].as_f64().unwrap());
            assert!(list.contains(&(name.to_owned(), weight)), "{name} {weight} in {list:?}");
            assert_eq!(list[rank].1, weight, "rank {rank}");
        }
    }
}

fn check(path: &str) {
    let known = &json("samply/known.json")[path];
    let profile = open(path);
    let threads = known["threads"].as_array().unwrap();
    assert_eq!(profile.threads.len(), threads.len());
    let text = |value: &serde_json::Value| match value.as_str() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    };
    for (thread, known) in profile.threads.iter().zip(threads) {
        assert_eq!(thread.name, text(&known["name"]));
        assert_eq!(thread.pid, text(&known["pid"]));
        assert_eq!(thread.tid, text(&known["tid"]));
        if let Some(process) = known["process"].as_str() {
            assert_eq!(thread.process, process);
        }
        let null_stacks = known["null_stacks"].as_u64().unwrap_or(0);
        let rows = thread.sample_count(FIRST) as u64 + null_stacks;
        assert_eq!(rows, known["samples"].as_u64().unwrap(), "{}", thread.name);
        assert_eq!(thread.total(FIRST), known["weight"].as_f64().unwrap(), "{}", thread.name);
        if known["top_self"].is_array() {
            check_tops(known, &profile, std::slice::from_ref(thread));
        }
    }
    let sum = |key| threads.iter().filter_map(|thread| thread[key].as_u64()).sum::<u64>() as usize;
    if threads[0].get("stacks").is_some() {
        assert_eq!(profile.stacks.len(), sum("stacks"));
        assert_eq!(profile.frames.len(), sum("frames"));
    }
    if let Some(weight) = known["weight"].as_f64() {
        assert_eq!(profile.total(FIRST), weight);
        assert_eq!(profile.about.interval_ns, known["interval_ms"].as_f64().map(|ms| ms * 1e6));
        assert_eq!(profile.about.lacks_symbols, !known["symbolicated"].as_bool().unwrap());
    }
    // The names of the others are in the sidecar.
    if !path.contains("presym") {
        check_tops(known, &profile, &profile.threads);
    }
}

#[test]
fn before() {
    check("before/samply.json.gz");
}

#[test]
fn after() {
    check("after/samply.json.gz");
}

#[test]
fn before_with_a_sidecar_beside() {
    check("before/samply-presym.json.gz");
}

#[test]
fn after_with_a_sidecar_beside() {
    check("after/samply-presym.json.gz");
}

#[test]
fn version_41_with_coalesced_samples() {
    check("collected/ls-profile.v41.json.gz");
}

#[test]
fn version_66_with_shared_tables() {
    check("collected/fxprof-without-js.v66.json");
}

#[test]
fn markers_without_samples() {
    let path = "collected/fxprof-flow-markers.v66.json";
    let known = &json("samply/known.json")[path]["threads"];
    assert_eq!((known.as_array().unwrap().len(), &known[0]["samples"]), (1, &0.into()));
    let error = describe(import(path, &fixture(&format!("samply/{path}"))));
    expect_test::expect![[r#"
        error: Expected samples, found 1 thread without a sample. Record for longer, or with a shorter interval between samples.
    "#]].assert_eq(&error);
}

fn symbols(path: &str) -> profile::symbols::Symbols {
    let imported = import(path, &fixture(&format!("samply/{path}"))).unwrap();
    assert_eq!((imported.profiles.len(), imported.warnings.list().len()), (0, 0));
    imported.symbols.unwrap()
}

/// The numbers after joining, which the README has from elsewhere.
fn check_joined(folder: &str) {
    let path = format!("{folder}/samply-presym.json.gz");
    let saved = open(&path);
    let symbols = symbols(&format!("{folder}/samply-presym.json.syms.json"));
    let joined = profile::symbols::join(&saved, &[&symbols]).unwrap().profile;
    check_tops(&json("samply/known.json")[&path], &joined, &joined.threads);
    assert!(!joined.about.lacks_symbols);
    assert_eq!(joined.total(FIRST), saved.total(FIRST));
    assert!(joined.frames.has_inlined());
    check_inlined(&saved, &joined, &symbols);
}

/// Inlined calls stand only at the address for which the sidecar has them.
fn check_inlined(saved: &Profile, joined: &Profile, symbols: &profile::symbols::Symbols) {
    let mut inlined = 0;
    for stack in joined.stacks.ids() {
        let frame = joined.frames.get(joined.stacks.frame(stack));
        if !frame.inlined {
            continue;
        }
        inlined += 1;
        let library = joined.functions.get(frame.function).library.unwrap();
        let library = &joined.libraries[library.index()];
        let known = symbols.of(&library.debug_name, &library.debug_id).unwrap();
        assert_eq!(known.name_at(frame.address.unwrap()).unwrap().inlined_at, frame.address);
    }
    assert_eq!(joined.stacks.len(), saved.stacks.len() + inlined);
}

#[test]
fn before_joined() {
    check_joined("before");
}

#[test]
fn after_joined() {
    check_joined("after");
}

#[test]
fn symbols_of_another_build_do_not_fit() {
    let symbols = symbols("after/samply-presym.json.syms.json");
    let mut own = symbols.clone();
    own.libraries.retain(|library| library.debug_name == "wordstat");
    assert!(profile::symbols::join(&open("before/samply-presym.json.gz"), &[&own]).is_none());
    assert!(profile::symbols::join(&open("after/samply-presym.json.gz"), &[&own]).is_some());
}

#[test]
fn ids_of_both_spellings_are_the_same() {
    let uuid = "4ff617b5-77d2-e7c9-5516-840268ff58f4";
    assert_eq!(profile::symbols::breakpad_id(uuid), "4FF617B577D2E7C95516840268FF58F40");
    let aged = format!("{uuid}-a");
    assert_eq!(profile::symbols::breakpad_id(&aged), "4FF617B577D2E7C95516840268FF58F4A");
}

/// Files of another generator, and what it counted while it drew them.
#[test]
fn generated() {
    for version in [49, 66] {
        let known = json(&format!("firefox/generated.v{version}.known.json"));
        let path = format!("firefox/generated.v{version}.json.gz");
        let profile = import(&path, &fixture(&path)).unwrap().profiles.remove(0);
        assert_eq!(profile.total(FIRST), known["total_weight"].as_f64().unwrap());
        let samples: usize = profile.threads.iter().map(|t| t.sample_count(FIRST)).sum();
        assert_eq!(samples as u64, known["samples"].as_u64().unwrap());
        for thread in &profile.threads {
            // The main thread has the program's name in the file.
            let name = if thread.name == "app" { "main" } else { thread.name.as_str() };
            let weight = known["threads"][name].as_f64();
            assert_eq!(thread.total(FIRST), weight.unwrap_or(0.0), "{name}");
        }
        let stacks = profile.threads.iter().flat_map(|t| &t.samples).flat_map(|s| &s.stacks);
        let depths = stacks.map(|stack| profile.stacks.leaf_to_root(stack.unwrap()).count());
        assert_eq!(depths.max().unwrap() as u64, known["depth"]["max"].as_u64().unwrap());
        // Half of its frames say that they are inlined; here each counts for itself.
        let flat = without_inlined(&profile);
        check_tops(&known, &flat, &flat.threads);
    }
}

/// The same profile, in which no frame is marked as inlined.
fn without_inlined(profile: &Profile) -> Profile {
    let mut builder = profile::ProfileBuilder::new("");
    for row in 0..profile.functions.len() {
        let function = profile.functions.get(profile::id::FunctionId::new(row));
        let name = builder.string(profile.text(function.name));
        builder.function(profile::function::Function { name, file: None, ..function });
    }
    for row in 0..profile.frames.len() {
        let frame = profile.frames.get(profile::id::FrameId::new(row));
        builder.push_frame(profile::frame::Frame { inlined: false, ..frame });
    }
    builder.set_stacks(profile.stacks.clone());
    for library in &profile.libraries {
        builder.push_library(library.clone());
    }
    for thread in &profile.threads {
        builder.push_thread(thread.clone());
    }
    builder.finish()
}
