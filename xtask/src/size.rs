//! `cargo xtask size`: what is fetched until the page has painted, against the budget, and what comes after that.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::repo::Repo;
use crate::web;

/// The first load, until the page has painted, in brotli bytes.
const BUDGET: usize = 150_000;
/// All that the page fetches until it opens files, in brotli bytes: no less is gained by moving things about.
const CEILING_OF_ALL: usize = 1_042_000;

/// Sizes in bytes.
#[derive(Clone, Copy, Default)]
struct Sizes {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Sizes {
    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// Builds the page and prints its sizes. With `check`, being above the budget or the ceiling is an error.
pub fn run(repo: &Repo, check: bool) -> Result<()> {
    let dist = web::build(repo)?;
    let page =
        std::fs::read_to_string(dist.join("index.html")).context("dist/ has no index.html")?;
    // What the page fetches by itself, after it has painted, it finds by these lines.
    let (parts, head): (Vec<_>, Vec<_>) =
        page.lines().partition(|line| line.contains("\"flamedrop-part\""));
    let names = names(&dist)?;
    let named_in = |lines: &[&str]| -> Vec<String> {
        let is_named = |name: &&String| lines.iter().any(|line| line.contains(name.as_str()));
        names.iter().filter(is_named).cloned().collect()
    };
    let mut first = vec!["index.html".to_owned()];
    first.extend(named_in(&head));
    let later = named_in(&parts);
    println!("{:<44} {:>9} {:>9} {:>9}", "bytes", "raw", "gzip -9", "brotli 11");
    let at_first = table(&dist, &first)?;
    line("first load, until the page has painted", at_first);
    println!();
    let after = table(&dist, &later)?;
    line("after that, before a file is opened", after);
    line("all", at_first.plus(after));
    println!("\n{} of the budget's {BUDGET} bytes (brotli, first load)", at_first.brotli);
    if check && at_first.brotli > BUDGET {
        bail!("the first load has grown above its budget of {BUDGET} bytes");
    }
    if check && at_first.brotli + after.brotli > CEILING_OF_ALL {
        bail!("all that is fetched has grown above {CEILING_OF_ALL} bytes");
    }
    Ok(())
}

/// All files of `dist/`, as addresses relative to it.
fn names(dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut waiting = vec![dist.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?.path();
            if entry.is_dir() {
                waiting.push(entry);
            } else if let Ok(name) = entry.strip_prefix(dist) {
                names.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Prints a line a file and returns their sum.
fn table(dist: &Path, names: &[String]) -> Result<Sizes> {
    let mut total = Sizes::default();
    for name in names {
        let sizes = measure(&std::fs::read(dist.join(name))?)?;
        line(name, sizes);
        total = total.plus(sizes);
    }
    Ok(total)
}

fn line(name: &str, sizes: Sizes) {
    println!("{name:<44} {:>9} {:>9} {:>9}", sizes.raw, sizes.gzip, sizes.brotli);
}

fn measure(content: &[u8]) -> Result<Sizes> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    let gzip = gzip.finish()?.len();
    let mut brotli = CompressorWriter::new(Vec::new(), 4096, 11, 24);
    brotli.write_all(content)?;
    let brotli = brotli.into_inner().len();
    Ok(Sizes { raw: content.len(), gzip, brotli })
}

#[cfg(test)]
mod tests {
    use super::measure;

    #[test]
    fn what_repeats_compresses_and_the_raw_size_is_exact() {
        let sizes = measure(&[b'a'; 10_000]).expect("writing into memory works");
        assert_eq!(sizes.raw, 10_000);
        assert!(sizes.gzip < 100 && sizes.brotli < sizes.gzip, "{} {}", sizes.gzip, sizes.brotli);
    }
}
