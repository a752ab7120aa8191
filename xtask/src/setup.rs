//! Installs what is missing, each thing only once; a second run only looks.

mod browsers;
mod cargo_tool;
mod debian;
mod fuzzer;
mod npm;
mod wasm_std;
mod web_tools;

pub use browsers::{axe_core, browsers, chromium, speedscope};
pub use fuzzer::fuzzer;
pub use web_tools::{WebTools, web_tools};

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The file of a program on the `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program).with_extension(std::env::consts::EXE_EXTENSION))
        .find(|file| file.is_file())
}

/// The `PATH` with these folders in front.
fn path_with(front: &[&Path]) -> anyhow::Result<OsString> {
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let dirs = front.iter().map(|dir| dir.to_path_buf());
    Ok(std::env::join_paths(dirs.chain(std::env::split_paths(&rest)))?)
}

/// The last word of what `program --version` prints first that looks like a version: `trunk 0.21.14` → `0.21.14`.
fn version_of(program: impl AsRef<OsStr>) -> Option<String> {
    let output = std::process::Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    version_in(&text).map(str::to_owned)
}

/// The first word of a version line that begins with a digit.
fn version_in(text: &str) -> Option<&str> {
    text.lines()
        .next()?
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_the_first_word_that_begins_with_a_digit() {
        assert_eq!(version_in("rustc 1.96.0 (a6b0ccb6b 2026-05-01)\n"), Some("1.96.0"));
        assert_eq!(version_in("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version_in("no such thing"), None);
    }
}
