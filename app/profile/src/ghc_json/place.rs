//! Where a cost centre stands: `src/Main.hs:45:9-38`, `src/Main.hs:(21,1)-(38,42)`.

/// File, line and column; `None` for `<entire-module>` and the like.
pub(super) fn parse(text: &str) -> Option<(&str, Option<u32>, Option<u32>)> {
    if text.is_empty() || text.starts_with('<') {
        return None;
    }
    // A file may be called `a:b.hs`, what follows it has no letters.
    let is_span = |char: char| char.is_ascii_digit() || matches!(char, '(' | ')' | ',' | '-' | ':');
    let end = text.trim_end_matches(is_span).len();
    // The digits of a file without an ending (`Main2:3:1`) belong to it.
    let (file, span) = text.split_at(end);
    let Some((more, span)) = span.split_once(':') else { return Some((text, None, None)) };
    let file = text.get(..file.len() + more.len()).unwrap_or(file);
    let numbers = span.trim_start_matches('(').split(|char: char| !char.is_ascii_digit());
    let mut numbers = numbers.map(|digits| digits.parse().ok());
    Some((file, numbers.next().flatten(), numbers.next().flatten()))
}
