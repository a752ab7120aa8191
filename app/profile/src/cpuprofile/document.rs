//! The shape of a CPU profile: what is read of it, and where it goes.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::json::{Column, Scalar, Schema};

/// The file as it is read.
pub(crate) struct Document {
    pub builder: ProfileBuilder,
    pub part: Part,
    pub has_nodes: bool,
    pub has_call_frame: bool,
    pub has_time_deltas: bool,
    samples: Column,
    time_deltas: Column,
    /// The children of the node that is being read.
    children: Column,
    node: RawNode,
}

/// A profile, or a piece of one.
#[derive(Default)]
pub(crate) struct Part {
    pub nodes: Vec<Node>,
    /// The row of a node and the number of one that it called; none where that is no number.
    pub children: Vec<(usize, Option<i64>)>,
    pub samples: Vec<i32>,
    pub time_deltas: Vec<f64>,
    pub start_us: Option<f64>,
    pub end_us: Option<f64>,
}

impl Part {
    /// Appends the piece that follows.
    pub(crate) fn append(&mut self, mut next: Self) {
        let row = self.nodes.len();
        self.nodes.append(&mut next.nodes);
        self.children.extend(next.children.into_iter().map(|(at, child)| (row + at, child)));
        self.samples.append(&mut next.samples);
        self.time_deltas.append(&mut next.time_deltas);
        self.start_us = self.start_us.or(next.start_us);
        self.end_us = next.end_us.or(self.end_us);
    }
}

/// A node of the call tree.
pub(crate) struct Node {
    pub id: Option<i64>,
    pub parent: Option<i64>,
    pub hits: f64,
    pub frame: FrameId,
}

/// The node that is being read.
#[derive(Default)]
struct RawNode {
    id: Option<i64>,
    parent: Option<i64>,
    hits: f64,
    name: String,
    url: String,
    line: Option<u32>,
    column: Option<u32>,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Document,
    Nodes,
    Node,
    Id,
    Parent,
    Hits,
    CallFrame,
    Name,
    Url,
    Line,
    Column,
    Children,
    Samples,
    TimeDeltas,
    StartTime,
    EndTime,
}

impl Document {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            part: Part::default(),
            samples: Column::default(),
            time_deltas: Column::floats_column(),
            children: Column::floats_column(),
            has_nodes: false,
            has_call_frame: false,
            has_time_deltas: false,
            node: RawNode::default(),
        }
    }

    /// Takes what was read so far.
    pub(crate) fn take(&mut self) -> Part {
        let mut part = std::mem::take(&mut self.part);
        if let Column::Integers(samples) = &mut self.samples {
            part.samples = std::mem::take(samples);
        }
        if let Column::Floats(deltas) = &mut self.time_deltas {
            part.time_deltas = std::mem::take(deltas);
        }
        part
    }

    /// Adds the node that was read.
    fn end_node(&mut self) {
        let node = &self.node;
        let name = if node.name.is_empty() { "(anonymous)" } else { &node.name };
        let name = self.builder.string(name);
        let file = (!node.url.is_empty()).then(|| self.builder.string(&node.url));
        let kind = FunctionKind::Unknown;
        let function = self.builder.function(Function { name, file, library: None, kind });
        let (line, column) = (node.line, node.column);
        let frame = self.builder.frame(Frame { line, column, ..Frame::of(function) });
        self.part.nodes.push(Node { id: node.id, parent: node.parent, hits: node.hits, frame });
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "nodes") => Place::Nodes,
            (Place::Document, "samples") => Place::Samples,
            (Place::Document, "timeDeltas") => {
                self.has_time_deltas = true;
                Place::TimeDeltas
            }
            (Place::Document, "startTime") => Place::StartTime,
            (Place::Document, "endTime") => Place::EndTime,
            (Place::Node, "id") => Place::Id,
            (Place::Node, "parent") => Place::Parent,
            (Place::Node, "hitCount") => Place::Hits,
            (Place::Node, "children") => Place::Children,
            (Place::Node, "callFrame") => Place::CallFrame,
            (Place::CallFrame, "functionName") => {
                self.has_call_frame = true;
                Place::Name
            }
            (Place::CallFrame, "url") => Place::Url,
            (Place::CallFrame, "lineNumber") => Place::Line,
            (Place::CallFrame, "columnNumber") => Place::Column,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Nodes).then_some(Place::Node)
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Samples => Some(&mut self.samples),
            Place::Children => Some(&mut self.children),
            Place::TimeDeltas => Some(&mut self.time_deltas),
            _ => None,
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let set = |text: &mut String| {
            text.clear();
            text.push_str(value.text().unwrap_or_default());
        };
        let node = &mut self.node;
        match at {
            Place::Id => node.id = integer(value),
            Place::Parent => node.parent = integer(value),
            Place::Hits => node.hits = value.number().unwrap_or_default(),
            Place::Name => set(&mut node.name),
            Place::Url => set(&mut node.url),
            Place::Line => node.line = one_based(value),
            Place::Column => node.column = one_based(value),
            Place::StartTime => self.part.start_us = value.number(),
            Place::EndTime => self.part.end_us = value.number(),
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Nodes => self.has_nodes = true,
            Place::Node => {
                let RawNode { mut name, mut url, .. } = std::mem::take(&mut self.node);
                name.clear();
                url.clear();
                self.node = RawNode { name, url, ..RawNode::default() };
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Node => self.end_node(),
            Place::Children => {
                if let Column::Floats(children) = &mut self.children {
                    let row = self.part.nodes.len();
                    let ids = children.drain(..).map(|child| (row, whole(child)));
                    self.part.children.extend(ids);
                }
            }
            _ => {}
        }
    }
}

/// The whole number, if it is one that a float holds exactly.
fn integer(value: Scalar<'_>) -> Option<i64> {
    value.number().and_then(whole)
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// A line or column that the file counts from 0, counted from 1; -1 stands for none.
fn one_based(value: Scalar<'_>) -> Option<u32> {
    u32::try_from(integer(value)?).ok()?.checked_add(1)
}
