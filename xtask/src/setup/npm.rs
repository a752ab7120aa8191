//! Packages from npm, installed into `target/tools/node_modules` at a fixed version.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use super::{debian, on_path};
use crate::repo::Repo;
use crate::report;

/// The folder of an npm package of exactly this version.
pub fn package(repo: &Repo, name: &str, version: &str) -> Result<PathBuf> {
    let tools = repo.tools();
    let dir = tools.join("node_modules").join(name);
    if installed_version(&dir).as_deref() == Some(version) {
        report::found(format!("{name} {version}"));
        return Ok(dir);
    }
    node()?;
    report::doing(format!("installing {name} {version} from npm into target/tools"));
    let shell = Shell::new()?;
    std::fs::create_dir_all(&tools)?;
    cmd!(shell, "npm install --silent --no-audit --no-fund --prefix {tools} {name}@{version}")
        .quiet()
        .run()
        .with_context(|| format!("npm could not install {name} {version}. Run the command again when the npm registry can be reached"))?;
    Ok(dir)
}

/// Node.js and npm, which run `wasm-opt` and bring what the tests need.
fn node() -> Result<()> {
    if on_path("node").is_some() && on_path("npm").is_some() {
        return Ok(());
    }
    if !debian::is_here() {
        bail!(
            "Node.js and npm are needed and not on the PATH. Install Node.js 18 or later, then run the command again"
        );
    }
    debian::install(&["nodejs", "npm"])
}

/// What `package.json` says. Read by eye, since the first `"version"` of a published package is its own.
fn installed_version(dir: &Path) -> Option<String> {
    let text = std::fs::read_to_string(dir.join("package.json")).ok()?;
    let (_, rest) = text.split_once("\"version\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}
