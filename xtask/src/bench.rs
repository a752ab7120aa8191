//! `cargo xtask bench`: how fast the built page is, beside speedscope in the same Chromium.

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::flags::Bench;
use crate::repo::Repo;
use crate::report;
use crate::{setup, web};

/// The packages with criterion benches.
const NATIVE: [&str; 2] = ["profile", "flamegraph"];

/// Measures the built page beside speedscope and prints medians and ratios; with `--native`, runs the benches of
/// each stage.
pub fn run(repo: &Repo, options: &Bench) -> Result<()> {
    if options.native { native(repo, options) } else { beside_speedscope(repo, options) }
}

fn native(repo: &Repo, options: &Bench) -> Result<()> {
    let (shell, filter) = (shell(repo)?, &options.filter);
    for package in NATIVE {
        report::doing(format!("benches of {package}"));
        cmd!(shell, "cargo bench --package {package} --benches -- {filter...}")
            .quiet()
            .run()
            .with_context(|| format!("a bench of {package} failed"))?;
    }
    Ok(())
}

fn beside_speedscope(repo: &Repo, options: &Bench) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("processor time and memory are read from /proc, so the benchmark needs Linux");
    }
    let [chromium, chromedriver] = setup::chromium()?;
    let speedscope = setup::speedscope(repo)?;
    let dist = if options.no_build { repo.dist() } else { web::build(repo)? };
    if !dist.join("index.html").is_file() {
        bail!("there is no page in dist/ yet. Leave --no-build away, and it is built");
    }
    let shell = shell(repo)?;
    let environment = [
        ("FLAMEDROP_DIST", &dist),
        ("SPEEDSCOPE", &speedscope),
        ("CHROMIUM", &chromium),
        ("CHROMEDRIVER", &chromedriver),
    ];
    for (name, value) in environment {
        shell.set_var(name, value);
    }
    let switches = [
        (options.quick, "--quick"),
        (options.large, "--large"),
        (options.write, "--write"),
        (options.no_build, "--no-build"),
    ];
    let arguments: Vec<&str> =
        switches.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect();
    let filter = &options.filter;
    report::doing("building the driver of the benchmark");
    // The generator of its files would take minutes unoptimised; its many dependencies needn't be fast.
    let optimised = "profile.dev.package.tests.opt-level=2";
    cmd!(shell, "cargo run --quiet --config {optimised} --package tests --features bench --bin beside -- {arguments...} {filter...}")
        .quiet()
        .run()
        .context("the benchmark failed")
}

fn shell(repo: &Repo) -> Result<Shell> {
    let shell = Shell::new()?;
    shell.change_dir(repo.root());
    Ok(shell)
}
