//! A frame's text: what sort of code it names.

use std::borrow::Cow;

/// What a frame's text says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location<'a> {
    /// `0x7f3a10`: code without a symbol, by its address in memory.
    Address(u64),
    /// `malloc (in libc.so.6) + 12`, and with `(file:line)` or nothing for the offset.
    Native { name: &'a str, library: &'a str },
    /// `onload (https://a.org/a.js:3:7)[2]`. Line and column are those where the function begins.
    /// Without name and brackets it is a script that runs from its top, `https://a.org/a.js:1:1`,
    /// or a function without a name. Since version 34 these two differ: only the function has a
    /// line, and the script is `https://a.org/a.js[2]`.
    Script { name: Cow<'a, str>, file: &'a str, line: Option<u32>, column: Option<u32> },
    /// Anything else: `(root)`, `XRE_InitChildProcess`.
    Label(&'a str),
}

impl<'a> Location<'a> {
    /// Reads `text` in the first form that fits; `tops_have_lines` before version 34.
    pub(super) fn parse(text: &'a str, tops_have_lines: bool) -> Self {
        address(text)
            .or_else(|| native(text))
            .or_else(|| script(text, tops_have_lines))
            .unwrap_or(Location::Label(text))
    }
}

fn address(text: &str) -> Option<Location<'_>> {
    let digits = text.strip_prefix("0x")?;
    // `from_str_radix` would take a sign.
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let address = u64::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    Some(Location::Address(address))
}

fn native(text: &str) -> Option<Location<'_>> {
    const IN: &str = " (in ";
    // The last one that fits: names may have brackets too. A text of nothing but brackets must not
    // take forever.
    for (at, _) in text.rmatch_indices(IN).take(4) {
        let rest = &text[at + IN.len()..];
        let Some((library, behind)) = rest.split_once(')') else { continue };
        let is_offset =
            || behind.strip_prefix(" + ").is_some_and(|digits| number(digits).is_some());
        let is_place = || {
            let inside = behind.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
            inside.is_some_and(|inside| inside.contains(':'))
        };
        if behind.is_empty() || is_offset() || is_place() {
            let name = &text[..at];
            let name = name.strip_prefix("non-virtual thunk to ").unwrap_or(name);
            return Some(Location::Native { name, library });
        }
    }
    None
}

fn script(text: &str, tops_have_lines: bool) -> Option<Location<'_>> {
    // The row of the script's source, since version 32.
    let with_source = match text.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((before, digits)) if number(digits).is_some() => Some(before),
        _ => None,
    };
    let text = with_source.unwrap_or(text);
    let in_brackets = text.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    if let Some((name, place)) = in_brackets
        && let Some((file, line, column)) = file_place(place)
    {
        return Some(Location::Script { name: name.into(), file, line, column });
    }
    // Other texts end in a number in brackets too, but none of them is an address.
    let whole = || with_source.filter(|file| is_address(file)).map(|file| (file, None, None));
    let (file, line, column) = file_place(text).or_else(whole)?;
    let name: Cow<'_, str> = match line {
        Some(_) if !tops_have_lines => "(anonymous)".into(),
        _ => format!("(root scope) {file}").into(),
    };
    Some(Location::Script { name, file, line, column })
}

/// Whether the text is `scheme:…` and nothing else.
fn is_address(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    scheme.len() < text.len() && scheme.len() > 1 && scheme.bytes().all(fits) && !text.contains(' ')
}

/// Takes `file:line:column` or `file:line` apart.
fn file_place(text: &str) -> Option<(&str, Option<u32>, Option<u32>)> {
    let (before, last) = text.rsplit_once(':')?;
    let last = number(last)?;
    let with_column = before.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?)));
    let (file, line, column) = match with_column {
        Some((file, line)) if !file.is_empty() => (file, line, Some(last)),
        _ => (before, last, None),
    };
    // `loader.js -> script.js` is a script that another one loaded.
    let file = file.rsplit_once(" -> ").map_or(file, |(_, file)| file);
    let counted = |number: u64| u32::try_from(number).ok();
    (!file.is_empty()).then(|| (file, counted(line), column.and_then(counted)))
}

fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}
