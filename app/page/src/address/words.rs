//! The words that stand for choices in a fragment.

use crate::state::Panel;
use protocol::{ColourMode, FunctionColumn, NodeName, Transform, Unit};

/// The word of a way to colour; none for the usual one.
pub fn colours(mode: ColourMode) -> Option<&'static str> {
    match mode {
        ColourMode::Crate => None,
        ColourMode::Kind => Some("kind"),
        ColourMode::Name => Some("name"),
        ColourMode::SelfShare => Some("self"),
    }
}

/// The way to colour that a word means.
pub fn colours_of(word: &str) -> ColourMode {
    match word {
        "kind" => ColourMode::Kind,
        "name" => ColourMode::Name,
        "self" => ColourMode::SelfShare,
        _ => ColourMode::Crate,
    }
}

/// The word of a panel; none for none.
pub fn panel(panel: Panel) -> Option<&'static str> {
    match panel {
        Panel::None => None,
        Panel::Functions => Some("functions"),
        Panel::Info => Some("info"),
    }
}

/// The panel that a word means.
pub fn panel_of(word: &str) -> Panel {
    match word {
        "functions" => Panel::Functions,
        "info" => Panel::Info,
        _ => Panel::None,
    }
}

/// A sort order: the column, then `-up` if from the smallest; none for the usual one.
pub fn sort((column, descending): (FunctionColumn, bool)) -> Option<String> {
    let column = match column {
        FunctionColumn::SelfWeight if descending => return None,
        FunctionColumn::SelfWeight => "self",
        FunctionColumn::TotalWeight => "total",
        FunctionColumn::StatedTotal => "inclusive",
        FunctionColumn::Name => "name",
        FunctionColumn::Group => "crate",
    };
    Some(format!("{column}{}", if descending { "" } else { "-up" }))
}

/// The sort order that a word means.
pub fn sort_of(word: &str) -> (FunctionColumn, bool) {
    let (column, descending) = match word.strip_suffix("-up") {
        Some(column) => (column, false),
        None => (word, true),
    };
    match column {
        "self" => (FunctionColumn::SelfWeight, descending),
        "total" => (FunctionColumn::TotalWeight, descending),
        "inclusive" => (FunctionColumn::StatedTotal, descending),
        "name" => (FunctionColumn::Name, descending),
        "crate" => (FunctionColumn::Group, descending),
        _ => (FunctionColumn::SelfWeight, true),
    }
}

/// The unit that a word means: one of [`Unit::name`], or one of the user's own.
pub fn unit_of(word: &str) -> Unit {
    let known = [
        Unit::Unknown,
        Unit::Samples,
        Unit::Nanoseconds,
        Unit::Microseconds,
        Unit::Milliseconds,
        Unit::Seconds,
        Unit::Bytes,
    ];
    known
        .into_iter()
        .find(|unit| unit.name() == word)
        .unwrap_or_else(|| Unit::Other(word.to_owned()))
}

/// A node: 16 digits of its path's hash, then its function for people.
pub fn node(name: &NodeName) -> String {
    format!("{:016x}~{}", name.path_hash, name.leaf)
}

/// The node that a text names.
pub fn node_of(text: &str) -> Option<NodeName> {
    let (hash, leaf) = text.split_once('~')?;
    let path_hash = u64::from_str_radix(hash, 16).ok()?;
    Some(NodeName { path_hash, leaf: leaf.to_owned() })
}

/// A transform: what is done, and to what.
pub fn transform(transform: &Transform) -> String {
    match transform {
        Transform::FocusFunction(name) => format!("focus:{name}"),
        Transform::FocusNode(name) => format!("focus-node:{}", node(name)),
        Transform::MergeFunction(name) => format!("merge:{name}"),
        Transform::MergeNode(name) => format!("merge-node:{}", node(name)),
        Transform::DropFunction(name) => format!("drop:{name}"),
        Transform::DropNode(name) => format!("drop-node:{}", node(name)),
        Transform::MergeStd => "merge-std".to_owned(),
        Transform::MergeInlined => "merge-inlined".to_owned(),
        Transform::TrimRuntime => "trim-runtime".to_owned(),
        Transform::CollapseGenerics => "collapse-generics".to_owned(),
        Transform::CollapseRecursion => "collapse-recursion".to_owned(),
        Transform::MergeAllocator => "merge-allocator".to_owned(),
        Transform::MergeLines => "merge-lines".to_owned(),
        Transform::TrimBenchmark => "trim-benchmark".to_owned(),
    }
}

/// The transform that a text means.
pub fn transform_of(text: &str) -> Option<Transform> {
    let Some((what, of)) = text.split_once(':') else {
        return match text {
            "merge-std" => Some(Transform::MergeStd),
            "merge-inlined" => Some(Transform::MergeInlined),
            "trim-runtime" => Some(Transform::TrimRuntime),
            "collapse-generics" => Some(Transform::CollapseGenerics),
            "collapse-recursion" => Some(Transform::CollapseRecursion),
            "merge-allocator" => Some(Transform::MergeAllocator),
            "merge-lines" => Some(Transform::MergeLines),
            "trim-benchmark" => Some(Transform::TrimBenchmark),
            _ => None,
        };
    };
    match what {
        "focus" => Some(Transform::FocusFunction(of.to_owned())),
        "focus-node" => node_of(of).map(Transform::FocusNode),
        "merge" => Some(Transform::MergeFunction(of.to_owned())),
        "merge-node" => node_of(of).map(Transform::MergeNode),
        "drop" => Some(Transform::DropFunction(of.to_owned())),
        "drop-node" => node_of(of).map(Transform::DropNode),
        _ => None,
    }
}
