//! Importers of lines that put their profile together when all of them are read.

use super::lines::Lines;
use super::{Imported, Importer};
use crate::warning::{ImportError, Place, Warnings};

const HALF_LINE: &str = "an unfinished last line was skipped";

/// What a format makes of its lines.
pub(crate) trait ReadLines {
    /// Takes a line without its line feed, and its number from 1.
    fn line(&mut self, number: u64, line: &[u8]);

    /// What couldn't be used so far.
    fn warnings(&mut self) -> &mut Warnings;

    /// Ends the reading.
    ///
    /// # Errors
    /// When nothing usable came.
    fn imported(self) -> Result<Imported, ImportError>;

    /// Warns of a line.
    fn warn(&mut self, what: &str, number: u64, line: &[u8]) {
        // A line may be long, an excerpt is 120 characters of at most 4 bytes.
        let excerpt = String::from_utf8_lossy(line.get(..480).unwrap_or(line));
        self.warnings().add(what, Place::Line(number), excerpt.trim());
    }
}

/// Feeds a format with lines.
pub(crate) struct WholeLines<R> {
    lines: Lines,
    read: R,
}

impl<R: ReadLines> WholeLines<R> {
    pub(crate) fn new(read: R) -> Self {
        Self { lines: Lines::default(), read }
    }
}

impl<R: ReadLines> Importer for WholeLines<R> {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let Self { lines, read } = self;
        lines.push(slice, |number, line| read.line(number, line))
    }

    fn cut_off(&mut self) {
        // A name or number without its end would be another one.
        if let Some((number, line)) = self.lines.finish() {
            self.read.warn(HALF_LINE, number, &line);
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        if let Some((number, line)) = self.lines.finish() {
            self.read.line(number, &line);
        }
        self.read.imported()
    }
}
