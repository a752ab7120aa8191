//! Packages of Debian and its children.

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use super::on_path;
use crate::report;

/// Whether this machine has Debian's packages.
pub fn is_here() -> bool {
    on_path("apt-get").is_some()
}

/// Installs packages, by sudo where needed. Call it only when something is missing.
pub fn install(packages: &[&str]) -> Result<()> {
    report::doing(format!("installing Debian packages: {}", packages.join(" ")));
    let shell = Shell::new()?;
    shell.set_var("DEBIAN_FRONTEND", "noninteractive");
    let is_root = cmd!(shell, "id -u").quiet().read().is_ok_and(|id| id == "0");
    let sudo: &[&str] = if is_root { &[] } else { &["sudo"] };
    let get = [sudo, &["apt-get", "-q"]].concat();
    let (program, get) = (get[0], &get[1..]);
    let advice = || {
        format!(
            "apt-get could not install {packages:?}. Install them by hand, then run the command again"
        )
    };
    // apt-get talks a lot: what it says is shown only if it fails.
    cmd!(shell, "{program} {get...} update").quiet().ignore_stdout().run().with_context(advice)?;
    cmd!(shell, "{program} {get...} install --yes --no-install-recommends {packages...}")
        .quiet()
        .ignore_stdout()
        .run()
        .with_context(advice)
}
