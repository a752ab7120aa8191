//! The workers.
fn main() {}
