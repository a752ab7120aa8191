//! A tree as folded stacks: `root;caller;leaf 12`, a line for each node that samples end in.

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::weights::NodeWeights;
use protocol::NodeId;
use std::borrow::Cow;
use std::fmt::Write;

/// Folded stacks, and what they can't say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The lines, in preorder.
    pub text: String,
    /// How many functions had to be written under another name: a `;`, which parts frames, is
    /// written as `:`, a line break as a blank, `#` at the start, which marks a comment, as `_#`,
    /// no name as `[unnamed]`.
    pub renamed_count: u32,
}

/// The weights of a tree, as folded stacks. Samples without a stack are written as the stack
/// `[empty stack]`.
pub fn folded(tree: &CallTree, weights: &NodeWeights, names: &Names) -> Folded {
    lines(tree, names, |node| {
        let weight = weights.self_weight(node);
        (weight > 0.0).then(|| weight.to_string())
    })
}

/// The weights of both sides of a diff, times `factors`, as folded stacks with two columns.
pub fn folded_diff(
    tree: &CallTree,
    sides: [&NodeWeights; 2],
    factors: [f64; 2],
    names: &Names,
) -> Folded {
    lines(tree, names, |node| {
        let [baseline, comparison] =
            [0, 1].map(|side| sides[side].self_weight(node) * factors[side]);
        (baseline > 0.0 || comparison > 0.0).then(|| format!("{baseline} {comparison}"))
    })
}

/// A line for each node of which there is something to say.
fn lines(tree: &CallTree, names: &Names, of: impl Fn(NodeId) -> Option<String>) -> Folded {
    let mut folded = Folded::default();
    let writable: Vec<Cow<str>> =
        names.functions.iter().map(|function| writable(&function.name)).collect();
    let mut is_renamed = vec![false; writable.len()];
    let mut stack = String::new();
    // How long `stack` is down to each depth.
    let mut lengths = vec![0];
    for node in tree.nodes() {
        if let Some(function) = tree.function(node) {
            lengths.truncate(tree.depth(node) as usize);
            stack.truncate(lengths.last().copied().unwrap_or(0));
            if !stack.is_empty() {
                stack.push(';');
            }
            if let Some(name) = writable.get(function.0 as usize) {
                stack.push_str(name);
                is_renamed[function.0 as usize] = matches!(name, Cow::Owned(_));
            }
            lengths.push(stack.len());
        }
        if let Some(numbers) = of(node) {
            let stack = if node == NodeId(0) { "[empty stack]" } else { &stack };
            // Writing into a string can't fail.
            let _ = writeln!(folded.text, "{stack} {numbers}");
        }
    }
    folded.renamed_count = is_renamed.into_iter().filter(|&is_renamed| is_renamed).count() as u32;
    folded
}

/// A name that reads the same when it is read back; borrowed where it is one already.
fn writable(name: &str) -> Cow<'_, str> {
    let trimmed = name.trim();
    let is_plain = !trimmed.is_empty()
        && trimmed.len() == name.len()
        && !name.starts_with('#')
        && !name.contains([';', '\n', '\r']);
    if is_plain {
        return Cow::Borrowed(name);
    }
    let text = trimmed.replace(';', ":").replace(['\n', '\r'], " ");
    Cow::Owned(match text.as_str() {
        "" => "[unnamed]".to_owned(),
        comment if comment.starts_with('#') => format!("_{comment}"),
        _ => text,
    })
}
