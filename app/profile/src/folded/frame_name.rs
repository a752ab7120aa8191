//! What a frame's text says beside the function's name.
//!
//! ```text
//! vfs_read_[k]                     a kernel function
//! work (long_running.py:8)         py-spy: file and line
//! work - /srv/app.rb:8             rbspy
//! app/main.py:work:8               Austin, where the header says that it is Austin
//! ```

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;

/// Adds the frame that `text` describes.
pub(crate) fn frame(text: &str, is_austin: bool, builder: &mut ProfileBuilder) -> FrameId {
    let parts = parse(text, is_austin);
    let name = builder.string(parts.name);
    let file = parts.file.map(|file| builder.string(file));
    let function = builder.function(Function { name, file, library: None, kind: parts.kind });
    builder.frame(Frame { line: parts.line, inlined: parts.inlined, ..Frame::of(function) })
}

#[derive(Debug, PartialEq)]
struct Parts<'t> {
    name: &'t str,
    file: Option<&'t str>,
    line: Option<u32>,
    kind: FunctionKind,
    inlined: bool,
}

fn parse(text: &str, is_austin: bool) -> Parts<'_> {
    let kind = FunctionKind::Unknown;
    let plain = Parts { name: text, file: None, line: None, kind, inlined: false };
    if let Some((name, suffix)) = text.len().checked_sub(4).and_then(|at| text.split_at_checked(at))
        && !name.is_empty()
    {
        let kind = match suffix {
            "_[k]" => Some(FunctionKind::Kernel),
            "_[j]" | "_[1]" => Some(FunctionKind::Jit),
            "_[0]" => Some(FunctionKind::Interpreted),
            "_[w]" => Some(FunctionKind::Label),
            "_[i]" => Some(FunctionKind::Unknown),
            _ => None,
        };
        if let Some(kind) = kind {
            return Parts { name, kind, inlined: suffix == "_[i]", ..plain };
        }
    }
    // What bcc puts between user and kernel frames.
    if text == "-" || text == "--" {
        return Parts { kind: FunctionKind::Label, ..plain };
    }
    let source = if is_austin { austin(text) } else { py_spy(text).or_else(|| rbspy(text)) };
    match source {
        Some((name, file, line)) => Parts {
            name,
            file: Some(file).filter(|file| !file.is_empty()),
            line: line.filter(|&line| line > 0),
            kind: FunctionKind::Interpreted,
            inlined: false,
        },
        None if is_austin && is_austin_root(text) => Parts { kind: FunctionKind::Label, ..plain },
        None => plain,
    }
}

type Source<'t> = (&'t str, &'t str, Option<u32>);

/// `name (file:line)`, or `name (file.py)` where py-spy was told to leave lines out.
fn py_spy(text: &str) -> Option<Source<'_>> {
    let (name, place) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let (file, line) = match split_line(place) {
        Some((file, line)) => (file, Some(line)),
        None => (place, None),
    };
    (!name.is_empty() && is_script(file)).then_some((name, file, line))
}

/// `name - file:line`.
fn rbspy(text: &str) -> Option<Source<'_>> {
    // The line first: most names don't end in one, and needn't be searched.
    let (place, line) = split_line(text)?;
    let (name, file) = place.rsplit_once(" - ")?;
    let is_ruby = is_script(file) || file.starts_with('/');
    (!name.is_empty() && is_ruby).then_some((name, file, Some(line)))
}

/// `file:name:line`.
fn austin(text: &str) -> Option<Source<'_>> {
    let (place, line) = split_line(text)?;
    let (file, name) = place.rsplit_once(':')?;
    (!name.is_empty() && !file.is_empty()).then_some((name, file, Some(line)))
}

/// `P123` or `T123`, `T0:123`: a process or thread.
fn is_austin_root(text: &str) -> bool {
    let number = text.strip_prefix(['P', 'T']);
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
    })
}

/// `file:12` → `file`, 12.
fn split_line(place: &str) -> Option<(&str, u32)> {
    let digits = place.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, line) = place.split_at_checked(place.len() - digits)?;
    Some((before.strip_suffix(':')?, line.parse().ok()?))
}

/// Whether it is surely the name of a script, so that no Rust or C++ name is ever taken apart.
fn is_script(file: &str) -> bool {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    let has_known = matches!(
        extension,
        Some("py" | "pyx" | "pxd" | "pyw" | "ipynb" | "rb" | "erb" | "rake" | "ru" | "gemspec")
    );
    let is_made_up = file.starts_with('<')
        && file.ends_with('>')
        && !file.contains("::")
        && (file.starts_with("<string")
            || file.starts_with("<frozen")
            || file.starts_with("<ipython"));
    has_known || is_made_up
}

#[cfg(test)]
mod tests {
    use super::{Parts, parse};
    use crate::function::FunctionKind;

    #[test]
    fn rust_and_c_names_stay_whole() {
        for text in [
            "core::ops::function::FnOnce::call_once{{vtable.shim}}",
            "<fn(&u8) -> u8 as core::ops::Fn<(u8,)>>::call (inlined)",
            "call_once<(), std::thread::lifecycle::spawn_unchecked::{closure#1}>",
            "std::vector<int>::push_back(int (*)(char):12)",
            "[unknown] (libc.so.6)",
            "a - b",
            "operator- - 1:2",
            "_[k]",
            "main.c:12",
            "[libc.so.6]",
            "",
        ] {
            let kind = FunctionKind::Unknown;
            let whole = Parts { name: text, file: None, line: None, kind, inlined: false };
            assert_eq!(parse(text, false), whole);
        }
    }
}
