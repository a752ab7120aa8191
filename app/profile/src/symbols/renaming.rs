//! Renaming: which functions and places source maps and numbered names have for frames.

use super::Symbols;
use super::source_map::{SourceMap, WasmNames, last_part};
use crate::frame::Frame;
use crate::function::Function;
use crate::id::{FrameId, FunctionId, StringId};
use crate::recording::Profile;

/// What gives names: all maps of all files, in their order.
enum Map<'a> {
    Source(&'a SourceMap),
    Wasm(&'a WasmNames),
}

impl<'a> Map<'a> {
    /// The maps of a file's symbols.
    fn all_of(symbols: &'a Symbols) -> impl Iterator<Item = Self> {
        let source_maps = symbols.source_maps.iter().map(Self::Source);
        source_maps.chain(symbols.wasm_names.iter().map(Self::Wasm))
    }
}

/// Whether any map of `symbols` has names for `profile`.
pub(super) fn fits(profile: &Profile, symbols: &Symbols) -> bool {
    let mut renaming = Renaming::new(profile, &[symbols]);
    let frames = &profile.frames;
    !renaming.is_empty() && (0..frames.len()).any(|row| renaming.of(FrameId::new(row)).is_some())
}

/// Looks frames of a profile up in maps.
pub(super) struct Renaming<'a> {
    profile: &'a Profile,
    maps: Vec<Map<'a>>,
    /// How many of the maps each file brought.
    maps_per_giver: Vec<usize>,
    /// For each text that is a frame's file the source map of it, once it was looked for.
    map_of_file: Vec<Option<Option<usize>>>,
    /// Whether frames stand where their functions begin if nothing else says where that is, and
    /// not where they were running.
    begins_here: bool,
    /// For each map the functions that it named, some of them often.
    renamed: Vec<Vec<FunctionId>>,
}

/// What a frame becomes.
pub(super) struct Renamed<'a> {
    pub map: usize,
    pub name: &'a str,
    pub file: Option<&'a str>,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl<'a> Renaming<'a> {
    pub(super) fn new(profile: &'a Profile, givers: &[&'a Symbols]) -> Self {
        let maps: Vec<_> = givers.iter().flat_map(|symbols| Map::all_of(symbols)).collect();
        let running =
            [crate::firefox::FORMAT, crate::gecko::FORMAT, crate::jslb::FORMAT].map(|it| it.name);
        Self {
            profile,
            maps_per_giver: givers.iter().map(|symbols| Map::all_of(symbols).count()).collect(),
            map_of_file: vec![None; profile.strings.len()],
            begins_here: !running.contains(&profile.about.format.as_str()),
            renamed: maps.iter().map(|_| Vec::new()).collect(),
            maps,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// What a frame becomes; `None` if no map knows of it.
    pub(super) fn of(&mut self, id: FrameId) -> Option<Renamed<'a>> {
        let frame = self.profile.frames.get(id);
        let function = self.profile.functions.get(frame.function);
        let called = self.profile.text(function.name);
        let own = self.profile.frames.beginning(id);
        let beginning = own.or(frame.line.zip(frame.column).filter(|_| self.begins_here));
        self.at_place(called, function, frame, beginning).or_else(|| {
            // A number is asked for first: most names of a profile are none.
            called.starts_with("wasm-function[").then_some(())?;
            let (map, name) = self.maps.iter().enumerate().find_map(|(row, map)| match map {
                Map::Wasm(names) => Some((row, names.name_of(called)?)),
                Map::Source(_) => None,
            })?;
            let file = function.file.map(|file| self.profile.text(file));
            Some(Renamed { map, name, file, line: frame.line, column: frame.column })
        })
    }

    fn at_place(
        &mut self,
        called: &'a str,
        function: Function,
        frame: Frame,
        beginning: Option<(u32, u32)>,
    ) -> Option<Renamed<'a>> {
        let (row, source_map) = self.map_of(function.file?)?;
        let beginning = beginning.map(|(line, column)| (line - 1, column - 1));
        let first = beginning.and_then(|(line, column)| source_map.origin(line, column));
        let origin = source_map.origin(frame.line? - 1, frame.column? - 1)?;
        // A minifier may have put code of other sources into the function. It stays one function,
        // in the source where it begins.
        let origin = first.filter(|first| first.source != origin.source).unwrap_or(origin);
        let file = source_map.sources.get(origin.source as usize)?;
        if file.is_empty() {
            return None;
        }
        let known = beginning.and_then(|(line, column)| source_map.name_at(called, line, column));
        let name = known.unwrap_or(called);
        Some(Renamed {
            map: row,
            name,
            file: Some(file),
            line: origin.line.checked_add(1),
            column: origin.column.checked_add(1),
        })
    }

    /// The source map of a file, and its row.
    fn map_of(&mut self, file: StringId) -> Option<(usize, &'a SourceMap)> {
        let known = self.map_of_file.get_mut(file.index())?;
        let row = (*known.get_or_insert_with(|| {
            let path = self.profile.text(file);
            let is_of = |map: &Map| matches!(map, Map::Source(map) if map.is_of(path));
            self.maps.iter().position(is_of)
        }))?;
        match self.maps.get(row)? {
            Map::Source(map) => Some((row, map)),
            Map::Wasm(_) => None,
        }
    }

    /// Counts a function that a map named.
    pub(super) fn count(&mut self, map: usize, function: FunctionId) {
        if let Some(renamed) = self.renamed.get_mut(map) {
            renamed.push(function);
        }
    }

    /// How many functions each map of each file named, and for each map that named any what is
    /// shown of it beside the profile.
    pub(super) fn finish(self) -> (Vec<Vec<u32>>, Vec<(String, String)>) {
        let mut counts = Vec::with_capacity(self.maps.len());
        let mut labels = Vec::new();
        for (map, renamed) in self.maps.iter().zip(&self.renamed) {
            let count = different(renamed);
            counts.push(count as u32);
            let functions = match count {
                0 => continue,
                1 => "1 function".to_owned(),
                count => format!("{count} functions"),
            };
            let text = match map {
                Map::Source(map) => {
                    format!("{}: {functions} of {}", last_part(&map.name), map.generated.join(", "))
                }
                Map::Wasm(names) => format!("{}: {functions}", last_part(&names.name)),
            };
            labels.push(("names from".to_owned(), text));
        }
        let mut counts = counts.into_iter();
        let per_giver =
            self.maps_per_giver.iter().map(|&maps| counts.by_ref().take(maps).collect()).collect();
        (per_giver, labels)
    }
}

/// How many different functions there are among these.
fn different(functions: &[FunctionId]) -> usize {
    let mut is_known = Vec::new();
    let mut count = 0;
    for function in functions {
        let row = function.index();
        if is_known.len() <= row {
            is_known.resize(row + 1, false);
        }
        count += usize::from(!is_known[row]);
        is_known[row] = true;
    }
    count
}
