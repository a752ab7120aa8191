//! Profiles of the Firefox Profiler, with the same samples as the folded ones.

use super::{Generated, KERNEL, Model, PROLOGUE, THREADS};
use std::collections::HashMap;
use std::fmt::Display;
use std::io::{self, Write};

/// Where the tables stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// In each thread, with `prefix` and `time`: version 49, samply 0.13.
    PerThread,
    /// Shared by all threads, with `prefixOffset` and `timeDeltas`: version 66.
    Shared,
}

/// The stacks and functions of one scope.
#[derive(Default)]
struct Tables {
    functions: Vec<u16>,
    function_rows: HashMap<u16, usize>,
    /// Prefix and frame; a frame has the row of its function.
    stacks: Vec<(Option<usize>, usize)>,
    stack_rows: HashMap<(Option<usize>, usize), usize>,
}

impl Tables {
    /// The row of the stack; adds to `length` about what new rows take in the file.
    fn stack(&mut self, path: &[u16], length: &mut u64) -> Option<usize> {
        let mut prefix = None;
        for &function in path {
            let functions = &mut self.functions;
            let frame = *self.function_rows.entry(function).or_insert_with(|| {
                functions.push(function);
                *length += 130;
                functions.len() - 1
            });
            let stacks = &mut self.stacks;
            let row = *self.stack_rows.entry((prefix, frame)).or_insert_with(|| {
                stacks.push((prefix, frame));
                *length += 10;
                stacks.len() - 1
            });
            prefix = Some(row);
        }
        prefix
    }

    fn write(&self, model: &Model, layout: Layout, out: &mut impl Write) -> io::Result<()> {
        let count = self.functions.len();
        let rows = || self.stacks.iter().enumerate();
        write!(out, r#""stackTable":{{"length":{},"frame":["#, self.stacks.len())?;
        list(self.stacks.iter().map(|(_, frame)| frame), out)?;
        match layout {
            Layout::PerThread => {
                write!(out, r#"],"prefix":["#)?;
                list(rows().map(|(_, (prefix, _))| number(*prefix)), out)?;
            }
            Layout::Shared => {
                write!(out, r#"],"prefixOffset":["#)?;
                list(
                    rows().map(|(row, (prefix, _))| prefix.map_or(0, |prefix| row - prefix)),
                    out,
                )?;
            }
        }
        write!(out, r#"]}},"frameTable":{{"length":{count},"func":["#)?;
        list(0..count, out)?;
        write!(out, r#"],"address":["#)?;
        list(self.functions.iter().map(|&function| 0x40000 + 64 * u32::from(function)), out)?;
        write!(out, r#"],"category":["#)?;
        let kernel = PROLOGUE.len()..PROLOGUE.len() + KERNEL.len();
        let category =
            |&function: &u16| if kernel.contains(&usize::from(function)) { 1 } else { 0 };
        list(self.functions.iter().map(category), out)?;
        write!(out, r#"]}},"funcTable":{{"length":{count},"name":["#)?;
        list(1..=count, out)?;
        write!(out, r#"],"resource":["#)?;
        list(self.functions.iter().map(|_| 0), out)?;
        write!(
            out,
            r#"]}},"resourceTable":{{"length":1,"name":[0],"lib":[0]}},"stringArray":["app""#
        )?;
        for &function in &self.functions {
            write!(out, r#","{}""#, model.names[usize::from(function)])?;
        }
        write!(out, "]")
    }
}

/// Writes a profile of about `bytes` to `out`.
///
/// # Errors
/// When `out` can't be written.
pub fn firefox(
    bytes: u64,
    seed: u64,
    layout: Layout,
    out: &mut impl Write,
) -> io::Result<Generated> {
    let mut model = Model::new(seed);
    let mut tables: Vec<Tables> = (0..THREADS).map(|_| Tables::default()).collect();
    let mut samples: Vec<Vec<(Option<usize>, u64)>> = vec![Vec::new(); THREADS];
    let mut generated = Generated::default();
    while generated.bytes < bytes {
        let (stack, weight) = model.sample();
        let (thread, path) = &model.stacks[stack];
        let scope = if layout == Layout::Shared { 0 } else { *thread };
        let row = tables[scope].stack(path, &mut generated.bytes);
        samples[*thread].push((row, weight));
        generated.bytes += 20;
        generated.lines += 1;
        generated.total += weight;
    }
    let version = if layout == Layout::Shared { 66 } else { 49 };
    write!(
        out,
        r#"{{"meta":{{"preprocessedProfileVersion":{version},"interval":1,"product":"app","#
    )?;
    write!(out, r#""categories":[{{"name":"User"}},{{"name":"Kernel"}}]}},"#)?;
    write!(out, r#""libs":[{{"name":"app","debugName":"app","breakpadId":""}}],"#)?;
    if layout == Layout::Shared {
        write!(out, r#""shared":{{"#)?;
        tables[0].write(&model, layout, out)?;
        write!(out, "}},")?;
    }
    write!(out, r#""threads":["#)?;
    for (thread, samples) in samples.iter().enumerate() {
        let comma = if thread == 0 { "" } else { "," };
        write!(out, r#"{comma}{{"name":"worker {thread}","pid":"1","tid":"{thread}","#)?;
        if layout == Layout::PerThread {
            tables[thread].write(&model, layout, out)?;
            write!(out, ",")?;
        }
        write!(out, r#""samples":{{"length":{},"stack":["#, samples.len())?;
        list(samples.iter().map(|(stack, _)| number(*stack)), out)?;
        write!(out, r#"],"weightType":"samples","weight":["#)?;
        list(samples.iter().map(|(_, weight)| weight), out)?;
        let key = if layout == Layout::Shared { "timeDeltas" } else { "time" };
        write!(out, r#"],"{key}":["#)?;
        let mut time_us = 5_437_907_000_000;
        for (row, (_, weight)) in samples.iter().enumerate() {
            let delta_us = weight * 1003 + row as u64 % 10;
            time_us += delta_us;
            let us = if layout == Layout::Shared { delta_us } else { time_us };
            let comma = if row == 0 { "" } else { "," };
            write!(out, "{comma}{}.{:03}", us / 1000, us % 1000)?;
        }
        write!(out, "]}}}}")?;
    }
    write!(out, "]}}")?;
    Ok(generated)
}

fn number(row: Option<usize>) -> String {
    row.map_or_else(|| "null".to_owned(), |row| row.to_string())
}

fn list(values: impl Iterator<Item = impl Display>, out: &mut impl Write) -> io::Result<()> {
    for (index, value) in values.enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{value}")?;
    }
    Ok(())
}
