//! The benchmark beside speedscope.

use anyhow::{Result, bail};

use crate::flags::Bench;
use crate::repo::Repo;

/// Measures the built page beside speedscope and prints medians and ratios.
///
/// What is here to build upon: [`crate::web::build`] gives the folder of the release page, [`crate::server::Server`]
/// serves it, and [`crate::setup`] brings the browser and npm packages.
pub fn run(_repo: &Repo, _options: &Bench) -> Result<()> {
    bail!("the benchmark isn't written yet")
}
