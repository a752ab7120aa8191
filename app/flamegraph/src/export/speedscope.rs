//! A tree as a file of speedscope: a sample for each node that samples end in.
//!
//! ```json
//! {"$schema": "https://www.speedscope.app/file-format-schema.json", "exporter": "Flamedrop@0.1.0",
//!  "name": "…", "shared": {"frames": [{"name": "main"}, {"name": "read", "file": "a.rs"}]},
//!  "profiles": [{"type": "sampled", "name": "…", "unit": "none", "unitName": "samples",
//!   "startValue": 0, "endValue": 3, "samples": [[0, 1], [0]], "weights": [2, 1]}]}
//! ```
//!
//! speedscope knows units of time and bytes only and fails on others, so what is counted otherwise
//! stands in `unitName`, which speedscope doesn't read and Flamedrop does.

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::weights::NodeWeights;
use protocol::Unit;
use std::fmt::Write;

/// A tree and how it is called.
#[derive(Clone, Copy)]
pub struct SpeedscopeInput<'a> {
    /// The nodes.
    pub tree: &'a CallTree,
    /// What they weigh.
    pub weights: &'a NodeWeights,
    /// The functions.
    pub names: &'a Names,
    /// What the weights count.
    pub unit: &'a Unit,
    /// The file's name and what is shown of it.
    pub title: &'a str,
    /// Whether stacks are to begin with what the samples ended in, as an inverted view does.
    pub leaf_first: bool,
}

/// The weights of a tree, as a file of speedscope. Samples without a stack have an empty one.
pub fn speedscope(input: &SpeedscopeInput) -> String {
    let SpeedscopeInput { tree, weights, names, title, .. } = *input;
    let mut frames = String::new();
    // The number of each function among the frames, once it has one.
    let mut numbers: Vec<Option<u32>> = vec![None; names.functions.len()];
    let mut frame_count = 0;
    let mut stack: Vec<u32> = Vec::new();
    let (mut stacks, mut counts) = (String::new(), String::new());
    let mut total = 0.0;
    for node in tree.nodes() {
        if let Some(function) = tree.function(node) {
            stack.truncate((tree.depth(node) as usize).saturating_sub(1));
            let Some(number) = numbers.get_mut(function.0 as usize) else { continue };
            stack.push(*number.get_or_insert_with(|| {
                push_frame(&mut frames, names, function.0 as usize);
                frame_count += 1;
                frame_count - 1
            }));
        }
        let weight = weights.self_weight(node);
        if weight > 0.0 {
            push_stack(&mut stacks, &stack, input.leaf_first);
            let comma = if counts.is_empty() { "" } else { "," };
            // Writing into a string can't fail.
            let _ = write!(counts, "{comma}{weight}");
            total += weight;
        }
    }
    let (title, unit) = (quoted(title), unit_members(input.unit));
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "{{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\
         \"exporter\":\"Flamedrop@{version}\",\"name\":{title},\n\
         \"shared\":{{\"frames\":[{frames}\n]}},\n\
         \"profiles\":[{{\"type\":\"sampled\",\"name\":{title},{unit},\"startValue\":0,\
         \"endValue\":{total},\n\"samples\":[{stacks}],\n\"weights\":[{counts}]}}]}}\n"
    )
}

fn push_frame(frames: &mut String, names: &Names, function: usize) {
    let Some(function) = names.functions.get(function) else { return };
    frames.push_str(if frames.is_empty() { "\n" } else { ",\n" });
    frames.push_str("{\"name\":");
    frames.push_str(&quoted(&function.name));
    if !function.file.is_empty() {
        frames.push_str(",\"file\":");
        frames.push_str(&quoted(&function.file));
    }
    frames.push('}');
}

fn push_stack(stacks: &mut String, stack: &[u32], leaf_first: bool) {
    stacks.push_str(if stacks.is_empty() { "[" } else { ",[" });
    for place in 0..stack.len() {
        let place_from_root = if leaf_first { stack.len() - 1 - place } else { place };
        let comma = if place > 0 { "," } else { "" };
        // Writing into a string can't fail.
        let _ = write!(stacks, "{comma}{}", stack[place_from_root]);
    }
    stacks.push(']');
}

fn unit_members(unit: &Unit) -> String {
    let known = match unit {
        Unit::Unknown => "none",
        Unit::Nanoseconds => "nanoseconds",
        Unit::Microseconds => "microseconds",
        Unit::Milliseconds => "milliseconds",
        Unit::Seconds => "seconds",
        Unit::Bytes => "bytes",
        Unit::Samples | Unit::Other(_) => {
            return format!("\"unit\":\"none\",\"unitName\":{}", quoted(unit.name()));
        }
    };
    format!("\"unit\":\"{known}\"")
}

/// A text of JSON.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            control if control < ' ' => {
                // Writing into a string can't fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}
