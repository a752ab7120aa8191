//! From Trunk's output to `dist/`: hashed names for what Trunk leaves without, and the finished page.

use std::path::Path;

use anyhow::{Context, Result};

use super::html::{PartAddress, finish};
use super::parts::{PARTS, hashed_name};

/// Writes `dist` anew from what Trunk `staged`, with the licences of what is in it.
pub fn run(staged: &Path, notices: &str, dist: &Path) -> Result<()> {
    let fresh = dist.with_extension("new");
    let _ = std::fs::remove_dir_all(&fresh);
    copy(staged, &fresh)?;
    let mut parts = Vec::new();
    for part in &PARTS {
        let file = fresh.join(part.file);
        let content =
            std::fs::read(&file).with_context(|| format!("Trunk made no {}", part.file))?;
        let hashed = hashed_name(part.file, &content);
        std::fs::rename(&file, fresh.join(&hashed))?;
        parts.push(PartAddress {
            name: part.name,
            address: format!("./{hashed}"),
            at_once: part.at_once,
        });
    }
    std::fs::write(fresh.join("THIRD-PARTY.txt"), notices)?;
    let index = fresh.join("index.html");
    let page = std::fs::read_to_string(&index).context("Trunk made no index.html")?;
    std::fs::write(&index, finish(&page, &parts)?)?;
    if dist.exists() {
        std::fs::remove_dir_all(dist)
            .with_context(|| format!("{} could not be replaced", dist.display()))?;
    }
    std::fs::rename(&fresh, dist)?;
    Ok(())
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut waiting = vec![(from.to_path_buf(), to.to_path_buf())];
    while let Some((from, to)) = waiting.pop() {
        std::fs::create_dir_all(&to)?;
        for entry in std::fs::read_dir(&from)? {
            let entry = entry?;
            let name = entry.file_name();
            if entry.file_type()?.is_dir() {
                // Trunk keeps unfinished work in folders like `.stage`.
                if !name.to_string_lossy().starts_with('.') {
                    waiting.push((entry.path(), to.join(name)));
                }
            } else {
                std::fs::copy(entry.path(), to.join(name))?;
            }
        }
    }
    Ok(())
}
