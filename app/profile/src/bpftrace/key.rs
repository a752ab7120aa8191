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

/// What the text of a frame tells.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parts<'a> {
    pub function: &'a str,
    /// The source file and the line in it, where there is debug information.
    pub place: Option<(&'a str, u32)>,
    pub inlined: bool,
}

/// The parts of a frame's text:
///
/// ```text
/// schedule+60
/// ffffffff81101f0a schedule+60
/// 55d0c0de1234 main+12 (/usr/bin/app)
/// [inlined] get@/src/lib.rs:33
/// main+12@/src/@app/main.rs:7
/// ```
pub(super) fn parts(text: &str) -> Parts<'_> {
    let address = text.split_once(' ').filter(|(address, _)| address.len() >= 8);
    let frame = match address {
        Some((address, rest)) if address.bytes().all(|byte| byte.is_ascii_hexdigit()) => rest,
        _ => text,
    };
    let inlined = frame.strip_prefix("[inlined] ").or_else(|| frame.strip_suffix(" (inlined)"));
    let (frame, inlined) = (inlined.unwrap_or(frame), inlined.is_some());
    let (rest, place) = split_place(frame, inlined);
    let symbol = rest.strip_suffix(" ([unknown])").unwrap_or(rest);
    let (symbol, library) = match symbol.split_once(" (/") {
        Some((symbol, _)) => (symbol, true),
        None => (symbol, false),
    };
    let function = match symbol.rsplit_once('+') {
        Some((name, offset)) if is_offset(offset) && !name.is_empty() => name,
        _ => symbol,
    };
    // An address without a name says more with its library.
    let function = if library && function.starts_with("0x") { frame } else { function };
    Parts { function, place, inlined }
}

/// What stands before and after the `@` that ends a symbol. Versions of symbols have one too
/// (`read@@GLIBC_2.2+5`), and files may; an offset stands before this one, but in inlined frames.
fn split_place(frame: &str, inlined: bool) -> (&str, Option<(&str, u32)>) {
    let place = frame.match_indices('@').find_map(|(at, _)| {
        let (symbol, place) = (frame.get(..at)?, frame.get(at + 1..)?);
        let offset = symbol.rsplit_once('+').map_or("", |(_, offset)| offset);
        let (file, line) = place.rsplit_once(':').filter(|_| inlined || is_offset(offset))?;
        let line = line.parse().ok().filter(|_| !file.is_empty())?;
        Some((symbol, Some((file, line))))
    });
    place.unwrap_or((frame, None))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_with_debug_information_have_a_place() {
        let place = Some(("/src/@app/main.rs", 7));
        let main = Parts { function: "main", place, inlined: false };
        assert_eq!(parts("main+12@/src/@app/main.rs:7"), main);
        let get = Parts { function: "<T as A>::get", place: Some(("lib.rs", 3)), inlined: true };
        assert_eq!(parts("[inlined] <T as A>::get@lib.rs:3"), get);
        let inlined = Parts { function: "get", place: None, inlined: true };
        assert_eq!(parts("55d0c0de1234 get (inlined)"), inlined);
        let read = Parts { function: "read@@GLIBC_2.2", ..Parts::default() };
        assert_eq!(parts("read@@GLIBC_2.2+5"), read);
        let unknown = Parts { function: "0x55d0c0de", ..Parts::default() };
        assert_eq!(parts("0x55d0c0de ([unknown])"), unknown);
    }
}
