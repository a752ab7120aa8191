//! What the path of a Rust source file says about the crate in it.

/// Where a source file comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// std's source, and which of its crates.
    Std(String),
    /// Cargo's registry or a checkout of a repository, and which crate.
    Dependency(String),
    /// Anywhere else: where people write code.
    Own,
    /// No Rust file.
    Other,
}

/// Where the file at `path` comes from: `/rustc/<hash>/library/core/src/…` is std's,
/// `~/.cargo/registry/src/<index>/regex-1.11.1/src/…` is of a dependency. samply writes the latter
/// as `cargo:…:regex-1.11.1:src/…`, Mozilla's tools the former as `git:github.com/rust-lang/rust:…`.
pub fn origin_of(path: &str) -> Origin {
    let path = path.replace('\\', "/");
    if !path.split(':').any(|part| part.ends_with(".rs")) {
        return Origin::Other;
    }
    let is_rustc =
        ["/rustc/", "/rustlib/src/rust/", "rust-lang/rust:"].iter().any(|mark| path.contains(mark));
    if let Some((before, inside)) = path.split_once("library/")
        && (is_rustc || before.is_empty())
    {
        return Origin::Std(inside.split('/').next().unwrap_or("std").to_owned());
    }
    for folder in ["/registry/src/", "/git/checkouts/", "/.cargo/vendor/"] {
        if let Some((_, inside)) = path.split_once(folder) {
            return Origin::Dependency(package(inside.split('/').nth(1).unwrap_or(inside)));
        }
    }
    if let Some(inside) = path.strip_prefix("cargo:") {
        return Origin::Dependency(package(inside.split(':').nth(1).unwrap_or(inside)));
    }
    if is_rustc { Origin::Std("std".to_owned()) } else { Origin::Own }
}

/// The crate of a package's folder: `regex_automata` of `regex-automata-0.4.9`.
fn package(folder: &str) -> String {
    let version = folder
        .match_indices('-')
        .find(|&(at, _)| folder[at + 1..].starts_with(|first: char| first.is_ascii_digit()));
    folder[..version.map_or(folder.len(), |(at, _)| at)].replace('-', "_")
}
