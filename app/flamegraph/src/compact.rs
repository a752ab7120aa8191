//! Columns of numbers that are mostly small: a byte each, and the others aside.
//!
//! A tree of millions of nodes has few with large subtrees, far-off callers or much weight.

/// Stands for a number that is kept aside.
const LARGE: u8 = u8::MAX;
/// So many rows (as a power of two) share an entry of the index of large numbers.
const BLOCK_BITS: usize = 10;

/// A column of numbers below 2³². Rows can be set in any order; [`Self::finish`] makes it readable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compact {
    bytes: Vec<u8>,
    /// Row and value of the large ones.
    large: Vec<(u32, u32)>,
    /// For each block of rows where its large ones begin; one more entry than blocks.
    blocks: Vec<u32>,
}

impl Compact {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Makes room for so many more small ones.
    pub fn reserve(&mut self, count: usize) {
        self.bytes.reserve_exact(count);
    }

    /// Adds a number.
    #[inline]
    pub fn push(&mut self, value: u32) {
        if value < u32::from(LARGE) {
            self.bytes.push(value as u8);
        } else {
            self.large.push((self.bytes.len() as u32, value));
            self.bytes.push(LARGE);
        }
    }

    /// Sets a number that is 0 so far.
    #[inline]
    pub fn set(&mut self, row: usize, value: u32) {
        if value < u32::from(LARGE) {
            self.bytes[row] = value as u8;
        } else {
            self.large.push((row as u32, value));
            self.bytes[row] = LARGE;
        }
    }

    /// Makes it readable.
    pub fn finish(&mut self) {
        self.bytes.shrink_to_fit();
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
        match self.bytes[row] {
            LARGE => self.large_at(row),
            small => u32::from(small),
        }
    }

    fn large_at(&self, row: usize) -> u32 {
        let block = row >> BLOCK_BITS;
        let of_block = self.blocks[block] as usize..self.blocks[block + 1] as usize;
        let large = &self.large[of_block];
        let place = large.partition_point(|&(of, _)| (of as usize) < row);
        large[place].1
    }

    /// All of them, by row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        (0..self.len()).map(|row| self.at(row))
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

    #[test]
    fn small_and_large_numbers_come_back() {
        let values = (0..5000u32).map(|row| if row % 7 == 0 { row * 99 } else { row % 300 });
        let values: Vec<u32> = values.chain([0, 254, 255, 256, u32::MAX]).collect();
        let column: Compact = values.iter().copied().collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), values);
        let mut backwards: Compact = values.iter().map(|_| 0).collect();
        for row in (0..values.len()).rev() {
            backwards.set(row, values[row]);
        }
        backwards.finish();
        assert_eq!(backwards, column);
    }
}
