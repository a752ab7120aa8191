//! From Trunk's output to `dist/`: split modules, smaller files under hashed names, and the finished page.

use std::path::Path;

use anyhow::{Context, Result};

use super::html::{PartAddress, finish};
use super::later::LATER_OF_PAGE;
use super::optimise::Optimiser;
use super::parts::{PARTS, hashed_name, unhashed_name};
use super::shrink::{Program, shrink_style};
use super::split::split;

/// Writes `dist` anew from what Trunk `staged`, with the licences of what is in it.
pub fn run(staged: &Path, notices: &str, optimiser: &Optimiser, dist: &Path) -> Result<()> {
    let fresh = dist.with_extension("new");
    let _ = std::fs::remove_dir_all(&fresh);
    copy(staged, &fresh)?;
    let renamed = shrink_all(&fresh, optimiser)?;
    let mut parts = Vec::new();
    for part in &PARTS {
        let file = fresh.join(part.file);
        let content =
            std::fs::read(&file).with_context(|| format!("Trunk made no {}", part.file))?;
        let hashed = hashed_name(part.file, &content);
        std::fs::rename(&file, fresh.join(&hashed))?;
        parts.push(PartAddress { name: part.name, address: format!("./{hashed}") });
    }
    std::fs::write(fresh.join("THIRD-PARTY.txt"), notices)?;
    let index = fresh.join("index.html");
    let mut page = std::fs::read_to_string(&index).context("Trunk made no index.html")?;
    for (trunks, ours) in renamed {
        page = page.replace(&trunks, &ours);
    }
    std::fs::write(&index, finish(&page, &parts)?)?;
    if dist.exists() {
        std::fs::remove_dir_all(dist)
            .with_context(|| format!("{} could not be replaced", dist.display()))?;
    }
    std::fs::rename(&fresh, dist)?;
    Ok(())
}

/// Makes scripts, modules and styles smaller, and splits the page's module. Returns the names that Trunk gave them, which are those of what they
/// were, and their new ones.
fn shrink_all(folder: &Path, optimiser: &Optimiser) -> Result<Vec<(String, String)>> {
    let names = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string()));
    let names: Result<Vec<_>> = names.collect();
    let mut renamed = Vec::new();
    let mut write = |name: &str, content: &[u8]| -> Result<()> {
        std::fs::write(folder.join(name), content)?;
        if let Some(plain) = unhashed_name(name) {
            let hashed = hashed_name(&plain, content);
            std::fs::rename(folder.join(name), folder.join(&hashed))?;
            renamed.push((name.to_owned(), hashed));
        }
        Ok(())
    };
    for name in names?.into_iter().flatten() {
        let read = || std::fs::read_to_string(folder.join(&name));
        if name.ends_with(".css") {
            write(&name, shrink_style(&read()?)?.as_bytes())?;
        } else if let Some(stem) = name.strip_suffix(".js") {
            let module_name = format!("{stem}_bg.wasm");
            let module = std::fs::read(folder.join(&module_name))
                .with_context(|| format!("Trunk made no {module_name} for {name}"))?;
            let program = Program { script: read()?, module };
            let mut shrunk = program.shrink().with_context(|| format!("{name} can't be shrunk"))?;
            let plain = unhashed_name(&name).unwrap_or_else(|| name.clone());
            let plain = plain.strip_suffix(".js").unwrap_or_default();
            if plain == "page" {
                let halves = split(&shrunk.module, &LATER_OF_PAGE)
                    .with_context(|| format!("{module_name} can't be split"))?;
                let later = optimiser.run(plain, &halves.later)?;
                std::fs::write(folder.join("page_later.wasm"), later)?;
                shrunk.module = halves.first;
            }
            shrunk.module = optimiser.run(plain, &shrunk.module)?;
            write(&module_name, &shrunk.module)?;
            write(&name, shrunk.script.as_bytes())?;
        }
    }
    Ok(renamed)
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
