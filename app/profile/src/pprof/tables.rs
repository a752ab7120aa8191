//! The tables of a pprof file as they come, in whatever order: names may follow the samples.

use super::wire::{Malformed, Value, fields};
use rustc_hash::FxHashMap;

/// A function: rows of the string table.
#[derive(Clone, Copy, Default)]
pub(super) struct RawFunction {
    pub(super) name: u64,
    pub(super) system_name: u64,
    pub(super) file: u64,
}

/// A line of a location.
#[derive(Clone, Copy, Default)]
pub(super) struct RawLine {
    pub(super) function: u64,
    pub(super) line: u64,
    pub(super) column: u64,
}

/// A location, with the range of its lines.
#[derive(Clone, Copy, Default)]
pub(super) struct RawLocation {
    pub(super) mapping: u64,
    pub(super) address: u64,
    pub(super) lines: (usize, usize),
}

/// A mapping: where a library was in memory.
#[derive(Clone, Copy, Default)]
pub(super) struct RawMapping {
    pub(super) id: u64,
    pub(super) start: u64,
    pub(super) file_offset: u64,
    pub(super) file: u64,
    pub(super) build_id: u64,
}

/// A type and a unit: rows of the string table.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RawType {
    pub(super) kind: u64,
    pub(super) unit: u64,
}

/// All tables. Samples stay in their packed form until the end, which is as compact as the file.
#[derive(Default)]
pub(super) struct Tables {
    text: Vec<u8>,
    text_ends: Vec<usize>,
    samples: Vec<u8>,
    sample_ends: Vec<usize>,
    pub(super) sample_types: Vec<RawType>,
    pub(super) functions: FxHashMap<u64, RawFunction>,
    pub(super) location_rows: FxHashMap<u64, usize>,
    pub(super) locations: Vec<RawLocation>,
    pub(super) lines: Vec<RawLine>,
    pub(super) mappings: Vec<RawMapping>,
    pub(super) time_ns: u64,
    pub(super) duration_ns: u64,
    pub(super) period_type: RawType,
    pub(super) period: u64,
    pub(super) comments: Vec<u64>,
    pub(super) default_type: u64,
    pub(super) doc_url: u64,
}

impl Tables {
    /// Takes a field of the outermost message. Unknown ones are of newer versions.
    pub(super) fn take(&mut self, number: u64, value: Value<'_>) -> Result<(), Malformed> {
        match number {
            1 => self.sample_types.push(read_type(value.bytes()?)?),
            2 => {
                self.samples.extend_from_slice(value.bytes()?);
                self.sample_ends.push(self.samples.len());
            }
            3 => self.mappings.push(read_mapping(value.bytes()?)?),
            4 => self.take_location(value.bytes()?)?,
            5 => self.take_function(value.bytes()?)?,
            6 => {
                self.text.extend_from_slice(value.bytes()?);
                self.text_ends.push(self.text.len());
            }
            9 => self.time_ns = value.number()?,
            10 => self.duration_ns = value.number()?,
            11 => self.period_type = read_type(value.bytes()?)?,
            12 => self.period = value.number()?,
            13 => value.numbers(|row| self.comments.push(row))?,
            14 => self.default_type = value.number()?,
            15 => self.doc_url = value.number()?,
            // 7 and 8 are hints of what pprof may hide.
            _ => {}
        }
        Ok(())
    }

    fn take_location(&mut self, message: &[u8]) -> Result<(), Malformed> {
        let (mut id, mut location, start) = (0, RawLocation::default(), self.lines.len());
        let lines = &mut self.lines;
        let read = fields(message, |number, value| {
            match number {
                1 => id = value.number()?,
                2 => location.mapping = value.number()?,
                3 => location.address = value.number()?,
                4 => {
                    let mut line = RawLine::default();
                    fields(value.bytes()?, |number, value| {
                        match number {
                            1 => line.function = value.number()?,
                            2 => line.line = value.number()?,
                            3 => line.column = value.number()?,
                            _ => {}
                        }
                        Ok(())
                    })?;
                    lines.push(line);
                }
                _ => {}
            }
            Ok(())
        });
        if read.is_err() {
            self.lines.truncate(start);
            return read;
        }
        location.lines = (start, self.lines.len());
        self.location_rows.insert(id, self.locations.len());
        self.locations.push(location);
        Ok(())
    }

    fn take_function(&mut self, message: &[u8]) -> Result<(), Malformed> {
        let (mut id, mut function) = (0, RawFunction::default());
        fields(message, |number, value| {
            match number {
                1 => id = value.number()?,
                2 => function.name = value.number()?,
                3 => function.system_name = value.number()?,
                4 => function.file = value.number()?,
                _ => {}
            }
            Ok(())
        })?;
        self.functions.insert(id, function);
        Ok(())
    }

    /// The text of a row; empty for a row that isn't there.
    pub(super) fn text(&self, row: u64) -> &[u8] {
        part(&self.text, &self.text_ends, usize::try_from(row).unwrap_or(usize::MAX))
    }

    /// How many samples there are.
    pub(super) fn sample_count(&self) -> usize {
        self.sample_ends.len()
    }

    /// The message of a sample.
    pub(super) fn sample(&self, row: usize) -> &[u8] {
        part(&self.samples, &self.sample_ends, row)
    }
}

fn part<'a>(bytes: &'a [u8], ends: &[usize], row: usize) -> &'a [u8] {
    let Some(&end) = ends.get(row) else { return &[] };
    let start = row.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    bytes.get(start..end).unwrap_or_default()
}

fn read_type(message: &[u8]) -> Result<RawType, Malformed> {
    let mut read = RawType::default();
    fields(message, |number, value| {
        match number {
            1 => read.kind = value.number()?,
            2 => read.unit = value.number()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(read)
}

fn read_mapping(message: &[u8]) -> Result<RawMapping, Malformed> {
    let mut mapping = RawMapping::default();
    fields(message, |number, value| {
        match number {
            1 => mapping.id = value.number()?,
            2 => mapping.start = value.number()?,
            4 => mapping.file_offset = value.number()?,
            5 => mapping.file = value.number()?,
            6 => mapping.build_id = value.number()?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(mapping)
}
