//! Recognising trace events by what every event has.

use crate::import::Certainty;
use crate::json::{Scanner, Schema};

/// How sure it is of a file that begins with `head`.
pub(super) fn certainty(head: &[u8]) -> Certainty {
    let mut seen = Seen::default();
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::Document).with_trailing_commas().push(head, &mut seen);
    match seen {
        Seen { has_events: true, .. } => Certainty::Sure,
        Seen { has_phase: true, others: 2.., .. } => Certainty::Likely,
        Seen { has_phase: true, others: 1.., .. } => Certainty::Possible,
        _ => Certainty::No,
    }
}

/// What the head has.
#[derive(Default)]
struct Seen {
    /// The member `traceEvents` of an object.
    has_events: bool,
    has_phase: bool,
    /// Other members that events have.
    others: u32,
}

#[derive(Clone, Copy)]
enum Place {
    Document,
    Event,
}

impl Schema for Seen {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        match (at, key) {
            (Place::Document, "traceEvents") => self.has_events = true,
            (Place::Event, "ph") => self.has_phase = true,
            (Place::Event, "ts" | "pid" | "tid" | "dur" | "name") => self.others += 1,
            _ => {}
        }
        None
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Document).then_some(Place::Event)
    }
}
