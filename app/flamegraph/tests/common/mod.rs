//! Trees from folded text and scenes as text, for tests.
#![allow(dead_code)] // Each test file uses a part of this.

use flamegraph::call_tree::CallTree;
use flamegraph::colour::Colours;
use flamegraph::diff::union::{Union, UnionInput};
use flamegraph::layout::Layout;
use flamegraph::names::{GroupId, NamedFunction, Names};
use flamegraph::scene::{DrawInput, Drawn, draw};
use flamegraph::search::Found;
use flamegraph::weights::NodeWeights;
use protocol::diff::Side;
use protocol::{
    CanvasSize, ColourMode, FunctionId, FunctionKind, MarkKind, NodeId, SiblingOrder, Theme,
    Viewport,
};
use std::collections::BTreeMap;

/// A tree with its weights, names and layout.
pub struct Sample {
    pub tree: CallTree,
    pub weights: NodeWeights,
    pub names: Names,
    pub layout: Layout,
}

/// The tree of folded stacks: `a;b 3`, one a line; just `3` is an empty stack. A function's group is its name up to `::`, and
/// the group gives the kind: std, kernel, libc and unknown are what they say, `app` is the user's.
pub fn sample(folded: &str) -> Sample {
    sample_in_order(folded, SiblingOrder::Weight)
}

/// The same with siblings in another order.
pub fn sample_in_order(folded: &str, order: SiblingOrder) -> Sample {
    let mut weight_of_path: BTreeMap<Vec<&str>, f64> = BTreeMap::new();
    for line in folded.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (stack, weight) = line.rsplit_once(' ').unwrap_or(("", line));
        let path: Vec<&str> = if stack.is_empty() { vec![] } else { stack.split(';').collect() };
        for depth in 0..path.len() {
            weight_of_path.entry(path[..depth].to_vec()).or_default();
        }
        *weight_of_path.entry(path).or_default() += weight.parse::<f64>().expect("a number");
    }
    weight_of_path.entry(vec![]).or_default();
    let mut names = Names::default();
    let mut nodes = Vec::new();
    for path in weight_of_path.keys().skip(1) {
        let name = path.last().expect("not the root");
        nodes.push((function_named(&mut names, name), path.len() as u32));
    }
    let tree = CallTree::from_preorder(nodes);
    let self_weights: Vec<f64> = weight_of_path.into_values().collect();
    let weights = NodeWeights::from_self(&tree, self_weights);
    // The union of one tree is the same tree, sorted.
    let functions: Vec<FunctionId> = (0..names.functions.len() as u32).map(FunctionId).collect();
    let (side, functions) = (Side::Baseline, &functions[..]);
    let unsorted = UnionInput { side, tree: &tree, weights: &weights, functions };
    let Union { tree, mut self_weights } = Union::of(&[unsorted], order, &names);
    let weights = NodeWeights::from_self(&tree, self_weights.remove(0));
    let layout = Layout::new(&tree, &weights);
    Sample { tree, weights, names, layout }
}

fn function_named(names: &mut Names, name: &str) -> FunctionId {
    if let Some(place) = names.functions.iter().position(|function| function.name == name) {
        return FunctionId(place as u32);
    }
    let group = name.split_once("::").map_or("app", |(group, _)| group);
    let place = names.groups.iter().position(|other| other == group).unwrap_or_else(|| {
        names.groups.push(group.to_owned());
        names.groups.len() - 1
    });
    let kind = match group {
        "app" => FunctionKind::Own,
        "std" | "core" | "alloc" => FunctionKind::Std,
        "kernel" => FunctionKind::Kernel,
        "libc" => FunctionKind::Native,
        "unknown" => FunctionKind::Unknown,
        _ => FunctionKind::Dependency,
    };
    names.functions.push(NamedFunction {
        name: name.to_owned(),
        raw_name: name.to_owned(),
        group: GroupId(place as u32),
        kind,
        file: String::new(),
        library: String::new(),
    });
    FunctionId(names.functions.len() as u32 - 1)
}

impl Sample {
    /// The first node of a function.
    pub fn node(&self, name: &str) -> NodeId {
        self.nodes(name)[0]
    }

    /// All nodes of a function, in preorder.
    pub fn nodes(&self, name: &str) -> Vec<NodeId> {
        let is_it = |node: &NodeId| self.name(*node) == name;
        self.tree.nodes().filter(is_it).collect()
    }

    /// The name of a node's function; "all" for the root.
    pub fn name(&self, node: NodeId) -> &str {
        self.tree.function(node).map_or("all", |function| self.names.name(function))
    }

    /// The function called `name`.
    pub fn function(&self, name: &str) -> FunctionId {
        let place = self.names.functions.iter().position(|function| function.name == name);
        FunctionId(place.expect("a function of that name") as u32)
    }

    /// What is searched for, found.
    pub fn find(&self, text: &str) -> Found {
        let search = protocol::Search { text: text.to_owned(), is_regex: false };
        flamegraph::search::search(
            &search,
            &self.tree,
            &|node| self.weights.total_weight(node),
            &self.names,
        )
        .expect("something is searched for")
        .expect("plain text is always fine")
    }

    /// The colours of a mode.
    pub fn colours(&self, mode: ColourMode) -> Colours {
        Colours::new(mode, None, &self.tree, &self.weights, &self.names)
    }

    /// The scene of `width_px` pixels, everything in sight.
    pub fn draw(&self, width_px: u32) -> Drawn {
        self.draw_part(width_px, (0.0, 1.0), None, None)
    }

    /// The scene of a part of the unit interval.
    pub fn draw_part(
        &self,
        width_px: u32,
        (x_start, x_end): (f64, f64),
        found: Option<&Found>,
        selected: Option<NodeId>,
    ) -> Drawn {
        draw(&DrawInput {
            sides: None,
            layout: &self.layout,
            tree: &self.tree,
            names: &self.names,
            colours: &self.colours(ColourMode::Crate),
            found,
            viewport: Viewport { x_start, x_end, first_row: 0.0, row_count: 100.0 },
            canvas: CanvasSize {
                width_device_px: width_px,
                character_device_px: 1.0,
                pixel_ratio: 1.0 / 6.0,
            },
            theme: Theme::Light,
            selected,
        })
    }

    /// The scene as text, a character a pixel: names where they are labels, `|` for the gap at a
    /// bar's end, the first letter of the name for a bar without a label, a blank where no bar is.
    /// Below it the marks.
    pub fn ascii(&self, drawn: &Drawn) -> String {
        let scene = &drawn.scene;
        let width = scene.width_device_px as usize;
        let mut rows = vec![vec![' '; width]; scene.row_count as usize];
        for (pixel, (bar, colour)) in drawn.bars.chunks(4).zip(drawn.colours.chunks(4)).enumerate()
        {
            let has_bar = bar != [0; 4];
            let is_gap = colour == [0; 4];
            let number = u32::from_le_bytes([bar[0], bar[1], bar[2], bar[3]]);
            let node = NodeId(number.saturating_sub(1));
            let is_labelled = scene.labels.iter().any(|label| label.node == node);
            rows[pixel / width][pixel % width] = match (has_bar, is_gap) {
                (false, _) => ' ',
                (true, true) => '|',
                (true, false) if is_labelled => '.',
                (true, false) => self.name(node).chars().next().unwrap_or('?'),
            };
        }
        for label in &scene.labels {
            let start = label.x_start_device_px as usize;
            let (from, to) = label.matched.unwrap_or((0, 0));
            for (place, char) in label.text.chars().enumerate() {
                let is_matched = (from..to).contains(&(place as u32));
                let char = if is_matched { char.to_ascii_uppercase() } else { char };
                rows[(label.row - scene.first_row) as usize][start + place] = char;
            }
        }
        let mut text: String = rows
            .iter()
            .map(|row| format!("{}\n", row.iter().collect::<String>().trim_end()))
            .collect();
        for mark in &scene.marks {
            let kind = match mark.kind {
                MarkKind::Match => "match",
                MarkKind::SameFunction => "same function",
                MarkKind::Selected => "selected",
                MarkKind::Removed => "removed",
                MarkKind::New => "new",
            };
            let (from, to) = (mark.x_start_device_px, mark.x_end_device_px);
            text.push_str(&format!("row {} from {from} to {to}: {kind}\n", mark.row));
        }
        text
    }
}

/// FNV-1a over bytes: a strip's golden hash.
pub fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
