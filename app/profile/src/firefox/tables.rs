//! The tables of a processed profile as they stand in the file: a column per field.

use crate::id::StringId;
use crate::json::{Column, NONE};

/// A table of structs, stored column by column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Stacks,
    Frames,
    Functions,
    Resources,
    Sources,
}

/// What a column's elements are.
#[derive(Clone, Copy, Debug)]
enum Holds {
    Integers,
    Floats,
    Texts,
}

/// Defines the columns that are read: their field, table, name in the file, and type.
macro_rules! define_fields {
    ($($(#[$doc:meta])* $field:ident: $table:ident $key:literal $holds:ident,)*) => {
        /// A column of one of the tables.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Field { $($(#[$doc])* $field,)* }

        const FIELDS: &[(Field, Table, &str, Holds)] =
            &[$((Field::$field, Table::$table, $key, Holds::$holds),)*];
    };
}

define_fields! {
    /// The row of the caller's stack; `null` at the root. Until version 65.
    StackPrefix: Stacks "prefix" Integers,
    /// How many rows above the caller's stack is; 0 at the root. Since version 66.
    StackPrefixOffset: Stacks "prefixOffset" Integers,
    StackFrame: Stacks "frame" Integers,
    FrameFunction: Frames "func" Integers,
    /// Relative to the library; as floats, since it may pass 2³¹.
    FrameAddress: Frames "address" Floats,
    /// Since version 70; before, the resource has it.
    FrameLibrary: Frames "lib" Integers,
    FrameLine: Frames "line" Integers,
    FrameColumn: Frames "column" Integers,
    FrameCategory: Frames "category" Integers,
    FrameSubcategory: Frames "subcategory" Integers,
    /// Until version 53: the text that names the JIT tier.
    FrameImplementation: Frames "implementation" Integers,
    /// Versions 40 to 70.
    FrameInlineDepth: Frames "inlineDepth" Integers,
    /// Since version 71: which of the other columns count in this row, see [`frame_flag`].
    FrameFlags: Frames "flags" Integers,
    FunctionName: Functions "name" Integers,
    FunctionIsJs: Functions "isJS" Integers,
    FunctionResource: Functions "resource" Integers,
    /// Until version 57.
    FunctionFile: Functions "fileName" Integers,
    /// Since version 58.
    FunctionSource: Functions "source" Integers,
    FunctionLine: Functions "lineNumber" Integers,
    FunctionColumn: Functions "columnNumber" Integers,
    /// Since version 75, see [`function_flag`].
    FunctionFlags: Functions "flags" Integers,
    ResourceLibrary: Resources "lib" Integers,
    ResourceName: Resources "name" Integers,
    SourceFile: Sources "filename" Integers,
    /// Not of a table but of the scope: all its texts.
    Texts: Sources "" Texts,
}

/// Bits of [`Field::FrameFlags`].
pub(super) mod frame_flag {
    pub const IS_INLINED: i32 = 1;
    pub const HAS_ADDRESS: i32 = 2;
    pub const HAS_CATEGORY: i32 = 4;
    pub const HAS_LINE: i32 = 16;
    pub const HAS_COLUMN: i32 = 32;
}

/// Bits of [`Field::FunctionFlags`].
pub(super) mod function_flag {
    pub const IS_JS: i32 = 1;
    pub const HAS_RESOURCE: i32 = 4;
    pub const HAS_SOURCE: i32 = 8;
    pub const HAS_LINE: i32 = 16;
    pub const HAS_COLUMN: i32 = 32;
}

impl Table {
    /// The table that is called `key` in the file.
    pub(super) fn named(key: &str) -> Option<Self> {
        Some(match key {
            "stackTable" => Self::Stacks,
            "frameTable" => Self::Frames,
            "funcTable" => Self::Functions,
            "resourceTable" => Self::Resources,
            "sources" => Self::Sources,
            _ => return None,
        })
    }

    /// The column of this table that is called `key` in the file.
    pub(super) fn field(self, key: &str) -> Option<Field> {
        FIELDS.iter().find(|(_, table, name, _)| *table == self && *name == key).map(|row| row.0)
    }
}

/// The tables of one scope: of a thread, or those that all threads share.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    columns: Vec<Column>,
}

impl Default for Tables {
    fn default() -> Self {
        let columns = FIELDS.iter().map(|(_, _, _, holds)| match holds {
            Holds::Integers => Column::default(),
            Holds::Floats => Column::floats_column(),
            Holds::Texts => Column::texts_column(),
        });
        Self { columns: columns.collect() }
    }
}

impl Tables {
    /// The column of `field`, to be filled.
    pub(crate) fn column(&mut self, field: Field) -> Option<&mut Column> {
        self.columns.get_mut(field as usize)
    }

    /// Replaces the column of `field`.
    pub(crate) fn set(&mut self, field: Field, values: Column) {
        if let Some(column) = self.column(field) {
            *column = values;
        }
    }

    /// Gives back what tables without rows take: there may be a great many.
    pub(super) fn drop_if_empty(&mut self) {
        if self.is_empty() {
            self.columns = Vec::new();
        }
    }

    /// Gives back the room for rows that didn't come.
    pub(super) fn shrink(&mut self, table: Table) {
        for (column, (_, of, ..)) in self.columns.iter_mut().zip(FIELDS) {
            if *of == table {
                column.shrink();
            }
        }
    }

    /// Takes the integers of `field` out.
    pub(super) fn take(&mut self, field: Field) -> Vec<i32> {
        match self.column(field).map(std::mem::take) {
            Some(Column::Integers(values)) => values,
            _ => Vec::new(),
        }
    }

    /// Whether the file has the column at all.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.get(field as usize).is_some_and(|column| !column.is_empty())
    }

    /// The integer of `field` in row `row`; [`NONE`] past its end.
    #[inline]
    pub(super) fn integer(&self, field: Field, row: usize) -> i32 {
        let values = self.columns.get(field as usize).map(Column::integers).unwrap_or_default();
        values.get(row).copied().unwrap_or(NONE)
    }

    /// The row number that `field` holds in row `row`; none where it is negative.
    #[inline]
    pub(super) fn row(&self, field: Field, row: usize) -> Option<usize> {
        usize::try_from(self.integer(field, row)).ok()
    }

    /// The float of `field` in row `row`; `NaN` past its end.
    #[inline]
    pub(super) fn float(&self, field: Field, row: usize) -> f64 {
        let values = self.columns.get(field as usize).map(Column::floats).unwrap_or_default();
        values.get(row).copied().unwrap_or(f64::NAN)
    }

    /// How many rows a table has, counted by one of its columns.
    pub(super) fn len(&self, field: Field) -> usize {
        self.columns.get(field as usize).map_or(0, Column::len)
    }

    /// Whether no table has any row.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.iter().all(Column::is_empty)
    }

    /// The text of row `row`.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        let texts = self.columns.get(Field::Texts as usize)?.texts()?;
        (row < texts.len()).then(|| texts.get(StringId::new(row)))
    }
}
