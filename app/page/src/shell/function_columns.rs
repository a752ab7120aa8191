//! The columns of the functions table, and of the table of changes.

use protocol::FunctionColumn;
use protocol::diff::{DiffColumn, DiffSort, Side};

/// How the table is sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// The table of one recording: the column, and whether from the largest.
    Functions((FunctionColumn, bool)),
    /// The table of a diff.
    Changes(DiffSort),
}

impl Default for Order {
    fn default() -> Self {
        Self::Functions((FunctionColumn::SelfWeight, true))
    }
}

impl Order {
    /// Whether this is the table of a diff.
    pub fn is_diff(self) -> bool {
        matches!(self, Self::Changes(_))
    }

    /// The column by which is sorted, and whether from the largest.
    pub fn column(self) -> (Column, bool) {
        match self {
            Self::Functions((column, descending)) => (Column::Function(column), descending),
            Self::Changes(sort) => (Column::Change(sort.column), sort.descending),
        }
    }

    /// The columns, as they stand from left to right; that of stated totals only where there are
    /// any.
    pub fn columns(self, has_stated_totals: bool) -> impl Iterator<Item = &'static Heading> {
        let columns = match self {
            Self::Functions(_) => FUNCTIONS,
            Self::Changes(_) => CHANGES,
        };
        let stated = Column::Function(FunctionColumn::StatedTotal);
        columns.iter().filter(move |heading| has_stated_totals || heading.column != stated)
    }
}

/// A column of either table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    /// Of one recording.
    Function(FunctionColumn),
    /// Of a diff.
    Change(DiffColumn),
}

impl Column {
    /// Whether a column holds weights, which are looked at from the largest.
    pub fn is_weight(column: FunctionColumn) -> bool {
        !matches!(column, FunctionColumn::Name | FunctionColumn::Group)
    }

    /// Whether a column of a diff is looked at from the largest.
    pub fn is_number(column: DiffColumn) -> bool {
        !matches!(column, DiffColumn::Name | DiffColumn::State | DiffColumn::P)
    }
}

/// What stands above a column.
pub struct Heading {
    /// The column.
    pub column: Column,
    /// Its name.
    pub name: &'static str,
    /// Its class in the style sheet.
    pub class: &'static str,
    /// More on it.
    pub hint: &'static str,
    /// The side of a diff whose weights it has.
    pub side: Option<Side>,
}

const fn of_function(column: FunctionColumn, name: &'static str, class: &'static str) -> Heading {
    Heading { column: Column::Function(column), name, class, hint: "", side: None }
}

const FUNCTIONS: &[Heading] = &[
    of_function(FunctionColumn::SelfWeight, "Self", "number"),
    of_function(FunctionColumn::TotalWeight, "Total", "number"),
    Heading {
        column: Column::Function(FunctionColumn::StatedTotal),
        name: "Inclusive (callgrind)",
        class: "number",
        hint: "As the file states it, not estimated: the cost of all calls of the function; in a \
               recursion the inner calls count once more",
        side: None,
    },
    of_function(FunctionColumn::Name, "Function", "name"),
    of_function(FunctionColumn::Group, "Crate", "group"),
];

const fn of_change(
    column: DiffColumn,
    name: &'static str,
    class: &'static str,
    hint: &'static str,
) -> Heading {
    let side = match column {
        DiffColumn::Baseline => Some(Side::Baseline),
        DiffColumn::Comparison => Some(Side::Comparison),
        _ => None,
    };
    Heading { column: Column::Change(column), name, class, hint, side }
}

const CHANGES: &[Heading] = &[
    of_change(DiffColumn::Name, "Function", "name", ""),
    of_change(DiffColumn::Baseline, "Baseline", "number", "scaled as the legend says"),
    of_change(DiffColumn::Comparison, "Comparison", "number", "scaled as the legend says"),
    of_change(DiffColumn::Delta, "Δ", "number", "Comparison minus baseline"),
    of_change(
        DiffColumn::Size,
        "Points",
        "number",
        "The change in percentage points of the total; sorts by its size, noise last",
    ),
    of_change(DiffColumn::Ratio, "Ratio", "number ratio", "Comparison divided by baseline"),
    of_change(DiffColumn::P, "p", "number p", "How likely chance alone makes such a difference"),
    of_change(DiffColumn::State, "State", "state", "New, removed, more, less, noise or the same"),
];
