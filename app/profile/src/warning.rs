//! Warnings and errors: what an importer couldn't use, where, and what to do about it.

use serde::{Deserialize, Serialize};

/// Where in a file something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Nowhere in particular.
    #[default]
    Whole,
    /// A line, from 1.
    Line(u64),
    /// A byte of the uncompressed content, from 0.
    Byte(u64),
    /// A sample or another row, from 0.
    Row(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole => write!(out, "in the file"),
            Self::Line(line) => write!(out, "in line {line}"),
            Self::Byte(byte) => write!(out, "at byte {byte}"),
            Self::Row(row) => write!(out, "at row {row}"),
        }
    }
}

/// Something that couldn't be used, how often that happened, and the first place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// What it was and what became of it, as a sentence without a number or a full stop:
    /// "lines without a number at their end were skipped".
    pub what: String,
    /// How often it happened.
    pub count: u64,
    /// Where it happened first.
    pub first: Place,
    /// What stood there, cut to a readable length; may be empty.
    pub excerpt: String,
}

/// The warnings of one import, one for each kind, in the order in which they first came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Warnings {
    list: Vec<Warning>,
}

impl Warnings {
    /// The longest excerpt in characters.
    const EXCERPT_CHARACTERS: usize = 120;

    /// Counts one more of `what`; the first one's place and text are kept.
    pub fn add(&mut self, what: &str, place: Place, excerpt: &str) {
        self.add_many(what, 1, place, excerpt);
    }

    /// Counts `count` more of `what`, of which `place` and `excerpt` are the first; none if 0.
    pub fn add_many(&mut self, what: &str, count: u64, place: Place, excerpt: &str) {
        if count == 0 {
            return;
        }
        if let Some(known) = self.list.iter_mut().find(|known| known.what == what) {
            known.count += count;
            return;
        }
        let excerpt = excerpt.chars().take(Self::EXCERPT_CHARACTERS).collect();
        self.list.push(Warning { what: what.to_owned(), count, first: place, excerpt });
    }

    /// All warnings.
    pub fn list(&self) -> &[Warning] {
        &self.list
    }
}

/// Why a file can't be opened, in the four parts a reader needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportError {
    /// What should have been there: "a profile in one of the formats that can be opened".
    pub expected: String,
    /// What was found instead: "a PNG picture".
    pub found: String,
    /// Where.
    pub place: Place,
    /// What to do next: a command, a switch, or why nothing can be done.
    pub advice: String,
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { expected, found, place, advice } = self;
        match place {
            // "found a PNG picture in the file" would say that the file held something else too.
            Place::Whole => write!(out, "Expected {expected}, found {found}. {advice}"),
            _ => write!(out, "Expected {expected}, found {found} {place}. {advice}"),
        }
    }
}

impl std::error::Error for ImportError {}
