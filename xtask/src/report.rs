//! What xtask says while it works: one line a step, on standard error, so that standard output stays for results.

use std::fmt::Display;

/// Something that was needed and is there.
pub fn found(what: impl Display) {
    eprintln!("  found  {what}");
}

/// Something that starts now and may take a while.
pub fn doing(what: impl Display) {
    eprintln!("  doing  {what}");
}

/// Something that is finished now.
pub fn done(what: impl Display) {
    eprintln!("   done  {what}");
}
