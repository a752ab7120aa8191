//! A diff: its sides and how it is shown, and what the engine says of it.

mod ask;
mod change;
mod shown;
pub mod words;

pub use ask::{DiffAnswer, DiffExport, DiffRequest};
pub use change::{
    Change, ChangeState, DiffColumn, DiffRow, DiffRows, DiffSort, Measure, NodeChange, Presence,
};
pub use shown::{
    DiffLegend, DiffLegendStep, DiffShown, MatchedNames, MovedFunction, NoiseFacts, NoiseTest,
    Sentence, SideFacts,
};

use crate::file::ProfileId;
use crate::unit::Unit;
use crate::view::{Search, SiblingOrder, Threads, Transform};
use serde::{Deserialize, Serialize};

/// The two sides of a diff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// What is compared against.
    #[default]
    Baseline,
    /// What is being judged.
    Comparison,
}

impl Side {
    /// The side's place in a pair.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The other side.
    pub fn other(self) -> Self {
        if self == Self::Baseline { Self::Comparison } else { Self::Baseline }
    }
}

/// What of one recording goes into a side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffInput {
    /// The recording.
    pub profile: ProfileId,
    /// Which of its threads.
    pub threads: Threads,
    /// Which of its metrics, by place.
    pub metric: u32,
}

/// The state of a diff. One value; the page writes it to the URL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiffView {
    /// The recordings of the baseline; of several the mean counts.
    pub baseline: Vec<DiffInput>,
    /// The recordings of the comparison.
    pub comparison: Vec<DiffInput>,
    /// The unit that the user says both have.
    pub unit: Option<Unit>,
    /// Changes of the trees of both sides, before they are compared.
    pub transforms: Vec<Transform>,
    /// How siblings are ordered.
    pub order: SiblingOrder,
    /// How the sides are made comparable; `None`: as suits the unit.
    pub scale: Option<DiffScale>,
    /// What a bar's width says.
    pub width: DiffWidth,
    /// Whether the baseline is drawn beside it as well: see [`DiffRequest::DrawBeside`].
    pub beside: bool,
    /// What a bar's colour says.
    pub colour: DiffColour,
    /// In which colours.
    pub palette: DiffPalette,
    /// Renames by which functions are matched, in their order.
    pub rules: Vec<RenameRule>,
    /// Names of functions whose frames are merged into their callers on both sides, since they are
    /// inlined on one: see [`DiffRequest::Moved`].
    pub folded: Vec<String>,
    /// The share of false alarms that is put up with: 0.01.
    pub level: f64,
    /// Where counts are unknown: the change in points of the total (0.01 is one point) from which
    /// on it is one.
    pub least_change: f64,
    /// Whether what may be noise is coloured all the same.
    pub show_noise: bool,
    /// What is searched for.
    pub search: Search,
}

impl DiffView {
    /// The view in which a diff opens.
    pub fn of(baseline: DiffInput, comparison: DiffInput) -> Self {
        Self {
            baseline: vec![baseline],
            comparison: vec![comparison],
            unit: None,
            transforms: Vec::new(),
            order: SiblingOrder::Weight,
            scale: None,
            width: DiffWidth::Larger,
            beside: false,
            colour: DiffColour::Points,
            palette: DiffPalette::BlueOrange,
            rules: Vec::new(),
            folded: Vec::new(),
            level: 0.01,
            least_change: 0.001,
            show_noise: false,
            search: Search::default(),
        }
    }

    /// The same with its sides swapped.
    pub fn swapped(mut self) -> Self {
        std::mem::swap(&mut self.baseline, &mut self.comparison);
        self
    }
}

/// How the sides of a diff are made comparable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffScale {
    /// Both totals are made equal: shares are compared.
    #[default]
    EqualTotals,
    /// Both are scaled to one duration: rates are compared.
    EqualDuration,
    /// The function of this name is made to weigh the same on both sides.
    Yardstick(String),
    /// As they are.
    None,
}

/// What a bar's width says in a diff. Children always fit their parent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffWidth {
    /// The larger of both sides' self weights, summed over the subtree: everything is visible.
    #[default]
    Larger,
    /// The weight in the comparison.
    Comparison,
    /// The weight in the baseline.
    Baseline,
    /// The size of the change of self weights, summed over the subtree.
    Changed,
}

/// What a bar's colour says in a diff.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffColour {
    /// The change of the total weight in percentage points.
    #[default]
    Points,
    /// The ratio of the total weights.
    Ratio,
    /// The change of the self weight in percentage points.
    SelfPoints,
}

/// The colours of less and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DiffPalette {
    /// Blue for less, orange for more; told apart by the colour-blind.
    #[default]
    BlueOrange,
    /// Green for less, red for more.
    GreenRed,
}

/// A rename by which functions of the two sides are matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameRule {
    /// A regular expression, looked for in readable names.
    pub pattern: String,
    /// What each place that fits becomes; `$1` stands for the first group.
    pub replacement: String,
}
