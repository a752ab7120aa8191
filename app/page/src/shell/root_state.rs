//! What the root element says of itself in `data-state`: host pages and tests wait for it.

use crate::state::{OpenFile, Phase, State};
use leptos::prelude::*;

/// The states of the page, as `data-state` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootState {
    /// Nothing was opened.
    Empty,
    /// Something is being read, or the newest view isn't on the screen yet.
    Loading,
    /// The newest view is on the screen and nothing is loading.
    Ready,
    /// Nothing could be opened.
    Error,
}

impl RootState {
    /// The attribute's value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Error => "error",
        }
    }
}

/// What the page's state comes to.
pub fn root_state(state: State) -> RootState {
    let is_painted = state.shareable.read().is_some()
        && state.shown.read().as_ref().is_some_and(|shown| shown.revision == state.revision.get())
        && state.painted_revision.get() == state.revision.get();
    of_files(&state.files.read(), is_painted)
}

/// The same for a list of files; `is_painted`: the newest view is on the screen.
fn of_files(files: &[OpenFile], is_painted: bool) -> RootState {
    let mut has_profile = false;
    let mut has_failure = false;
    for file in files {
        match &file.phase {
            Phase::Reading { .. } => return RootState::Loading,
            Phase::Ready(summary) => has_profile |= !summary.profiles.is_empty(),
            Phase::Failed(_) => has_failure = true,
        }
    }
    match (has_profile, has_failure) {
        (true, _) if is_painted => RootState::Ready,
        (true, _) => RootState::Loading,
        (false, true) => RootState::Error,
        (false, false) => RootState::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use protocol::import::ImportFailure;
    use protocol::{FileId, FileSummary, ProfileSummary};
    use std::sync::Arc;

    fn check(phases: &str, is_painted: bool, expected: Expect) {
        let files: Vec<_> = phases
            .split_whitespace()
            .map(|word| {
                let phase = match word {
                    "reading" => Phase::Reading { read_bytes: 0, since_ms: 0.0 },
                    "failed" => Phase::Failed(ImportFailure::default()),
                    "symbols" => Phase::Ready(Arc::new(FileSummary::default())),
                    _ => Phase::Ready(Arc::new(FileSummary {
                        profiles: vec![ProfileSummary::default()],
                        ..FileSummary::default()
                    })),
                };
                OpenFile { id: FileId(0), name: String::new(), size_bytes: 0, phase }
            })
            .collect();
        expected.assert_eq(of_files(&files, is_painted).name());
    }

    #[test]
    fn nothing_is_open() {
        check("", false, expect!["empty"]);
        check("symbols", false, expect!["empty"]);
    }

    #[test]
    fn one_that_is_read_or_not_yet_painted_is_loading() {
        check("reading", false, expect!["loading"]);
        check("open reading", true, expect!["loading"]);
        check("open", false, expect!["loading"]);
    }

    #[test]
    fn a_failed_second_file_leaves_the_first() {
        check("open failed", true, expect!["ready"]);
        check("failed", false, expect!["error"]);
        check("failed symbols", false, expect!["error"]);
    }
}
