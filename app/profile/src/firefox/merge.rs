//! Merging: the file's tables, of each thread or shared, become the one set of a profile.

use super::meta::{Category, Meta};
use super::stacks::{Added, MergedStacks, StackRange};
use super::tables::{Field, Tables, frame_flag, function_flag};
use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FunctionId, LibraryId};
use crate::library::Library;
use crate::symbols::is_address;
use crate::warning::{Place, Warnings};
use rustc_hash::FxHashMap;

/// What stands for a function, or a name, that isn't there.
const UNKNOWN: &str = "(unknown)";

/// Collects the tables of all scopes.
pub(super) struct Merge<'a> {
    pub builder: ProfileBuilder,
    pub warnings: &'a mut Warnings,
    categories: &'a [Category],
    /// Whether columns count from 0 in the file.
    columns_from_zero: bool,
    pub stacks: MergedStacks,
    /// How many functions have an address for a name, and how many have a name.
    pub addresses: usize,
    pub names: usize,
}

/// What the frames of a function tell about it.
#[derive(Clone, Copy, Default)]
struct Hints {
    /// Row of the libraries.
    library: Option<usize>,
    has_address: bool,
    is_kernel: bool,
    is_jit: bool,
}

/// One scope's tables, and what it takes from outside.
struct Scope<'a> {
    tables: &'a Tables,
    /// Texts and sources are shared since versions 56 and 58, the other tables since 60.
    shared: &'a Tables,
    libraries: &'a [Library],
    /// Of the rows that were asked for: there may be many libraries and threads.
    library_ids: FxHashMap<usize, LibraryId>,
}

impl Scope<'_> {
    fn text(&self, row: usize) -> Option<&str> {
        let has_texts = self.tables.has(Field::Texts);
        if has_texts { self.tables.text(row) } else { self.shared.text(row) }
    }

    fn text_of(&self, field: Field, row: usize) -> Option<&str> {
        self.text(self.tables.row(field, row)?)
    }

    fn source_file(&self, row: usize) -> Option<&str> {
        let own = self.tables.has(Field::SourceFile);
        let tables = if own { self.tables } else { self.shared };
        self.text(tables.row(Field::SourceFile, row)?)
    }
}

impl<'a> Merge<'a> {
    pub(super) fn new(name: &str, meta: &'a Meta, warnings: &'a mut Warnings) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            warnings,
            categories: &meta.categories,
            columns_from_zero: meta.columns_from_zero(),
            stacks: MergedStacks::default(),
            addresses: 0,
            names: 0,
        }
    }

    /// Adds the tables of one scope.
    pub(super) fn add(
        &mut self,
        tables: &mut Tables,
        shared: &Tables,
        libraries: &[Library],
    ) -> StackRange {
        let library_ids = FxHashMap::default();
        let mut scope = Scope { tables, shared, libraries, library_ids };
        let functions = self.functions(&mut scope);
        let first_frame = self.frames(tables, &functions);
        let frame_count = tables.len(Field::FrameFunction);
        let Added { range, cut, lost } = self.stacks.add(tables, first_frame, frame_count);
        if lost.count > 0 {
            let function = self.unknown_function();
            self.builder.push_frame(Frame::of(function));
            let what = "stacks whose frame isn't in the file end in (unknown)";
            self.warnings.add_many(what, lost.count, Place::Row(lost.first), "stackTable");
        }
        let what = "stacks whose caller doesn't stand before them were cut there";
        self.warnings.add_many(what, cut.count, Place::Row(cut.first), "stackTable");
        range
    }

    /// The builder with all stacks in it.
    pub(super) fn finish(self) -> ProfileBuilder {
        let mut builder = self.builder;
        builder.set_stacks(self.stacks.finish());
        builder
    }

    fn functions(&mut self, scope: &mut Scope<'_>) -> Vec<FunctionId> {
        let hints = self.hints(scope.tables);
        let mut unnamed = 0;
        let mut first_unnamed = 0;
        let functions = (0..hints.len()).map(|row| {
            let flags = scope.tables.integer(Field::FunctionFlags, row);
            let has_flags = scope.tables.has(Field::FunctionFlags);
            let hint = hints[row];
            let library = self.library(scope, row, hint);
            let name = match scope.text_of(Field::FunctionName, row) {
                Some(name) if is_address(name) => {
                    self.addresses += 1;
                    let library =
                        library.and_then(|id| self.builder.profile().libraries.get(id.index()));
                    let named = library.map(|library| format!("{}!{name}", library.name));
                    self.builder.string(named.as_deref().unwrap_or(name))
                }
                Some(name) => {
                    self.names += 1;
                    self.builder.string(name)
                }
                None => {
                    if unnamed == 0 {
                        first_unnamed = row;
                    }
                    unnamed += 1;
                    self.builder.string(UNKNOWN)
                }
            };
            let has_source = !has_flags || flags & function_flag::HAS_SOURCE != 0;
            let source = scope.tables.row(Field::FunctionSource, row).filter(|_| has_source);
            let file = match source {
                Some(source) => scope.source_file(source),
                None => scope.text_of(Field::FunctionFile, row),
            };
            let file = file.filter(|file| !file.is_empty()).map(|file| self.builder.string(file));
            let is_js = if has_flags {
                flags & function_flag::IS_JS != 0
            } else {
                scope.tables.integer(Field::FunctionIsJs, row) == 1
            };
            let is_kernel = hint.is_kernel || self.is_kernel_library(library);
            let kind = match () {
                () if hint.is_jit => FunctionKind::Jit,
                () if is_js => FunctionKind::Interpreted,
                () if is_kernel => FunctionKind::Kernel,
                () if library.is_some() || hint.has_address => FunctionKind::Native,
                () => FunctionKind::Unknown,
            };
            self.builder.function(Function { name, file, library, kind })
        });
        let functions = functions.collect();
        self.warnings.add_many(
            "functions whose name isn't in the file are shown as (unknown)",
            unnamed,
            Place::Row(first_unnamed as u64),
            "funcTable",
        );
        functions
    }

    /// What the frames tell about each function.
    fn hints(&self, tables: &Tables) -> Vec<Hints> {
        let mut hints = vec![Hints::default(); tables.len(Field::FunctionName)];
        let has_flags = tables.has(Field::FrameFlags);
        for frame in 0..tables.len(Field::FrameFunction) {
            let function = tables.row(Field::FrameFunction, frame);
            let Some(hint) = function.and_then(|row| hints.get_mut(row)) else { continue };
            let flags = if has_flags { tables.integer(Field::FrameFlags, frame) } else { !0 };
            let category = tables.row(Field::FrameCategory, frame);
            let category = category.filter(|_| flags & frame_flag::HAS_CATEGORY != 0);
            if let Some(category) = category.and_then(|row| self.categories.get(row)) {
                hint.is_kernel |= category.is_kernel();
                hint.is_jit |= category.is_jit(tables.row(Field::FrameSubcategory, frame));
            }
            hint.is_jit |= tables.row(Field::FrameImplementation, frame).is_some();
            if flags & frame_flag::HAS_ADDRESS != 0
                && tables.float(Field::FrameAddress, frame) >= 0.0
            {
                hint.has_address = true;
                hint.library = hint.library.or(tables.row(Field::FrameLibrary, frame));
            }
        }
        hints
    }

    /// The library of a function: that of its frames, of its resource, or the resource itself (the
    /// host of a script).
    fn library(&mut self, scope: &mut Scope<'_>, row: usize, hint: Hints) -> Option<LibraryId> {
        let has_resource = !scope.tables.has(Field::FunctionFlags)
            || scope.tables.integer(Field::FunctionFlags, row) & function_flag::HAS_RESOURCE != 0;
        let resource = scope.tables.row(Field::FunctionResource, row).filter(|_| has_resource);
        let library = hint.library.or_else(|| scope.tables.row(Field::ResourceLibrary, resource?));
        let Some((row, library)) = library.and_then(|row| Some((row, scope.libraries.get(row)?)))
        else {
            let name = scope.text_of(Field::ResourceName, resource?)?;
            return Some(self.builder.library_named(name));
        };
        let id = scope.library_ids.entry(row).or_insert_with(|| {
            let mut found = library.clone();
            if found.debug_name.is_empty() {
                found.debug_name.clone_from(&found.name);
            }
            // The same library stands in the lists of several threads.
            let known = &self.builder.profile().libraries;
            let known = known.iter().position(|known| *known == found).map(LibraryId::new);
            known.unwrap_or_else(|| self.builder.push_library(found))
        });
        Some(*id)
    }

    fn is_kernel_library(&self, library: Option<LibraryId>) -> bool {
        let libraries = &self.builder.profile().libraries;
        library.and_then(|id| libraries.get(id.index())).is_some_and(|library| {
            let name = library.name.as_str();
            name.contains("kernel.kallsyms") || name == "vmlinux" || name.ends_with(".ko")
        })
    }

    /// Adds the frames; returns the row of the first.
    fn frames(&mut self, tables: &Tables, functions: &[FunctionId]) -> usize {
        let first = self.builder.profile().frames.len();
        let has_flags = tables.has(Field::FrameFlags);
        let mut lost = 0;
        let mut first_lost = 0;
        for row in 0..tables.len(Field::FrameFunction) {
            let function_row = tables.row(Field::FrameFunction, row);
            let function = function_row.and_then(|row| functions.get(row).copied());
            let function = function.unwrap_or_else(|| {
                if lost == 0 {
                    first_lost = row;
                }
                lost += 1;
                self.unknown_function()
            });
            let flags = if has_flags { tables.integer(Field::FrameFlags, row) } else { !0 };
            let address = tables.float(Field::FrameAddress, row);
            let has_address = flags & frame_flag::HAS_ADDRESS != 0 && address >= 0.0;
            let inlined = if has_flags {
                flags & frame_flag::IS_INLINED != 0
            } else {
                tables.integer(Field::FrameInlineDepth, row) > 0
            };
            let has = |flag| flags & flag != 0;
            let line =
                positive(tables, Field::FrameLine, row).filter(|_| has(frame_flag::HAS_LINE));
            let column = self.column(tables, Field::FrameColumn, row);
            let beginning = self.beginning(tables, function_row);
            let (line, column) = match line {
                Some(_) => (line, column.filter(|_| has(frame_flag::HAS_COLUMN))),
                None => beginning,
            };
            let frame = self.builder.push_frame(Frame {
                function,
                line,
                column,
                address: has_address.then_some(address as u64),
                inlined,
            });
            if let (Some(line), Some(column)) = beginning {
                self.builder.set_beginning(frame, line, column);
            }
        }
        self.warnings.add_many(
            "frames whose function isn't in the file are shown as (unknown)",
            lost,
            Place::Row(first_lost as u64),
            "frameTable",
        );
        first
    }

    /// The column of a place, from 1.
    fn column(&self, tables: &Tables, field: Field, row: usize) -> Option<u32> {
        if !self.columns_from_zero {
            return positive(tables, field, row);
        }
        u32::try_from(tables.integer(field, row)).ok()?.checked_add(1)
    }

    /// Where a function begins: the line and column of those of its frames that have none.
    fn beginning(&self, tables: &Tables, function: Option<usize>) -> (Option<u32>, Option<u32>) {
        let Some(row) = function else { return (None, None) };
        let has_flags = tables.has(Field::FunctionFlags);
        let flags = if has_flags { tables.integer(Field::FunctionFlags, row) } else { !0 };
        let line = positive(tables, Field::FunctionLine, row);
        let column = self.column(tables, Field::FunctionColumn, row);
        (
            line.filter(|_| flags & function_flag::HAS_LINE != 0),
            column.filter(|_| flags & function_flag::HAS_COLUMN != 0),
        )
    }

    fn unknown_function(&mut self) -> FunctionId {
        let name = self.builder.string(UNKNOWN);
        let kind = FunctionKind::Unknown;
        self.builder.function(Function { name, file: None, library: None, kind })
    }
}

/// The number in a column of the table that counts from 1.
fn positive(tables: &Tables, field: Field, row: usize) -> Option<u32> {
    u32::try_from(tables.integer(field, row)).ok().filter(|&number| number > 0)
}
