//! Sampled heaps of V8: `.heapprofile` files of Chrome's developer tools, Node and Deno.
//!
//! ```json
//! {"head": {"callFrame": {"functionName": "(root)", "scriptId": "0", "url": "",
//!           "lineNumber": -1, "columnNumber": -1}, "selfSize": 0, "id": 1, "children": [
//!   {"callFrame": {"functionName": "emit", "scriptId": "37", "url": "events.js",
//!     "lineNumber": 770, "columnNumber": 15}, "selfSize": 4096, "id": 2, "children": []}]}}
//! ```
//!
//! A call tree of objects in objects, to any depth; `selfSize` are the bytes that a function
//! itself allocated. Lines and columns count from 0; -1 is none. `samples`, of newer versions,
//! are the same bytes once more by time and size of object; they aren't read. Source: the
//! `HeapProfiler` domain of the Chrome DevTools Protocol.

use crate::builder::ProfileBuilder;
use crate::call_tree::Nesting;
use crate::id::FrameId;
use crate::import::whole_json::{self, WholeJson};
use crate::import::{Certainty, Format};
use crate::json::{Scalar, Schema, has_members};
use crate::metric::{Metric, Unit};
use crate::raw_frame::{RawFrame, from_zero, set_text};
use crate::recording::{About, Profile};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{Place as FilePlace, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Heap profile of Chrome and Node",
    recorded_by: "node --heap-prof SCRIPT; Chrome's developer tools (Memory, Allocation sampling)",
    sniff: |_name, head| match has_members(head, &[&["head", "callFrame"], &["head", "selfSize"]]) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, _options| Box::new(WholeJson::new(Place::Document, Document::new(name))),
};

/// The file as it is read.
struct Document {
    builder: ProfileBuilder,
    nesting: Nesting,
    nodes: Vec<Node>,
    frame: RawFrame,
    /// Nodes whose size is negative or no number, and the first one's row.
    unreadable: (u64, usize),
}

#[derive(Default)]
struct Node {
    frame: Option<FrameId>,
    bytes: f64,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
enum Place {
    Document,
    Node,
    CallFrame,
    Name,
    Url,
    Line,
    Column,
    SelfSize,
    Children,
}

impl Document {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            nesting: Nesting::default(),
            nodes: Vec::new(),
            frame: RawFrame::default(),
            unreadable: (0, 0),
        }
    }

    fn current(&mut self) -> Option<&mut Node> {
        self.nesting.current().and_then(|row| self.nodes.get_mut(row))
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "head") => Place::Node,
            (Place::Node, "callFrame") => Place::CallFrame,
            (Place::Node, "selfSize") => Place::SelfSize,
            (Place::Node, "children") => Place::Children,
            (Place::CallFrame, "functionName") => Place::Name,
            (Place::CallFrame, "url") => Place::Url,
            (Place::CallFrame, "lineNumber") => Place::Line,
            (Place::CallFrame, "columnNumber") => Place::Column,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Children).then_some(Place::Node)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        match at {
            Place::Name => set_text(&mut self.frame.name, value),
            Place::Url => set_text(&mut self.frame.file, value),
            Place::Line => self.frame.line = from_zero(value),
            Place::Column => self.frame.column = from_zero(value),
            Place::SelfSize => match value.number().filter(|bytes| *bytes >= 0.0) {
                Some(bytes) => {
                    if let Some(node) = self.current() {
                        node.bytes = bytes;
                    }
                }
                None => {
                    if self.unreadable.0 == 0 {
                        self.unreadable.1 = self.nodes.len().saturating_sub(1);
                    }
                    self.unreadable.0 += 1;
                }
            },
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Node => {
                self.nesting.begin();
                self.nodes.push(Node::default());
            }
            Place::CallFrame => self.frame.clear(),
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Node => self.nesting.end(),
            Place::CallFrame => {
                let frame = self.frame.add("(anonymous)", &mut self.builder);
                if let Some(node) = self.current() {
                    node.frame = Some(frame);
                }
            }
            _ => {}
        }
    }
}

impl whole_json::Document for Document {
    const EXPECTED: &'static str = "a heap profile of Chrome or Node";

    fn profiles(self, warnings: &mut Warnings) -> Vec<Profile> {
        let Self { mut builder, nesting, nodes, unreadable, .. } = self;
        let what = "sizes that are negative or no number count as 0";
        warnings.add_many(what, unreadable.0, FilePlace::Row(unreadable.1 as u64), "");
        let unknown = RawFrame::default();
        let frames: Vec<_> = nodes
            .iter()
            .map(|node| node.frame.unwrap_or_else(|| unknown.add("(unknown)", &mut builder)))
            .collect();
        let stacks = nesting.stacks(frames.into_iter(), &mut builder);
        let mut samples = Samples::default();
        let mut weights = Vec::new();
        for (node, stack) in nodes.iter().zip(stacks).filter(|(node, _)| node.bytes > 0.0) {
            samples.stacks.push(Some(stack));
            weights.push(node.bytes);
        }
        if samples.is_empty() {
            return Vec::new();
        }
        let name = "allocated bytes".to_owned();
        let metric = Metric { name, unit: Unit::Bytes, sample_weight: None };
        samples.weights.push((builder.push_metric(metric), Weights::Each(weights.into())));
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        *builder.about() = About { format: FORMAT.name.to_owned(), ..About::default() };
        vec![builder.finish()]
    }
}
