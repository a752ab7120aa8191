//! Call trees written as an outline: a line a node, deeper the further it is from the root.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId};
use crate::metric::{Metric, Unit};
use crate::recording::Profile;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;

/// The nodes from the root to the line that was read last.
#[derive(Default)]
pub(crate) struct Outline {
    open: Vec<Node>,
}

/// A node that may still get callees.
struct Node {
    depth: usize,
    stack: StackId,
    /// What passes through it.
    total: f64,
    /// What of that passes on to its callees.
    of_callees: f64,
}

/// A node that has ended: its stack, and what of its total its callees don't have; below 0 where
/// they have more.
pub(crate) type Ended = (StackId, f64);

impl Outline {
    /// A node begins at a depth, whatever depths are left out above it. Returns its stack, and
    /// the nodes that ended before.
    pub(crate) fn begin(
        &mut self,
        depth: usize,
        frame: FrameId,
        total: f64,
        builder: &mut ProfileBuilder,
    ) -> (StackId, Vec<Ended>) {
        let ended = self.end(depth);
        let prefix = self.open.last_mut().map(|caller| {
            caller.of_callees += total;
            caller.stack
        });
        let stack = builder.stack(prefix, frame);
        self.open.push(Node { depth, stack, total, of_callees: 0.0 });
        (stack, ended)
    }

    /// All nodes that are as deep as `depth`, or deeper, end.
    pub(crate) fn end(&mut self, depth: usize) -> Vec<Ended> {
        let from = self.open.partition_point(|node| node.depth < depth);
        let ended = self.open.drain(from..).rev();
        ended.map(|node| (node.stack, node.total - node.of_callees)).collect()
    }
}

/// The frame of a function of a name and, if it isn't empty, a library's name.
pub(crate) fn frame(
    name: &str,
    library: &str,
    kind: FunctionKind,
    builder: &mut ProfileBuilder,
) -> Frame {
    let library = (!library.is_empty()).then(|| builder.library_named(library));
    let name = builder.string(name);
    Frame::of(builder.function(Function { name, file: None, library, kind }))
}

/// The recording of one thread whose samples are complete: `columns` are a metric each, its name,
/// its unit and the weight of each sample.
pub(crate) fn recording(
    mut builder: ProfileBuilder,
    stacks: Vec<Option<StackId>>,
    columns: impl IntoIterator<Item = (&'static str, Unit, Vec<f64>)>,
    tool: &str,
) -> Profile {
    let mut samples = Samples { stacks, ..Samples::default() };
    for (name, unit, weights) in columns {
        let metric = Metric { name: name.to_owned(), unit, sample_weight: None };
        let metric = builder.push_metric(metric);
        samples.weights.push((metric, Weights::Each(weights)));
    }
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    tool.clone_into(&mut builder.about().tool);
    builder.finish()
}
