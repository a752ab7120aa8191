//! JSON, read as it comes: a scanner that fills typed columns and never builds a tree.
//!
//! A format describes its document as a [`Schema`]: it gives a name (`Place`) to every value that
//! it wants, and the scanner skips the others at the speed of a search for the next quote or
//! bracket. Scalars are handed over one by one; a long array of numbers or texts goes into a
//! [`Column`] in one tight loop.
//!
//! ```
//! use profile::json::{Column, Scalar, Scanner, Schema};
//!
//! #[derive(Clone, Copy)]
//! enum Place { Document, Stack, Comment }
//!
//! #[derive(Default)]
//! struct Samples { comment: String, stack: Column }
//!
//! impl Schema for Samples {
//!     type Place = Place;
//!     fn member(&mut self, at: Place, key: &str) -> Option<Place> {
//!         match (at, key) {
//!             (Place::Document, "comment") => Some(Place::Comment),
//!             (Place::Document, "stack") => Some(Place::Stack),
//!             _ => None,
//!         }
//!     }
//!     fn column(&mut self, at: Place) -> Option<&mut Column> {
//!         matches!(at, Place::Stack).then_some(&mut self.stack)
//!     }
//!     fn scalar(&mut self, _: Place, value: Scalar<'_>) {
//!         self.comment = value.text().unwrap_or_default().to_owned();
//!     }
//! }
//!
//! let mut samples = Samples::default();
//! let mut scanner = Scanner::new(Place::Document);
//! for slice in [r#"{"comment": "hel"#, r#"lo", "stack": [0, nul"#, "l, 12], \"more\": {}}"] {
//!     scanner.push(slice.as_bytes(), &mut samples)?;
//! }
//! scanner.finish(&mut samples)?;
//! assert_eq!(samples.comment, "hello");
//! assert_eq!(samples.stack.integers(), [0, -1, 12]);
//! # Ok::<(), profile::json::JsonError>(())
//! ```

mod column;
mod names;
mod number;
mod paths;
mod scanner;
mod skip;
mod state;
mod text;

pub use column::{Column, NONE, UNREADABLE};
pub(crate) use paths::has_members;
pub use scanner::Scanner;

/// The shape of a document: which values are wanted, and where they go.
///
/// A `Place` names a kind of position, such as "a thread" or "the name of a thread".
pub trait Schema {
    /// The names of the positions.
    type Place: Copy;

    /// The place of the member `key` of the object at `at`; `None` to skip its value.
    fn member(&mut self, at: Self::Place, key: &str) -> Option<Self::Place>;

    /// Whether there are many objects at `at` whose members depend on their names alone: then a name
    /// that comes again isn't asked for again. True for one place of a document at most.
    fn repeats_names(&self, _at: Self::Place) -> bool {
        false
    }

    /// The place of the elements of the array at `at`; `None` to skip them.
    fn element(&mut self, _at: Self::Place) -> Option<Self::Place> {
        None
    }

    /// The column that takes all elements of an array at `at`; `None` to get them one by one.
    /// Asked anew whenever the reading of the array is taken up in another slice.
    fn column(&mut self, _at: Self::Place) -> Option<&mut Column> {
        None
    }

    /// The column in which each element of the array at `at` is read, if these are rows of numbers:
    /// short arrays, of which there are many. Those in which each cell is a number, `null` or a
    /// boolean come as a [`Self::row`], the others as elements.
    fn row_column(&mut self, _at: Self::Place) -> Option<&mut Column> {
        None
    }

    /// The column of [`Self::row_column`] holds a row of the array at `at`. Its first `shared` cells
    /// are surely those of the row before.
    fn row(&mut self, _at: Self::Place, _shared: usize) {}

    /// Takes a value that is neither an object nor an array.
    fn scalar(&mut self, _at: Self::Place, _value: Scalar<'_>) {}

    /// An object or array begins at `at`.
    fn begin(&mut self, _at: Self::Place) {}

    /// The object or array at `at` is complete.
    fn end(&mut self, _at: Self::Place) {}
}

/// A value that is neither an object nor an array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number; `NaN` and `Infinity`, which some tools write against the standard, as such.
    Number(f64),
    /// A text, its escapes resolved.
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// The text, if it is one.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one and finite.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }
}

/// Where and why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte, from 0.
    pub byte: u64,
    /// What JSON allows there.
    pub expected: &'static str,
    /// What is there: "`x`", or "the end of the file".
    pub found: String,
}

impl JsonError {
    /// What `found` says where the bytes end too early.
    pub const END: &'static str = "the end of the file";

    /// Whether the bytes just ended too early.
    pub fn is_end(&self) -> bool {
        self.found == Self::END
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "expected {}, found {} at byte {}", self.expected, self.found, self.byte)
    }
}

impl std::error::Error for JsonError {}
