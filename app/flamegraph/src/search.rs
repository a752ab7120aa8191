//! What a search finds: functions whose names fit, and the nodes that are of them.

use crate::call_tree::CallTree;
use crate::names::Names;
use protocol::answer::{Matches, Problem};
use protocol::{FunctionId, NodeId, Search};
use regex_lite::Regex;
use std::ops::Range;

/// The functions and nodes that fit a search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// For each function whether it fits: a scene asks this of every pixel, so it's kept small.
    fits: Vec<bool>,
    /// For each function the first part of its name that fits, in bytes; an empty range where the
    /// pattern fits an empty text, `None` where nothing fits.
    parts: Vec<Option<Range<usize>>>,
    /// The nodes that match, in preorder.
    nodes: Vec<u32>,
    /// How much was found.
    pub matches: Matches,
}

impl Found {
    /// Whether the function fits.
    #[inline]
    pub fn is_match(&self, function: FunctionId) -> bool {
        self.fits.get(function.0 as usize).copied().unwrap_or(false)
    }

    /// The first part of the function's name that fits, in bytes of the name.
    pub fn part(&self, function: FunctionId) -> Option<Range<usize>> {
        self.parts.get(function.0 as usize)?.clone()
    }

    /// The next match after `from` in preorder, or the one before it; past the last comes the
    /// first. Also its number among all.
    pub fn next(&self, from: Option<NodeId>, is_backwards: bool) -> Option<(NodeId, u32)> {
        let count = self.nodes.len();
        if count == 0 {
            return None;
        }
        let index = match (from, is_backwards) {
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(from), false) => self.nodes.partition_point(|&node| node <= from.0) % count,
            (Some(from), true) => {
                (self.nodes.partition_point(|&node| node < from.0) + count - 1) % count
            }
        };
        Some((NodeId(self.nodes[index]), index as u32))
    }
}

/// Searches the functions' names, each once, then the tree for the functions that fit, whose nodes
/// weigh what `total_weight` says. `None` if nothing is searched for; a problem if the pattern isn't
/// one.
pub fn search(
    search: &Search,
    tree: &CallTree,
    total_weight: &dyn Fn(NodeId) -> f64,
    names: &Names,
) -> Option<Result<Found, Problem>> {
    if search.text.is_empty() {
        return None;
    }
    let pattern = match Pattern::new(search) {
        Ok(pattern) => pattern,
        Err(problem) => return Some(Err(problem)),
    };
    let parts = names.functions.iter().map(|function| pattern.find(&function.name)).collect();
    Some(Ok(collect(parts, tree, total_weight)))
}

/// Finds the nodes of the functions that fit, and sums up their samples.
fn collect(
    parts: Vec<Option<Range<usize>>>,
    tree: &CallTree,
    total_weight: &dyn Fn(NodeId) -> f64,
) -> Found {
    let fits = parts.iter().map(Option::is_some).collect();
    let mut found = Found { fits, parts, ..Found::default() };
    // The first node after the subtree of the outermost match: its samples are counted already.
    let mut counted_end = NodeId(0);
    let mut has_node = vec![false; found.parts.len()];
    for node in tree.nodes() {
        let Some(function) = tree.function(node).filter(|&function| found.is_match(function))
        else {
            continue;
        };
        found.nodes.push(node.0);
        has_node[function.0 as usize] = true;
        if node >= counted_end {
            found.matches.weight += total_weight(node);
            counted_end = tree.subtree_end(node);
        }
    }
    found.matches.node_count = found.nodes.len() as u32;
    found.matches.function_count = has_node.iter().filter(|&&has| has).count() as u32;
    found
}

/// A search's text, ready to be compared with many names.
enum Pattern {
    /// Text in lower case, character by character.
    Plain(Vec<char>),
    Regex(Box<Regex>),
}

impl Pattern {
    fn new(search: &Search) -> Result<Self, Problem> {
        if !search.is_regex {
            return Ok(Self::Plain(search.text.chars().flat_map(char::to_lowercase).collect()));
        }
        match Regex::new(&search.text) {
            Ok(regex) => Ok(Self::Regex(Box::new(regex))),
            Err(error) => Err(Problem {
                what: format!("The search is not a regular expression: {error}."),
                advice: "Correct the pattern, or switch to plain text; a backslash before a sign \
                         such as ( or [ takes it as it is."
                    .to_owned(),
            }),
        }
    }

    fn find(&self, name: &str) -> Option<Range<usize>> {
        match self {
            Self::Plain(text) => find_plain(name, text),
            Self::Regex(regex) => regex.find(name).map(|found| found.range()),
        }
    }
}

/// Where `text`, in lower case, first stands in `name`, whatever the case of its letters.
fn find_plain(name: &str, text: &[char]) -> Option<Range<usize>> {
    let &first = text.first()?;
    for (start, char) in name.char_indices() {
        if char.to_lowercase().next() != Some(first) {
            continue;
        }
        // One letter may have several in lower case (`İ`), so the two are walked side by side.
        let mut wanted = text.iter();
        for (at, char) in name[start..].char_indices() {
            if !char.to_lowercase().all(|lower| wanted.next() == Some(&lower)) {
                break;
            }
            if wanted.as_slice().is_empty() {
                return Some(start..start + at + char.len_utf8());
            }
        }
    }
    None
}
