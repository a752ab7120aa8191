//! Locations as frames: the lines of a location are inlined into its last one.

use super::tables::{RawFunction, RawLocation, RawMapping, Tables};
use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, LibraryId, StringId};
use crate::library::Library;
use rustc_hash::FxHashMap;

/// The frames of the locations that samples have used so far.
pub(super) struct Frames<'a> {
    tables: &'a Tables,
    /// For each location its range in `frames`, once it was used.
    ranges: Vec<Option<(usize, usize)>>,
    frames: Vec<FrameId>,
    /// The frame of each location that has a single one and was used, by the location's id.
    singles: Vec<Option<FrameId>>,
    libraries: FxHashMap<u64, (RawMapping, Option<LibraryId>)>,
    pub(super) unnamed_locations: usize,
    /// Lines without a name in locations that have others with one.
    pub(super) unnamed_lines: u64,
    pub(super) used_locations: usize,
    pub(super) not_utf8: u64,
}

impl<'a> Frames<'a> {
    /// No frames, and the libraries of all mappings.
    pub(super) fn new(tables: &'a Tables, builder: &mut ProfileBuilder) -> Self {
        let mut libraries = FxHashMap::default();
        let mut paths = FxHashMap::default();
        for &mapping in &tables.mappings {
            let path = String::from_utf8_lossy(tables.text(mapping.file));
            // A library has a mapping for each of its segments.
            let library = (!path.is_empty()).then(|| {
                *paths
                    .entry(path.clone().into_owned())
                    .or_insert_with(|| builder.push_library(library(tables, mapping, &path)))
            });
            libraries.insert(mapping.id, (mapping, library));
        }
        // Ids are usually numbers from 1 on. Others are looked up in a table.
        let largest = tables.location_rows.keys().max().map_or(0, |&id| id.saturating_add(1));
        let most = 4 * tables.locations.len() + 64;
        let singles = usize::try_from(largest).unwrap_or(usize::MAX).min(most);
        Self {
            tables,
            singles: vec![None; singles],
            ranges: vec![None; tables.locations.len()],
            frames: Vec::new(),
            libraries,
            unnamed_locations: 0,
            unnamed_lines: 0,
            used_locations: 0,
            not_utf8: 0,
        }
    }

    /// The frame of the location called `id`, if it has a single one that was used before.
    #[inline]
    pub(super) fn single(&self, id: u64) -> Option<FrameId> {
        self.singles.get(usize::try_from(id).ok()?).copied().flatten()
    }

    /// The frames of the location called `id`, from leaf to root; `None` if there is no such.
    pub(super) fn of(&mut self, id: u64, builder: &mut ProfileBuilder) -> Option<&[FrameId]> {
        let row = *self.tables.location_rows.get(&id)?;
        let (start, end) = match *self.ranges.get(row)? {
            Some(range) => range,
            None => {
                let location = *self.tables.locations.get(row)?;
                let range = self.add(location, builder);
                *self.ranges.get_mut(row)? = Some(range);
                if range.1 - range.0 == 1
                    && let Ok(place) = usize::try_from(id)
                    && let Some(single) = self.singles.get_mut(place)
                {
                    *single = self.frames.get(range.0).copied();
                }
                range
            }
        };
        self.frames.get(start..end)
    }

    fn add(&mut self, location: RawLocation, builder: &mut ProfileBuilder) -> (usize, usize) {
        let start = self.frames.len();
        self.used_locations += 1;
        let (mapping, library) = self.libraries.get(&location.mapping).copied().unwrap_or_default();
        // Where the same code lands in the next run too, wherever the library is loaded.
        let relative =
            location.address.wrapping_sub(mapping.start).wrapping_add(mapping.file_offset);
        let address = (location.address != 0).then_some(relative);
        let lines = self.tables.lines.get(location.lines.0..location.lines.1).unwrap_or_default();
        let mut named = Vec::with_capacity(lines.len());
        for line in lines {
            let raw = self.tables.functions.get(&line.function).copied();
            let name = raw.and_then(|raw| self.name(raw, builder));
            named.extend(raw.zip(name).map(|(raw, name)| (line, raw, name)));
        }
        if !named.is_empty() {
            self.unnamed_lines += (lines.len() - named.len()) as u64;
        }
        let outermost = named.len().saturating_sub(1);
        for (index, (line, raw, name)) in named.into_iter().enumerate() {
            let file = self.text(raw.file, builder);
            let kind = FunctionKind::Unknown;
            let function = builder.function(Function { name, file, library, kind });
            self.frames.push(builder.frame(Frame {
                function,
                line: u32::try_from(line.line).ok().filter(|&line| line != 0),
                column: u32::try_from(line.column).ok().filter(|&column| column != 0),
                address,
                inlined: index < outermost,
            }));
        }
        if self.frames.len() == start {
            self.unnamed_locations += 1;
            let name = match library.and_then(|id| builder.profile().libraries.get(id.index())) {
                Some(library) => format!("{}!{relative:#x}", library.name),
                None => format!("{:#x}", location.address),
            };
            let name = builder.string(&name);
            let kind = FunctionKind::Unknown;
            let function = builder.function(Function { name, file: None, library, kind });
            self.frames.push(builder.frame(Frame { address, ..Frame::of(function) }));
        }
        (start, self.frames.len())
    }

    fn name(&mut self, raw: RawFunction, builder: &mut ProfileBuilder) -> Option<StringId> {
        match self.text(raw.name, builder) {
            Some(name) => Some(name),
            None => self.text(raw.system_name, builder),
        }
    }

    fn text(&mut self, row: u64, builder: &mut ProfileBuilder) -> Option<StringId> {
        let text = String::from_utf8_lossy(self.tables.text(row));
        self.not_utf8 += u64::from(matches!(text, std::borrow::Cow::Owned(_)));
        (!text.is_empty()).then(|| builder.string(&text))
    }
}

fn library(tables: &Tables, mapping: RawMapping, path: &str) -> Library {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    Library {
        debug_name: name.clone(),
        name,
        path: path.to_owned(),
        debug_id: breakpad_id(tables.text(mapping.build_id)).unwrap_or_default(),
    }
}

/// A GNU build id as breakpad writes it: the first three fields of a GUID are little-endian, and
/// an age follows.
fn breakpad_id(build_id: &[u8]) -> Option<String> {
    const ORDER: [usize; 16] = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let digits = build_id.iter().all(u8::is_ascii_hexdigit).then_some(build_id)?;
    let mut id = String::new();
    for byte in ORDER {
        let pair = digits.get(byte * 2..byte * 2 + 2)?;
        id.push_str(&String::from_utf8_lossy(pair).to_ascii_uppercase());
    }
    id.push('0');
    Some(id)
}
