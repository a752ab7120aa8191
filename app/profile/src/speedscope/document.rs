//! The shape of a speedscope file: what is read of it, and where it goes.

use super::events::{Open, RawEvent};
use super::numbered;
use super::raw::RawProfile;
use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId};
use crate::json::{Column, Scalar, Schema};
use crate::warning::Warnings;

/// The file as it is read.
pub(super) struct Document {
    pub builder: ProfileBuilder,
    pub name: String,
    pub exporter: String,
    pub frames: Vec<FrameId>,
    /// The complete ones.
    pub profiles: Vec<RawProfile>,
    pub warnings: Warnings,
    frame: RawFrame,
    /// The profile that is being read.
    raw: RawProfile,
    is_in_profile: bool,
    open: Open,
    event: RawEvent,
    has_events: bool,
    /// The frames of the sample that is being read.
    sample: Column,
    /// Those of the one before, each with the stack that ends in it: most samples share a prefix.
    last_sample: Vec<(i32, StackId)>,
}

#[derive(Default)]
struct RawFrame {
    name: String,
    file: String,
    line: Option<u32>,
    column: Option<u32>,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Name,
    Exporter,
    Shared,
    Frames,
    Frame,
    FrameName,
    FrameFile,
    FrameLine,
    FrameColumn,
    Profiles,
    Profile,
    ProfileName,
    Unit,
    UnitName,
    StartValue,
    EndValue,
    Samples,
    Sample,
    Weights,
    Events,
    Event,
    EventType,
    EventFrame,
    EventAt,
}

impl Document {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            name: String::new(),
            exporter: String::new(),
            frames: Vec::new(),
            profiles: Vec::new(),
            warnings: Warnings::default(),
            frame: RawFrame::default(),
            raw: RawProfile::default(),
            is_in_profile: false,
            open: Open::default(),
            event: RawEvent::default(),
            has_events: false,
            sample: Column::default(),
            last_sample: Vec::new(),
        }
    }

    /// The file ends inside a profile: what there is of it counts.
    pub(super) fn break_off(&mut self) {
        if self.is_in_profile {
            self.end_profile();
        }
    }

    fn end_frame(&mut self) {
        let raw = &self.frame;
        let name = self.builder.string(&raw.name);
        let file = (!raw.file.is_empty()).then(|| self.builder.string(&raw.file));
        let kind = FunctionKind::Unknown;
        let function = self.builder.function(Function { name, file, library: None, kind });
        let (line, column) = (raw.line, raw.column);
        self.frames.push(self.builder.frame(Frame { line, column, ..Frame::of(function) }));
    }

    /// The sample is complete; it begins with the first `shared` frames of the one before.
    fn end_sample(&mut self, shared: usize) {
        let frames = self.sample.integers();
        let last = &mut self.last_sample;
        let pairs = last.iter().zip(frames).skip(shared);
        let shared = shared + pairs.take_while(|(a, b)| a.0 == **b).count();
        last.truncate(shared);
        for &frame in frames.iter().skip(shared) {
            let prefix = last.last().map(|&(_, stack)| stack);
            last.push((frame, self.builder.stack(prefix, numbered(Some(frame)))));
        }
        self.raw.stacks.push(last.last().map(|&(_, stack)| stack));
    }

    fn end_profile(&mut self) {
        let mut raw = std::mem::take(&mut self.raw);
        let open = std::mem::take(&mut self.open);
        if self.has_events {
            open.finish(&mut raw, &mut self.warnings);
        } else {
            raw.end_sampled(&mut self.warnings);
        }
        self.profiles.push(raw);
        self.is_in_profile = false;
        self.has_events = false;
        self.last_sample.clear();
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Event, "type") => Place::EventType,
            (Place::Event, "frame") => Place::EventFrame,
            (Place::Event, "at") => Place::EventAt,
            (Place::Frame, "name") => Place::FrameName,
            (Place::Frame, "file") => Place::FrameFile,
            (Place::Frame, "line") => Place::FrameLine,
            (Place::Frame, "col") => Place::FrameColumn,
            (Place::Document, "shared") => Place::Shared,
            (Place::Shared, "frames") => Place::Frames,
            (Place::Document, "profiles") => Place::Profiles,
            (Place::Document, "name") => Place::Name,
            (Place::Document, "exporter") => Place::Exporter,
            (Place::Profile, "name") => Place::ProfileName,
            (Place::Profile, "unit") => Place::Unit,
            (Place::Profile, "unitName") => Place::UnitName,
            (Place::Profile, "startValue") => Place::StartValue,
            (Place::Profile, "endValue") => Place::EndValue,
            // A profile has one of the two.
            (Place::Profile, "samples") if !self.has_events => Place::Samples,
            (Place::Profile, "weights") if !self.has_events => Place::Weights,
            (Place::Profile, "events") if self.raw.is_empty() && self.raw.weights.is_empty() => {
                Place::Events
            }
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Frames => Some(Place::Frame),
            Place::Profiles => Some(Place::Profile),
            Place::Samples => Some(Place::Sample),
            Place::Events => Some(Place::Event),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Sample => Some(&mut self.sample),
            Place::Weights => Some(&mut self.raw.weights),
            _ => None,
        }
    }

    fn row_column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Samples).then_some(&mut self.sample)
    }

    fn row(&mut self, _at: Place, shared: usize) {
        self.end_sample(shared);
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let set = |text: &mut String| {
            text.clear();
            text.push_str(value.text().unwrap_or_default());
        };
        let integer = || {
            let number = value.number().filter(|number| number.fract() == 0.0);
            number.filter(|&number| (0.0..2_147_483_647.0).contains(&number))
        };
        match at {
            Place::EventType => {
                self.event.opens = match value.text() {
                    Some("O") => Some(true),
                    Some("C") => Some(false),
                    _ => None,
                };
            }
            Place::EventFrame => self.event.frame = integer().map(|number| number as i32),
            Place::EventAt => self.event.at = value.number(),
            Place::FrameName => set(&mut self.frame.name),
            Place::FrameFile => set(&mut self.frame.file),
            Place::FrameLine => {
                self.frame.line = integer().map(|line| line as u32).filter(|&line| line > 0);
            }
            Place::FrameColumn => {
                self.frame.column = integer().map(|col| col as u32).filter(|&col| col > 0);
            }
            Place::Name => set(&mut self.name),
            Place::Exporter => set(&mut self.exporter),
            Place::ProfileName => set(&mut self.raw.name),
            Place::Unit => set(&mut self.raw.unit),
            Place::UnitName => set(&mut self.raw.unit_name),
            Place::StartValue => self.raw.start = value.number(),
            Place::EndValue => self.raw.end = value.number(),
            // Something that is no list of frames: it keeps its weight.
            Place::Sample => self.raw.stacks.push(None),
            // So that the numbers of those after it stay right.
            Place::Frame => {
                self.begin(Place::Frame);
                self.end_frame();
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Event => self.event = RawEvent::default(),
            Place::Sample => {
                if let Column::Integers(frames) = &mut self.sample {
                    frames.clear();
                }
            }
            Place::Frame => {
                self.frame.name.clear();
                self.frame.file.clear();
                (self.frame.line, self.frame.column) = (None, None);
            }
            Place::Profile => self.is_in_profile = true,
            Place::Events => self.has_events = true,
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Event => {
                let Self { event, raw, builder, warnings, .. } = self;
                self.open.event(*event, raw, builder, warnings);
            }
            Place::Sample => self.end_sample(0),
            Place::Frame => self.end_frame(),
            Place::Profile => self.end_profile(),
            _ => {}
        }
    }
}
