//! samply's sidecar of symbols: the names for the addresses of a profile that it saved.
//!
//! ```json
//! {"string_table": ["UNKNOWN", "main", "call", "src/main.rs"],
//!  "data": [{"debug_name": "wordstat", "debug_id": "4ff617b5-77d2-e7c9-5516-840268ff58f4",
//!    "symbol_table": [{"rva": 869152, "size": 34, "symbol": 1,
//!                      "frames": [{"function": 2, "file": 3, "line": 7},
//!                                 {"function": 1, "file": 3, "line": 12}]}],
//!    "known_addresses": [[869184, 0], [869190, 0]]}]}
//! ```
//!
//! `samply record --unstable-presymbolicate -o profile.json.gz` writes it as
//! `profile.json.syms.json`. Texts are row numbers of `string_table`, or null. `frames` go from
//! the innermost to the outermost call and hold for the first known address of their symbol only:
//! samply looks them up once a symbol (`symbol_precog.rs`).

use crate::id::StringId;
use crate::import::{Certainty, Format, Imported, Importer};
use crate::json::{Column, JsonError, Scalar, Scanner, Schema};
use crate::symbols::{LibrarySymbols, SymbolName, Symbols, breakpad_id};
use crate::warning::{ImportError, Place as FilePlace, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "samply symbols",
    recorded_by: "samply record --unstable-presymbolicate (samply 0.13)",
    sniff: |_name, head| sniff(head),
    start: |_name, _options| {
        Box::new(SidecarImporter {
            scanner: Scanner::new(Place::Document),
            sidecar: Sidecar { texts: Column::texts_column(), ..Sidecar::default() },
        })
    },
};

struct SidecarImporter {
    scanner: Scanner<Place>,
    sidecar: Sidecar,
}

/// The file as it is read.
#[derive(Default)]
struct Sidecar {
    has_data: bool,
    texts: Column,
    libraries: Vec<RawLibrary>,
    /// How many elements of a known address were read.
    column: usize,
}

#[derive(Default)]
struct RawLibrary {
    debug_name: String,
    debug_id: String,
    symbols: Vec<RawSymbol>,
    addresses: Vec<[Option<u32>; 2]>,
}

#[derive(Default)]
struct RawSymbol {
    symbol: Option<u32>,
    frames: Vec<RawFrame>,
}

#[derive(Default)]
struct RawFrame {
    function: Option<u32>,
    file: Option<u32>,
    line: Option<u32>,
}

#[derive(Clone, Copy)]
enum Place {
    Document,
    Texts,
    Data,
    Library,
    DebugName,
    DebugId,
    Symbols,
    Symbol,
    SymbolText,
    Frames,
    Frame,
    Function,
    File,
    Line,
    Addresses,
    Address,
    AddressColumn,
}

impl Schema for Sidecar {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "string_table") => Place::Texts,
            (Place::Document, "data") => Place::Data,
            (Place::Library, "debug_name") => Place::DebugName,
            (Place::Library, "debug_id") => Place::DebugId,
            (Place::Library, "symbol_table") => Place::Symbols,
            (Place::Library, "known_addresses") => Place::Addresses,
            (Place::Symbol, "symbol") => Place::SymbolText,
            (Place::Symbol, "frames") => Place::Frames,
            (Place::Frame, "function") => Place::Function,
            (Place::Frame, "file") => Place::File,
            (Place::Frame, "line") => Place::Line,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        Some(match at {
            Place::Data => Place::Library,
            Place::Symbols => Place::Symbol,
            Place::Frames => Place::Frame,
            Place::Addresses => Place::Address,
            Place::Address => Place::AddressColumn,
            _ => return None,
        })
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Texts).then_some(&mut self.texts)
    }

    fn begin(&mut self, at: Place) {
        match at {
            Place::Data => self.has_data = true,
            Place::Library => self.libraries.push(RawLibrary::default()),
            _ => {}
        }
        let Some(library) = self.libraries.last_mut() else { return };
        match at {
            Place::Symbol => library.symbols.push(RawSymbol::default()),
            Place::Frame => {
                if let Some(symbol) = library.symbols.last_mut() {
                    symbol.frames.push(RawFrame::default());
                }
            }
            Place::Address => {
                library.addresses.push([None; 2]);
                self.column = 0;
            }
            _ => {}
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let Some(library) = self.libraries.last_mut() else { return };
        // Casts keep what fits; what doesn't is no row or address of any file.
        let number =
            value.number().filter(|n| (0.0..4_294_967_296.0).contains(n)).map(|n| n as u32);
        let text = || value.text().unwrap_or_default().to_owned();
        match at {
            Place::DebugName => library.debug_name = text(),
            Place::DebugId => library.debug_id = text(),
            Place::AddressColumn => {
                let address = library.addresses.last_mut();
                if let Some(cell) = address.and_then(|address| address.get_mut(self.column)) {
                    *cell = number;
                }
                self.column += 1;
            }
            _ => {
                let Some(symbol) = library.symbols.last_mut() else { return };
                match (at, symbol.frames.last_mut()) {
                    (Place::SymbolText, _) => symbol.symbol = number,
                    (Place::Function, Some(frame)) => frame.function = number,
                    (Place::File, Some(frame)) => frame.file = number,
                    (Place::Line, Some(frame)) => frame.line = number,
                    _ => {}
                }
            }
        }
    }
}

impl Importer for SidecarImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        self.scanner.push(slice, &mut self.sidecar).map_err(|error| broken(&error))
    }

    fn finish(mut self: Box<Self>) -> Result<Imported, ImportError> {
        self.scanner.finish(&mut self.sidecar).map_err(|error| broken(&error))?;
        if !self.sidecar.has_data {
            return Err(ImportError {
                expected: "symbols that samply saved".to_owned(),
                found: "no `data`".to_owned(),
                place: FilePlace::Whole,
                advice: "Record the profile and its symbols again.".to_owned(),
            });
        }
        let mut warnings = Warnings::default();
        let texts = &self.sidecar.texts;
        let libraries =
            self.sidecar.libraries.iter().map(|raw| library(raw, texts, &mut warnings)).collect();
        Ok(Imported {
            symbols: Some(Symbols { libraries, ..Symbols::default() }),
            warnings,
            ..Imported::default()
        })
    }
}

/// Looks the texts up and drops the addresses of which nothing is known.
fn library(raw: &RawLibrary, texts: &Column, warnings: &mut Warnings) -> LibrarySymbols {
    let text = |row: Option<u32>| {
        let texts = texts.texts()?;
        let row = row? as usize;
        (row < texts.len()).then(|| texts.get(StringId::new(row)).to_owned())
    };
    let mut names: Vec<SymbolName> = Vec::new();
    for symbol in &raw.symbols {
        let inlined: Vec<_> = symbol
            .frames
            .iter()
            .map(|frame| {
                let name = text(frame.function).unwrap_or_default();
                (name, text(frame.file).unwrap_or_default(), frame.line.unwrap_or(0))
            })
            .collect();
        names.push(SymbolName {
            name: text(symbol.symbol).unwrap_or_default(),
            file: inlined.last().map(|(_, file, _)| file.clone()).unwrap_or_default(),
            inlined,
            inlined_at: None,
        });
    }
    let mut addresses: Vec<(u64, u32)> = Vec::new();
    for (row, address) in raw.addresses.iter().enumerate() {
        match *address {
            [Some(address), Some(name)]
                if names.get(name as usize).is_some_and(|name| !name.name.is_empty()) =>
            {
                addresses.push((u64::from(address), name));
            }
            _ => warnings.add(
                "addresses without a symbol were skipped",
                FilePlace::Row(row as u64),
                &raw.debug_name,
            ),
        }
    }
    addresses.sort_unstable();
    for &(address, name) in &addresses {
        let name = &mut names[name as usize];
        if !name.inlined.is_empty() {
            name.inlined_at.get_or_insert(address);
        }
    }
    LibrarySymbols {
        debug_name: raw.debug_name.clone(),
        debug_id: breakpad_id(&raw.debug_id),
        names,
        addresses,
    }
}

fn broken(error: &JsonError) -> ImportError {
    ImportError {
        expected: format!("symbols that samply saved, and in them {}", error.expected),
        found: error.found.clone(),
        place: FilePlace::Byte(error.byte),
        advice: "The file is damaged or not complete: copy it again, or record the profile again."
            .to_owned(),
    }
}

/// How sure it is of a file that begins with `head`.
fn sniff(head: &[u8]) -> Certainty {
    let mut seen = Sidecar { texts: Column::texts_column(), ..Sidecar::default() };
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(Place::Document).push(head, &mut seen);
    let has_library = seen.libraries.first().is_some_and(|first| !first.debug_name.is_empty());
    match (has_library, seen.texts.is_empty()) {
        (true, _) => Certainty::Sure,
        (false, false) => Certainty::Likely,
        (false, true) => Certainty::No,
    }
}
