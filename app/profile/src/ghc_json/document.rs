//! The shape of GHC's JSON: what is read of it, and where it goes.

use super::place;
use crate::builder::ProfileBuilder;
use crate::call_tree::Nesting;
use crate::id::FrameId;
use crate::json::{Scalar, Schema};
use crate::raw_frame::{RawFrame, set_text};

/// The file as it is read.
pub(super) struct Document {
    pub builder: ProfileBuilder,
    pub command: Vec<String>,
    pub end_time: String,
    pub total_s: Option<f64>,
    pub tick_us: Option<f64>,
    /// Number and frame of each cost centre.
    pub centres: Vec<(u64, FrameId)>,
    pub nesting: Nesting,
    pub nodes: Vec<Node>,
    centre: Centre,
}

/// A node of the call tree.
#[derive(Default)]
pub(super) struct Node {
    pub id: Option<u64>,
    /// Ticks, bytes, entries.
    pub numbers: [f64; 3],
    pub unreadable: u8,
}

#[derive(Default)]
struct Centre {
    id: Option<u64>,
    label: String,
    module: String,
    place: String,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Arguments,
    Argument,
    EndTime,
    TotalTime,
    TickInterval,
    Centres,
    Centre,
    CentreId,
    Label,
    Module,
    Source,
    Node,
    NodeId,
    /// One of a node's numbers.
    Number(usize),
    Children,
}

impl Document {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            command: Vec::new(),
            end_time: String::new(),
            total_s: None,
            tick_us: None,
            centres: Vec::new(),
            nesting: Nesting::default(),
            nodes: Vec::new(),
            centre: Centre::default(),
        }
    }

    fn current(&mut self) -> Option<&mut Node> {
        self.nesting.current().and_then(|row| self.nodes.get_mut(row))
    }

    fn end_centre(&mut self) {
        let Centre { id, label, module, place } = &self.centre;
        let Some(id) = *id else { return };
        let name = match module.as_str() {
            "" => label.clone(),
            module => format!("{module}.{label}"),
        };
        let (file, line, column) = place::parse(place).unwrap_or_default();
        let frame = RawFrame { name, file: file.to_owned(), line, column };
        self.centres.push((id, frame.add("(unknown)", &mut self.builder)));
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "arguments") => Place::Arguments,
            (Place::Document, "end_time") => Place::EndTime,
            (Place::Document, "total_time") => Place::TotalTime,
            (Place::Document, "tick_interval") => Place::TickInterval,
            (Place::Document, "cost_centres") => Place::Centres,
            (Place::Document, "profile") => Place::Node,
            (Place::Centre, "id") => Place::CentreId,
            (Place::Centre, "label") => Place::Label,
            (Place::Centre, "module") => Place::Module,
            (Place::Centre, "src_loc") => Place::Source,
            (Place::Node, "id") => Place::NodeId,
            (Place::Node, "ticks") => Place::Number(0),
            (Place::Node, "alloc") => Place::Number(1),
            (Place::Node, "entries") => Place::Number(2),
            (Place::Node, "children") => Place::Children,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Arguments => Some(Place::Argument),
            Place::Centres => Some(Place::Centre),
            Place::Children => Some(Place::Node),
            _ => None,
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let number = value.number().filter(|number| *number >= 0.0);
        // Numbers of centres are small whole ones.
        let id = number.map(f64::to_bits);
        let centre = &mut self.centre;
        match at {
            Place::Argument => self.command.extend(value.text().map(str::to_owned)),
            Place::EndTime => set_text(&mut self.end_time, value),
            Place::TotalTime => self.total_s = number,
            Place::TickInterval => self.tick_us = number.filter(|number| *number > 0.0),
            Place::CentreId => centre.id = id,
            Place::Label => set_text(&mut centre.label, value),
            Place::Module => set_text(&mut centre.module, value),
            Place::Source => set_text(&mut centre.place, value),
            Place::NodeId => {
                if let Some(node) = self.current() {
                    node.id = id;
                }
            }
            Place::Number(index) => {
                if let Some(node) = self.current() {
                    match (number, node.numbers.get_mut(index)) {
                        (Some(number), Some(known)) => *known = number,
                        _ => node.unreadable = node.unreadable.saturating_add(1),
                    }
                }
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Node => {
                self.nesting.begin();
                self.nodes.push(Node::default());
            }
            Place::Centre => {
                let Centre { mut label, mut module, mut place, .. } =
                    std::mem::take(&mut self.centre);
                label.clear();
                module.clear();
                place.clear();
                self.centre = Centre { id: None, label, module, place };
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Node => self.nesting.end(),
            Place::Centre => self.end_centre(),
            _ => {}
        }
    }
}
