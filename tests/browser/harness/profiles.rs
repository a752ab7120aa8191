//! Profiles with known numbers.

use anyhow::{Context, Result};
use serde_json::Value;

/// A profile that fits into a head. By weight, the bars of its rows are, as shares of the width:
///
/// ```text
/// 0 |all 100                                      |
/// 1 |main 100                                     |
/// 2 |work 55               |read 40          |idle|
/// 3 |hash 40        |parse |parse 30     |
/// ```
pub const SMALL: &str =
    "main;read;parse 30\nmain;read 10\nmain;work;hash 40\nmain;work;parse 15\nmain;idle 5\n";

/// The file name and bytes of [`SMALL`].
pub fn small() -> (&'static str, &'static [u8]) {
    ("small.folded", SMALL.as_bytes())
}

/// A file of `tests/data`.
pub fn fixture(path: &str) -> Result<Vec<u8>> {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path);
    std::fs::read(&file).with_context(|| format!("{} can't be read", file.display()))
}

/// What `known.json` of a folder of `tests/data` says of a file in it.
pub fn known(folder: &str, file: &str) -> Result<Value> {
    let known: Value = serde_json::from_slice(&fixture(&format!("{folder}/known.json"))?)?;
    known.get(file).cloned().with_context(|| format!("nothing is known of {file}"))
}
