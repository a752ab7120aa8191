//! The shape of a file of trace events: what is read of it, and where it goes.

use super::asynchronous::Asynchronous;
use super::event::{Event, Kind, RawEvent, Track, set};
use super::profiles::Profiles;
use super::samples::{RawNode, RawSample};
use super::script::{self, Field, Script};
use crate::builder::ProfileBuilder;
use crate::cpuprofile::document as cpu;
use crate::id::{FrameId, StringId};
use crate::json::{Column, Scalar, Schema};
use crate::warning::{Place as At, Warnings};
use rustc_hash::FxHashMap;

/// The file as it is read.
pub(super) struct Document {
    pub builder: ProfileBuilder,
    pub tracks: Vec<Track>,
    pub asynchronous: Asynchronous,
    pub profiles: Profiles,
    pub process_names: FxHashMap<StringId, String>,
    pub thread_names: FxHashMap<(StringId, StringId), String>,
    pub samples: Vec<RawSample>,
    pub nodes: Vec<RawNode>,
    pub warnings: Warnings,
    track_rows: FxHashMap<(StringId, StringId), usize>,
    /// The row of the track that was looked up last.
    last_track: usize,
    /// The frame that each name had last, by the row of the name.
    last_frames: Vec<Option<LastFrame>>,
    /// The event, sample or stack frame that is being read.
    raw: RawEvent,
    /// The number of that stack frame and of its caller.
    node: (String, String),
    rows: u64,
    is_list: bool,
    is_in_event: bool,
    /// Whether the event has what may belong to a profile.
    has_profile: bool,
}

/// A frame with a certain name, and what else tells it from others.
#[derive(Clone, Copy)]
struct LastFrame {
    /// Its file, line and script.
    place: (Option<StringId>, Option<u32>, Option<Script>),
    frame: FrameId,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The list of events or an object.
    Document,
    Events,
    Event,
    Phase,
    Name,
    Pid,
    Tid,
    Time,
    Duration,
    ThreadDuration,
    Arguments,
    File,
    Line,
    MetaName,
    Samples,
    Sample,
    StackFrame,
    Nodes,
    Node,
    NodeParent,
    Script(Field),
    Category,
    Scope,
    Id,
    /// `id2`, an object that says which processes share the id.
    ScopedId,
    LocalId,
    /// The argument `data`, which holds profiles among others.
    Data,
    Profile(cpu::Place),
}

impl Document {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            tracks: Vec::new(),
            asynchronous: Asynchronous::default(),
            profiles: Profiles::new(name),
            process_names: FxHashMap::default(),
            thread_names: FxHashMap::default(),
            samples: Vec::new(),
            nodes: Vec::new(),
            warnings: Warnings::default(),
            track_rows: FxHashMap::default(),
            last_track: 0,
            last_frames: Vec::new(),
            raw: RawEvent::default(),
            node: (String::new(), String::new()),
            rows: 0,
            is_list: false,
            is_in_event: false,
            has_profile: false,
        }
    }

    /// Whether the reading stands in a bare list of events, and in none of them.
    pub(super) fn is_between_events(&self) -> bool {
        self.is_list && !self.is_in_event && self.rows > 0
    }

    /// The track of a thread.
    pub(super) fn track(&mut self, pid: StringId, tid: StringId) -> Option<&mut Track> {
        // Most events are of the same thread as the one before.
        let last = self.tracks.get(self.last_track);
        if last.is_none_or(|last| last.pid != pid || last.tid != tid) {
            self.last_track = *self.track_rows.entry((pid, tid)).or_insert_with(|| {
                self.tracks.push(Track { pid, tid, events: Vec::new() });
                self.tracks.len() - 1
            });
        }
        self.tracks.get_mut(self.last_track)
    }

    fn end_event(&mut self) {
        let row = self.rows;
        self.rows += 1;
        let raw = &mut self.raw;
        let place = At::Row(row);
        let kind = match raw.phase.as_str() {
            "B" => Kind::Begin,
            "E" => Kind::End { is_named: raw.has_name },
            "X" => Kind::Complete,
            "M" => return self.end_metadata(),
            "b" | "S" => Kind::Begin,
            "e" | "F" => Kind::End { is_named: raw.has_name },
            "n" | "T" | "p" | "s" | "t" | "f" => {
                let what = "steps of asynchronous spans and arrows between spans were skipped";
                return self.warnings.add(what, place, raw.name.text());
            }
            _ if Profiles::has(raw) => return self.profiles.end_event(raw),
            _ => {
                let what = "events that are no spans (instants, counters and so on) were skipped";
                return self.warnings.add(
                    what,
                    place,
                    &format!("{} {}", raw.phase, raw.name.text()),
                );
            }
        };
        let Some(start_us) = raw.time_us else {
            let what = "events without a time were skipped";
            return self.warnings.add(what, place, raw.name.text());
        };
        let duration_us = match (kind, raw.duration_us.or(raw.thread_duration_us)) {
            (Kind::Complete, None) => {
                let what = "complete events without a duration were skipped";
                return self.warnings.add(what, place, raw.name.text());
            }
            (Kind::Complete, Some(duration)) if duration < 0.0 => {
                let what = "complete events with a negative duration were skipped";
                return self.warnings.add(what, place, raw.name.text());
            }
            (Kind::Complete, Some(duration)) => duration,
            _ => 0.0,
        };
        let builder = &mut self.builder;
        let pid = raw.pid.id(builder);
        let name = match raw.name.text() {
            "" => builder.string("(unnamed)"),
            _ => raw.name.id(builder),
        };
        let frame = match kind {
            // Only the beginning's frame is shown.
            Kind::End { .. } => FrameId::new(0),
            _ => {
                let file = (!raw.file.is_empty()).then(|| builder.string(&raw.file));
                let script = raw.script.of_event(builder);
                let last = self.last_frames.get(name.index()).copied().flatten();
                let place = (file, raw.line, script);
                match last.filter(|last| last.place == place) {
                    Some(last) => last.frame,
                    None => {
                        let frame = match script.filter(|_| file.is_none()) {
                            Some(script) => script.frame(name, builder),
                            None => script::plain_frame(name, file, raw.line, builder),
                        };
                        if name.index() >= self.last_frames.len() {
                            self.last_frames.resize(name.index() + 1, None);
                        }
                        if let Some(last) = self.last_frames.get_mut(name.index()) {
                            *last = Some(LastFrame { place, frame });
                        }
                        frame
                    }
                }
            }
        };
        let end_us = start_us + duration_us;
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let event = Event { kind, start_us, end_us, name, frame, row };
        if matches!(raw.phase.as_str(), "b" | "e" | "S" | "F") {
            return self.asynchronous.push(raw, pid, event);
        }
        let tid = raw.tid.id(builder);
        if let Some(track) = self.track(pid, tid) {
            track.events.push(event);
        }
    }

    fn end_metadata(&mut self) {
        let raw = &mut self.raw;
        let name = raw.meta_name.clone();
        let (pid, tid) = (raw.pid.id(&mut self.builder), raw.tid.id(&mut self.builder));
        match raw.name.text() {
            "process_name" => {
                self.process_names.insert(pid, name);
            }
            "thread_name" => {
                self.thread_names.insert((pid, tid), name);
            }
            // Sort orders, labels and the like say nothing of the time.
            _ => {}
        }
    }

    fn end_sample(&mut self) {
        let raw = &mut self.raw;
        let Some(time_us) = raw.time_us else {
            self.warnings.add("samples without a time were skipped", At::Whole, "");
            return;
        };
        let (pid, tid) = (raw.pid.id(&mut self.builder), raw.tid.id(&mut self.builder));
        let stack_frame = self.builder.string(&raw.stack_frame);
        self.samples.push(RawSample { time_us, pid, tid, stack_frame });
    }

    fn end_node(&mut self) {
        let (id, parent) = (&self.node.0, &self.node.1);
        let id = self.builder.string(id);
        let parent = (!parent.is_empty()).then(|| self.builder.string(parent));
        let frame = self.raw.script.stack_frame(self.raw.name.text(), &mut self.builder);
        self.nodes.push(RawNode { id, parent, frame });
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Event | Place::Sample, "ts") => Place::Time,
            (Place::Event | Place::Sample, "pid") => Place::Pid,
            (Place::Event | Place::Sample, "tid") => Place::Tid,
            (Place::Event | Place::Node, "name") => Place::Name,
            (Place::Event, "ph") => Place::Phase,
            (Place::Event, "dur") => Place::Duration,
            (Place::Event, "tdur") => Place::ThreadDuration,
            (Place::Event, "cat") => Place::Category,
            (Place::Event, "scope") => Place::Scope,
            (Place::Event, "id") | (Place::ScopedId, "global") => Place::Id,
            (Place::Event, "id2") => Place::ScopedId,
            (Place::ScopedId, "local") => Place::LocalId,
            (Place::Event, "args") => Place::Arguments,
            (Place::Arguments, "data") => Place::Data,
            (Place::Data, "cpuProfile") => {
                self.has_profile = true;
                Place::Profile(cpu::Place::Document)
            }
            (Place::Data, "startTime" | "endTime" | "timeDeltas") => {
                self.has_profile = true;
                return self.profiles.event.member(cpu::Place::Document, key).map(Place::Profile);
            }
            (Place::Profile(at), key) => {
                return self.profiles.event.member(at, key).map(Place::Profile);
            }
            (Place::Event | Place::Arguments, ".file") => Place::File,
            (Place::Event | Place::Arguments, ".line") => Place::Line,
            // As py-spy writes it; a line without a file in front of it may be anything.
            (Place::Arguments, "filename") => Place::File,
            (Place::Arguments, "line") if !self.raw.file.is_empty() => Place::Line,
            (Place::Arguments, "name") => Place::MetaName,
            (Place::Sample, "sf") => Place::StackFrame,
            (Place::Node, "parent") => Place::NodeParent,
            (Place::Nodes, key) => {
                self.node.0.clear();
                self.node.0.push_str(key);
                Place::Node
            }
            (Place::Document, "traceEvents") => Place::Events,
            (Place::Document, "samples") => Place::Samples,
            (Place::Document, "stackFrames") => Place::Nodes,
            (Place::Arguments | Place::Node, key) => Place::Script(Field::named(key)?),
            _ => return None,
        })
    }

    fn repeats_names(&self, at: Place) -> bool {
        matches!(at, Place::Event)
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Document => {
                self.is_list = true;
                Some(Place::Event)
            }
            Place::Events => Some(Place::Event),
            Place::Samples => Some(Place::Sample),
            Place::Profile(at) => self.profiles.event.element(at).map(Place::Profile),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Profile(at) => self.profiles.event.column(at),
            _ => None,
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let raw = &mut self.raw;
        // Some writers put numbers into quotes.
        let number = || {
            let written = value.text().and_then(|text| text.trim().parse::<f64>().ok());
            value.number().or(written).filter(|number| number.abs() < 1e18)
        };
        match at {
            Place::Phase => set(&mut raw.phase, value),
            Place::Name => {
                raw.has_name = value.text().is_some();
                raw.name.set(value);
            }
            Place::Pid => raw.pid.set(value),
            Place::Tid => raw.tid.set(value),
            Place::Time => raw.time_us = number(),
            Place::Duration => raw.duration_us = number(),
            Place::ThreadDuration => raw.thread_duration_us = number(),
            Place::File => set(&mut raw.file, value),
            Place::Line => {
                let whole = number().filter(|line| (1.0..4e9).contains(line));
                raw.line = whole.map(|line| line as u32);
            }
            Place::Script(field) => raw.script.set(field, value),
            Place::Category => raw.category.set(value),
            Place::Scope => set(&mut raw.scope, value),
            Place::Id => set(&mut raw.id, value),
            Place::LocalId => {
                raw.has_local_id = true;
                set(&mut raw.id, value);
            }
            Place::Profile(at) => self.profiles.event.scalar(at, value),
            Place::MetaName => set(&mut raw.meta_name, value),
            Place::StackFrame => set(&mut raw.stack_frame, value),
            Place::NodeParent => set(&mut self.node.1, value),
            Place::Event => {
                let what = "elements of the list that are no events were skipped";
                self.warnings.add(what, At::Row(self.rows), "");
                self.rows += 1;
            }
            _ => {}
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Event | Place::Sample => {
                self.raw.clear();
                self.is_in_event = true;
                // Others than profiles have a `startTime` too.
                if std::mem::take(&mut self.has_profile) {
                    self.profiles.event.take();
                }
            }
            Place::Profile(at) => self.profiles.event.begin(at),
            Place::Node => {
                self.raw.clear();
                self.node.1.clear();
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Event => self.end_event(),
            Place::Sample => self.end_sample(),
            Place::Node => self.end_node(),
            Place::Profile(at) => return self.profiles.event.end(at),
            _ => return,
        }
        self.is_in_event = false;
    }
}
