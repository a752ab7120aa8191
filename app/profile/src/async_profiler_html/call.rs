//! The page's lines of JavaScript: calls with numbers and texts.

use crate::import::lines::whole_number;

/// `f(12,3,4)`.
pub(super) struct Call {
    pub(super) function: u8,
    pub(super) arguments: Vec<Argument>,
}

pub(super) enum Argument {
    Number(u64),
    Text(String),
    /// Something else, or nothing.
    Other,
}

impl Argument {
    pub(super) fn number(&self) -> Option<u64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// A line that is a call of `f`, `u` or `n`.
pub(super) fn parse(line: &[u8]) -> Option<Call> {
    /// The page's functions take seven at most.
    const MOST_ARGUMENTS: usize = 8;
    let line = line.strip_suffix(b";").unwrap_or(line);
    let [function @ (b'f' | b'u' | b'n'), b'(', inside @ .., b')'] = line else { return None };
    let mut arguments = Vec::new();
    let mut rest = inside;
    while !rest.is_empty() && arguments.len() < MOST_ARGUMENTS {
        let end = if rest.first() == Some(&b'\'') {
            text_end(rest)?
        } else {
            memchr::memchr(b',', rest).unwrap_or(rest.len())
        };
        let argument = rest.get(..end)?.trim_ascii();
        arguments.push(match text(argument) {
            Some(text) => Argument::Text(text),
            None => whole_number(argument).map_or(Argument::Other, Argument::Number),
        });
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Some(Call { function: *function, arguments })
}

/// Where a quoted text ends, its quote included.
fn text_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'\'' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The text that is quoted: `'it\'s'`.
pub(super) fn text(quoted: &[u8]) -> Option<String> {
    let inside = quoted.strip_prefix(b"'")?.strip_suffix(b"'")?;
    let inside = String::from_utf8_lossy(inside);
    if !inside.contains('\\') {
        return Some(inside.into_owned());
    }
    let mut out = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        out.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(out)
}
