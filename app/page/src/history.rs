//! The steps that the user made, and can take back and make again.

use crate::comparison::Comparison;
use crate::state::Shareable;
use protocol::{FileId, Viewport};

/// What one step led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What was wanted.
    pub shareable: Shareable,
    /// What was visible.
    pub viewport: Viewport,
}

/// What a step changed. Steps of one sort that follow each other quickly are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The selected node: arrow keys walk through hundreds.
    Selection,
    /// What grows by bits: a search that is typed, one letter after the other.
    Amendment,
    /// Anything else.
    Other,
}

/// How soon a step must follow one of its sort to be one with it.
const SAME_STEP_MS: f64 = 2_000.0;

/// A list of entries and a place in it. Each is one entry of the browser's history too.
#[derive(Debug, Default)]
pub struct History {
    entries: Vec<Entry>,
    position: usize,
    last: Option<(Step, f64)>,
}

impl History {
    /// Makes a step, which ends the future that was taken back. Returns whether it is a new entry
    /// (rather than one with the step before).
    pub fn make(&mut self, entry: Entry, step: Step, now_ms: f64) -> bool {
        let follows = self.last.is_some_and(|(last, at_ms)| {
            last == step && step != Step::Other && now_ms - at_ms < SAME_STEP_MS
        });
        self.last = Some((step, now_ms));
        if self.entries.is_empty() {
            self.entries.push(entry);
            return false;
        }
        self.entries.truncate(self.position + 1);
        if follows {
            self.replace(entry);
            return false;
        }
        self.entries.push(entry);
        self.position += 1;
        true
    }

    /// What is visible now is what the current entry shall go back to.
    pub fn set_viewport(&mut self, viewport: Viewport) {
        if let Some(current) = self.entries.get_mut(self.position) {
            current.viewport = viewport;
        }
    }

    fn replace(&mut self, entry: Entry) {
        if let Some(current) = self.entries.get_mut(self.position) {
            *current = entry;
        }
    }

    /// A file has taken another's place: steps about the old one are about the new one.
    pub fn rename_file(&mut self, old: FileId, new: FileId) {
        for entry in &mut self.entries {
            let inputs = entry.shareable.diff.iter_mut().flat_map(Comparison::inputs_mut);
            let profiles = inputs.map(|input| &mut input.profile);
            for profile in profiles.chain([&mut entry.shareable.view.profile]) {
                if profile.file == old {
                    profile.file = new;
                }
            }
        }
    }

    /// The place of the current entry.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Whether there is an entry so many steps ahead (or behind, if negative).
    pub fn can_go(&self, by: isize) -> bool {
        self.position.checked_add_signed(by).is_some_and(|at| at < self.entries.len())
    }

    /// Goes to an entry.
    pub fn go_to(&mut self, position: usize) -> Option<&Entry> {
        let entry = self.entries.get(position)?;
        self.position = position;
        // What comes next is a step of its own.
        self.last = None;
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewport;
    use protocol::{ProfileId, View};

    fn entry(metric: u32) -> Entry {
        let mut view = View::of(ProfileId { file: FileId(1), index: 0 });
        view.metric = metric;
        Entry { shareable: Shareable::of(view), viewport: viewport::whole(40.0) }
    }

    /// Makes the steps and goes back through them: each entry's metric, newest first.
    fn walked_back(steps: &[(u32, Step, f64)]) -> Vec<u32> {
        let mut history = History::default();
        for &(metric, step, now_ms) in steps {
            history.make(entry(metric), step, now_ms);
        }
        let all = (0..=history.position()).rev();
        all.filter_map(|at| Some(history.go_to(at)?.shareable.view.metric)).collect()
    }

    #[test]
    fn letters_that_follow_quickly_are_one_step() {
        let typed = [
            (0, Step::Other, 0.0),
            (1, Step::Amendment, 100.0),
            (2, Step::Amendment, 300.0),
            (3, Step::Amendment, 9_000.0),
        ];
        assert_eq!(walked_back(&typed), [3, 2, 0]);
    }

    #[test]
    fn other_steps_are_never_one() {
        let made = [(0, Step::Other, 0.0), (1, Step::Other, 1.0), (2, Step::Other, 2.0)];
        assert_eq!(walked_back(&made), [2, 1, 0]);
    }

    #[test]
    fn a_step_ends_the_future_that_was_taken_back() {
        let mut history = History::default();
        for metric in 0..4 {
            history.make(entry(metric), Step::Other, f64::from(metric));
        }
        history.go_to(1);
        history.make(entry(9), Step::Other, 9.0);
        assert!(!history.can_go(1) && history.can_go(-2) && !history.can_go(-3));
    }
}
