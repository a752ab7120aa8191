//! All rows of a column, some at a time.
//!
//! A browser runs a function in careless code at first. Careful code, which is three times as fast,
//! is there soon, but only from the next call on: a loop over a million rows is called in parts.

use std::ops::Range;

const ROWS_A_CALL: usize = 16_384;

/// The parts of so many rows, each of which is worth a call.
pub fn chunks(row_count: usize) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let starts = (0..row_count).step_by(ROWS_A_CALL);
    starts.map(move |start| start..row_count.min(start + ROWS_A_CALL))
}
