//! How long loops over a million rows are cut.
//!
//! A browser runs a function in careless code at first. Careful code, two to three times as fast, is
//! there soon, but only from the next call on: such a loop is called in parts.

/// So many rows are worth a call.
pub const ROWS_A_CALL: usize = 16_384;
