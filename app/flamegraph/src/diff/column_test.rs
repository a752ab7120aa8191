//! The test of a column: all nodes or all functions, by self or total weight, in steps.
//!
//! Pairs of few samples are tested once a pair; they tell about where the limit is. What has many samples
//! is tested only near that, roughly at first, and exactly only where it matters.

use super::chance::{Chance, FREQUENT, Sure};
use super::changed::Passing;
use super::tally::{Frequent, PAIR_COUNT, Rows, Tally, counts_of};

/// How far the p of a pair may be from the exact one, as a share of it.
const ROUNDING: f64 = 1e-6;

/// The weights of a column on both sides, and how its rows are tested.
pub struct Column<'a> {
    /// What the rows weigh.
    pub weights: [Rows<'a>; 2],
    /// The test of counts; none where they are unknown.
    pub chance: Option<&'a Chance>,
    /// The counts; none where they aren't all that is tested.
    pub tally: Option<&'a Tally>,
    /// Rows of fewer samples aren't tested.
    pub fewest_samples: f64,
    /// The p of a row, where more than its counts tells.
    pub exact_p: Option<&'a dyn Fn(u32) -> Option<f64>>,
    /// Which share of false alarms is put up with.
    pub level: f64,
}

/// A row whose p is low enough to pass.
#[derive(Clone, Copy, Debug)]
struct LowRow {
    p: f64,
    is_exact: bool,
    row: u32,
}

/// A pair whose p is low enough to pass.
#[derive(Clone, Copy, Debug)]
struct LowPair {
    p: f64,
    key: u16,
    /// How many rows have it.
    rows: u32,
}

/// The test of one column, in steps.
#[derive(Debug, Default)]
pub struct ColumnTest {
    /// How many rows were looked at, or of the frequent ones, if there is a tally.
    seen_count: usize,
    tested_count: usize,
    /// Rows that pass, whatever the limit will be.
    sure_rows: Vec<u32>,
    low_rows: Vec<LowRow>,
    low_pairs: Vec<LowPair>,
    has_pairs: bool,
    /// Of which differences the result is clear without a look at their p.
    sure: Option<Sure>,
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
        if !self.has_pairs {
            if let (Some(chance), Some(tally)) = (column.chance, column.tally) {
                self.test_pairs(column, chance, tally);
                self.sure = self.sure_of(column, chance, tally);
            }
            self.has_pairs = true;
            self.rank = self.tested_count;
            return false;
        }
        let (count, items) = match column.tally {
            Some(tally) => (tally.frequent.len(), items / self.rows_a_test()),
            None => (column.weights[0].count(), items),
        };
        if self.seen_count < count {
            let from = self.seen_count;
            self.seen_count = from.saturating_add(items.max(1)).min(count);
            match column.tally {
                Some(tally) => self.test_frequent(column, &tally.frequent[from..self.seen_count]),
                None => self.test_rows(column, from),
            }
            self.rank = self.tested_count;
            return false;
        }
        self.lower_limit(column)
    }

    /// How many rows are looked at in the time that one of many samples takes.
    fn rows_a_test(&self) -> usize {
        if self.sure.is_some() { 2 } else { 16 }
    }

    /// How many rows were tested.
    pub fn tested_count(&self) -> usize {
        self.tested_count
    }

    /// What passed, once [`Self::step`] has said that all is tested.
    pub fn finish(self) -> Passing {
        let mut rows = self.sure_rows;
        rows.extend(self.low_rows.iter().map(|low| low.row));
        Passing { rows, pairs: self.passing_pairs }
    }

    /// Tests rows of many samples roughly.
    #[inline(never)]
    fn test_frequent(&mut self, column: &Column, rows: &[Frequent]) {
        let Some(chance) = column.chance else { return };
        for &Frequent { row, counts } in rows {
            if counts[0] + counts[1] < column.fewest_samples {
                continue;
            }
            self.tested_count += 1;
            match self.sure.and_then(|sure| chance.is_surely_low(counts, sure)) {
                Some(true) => self.sure_rows.push(row),
                Some(false) => {}
                None => {
                    let p = chance.rough_p(counts, column.level);
                    let low = p.map(|p| LowRow { p, is_exact: false, row });
                    self.low_rows.extend(low);
                }
            }
        }
    }

    /// Which rows need no look at their p, from where the limit can be: lowest if no row but those of
    /// pairs is below it, and highest if all others are.
    fn sure_of(&self, column: &Column, chance: &Chance, tally: &Tally) -> Option<Sure> {
        if column.fewest_samples > FREQUENT as f64 {
            // Not all frequent rows are tested: nobody knows yet how many.
            return None;
        }
        let (frequent, level) = (tally.frequent.len(), column.level);
        let count = self.tested_count + frequent;
        let limit = |others: usize, lift: f64| {
            let mut rank = count;
            loop {
                let limit = limit_of(rank, count, level);
                let below = others + self.rows_of_pairs(limit * lift);
                if is_last(below, rank) {
                    return limit;
                }
                rank = below;
            }
        };
        chance.sure(limit(0, 1.0 - ROUNDING), limit(frequent, 1.0 + ROUNDING))
    }

    /// How many rows have a pair whose p is at most `limit`.
    #[inline(never)]
    fn rows_of_pairs(&self, limit: f64) -> usize {
        // Whether one has can't be foretold, so there is no branch.
        let rows = |pair: &LowPair| u64::from(pair.rows) * u64::from(pair.p <= limit);
        self.low_pairs.iter().map(rows).sum::<u64>() as usize
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
                self.low_rows.push(LowRow { p, is_exact: true, row: row as u32 });
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
        let rows_of_pairs = self.rows_of_pairs(highest_pair);
        // What is near the limit is exact by now, or counts as below.
        let is_below = |row: &LowRow| row.p <= if row.is_exact { limit } else { highest };
        let low_rows = self.low_rows.iter().filter(|row| is_below(row)).count();
        let below = self.sure_rows.len() + rows_of_pairs + low_rows;
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
            self.passing_pairs[usize::from(pair.key)] = true;
        }
        true
    }

    /// Makes the p of what may be on either side of a limit exact.
    fn look_exactly(&mut self, column: &Column, limit: f64) {
        let Some(chance) = column.chance else { return };
        let near = limit * (1.0 - ROUNDING)..=limit * (1.0 + ROUNDING);
        for pair in self.low_pairs.iter_mut().filter(|pair| near.contains(&pair.p)) {
            pair.p = chance.p_of(counts_of(pair.key));
        }
        let [baseline, comparison] = column.weights;
        let near = chance.near(limit);
        let rough = self.low_rows.iter_mut().filter(|row| !row.is_exact);
        for row in rough.filter(|row| near.contains(&row.p)) {
            let at = row.row as usize;
            row.p = chance.p([baseline.at(at), comparison.at(at)]);
            row.is_exact = true;
        }
    }

    /// Tests the pairs that occur, and keeps those whose p is at most the level.
    #[inline(never)]
    fn test_pairs(&mut self, column: &Column, chance: &Chance, tally: &Tally) {
        let fewest = column.fewest_samples.ceil().max(0.0) as usize;
        for sample_count in fewest..2 * FREQUENT - 1 {
            let baselines =
                (sample_count + 1).saturating_sub(FREQUENT)..=sample_count.min(FREQUENT - 1);
            let keys = baselines.map(|baseline| baseline * FREQUENT + (sample_count - baseline));
            let rows = keys.clone().map(|key| tally.rows_of_pair[key] as usize).sum::<usize>();
            self.tested_count += rows;
            if rows == 0 || sample_count == 0 {
                continue;
            }
            let p_of_each = chance.p_of_sum(sample_count);
            let occurring = keys.filter(|&key| tally.rows_of_pair[key] > 0);
            let pairs = occurring.map(|key| LowPair {
                p: p_of_each[key % FREQUENT],
                key: key as u16,
                rows: tally.rows_of_pair[key],
            });
            // Rounding may lift a p of exactly the level above it.
            self.low_pairs.extend(pairs.filter(|pair| pair.p <= column.level * (1.0 + ROUNDING)));
        }
    }
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
