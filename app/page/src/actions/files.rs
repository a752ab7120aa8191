//! Opening and closing files.

use crate::address::Address;
use crate::link::{NextShown, Origin, Source, SourcePhase};
use crate::marks;
use crate::state::{OpenFile, Phase, State};
use js_sys::Array;
use leptos::prelude::*;
use protocol::{FileId, Problem, Request};
use web_sys::{Blob, File};

/// What the example is called: a real recording, folded and packed, of `wordstat`, a program that counts words, by `perf`.
const EXAMPLE_NAME: &str = "wordstat-before.folded.zst";

/// What becomes of a file whose name is open already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameName {
    /// It takes the other's place.
    Replace,
    /// Both stay.
    Keep,
    /// Both stay and are compared: the one that is open is the baseline.
    Compare,
}

impl State {
    /// Opens files: reads each in a worker of its own. Of one whose name is open already the user
    /// is asked what to do.
    pub fn open_files(self, files: Vec<File>) {
        let mut new = Vec::new();
        for file in files {
            if self.file_called(&file.name()).is_some() {
                self.link.update_value(|link| link.same_names.push_back(file));
            } else {
                new.push(self.receive(file, Origin::Local));
            }
        }
        self.expect_pair(&new);
        self.ask_of_same_name();
    }

    /// Opens text that was pasted.
    pub fn open_text(self, text: String) {
        if text.trim().is_empty() {
            self.tell(true, "There is no text to open.", "Copy folded stacks or JSON first.");
            return;
        }
        let number = self.link.with_value(|link| link.last_file) + 1;
        let parts = Array::of1(&text.into());
        match File::new_with_str_sequence(&parts, &format!("pasted text {number}")) {
            Ok(file) => {
                self.receive(file, Origin::Local);
            }
            Err(error) => leptos::logging::error!("no file can be made of text: {error:?}"),
        }
    }

    /// Opens the example, as soon as it is there.
    pub fn open_example(self) {
        if let Some(open) = self.file_called(EXAMPLE_NAME) {
            self.show_file(open);
            return;
        }
        let example = match self.link.with_value(|link| link.example.clone()) {
            Some(Ok(example)) => example,
            Some(Err(problem)) => {
                self.has_failed.set(true);
                return self.tell(true, &problem.what, &problem.advice);
            }
            None => return self.is_example_wanted.set(true),
        };
        match File::new_with_blob_sequence(&Array::of1(&example), EXAMPLE_NAME) {
            Ok(file) => {
                self.receive(file, Origin::Example);
            }
            Err(error) => leptos::logging::error!("no file can be made of bytes: {error:?}"),
        }
    }

    /// Takes the example, or why it isn't there; it may be wanted already.
    pub fn take_example(self, example: Result<Blob, Problem>) {
        self.link.update_value(|link| link.example = Some(example));
        if self.is_example_wanted.get_untracked() {
            self.is_example_wanted.set(false);
            self.open_example();
        }
    }

    /// Settles what becomes of a file whose name is open already: it takes the other's place, and
    /// is shown as the other was; or both are kept; or they are compared.
    pub fn settle_same_name(self, answer: SameName) {
        let mut next = None;
        self.link.update_value(|link| next = link.same_names.pop_front());
        let Some(file) = next else { return };
        let open = self.file_called(&file.name());
        let old = open.filter(|_| answer == SameName::Replace);
        let shown_as = old.and_then(|old| self.address_if_shown(old));
        if let Some(old) = old {
            self.forget_file(old);
        }
        let new = self.receive(file, Origin::Local);
        self.link.update_value(|link| {
            if answer == SameName::Compare {
                // The one that is open is settled already: the new one is waited for.
                link.pair = open.map(|open| [open, new]);
            }
            if let Some(old) = old {
                link.history.rename_file(old, new);
            }
            if let Some(address) = shown_as {
                link.next_shown = NextShown::Linked(Box::new(address));
            }
        });
        self.ask_of_same_name();
    }

    /// Reads a file again, with its digits at line ends taken as two columns or not.
    pub fn read_again(self, file: FileId, two_columns: bool) {
        let shown_as = self.address_if_shown(file);
        self.link.update_value(|link| {
            if let Some(source) = link.sources.iter_mut().find(|source| source.id == file) {
                source.two_columns = Some(two_columns);
                source.phase = SourcePhase::Waiting;
            }
            if let Some(mut address) = shown_as {
                // Its metrics will be others.
                address.metric = None;
                link.next_shown = NextShown::Linked(Box::new(address));
            }
        });
        self.set_phase(file, Phase::Reading { read_bytes: 0, since_ms: super::now_ms() });
        self.start_imports();
    }

    /// Stops the reading of a file, or forgets one that is open.
    pub fn close_file(self, file: FileId) {
        if self.forget_file(file)
            && let Some(other) = self.first_with_profiles()
        {
            self.show_file(other);
        }
    }

    /// Forgets a file; whether it was the one that is shown.
    fn forget_file(self, file: FileId) -> bool {
        let mut gone = None;
        self.link.update_value(|link| {
            let at = link.sources.iter().position(|source| source.id == file);
            gone = at.map(|at| link.sources.remove(at));
            // The engine may have it from an earlier reading.
            link.engine.send(Request::Close { file }, Vec::new());
        });
        // Dropping it ends its worker.
        drop(gone);
        self.files.update(|files| files.retain(|open| open.id != file));
        self.pair_goes_on(file);
        self.start_imports();
        self.offered.set(None);
        let is_shown = self.shareable.with_untracked(|shareable| {
            shareable.as_ref().is_some_and(|shareable| shareable.view.profile.file == file)
        });
        if is_shown {
            self.show_nothing();
        } else {
            self.leave_diff_with(file);
        }
        is_shown
    }

    /// Takes a file and has it read as soon as that is possible; its number.
    pub fn receive(self, file: File, origin: Origin) -> FileId {
        // A size is a whole number below 2⁵³, though JavaScript hands it over as a float.
        let (name, size_bytes) = (self.free_name(&file.name()), file.size() as u64);
        marks::open(&name);
        let mut id = FileId(0);
        self.link.update_value(|link| {
            link.last_file += 1;
            id = FileId(link.last_file);
            let phase = SourcePhase::Waiting;
            link.sources.push(Source { id, file, origin, two_columns: None, phase });
            if !matches!(link.next_shown, NextShown::Linked(_)) {
                link.next_shown = NextShown::Fresh;
            }
        });
        let phase = Phase::Reading { read_bytes: 0, since_ms: super::now_ms() };
        self.files.update(|files| files.push(OpenFile { id, name, size_bytes, phase }));
        self.start_imports();
        id
    }

    /// A file's name; of several files of one name the later ones get a number, so that links,
    /// and people, can tell them apart: `flamegraph (2).svg`.
    fn free_name(self, name: &str) -> String {
        let (stem, end) = match name.split_once('.') {
            Some((stem, _)) if !stem.is_empty() => name.split_at(stem.len()),
            _ => (name, ""),
        };
        let numbered = (2u32..).map(|number| format!("{stem} ({number}){end}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| self.file_called(name).is_none()).unwrap_or_default()
    }

    /// Says how far the opening of a file is.
    pub(super) fn set_phase(self, file: FileId, phase: Phase) {
        self.files.update(|files| {
            if let Some(open) = files.iter_mut().find(|open| open.id == file) {
                open.phase = phase;
            }
        });
    }

    /// The file of this name that is open or being opened.
    pub(super) fn file_called(self, name: &str) -> Option<FileId> {
        self.files.with_untracked(|files| {
            let is_usable = |open: &&OpenFile| !matches!(open.phase, Phase::Failed(_));
            let mut usable = files.iter().filter(is_usable);
            usable.find(|open| open.name == name).map(|open| open.id)
        })
    }

    /// A file's name; `None` if it is closed.
    pub(super) fn file_name(self, file: FileId) -> Option<String> {
        self.files.with_untracked(|files| {
            files.iter().find(|open| open.id == file).map(|open| open.name.clone())
        })
    }

    fn first_with_profiles(self) -> Option<FileId> {
        let has_some =
            |phase: &Phase| matches!(phase, Phase::Ready(summary) if !summary.profiles.is_empty());
        self.files.with_untracked(|files| {
            files.iter().find(|open| has_some(&open.phase)).map(|open| open.id)
        })
    }

    fn ask_of_same_name(self) {
        let name = self.link.with_value(|link| link.same_names.front().map(File::name));
        self.same_name.set(name);
    }

    /// The address of what is shown, if it is of this file.
    fn address_if_shown(self, file: FileId) -> Option<Address> {
        let shareable = self.shareable.get_untracked()?;
        shareable.uses(file).then(|| self.address_of(&shareable)).flatten()
    }
}
