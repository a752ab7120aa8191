//! callgrind's files: a call graph with costs.
//!
//! ```text
//! # callgrind format
//! events: Ir
//! fl=(1) main.rs
//! fn=(1) main
//! 16 20
//! cfn=(2) work
//! calls=3 50
//! 16 400
//! ```
//!
//! Line 16 of `main` costs 20 by itself, and its three calls of `work` cost 400, which is not
//! added to `main`. Quirks: names get numbers ([`names`]); a line has one place or two
//! (`positions:`) and may leave out costs of 0 at its end; several parts add up; lines `jump=` and
//! `jcnd=` say nothing of costs; `fi=` and `fe=` tell from which file inlined code is, which
//! belongs to the function all the same. Stacks are estimated ([`graph`]). Costs are summed over a
//! function's lines. The format is described in valgrind's manual.

mod events;
mod graph;
mod names;

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, FunctionId, StackId, StringId};
use crate::import::lines::{LineFile, ReadLines};
use crate::import::{Certainty, Format, Imported};
use crate::library::Library;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use events::Event;
use graph::Graph;
use names::Names;
use rustc_hash::FxHashMap;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "callgrind",
    recorded_by: "valgrind --tool=callgrind",
    sniff,
    start: |name, _| Box::new(LineFile::new(Read::new(name))),
};

const UNREADABLE: &str = "lines that are neither a name nor costs were skipped";
const NO_FUNCTION: &str = "costs before the first function were skipped";
const UNKNOWN_NUMBER: &str = "numbers of names that the file doesn't give stand for them";
const OTHER_TOTAL: &str = "the file's own total isn't the sum of its costs, which is shown";

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    if head.starts_with(b"# callgrind format") {
        return Certainty::Sure;
    }
    let mut lines = head.split(|&byte| byte == b'\n');
    let has = |start: &[u8]| lines.clone().any(|line| line.starts_with(start));
    let is_it = has(b"events:") && has(b"fn=");
    if is_it && lines.next().is_some_and(|line| line.starts_with(b"version:")) {
        return Certainty::Sure;
    }
    if is_it { Certainty::Likely } else { Certainty::No }
}

struct Read {
    builder: ProfileBuilder,
    graph: Graph,
    /// Each function by binary, file and name, and its row in the graph.
    rows: FxHashMap<(StringId, StringId, StringId), usize>,
    frames: Vec<FrameId>,
    libraries: FxHashMap<StringId, crate::id::LibraryId>,
    object_names: Names,
    file_names: Names,
    function_names: Names,
    object: StringId,
    file: StringId,
    function: Option<usize>,
    called_object: Option<StringId>,
    called_file: Option<StringId>,
    called: Option<usize>,
    /// Whether the next costs are those of a call.
    is_call: bool,
    events: Vec<Event>,
    /// For each column of the current part its row in `events`.
    columns: Vec<usize>,
    positions: usize,
    totals: Vec<f64>,
    costs: Vec<f64>,
    warnings: Warnings,
    error: Option<ImportError>,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii();
        match line.first() {
            None | Some(b'#') => return,
            Some(b'0'..=b'9' | b'+' | b'-' | b'*') => return self.costs(number, line),
            Some(_) => {}
        }
        let builder = &mut self.builder;
        let (_, is_known) = match line {
            [b'f', b'n', b'=', name @ ..] => {
                let (name, is_known) = self.function_names.read(name, builder);
                self.function = Some(self.row(self.object, self.file, name));
                (name, is_known)
            }
            [b'c', b'f', b'n', b'=', name @ ..] => {
                let (name, is_known) = self.function_names.read(name, builder);
                let object = self.called_object.take().unwrap_or(self.object);
                let file = self.called_file.take().unwrap_or(self.file);
                self.called = Some(self.row(object, file, name));
                (name, is_known)
            }
            [b'f', b'l' | b'i' | b'e', b'=', name @ ..] => {
                let read = self.file_names.read(name, builder);
                self.file = read.0;
                read
            }
            [b'c', b'f', b'i' | b'l', b'=', name @ ..] => {
                let read = self.file_names.read(name, builder);
                self.called_file = Some(read.0);
                read
            }
            [b'o', b'b', b'=', name @ ..] => {
                let read = self.object_names.read(name, builder);
                self.object = read.0;
                read
            }
            [b'c', b'o', b'b', b'=', name @ ..] => {
                let read = self.object_names.read(name, builder);
                self.called_object = Some(read.0);
                read
            }
            [b'c', b'a', b'l', b'l', b's', b'=', ..] => {
                self.is_call = true;
                return;
            }
            [b'j', b'u', b'm', b'p', b'=', ..] | [b'j', b'c', b'n', b'd', b'=', ..] => return,
            // Where jumps lead to: not used, but a name may get its number here.
            [b'j', b'f', b'i', b'=', name @ ..] => self.file_names.read(name, builder),
            [b'j', b'f', b'n', b'=', name @ ..] => self.function_names.read(name, builder),
            [b'j', b'o', b'b', b'=', name @ ..] => self.object_names.read(name, builder),
            _ => return self.header(number, line),
        };
        if !is_known {
            self.warn(UNKNOWN_NUMBER, number, line);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn error(&self) -> Option<ImportError> {
        self.error.clone()
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if !self.graph.own.iter().flatten().any(|&cost| cost > 0.0) {
            return Err(no_costs());
        }
        let nodes = self.graph.tree();
        let mut shares = vec![0.0; self.frames.len()];
        for node in &nodes {
            shares[node.function] += node.share;
        }
        let mut node_stacks: Vec<StackId> = Vec::with_capacity(nodes.len());
        let mut stacks = Vec::new();
        let mut columns = vec![Vec::new(); self.events.len()];
        for node in &nodes {
            let prefix = node.parent.map(|parent| node_stacks[parent]);
            let stack = self.builder.stack(prefix, self.frames[node.function]);
            node_stacks.push(stack);
            let part = node.share / shares[node.function];
            let own = |event| self.graph.own(node.function, event) * part;
            if (0..columns.len()).all(|event| own(event) == 0.0) {
                continue;
            }
            stacks.push(Some(stack));
            for (event, column) in columns.iter_mut().enumerate() {
                column.push(own(event) * self.events[event].factor);
            }
        }
        for (event, total) in self.totals.iter().enumerate() {
            let sum: f64 = (0..self.frames.len()).map(|row| self.graph.own(row, event)).sum();
            if sum != *total {
                let text = format!("{}: {total} instead of {sum}", self.events[event].name);
                self.warnings.add(OTHER_TOTAL, Place::Whole, &text);
            }
        }
        let mut weights = Vec::new();
        for (row, (event, column)) in self.events.iter().zip(columns).enumerate() {
            let metric = self.builder.push_metric(event.metric());
            weights.push((metric, Weights::Each(column.into())));
            if self.graph.has_calls() {
                let totals = self.stated_totals(row, event.factor);
                self.builder.push_stated_totals(metric, totals);
            }
        }
        let samples = Samples { stacks, times_ns: Vec::new(), weights };
        self.builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let about = self.builder.about();
        about.format = FORMAT.name.to_owned();
        about.paths_are_estimated = self.graph.has_calls();
        let profiles = vec![self.builder.finish()];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    fn new(name: &str) -> Self {
        let mut builder = ProfileBuilder::new(name);
        let empty = builder.string("");
        Self {
            builder,
            graph: Graph::default(),
            rows: FxHashMap::default(),
            frames: Vec::new(),
            libraries: FxHashMap::default(),
            object_names: Names::default(),
            file_names: Names::default(),
            function_names: Names::default(),
            object: empty,
            file: empty,
            function: None,
            called_object: None,
            called_file: None,
            called: None,
            is_call: false,
            events: Vec::new(),
            columns: Vec::new(),
            positions: 1,
            totals: Vec::new(),
            costs: Vec::new(),
            warnings: Warnings::default(),
            error: None,
        }
    }

    fn header(&mut self, number: u64, line: &[u8]) {
        let sign = line.iter().position(|&byte| byte == b'=' || byte == b':');
        let parts = sign.and_then(|at| line.split_at_checked(at + 1));
        let Some((key, rest)) = parts else { return self.warn(UNREADABLE, number, line) };
        let text = String::from_utf8_lossy(rest.trim_ascii()).into_owned();
        match key {
            b"events:" => {
                let place = |name: &str| {
                    let known = self.events.iter().position(|event| event.name == name);
                    known.unwrap_or_else(|| {
                        self.events.push(Event::new(name));
                        self.events.len() - 1
                    })
                };
                self.columns = text.split_ascii_whitespace().map(place).collect();
            }
            b"positions:" => self.positions = text.split_ascii_whitespace().count().max(1),
            b"version:" if text != "1" => self.error = Some(unknown_version(number, &text)),
            b"creator:" => self.builder.about().tool = text,
            b"cmd:" => self.builder.about().command = text,
            b"totals:" => {
                for (index, word) in text.split_ascii_whitespace().enumerate() {
                    let Some(&event) = self.columns.get(index) else { break };
                    if self.totals.len() <= event {
                        self.totals.resize(event + 1, 0.0);
                    }
                    let number = word.parse::<u64>().unwrap_or(0) as f64;
                    if let Some(total) = self.totals.get_mut(event) {
                        *total += number;
                    }
                }
            }
            key if key.ends_with(b":") => {}
            _ => self.warn(UNREADABLE, number, line),
        }
    }

    fn costs(&mut self, number: u64, line: &[u8]) {
        let read = events::costs(line, self.positions, self.columns.len(), &mut self.costs);
        let is_call = std::mem::take(&mut self.is_call);
        let called = if is_call { self.called } else { None };
        let Some(()) = read else { return self.warn(UNREADABLE, number, line) };
        let Some(function) = self.function else { return self.warn(NO_FUNCTION, number, line) };
        if is_call {
            let first = self.columns.iter().position(|&event| event == 0);
            let cost = first.and_then(|column| self.costs.get(column)).copied().unwrap_or(0.0);
            if let Some(called) = called {
                self.graph.add_call(function, called, cost);
                for (&event, &cost) in self.columns.iter().zip(&self.costs) {
                    self.graph.add_call_cost(function, called, event, cost);
                }
            }
            return;
        }
        for (&event, &cost) in self.columns.iter().zip(&self.costs) {
            self.graph.add_cost(function, event, cost);
        }
    }

    /// The row of a function in the graph.
    fn row(&mut self, object: StringId, file: StringId, name: StringId) -> usize {
        if let Some(&row) = self.rows.get(&(object, file, name)) {
            return row;
        }
        let library = self.library(object);
        let text = self.builder.profile().text(file);
        let file_name = (!matches!(text, "" | "???")).then_some(file);
        let kind = FunctionKind::Native;
        let function = self.builder.function(Function { name, file: file_name, library, kind });
        self.frames.push(self.builder.frame(Frame::of(function)));
        let row = self.graph.add_function();
        self.rows.insert((object, file, name), row);
        row
    }

    fn library(&mut self, object: StringId) -> Option<crate::id::LibraryId> {
        let path = self.builder.profile().text(object).to_owned();
        if matches!(path.as_str(), "" | "???") {
            return None;
        }
        let builder = &mut self.builder;
        Some(*self.libraries.entry(object).or_insert_with(|| {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
            let debug_name = name.clone();
            builder.push_library(Library { name, path, debug_name, debug_id: String::new() })
        }))
    }

    /// What each function costs with all that it calls, which the stacks only estimate.
    fn stated_totals(&self, event: usize, factor: f64) -> Vec<(FunctionId, f64)> {
        let frames = &self.builder.profile().frames;
        let row = |(row, &frame): (usize, &FrameId)| {
            (frames.function(frame), self.graph.stated_total(row, event) * factor)
        };
        self.frames.iter().enumerate().map(row).collect()
    }
}

fn unknown_version(number: u64, version: &str) -> ImportError {
    ImportError {
        expected: "version 1 of callgrind's format".to_owned(),
        found: format!("version {}", version.chars().take(20).collect::<String>()),
        place: Place::Line(number),
        advice: "Only version 1 is known: valgrind 3 writes it.".to_owned(),
    }
}

fn no_costs() -> ImportError {
    ImportError {
        expected: "costs of functions".to_owned(),
        found: "a callgrind file without any".to_owned(),
        place: Place::Whole,
        advice: "Check that the program ran, and that `--toggle-collect` names a function of it."
            .to_owned(),
    }
}
