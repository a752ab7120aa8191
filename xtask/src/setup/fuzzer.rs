//! What fuzzing needs: cargo-fuzz, and a compiler that accepts its arguments.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::cargo_tool::CargoTool;
use crate::repo::Repo;

const CARGO_FUZZ: &str = "0.13.2";

/// How to build the targets.
pub struct Fuzzer {
    /// cargo-fuzz's file.
    pub cargo_fuzz: PathBuf,
    /// The machine to build for, as in `x86_64-unknown-linux-gnu`.
    pub host: String,
    /// Environment variables of the build.
    pub environment: Vec<(&'static str, &'static str)>,
}

/// Finds or installs it.
pub fn fuzzer(repo: &Repo) -> Result<Fuzzer> {
    let tool = CargoTool {
        krate: "cargo-fuzz",
        program: "cargo-fuzz",
        version: CARGO_FUZZ.to_owned(),
        arguments: &["--locked"],
    };
    let cargo_fuzz = tool.ensure(repo)?;
    let shell = Shell::new()?;
    let about = cmd!(shell, "rustc --verbose --version")
        .quiet()
        .read()
        .context("rustc doesn't tell its version")?;
    let host = value(&about, "host").context("rustc doesn't tell its host")?.to_owned();
    // cargo-fuzz asks for what only nightly compilers accept; others do so when they are told to be lenient.
    let is_nightly = value(&about, "release").is_some_and(|release| release.contains("nightly"));
    let environment = if is_nightly { Vec::new() } else { vec![("RUSTC_BOOTSTRAP", "1")] };
    Ok(Fuzzer { cargo_fuzz, host, environment })
}

/// The value in a line like `host: x86_64-unknown-linux-gnu`.
fn value<'a>(about: &'a str, key: &str) -> Option<&'a str> {
    about.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}
