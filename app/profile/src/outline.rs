//! Call trees written as an outline: a line a node, deeper the further it is from the root.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId};
use crate::metric::{Metric, Unit};
use crate::raw_frame::KnownFrames;
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
    /// hands the nodes that ended before to `take`.
    #[inline]
    pub(crate) fn begin(
        &mut self,
        depth: usize,
        frame: FrameId,
        total: f64,
        builder: &mut ProfileBuilder,
        take: impl FnMut(Ended),
    ) -> StackId {
        self.end(depth, take);
        let prefix = self.open.last_mut().map(|caller| {
            caller.of_callees += total;
            caller.stack
        });
        let stack = builder.stack(prefix, frame);
        self.open.push(Node { depth, stack, total, of_callees: 0.0 });
        stack
    }

    /// All nodes that are as deep as `depth`, or deeper, end and are handed to `take`.
    #[inline]
    pub(crate) fn end(&mut self, depth: usize, mut take: impl FnMut(Ended)) {
        while let Some(node) = self.open.pop_if(|node| node.depth >= depth) {
            take((node.stack, node.total - node.of_callees));
        }
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

/// Frames by name and library, so that both are looked at only once.
#[derive(Default)]
pub(crate) struct LibraryFrames {
    known: KnownFrames,
    key: Vec<u8>,
}

impl LibraryFrames {
    /// The frame of a function of a name and, if it isn't empty, a library's name, neither of
    /// which holds a line feed.
    pub(crate) fn frame(
        &mut self,
        name: &str,
        library: &str,
        builder: &mut ProfileBuilder,
    ) -> FrameId {
        self.key.clear();
        self.key.extend_from_slice(name.as_bytes());
        self.key.push(b'\n');
        self.key.extend_from_slice(library.as_bytes());
        self.known.get_or_add(&self.key, || {
            let frame = frame(name, library, FunctionKind::Unknown, builder);
            builder.frame(frame)
        })
    }
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
        samples.weights.push((metric, Weights::Each(weights.into())));
    }
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    tool.clone_into(&mut builder.about().tool);
    builder.finish()
}
