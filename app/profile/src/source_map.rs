//! JavaScript source maps: what places and names a bundler, minifier or compiler made of which.
//!
//! ```text
//! {"version": 3, "file": "bundle.js", "sourceRoot": "", "sources": ["src/main.ts"],
//!  "names": ["runEverything"], "mappings": "AAAA,SAASA,GAC"}
//! {"version": 3, "sections": [{"offset": {"line": 100, "column": 10}, "map": {"version": 3, …}}]}
//! ```
//!
//! The second form, an index map, joins maps of parts; an offset's column counts in its first line
//! only. A first line that begins with `)]}'` keeps other pages from running the file and is no
//! part of it. `sourcesContent` isn't read, and no address in the file is ever fetched. Source:
//! ECMA-426.

mod document;
mod mappings;

use crate::import::json_file::JsonFile;
use crate::import::{Certainty, Format, Imported, Importer, broken_json};
use crate::json::Scanner;
use crate::symbols::{SourceMap, Symbols, last_part};
use crate::warning::{ImportError, Place, Warnings};
use document::Document;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Source map",
    recorded_by: "the bundler, minifier or compiler that made the JavaScript",
    sniff: |_name, head| sniff(head),
    start: |name, _options| {
        let scanner = Scanner::new(document::Place::Document);
        let file = JsonFile::new(scanner, Document::default());
        Box::new(SourceMapImporter { name: name.to_owned(), guard: Guard::default(), file })
    },
};

const EXPECTED: &str = "a source map of version 3";
const GUARD: &[u8] = b")]}";

fn sniff(head: &[u8]) -> Certainty {
    let mut document = Document::default();
    let mut head = head.to_vec();
    Guard::default().blank(&mut head);
    // Whether the head is cut, or breaks later, doesn't matter here.
    let _ = Scanner::new(document::Place::Document).push(&head, &mut document);
    if document.looks_like_a_map() { Certainty::Sure } else { Certainty::No }
}

/// The first line of files that begin with `)]}'`.
#[derive(Clone, Copy, Default)]
enum Guard {
    /// So many bytes are those of a guard.
    Begun(usize),
    Inside,
    #[default]
    Start,
    Past,
}

impl Guard {
    /// Makes blanks of the guard, so that bytes count as they stand in the file.
    fn blank(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *self = match (*self, *byte) {
                (Self::Past, _) => return,
                (Self::Start, first) if first == GUARD[0] => Self::Begun(1),
                (Self::Begun(known), next) if next == GUARD[known] => match known + 1 {
                    all if all == GUARD.len() => Self::Inside,
                    some => Self::Begun(some),
                },
                (Self::Inside, b'\n') => Self::Past,
                (Self::Inside, _) => Self::Inside,
                _ => Self::Past,
            };
            if !matches!(self, Self::Past) {
                *byte = b' ';
            }
        }
    }
}

struct SourceMapImporter {
    name: String,
    guard: Guard,
    file: JsonFile<Document>,
}

impl Importer for SourceMapImporter {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        if matches!(self.guard, Guard::Past) {
            self.file.push(slice);
        } else {
            let mut slice = slice.to_vec();
            self.guard.blank(&mut slice);
            self.file.push(&slice);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let (document, broken, mut warnings) = self.file.end();
        let version = document.version;
        let map = source_map(&self.name, document, &mut warnings);
        let error = |found: String, advice: &str| ImportError {
            expected: EXPECTED.to_owned(),
            found,
            place: Place::Whole,
            advice: advice.to_owned(),
        };
        if let Some(version) = version.filter(|&version| version != 3.0) {
            let advice = "Build the JavaScript again with a newer tool: none writes it any more.";
            return Err(error(format!("version {version}"), advice));
        }
        if map.segments.is_empty() {
            return Err(match &broken {
                Some(broken) => broken_json::error(EXPECTED, broken),
                None => {
                    let what = match warnings.list().first() {
                        Some(warning) => {
                            format!("no mapping ({}, {})", warning.what, warning.first)
                        }
                        None => "no mapping".to_owned(),
                    };
                    error(what, "Build the JavaScript again, with source maps.")
                }
            });
        }
        let symbols = Symbols { source_maps: vec![map], ..Symbols::default() };
        Ok(Imported { symbols: Some(symbols), warnings, ..Imported::default() })
    }
}

/// Puts the parts together.
fn source_map(name: &str, document: Document, warnings: &mut Warnings) -> SourceMap {
    let mut map = SourceMap {
        name: name.to_owned(),
        generated: generated(name, &document.file),
        ..SourceMap::default()
    };
    let what = "parts of the map that it keeps at an address were left out: addresses in files \
                are never fetched";
    warnings.add_many(what, document.addresses.0, Place::Row(document.addresses.1), "");
    for part in document.parts {
        part.add_to(&mut map, warnings);
    }
    map.segments.sort_by_key(|segment| (segment.line, segment.column));
    map
}

/// What the generated file may be called: as the map says, or as the map is called itself.
fn generated(name: &str, file: &str) -> Vec<String> {
    let mut own = last_part(name);
    for packed in [".gz", ".zst", ".zz", ".zlib"] {
        own = own.strip_suffix(packed).unwrap_or(own);
    }
    let own = own.strip_suffix(".map").unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for name in [last_part(file), own] {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
