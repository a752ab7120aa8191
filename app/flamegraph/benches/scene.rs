//! Layout, scene, search and table of a tree of 1.6 million nodes, at 1920 pixels and 60 rows.
//!
//! `cargo bench -p flamegraph --bench scene`

use criterion::{Criterion, criterion_group, criterion_main};
use flamegraph::call_tree::CallTree;
use flamegraph::colour::Colours;
use flamegraph::details::{self, Sources};
use flamegraph::diff::union::{Union, UnionInput};
use flamegraph::function_table::{FunctionTable, FunctionWeights};
use flamegraph::layout::Layout;
use flamegraph::names::{GroupId, NamedFunction, Names};
use flamegraph::scene::{DrawInput, draw};
use flamegraph::search::search;
use flamegraph::weights::NodeWeights;
use protocol::diff::Side;
use protocol::{
    CanvasSize, ColourMode, FunctionColumn, FunctionId, FunctionKind, NodeId, Search, SiblingOrder,
    Theme, Viewport,
};
use std::hint::black_box;

const NODE_COUNT: usize = 1_600_000;
const FUNCTION_COUNT: u32 = 100_000;
const DEEPEST: u32 = 60;

/// A seeded generator of numbers (xorshift64*), so that every run measures the same tree.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % limit
    }
}

fn names() -> Names {
    let groups: Vec<String> = (0..300).map(|group| format!("crate_{group}")).collect();
    let function = |number: u32| {
        let group = number % 300;
        let name = format!("crate_{group}::module::Type<T>::method_{number}");
        NamedFunction {
            raw_name: name.clone(),
            name,
            group: GroupId(group),
            kind: FunctionKind::Dependency,
            file: String::new(),
            library: String::new(),
        }
    };
    let functions = (0..FUNCTION_COUNT).map(function).collect();
    Names { functions, groups, ..Names::default() }
}

fn tree(names: &Names) -> (CallTree, NodeWeights) {
    let mut random = Random(7);
    let mut depth = 1u32;
    let mut nodes = Vec::with_capacity(NODE_COUNT);
    for _ in 0..NODE_COUNT {
        nodes.push((FunctionId(random.below(u64::from(FUNCTION_COUNT)) as u32), depth));
        let up = random.below(6) as u32;
        depth = if up < 4 { depth + 1 } else { depth.saturating_sub(up * 3 - 9) };
        depth = depth.clamp(1, DEEPEST);
    }
    let tree = CallTree::from_preorder(nodes);
    let self_weights: Vec<f64> = tree.nodes().map(|_| random.below(1000) as f64).collect();
    let weights = NodeWeights::from_self(&tree, self_weights);
    // The union of one tree is the same tree, sorted.
    let functions: Vec<FunctionId> = (0..FUNCTION_COUNT).map(FunctionId).collect();
    let (side, functions) = (Side::Baseline, &functions[..]);
    let unsorted = UnionInput { side, tree: &tree, weights: &weights, functions };
    let Union { tree, mut self_weights } = Union::of(&[unsorted], SiblingOrder::Weight, names);
    let weights = NodeWeights::from_self(&tree, self_weights.remove(0));
    (tree, weights)
}

fn bench(criterion: &mut Criterion) {
    let names = names();
    let (tree, weights) = tree(&names);
    let mut group = criterion.benchmark_group("1.6M nodes");
    group.sample_size(20);
    group.bench_function("layout", |bencher| {
        bencher.iter(|| Layout::new(&tree, black_box(&weights)));
    });
    let layout = Layout::new(&tree, &weights);
    group.bench_function("colours", |bencher| {
        bencher.iter(|| Colours::new(ColourMode::Crate, None, &tree, &weights, black_box(&names)));
    });
    let colours = Colours::new(ColourMode::Crate, None, &tree, &weights, &names);
    let text = Search { text: "method_7".to_owned(), is_regex: false };
    group.bench_function("search", |bencher| {
        bencher
            .iter(|| search(black_box(&text), &tree, &|node| weights.total_weight(node), &names));
    });
    let found =
        search(&text, &tree, &|node| weights.total_weight(node), &names).and_then(Result::ok);
    for (name, share) in [("all", 1.0), ("10 %", 0.1), ("0.1 %", 0.001)] {
        for found in [None, found.as_ref()] {
            let input = DrawInput {
                sides: None,
                layout: &layout,
                tree: &tree,
                names: &names,
                colours: &colours,
                found,
                viewport: Viewport {
                    x_start: 0.4 * (1.0 - share),
                    x_end: 0.4 * (1.0 - share) + share,
                    first_row: 0.0,
                    row_count: 60.0,
                },
                canvas: CanvasSize {
                    width_device_px: 1920,
                    character_device_px: 7.0,
                    pixel_ratio: 1.0,
                },
                theme: Theme::Light,
                selected: Some(NodeId(100)),
            };
            let searched = if found.is_some() { " with matches" } else { "" };
            group.bench_function(format!("scene of {name}{searched}"), |bencher| {
                bencher.iter(|| draw(black_box(&input)));
            });
        }
    }
    group.bench_function("function weights", |bencher| {
        bencher.iter(|| FunctionWeights::new(&tree, &weights, black_box(&names)));
    });
    let function_weights = FunctionWeights::new(&tree, &weights, &names);
    for column in [FunctionColumn::SelfWeight, FunctionColumn::Name] {
        group.bench_function(format!("table by {column:?}"), |bencher| {
            bencher.iter(|| {
                FunctionTable::new(&function_weights, black_box(&names), None, column, true)
            });
        });
    }
    let sources = Sources {
        tree: &tree,
        weights: &weights,
        function_weights: &function_weights,
        names: &names,
        layout: &layout,
    };
    group.bench_function("details", |bencher| {
        bencher.iter(|| {
            details::details(black_box(&sources), NodeId(100), |node| weights.total_weight(node))
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
