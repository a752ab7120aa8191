//! What became of nodes and functions in a diff: numbers, states, rows of the table.

use crate::tree::FunctionId;
use serde::{Deserialize, Serialize};

/// On which sides something occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Presence {
    /// On both, or on neither.
    #[default]
    Both,
    /// Only in the comparison: new.
    Comparison,
    /// Only in the baseline: removed.
    Baseline,
}

/// What became of a function or node.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum ChangeState {
    /// It wasn't there before.
    New,
    /// It isn't there any more.
    Removed,
    /// It weighs more.
    More,
    /// It weighs less.
    Less,
    /// It differs, by no more than chance may do.
    Noise,
    /// It weighs the same.
    #[default]
    Same,
}

impl ChangeState {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Removed => "removed",
            Self::More => "more",
            Self::Less => "less",
            Self::Noise => "noise",
            Self::Same => "same",
        }
    }

    /// Whether it is a change that counts.
    pub fn is_change(self) -> bool {
        !matches!(self, Self::Noise | Self::Same)
    }
}

/// One weight on both sides, scaled, and what follows from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The scaled weight in the baseline.
    pub baseline: f64,
    /// The scaled weight in the comparison.
    pub comparison: f64,
    /// Comparison minus baseline.
    pub delta: f64,
    /// The change as a share of the reference total; 0.01 is a percentage point.
    pub points: f64,
    /// Comparison / baseline; infinite for something new, NaN where both are 0.
    pub ratio: f64,
    /// How likely chance alone brings such a difference; `None` where it can't be said.
    pub p: Option<f64>,
    /// What became of it.
    pub state: ChangeState,
}

/// A node's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NodeChange {
    /// Of the samples that end in it.
    pub own: Change,
    /// Of the samples that pass through it.
    pub total: Change,
}

/// One row of the table of functions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiffRow {
    /// The function.
    pub function: FunctionId,
    /// Its name, as the comparison has it if it is there.
    pub name: String,
    /// Its name without arguments, for narrow columns; empty if there are none in it.
    pub plain_name: String,
    /// Its crate or library.
    pub group: String,
    /// Of the samples that end in it.
    pub own: Change,
    /// Of the samples that pass through it, each counted once.
    pub total: Change,
}

/// Whether the table is about self or total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// Self weight.
    #[default]
    Own,
    /// Total weight.
    Total,
}

/// The columns of the table of functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffColumn {
    /// The size of the change, whatever its direction; what is noise comes after.
    #[default]
    Size,
    /// Name.
    Name,
    /// Weight in the baseline.
    Baseline,
    /// Weight in the comparison.
    Comparison,
    /// The change.
    Delta,
    /// Comparison / baseline.
    Ratio,
    /// The likelihood of chance.
    P,
    /// New, removed, more, less, noise, same.
    State,
}

/// How the table is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DiffSort {
    /// Self or total.
    pub measure: Measure,
    /// The column.
    pub column: DiffColumn,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// A window of the table of functions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiffRows {
    /// How many rows the whole table has, the search applied.
    pub row_count: u32,
    /// The place of the first of `rows` in the table.
    pub start: u32,
    /// The rows asked for.
    pub rows: Vec<DiffRow>,
    /// The place in the table of the function that the request named, if it is in it.
    pub row_of_selected: Option<u32>,
}
