//! Frame lines, each distinct one looked at once: `  5566 main+0x12 (/bin/x)`.

use super::containers::Containers;
use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::FrameId;
use crate::library::Library;
use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// From the text of a frame line to its frame.
#[derive(Default)]
pub(super) struct Frames {
    bytes: Vec<u8>,
    known: HashTable<(usize, usize, FrameId)>,
    /// From an inlined frame and the one that it is inlined into to the same with its library.
    in_library: FxHashMap<(FrameId, FrameId), FrameId>,
    pub(super) containers: Containers,
    pub(super) not_utf8: u64,
}

/// The parts of a frame line.
#[derive(Debug, PartialEq)]
struct Parts<'line> {
    address: Option<u64>,
    symbol: &'line [u8],
    /// How far behind its symbol's beginning the address is.
    offset: Option<u64>,
    module: &'line [u8],
}

impl Frames {
    /// The frame of a line without blanks around it.
    pub(super) fn frame(&mut self, line: &[u8], builder: &mut ProfileBuilder) -> FrameId {
        let hash = hash_of(line);
        let bytes = &self.bytes;
        let same = |&(start, end, _): &(usize, usize, FrameId)| bytes.get(start..end) == Some(line);
        if let Some(&(_, _, frame)) = self.known.find(hash, same) {
            return frame;
        }
        let text = String::from_utf8_lossy(line);
        self.not_utf8 += u64::from(matches!(text, std::borrow::Cow::Owned(_)));
        let parts = parts(text.as_bytes());
        let frame = new_frame(&parts, builder);
        if let (Some(address), Some(offset)) = (parts.address, parts.offset) {
            self.containers.add(frame, address.wrapping_sub(offset), builder);
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(line);
        let end = self.bytes.len();
        let bytes = &self.bytes;
        self.known.insert_unique(hash, (start, end, frame), |&(start, end, _)| {
            hash_of(bytes.get(start..end).unwrap_or_default())
        });
        frame
    }

    /// The same frame with the `file:line` that a line of its own gave; `:0` says nothing.
    pub(super) fn with_source(
        &mut self,
        id: FrameId,
        text: &[u8],
        builder: &mut ProfileBuilder,
    ) -> FrameId {
        let text = String::from_utf8_lossy(text);
        let Some((file, line)) = text.rsplit_once(':') else { return id };
        let Ok(line) = line.parse::<u32>() else { return id };
        if file.is_empty() {
            return id;
        }
        let frame = builder.profile().frames.get(id);
        let function = builder.profile().functions.get(frame.function);
        let file = Some(builder.string(file));
        let function = builder.function(Function { file, ..function });
        let line = (line > 0).then_some(line);
        let with_source = builder.frame(Frame { function, line, ..frame });
        self.containers.add_same(id, with_source);
        with_source
    }

    /// An inlined frame with the library of the outer one, if it is inlined into that: perf writes
    /// `(inlined)` in its place. That frame has the same address.
    pub(super) fn in_library(
        &mut self,
        inlined: FrameId,
        outer: FrameId,
        builder: &mut ProfileBuilder,
    ) -> FrameId {
        let frames = &builder.profile().frames;
        if frames.address(inlined) != frames.address(outer) {
            return inlined;
        }
        *self.in_library.entry((inlined, outer)).or_insert_with(|| {
            let profile = builder.profile();
            let (frame, outer) = (profile.frames.get(inlined), profile.frames.get(outer));
            let function = profile.functions.get(frame.function);
            let Function { library, kind, .. } = profile.functions.get(outer.function);
            if (function.library, function.kind) == (library, kind) {
                return inlined;
            }
            let function = builder.function(Function { library, kind, ..function });
            builder.frame(Frame { function, ..frame })
        })
    }

    /// What only the whole file tells: functions of addresses that are marked throughout, and then
    /// the library of what is inlined into them.
    pub(super) fn finish(self, has_inlined: bool, builder: &mut ProfileBuilder) {
        let resolved = self.containers.resolve(has_inlined, builder);
        for (&(_, outer), &inlined) in &self.in_library {
            let Some(&Function { library, kind, .. }) = resolved.get(&outer) else { continue };
            let frame = builder.profile().frames.get(inlined);
            let function = builder.profile().functions.get(frame.function);
            let function = builder.function(Function { library, kind, ..function });
            builder.set_frame(inlined, Frame { function, ..frame });
        }
    }
}

/// Whether a line is one of a call chain: an address first.
pub(super) fn has_address(line: &[u8]) -> bool {
    parts(line).address.is_some()
}

fn parts(line: &[u8]) -> Parts<'_> {
    let line = line.trim_ascii();
    let end = memchr::memchr2(b' ', b'\t', line).unwrap_or(line.len());
    let (word, after) = line.split_at(end);
    let address = std::str::from_utf8(word).ok().filter(|word| !word.starts_with('+'));
    let address = address.and_then(|word| u64::from_str_radix(word, 16).ok());
    let rest = if address.is_some() { after.trim_ascii() } else { line };
    let (symbol, module) = split_module(rest);
    // `-F +dsoff` writes the place in the file too: `(/bin/x+0x12)`.
    let ((symbol, offset), (module, _)) = (split_offset(symbol.trim_ascii()), split_offset(module));
    Parts { address, symbol, offset, module }
}

/// `main+0x12 (/bin/x)` without and in its last brackets, which `/bin/x (deleted)` has twice.
fn split_module(text: &[u8]) -> (&[u8], &[u8]) {
    let Some(inside) = text.strip_suffix(b")") else { return (text, b"") };
    let before = inside.strip_suffix(b" (deleted)").unwrap_or(inside);
    let open = memchr::memrchr(b'(', before);
    match open {
        Some(open) if open == 0 || before.get(open - 1) == Some(&b' ') => {
            (text.get(..open).unwrap_or_default(), before.get(open + 1..).unwrap_or_default())
        }
        _ => (text, b""),
    }
}

/// `main+0x12` as `main` and 0x12.
fn split_offset(symbol: &[u8]) -> (&[u8], Option<u64>) {
    let Some(plus) = memchr::memrchr(b'+', symbol) else { return (symbol, None) };
    match symbol.split_at(plus) {
        (before, [b'+', b'0', b'x', digits @ ..])
            if !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit) =>
        {
            let digits = std::str::from_utf8(digits).ok();
            (before, digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()))
        }
        _ => (symbol, None),
    }
}

fn new_frame(parts: &Parts<'_>, builder: &mut ProfileBuilder) -> FrameId {
    let &Parts { address, symbol, module, .. } = parts;
    let symbol = String::from_utf8_lossy(symbol);
    let module = String::from_utf8_lossy(module);
    let inlined = module == "inlined";
    let is_known = !inlined && !module.is_empty() && module != "[unknown]";
    let short = module.rsplit('/').next().unwrap_or_default();
    let library = is_known.then(|| {
        let libraries = &builder.profile().libraries;
        match libraries.iter().position(|library| library.path == *module) {
            Some(row) => crate::id::LibraryId::new(row),
            None => builder.push_library(Library {
                name: short.to_owned(),
                path: module.to_string(),
                debug_name: short.to_owned(),
                debug_id: String::new(),
            }),
        }
    });
    // Without a symbol, the module at least says whose code it is.
    let name = match &*symbol {
        "" | "[unknown]" if is_known => builder.string(&format!("[{short}]")),
        "" | "[unknown]" => builder.string("[unknown]"),
        symbol => builder.string(symbol),
    };
    let kind = if is_known { kind_of(&module, short) } else { FunctionKind::Unknown };
    let function = builder.function(Function { name, file: None, library, kind });
    builder.frame(Frame { address, inlined, ..Frame::of(function) })
}

fn kind_of(module: &str, short: &str) -> FunctionKind {
    const NOT_KERNEL: [&str; 5] = ["[vdso]", "[vsyscall]", "[heap]", "[stack]", "[anon]"];
    let is_bracketed = module.starts_with('[') && !NOT_KERNEL.contains(&module);
    let is_module = [".ko", ".ko.gz", ".ko.xz", ".ko.zst"].iter().any(|end| short.ends_with(end));
    let is_jit = (short.starts_with("perf-") && short.ends_with(".map"))
        || (short.starts_with("jitted-") && short.ends_with(".so"));
    if is_bracketed || is_module || short.starts_with("vmlinux") {
        FunctionKind::Kernel
    } else if is_jit {
        FunctionKind::Jit
    } else {
        FunctionKind::Native
    }
}

fn hash_of(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}
