//! Everything that the user can do: the only place that writes the page's state.

use crate::state::{Shareable, State, ThemeChoice};
use leptos::prelude::*;
use protocol::{Answer, Export, FileId, FunctionId, NodeId, ProfileId, Request};

impl State {
    /// Opens files: reads each in a worker of its own.
    pub fn open_files(self, _files: Vec<web_sys::File>) {}

    /// Opens text that was pasted.
    pub fn open_text(self, _text: String) {}

    /// Opens the example that is built into the page.
    pub fn open_example(self) {}

    /// Settles what becomes of a file whose name is open already: it takes the other's place, or
    /// both are kept.
    pub fn settle_same_name(self, _replace: bool) {}

    /// Reads a file again, with its digits at line ends taken as two columns or not.
    pub fn read_again(self, _file: FileId, _two_columns: bool) {}

    /// Stops the reading of a file, or forgets one that is open.
    pub fn close_file(self, _file: FileId) {}

    /// Stops what takes long in the engine.
    pub fn cancel(self) {}

    /// Shows another recording.
    pub fn show_profile(self, _profile: ProfileId) {}

    /// Changes what is shown, as a step that can be undone.
    pub fn change(self, _change: impl FnOnce(&mut Shareable)) {}

    /// Changes what is shown as part of the step before, if that was an amendment of the same
    /// kind: so typing a search is one step, not one a letter.
    pub fn amend(self, change: impl FnOnce(&mut Shareable)) {
        self.change(change);
    }

    /// Sets light or dark, and remembers it.
    pub fn set_theme(self, choice: ThemeChoice) {
        self.theme_choice.set(choice);
    }

    /// Selects a node, or none.
    pub fn select(self, _node: Option<NodeId>) {}

    /// Selects the heaviest node of a function and brings it into sight.
    pub fn select_function(self, _function: FunctionId) {}

    /// Selects the next (or previous) node of the selected one's function.
    pub fn select_occurrence(self, _backwards: bool) {}

    /// Selects the next (or previous) match of the search.
    pub fn select_match(self, _backwards: bool) {}

    /// Zooms to a node: it becomes as wide as the picture. `None`: shows all.
    pub fn zoom_to(self, _node: Option<NodeId>) {}

    /// Takes back the last step.
    pub fn undo(self) {}

    /// Makes the step again that was taken back.
    pub fn redo(self) {}

    /// Writes something out and hands it to the user as a download.
    pub fn export(self, _what: Export) {}

    /// Puts a link to what is shown onto the clipboard; it doesn't carry the file.
    pub fn copy_link(self) {}

    /// Asks the engine something that one component wants to know: the answer and the buffers
    /// beside it, or `None` if there will be no answer (the engine died, the page is too young).
    pub async fn ask(self, _request: Request) -> Option<(Answer, Vec<js_sys::ArrayBuffer>)> {
        None
    }

    /// Takes note that a view is on the screen: called after each paint with the revision that
    /// was painted.
    pub fn painted(self, revision: u32) {
        self.painted_revision.set(revision);
    }

    /// Hands bytes to the user as a file.
    pub fn download(self, _file_name: &str, _media_type: &str, _bytes: &[u8]) {}

    /// What the root element's `data-state` says: `empty`, `loading`, `ready` or `error`.
    pub fn data_state(self) -> &'static str {
        "empty"
    }

    /// Puts text onto the clipboard and says so.
    pub fn copy(self, _text: String) {}

    /// Tells the user something; a failure interrupts, the rest is polite.
    pub fn tell(self, _is_failure: bool, _what: &str, _advice: &str) {}

    /// Forgets a message.
    pub fn dismiss(self, number: u32) {
        self.notices.update(|notices| notices.retain(|notice| notice.number != number));
    }
}
