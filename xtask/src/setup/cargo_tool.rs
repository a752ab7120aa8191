//! Programs from the crate registry, installed into `target/tools` at a fixed version.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::{on_path, version_of};
use crate::repo::Repo;
use crate::report;

/// A program that `cargo install` brings.
pub struct CargoTool {
    /// The crate's name in the registry.
    pub krate: &'static str,
    /// The program's name.
    pub program: &'static str,
    /// The one version that is known to work.
    pub version: String,
    /// More arguments for `cargo install`.
    pub arguments: &'static [&'static str],
}

impl CargoTool {
    /// The program's file: one of this version from `target/tools` or the `PATH`, or else a new one.
    pub fn ensure(&self, repo: &Repo) -> Result<PathBuf> {
        let Self { krate, program, version, arguments } = self;
        let arguments = *arguments;
        let own =
            repo.tools().join("bin").join(program).with_extension(std::env::consts::EXE_EXTENSION);
        for candidate in [Some(own.clone()), on_path(program)].into_iter().flatten() {
            if version_of(&candidate).as_deref() == Some(version) {
                report::found(format!("{program} {version}"));
                return Ok(candidate);
            }
        }
        report::doing(format!(
            "installing {program} {version} into target/tools: a few minutes, once"
        ));
        let shell = Shell::new()?;
        let tools = repo.tools();
        let build = tools.join("build");
        // Kept until the end, so that an interrupted installation goes on where it was. These programs run for
        // seconds and compile for minutes, so they are optimised little.
        cmd!(shell, "cargo install --quiet --root {tools} {krate} --version ={version} {arguments...}")
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("RUSTFLAGS")
            .quiet()
            .run()
            .with_context(|| format!("{krate} {version} could not be installed. Run the command again when the crate registry can be reached, or install {program} {version} by hand and put it on the PATH"))?;
        let _ = std::fs::remove_dir_all(&build);
        Ok(own)
    }
}
