//! The page's lines of JavaScript: calls with numbers and texts.

use crate::import::lines::{find_near, lossy, whole_number};
use crate::import::numbers::leading_digits;
use std::borrow::Cow;

/// `f(12,3,4)`.
pub(super) struct Call<'a> {
    pub(super) function: u8,
    arguments: [Argument<'a>; MOST_ARGUMENTS],
    count: usize,
}

impl<'a> Call<'a> {
    pub(super) fn arguments(&self) -> &[Argument<'a>] {
        self.arguments.get(..self.count).unwrap_or_default()
    }
}

pub(super) enum Argument<'a> {
    Number(u64),
    Text(Cow<'a, str>),
    /// Something else, or nothing.
    Other,
}

impl Argument<'_> {
    pub(super) fn number(&self) -> Option<u64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

/// The page's functions take seven at most.
const MOST_ARGUMENTS: usize = 8;

/// A line that is a call of `f`, `u` or `n`.
pub(super) fn parse(line: &[u8]) -> Option<Call<'_>> {
    let line = line.strip_suffix(b";").unwrap_or(line);
    let [function @ (b'f' | b'u' | b'n'), b'(', inside @ .., b')'] = line else { return None };
    let mut arguments = [const { Argument::Other }; MOST_ARGUMENTS];
    let mut count = 0;
    let mut rest = inside;
    for slot in &mut arguments {
        if rest.is_empty() {
            break;
        }
        let (number, length) = leading_digits(rest);
        let end = match rest.get(length) {
            None | Some(b',') if length > 0 => length,
            _ if rest.first() == Some(&b'\'') => text_end(rest)?,
            _ => find_near(b',', rest).unwrap_or(rest.len()),
        };
        count += 1;
        if length > 0 && end == length {
            *slot = Argument::Number(number);
        } else {
            let argument = rest.get(..end)?.trim_ascii();
            *slot = match text(argument) {
                Some(text) => Argument::Text(text),
                None => whole_number(argument).map_or(Argument::Other, Argument::Number),
            };
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    Some(Call { function: *function, arguments, count })
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
pub(super) fn text(quoted: &[u8]) -> Option<Cow<'_, str>> {
    let inside = quoted.strip_prefix(b"'")?.strip_suffix(b"'")?;
    let inside = lossy(inside);
    if !inside.contains('\\') {
        return Some(inside);
    }
    let mut out = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        out.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(Cow::Owned(out))
}
