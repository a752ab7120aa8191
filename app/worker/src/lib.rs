//! What the workers have in common: their messages, their clock, their last words.

pub mod message;
pub mod scope;
