//! The shape of stackprof's JSON: what is read of it, and where it goes.

use crate::builder::ProfileBuilder;
use crate::json::{Column, Scalar, Schema};
use crate::raw_frame::{RawFrame, from_one, set_text};
use rustc_hash::FxHashMap;

/// The file as it is read.
pub(super) struct Document {
    pub builder: ProfileBuilder,
    pub mode: String,
    /// Microseconds between samples, or allocations from one sample to the next.
    pub interval: Option<f64>,
    pub gc_samples: Option<f64>,
    pub missed_samples: Option<f64>,
    /// In the file's order.
    pub frames: Vec<KnownFrame>,
    /// The row of a frame's number, which may be too large for an `i64`.
    pub rows: FxHashMap<u64, usize>,
    pub raw: Column,
    pub raw_lines: Column,
    pub deltas_us: Column,
    frame: KnownFrame,
    number: Option<f64>,
}

/// A frame of the file's table.
#[derive(Clone, Default)]
pub(super) struct KnownFrame {
    pub raw: RawFrame,
    /// Samples in which it was the leaf.
    pub own_samples: f64,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Mode,
    Interval,
    GcSamples,
    MissedSamples,
    Frames,
    Frame,
    Name,
    File,
    Line,
    OwnSamples,
    Raw,
    RawLines,
    Deltas,
}

impl Document {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            mode: String::new(),
            interval: None,
            gc_samples: None,
            missed_samples: None,
            frames: Vec::new(),
            rows: FxHashMap::default(),
            raw: Column::floats_column(),
            raw_lines: Column::default(),
            deltas_us: Column::floats_column(),
            frame: KnownFrame::default(),
            number: None,
        }
    }

    pub(super) fn counts_objects(&self) -> bool {
        self.mode == "object"
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "mode") => Place::Mode,
            (Place::Document, "interval") => Place::Interval,
            (Place::Document, "gc_samples") => Place::GcSamples,
            (Place::Document, "missed_samples") => Place::MissedSamples,
            (Place::Document, "frames") => Place::Frames,
            (Place::Document, "raw") => Place::Raw,
            (Place::Document, "raw_lines") => Place::RawLines,
            (Place::Document, "raw_timestamp_deltas") => Place::Deltas,
            (Place::Frames, number) => {
                self.number = number.parse().ok();
                Place::Frame
            }
            (Place::Frame, "name") => Place::Name,
            (Place::Frame, "file") => Place::File,
            (Place::Frame, "line") => Place::Line,
            (Place::Frame, "samples") => Place::OwnSamples,
            _ => return None,
        })
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Raw => Some(&mut self.raw),
            Place::RawLines => Some(&mut self.raw_lines),
            Place::Deltas => Some(&mut self.deltas_us),
            _ => None,
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let frame = &mut self.frame;
        match at {
            Place::Mode => set_text(&mut self.mode, value),
            Place::Interval => self.interval = value.number().filter(|interval| *interval >= 0.0),
            Place::GcSamples => self.gc_samples = value.number(),
            Place::MissedSamples => self.missed_samples = value.number(),
            Place::Name => set_text(&mut frame.raw.name, value),
            Place::File => set_text(&mut frame.raw.file, value),
            Place::Line => frame.raw.line = from_one(value),
            Place::OwnSamples => frame.own_samples = value.number().unwrap_or_default(),
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        if matches!(at, Place::Frame) {
            self.frame.raw.clear();
            self.frame.own_samples = 0.0;
        }
    }

    fn end(&mut self, at: Place) {
        if matches!(at, Place::Frame) {
            if let Some(number) = self.number {
                self.rows.insert(number.to_bits(), self.frames.len());
            }
            self.frames.push(self.frame.clone());
        }
    }
}
