//! The `mappings` of a source map: numbers in base 64, each against the one before.
//!
//! ```text
//! ;;AAAA,SAASA,GAAKC      a line ends in `;`, a mapping in `,`
//! ```
//!
//! A mapping has 1, 4 or 5 numbers: generated column; source, its line, its column; name. Each is
//! the difference to the last one of its kind, and columns begin at 0 in each line. A number is
//! digits of five bits and one that says whether more follow, the lowest first, its lowest bit the
//! sign.

use crate::symbols::{Origin, Segment};

/// What came out of the text.
#[derive(Default)]
pub(super) struct Mappings {
    pub segments: Vec<Segment>,
    /// The mapping (from 0) that can't be read, if one can't. What follows it counts from it, and
    /// is lost with it.
    pub broken: Option<u64>,
    /// Mappings to places before the beginning, and the first one's number.
    pub outside: (u64, u64),
}

impl Mappings {
    /// Whether there is nothing to be said of them.
    pub(super) fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.broken.is_none() && self.outside.0 == 0
    }
}

/// Reads the text.
pub(super) fn read(text: &str) -> Mappings {
    let mut read = Mappings::default();
    // Source, its line, its column, and name.
    let mut last = [0_i64; 4];
    let mut number = 0;
    for (line, mappings) in text.split(';').enumerate() {
        let mut column = 0_i64;
        for mapping in mappings.split(',').filter(|mapping| !mapping.is_empty()) {
            let Some((fields, count)) = fields(mapping) else {
                read.broken = Some(number);
                return read;
            };
            column = column.saturating_add(fields[0]);
            for (last, field) in last.iter_mut().zip(&fields[1..]) {
                *last = last.saturating_add(*field);
            }
            match segment(line, column, last, count) {
                Some(segment) => push(&mut read.segments, segment),
                None => {
                    if read.outside.0 == 0 {
                        read.outside.1 = number;
                    }
                    read.outside.0 += 1;
                }
            }
            number += 1;
        }
    }
    read
}

/// The numbers of a mapping, 0 for those it hasn't, and how many it has.
fn fields(mapping: &str) -> Option<([i64; 5], usize)> {
    let mut fields = [0; 5];
    let mut count = 0;
    let (mut value, mut shift) = (0_i64, 0);
    for byte in mapping.bytes() {
        let digit = digit(byte)?;
        // 32 bits and a sign are all that a number may have.
        if shift > 30 {
            return None;
        }
        value |= i64::from(digit & 31) << shift;
        shift += 5;
        if digit & 32 == 0 {
            let half = value >> 1;
            *fields.get_mut(count)? = if value & 1 == 1 { -half } else { half };
            count += 1;
            (value, shift) = (0, 0);
        }
    }
    (shift == 0 && matches!(count, 1 | 4 | 5)).then_some((fields, count))
}

fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

fn segment(line: usize, column: i64, last: [i64; 4], count: usize) -> Option<Segment> {
    let number = |number: i64| u32::try_from(number).ok();
    let [source, source_line, source_column, name] = last;
    let origin = match count {
        1 => None,
        _ => Some(Origin {
            source: number(source)?,
            line: number(source_line)?,
            column: number(source_column)?,
        }),
    };
    let name = if count == 5 { Some(number(name)?) } else { None };
    Some(Segment { line: u32::try_from(line).ok()?, column: number(column)?, origin, name })
}

/// Adds a mapping, in place of one of the same place. Those that say nothing new are left out, so
/// that a text of them can't take much memory.
fn push(segments: &mut Vec<Segment>, segment: Segment) {
    let known = segments.last_mut().filter(|known| known.line == segment.line);
    match known {
        None if segment.origin.is_none() => {}
        Some(known) if known.origin.is_none() && segment.origin.is_none() => {}
        Some(known) if known.column == segment.column => *known = segment,
        _ => segments.push(segment),
    }
}

#[cfg(test)]
mod tests {
    use super::{fields, read};

    #[test]
    fn numbers_have_signs_and_any_length() {
        assert_eq!(fields("A"), Some(([0; 5], 1)));
        assert_eq!(fields("CDEF"), Some(([1, -1, 2, -2, 0], 4)));
        assert_eq!(fields("gBhB2H+//////D"), None);
        assert_eq!(fields("gBhB2H+/////D"), Some(([16, -16, 123, 2_147_483_647, 0], 4)));
        for broken in ["AA", "AAA", "AAAAAA", "g", "AAA!", "ggggggggA"] {
            assert_eq!(fields(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_broken_mapping_takes_those_behind_it_along() {
        let mappings = read("AAAA,CAAC;;AAAA,?,CAAA");
        assert_eq!((mappings.segments.len(), mappings.broken), (3, Some(3)));
    }

    #[test]
    fn a_mapping_before_the_beginning_is_left_out() {
        let mappings = read("ADAA,CCAA");
        assert_eq!((mappings.segments.len(), mappings.outside), (1, (1, 0)));
    }
}
