//! The names of V8's code: `fib /home/me/fib.js:1:13`, `t v8::internal::Heap::Scavenge()`.

/// What a name of JavaScript holds: name, file, line and column; `None` if it has no place.
pub(super) fn script(text: &str) -> Option<(&str, &str, u32, u32)> {
    let (rest, column) = text.rsplit_once(':')?;
    let (rest, line) = rest.rsplit_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    // Names hold blanks (`get size`), and so do files: the file begins at the first blank that a
    // path or an address follows, or else at the first one.
    let blanks = || rest.match_indices(' ').map(|(at, _)| at);
    let at = blanks().find(|&at| is_file(rest.get(at + 1..).unwrap_or_default()));
    let at = at.or_else(|| blanks().next())?;
    Some((rest.get(..at)?, rest.get(at + 1..)?, line, column))
}

/// Whether it begins as a path or an address does: `/a`, `./a`, `file:`, `node:`, `C:\`.
fn is_file(text: &str) -> bool {
    let scheme = text.trim_start_matches(|char: char| char.is_ascii_alphanumeric());
    text.starts_with(['/', '.']) || (scheme.len() < text.len() && scheme.starts_with(':'))
}

/// A name of C++ without the mark of its section, `t` or `T`.
pub(super) fn native(text: &str) -> &str {
    text.strip_prefix("t ").or_else(|| text.strip_prefix("T ")).unwrap_or(text)
}
