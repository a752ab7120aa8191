//! Rows: short arrays of numbers one after the other, read in one tight loop.

use super::super::Schema;
use super::super::column::{Column, Run};
use super::super::text::blanks;
use super::Scanner;

impl<P: Copy> Scanner<P> {
    /// Reads rows and the commas behind them for as long as they are plain, and hands them to the
    /// schema; returns how many bytes that are. `bytes` begin at an element.
    ///
    /// The last row, and one that the slice cuts, are left to be read as any other array.
    pub(super) fn rows<S>(&mut self, bytes: &[u8], place: P, schema: &mut S) -> usize
    where
        S: Schema<Place = P>,
    {
        let mut used = 0;
        loop {
            let rest = bytes.get(used..).unwrap_or_default();
            let Some(cells) = rest.strip_prefix(b"[") else { return used };
            if let Column::Floats(row) = &mut self.row {
                row.clear();
            }
            let Run::End(length) = self.row.run(cells) else { return used };
            let behind = cells.get(length..).unwrap_or_default();
            let comma = blanks(behind);
            if behind.get(comma) != Some(&b',') {
                return used;
            }
            schema.row(place, self.row.floats());
            used += 1 + length + comma + 1;
            used += blanks(bytes.get(used..).unwrap_or_default());
        }
    }
}
