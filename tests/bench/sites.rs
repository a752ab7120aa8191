//! The pages that are measured, all served by the same static server.

use std::path::PathBuf;

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::server::Server;

/// A page without anything, to measure the browser itself.
const BLANK: &str = "<!doctype html><meta charset=utf-8><title>blank</title><input type=file>";

/// The ports of the running servers. They run until the process ends.
pub struct Sites {
    flamedrop: u16,
    speedscope: u16,
    blank: u16,
    _folder: TempDir,
}

impl Sites {
    /// Starts to serve.
    pub fn serve() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("index.html"), BLANK)?;
        Ok(Self {
            flamedrop: serve(setting("FLAMEDROP_DIST")?)?,
            speedscope: serve(setting("SPEEDSCOPE")?)?,
            blank: serve(folder.path().to_path_buf())?,
            _folder: folder,
        })
    }

    /// The address of Flamedrop's page.
    pub fn flamedrop(&self) -> String {
        address(self.flamedrop)
    }

    /// The address of speedscope's page.
    pub fn speedscope(&self) -> String {
        address(self.speedscope)
    }

    /// The address of the blank page.
    pub fn blank(&self) -> String {
        address(self.blank)
    }
}

/// Serves a folder until the process ends; returns the port.
fn serve(folder: PathBuf) -> Result<u16> {
    let server = Server::bind(folder, Some(0))?;
    let port = server.port();
    std::thread::spawn(move || server.run());
    Ok(port)
}

fn address(port: u16) -> String {
    format!("http://127.0.0.1:{port}/index.html")
}

fn setting(name: &str) -> Result<PathBuf> {
    let value = std::env::var_os(name);
    value.map(PathBuf::from).with_context(|| format!("{name} isn't set: run `cargo xtask bench`"))
}
