//! Recorded files: the numbers that other tools and independent counts give for them.

mod common;

use common::{data, fixture, import, json};
use profile::Profile;
use profile::function::FunctionKind;
use profile::id::{FrameId, MetricId};
use profile::sample::Samples;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a profile, counted the slow and simple way.
#[derive(Default)]
struct Numbers {
    samples: usize,
    total: f64,
    deepest: usize,
    roots: BTreeSet<String>,
    /// Self and total of each name; a name counts once a stack.
    weights: BTreeMap<String, (f64, f64)>,
}

fn open(path: &str) -> Profile {
    let mut imported = import(path, &fixture(path)).unwrap();
    assert_eq!(imported.warnings.list(), [], "{path}");
    assert_eq!(imported.profiles.len(), 1);
    imported.profiles.remove(0)
}

fn numbers(
    profile: &Profile,
    metric: usize,
    name_of: impl Fn(&Profile, FrameId) -> String,
) -> Numbers {
    let metric = MetricId::new(metric);
    let mut numbers = Numbers::default();
    for table in profile.threads.iter().flat_map(|thread| &thread.samples) {
        for index in 0..table.len() {
            let weight = table.weights_of(metric).unwrap().get(index);
            let names: Vec<String> = profile
                .stacks
                .leaf_to_root(table.stacks[index].unwrap())
                .map(|frame| name_of(profile, frame))
                .collect();
            numbers.samples += 1;
            numbers.total += weight;
            numbers.deepest = numbers.deepest.max(names.len());
            numbers.roots.insert(names[names.len() - 1].clone());
            numbers.weights.entry(names[0].clone()).or_default().0 += weight;
            for name in names.into_iter().collect::<BTreeSet<_>>() {
                numbers.weights.entry(name).or_default().1 += weight;
            }
        }
    }
    numbers
}

/// A frame as the file writes it.
fn text_in_file(profile: &Profile, id: FrameId) -> String {
    let frame = profile.frames.get(id);
    let function = profile.functions.get(frame.function);
    let name = profile.text(function.name);
    if let (Some(file), Some(line)) = (function.file, frame.line) {
        return format!("{name} ({}:{line})", profile.text(file));
    }
    let suffix = match function.kind {
        _ if frame.inlined => "_[i]",
        FunctionKind::Kernel => "_[k]",
        FunctionKind::Jit => "_[j]",
        FunctionKind::Interpreted => "_[0]",
        _ => "",
    };
    format!("{name}{suffix}")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn recorded_files_have_the_known_numbers() {
    let known = json("folded/known.json");
    let mut checked = 0;
    for (path, known) in known.as_object().unwrap() {
        if known.get("total").is_none() {
            continue;
        }
        let numbers = numbers(&open(&format!("folded/{path}")), 0, text_in_file);
        assert_eq!(numbers.samples as f64, number(&known["lines"]), "{path}");
        assert_eq!(numbers.total, number(&known["total"]), "{path}");
        assert_eq!(numbers.deepest as f64, number(&known["deepest"]), "{path}");
        assert_eq!(numbers.weights.len() as f64, number(&known["functions"]), "{path}");
        for root in known["roots"].as_array().unwrap() {
            assert!(numbers.roots.contains(root.as_str().unwrap()), "{path}: {root}");
        }
        for pair in known["top_self"].as_array().unwrap() {
            let (own, _) = numbers.weights[pair[0].as_str().unwrap()];
            assert_eq!(own, number(&pair[1]), "{path}: self of {}", pair[0]);
        }
        for pair in known["top_total"].as_array().unwrap() {
            let (_, total) = numbers.weights[pair[0].as_str().unwrap()];
            assert_eq!(total, number(&pair[1]), "{path}: total of {}", pair[0]);
        }
        checked += 1;
    }
    assert_eq!(checked, 14);
}

#[test]
fn differential_files_have_the_known_numbers() {
    let known = json("folded/known.json");
    let mut checked = 0;
    for (path, known) in known.as_object().unwrap() {
        if known.get("total_before").is_none() {
            continue;
        }
        let profile = open(&format!("folded/{path}"));
        let names: Vec<_> = profile.metrics.iter().map(|metric| metric.name.as_str()).collect();
        assert_eq!(names, ["baseline", "comparison"], "{path}");
        let table: &Samples = &profile.threads[0].samples[0];
        let column = |metric| table.weights_of(MetricId::new(metric)).unwrap();
        let only = |here: usize, there: usize| {
            let is = |row: &usize| column(here).get(*row) > 0.0 && column(there).get(*row) == 0.0;
            (0..table.len()).filter(is).count()
        };
        assert_eq!(table.len() as f64, number(&known["lines"]), "{path}");
        assert_eq!(profile.total(MetricId::new(0)), number(&known["total_before"]), "{path}");
        assert_eq!(profile.total(MetricId::new(1)), number(&known["total_after"]), "{path}");
        assert_eq!(only(0, 1) as f64, number(&known["only_before"]), "{path}");
        assert_eq!(only(1, 0) as f64, number(&known["only_after"]), "{path}");
        checked += 1;
    }
    assert_eq!(checked, 3);
}

#[test]
fn flamelens_counts_the_same() {
    for name in ["ignore-metadata-lines", "py-spy-simple"] {
        let expected = json(&format!("folded/flamelens/expected/{name}.ordered-counts.json"));
        let numbers = numbers(&open(&format!("folded/flamelens/{name}.txt")), 0, text_in_file);
        let entries = expected["entries"].as_array().unwrap();
        assert_eq!(numbers.weights.len(), entries.len(), "{name}");
        for entry in entries {
            let counted = numbers.weights[entry["name"].as_str().unwrap()];
            let count = &entry["count"];
            assert_eq!(
                counted,
                (number(&count["own"]), number(&count["total"])),
                "{name}: {entry}"
            );
        }
    }
}

#[test]
fn speedscope_counts_the_same() {
    let folder = data().join("folded/speedscope/expected");
    let mut checked = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let expected = json(&format!("folded/speedscope/expected/{name}"));
        let path = format!("folded/speedscope/{}", name.strip_suffix(".json").unwrap());
        let numbers = numbers(&open(&path), 0, text_in_file);
        assert_eq!(numbers.total, number(&expected[0]["total"]), "{path}");
        let frames = expected[0]["frames"].as_array().unwrap();
        assert_eq!(numbers.weights.len(), frames.len(), "{path}");
        for frame in frames {
            let counted = numbers.weights[frame["name"].as_str().unwrap()];
            assert_eq!(
                counted,
                (number(&frame["self"]), number(&frame["total"])),
                "{path}: {frame}"
            );
        }
        checked += 1;
    }
    assert_eq!(checked, 3);
}
