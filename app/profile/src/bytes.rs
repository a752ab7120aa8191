//! The byte form of a profile: a few flat buffers, which cross between workers by transfer.
//!
//! The first buffer is a header (postcard): texts, metrics, libraries, and which columns the
//! samples have. Each further buffer is one column, little-endian, ids as row + 1 with 0 for none,
//! in this order; a column that the model leaves empty is an empty buffer:
//!
//! ```text
//! strings     text, ends
//! functions   names, files, libraries, kinds
//! frames      functions, lines, columns, addresses, inlined, first lines, first columns
//! stacks      prefixes, frames
//! then for each table of samples of each thread
//!             stacks, times, and the weights of each metric that aren't all 1: fractions, or what is
//!             small and what isn't (`compact.rs`)
//! then for each metric that the file states totals of
//!             the functions' totals
//! ```
//!
//! On their way the buffers of all profiles of a file are packed into as few chunks as they need.

mod chunks;
mod column;

pub use chunks::{pack, unpack};

use crate::column::Column;
use crate::compact::Compact;
use crate::frame::Frames;
use crate::function::{FunctionKind, Functions};
use crate::id::{FrameId, FunctionId, LibraryId, MetricId, StackId, StringId};
use crate::library::Library;
use crate::metric::Metric;
use crate::recording::{About, Profile, StatedTotals};
use crate::sample::{Samples, Weights};
use crate::stack::Stacks;
use crate::strings::Strings;
use crate::thread::Thread;
use column::{Reader, from_column};
use serde::{Deserialize, Serialize};

/// Goes up with each change of the form, so that pages and engines of different builds notice.
const VERSION: u32 = 4;

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    name: String,
    about: About,
    libraries: Vec<Library>,
    metrics: Vec<Metric>,
    threads: Vec<ThreadHeader>,
    /// The metrics that there are stated totals of: row + 1.
    stated_totals: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct ThreadHeader {
    name: String,
    process: String,
    tid: String,
    pid: String,
    /// For each table of samples its metrics: row + 1, and how its weights are kept.
    tables: Vec<Vec<(u32, WeightsKept)>>,
}

/// Which buffers the weights of a table have.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum WeightsKept {
    /// None: all are 1.
    No,
    /// One of 64-bit floats.
    Fractions,
    /// Two: see [`Compact::into_parts`].
    Whole,
}

/// Why buffers are no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BytesError {
    /// What is wrong with which column: "a stack's prefix is no row".
    what: &'static str,
}

impl std::fmt::Display for BytesError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Expected the buffers of a profile; {}", self.what)
    }
}

impl std::error::Error for BytesError {}

fn broken<T>(what: &'static str) -> Result<T, BytesError> {
    Err(BytesError { what })
}

/// Takes a profile apart into buffers. Each column is freed as soon as it is converted, so that
/// memory holds the profile once and one column twice.
pub fn into_buffers(profile: Profile) -> Vec<Vec<u8>> {
    let Profile { name, about, strings, libraries, functions, frames, stacks, .. } = profile;
    let (metrics, threads) = (profile.metrics, profile.threads);
    let mut buffers = vec![Vec::new()];
    let (text, ends) = strings.into_parts();
    buffers.push(text.into_bytes());
    buffers.push(from_column(ends, u32::to_le_bytes));

    let Functions { names, files, libraries: function_libraries, kinds } = functions;
    buffers.push(from_column(names, |id| StringId::to_raw(Some(id)).to_le_bytes()));
    buffers.push(from_column(files, |id| StringId::to_raw(id).to_le_bytes()));
    buffers.push(from_column(function_libraries, |id| LibraryId::to_raw(id).to_le_bytes()));
    buffers.push(from_column(kinds, |kind| [kind as u8]));

    let Frames { functions, lines, columns, addresses, inlined, first_lines, first_columns } =
        frames;
    buffers.push(from_column(functions, |id| FunctionId::to_raw(Some(id)).to_le_bytes()));
    buffers.push(from_column(lines, u32::to_le_bytes));
    buffers.push(from_column(columns, u32::to_le_bytes));
    buffers.push(from_column(addresses, u64::to_le_bytes));
    buffers.push(from_column(inlined, |inlined| [u8::from(inlined)]));
    buffers.push(from_column(first_lines, u32::to_le_bytes));
    buffers.push(from_column(first_columns, u32::to_le_bytes));

    let (prefixes, leaves) = stacks.into_columns();
    buffers.push(from_column(prefixes, |id| StackId::to_raw(id).to_le_bytes()));
    buffers.push(from_column(leaves, |id| FrameId::to_raw(Some(id)).to_le_bytes()));

    let threads = threads.into_iter().map(|thread| push_thread(thread, &mut buffers)).collect();
    let push_totals = |StatedTotals { metric, of_functions }| {
        buffers.push(from_column(of_functions, f64::to_le_bytes));
        MetricId::to_raw(Some(metric))
    };
    let stated_totals = profile.stated_totals.into_iter().map(push_totals).collect();
    let version = VERSION;
    let header = Header { version, name, about, libraries, metrics, threads, stated_totals };
    // An empty header, which is an error to read, stands for one that can't be written; that
    // doesn't happen, since postcard can write all of its fields.
    buffers[0] = postcard::to_allocvec(&header).unwrap_or_default();
    buffers
}

fn push_thread(thread: Thread, buffers: &mut Vec<Vec<u8>>) -> ThreadHeader {
    let Thread { name, process, tid, pid, samples } = thread;
    let mut tables = Vec::with_capacity(samples.len());
    for Samples { stacks, times_ns, weights } in samples {
        buffers.push(from_column(stacks, |id| StackId::to_raw(id).to_le_bytes()));
        buffers.push(from_column(times_ns, f64::to_le_bytes));
        let mut table = Vec::with_capacity(weights.len());
        for (metric, weights) in weights {
            let metric = MetricId::to_raw(Some(metric));
            table.push((metric, push_weights(weights, buffers)));
        }
        tables.push(table);
    }
    ThreadHeader { name, process, tid, pid, tables }
}

fn push_weights(weights: Weights, buffers: &mut Vec<Vec<u8>>) -> WeightsKept {
    match weights {
        Weights::Ones => WeightsKept::No,
        Weights::Each(Column::Fractions(values)) => {
            buffers.push(from_column(values, f64::to_le_bytes));
            WeightsKept::Fractions
        }
        Weights::Each(Column::Whole(values)) => {
            let (bytes, others) = values.into_parts();
            buffers.push(bytes);
            buffers.push(from_column(others, u32::to_le_bytes));
            WeightsKept::Whole
        }
    }
}

/// Puts a profile together from buffers.
///
/// # Errors
/// When anything in them isn't as [`into_buffers`] writes it: an id that is no row, a prefix that
/// doesn't stand before its stack, a weight that is negative or no number. What is returned can be
/// read without a further check.
pub fn from_buffers(buffers: Vec<Vec<u8>>) -> Result<Profile, BytesError> {
    let mut reader = Reader::new(buffers);
    let Ok(header) = postcard::from_bytes::<Header>(&reader.bytes()?) else {
        return broken("the header can't be read");
    };
    let Header { version, name, about, libraries, metrics, threads, stated_totals } = header;
    if version != VERSION {
        return broken("they are of another version: reload the page");
    }
    if metrics.is_empty() || threads.is_empty() {
        return broken("there is no metric or no thread");
    }
    let Ok(text) = String::from_utf8(reader.bytes()?) else {
        return broken("the strings aren't UTF-8");
    };
    let Some(strings) = Strings::from_parts(text, reader.numbers()?) else {
        return broken("the strings are cut in the wrong places");
    };
    let functions = read_functions(&mut reader, strings.len(), libraries.len())?;
    let frames = read_frames(&mut reader, functions.len())?;
    let prefixes = reader.optional_ids(usize::MAX, StackId::from_raw, StackId::index)?;
    let leaves = reader.ids(frames.len(), FrameId::from_raw, FrameId::index)?;
    let Some(stacks) = Stacks::from_columns(prefixes, leaves) else {
        return broken("a prefix doesn't stand before its stack");
    };
    let mut read = Vec::with_capacity(threads.len());
    for thread in threads {
        read.push(read_thread(&mut reader, thread, stacks.len(), metrics.len())?);
    }
    let threads = read;
    let totals = stated_totals.into_iter().map(|metric| {
        let metric = read_metric(metric, metrics.len())?;
        let of_functions = read_values(&mut reader, functions.len())?;
        Ok(StatedTotals { metric, of_functions })
    });
    let stated_totals = totals.collect::<Result<_, _>>()?;
    if !reader.is_at_end() {
        return broken("there are too many columns");
    }
    Ok(Profile {
        name,
        about,
        strings,
        libraries,
        functions,
        frames,
        stacks,
        metrics,
        threads,
        stated_totals,
    })
}

fn read_functions(
    reader: &mut Reader,
    strings: usize,
    libraries: usize,
) -> Result<Functions, BytesError> {
    let names = reader.ids(strings, StringId::from_raw, StringId::index)?;
    let files = reader.optional_ids(strings, StringId::from_raw, StringId::index)?;
    let libraries = reader.optional_ids(libraries, LibraryId::from_raw, LibraryId::index)?;
    let kinds: Vec<_> = reader.bytes()?.into_iter().map(FunctionKind::from_raw).collect();
    if [files.len(), libraries.len(), kinds.len()] != [names.len(); 3] {
        return broken("the columns of functions differ in length");
    }
    Ok(Functions { names, files, libraries, kinds })
}

fn read_frames(reader: &mut Reader, functions: usize) -> Result<Frames, BytesError> {
    let functions = reader.ids(functions, FunctionId::from_raw, FunctionId::index)?;
    let lines = reader.numbers()?;
    let columns = reader.numbers()?;
    let addresses = reader.column(u64::from_le_bytes)?;
    let inlined: Vec<bool> = reader.bytes()?.into_iter().map(|byte| byte != 0).collect();
    let first_lines = reader.numbers()?;
    let first_columns = reader.numbers()?;
    let lengths = [lines.len(), columns.len(), addresses.len(), inlined.len()];
    let mut lengths = lengths.into_iter().chain([first_lines.len(), first_columns.len()]);
    if lengths.any(|length| length != 0 && length != functions.len()) {
        return broken("the columns of frames differ in length");
    }
    Ok(Frames { functions, lines, columns, addresses, inlined, first_lines, first_columns })
}

fn read_thread(
    reader: &mut Reader,
    header: ThreadHeader,
    stack_count: usize,
    metric_count: usize,
) -> Result<Thread, BytesError> {
    let ThreadHeader { name, process, tid, pid, tables } = header;
    let mut samples = Vec::with_capacity(tables.len());
    for table in tables {
        let stacks = reader.optional_ids(stack_count, StackId::from_raw, StackId::index)?;
        let times_ns = reader.valid_column("a time is no number", |bytes| {
            Some(f64::from_le_bytes(bytes)).filter(|time| time.is_finite())
        })?;
        if !times_ns.is_empty() && times_ns.len() != stacks.len() {
            return broken("a table has more or fewer times than samples");
        }
        let mut weights = Vec::with_capacity(table.len());
        for (metric, kept) in table {
            let metric = read_metric(metric, metric_count)?;
            weights.push((metric, read_weights(reader, kept, stacks.len())?));
        }
        samples.push(Samples { stacks, times_ns, weights });
    }
    Ok(Thread { name, process, tid, pid, samples })
}

fn read_metric(raw: u32, metric_count: usize) -> Result<MetricId, BytesError> {
    let metric = MetricId::from_raw(raw).filter(|id| id.index() < metric_count);
    metric.ok_or(BytesError { what: "a metric is no row" })
}

fn read_weights(
    reader: &mut Reader,
    kept: WeightsKept,
    samples: usize,
) -> Result<Weights, BytesError> {
    let column = match kept {
        WeightsKept::No => return Ok(Weights::Ones),
        WeightsKept::Fractions => Column::Fractions(read_values(reader, samples)?),
        WeightsKept::Whole => {
            let column = Compact::from_parts(reader.bytes()?, reader.numbers()?);
            match column.filter(|column| column.len() == samples) {
                Some(column) => Column::Whole(column),
                None => return broken("weights are kept in a wrong way"),
            }
        }
    };
    Ok(Weights::Each(column))
}

/// A column of `count` weights.
fn read_values(reader: &mut Reader, count: usize) -> Result<Vec<f64>, BytesError> {
    let values = reader.valid_column("a weight is negative or no number", |bytes| {
        Some(f64::from_le_bytes(bytes)).filter(|&weight| weight >= 0.0 && weight.is_finite())
    })?;
    if values.len() != count {
        return broken("there are more or fewer weights than rows");
    }
    Ok(values)
}
