//! What a diff was made from, stage by stage, so that another scale needs no new union, another
//! width no new test, other colours no new layout.

use super::super::stages::{Kept, Same, SearchOutcome};
use super::recording::{Grown, GrownKey};
use crate::call_tree::CallTree;
use crate::colour::Colours;
use crate::diff::counts::Period;
use crate::diff::matching::Matching;
use crate::diff::scale::Scaling;
use crate::diff::sides::Sides;
use crate::diff::significance::Noise;
use crate::diff::tally::Tallies;
use crate::diff::width::widths;
use crate::layout::Layout;
use crate::weights::NodeWeights;
use profile::Profile;
use protocol::diff::{
    DiffColour, DiffLegend, DiffPalette, DiffScale, DiffWidth, MatchedNames, RenameRule, Side,
    SideFacts,
};
use protocol::{Problem, Search, SiblingOrder, Threads, Unit};
use std::cell::OnceCell;
use std::sync::Arc;

/// Both sides as one tree.
pub struct United {
    pub sides: Sides,
    pub matched: Vec<MatchedNames>,
    pub broken_rules: Vec<(u32, Problem)>,
}

/// Both sides scaled, and noise told from change.
pub struct Weighed {
    pub scaling: Scaling,
    pub noise: Noise,
    pub facts: [SideFacts; 2],
    /// What the comparison counts before scaling.
    pub comparison_unit: Unit,
}

/// Where bars are.
pub struct Drawing {
    pub layout: Layout,
    pub hidden: f64,
    pub width: DiffWidth,
    /// What bars are as wide as, once asked for.
    widths: OnceCell<Arc<NodeWeights>>,
}

impl Drawing {
    pub fn new(layout: Layout, width: DiffWidth, hidden: f64) -> Self {
        Self { layout, hidden, width, widths: OnceCell::new() }
    }

    /// What the bars are as wide as; both sides are scaled by `factors`.
    pub fn widths(&self, sides: &Sides, factors: [f64; 2]) -> &NodeWeights {
        self.widths.get_or_init(|| widths(sides, factors, self.width))
    }
}

/// The functions of both sides matched, and the trees in which some are folded; none of a recording
/// whose tree stays as it is.
pub struct Matched {
    pub matching: Matching,
    pub folded: Vec<Option<(CallTree, NodeWeights)>>,
}

/// What functions are matched from.
#[derive(PartialEq)]
pub struct MatchedKey {
    pub grown: Vec<(Side, Same<Grown>)>,
    pub rules: Vec<RenameRule>,
    pub folded: Vec<String>,
}

/// What scale and test are made from.
#[derive(PartialEq)]
pub struct WeighedKey {
    pub united: Same<United>,
    pub scale: Option<DiffScale>,
    pub unit: Option<Unit>,
    pub level: f64,
    pub least_change: f64,
}

/// What the period of a recording's samples is found from.
#[derive(PartialEq)]
pub struct PeriodKey {
    pub profile: Same<Profile>,
    pub threads: Threads,
    pub metric: u32,
    pub unit: Unit,
}

/// What a layout is made from.
pub type DrawingKey = (Same<Weighed>, DiffWidth);

/// What colours are made from; the last is whether noise has some.
pub type ColoursKey = (Same<Weighed>, DiffColour, DiffPalette, bool);

/// The newest result of each stage; of trees those of the newest diff's recordings.
#[derive(Default)]
pub struct Stages {
    grown: Vec<(GrownKey, Arc<Grown>)>,
    pub matched: Kept<MatchedKey, Matched>,
    pub united: Kept<(Same<Matched>, SiblingOrder), United>,
    /// The period of each recording, and its total.
    pub periods: Kept<Vec<PeriodKey>, Vec<(Period, f64)>>,
    /// By the tree and how many samples there are in a unit of weight.
    pub tallies: Kept<(Same<United>, [f64; 2]), Tallies>,
    pub weighed: Kept<WeighedKey, Weighed>,
    pub drawing: Kept<DrawingKey, Drawing>,
    /// The baseline's, for a picture beside the comparison's.
    pub beside: Kept<DrawingKey, Drawing>,
    pub colours: Kept<ColoursKey, (Colours, DiffLegend)>,
    pub found: Kept<(Same<Drawing>, Search), SearchOutcome>,
    newest_tree: (Option<Same<United>>, u32),
}

impl Stages {
    /// A recording's tree, if it was made.
    pub fn grown(&self, key: &GrownKey) -> Option<Arc<Grown>> {
        let (_, grown) = self.grown.iter().find(|(other, _)| other == key)?;
        Some(grown.clone())
    }

    /// Keeps a tree.
    pub fn keep_grown(&mut self, key: GrownKey, grown: Grown) {
        self.grown.push((key, Arc::new(grown)));
    }

    /// Forgets the trees that the newest diff doesn't have.
    pub fn keep_only(&mut self, keys: &[GrownKey]) {
        self.grown.retain(|(key, _)| keys.contains(key));
    }

    /// The number of a tree that is shown. Trees of diffs count from the middle of all numbers, so
    /// that none is taken for that of a single recording.
    pub fn tree_number(&mut self, united: &Arc<United>) -> u32 {
        const FIRST: u32 = 1 << 31;
        let (newest, number) = &mut self.newest_tree;
        let tree = Some(Same(united.clone()));
        if *newest != tree {
            *number += 1;
            *newest = tree;
        }
        FIRST + *number
    }
}
