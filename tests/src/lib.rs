//! Shared by the tests.

pub mod generate;
