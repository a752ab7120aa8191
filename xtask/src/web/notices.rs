//! The licences of all that is compiled into the page, as they ask to be passed on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// The packages of this workspace that end up in the page.
const ROOTS: [&str; 3] = ["page", "engine", "files"];
/// What the file begins with.
const OPENING: &str = "\
Flamedrop is made with the packages below. Of each this file says the version, the licence, and the text that the
package brings. The unmodified source of each, at the version named, is in the Rust crate registry under its name;
of inferno (CDDL-1.0) too.
";

/// The text of `THIRD-PARTY.txt` from what `cargo metadata` prints for wasm32.
///
/// Counted are the packages that page, engine or files link: neither macros, which run while compiling, nor what
/// only tests need.
pub fn notices(metadata: &str) -> Result<String> {
    let metadata: Value = serde_json::from_str(metadata).context("cargo metadata isn't JSON")?;
    let packages = list(&metadata["packages"]).map(|package| (text(&package["id"]), package));
    let packages: HashMap<&str, &Value> = packages.collect();
    let nodes: HashMap<&str, &Value> =
        list(&metadata["resolve"]["nodes"]).map(|node| (text(&node["id"]), node)).collect();

    let roots = packages.values().filter(|package| ROOTS.contains(&text(&package["name"])));
    let mut waiting: Vec<&str> = roots.map(|package| text(&package["id"])).collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let is_macro = packages.get(id).is_none_or(|package| is_macro(package));
        if is_macro || !seen.insert(id) {
            continue;
        }
        let dependencies = nodes.get(id).into_iter().flat_map(|node| list(&node["deps"]));
        waiting.extend(
            dependencies
                .filter(|dependency| is_linked(dependency))
                .map(|dependency| text(&dependency["pkg"])),
        );
    }

    // Many packages bring the very same text: it is printed once, below the names of all of them.
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // Packages of this workspace have no source.
    for package in seen
        .iter()
        .filter_map(|id| packages.get(id))
        .filter(|package| package["source"].is_string())
    {
        let licence = package["license"].as_str().unwrap_or("see below");
        let heading =
            format!("{} {} ({licence})", text(&package["name"]), text(&package["version"]));
        let folder = Path::new(text(&package["manifest_path"])).parent().unwrap_or(Path::new("."));
        texts.entry(licence_text(folder)?).or_default().push(heading);
    }
    let mut groups: Vec<(Vec<String>, String)> =
        texts.into_iter().map(|(text, names)| (names, text)).collect();
    groups.iter_mut().for_each(|(names, _)| names.sort());
    groups.sort();
    let mut all = OPENING.to_owned();
    for (names, text) in groups {
        all += &format!("\n{}\n{}\n\n{}\n", "=".repeat(100), names.join("\n"), text.trim_end());
    }
    Ok(all)
}

/// What a package brings as its licence: the MIT text where it may be chosen, since it is the shortest, else all.
fn licence_text(folder: &Path) -> Result<String> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        file.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE"]
                .iter()
                .any(|word| name.starts_with(word))
    });
    files.sort();
    let mit = files.iter().find(|file| file.to_string_lossy().to_uppercase().ends_with("MIT"));
    if let Some(mit) = mit {
        files = vec![mit.clone()];
    }
    let texts: Vec<String> = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .map(|text| text.replace('\r', ""))
        .collect();
    Ok(if texts.is_empty() {
        "(The package brings no licence text.)".to_owned()
    } else {
        texts.join("\n\n")
    })
}

fn is_macro(package: &Value) -> bool {
    list(&package["targets"]).any(|target| list(&target["kind"]).any(|kind| kind == "proc-macro"))
}

/// Whether a dependency is an ordinary one: `kind` is null for those, `"dev"` or `"build"` for others.
fn is_linked(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::notices;

    /// A page that links `linked` and uses `macros` and `tested`, all of them in this package's own folder.
    fn metadata() -> String {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
        let package = |name: &str, kind: &str, source: &str| {
            format!(
                r#"{{"id": "{name}", "name": "{name}", "version": "1.0.0", "license": "MIT", "source": {source},
                    "manifest_path": "{manifest}", "targets": [{{"kind": ["{kind}"]}}]}}"#
            )
        };
        let dependency = |name: &str, kind: &str| {
            format!(r#"{{"pkg": "{name}", "dep_kinds": [{{"kind": {kind}}}]}}"#)
        };
        format!(
            r#"{{"packages": [{}, {}, {}, {}], "resolve": {{"nodes": [{{"id": "page", "deps": [{}, {}, {}]}}]}}}}"#,
            package("page", "bin", "null"),
            package("linked", "lib", "\"registry\""),
            package("macros", "proc-macro", "\"registry\""),
            package("tested", "lib", "\"registry\""),
            dependency("linked", "null"),
            dependency("macros", "null"),
            dependency("tested", "\"dev\"")
        )
    }

    #[test]
    fn only_what_is_linked_and_not_our_own_is_listed() {
        let notices = notices(&metadata()).expect("the metadata is well formed");
        let named: Vec<&str> = notices.lines().filter(|line| line.ends_with("(MIT)")).collect();
        assert_eq!(named, ["linked 1.0.0 (MIT)"]);
        assert!(
            notices.contains("Permission is hereby granted"),
            "the text of LICENSE-MIT follows"
        );
    }
}
