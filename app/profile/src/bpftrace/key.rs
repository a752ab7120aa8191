//! The keys of a map: stacks, a line a frame, and other parts between commas.

use crate::id::FrameId;

/// The first line of an entry.
pub(super) enum Begin<'a> {
    /// `@[comm, 12]: 3`
    Whole { map: &'a str, key: &'a str, value: &'a str },
    /// `@bytes[`, and perhaps parts of the key that stand before the first stack.
    Open { map: &'a str, key: &'a str },
}

/// What begins in this line, if anything does.
pub(super) fn begin(text: &str) -> Option<Begin<'_>> {
    let (map, key) = text.strip_prefix('@')?.split_once('[')?;
    if !map.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    Some(match end(key) {
        Some((key, value)) => Begin::Whole { map, key, value },
        None => Begin::Open { map, key },
    })
}

/// What stands before the end of a key, and the value behind it: `, app]: 3`.
pub(super) fn end(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.rsplit_once("]: ")?;
    let is_number = |value: &str| {
        let digits = value.strip_prefix('-').unwrap_or(value);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    // A frame of a program may hold the same: `operator[]: 1` isn't one, frames are indented.
    (is_number(value.trim()) && !key.starts_with([' ', '\t'])).then_some((key, value.trim()))
}

/// The function of a frame's text: `schedule+60` and, in the mode `perf`,
/// `ffffffff81101f0a schedule+60` are in `schedule`.
pub(super) fn function(frame: &str) -> &str {
    let address = frame.split_once(' ').filter(|(address, _)| address.len() >= 8);
    let frame = match address {
        Some((address, rest)) if address.bytes().all(|byte| byte.is_ascii_hexdigit()) => rest,
        _ => frame,
    };
    let (symbol, library) = match frame.split_once(" (/") {
        Some((symbol, _)) => (symbol, true),
        None => (frame, false),
    };
    let function = match symbol.rsplit_once('+') {
        Some((name, offset)) if is_offset(offset) && !name.is_empty() => name,
        _ => symbol,
    };
    // An address without a name says more with its library.
    if library && function.starts_with("0x") { frame } else { function }
}

fn is_offset(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A key as far as it was read.
#[derive(Default)]
pub(super) struct Key {
    pub labels: Vec<String>,
    /// The frames of all stacks, from leaf to root: the kernel's, which is printed first, was
    /// called by the program's.
    pub frames: Vec<FrameId>,
}

impl Key {
    /// The key that begins with these parts.
    pub(super) fn of(parts: &str) -> Self {
        let mut key = Self::default();
        key.separate(parts);
        key
    }

    /// Takes what stands in a line between stacks: `, app, 12`.
    pub(super) fn separate(&mut self, parts: &str) {
        let parts = parts.split(',').map(str::trim).filter(|part| !part.is_empty());
        self.labels.extend(parts.map(str::to_owned));
    }
}
