//! Importers of JSON that put their profile together when all of it is read.

use super::json_file::JsonFile;
use super::{Imported, Importer, broken_json};
use crate::json::{Scanner, Schema};
use crate::recording::Profile;
use crate::warning::{ImportError, Place, Warnings};

/// What a format makes of its JSON.
pub(crate) trait Document: Schema {
    /// What such a file is, as in "expected a CPU profile of Chrome".
    const EXPECTED: &'static str;

    /// The profiles, none if there is no sample that can be used.
    fn profiles(self, warnings: &mut Warnings) -> Vec<Profile>;
}

/// Feeds a document.
pub(crate) struct WholeJson<D: Document> {
    file: JsonFile<D>,
}

impl<D: Document> WholeJson<D> {
    /// Begins in front of a file, whose value stands at `place`.
    pub(crate) fn new(place: D::Place, document: D) -> Self {
        Self { file: JsonFile::new(Scanner::new(place), document) }
    }
}

impl<D: Document> Importer for WholeJson<D> {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.file.push(slice);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let (document, broken, mut warnings) = self.file.end();
        let profiles = document.profiles(&mut warnings);
        if !profiles.is_empty() {
            return Ok(Imported { profiles, warnings, ..Imported::default() });
        }
        Err(match &broken {
            Some(error) => broken_json::error(D::EXPECTED, error),
            None => ImportError {
                expected: D::EXPECTED.to_owned(),
                found: "no sample that can be used".to_owned(),
                place: Place::Whole,
                advice: "Record for longer, or save the profile again.".to_owned(),
            },
        })
    }
}
