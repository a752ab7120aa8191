//! Which functions and nodes changed: a byte each, with a bit for self and one for total.

use super::tally::{PAIR_COUNT, Tally};
use protocol::diff::Measure;

const OWN: u8 = 1;
const TOTAL: u8 = 2;

#[inline]
fn flags_of(own: bool, total: bool) -> u8 {
    (OWN * u8::from(own)) | (TOTAL * u8::from(total))
}

/// What passed the test of a column.
#[derive(Debug, Default)]
pub struct Passing {
    /// The rows that were tested by themselves.
    pub rows: Vec<u32>,
    /// By the key of a pair of counts, whether rows with it pass.
    pub pairs: Vec<bool>,
}

/// The bytes of all functions or all nodes, once all are added.
#[derive(Debug, Default)]
pub struct Changed {
    flags: Vec<u8>,
}

impl Changed {
    /// Bytes of `count` rows; `has_changed` says of each whether self and total have.
    pub fn of(count: usize, has_changed: impl Fn(usize) -> (bool, bool)) -> Self {
        let flags = |row| {
            let (own, total) = has_changed(row);
            flags_of(own, total)
        };
        Self { flags: (0..count).map(flags).collect() }
    }

    /// Adds about `items` of `count` rows by what passed and, where counts were tested, by their
    /// counts; self comes before total. Returns whether all are there.
    pub fn add(
        &mut self,
        count: usize,
        passing: [&Passing; 2],
        tallies: [Option<&Tally>; 2],
        items: usize,
    ) -> bool {
        let from = self.flags.len();
        if from == count {
            return true;
        }
        let to = from.saturating_add(items.max(1)).min(count);
        self.flags.reserve_exact(count - from);
        if let [Some(own), Some(total)] = tallies {
            self.add_by_counts(passing, [&own.keys[from..to], &total.keys[from..to]]);
        }
        self.flags.resize(to, 0);
        if to < count {
            return false;
        }
        for (passing, flag) in passing.iter().zip([OWN, TOTAL]) {
            for &row in &passing.rows {
                self.flags[row as usize] |= flag;
            }
        }
        true
    }

    // A function of its own: a browser's careful compiler takes function by function.
    #[inline(never)]
    fn add_by_counts(&mut self, passing: [&Passing; 2], [of_own, of_total]: [&[u16]; 2]) {
        let pairs = passing.map(|passing| passing.pairs.first_chunk::<PAIR_COUNT>());
        let [Some(own), Some(total)] = pairs else { return };
        let keys = of_own.iter().zip(of_total);
        self.flags.extend(keys.map(|(&of_own, &of_total)| {
            flags_of(own[usize::from(of_own)], total[usize::from(of_total)])
        }));
    }

    /// Whether a row's self or total weight changed.
    #[inline]
    pub fn of_row(&self, row: u32) -> (bool, bool) {
        let flags = self.flags.get(row as usize).copied().unwrap_or(0);
        (flags & OWN != 0, flags & TOTAL != 0)
    }

    /// For each row a byte, and the bit of it that is set if the row's weight changed.
    pub fn by_row(&self, measure: Measure) -> (&[u8], u8) {
        let flag = match measure {
            Measure::Own => OWN,
            Measure::Total => TOTAL,
        };
        (&self.flags, flag)
    }
}
