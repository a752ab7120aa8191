//! Entities of markup: `&lt;T&gt;` is `<T>`.

use crate::import::lines::find_near;
use std::borrow::Cow;

/// Text with its entities decoded. What isn't an entity stays: `a && b`.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    let mut found = find_near(b'&', text.as_bytes());
    if found.is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = found.and_then(|at| rest.split_at_checked(at)) {
        out.push_str(before);
        let after = after.get(1..).unwrap_or_default();
        match entity(after) {
            Some((character, length)) => {
                out.push(character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
        found = find_near(b'&', rest.as_bytes());
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that `text`, which follows a `&`, begins with, and how many bytes it takes.
fn entity(text: &str) -> Option<(char, usize)> {
    /// `#x10FFFF` and its `;`.
    const LONGEST_BYTES: usize = 10;
    let end = text.bytes().take(LONGEST_BYTES).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(decode("Vec&lt;T&gt;::&quot;&apos;&#39;&#x27;"), "Vec<T>::\"'''");
        assert_eq!(decode("&amp;lt;"), "&lt;");
        assert_eq!(decode("a && b &unknown; &#xD800; &"), "a && b &unknown; &#xD800; &");
    }
}
