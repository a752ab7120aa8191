//! Symbol maps of Emscripten: the names of a WebAssembly module's functions by their numbers.
//!
//! ```text
//! 0:__wasm_call_ctors
//! 103:std::__2::vector<int\2c\20std::__2::allocator<int>>::push_back\28int&&\29
//! ```
//!
//! `emcc --emit-symbol-map` writes it as `app.js.symbols`. A byte other than a letter, a digit or a
//! few signs may be `\` and two hexadecimal digits.

use crate::import::lines::{LineFile, ReadLines};
use crate::import::{Certainty, Format, Imported};
use crate::symbols::{Symbols, WasmNames};
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Emscripten symbol map",
    recorded_by: "emcc --emit-symbol-map",
    sniff: |_name, head| sniff(head),
    start: |name, _options| {
        let name = name.to_owned();
        Box::new(LineFile::new(SymbolLines { name, ..SymbolLines::default() }))
    },
};

/// All whole lines must be names with ascending numbers: folded stacks may begin with a number and
/// a colon too, but not each.
fn sniff(head: &[u8]) -> Certainty {
    let mut last = None;
    let mut count = 0;
    for line in head.split_inclusive(|&byte| byte == b'\n') {
        let is_whole = line.ends_with(b"\n");
        match parse(line) {
            Some((number, _)) if last.is_none_or(|last| last < number) => last = Some(number),
            _ if !is_whole || line.trim_ascii().is_empty() => continue,
            _ => return Certainty::No,
        }
        count += 1;
    }
    if count > 1 { Certainty::Likely } else { Certainty::No }
}

/// The number of a line, and the name as the file has it.
fn parse(line: &[u8]) -> Option<(u32, &[u8])> {
    let line = line.trim_ascii();
    let colon = memchr::memchr(b':', line)?;
    let (digits, name) = (&line[..colon], &line[colon + 1..]);
    let number = crate::import::lines::whole_number(digits)?;
    (!name.is_empty()).then_some((u32::try_from(number).ok()?, name))
}

#[derive(Default)]
struct SymbolLines {
    name: String,
    /// Number, line in the file, name.
    functions: Vec<(u32, u64, String)>,
    warnings: Warnings,
}

impl ReadLines for SymbolLines {
    fn line(&mut self, number: u64, line: &[u8]) {
        if line.trim_ascii().is_empty() {
            return;
        }
        match parse(line) {
            Some((id, name)) => self.functions.push((id, number, unescaped(name))),
            None => self.warn("lines that aren't `number:name` were skipped", number, line),
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        let Self { name, functions: mut lines, mut warnings } = self;
        if lines.is_empty() {
            return Err(ImportError {
                expected: "a symbol map of Emscripten".to_owned(),
                found: "no line that is `number:name`".to_owned(),
                place: Place::Whole,
                advice: "Build the module again with `emcc --emit-symbol-map`.".to_owned(),
            });
        }
        // Those of one number stay in the order of their lines.
        lines.sort_by_key(|&(number, ..)| number);
        let mut functions: Vec<(u32, String)> = Vec::with_capacity(lines.len());
        let mut again = (0, u64::MAX);
        for (number, line, name) in lines {
            if functions.last().is_some_and(|(last, _)| *last == number) {
                again = (again.0 + 1, again.1.min(line));
            } else {
                functions.push((number, name));
            }
        }
        let what = "lines whose number has a name already were skipped";
        warnings.add_many(what, again.0, Place::Line(again.1), "");
        let names = WasmNames { name, functions };
        let symbols = Symbols { wasm_names: vec![names], ..Symbols::default() };
        Ok(Imported { symbols: Some(symbols), warnings, ..Imported::default() })
    }
}

/// A name in which `\20` is a blank.
fn unescaped(name: &[u8]) -> String {
    let hex = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&first, after)) = rest.split_first() {
        match after {
            [high, low, behind @ ..] if first == b'\\' => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = behind;
                    continue;
                }
                _ => bytes.push(first),
            },
            _ => bytes.push(first),
        }
        rest = after;
    }
    crate::import::lines::lossy(&bytes).into_owned()
}
