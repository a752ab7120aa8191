//! A host of the page, with an origin of its own for each test: nothing that one test leaves in a
//! browser reaches another.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use tempfile::TempDir;
use xtask::server::Server;

use super::setting;

/// Where the page is: hosts put it below a path, and paths have blanks.
const BELOW: &str = "tools/flame graphs";

/// A running host.
pub struct Site {
    server: Arc<Server>,
    folder: TempDir,
}

impl Site {
    /// A host of the built page.
    pub fn with_page() -> Result<Self> {
        let site = Self::empty()?;
        let below = site.folder.path().join(BELOW);
        copy(&setting("FLAMEDROP_DIST")?, &below).context("the built page can't be read")?;
        Ok(site)
    }

    /// A host of nothing, which counts what it is asked for.
    pub fn empty() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = Arc::new(Server::bind(folder.path().to_path_buf(), Some(0))?);
        let serving = Arc::clone(&server);
        std::thread::spawn(move || serving.run());
        Ok(Self { server, folder })
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// The page's address, with a fragment.
    pub fn page(&self, fragment: &str) -> String {
        format!("{}/{}/index.html{fragment}", self.origin(), BELOW.replace(' ', "%20"))
    }

    /// Puts another file beside the page.
    pub fn put(&self, name: &str, content: &[u8]) -> Result<()> {
        Ok(std::fs::write(self.folder.path().join(BELOW).join(name), content)?)
    }

    /// All that was asked for so far: `GET /path`.
    pub fn requests(&self) -> Vec<String> {
        self.server.requests()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.stop();
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else if std::fs::hard_link(entry.path(), &to).is_err() {
            // Another file system.
            std::fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}
