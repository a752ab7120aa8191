//! Recognising a speedscope file by its schema, or by the members that its beginning has.

use crate::import::Certainty;
use crate::json::{Scalar, Scanner, Schema};

/// How sure it is of a file that begins with `head`.
pub(super) fn certainty(head: &[u8]) -> Certainty {
    let mut seen = Seen::default();
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::Document).push(head, &mut seen);
    match seen {
        Seen { has_schema: true, .. } => Certainty::Sure,
        Seen { has_type: true, .. } => Certainty::Likely,
        Seen { has_frames: true, has_profiles: true, .. } => Certainty::Possible,
        _ => Certainty::No,
    }
}

/// What the head has.
#[derive(Default)]
struct Seen {
    has_schema: bool,
    has_frames: bool,
    has_profiles: bool,
    /// A profile of a known type.
    has_type: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Document,
    SchemaName,
    Shared,
    Profiles,
    Profile,
    Type,
}

impl Schema for Seen {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        match (at, key) {
            (Place::Document, "$schema") => Some(Place::SchemaName),
            (Place::Document, "shared") => Some(Place::Shared),
            (Place::Document, "profiles") => {
                self.has_profiles = true;
                Some(Place::Profiles)
            }
            (Place::Shared, "frames") => {
                self.has_frames = true;
                None
            }
            (Place::Profile, "type") => Some(Place::Type),
            _ => None,
        }
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Profiles).then_some(Place::Profile)
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let text = value.text().unwrap_or_default();
        match at {
            Place::SchemaName => self.has_schema = text.contains("speedscope.app"),
            Place::Type => self.has_type |= matches!(text, "sampled" | "evented"),
            _ => {}
        }
    }
}
