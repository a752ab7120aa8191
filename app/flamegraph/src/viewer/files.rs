//! The files of a viewer: their profiles, and the symbols that some bring for others.

use super::summary::summary_of;
use crate::benchmarks;
use profile::Profile;
use profile::library::Library;
use profile::symbols::{self, Symbols, join};
use protocol::import::ImportedFile;
use protocol::{FileId, FileSummary, Problem, ProfileId, WarningSummary, wire};
use std::sync::Arc;

/// The open files, in the order in which they came.
#[derive(Default)]
pub struct Files {
    list: Vec<File>,
}

struct File {
    id: FileId,
    imported: ImportedFile,
    profiles: Vec<Recording>,
    symbols: Option<Symbols>,
    /// How many libraries of other files' profiles got names from these symbols.
    joined: u32,
}

/// A profile as it was read, and as it is with the names that another file brought.
struct Recording {
    as_read: Arc<Profile>,
    with_symbols: Option<Arc<Profile>>,
}

impl Recording {
    fn new(as_read: Profile) -> Self {
        Self { as_read: Arc::new(as_read), with_symbols: None }
    }

    fn profile(&self) -> &Arc<Profile> {
        self.with_symbols.as_ref().unwrap_or(&self.as_read)
    }
}

impl Files {
    /// Takes a file that was read: the chunks of its profiles, and last that of its symbols. A file
    /// with the same number is replaced. After its own recordings stand those of the benchmarks in
    /// them.
    ///
    /// Returns the files whose summaries changed: this one, and those that got names from it.
    ///
    /// # Errors
    /// When the chunks are not those of profiles.
    #[inline(never)]
    pub fn open(
        &mut self,
        id: FileId,
        mut imported: ImportedFile,
        mut chunks: Vec<Vec<u8>>,
    ) -> Result<Vec<FileId>, Problem> {
        let symbols = imported.has_symbols.then(|| chunks.pop()).flatten();
        let symbols = symbols.and_then(|bytes| wire::decode::<Symbols>(&bytes));
        let lengths = std::mem::take(&mut imported.buffer_lengths);
        let mut profiles = profile::bytes::unpack(&lengths, chunks).map_err(|err| Problem {
            what: format!("{} got damaged on its way from the reader: {err}.", imported.name),
            advice: "Open it again.".to_owned(),
        })?;
        let benchmarks: Vec<_> = profiles.iter().flat_map(benchmarks::split).collect();
        profiles.extend(benchmarks);
        let profiles = profiles.into_iter().map(Recording::new).collect();
        self.close(id);
        self.list.push(File { id, imported, profiles, symbols, joined: 0 });
        let mut changed = self.join_symbols();
        if !changed.contains(&id) {
            changed.insert(0, id);
        }
        Ok(changed)
    }

    /// Forgets a file. Names that it brought for others stay with them until they are opened anew.
    pub fn close(&mut self, id: FileId) {
        self.list.retain(|file| file.id != id);
    }

    /// The profile `id`.
    pub fn profile(&self, id: ProfileId) -> Option<&Arc<Profile>> {
        let file = self.list.iter().find(|file| file.id == id.file)?;
        Some(file.profiles.get(id.index as usize)?.profile())
    }

    /// The name of a file.
    pub fn name(&self, id: FileId) -> &str {
        self.list.iter().find(|file| file.id == id).map_or("", |file| &file.imported.name)
    }

    /// What the page is told of a file.
    pub fn summary(&self, id: FileId) -> Option<FileSummary> {
        let file = self.list.iter().find(|file| file.id == id)?;
        Some(FileSummary {
            name: file.imported.name.clone(),
            profiles: file
                .profiles
                .iter()
                .map(|recording| summary_of(recording.profile()))
                .collect(),
            warnings: warnings_of(file),
            other_reading: file.imported.other_reading.clone(),
            symbols_joined: file.symbols.as_ref().map(|_| file.joined),
        })
    }

    /// Gives names to every profile that lacks them from any symbols that fit, whichever came
    /// first. Returns the files whose summaries changed.
    fn join_symbols(&mut self) -> Vec<FileId> {
        let mut changed = Vec::new();
        for giver in 0..self.list.len() {
            let Some(symbols) = self.list[giver].symbols.take() else { continue };
            let mut joined = 0;
            for file in &mut self.list {
                let nameless =
                    file.profiles.iter_mut().filter(|recording| recording.with_symbols.is_none());
                for recording in nameless {
                    let Some(named) = join(&recording.as_read, &symbols) else { continue };
                    joined += libraries_with_symbols(&named, &symbols);
                    recording.with_symbols = Some(Arc::new(named));
                    changed.push(file.id);
                }
            }
            let giver = &mut self.list[giver];
            giver.symbols = Some(symbols);
            if joined > 0 {
                giver.joined += joined;
                changed.push(giver.id);
            }
        }
        changed.dedup();
        changed
    }
}

/// How many libraries of `profile` have names in `symbols`.
fn libraries_with_symbols(profile: &Profile, symbols: &Symbols) -> u32 {
    let has_names =
        |library: &&Library| symbols.of(&library.debug_name, &library.debug_id).is_some();
    profile.libraries.iter().filter(has_names).count() as u32
}

/// What couldn't be used of a file; that symbols were missing only as long as they are.
fn warnings_of(file: &File) -> Vec<WarningSummary> {
    let lacks_symbols =
        |file: &File| file.profiles.iter().any(|recording| recording.profile().about.lacks_symbols);
    let mut warnings = file.imported.warnings.clone();
    if !lacks_symbols(file) {
        warnings.retain(|warning| warning.what != symbols::MISSING);
    }
    warnings
}
