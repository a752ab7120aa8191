//! The JSON of a source map, as it is read: the parts that it is made of.

use super::mappings::{self, Mappings};
use crate::id::StringId;
use crate::json::{Column, Scalar, Schema};
use crate::raw_frame::set_text;
use crate::symbols::{Segment, SourceMap};
use crate::warning::{Place as FilePlace, Warnings};

/// The file as it is read.
#[derive(Default)]
pub(super) struct Document {
    pub version: Option<f64>,
    /// What the map calls the generated file.
    pub file: String,
    /// The whole map, and the sections after it.
    pub parts: Vec<Part>,
    /// Sections that are an address, and the first one's row.
    pub addresses: (u64, u64),
    section_count: u64,
    /// The members of the document that were seen and that maps have.
    has_sources: bool,
    has_mappings: bool,
    has_sections: bool,
    has_others: bool,
}

/// A map, or a section of one.
pub(super) struct Part {
    line: f64,
    column: f64,
    root: String,
    sources: Column,
    names: Column,
    mappings: Mappings,
}

impl Part {
    fn new() -> Self {
        Self {
            line: 0.0,
            column: 0.0,
            root: String::new(),
            sources: Column::texts_column(),
            names: Column::texts_column(),
            mappings: Mappings::default(),
        }
    }

    fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.names.is_empty() && self.mappings.is_empty()
    }

    /// Adds its mappings to those of the parts before it.
    pub(super) fn add_to(self, map: &mut SourceMap, warnings: &mut Warnings) {
        let Mappings { segments, broken, mut outside } = self.mappings;
        let broken_row = FilePlace::Row(broken.unwrap_or_default());
        let what = "mappings from a damaged one on were left out";
        warnings.add_many(what, broken.is_some().into(), broken_row, "");
        let [sources, names] = [&self.sources, &self.names].map(Column::len);
        let [first_source, first_name] = [&map.sources, &map.names].map(|list| list.len() as u32);
        let has_offset = (0.0..4_294_967_296.0).contains(&self.line)
            && (0.0..4_294_967_296.0).contains(&self.column);
        for (row, segment) in segments.into_iter().enumerate() {
            let is_inside = segment.origin.is_none_or(|it| (it.source as usize) < sources)
                && segment.name.is_none_or(|name| (name as usize) < names);
            let moved = moved(segment, self.line as u32, self.column as u32);
            match moved.filter(|_| is_inside && has_offset) {
                Some(mut segment) => {
                    if let Some(origin) = &mut segment.origin {
                        origin.source += first_source;
                    }
                    segment.name = segment.name.map(|name| name + first_name);
                    map.segments.push(segment);
                }
                None => {
                    if outside.0 == 0 {
                        outside.1 = row as u64;
                    }
                    outside.0 += 1;
                }
            }
        }
        let what = "mappings to places or names that aren't there were left out";
        warnings.add_many(what, outside.0, FilePlace::Row(outside.1), "");
        map.sources.extend(texts(&self.sources).map(|source| under(&self.root, source)));
        map.names.extend(texts(&self.names).map(str::to_owned));
    }
}

/// A section's mapping in the whole file.
fn moved(segment: Segment, line: u32, column: u32) -> Option<Segment> {
    let column = if segment.line == 0 { column } else { 0 };
    Some(Segment {
        line: segment.line.checked_add(line)?,
        column: segment.column.checked_add(column)?,
        ..segment
    })
}

fn texts(column: &Column) -> impl Iterator<Item = &str> {
    let texts = column.texts();
    (0..column.len()).filter_map(move |row| texts.map(|texts| texts.get(StringId::new(row))))
}

/// A source as the map's root has it.
fn under(root: &str, source: &str) -> String {
    if root.is_empty() || source.is_empty() || source.starts_with('/') || source.contains("://") {
        return source.to_owned();
    }
    format!("{}/{source}", root.trim_end_matches('/'))
}

/// The positions in the file that are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Version,
    File,
    Root,
    Sources,
    Names,
    Mappings,
    Sections,
    Section,
    Offset,
    OffsetLine,
    OffsetColumn,
    SectionMap,
    Address,
}

impl Document {
    /// Whether enough members of a map came to call it one.
    pub(super) fn looks_like_a_map(&self) -> bool {
        let marks = [self.has_sources, self.has_mappings, self.has_sections];
        let count = marks.iter().filter(|&&has| has).count();
        let others = usize::from(self.version.is_some()) + usize::from(self.has_others);
        count > 0 && count + others > 1
    }

    fn part(&mut self) -> Option<&mut Part> {
        self.parts.last_mut()
    }
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        if matches!(at, Place::Document) {
            match key {
                "sources" => self.has_sources = true,
                "mappings" => self.has_mappings = true,
                "sections" => self.has_sections = true,
                "names" | "sourceRoot" | "sourcesContent" => self.has_others = true,
                _ => {}
            }
        }
        Some(match (at, key) {
            (Place::Document, "version") => Place::Version,
            (Place::Document, "file") => Place::File,
            (Place::Document, "sections") => Place::Sections,
            (Place::Document | Place::SectionMap, "sourceRoot") => Place::Root,
            (Place::Document | Place::SectionMap, "sources") => Place::Sources,
            (Place::Document | Place::SectionMap, "names") => Place::Names,
            (Place::Document | Place::SectionMap, "mappings") => Place::Mappings,
            (Place::Section, "offset") => Place::Offset,
            (Place::Section, "map") => Place::SectionMap,
            (Place::Section, "url") => Place::Address,
            (Place::Offset, "line") => Place::OffsetLine,
            (Place::Offset, "column") => Place::OffsetColumn,
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Sections).then_some(Place::Section)
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        let part = self.parts.last_mut()?;
        match at {
            Place::Sources => Some(&mut part.sources),
            Place::Names => Some(&mut part.names),
            _ => None,
        }
    }

    fn begin(&mut self, at: Place) {
        if !matches!(at, Place::Document | Place::Section) {
            return;
        }
        self.section_count += u64::from(matches!(at, Place::Section));
        // A section in which nothing came makes room for the next: a million of `{}` take none.
        self.parts.pop_if(|part| part.is_empty());
        self.parts.push(Part::new());
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let number = value.number().unwrap_or(f64::NAN);
        match at {
            Place::Version => self.version = Some(number),
            Place::File => set_text(&mut self.file, value),
            Place::Address => {
                if self.addresses.0 == 0 {
                    self.addresses.1 = self.section_count.saturating_sub(1);
                }
                self.addresses.0 += 1;
            }
            _ => {
                let Some(part) = self.part() else { return };
                match at {
                    Place::Root => set_text(&mut part.root, value),
                    Place::OffsetLine => part.line = number,
                    Place::OffsetColumn => part.column = number,
                    Place::Mappings => {
                        part.mappings = mappings::read(value.text().unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Place};
    use crate::json::Scanner;

    #[test]
    fn sections_of_nothing_take_no_memory() {
        let sections = "{\"offset\":{\"line\":1}},".repeat(1000);
        let map = format!(
            r#"{{"version":3,"sections":[{sections}{{"map":{{"mappings":"AAAA","sources":["a.js"]}}}}]}}"#
        );
        let mut document = Document::default();
        let _ = Scanner::new(Place::Document).push(map.as_bytes(), &mut document);
        assert_eq!((document.parts.len(), document.section_count), (1, 1001));
    }
}
