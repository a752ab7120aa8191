//! What of the page comes after the first paint: all that shows what is in a file.

use super::split::WhatIsLater;

/// How the names of style sheets begin that come later.
pub const LATER_STYLES: &[&str] = &["diff-", "stage-", "workspace-"];

/// The rest shows the empty page and takes files.
pub const LATER_OF_PAGE: WhatIsLater = WhatIsLater {
    krate: "page",
    paths: &[
        // Views of what is open.
        "workspace",
        "changes",
        "chips",
        "diff_bar",
        "diff_options",
        "diff_rules",
        "diff_sides",
        "export_menu",
        "files::list",
        "files::profile_buttons",
        "header::panel_button",
        "header::step_button",
        "header::toggle_panel",
        "function_cells",
        "function_columns",
        "function_grid",
        "function_rows",
        "functions",
        "info",
        "legend",
        "metric",
        "recordings",
        "search",
        "thread_groups",
        "threads",
        "view_menu",
        "stage",
        "notices::failure_card",
        "notices::same_name",
        "notices::offer",
        // What is done with it.
        "actions::diffs",
        "actions::engine",
        "actions::exports",
        "actions::names",
        "actions::nodes",
        "actions::views",
        "State::address_of",
        "State::forget_file",
        "State::go",
        "State::restore",
        "State::start_import",
        "State::step_to",
        "State::write_address",
        "Address::encode",
        "comparison",
        "history",
        "maps",
        "markup",
        // Workers, and what they say.
        "boot::profile_url",
        "boot::rehearsal",
        "boot::workers",
        "link::channel",
        "link::engine",
        "postcard",
        "serde_core",
        "request",
        "answer",
        "Answer",
        "Details",
        "FileSummary",
        "FunctionFacts",
        "ImportedFile",
        "MetricSummary",
        "ProfileSummary",
        "scene::Label",
        "scene::Mark",
        "Scene",
        "Shown",
        "ThreadSummary",
        "Transform",
        "WarningSummary",
        "decimal",
        "diff",
        "export",
        "tree",
        "unit",
        // What Leptos does with views that are there already.
        "into_any::rebuild HtmlElement",
        "into_any::rebuild StaticVec",
        "into_any_attr::clone",
        "into_any_attr::rebuild",
        "any_view::elements",
        // Panics that quote.
        "Debug::fmt",
        "fmt::builders",
        // Streams for server functions.
        "wasm_streams::readable",
        "wasm_streams::writable",
    ],
    // Streams for server functions, which Leptos brings along.
    unused_exports: &["intounderlying", "__wbg_intounderlying"],
    loader: "load_later_half",
};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::LATER_OF_PAGE;

    /// What other crates define.
    const OTHERS: &[&str] = &[
        "Debug::fmt",
        "any_view::elements",
        "fmt::builders",
        "into_any::rebuild HtmlElement",
        "into_any::rebuild StaticVec",
        "into_any_attr::clone",
        "into_any_attr::rebuild",
        "postcard",
        "serde_core",
        "wasm_streams::readable",
        "wasm_streams::writable",
    ];

    /// All sources of the page and of what it is told, as one text.
    fn sources() -> std::io::Result<String> {
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app");
        let mut folders = vec![app.join("page/src"), app.join("protocol/src")];
        let mut text = String::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    text.push_str(&std::fs::read_to_string(path)?);
                }
            }
        }
        Ok(text)
    }

    #[test]
    fn each_path_leads_somewhere() {
        let sources = sources().expect("the sources can be read");
        let is_defined = |name: &str| {
            let mut kinds = ["fn", "mod", "struct", "enum"].iter();
            kinds.any(|kind| {
                let definition = format!("{kind} {name}");
                sources.match_indices(&definition).any(|(at, _)| {
                    let after = sources[at + definition.len()..].chars().next();
                    after.is_some_and(|after| !after.is_alphanumeric() && after != '_')
                })
            })
        };
        for path in LATER_OF_PAGE.paths.iter().filter(|path| !OTHERS.contains(path)) {
            for name in path.split("::") {
                assert!(is_defined(name), "{path}: nothing is called {name}");
            }
        }
    }
}
