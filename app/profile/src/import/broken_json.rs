//! What is said of a file whose JSON breaks off or is damaged.

use crate::json::{JsonError, Scanner};
use crate::warning::{ImportError, Place, Warnings};

/// The error for a file that should be `expected` and has nothing usable before `error`.
pub(crate) fn error(expected: &str, error: &JsonError) -> ImportError {
    let state = if error.is_end() { "not complete" } else { "damaged" };
    ImportError {
        expected: format!("{expected}, and in it {}", error.expected),
        found: error.found.clone(),
        place: Place::Byte(error.byte),
        advice: format!("The file is {state}: save or download it again."),
    }
}

/// Warns that only what stands before `error` was read.
pub(crate) fn warn(error: &JsonError, warnings: &mut Warnings) {
    warnings.add(
        "the file breaks off: what is complete before that was read",
        Place::Byte(error.byte),
        &format!("expected {}, found {}", error.expected, error.found),
    );
}

/// Warns of texts that weren't UTF-8.
pub(crate) fn warn_of_texts<P: Copy>(scanner: &Scanner<P>, warnings: &mut Warnings) {
    let (count, first) = scanner.wrong_texts();
    let what = "texts that aren't UTF-8 are shown with �";
    warnings.add_many(what, count, Place::Byte(first), "");
}
