//! Recognising a raw profile by the members that its beginning has.

use crate::import::Certainty;
use crate::json::{Scalar, Scanner, Schema};

/// How sure it is of a file that begins with `head`.
pub(super) fn certainty(head: &[u8]) -> Certainty {
    let mut seen = Seen::default();
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::File).push(head, &mut seen);
    match seen {
        Seen { is_processed: true, .. } => Certainty::No,
        Seen { has_mark: true, .. } => Certainty::Sure,
        // The list of markers in front of the profile may be long.
        Seen { devtools_members: 4.., .. } => Certainty::Sure,
        Seen { has_version: true, .. } => Certainty::Likely,
        _ => Certainty::No,
    }
}

/// What the head has.
#[derive(Default)]
struct Seen {
    /// Something that only this format has.
    has_mark: bool,
    /// The version of the processed format.
    is_processed: bool,
    has_version: bool,
    has_start_time: bool,
    /// How many members of the file that the developer tools saved.
    devtools_members: u32,
}

#[derive(Clone, Copy)]
enum Place {
    File,
    Meta,
    Version,
    Libraries,
    Library,
    LibraryStart,
    Threads,
    Thread,
    Table,
}

impl Schema for Seen {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        match (at, key) {
            (Place::File, "profile") => return Some(Place::File),
            (Place::File, "meta") => return Some(Place::Meta),
            (Place::File, "libs") => return Some(Place::Libraries),
            (Place::File, "threads") => return Some(Place::Threads),
            (Place::File, "label" | "duration" | "markers" | "frames" | "memory" | "ticks") => {
                self.devtools_members += 1;
            }
            (Place::Meta, "version") => return Some(Place::Version),
            (Place::Meta, "startTime") => self.has_start_time = true,
            (Place::Meta, "preprocessedProfileVersion") => self.is_processed = true,
            // Not taken over into the processed format. The first one stands before the marker
            // schema, which alone may be longer than the head.
            (Place::Meta, "shutdownTime" | "gcpoison" | "asyncstack") => {
                self.has_mark |= self.has_version;
            }
            // The processed format has no addresses of its libraries at the top.
            (Place::Library, "start") => return Some(Place::LibraryStart),
            (Place::Thread, "samples" | "stackTable" | "frameTable") => return Some(Place::Table),
            (Place::Thread, "stringArray" | "funcTable") => self.is_processed = true,
            (Place::Table, "schema") => self.has_mark = true,
            _ => {}
        }
        None
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        match at {
            Place::Libraries => Some(Place::Library),
            Place::Threads => Some(Place::Thread),
            _ => None,
        }
    }

    fn end(&mut self, at: Place) {
        if matches!(at, Place::Meta) {
            self.has_mark |= self.has_version && self.has_start_time && !self.is_processed;
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        match at {
            Place::Version => self.has_version |= value.number().is_some(),
            Place::LibraryStart => self.has_mark |= value.number().is_some(),
            // Version 3 has the libraries as JSON in a text.
            Place::Libraries => self.has_mark |= value.text().is_some_and(|it| it.starts_with('[')),
            _ => {}
        }
    }
}
