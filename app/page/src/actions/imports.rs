//! Reading files: an import worker each, a few at a time.

use crate::link::{Channel, Received, SourcePhase};
use crate::state::{Phase, State};
use leptos::prelude::*;
use protocol::import::{ImportAnswer, ImportFailure, ImportRequest};
use protocol::unit::format_bytes;
use protocol::{FileId, Request, wire};
use wasm_bindgen::JsValue;

/// How many files are read at once: each takes memory and a processor.
const READ_AT_ONCE: usize = 4;

impl State {
    /// Starts import workers for files that wait, if it is time for them.
    pub fn start_imports(self) {
        loop {
            let next = self.link.with_value(|link| {
                let waits = |phase: &SourcePhase| matches!(phase, SourcePhase::Waiting);
                let reads = |phase: &SourcePhase| matches!(phase, SourcePhase::Reading { .. });
                let reading = link.sources.iter().filter(|source| reads(&source.phase)).count();
                if link.files_spawner.is_none() || reading >= READ_AT_ONCE {
                    return None;
                }
                link.sources.iter().find(|source| waits(&source.phase)).map(|source| source.id)
            });
            let Some(file) = next else { return };
            self.end_rehearsal();
            // It may have waited: its rate counts from here.
            self.set_phase(file, Phase::Reading { read_bytes: 0, since_ms: super::now_ms() });
            if let Err(error) = self.start_import(file) {
                let found = format!("that no worker can be started ({error:?})");
                self.import_failed(file, failure(found, "Reload the page."));
            }
        }
    }

    fn start_import(self, file: FileId) -> Result<(), JsValue> {
        let mut started = Ok(());
        let name = self.file_name(file);
        self.link.update_value(|link| {
            let Some(spawner) = &link.files_spawner else { return };
            let Some(source) = link.sources.iter_mut().find(|source| source.id == file) else {
                return;
            };
            let request = ImportRequest {
                name: name.unwrap_or_else(|| source.file.name()),
                size_bytes: source.file.size() as u64,
                two_columns: source.two_columns,
                crash_at_byte: link.crash_at_byte.take(),
            };
            started = spawner.start("start_importer").and_then(|worker| {
                let hear = move |received| self.hear_import(file, received);
                let channel = Channel::new(worker, hear);
                channel.post(&request, &[source.file.clone().into()], &[])?;
                source.phase = SourcePhase::Reading { _worker: channel };
                Ok(())
            });
        });
        started
    }

    fn hear_import(self, file: FileId, received: Received) {
        let (bytes, beside) = match received {
            Received::Message(bytes, beside) => (bytes, beside),
            Received::Died(words) => {
                let failure = self.death_of_import(file, &words);
                return self.import_failed(file, failure);
            }
        };
        match wire::decode::<ImportAnswer>(&bytes) {
            Some(ImportAnswer::Progress { read_bytes }) => self.files.update(|files| {
                let open = files.iter_mut().find(|open| open.id == file);
                if let Some(Phase::Reading { read_bytes: read, .. }) = open.map(|it| &mut it.phase)
                {
                    *read = read_bytes;
                }
            }),
            Some(ImportAnswer::Done(imported)) => {
                self.end_import(file);
                self.link.update_value(|link| {
                    link.opening.push_back(file);
                    link.engine.send(Request::Open { file, imported }, beside);
                });
                self.start_imports();
            }
            Some(ImportAnswer::Failed(failure)) => self.import_failed(file, failure),
            None => {
                let found = "an answer of another build".to_owned();
                self.import_failed(file, failure(found, "Reload the page."));
            }
        }
    }

    /// A file can't be opened; what is open stays. The list of files tells why.
    pub(super) fn import_failed(self, file: FileId, failure: ImportFailure) {
        self.end_import(file);
        self.set_phase(file, Phase::Failed(failure));
        self.pair_goes_on(file);
        self.tell_of_names();
        self.start_imports();
    }

    /// Lets go of a file's worker, which may be the one whose message is being heard: it is
    /// dropped when that is over.
    fn end_import(self, file: FileId) {
        self.link.update_value(|link| {
            if let Some(source) = link.sources.iter_mut().find(|source| source.id == file) {
                let old = std::mem::replace(&mut source.phase, SourcePhase::Read);
                leptos::task::spawn_local(async move { drop(old) });
            }
        });
    }

    fn death_of_import(self, file: FileId, words: &str) -> ImportFailure {
        let (read_bytes, size_bytes) = self.files.with_untracked(|files| {
            let open = files.iter().find(|open| open.id == file);
            let read = match open.map(|open| &open.phase) {
                Some(Phase::Reading { read_bytes, .. }) => *read_bytes,
                _ => 0,
            };
            (read, open.map_or(0, |open| open.size_bytes))
        });
        let (read, size) = (format_bytes(read_bytes as f64), format_bytes(size_bytes as f64));
        let place = format!("after {read} of {size}");
        let (found, advice) = if is_about_memory(words) {
            (
                "that memory ran out".to_owned(),
                "Close other files and tabs, or record for a shorter time or at a lower rate.",
            )
        } else {
            (
                format!("that its reader stopped ({words})"),
                "That is a fault of this page: please report it. Other files aren't affected.",
            )
        };
        ImportFailure { place, ..failure(found, advice) }
    }
}

/// Whether a worker died of memory. A panic says so before, in words of its own; an allocation
/// that fails ends a module without any, at an instruction that is called unreachable.
pub(super) fn is_about_memory(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    let signs = ["unreachable", "memory", "allocation", "out of bounds"];
    words.is_empty() || !words.contains("panicked") && signs.iter().any(|it| words.contains(it))
}

fn failure(found: String, advice: &str) -> ImportFailure {
    ImportFailure {
        expected: "a file that can be read to its end".to_owned(),
        found,
        place: String::new(),
        advice: advice.to_owned(),
    }
}
