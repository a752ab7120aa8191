//! `cargo xtask test`: all tests, after installing what they need.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::flags::Test;
use crate::repo::Repo;
use crate::report;
use crate::{setup, web};

/// Runs the native tests, then those on the built page; one of them alone where that is asked for.
pub fn run(repo: &Repo, options: &Test) -> Result<()> {
    let filter = options.filter.as_deref();
    if options.native || !options.browser {
        native(repo, filter)?;
    }
    if options.browser || !options.native {
        on_the_page(repo, filter)?;
    }
    Ok(())
}

/// Every package, those for wasm too: what of them runs without a browser is tested without one.
fn native(repo: &Repo, filter: Option<&str>) -> Result<()> {
    report::doing("native tests");
    let shell = Shell::new()?;
    shell.change_dir(repo.root());
    cmd!(shell, "cargo test --workspace -- {filter...}")
        .quiet()
        .run()
        .context("a native test failed")
}

/// The tests that need the release page. Plain `cargo test` leaves them out (`test = false` and
/// `required-features` in their manifests).
fn on_the_page(repo: &Repo, filter: Option<&str>) -> Result<()> {
    let browsers = setup::browsers(repo)?;
    let axe_core = setup::axe_core(repo)?;
    let dist = web::build(repo)?;
    let shell = Shell::new()?;
    shell.change_dir(repo.root());
    let environment = [
        ("FLAMEDROP_DIST", &dist),
        ("CHROMIUM", &browsers.chromium),
        ("CHROMEDRIVER", &browsers.chromedriver),
        ("FIREFOX", &browsers.firefox),
        ("GECKODRIVER", &browsers.geckodriver),
        ("AXE_CORE", &axe_core),
    ];
    for (name, value) in environment {
        shell.set_var(name, value);
    }
    report::doing("serving the page and loading it in Chromium");
    cmd!(shell, "cargo test --package xtask --test serve -- {filter...}")
        .quiet()
        .run()
        .context("serving failed")?;
    report::doing("browser tests");
    cmd!(shell, "cargo test --package tests --features browser --test browser -- {filter...}")
        .quiet()
        .run()
        .context("a browser test failed")?;
    Ok(())
}
