//! Browsers and their drivers, for the tests that use the page as a person does.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::cargo_tool::CargoTool;
use super::{debian, npm, on_path};
use crate::repo::Repo;
use crate::report;

const GECKODRIVER: &str = "0.37.1";
const AXE_CORE: &str = "4.14.1";
const SPEEDSCOPE: &str = "1.25.0";

/// A program by its possible names, and the Debian package that has it.
struct Wanted {
    programs: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM: Wanted =
    Wanted { programs: &["chromium", "chromium-browser", "google-chrome"], package: "chromium" };
const CHROMEDRIVER: Wanted = Wanted { programs: &["chromedriver"], package: "chromium-driver" };
const FIREFOX: Wanted = Wanted { programs: &["firefox-esr", "firefox"], package: "firefox-esr" };

/// The browsers that the tests drive.
pub struct Browsers {
    /// Chromium or Chrome.
    pub chromium: PathBuf,
    /// The driver of the same version as Chromium.
    pub chromedriver: PathBuf,
    /// Firefox.
    pub firefox: PathBuf,
    /// The driver of Firefox.
    pub geckodriver: PathBuf,
}

/// Finds or installs them.
pub fn browsers(repo: &Repo) -> Result<Browsers> {
    let [chromium, chromedriver, firefox] = programs([CHROMIUM, CHROMEDRIVER, FIREFOX])?;
    let geckodriver = CargoTool {
        krate: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER.to_owned(),
        arguments: &["--locked"],
    };
    let geckodriver = geckodriver.ensure(repo)?;
    Ok(Browsers { chromium, chromedriver, firefox, geckodriver })
}

/// Finds or installs Chromium and chromedriver alone.
pub fn chromium() -> Result<[PathBuf; 2]> {
    programs([CHROMIUM, CHROMEDRIVER])
}

/// The viewer that the benchmark measures beside: the folder of its release page.
pub fn speedscope(repo: &Repo) -> Result<PathBuf> {
    Ok(npm::package(repo, "speedscope", SPEEDSCOPE)?.join("dist/release"))
}

/// The script that finds accessibility faults.
pub fn axe_core(repo: &Repo) -> Result<PathBuf> {
    Ok(npm::package(repo, "axe-core", AXE_CORE)?.join("axe.min.js"))
}

/// Finds or installs programs.
fn programs<const COUNT: usize>(wanted: [Wanted; COUNT]) -> Result<[PathBuf; COUNT]> {
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|wanted| first_on_path(wanted.programs).is_none())
        .map(|wanted| wanted.package)
        .collect();
    if !missing.is_empty() && debian::is_here() {
        debian::install(&missing)?;
    }
    let files: Vec<PathBuf> =
        wanted.iter().filter_map(|wanted| first_on_path(wanted.programs)).collect();
    let Ok(files) = <[PathBuf; COUNT]>::try_from(files) else {
        bail!(
            "browsers and their drivers are needed, and {} is not on the PATH. Install it, then run the command \
             again; `cargo xtask test --native` does without browsers",
            missing.join(", ")
        );
    };
    for file in &files {
        report::found(file.display());
    }
    Ok(files)
}

fn first_on_path(programs: &[&str]) -> Option<PathBuf> {
    programs.iter().find_map(|program| on_path(program))
}
