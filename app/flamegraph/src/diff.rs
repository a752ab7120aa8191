//! Diffs: the union of two or more call trees, made comparable, with noise told from change.
//!
//! Functions between immutable values, in the order in which they are used: names are matched, the
//! trees united, the sides scaled, counts found, noise told from change; then widths, states and
//! colours for the picture, rows and sentences for reading.

pub mod binomial;
pub mod chance;
pub mod changed;
pub mod colour;
mod column_test;
pub mod counts;
pub mod matching;
pub mod moved;
pub mod scale;
pub mod sentences;
pub mod sides;
pub mod significance;
pub mod spread;
pub mod state;
pub mod student;
pub mod table;
pub mod tally;
pub mod union;
pub mod width;
