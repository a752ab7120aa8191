//! The shape of V8's log: what is read of it, and where it goes.

use super::code_name;
use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::json::{Column, Scalar, Schema};
use crate::raw_frame::{RawFrame, set_text};

/// The file as it is read.
pub(super) struct Document {
    pub builder: ProfileBuilder,
    pub codes: Vec<FrameId>,
    pub ticks: Vec<Tick>,
    /// The rows of code of all ticks, from leaf to root.
    pub rows: Vec<i32>,
    pub without_time: u64,
    name: String,
    kind: String,
    time_us: Option<f64>,
    pairs: Column,
}

/// A sample, whose rows of code are `start..end`.
pub(super) struct Tick {
    pub time_us: f64,
    pub start: usize,
    pub end: usize,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Codes,
    Code,
    Name,
    Kind,
    Ticks,
    Tick,
    Time,
    Pairs,
}

impl Document {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            codes: Vec::new(),
            ticks: Vec::new(),
            rows: Vec::new(),
            without_time: 0,
            name: String::new(),
            kind: String::new(),
            time_us: None,
            pairs: Column::default(),
        }
    }

    /// Adds the code that was read.
    fn end_code(&mut self) {
        let builder = &mut self.builder;
        if self.kind == "JS" {
            let raw = match code_name::script(&self.name) {
                Some((name, file, line, column)) => RawFrame {
                    name: name.to_owned(),
                    file: file.to_owned(),
                    line: Some(line),
                    column: Some(column),
                },
                None => RawFrame { name: self.name.clone(), ..RawFrame::default() },
            };
            // That a function runs optimised or not is a property of its code, not another one.
            self.codes.push(raw.add("(anonymous)", builder));
            return;
        }
        let name = match self.kind.as_str() {
            "CPP" => code_name::native(&self.name),
            _ => &self.name,
        };
        let name = if name.is_empty() { "(unknown)" } else { name };
        let name = builder.string(name);
        let kind = FunctionKind::Native;
        let function = builder.function(Function { name, file: None, library: None, kind });
        self.codes.push(builder.frame(Frame::of(function)));
    }

    /// Adds the tick that was read.
    fn end_tick(&mut self) {
        let Some(time_us) = self.time_us.filter(|time_us| *time_us >= 0.0) else {
            self.without_time += 1;
            return;
        };
        let start = self.rows.len();
        self.rows.extend(self.pairs.integers().iter().step_by(2));
        self.ticks.push(Tick { time_us, start, end: self.rows.len() });
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "code") => Place::Codes,
            (Place::Document, "ticks") => Place::Ticks,
            (Place::Code, "name") => Place::Name,
            (Place::Code, "type") => Place::Kind,
            (Place::Tick, "tm") => Place::Time,
            (Place::Tick, "s") => Place::Pairs,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Codes => Some(Place::Code),
            Place::Ticks => Some(Place::Tick),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Pairs).then_some(&mut self.pairs)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        match at {
            Place::Name => set_text(&mut self.name, value),
            Place::Kind => set_text(&mut self.kind, value),
            Place::Time => self.time_us = value.number(),
            // A row of code may be null; those behind it keep their numbers.
            Place::Code => {
                self.name.clear();
                self.kind.clear();
                self.end_code();
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Code => {
                self.name.clear();
                self.kind.clear();
            }
            Place::Tick => {
                self.time_us = None;
                if let Column::Integers(pairs) = &mut self.pairs {
                    pairs.clear();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Code => self.end_code(),
            Place::Tick => self.end_tick(),
            _ => {}
        }
    }
}
