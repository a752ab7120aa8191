//! Files that can't be opened: what they are, and what makes an openable file of them.

mod json;
mod list;

use crate::import::FORMATS;
use crate::warning::{ImportError, Place};
use list::{DEAD_ENDS, DeadEnd};

/// The error for content that begins with `head`, if it bears the mark of a known dead end.
pub(crate) fn known(head: &[u8]) -> Option<ImportError> {
    let DeadEnd { found, advice, .. } = DEAD_ENDS.iter().find(|known| known.mark.fits(head))?;
    Some(error((*found).to_owned(), (*advice).to_owned()))
}

/// The error for content that begins with `head` and that no format wants.
pub(crate) fn explain(head: &[u8]) -> ImportError {
    if head.is_empty() {
        return error("an empty file".to_owned(), EMPTY.to_owned());
    }
    if head.trim_ascii().is_empty() {
        return error("nothing but blanks".to_owned(), EMPTY.to_owned());
    }
    if let Some(error) = known(head) {
        return error;
    }
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    let openable = format!("These can be opened: {}.", names.join(", "));
    if let Some(kind) = json::describe(head) {
        return error(kind, openable);
    }
    error(describe(head), openable)
}

/// What an error says that no format recognised the content.
pub(crate) const EXPECTED: &str = "a profile in a format that can be opened";
const EMPTY: &str = "Check that the recording came to its end and wrote the file.";

fn error(found: String, advice: String) -> ImportError {
    ImportError { expected: EXPECTED.to_owned(), found, place: Place::Whole, advice }
}

/// The error for a file whose path in an archive is this, if it is part of a recording of
/// Instruments, `app.trace/…`: a folder of databases of which only Apple's tools know the form.
pub(crate) fn instruments_bundle(path: &str) -> Option<ImportError> {
    let (folders, _) = path.rsplit_once('/')?;
    let bundle = folders.split('/').find(|folder| folder.ends_with(".trace"))?;
    Some(error(format!("a recording of Instruments (“{bundle}”)"), INSTRUMENTS.to_owned()))
}

const INSTRUMENTS: &str = "Its form is known to Apple's tools alone. Open it in Instruments, select \
    the root of the call tree, choose Edit, Deep Copy and paste it here; or export it: \
    `xctrace export --input app.trace --output app.xml --xpath \
    '/trace-toc/run[1]/data/table[@schema=\"time-profile\"]'`.";

/// What unknown content looks like.
fn describe(head: &[u8]) -> String {
    if !is_text(head) {
        let bytes: Vec<_> = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        return format!("data of an unknown kind (they begin with the bytes {})", bytes.join(" "));
    }
    let text = String::from_utf8_lossy(head);
    let line: String = text.trim_start().lines().next().unwrap_or("").chars().take(80).collect();
    format!("text of an unknown kind (it begins with “{}”)", line.trim_end())
}

/// Whether there is no byte that texts don't have.
pub(crate) fn is_text(head: &[u8]) -> bool {
    // Escape sequences of a terminal are text.
    let control = |&byte: &u8| byte < 0x20 && !byte.is_ascii_whitespace() && byte != 0x1b;
    !head.iter().any(control)
}
