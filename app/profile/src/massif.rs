//! The output of valgrind's massif: snapshots of the heap, some with a tree of who allocated it.
//!
//! ```text
//! cmd: ./wordstat 30
//! snapshot=3
//! time=1374103
//! mem_heap_B=26775
//! heap_tree=peak
//! n1: 26775 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.
//!  n1: 19992 0x1F6F1E: grow (raw_vec.rs:342)
//!   n0: 19992 0x1F4142: main (main.rs:7)
//!  n0: 6783 in 53 places, all below massif's threshold (1.00%)
//! ```
//!
//! Each snapshot with a tree is a profile, the peak first. The trees begin at the allocation and
//! go to the callers, so stacks are read from their ends; what a node has more than its children
//! was allocated by it.

use crate::ProfileBuilder;
use crate::dhat::frame_text;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::import::lines::{LineFile, ReadLines, lossy, split_word, trim_end, whole_number};
use crate::import::numbers::leading_digits;
use crate::import::{Certainty, Format, Imported};
use crate::metric::{Metric, Unit};
use crate::raw_frame::KnownFrames;
use crate::recording::Profile;
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "massif",
    recorded_by: "valgrind --tool=massif PROGRAM",
    sniff: |_name, head| {
        let has = |start: &[u8]| head.split(|&byte| byte == b'\n').any(|it| it.starts_with(start));
        let is_massif = has(b"snapshot=") && (has(b"mem_heap_B=") || has(b"time_unit:"));
        if is_massif { Certainty::Sure } else { Certainty::No }
    },
    start: |name, _| {
        let read = Read { name: name.to_owned(), ..Read::default() };
        Box::new(LineFile::new(read))
    },
};

const UNREADABLE: &str = "lines that are no part of a snapshot were skipped";
const TOO_LARGE: &str = "parts of a tree are larger than the whole";

#[derive(Default)]
struct Read {
    name: String,
    command: String,
    time_unit: String,
    /// The lines `key=value` of the current snapshot.
    labels: Vec<(String, String)>,
    /// The tree that is being read, or its memory.
    tree: Tree,
    is_in_tree: bool,
    /// One at most, but in files that were joined.
    peaks: Vec<Profile>,
    others: Vec<Profile>,
    warnings: Warnings,
}

/// A tree as it is read.
#[derive(Default)]
struct Tree {
    builder: ProfileBuilder,
    known: KnownFrames,
    is_peak: bool,
    /// The nodes from the root to the last line.
    path: Vec<Node>,
    samples: Samples,
    weights: Vec<f64>,
}

struct Node {
    frame: Option<FrameId>,
    bytes: u64,
    bytes_of_children: u64,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let text = lossy(line);
        let text = trim_end(&text);
        let node = text.trim_start_matches(' ');
        if node.is_empty() || node.starts_with('#') {
            return;
        }
        if self.is_in_tree
            && let Some((bytes, what)) = split_node(node)
        {
            match self.tree.node(text.len() - node.len(), bytes, what) {
                Some(true) => {}
                Some(false) => self.warn(TOO_LARGE, number, line),
                None => self.warn(UNREADABLE, number, line),
            }
            return;
        }
        if let Some(kind) = text.strip_prefix("heap_tree=") {
            self.end_tree();
            if kind != "empty" {
                self.is_in_tree = true;
                self.tree.is_peak = kind == "peak";
            }
        } else if let Some((key, value)) = text.split_once('=') {
            if key == "snapshot" {
                self.end_tree();
                self.labels.clear();
            }
            self.labels.push((key.to_owned(), value.to_owned()));
        } else if let Some(command) = text.strip_prefix("cmd:") {
            command.trim().clone_into(&mut self.command);
        } else if let Some(unit) = text.strip_prefix("time_unit:") {
            unit.trim().clone_into(&mut self.time_unit);
        } else if !text.starts_with("desc:") {
            self.warn(UNREADABLE, number, line);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        self.end_tree();
        // The newest peak first.
        let mut profiles: Vec<Profile> = self.peaks.into_iter().rev().collect();
        profiles.append(&mut self.others);
        if profiles.is_empty() {
            return Err(ImportError {
                expected: "a snapshot of massif with a tree".to_owned(),
                found: "none".to_owned(),
                place: Place::Whole,
                advice: "Record it with `--detailed-freq=1`, and let the program end.".to_owned(),
            });
        }
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    fn end_tree(&mut self) {
        self.is_in_tree = false;
        let tree = &mut self.tree;
        tree.shorten(0);
        tree.known.clear();
        let mut samples = std::mem::take(&mut tree.samples);
        let weights = std::mem::take(&mut tree.weights);
        if samples.is_empty() {
            tree.builder.begin_next();
            return;
        }
        let about = tree.builder.about();
        about.tool = "massif".to_owned();
        about.command.clone_from(&self.command);
        for (key, value) in &self.labels {
            let (label, unit) = match key.as_str() {
                "time" => ("time", self.time_unit.as_str()),
                "mem_heap_B" => ("heap", "B"),
                "mem_heap_extra_B" => ("extra heap", "B"),
                "mem_stacks_B" => ("stacks", "B"),
                other => (other, ""),
            };
            about.labels.push((label.to_owned(), format!("{value} {unit}").trim().to_owned()));
        }
        let metric = Metric { name: "heap".to_owned(), unit: Unit::Bytes, sample_weight: None };
        let metric = tree.builder.push_metric(metric);
        samples.weights = vec![(metric, Weights::Each(weights.into()))];
        tree.builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let mut profile = tree.builder.begin_next();
        profile.name.clone_from(&self.name);
        if let Some((_, snapshot)) = self.labels.iter().find(|(key, _)| key == "snapshot") {
            let peak = if tree.is_peak { ", the peak" } else { "" };
            profile.name = format!("{} (snapshot {snapshot}{peak})", self.name);
        }
        let profiles = if tree.is_peak { &mut self.peaks } else { &mut self.others };
        profiles.push(profile);
    }
}

impl Tree {
    /// Adds a node; whether its parent is large enough, `None` if it has none.
    fn node(&mut self, depth: usize, bytes: u64, what: &str) -> Option<bool> {
        if depth > self.path.len() || (depth == 0 && !self.path.is_empty()) {
            return None;
        }
        self.shorten(depth);
        let mut fits = true;
        if let Some(parent) = self.path.last_mut() {
            parent.bytes_of_children = parent.bytes_of_children.saturating_add(bytes);
            fits = parent.bytes_of_children <= parent.bytes;
        }
        let Self { builder, known, .. } = self;
        let is_code = what.starts_with("0x");
        let frame = (is_code || depth > 0).then(|| {
            known.get_or_add(what.as_bytes(), || {
                if is_code {
                    return frame_text::frame(what, builder);
                }
                let name = builder.string(what);
                let kind = FunctionKind::Label;
                let function = Function { name, file: None, library: None, kind };
                let function = builder.function(function);
                builder.frame(Frame::of(function))
            })
        });
        self.path.push(Node { frame, bytes, bytes_of_children: 0 });
        Some(fits)
    }

    /// Ends all nodes at `depth` and deeper: what they have more than their children is a sample.
    fn shorten(&mut self, depth: usize) {
        while self.path.len() > depth {
            let Some(last) = self.path.last() else { return };
            let own_bytes = last.bytes.saturating_sub(last.bytes_of_children);
            if own_bytes > 0 {
                let mut stack = None;
                for frame in self.path.iter().rev().filter_map(|node| node.frame) {
                    stack = Some(self.builder.stack(stack, frame));
                }
                self.samples.stacks.push(stack);
                self.weights.push(own_bytes as f64);
            }
            self.path.pop();
        }
    }
}

/// `n1: 19992 0x1F6F1E: grow (raw_vec.rs:342)`: the bytes and what follows them.
fn split_node(text: &str) -> Option<(u64, &str)> {
    let rest = text.strip_prefix('n')?;
    let (_, length) = leading_digits(rest.as_bytes());
    let rest = match rest.get(length..)?.strip_prefix(": ") {
        Some(rest) if length > 0 => rest,
        _ => {
            let (count, rest) = rest.split_once(": ")?;
            count.parse::<u64>().ok()?;
            rest
        }
    };
    let (bytes, what) = split_word(rest)?;
    let number = whole_number(bytes.as_bytes()).or_else(|| bytes.parse().ok())?;
    Some((number, what))
}
