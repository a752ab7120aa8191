//! The byte form of a profile: a few flat buffers, which cross between workers by transfer.
