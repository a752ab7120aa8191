//! Where things are: the folders of this checkout that xtask reads and writes.

use std::path::{Path, PathBuf};

/// This checkout.
pub struct Repo {
    root: PathBuf,
}

impl Repo {
    /// The checkout that this xtask was built from.
    pub fn here() -> Self {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: xtask.parent().unwrap_or(xtask).to_path_buf() }
    }

    /// The folder of the workspace's `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The finished page, as a static host gets it.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Programs that xtask installed, for this checkout alone.
    pub fn tools(&self) -> PathBuf {
        self.root.join("target/tools")
    }

    /// Cargo's target folder of the wasm builds: another than the native one, so that neither waits for the
    /// other or throws its work away.
    pub fn web_target(&self) -> PathBuf {
        self.root.join("target/web")
    }

    /// What of a page is between cargo and `dist/`.
    pub fn unfinished_page(&self) -> PathBuf {
        self.root.join("target/page")
    }

    /// What fuzzing builds, has found out about each format, and has found broken.
    pub fn fuzz_target(&self) -> PathBuf {
        self.root.join("target/fuzz")
    }

    /// The fixtures, a folder a format.
    pub fn fixtures(&self) -> PathBuf {
        self.root.join("tests/data")
    }
}
