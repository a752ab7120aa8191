//! Timeline recordings of Safari's Web Inspector (Export, `…-recording.json`).
//!
//! ```json
//! {"version": 1, "recording": {"displayName": "Timeline Recording 1", "startTime": 4.16,
//!  "endTime": 6.69, "instrumentTypes": ["timeline-record-type-script"], "records": [],
//!  "sampleStackTraces": [{"timestamp": 4.51, "stackFrames": [
//!    {"sourceID": "8", "name": "gamma", "line": 20, "column": 15, "url": "file:///simple.js",
//!     "expressionLocation": {"line": 22, "column": 19}}]}],
//!  "sampleDurations": [0.0011]}}
//! ```
//!
//! Frames go from leaf to root, times are seconds. A frame stands where its function begins, so
//! that one function is one; where in it the program was (`expressionLocation`) isn't read.
//! `records` tell of network, layout and painting, not of functions. Time without any script has
//! no sample. Source: WebKit's `TimelineRecording.js`.

use crate::builder::ProfileBuilder;
use crate::id::{FrameId, StackId};
use crate::import::whole_json::{self, WholeJson};
use crate::import::{Certainty, Format};
use crate::json::{Column, Scalar, Schema, has_members};
use crate::metric::{Metric, Unit};
use crate::raw_frame::{RawFrame, from_one, set_text};
use crate::recording::{About, Profile};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{Place as FilePlace, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Safari timeline",
    recorded_by: "Safari's Web Inspector: Timelines, record, Export",
    sniff: |_name, head| match has_members(
        head,
        &[&["version"], &["recording", "displayName"], &["recording", "instrumentTypes"]],
    ) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, _options| Box::new(WholeJson::new(Place::Document, Document::new(name))),
};

/// The file as it is read.
struct Document {
    builder: ProfileBuilder,
    display_name: String,
    start_s: Option<f64>,
    end_s: Option<f64>,
    stacks: Vec<Option<StackId>>,
    timestamps_s: Vec<f64>,
    durations_s: Column,
    /// The frames of the sample that is being read, from leaf to root.
    chain: Vec<FrameId>,
    timestamp_s: Option<f64>,
    frame: RawFrame,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
enum Place {
    Document,
    Recording,
    DisplayName,
    StartTime,
    EndTime,
    Samples,
    Sample,
    Timestamp,
    Frames,
    Frame,
    Name,
    Url,
    Line,
    Column,
    Durations,
}

impl Document {
    fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            display_name: String::new(),
            start_s: None,
            end_s: None,
            stacks: Vec::new(),
            timestamps_s: Vec::new(),
            durations_s: Column::floats_column(),
            chain: Vec::new(),
            timestamp_s: None,
            frame: RawFrame::default(),
        }
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "recording") => Place::Recording,
            (Place::Recording, "displayName") => Place::DisplayName,
            (Place::Recording, "startTime") => Place::StartTime,
            (Place::Recording, "endTime") => Place::EndTime,
            (Place::Recording, "sampleStackTraces") => Place::Samples,
            (Place::Recording, "sampleDurations") => Place::Durations,
            (Place::Sample, "timestamp") => Place::Timestamp,
            (Place::Sample, "stackFrames") => Place::Frames,
            (Place::Frame, "name") => Place::Name,
            (Place::Frame, "url") => Place::Url,
            (Place::Frame, "line") => Place::Line,
            (Place::Frame, "column") => Place::Column,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Samples => Some(Place::Sample),
            Place::Frames => Some(Place::Frame),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Durations).then_some(&mut self.durations_s)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        match at {
            Place::DisplayName => set_text(&mut self.display_name, value),
            Place::StartTime => self.start_s = value.number(),
            Place::EndTime => self.end_s = value.number(),
            Place::Timestamp => self.timestamp_s = value.number(),
            Place::Name => set_text(&mut self.frame.name, value),
            Place::Url => set_text(&mut self.frame.file, value),
            Place::Line => self.frame.line = from_one(value),
            Place::Column => self.frame.column = from_one(value),
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Sample => {
                self.chain.clear();
                self.timestamp_s = None;
            }
            Place::Frame => self.frame.clear(),
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Frame => {
                let frame = self.frame.add("(anonymous)", &mut self.builder);
                self.chain.push(frame);
            }
            Place::Sample => {
                let mut stack = None;
                for &frame in self.chain.iter().rev() {
                    stack = Some(self.builder.stack(stack, frame));
                }
                self.stacks.push(stack);
                self.timestamps_s.push(self.timestamp_s.unwrap_or(f64::NAN));
            }
            _ => {}
        }
    }
}

impl whole_json::Document for Document {
    const EXPECTED: &'static str = "a timeline recording of Safari with samples of scripts";

    fn profiles(self, warnings: &mut Warnings) -> Vec<Profile> {
        let Self { mut builder, stacks, timestamps_s, durations_s, .. } = self;
        if stacks.is_empty() {
            return Vec::new();
        }
        let durations_s = durations_s.floats();
        let mut weights_s = Vec::new();
        for row in 0..stacks.len() {
            let duration_s = durations_s.get(row).copied().filter(|seconds| *seconds >= 0.0);
            if duration_s.is_none() {
                let what = "samples without a duration were counted with none";
                warnings.add(what, FilePlace::Row(row as u64), "");
            }
            weights_s.push(duration_s.filter(|seconds| seconds.is_finite()).unwrap_or(0.0));
        }
        let start_s = self.start_s.or(timestamps_s.first().copied()).unwrap_or_default();
        let times_ns: Vec<_> =
            timestamps_s.iter().map(|at_s| ((at_s - start_s) * 1e9).max(0.0)).collect();
        // A maximum with what is no number is the other one, so the timestamps tell.
        let has_times = timestamps_s.iter().all(|time| time.is_finite());
        let mut samples = Samples { stacks, ..Samples::default() };
        if has_times {
            samples.times_ns = times_ns;
        }
        let time = Metric { name: "time".to_owned(), unit: Unit::Seconds, sample_weight: None };
        samples.weights.push((builder.push_metric(time), Weights::Each(weights_s.into())));
        let name = "samples".to_owned();
        let counted = Metric { name, unit: Unit::Samples, sample_weight: Some(1.0) };
        samples.weights.push((builder.push_metric(counted), Weights::Ones));
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let duration_s = self.start_s.zip(self.end_s).map(|(start, end)| end - start);
        let name = Some(self.display_name).filter(|name| !name.is_empty());
        *builder.about() = About {
            format: FORMAT.name.to_owned(),
            tool: "Safari".to_owned(),
            duration_ns: duration_s.filter(|seconds| *seconds > 0.0).map(|seconds| seconds * 1e9),
            labels: name.map(|name| ("name".to_owned(), name)).into_iter().collect(),
            ..About::default()
        };
        vec![builder.finish()]
    }
}
