//! `cargo xtask check`: formatting and lints of all packages, by the native toolchain.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::repo::Repo;
use crate::report;

/// Changes nothing; every warning is an error.
pub fn run(repo: &Repo) -> Result<()> {
    let shell = Shell::new()?;
    shell.change_dir(repo.root());
    report::doing("cargo fmt --check");
    cmd!(shell, "cargo fmt --all --check")
        .quiet()
        .run()
        .context("some files aren't formatted. Run `cargo fmt --all`")?;
    // A workspace of its own, which only `cargo xtask fuzz` builds.
    cmd!(shell, "cargo fmt --manifest-path fuzz/Cargo.toml --check")
        .quiet()
        .run()
        .context("some files of fuzz aren't formatted. Run `cargo fmt` there")?;
    report::doing("cargo clippy, warnings denied");
    cmd!(shell, "cargo clippy --quiet --workspace --all-targets -- --deny warnings")
        .quiet()
        .run()
        .context("clippy found what is above")?;
    report::done("formatting and lints");
    Ok(())
}
