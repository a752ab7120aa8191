//! Texts: where a string literal ends, what its escapes stand for, and what stands around it.

use super::Scalar;
use memchr::memchr2;
use std::borrow::Cow;

/// A string literal at the beginning of `bytes`.
pub(super) enum Literal<'a> {
    /// Its text, how many bytes the literal has, quotes included, and whether they were UTF-8;
    /// what was not is shown as U+FFFD.
    Text { text: Cow<'a, str>, length: usize, is_utf8: bool },
    /// It doesn't end within `bytes`.
    Incomplete,
}

/// Reads the literal whose opening quote is the first of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Literal<'_> {
    let Some(body) = bytes.get(1..) else {
        return Literal::Incomplete;
    };
    let mut at = 0;
    let mut is_escaped = false;
    loop {
        match memchr2(b'"', b'\\', body.get(at..).unwrap_or_default()) {
            None => return Literal::Incomplete,
            Some(offset) if body[at + offset] == b'"' => {
                at += offset;
                break;
            }
            Some(offset) => {
                is_escaped = true;
                at += offset + 2;
            }
        }
    }
    let raw = &body[..at];
    let (raw, is_utf8) = match std::str::from_utf8(raw) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (String::from_utf8_lossy(raw), false),
    };
    let text = if is_escaped { Cow::Owned(unescape(&raw)) } else { raw };
    Literal::Text { text, length: at + 2, is_utf8 }
}

/// Resolves the escapes of `raw`. A wrong one stays as it is written, half of a surrogate pair
/// becomes U+FFFD.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else { break };
        rest = &rest[escape.len_utf8()..];
        match escape {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            '"' | '\\' | '/' => text.push(escape),
            'u' => match unit(rest) {
                Some(high) => {
                    rest = &rest[4..];
                    let low = rest.strip_prefix("\\u").and_then(unit);
                    let pair = low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
                    match (pair, is_surrogate(high)) {
                        (Some(character), true) => {
                            text.push(character);
                            rest = &rest[6..];
                        }
                        _ => text.push(
                            char::from_u32(u32::from(high)).unwrap_or(char::REPLACEMENT_CHARACTER),
                        ),
                    }
                }
                None => text.push_str("\\u"),
            },
            wrong => {
                text.push('\\');
                text.push(wrong);
            }
        }
    }
    text.push_str(rest);
    text
}

fn is_surrogate(unit: u16) -> bool {
    (0xd800..0xe000).contains(&unit)
}

/// The UTF-16 unit of which `text` begins with the four digits.
fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

/// The part of `bytes` in front of the first that isn't UTF-8.
pub(super) fn utf8_prefix(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// The literal at byte `at` without its quotes; `None` unless it is complete and without escapes.
#[inline(always)]
pub(super) fn plain_text(text: &str, at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let start = at + 1;
    let end = start + quote_or_backslash(&bytes[start..])?;
    if bytes[end] == b'"' { text.get(start..end) } else { None }
}

/// Where the first quote or backslash stands.
///
/// Most names are shorter than what the start of a wide search takes, so the first bytes are
/// looked at as words of eight. Where a byte of the word is the wanted one, it is 0 after the xor;
/// taking 1 from each byte carries into the top bit of the lowest such byte (and perhaps of some
/// above it).
#[inline(always)]
fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & TOPS;
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<8>().filter(|_| at < 32) {
        let word = u64::from_le_bytes(*chunk);
        let found = zeros(word ^ (ONES * b'"' as u64)) | zeros(word ^ (ONES * b'\\' as u64));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', &bytes[at..]).map(|offset| at + offset)
}

/// `null`, `true` or `false` at the beginning of `bytes`, and how many bytes it has.
#[inline]
pub(super) fn word(bytes: &[u8]) -> Option<(Scalar<'static>, usize)> {
    match bytes.first()? {
        b'n' if bytes.starts_with(b"null") => Some((Scalar::Null, 4)),
        b't' if bytes.starts_with(b"true") => Some((Scalar::Bool(true), 4)),
        b'f' if bytes.starts_with(b"false") => Some((Scalar::Bool(false), 5)),
        _ => None,
    }
}

/// How many blanks `bytes` begin with.
#[inline(always)]
pub(super) fn blanks(bytes: &[u8]) -> usize {
    // Most tools write none.
    if bytes.first().is_none_or(|&first| first > b' ') {
        return 0;
    }
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    bytes.iter().take_while(is_blank).count()
}

/// Whether the few bytes that there are may be the beginning of `null` and the like.
pub(super) fn may_become_a_name(bytes: &[u8]) -> bool {
    ["null", "true", "false", "NaN", "Infinity", "-Infinity", "-NaN"]
        .iter()
        .any(|name| name.len() > bytes.len() && name.as_bytes().starts_with(bytes))
}

/// A byte, as a message shows it.
pub(super) fn shown(byte: u8) -> String {
    if byte.is_ascii_graphic() {
        format!("`{}`", char::from(byte))
    } else {
        format!("the byte {byte:#04x}")
    }
}
