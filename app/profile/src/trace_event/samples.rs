//! Samples beside the events, as Hermes writes them: each lasts until the thread's next one.

use super::document::Document;
use crate::builder::ProfileBuilder;
use crate::call_tree;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, MetricId, StringId};
use crate::sample::{Samples, Weights};
use crate::warning::Place;
use rustc_hash::FxHashMap;

/// A sample as it stands in the file.
pub(super) struct RawSample {
    pub time_us: f64,
    pub pid: StringId,
    pub tid: StringId,
    pub stack_frame: StringId,
}

/// A node of the call tree as it stands in the file.
pub(super) struct RawNode {
    pub id: StringId,
    pub parent: Option<StringId>,
    pub name: StringId,
}

/// The frame of a node. Hermes glues the place in the source to the name of a function, so that
/// each line of it has another: `render(http://localhost/index.bundle:17:3)`.
fn frame(name: StringId, builder: &mut ProfileBuilder) -> FrameId {
    let text = builder.profile().text(name).to_owned();
    let place = text.strip_suffix(')').and_then(|text| text.split_once('('));
    let place = place.and_then(|(name, place)| {
        let (rest, column) = place.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':').filter(|(file, _)| !file.is_empty())?;
        Some((name, file, line.parse::<u32>().ok()?, column.parse::<u32>().ok()?))
    });
    let kind = FunctionKind::Unknown;
    let Some((name, file, line, column)) = place else {
        let function = builder.function(Function { name, file: None, library: None, kind });
        return builder.frame(Frame::of(function));
    };
    let name = builder.string(if name.is_empty() { "(anonymous)" } else { name });
    let file = Some(builder.string(file));
    let function = builder.function(Function { name, file, library: None, kind });
    let from_one = |number: u32| (number > 0).then_some(number);
    let (line, column) = (from_one(line), from_one(column));
    builder.frame(Frame { line, column, ..Frame::of(function) })
}

/// The samples of each thread by its process and number, their times in the file's clock. Each
/// thread gets a track.
pub(super) fn read(document: &mut Document) -> FxHashMap<(StringId, StringId), Samples> {
    let raw_nodes = std::mem::take(&mut document.nodes);
    let rows: FxHashMap<_, _> =
        raw_nodes.iter().enumerate().map(|(row, node)| (node.id, row)).collect();
    let mut nodes = Vec::new();
    for (row, node) in raw_nodes.iter().enumerate() {
        let parent = node.parent.map(|parent| rows.get(&parent).copied());
        if parent == Some(None) {
            let what = "stack frames whose caller isn't in the file became roots";
            document.warnings.add(what, Place::Row(row as u64), "");
        }
        nodes.push((parent.flatten(), frame(node.name, &mut document.builder)));
    }
    let tree = call_tree::stacks(&nodes, &mut document.builder);
    let what = "stack frames call themselves in a circle, which was cut";
    document.warnings.add_many(what, tree.cycles, Place::Row(tree.first_cycle as u64), "");
    let mut threads: FxHashMap<_, Vec<(f64, _)>> = FxHashMap::default();
    for (row, sample) in std::mem::take(&mut document.samples).into_iter().enumerate() {
        let node = rows.get(&sample.stack_frame);
        let Some(&stack) = node.and_then(|&row| tree.stacks.get(row)) else {
            let what = "samples whose stack frame isn't in the file were skipped";
            document.warnings.add(what, Place::Row(row as u64), "");
            continue;
        };
        document.track(sample.pid, sample.tid);
        threads.entry((sample.pid, sample.tid)).or_default().push((sample.time_us, stack));
    }
    let mut read = FxHashMap::default();
    for (key, mut samples) in threads {
        samples.sort_by(|a, b| a.0.total_cmp(&b.0));
        let nexts = samples.iter().skip(1).chain(samples.last());
        let weights = samples.iter().zip(nexts).map(|(sample, next)| next.0 - sample.0);
        let weights = vec![(MetricId::new(0), Weights::Each(weights.collect()))];
        let times_ns = samples.iter().map(|sample| sample.0 * 1e3).collect();
        let stacks = samples.iter().map(|sample| Some(sample.1)).collect();
        read.insert(key, Samples { stacks, times_ns, weights });
    }
    read
}
