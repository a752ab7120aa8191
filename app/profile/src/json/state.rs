//! Where the scanner stands: the containers it is in, and what may come next.

use super::skip::Skip;

/// An object or array that is being read.
pub(super) struct Level<P> {
    pub(super) place: P,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    /// An array whose elements go into a column.
    Column,
}

#[derive(Clone, Copy)]
pub(super) enum State<P> {
    /// In front of a value, which is wanted at a place or not.
    Value(Option<P>),
    /// In front of an object's first member or its end.
    FirstMember,
    /// In front of a member.
    Member,
    /// In front of an array's first element or its end.
    FirstElement,
    /// In front of an array's element.
    Element,
    /// In front of an element of a column.
    Cell,
    /// Inside a value that nobody wants.
    Skip(Skip),
    /// After a value: a comma or the container's end.
    AfterValue,
    /// After the document.
    Done,
}

/// What became of one step.
pub(super) enum Step {
    /// So many bytes are used up.
    Used(usize),
    /// The token isn't complete, or the bytes are used up.
    Cut,
    /// This byte (from the step's beginning) isn't what was expected.
    Wrong(usize, &'static str),
}
