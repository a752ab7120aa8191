//! Rules of the house that the compiler doesn't hold: how source files begin, how long they are, and the walls
//! between the crates.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The limit of lines in a source file.
const MOST_LINES: usize = 400;
/// What pure crates must not depend on: whatever speaks to a browser.
const BROWSER: [&str; 6] =
    ["gloo", "js-sys", "leptos", "wasm-bindgen", "wasm-bindgen-futures", "web-sys"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What a command prints, run in the workspace's folder.
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .expect("the command runs");
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// Source files that git knows or would add, with their texts.
fn sources() -> Vec<(String, String)> {
    let listed = output("git", &["ls-files", "--cached", "--others", "--exclude-standard", "*.rs"]);
    let files = listed.lines().filter(|file| root().join(file).is_file());
    files
        .map(|file| {
            (file.to_owned(), std::fs::read_to_string(root().join(file)).expect("it can be read"))
        })
        .collect()
}

/// The packages that a package links, in any combination of targets.
fn linked_by(package: &str) -> Vec<String> {
    let cargo = env!("CARGO");
    let tree = output(
        cargo,
        &[
            "tree", "-p", package, "-e", "normal", "--target", "all", "--prefix", "none", "-f",
            "{p}",
        ],
    );
    let names =
        tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty());
    names.skip(1).map(str::to_owned).collect()
}

#[test]
fn every_source_file_opens_with_a_sentence_about_itself() {
    let sources = sources();
    assert!(sources.len() > 20, "the sources are found: {}", sources.len());
    let without: Vec<&String> = sources
        .iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(file, _)| file)
        .collect();
    assert!(without.is_empty(), "these files don't open with `//!`: {without:#?}");
}

#[test]
fn no_source_file_is_long() {
    let long: Vec<(String, usize)> = sources()
        .into_iter()
        .map(|(file, text)| (file, text.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "these files have more than {MOST_LINES} lines: {long:#?}");
}

#[test]
fn pure_crates_know_no_browser() {
    for package in ["profile", "flamegraph", "protocol"] {
        let linked = linked_by(package);
        let browser: Vec<&String> = linked
            .iter()
            .filter(|name| BROWSER.contains(&name.as_str()) || name.starts_with("gloo-"))
            .collect();
        assert!(browser.is_empty(), "{package} depends on {browser:?}");
    }
}

#[test]
fn the_profile_knows_nothing_of_its_pictures() {
    assert!(!linked_by("profile").contains(&"flamegraph".to_owned()));
}

#[test]
fn the_page_knows_the_protocol_and_no_importer() {
    let linked = linked_by("page");
    assert!(
        linked.contains(&"protocol".to_owned()),
        "the list is not empty by mistake: {linked:?}"
    );
    for package in ["profile", "flamegraph", "inferno"] {
        assert!(!linked.contains(&package.to_owned()), "page depends on {package}");
    }
}

#[test]
fn the_engine_carries_no_page() {
    assert!(!linked_by("engine").contains(&"leptos".to_owned()));
}
