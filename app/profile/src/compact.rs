//! Columns of numbers that are mostly small: a byte each, and the others aside.
//!
//! A tree of millions of nodes has few with large subtrees, far-off callers or much weight, and most
//! counts of a source line are small.

use crate::calls::ROWS_A_CALL;
use std::ops::Range;

/// Stands for a number that is kept aside.
const LARGE: u8 = u8::MAX;
/// So many rows (as a power of two) share an entry of the index of large numbers.
const BLOCK_BITS: usize = 10;

/// So many large numbers are kept aside, and one in eight of all. If there are more, all are kept
/// as they are.
const FEW: usize = 4096;

#[inline(never)]
fn sum_of_bytes(bytes: &[u8]) -> u64 {
    bytes.iter().copied().map(u64::from).sum()
}

/// A column of numbers below 2³². Rows can be set in any order; [`Self::finish`] makes it readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compact {
    /// Empty where all numbers are kept as they are.
    bytes: Vec<u8>,
    /// Row and value of the large ones.
    large: Vec<(u32, u32)>,
    /// For each block of rows where its large ones begin; one more entry than blocks.
    blocks: Vec<u32>,
    /// The numbers as they are, where many are large; otherwise empty.
    wide: Vec<u32>,
}

impl Compact {
    /// A column of so many zeros, to be set.
    pub fn zeros(count: usize) -> Self {
        Self { bytes: vec![0; count], ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len().max(self.wide.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For how many there is room, if they are small.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Makes room for so many more small ones.
    pub fn reserve(&mut self, count: usize) {
        self.bytes.reserve_exact(count);
    }

    /// Adds a number.
    #[inline]
    pub fn push(&mut self, value: u32) {
        if !self.wide.is_empty() {
            self.wide.push(value);
        } else if value < u32::from(LARGE) {
            self.bytes.push(value as u8);
        } else {
            self.bytes.push(LARGE);
            self.add_large(self.bytes.len() - 1, value);
        }
    }

    /// Sets a number that is 0 so far.
    #[inline]
    pub fn set(&mut self, row: usize, value: u32) {
        if !self.wide.is_empty() {
            self.wide[row] = value;
        } else if value < u32::from(LARGE) {
            self.bytes[row] = value as u8;
        } else {
            self.bytes[row] = LARGE;
            self.add_large(row, value);
        }
    }

    fn add_large(&mut self, row: usize, value: u32) {
        self.large.push((row as u32, value));
        if self.large.len() > FEW + self.bytes.len() / 8 {
            let mut wide = Vec::with_capacity(self.bytes.capacity());
            wide.extend(std::mem::take(&mut self.bytes).into_iter().map(u32::from));
            for (row, value) in std::mem::take(&mut self.large) {
                wide[row as usize] = value;
            }
            self.wide = wide;
        }
    }

    /// Makes it readable.
    pub fn finish(&mut self) {
        self.bytes.shrink_to_fit();
        self.wide.shrink_to_fit();
        if !self.large.is_sorted() {
            self.large.sort_unstable();
        }
        self.large.shrink_to_fit();
        let block_count = (self.bytes.len() >> BLOCK_BITS) + 1;
        self.blocks = Vec::with_capacity(block_count + 1);
        let mut at = 0;
        for block in 0..=block_count {
            let first_row = block << BLOCK_BITS;
            while self.large.get(at).is_some_and(|&(row, _)| (row as usize) < first_row) {
                at += 1;
            }
            self.blocks.push(at as u32);
        }
    }

    /// The number of that row.
    #[inline]
    pub fn at(&self, row: usize) -> u32 {
        match self.bytes.get(row) {
            Some(&LARGE) | None => self.large_at(row),
            Some(&small) => u32::from(small),
        }
    }

    fn large_at(&self, row: usize) -> u32 {
        if self.bytes.is_empty() {
            return self.wide[row];
        }
        let block = row >> BLOCK_BITS;
        let of_block = self.blocks[block] as usize..self.blocks[block + 1] as usize;
        let large = &self.large[of_block];
        let place = large.partition_point(|&(of, _)| (of as usize) < row);
        large[place].1
    }

    /// All of them, by row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + Clone + '_ {
        (0..self.len()).map(|row| self.at(row))
    }

    /// Those of some rows as they are calculated with.
    // A function of its own: a browser's careful compiler takes function by function.
    #[inline(never)]
    pub fn fractions_of(&self, rows: Range<usize>) -> Vec<f64> {
        if self.bytes.is_empty() {
            return self.wide[rows].iter().copied().map(f64::from).collect();
        }
        // All bytes side by side, and then what isn't in them: row by row takes three times as long.
        let bytes = self.bytes[rows.clone()].iter();
        let mut fractions: Vec<f64> = bytes.copied().map(f64::from).collect();
        let first = self.large.partition_point(|&(row, _)| (row as usize) < rows.start);
        for &(row, value) in &self.large[first..] {
            let Some(fraction) = fractions.get_mut(row as usize - rows.start) else { break };
            *fraction = f64::from(value);
        }
        fractions
    }

    /// Their sum.
    pub fn sum(&self) -> u64 {
        let bytes: u64 = self.bytes.chunks(ROWS_A_CALL).map(sum_of_bytes).sum();
        let large = self.large.iter().map(|&(_, value)| u64::from(value) - u64::from(LARGE));
        let wide: u64 = self.wide.iter().copied().map(u64::from).sum();
        bytes + large.sum::<u64>() + wide
    }

    /// The bytes, and what isn't in them: row and value of each large number, or all numbers where
    /// there are no bytes.
    pub fn into_parts(self) -> (Vec<u8>, Vec<u32>) {
        let others = match self.bytes.is_empty() {
            true => self.wide,
            false => self.large.into_iter().flat_map(<[u32; 2]>::from).collect(),
        };
        (self.bytes, others)
    }

    /// The column of these parts; `None` if they aren't what [`Self::into_parts`] takes it apart into.
    pub fn from_parts(bytes: Vec<u8>, others: Vec<u32>) -> Option<Self> {
        if bytes.is_empty() {
            let mut column = Self { wide: others, ..Self::default() };
            column.finish();
            return Some(column);
        }
        let (pairs, rest) = others.as_chunks::<2>();
        let large: Vec<(u32, u32)> = pairs.iter().map(|&pair| pair.into()).collect();
        let is_large = |&(row, value): &(u32, u32)| {
            bytes.get(row as usize) == Some(&LARGE) && value >= u32::from(LARGE)
        };
        let are_all = memchr::memchr_iter(LARGE, &bytes).count() == large.len();
        let fits = rest.is_empty()
            && are_all
            && large.iter().all(is_large)
            && large.is_sorted_by(|a, b| a.0 < b.0);
        let mut column = Self { bytes, large, ..Self::default() };
        column.finish();
        fits.then_some(column)
    }
}

impl FromIterator<u32> for Compact {
    fn from_iter<I: IntoIterator<Item = u32>>(values: I) -> Self {
        let values = values.into_iter();
        let mut column = Self::default();
        column.reserve(values.size_hint().0);
        values.for_each(|value| column.push(value));
        column.finish();
        column
    }
}

#[cfg(test)]
mod tests {
    use super::Compact;

    fn check(values: impl Iterator<Item = u32>) {
        let values: Vec<u32> = values.chain([0, 254, 255, 256, u32::MAX]).collect();
        let column: Compact = values.iter().copied().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), values);
        for rows in [0..values.len(), 3..values.len() - 2, 5..5] {
            let fractions: Vec<f64> = values[rows.clone()].iter().copied().map(f64::from).collect();
            assert_eq!(column.fractions_of(rows), fractions);
        }
        assert_eq!(column.sum(), values.iter().copied().map(u64::from).sum());
        let mut backwards = Compact::zeros(values.len());
        for row in (0..values.len()).rev() {
            backwards.set(row, values[row]);
        }
        backwards.finish();
        assert_eq!(backwards.iter().collect::<Vec<_>>(), values);
        let (bytes, others) = column.clone().into_parts();
        assert_eq!(Compact::from_parts(bytes, others), Some(column));
    }

    #[test]
    fn few_large_numbers_come_back() {
        check((0..50_000).map(|row| if row % 17 == 0 { row * 99 } else { row % 300 }));
    }

    #[test]
    fn what_is_no_column_is_refused() {
        let of = |bytes: &[u8], others: &[u32]| Compact::from_parts(bytes.into(), others.into());
        assert!(of(&[1, 255], &[1, 700]).is_some());
        assert_eq!(of(&[1, 255], &[]), None);
        assert_eq!(of(&[1, 255], &[0, 700]), None);
        assert_eq!(of(&[1, 255], &[2, 700]), None);
        assert_eq!(of(&[1, 255], &[1, 254]), None);
        assert_eq!(of(&[1, 255], &[1, 700, 1]), None);
        assert_eq!(of(&[255, 255], &[1, 700, 0, 800]), None);
        assert_eq!(of(&[255, 255], &[1, 700, 1, 800]), None);
    }

    #[test]
    fn many_large_numbers_come_back() {
        check((0..50_000).map(|row| row * 7));
    }
}
