//! Each format has a target in `fuzz/fuzz_targets`, so that a new one is fuzzed too.

use profile::import::FORMATS;
use std::path::Path;

#[test]
fn every_format_is_fuzzed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/fuzz_targets");
    let targets: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    for name in FORMATS.iter().map(|format| format.name) {
        assert!(
            targets.contains(&format!("{name:?},")),
            "{name} has no target: copy a file of fuzz/fuzz_targets under the name of the format's folder in \
             tests/data, and enter it in fuzz/Cargo.toml"
        );
    }
}
