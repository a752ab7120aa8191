//! What the page is told of a diff that is ready.

use super::{ChangeState, DiffScale, Side};
use crate::answer::{Problem, Shown};
use crate::scene::Rgb;
use crate::tree::FunctionId;
use serde::{Deserialize, Serialize};

/// A diff that is ready.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiffShown {
    /// What holds for any picture. Its total is the reference that shares are of: the larger of
    /// the two scaled totals.
    pub shown: Shown,
    /// The baseline and the comparison, by [`Side::index`].
    pub sides: [SideFacts; 2],
    /// The scale in use.
    pub scale: DiffScale,
    /// Whether that is the one which suits the unit.
    pub scale_is_default: bool,
    /// By what the weights of either side are multiplied; at least one is 1.
    pub factors: [f64; 2],
    /// The scale in words: "equal totals: the baseline × 0.651".
    pub scale_label: String,
    /// How noise is told from change.
    pub noise: NoiseFacts,
    /// What colours mean.
    pub legend: DiffLegend,
    /// How much of the reference total isn't drawn in this width: removed code in the width of the
    /// comparison, new code in that of the baseline.
    pub hidden: f64,
    /// How much of the reference total lies on call paths that only one side has; of both sides the
    /// larger part. Much of it where functions are inlined differently.
    pub one_sided: f64,
    /// The answer in words, a sentence or more.
    pub answer: Vec<Sentence>,
    /// How many functions are in each state by self weight.
    pub state_counts: Vec<(ChangeState, u32)>,
    /// What was matched though its names differ.
    pub matched: Vec<MatchedNames>,
    /// Rules that can't be used, by their places in the view's list.
    pub broken_rules: Vec<(u32, Problem)>,
    /// On which sides inlined frames are known, by [`Side::index`]. Where they are on one only,
    /// both sides have to have them merged into their callers to be comparable
    /// ([`crate::Transform::MergeInlined`]).
    pub has_inlined: [bool; 2],
}

/// What is known of a side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SideFacts {
    /// The files' names, one a recording.
    pub files: Vec<String>,
    /// The mean total of its recordings, before scaling, in the unit of both sides.
    pub total: f64,
    /// The number of samples in all its recordings, if known.
    pub sample_count: Option<f64>,
    /// The mean duration, where all its recordings have one.
    pub duration_ns: Option<f64>,
}

impl SideFacts {
    /// What the side is called: by its files.
    pub fn name(&self) -> String {
        self.files.join(" + ")
    }
}

/// How noise is told from change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoiseFacts {
    /// The test.
    pub test: NoiseTest,
    /// A sentence on it: what is tested, or why nothing can be.
    pub why: String,
    /// How counts of samples were found from the weights, where no file says what a sample weighs:
    /// "Counts: weights / 10, the common divisor of all weights". Empty if there is nothing to say.
    pub counts: String,
    /// The share of false alarms that is put up with.
    pub level: f64,
    /// How many functions were tested.
    pub tested_functions: u32,
    /// How many nodes were tested: those with enough samples to pass at all.
    pub tested_nodes: u32,
}

/// A way to tell noise from change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoiseTest {
    /// A two-sided binomial test of sample counts.
    #[default]
    Binomial,
    /// That and the spread between recordings of one side.
    Spread,
    /// None; changes smaller than a minimum count as noise.
    LeastChange,
}

/// What the colours of a diff mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiffLegend {
    /// From the most of less over none to the most of more.
    pub steps: Vec<DiffLegendStep>,
    /// The numbers at both ends: "−16.1 points", "+16.1 points".
    pub ends: [String; 2],
    /// What the colour is of: "change of the total in percentage points".
    pub label: String,
    /// What the colours at both ends are called: "blue", "orange".
    pub colour_names: [String; 2],
}

impl DiffLegend {
    /// The legend in words, for a picture that has only room for a line.
    pub fn sentence(&self) -> String {
        let ([less, more], [least, most]) = (&self.colour_names, &self.ends);
        format!("{}: {less} up to {least}, {more} up to {most}, grey noise or the same", self.label)
    }
}

/// One colour of the legend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiffLegendStep {
    /// The value from which on (away from 0) the colour stands.
    pub from: f64,
    /// The colour in a light theme.
    pub light: Rgb,
    /// The colour in a dark theme.
    pub dark: Rgb,
}

/// One sentence of the answer, and what it is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// The sentence; names stand between backticks.
    pub text: String,
    /// The function that a click selects.
    pub function: Option<FunctionId>,
}

/// Functions that were matched though they are written differently.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MatchedNames {
    /// The name that is shown.
    pub name: String,
    /// The names in the baseline.
    pub baseline: Vec<String>,
    /// The names in the comparison.
    pub comparison: Vec<String>,
    /// The place of the first of the user's rules that had a part in it; `None` for what always
    /// holds: hashes, numbers of closures and the like.
    pub rule: Option<u32>,
}

/// A function that seems to be inlined on one side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MovedFunction {
    /// The function.
    pub function: FunctionId,
    /// Its name, for [`DiffView::folded`].
    pub name: String,
    /// The side on which it is called.
    pub called_on: Side,
    /// The scaled weight of the calls that are missing on the other side.
    pub weight: f64,
}
