//! The shape of a processed profile: what is read of it, and where it goes.

use super::meta::{Meta, MetaPlace};
use super::tables::{Field, Table, Tables};
use super::texts::{LibraryText, ThreadText, set_text};
use crate::json::{Column, Scalar, Schema};
use crate::library::Library;

/// The file as it is read.
#[derive(Default)]
pub(crate) struct Document {
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
pub(crate) struct RawThread {
    pub name: String,
    pub process_name: String,
    pub process_type: String,
    pub tid: String,
    pub pid: String,
    pub libraries: Vec<Library>,
    pub tables: Tables,
    /// In the order of [`SampleKind`]. Boxed, since a file may have a great many threads without
    /// any.
    pub samples: [Option<Box<RawSamples>>; 3],
}

/// One of a thread's tables of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SampleKind {
    Samples,
    JsAllocations,
    NativeAllocations,
}

impl SampleKind {
    pub(super) const ALL: [Self; 3] = [Self::Samples, Self::JsAllocations, Self::NativeAllocations];
}

/// A table of samples as it stands in the file.
pub(crate) struct RawSamples {
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

impl RawSamples {
    fn shrink(&mut self) {
        let Self { stack, weight, duration, time, time_deltas, .. } = self;
        [stack, weight, duration, time, time_deltas].into_iter().for_each(Column::shrink);
    }
}

/// Whose tables or libraries.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    Shared,
    Thread,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum SampleField {
    Stack,
    Weight,
    Duration,
    Time,
    TimeDeltas,
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    Document,
    Meta(MetaPlace),
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
    /// Whether what is there makes sense though the file broke off.
    pub(super) fn is_usable(&self) -> bool {
        !self.threads.is_empty() && (self.is_shared_complete || self.shared.is_empty())
    }

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
        self.thread.samples[kind as usize].get_or_insert_default()
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "meta") => Place::Meta(MetaPlace::Meta),
            (Place::Document, "libs") => Place::Libraries(Scope::Shared),
            (Place::Document, "shared") => Place::SharedTables,
            (Place::Document, "threads") => Place::Threads,
            (Place::Meta(at), key) => Place::Meta(self.meta.member(at, key)?),
            (Place::Library(scope), key) => Place::LibraryText(scope, LibraryText::named(key)?),
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
            Place::Meta(at) => Place::Meta(self.meta.element(at)?),
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
            Place::Meta(at) => self.meta.begin(at),
            Place::Library(scope) => self.libraries(scope).push(Library::default()),
            _ => {}
        }
    }

    fn end(&mut self, at: Place) {
        match at {
            Place::SharedTables => self.is_shared_complete = true,
            Place::Thread => {
                let mut thread = std::mem::take(&mut self.thread);
                thread.tables.drop_if_empty();
                self.threads.push(thread);
            }
            // Columns double as they grow, and the next ones need the room.
            Place::Table(scope, table) => self.tables(scope).shrink(table),
            Place::Samples(kind) => self.samples(kind).shrink(),
            _ => {}
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let target = match at {
            Place::Meta(at) => return self.meta.scalar(at, value),
            Place::LibraryText(scope, text) => {
                self.libraries(scope).last_mut().map(|library| text.of(library))
            }
            Place::ThreadText(text) => Some(text.of(&mut self.thread)),
            Place::WeightType(kind) => Some(&mut self.samples(kind).weight_type),
            _ => None,
        };
        if let Some(target) = target {
            set_text(target, value);
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
        "libs" => Place::Libraries(Scope::Thread),
        "samples" => Place::Samples(SampleKind::Samples),
        "jsAllocations" => Place::Samples(SampleKind::JsAllocations),
        "nativeAllocations" => Place::Samples(SampleKind::NativeAllocations),
        key => {
            let text = ThreadText::named(key).map(Place::ThreadText);
            return text.or_else(|| table(Scope::Thread, key));
        }
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
