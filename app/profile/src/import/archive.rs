//! Archives: every file in a zip or tar that is a profile opens as a profile of its own.
//!
//! ```text
//! zip: the whole file ─▶ its directory ─▶ stored or deflated ─┐
//! tar: header, content, header, content … ────────────────────┴▶ a Reader for each file
//! ```
//!
//! An archive may lie in another one, but not in a third.

mod members;
mod tar;
mod zip;

use super::budget::Budget;
use super::{Certainty, Format, ImportOptions, Importer};
use std::rc::Rc;

/// How users call them.
pub(crate) const FORMAT: Format = Format {
    name: "Zip or tar archive",
    recorded_by: "zip app.zip FILES, or tar czf app.tar.gz FILES",
    sniff: |_name, head| match is_zip(head) || tar::is_tar(head) {
        true => Certainty::Sure,
        false => Certainty::No,
    },
    start: |name, options| start(name, options, b"", 0, Rc::new(Budget::new())),
};

/// The deepest level at which an archive is opened: 0 is the file itself.
pub(super) const DEEPEST_LEVEL: usize = 1;

/// Whether it begins as a zip with anything in it does.
fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// Starts reading an archive that begins with `head`.
pub(super) fn start(
    name: &str,
    options: ImportOptions,
    head: &[u8],
    level: usize,
    budget: Rc<Budget>,
) -> Box<dyn Importer> {
    let members = members::Members::new(name, options, level, budget);
    match tar::is_tar(head) {
        true => Box::new(tar::Tar::new(members)),
        false => Box::new(zip::Zip::new(members)),
    }
}
