//! The results in `docs/benchmarks.md`, between two marks.

use std::path::Path;

use anyhow::{Context, Result};

const BEGIN: &str = "<!-- results: written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end of results -->";

/// Puts the results where the earlier ones stood.
pub fn write(results: &str) -> Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
    let text = std::fs::read_to_string(&file).context("docs/benchmarks.md can't be read")?;
    let (before, rest) = text.split_once(BEGIN).with_context(|| {
        format!("docs/benchmarks.md has no line {BEGIN:?} below which the results go")
    })?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("docs/benchmarks.md has no line {END:?} after the results"))?;
    let text = format!("{before}{BEGIN}\n{results}\n{END}{after}");
    std::fs::write(&file, text).context("docs/benchmarks.md can't be written")
}
