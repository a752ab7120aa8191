//! CPU profiles of V8: `.cpuprofile` files of Chrome's developer tools, Node and Deno.
//!
//! ```json
//! {"nodes": [{"id": 1, "callFrame": {"functionName": "(root)", "url": "", "lineNumber": -1,
//!             "columnNumber": -1}, "hitCount": 0, "children": [2]}, …],
//!  "startTime": 163140599286, "endTime": 163140647178,
//!  "samples": [2, 5, 5], "timeDeltas": [11575, 1060, 1045]}
//! ```
//!
//! `timeDeltas[i]` are the microseconds between sample `i - 1` (or the start) and sample `i`, so
//! a sample lasts for the *next* delta, and the last one for an unknown time. Lines and columns
//! count from 0; -1 is none. Nodes name their children, or in some writers their `parent`. Source:
//! the `Profiler` domain of the Chrome DevTools Protocol, where `samples` may be missing: then
//! `hitCount` says how many fell on each node.

pub(crate) mod document;
mod rows;
mod samples;

use crate::builder::ProfileBuilder;
use crate::call_tree;
use crate::import::json_file::JsonFile;
use crate::import::{Certainty, Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::recording::About;
use crate::sample::Samples;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use document::{Document, Part};
use rows::{Rows, StackOfNode};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "CPU profile of Chrome and Node",
    recorded_by: "node --cpu-prof SCRIPT; Chrome's developer tools (Performance)",
    sniff: |_name, head| sniff(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::Document);
        let file = JsonFile::new(scanner, Document::new(name));
        Box::new(CpuProfileImporter { file })
    },
};

const EXPECTED: &str = "a CPU profile of Chrome or Node";

fn sniff(head: &[u8]) -> Certainty {
    let mut document = Document::new("");
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(document::Place::Document).push(head, &mut document);
    match (document.has_call_frame, document.has_nodes && document.has_time_deltas) {
        (true, _) => Certainty::Sure,
        (_, true) => Certainty::Likely,
        _ => Certainty::No,
    }
}

struct CpuProfileImporter {
    file: JsonFile<Document>,
}

impl Importer for CpuProfileImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.file.finish();
        let mut warnings = Warnings::default();
        self.file.warn(&mut warnings);
        let JsonFile { document, broken, .. } = self.file;
        let found = "nodes without a sample that can be used".to_owned();
        match imported(document, warnings) {
            Some(imported) => Ok(imported),
            None => Err(match &broken {
                Some(error) => broken_json::error(EXPECTED, error),
                None => ImportError {
                    expected: EXPECTED.to_owned(),
                    found,
                    place: Place::Whole,
                    advice: "Record for longer, or save the profile again.".to_owned(),
                },
            }),
        }
    }
}

/// Puts the profile together; `None` if no sample is left.
fn imported(mut document: Document, mut warnings: Warnings) -> Option<Imported> {
    let part = document.take();
    let duration_ns = duration_ns(&part);
    let mut builder = document.builder;
    let samples = samples(part, &mut builder, &mut warnings);
    if samples.is_empty() {
        return None;
    }
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    *builder.about() = About { format: FORMAT.name.to_owned(), duration_ns, ..About::default() };
    Some(Imported { profiles: vec![builder.finish()], warnings, ..Imported::default() })
}

/// How long a sampled profile took, if it says so.
fn duration_ns(part: &Part) -> Option<f64> {
    let (start, end) = part.start_us.zip(part.end_us)?;
    let has_samples = !part.samples.is_empty();
    Some((end - start) * 1e3).filter(|&duration| has_samples && duration > 0.0)
}

/// The samples of a profile whose nodes were made with this builder; their times count from the
/// first one.
pub(crate) fn samples(
    part: Part,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    let mut rows = Rows::for_nodes(part.nodes.len());
    for (row, node) in part.nodes.iter().enumerate() {
        let Some(id) = node.id else { continue };
        if rows.insert(id, row).is_some() {
            let what = "nodes had the number of another one, which was replaced";
            warnings.add(what, Place::Row(row as u64), &id.to_string());
        }
    }
    let mut nodes: Vec<_> = part.nodes.iter().map(|node| (None, node.frame)).collect();
    let named = part
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(row, node)| node.parent.map(|parent| (rows.get(parent), Some(row))));
    let children = part
        .children
        .iter()
        .map(|&(parent, child)| (Some(parent), child.and_then(|child| rows.get(child))));
    for (parent, child) in named.chain(children) {
        match (parent, child) {
            (Some(parent), Some(child)) => {
                if let Some(node) = nodes.get_mut(child) {
                    node.0 = Some(parent);
                }
            }
            (row, other) => {
                let row = row.or(other).unwrap_or_default() as u64;
                let what = "callers or children aren't in the file";
                warnings.add(what, Place::Row(row), "");
            }
        }
    }
    let tree = call_tree::stacks(&nodes, builder);
    let what = "nodes call themselves in a circle, which was cut";
    warnings.add_many(what, tree.cycles, Place::Row(tree.first_cycle as u64), "");
    if part.samples.is_empty() {
        return samples::of_hits(&part.nodes, &tree.stacks, builder);
    }
    let stack_of = StackOfNode::new(&rows, &tree.stacks);
    samples::read(&part.samples, part.time_deltas, &stack_of, builder, warnings)
}
