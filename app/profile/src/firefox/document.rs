//! The shape of a processed profile: what is read of it, and where it goes.

use super::meta::{Category, Meta};
use super::tables::{Field, Table, Tables};
use crate::json::{Column, Scalar, Schema};
use crate::library::Library;

/// The file as it is read.
#[derive(Default)]
pub(super) struct Document {
    pub meta: Meta,
    /// Since version 41; before, each thread has its own.
    pub libraries: Vec<Library>,
    /// Since version 56 the texts, since 60 all tables.
    pub shared: Tables,
    pub is_shared_complete: bool,
    /// The complete ones.
    pub threads: Vec<RawThread>,
    /// The one that is being read.
    thread: RawThread,
    pub has_threads: bool,
    /// Whether a table has a `schema`: then it is the format of Gecko itself.
    pub is_gecko: bool,
}

/// A thread as it stands in the file.
#[derive(Default)]
pub(super) struct RawThread {
    pub name: String,
    pub process_name: String,
    pub process_type: String,
    pub tid: String,
    pub pid: String,
    pub libraries: Vec<Library>,
    pub tables: Tables,
    /// In the order of [`SampleKind`].
    pub samples: [RawSamples; 3],
}

/// One of a thread's tables of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SampleKind {
    Samples,
    JsAllocations,
    NativeAllocations,
}

impl SampleKind {
    pub(super) const ALL: [Self; 3] = [Self::Samples, Self::JsAllocations, Self::NativeAllocations];
}

/// A table of samples as it stands in the file.
pub(super) struct RawSamples {
    pub stack: Column,
    pub weight: Column,
    /// Until version 28, what `weight` is since.
    pub duration: Column,
    pub time: Column,
    pub time_deltas: Column,
    pub weight_type: String,
}

impl Default for RawSamples {
    fn default() -> Self {
        Self {
            stack: Column::default(),
            weight: Column::floats_column(),
            duration: Column::floats_column(),
            time: Column::floats_column(),
            time_deltas: Column::floats_column(),
            weight_type: String::new(),
        }
    }
}

/// Whose tables or libraries.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    Shared,
    Thread,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum SampleField {
    Stack,
    Weight,
    Duration,
    Time,
    TimeDeltas,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum ThreadText {
    Name,
    ProcessName,
    ProcessType,
    Tid,
    Pid,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum LibraryText {
    Name,
    Path,
    DebugName,
    DebugId,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Meta,
    MetaMember,
    SampleUnits,
    TimeUnit,
    Categories,
    Category,
    CategoryName,
    Subcategories,
    Subcategory,
    Libraries(Scope),
    Library(Scope),
    LibraryText(Scope, LibraryText),
    SharedTables,
    Threads,
    Thread,
    ThreadText(ThreadText),
    Table(Scope, Table),
    /// `stringTable` of the oldest files, which holds the texts as `_array`.
    OldTexts(Scope),
    Field(Scope, Field),
    Samples(SampleKind),
    SampleField(SampleKind, SampleField),
    WeightType(SampleKind),
}

impl Document {
    fn tables(&mut self, scope: Scope) -> &mut Tables {
        match scope {
            Scope::Shared => &mut self.shared,
            Scope::Thread => &mut self.thread.tables,
        }
    }

    fn libraries(&mut self, scope: Scope) -> &mut Vec<Library> {
        match scope {
            Scope::Shared => &mut self.libraries,
            Scope::Thread => &mut self.thread.libraries,
        }
    }

    fn samples(&mut self, kind: SampleKind) -> &mut RawSamples {
        &mut self.thread.samples[kind as usize]
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "meta") => Place::Meta,
            (Place::Document, "libs") => Place::Libraries(Scope::Shared),
            (Place::Document, "shared") => Place::SharedTables,
            (Place::Document, "threads") => Place::Threads,
            (Place::Meta, "categories") => Place::Categories,
            (Place::Meta, "sampleUnits") => Place::SampleUnits,
            (Place::Meta, key) => {
                self.meta.begin_member(key);
                Place::MetaMember
            }
            (Place::SampleUnits, "time") => Place::TimeUnit,
            (Place::Category, "name") => Place::CategoryName,
            (Place::Category, "subcategories") => Place::Subcategories,
            (Place::Library(scope), key) => Place::LibraryText(scope, library_text(key)?),
            (Place::SharedTables, key) => table(Scope::Shared, key)?,
            (Place::Thread, key) => thread_member(key)?,
            (Place::OldTexts(scope), "_array") => Place::Field(scope, Field::Texts),
            (Place::Table(..), "schema") => {
                self.is_gecko = true;
                return None;
            }
            (Place::Table(scope, table), key) => Place::Field(scope, table.field(key)?),
            (Place::Samples(kind), "weightType") => Place::WeightType(kind),
            (Place::Samples(kind), key) => Place::SampleField(kind, sample_field(key)?),
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        Some(match at {
            Place::Categories => Place::Category,
            Place::Subcategories => Place::Subcategory,
            Place::Libraries(scope) => Place::Library(scope),
            Place::Threads => Place::Thread,
            _ => return None,
        })
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Field(scope, field) => self.tables(scope).column(field),
            Place::SampleField(kind, field) => {
                let samples = self.samples(kind);
                Some(match field {
                    SampleField::Stack => &mut samples.stack,
                    SampleField::Weight => &mut samples.weight,
                    SampleField::Duration => &mut samples.duration,
                    SampleField::Time => &mut samples.time,
                    SampleField::TimeDeltas => &mut samples.time_deltas,
                })
            }
            _ => None,
        }
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Threads => self.has_threads = true,
            Place::Thread => self.thread = RawThread::default(),
            Place::Category => self.meta.categories.push(Category::default()),
            Place::Library(scope) => self.libraries(scope).push(Library::default()),
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::SharedTables => self.is_shared_complete = true,
            Place::Thread => self.threads.push(std::mem::take(&mut self.thread)),
            _ => {}
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let target = match at {
            Place::MetaMember => return self.meta.set_member(value),
            Place::TimeUnit => Some(&mut self.meta.time_unit),
            Place::CategoryName => self.meta.categories.last_mut().map(|last| &mut last.name),
            Place::Subcategory => {
                let name = value.text().unwrap_or_default().to_owned();
                if let Some(category) = self.meta.categories.last_mut() {
                    category.subcategories.push(name);
                }
                return;
            }
            Place::LibraryText(scope, text) => {
                self.libraries(scope).last_mut().map(|library| match text {
                    LibraryText::Name => &mut library.name,
                    LibraryText::Path => &mut library.path,
                    LibraryText::DebugName => &mut library.debug_name,
                    LibraryText::DebugId => &mut library.debug_id,
                })
            }
            Place::ThreadText(text) => Some(match text {
                ThreadText::Name => &mut self.thread.name,
                ThreadText::ProcessName => &mut self.thread.process_name,
                ThreadText::ProcessType => &mut self.thread.process_type,
                ThreadText::Tid => &mut self.thread.tid,
                ThreadText::Pid => &mut self.thread.pid,
            }),
            Place::WeightType(kind) => Some(&mut self.samples(kind).weight_type),
            _ => None,
        };
        if let Some(target) = target {
            *target = match value {
                Scalar::Text(text) => text.to_owned(),
                // Process and thread numbers were numbers until version 46.
                Scalar::Number(number) => number.to_string(),
                Scalar::Null | Scalar::Bool(_) => return,
            };
        }
    }
}

fn table(scope: Scope, key: &str) -> Option<Place> {
    match key {
        "stringArray" => Some(Place::Field(scope, Field::Texts)),
        "stringTable" => Some(Place::OldTexts(scope)),
        _ => Table::named(key).map(|table| Place::Table(scope, table)),
    }
}

fn thread_member(key: &str) -> Option<Place> {
    Some(match key {
        "name" => Place::ThreadText(ThreadText::Name),
        "processName" => Place::ThreadText(ThreadText::ProcessName),
        "processType" => Place::ThreadText(ThreadText::ProcessType),
        "tid" => Place::ThreadText(ThreadText::Tid),
        "pid" => Place::ThreadText(ThreadText::Pid),
        "libs" => Place::Libraries(Scope::Thread),
        "samples" => Place::Samples(SampleKind::Samples),
        "jsAllocations" => Place::Samples(SampleKind::JsAllocations),
        "nativeAllocations" => Place::Samples(SampleKind::NativeAllocations),
        key => return table(Scope::Thread, key),
    })
}

fn sample_field(key: &str) -> Option<SampleField> {
    Some(match key {
        "stack" => SampleField::Stack,
        "weight" => SampleField::Weight,
        "duration" => SampleField::Duration,
        "time" => SampleField::Time,
        "timeDeltas" => SampleField::TimeDeltas,
        _ => return None,
    })
}

fn library_text(key: &str) -> Option<LibraryText> {
    Some(match key {
        "name" => LibraryText::Name,
        "path" => LibraryText::Path,
        // `pdbName` until version 1.
        "debugName" | "pdbName" => LibraryText::DebugName,
        "breakpadId" => LibraryText::DebugId,
        _ => return None,
    })
}
