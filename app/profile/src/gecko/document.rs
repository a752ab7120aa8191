//! The shape of a raw profile: what is read of it, and where it goes.

use super::process::{LoadedLibrary, Process};
use super::rows::Rows;
use super::thread::GeckoThread;
use crate::firefox::meta::MetaPlace;
use crate::firefox::tables::Field;
use crate::firefox::texts::{LibraryText, ThreadText, set_text};
use crate::json::{Column, Scalar, Scanner, Schema};
use crate::warning::{self, Warnings};

/// How deep processes may stand in each other; Firefox has two levels.
const DEEPEST: usize = 32;

/// The file as it is read.
pub(super) struct Document {
    /// The ones that have a thread or are still open, each before its children.
    pub processes: Vec<Process>,
    pub has_threads: bool,
    /// The rows of the processes that are being read.
    open: Vec<usize>,
    /// The thread that is being read.
    thread: GeckoThread,
    /// For each open element of `threads` whether it is a whole process: in version 4.
    is_process: Vec<bool>,
    /// The name of the schema's member that is being read.
    schema_name: Option<&'static str>,
    /// The row that is being read.
    row: Column,
    too_deep: u64,
    broken_texts: u64,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            processes: Vec::new(),
            has_threads: false,
            open: Vec::new(),
            thread: GeckoThread::default(),
            is_process: Vec::new(),
            schema_name: None,
            row: Column::floats_column(),
            too_deep: 0,
            broken_texts: 0,
        }
    }
}

/// A thread's table.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Samples,
    Stacks,
    Frames,
}

impl Table {
    fn named(key: &str) -> Option<Self> {
        Some(match key {
            "samples" => Self::Samples,
            "stackTable" => Self::Stacks,
            "frameTable" => Self::Frames,
            _ => return None,
        })
    }

    /// The columns that are read.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Samples => &["stack", "time"],
            Self::Stacks => &["prefix", "frame"],
            Self::Frames => {
                &["location", "implementation", "line", "column", "category", "subcategory"]
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum LibraryNumber {
    Start,
    End,
    Offset,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The document, or the profile in what the developer tools saved.
    File,
    Process,
    Processes,
    Meta(MetaPlace),
    Libraries,
    Library,
    LibraryText(LibraryText),
    LibraryNumber(LibraryNumber),
    Threads,
    Thread,
    ThreadText(ThreadText),
    Texts,
    Table(Table),
    Schema(Table),
    Position(Table),
    Data(Table),
    Row(Table),
}

impl Document {
    /// Warns of what was left out.
    pub(super) fn warn(&self, warnings: &mut Warnings) {
        let place = warning::Place::Whole;
        let what = "processes inside too many others were skipped";
        warnings.add_many(what, self.too_deep, place, "");
        let what = "processes or libraries that stand in a text of broken JSON were skipped";
        warnings.add_many(what, self.broken_texts, place, "");
    }

    fn process(&mut self) -> Option<&mut Process> {
        self.processes.get_mut(*self.open.last()?)
    }

    fn open_process(&mut self) {
        self.open.push(self.processes.len());
        self.processes.push(Process::default());
    }

    fn close_process(&mut self) {
        // Without threads it says nothing, and there may be many.
        if let Some(row) = self.open.pop()
            && row > 0
            && row + 1 == self.processes.len()
            && self.processes.last().is_some_and(|process| process.threads.is_empty())
        {
            self.processes.pop();
        }
    }

    fn end_row(&mut self, table: Table) {
        let row = std::mem::take(&mut self.row);
        self.rows(table).push(row.floats());
        self.row = row;
    }

    fn rows(&mut self, table: Table) -> &mut Rows {
        match table {
            Table::Samples => &mut self.thread.samples,
            Table::Stacks => &mut self.thread.stacks,
            Table::Frames => &mut self.thread.frames,
        }
    }

    fn has_room(&mut self) -> bool {
        let has_room = self.open.len() < DEEPEST;
        self.too_deep += u64::from(!has_room);
        has_room
    }

    /// Reads a text that holds JSON itself: libraries and child processes in version 3.
    fn read_text(&mut self, at: Place, text: &str) {
        if !self.has_room() {
            return;
        }
        let open = (self.open.len(), self.is_process.len());
        let mut scanner = Scanner::new(at);
        let read = scanner.push(text.as_bytes(), self).and_then(|()| scanner.finish(self));
        self.broken_texts += u64::from(read.is_err());
        self.open.truncate(open.0);
        self.is_process.truncate(open.1);
    }

    fn process_member(&mut self, key: &str) -> Option<Place> {
        Some(match key {
            "meta" => Place::Meta(MetaPlace::Meta),
            "libs" => Place::Libraries,
            "threads" => Place::Threads,
            "processes" => Place::Processes,
            _ => return None,
        })
    }

    fn thread_member(&mut self, key: &str) -> Option<Place> {
        if let Some(place) = self.process_member(key) {
            if let Some(is_process @ false) = self.is_process.last_mut() {
                *is_process = true;
                self.open_process();
            }
            return Some(place);
        }
        if key == "stringTable" {
            return Some(Place::Texts);
        }
        let text = ThreadText::named(key).map(Place::ThreadText);
        text.or_else(|| Table::named(key).map(Place::Table))
    }

    fn end_thread(&mut self) {
        let thread = std::mem::take(&mut self.thread);
        if self.is_process.pop() == Some(true) {
            self.close_process();
        } else if thread.samples.len() > 0
            && let Some(process) = self.process()
        {
            process.threads.push(thread);
        }
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::File, "profile") => Place::File,
            (Place::File | Place::Process, key) => self.process_member(key)?,
            (Place::Meta(at), key) => Place::Meta(self.process()?.meta.member(at, key)?),
            (Place::Library, "start") => Place::LibraryNumber(LibraryNumber::Start),
            (Place::Library, "end") => Place::LibraryNumber(LibraryNumber::End),
            (Place::Library, "offset") => Place::LibraryNumber(LibraryNumber::Offset),
            (Place::Library, key) => Place::LibraryText(LibraryText::named(key)?),
            (Place::Thread, key) => self.thread_member(key)?,
            (Place::Table(table), "schema") => Place::Schema(table),
            (Place::Table(table), "data") => Place::Data(table),
            (Place::Schema(table), key) => {
                let mut columns = table.columns().iter().copied();
                self.schema_name = Some(columns.find(|column| *column == key)?);
                Place::Position(table)
            }
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Meta(at) => self.process()?.meta.element(at).map(Place::Meta),
            Place::Libraries => Some(Place::Library),
            Place::Processes => self.has_room().then_some(Place::Process),
            Place::Threads => self.has_room().then_some(Place::Thread),
            Place::Data(table) => Some(Place::Row(table)),
            _ => None,
        }
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Row(_) => Some(&mut self.row),
            Place::Texts => self.thread.raw.tables.column(Field::Texts),
            _ => None,
        }
    }

    fn row_column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Data(_)).then_some(&mut self.row)
    }

    fn row(&mut self, at: Place, _shared: usize) {
        if let Place::Data(table) = at {
            self.end_row(table);
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::File if self.open.is_empty() => self.open_process(),
            Place::Process => self.open_process(),
            Place::Threads => self.has_threads = true,
            Place::Thread => {
                self.thread = GeckoThread::default();
                self.is_process.push(false);
            }
            Place::Meta(at) => {
                if let Some(process) = self.process() {
                    process.meta.begin(at);
                }
            }
            Place::Library => {
                if let Some(process) = self.process() {
                    process.libraries.push(LoadedLibrary::default());
                }
            }
            Place::Row(_) => {
                if let Column::Floats(cells) = &mut self.row {
                    cells.clear();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::Process => self.close_process(),
            Place::Thread => self.end_thread(),
            Place::Library => {
                // Nothing can be in it, and there may be many.
                if let Some(process) = self.process()
                    && process.libraries.last().is_some_and(LoadedLibrary::is_empty)
                {
                    process.libraries.pop();
                }
            }
            Place::Row(table) => self.end_row(table),
            _ => {}
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        match (at, value) {
            (Place::Libraries, Scalar::Text(text)) => self.read_text(Place::Libraries, text),
            (Place::Thread, Scalar::Text(text)) => self.read_text(Place::Process, text),
            (Place::Meta(at), value) => {
                if let Some(process) = self.process() {
                    process.meta.scalar(at, value);
                }
            }
            (Place::LibraryText(text), value) => {
                if let Some(loaded) = self.process().and_then(|it| it.libraries.last_mut()) {
                    set_text(text.of(&mut loaded.library), value);
                }
            }
            (Place::LibraryNumber(number), Scalar::Number(value)) => {
                if let Some(loaded) = self.process().and_then(|it| it.libraries.last_mut()) {
                    match number {
                        LibraryNumber::Start => loaded.start = value,
                        LibraryNumber::End => loaded.end = value,
                        LibraryNumber::Offset => loaded.offset = value,
                    }
                }
            }
            (Place::ThreadText(text), value) => set_text(text.of(&mut self.thread.raw), value),
            (Place::Position(table), Scalar::Number(position)) => {
                if let Some(name) = self.schema_name {
                    self.rows(table).set_position(name, position);
                }
            }
            // A row that is none still counts, so that the ones behind it keep their numbers.
            (Place::Row(table), _) => self.rows(table).push(&[]),
            _ => {}
        }
    }
}
