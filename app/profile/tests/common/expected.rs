//! Profiles against the values that another tool's tests expect.

use super::{import, import_slices, json};
use profile::Profile;
use profile::import::ImportOptions;
use std::collections::BTreeMap;

/// Name, file and line of a frame.
pub type Key = (String, String, u64);

/// The weights of each frame as (self, total) under metric `metric`, a recursive one once a sample.
pub fn frames(profile: &Profile, thread: usize, metric: usize) -> BTreeMap<Key, (f64, f64)> {
    let mut sums = BTreeMap::new();
    let metric = profile.metric_ids().nth(metric).unwrap();
    for samples in &profile.threads[thread].samples {
        let Some(weights) = samples.weights_of(metric) else { continue };
        for (index, stack) in samples.stacks.iter().enumerate() {
            let Some(stack) = *stack else { continue };
            let mut seen = Vec::new();
            for (depth, frame) in profile.stacks.leaf_to_root(stack).enumerate() {
                let frame = profile.frames.get(frame);
                let function = profile.functions.get(frame.function);
                let key = (
                    profile.text(function.name).to_owned(),
                    function.file.map_or("", |file| profile.text(file)).to_owned(),
                    frame.line.map_or(0, u64::from),
                );
                let sum: &mut (f64, f64) = sums.entry(key.clone()).or_default();
                let weight = weights.get(index);
                if depth == 0 {
                    sum.0 += weight;
                }
                if !seen.contains(&key) {
                    sum.1 += weight;
                    seen.push(key);
                }
            }
        }
    }
    sums
}

/// Asserts that the frames of a thread are those that `path` expects of its profile `index`.
/// `ours` may leave one of our frames out.
pub fn assert_frames(
    profile: &Profile,
    thread: usize,
    path: &str,
    index: usize,
    ours: impl Fn(Key) -> Option<Key>,
) {
    let expected = &json(path)[index];
    let mut theirs = BTreeMap::<Key, (f64, f64)>::new();
    for frame in expected["frames"].as_array().unwrap() {
        let text = |key: &str| frame[key].as_str().unwrap_or_default().to_owned();
        // The other tool glues arguments to names.
        let name = text("name");
        let name = name.split_once(" {\"").map_or(name.as_str(), |(name, _)| name).to_owned();
        let key = (name, text("file"), frame["line"].as_u64().unwrap_or_default());
        let key = without_place(&key).unwrap_or(key);
        let sums = ["self", "total"].map(|key| frame[key].as_f64().unwrap());
        // Frames that never have weight make no sample.
        if sums[1] > 0.0 {
            theirs.insert(key, (sums[0], sums[1]));
        }
    }
    let mut found = BTreeMap::new();
    for (key, sums) in frames(profile, thread, 0) {
        if let Some(key) = ours(key).filter(|_| sums.1 > 0.0) {
            found.insert(key, sums);
        }
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{path}");
    for (key, (own, total)) in &found {
        let near = |a: f64, b: f64| a == b || (a.fract() != 0.0 && (a - b).abs() < 1e-9 * b.abs());
        let (their_own, their_total) = theirs[key];
        assert!(near(*own, their_own) && near(*total, their_total), "{path} {key:?} {own} {total}");
    }
    let sum: f64 = found.values().map(|sums| sums.0).sum();
    assert!((sum - expected["total"].as_f64().unwrap()).abs() <= 1e-9 * sum, "{path}: {sum}");
}

/// The other tool leaves the place glued to a name of Hermes: `draw(http://a.b/i.bundle:17:3)`.
fn without_place((name, file, _): &Key) -> Option<Key> {
    let (name, place) = name.strip_suffix(')')?.split_once('(').filter(|_| file.is_empty())?;
    let (place, column) = place.rsplit_once(':')?;
    let (file, line) = place.rsplit_once(':')?;
    column.parse::<u64>().ok()?;
    Some((name.to_owned(), file.to_owned(), line.parse().ok()?))
}

/// Imports cut and changed copies, and the whole in slices, which must give the same.
pub fn damage(content: &[u8]) {
    let whole = import("unknown", content);
    for size in [1, 7, 1000] {
        let slices: Vec<_> = content.chunks(size).collect();
        let sliced = import_slices("unknown", &slices, ImportOptions::default());
        match (&whole, &sliced) {
            (Ok(whole), Ok(sliced)) => {
                assert_eq!(whole.profiles, sliced.profiles);
                assert_eq!(whole.warnings, sliced.warnings);
            }
            (whole, sliced) => {
                assert_eq!(whole.as_ref().err(), sliced.as_ref().err());
            }
        }
    }
    for step in 0..400usize {
        let at = step * 7919 % content.len();
        let _ = import("unknown", &content[..at]);
        let mut changed = content.to_vec();
        changed[at] = b"0-9\"{}[],:e\\\xff \0"[step % 15];
        let _ = import("unknown", &changed);
    }
}
