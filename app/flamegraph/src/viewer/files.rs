//! The files of a viewer: their profiles, and the symbols that some bring for others.

use super::summary::summary_of;
use crate::benchmarks;
use profile::Profile;
use profile::library::Library;
use profile::symbols::{self, Joined, Symbols, fits, join};
use protocol::import::ImportedFile;
use protocol::{FileId, FileSummary, MapSummary, Problem, ProfileId, WarningSummary, wire};
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
    symbols: Option<Arc<Symbols>>,
}

/// A profile as it was read, and as it is with the names that another file brought.
struct Recording {
    as_read: Arc<Profile>,
    with_symbols: Option<Arc<Profile>>,
    /// The symbols that it has names from, and how many functions each of their maps named.
    givers: Vec<(Arc<Symbols>, Vec<u32>)>,
}

impl Recording {
    fn new(as_read: Profile) -> Self {
        Self { as_read: Arc::new(as_read), with_symbols: None, givers: Vec::new() }
    }

    /// Takes names from `symbols` too, unless it did or they don't fit. Says whether it took any.
    fn join(&mut self, symbols: &Arc<Symbols>) -> bool {
        let is_known = self.givers.iter().any(|(known, _)| Arc::ptr_eq(known, symbols));
        if is_known || !fits(&self.as_read, symbols) {
            return false;
        }
        let known = self.givers.iter().map(|(known, _)| known);
        let givers: Vec<_> = known.chain([symbols]).map(Arc::clone).collect();
        let all: Vec<_> = givers.iter().map(Arc::as_ref).collect();
        let Some(Joined { profile, functions_by_map }) = join(&self.as_read, &all) else {
            return false;
        };
        self.with_symbols = Some(Arc::new(profile));
        self.givers = givers.into_iter().zip(functions_by_map).collect();
        true
    }

    /// How many functions each map of `symbols` named; `None` if it has no names from them.
    fn functions_by_map(&self, symbols: &Arc<Symbols>) -> Option<&[u32]> {
        let giver = self.givers.iter().find(|(known, _)| Arc::ptr_eq(known, symbols));
        giver.map(|(_, functions)| functions.as_slice())
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
    /// Returns the files whose summaries changed: those that got names from it or gave it some, and
    /// last, when all of that is known, this one.
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
        let symbols = symbols.and_then(|bytes| wire::decode::<Symbols>(&bytes)).map(Arc::new);
        let lengths = std::mem::take(&mut imported.buffer_lengths);
        let mut profiles = profile::bytes::unpack(&lengths, chunks).map_err(|err| Problem {
            what: format!("{} got damaged on its way from the reader: {err}.", imported.name),
            advice: "Open it again.".to_owned(),
        })?;
        let benchmarks: Vec<_> = profiles.iter().flat_map(benchmarks::split).collect();
        profiles.extend(benchmarks);
        let profiles = profiles.into_iter().map(Recording::new).collect();
        self.close(id);
        self.list.push(File { id, imported, profiles, symbols });
        let mut changed = self.join_symbols();
        changed.retain(|&file| file != id);
        changed.push(id);
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
            libraries_joined: file
                .symbols
                .as_ref()
                .and_then(|symbols| self.libraries_joined(symbols)),
            maps: file.symbols.as_ref().map(|symbols| self.maps(symbols)).unwrap_or_default(),
        })
    }

    /// Gives names to every profile from any symbols that fit, whichever came first. Returns the
    /// files whose summaries changed.
    fn join_symbols(&mut self) -> Vec<FileId> {
        let mut changed: Vec<FileId> = Vec::new();
        let givers: Vec<_> = self
            .list
            .iter()
            .filter_map(|file| Some((file.id, Arc::clone(file.symbols.as_ref()?))))
            .collect();
        for (giver, symbols) in givers {
            for file in &mut self.list {
                let joined =
                    file.profiles.iter_mut().filter_map(|it| it.join(&symbols).then_some(()));
                if joined.count() > 0 {
                    for id in [file.id, giver] {
                        if !changed.contains(&id) {
                            changed.push(id);
                        }
                    }
                }
            }
        }
        changed
    }

    fn recordings(&self) -> impl Iterator<Item = &Recording> {
        self.list.iter().flat_map(|file| &file.profiles)
    }

    /// How many libraries of the open profiles have names from `symbols`; `None` if these are of
    /// none.
    fn libraries_joined(&self, symbols: &Arc<Symbols>) -> Option<u32> {
        let joined = self.recordings().filter(|it| it.functions_by_map(symbols).is_some());
        let libraries = joined.map(|it| libraries_with_symbols(&it.as_read, symbols)).sum();
        (!symbols.libraries.is_empty()).then_some(libraries)
    }

    /// What became of each map in `symbols`.
    fn maps(&self, symbols: &Arc<Symbols>) -> Vec<MapSummary> {
        let source_maps = symbols.source_maps.iter().map(|map| (&map.name, map.generated.clone()));
        let names = symbols.wasm_names.iter();
        let wasm = names.map(|names| (&names.name, vec!["wasm-function[…]".to_owned()]));
        let mut maps: Vec<_> = source_maps
            .chain(wasm)
            .map(|(name, of)| MapSummary { name: name.clone(), of, functions: 0 })
            .collect();
        for functions in self.recordings().filter_map(|it| it.functions_by_map(symbols)) {
            for (map, functions) in maps.iter_mut().zip(functions) {
                map.functions += functions;
            }
        }
        maps
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
