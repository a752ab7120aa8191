//! One column as bytes and back.

use super::{BytesError, broken};

/// The bytes of a column, which is freed.
pub(super) fn from_column<T: Copy, const N: usize>(
    column: Vec<T>,
    bytes_of: impl Fn(T) -> [u8; N],
) -> Vec<u8> {
    let bytes: Vec<[u8; N]> = column.into_iter().map(bytes_of).collect();
    bytes.into_flattened()
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

    /// The next column of numbers.
    pub(super) fn column<T, const N: usize>(
        &mut self,
        value_of: impl Fn([u8; N]) -> T,
    ) -> Result<Vec<T>, BytesError> {
        let bytes = self.bytes()?;
        let (chunks, rest) = bytes.as_chunks::<N>();
        if !rest.is_empty() {
            return broken("a column ends within a value");
        }
        Ok(chunks.iter().map(|&chunk| value_of(chunk)).collect())
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
        let ids = self.column(|bytes| from_raw(u32::from_le_bytes(bytes)))?;
        if ids.iter().flatten().any(|&id| index(id) >= rows) {
            return broken("an id is no row of its table");
        }
        Ok(ids)
    }

    /// The next column of ids, each of a row below `rows`.
    pub(super) fn ids<I: Copy>(
        &mut self,
        rows: usize,
        from_raw: impl Fn(u32) -> Option<I>,
        index: impl Fn(I) -> usize,
    ) -> Result<Vec<I>, BytesError> {
        let ids: Option<Vec<I>> = self.optional_ids(rows, from_raw, index)?.into_iter().collect();
        ids.map_or_else(|| broken("an id is missing"), Ok)
    }
}
