//! One number for everything that a built page is made of, so that an unchanged page isn't built again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// What the page is made of: its sources, and what xtask itself does to them.
const SOURCES: [&str; 10] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "app",
    "index.html",
    "public",
    "xtask/src/setup",
    "xtask/src/setup.rs",
    "xtask/src/web",
    "xtask/src/web.rs",
];

/// The fingerprint of the sources below `root`, and of the versions of the tools.
pub fn of_sources(root: &Path, tool_versions: &str) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    hash.update(tool_versions);
    for file in files {
        let content =
            std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        // The lengths keep names and contents apart.
        hash.update(name.len().to_le_bytes());
        hash.update(&name);
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(hex(&hash.finalize()))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All files below a path; hidden ones are editors' and not ours.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut waiting = vec![path.to_path_buf()];
    while let Some(path) = waiting.pop() {
        if path.is_file() {
            files.push(path);
            continue;
        }
        let entries = std::fs::read_dir(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        for entry in entries {
            let entry = entry?;
            if !entry.file_name().to_string_lossy().starts_with('.') {
                waiting.push(entry.path());
            }
        }
    }
    Ok(())
}
