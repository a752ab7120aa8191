//! The test of a column: all nodes or all functions, by self or total weight, in steps.
//!
//! Of a million nodes most have few samples, so the same pairs of counts come again and again: they
//! are counted, and tested once a pair. What has many samples is tested roughly, and exactly only
//! where it matters.

use super::binomial;
use super::chance::{Chance, FREQUENT};
use crate::weights;

/// The key of a row that has none: of no samples, or of many. A pair of no samples never passes.
const NO_KEY: u16 = 0;

/// How far the p of a pair may be from the exact one, as a share of it.
const ROUNDING: f64 = 1e-6;
/// How many pairs of counts have a key.
const PAIR_COUNT: usize = FREQUENT * FREQUENT;

/// What all functions or all nodes weigh on one side.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    /// By function.
    Functions(&'a [f64]),
    /// By node.
    Nodes(&'a weights::Column),
}

impl Rows<'_> {
    fn len(self) -> usize {
        match self {
            Self::Functions(weights) => weights.len(),
            Self::Nodes(weights) => weights.len(),
        }
    }

    #[inline]
    fn at(self, row: usize) -> f64 {
        match self {
            Self::Functions(weights) => weights[row],
            Self::Nodes(weights) => weights.at(row),
        }
    }
}

/// The weights of a column on both sides, and how its rows are tested.
pub struct Column<'a> {
    /// What the rows weigh.
    pub weights: [Rows<'a>; 2],
    /// The test of counts; none where they are unknown.
    pub chance: Option<&'a Chance>,
    /// Rows of fewer samples aren't tested.
    pub fewest_samples: f64,
    /// The p of a row, where more than its counts tells.
    pub exact_p: Option<&'a dyn Fn(u32) -> Option<f64>>,
    /// Which share of false alarms is put up with.
    pub level: f64,
}

/// A row or a pair whose p is low enough to pass.
#[derive(Clone, Copy, Debug)]
struct Low {
    p: f64,
    is_exact: bool,
    of: u32,
}

/// The test of one column, in steps.
#[derive(Debug, Default)]
pub struct ColumnTest {
    /// How many rows were looked at; [`Self::marked_count`] of them have their flag.
    seen_count: usize,
    marked_count: usize,
    tested_count: usize,
    /// The pair of each row's counts, or [`NO_KEY`].
    keys: Vec<u16>,
    /// How many rows have a pair, by key.
    rows_of_pair: Vec<u32>,
    low_rows: Vec<Low>,
    low_pairs: Vec<Low>,
    has_pairs: bool,
    /// How many rows are below the limit of so many rows, as far as is known.
    rank: usize,
    /// Whether no limit further up can be the right one.
    is_near_limit: bool,
    /// Which pairs pass, by key; empty until all rows are tested.
    passing_pairs: Vec<bool>,
}

impl ColumnTest {
    /// Goes on for about `items` rows of the same `column` as before. Returns whether all is tested.
    pub fn step(&mut self, column: &Column, items: usize) -> bool {
        let row_count = column.weights[0].len();
        if self.keys.len() < row_count {
            self.keys = vec![NO_KEY; row_count];
            self.rows_of_pair = vec![0; PAIR_COUNT];
        }
        if self.seen_count < row_count {
            let from = self.seen_count;
            self.seen_count = from.saturating_add(items).min(row_count);
            match (column.chance, column.exact_p) {
                (Some(chance), None) => self.count_pairs(column, chance, from),
                _ => self.test_rows(column, from),
            }
            return false;
        }
        if !self.has_pairs {
            self.low_pairs = match column.chance {
                Some(chance) => self.low_pairs(chance, column.level),
                None => Vec::new(),
            };
            self.has_pairs = true;
            self.rank = self.tested_count;
            return false;
        }
        self.lower_limit(column)
    }

    /// How many rows were tested.
    pub fn tested_count(&self) -> usize {
        self.tested_count
    }

    /// Sets `flag` for rows that pass, for about `items` of them. Returns whether it is done.
    pub fn mark(&mut self, flags: &mut [u8], flag: u8, items: usize) -> bool {
        for row in std::mem::take(&mut self.low_rows) {
            flags[row.of as usize] |= flag;
        }
        let from = self.marked_count;
        let to = from.saturating_add(items).min(self.keys.len());
        if let Some(passing_pairs) = self.passing_pairs.get(..PAIR_COUNT) {
            for (flags, &key) in flags[from..to].iter_mut().zip(&self.keys[from..to]) {
                *flags |= flag * u8::from(passing_pairs[usize::from(key)]);
            }
        }
        self.marked_count = to;
        to == self.keys.len()
    }

    /// Counts the pairs of the rows from `from` on, and tests those of many samples roughly.
    fn count_pairs(&mut self, column: &Column, chance: &Chance, from: usize) {
        let rows = from..self.seen_count;
        let keys = &mut self.keys[rows];
        let Some(rows_of_pair) = self.rows_of_pair.get_mut(..PAIR_COUNT) else { return };
        let fewest = (column.fewest_samples.ceil() as i64).max(0);
        for (index, key) in keys.iter_mut().enumerate() {
            let raw = column.weights.map(|weights| weights.at(from + index));
            let counts = chance.whole_counts(raw);
            let sample_count = counts[0].saturating_add(counts[1]);
            if sample_count < fewest || raw[0] + raw[1] <= 0.0 {
                continue;
            }
            self.tested_count += 1;
            if (counts[0] | counts[1]) < FREQUENT as i64 {
                *key = key_of(counts);
                rows_of_pair[usize::from(*key)] += 1;
            } else if let Some(p) = chance.rough_p(counts.map(|count| count as f64), column.level) {
                self.low_rows.push(Low { p, is_exact: false, of: (from + index) as u32 });
            }
        }
    }

    /// Tests the rows from `from` on, each by itself.
    fn test_rows(&mut self, column: &Column, from: usize) {
        let [baseline, comparison] = column.weights;
        for row in from..self.seen_count {
            let raw = [baseline.at(row), comparison.at(row)];
            if raw[0] + raw[1] <= 0.0 {
                continue;
            }
            let mut may_pass = true;
            if let Some(chance) = column.chance {
                let counts = chance.counts(raw);
                if counts[0] + counts[1] < column.fewest_samples {
                    continue;
                }
                may_pass = chance.rough_p(counts, column.level).is_some();
            }
            self.tested_count += 1;
            let exact_p = column.exact_p.filter(|_| may_pass);
            if let Some(p) = exact_p.and_then(|exact_p| exact_p(row as u32)) {
                self.low_rows.push(Low { p, is_exact: true, of: row as u32 });
            }
        }
    }

    /// Counts what is below the limit for as many rows as the last limit had below it, see
    /// [`passing`]. Once they are no fewer, they pass, and it returns true.
    ///
    /// First all that may be below a limit is counted: that leads to a limit which is the right one
    /// or one before it, and nothing has to be looked at exactly on the way.
    fn lower_limit(&mut self, column: &Column) -> bool {
        if !self.passing_pairs.is_empty() {
            return true;
        }
        let limit = limit_of(self.rank, self.tested_count, column.level);
        if self.is_near_limit {
            self.look_exactly(column, limit);
        }
        let highest = column.chance.map_or(limit, |chance| *chance.near(limit).end());
        let highest_pair = if self.is_near_limit { limit } else { limit * (1.0 + ROUNDING) };
        let pairs = self.low_pairs.iter().filter(|pair| pair.p <= highest_pair);
        let rows_of_pairs: usize =
            pairs.map(|pair| self.rows_of_pair[pair.of as usize] as usize).sum();
        // What is near the limit is exact by now, or counts as below.
        let is_below = |row: &Low| row.p <= if row.is_exact { limit } else { highest };
        let below = rows_of_pairs + self.low_rows.iter().filter(|row| is_below(row)).count();
        if !is_last(below, self.rank) {
            self.rank = below;
            return false;
        }
        if !self.is_near_limit {
            self.is_near_limit = true;
            return false;
        }
        self.low_rows.retain(is_below);
        self.passing_pairs = vec![false; PAIR_COUNT];
        for pair in self.low_pairs.iter().filter(|pair| pair.p <= limit) {
            self.passing_pairs[pair.of as usize] = true;
        }
        true
    }

    /// Makes the p of what may be on either side of a limit exact.
    fn look_exactly(&mut self, column: &Column, limit: f64) {
        let Some(chance) = column.chance else { return };
        let near = limit * (1.0 - ROUNDING)..=limit * (1.0 + ROUNDING);
        for pair in self.low_pairs.iter_mut().filter(|pair| near.contains(&pair.p)) {
            pair.p = chance.p_of(counts_of(pair.of as u16));
        }
        let [baseline, comparison] = column.weights;
        let near = chance.near(limit);
        let rough = self.low_rows.iter_mut().filter(|row| !row.is_exact);
        for row in rough.filter(|row| near.contains(&row.p)) {
            let at = row.of as usize;
            row.p = chance.p([baseline.at(at), comparison.at(at)]);
            row.is_exact = true;
        }
    }

    /// The pairs that occur whose p is at most `level`.
    fn low_pairs(&self, chance: &Chance, level: f64) -> Vec<Low> {
        let mut low = Vec::new();
        if self.rows_of_pair.is_empty() {
            return low;
        }
        for sample_count in 1..2 * FREQUENT - 1 {
            let baselines =
                (sample_count + 1).saturating_sub(FREQUENT)..=sample_count.min(FREQUENT - 1);
            let keys = baselines.map(|baseline| baseline * FREQUENT + (sample_count - baseline));
            let mut keys = keys.filter(|&key| self.rows_of_pair[key] > 0).peekable();
            if keys.peek().is_none() {
                continue;
            }
            let p_of_each = binomial::two_sided_of_each(sample_count, chance.p_comparison);
            let pairs = keys.map(|key| Low {
                p: p_of_each[key % FREQUENT],
                is_exact: false,
                of: key as u32,
            });
            // Rounding may lift a p of exactly the level above it.
            low.extend(pairs.filter(|pair| pair.p <= level * (1.0 + ROUNDING)));
        }
        low
    }
}

/// The key of two counts below [`FREQUENT`].
#[inline]
fn key_of([baseline, comparison]: [i64; 2]) -> u16 {
    (baseline as u16) * FREQUENT as u16 + comparison as u16
}

fn counts_of(key: u16) -> [f64; 2] {
    let [baseline, comparison] = key.to_be_bytes();
    [f64::from(baseline), f64::from(comparison)]
}

/// Those of `low` that pass the test of Benjamini and Hochberg among `count` in all: the largest p
/// that is at most level · rank / count, and all that are smaller. `low` needs only hold what is at
/// most `level`.
///
/// Nothing has to be sorted: with a limit for all, so many are below it that the limit for as many
/// comes next, until as many are below it as it is for.
pub fn passing(mut low: Vec<(f64, u32)>, count: usize, level: f64) -> Vec<u32> {
    let mut rank = count;
    loop {
        let limit = limit_of(rank, count, level);
        let below = low.iter().filter(|&&(p, _)| p <= limit).count();
        if is_last(below, rank) {
            low.retain(|&(p, _)| p <= limit);
            return low.into_iter().map(|(_, id)| id).collect();
        }
        rank = below;
    }
}

/// Up to where p passes if `rank` of `count` rows do.
fn limit_of(rank: usize, count: usize, level: f64) -> f64 {
    level * rank as f64 / count.max(1) as f64
}

/// Whether a limit for `rank` rows, with `below` rows below it, is the last.
fn is_last(below: usize, rank: usize) -> bool {
    // At rank 0 nothing passes but a p of 0, which would have passed at any rank.
    below >= rank || rank == 0
}
