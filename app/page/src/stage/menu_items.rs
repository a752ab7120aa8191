//! What a bar's menu offers.

use crate::keys::{self, Command};
use protocol::{Details, Transform};

/// One line of the menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it says.
    pub label: &'static str,
    /// The key that does the same.
    pub key: Option<String>,
    /// What it does.
    pub act: Act,
    /// Whether a line parts it from the item above.
    pub begins_group: bool,
}

/// What an item does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Zooms to the bar.
    Zoom,
    /// Adds a transform.
    Change(Transform),
    /// Copies a text.
    Copy(String),
    /// Copies the call path.
    CopyPath,
    /// Makes the function the yardstick of the diff.
    Yardstick(String),
}

/// The items for a node. The root stands for no function: it can only be zoomed to.
/// In a diff a function can be the yardstick.
pub fn items(details: &Details, is_diff: bool) -> Vec<Item> {
    let mut items = vec![item("Zoom to this bar", Some(Command::ZoomToSelected), Act::Zoom, false)];
    for (command, label, begins_group) in [
        (Command::FocusFunction, "Focus function", true),
        (Command::MergeFunction, "Merge function into callers", false),
        (Command::DropFunction, "Drop samples with function", false),
        (Command::FocusNode, "Focus this bar", true),
        (Command::MergeNode, "Merge this bar into its caller", false),
        (Command::DropNode, "Drop samples of this bar", false),
    ] {
        if let Some(transform) = transform(command, details) {
            items.push(item(label, Some(command), Act::Change(transform), begins_group));
        }
    }
    if let Some(function) = details.function.as_ref().filter(|_| is_diff) {
        let act = Act::Yardstick(function.name.clone());
        items.push(item("Use as yardstick", None, act, true));
    }
    if let Some(function) = &details.function {
        let name = Act::Copy(function.name.clone());
        items.push(item("Copy name", Some(Command::CopyName), name, true));
        items.push(item("Copy call path", Some(Command::CopyPath), Act::CopyPath, false));
        if let Some(place) = source_place(details) {
            items.push(item("Copy file and line", None, Act::Copy(place), false));
        }
    }
    items
}

/// The transform that a command means for a node; `None` where it makes no sense.
pub fn transform(command: Command, details: &Details) -> Option<Transform> {
    let name = || details.function.as_ref().map(|function| function.name.clone());
    match command {
        Command::FocusFunction => name().map(Transform::FocusFunction),
        Command::MergeFunction => name().map(Transform::MergeFunction),
        Command::DropFunction => name().map(Transform::DropFunction),
        Command::FocusNode => details.name.clone().map(Transform::FocusNode),
        Command::MergeNode => details.name.clone().map(Transform::MergeNode),
        Command::DropNode => details.name.clone().map(Transform::DropNode),
        _ => None,
    }
}

/// `file:line` of a node, as editors take it; without the line where there are several.
pub fn source_place(details: &Details) -> Option<String> {
    let function = details.function.as_ref().filter(|function| !function.file.is_empty())?;
    Some(match function.line {
        Some(line) => format!("{}:{line}", function.file),
        None => function.file.clone(),
    })
}

fn item(label: &'static str, command: Option<Command>, act: Act, begins_group: bool) -> Item {
    let key = command.and_then(|command| keys::labels(command).next());
    Item { label, key, act, begins_group }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use protocol::{FunctionFacts, NodeName};

    fn check(details: &Details, expected: Expect) {
        let lines: Vec<String> = items(details, false)
            .into_iter()
            .map(|item| format!("{} [{}]\n", item.label, item.key.unwrap_or_default()))
            .collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn the_root_can_only_be_zoomed_to() {
        check(
            &Details::default(),
            expect![[r#"
                Zoom to this bar [Enter]
            "#]],
        );
    }

    #[test]
    fn a_function_with_a_file_offers_all() {
        let function = FunctionFacts {
            name: "a::b".to_owned(),
            file: "src/a.rs".to_owned(),
            line: Some(7),
            ..FunctionFacts::default()
        };
        let name = NodeName { path_hash: 1, leaf: "a::b".to_owned() };
        let details = Details { function: Some(function), name: Some(name), ..Details::default() };
        assert_eq!(source_place(&details).as_deref(), Some("src/a.rs:7"));
        check(
            &details,
            expect![[r#"
                Zoom to this bar [Enter]
                Focus function [f]
                Merge function into callers [m]
                Drop samples with function [x]
                Focus this bar [Shift F]
                Merge this bar into its caller [Shift M]
                Drop samples of this bar [Shift X]
                Copy name [y]
                Copy call path [Shift Y]
                Copy file and line []
            "#]],
        );
    }
}
