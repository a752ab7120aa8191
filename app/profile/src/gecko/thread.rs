//! Threads: the rows of a raw thread become the columns of a processed one.

use super::location::Location;
use super::process::LoadedLibrary;
use super::rows::Rows;
use crate::firefox::document::{RawThread, SampleKind};
use crate::firefox::tables::{Field, Tables};
use crate::id::StringId;
use crate::json::{Column, NONE};
use crate::strings::Strings;
use rustc_hash::FxHashMap;

/// A thread as it stands in the file.
#[derive(Default)]
pub(super) struct GeckoThread {
    /// Its names, and its texts in the tables.
    pub raw: RawThread,
    pub samples: Rows,
    pub stacks: Rows,
    pub frames: Rows,
}

/// Makes the threads of one process.
pub(super) struct ScopeBuilder<'a> {
    /// Start and end in memory, how far the start is from the file's begin, and the row among all
    /// processes' libraries; in the order of the starts.
    ranges: Vec<(u64, u64, u64, i32)>,
    rows_by_name: FxHashMap<&'a str, i32>,
    tops_have_lines: bool,
}

/// Columns of the tables that a thread doesn't have: functions and resources.
struct Functions<'a> {
    texts: Strings,
    names: Vec<i32>,
    files: Vec<i32>,
    lines: Vec<i32>,
    columns: Vec<i32>,
    is_js: Vec<i32>,
    resources: Vec<i32>,
    resource_names: Vec<i32>,
    resource_libraries: Vec<i32>,
    rows_by_resource: FxHashMap<String, i32>,
    rows_by_name: &'a FxHashMap<&'a str, i32>,
    tops_have_lines: bool,
}

/// What became of a location: its function, and address and library.
#[derive(Clone, Copy)]
struct Placed {
    function: i32,
    address: f64,
    library: i32,
}

impl<'a> ScopeBuilder<'a> {
    /// For a process with `libraries`, of which the first will be in row `first_row`, in a file of
    /// this version.
    pub(super) fn new(
        libraries: &'a [LoadedLibrary],
        first_row: usize,
        version: Option<f64>,
    ) -> Self {
        let mut ranges = Vec::new();
        let mut rows_by_name = FxHashMap::default();
        for (index, loaded) in libraries.iter().enumerate() {
            let Ok(row) = i32::try_from(first_row + index) else { break };
            if loaded.end > loaded.start {
                let start = loaded.start as u64;
                // The address 0 of the file; before the start of memory for an odd offset.
                let base = start.wrapping_sub(loaded.offset as u64);
                ranges.push((start, loaded.end as u64, base, row));
            }
            for name in [&loaded.library.name, &loaded.library.debug_name] {
                rows_by_name.entry(name.as_str()).or_insert(row);
            }
        }
        ranges.sort_unstable();
        let tops_have_lines = version.is_none_or(|version| version < 34.0);
        Self { ranges, rows_by_name, tops_have_lines }
    }

    /// The processed thread, its times later by `shift_ms`.
    pub(super) fn thread(&mut self, thread: GeckoThread, shift_ms: f64) -> RawThread {
        let GeckoThread { mut raw, mut samples, mut stacks, mut frames } = thread;
        let own_samples = raw.samples[SampleKind::Samples as usize].get_or_insert_default();
        own_samples.stack = Column::Integers(samples.take_integers("stack"));
        let mut times = samples.take("time");
        times.iter_mut().for_each(|time| *time += shift_ms);
        own_samples.time = Column::Floats(times);
        let tables = &mut raw.tables;
        tables.set(Field::StackPrefix, Column::Integers(stacks.take_integers("prefix")));
        tables.set(Field::StackFrame, Column::Integers(stacks.take_integers("frame")));
        for (field, name) in [
            (Field::FrameLine, "line"),
            (Field::FrameColumn, "column"),
            (Field::FrameCategory, "category"),
            (Field::FrameSubcategory, "subcategory"),
        ] {
            tables.set(field, Column::Integers(frames.take_integers(name)));
        }
        let texts = match tables.column(Field::Texts).map(std::mem::take) {
            Some(Column::Texts(texts)) => texts,
            _ => Strings::default(),
        };
        self.set_functions(tables, texts, &mut frames);
        raw
    }

    /// Fills the columns that depend on the frames' locations.
    fn set_functions(&self, tables: &mut Tables, texts: Strings, frames: &mut Rows) {
        let mut tiers = frames.take_integers("implementation");
        for tier in &mut tiers {
            // The interpreter has two, which aren't compiled code.
            if matches!(text(&texts, *tier), None | Some("interpreter" | "blinterp")) {
                *tier = NONE;
            }
        }
        let mut functions = Functions::new(texts, &self.rows_by_name, self.tops_have_lines);
        let locations = frames.take_integers("location");
        let mut placed: FxHashMap<i32, Placed> = FxHashMap::default();
        let mut rows = Vec::new();
        let mut addresses = Vec::new();
        let mut libraries = Vec::new();
        for location in locations {
            let place = *placed
                .entry(location)
                .or_insert_with(|| functions.place(location, |address| self.library_at(address)));
            rows.push(place.function);
            addresses.push(place.address);
            libraries.push(place.library);
        }
        tables.set(Field::FrameImplementation, Column::Integers(tiers));
        tables.set(Field::FrameFunction, Column::Integers(rows));
        tables.set(Field::FrameAddress, Column::Floats(addresses));
        tables.set(Field::FrameLibrary, Column::Integers(libraries));
        functions.finish(tables);
    }

    /// The row of the library that was at `address`, and the address in its file.
    fn library_at(&self, address: u64) -> Option<(i32, u64)> {
        let behind = self.ranges.partition_point(|range| range.0 <= address);
        let &(_, end, base, row) = self.ranges.get(behind.checked_sub(1)?)?;
        (address < end).then(|| (row, address.wrapping_sub(base)))
    }
}

impl<'a> Functions<'a> {
    fn new(
        texts: Strings,
        rows_by_name: &'a FxHashMap<&'a str, i32>,
        tops_have_lines: bool,
    ) -> Self {
        Self {
            texts,
            names: Vec::new(),
            files: Vec::new(),
            lines: Vec::new(),
            columns: Vec::new(),
            is_js: Vec::new(),
            resources: Vec::new(),
            resource_names: Vec::new(),
            resource_libraries: Vec::new(),
            rows_by_resource: FxHashMap::default(),
            rows_by_name,
            tops_have_lines,
        }
    }

    /// Adds the function of the location in row `row` of the texts.
    fn place(&mut self, row: i32, library_at: impl Fn(u64) -> Option<(i32, u64)>) -> Placed {
        let none = Placed { function: NONE, address: -1.0, library: NONE };
        let Some(location) = text(&self.texts, row).map(str::to_owned) else { return none };
        match Location::parse(&location, self.tops_have_lines) {
            Location::Address(address) => match library_at(address) {
                Some((library, relative)) => {
                    let name = self.text(&format!("{relative:#x}"));
                    Placed {
                        function: self.add(name, NONE, NONE, [None; 2], false),
                        address: relative as f64,
                        library,
                    }
                }
                None => Placed { function: self.add(row, NONE, NONE, [None; 2], false), ..none },
            },
            Location::Native { name, library } => {
                let name = self.text(name);
                let resource = self.resource(library);
                Placed { function: self.add(name, NONE, resource, [None; 2], false), ..none }
            }
            Location::Script { name, file, line, column } => {
                let name = self.text(&name);
                let resource = host(file).map_or(NONE, |host| self.resource(host));
                let file = self.text(file);
                Placed { function: self.add(name, file, resource, [line, column], true), ..none }
            }
            Location::Label(_) => {
                Placed { function: self.add(row, NONE, NONE, [None; 2], false), ..none }
            }
        }
    }

    /// Adds a function; returns its row.
    fn add(
        &mut self,
        name: i32,
        file: i32,
        resource: i32,
        [line, column]: [Option<u32>; 2],
        is_js: bool,
    ) -> i32 {
        let number = |number: Option<u32>| {
            number.and_then(|number| i32::try_from(number).ok()).unwrap_or(NONE)
        };
        self.names.push(name);
        self.files.push(file);
        self.resources.push(resource);
        self.lines.push(number(line));
        self.columns.push(number(column));
        self.is_js.push(i32::from(is_js));
        i32::try_from(self.names.len() - 1).unwrap_or(NONE)
    }

    /// The row of the library or host that is called `name`.
    fn resource(&mut self, name: &str) -> i32 {
        if let Some(row) = self.rows_by_resource.get(name) {
            return *row;
        }
        let text = self.text(name);
        self.resource_names.push(text);
        self.resource_libraries.push(self.rows_by_name.get(name).copied().unwrap_or(NONE));
        let row = i32::try_from(self.resource_names.len() - 1).unwrap_or(NONE);
        self.rows_by_resource.insert(name.to_owned(), row);
        row
    }

    /// Adds a text; returns its row.
    fn text(&mut self, text: &str) -> i32 {
        let row = self.texts.push(text).map(StringId::index);
        row.and_then(|row| i32::try_from(row).ok()).unwrap_or(NONE)
    }

    fn finish(self, tables: &mut Tables) {
        for (field, values) in [
            (Field::FunctionName, self.names),
            (Field::FunctionFile, self.files),
            (Field::FunctionLine, self.lines),
            (Field::FunctionColumn, self.columns),
            (Field::FunctionIsJs, self.is_js),
            (Field::FunctionResource, self.resources),
            (Field::ResourceName, self.resource_names),
            (Field::ResourceLibrary, self.resource_libraries),
        ] {
            tables.set(field, Column::Integers(values));
        }
        tables.set(Field::Texts, Column::Texts(self.texts));
    }
}

/// The text in row `row`.
fn text(texts: &Strings, row: i32) -> Option<&str> {
    let row = usize::try_from(row).ok().filter(|&row| row < texts.len())?;
    Some(texts.get(StringId::new(row)))
}

/// The host of a script of the web.
fn host(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("https://").or_else(|| file.strip_prefix("http://"))?;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}
