//! `cargo xtask fuzz`: libFuzzer on each importer in turn, for a given time in all.
//!
//! A target is a file of `fuzz/fuzz_targets`; it is called as the folder of `tests/data` that it starts from. What it
//! learns is kept in `target/fuzz/corpus`, so that the next run goes on from there.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::flags::Fuzz;
use crate::repo::Repo;
use crate::report;
use crate::setup;

const DEFAULT_MINUTES: u32 = 10;
/// The target that lets the reader recognise the format; it starts from the files of all of them.
const ANY: &str = "any";
/// Larger files would only be slower to read, as formats repeat themselves.
const MOST_SEED_FILE_BYTES: u64 = 100 << 10;
/// Where a seed is cut: a packed one may be large inside. libFuzzer makes nothing longer out of it.
const MOST_INPUT_BYTES: usize = 16 << 10;
/// An input that takes longer is reported, as memory beyond the limit is: reading is to be linear in both.
const INPUT_SECONDS: u32 = 10;
const MEMORY_MB: u32 = 1024;

/// Runs the targets; fails if any of them found something.
pub fn run(repo: &Repo, options: &Fuzz) -> Result<()> {
    let targets = targets(repo, options.filter.as_deref())?;
    let minutes = options.minutes.unwrap_or(DEFAULT_MINUTES);
    // libFuzzer takes 0 for "forever".
    let seconds_each = (minutes * 60 / targets.len() as u32).max(1);
    let programs = build(repo)?;
    let mut broken = Vec::new();
    for target in &targets {
        report::doing(format!("{target}, {seconds_each} s"));
        if !fuzz(repo, &programs, target, seconds_each)? {
            broken.push(target.as_str());
        }
    }
    if !broken.is_empty() {
        let found = artifacts(repo);
        bail!("{} broke; the files that do it are in {}", broken.join(", "), found.display());
    }
    report::done(format!("{} targets, nothing found", targets.len()));
    Ok(())
}

/// The names of the targets that contain `filter`, sorted.
fn targets(repo: &Repo, filter: Option<&str>) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder(repo).join("fuzz_targets"))? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| filter.is_none_or(|filter| name.contains(filter)));
    names.sort();
    if names.is_empty() {
        bail!("no target of fuzz/fuzz_targets has this in its name");
    }
    Ok(names)
}

/// Builds all targets and returns the folder of their programs.
fn build(repo: &Repo) -> Result<PathBuf> {
    let fuzzer = setup::fuzzer(repo)?;
    report::doing("building the targets");
    let shell = Shell::new()?;
    shell.change_dir(folder(repo));
    for (name, value) in fuzzer.environment {
        shell.set_var(name, value);
    }
    let (cargo_fuzz, host, target) = (&fuzzer.cargo_fuzz, &fuzzer.host, repo.fuzz_target());
    // Nothing here is unsafe code, so a sanitizer would only make it slower.
    cmd!(shell, "{cargo_fuzz} build --fuzz-dir . --release --debug-assertions --sanitizer none --target {host} --target-dir {target}")
        .quiet()
        .run()
        .context("the targets could not be built")?;
    Ok(target.join(host).join("release"))
}

/// Whether nothing was found.
fn fuzz(repo: &Repo, programs: &Path, target: &str, seconds: u32) -> Result<bool> {
    let seeds = seeds(repo, target)?;
    let corpus = repo.fuzz_target().join("corpus").join(target);
    let found = artifacts(repo);
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&found)?;
    let program = programs.join(target).with_extension(std::env::consts::EXE_EXTENSION);
    let limits = [
        format!("-max_total_time={seconds}"),
        format!("-max_len={MOST_INPUT_BYTES}"),
        format!("-timeout={INPUT_SECONDS}"),
        format!("-rss_limit_mb={MEMORY_MB}"),
        format!("-artifact_prefix={}/{target}-", found.display()),
    ];
    let shell = Shell::new()?;
    let output = cmd!(shell, "{program} {limits...} -print_final_stats=1 {corpus} {seeds}")
        .quiet()
        .ignore_status()
        .output()?;
    // It writes a line for each thing that it learns.
    let log = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        let runs =
            log.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        report::done(format!("{target}: {} inputs", runs.map_or("?", str::trim)));
    } else {
        let learnt = |line: &&str| !line.starts_with('#');
        eprintln!("{}", log.lines().filter(learnt).collect::<Vec<_>>().join("\n"));
    }
    Ok(output.status.success())
}

/// Fills a folder with the fixtures of a target, unpacked, since flipped bits of packed ones only break the packing.
fn seeds(repo: &Repo, target: &str) -> Result<PathBuf> {
    let seeds = repo.fuzz_target().join("seeds").join(target);
    let _ = std::fs::remove_dir_all(&seeds);
    std::fs::create_dir_all(&seeds)?;
    let fixtures = repo.fixtures();
    let mut folders =
        vec![if target == ANY { fixtures } else { fixtures.join(target.replace('_', "-")) }];
    // A format without recorded files is begun from nothing.
    folders.retain(|folder| folder.exists());
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?
        {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "md")
                && entry.metadata()?.len() < MOST_SEED_FILE_BYTES
            {
                // libFuzzer reads what a folder holds in no particular order, and names mean nothing.
                std::fs::write(seeds.join(count.to_string()), seed(&path, target != ANY)?)?;
                count += 1;
            }
        }
    }
    Ok(seeds)
}

fn seed(path: &Path, unpack: bool) -> Result<Vec<u8>> {
    let mut content = std::fs::read(path)?;
    if unpack && content.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        let packed = flate2::read::MultiGzDecoder::new(content.as_slice());
        // A fixture may be damaged on purpose; what comes before is as good.
        let _ = packed.take(MOST_INPUT_BYTES as u64).read_to_end(&mut plain);
        content = plain;
    }
    content.truncate(MOST_INPUT_BYTES);
    Ok(content)
}

fn folder(repo: &Repo) -> PathBuf {
    repo.root().join("fuzz")
}

fn artifacts(repo: &Repo) -> PathBuf {
    repo.fuzz_target().join("found")
}
