//! Every file in `tests/data`, whatever its format: under another name, cut, damaged, in other slices.
//! The answer is a profile or an error, never a panic, and never much memory; the name never matters.

mod common;

use common::{data, describe, import_slices};
use peak_alloc::PeakAlloc;
use profile::ImportError;
use profile::import::{ImportOptions, Imported};
use std::io::Read;
use std::path::{Path, PathBuf};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// No fixture is larger than 10 MB, and none may take more than this, damaged or not; the tests
/// that run beside each other share it.
const MOST_MEMORY_MB: f32 = 1000.0;

/// Imports a file, within its bounds.
fn import(name: &str, content: &[u8]) -> Result<Imported, ImportError> {
    let imported = common::import(name, content);
    let peak_mb = MEMORY.peak_usage_as_mb();
    assert!(peak_mb < MOST_MEMORY_MB, "{name} took {peak_mb} MB");
    imported
}

/// How often each file is cut, and how often a byte of it is damaged. Large files less often, so that all of them take
/// about a second each.
fn times(content: &[u8]) -> usize {
    (20_000_000 / content.len().max(1)).clamp(3, 200)
}

/// All fixtures but notes, unpacked, in the order of their paths.
fn fixtures() -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "md") {
                let content = unpacked(&path);
                found.push((path, content));
            }
        }
    }
    found.sort();
    assert!(found.len() > 30, "the fixtures are there");
    found
}

fn unpacked(path: &Path) -> Vec<u8> {
    let packed = std::fs::read(path).unwrap();
    if !packed.starts_with(&[0x1f, 0x8b]) {
        return packed;
    }
    let mut content = Vec::new();
    flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut content).unwrap();
    content
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[test]
fn names_mean_nothing() {
    for (path, content) in fixtures() {
        // A profile is called as its file is; all else must be the same.
        let [named, unknown] = [name(&path), "unknown".to_owned()].map(|name| {
            let imported = import(&name, &content);
            describe(imported)
        });
        assert_eq!(named, unknown, "{}", path.display());
    }
}

#[test]
fn cut_anywhere_it_gives_a_profile_or_an_error() {
    for (path, content) in fixtures() {
        let times = times(&content);
        for cut in (0..times).map(|part| content.len() * part / times) {
            if let Err(error) = import(&name(&path), &content[..cut]) {
                assert!(
                    !error.found.is_empty() && !error.advice.is_empty(),
                    "{}: {error}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn damaged_anywhere_it_gives_a_profile_or_an_error() {
    for (path, mut content) in fixtures() {
        if content.is_empty() {
            continue;
        }
        for flip in 0..times(&content) {
            // Spread over the file by a fixed stride; which bit changes too.
            let at = (flip * 2_654_435_761_usize) % content.len();
            let bit = 1 << (flip % 8);
            content[at] ^= bit;
            for profile in import(&name(&path), &content).into_iter().flat_map(|it| it.profiles) {
                for metric in profile.metric_ids() {
                    assert!(profile.total(metric) >= 0.0, "{} flipped at {at}", path.display());
                }
            }
            content[at] ^= bit;
        }
    }
}

#[test]
fn slices_mean_nothing() {
    for (path, content) in fixtures() {
        let whole = import(&name(&path), &content);
        for bytes in [1, 7, 4_093, 65_536] {
            // Byte by byte only what is small.
            if content.len() / bytes > 3_000_000 {
                continue;
            }
            let slices: Vec<&[u8]> = content.chunks(bytes).collect();
            let sliced = import_slices(&name(&path), &slices, ImportOptions::default());
            let what = format!("{} in slices of {bytes} bytes", path.display());
            match (&whole, &sliced) {
                (Ok(whole), Ok(sliced)) => {
                    assert!(whole.profiles == sliced.profiles, "{what}");
                    assert_eq!(whole.warnings, sliced.warnings, "{what}");
                }
                (whole, sliced) => {
                    assert_eq!(whole.as_ref().err(), sliced.as_ref().err(), "{what}")
                }
            }
        }
    }
}
