//! What the path of a Rust source file says about the crate in it.

/// Where a source file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// std's source, and which of its crates.
    Std(String),
    /// Cargo's registry, a checkout of a repository or what std is built with, and which crate.
    Dependency(String),
    /// Anywhere else: where people write code.
    Own,
    /// No Rust file, or one of which the folder isn't known.
    Other,
}

/// Where the file at `path` comes from: `/rustc/<hash>/library/core/src/…` is std's,
/// `~/.cargo/registry/src/<index>/regex-1.11.1/src/…` is of a dependency. samply writes the latter
/// as `cargo:…:regex-1.11.1:src/…`, Mozilla's tools the former as `git:github.com/rust-lang/rust:…`.
pub fn origin_of(path: &str) -> Origin {
    let path = path.replace('\\', "/");
    if !is_rust_file(&path) {
        return Origin::Other;
    }
    let is_rustc =
        ["/rustc/", "/rustlib/src/rust/", "rust-lang/rust:"].iter().any(|mark| path.contains(mark));
    if let Some((before, inside)) = path.split_once("library/")
        && (is_rustc || before.is_empty())
    {
        let folder = inside.split('/').next().unwrap_or("std");
        return Origin::Std(folder.replace('-', "_"));
    }
    for folder in ["/registry/src/", "/git/checkouts/", "/.cargo/vendor/"] {
        if let Some((_, inside)) = path.split_once(folder) {
            return Origin::Dependency(package(inside.split('/').nth(1).unwrap_or(inside)));
        }
    }
    if let Some(inside) = path.strip_prefix("cargo:") {
        return Origin::Dependency(package(inside.split(':').nth(1).unwrap_or(inside)));
    }
    // What std is built with, whole and as dhat-rs cuts it.
    let inside = path.split_once("/rust/deps/").map_or(path.as_str(), |(_, inside)| inside);
    if let Some((folder, _)) = inside.split_once('/')
        && has_version(folder)
    {
        return Origin::Dependency(package(folder));
    }
    if is_rustc {
        Origin::Std("std".to_owned())
    } else if path.contains('/') {
        Origin::Own
    } else {
        // Valgrind writes `map.rs`, whoever's it is.
        Origin::Other
    }
}

/// Whether a path is that of a Rust file: `main.rs`, or `git:github.com/…:src/main.rs:<revision>`.
pub fn is_rust_file(path: &str) -> bool {
    path.split(':').any(|part| part.ends_with(".rs"))
}

/// Whether nothing but the name of a Rust file is known, and every library has one of that name.
pub fn is_anyones(path: &str) -> bool {
    matches!(path, "mod.rs" | "lib.rs")
}

/// Whether a path is known from the root on: `/home/…`, `C:\\…`.
pub fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':')
}

/// Whether a folder is called as cargo calls a package's, not just `day-1`.
fn has_version(folder: &str) -> bool {
    folder.match_indices('-').any(|(at, _)| {
        let version = folder[at + 1..].trim_start_matches(|digit: char| digit.is_ascii_digit());
        version.len() < folder.len() - at - 1 && version.starts_with('.')
    })
}

/// The crate of a package's folder: `regex_automata` of `regex-automata-0.4.9`.
fn package(folder: &str) -> String {
    let version = folder
        .match_indices('-')
        .find(|&(at, _)| folder[at + 1..].starts_with(|first: char| first.is_ascii_digit()));
    folder[..version.map_or(folder.len(), |(at, _)| at)].replace('-', "_")
}
