//! One column as bytes and back.

use super::{BytesError, broken};
use crate::calls::ROWS_A_CALL;

/// What is wrong with an id.
const NO_ROW: &str = "an id is no row of its table";

/// The bytes of a column, which is freed.
pub(super) fn from_column<T: Copy, const N: usize>(
    column: Vec<T>,
    bytes_of: impl Fn(T) -> [u8; N],
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(column.len());
    for rows in column.chunks(ROWS_A_CALL) {
        extend(&mut bytes, rows, &bytes_of);
    }
    bytes.into_flattened()
}

/// Appends what becomes of some rows.
#[inline(never)]
fn extend<T: Copy, V>(values: &mut Vec<V>, rows: &[T], value_of: impl Fn(T) -> V) {
    values.extend(rows.iter().map(|&row| value_of(row)));
}

/// The same, where something becomes of each row; whether that is so.
#[inline(never)]
fn try_extend<T: Copy, V>(
    values: &mut Vec<V>,
    rows: &[T],
    value_of: impl Fn(T) -> Option<V>,
) -> bool {
    let before = values.len();
    values.extend(rows.iter().map_while(|&row| value_of(row)));
    values.len() == before + rows.len()
}

fn rows_of<const N: usize>(bytes: &[u8]) -> Result<&[[u8; N]], BytesError> {
    match bytes.as_chunks::<N>() {
        (rows, []) => Ok(rows),
        _ => broken("a column ends within a value"),
    }
}

/// Hands out the columns one after the other; each buffer is freed once it is converted.
pub(super) struct Reader {
    buffers: std::vec::IntoIter<Vec<u8>>,
}

impl Reader {
    pub(super) fn new(buffers: Vec<Vec<u8>>) -> Self {
        Self { buffers: buffers.into_iter() }
    }

    /// Whether all columns were read.
    pub(super) fn is_at_end(&self) -> bool {
        self.buffers.as_slice().is_empty()
    }

    /// The next buffer as it is.
    pub(super) fn bytes(&mut self) -> Result<Vec<u8>, BytesError> {
        self.buffers.next().map_or_else(|| broken("a column is missing"), Ok)
    }

    /// The next column of values, one for the bytes of each row.
    pub(super) fn column<T, const N: usize>(
        &mut self,
        value_of: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, BytesError> {
        let bytes = self.bytes()?;
        let rows = rows_of::<N>(&bytes)?;
        let mut column = Vec::with_capacity(rows.len());
        rows.chunks(ROWS_A_CALL).for_each(|rows| extend(&mut column, rows, &value_of));
        Ok(column)
    }

    /// The same of values that some bytes don't have, which is `what` is wrong then.
    pub(super) fn valid_column<T, const N: usize>(
        &mut self,
        what: &'static str,
        value_of: impl Fn([u8; N]) -> Option<T>,
    ) -> Result<Vec<T>, BytesError> {
        let bytes = self.bytes()?;
        let rows = rows_of::<N>(&bytes)?;
        let mut column = Vec::with_capacity(rows.len());
        let are_valid =
            rows.chunks(ROWS_A_CALL).all(|rows| try_extend(&mut column, rows, &value_of));
        if are_valid { Ok(column) } else { broken(what) }
    }

    /// The next column of 32-bit numbers.
    pub(super) fn numbers(&mut self) -> Result<Vec<u32>, BytesError> {
        self.column(u32::from_le_bytes)
    }

    /// The next column of ids that may be none, each of a row below `rows`.
    pub(super) fn optional_ids<I: Copy>(
        &mut self,
        rows: usize,
        from_raw: impl Fn(u32) -> Option<I>,
        index: impl Fn(I) -> usize,
    ) -> Result<Vec<Option<I>>, BytesError> {
        self.valid_column(NO_ROW, |bytes| {
            let id = from_raw(u32::from_le_bytes(bytes));
            id.is_none_or(|id| index(id) < rows).then_some(id)
        })
    }

    /// The next column of ids, each of a row below `rows`.
    pub(super) fn ids<I: Copy>(
        &mut self,
        rows: usize,
        from_raw: impl Fn(u32) -> Option<I>,
        index: impl Fn(I) -> usize,
    ) -> Result<Vec<I>, BytesError> {
        self.valid_column(NO_ROW, |bytes| {
            from_raw(u32::from_le_bytes(bytes)).filter(|&id| index(id) < rows)
        })
    }
}
