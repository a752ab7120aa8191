//! The release build of the page: Trunk, then what Trunk doesn't do.

mod fingerprint;
mod finish;
mod html;
mod later;
mod notices;
mod optimise;
mod parts;
mod policy;
mod shrink;
mod split;

use optimise::Optimiser;
pub use parts::is_hashed;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::repo::Repo;
use crate::report;
use crate::setup::{WebTools, web_tools};

/// Builds the page into `dist/`, unless it is there and nothing it is made of has changed. Returns that folder.
pub fn build(repo: &Repo) -> Result<PathBuf> {
    let tools = web_tools(repo)?;
    let dist = repo.dist();
    let stamp = repo.unfinished_page().join("built");
    let fingerprint = fingerprint::of_sources(repo.root(), &tools.versions)?;
    if dist.join("index.html").is_file()
        && std::fs::read_to_string(&stamp).is_ok_and(|old| old == fingerprint)
    {
        report::found("dist/, built from these very sources");
        return Ok(dist);
    }
    let start = Instant::now();
    std::fs::create_dir_all(repo.unfinished_page())?;
    let _ = std::fs::remove_file(&stamp);
    let shell = shell(repo, &tools)?;
    report::doing("fetching the crates of Cargo.lock");
    cmd!(shell, "cargo fetch --quiet")
        .quiet()
        .run()
        .context("the crates of Cargo.lock could not be fetched")?;
    report::doing(
        "building the page, the engine and what reads files: the first time several minutes",
    );
    let trunk = &tools.trunk;
    let staged = repo.unfinished_page().join("trunk");
    cmd!(shell, "{trunk} --quiet build --release --offline --dist {staged}")
        .quiet()
        .run()
        .context("Trunk could not build the page; the reason is above")?;
    let metadata = cmd!(
        shell,
        "cargo metadata --offline --format-version 1 --filter-platform wasm32-unknown-unknown"
    );
    let metadata =
        metadata.quiet().read().context("cargo metadata doesn't tell of the packages")?;
    report::doing("optimising the modules");
    let optimiser = Optimiser { shell: &shell, folder: repo.unfinished_page() };
    finish::run(&staged, &notices::notices(&metadata)?, &optimiser, &dist)?;
    // Sources that were edited meanwhile are not what was built: then the stamp isn't theirs.
    std::fs::write(&stamp, fingerprint)?;
    report::done(format!("dist/ in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(dist)
}

/// Serves an unoptimised page that reloads itself whenever a source file changes. Ends with Ctrl+C.
pub fn watch(repo: &Repo, port: u16) -> Result<()> {
    let tools = web_tools(repo)?;
    let shell = shell(repo, &tools)?;
    cmd!(shell, "cargo fetch --quiet")
        .quiet()
        .run()
        .context("the crates of Cargo.lock could not be fetched")?;
    let trunk = &tools.trunk;
    let (dist, port) = (repo.unfinished_page().join("dev"), port.to_string());
    println!("http://127.0.0.1:{port}/#example");
    cmd!(shell, "{trunk} serve --offline --address 127.0.0.1 --port {port} --dist {dist}")
        .quiet()
        .run()
        .context("trunk serve has ended")
}

/// A shell in which the programs of the wasm build are found.
fn shell(repo: &Repo, tools: &WebTools) -> Result<Shell> {
    let shell = Shell::new()?;
    shell.change_dir(repo.root());
    for (name, value) in &tools.environment {
        shell.set_var(name, value);
    }
    // Trunk and wasm-bindgen print a stack of their own beside every error.
    shell.set_var("RUST_BACKTRACE", "0");
    Ok(shell)
}
