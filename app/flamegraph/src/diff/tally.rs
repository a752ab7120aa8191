//! How many samples all nodes and all functions have on both sides, as far as a test needs to know.
//!
//! Of a million nodes most have few samples, so the same pairs of counts come again and again: they
//! are counted here and tested once a pair. None of this depends on the scale.

use super::chance::{FREQUENT, whole_counts};
use super::sides::Sides;
use crate::weights;
use protocol::diff::Measure;

/// The key of a row without samples, and of one that has many. A pair of no samples never passes.
pub const NO_KEY: u16 = 0;
/// How many pairs of counts have a key.
pub const PAIR_COUNT: usize = FREQUENT * FREQUENT;

/// What is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All functions.
    Functions,
    /// All nodes.
    Nodes,
}

/// What is tested, in this order.
pub const COLUMNS: [(What, Measure); 4] = [
    (What::Functions, Measure::Own),
    (What::Functions, Measure::Total),
    (What::Nodes, Measure::Own),
    (What::Nodes, Measure::Total),
];

/// What all functions or all nodes weigh on one side.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    /// By function.
    Functions(&'a [f64]),
    /// By node.
    Nodes(&'a weights::Column),
}

impl<'a> Rows<'a> {
    /// The rows of a column on both sides.
    pub fn of_both(sides: &'a Sides, (what, measure): (What, Measure)) -> [Self; 2] {
        [0, 1].map(|side: usize| {
            let (nodes, functions) = (&sides.weights[side], &sides.functions[side]);
            match (what, measure) {
                (What::Functions, Measure::Own) => Self::Functions(&functions.self_weights),
                (What::Functions, Measure::Total) => Self::Functions(&functions.total_weights),
                (What::Nodes, Measure::Own) => Self::Nodes(&nodes.self_weights),
                (What::Nodes, Measure::Total) => Self::Nodes(&nodes.total_weights),
            }
        })
    }

    /// How many there are.
    pub fn count(self) -> usize {
        match self {
            Self::Functions(weights) => weights.len(),
            Self::Nodes(weights) => weights.len(),
        }
    }

    /// The weight of a row.
    #[inline]
    pub fn at(self, row: usize) -> f64 {
        match self {
            Self::Functions(weights) => weights[row],
            Self::Nodes(weights) => weights.at(row),
        }
    }
}

/// The counts of a column.
#[derive(Debug, Default)]
pub struct Tally {
    /// The pair of each row's counts, or [`NO_KEY`].
    pub keys: Vec<u16>,
    /// How many rows have a pair, by key. That of no samples is of rows that have weight all the
    /// same.
    pub rows_of_pair: Vec<u32>,
    /// The rows of so many samples that they have no pair.
    pub frequent: Vec<Frequent>,
}

/// A row of many samples.
#[derive(Clone, Copy, Debug)]
pub struct Frequent {
    /// Which one.
    pub row: u32,
    /// How many it has on each side. Kept, since to look at its weights would wait for memory.
    pub counts: [f64; 2],
}

impl Tally {
    fn of_len(row_count: usize) -> Self {
        Self {
            keys: vec![NO_KEY; row_count],
            rows_of_pair: vec![0; PAIR_COUNT],
            frequent: Vec::new(),
        }
    }

    /// Counts the rows from `from` up to `to`.
    // A function of its own: a browser's careful compiler takes function by function.
    #[inline(never)]
    fn add(
        &mut self,
        [baseline, comparison]: [Rows; 2],
        per_weight: [f64; 2],
        from: usize,
        to: usize,
    ) {
        let Some(rows_of_pair) = self.rows_of_pair.get_mut(..PAIR_COUNT) else { return };
        for (row, key) in (from..to).zip(&mut self.keys[from..to]) {
            let raw = [baseline.at(row), comparison.at(row)];
            if raw[0] + raw[1] <= 0.0 {
                continue;
            }
            let counts = whole_counts(raw, per_weight);
            if (counts[0] | counts[1]) < FREQUENT as i64 {
                *key = key_of(counts);
                rows_of_pair[usize::from(*key)] += 1;
            } else {
                let counts = counts.map(|count| count as f64);
                self.frequent.push(Frequent { row: row as u32, counts });
            }
        }
    }
}

/// The key of two counts below [`FREQUENT`].
#[inline]
fn key_of([baseline, comparison]: [i64; 2]) -> u16 {
    (baseline as u16) * FREQUENT as u16 + comparison as u16
}

/// The counts of a key.
pub fn counts_of(key: u16) -> [f64; 2] {
    let [baseline, comparison] = key.to_be_bytes();
    [f64::from(baseline), f64::from(comparison)]
}

/// The counts of all [`COLUMNS`].
#[derive(Debug)]
pub struct Tallies {
    of_column: Vec<Tally>,
}

impl Tallies {
    /// Counts everything in one go, see [`TalliesBuilder`].
    pub fn new(sides: &Sides, per_weight: [f64; 2]) -> Self {
        let mut builder = TalliesBuilder::new(per_weight);
        while !builder.step(sides, usize::MAX) {}
        builder.finish()
    }

    /// The counts of the column at this place.
    pub fn of_column(&self, place: usize) -> Option<&Tally> {
        self.of_column.get(place)
    }
}

/// Counts in the making, in steps.
#[derive(Debug)]
pub struct TalliesBuilder {
    /// How many samples there are in a unit of weight on each side.
    per_weight: [f64; 2],
    of_column: Vec<Tally>,
    /// How many rows of the last column were looked at.
    seen_count: usize,
}

impl TalliesBuilder {
    /// A builder that has counted nothing yet.
    pub fn new(per_weight: [f64; 2]) -> Self {
        Self { per_weight, of_column: Vec::new(), seen_count: 0 }
    }

    /// Goes on for about `items` nodes or functions of the same `sides` as before. Returns whether
    /// all is counted.
    pub fn step(&mut self, sides: &Sides, items: usize) -> bool {
        let rows = |place: usize| Some(Rows::of_both(sides, *COLUMNS.get(place)?));
        let newest = self.of_column.len().checked_sub(1);
        let is_done = |tally: &Tally| self.seen_count == tally.keys.len();
        if self.of_column.last().is_none_or(is_done) {
            let Some([first, _]) = rows(self.of_column.len()) else { return true };
            self.of_column.push(Tally::of_len(first.count()));
            self.seen_count = 0;
        } else if let (Some(rows), Some(tally)) = (newest.and_then(rows), self.of_column.last_mut())
        {
            let to = self.seen_count.saturating_add(items).min(tally.keys.len());
            tally.add(rows, self.per_weight, self.seen_count, to);
            self.seen_count = to;
        }
        false
    }

    /// The counts, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> Tallies {
        Tallies { of_column: self.of_column }
    }
}
