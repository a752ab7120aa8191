//! A JSON file as an importer reads it: the scanner, what it has filled, and where it broke off.

use super::broken_json;
use crate::json::{JsonError, Scanner, Schema};
use crate::warning::Warnings;

/// A file of one JSON document.
pub(crate) struct JsonFile<S: Schema> {
    pub(crate) scanner: Scanner<S::Place>,
    pub(crate) document: S,
    /// Where the JSON broke off; what follows it is not read.
    pub(crate) broken: Option<JsonError>,
}

impl<S: Schema> JsonFile<S> {
    /// Begins in front of `document`, which `scanner` fills.
    pub(crate) fn new(scanner: Scanner<S::Place>, document: S) -> Self {
        Self { scanner, document, broken: None }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, slice: &[u8]) {
        if self.broken.is_none() {
            self.broken = self.scanner.push(slice, &mut self.document).err();
        }
    }

    /// Ends the file.
    pub(crate) fn finish(&mut self) {
        if self.broken.is_none() {
            self.broken = self.scanner.finish(&mut self.document).err();
        }
    }

    /// Ends the file: the document, where it broke off, and warnings of that and of texts that
    /// weren't UTF-8.
    pub(crate) fn end(mut self) -> (S, Option<JsonError>, Warnings) {
        self.finish();
        let mut warnings = Warnings::default();
        self.warn(&mut warnings);
        (self.document, self.broken, warnings)
    }

    /// Warns of what the file broke off before, and of texts that weren't UTF-8.
    pub(crate) fn warn(&self, warnings: &mut Warnings) {
        if let Some(error) = &self.broken {
            broken_json::warn(error, warnings);
        }
        broken_json::warn_of_texts(&self.scanner, warnings);
    }
}
