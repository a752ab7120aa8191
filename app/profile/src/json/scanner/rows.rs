//! Rows: short arrays of numbers one after the other, read in one tight loop.

use super::super::Schema;
use super::super::column::Run;
use super::super::text::blanks;
use crate::calls::ROWS_A_CALL;
use crate::shared_bytes::shared_at_start;

/// Reads rows and the commas behind them for as long as they are plain, and hands them to the
/// schema; returns how many bytes that are. `bytes` begin at an element.
///
/// The last row, and one that the slice cuts, are left to be read as any other array. Cells that
/// stand as in the row before are taken from there: stacks that are rows mostly begin alike.
#[inline(never)]
pub(super) fn read<S: Schema>(bytes: &[u8], place: S::Place, schema: &mut S) -> usize {
    let mut used = 0;
    let mut before: &[u8] = &[];
    for _ in 0..ROWS_A_CALL {
        let Some(column) = schema.row_column(place) else { break };
        let rest = bytes.get(used..).unwrap_or_default();
        let Some(cells) = rest.strip_prefix(b"[") else { break };
        let (shared, start) = shared_cells(before, cells);
        column.truncate(shared);
        let Run::End(length) = column.run(&cells[start..]) else { break };
        let length = start + length;
        let behind = cells.get(length..).unwrap_or_default();
        let comma = blanks(behind);
        if behind.get(comma) != Some(&b',') {
            break;
        }
        schema.row(place, shared);
        before = &cells[..length];
        used += 1 + length + comma + 1;
        used += blanks(bytes.get(used..).unwrap_or_default());
    }
    used
}

/// How many cells two rows have in common at their beginnings, and where in `cells` the next begins.
fn shared_cells(before: &[u8], cells: &[u8]) -> (usize, usize) {
    let shared = &cells[..shared_at_start(before, cells)];
    let start = shared.iter().rposition(|&byte| byte == b',').map_or(0, |comma| comma + 1);
    (shared[..start].iter().filter(|&&byte| byte == b',').count(), start)
}
