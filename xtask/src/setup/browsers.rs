//! Browsers and their drivers, for the tests that use the page as a person does.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::cargo_tool::CargoTool;
use super::{debian, npm, on_path};
use crate::repo::Repo;
use crate::report;

const GECKODRIVER: &str = "0.37.1";
const AXE_CORE: &str = "4.14.1";

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
    let wanted = [
        (&["chromium", "chromium-browser", "google-chrome"][..], "chromium"),
        (&["chromedriver"], "chromium-driver"),
        (&["firefox-esr", "firefox"], "firefox-esr"),
    ];
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(programs, _)| first_on_path(programs).is_none())
        .map(|(_, package)| *package)
        .collect();
    if !missing.is_empty() && debian::is_here() {
        debian::install(&missing)?;
    }
    let [chromium, chromedriver, firefox] = wanted.map(|(programs, _)| first_on_path(programs));
    let (Some(chromium), Some(chromedriver), Some(firefox)) = (chromium, chromedriver, firefox)
    else {
        bail!(
            "the tests drive Chromium (with chromedriver) and Firefox, and {} is not on the PATH. Install it, then run \
             the command again; `cargo xtask test --native` does without browsers",
            missing.join(", ")
        );
    };
    for file in [&chromium, &chromedriver, &firefox] {
        report::found(file.display());
    }
    let geckodriver = CargoTool {
        krate: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER.to_owned(),
        arguments: &["--locked"],
    };
    let geckodriver = geckodriver.ensure(repo)?;
    Ok(Browsers { chromium, chromedriver, firefox, geckodriver })
}

/// The script that finds accessibility faults.
pub fn axe_core(repo: &Repo) -> Result<PathBuf> {
    Ok(npm::package(repo, "axe-core", AXE_CORE)?.join("axe.min.js"))
}

fn first_on_path(programs: &[&str]) -> Option<PathBuf> {
    programs.iter().find_map(|program| on_path(program))
}
