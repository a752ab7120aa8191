//! Frames as valgrind's tools write them: `0x1EBEBB: main (main.rs:12)`.

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, LibraryId};
use crate::import::lines::rsplit_near;
use crate::library::Library;

/// The frame of a text: `0xADDRESS: name (file:line)`, `… (file:line:column)`, `… (in library)`,
/// or just a name.
pub(crate) fn frame(text: &str, builder: &mut ProfileBuilder) -> FrameId {
    let (address, rest) = split_address(text);
    let inside = rest.strip_suffix(')').and_then(split_bracket);
    let mut frame = (None, None);
    let (mut name, mut file, mut library) = (rest, None, None);
    if let Some((before, inside)) = inside {
        if let Some(path) = inside.strip_prefix("in ") {
            (name, library) = (before, Some(library_at(path, builder)));
        } else if let Some((path, line, column)) = split_line(inside) {
            (name, file) = (before, Some(builder.string(path)));
            frame = (Some(line), column);
        }
    }
    let name = builder.string(name);
    let kind = FunctionKind::Unknown;
    let function = builder.function(Function { name, file, library, kind });
    let (line, column) = frame;
    builder.frame(Frame { line, column, address, ..Frame::of(function) })
}

/// Splits a text at its last ` (`.
fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let at = bytes.windows(2).rposition(|pair| pair == b" (")?;
    Some((text.get(..at)?, text.get(at + 2..)?))
}

fn split_address(text: &str) -> (Option<u64>, &str) {
    let parts = text.strip_prefix("0x").and_then(|text| text.split_once(':'));
    let parts = parts.and_then(|(digits, rest)| Some((digits, rest.strip_prefix(' ')?)));
    match parts.and_then(|(digits, rest)| Some((u64::from_str_radix(digits, 16).ok()?, rest))) {
        Some((address, rest)) if !rest.is_empty() => (Some(address), rest),
        _ => (None, text),
    }
}

/// `file:line` or `file:line:column`.
fn split_line(text: &str) -> Option<(&str, u32, Option<u32>)> {
    let (before, last) = rsplit_near(b':', text)?;
    let last = last.parse().ok()?;
    let both = rsplit_near(b':', before).and_then(|(file, line)| Some((file, line.parse().ok()?)));
    Some(match both {
        Some((file, line)) => (file, line, Some(last)),
        None => (before, last, None),
    })
}

/// The library at `path`. Libraries are few, so they are searched one by one.
fn library_at(path: &str, builder: &mut ProfileBuilder) -> LibraryId {
    let known = builder.profile().libraries.iter().position(|library| library.path == path);
    known.map_or_else(
        || {
            let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
            builder.push_library(Library {
                debug_name: name.clone(),
                name,
                path: path.to_owned(),
                ..Library::default()
            })
        },
        LibraryId::new,
    )
}
