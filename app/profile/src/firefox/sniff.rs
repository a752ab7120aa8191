//! Recognising a processed profile by the members that its beginning has.

use crate::import::Certainty;
use crate::json::{Scalar, Scanner, Schema};

/// How sure it is of a file that begins with `head`.
pub(super) fn certainty(head: &[u8]) -> Certainty {
    let mut seen = Seen::default();
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::Document).push(head, &mut seen);
    match seen {
        // Whatever else stands beside it: old profiles have a `tasktracer` too.
        Seen { has_mark: true, .. } => Certainty::Sure,
        Seen { is_other: true, .. } => Certainty::No,
        Seen { meta_members: 2.., .. } => Certainty::Likely,
        Seen { has_known: true, .. } => Certainty::Possible,
        _ => Certainty::No,
    }
}

/// What the head has.
#[derive(Default)]
struct Seen {
    /// Something that only this format has.
    has_mark: bool,
    /// How many members of `meta` that are usual in it.
    meta_members: u32,
    /// A top-level member that is usual in it.
    has_known: bool,
    /// A top-level member that isn't usual in it.
    is_other: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Document,
    Meta,
    Version,
    Threads,
    Thread,
}

impl Schema for Seen {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        match (at, key) {
            (Place::Document, _) => {
                let is_known = matches!(
                    key,
                    "meta"
                        | "libs"
                        | "threads"
                        | "shared"
                        | "counters"
                        | "pages"
                        | "profilerOverhead"
                        | "profilingLog"
                        | "profileGatheringLog"
                );
                self.is_other |= !is_known;
                self.has_known |= is_known;
                match key {
                    "meta" => Some(Place::Meta),
                    "threads" => Some(Place::Threads),
                    _ => None,
                }
            }
            (Place::Meta, "preprocessedProfileVersion") => Some(Place::Version),
            (
                Place::Meta,
                "interval" | "startTime" | "product" | "processType" | "categories"
                | "markerSchema" | "stackwalk" | "debug" | "extensions",
            ) => {
                self.meta_members += 1;
                None
            }
            (Place::Thread, "stringArray" | "funcTable") => {
                self.has_mark = true;
                None
            }
            _ => None,
        }
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Threads).then_some(Place::Thread)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        self.has_mark |= matches!(at, Place::Version) && value.number().is_some();
    }
}
